"""How a book looks: fonts, fills, borders and number formats, and the settings that all sheets share."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from math import ceil
from typing import Any, Literal
from unicodedata import east_asian_width

from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from juesuan.book.layout import NUMBER_ROW, UNIT_ROW, TableLayout, address, quote_sheet
from juesuan.book.sheets import CONTENTS
from juesuan.spec.model import CellKind, Panel

BODY_FONT, TITLE_FONT = "宋体", "黑体"
GB2312 = 134
HEADER_FILL, TYPED_FILL, DERIVED_FILL, OFFERED_FILL = "E4ECF5", "FFFAE0", "F6F6F6", "E6F3E2"
KIND_LABELS = {
    CellKind.TYPED: "录入项",
    CellKind.OFFERED: "可改的带出数",
    CellKind.DERIVED: "自动计算项",
}
KIND_FILLS = {
    CellKind.TYPED: TYPED_FILL,
    CellKind.OFFERED: OFFERED_FILL,
    CellKind.DERIVED: DERIVED_FILL,
}
TAB_TABLE, TAB_INPUT, TAB_RESULT, TAB_OTHER = "4472C4", "FFC000", "70AD47", "A6A6A6"
TEXT_FORMAT, GENERAL = "@", "General"
MONEY_FORMAT, COUNT_FORMAT, DATE_FORMAT = "#,##0.00;-#,##0.00;0.00;@", "#,##0", "yyyy-mm-dd"
BACK_LABEL = "返回目录"
PAPER_CODES = {"A4": "9", "A3": "8"}
BLOCK_WIDTH = 172
"""The most column units of amounts on one page of a table that prints in blocks of columns."""

Edge = Literal["", "none", "thin", "medium"]
Edges = tuple[Edge, Edge, Edge, Edge]
"""Borders left, right, top, bottom; no line where ``""`` or ``none``."""
Block = tuple[int, int, int, int]
"""Top, left, bottom, right."""
GRID: Edges = ("thin", "thin", "thin", "thin")


@dataclass(frozen=True, slots=True)
class Look:
    """Everything that a cell's style says."""

    fill: str = ""
    font: str = BODY_FONT
    size: float = 10
    bold: bool = False
    color: str = "000000"
    underline: bool = False
    horizontal: Literal["left", "center", "right"] = "left"
    vertical: Literal["top", "center"] = "center"
    wrap: bool = False
    shrink: bool = False
    indent: int = 0
    number: str = GENERAL
    locked: bool = True
    edges: Edges = ("", "", "", "")


PLAIN = Look(shrink=True)
TITLE = Look(font=TITLE_FONT, size=16, horizontal="center", shrink=True)
PURPOSE = Look(color="666666", wrap=True, vertical="top")
HEADER = Look(fill=HEADER_FILL, bold=True, horizontal="center", wrap=True, edges=GRID)
HEADING = Look(font=TITLE_FONT, size=11)
LINK = Look(color="0563C1", underline=True)
LABEL = Look(shrink=True, edges=GRID)


def amount_format(zero: str) -> str:
    """Return the number format of amounts: zero as the format shows it."""
    return "#,##0.00;-#,##0.00;0.00;@" if zero == "0.00" else "#,##0.00;-#,##0.00;;@"


def kind_look(kind: CellKind, number: str = GENERAL) -> Look:
    """Return the look of a cell by who fills it; only derived cells are locked."""
    return Look(
        fill=KIND_FILLS[kind],
        number=number,
        locked=kind is CellKind.DERIVED,
        shrink=True,
        edges=GRID,
        horizontal="left" if number in (TEXT_FORMAT, GENERAL) else "right",
    )


class Painter:
    """Puts values with looks into the cells of one workbook; equal looks share one style."""

    def __init__(self, book: Workbook) -> None:
        self._styles: dict[Look, object] = {}
        normal = Font(name=BODY_FONT, size=10, charset=GB2312)
        untyped: Any = book
        untyped._fonts = IndexedList([normal])
        untyped._named_styles["Normal"].font = normal

    def paint(self, sheet: Worksheet, row: int, column: int, look: Look, value: object = None) -> None:
        """Give a cell its look and a literal value; a text never becomes a formula."""
        cell: Any = sheet.cell(row, column)
        style = self._styles.get(look)
        if style is None:
            _dress(cell, look)
            self._styles[look] = copy(cell._style)
        else:
            cell._style = copy(style)
        if value is not None and value != "":
            cell.value = printable(value) if isinstance(value, str) else value
            if isinstance(value, str):
                cell.data_type = "s"

    def merge(self, sheet: Worksheet, block: Block, look: Look, value: object = None) -> None:
        """Merge a block (when it is more than a cell), its borders on every cell of it."""
        top, left, bottom, right = block
        if (top, left) != (bottom, right):
            sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                here = (row, column) == (top, left)
                self.paint(sheet, row, column, look, value if here else None)

    def legend(self, sheet: Worksheet, row: int, column: int, kind: CellKind) -> None:
        """Show the colour of a kind of cell with its name."""
        look = replace(kind_look(kind), horizontal="center", locked=True)
        self.paint(sheet, row, column, look, KIND_LABELS[kind])

    def back_link(self, sheet: Worksheet, row: int, column: int) -> None:
        """Write the link back to the table of contents."""
        self.link(sheet, row, column, CONTENTS, LINK, BACK_LABEL)

    def link(self, sheet: Worksheet, row: int, column: int, target: str, look: Look, text: str) -> None:  # noqa: PLR0913
        """Write a text that leads to the first cell of another sheet."""
        self.paint(sheet, row, column, look, text)
        link = Hyperlink(ref=address(row, column), location=f"{quote_sheet(target)}!A1", display=text)
        cell: Any = sheet.cell(row, column)
        cell.hyperlink = link


def _dress(cell: Any, look: Look) -> None:
    cell.font = Font(
        name=look.font,
        size=look.size,
        bold=look.bold,
        color=f"FF{look.color}",
        charset=GB2312,
        underline="single" if look.underline else None,
    )
    if look.fill:
        cell.fill = PatternFill("solid", start_color=f"FF{look.fill}")
    sides = [
        Side(style=edge, color="FF000000") if edge in ("thin", "medium") else Side() for edge in look.edges
    ]
    cell.border = Border(left=sides[0], right=sides[1], top=sides[2], bottom=sides[3])
    cell.alignment = Alignment(
        horizontal=look.horizontal,
        vertical=look.vertical,
        wrap_text=look.wrap or None,
        shrink_to_fit=(look.shrink and not look.wrap) or None,
        indent=look.indent,
    )
    cell.number_format = look.number
    cell.protection = Protection(locked=look.locked)


def with_edges(look: Look, *, left: Edge = "", right: Edge = "", top: Edge = "", bottom: Edge = "") -> Look:
    """Return the look with some of its borders changed."""
    new = zip((left, right, top, bottom), look.edges, strict=True)
    first, second, third, fourth = (one or old for one, old in new)
    return replace(look, edges=(first, second, third, fourth))


def printable(text: str) -> str:
    """Return a text without characters that no cell can hold."""
    return "".join(char for char in text if char.isprintable() or char == "\n")


def text_width(text: str) -> int:
    """Return the width of a text in column units: two for a Chinese character."""
    return sum(2 if east_asian_width(char) in "WFA" else 1 for char in text)


def lines_needed(text: str, width: float) -> int:
    """Return how many lines a text takes in a column of this width."""
    return max(1, ceil(text_width(text) / max(width * 0.97, 2)))


def set_width(sheet: Worksheet, letter: str, width: float) -> None:
    """Set a column's width as Excel shows it (the file holds the padding too)."""
    sheet.column_dimensions[letter].width = round(width + 0.71, 2)


def protect(sheet: Worksheet) -> None:
    """Protect a sheet without a password; widths, heights and filters may still be changed."""
    guard = sheet.protection
    guard.sheet = True
    guard.formatColumns = guard.formatRows = guard.autoFilter = False


def set_page(sheet: Worksheet, *, landscape: bool, paper: str = "A4") -> None:
    """Set paper, margins and footer; the width fits one page, the height is free."""
    setup: Any = sheet.page_setup
    setup.orientation = "landscape" if landscape else "portrait"
    setup.paperSize = PAPER_CODES[paper]
    properties: Any = sheet.sheet_properties
    properties.pageSetUpPr.fitToPage = True
    setup.fitToWidth, setup.fitToHeight = 1, 0
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.header, margins.footer = 0.5, 0.55, 0.25, 0.3
    sheet.print_options.horizontalCentered = True
    footer: Any = sheet.oddFooter
    footer.center.text = "第 &P 页 共 &N 页"
    sheet.sheet_view.showGridLines = False


@dataclass(frozen=True)
class Frame:
    """The lines around a form: where title, year and units stand, and which columns print together."""

    layout: TableLayout

    @cached_property
    def widths(self) -> tuple[float, ...]:
        """The widths of all columns of the form."""
        return tuple(column.width for panel in self.layout.table.panels for column in panel.columns)

    @cached_property
    def blocks(self) -> tuple[tuple[int, int], ...]:
        """First and last column of each printed block; one block for a table that prints whole."""
        if not self.layout.table.page.column_blocks:
            return ((1, self.layout.last_column),)
        return tuple(_column_blocks(self.layout.table.panels[0]))

    @cached_property
    def title_columns(self) -> int:
        """The last column of the title: of the form, or of the columns that repeat on each page."""
        return self.blocks[0][0] - 1 or self.layout.last_column

    @cached_property
    def parts(self) -> tuple[int, int]:
        """The last columns of the unit's name and of the year in the unit line."""
        last = self.layout.last_column
        if self.title_columns < last:
            return self.title_columns, self.title_columns
        if last < 3 or not self.layout.table.year_line:
            right = next(n for n in range(1, last + 1) if n == last or sum(self.widths[-n:]) >= 11)
            return max(1, last - right), max(1, last - right)
        pairs = [(left, middle) for left in range(1, last - 1) for middle in range(left + 1, last)]
        return min(pairs, key=lambda pair: self._misplaced(*pair))

    @cached_property
    def year(self) -> Block | None:
        """Where the year stands: in the unit line, or above it where the heading repeats on each page."""
        if not self.layout.table.year_line:
            return None
        left, middle = self.parts
        return (UNIT_ROW, left + 1, UNIT_ROW, middle) if middle > left else (NUMBER_ROW, 1, NUMBER_ROW, left)

    def _misplaced(self, left: int, middle: int) -> float:
        before, width = self.span(1, left), self.span(left + 1, middle)
        after = sum(self.widths) - before - width
        off = abs(before + width / 2 - sum(self.widths) / 2)
        return off + max(0, 40 - before) + 10 * max(0, 12 - width) + 10 * max(0, 11 - after)

    def span(self, first: int, last: int) -> float:
        """Return the width of columns together."""
        return sum(self.widths[first - 1 : last])


def _column_blocks(panel: Panel) -> Iterator[tuple[int, int]]:
    """Yield blocks of columns after the name: whole economic classes where they fit, long ones divided."""

    def width(columns: list[int]) -> float:
        return sum(panel.columns[n - 1].width for n in columns)

    first = len(panel.columns) - len(panel.amounts) + 1
    block: list[int] = []
    for _, run in groupby(range(first, len(panel.columns) + 1), lambda n: panel.columns[n - 1].labels[0]):
        columns = list(run)
        parts = int(-(-width(columns) // BLOCK_WIDTH))
        size = -(-len(columns) // parts)
        for group in (columns[at : at + size] for at in range(0, len(columns), size)):
            if block and width(block + group) > BLOCK_WIDTH:
                yield block[0], block[-1]
                block = []
            block = block + group
    yield block[0], block[-1]
