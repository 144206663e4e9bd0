"""Adjustments: from printed figures to the visible terms that make derived cells come out as printed.

The bureau's system rounds every cell on its own, so printed tables do not foot. A difference inside the bound
(A46) becomes a 尾差; a difference on a branch without any leaf becomes 未分科目 when the caller says that the
branch is not known; every other difference is a misfit and is not absorbed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from juesuan.book.accounts import TAIL, UNCLASSIFIED, Accounts, Adjustment
from juesuan.compute.recompute import Evaluator
from juesuan.spec.expression import Expression
from juesuan.spec.model import Cell, CellKind

HALF_STEP = 5_000
"""Half of 0.01 万元, in 分: what one rounded figure can be off."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """A printed figure that the sources do not give: amounts in 分."""

    cell: Cell
    printed: int
    computed: int
    bound: int


def tail_bound(evaluator: Evaluator, cell: Cell, expression: Expression) -> int:
    """Return the largest tail of a cell in 分: half a step for each figure rounded on its own.

    Source: rule A46 - the addends that are not zero, and the printed figure itself.
    """
    addends = [one for term in expression.terms for one in evaluator.referred(cell, term)]
    return HALF_STEP * (1 + sum(1 for one in addends if evaluator.value(one)))


def adjust_to(
    accounts: Accounts, printed: Mapping[Cell, int], unknown: Collection[Cell] = ()
) -> tuple[Accounts, list[Misfit]]:
    """Return the accounts with the adjustments that make derived cells equal ``printed``, and what did not fit.

    Adjustments of cells that are not printed stay. ``unknown`` names the cells whose branch has no leaves in the
    source (kind 未分科目). Cells are taken in the order of their derivation, so a tail or a misfit is told once, where
    it arises, and not again in each sum above it.
    """
    kept = tuple(one for one in accounts.adjustments if one.cell not in printed)
    evaluator = Evaluator(replace(accounts, adjustments=kept))
    found: list[Adjustment] = []
    misfits: list[Misfit] = []
    for cell, amount in printed.items():
        if cell.row not in evaluator.trees[cell.table].kinds and amount:
            misfits.append(Misfit(cell, amount, 0, 0))
    for cell in _by_dependency(evaluator, printed):
        kind, expression = evaluator.rule(accounts.format.tables[cell.table], cell.row, cell.column)
        computed = evaluator.value(cell)
        difference = printed[cell] - computed
        if not difference:
            continue
        if kind is not CellKind.DERIVED or expression is None:
            misfits.append(Misfit(cell, printed[cell], computed, 0))
            continue
        bound = tail_bound(evaluator, cell, expression)
        if cell in unknown:
            found.append(Adjustment(cell, UNCLASSIFIED, difference))
        elif abs(difference) <= bound:
            found.append(Adjustment(cell, TAIL, difference))
        else:
            misfits.append(Misfit(cell, printed[cell], computed, bound))
        evaluator.override(cell, printed[cell])
    order = {cell: number for number, cell in enumerate(printed)}
    found.sort(key=lambda one: order[one.cell])
    return replace(accounts, adjustments=(*kept, *found)), misfits


def _by_dependency(evaluator: Evaluator, cells: Mapping[Cell, int]) -> list[Cell]:
    """Order cells so that each stands after the cells it is derived from."""
    ordered: dict[tuple[str, str, str], None] = {}
    tables = evaluator.format.tables

    def visit(cell: tuple[str, str, str]) -> None:
        if cell in ordered or cell[1] not in evaluator.trees[cell[0]].kinds:
            return
        kind, expression = evaluator.rule(tables[cell[0]], cell[1], cell[2])
        if expression is not None and (kind is CellKind.DERIVED or cell in evaluator.accounts.offered):
            for term in expression.terms:
                for one in evaluator.referred(cell, term):
                    visit(one)
        ordered[cell] = None

    for cell in cells:
        visit(cell)
    return [Cell(*cell) for cell in ordered if cell in cells]
