"""The typed cells of imported tables: what has to be written, and what a person is told about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from juesuan import money
from juesuan.book.accounts import Accounts, amount_cells
from juesuan.book.grid import Grid, GridSource, Position
from juesuan.book.layout import address, column_label, row_label
from juesuan.book.read import ReadBook
from juesuan.book.sheetpart import Content
from juesuan.compute.recompute import Evaluator
from juesuan.plan import Change
from juesuan.spec.model import Cell, CellKind
from juesuan.template.content import TableContent
from juesuan.template.lists import code_names


class TypedCells:
    """The typed cells of an imported table: what has to be written, and what a person is told about it."""

    def __init__(self, source: GridSource, book: ReadBook, accounts: Accounts, content: TableContent) -> None:
        self.table = content.layout.table
        self.before = book.accounts
        self.accounts = accounts
        self.content = content
        self.grid: Grid = source.grid(self.table.sheet)
        self.places: Mapping[str, int] = {
            **content.layout.fixed,
            **(book.places[self.table.key].places if self.table.key in book.places else {}),
        }
        self.changes: list[Change] = []

    def cells(self, *, clear: bool) -> dict[Position, Content]:
        """Return the cells to write; with ``clear`` whatever else stands in the region of code rows goes."""
        found: dict[Position, Content] = dict(self._strays()) if clear else {}
        table = self.table
        evaluator = Evaluator(self.accounts)
        names = code_names(self.accounts, table.key)
        for row, column in amount_cells(table, self.accounts.rows.get(table.key, ())):
            if evaluator.rule(table, row, column)[0] is CellKind.DERIVED:
                continue
            cell = Cell(table.key, row, column)
            wanted = self.accounts.typed.get(cell)
            offered = cell in self.accounts.offered
            old = self.before.typed.get(cell)
            was_offered = cell in self.before.offered
            if (wanted, offered) == (old, was_offered) and (
                wanted is not None or offered or not self._held(cell)
            ):
                continue
            at = self.content.position(cell)
            if not offered:
                found[at] = Content(None if wanted is None else money.to_wan(wanted))
            label = f"{row_label(table, row, names)}·{column_label(table.panel_of(row).by_key[column])}"
            texts = shown_amount(old, offered=was_offered), shown_amount(wanted, offered=offered)
            if texts[0] != texts[1]:
                self.changes.append(Change(table.sheet, address(*at), label, *texts))
        return found

    def _held(self, cell: Cell) -> bool:
        """Whether anything stands in the place of a cell that was read as blank: a mistake, a former sum."""
        row = self.places.get(cell.row)
        if row is None:
            return False
        at = (row, self.content.layout.column(cell.row, cell.column))
        return at in self.grid.formulas or self.grid.value(*at) is not None

    def _strays(self) -> Iterator[tuple[Position, Content]]:
        """What stands in the region beside the code rows as they shall be: rows with mistakes."""
        layout = self.content.layout
        if self.table.region is None:
            return
        first = layout.region_top + self.content.used
        for row in range(first, min(layout.region_bottom, self.grid.height) + 1):
            for column in range(1, layout.last_column + 1):
                at = (row, column)
                if at not in self.content.spare and (
                    at in self.grid.formulas or self.grid.value(*at) is not None
                ):
                    yield at, Content()


def shown_amount(amount: int | None, *, offered: bool = False) -> str:
    """Return what a typed cell holds, for a person."""
    if offered:
        return "带出的公式"
    return "" if amount is None else money.format_wan(amount, None)
