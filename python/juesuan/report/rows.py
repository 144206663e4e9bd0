"""The rows of 情况说明 as they stand: the text that counts, and what part of the report it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from juesuan.book.grid import GridSource
from juesuan.book.layout import address
from juesuan.book.sheets import SectionLayout
from juesuan.narrative.sheet import LAST_YEAR, read_paragraphs
from juesuan.spec.model import Format
from juesuan.spec.narrative import Kind, Paragraph

LEVELS = {"part": 1, "heading": 2, "subheading": 3, "minor": 4}
_BY_WORD: dict[str, Kind] = {"部分": "part", "标题": "minor", "名词": "term", "附件": "attachment"}
"""What a row is that belongs to no paragraph of the format, by the word that a person sees; others are text."""


@dataclass(frozen=True)
class Adopted:
    """A row: ``name`` is the key of its paragraph in the format, ``which`` names the one of several (a project, a place).

    ``own``: a person wrote it. ``missing`` says what is to be written where there is no text yet.
    """

    key: str
    kind: Kind
    name: str
    which: str
    text: str
    own: bool
    missing: str
    cell: str


def adopted_rows(source: GridSource, section: SectionLayout, form: Format) -> Iterator[Adopted]:
    """Yield the rows of the list in their order; last year's texts that wait for their paragraph are none of them."""
    grid = source.grid(section.sheet)
    for one in read_paragraphs(source, section):
        if grid.text(one.row, section.column("state")) == LAST_YEAR and not one.own and not one.generated:
            continue
        found = _paragraph(form, one.key)
        word = grid.text(one.row, section.column("kind"))
        text = one.own or one.generated
        hint = found.missing if found else ""
        yield Adopted(
            key=one.key,
            kind=found.kind if found else _BY_WORD.get(word, "text"),
            name=found.key if found else "",
            which=one.key.removeprefix(f"{found.key}.") if found and found.each else "",
            text=text,
            own=bool(one.own),
            missing="" if text.strip() else hint or "这一段还没有文字。",
            cell=address(one.row, section.column("own" if one.own else "generated")),
        )


def _paragraph(form: Format, key: str) -> Paragraph | None:
    """Return the paragraph of the format that a row is one of."""
    best: Paragraph | None = None
    for one in form.narrative.paragraphs:
        mine = key == one.key or (bool(one.each) and key.startswith(f"{one.key}."))
        if mine and (best is None or len(one.key) > len(best.key)):
            best = one
    return best
