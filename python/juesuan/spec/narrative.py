"""``narrative.yaml``: the paragraphs of the report and their sentences, with every variant.

A *sentence* is a text with fields in braces, or a choice between such texts (``by`` a property of what it speaks of).
``{amount}`` is a property of the thing that the sentence speaks of, ``{total.amount}`` one of the thing ``total``,
``{total|change}`` the sentence ``change`` about it, ``{income.parts|part}`` that sentence about each of several, joined.
A text holds no digits of its own: figures come from cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import msgspec

from juesuan.spec.analysis import Analysis
from juesuan.spec.errors import SpecError
from juesuan.spec.files import FileStruct
from juesuan.spec.source import Source, Step

NARRATIVE = "narrative.yaml"
ANY = "*"
"""The variant for what no other one names."""
_FIELD = re.compile(r"\{([^{}]*)\}")
_PATH = re.compile(r"[\w.]+(\|[\w]+)?")
Kind = Literal["part", "heading", "subheading", "minor", "text", "figure", "term", "form", "attachment"]

PRESENCE = ("有", "无")
SIGNS = ("正", "负", "零", "未知")
DIRECTIONS = ("增加", "减少", "持平", "新增", "不再发生", "两年均无", "未知")
STANDINGS = ("等于", "小于", "大于", "年初未安排", "无预算无支出", "未知")
WORDINGS = ("金额", "方向", "无")
ROLES = ("原因", "其余", "剩余")
CHOICES: Mapping[str, tuple[str, ...]] = {
    "sign": SIGNS,
    "direction": DIRECTIONS,
    "standing": STANDINGS,
    "worded": WORDINGS,
    "role": ROLES,
    "against": PRESENCE,
    "stage": ("年初", "全年", "未知"),
}
"""Properties that choose a variant and the values that they may have; ``has_…`` may be 有 or 无.

``worded`` says whether the words of a cause hold its amount, or whether it adds or takes away; ``role``: a cause with an
amount, the others together, or what nobody has named.
"""
PROPERTIES = frozenset(
    {
        "actual",
        "against",
        "amount",
        "assessed",
        "basis",
        "budget",
        "causes",
        "change",
        "charts",
        "class_name",
        "code",
        "completion",
        "date",
        "definition",
        "direction",
        "effect",
        "empty",
        "equipment",
        "file",
        "first",
        "gap",
        "it",
        "item_name",
        "items",
        "kinds",
        "label",
        "monitored",
        "name",
        "note",
        "number",
        "objective",
        "parts",
        "persons",
        "prior",
        "problem",
        "project",
        "purchases",
        "rate",
        "reason",
        "remainder",
        "remedy",
        "result",
        "role",
        "second",
        "section_name",
        "self",
        "share",
        "sign",
        "stage",
        "standing",
        "subject",
        "tables",
        "targets",
        "term",
        "text",
        "third",
        "title",
        "use",
        "uses",
        "whole",
        "worded",
    }
)
"""What things may be asked for, beside ``has_…`` of each."""


class SentenceFile(FileStruct, frozen=True, kw_only=True):
    """A choice between texts, and how several are put together.

    ``number``: what stands before each of several: ``一是``, ``1.`` or ``（1）``.
    """

    by: str | tuple[str, ...] = ()
    text: str = ""
    variants: dict[str, str] = msgspec.field(default_factory=dict)
    join: str = ""
    number: str = ""


class ParagraphFile(FileStruct, frozen=True, kw_only=True):
    """A paragraph: a sentence of its own, or (``each``) one for each of several things.

    ``also``: it goes with the paragraph before, thing by thing. ``missing`` is told where there is nothing to say yet:
    what a person has to fill in. Without it such a paragraph is left out.
    """

    key: str
    kind: Kind = "text"
    by: str | tuple[str, ...] = ()
    text: str = ""
    variants: dict[str, str] = msgspec.field(default_factory=dict)
    each: str = ""
    number: str = ""
    missing: str = ""
    also: bool = False


class NarrativeFile(FileStruct, frozen=True, kw_only=True):
    """``narrative.yaml``; ``zero`` is how an amount of nothing is printed.

    ``terms``: terms of the glossary that are explained even where they do not occur.
    """

    zero: str = "0"
    terms: tuple[str, ...] = ()
    sentences: dict[str, str | SentenceFile] = msgspec.field(default_factory=dict)
    paragraphs: tuple[ParagraphFile, ...] = ()


@dataclass(frozen=True)
class Slot:
    """A field in a text: the path to a property, and the sentence about what is found there ("": itself)."""

    path: tuple[str, ...]
    sentence: str


@dataclass(frozen=True)
class Template:
    """Texts and fields, in order."""

    pieces: tuple[str | Slot, ...]

    @property
    def slots(self) -> Iterator[Slot]:
        """Yield the fields."""
        yield from (one for one in self.pieces if isinstance(one, Slot))


@dataclass(frozen=True)
class Sentence:
    """``by`` are paths to choices; ``variants`` their values joined by a space; without ``by`` the key is ``*``."""

    by: tuple[tuple[str, ...], ...]
    variants: Mapping[str, Template]
    join: str = ""
    number: str = ""

    def choose(self, values: Sequence[str]) -> Template | None:
        """Return the variant for these values: each as it is named, or ``*``; None when there is none."""
        for key, template in self.variants.items():
            wanted = key.split()
            if len(wanted) == 1 and wanted[0] == ANY:
                return template
            if all(one in (ANY, value) for one, value in zip(wanted, values, strict=True)):
                return template
        return None


@dataclass(frozen=True)
class Paragraph:
    """See :class:`ParagraphFile`."""

    key: str
    kind: Kind
    sentence: Sentence
    each: tuple[str, ...]
    number: str
    missing: str
    also: bool = False


@dataclass(frozen=True)
class Narrative:
    """The report of a format."""

    zero: str = "0"
    sentences: Mapping[str, Sentence] = field(default_factory=dict)
    paragraphs: tuple[Paragraph, ...] = ()
    terms: tuple[str, ...] = ()


def load_narrative(source: Source, roots: frozenset[str], facts: Sequence[str], *, own: bool) -> Narrative:
    """Return the narrative of a format; SpecError with file and line for what cannot be.

    ``roots`` are the things that a field may begin with, ``facts`` the codes of 其他重要事项. Without ``own`` (the file of a
    layer below) sentences and paragraphs that speak of what this format does not have are left out.
    """
    file = source.decode(NarrativeFile)
    names = frozenset({*roots, *PROPERTIES, *facts})
    sentences = {name: _sentence(one, source, ("sentences", name)) for name, one in file.sentences.items()}
    if not own:
        sentences = _fitting(sentences, names, source)
    for name, sentence in sentences.items():
        _check(sentence, sentences, names, source, ("sentences", name))
    paragraphs: dict[str, Paragraph] = {}
    for number, one in enumerate(file.paragraphs):
        at = ("paragraphs", number)
        if one.key in paragraphs:
            raise source.error(f"paragraph `{one.key}` stands twice", *at)
        made = _choice(one.by, one.text, one.variants, source, at)
        each = tuple(one.each.split(".")) if one.each else ()
        try:
            _check(made, sentences, names, source, at)
            _check_each(each, roots, source, at)
        except SpecError:
            if own:
                raise
            continue
        paragraphs[one.key] = Paragraph(one.key, one.kind, made, each, one.number, one.missing, one.also)
    return Narrative(file.zero, sentences, tuple(paragraphs.values()), file.terms)


def _fitting(sentences: Mapping[str, Sentence], names: frozenset[str], source: Source) -> dict[str, Sentence]:
    """Return the sentences that speak of nothing that is not there, nor use a sentence that does."""
    kept = dict(sentences)
    left_out = True
    while left_out:
        left_out = False
        for name, sentence in list(kept.items()):
            try:
                _check(sentence, kept, names, source, ("sentences", name))
            except SpecError:
                del kept[name]
                left_out = True
    return kept


def _sentence(file: str | SentenceFile, source: Source, at: tuple[Step, ...]) -> Sentence:
    if isinstance(file, str):
        return Sentence((), {ANY: _template(file, source, at)})
    made = _choice(file.by, file.text, file.variants, source, at)
    return Sentence(made.by, made.variants, file.join, file.number)


def _choice(
    by: str | tuple[str, ...], text: str, variants: Mapping[str, str], source: Source, at: tuple[Step, ...]
) -> Sentence:
    paths = tuple(tuple(one.split(".")) for one in ([by] if isinstance(by, str) and by else by))
    if bool(paths) != bool(variants) or (text and variants):
        raise source.error("a sentence has either a text, or variants and what they are chosen by", *at)
    if not paths:
        return Sentence((), {ANY: _template(text, source, (*at, "text"))})
    made = {key: _template(one, source, (*at, "variants", key)) for key, one in variants.items()}
    values = [_values(path[-1]) for path in paths]
    for key in made:
        parts = key.split()
        if parts == [ANY]:
            continue
        if len(parts) != len(paths) or any(
            one != ANY and known and one not in known for one, known in zip(parts, values, strict=True)
        ):
            raise source.error(f"there is no variant `{key}`", *at, "variants", key)
    sentence = Sentence(paths, made)
    missing = next((one for one in _combinations(values) if sentence.choose(one) is None), None)
    if missing is not None:
        raise source.error(f"the variant `{' '.join(missing)}` is missing", *at)
    return sentence


def _values(name: str) -> tuple[str, ...]:
    """Return the values of a choice; nothing where the program does not know them."""
    return PRESENCE if name.startswith("has_") or name == "empty" else CHOICES.get(name, ())


def _combinations(values: Sequence[Sequence[str]]) -> Iterator[tuple[str, ...]]:
    if not values:
        yield ()
        return
    for one in values[0] or (ANY,):
        yield from ((one, *rest) for rest in _combinations(values[1:]))


def _template(text: str, source: Source, at: tuple[Step, ...]) -> Template:
    pieces: list[str | Slot] = []
    end = 0
    for match in _FIELD.finditer(text):
        pieces.append(text[end : match.start()])
        if not _PATH.fullmatch(match[1]):
            raise source.error(f"the field `{{{match[1]}}}` cannot be read", *at)
        path, _, sentence = match[1].partition("|")
        pieces.append(Slot(tuple(path.split(".")), sentence))
        end = match.end()
    pieces.append(text[end:])
    plain = "".join(one for one in pieces if isinstance(one, str))
    if "{" in plain or "}" in plain:
        raise source.error("a brace is not closed", *at)
    if re.search(r"\d", plain):
        raise source.error("a text holds no digits of its own: figures come from cells", *at)
    return Template(tuple(one for one in pieces if one))


def _check(
    sentence: Sentence,
    sentences: Mapping[str, Sentence],
    names: frozenset[str],
    source: Source,
    at: tuple[Step, ...],
) -> None:
    """Refuse a field that names nothing that things have; the line is that of the text, where it stands on its own."""
    for key, template in sentence.variants.items():
        text = (*at, "text") if (*at, "text") in source.lines else at
        where = (*at, "variants", key) if (*at, "variants", key) in source.lines else text
        for slot in template.slots:
            if slot.sentence and slot.sentence not in sentences:
                raise source.error(f"there is no sentence `{slot.sentence}`", *where)
            _check_path(slot.path, names, source, where)
    for path in sentence.by:
        _check_path(path, names, source, (*at, "by"))


def _check_path(path: Sequence[str], names: frozenset[str], source: Source, at: tuple[Step, ...]) -> None:
    unknown = next((one for one in path if one.removeprefix("has_") not in names), None)
    if unknown is not None:
        raise source.error(f"nothing is called `{unknown}`", *at)


def _check_each(each: tuple[str, ...], roots: frozenset[str], source: Source, at: tuple[Step, ...]) -> None:
    if each and each[0] not in roots:
        raise source.error(f"nothing is called `{each[0]}`", *at)


THINGS = frozenset({
    "year", "last_year", "unit", "short", "unit_kind", "facts", "projects", "receptions", "managed", "terms",
    "attachments", "tables", "charts", "order",
})  # fmt: skip
"""What a field may begin with in every format, beside the keys of its analysis."""


def roots_of(analysis: Analysis) -> frozenset[str]:
    """Return what a field may begin with."""
    return THINGS | analysis.measures.keys() | analysis.compositions.keys() | analysis.collections.keys()
