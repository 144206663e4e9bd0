"""Rules about single amounts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from juesuan.audit.rounding import Expansion
from juesuan.audit.structural.meaning import is_carry_over, references, rule_of, wan
from juesuan.audit.view import View, finding, requirement
from juesuan.book.accounts import NO_DATA
from juesuan.book.naming import shown
from juesuan.book.read_cells import AS_NUMBER, is_text
from juesuan.compute.adjust import HALF_STEP
from juesuan.compute.recompute import Evaluator
from juesuan.compute.tails import is_exact
from juesuan.findings import Finding, Level
from juesuan.money import round_wan
from juesuan.spec.model import TOTAL, Cell, CellKind, RowKind
from juesuan.spec.rule import Rule


@requirement("A42")
def readable(view: View, rule: Rule) -> Iterator[Finding]:
    """Amounts are numbers, and have two decimals in a book of two decimals.

    Source: rules.csv A42 金额单元格可解析为数, 两位小数, 无全角数字/误用句点 (two decimals bind no exact book). What
    is no amount at all was told when the book was read; here stands what reads as one and is none for a formula.
    """
    exact = is_exact(view.accounts)
    for table in view.tables():
        grid = view.source.grid(table.sheet) if view.source is not None else None
        for cell in _entered(view, table.key):
            place = view.standing.places.get(cell)
            content = grid.value(*place[1]) if grid is not None and place is not None else None
            if isinstance(content, str):
                message = f"{view.name(cell)}的“{shown(content)}”{is_text(content)}，求和公式不计它，"
                yield replace(finding(view, rule, cell, message, AS_NUMBER), actual=view.value(cell))
                continue
            amount = view.value(cell)
            if not exact and amount != round_wan(amount):
                message = f"{view.name(cell)}{wan(amount)}多于两位小数，本簿金额精度为“万元两位小数”，"
                remedy = "请按批复的数录入两位小数；账面数要精确到分的，请在封面把金额精度改为“精确到分”。"
                yield replace(finding(view, rule, cell, message, remedy), actual=amount)


def _entered(view: View, table: str) -> Iterator[Cell]:
    """Yield the cells of a table that somebody filled in: all of them where nothing is derived here."""
    if view.read is None:
        yield from (one for one in view.standing.values if one.table == table)
    else:
        yield from (one for one in view.accounts.typed if one.table == table)


@requirement("A43")
def negative(view: View, rule: Rule) -> Iterator[Finding]:
    """Amounts are not negative; carried-over money can be, with the reason.

    Source: rules.csv A43 金额 ≥ 0 (年初/年末结转允许负数并需说明). A sum is told where none of its parts is negative.
    """
    audited = {one.key for one in view.tables()}
    below = [(cell, amount) for cell, amount in view.standing.values.items() if amount < 0]
    evaluator = Evaluator(view.accounts) if below else None
    for cell, amount in below:
        if evaluator is None or cell.table not in audited or _follows(view, evaluator, cell):
            continue
        if is_carry_over(cell):
            message = f"{view.name(cell)}为负数{wan(amount)}，结转和结余出现赤字须有依据，"
            remedy = "请核对；确为负数的，请说明形成的原因（如以前年度超支、待收回的垫付资金）。"
        elif rule_of(view, cell)[0] is CellKind.DERIVED:
            message = f"{view.name(cell)}由公式得出负数{wan(amount)}，它减去的数大于被减的数，"
            remedy = "请核对公式引用的各项；确为负数的，请说明原因。"
        else:
            message = f"{view.name(cell)}为负数{wan(amount)}，决算数和预算数一般不为负，"
            remedy = "请核对正负号；确为冲减、收回等形成负数的，请说明原因。"
        level = Level.HINT if _is_tail(view, evaluator, cell, amount) else None
        if level is not None:
            message = f"{view.name(cell)}由公式得出负数{wan(amount)}，是四舍五入造成的尾差，"
            remedy = "请核对后保留，或在“核对数”列为尾差调整。"
        yield replace(finding(view, rule, cell, message, remedy, level=level), actual=amount)


def _is_tail(view: View, evaluator: Evaluator, cell: Cell, amount: int) -> bool:
    """Whether rounding alone can have made a derived cell negative (rule A46)."""
    kind, expression = rule_of(view, cell)
    if kind is not CellKind.DERIVED or expression is None or is_exact(view.accounts):
        return False
    parts = Expansion(evaluator, lambda _: False).parts(cell)
    return -amount <= HALF_STEP * (1 + sum(1 for one in parts if view.value(one)))


def _follows(view: View, evaluator: Evaluator, cell: Cell) -> bool:
    """Whether a negative amount follows from a negative one that is told at its own cell."""
    if view.accounts.status.get(cell.table) == NO_DATA:
        return True  # any amount there is told as such
    kind, expression = rule_of(view, cell)
    if kind is CellKind.TYPED or expression is None:
        return False
    if any(sign > 0 and view.value(one) < 0 for sign, one in references(evaluator, cell, expression)):
        return True
    tree = view.trees[cell.table]
    if tree.kind(cell.row) not in (RowKind.PARENT, RowKind.TOTAL) and cell.row != TOTAL:
        return False
    return any(view.value(Cell(cell.table, row, cell.column)) < 0 for row in tree.children.get(cell.row, ()))
