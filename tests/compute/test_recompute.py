"""Derived cells: sums of their sources, exactly, plus the visible adjustment."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juesuan.book.accounts import TAIL, Accounts, Adjustment
from juesuan.compute.recompute import Evaluator, recompute, span_columns, span_rows
from juesuan.compute.rows import complete_rows
from juesuan.spec.classification import ancestors
from juesuan.spec.model import Cell
from tests.compute.small import SICHUAN, book, cell, change, fen, form_of, values

LEAVES = {
    "06 2040201 basic": "100.1",
    "06 2040201 project": "0.2",
    "06 2040220 project": "3.000001",
    "06 2080505 basic": "-7",
    "06 213 basic": "1",
}


def test_sums_rise_from_leaves_to_the_total() -> None:
    expected = {
        "06 20402 basic": "100.1",
        "06 20402 project": "3.200001",
        "06 204 total": "103.300001",
        "06 208 basic": "-7",
        "06 213 total": "1",
        "06 total basic": "94.1",
        "06 total project": "3.200001",
        "06 total total": "97.300001",
    }
    assert values(book(LEAVES), *expected) == expected


def test_other_tables_follow() -> None:
    expected = {
        "03 20402 project": "3.200001",
        "04 204 general": "103.300001",
        "04 expenditure_total total": "97.300001",
        "01 204 amount": "103.300001",
        "09 total amount": "3.200001",
        "07 2040201 total": "100.3",
        "05 total general": "97.300001",
    }
    assert values(book(LEAVES), *expected) == expected


def test_a_blank_typed_cell_is_absent_and_a_derived_one_never() -> None:
    found = recompute(book(LEAVES)).values
    assert cell("06 2040220 basic") not in found
    assert found[cell("06 2040220 total")] == fen("3.000001")
    assert found[cell("11 total income")] == 0
    zero = recompute(book({**LEAVES, "06 2040220 basic": "0"})).values
    assert zero[cell("06 2040220 basic")] == 0


def test_columns_of_classes_add_their_sections() -> None:
    found = book(
        {
            "06 2040201 basic": "9",
            "07 2040201 30101": "4",
            "07 2040201 30103": "2.5",
            "07 2040201 30201": "1",
        }
    )
    expected = {"07 2040201 301": "6.5", "07 total 30101": "4", "07 total 302": "1", "05 301 general": "6.5"}
    assert values(found, *expected) == expected


def test_a_row_that_the_other_table_does_not_have_counts_as_nothing() -> None:
    found = book({"08 30101 amount": "2", "06 2040201 basic": "2", "07 2040201 30101": "2"})
    expected = {"05 30101 general_basic": "2", "05 30102 general_basic": "0", "05 301 general_basic": "2"}
    assert values(found, *expected) == expected
    assert "30701" not in SICHUAN.tables["08"].fixed_children.get("301", ())


def test_differences_may_be_negative() -> None:
    found = book({"07 2040201 30101": "1", "06 2040201 basic": "1", "08 30101 amount": "1.5"})
    assert values(found, "05 30101 general_project") == {"05 30101 general_project": "-0.5"}


def test_an_offered_cell_counts_its_offer_until_something_is_typed() -> None:
    found = book({"06 2040201 basic": "5"})
    assert values(found, "03 total basic") == {"03 total basic": "5"}
    assert values(change(found, {"03 2040201 basic": "6"}), "03 total basic") == {"03 total basic": "6"}
    cleared = replace(found, offered=frozenset())
    assert values(cleared, "03 total basic") == {"03 total basic": "0"}
    assert cell("03 2040201 basic") not in recompute(cleared).values


def tail(place: str, amount: str) -> Adjustment:
    return Adjustment(cell(place), TAIL, fen(amount))


def test_an_adjustment_is_one_term_and_rises_with_the_sum() -> None:
    found = replace(book(LEAVES), adjustments=(tail("06 20402 basic", "0.01"),))
    expected = {
        "06 2040201 basic": "100.1",
        "06 20402 basic": "100.11",
        "06 204 basic": "100.11",
        "06 total total": "97.310001",
        "04 204 general": "103.310001",
        "01 204 amount": "103.300001",
    }
    assert values(found, *expected) == expected


def test_adjustments_of_one_cell_add_up() -> None:
    both = (tail("06 total basic", "0.01"), tail("06 total basic", "-0.03"))
    assert values(replace(book(LEAVES), adjustments=both), "06 total basic") == {"06 total basic": "94.08"}


def test_an_adjustment_of_a_row_that_is_gone_changes_nothing() -> None:
    found = replace(book(LEAVES), adjustments=(tail("06 2060101 total", "5"),))
    assert values(found, "06 total total") == {"06 total total": "97.300001"}
    assert cell("06 2060101 total") not in recompute(found).values


def test_amounts_of_any_size_are_exact() -> None:
    huge = 10**15 - 1
    cells = {Cell("06", code, "basic"): huge for code in ("2040201", "2040202", "2080505")}
    rows = {"06": tuple(one.row for one in cells)}
    found = recompute(complete_rows(Accounts(SICHUAN, typed=cells, rows=rows))).values
    assert found[cell("06 total total")] == 3 * huge


def test_spans_within_a_panel() -> None:
    assert span_rows(SICHUAN.tables["04"], "opening_general", "opening_capital") == (
        "opening_general",
        "opening_fund",
        "opening_capital",
    )
    assert span_columns(SICHUAN.tables["03"], "basic", "remittance") == ("basic", "project", "remittance")
    with pytest.raises(KeyError):
        span_rows(SICHUAN.tables["04"], "general", "closing")
    with pytest.raises(KeyError):
        span_columns(SICHUAN.tables["03"], "code", "total")


TWO_PANELS = """
title: 一
sheet: 一
panels:
  - columns: [{key: item, role: name, label: 项目}, {key: x, label: 甲}]
    rows: [{key: first, label: 一}]
  - columns: [{key: other, role: name, label: 项目}, {key: y, label: 乙}]
    rows: [{key: second, label: 二}]
"""
OPTIONAL = """
title: 二
sheet: 二
panels:
  - columns:
      - {key: item, role: name, label: 项目}
      - {key: x, label: 甲, derive: "one[@row?, @col?]"}
      - {key: y, label: 乙, derive: "one[@row?, @col?]"}
    rows: [{key: first, label: 一}, {key: second, label: 二}, {key: third, label: 三}]
"""


def test_an_optional_column_of_another_panel_counts_as_nothing(tmp_path: Path) -> None:
    form = form_of(tmp_path, one=TWO_PANELS, two=OPTIONAL)
    found = book({"one first x": "1", "one second y": "2"}, form)
    expected = {f"two {row} {key}": "0" for row in ("first", "second", "third") for key in "xy"}
    assert values(found, *expected) == expected | {"two first x": "1", "two second y": "2"}


def test_each_cell_is_told_by_who_fills_it() -> None:
    evaluator = Evaluator(book(LEAVES))
    table = SICHUAN.tables["06"]
    found = [evaluator.rule(table, row, "basic")[0].value for row in ("2040201", "20402", "213", "total")]
    assert found == ["typed", "derived", "typed", "derived"]


# Any tree of codes


CODES = sorted(SICHUAN.classifications["functional"].codes)


@st.composite
def trees(draw: st.DrawFn) -> dict[str, int]:
    """Leaves with amounts, none above another: units stop at any level."""
    chosen = draw(st.lists(st.sampled_from(CODES), unique=True, max_size=30))
    above = {one for code in chosen for one in ancestors(code)}
    return {code: draw(st.integers(-(10**15), 10**15)) for code in chosen if code not in above}


@settings(max_examples=60, deadline=None)
@given(trees())
def test_the_total_is_the_sum_of_the_leaves(leaves: dict[str, int]) -> None:
    cells = {Cell("06", code, "basic"): amount for code, amount in leaves.items()}
    found = complete_rows(Accounts(SICHUAN, typed=cells, rows={"06": tuple(leaves)}))
    computed = recompute(found).values
    assert computed[cell("06 total basic")] == sum(leaves.values())
    assert computed[cell("06 total total")] == sum(leaves.values())
    assert computed[cell("01 expenditure_total amount")] == sum(leaves.values())
    for code in found.rows["06"]:
        below = sum(amount for leaf, amount in leaves.items() if leaf.startswith(code))
        assert computed[Cell("06", code, "total")] == below
        if len(code) == 3 and code in SICHUAN.tables["01"].fixed_rows:
            assert computed[Cell("01", code, "amount")] == below
