"""The sheet 情况说明: reading what stands there, and what it shall hold; own texts keep to their paragraph."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from juesuan.book.grid import GridSource
from juesuan.book.layout import address
from juesuan.book.read_lists import entry_rows
from juesuan.book.sheetpart import Content
from juesuan.book.sheets import SectionLayout, all_sections
from juesuan.findings import Finding, FindingsError, Level
from juesuan.narrative.own import Disagreement, Known, bind, disagreements, known_figures
from juesuan.narrative.paragraphs import Written
from juesuan.spec.model import Format
from juesuan.template.lists import ListEdits

PARAGRAPHS = "paragraphs"
GENERATED, OWN, DIFFERS, ORPHAN, ADDED, MISSING, LAST_YEAR = (
    "生成",
    "自写",
    "自写，有数不符",
    "自写，原段落已没有",
    "自加段落",
    "待填写",
    "上年自写，本年没有这一段",
)
KINDS = {
    "part": "部分",
    "heading": "标题",
    "subheading": "标题",
    "minor": "标题",
    "text": "正文",
    "figure": "图",
    "term": "名词",
    "form": "绩效表",
    "attachment": "附件",
}
MOST_SOURCES = 32_000
"""The most characters of sources: a cell takes 32,767."""


@dataclass(frozen=True)
class Standing:
    """A row as it stands on the sheet; ``bound`` belongs to the own text whose digest it carries.

    ``typed`` is what the cell of the own text holds, to the letter: a person may have entered a formula or a number.
    ``last`` is what a person wrote there last year, for reference.
    """

    row: int
    key: str
    section: str
    generated: str
    own: str
    figures: tuple[Known, ...] = ()
    bound: Mapping[int, str] = field(default_factory=dict)
    digest: str = ""
    typed: Content = field(default_factory=Content)
    last: str = ""

    def bindings(self, now: Sequence[Known]) -> Mapping[int, str]:
        """Which figures the own text repeats: as it was bound, or anew when the text is another or there were none.

        ``now`` are the figures that its paragraph has now, for one that had none before.
        """
        if self.digest == digest_of(self.own) and (self.bound or self.figures):
            return self.bound
        return bind(self.own, self.figures or now)


@dataclass(frozen=True)
class Row:
    """A row as it shall stand."""

    written: Written
    own: str = ""
    state: str = GENERATED
    bound: Mapping[int, str] = field(default_factory=dict)
    wrong: tuple[Disagreement, ...] = ()
    typed: Content = field(default_factory=Content)
    last: str = ""

    @property
    def text(self) -> str:
        """The text that counts: the own one where there is one."""
        return self.own or self.written.text


def paragraphs_section(source: GridSource, form: Format) -> SectionLayout | None:
    """Return the list of paragraphs; None when the workbook (an older one) or its format has none."""
    section = all_sections(form).get(PARAGRAPHS)
    if section is None or section.sheet not in source.sheet_names() or not form.narrative.paragraphs:
        return None
    return section if section.name in source.defined_names() else None


def read_paragraphs(source: GridSource, section: SectionLayout) -> list[Standing]:
    """Return the rows that hold anything, in order; of copies of a row the first keeps the paragraph."""
    grid = source.grid(section.sheet)
    first, last = entry_rows(source, section)
    found: list[Standing] = []
    known: set[str] = set()
    for row in range(first, min(last, grid.height) + 1):
        texts = {one.key: grid.text(row, n) for n, one in enumerate(section.section.columns, 1)}
        if texts["key"] or texts["own"]:
            digest, bound = _bound(texts["bound"])
            at = (row, section.column("own"))
            typed = _typed(grid.value(*at), grid.formulas.get(at))
            found.append(
                Standing(
                    row,
                    "" if texts["key"] in known else texts["key"],
                    texts["section"],
                    texts["generated"],
                    _text(typed.value),
                    tuple(Known(*one) for one in json.loads(texts["figures"] or "[]")),
                    bound,
                    digest,
                    typed,
                    texts.get("last", ""),
                )
            )
            known.add(texts["key"])
    return [one for one in found if one.key or one.own]


def _typed(value: object, formula: str | None) -> Content:
    """Return what a person entered: a formula with its value, a text or number as it is; a date as a text."""
    plain = value if isinstance(value, int | float | str) and not isinstance(value, bool) else None
    return Content(plain if plain is not None or value is None else str(value), formula)


def _text(value: object) -> str:
    """Return an own text to the letter; blanks alone are nothing."""
    text = "" if value is None else f"{value:.15g}" if isinstance(value, int | float) else str(value)
    return text if text.strip() else ""


def _bound(text: str) -> tuple[str, dict[int, str]]:
    """Return the digest of the own text that was bound, and its bindings."""
    digest, bound = json.loads(text) if text else ("", {})
    return str(digest), {int(place): str(key) for place, key in bound.items()}


def digest_of(text: str) -> str:
    """Return what tells own texts apart."""
    return sha256(text.encode()).hexdigest()[:16] if text else ""


def rows_of(written: Sequence[Written], standing: Sequence[Standing]) -> list[Row]:
    """Return the rows of the sheet: paragraphs with their own texts; rows that people added stay behind their neighbour.

    A text of last year whose paragraph is not there (yet) stands at the end.
    """
    by_key = {one.key: one for one in standing if one.key}
    known = {one.key for one in written}
    left = {key: one for key, one in by_key.items() if key not in known and (one.own or one.last)}
    added = _added(standing, known | left.keys())
    found = [_added_row("", one) for one in added[""]]
    for one in written:
        found.append(_row(one, by_key.get(one.key)))
        found += [_added_row(one.section, extra) for extra in added[one.key]]
    for key, old in left.items():
        gone = Written(key, "text", old.section, "", ())
        state = ORPHAN if old.own else LAST_YEAR
        found.append(Row(gone, old.own, state, old.bindings(()), typed=old.typed, last=old.last))
        found += [_added_row(old.section, extra) for extra in added[key]]
    return found


def _added_row(section: str, one: Standing) -> Row:
    return Row(Written("", "text", section, "", ()), one.own, ADDED, typed=one.typed)


def _added(standing: Sequence[Standing], kept: Container[str]) -> Mapping[str, list[Standing]]:
    """Return the rows without a key by the key of the nearest paragraph above them that is kept."""
    found: defaultdict[str, list[Standing]] = defaultdict(list)
    above = ""
    for one in standing:
        if not one.key:
            found[above].append(one)
        elif one.key in kept:
            above = one.key
    return found


def _row(written: Written, standing: Standing | None) -> Row:
    own, last = (standing.own, standing.last) if standing is not None else ("", "")
    if not own or standing is None:
        return Row(written, "", GENERATED if written.text else MISSING, last=last)
    figures = figures_of(written)
    bound = standing.bindings(figures)
    wrong = tuple(disagreements(own, bound, {one.key: one.text for one in figures}))
    return Row(written, own, DIFFERS if wrong else OWN, bound, wrong, standing.typed, last)


def figures_of(written: Written) -> list[Known]:
    """Return the figures of a paragraph."""
    return known_figures(written.text, [(one.start, one.end, one.key) for one in written.marks])


def paragraph_edits(edits: ListEdits, section: SectionLayout, rows: Sequence[Row]) -> int:
    """Bring the sheet up to date, only where it differs; return the last row; FindingsError when it is full."""
    first, last = entry_rows(edits.source, section)
    if len(rows) > last - first + 1:
        message = f"情况说明有{len(rows)}段，超过{last - first + 1}行，"
        raise FindingsError(
            [
                Finding(
                    "list-full",
                    Level.ERROR,
                    section.sheet,
                    address(last, 1),
                    message,
                    "请删去不需要的自加段落。",
                )
            ]
        )
    for at, row in enumerate(rows, first):
        for key, content in _contents(row).items():
            edits.put(section, at, key, content)
    height = edits.source.grid(section.sheet).height
    for at in range(first + len(rows), min(last, height) + 1):
        for column in section.section.columns:
            edits.put(section, at, column.key, Content())
    return first + len(rows) - 1


def _contents(row: Row) -> dict[str, Content]:
    written = row.written
    figures = [[one.key, one.text, one.before, one.unit] for one in figures_of(written)]
    bound = [digest_of(row.own), row.bound] if row.own else None
    return {
        "section": Content(written.section),
        "kind": Content(KINDS[written.kind]),
        "generated": Content(written.text),
        "own": row.typed,
        "state": Content(state_text(row)),
        "sources": Content(sources_text(written)),
        "last": Content(row.last),
        "key": Content(written.key),
        "figures": Content(_dumped(figures) if figures else ""),
        "bound": Content(_dumped(bound) if bound else ""),
    }


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def state_text(row: Row) -> str:
    """Return what the column 状态 says."""
    if row.wrong:
        return f"{DIFFERS}：{'；'.join(map(wrong_text, row.wrong))}"
    return f"{MISSING}：{row.written.missing}" if row.state == MISSING else row.state


def wrong_text(one: Disagreement) -> str:
    """Return what is told about a number of an own text."""
    return f"{one.text}已没有对应的数" if one.now is None else f"{one.text}应为{one.now}"


def sources_text(written: Written) -> str:
    """Return where the figures of a paragraph come from, each place once."""
    places: dict[str, list[str]] = {}
    for one in written.marks:
        if one.place and one.key:
            texts = places.setdefault(one.place, [])
            text = written.text[one.start : one.end]
            texts += [text] if text not in texts else []
    whole = "；".join(f"{'、'.join(texts)} ← {place}" for place, texts in places.items())
    return whole if len(whole) <= MOST_SOURCES else f"{whole[: MOST_SOURCES - 1]}…"


def own_rows(rows: Sequence[Row]) -> Iterator[Row]:
    """Yield the rows that people wrote."""
    yield from (one for one in rows if one.own)
