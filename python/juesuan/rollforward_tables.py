"""结转下年: which cell of this year's format a cell of last year's tables is, by table, row and column."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from juesuan.book.accounts import DETAIL_MARK
from juesuan.book.naming import plain
from juesuan.spec.classification import well_formed
from juesuan.spec.model import Cell, Column, Format, Row, Table
from juesuan.spec.predecessors import predecessors


@dataclass(frozen=True)
class Matching:
    """Two formats and what corresponds in them; ``last`` is last year's."""

    form: Format
    last: Format

    @cached_property
    def tables(self) -> dict[str, tuple[str, ...]]:
        """The tables of last year that each table of this year follows; several are added up."""
        return predecessors(self.form, self.last)

    @cached_property
    def follower(self) -> dict[str, str]:
        """The table of this year by that of last year."""
        return {one: key for key, found in self.tables.items() for one in found}

    def cell(self, cell: Cell) -> Cell | None:
        """Return the cell of this year's format that means the same; None where there is none."""
        key = self.follower.get(cell.table)
        if key is None:
            return None
        table, last = self.form.tables[key], self.last.tables[cell.table]
        row = _row(table, last, cell.row)
        if row is None:
            return None
        column = _column(table, row, last.panel_of(cell.row).by_key[cell.column])
        return None if column is None else Cell(key, row, column)


def _row(table: Table, last: Table, row: str) -> str | None:
    """Return the row of the same key; of fixed rows also the only one of the same label."""
    if row not in last.fixed_rows:
        same = (
            table.region is not None
            and last.region is not None
            and table.region.classification == last.region.classification
        )
        known = same and row not in table.fixed_rows and well_formed(row.partition(DETAIL_MARK)[0])
        detailed = DETAIL_MARK not in row or (table.region is not None and table.region.details is not None)
        return row if known and detailed else None
    if row in table.fixed_rows:
        return row
    label = plain(last.fixed_rows[row][1].label)
    others: Iterable[Row] = (one for key, (_, one) in table.fixed_rows.items() if key not in last.fixed_rows)
    return _only((one.key for one in others), lambda key: plain(table.fixed_rows[key][1].label) == label)


def _column(table: Table, row: str, last: Column) -> str | None:
    """Return the amount column of the same key, or the only one of the same heading."""
    amounts = {one.key: one for one in table.panel_of(row).amounts}
    if last.key in amounts:
        return last.key
    heading = plain("".join(last.labels))
    return _only(amounts, lambda key: bool(heading) and plain("".join(amounts[key].labels)) == heading)


def _only(keys: Iterable[str], fits: Callable[[str], bool]) -> str | None:
    found = [one for one in keys if fits(one)]
    return found[0] if len(found) == 1 else None
