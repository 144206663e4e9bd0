"""结转下年: what was written last year, to be looked at beside what is to be written this year; no report prints it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from juesuan import money
from juesuan.analysis.reasons import causes_of, reasons_of
from juesuan.book.facts import Cause
from juesuan.book.grid import GridSource
from juesuan.book.layout import address
from juesuan.book.naming import shown
from juesuan.book.read import ReadBook
from juesuan.book.sheets import all_sections
from juesuan.findings import Finding
from juesuan.narrate import analysed_book, written_of
from juesuan.narrative.paragraphs import Written
from juesuan.narrative.render import Renderer
from juesuan.narrative.sheet import PARAGRAPHS, Standing, paragraphs_section, read_paragraphs
from juesuan.narrative.values import Thing, World
from juesuan.narrative.world import make_world
from juesuan.rollforward_prior import left
from juesuan.rollforward_tables import Matching
from juesuan.spec.analysis import Measure
from juesuan.spec.model import Format
from juesuan.spec.narrative import Narrative, Sentence
from juesuan.template.entries import Entry

CAUSES = "causes"
ADDED = "（自加段落）"
LONGEST = 32_000
"""The most characters of a text: a cell takes 32,767."""


@dataclass
class Texts:
    """Rows of 变动原因 and of 情况说明 with last year's words, and what has no place in the new book."""

    causes: list[Entry] = field(default_factory=list)
    paragraphs: list[Entry] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def last_texts(matching: Matching, source: GridSource, found: ReadBook, causes: Iterable[Cause]) -> Texts:
    """Return last year's causes, one row a measure, and the texts that people wrote themselves."""
    texts = Texts()
    section = paragraphs_section(source, matching.last)
    standing = read_paragraphs(source, section) if section is not None else []
    given = tuple(causes)
    _causes(texts, matching, given, _said(source, found, standing) if given else {})
    if standing:
        _own_texts(texts, matching, standing)
    return texts


def _causes(texts: Texts, matching: Matching, causes: tuple[Cause, ...], said: Mapping[str, str]) -> None:
    """One row for each measure that had causes: its name, and what was said of it."""
    section = all_sections(matching.last).get(CAUSES)
    measures = {one.label: one for one in matching.last.analysis.measures.values()}
    labels = {one.label for one in matching.form.analysis.measures.values()}
    labels |= set(matching.form.sheets.lists.get("measures", ()))
    for label in dict.fromkeys(
        one.measure for one in causes if one.text or one.group or one.amount is not None
    ):
        rows = [one for one in causes if one.measure == label]
        text = said.get(label) or _plainly(measures.get(label), rows)
        if label in labels:
            texts.causes.append({"measure": label, "last": text[:LONGEST]})
        elif section is not None:
            at = address(rows[0].row, section.column("measure"))
            message = f"变动原因的指标“{shown(label)}”在本年的公开格式里没有，没有结转，"
            texts.findings.append(left(section.sheet, at, message, f"上年的说明：{text}"))


def _plainly(measure: Measure | None, rows: Iterable[Cause]) -> str:
    """Return causes as they were entered, where the format has no sentence about them."""
    found = reasons_of(measure, rows) if measure is not None else ()
    told = [(one.text, one.amount) for one in found] or [(one.text or one.group, one.amount) for one in rows]
    return "；".join(
        text if amount is None else f"{text}（{money.format_wan(amount, None)}万元）" for text, amount in told
    )


def _said(source: GridSource, found: ReadBook, standing: Iterable[Standing]) -> dict[str, str]:
    """Return what last year's report said of the causes of each measure: in a person's own words where there are some."""
    form = found.accounts.format
    sentence = _sentence_of(form.narrative)
    if sentence is None or not form.analysis.measures:
        return {}
    _, analysed, _ = analysed_book(source, found)
    world = make_world(analysed, lambda cell: form.tables[cell.table].sheet, form.narrative.zero)
    own = {one.key: one.own for one in standing if one.key and one.own}
    written = [one for one in written_of(found, analysed, list(standing)) if one.key in own]
    told: dict[str, str] = {}
    for measure in form.analysis.measures.values():
        rows = causes_of(measure, analysed.numbers.facts.causes)
        if not rows:
            continue
        places = _places(form, rows)
        texts = [own[one.key] for one in written if places & _marked(one)]
        told[measure.label] = "".join(texts) or _rendered(world, form, measure, sentence)
    return told


def _rendered(world: World, form: Format, measure: Measure, sentence: Sentence) -> str:
    thing = world[measure.key]
    causes = thing.get(CAUSES) if isinstance(thing, Thing) else ()
    text = Renderer(form.narrative, world).several(causes, sentence).text if isinstance(causes, tuple) else ""
    return f"{text}。" if text else ""


def _sentence_of(narrative: Narrative) -> Sentence | None:
    """Return the sentence that a format puts causes into."""
    sentences = (*narrative.sentences.values(), *(one.sentence for one in narrative.paragraphs))
    templates = (template for one in sentences for template in one.variants.values())
    names = (slot.sentence for one in templates for slot in one.slots if slot.path[-1] == CAUSES)
    name = next((one for one in names if one), "")
    return narrative.sentences[name] if name else None


def _places(form: Format, rows: Iterable[Cause]) -> set[str]:
    section = all_sections(form)[CAUSES]
    columns = range(1, len(section.section.columns) + 1)
    return {f"{section.sheet}!{address(one.row, column)}" for one in rows for column in columns}


def _marked(one: Written) -> set[str]:
    return {place for mark in one.marks for place in mark.place.split("、")}


# own texts


def _own_texts(texts: Texts, matching: Matching, standing: Iterable[Standing]) -> None:
    """Own texts by their paragraph; one that a person added stands with the paragraph above it."""
    known = {one.key for one in matching.form.narrative.paragraphs}
    gathered: defaultdict[str, list[str]] = defaultdict(list)
    sections: dict[str, str] = {}
    key = ""
    for one in standing:
        key = one.key or key
        if one.key:
            sections[one.key] = one.section
        if one.own and key.partition(".")[0] in known:
            gathered[key].append(one.own if one.key else f"{ADDED}{one.own}")
        elif one.own:
            sheet = all_sections(matching.last)[PARAGRAPHS].sheet
            message = f"自己改写的文字（第{one.row}行）在本年的情况说明里没有对应的段落，没有结转，"
            texts.findings.append(left(sheet, f"A{one.row}", message, "需要参考的，请在上年的工作簿里查阅。"))
    for name, found in gathered.items():
        text = "\n".join(found)[:LONGEST]
        texts.paragraphs.append({"section": sections[name], "key": name, "last": text})
