"""What rounding can explain: half a step for each figure that was rounded on its own, shared figures cancel."""

from __future__ import annotations

from dataclasses import replace

import pytest

from juesuan.audit.evaluate import Instance, RuleEvaluator
from juesuan.audit.rounding import Expansion, Rounding, Unclassified
from juesuan.audit.standing import standing_of
from juesuan.book.accounts import TAIL, UNCLASSIFIED, Accounts, Adjustment
from juesuan.compute.recompute import recompute
from juesuan.compute.rows import complete_rows
from juesuan.spec.load import load_format
from juesuan.spec.model import Cell

FORM = load_format("sichuan-2020")
BASIC, PROJECT = Cell("06", "2040201", "basic"), Cell("06", "2040201", "project")
OTHER = Cell("06", "2040202", "basic")
TOTAL, GRAND = Cell("06", "total", "basic"), Cell("06", "total", "total")


def accounts(**more: object) -> Accounts:
    """Two items of one section, 1.00, 2.00 and 3.00 万元."""
    typed = {BASIC: 1_000_000, PROJECT: 2_000_000, OTHER: 3_000_000}
    return complete_rows(replace(Accounts(FORM, typed=typed, rows={"06": ("2040201", "2040202")}), **more))


def rounding(given: Accounts) -> Rounding:
    return Rounding(given, standing_of(recompute(given).values), RuleEvaluator(given, {}).evaluator)


def compared(*terms: tuple[int, Cell], prior: tuple[tuple[int, Cell], ...] = ()) -> Instance:
    return Instance(("", ""), 0, 0, terms, prior)


def test_a_sum_is_off_by_what_its_leaves_are() -> None:
    assert rounding(accounts()).figures(compared((1, TOTAL))) == 2
    assert rounding(accounts()).bound(compared((1, GRAND))) == 15_000


def test_a_figure_on_both_sides_is_off_by_the_same() -> None:
    assert rounding(accounts()).figures(compared((1, GRAND), (-1, TOTAL))) == 1
    assert rounding(accounts()).figures(compared((1, TOTAL), (-1, BASIC), (-1, OTHER))) == 0


def test_a_printed_total_was_rounded_on_its_own() -> None:
    printed = accounts(checks={TOTAL: 4_000_000})
    assert rounding(printed).figures(compared((1, TOTAL), (-1, BASIC), (-1, OTHER))) == 3
    adjusted = accounts(adjustments=(Adjustment(TOTAL, TAIL, 10_000),))
    assert rounding(adjusted).figures(compared((1, TOTAL), (-1, BASIC), (-1, OTHER))) == 3


def test_a_check_figure_that_does_not_agree_makes_no_printed_total() -> None:
    assert rounding(accounts(checks={TOTAL: 4_100_000})).figures(compared((1, TOTAL))) == 2


def test_nothing_is_rounded_in_an_exact_book_but_last_year_was() -> None:
    exact = accounts(info={"precision": "精确到分"}, prior={BASIC: 900_000})
    assert rounding(exact).bound(compared((1, TOTAL))) == 0
    assert rounding(exact).bound(compared((1, BASIC), prior=((-1, BASIC),))) == 5_000


@pytest.mark.parametrize("cell", [BASIC, Cell("06", "2049999", "basic")], ids=["zero", "no row"])
def test_a_zero_is_not_off(cell: Cell) -> None:
    given = accounts()
    bare = replace(given, typed={**given.typed, BASIC: 0})
    assert rounding(bare).figures(compared((1, cell))) == 0


def test_money_without_a_code_is_found_through_every_sum() -> None:
    """03 合计: project expenditure of which 144.59 has no known code; the total of the row holds it too."""
    cell = Cell("03", "total", "project")
    given = accounts(
        adjustments=(Adjustment(cell, UNCLASSIFIED, 144_590_000), Adjustment(TOTAL, TAIL, 10_000))
    )
    inside = Unclassified(RuleEvaluator(given, {}).evaluator).inside
    assert inside(cell) == inside(Cell("03", "total", "total")) == 144_590_000
    assert inside(Cell("01", "expenditure_grand", "amount")) == 144_590_000
    assert inside(TOTAL) == inside(Cell("03", "204", "project")) == 0


def test_an_expansion_stops_at_atoms() -> None:
    evaluator = RuleEvaluator(accounts(), {}).evaluator
    assert Expansion(evaluator, {TOTAL}.__contains__).parts(GRAND) == {
        TOTAL: 1,
        PROJECT: 1,
        Cell("06", "2040202", "project"): 1,
    }
