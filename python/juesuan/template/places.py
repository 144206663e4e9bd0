"""Where the formulas of the rules look: addresses of cells, code regions, last year's figures, table states."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from juesuan.book.accounts import NOT_FILLED
from juesuan.book.layout import SPARE_ROWS, Layout, TableLayout, address, column_letter, quote_sheet
from juesuan.book.sheets import CONTENTS, CONTENTS_STATUS, all_sections, contents_row
from juesuan.spec.model import Cell, Table

STEP = 16
"""The rows that formulas look at grow by so many, so that one more code changes none of them."""
Position = tuple[int, int]


class CannotCompileError(ValueError):
    """A rule that cannot be said in formulas; the text says in Chinese what is too much."""


def rows_seen(layout: TableLayout, used: int) -> int:
    """Return the last row of a code region that formulas look at: the rows in use, spare ones, and up to a step more."""
    steps = -(-(used + SPARE_ROWS) // STEP)
    return min(layout.region_top + steps * STEP - 1, layout.region_bottom)


@dataclass(frozen=True)
class Places:
    """The addresses on all sheets; ``bottoms`` holds the last row seen of every code region."""

    layout: Layout
    bottoms: Mapping[str, int]
    prior: tuple[str, str]
    """Keys and amounts on 上年数."""

    def cell(self, cell: Cell) -> str:
        """Return the address of a fixed row's cell."""
        at = self.layout[cell.table]
        column = column_letter(at.column(cell.row, cell.column))
        return f"{self.sheet(cell.table)}${column}${at.fixed[cell.row]}"

    def sheet(self, table: str) -> str:
        """Return the sheet of a table as it stands before an address."""
        return quote_sheet(self.layout[table].table.sheet) + "!"

    def region(self, table: str, column: int) -> str:
        """Return a column of a table's code rows."""
        return self.down(table, column, self.layout[table].region_top, self.bottoms[table])

    def down(self, table: str, column: int, first: int, last: int) -> str:
        """Return a part of a column."""
        letter = column_letter(column)
        return f"{self.sheet(table)}${letter}${first}:${letter}${last}"

    def codes(self, table: str) -> str:
        """Return the codes of a table's code rows."""
        return self.region(table, self.layout[table].code_column or 1)

    def details(self, table: Table) -> str:
        """Return the texts that make a row a detail line; empty where a table has none."""
        if table.region is None or not table.region.details:
            return ""
        return self.region(table.key, self.layout[table.key].column("", table.region.details))

    def lookup(self, table: str, criterion: str, column: str) -> str:
        """Return the sum of the code rows that a criterion finds."""
        at = self.layout[table]
        amounts, codes, details = (
            self.region(table, at.column("", column)),
            self.codes(table),
            self.details(at.table),
        )
        if details:
            return f'SUMIFS({amounts},{codes},{criterion},{details},"")'
        return f"SUMIF({codes},{criterion},{amounts})"

    def sum(self, cells: Iterable[Cell]) -> str:
        """Return the sum of cells of fixed rows; neighbours are joined to ranges."""
        found = [(cell.table, self._at(cell)) for cell in cells]
        runs = [
            self.block(table, block)
            for table in dict.fromkeys(table for table, _ in found)
            for block in _blocks([at for other, at in found if other == table])
        ]
        if not runs:
            return ""
        return runs[0] if len(runs) == 1 and ":" not in runs[0] else f"SUM({','.join(runs)})"

    def block(self, table: str, block: tuple[Position, Position]) -> str:
        """Return the address of a rectangle."""
        ends = [f"${column_letter(column)}${row}" for row, column in dict.fromkeys(block)]
        return self.sheet(table) + ":".join(ends)

    def _at(self, cell: Cell) -> Position:
        at = self.layout[cell.table]
        return at.fixed[cell.row], at.column(cell.row, cell.column)

    def not_filled(self, tables: Iterable[str]) -> str:
        """Return a number that is not zero while one of the tables is not filled in."""
        form = self.layout.format
        column = column_letter(CONTENTS_STATUS)
        cells = [
            f"{quote_sheet(CONTENTS)}!${column}${contents_row(form, form.tables[key].sheet)}"
            for key in sorted(tables)
        ]
        return "+".join(f'({one}="{NOT_FILLED}")' for one in cells)


def _blocks(places: Sequence[Position]) -> list[tuple[Position, Position]]:
    """Join cells that stand beside or below each other; a cell named twice counts twice."""
    found: list[tuple[Position, Position]] = []
    for row, column in places:
        if found:
            (top, left), (bottom, right) = found[-1]
            if (top == bottom == row and column == right + 1) or (
                left == right == column and row == bottom + 1
            ):
                found[-1] = (top, left), (row, column)
                continue
        found.append(((row, column), (row, column)))
    return found


def prior_range(layout: Layout, rows: tuple[int, int] | None = None) -> tuple[str, str]:
    """Return the addresses of last year's figures: keys and amounts; ``rows`` where they are not those of a new book."""
    section = all_sections(layout.format)["prior"]
    first, last = rows or (section.first, section.last + section.section.room)
    keys, amounts = (column_letter(section.column(key)) for key in ("key", "amount"))
    sheet = quote_sheet(section.sheet)
    return f"{sheet}!${keys}${first}:${keys}${last}", f"{sheet}!${amounts}${first}:${amounts}${last}"


def quoted(text: str) -> str:
    """Return a text as it stands in a formula."""
    return '"' + text.replace('"', '""') + '"'


__all__ = ["CannotCompileError", "Places", "Position", "address", "prior_range", "quoted", "rows_seen"]
