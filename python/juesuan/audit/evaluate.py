"""Evaluating arithmetic rules on cells as they stand: every comparison with its two sides and the cells behind them.

Nothing is judged here: a difference of 0.01 is a difference. The live formulas of 审核公式 give the same figures.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from juesuan.book.accounts import DETAIL_MARK, Accounts, RowTree
from juesuan.compute.recompute import Evaluator, span_columns, span_rows
from juesuan.spec.model import TOTAL, Cell, CodeRegion, RowKind, Table
from juesuan.spec.rule import Check, Comparison, Domain, Item, Rule, Side

Amount = int | Fraction
"""分; a fraction where a rule has a factor that is no whole number."""
Term = tuple[Amount, Cell]
"""A cell with its factor."""


def rounded(amount: Amount) -> int:
    """Return whole 分, a half away from zero, as the formulas round."""
    if isinstance(amount, int):
        return amount
    size = int(abs(amount) + Fraction(1, 2))
    return -size if amount < 0 else size


@dataclass(frozen=True, slots=True)
class Instance:
    """One comparison: ``own`` is the row and column of the domain ("" where there is none).

    ``left`` and ``right`` in 分; ``terms`` are the cells behind them with their factor in left minus right, ``prior``
    those of last year.
    """

    own: tuple[str, str]
    left: Amount
    right: Amount
    terms: tuple[Term, ...]
    prior: tuple[Term, ...] = ()

    @property
    def difference(self) -> Amount:
        """Left minus right."""
        return self.left - self.right


@dataclass(frozen=True)
class Outcome:
    """A check of a rule with every comparison that was made; ``no_prior`` counts those without last year's figures."""

    rule: Rule
    check: Check
    number: int
    instances: tuple[Instance, ...]
    no_prior: int = 0

    @property
    def violations(self) -> list[Instance]:
        """The comparisons that do not hold, to the 分."""
        relation = self.check.comparison.relation
        return [one for one in self.instances if not relation.holds(rounded(one.difference))]


class RuleEvaluator:
    """Evaluates checks on ``values`` (cells as they stand; what is not there is zero) and last year's figures."""

    def __init__(self, accounts: Accounts, values: Mapping[Cell, int]) -> None:
        self.accounts = accounts
        self.values: Mapping[Any, int] = values  # cells are looked up as bare tuples too
        self.prior: Mapping[Any, int] = accounts.prior
        self.evaluator = Evaluator(accounts)
        self.trees: Mapping[str, RowTree] = self.evaluator.trees

    def outcome(self, rule: Rule, number: int) -> Outcome:
        """Evaluate one check of a rule."""
        check = rule.checks[number]
        instances: list[Instance] = []
        no_prior = 0
        about_prior = any(item.prior for item in check.items())
        for own in self.places(check):
            if about_prior and not self._has_prior(check, own):
                no_prior += 1
            elif all(self._holds(one, own) for one in check.when):
                instances.append(self._instance(check, own))
        return Outcome(rule, check, number, tuple(instances), no_prior)

    def places(self, check: Check) -> Iterator[Cell]:
        """Yield the table, row and column of every comparison of a check, in the order of the sheet."""
        domain = check.domain
        if domain is None:
            yield Cell("", "", "")
            return
        table = self.accounts.format.tables[domain.table]
        for row in domain_rows(table, domain, self.accounts.rows.get(table.key, ()), self.trees[table.key]):
            if domain.columns is None:
                yield Cell(table.key, row, "")
                continue
            for column in domain_columns(table, row, domain):
                yield Cell(table.key, row, column)

    def _instance(self, check: Check, own: Cell) -> Instance:
        terms: list[Term] = []
        prior: list[Term] = []
        comparison = check.comparison
        left = self._side(comparison.left, own, 1, terms, prior)
        right = self._side(comparison.right, own, -1, terms, prior)
        return Instance((own.row, own.column), left, right, tuple(terms), tuple(prior))

    def _holds(self, comparison: Comparison, own: Cell) -> bool:
        left = self._side(comparison.left, own, 1, [], [])
        return comparison.relation.holds(left - self._side(comparison.right, own, -1, [], []))

    def _side(self, side: Side, own: Cell, sign: int, terms: list[Term], prior: list[Term]) -> Amount:
        total: Amount = side.constant or 0
        for item in side.items:
            values, found = (self.prior, prior) if item.prior else (self.values, terms)
            factor = item.factor.numerator if item.factor.denominator == 1 else item.factor
            signed = sign * factor
            part = 0
            for cell in self.evaluator.referred(own, item.term):
                part += values.get(cell, 0)
                found.append((signed, Cell(*cell)))
            total += factor * part
        return total

    def _has_prior(self, check: Check, own: Cell) -> bool:
        """Whether last year's figures name every cell that the comparison needs of them."""
        return all(
            cell in self.prior
            for item in _items(check.comparison)
            if item.prior
            for cell in self.evaluator.referred(own, item.term)
        )


def _items(comparison: Comparison) -> Iterator[Item]:
    yield from (item for _, item in comparison.sides())


def domain_rows(table: Table, domain: Domain, codes: tuple[str, ...], tree: RowTree) -> list[str]:
    """Return the rows of a domain in the order of the sheet; detail lines never count.

    ``all``: 合计 and every code row, or every fixed row that has amounts of its own.
    """
    if domain.rows is not None:
        return list(span_rows(table, *domain.rows))
    rows = list(_rows_of(table, codes))
    if table.region is not None:
        rows = [row for row in rows if row == TOTAL or row not in table.fixed_rows or domain.subset == "all"]
    wanted = {"classes": 3, "sections": 5, "items": 7}.get(domain.subset, 0)
    if domain.subset == "all":
        return rows
    if domain.subset == "total":
        return [TOTAL] if TOTAL in table.fixed_rows else []
    coded = [row for row in rows if tree.kind(row) in (RowKind.PARENT, RowKind.LEAF)]
    if domain.subset == "parents":
        return [row for row in coded if tree.kind(row) is RowKind.PARENT]
    if domain.subset == "leaves":
        return [row for row in coded if tree.kind(row) is RowKind.LEAF]
    return [row for row in coded if not wanted or len(row) == wanted]


def _rows_of(table: Table, codes: tuple[str, ...]) -> Iterator[str]:
    for one in (row for panel in table.panels for row in panel.rows):
        if isinstance(one, CodeRegion):
            yield from (code for code in codes if DETAIL_MARK not in code)
        elif not one.is_blank:
            yield one.key


def domain_columns(table: Table, row: str, domain: Domain) -> tuple[str, ...]:
    """Return the columns of a domain in a row."""
    amounts = tuple(column.key for column in table.panel_of(row).amounts)
    if not domain.columns:
        return amounts
    return tuple(one for one in span_columns(table, domain.columns[0], domain.columns[1]) if one in amounts)
