"""A native table: cells with spans, header rows that repeat, widths fixed in twips."""

from __future__ import annotations

from dataclasses import dataclass, replace

from juesuan.report.styles import SONG, fonts
from juesuan.report.xml import Element, el, paragraph, run, tag

LINE_FACTOR = 1.25
"""Exact line spacing inside a table, in parts of the size of its letters."""
PADDING = 45
"""Left and right of a cell, in twips."""
ABOVE = 30
"""Above and below a text of several lines, in twips."""


@dataclass(frozen=True)
class Slot:
    """A cell: ``across`` columns and ``down`` rows; ``bare`` has no lines around it; ``indent`` in characters.

    A ``centre`` or ``right`` tab stop stands in a text as a tab (bare cells only).
    """

    text: str = ""
    across: int = 1
    down: int = 1
    align: str = "left"
    bold: bool = False
    indent: int = 0
    bare: bool = False
    size: int = 0
    """In half points; 0: that of the table."""


@dataclass(frozen=True)
class Line:
    """A row: its cells from left to right, those that hang down from above left out; ``height`` at least, in twips."""

    slots: tuple[Slot, ...]
    header: bool = False
    height: int = 0


@dataclass(frozen=True)
class Table:
    """``widths`` in twips, ``size`` of the letters in half points.

    ``whole``: a form, kept on one page where there is room, with room above and below its texts. ``together``: kept on
    one page. ``new_page``: one of several blocks of columns that begins a page.
    """

    widths: tuple[int, ...]
    lines: tuple[Line, ...]
    size: int = 18
    whole: bool = False
    together: bool = False
    new_page: bool = True


def table_element(table: Table) -> Element:
    """Return the table as it stands in the document; ValueError when the cells of a row do not fill it."""
    made = el(
        "w:tbl",
        el(
            "w:tblPr",
            el("w:tblStyle", val="TableGrid"),
            el("w:tblW", w=sum(table.widths), type="dxa"),
            el("w:jc", val="center"),
            el("w:tblLayout", type="fixed"),
            _margins(ABOVE if table.whole else 0),
        ),
        el("w:tblGrid", *(el("w:gridCol", w=width) for width in table.widths)),
    )
    hanging: dict[int, tuple[int, Slot]] = {}
    for line in table.lines:
        made.append(_row(table, line, hanging))
    if table.whole or table.together:
        _keep_together(made)
    return made


def _margins(above: int) -> Element:
    sides = {"top": above, "left": PADDING, "bottom": above, "right": PADDING}
    return el("w:tblCellMar", *(el(f"w:{side}", w=width, type="dxa") for side, width in sides.items()))


def _keep_together(table: Element) -> None:
    """Let every row but the last stay with the next one."""
    for row in table.findall(tag("w:tr"))[:-1]:
        for one in row.iter(tag("w:pStyle")):
            one.addnext(el("w:keepNext"))


def _row(table: Table, line: Line, hanging: dict[int, tuple[int, Slot]]) -> Element:
    """Return a row; ``hanging``: by column, how many rows a cell above still reaches down."""
    made = el(
        "w:tr",
        el(
            "w:trPr",
            el("w:cantSplit"),
            el("w:trHeight", val=line.height, hRule="atLeast") if line.height else None,
            el("w:tblHeader") if line.header else None,
        ),
    )
    given = list(line.slots)
    at = 0
    while at < len(table.widths):
        if at in hanging:
            left, slot = hanging.pop(at)
            made.append(_cell(table, at, replace(slot, text=""), "continue"))
        elif given:
            slot = given.pop(0)
            left = slot.down
            made.append(_cell(table, at, slot, "restart" if slot.down > 1 else ""))
        else:
            raise ValueError("the cells of a row do not fill it")
        if left > 1:
            hanging[at] = left - 1, slot
        at += slot.across
    if given or at > len(table.widths):
        raise ValueError("the cells of a row are too many")
    return made


def _cell(table: Table, at: int, slot: Slot, merge: str) -> Element:
    settings = el(
        "w:tcPr",
        el("w:tcW", w=sum(table.widths[at : at + slot.across]), type="dxa"),
        el("w:gridSpan", val=slot.across) if slot.across > 1 else None,
        el("w:vMerge", val=merge) if merge else None,
        _no_lines() if slot.bare else None,
        el("w:vAlign", val="center"),
    )
    width = sum(table.widths[at : at + slot.across])
    return el("w:tc", settings, *_paragraphs(slot, slot.size or table.size, width))


def _no_lines() -> Element:
    sides = ("top", "left", "right")
    return el("w:tcBorders", *(el(f"w:{one}", val="nil") for one in sides))


def _paragraphs(slot: Slot, size: int, width: int) -> list[Element]:
    line = round(size * 10 * LINE_FACTOR)
    tabs = None
    if slot.bare and "\t" in slot.text:
        inside = width - 2 * PADDING
        stops = {"center": inside // 2, "right": inside}
        tabs = el("w:tabs", *(el("w:tab", val=kind, pos=pos) for kind, pos in stops.items()))
    indent = None
    if slot.indent:
        indent = el("w:ind", leftChars=100 * slot.indent, left=slot.indent * size * 10)
    properties = tuple(
        one
        for one in (
            tabs,
            el("w:spacing", line=line, lineRule="exact"),
            indent,
            el("w:jc", val=slot.align),
        )
        if one is not None
    )
    content = (run(slot.text, _look(size, bold=slot.bold)),) if slot.text else ()
    return [paragraph("TableText", *content, properties=properties)]


def _look(size: int, *, bold: bool) -> Element:
    return el(
        "w:rPr",
        fonts(SONG, SONG) if bold else None,
        el("w:b") if bold else None,
        el("w:bCs") if bold else None,
        el("w:sz", val=size),
        el("w:szCs", val=size),
    )
