"""Where each key stands on its sheet: the one place that knows positions.

A sheet has title, number and unit lines, the header, the line of 栏次, the body and the footnote. The code rows of
a table stand in a region of fixed capacity: the rows in use, spare rows to type into, hidden rows in reserve, a
hidden sentinel that formulas reach to, and hidden pattern rows that carry the styles of a leaf, a parent and a
detail row. Nothing below the region ever moves.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from juesuan.spec.model import TOTAL, CodeRegion, Column, Format, Panel, Row, RowKind, Table

TITLE_ROW, NUMBER_ROW, UNIT_ROW, HEADER_TOP = 1, 2, 3, 4
SPARE_ROWS = 8
PATTERNS = (RowKind.LEAF, RowKind.PARENT, RowKind.DETAIL)
_PLAIN_SHEET = re.compile(r"[^\W\d]\w*")
_CELL_LIKE = re.compile(r"[A-Za-z]{1,3}\d+|[Rr]\d*[Cc]\d*")


def column_letter(number: int) -> str:
    """Return A for 1, AA for 27."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(row: int, column: int) -> str:
    """Return the A1 address of a position."""
    return f"{column_letter(column)}{row}"


def quote_sheet(name: str) -> str:
    """Return a sheet name as it stands before the ``!`` of a reference."""
    if _PLAIN_SHEET.fullmatch(name) and not _CELL_LIKE.fullmatch(name):
        return name
    return "'" + name.replace("'", "''") + "'"


@dataclass(frozen=True)
class TableLayout:
    """The positions of one table; rows and columns count from 1."""

    table: Table
    header_rows: int
    number_row: int | None
    body_top: int
    first_columns: tuple[int, ...]
    fixed: Mapping[str, int]
    blanks: tuple[tuple[int, int, Row], ...]
    region_top: int
    region_bottom: int
    bottom: int

    @property
    def sentinel(self) -> int:
        """The hidden row that the formulas of code tables reach to."""
        return self.region_bottom + 1

    def pattern_row(self, kind: RowKind) -> int:
        """The hidden row that carries the styles of a kind of row."""
        return self.sentinel + 1 + PATTERNS.index(kind)

    @property
    def footnote_row(self) -> int:
        """The row of the footnote; the sentence of an empty table stands below it."""
        return self.bottom + 1

    @property
    def empty_row(self) -> int:
        """The row of the sentence for an empty table."""
        return self.bottom + 2

    @cached_property
    def last_column(self) -> int:
        """The last column of the form."""
        return self.first_columns[-1] + len(self.table.panels[-1].columns) - 1

    @cached_property
    def _columns(self) -> dict[tuple[int, str], int]:
        return {
            (number, column.key): first + place
            for number, (panel, first) in enumerate(zip(self.table.panels, self.first_columns, strict=True))
            for place, column in enumerate(panel.columns)
        }

    @cached_property
    def _panel_numbers(self) -> dict[str, int]:
        return {row.key: number for number, panel in enumerate(self.table.panels) for row in panel.fixed}

    def panel_number(self, row: str) -> int:
        """Return which panel a row belongs to."""
        return self._panel_numbers.get(row, 0)

    def column(self, row: str, column: str) -> int:
        """Return the sheet column of a column key, in the panel of the row."""
        return self._columns[self.panel_number(row), column]

    def panel_columns(self, panel: Panel) -> dict[str, int]:
        """Return the sheet columns of one panel by key."""
        number = self.table.panels.index(panel)
        return {column.key: self._columns[number, column.key] for column in panel.columns}

    @cached_property
    def code_column(self) -> int | None:
        """The sheet column of the codes in a code table."""
        code = self.table.panels[0].role("code") if self.table.region else None
        return self._columns[0, code.key] if code else None

    def rows(self, codes: tuple[str, ...]) -> dict[str, int]:
        """Return the sheet row of every row key when the region holds these code rows."""
        placed = dict(self.fixed)
        placed.update({code: self.region_top + number for number, code in enumerate(codes)})
        return placed


def table_layout(table: Table) -> TableLayout:
    """Compute the positions of a table."""
    depth = max(_depth(panel) for panel in table.panels)
    body_top = HEADER_TOP + depth + bool(table.show_numbers)
    firsts: list[int] = []
    following = 1
    for panel in table.panels:
        firsts.append(following)
        following += len(panel.columns)
    fixed: dict[str, int] = {}
    blanks: list[tuple[int, int, Row]] = []
    region_top = region_bottom = 0
    bottom = body_top
    for number, panel in enumerate(table.panels):
        at = body_top
        for row in panel.rows:
            if isinstance(row, CodeRegion):
                region_top, region_bottom = at, at + row.capacity - 1
                at = region_bottom + 1 + 1 + len(PATTERNS)
            elif row.is_blank:
                blanks.append((number, at, row))
                at += 1
            else:
                fixed[row.key] = at
                at += 1
        bottom = max(bottom, at - 1)
    return TableLayout(
        table=table,
        header_rows=depth,
        number_row=HEADER_TOP + depth if table.show_numbers else None,
        body_top=body_top,
        first_columns=tuple(firsts),
        fixed=fixed,
        blanks=tuple(blanks),
        region_top=region_top,
        region_bottom=region_bottom,
        bottom=bottom,
    )


def _depth(panel: Panel) -> int:
    return max(len(column.labels) for column in panel.columns) + bool(panel.heading)


def header_labels(panel: Panel, depth: int) -> list[tuple[str, ...]]:
    """Return each column's labels from top to bottom, the panel's heading first; shorter ones are to be merged."""
    heading = (panel.heading,) if panel.heading else ()
    return [(*heading, *column.labels)[:depth] for column in panel.columns]


class Layout:
    """The positions of all tables of a format."""

    def __init__(self, form: Format) -> None:
        self.format = form
        self.tables = {table.key: table_layout(table) for table in form}

    def __getitem__(self, table: str) -> TableLayout:
        return self.tables[table]


def row_label(table: Table, row: str, names: Mapping[str, str] | None = None) -> str:
    """Return how a person calls a row: its label, or code and name."""
    if row in table.fixed_rows:
        label = table.fixed_rows[row][1].label
        code = (
            f"{row} "
            if row != TOTAL and table.fixed_rows[row][1].kind in (RowKind.LEAF, RowKind.PARENT)
            else ""
        )
        return f"{code}{label}" or table.title
    name = (names or {}).get(row, "")
    return f"{row} {name}".strip()


def column_label(column: Column) -> str:
    """Return how a person calls a column."""
    return "—".join(column.labels)
