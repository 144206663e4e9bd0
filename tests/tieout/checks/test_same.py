"""One measure, one figure: two places of a report that say different things of the same."""

from __future__ import annotations

import pytest

from juesuan.findings import Level
from juesuan.tieout.checks.same import check
from tests.tieout.cases import HEADINGS, accounts, issues, nothing_known, without_year


def two(
    first: str, second: str, sections: tuple[str, str] = ("three", "assets")
) -> list[tuple[str, Level, str]]:
    texts = [first, HEADINGS[sections[1]], second]
    return [(one.rule, one.level, one.expected) for one in issues(texts, sections[0], nothing_known(), check)]


GENERAL = ("general", "structure")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("一般公共预算财政拨款支出100.00万元。", "一般公共预算财政拨款支出100.00万元。"),
        ("一般公共预算财政拨款支出100.00万元。", "一般公共预算财政拨款支出100万元。"),
        ("一般公共预算财政拨款支出99.96万元。", "一般公共预算财政拨款支出100.0万元。"),
        ("一般公共预算财政拨款支出100.00万元。", "一般公共预算财政拨款支出1,000,000元。"),
        ("2023年一般公共预算财政拨款支出80.00万元。", "一般公共预算财政拨款支出100.00万元。"),
        ("一般公共预算财政拨款支出100.00万元。", "一般公共预算财政拨款支出年初预算104.00万元。"),
        ("一般公共预算财政拨款支出100.00万元。", "减少一般公共预算财政拨款支出3.00万元。"),
    ],
)
def test_the_same_or_another_measure(first: str, second: str) -> None:
    assert two(first, second, GENERAL) == []


def test_another_amount() -> None:
    found = two("一般公共预算财政拨款支出100.00万元。", "一般公共预算财政拨款支出101.00万元。", GENERAL)
    assert found == [("D30", Level.ERROR, "100.00万元")]


def test_another_count_is_to_be_explained() -> None:
    found = two("公务用车保有量4辆。", "共有车辆5辆。")
    assert found == [("D30", Level.EXPLAIN, "4辆")]
    assert two("公务用车保有量5辆。", "共有车辆5辆。") == []


def test_changes_of_another_direction() -> None:
    text = "一般公共预算财政拨款支出比2023年{}20.00万元。"
    assert two(text.format("增加"), text.format("增加"), GENERAL) == []
    assert two(text.format("增加"), text.format("减少"), GENERAL) == [("D30", Level.ERROR, "20.00万元")]


def test_where_the_first_figure_stands_is_told() -> None:
    texts = ["公务用车保有量4辆。", HEADINGS["assets"], "共有车辆5辆。"]
    (found,) = issues(texts, "three", nothing_known(), check)
    assert found.message.startswith(f"{HEADINGS['three']}写4辆，这里写5辆，同一个数前后不一致。")


def test_what_a_table_has_is_told_against_its_cell() -> None:
    texts = [
        "一般公共预算财政拨款支出100.00万元。",
        HEADINGS["structure"],
        "一般公共预算财政拨款支出101.00万元。",
    ]
    assert issues(texts, "general", accounts(), check) == []


def test_operating_costs_are_part_of_the_public_expenses() -> None:
    text = "机关运行经费支出{}万元。"
    assert issues(text.format("30.00"), "operating_costs", check=check) == []
    assert issues(text.format("12.00"), "operating_costs", check=check) == []
    (found,) = issues(text.format("31.00"), "operating_costs", check=check)
    assert (found.rule, found.expected) == ("D20", "≤30.00万元")


def test_income_and_expenditure_are_not_the_same_figure() -> None:
    text = (
        "财政拨款收入总计102.00万元，比2023年增加10.00万元；财政拨款支出总计99.00万元，比2023年增加7.00万元。"
    )
    assert issues(text, "appropriation", nothing_known(), check) == []


def test_without_a_year_figures_of_different_years_are_not_the_same() -> None:
    text = "2016年公务接待费预算8.00万元，2015年预算12.50万元。"
    assert issues(text, "three", without_year(nothing_known()), check) == []


def test_last_years_figure_may_differ() -> None:
    text = "“三公”经费支出43.10万元，比上年累计支出43.30万元减少0.20万元。"
    assert issues(text, "three", nothing_known(), check) == []


def test_what_a_fund_carries_over_is_not_what_the_unit_does() -> None:
    texts = [
        "收、支总计120.00万元，其中：年末结转和结余5.00万元。",
        HEADINGS["general"],
        "一般公共预算财政拨款支出100.00万元，年末结转和结余2.00万元。",
    ]
    assert issues(texts, "total", nothing_known(), check) == []


def test_the_basic_expenditure_of_an_item_is_not_that_of_the_unit() -> None:
    texts = [
        "一般公共预算财政拨款支出100.00万元，其中：基本支出80.00万元，项目支出20.00万元。",
        "机构运转支出60.00万元，其中：基本支出55.00万元，项目支出5.00万元。",
        "住房改革支出9.00万元，其中：基本支出9.00万元，项目支出0.00万元。",
    ]
    assert issues(texts, "general", nothing_known(), check) == []
