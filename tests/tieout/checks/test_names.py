"""Expenditure that is listed by name, and whether an item is basic or project expenditure."""

from __future__ import annotations

import pytest

from juesuan.findings import Level
from juesuan.tieout.checks.names import check
from tests.tieout.cases import accounts, issues, nothing_known

PERSONNEL = "人员经费50.00万元，主要包括：{}。公用经费30.00万元，主要包括：办公费、差旅费。"


def found(names: str) -> list[str]:
    return [one.claim for one in issues(PERSONNEL.format(names), "basic", check=check)]


@pytest.mark.parametrize(
    "names", ["基本工资、津贴补贴", "基本工资和津贴补贴", "津贴补贴、基本工资", "基本工资、津贴补贴等支出"]
)
def test_lists_that_name_what_there_is(names: str) -> None:
    assert found(names) == []


def test_a_name_without_an_amount() -> None:
    (one,) = issues(PERSONNEL.format("基本工资、津贴补贴、奖金"), "basic", check=check)
    assert (one.rule, one.level, one.quote) == ("D11", Level.ERROR, "奖金")
    assert one.message == "表中“奖金”没有金额，不应列出。请核对科目。"


def test_a_name_that_lacks() -> None:
    world = accounts({"08|30103|amount": "5.00"})
    text = PERSONNEL.format("基本工资、津贴补贴")
    (one,) = issues(text, "basic", world, check)
    assert one.claim == "漏列“奖金”"
    assert "有5.00万元，没有列出，句中也没有“等”字" in one.message
    assert issues(PERSONNEL.format("基本工资、津贴补贴等"), "basic", world, check) == []


def test_a_name_without_an_amount_is_told_though_there_are_more() -> None:
    assert found("基本工资、津贴补贴、奖金等") == ["列举的“奖金”"]


@pytest.mark.parametrize("names", ["在职人员工资、临聘人员劳务费", "保障机构正常运转"])
def test_other_ways_of_listing_are_left_alone(names: str) -> None:
    assert found(names) == []


def test_without_figures_names_are_left_alone() -> None:
    assert issues(PERSONNEL.format("奖金、医疗费"), "basic", nothing_known(), check) == []


ITEM = "社会保障和就业支出（类）人力资源和社会保障管理事务（款）{}（项）：支出决算{}万元，主要用于{}。"


@pytest.mark.parametrize(
    ("item", "amount", "use", "wrong"),
    [
        ("行政运行", "60.00", "基本支出", False),
        ("行政运行", "60.00", "项目支出", True),
        ("劳动保障监察", "20.00", "单位的项目支出", False),
        ("劳动保障监察", "20.00", "单位的基本支出", True),
        ("行政运行", "60.00", "人员工资和办公", False),
    ],
)
def test_the_nature_of_an_item(item: str, amount: str, use: str, wrong: bool) -> None:
    found = issues(ITEM.format(item, amount, use), "items", check=check)
    assert [one.rule for one in found] == (["D08"] if wrong else [])


def test_an_item_with_both_kinds_may_be_called_either() -> None:
    world = accounts({"06|2080101|project": "5.00"})
    assert issues(ITEM.format("行政运行", "60.00", "项目支出"), "items", world, check) == []
