"""How far rounding can explain a difference: rule A46.

Every figure that was rounded to 0.01 万元 on its own can be off by half of that. A typed figure was rounded on its
own; so was a derived one that stands as it was printed (it has an adjustment, or its check figure agrees). Any other
derived cell is the sum of its sources, so it is off by as much as they are together - and a source that stands on both
sides of a comparison is off by the same amount on both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from juesuan.audit.evaluate import Instance
from juesuan.audit.standing import Standing
from juesuan.book.accounts import UNCLASSIFIED, Accounts
from juesuan.compute.adjust import HALF_STEP
from juesuan.compute.recompute import Evaluator
from juesuan.compute.tails import is_exact
from juesuan.spec.model import Cell, CellKind

Parts = Mapping[Cell, Fraction | int]
"""A figure as a sum of others: each with its factor."""


class Expansion:
    """Takes figures apart into those that ``is_atom`` says stand for themselves; typed cells always do."""

    def __init__(self, evaluator: Evaluator, is_atom: Callable[[Cell], bool]) -> None:
        self.evaluator = evaluator
        self.is_atom = is_atom
        self._known: dict[Cell, Parts] = {}

    def parts(self, cell: Cell) -> Parts:
        """Return what a cell is made of."""
        found = self._known.get(cell)
        if found is None:
            found = self._known[cell] = self._expand(cell)
        return found

    def of_instance(self, instance: Instance) -> dict[Cell, Fraction | int]:
        """Return what left minus right is made of; what stands on both sides is gone."""
        total: dict[Cell, Fraction | int] = {}
        for factor, cell in instance.terms:
            for part, count in self.parts(cell).items():
                total[part] = total.get(part, 0) + factor * count
        return {cell: count for cell, count in total.items() if count}

    def _expand(self, cell: Cell) -> Parts:
        evaluator = self.evaluator
        if cell.row not in evaluator.trees[cell.table].kinds:
            return {}
        kind, expression = evaluator.rule(evaluator.format.tables[cell.table], cell.row, cell.column)
        follows = kind is CellKind.DERIVED or cell in evaluator.accounts.offered
        if expression is None or not follows or self.is_atom(cell):
            return {cell: 1}
        total: dict[Cell, Fraction | int] = {}
        for term in expression.terms:
            for source in evaluator.referred(cell, term):
                for part, count in self.parts(Cell(*source)).items():
                    total[part] = total.get(part, 0) + term.sign * count
        return total


class Unclassified:
    """How much money without a known code (adjustments 未分科目) is inside a cell, through all it is derived from."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self.declared: dict[Cell, int] = {}
        for one in evaluator.accounts.adjustments:
            if one.kind == UNCLASSIFIED:
                self.declared[one.cell] = self.declared.get(one.cell, 0) + one.amount
        self._known: dict[Cell, int] = {}

    def inside(self, cell: Cell) -> int:
        """Return the amount in 分."""
        found = self._known.get(cell)
        if found is None:
            found = self._known[cell] = self._sum(cell) if self.declared else 0
        return found

    def _sum(self, cell: Cell) -> int:
        evaluator = self.evaluator
        if cell.row not in evaluator.trees[cell.table].kinds:
            return 0
        kind, expression = evaluator.rule(evaluator.format.tables[cell.table], cell.row, cell.column)
        total = self.declared.get(cell, 0)
        if expression is not None and (kind is CellKind.DERIVED or cell in evaluator.accounts.offered):
            for term in expression.terms:
                total += term.sign * sum(self.inside(Cell(*one)) for one in evaluator.referred(cell, term))
        return total


class Rounding:
    """The bound of rounding for comparisons of one book."""

    def __init__(self, accounts: Accounts, standing: Standing, evaluator: Evaluator) -> None:
        self.accounts = accounts
        self.values = standing.values
        self.exact = is_exact(accounts)
        adjusted = {one.cell for one in accounts.adjustments}
        as_printed = {c for c, printed in accounts.checks.items() if standing.values.get(c, 0) == printed}
        self.printed = adjusted | as_printed
        self.expansion = Expansion(evaluator, self.printed.__contains__)

    def figures(self, instance: Instance) -> Fraction:
        """Return how many figures that were rounded on their own (and are not zero) the difference rests on."""
        own = Fraction(0)
        if not self.exact:
            parts = self.expansion.of_instance(instance)
            counts = (abs(Fraction(count)) for cell, count in parts.items() if self.values.get(cell, 0))
            own = sum(counts, Fraction(0))
        prior = (abs(Fraction(factor)) for factor, cell in instance.prior if self.accounts.prior.get(cell, 0))
        return own + sum(prior, Fraction(0))

    def bound(self, instance: Instance) -> Fraction:
        """Return the largest difference in 分 that rounding explains."""
        return HALF_STEP * self.figures(instance)
