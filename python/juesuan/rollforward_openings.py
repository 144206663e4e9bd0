"""结转下年: opening balances from last year's closing ones, with the rows and the adjustments that they need.

Which opening follows which closing balance is said by the format itself: by the ledger selectors of typed cells and code
columns, and by the rules that compare one cell with one of last year (``01[opening, amount] = prior.01[closing, amount]``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from juesuan import money
from juesuan.book.accounts import DETAIL_MARK, Accounts, amount_cells
from juesuan.compute.adjust import adjust_to
from juesuan.compute.recompute import Evaluator
from juesuan.compute.rows import complete_rows
from juesuan.findings import Finding
from juesuan.ledger.fill import selector_of
from juesuan.rollforward_prior import Prior, left
from juesuan.spec.classification import ancestors
from juesuan.spec.model import Cell, CellKind, Column, Format, Ledger, Table
from juesuan.spec.rule import Check, Relation
from juesuan.template.lists import cell_name

OPENING, CLOSING = ("opening",), ("closing",)


@dataclass
class Opened:
    """The accounts with opening balances; ``cells`` are those that were typed, ``findings`` what could not be."""

    accounts: Accounts
    cells: tuple[Cell, ...] = ()
    findings: list[Finding] = field(default_factory=list)


def open_balances(accounts: Accounts, prior: Prior) -> Opened:
    """Return the accounts (without rows yet) with last year's closing balances as opening ones, rows complete."""
    pairs = opening_pairs(accounts.format, prior.figures)
    typed: dict[Cell, int] = {}
    unknown_codes: list[tuple[Cell, int]] = []
    for cell, closing in pairs.items():
        amount = prior.figures.get(closing, 0)
        if not amount or not _is_leaf(accounts.format, cell, pairs, prior.figures):
            continue
        if _is_known(accounts, cell):
            typed[cell] = amount
        else:
            unknown_codes.append((cell, amount))
    rows: dict[str, tuple[str, ...]] = {}
    for cell in typed:
        if cell.row not in accounts.format.tables[cell.table].fixed_rows:
            rows[cell.table] = (*rows.get(cell.table, ()), cell.row)
    opened = complete_rows(replace(accounts, rows=rows, typed=typed))
    evaluator = Evaluator(opened)
    wanted = {
        cell: prior.figures[closing]
        for cell, closing in pairs.items()
        if closing in prior.figures and _is_derived(evaluator, cell)
    }
    opened, misfits = adjust_to(opened, wanted, {one for one in wanted if pairs[one] in prior.unknown})
    findings = [_unknown_code(accounts, cell, amount) for cell, amount in unknown_codes]
    findings += [_misfit(opened, one.cell, one.printed, one.computed) for one in misfits]
    return Opened(opened, tuple(typed), findings)


def opening_pairs(form: Format, prior: Mapping[Cell, int]) -> dict[Cell, Cell]:
    """Return the opening cells of a format with the closing ones that they follow, both of this year's format."""
    found: dict[Cell, Cell] = {}
    for table in form:
        rows = tuple(
            dict.fromkeys(
                cell.row for cell in prior if cell.table == table.key and DETAIL_MARK not in cell.row
            )
        )
        codes = tuple(row for row in rows if row not in table.fixed_rows) if table.region else ()
        closing = {_key(one): (row, column) for row, column, one in _flows(table, codes, CLOSING)}
        for row, column, selector in _flows(table, codes, OPENING):
            key = _key({**selector, "flow": CLOSING, "row": selector["row"]})
            if key in closing:
                found[Cell(table.key, row, column)] = Cell(table.key, *closing[key])
    evaluator = Evaluator(Accounts(form))
    for rule in form.rules.values():
        for check in rule.checks:
            pair = _compared(evaluator, check)
            if pair is not None:
                found.setdefault(*pair)
    return found


def _flows(table: Table, codes: tuple[str, ...], flow: tuple[str, ...]) -> Iterator[tuple[str, str, Ledger]]:
    """Yield row, column and selector of the cells of a flow; the selector holds the row too, in a code table."""
    for row, column in amount_cells(table, codes):
        selector = selector_of(table, row, table.panel_of(row).by_key[column])
        if selector.get("flow") == flow:
            yield row, column, {**selector, "row": (row if table.region else "",)}


def _key(selector: Ledger) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(sorted(selector.items()))


def _compared(evaluator: Evaluator, check: Check) -> tuple[Cell, Cell] | None:
    """Return the two cells of a check that wants one to be last year's other."""
    one = check.comparison
    if check.domain is not None or check.when or one.relation is not Relation.EQ:
        return None
    if len(one.left.items) != 1 or len(one.right.items) != 1 or one.left.constant or one.right.constant:
        return None
    now, before = one.left.items[0], one.right.items[0]
    if now.prior or not before.prior or now.factor != 1 or before.factor != 1:
        return None
    cells = [evaluator.referred(Cell("", "", ""), item.term) for item in (now, before)]
    if any(len(found) != 1 for found in cells):
        return None
    return Cell(*cells[0][0]), Cell(*cells[1][0])


def _is_leaf(form: Format, cell: Cell, pairs: Mapping[Cell, Cell], prior: Mapping[Cell, int]) -> bool:
    """Whether a person types the cell: no code below it has a closing balance."""
    table = form.tables[cell.table]
    column = table.panel_of(cell.row).by_key[cell.column]
    if cell.row in table.fixed_rows:
        return table.rule(cell.row, table.fixed_rows[cell.row][1].kind, column)[0] is CellKind.TYPED
    below = (
        other.row
        for other, closing in pairs.items()
        if (other.table, other.column) == (cell.table, cell.column) and prior.get(closing)
    )
    return _takes_amounts(column) and not any(cell.row in ancestors(row) for row in below)


def _takes_amounts(column: Column) -> bool:
    return column.derive is None and column.leaf is None


def _is_known(accounts: Accounts, cell: Cell) -> bool:
    table = accounts.format.tables[cell.table]
    return cell.row in table.fixed_rows or cell.row in accounts.classification(table)


def _is_derived(evaluator: Evaluator, cell: Cell) -> bool:
    kind, _ = evaluator.rule(evaluator.format.tables[cell.table], cell.row, cell.column)
    known = cell.row in evaluator.trees[cell.table].kinds
    return known and kind is CellKind.DERIVED


def _unknown_code(accounts: Accounts, cell: Cell, amount: int) -> Finding:
    sheet = accounts.format.tables[cell.table].sheet
    message = (
        f"上年{sheet}科目{cell.row}有年末数{money.format_wan(amount, None)}万元，"
        "本年的科目表里没有这一科目，年初数没有结转，"
    )
    return left(sheet, "", message, "请按本年的科目填写年初数，或在“科目字典”登记这一科目。")


def _misfit(accounts: Accounts, cell: Cell, wanted: int, computed: int) -> Finding:
    sheet = accounts.format.tables[cell.table].sheet
    message = (
        f"{cell_name(accounts, cell)}上年年末{money.format_wan(wanted, None)}万元，"
        f"结转的明细得出{money.format_wan(computed, None)}万元，"
    )
    return left(sheet, "", message, "请核对上年的表，补填年初数或说明。")
