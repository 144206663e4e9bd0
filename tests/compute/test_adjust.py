"""From printed figures to adjustments: told once, where they arise, and never more than rounding explains."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juesuan.book.accounts import TAIL, UNCLASSIFIED, Accounts, Adjustment
from juesuan.compute.adjust import HALF_STEP, Misfit, adjust_to, tail_bound
from juesuan.compute.recompute import Evaluator, recompute
from juesuan.compute.rows import complete_rows
from juesuan.money import round_half_up
from juesuan.spec.model import Cell
from tests.compute.small import SICHUAN, book, cell, fen

LEAVES = {"06 2040201 basic": "10.01", "06 2040202 basic": "20.02", "06 2080505 basic": "5"}


def adjusted(
    printed: dict[str, str], *unknown: str, accounts: Accounts | None = None
) -> tuple[list[tuple[str, str, str]], list[Misfit], Accounts]:
    """The adjustments as (place, kind, 万元), the misfits, and the accounts with them."""
    figures = {cell(place): fen(text) for place, text in printed.items()}
    found, misfits = adjust_to(accounts or book(LEAVES), figures, [cell(one) for one in unknown])
    shown = [(" ".join(one.cell), one.kind, f"{one.amount / 1_000_000:.2f}") for one in found.adjustments]
    return shown, misfits, found


def test_figures_that_foot_need_no_adjustment() -> None:
    found, misfits, _ = adjusted(
        {"06 204 basic": "30.03", "06 total basic": "35.03", "06 total total": "35.03"}
    )
    assert (found, misfits) == ([], [])


def test_a_tail_is_told_once_where_it_arises() -> None:
    """The section is printed 0.01 less, and all above it follow."""
    printed = {
        "06 total total": "35.02",
        "06 total basic": "35.02",
        "06 204 basic": "30.02",
        "06 20402 basic": "30.02",
        "04 204 general": "30.02",
    }
    found, misfits, accounts = adjusted(printed)
    assert found == [("06 20402 basic", TAIL, "-0.01")]
    assert misfits == []
    computed = recompute(accounts).values
    assert {place: computed[cell(place)] for place in printed} == {k: fen(v) for k, v in printed.items()}


def test_each_level_may_have_a_tail_of_its_own() -> None:
    printed = {"06 total basic": "35.02", "06 204 basic": "30.03", "06 20402 basic": "30.02"}
    found, misfits, _ = adjusted(printed)
    assert found == [
        ("06 total basic", TAIL, "-0.01"),
        ("06 204 basic", TAIL, "0.01"),
        ("06 20402 basic", TAIL, "-0.01"),
    ]
    assert misfits == []


def test_a_figure_above_the_tail_is_not_told_again_though_none_between_is_printed() -> None:
    found, misfits, _ = adjusted({"06 total basic": "35.02", "06 20402 basic": "30.02"})
    assert found == [("06 20402 basic", TAIL, "-0.01")]
    assert misfits == []


# The bound


@pytest.mark.parametrize(
    ("place", "addends"),
    [("06 20402 basic", 2), ("06 20805 basic", 1), ("06 total basic", 2), ("06 2040201 total", 1)],
)
def test_the_bound_counts_the_addends_that_are_not_zero_and_the_figure(place: str, addends: int) -> None:
    evaluator = Evaluator(book(LEAVES))
    one = cell(place)
    _, expression = evaluator.rule(SICHUAN.tables["06"], one.row, one.column)
    assert expression is not None
    assert tail_bound(evaluator, one, expression) == HALF_STEP * (1 + addends)


@pytest.mark.parametrize("sign", [1, -1])
def test_exactly_at_the_bound_is_a_tail_and_one_fen_more_is_not(sign: int) -> None:
    computed, bound = fen("30.03"), 3 * HALF_STEP
    place = cell("06 20402 basic")
    at, none = adjust_to(book(LEAVES), {place: computed + sign * bound})
    assert at.adjustments == (Adjustment(place, TAIL, sign * bound),)
    assert none == []
    beyond = computed + sign * (bound + 1)
    nothing, misfits = adjust_to(book(LEAVES), {place: beyond})
    assert nothing.adjustments == ()
    assert misfits == [Misfit(place, beyond, computed, bound)]


def test_a_zero_addend_does_not_widen_the_bound() -> None:
    place, computed = cell("06 20402 basic"), fen("30.03")
    with_zero = book({**LEAVES, "06 2040219 basic": "0", "06 2040220 project": "1"})
    _, misfits = adjust_to(with_zero, {place: computed + 3 * HALF_STEP + 1})
    assert [one.bound for one in misfits] == [3 * HALF_STEP]


def test_a_misfit_is_not_absorbed_and_is_told_once() -> None:
    printed = {"06 20402 basic": "31.03", "06 204 basic": "31.03", "06 total basic": "36.03"}
    found, misfits, accounts = adjusted(printed)
    assert found == []
    assert [(one.cell, one.printed, one.computed) for one in misfits] == [
        (cell("06 20402 basic"), fen("31.03"), fen("30.03"))
    ]
    assert recompute(accounts).values[cell("06 total basic")] == fen("35.03")


# Branches without leaves


def test_an_unknown_branch_takes_any_difference() -> None:
    found, misfits, _ = adjusted({"02 total other": "92.79"}, "02 total other")
    assert found == [("02 total other", UNCLASSIFIED, "92.79")]
    assert misfits == []


def test_without_being_named_unknown_it_is_a_misfit() -> None:
    found, misfits, _ = adjusted({"02 total other": "92.79"})
    assert found == []
    assert [one.printed for one in misfits] == [fen("92.79")]


def test_even_a_small_difference_of_an_unknown_branch_is_unclassified() -> None:
    found, _, _ = adjusted({"06 20402 basic": "30.04"}, "06 20402 basic")
    assert found == [("06 20402 basic", UNCLASSIFIED, "0.01")]


def test_an_unknown_branch_without_a_difference_needs_nothing() -> None:
    assert adjusted({"06 20402 basic": "30.03"}, "06 20402 basic")[:2] == ([], [])


def test_what_follows_from_an_unknown_branch_is_not_told_again() -> None:
    printed = {"01 other amount": "92.79", "01 income_total amount": "92.79", "02 total other": "92.79"}
    found, misfits, _ = adjusted(printed, "02 total other")
    assert found == [("02 total other", UNCLASSIFIED, "92.79")]
    assert misfits == []


# What no adjustment can mend


def test_a_printed_figure_of_a_typed_cell_is_no_tail() -> None:
    found, misfits, _ = adjusted({"06 2040201 basic": "10.02"})
    assert found == []
    assert misfits == [Misfit(cell("06 2040201 basic"), fen("10.02"), fen("10.01"), 0)]


def test_a_printed_figure_of_a_row_that_is_not_there() -> None:
    _, misfits, _ = adjusted({"06 2060101 basic": "1", "06 2060102 basic": "0"})
    assert misfits == [Misfit(cell("06 2060101 basic"), fen("1"), 0, 0)]


def test_earlier_adjustments_are_replaced() -> None:
    old = (Adjustment(cell("06 total basic"), TAIL, fen("0.01")),)
    printed = {"06 total basic": "35.04", "06 20402 basic": "30.03"}
    found, misfits, _ = adjusted(printed, accounts=replace(book(LEAVES), adjustments=old))
    assert found == [("06 total basic", TAIL, "0.01")]
    assert misfits == []


# Any figures, rounded one by one


def printed_cells(accounts: Accounts) -> Iterable[Cell]:
    return [Cell("06", row, key) for row in (*accounts.rows["06"], "total") for key in ("basic", "project")]


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(
        st.tuples(
            st.sampled_from(["2040201", "2040202", "2040220", "2080501", "2080505", "2210201"]),
            st.sampled_from(["basic", "project"]),
        ),
        st.integers(50_000, 10**12),
        min_size=1,
    )
)
def test_figures_rounded_one_by_one_come_out_as_printed(leaves: dict[tuple[str, str], int]) -> None:
    exact = {Cell("06", *one): amount for one, amount in leaves.items()}
    rows = {"06": tuple(dict.fromkeys(row for row, _ in leaves))}
    values = recompute(complete_rows(Accounts(SICHUAN, typed=exact, rows=rows))).values
    rounded = {one: round_half_up(amount, 10_000) for one, amount in exact.items()}
    accounts = complete_rows(Accounts(SICHUAN, typed=rounded, rows=rows))
    printed = {one: round_half_up(values.get(one, 0), 10_000) for one in printed_cells(accounts)}
    found, misfits = adjust_to(accounts, printed)
    assert misfits == []
    assert {one.kind for one in found.adjustments} <= {TAIL}
    computed = recompute(found).values
    assert {one: computed.get(one, 0) for one in printed} == printed
