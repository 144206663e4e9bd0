"""D15, D20, D21, D22 and D27: the figures of 其他重要事项 among each other."""

from __future__ import annotations

import pytest

from juesuan.audit.view import View
from juesuan.findings import Level
from tests.audit.beside import OTHER, WAN, blank, cover, fact, facts, without_counts
from tests.audit.views import alone, bare, told, view_of
from tests.book.test_read_rows import Cells
from tests.books import accounts

KINDS = ("kind_sedan", "kind_offroad", "kind_minibus", "kind_bus", "kind_other")
USES = (
    "vehicles_leaders", "vehicles_secure", "vehicles_emergency", "vehicles_enforcement", "vehicles_special",
    "vehicles_retired", "vehicles_other",
)  # fmt: skip
RULES = ("D15", "D20", "D21", "D22", "D27")


def test_the_sample_agrees() -> None:
    assert [one for key in RULES for one in told(view_of(), key)] == []


def test_figures_on_no_sheet() -> None:
    assert [one for key in RULES for one in told(bare(accounts("panzhihua-2020")), key)] == []


# ---- D15


def test_kinds_that_are_not_the_fleet() -> None:
    words = ("其他重要事项“车辆合计（辆）”57辆", "轿车48辆、越野车3辆", "合计56辆，相差1辆", "请核对车辆合计")
    found = alone(view_of(facts(kind_sedan=48)), "D15", Level.ERROR, fact("vehicles"), *words)
    assert (found.expected, found.actual, found.difference) == (None, None, None)  # no money
    assert found.cells[:2] == ("facts.vehicles.current=57", "facts.kind_sedan.current=48")


def test_kinds_that_are_too_many_though_some_are_blank() -> None:
    found = alone(view_of(facts(kind_sedan=60, kind_bus=None)), "D15", Level.ERROR, fact("vehicles"))
    assert "合计66辆，相差9辆" in found.message


def test_kinds_that_are_not_all_filled_in() -> None:
    words = ("还差3辆，大中型载客汽车、其他车型没有填写", "没有的请填0")
    view = view_of(facts(kind_bus=None, kind_other=None))
    alone(view, "D15", Level.HINT, fact("kind_bus"), *words)


def test_more_bought_than_there_are() -> None:
    words = (
        "其他重要事项“更新购置公务用车（辆）”60辆，大于“车辆合计（辆）”57辆，多3辆",
        "已划转、处置的，请说明",
    )
    alone(view_of(facts(vehicles_bought=60)), "D15", Level.EXPLAIN, fact("vehicles_bought"), *words)


@pytest.mark.parametrize(
    "cells", [blank(KINDS), facts(vehicles=None), facts(kind_bus=None, kind_sedan=51), without_counts()]
)
def test_kinds_that_cannot_be_judged(cells: Cells) -> None:
    assert told(view_of(cells), "D15") == []


def test_a_number_that_is_none_is_told_by_itself() -> None:
    for key in ("D15", "D22"):
        assert told(view_of(facts(kind_sedan="约50", vehicles_other="若干")), key) == []


# ---- D22


def test_uses_that_are_not_the_fleet() -> None:
    words = ("“车辆合计（辆）”57辆", "执法执勤用车50辆", "其他用车3辆，合计53辆，相差4辆", "口径不同的请说明")
    alone(view_of(facts(vehicles_enforcement=50)), "D22", Level.EXPLAIN, fact("vehicles"), *words)


def test_uses_are_compared_with_kinds_where_there_is_no_fleet() -> None:
    view = view_of(facts(vehicles=None, vehicles_other=4))
    alone(view, "D22", Level.EXPLAIN, fact("vehicles"), "按车型合计57辆", "合计58辆，相差1辆")
    assert told(view_of(facts(vehicles=None)), "D22") == []
    assert told(view_of(facts(vehicles=None, vehicles_other=4, kind_bus=None)), "D22") == []


def test_bought_vehicles_are_no_use() -> None:
    assert told(view_of(facts(vehicles_bought=9)), "D22") == []
    assert told(view_of(blank(USES)), "D22") == []


# ---- D20


def test_operating_costs_of_an_organ() -> None:
    words = (
        "其他重要事项“机关运行经费”640.00万元，公开08表",
        "公用经费合计",
        "643.70万元，相差3.70万元，单位性质为“行政单位”，两者应相等",
    )
    found = alone(view_of(facts(operating_costs=640)), "D20", Level.EXPLAIN, fact("operating_costs"), *words)
    assert (found.expected, found.actual, found.difference) == (643_700_000, 640 * WAN, -3_700_000)
    assert found.cells == ("08.public.amount", "facts.operating_costs.current")
    (found,) = told(view_of(facts(operating_costs=650)), "D20")
    assert found.difference == 6_300_000


def test_operating_costs_of_another_unit() -> None:
    kind: Cells = {cover("unit_kind"): "事业单位"}
    assert told(view_of({**kind, **facts(operating_costs=640)}), "D20") == []
    view = view_of({**kind, **facts(operating_costs=650)})
    alone(view, "D20", Level.EXPLAIN, fact("operating_costs"), "前者不应大于后者")
    kind = {cover("unit_kind"): "参照公务员法管理的事业单位"}
    assert len(told(view_of({**kind, **facts(operating_costs=640)}), "D20")) == 1


def test_operating_costs_that_cannot_be_compared_or_print_the_same() -> None:
    assert told(view_of(facts(operating_costs=None)), "D20") == []
    assert told(view_of(facts(operating_costs=643.7004)), "D20") == []


# ---- D21


def test_procurement_that_does_not_add_up() -> None:
    words = (
        "其他重要事项“政府采购支出总额”929.19万元",
        "货物143.86万元、工程0.00万元、服务758.33万元，合计902.19万元，相差27.00万元",
    )
    view = view_of(facts(procurement_services=758.33))
    found = alone(view, "D21", Level.ERROR, fact("procurement"), *words)
    assert (found.expected, found.actual, found.difference) == (902_190_000, 929_190_000, 27 * WAN)
    assert found.cells[0] == "facts.procurement.current"


def test_procurement_that_is_off_by_rounding() -> None:
    view = view_of(facts(procurement_services=785.34))
    alone(view, "D21", Level.HINT, fact("procurement"), "相差0.01万元，在四舍五入的尾差之内", "不必改数")
    (found,) = told(view_of(facts(procurement_services=785.35)), "D21")
    assert found.level is Level.ERROR  # three figures that are not zero: 0.015
    exact: Cells = {cover("precision"): "精确到分"}
    (found,) = told(view_of({**exact, **facts(procurement_services=785.34)}), "D21")
    assert found.level is Level.ERROR  # nothing was rounded


def test_procurement_from_smaller_enterprises() -> None:
    words = ("“授予中小企业合同金额”930.00万元，大于“政府采购支出总额”929.19万元，多0.81万元",)
    view = view_of(facts(procurement_sme=930))
    found = alone(view, "D21", Level.ERROR, fact("procurement_sme"), *words)
    assert (found.expected, found.actual) == (929_190_000, 930 * WAN)
    view = view_of(facts(procurement_micro=632.63))
    alone(
        view,
        "D21",
        Level.ERROR,
        fact("procurement_micro"),
        "大于“授予中小企业合同金额”632.62万元，多0.01万元",
    )
    view = view_of(facts(procurement_micro=930, procurement_sme=None))
    alone(view, "D21", Level.ERROR, fact("procurement_micro"), "大于“政府采购支出总额”929.19万元")


@pytest.mark.parametrize(
    "cells",
    [
        facts(procurement=None),
        facts(procurement_goods=None, procurement_works=None, procurement_services=None),
        facts(procurement_works=None),
        facts(procurement_sme=None, procurement_micro=None),
        facts(procurement_sme=929.19, procurement_micro=929.19),
        facts(procurement="约900"),
    ],
)
def test_procurement_that_agrees_or_cannot_be_judged(cells: Cells) -> None:
    assert told(view_of(cells), "D21") == []


# ---- D27


def test_staff_that_does_not_add_up() -> None:
    words = (
        "其他重要事项“期末实有人数”460人",
        "在职人员205人、离退休人员84人、其他人员169人，合计458人，相差2人",
    )
    alone(view_of(facts(staff=460)), "D27", Level.EXPLAIN, fact("staff"), *words)
    view = view_of(facts(staff_other=None))
    alone(view, "D27", Level.HINT, fact("staff_other"), "还差169人，其他人员没有填写")
    assert told(view_of(facts(staff=None)), "D27") == []


def test_the_place_is_on_the_sheet() -> None:
    assert fact("operating_costs").startswith(f"{OTHER}!C")


# ---- what the Shanghai format tells in its own way

SHANGHAI = "shanghai-2024:exact:3"


def there(**values: float) -> View:
    facts_there = view_of(name=SHANGHAI).facts
    known = {**facts_there.amounts, **facts_there.counts}
    return view_of({f"{OTHER}!C{known[code].row}": value for code, value in values.items()}, SHANGHAI)


def test_what_is_reserved_and_awarded() -> None:
    fits = {
        "procurement": 100,
        "reserved_sme": 50,
        "reserved_micro": 50,
        "awarded_sme": 40,
        "awarded_micro": 40,
    }
    assert told(there(**fits, awarded_other=10), "D21") == []
    (found,) = told(there(**{**fits, "reserved_micro": 60}), "D21")
    assert found.level is Level.EXPLAIN
    assert "面向小微企业预留政府采购项目预算金额”60.00万元，大于" in found.message
    assert "不计入中小企业的，请说明" in found.remedy
    (found,) = told(there(**fits, awarded_other=101), "D21")
    assert (found.level, found.difference) == (Level.EXPLAIN, WAN)


def test_the_vehicles_that_appropriations_pay_for() -> None:
    assert told(there(cars=5, vehicles=6), "D22") == []
    (found,) = told(there(cars=7, vehicles=6), "D22")
    assert "“开支财政拨款的公务用车保有量（辆）”7辆，大于“车辆合计（辆）”6辆" in found.message
