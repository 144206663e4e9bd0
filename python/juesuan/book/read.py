"""From the cells of an open workbook to the accounts, with every cell mistake as a finding.

What people typed is read; derived cells are not (their values follow from the rest). Nothing is guessed: a cell
that cannot be read is told and counts as blank.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from juesuan.book.accounts import Accounts, RowTree, row_tree
from juesuan.book.grid import Grid, GridSource
from juesuan.book.identity import Identity, format_of, read_identity
from juesuan.book.layout import Layout, TableLayout, address
from juesuan.book.read_cells import read_amount
from juesuan.book.read_lists import Lists, adjustments_of, read_front, read_keyed
from juesuan.book.read_rows import CodeRows, read_code_rows
from juesuan.book.sheets import all_sections
from juesuan.book.structure import check_structure
from juesuan.findings import Finding, Level
from juesuan.spec.model import Cell, CellKind, Format, RowKind

SUM_OF_CHILDREN = '&"??")'
"""What marks the formula of a parent row (see ``template.formulas``)."""
OfferedFormula = Callable[[Cell, int], str]
"""Gives the formula that an offered cell holds when it stands in a sheet row."""


@dataclass(frozen=True)
class ReadBook:
    """What a workbook holds: the accounts, where their code rows stand, and what is wrong in its cells."""

    accounts: Accounts
    layout: Layout
    identity: Identity
    places: Mapping[str, CodeRows]
    lists: Lists
    findings: tuple[Finding, ...] = field(default=())


def same_formula(one: str | None, other: str | None) -> bool:
    """Tell whether two formulas are the same but for quotes, spaces and case (programs write them their way)."""
    if one is None or other is None:
        return one is other
    return _bare(one) == _bare(other)


def _bare(formula: str) -> str:
    return formula.replace("'", "").replace(" ", "").upper()


def read_book(source: GridSource, offered_formula: Callable[[Layout], OfferedFormula]) -> ReadBook:
    """Read a whole workbook; raise StructureError when its structure cannot be relied on."""
    identity = read_identity(source)
    form = format_of(identity)
    layout = Layout(form)
    check_structure(source, layout)
    findings: list[Finding] = []
    lists = read_front(source, form, findings)
    accounts = Accounts(
        form, laid=identity.laid, own_codes=lists.own_codes, info=lists.info, status=lists.status
    )
    places: dict[str, CodeRows] = {}
    for table in form:
        if table.region is not None:
            places[table.key] = read_code_rows(
                source.grid(table.sheet), layout[table.key], accounts.classification(table), findings
            )
    rows = {key: tuple(found.places) for key, found in places.items()}
    accounts = replace(accounts, rows=rows)
    typed, offered = _Amounts(accounts, layout, source, findings, offered_formula(layout)).read(places)
    read_keyed(source, form, rows, lists, findings)
    accounts = replace(
        accounts,
        typed=typed,
        offered=offered,
        adjustments=adjustments_of(lists),
        checks={one.cell: one.printed for one in lists.checks if one.cell and one.printed is not None},
        prior=lists.prior,
    )
    findings += _adjustments_on_typed(accounts, lists)
    return ReadBook(accounts, layout, identity, places, lists, tuple(findings))


class _Amounts:
    """Reads the typed and offered cells of the tables."""

    def __init__(
        self,
        accounts: Accounts,
        layout: Layout,
        source: GridSource,
        findings: list[Finding],
        offered_formula: OfferedFormula,
    ) -> None:
        self.accounts = accounts
        self.layout = layout
        self.source = source
        self.findings = findings
        self.offered_formula = offered_formula
        self.typed: dict[Cell, int] = {}
        self.offered: set[Cell] = set()

    def read(self, places: Mapping[str, CodeRows]) -> tuple[dict[Cell, int], frozenset[Cell]]:
        form: Format = self.accounts.format
        for table in form:
            grid = self.source.grid(table.sheet)
            layout = self.layout[table.key]
            for panel in table.panels:
                for row in panel.fixed:
                    self._row(grid, layout, row.key, row.kind, layout.fixed[row.key])
            if table.key in places:
                self._code_rows(grid, layout, places[table.key])
        return self.typed, frozenset(self.offered)

    def _code_rows(self, grid: Grid, layout: TableLayout, rows: CodeRows) -> None:
        tree = row_tree(layout.table, rows.places)
        laid = self.accounts.laid.get(layout.table.key, {})
        for key, at in rows.places.items():
            self._row(grid, layout, key, tree.kind(key), at, was_parent=laid.get(key) == "parent")
        for key, at in rows.places.items():
            if tree.kind(key) is RowKind.PARENT and laid.get(key) != "parent":
                self._parent(grid, layout, key, at, tree)

    def _row(  # noqa: PLR0913 - a row and where it stands
        self, grid: Grid, layout: TableLayout, key: str, kind: RowKind, at: int, *, was_parent: bool = False
    ) -> None:
        table = layout.table
        for column in table.panel_of(key).amounts:
            filler, _ = table.rule(key, kind, column)
            if filler is CellKind.DERIVED:
                continue
            cell = Cell(table.key, key, column.key)
            place = (at, layout.column(key, column.key))
            if filler is CellKind.OFFERED and same_formula(
                grid.formulas.get(place), self.offered_formula(cell, at)
            ):
                self.offered.add(cell)
                continue
            if was_parent and SUM_OF_CHILDREN in grid.formulas.get(place, ""):
                continue  # the last child is gone: the sum that stands there was never typed
            amount = read_amount(grid, table.sheet, *place, self.findings)
            if amount is not None:
                self.typed[cell] = amount

    def _parent(self, grid: Grid, layout: TableLayout, key: str, at: int, tree: RowTree) -> None:
        """A row that was a leaf, or is new, and now has children: amounts typed there would be lost."""
        table = layout.table
        for column in table.panels[0].amounts:
            place = (at, layout.column(key, column.key))
            kind, _ = table.rule(key, RowKind.LEAF, column)
            if kind is CellKind.DERIVED or place in grid.formulas:
                continue
            amount = read_amount(grid, table.sheet, *place, self.findings)
            below = sum(
                self.typed.get(Cell(table.key, child, column.key), 0) for child in tree.children.get(key, ())
            )
            if amount and amount != below:
                self.findings.append(
                    Finding(
                        "amount-on-parent",
                        Level.ERROR,
                        table.sheet,
                        address(*place),
                        f"科目 {key} 下面还有明细科目（{'、'.join(tree.children[key][:3])}），它的金额应由明细相加得出，",
                        "请把这里填的数移到明细科目，清空此格后再重新计算。",
                    )
                )


def _adjustments_on_typed(accounts: Accounts, lists: Lists) -> list[Finding]:
    """An adjustment belongs to a derived cell; on a typed one it would change nothing."""
    found: list[Finding] = []
    section = all_sections(accounts.format)["checks"]
    trees = {table.key: row_tree(table, accounts.rows.get(table.key, ())) for table in accounts.format}
    for one in lists.checks:
        if one.cell is None or not one.kind or not one.amount:
            continue
        table = accounts.format.tables[one.cell.table]
        column = table.panel_of(one.cell.row).by_key[one.cell.column]
        kind = trees[table.key].kind(one.cell.row)
        if table.rule(one.cell.row, kind, column)[0] is not CellKind.DERIVED:
            found.append(
                Finding(
                    "adjustment-on-typed",
                    Level.ERROR,
                    section.sheet,
                    address(one.row, section.column("adjustment")),
                    "调整只能用于自动计算的单元格，这里指的是录入项，",
                    "请直接修改录入的数，清空这里的调整。",
                )
            )
    return found
