"""From derivations to live formulas that Excel 2010, WPS and LibreOffice share.

Code rows are looked up by code in other sheets, never by position; subtotals reach downward to the sentinel.
An adjusted cell has one more term that reads its amount from the sheet 核对数.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from juesuan.book.accounts import RowTree
from juesuan.book.layout import Layout, TableLayout, address, column_letter, quote_sheet
from juesuan.compute.recompute import span_columns, span_rows
from juesuan.spec.expression import Expression, Pick, Selector, Term
from juesuan.spec.model import TOTAL, Cell

FUNCTIONS = frozenset({"SUM", "SUMIFS", "IF", "ROUND"})
"""The functions that the formulas of the tables may use."""


class FormulaWriter:
    """Writes the formula of a derived or offered cell.

    ``adjustment_range`` gives the addresses (amounts, keys) of the adjustments on the sheet 核对数.
    """

    def __init__(
        self,
        layout: Layout,
        trees: dict[str, RowTree],
        adjusted: Iterable[Cell],
        adjustment_range: tuple[str, str],
    ) -> None:
        self.layout = layout
        self.trees = trees
        self.adjusted = frozenset(adjusted)
        self.adjustment_range = adjustment_range

    def formula(self, cell: Cell, sheet_row: int, expression: Expression) -> str:
        """Return the formula with its leading ``=`` for a cell that stands in ``sheet_row``."""
        text = ""
        for term in expression.terms:
            piece = self._term(cell, sheet_row, term)
            if piece:
                text += ("-" if term.sign < 0 else "+" if text else "") + piece
        if cell in self.adjusted:
            amounts, keys = self.adjustment_range
            text += f'+SUMIFS({amounts},{keys},"{cell}")'
        return "=" + (text or "0")

    def _term(self, cell: Cell, sheet_row: int, term: Term) -> str:
        target = self.layout[term.table or cell.table]
        pick = term.row.pick
        if pick is Pick.CHILDREN and target.table.region is not None:
            return self._children(cell, sheet_row, target, self._columns(cell, term.column, target, cell.row))
        if pick is Pick.CHILDREN:
            rows: Sequence[str] = self.trees[target.table.key].children.get(cell.row, ())
        elif pick is Pick.SPAN:
            rows = span_rows(target.table, *term.row.keys)
        else:
            key = _key(cell, term.row)
            if key not in target.fixed:
                return self._code_row(cell, sheet_row, term, target, key)
            rows = (key,)
        return self._fixed(target, rows, term, cell)

    def _code_row(self, cell: Cell, sheet_row: int, term: Term, target: TableLayout, key: str) -> str:
        """One code row: the own row, or a look-up by code in another table."""
        if target.table.region is None:
            return ""
        columns = self._columns(cell, term.column, target, key)
        if target.table.key == cell.table and key == cell.row:
            return _sum(_runs(columns, sheet_row))
        own = self.layout[cell.table]
        criterion = f"${column_letter(own.code_column)}{sheet_row}" if own.code_column else f'"{key}"'
        codes = self._region(target, target.code_column or 1, local=target is own)
        return "+".join(
            f"SUMIFS({self._region(target, column, local=target is own)},{codes},{criterion})"
            for column in columns
        )

    def _children(self, cell: Cell, sheet_row: int, target: TableLayout, columns: Sequence[int]) -> str:
        code = column_letter(target.code_column or 1)
        is_total = cell.row == TOTAL
        first = target.region_top if is_total else sheet_row + 1
        last = f"${target.sentinel}"
        criterion = '"???"' if is_total else f'${code}{sheet_row}&"??"'
        return "+".join(
            f"SUMIFS({column_letter(one)}{first}:{column_letter(one)}{last},${code}{first}:${code}{last},{criterion})"
            for one in columns
        )

    def _fixed(self, target: TableLayout, rows: Sequence[str], term: Term, cell: Cell) -> str:
        sheet = "" if target.table.key == cell.table else quote_sheet(target.table.sheet) + "!"
        if len(rows) == 1:
            columns = self._columns(cell, term.column, target, rows[0])
            return _sum([sheet + one for one in _runs(columns, target.fixed[rows[0]])])
        column = self._columns(cell, term.column, target, rows[0])[0]
        return _sum([sheet + one for one in _row_runs(column, [target.fixed[row] for row in rows])])

    def _columns(self, cell: Cell, selector: Selector, target: TableLayout, row: str) -> list[int]:
        pick = selector.pick
        keys: Sequence[str]
        if pick is Pick.CHILDREN:
            keys = target.table.column_children.get(cell.column, ())
        elif pick is Pick.SPAN:
            keys = span_columns(target.table, *selector.keys)
        else:
            keys = (_key(cell, selector),)
        panel = target.table.panel_of(row)
        return [target.column(row, key) for key in keys if key in panel.by_key]

    def _region(self, target: TableLayout, column: int, *, local: bool) -> str:
        sheet = "" if local else quote_sheet(target.table.sheet) + "!"
        return f"{sheet}{_absolute(column, target.region_top, target.sentinel)}"


def _key(cell: Cell, selector: Selector) -> str:
    """Return the key that a selector of a single row or column means (a spare row has the key "")."""
    own = {Pick.OWN_ROW: cell.row, Pick.OWN_COLUMN: cell.column}
    return own[selector.pick] if selector.pick in own else selector.keys[0]


@lru_cache(maxsize=4096)
def _absolute(column: int, first: int, last: int) -> str:
    letter = column_letter(column)
    return f"${letter}${first}:${letter}${last}"


def _runs(columns: Sequence[int], row: int) -> list[str]:
    """Return the addresses of columns of one row, neighbours joined to a range."""
    return [
        address(row, first) if first == last else f"{address(row, first)}:{address(row, last)}"
        for first, last in _joined(columns)
    ]


def _row_runs(column: int, rows: Sequence[int]) -> list[str]:
    return [
        address(first, column) if first == last else f"{address(first, column)}:{address(last, column)}"
        for first, last in _joined(rows)
    ]


def _joined(numbers: Sequence[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def _sum(ranges: Sequence[str]) -> str:
    if len(ranges) == 1 and ":" not in ranges[0]:
        return ranges[0]
    return f"SUM({','.join(ranges)})" if ranges else ""
