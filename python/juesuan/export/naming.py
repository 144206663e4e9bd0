"""What the cells of a book are called on the printed forms: table, row, column."""

from __future__ import annotations

from collections.abc import Mapping

from juesuan.book.accounts import DETAIL_MARK, Accounts
from juesuan.book.layout import column_label, row_label
from juesuan.export.material import Material
from juesuan.spec.model import Cell, Table
from juesuan.template.lists import code_names


class Namer:
    """Names of cells, also of rows that the book has no more and of tables that its format does not know."""

    def __init__(self, named: Material | Accounts) -> None:
        self._accounts = named if isinstance(named, Accounts) else named.read.accounts
        self._names: dict[str, Mapping[str, str]] = {}

    def parts(self, cell: Cell) -> tuple[str, str, str]:
        """Return how a person calls the table, the row and the column of a cell; keys where there is no better name."""
        table = self._accounts.format.tables.get(cell.table)
        if table is None:
            return cell.table, cell.row, cell.column
        if cell.row not in table.fixed_rows and table.region is None:
            return table.sheet, cell.row, cell.column
        column = table.panel_of(cell.row).by_key.get(cell.column)
        row = row_label(table, cell.row, {**self._table(cell.table), **self._gone(cell)})
        row = f"{self._half(table, cell.row)}{row}"
        return table.sheet, row, column_label(column) if column is not None else cell.column

    def line(self, cell: Cell) -> str:
        """Return row and column in one; the column alone where the only row has no name of its own."""
        _, row, column = self.parts(cell)
        table = self._accounts.format.tables.get(cell.table)
        return column if table is not None and row == table.title else f"{row}·{column}"

    def _half(self, table: Table, row: str) -> str:
        """Return which half of a table a row stands in, where both halves have a row of this name."""
        if row not in table.fixed_rows:
            return ""
        panel, own = table.fixed_rows[row]
        others = (one for other in table.panels for one in other.fixed if other is not panel)
        return panel.heading if any(one.label == own.label for one in others) else ""

    def _table(self, key: str) -> Mapping[str, str]:
        if key not in self._names:
            self._names[key] = code_names(self._accounts, key)
        return self._names[key]

    def _gone(self, cell: Cell) -> dict[str, str]:
        """Return the name of a code that has no row in the book now."""
        table = self._accounts.format.tables[cell.table]
        code = cell.row.partition(DETAIL_MARK)[0]
        if table.region is None or cell.row in self._table(cell.table):
            return {}
        known = self._accounts.classification(table)
        return {cell.row: known.name(code)} if code in known else {}
