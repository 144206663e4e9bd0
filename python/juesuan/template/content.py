"""What stands in each cell of a table: the projection of the accounts onto the sheets.

The same content goes through every door; a door only decides how to write it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from juesuan import money
from juesuan.book.accounts import DETAIL_MARK, Accounts, amount_cells
from juesuan.book.layout import SPARE_ROWS, Layout, TableLayout
from juesuan.book.sheetpart import Content, Position
from juesuan.compute.recompute import Computed
from juesuan.spec.expression import Expression, Pick
from juesuan.spec.model import Cell, CellKind, RowKind
from juesuan.template.formulas import FormulaWriter


@dataclass(frozen=True)
class TableContent:
    """A table as it shall stand: the rows' places and kinds, amounts by key, texts and spare formulas by position."""

    layout: TableLayout
    places: Mapping[str, int]
    kinds: Mapping[str, RowKind]
    amounts: Mapping[Cell, Content]
    texts: Mapping[Position, str]
    spare: Mapping[Position, Content]
    used: int

    def position(self, cell: Cell) -> Position:
        """Return where a cell stands."""
        return self.places[cell.row], self.layout.column(cell.row, cell.column)


def table_content(
    accounts: Accounts, computed: Computed, layout: Layout, key: str, writer: FormulaWriter
) -> TableContent:
    """Return what a table holds; typed cells are in ``amounts`` too, blank ones are not."""
    table = accounts.format.tables[key]
    positions = layout[key]
    codes = accounts.rows.get(key, ())
    tree = computed.trees[key]
    places = positions.rows(codes)
    amounts: dict[Cell, Content] = {}
    for row, column in amount_cells(table, codes):
        cell = Cell(key, row, column)
        kind, expression = table.rule(row, tree.kind(row), table.panel_of(row).by_key[column])
        if expression is not None and (kind is CellKind.DERIVED or cell in accounts.offered):
            value = money.to_wan(computed.values[cell])
            amounts[cell] = Content(value, writer.formula(cell, places[row], expression))
        elif cell in accounts.typed:
            amounts[cell] = Content(money.to_wan(accounts.typed[cell]))
    return TableContent(
        layout=positions,
        places=places,
        kinds={row: tree.kind(row) for row in places},
        amounts=amounts,
        texts=_texts(accounts, positions, codes),
        spare=_spare(positions, len(codes), writer),
        used=len(codes),
    )


def _texts(accounts: Accounts, positions: TableLayout, codes: tuple[str, ...]) -> dict[Position, str]:
    """Codes, names and detail texts of the code rows."""
    table = positions.table
    if table.region is None:
        return {}
    names = accounts.classification(table)
    panel = table.panels[0]
    columns = positions.panel_columns(panel)
    roles = {role: columns[found.key] for role in ("code", "name") if (found := panel.role(role))}
    texts: dict[Position, str] = {}
    for number, row in enumerate(codes):
        code, mark, detail = row.partition(DETAIL_MARK)
        at = positions.region_top + number
        texts[at, roles["code"]] = code
        texts[at, roles["name"]] = names.name(code) if code in names else ""
        if mark and table.region.details:
            texts[at, columns[table.region.details]] = detail
    return texts


def _spare(positions: TableLayout, used: int, writer: FormulaWriter) -> dict[Position, Content]:
    """Row sums of the spare rows, so that a row typed there adds up at once."""
    table = positions.table
    if table.region is None or table.region.only is not None:
        return {}
    content: dict[Position, Content] = {}
    first = positions.region_top + used
    for at in range(first, min(first + SPARE_ROWS, positions.region_bottom + 1)):
        for column in table.panels[0].amounts:
            if column.derive is not None and _own_row_only(column.derive):
                cell = Cell(table.key, "", column.key)
                formula = writer.formula(cell, at, column.derive)
                content[at, positions.column("", column.key)] = Content(0, formula)
    return content


def _own_row_only(expression: Expression) -> bool:
    return all(term.table is None and term.row.pick is Pick.OWN_ROW for term in expression.terms)
