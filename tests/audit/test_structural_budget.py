"""D09 and D10: budgets, and reasons why something else was spent."""

from __future__ import annotations

import pytest

from juesuan.book.accounts import FILLED
from juesuan.findings import Level
from tests.audit.beside import BUDGET, WAN, budget, cell, cover, row
from tests.audit.views import alone, bare, reads_well, told, view_of
from tests.book.test_read_rows import Cells
from tests.books import accounts

STATED = cell("10.amount.budget_reception")
OPENING: Cells = {cover("budget_basis"): "年初预算数"}
OPENING_THREE: Cells = {cover("budget_basis_three"): "年初预算数"}
THREE: Cells = {budget("running"): 100, budget("reception"): 0.6}


def no_items() -> Cells:
    return {budget(code): None for code in view_of().facts.items}


# ---- D09


def test_the_sample_has_no_budget_for_vehicles_and_receptions() -> None:
    words = (
        "预算数已填“三公”经费的预算，而公务用车运行维护费96.16万元、公务接待费0.55万元有支出，没有全年预算数",
    )
    found = alone(view_of(), "D09", Level.EXPLAIN, budget("running"), *words)
    assert (found.cells, found.actual) == (("10.amount.running", "10.amount.reception"), 96_710_000)


def test_items_without_a_budget() -> None:
    view = view_of({**THREE, budget("2040219"): None, budget("2080505"): None})
    words = ("2040219 信息化建设348.00万元、2080505", "没有全年预算数", "没有安排预算的请填0")
    found = alone(view, "D09", Level.EXPLAIN, budget("2040219"), *words)
    assert found.cells == ("06.2040219.total", "06.2080505.total")


def test_an_item_that_is_not_on_the_list() -> None:
    columns: Cells = {budget("2040219", one): None for one in ("code", "name", "full")}
    last = row_below()
    found = alone(view_of({**THREE, **columns}), "D09", Level.EXPLAIN, f"{BUDGET}!A{last}")
    assert "2040219 信息化建设348.00万元有支出" in found.message


def row_below() -> int:
    return max(one.row for one in view_of().facts.items.values()) + 1


def test_many_items_are_named_in_short() -> None:
    codes = list(view_of().facts.items)[1:]
    view = view_of({**THREE, **{budget(one): None for one in codes}})
    (found,) = told(view, "D09")
    assert "等9项有支出" in found.message
    assert len(found.cells) == 9


def test_the_other_budget_was_filled_in() -> None:
    (found,) = told(view_of({**THREE, **OPENING}), "D09")
    assert "没有年初预算数" in found.message
    assert found.remedy == "请补填年初预算数，或在封面改选“预算数”口径。"
    assert found.cell.startswith("C")


def test_a_list_that_nobody_has_begun() -> None:
    assert told(view_of({**THREE, **no_items()}), "D09") == []
    assert told(view_of({budget("abroad"): None}), "D09") == []
    assert told(bare(accounts("panzhihua-2020")), "D09") == []


def test_a_budget_that_is_no_amount_is_told_by_itself() -> None:
    assert told(view_of({budget("running"): "约100", budget("reception"): 1}), "D09") == []


def test_what_the_table_states_is_no_lack() -> None:
    view = view_of({budget("running"): 100, STATED: 0.6})
    assert told(view, "D09") == []
    (found,) = told(view_of({**OPENING_THREE, budget("abroad", "opening"): 0, STATED: 0.6}), "D09")
    assert "公务接待费0.55万元" in found.message  # the table states the whole year's budget


def test_budgets_of_the_public_expenses_that_differ() -> None:
    words = (
        "预算数“公务接待费”全年预算数0.60万元，公开10表“公务接待费”预算数0.80万元，相差0.20万元",
        "全年预算数",
    )
    found = alone(view_of({**THREE, STATED: 0.8}), "D09", Level.ERROR, budget("reception"), *words)
    assert (found.expected, found.actual, found.difference) == (800_000, 600_000, -200_000)
    assert found.cells == ("three.reception.full", "10.amount.budget_reception")


def test_budgets_of_the_public_expenses_that_agree_or_cannot_be_compared() -> None:
    for cells in (
        {STATED: 0.6},
        {STATED: 0.6004},
        {},
        {STATED: 0.4, cell("12.amount.budget_reception"): 0.2},
        {STATED: 0.4, budget("reception"): None, budget("reception", "opening"): 0.6},
    ):
        assert told(view_of({**THREE, **cells}), "D09") == [], cells


# ---- D10


def test_spent_as_planned() -> None:
    assert told(view_of(), "D10") == []
    assert told(view_of({budget("2040219"): 348.004}), "D10") == []
    assert told(bare(accounts("panzhihua-2020")), "D10") == []


def test_less_than_planned() -> None:
    words = ("预算数“2040219 信息化建设”全年预算数400.00万元，决算数348.00万元，少52.00万元，没有写原因",)
    at = budget("2040219", "reason")
    found = alone(view_of({budget("2040219"): 400}), "D10", Level.EXPLAIN, at, *words)
    assert (found.expected, found.actual, found.difference) == (400 * WAN, 348 * WAN, -52 * WAN)
    assert (found.cells, found.cause) == (("06.2040219.total",), "")
    assert told(view_of({budget("2040219"): 400, at: "按合同支付"}), "D10") == []


def test_several_stand_together() -> None:
    found = told(view_of({budget("2040219"): 400, budget("2040220"): 1900, budget("2080801"): 0}), "D10")
    assert [(one.cells, one.cause) for one in found] == [
        (("06.2040219.total",), "D10.items"),
        (("06.2040220.total",), "D10.items"),
        (("06.2080801.total",), "D10.items"),
    ]
    assert "多14.60万元" in found[1].message
    assert "全年预算数0.00万元，决算数3.88万元，多3.88万元" in found[2].message


def test_the_public_expenses() -> None:
    cells: Cells = {budget("running", "reason"): None, budget("running"): 100}
    words = ("预算数“公务用车运行维护费”全年预算数100.00万元，决算数96.16万元，少3.84万元",)
    alone(view_of(cells), "D10", Level.EXPLAIN, budget("running", "reason"), *words)
    assert told(view_of({budget("running"): 100}), "D10") == []  # the sample gives a reason


def test_the_budget_that_the_cover_chooses() -> None:
    cells: Cells = {budget("2040219", "opening"): 300}
    assert told(view_of(cells), "D10") == []
    (found,) = told(view_of({**cells, **OPENING}), "D10")
    assert "年初预算数300.00万元，决算数348.00万元，多48.00万元" in found.message


def test_a_budget_of_which_nothing_was_spent() -> None:
    new: Cells = {
        f"{BUDGET}!A{row_below()}": "2040250",
        f"{BUDGET}!B{row_below()}": "事业运行",
        f"{BUDGET}!D{row_below()}": 5,
    }
    (found,) = told(view_of(new), "D10")
    assert "“2040250 事业运行”全年预算数5.00万元，决算数0.00万元，少5.00万元" in found.message


def test_public_expenses_that_nobody_has_begun() -> None:
    columns = {budget(one, "reason"): None for one in ("running", "reception")} | {budget("abroad"): None}
    columns[STATED] = 0.6
    words = ("没有填写“三公”经费的预算和差异原因，而决算数与预算数不同（公务接待费少0.05万元）",)
    found = alone(view_of(columns), "D10", Level.HINT, budget("reception", "reason"), *words)
    assert found.cells == ("10.amount.reception",)
    filled: Cells = {**columns, "目录!D15": FILLED}  # now a blank budget of the table is zero
    words = ("（公务用车运行维护费多96.16万元、公务接待费少0.05万元）",)
    alone(view_of(filled), "D10", Level.HINT, budget("running", "reason"), *words)
    assert told(view_of({**filled, **OPENING_THREE}), "D10") == []


@pytest.mark.parametrize("form", ["shanghai-2024", "sichuan-2024"])
def test_the_tables_are_found_in_every_format(form: str) -> None:
    view = view_of({cover("budget_basis_three"): "全年预算数"}, f"{form}:exact:7")
    table = next(one.key for one in view.format if "三公" in one.title)
    (found,) = told(view, "D10")
    reads_well(found)
    assert {one.partition(".")[0] for one in found.cells} == {table}
    assert found.level is Level.HINT


def test_a_row_of_the_list_is_where_it_is_said_to_be() -> None:
    assert row("causes", 0, "amount") == "变动原因!D5"
