"""The rules of the bundled formats: none is wrong about correct accounts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

import pytest

import juesuan.audit.structural  # noqa: F401 - it registers the functions
from juesuan.audit.evaluate import Instance, RuleEvaluator
from juesuan.book.accounts import NOT_FILLED, Accounts
from juesuan.compute.recompute import recompute
from juesuan.sample import load_sample
from juesuan.spec.model import Cell
from juesuan.spec.rule import Rule
from tests.audit.test_rules_data import SEEDS, every_format
from tests.books import generated_accounts

LAYER_SEEDS = 10
"""Books of a format that is a layer over another: most of its rules were tried there."""
HALF_STEP = 5_000
WAN = 1_000_000
TAIL, ADJUSTED = "tail", "adjusted"


class Violation(NamedTuple):
    """A comparison that does not hold: ``difference``, the most that rounding explains, and what adjustments make."""

    rule: Rule
    own: tuple[str, str]
    difference: Fraction
    bound: int
    declared: Fraction

    @property
    def why(self) -> str:
        """What explains the difference; ``?`` where nothing does."""
        if self.difference == self.declared:
            return ADJUSTED
        return TAIL if abs(self.difference) <= self.bound else "?"


def _violations(accounts: Accounts) -> Iterator[Violation]:
    """Yield every comparison that does not hold.

    For what holds by construction an adjustment counts wherever it flows; it is the difference to the recomputation
    without it. For an independent rule only those of the compared cells count: the figures must agree as they are.
    """
    values = recompute(accounts).values
    evaluator = RuleEvaluator(accounts, values)
    bare = recompute(replace(accounts, adjustments=())).values if accounts.adjustments else values
    adjusted: Counter[Cell] = Counter()
    for one in accounts.adjustments:
        adjusted[one.cell] += one.amount
    for rule in accounts.format.rules.values():
        for number in range(len(rule.checks)):
            for found in evaluator.outcome(rule, number).violations:
                bound = sum(HALF_STEP for _, cell in found.terms if values.get(cell))
                declared = _sum(found, adjusted)
                if rule.kind == "by_construction" and not declared:
                    declared = _sum(found, values) - _sum(found, bare)
                yield Violation(rule, found.own, Fraction(found.difference), bound, declared)


def _sum(found: Instance, values: Mapping[Cell, int]) -> Fraction:
    whole = Fraction(0)
    for factor, cell in found.terms:
        whole += factor * values.get(cell, 0)
    return whole


def _seeds(form: str) -> range:
    return range(LAYER_SEEDS if form == "sichuan-2024" else SEEDS)


@every_format
def test_exact_books_break_no_rule(form: str) -> None:
    broken = [
        (seed, one.rule.id, one.own)
        for seed in _seeds(form)
        for one in _violations(generated_accounts(form, seed, exact=True))
        if one.rule.level != "hint"
    ]
    assert broken == []


@every_format
def test_rounded_books_break_rules_by_tails_only(form: str) -> None:
    broken = [
        (seed, one.rule.id, one.own, one.difference)
        for seed in _seeds(form)
        for one in _violations(generated_accounts(form, seed, exact=False))
        if one.rule.level != "hint" and one.why == "?"
    ]
    assert broken == []


def test_rounded_books_do_have_tails() -> None:
    """Otherwise the test above would say nothing."""
    found = _violations(generated_accounts("sichuan-2020", 1, exact=False))
    assert {one.why for one in found if one.rule.level != "hint"} == {TAIL, ADJUSTED}


SAMPLES: dict[str, list[tuple[str, str, str, str, str]]] = {
    "panzhihua-2020": [
        ("A02", "", "", "144.59", ADJUSTED),
        ("A10", "total", "total", "92.79", ADJUSTED),
        ("A10", "total", "other", "92.79", ADJUSTED),
        ("A13", "total", "total", "144.59", ADJUSTED),
        ("A13", "total", "project", "144.59", ADJUSTED),
        ("A29", "", "", "4401.27", ADJUSTED),
        ("A30", "", "", "643.70", ADJUSTED),
    ],
    "putuo-2024": [
        ("A10", "total", "total", "-0.01", ADJUSTED),
        ("A10", "total", "appropriation", "-0.01", ADJUSTED),
        ("A13", "total", "total", "-0.01", ADJUSTED),
        ("A13", "total", "basic", "-0.01", ADJUSTED),
        ("A25", "total", "total", "-0.01", ADJUSTED),
        ("A25", "total", "basic", "-0.01", ADJUSTED),
        ("A28", "301", "", "-0.01", ADJUSTED),
        ("A28", "302", "", "-0.02", ADJUSTED),
        ("B08", "208", "", "-0.01", ADJUSTED),
        ("B09", "208", "", "-0.01", ADJUSTED),
    ],
}
"""Every comparison in the samples that does not hold though its tables are filled in, and what explains it."""


@pytest.mark.parametrize("name", SAMPLES)
def test_samples(name: str) -> None:
    accounts = load_sample(name).accounts
    seen, beside = [], set()
    for one in _violations(accounts):
        if any(accounts.status.get(table) == NOT_FILLED for table in one.rule.tables):
            beside.add(one.rule.id)
        else:
            seen.append((one.rule.id, *one.own, f"{float(one.difference) / WAN:.2f}", one.why))
    assert seen == SAMPLES[name]
    assert beside == ({"A23", "A26", "A35", "B24"} if name == "panzhihua-2020" else set())


def test_last_year_of_a_sample_is_compared() -> None:
    """What is known of the year before agrees, and what is not known is not compared."""
    accounts = load_sample("panzhihua-2020").accounts
    evaluator = RuleEvaluator(accounts, recompute(accounts).values)
    rules = accounts.format.rules
    compared = {key: [len(evaluator.outcome(rules[key], n).instances) for n in range(len(rules[key].checks))] for key in ("C01", "C02", "C03", "C06")}  # fmt: skip
    assert compared == {"C01": [1], "C02": [0, 0, 0, 1], "C03": [0], "C06": [0]}
