"""Recomputation: derived cell = sum of its sources + adjustment, exactly, in 分.

The order of computation follows from the references themselves; the specification was checked to have no loop.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from juesuan.book.accounts import Accounts, RowTree, amount_cells, row_tree
from juesuan.spec.expression import Expression, Pick, Selector, Term
from juesuan.spec.model import Cell, CellKind, Column, Format, Table

Find = Callable[[Table, str, str], tuple[str, ...]]
Rule = tuple[CellKind, Expression | None]


@dataclass(frozen=True)
class Computed:
    """Every money cell of the book: ``values`` in 分 (typed blanks are absent), ``trees`` by table."""

    values: Mapping[Cell, int]
    trees: Mapping[str, RowTree]


def recompute(accounts: Accounts) -> Computed:
    """Return all values of the accounts' rows as they stand (complete the rows first, see ``compute.rows``)."""
    evaluator = Evaluator(accounts)
    values: dict[Cell, int] = {}
    typed = accounts.typed
    for table in accounts.format:
        rows = accounts.rows.get(table.key, ())
        for row, column in amount_cells(table, rows):
            cell = Cell(table.key, row, column)
            kind, _ = evaluator.rule(table, row, column)
            if kind is CellKind.DERIVED or cell in accounts.offered:
                values[cell] = evaluator.value(cell)
            elif cell in typed:
                values[cell] = typed[cell]
    return Computed(values, evaluator.trees)


class Evaluator:
    """Values of single cells on demand, each computed once."""

    def __init__(self, accounts: Accounts) -> None:
        self.accounts = accounts
        self.format: Format = accounts.format
        self.trees = {table.key: row_tree(table, accounts.rows.get(table.key, ())) for table in self.format}
        self._adjusted: dict[Cell, int] = {}
        for one in accounts.adjustments:
            self._adjusted[one.cell] = self._adjusted.get(one.cell, 0) + one.amount
        self._memo: dict[tuple[str, str, str], int] = {}
        self._rules: dict[tuple[str, str, str], Rule] = {}
        self._spans: dict[tuple[Find, str, tuple[str, ...]], tuple[str, ...]] = {}
        self._columns = {table.key: _columns(table) for table in self.format}

    def rule(self, table: Table, row: str, column: str) -> Rule:
        """Say who fills a cell, and from what."""
        kind = self.trees[table.key].kind(row)
        key = (table.key, row if row in table.fixed_rows else kind.value, column)
        found = self._rules.get(key)
        if found is None:
            found = self._rules[key] = table.rule(row, kind, self._column(table, row, column))
        return found

    def value(self, cell: tuple[str, str, str]) -> int:
        """Return the value of a cell in 分; a blank cell and a code row that is not there give 0."""
        found = self._memo.get(cell)
        if found is not None:
            return found
        key, row, column = cell
        table = self.format.tables[key]
        if row not in self.trees[key].kinds:
            return 0
        kind, expression = self.rule(table, row, column)
        if kind is CellKind.DERIVED and expression is not None:
            result = self.sources(cell, expression) + self._adjusted.get(Cell(*cell), 0)
        elif kind is CellKind.OFFERED and expression is not None and cell in self.accounts.offered:
            result = self.sources(cell, expression)
        else:
            result = self.accounts.typed.get(Cell(*cell), 0)
        self._memo[cell] = result
        return result

    def override(self, cell: Cell, value: int) -> None:
        """Let a cell have a value from now on; cells already computed from it keep theirs."""
        self._memo[cell] = value

    def sources(self, cell: tuple[str, str, str], expression: Expression) -> int:
        """Return the sum of what a derivation refers to, without the cell's adjustment."""
        value = self.value
        return sum(term.sign * value(one) for term in expression.terms for one in self.referred(cell, term))

    def referred(self, cell: tuple[str, str, str], term: Term) -> list[tuple[str, str, str]]:
        """Return the cells that a term refers to."""
        own, row, column = cell
        key = term.table or own
        rows = self._rows(self.format.tables[key], term.row, row, column)
        columns = self._picked_columns(key, term.column, row, column)
        if len(columns) == 1:
            only = columns[0]
            if only not in self._columns[key]:
                return []
            if term.column.optional:
                table = self.format.tables[key]
                rows = tuple(
                    one for one in rows if one in self.trees[key].kinds and only in table.panel_of(one).by_key
                )
            return [(key, one, only) for one in rows]
        return [(key, one, other) for one in rows for other in columns]

    def _rows(self, table: Table, selector: Selector, row: str, column: str) -> tuple[str, ...]:
        pick = selector.pick
        if pick is Pick.OWN_ROW:
            return (row,)
        if pick is Pick.KEY:
            return selector.keys
        if pick is Pick.CHILDREN:
            return self.trees[table.key].children.get(row, ())
        if pick is Pick.OWN_COLUMN:
            return (column,)
        return self._span(span_rows, table, selector.keys)

    def _picked_columns(self, key: str, selector: Selector, row: str, column: str) -> tuple[str, ...]:
        pick = selector.pick
        if pick is Pick.KEY:
            return selector.keys
        if pick is Pick.OWN_COLUMN:
            return (column,)
        if pick is Pick.OWN_ROW:
            return (row,)
        table = self.format.tables[key]
        if pick is Pick.CHILDREN:
            return table.column_children.get(column, ())
        return self._span(span_columns, table, selector.keys)

    def _span(self, find: Find, table: Table, keys: tuple[str, ...]) -> tuple[str, ...]:
        """Find the keys of a span once."""
        known = self._spans.get((find, table.key, keys))
        if known is None:
            known = self._spans[find, table.key, keys] = find(table, *keys)
        return known

    def _column(self, table: Table, row: str, column: str) -> Column:
        return table.panel_of(row).by_key[column]


def _columns(table: Table) -> frozenset[str]:
    return frozenset(column.key for panel in table.panels for column in panel.amounts)


def span_rows(table: Table, first: str, last: str) -> tuple[str, ...]:
    """Return the keys of the fixed rows from first to last of one panel."""
    for panel in table.panels:
        keys = [row.key for row in panel.fixed]
        if first in keys and last in keys:
            return tuple(keys[keys.index(first) : keys.index(last) + 1])
    raise KeyError(f"{table.key}: {first}..{last}")


def span_columns(table: Table, first: str, last: str) -> tuple[str, ...]:
    """Return the keys of the columns from first to last of one panel."""
    for panel in table.panels:
        keys = [column.key for column in panel.amounts]
        if first in keys and last in keys:
            return tuple(keys[keys.index(first) : keys.index(last) + 1])
    raise KeyError(f"{table.key}: {first}..{last}")
