"""结转下年: last year's tables as they stand and as printed, as the figures of 上年数 of the new book.

A blank of a table that was filled in is zero, and stands on 上年数 where this year is compared with it: the cells that the
analysis and the rules speak of, and what is carried over from year to year. It is not known where a total beside it holds money without a code (未分科目).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from juesuan import money
from juesuan.analysis.numbers import Numbers, cell_of
from juesuan.audit.standing import Standing
from juesuan.book.accounts import NOT_FILLED, UNCLASSIFIED, Accounts
from juesuan.book.facts import Facts
from juesuan.book.layout import address, column_label, row_label
from juesuan.compute.recompute import Evaluator
from juesuan.findings import Finding, Level
from juesuan.importing.into import EXACT
from juesuan.rollforward_tables import Matching
from juesuan.spec.model import Cell, CellKind, Format, Table
from juesuan.spec.rule import Check, Item
from juesuan.template.lists import code_names

NOT_CARRIED, HINT = "not-carried", "rollforward"
CARRIED_OVER = ("opening", "closing")
"""The flows of a ledger that go from one year to the next."""


@dataclass
class Prior:
    """``figures`` in 分 by this year's cells; ``unknown``: cells whose money has no codes below; what is told beside."""

    figures: dict[Cell, int] = field(default_factory=dict)
    unknown: set[Cell] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)


def left(sheet: str, cell: str, message: str, remedy: str) -> Finding:
    """The finding that something of last year's book was not carried over."""
    return Finding(NOT_CARRIED, Level.HINT, sheet, cell, message, remedy, "没有结转")


def printed(accounts: Accounts, amount: int) -> int:
    """Return an amount of last year in 分 as it was printed: two decimals of 万元, or exactly."""
    return amount if accounts.info.get("precision") == EXACT else money.round_wan(amount)


def prior_figures(matching: Matching, last: Accounts, standing: Standing) -> Prior:
    """Return last year's figures by the cells of this year's format, and what has no place there."""
    found = Prior()
    shown = _shown(last, standing)
    blank, compared = _unknown_blanks(last), compared_cells(matching.form)
    for table in matching.form:
        sources = [last.format.tables[key] for key in matching.tables[table.key]]
        if not sources:
            found.findings.append(_no_source(table, last))
        unfilled = [one for one in sources if last.status.get(one.key, NOT_FILLED) in ("", NOT_FILLED)]
        skipped = bool(unfilled) and len(sources) > 1  # a sum with a part that is not known is not known
        found.findings += [
            _unfilled(table, one, carried=bool(shown[one.key]) and not skipped) for one in unfilled
        ]
        if skipped:
            continue
        for one in sources:
            zeros = () if one in unfilled else _zeros(one, standing, shown[one.key], blank)
            for cell, amount in (*shown[one.key].items(), *((cell, 0) for cell in zeros)):
                target = matching.cell(cell)
                if target is not None and (amount or target in compared or _is_carried_over(one, cell)):
                    found.figures[target] = found.figures.get(target, 0) + amount
    found.unknown = {
        target
        for one in last.adjustments
        if one.kind == UNCLASSIFIED and (target := matching.cell(one.cell)) is not None
    }
    found.findings += _without_place(matching, last, standing, shown)
    return found


def _shown(last: Accounts, standing: Standing) -> dict[str, dict[Cell, int]]:
    """Return the figures of each table that were printed, in the order of the sheet."""
    found: dict[str, dict[Cell, int]] = {key: {} for key in last.format.tables}
    for cell in standing.places:
        amount = printed(last, standing.values.get(cell, 0))
        if amount:
            found[cell.table][cell] = amount
    return found


def _zeros(table: Table, standing: Standing, shown: Mapping[Cell, int], blank: set[Cell]) -> Iterator[Cell]:
    """Yield the cells of a table that was filled in where nothing was."""
    for cell in standing.places:
        if cell.table == table.key and cell not in blank and cell not in shown:
            yield cell


def _is_carried_over(table: Table, cell: Cell) -> bool:
    flow = table.panel_of(cell.row).by_key[cell.column].ledger.get("flow", ())
    return len(flow) == 1 and flow[0] in CARRIED_OVER


def compared_cells(form: Format) -> set[Cell]:
    """Return the cells of fixed rows that this year is compared with: by the analysis of a format, and by its rules."""
    numbers = Numbers(Accounts(form), {}, Facts())
    found: set[Cell] = set()
    for measure in form.analysis.measures.values():
        found |= {cell_of(term) for term in measure.value.terms}
        found |= {cell for split in measure.splits for part in split.parts for cell in numbers.cells(part)}
    evaluator = Evaluator(numbers.accounts)
    nowhere = Cell("", "", "")
    items = (item for rule in form.rules.values() for check in rule.checks for item in _single(check))
    return found | {Cell(*cell) for item in items for cell in evaluator.referred(nowhere, item.term)}


def _single(check: Check) -> Iterator[Item]:
    """Yield last year's cells of a check that is made once."""
    if check.domain is None:
        yield from (item for item in check.items() if item.prior)


def _unknown_blanks(last: Accounts) -> set[Cell]:
    """Return the cells behind totals that hold money without a code: a blank there need not be zero."""
    evaluator = Evaluator(last)
    found: set[Cell] = set()
    todo = [one.cell for one in last.adjustments if one.kind == UNCLASSIFIED]
    while todo:
        cell = todo.pop()
        if cell.row not in evaluator.trees[cell.table].kinds:
            continue
        kind, expression = evaluator.rule(last.format.tables[cell.table], cell.row, cell.column)
        if kind is CellKind.DERIVED and expression is not None:
            below = {Cell(*one) for term in expression.terms for one in evaluator.referred(cell, term)}
            todo += below - found
            found |= below
    return found


# what is told


def _no_source(table: Table, last: Accounts) -> Finding:
    message = (
        f"{table.sheet}（{table.title}）在上年的公开格式“{last.format.title}”里没有对应的表，没有上年数，"
    )
    return left(table.sheet, "", message, "需要上年数的，请在“上年数”补填。")


def _unfilled(table: Table, last: Table, *, carried: bool) -> Finding:
    what = "只结转了有数的单元格" if carried else f"本年{table.sheet}的上年数没有结转"
    message = f"{last.sheet}（上年，{last.title}）状态为“{NOT_FILLED}”，{what}，"
    return left(last.sheet, "", message, "请把上年的表填完后重新结转，或在“上年数”补填。")


def _without_place(
    matching: Matching, last: Accounts, standing: Standing, shown: Mapping[str, Mapping[Cell, int]]
) -> Iterator[Finding]:
    """Tell of last year's figures that this year's format has no cell for: a line for each table, or each row."""
    for table in last.format:
        gone = {cell: amount for cell, amount in shown[table.key].items() if matching.cell(cell) is None}
        if not gone:
            continue
        if table.key not in matching.follower:
            message = f"{table.sheet}（上年，{table.title}）在本年的公开格式里没有对应的表，{len(gone)}个数没有结转，"
            yield left(table.sheet, "", message, "请核对；需要的，请在上年的工作簿里查阅。")
            continue
        names = code_names(last, table.key)
        for row in dict.fromkeys(cell.row for cell in gone):
            cells = {cell: amount for cell, amount in gone.items() if cell.row == row}
            yield _row_left(table, row, cells, standing, names)


def _row_left(
    table: Table, row: str, cells: dict[Cell, int], standing: Standing, names: dict[str, str]
) -> Finding:
    columns = table.panel_of(row).by_key
    amounts = "、".join(
        f"{column_label(columns[cell.column])}{money.format_wan(amount, None)}"
        for cell, amount in cells.items()
    )
    first = next(iter(cells))
    label = row_label(table, row, names)
    message = f"{table.sheet}（上年）“{label}”（{amounts}）在本年的表里没有对应的单元格，没有结转，"
    return left(table.sheet, address(*standing.places[first][1]), message, "请核对是否已并入别的行或栏。")
