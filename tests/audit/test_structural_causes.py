"""F10, F10-row and D29: which changes have causes, and what these explain."""

from __future__ import annotations

import pytest

from juesuan.findings import Level
from tests.audit.beside import CAUSES, WAN, cause, cell, cover, facts, row, without_causes
from tests.audit.views import alone, bare, told, view_of
from tests.book.test_read_rows import Cells
from tests.books import accounts

TOTAL, APPROPRIATION, GENERAL, THREE, CARS, RECEPTION, COSTS = (
    "收入支出总计", "财政拨款收入支出总计", "一般公共预算财政拨款支出", "“三公”经费支出",
    "公务用车购置及运行维护费支出", "公务接待费支出", "机关运行经费支出",
)  # fmt: skip
ROWS = [one.measure for one in view_of().facts.causes]
OPEN_ROWS = {TOTAL: 7, APPROPRIATION: 15, GENERAL: 23}
"""The rows without an amount."""
COLUMNS = ("measure", "group", "text", "amount", "item")
FREE = row("causes", len(ROWS), "measure")


def without(measure: str) -> Cells:
    """Empties the rows of a measure."""
    rows = [number for number, one in enumerate(ROWS) if one == measure]
    return {row("causes", number, key): None for number in rows for key in COLUMNS}


def test_the_sample_says_enough() -> None:
    assert [one for key in ("F10", "F10-row", "D29") for one in told(view_of(), key)] == []


def test_figures_on_no_sheet() -> None:
    view = bare(accounts("panzhihua-2020"))
    assert [one for key in ("F10", "F10-row", "D29") for one in told(view, key)] == []


# ---- F10


def test_a_large_change_without_a_cause() -> None:
    words = (
        "变动原因没有“收入支出总计”的原因，收入支出总计比上年减少1,352.84万元，达到封面的说明起点（50万元或10%），变动13.85%",
    )
    found = alone(view_of(without(TOTAL)), "F10", Level.EXPLAIN, FREE, *words)
    assert (found.cells, found.difference) == (("01.income_grand.amount",), -1_352_840_000)


def test_either_bound_is_enough() -> None:
    """The general budget's expenditure is 342.83 less, 4.12 %."""
    lost = without(GENERAL)
    assert len(told(view_of({**lost, cover("materiality_amount"): 342.83}), "F10")) == 1
    assert len(told(view_of({**lost, cover("materiality_amount"): 342.84}), "F10")) == 0
    lost[cover("materiality_amount")] = 9999
    assert len(told(view_of({**lost, cover("materiality_rate"): 4.12}), "F10")) == 1
    assert len(told(view_of({**lost, cover("materiality_rate"): "4.13%"}), "F10")) == 0


def test_some_figures_are_explained_whatever_the_change() -> None:
    high: Cells = {cover("materiality_amount"): 9999, cover("materiality_rate"): 999}
    (found,) = told(view_of({**high, **without(RECEPTION)}), "F10")
    assert "公务接待费支出比上年减少0.32万元，这一指标有变动就须说明" in found.message
    (found,) = told(view_of({**high, **without(COSTS)}), "F10")
    assert found.cells == ("facts.operating_costs.current",)
    assert (
        told(view_of({**high, **without(TOTAL), **without(APPROPRIATION), **without(GENERAL)}), "F10") == []
    )


def test_several_are_told_one_by_one() -> None:
    found = told(view_of({**without(THREE), **without(CARS), **without(RECEPTION)}), "F10")
    assert [one.cells for one in found] == [
        ("10.amount.total",), ("10.amount.vehicles",), ("10.amount.reception",),
    ]  # fmt: skip


def test_a_new_figure_is_large() -> None:
    prior = {one: row_ for row_, one in view_of().read.lists.prior_rows.items()}  # type: ignore[union-attr]
    at = next(row_ for one, row_ in prior.items() if str(one) == "10.amount.reception")
    (found,) = told(view_of({**without(RECEPTION), f"上年数!E{at}": 0}), "F10")
    assert "公务接待费支出比上年增加0.55万元" in found.message


def test_what_is_not_known_needs_no_cause() -> None:
    assert told(view_of({**without(COSTS), **facts(operating_costs=None)}), "F10") == []
    assert told(view_of({**without(COSTS), **facts(operating_costs=618.37)}), "F10") == []
    assert told(view_of({**without(RECEPTION), cell("10.amount.reception"): None}), "F10") == []


def test_a_list_that_nobody_has_begun() -> None:
    words = ("变动原因还没有填写，收入支出总计比上年减少1,352.84万元、", "等7项，须说明原因")
    found = alone(view_of(without_causes()), "F10", Level.HINT, row("causes", 0, "measure"), *words)
    assert len(found.cells) == 7


def test_a_field_of_the_cover_that_is_no_number() -> None:
    words = ("封面“变动说明金额起点（万元）”的“五十”不是数字，本次按50审核",)
    alone(
        view_of({cover("materiality_amount"): "五十"}),
        "F10",
        Level.EXPLAIN,
        cover("materiality_amount"),
        *words,
    )
    assert len(told(view_of({cover("remainder_rate"): "-1"}), "F10")) == 1
    assert told(view_of({cover("materiality_amount"): None}), "F10") == []


@pytest.mark.parametrize("name", ["sichuan-2024:exact:3", "shanghai-2024:exact:3"])
def test_books_without_last_year(name: str) -> None:
    assert told(view_of(name=name), "F10") == []


# ---- F10-row


def test_a_measure_that_is_none() -> None:
    words = ("变动原因第5行的指标“收支总计”不在下拉列表中", "请从下拉列表中选择指标")
    view = view_of(cause(0, measure="收支总计"))
    alone(view, "F10-row", Level.ERROR, row("causes", 0, "measure"), *words)
    alone(view_of(cause(0, measure=None)), "F10-row", Level.ERROR, row("causes", 0, "measure"), "指标没有选")


def test_a_row_that_says_nothing() -> None:
    number = OPEN_ROWS[TOTAL]
    view = view_of(cause(number, text=None, item=None))
    words = (f"第{5 + number}行只选了指标“收入支出总计”，没有写原因，也没有填金额",)
    alone(view, "F10-row", Level.EXPLAIN, row("causes", number, "text"), *words)
    assert told(view_of({**without(TOTAL), **cause(number, measure=TOTAL)}), "F10") == []  # told at the row
    assert told(view_of(cause(number, text=None, item=None, amount="若干")), "F10-row") == []
    view = view_of(cause(len(ROWS), measure="年末结转和结余"))
    alone(view, "F10-row", Level.HINT, row("causes", len(ROWS), "text"))
    assert told(view_of(cause(len(ROWS), measure="年末结转和结余", group="减少结转")), "F10-row") == []


# ---- D29: 113.03 of the total change, 110.74 of the appropriations' are not in figures


def test_a_rest_that_nothing_stands_for() -> None:
    cells = {
        **cause(OPEN_ROWS[APPROPRIATION], measure=None, text=None, item=None),
        cover("remainder_rate"): 5,
    }
    words = (
        "“财政拨款收入支出总计”所列原因合计减少1,444.73万元，财政拨款收入支出总计比上年减少1,333.99万元",
        "差额110.74万元没有说明，占8.30%，超过封面的上限5%",
        "请补写原因",
    )
    found = alone(view_of(cells), "D29", Level.EXPLAIN, row("causes", 8, "amount"), *words)
    assert (found.expected, found.actual, found.difference) == (-1_333_990_000, -1_444_730_000, -110_740_000)
    assert found.cells == ("04.income_grand.income",)


def test_a_rest_within_the_bound() -> None:
    cells = cause(OPEN_ROWS[APPROPRIATION], measure=None, text=None, item=None)
    assert told(view_of(cells), "D29") == []  # 20 %
    (found,) = told(view_of({**cells, cover("remainder_rate"): "8.3"}), "D29")
    assert found.cells == ("04.income_grand.income",)  # 8.3014 %


def test_a_cause_without_an_amount_stands_for_any_rest() -> None:
    assert told(view_of({cover("remainder_rate"): 0}), "D29") == []


def test_causes_of_a_change_that_is_none() -> None:
    cells: Cells = {
        cell("01.income_grand.amount"): 9767.04,
        **cause(OPEN_ROWS[TOTAL], measure=None, text=None, item=None),
    }
    (found,) = told(view_of(cells), "D29")
    assert "收入支出总计与上年持平，差额1,465.87万元没有说明，超过" in found.message


def test_a_rest_that_is_rounding() -> None:
    one = cause(len(ROWS), measure=RECEPTION, text="接待减少", amount=-0.33)
    gone = {row("causes", ROWS.index(RECEPTION), key): None for key in COLUMNS}
    strict: Cells = {cover("remainder_rate"): 0}
    assert told(view_of({**one, **gone, **strict}), "D29") == []
    (found,) = told(view_of({**one, **gone, **strict, row("causes", len(ROWS), "amount"): -0.34}), "D29")
    assert found.difference == -20_000


def test_causes_of_what_is_not_known() -> None:
    assert told(view_of(cause(len(ROWS), measure="人员经费", text="增资", amount=5)), "D29") == []


def test_what_points_away_is_told_as_such() -> None:
    number = OPEN_ROWS[TOTAL]
    cells = {**cause(0, amount=1221.14), **cause(number, measure=None, text=None, item=None)}
    assert told(view_of(cells), "D29") == []
    assert len(told(view_of(cells), "D14")) == 1


def test_the_sheet() -> None:
    assert f"{CAUSES}!A{5 + len(ROWS)}" == FREE
    assert FREE.startswith(CAUSES)
    assert WAN == 10**6
