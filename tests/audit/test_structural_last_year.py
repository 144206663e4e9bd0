"""C03-gone, C04, C05 and C07: last year's figures, and what other sheets say of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from juesuan.audit.view import View
from juesuan.book.accounts import NOT_FILLED
from juesuan.book.sheets import COVER
from juesuan.findings import Level
from juesuan.spec.model import Cell
from tests.audit.views import SAMPLE, alone, bare, built, told, view_of
from tests.book.test_read_rows import Cells
from tests.books import accounts

WAN = 1_000_000
OTHER, CAUSES = "其他重要事项", "变动原因"
COSTS, DOMESTIC, FOREIGN = f"{OTHER}!D6", f"{OTHER}!D13", f"{OTHER}!D14"
Prior = Mapping[tuple[str, str, str], float]


def with_prior(prior: Prior, *, sheet: bool = False, **status: str) -> View:
    """The sample with these figures of last year, in 万元, in a workbook or on no sheet."""
    book = accounts(SAMPLE)
    cells = {Cell(*cell): round(amount * WAN) for cell, amount in prior.items()}
    book = replace(book, prior=cells, status={**book.status, **status})
    return built(book) if sheet else bare(book)


# ---- C03-gone

LEFT = {
    ("11", "total", "closing"): 130,
    ("11", "212", "closing"): 130,
    ("11", "21208", "closing"): 130,
    ("11", "2120802", "closing"): 100,
    ("11", "2120804", "closing"): 30,
    ("11", "2120805", "closing"): 0,
}


def test_money_left_of_a_code_that_has_no_row() -> None:
    view = with_prior(LEFT, sheet=True)
    assert view.read is not None
    at = next(row for row, cell in view.read.lists.prior_rows.items() if cell.row == "2120804")
    words = (
        "上年公开11表“2120804 农村基础设施建设支出”年末结转和结余30.00万元",
        "本年公开11表没有科目2120804这一行",
    )
    found = alone(view, "C03-gone", Level.EXPLAIN, f"上年数!E{at}", *words)
    assert (found.cells, found.expected, found.actual) == (("11.2120804.closing",), 30 * WAN, 0)


def test_money_left_of_state_capital() -> None:
    (found,) = told(with_prior({("13", "22301", "closing"): 5}), "C03-gone")
    assert found.cells == ("13.22301.closing",)


def test_money_left_that_is_carried_over_or_cannot_be_judged() -> None:
    assert told(view_of(), "C03-gone") == []
    assert told(with_prior({("11", "2120802", "closing"): 100}), "C03-gone") == []
    assert told(with_prior(LEFT, **{"11": NOT_FILLED}), "C03-gone") == []


# ---- C04


def test_operating_costs_of_last_year() -> None:
    words = (
        "其他重要事项“机关运行经费”上年数618.73万元，上年数公开08表“公用经费合计”金额618.37万元，相差0.36万元",
    )
    found = alone(view_of({COSTS: 618.73}), "C04", Level.EXPLAIN, COSTS, *words)
    assert (found.expected, found.actual) == (618_370_000, 618_730_000)


def test_receptions_of_last_year() -> None:
    cells: Cells = {DOMESTIC: 0.7, FOREIGN: 0.07}
    words = ("“国内公务接待支出、外事接待支出”上年数合计0.77万元", "公务接待费0.87万元，相差-0.10万元")
    alone(view_of(cells), "C04", Level.EXPLAIN, DOMESTIC, *words)


def test_an_amount_on_that_sheet_that_is_none() -> None:
    assert told(view_of({COSTS: "约600"}), "C04") == []  # told once for all rules, see test_beside


@pytest.mark.parametrize("cells", [{}, {COSTS: 618.37}, {DOMESTIC: 0.8, FOREIGN: 0.07}, {DOMESTIC: 5}])
def test_figures_of_last_year_that_agree(cells: Cells) -> None:
    assert told(view_of(cells), "C04") == []


def test_operating_costs_of_a_unit_that_is_no_organ() -> None:
    view = view_of()
    assert view.source is not None
    grid = view.source.grid(COVER)
    row = next(row for row in range(1, grid.height + 1) if grid.value(row, 2) == "单位性质")
    kind: Cells = {f"{COVER}!C{row}": "事业单位"}
    assert told(view_of({**kind, COSTS: 100}), "C04") == []
    assert [one.actual for one in told(view_of({COSTS: 100}), "C04")] == [100 * WAN]
    assert [one.actual for one in told(view_of({**kind, COSTS: 700}), "C04")] == [700 * WAN]
    assert told(bare(accounts(SAMPLE)), "C04") == []


# ---- C05

THREE = {
    ("10", "amount", "abroad"): 0.0,
    ("10", "amount", "vehicles"): 108.89,
    ("10", "amount", "reception"): 0.87,
    ("10", "amount", "total"): 109.76,
}


def test_last_year_does_not_balance() -> None:
    view = with_prior(
        {("01", "income_grand", "amount"): 9767.04, ("01", "expenditure_grand", "amount"): 9766.04}
    )
    (found,) = told(view, "C05")
    assert found.level is Level.ERROR
    assert "收入方9,767.04万元，支出方9,766.04万元，收支不平，相差1.00万元" in found.message
    assert set(found.cells) == {"01.income_grand.amount", "01.expenditure_grand.amount"}


def test_last_year_appropriations_do_not_balance() -> None:
    view = with_prior({("04", "income_grand", "income"): 10, ("04", "expenditure_grand", "total"): 11})
    (found,) = told(view, "C05")
    assert found.sheet == "上年数"


def test_a_sum_of_last_year_that_does_not_foot() -> None:
    view = with_prior({**THREE, ("10", "amount", "total"): 119.76}, sheet=True)
    assert view.read is not None
    at = next(row for row, cell in view.read.lists.prior_rows.items() if cell.column == "total")
    words = ("119.76万元，各项合计109.76万元，相差10.00万元", "请与上年公开的决算表核对")
    found = alone(view, "C05", Level.ERROR, f"上年数!E{at}", *words)
    assert (found.expected, found.actual) == (109_760_000, 119_760_000)
    assert len(found.cells) == 3  # the total and the two that are not zero


def test_a_sum_along_a_code_row_of_last_year() -> None:
    row = {("06", "2040201", "basic"): 5, ("06", "2040201", "project"): 6, ("06", "2040201", "total"): 12}
    (found,) = told(with_prior(row), "C05")
    assert found.cells[0] == "06.2040201.total"


def test_a_tail_of_last_year_is_a_hint() -> None:
    (found,) = told(with_prior({**THREE, ("10", "amount", "total"): 109.77}), "C05")
    assert found.level is Level.HINT
    assert "尾差之内" in found.message
    (found,) = told(with_prior({**THREE, ("10", "amount", "total"): 109.78}), "C05")
    assert found.level is Level.ERROR
    exact = {**THREE, ("10", "amount", "total"): 109.7612}
    (found,) = told(with_prior(exact), "C05")
    assert found.level is Level.ERROR  # figures that were not rounded have no tail


def test_sums_of_last_year_that_foot_or_cannot_be_made() -> None:
    assert told(view_of(), "C05") == []
    assert told(with_prior(THREE), "C05") == []
    some = {cell: amount for cell, amount in THREE.items() if cell[2] != "reception"}
    assert told(with_prior(some), "C05") == []
    assert told(with_prior({("06", "total", "basic"): 9, ("06", "204", "basic"): 8}), "C05") == []


# ---- C07: 01.opening is 51.80 after 1,272.95, 04.opening 0 after 1,200


def cause(
    text: str, amount: float | str | None, row: int = 5, measure: str = "收、支总计", item: str = ""
) -> Cells:
    """Another cause in a row of 变动原因, where the sample gives the change of the money carried over in row 5."""
    fields = {"A": measure, "C": text, "D": amount, "E": item or None}
    return {
        **{f"{CAUSES}!{column}{row}": value for column, value in fields.items()},
        f"{CAUSES}!B{row}": None,
    }


def test_a_change_that_is_another() -> None:
    words = (
        "变动原因第5行年初结转的影响金额-1,200.00万元",
        "本年51.80万元、上年1,272.95万元，变动-1,221.15万元，相差21.15万元",
    )
    view = view_of(cause("年初结转和结余减少", -1200))
    found = alone(view, "C07", Level.EXPLAIN, f"{CAUSES}!D5", *words)
    assert (found.cells, found.expected, found.actual) == (
        ("01.opening.amount",), -1_221_150_000, -1_200_000_000,
    )  # fmt: skip


def test_the_words_choose_the_cell() -> None:
    for text, cell in {
        "年初财政拨款结转减少": "04.opening.income",
        "一般公共预算年初结转减少": "04.opening_general.income",
        "政府性基金年初结转和结余减少": "04.opening_fund.income",
        "年初其他资金结转减少": "01.opening.amount",
    }.items():
        (found,) = told(view_of(cause(text, -7)), "C07")
        assert found.cells == (cell,)
    (found,) = told(view_of(cause("拨款安排减少", -7, measure="财政拨款总计", item="年初结转")), "C07")
    assert found.cells == ("04.opening.income",)


def test_the_wrong_sign() -> None:
    view = view_of(cause("年初结转减少", 1221.15))
    alone(view, "C07", Level.EXPLAIN, f"{CAUSES}!D5", "正负号相反", "减少填负数")


def test_a_change_that_differs_by_a_tail() -> None:
    view = view_of(cause("年初结转减少", -1221.14))
    alone(view, "C07", Level.HINT, f"{CAUSES}!D5", "相差0.01万元")


def test_a_change_that_cannot_be_compared() -> None:
    view = view_of(cause("一般公共预算年初结转减少", -5))
    alone(view, "C07", Level.HINT, f"{CAUSES}!D5", "“上年数”没有公开04表", "请在“上年数”补填")


def test_an_influence_that_is_no_amount() -> None:
    assert (
        told(view_of(cause("年初结转减少", "若干")), "C07") == []
    )  # told once for all rules, see test_beside


@pytest.mark.parametrize(
    "cells",
    [
        cause("年初结转减少", -1221.15),
        cause("年初财政拨款结转和结余减少", -1200),
        {**cause("年初结转减少（办案）", -1000), **cause("年初结转减少（信息化）", -221.15, row=6)},
        cause("年末结转减少", -5),
        cause("年初预算安排减少，人员结构调整", -5),
        cause("年初结转减少", None),
    ],
)
def test_changes_that_agree(cells: Cells) -> None:
    assert told(view_of(cells), "C07") == []


def test_causes_of_a_table_that_is_not_filled_or_on_no_sheet() -> None:
    cells = cause("年初结转减少", -7)
    view = view_of(cells)
    assert view.source is not None
    closed = replace(view, accounts=replace(view.accounts, status={"01": NOT_FILLED}))
    assert told(closed, "C07") == []
    assert told(bare(accounts(SAMPLE)), "C07") == []
