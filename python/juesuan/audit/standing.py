"""What every money cell of a workbook holds as it stands, derived cells included.

The audit looks at the sheet, not at a recomputation: a derived cell that was overwritten, or whose stored value is
old, is seen with what it shows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from juesuan import money
from juesuan.book.accounts import amount_cells
from juesuan.book.grid import Grid, GridSource, Position
from juesuan.book.read import ReadBook
from juesuan.spec.model import Cell


@dataclass(frozen=True)
class Standing:
    """``values`` in 分 (blank, text and error cells are absent), ``places`` sheet and position of every money cell.

    ``formulas``: what stands there as a formula. ``unreadable``: cells that hold neither amount nor nothing.
    """

    values: Mapping[Cell, int]
    places: Mapping[Cell, tuple[str, Position]]
    formulas: Mapping[Cell, str] = field(default_factory=dict)
    unreadable: frozenset[Cell] = frozenset()


def read_standing(source: GridSource, read: ReadBook) -> Standing:
    """Read what stands in the money cells of every table, at the rows where the codes stand now."""
    values: dict[Cell, int] = {}
    places: dict[Cell, tuple[str, Position]] = {}
    formulas: dict[Cell, str] = {}
    unreadable: set[Cell] = set()
    for table in read.accounts.format:
        grid = source.grid(table.sheet)
        layout = read.layout[table.key]
        rows = dict(layout.fixed)
        if table.key in read.places:
            rows.update(read.places[table.key].places)
        for row, column in amount_cells(table, read.accounts.rows.get(table.key, ())):
            cell = Cell(table.key, row, column)
            at = (rows[row], layout.column(row, column))
            places[cell] = (table.sheet, at)
            if at in grid.formulas:
                formulas[cell] = grid.formulas[at]
            found = _amount(grid, at)
            if found is None:
                unreadable.add(cell)
            elif found is not _BLANK:
                values[cell] = found
    return Standing(values, places, formulas, frozenset(unreadable))


def standing_of(values: Mapping[Cell, int]) -> Standing:
    """Return figures that stand on no sheet (a reported table, a recomputation) in the same shape."""
    return Standing(dict(values), {})


_BLANK = -(10**30)


def _amount(grid: Grid, at: Position) -> int | None:
    """Return the amount in 分, ``_BLANK`` for nothing, None for what is no amount."""
    if at in grid.uncalculated or at in grid.errors:
        return None
    value = grid.value(*at)
    if value is None:
        return _BLANK
    if isinstance(value, float) and at in grid.formulas and abs(value) < money.LIMIT_WAN:
        return round(value * money.FEN_PER_WAN)
    try:
        found = money.parse(value)
    except money.MoneyError:
        return None
    return _BLANK if found is None else found
