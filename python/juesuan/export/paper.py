"""A printed form: a small workbook of values on A4 paper, with the fonts of our books.

Rows get the height that their texts need (no program does it for merged cells), a long text goes on in the next row,
header rows repeat on every page. Nothing says who made the file, and the same input gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal, TypeGuard

from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles.colors import Color
from openpyxl.worksheet.worksheet import Worksheet

from juesuan import money
from juesuan.book.layout import column_letter
from juesuan.export.safe import is_formula_like, put_text
from juesuan.export.saved import saved_workbook
from juesuan.export.texts import Run, Text, line_starts, parted, plain_of
from juesuan.report.xml import ILLEGAL
from juesuan.template.styles import (
    BODY_FONT,
    GB2312,
    GRID,
    HEADER,
    HEADING,
    TITLE,
    Look,
    Painter,
    set_page,
    set_width,
)

Kind = Literal["text", "centre", "money", "rate", "count"]
Value = Text | int | Decimal | None
"""A text, an amount in 分, a count, percent, or nothing."""
PRINTED, EXACT, RATE, COUNT = "#,##0.00;-#,##0.00;0.00", "#,##0.00####;-#,##0.00####;0.00", "0.00", "0"
STEP = 10_000
"""分 of the last decimal that tables print."""
LINE_HEIGHT, ROW_MARGIN, LEAST_HEIGHT, MOST_HEIGHT = 13.5, 4.5, 18.0, 409.0
NOTE = Look(size=9, color="444444", wrap=True, vertical="top")
TEXT = Look(wrap=True, edges=GRID)
PAGE_HEIGHT = {False: 766.0, True: 519.0}
"""Points between the margins of an A4 page, by whether it lies across."""
_MARKS = {
    "gone": InlineFont(rFont=BODY_FONT, sz=10, charset=GB2312, strike=True, color=Color("FFC00000")),
    "new": InlineFont(rFont=BODY_FONT, sz=10, charset=GB2312, b=True, u="single", color=Color("FF1F4E9E")),
    "": InlineFont(rFont=BODY_FONT, sz=10, charset=GB2312, color=Color("FF000000")),
}


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, its width in column units, what it holds."""

    label: str
    width: float
    kind: Kind = "text"


@dataclass(frozen=True)
class Piece:
    """A cell of a row, over ``span`` columns."""

    value: Value = None
    span: int = 1
    kind: Kind = "text"
    look: Look = TEXT


def row_height(lines: int, size: float = 10) -> float:
    """Return the height in points of a row with so many lines of text of this size."""
    return max(LEAST_HEIGHT, ROW_MARGIN + LINE_HEIGHT * lines * max(size, 10) / 10)


class Page:
    """A sheet that is written from top to bottom; ``height`` is what stands on it, in points."""

    def __init__(self, painter: Painter, sheet: Worksheet, widths: Sequence[float], room: float) -> None:
        self._painter = painter
        self._sheet = sheet
        self.widths = tuple(widths)
        self.row = 1
        self.height = 0.0
        self._room, self._used = room, 0.0
        for number, width in enumerate(self.widths, 1):
            set_width(sheet, column_letter(number), width)

    def title(self, text: str) -> None:
        """Write the title over all columns."""
        self._band(text, TITLE, 27)

    def heading(self, text: str) -> None:
        """Write the heading of a part."""
        self._band(text, HEADING, 22)

    def line(self, text: str, look: Look = NOTE) -> None:
        """Write a text over all columns, in as many lines as it needs."""
        self.pieces([Piece(text, len(self.widths), look=look)])

    def sides(self, left: str, right: str) -> None:
        """Write the line of the unit: whose form it is, and what the amounts are counted in."""
        columns = len(self.widths)
        needed = next(n for n in range(1, columns) if sum(self.widths[-n:]) >= 24 or n == columns - 1)
        look = Look(wrap=True)
        ends = [Piece(left, columns - needed, look=look)]
        ends.append(Piece(right, needed, look=replace(look, horizontal="right")))
        self.pieces(ends)

    def header(self, columns: Sequence[Column], *, repeat: bool = False) -> None:
        """Write the headings of a table; ``repeat``: they, and what stands above, stand on every page."""
        self.pieces([Piece(one.label, look=HEADER) for one in columns])
        if repeat:
            self._sheet.print_title_rows = f"{self.row - 1}:{self.row - 1}"

    def record(self, columns: Sequence[Column], values: Sequence[Value], *, strong: bool = False) -> None:
        """Write a row of a table."""
        pairs = zip(columns, values, strict=True)
        self.pieces([Piece(value, kind=one.kind, look=replace(TEXT, bold=strong)) for one, value in pairs])

    def pieces(self, pieces: Sequence[Piece]) -> None:
        """Write a row of cells; a text that is too long for one row goes on below it."""
        parts = [parted(_legal(one.value), self._width(pieces, n)) if _is_text(one.value) else [one.value]
                 for n, one in enumerate(pieces)]  # fmt: skip
        for number in range(max(map(len, parts))):
            here = [part[number] if number < len(part) else None for part in parts]
            self._row([replace(one, value=value) for one, value in zip(pieces, here, strict=True)])

    def height_of(self, pieces: Sequence[Piece]) -> float:
        """Return how high a row would be, in points."""
        heights = [
            row_height(len(line_starts(plain_of(one.value), self._width(pieces, number))), one.look.size)
            for number, one in enumerate(pieces)
            if _is_text(one.value)
        ]
        return max(heights, default=LEAST_HEIGHT)

    def keep(self, height: float) -> None:
        """Leave the rest of this page blank where what comes now is higher than that, so that it stands together.

        Excel ignores page breaks on sheets that are fitted to pages; a blank row does the same.
        """
        left = self._room - self._used
        if 0 < left < height <= self._room:
            self._end_row(min(left, MOST_HEIGHT))

    def at_most(self, pages: int) -> None:
        """Print the sheet smaller rather than on more pages than so many."""
        setup: Any = self._sheet.page_setup
        setup.fitToHeight = pages

    def _width(self, pieces: Sequence[Piece], number: int) -> float:
        first = sum(one.span for one in pieces[:number])
        scale = 10 / pieces[number].look.size
        return sum(self.widths[first : first + pieces[number].span]) * scale

    def _band(self, text: str, look: Look, height: float) -> None:
        self._put(Piece(text, len(self.widths), look=look), 1)
        self._end_row(height)

    def _row(self, pieces: Sequence[Piece]) -> None:
        height = self.height_of(pieces)
        column = 1
        for one in pieces:
            tall = height > row_height(6)
            self._put(replace(one, look=replace(one.look, vertical="top")) if tall else one, column)
            column += one.span
        self._end_row(height)

    def _end_row(self, height: float) -> None:
        self._sheet.row_dimensions[self.row].height = height
        self.row += 1
        self.height += height
        turns = self._used + height > self._room
        self._used = height if turns else self._used + height

    def _put(self, piece: Piece, column: int) -> None:
        block = (self.row, column, self.row, column + piece.span - 1)
        value = piece.value
        if _is_text(value):
            look = replace(piece.look, horizontal="center") if piece.kind == "centre" else piece.look
            self._painter.merge(self._sheet, block, look)
            _write(self._sheet.cell(self.row, column), _legal(value))
            return
        look = replace(piece.look, wrap=False, shrink=True, horizontal="right", number=_format(piece))
        if piece.kind == "count":
            look = replace(look, horizontal="center")
        number = money.to_wan(value) if piece.kind == "money" and isinstance(value, int) else value
        self._painter.merge(
            self._sheet, block, look, float(number) if isinstance(number, Decimal) else number
        )


class Paper:
    """The pages of a form; ``title`` is all that the file says of itself."""

    def __init__(self, title: str) -> None:
        self._book = Workbook()
        self._book.remove(self._book.worksheets[0])
        self._painter = Painter(self._book)
        self._title = title

    def page(self, name: str, widths: Sequence[float], *, landscape: bool = False) -> Page:
        """Return a new sheet of the form."""
        sheet = self._book.create_sheet(name)
        set_page(sheet, landscape=landscape)
        return Page(self._painter, sheet, widths, PAGE_HEIGHT[landscape])

    def data(self) -> bytes:
        """Return the file: dates fixed, parts in a fixed order, no author."""
        return saved_workbook(self._book, self._title)


def _is_text(value: Value) -> TypeGuard[Text]:
    return isinstance(value, str | tuple)


def _legal(value: Any) -> Text:
    """Return a text without the characters that no file of this kind can hold."""
    if isinstance(value, str):
        return ILLEGAL.sub("\ufffd", value.replace("\r\n", "\n").replace("\r", "\n"))
    return tuple(Run(str(_legal(one.text)), one.mark) for one in value if one.text)


def _format(piece: Piece) -> str:
    if piece.kind == "money":
        return EXACT if isinstance(piece.value, int) and piece.value % STEP else PRINTED
    return {"rate": RATE, "count": COUNT}.get(piece.kind, "General")


def _write(cell: Any, text: Text) -> None:
    if isinstance(text, str):
        put_text(cell, text)
        return
    if all(not one.mark for one in text):
        put_text(cell, plain_of(text))
        return
    cell.value = CellRichText(*(TextBlock(_MARKS[one.mark], one.text) for one in text))
    cell.data_type = "s"
    if is_formula_like(plain_of(text)):
        cell.quotePrefix = True
