"""A1 addresses, read and written without asking the office."""

from __future__ import annotations

import re
from typing import NamedTuple

ROWS = 1_048_576
COLUMNS = 16_384

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_COLUMN = re.compile(r"\$?([A-Za-z]{1,3})")
_ROW = re.compile(r"\$?([0-9]{1,7})")
_PLAIN_SHEET = re.compile(r"[^\W\d][\w.]*")
_LIKE_A_CELL = re.compile(r"[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*([Cc][0-9]*)?|[Cc][0-9]*")


class Area(NamedTuple):
    """A rectangle of cells, counted from one."""

    row: int
    column: int
    rows: int
    columns: int

    @property
    def last_row(self) -> int:
        """The last row."""
        return self.row + self.rows - 1

    @property
    def last_column(self) -> int:
        """The last column."""
        return self.column + self.columns - 1


def column_number(letters: str) -> int:
    """``"A"`` is 1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """1 is ``"A"``."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def split_sheet(address: str) -> tuple[str | None, str]:
    """The sheet's name, if there is one, and the rest of an address such as ``'My sheet'!A1``."""
    sheet, mark, rest = address.rpartition("!")
    if not mark:
        return None, address
    if sheet.startswith("'") and sheet.endswith("'"):
        sheet = sheet[1:-1].replace("''", "'")
    return sheet.rpartition("]")[2], rest


def parse_area(text: str) -> Area | None:
    """The rectangle that ``A1``, ``A1:B2``, ``A:C`` or ``2:5`` names; ``None`` for anything else."""
    first, colon, last = text.partition(":")
    ends = [_parse_end(first), _parse_end(last if colon else first)]
    if ends[0] is None or ends[1] is None:
        return None
    (row1, column1), (row2, column2) = ends[0], ends[1]
    if (row1 is None) != (row2 is None) or (column1 is None) != (column2 is None):
        return None
    if not colon and (row1 is None or column1 is None):
        return None
    rows = sorted((row1 or 1, row2 or ROWS))
    columns = sorted((column1 or 1, column2 or COLUMNS))
    if row1 == 0 or row2 == 0 or rows[1] > ROWS or columns[1] > COLUMNS:
        return None
    return Area(rows[0], columns[0], rows[1] - rows[0] + 1, columns[1] - columns[0] + 1)


def _parse_end(text: str) -> tuple[int | None, int | None] | None:
    if match := _CELL.fullmatch(text):
        return int(match[2]), column_number(match[1])
    if match := _COLUMN.fullmatch(text):
        return None, column_number(match[1])
    if match := _ROW.fullmatch(text):
        return int(match[1]), None
    return None


def write_area(area: Area, *, row_absolute: bool = True, column_absolute: bool = True) -> str:
    """The address of a rectangle, as Excel writes it."""
    row_mark, column_mark = "$" if row_absolute else "", "$" if column_absolute else ""
    whole_rows, whole_columns = area.columns >= COLUMNS, area.rows >= ROWS

    def end(row: int, column: int) -> str:
        letters = "" if whole_rows else column_mark + column_letters(column)
        return letters + ("" if whole_columns and not whole_rows else f"{row_mark}{row}")

    first, last = end(area.row, area.column), end(area.last_row, area.last_column)
    return first if first == last and area.rows == area.columns == 1 else f"{first}:{last}"


def needs_quotes(sheet: str) -> bool:
    """Whether Excel wants quotes around a sheet's name in a reference."""
    return _PLAIN_SHEET.fullmatch(sheet) is None or _LIKE_A_CELL.fullmatch(sheet) is not None


def quote_sheet(sheet: str) -> str:
    """A sheet's name as it stands in a reference."""
    return "'" + sheet.replace("'", "''") + "'" if needs_quotes(sheet) else sheet
