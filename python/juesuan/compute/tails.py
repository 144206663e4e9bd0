"""Tails: which of the 尾差 adjustments are larger than rounding can explain (rule A46)."""

from __future__ import annotations

from collections.abc import Iterator

from juesuan.book.accounts import TAIL, Accounts, Adjustment
from juesuan.compute.adjust import tail_bound
from juesuan.compute.recompute import Evaluator
from juesuan.spec.model import CellKind

EXACT = "精确到分"


def is_exact(accounts: Accounts) -> bool:
    """Whether a book holds every 分; otherwise its figures were rounded to two decimals of 万元, each on its own."""
    return accounts.info.get("precision") == EXACT


def tails_too_large(accounts: Accounts) -> Iterator[tuple[Adjustment, int]]:
    """Yield each 尾差 that is larger than its bound, with the bound in 分; in an exact book there is no tail at all.

    Source: rule A46 - half a step for each figure rounded on its own, nothing in a book that is exact to the 分.
    """
    if not any(one.kind == TAIL for one in accounts.adjustments):
        return
    exact = is_exact(accounts)
    evaluator = Evaluator(accounts)
    for one in accounts.adjustments:
        if one.kind != TAIL or one.cell.row not in evaluator.trees[one.cell.table].kinds:
            continue
        table = accounts.format.tables[one.cell.table]
        kind, expression = evaluator.rule(table, one.cell.row, one.cell.column)
        if kind is not CellKind.DERIVED or expression is None:
            continue
        bound = 0 if exact else tail_bound(evaluator, one.cell, expression)
        if abs(one.amount) > bound:
            yield one, bound
