"""Rates of change, recomputed from the figures as printed."""

from __future__ import annotations

import pytest

from juesuan.findings import Level
from juesuan.tieout.checks.rates import check
from tests.tieout.cases import issues, nothing_known

CHANGE = "收、支总计120.00万元，与2023年相比，收、支总计各{}24.00万元，{}{}。"


def test_a_rate_of_the_year_before() -> None:
    assert issues(CHANGE.format("增加", "增长", "25.00%"), check=check) == []
    (found,) = issues(CHANGE.format("增加", "增长", "22.50%"), check=check)
    assert (found.rule, found.expected) == ("C05", "25.00%")
    assert "增减额24.00÷上年数96.00（120.00－24.00）" in found.message


def test_a_rate_taken_of_this_year_is_wrong() -> None:
    (found,) = issues(CHANGE.format("增加", "增长", "20.00%"), check=check)
    assert found.rule == "C05"


def test_directions_that_contradict_each_other() -> None:
    (found,) = issues(CHANGE.format("增加", "下降", "25.00%"), check=check)
    assert found.cause == "方向"
    assert "写“增加”，增减率的方向却相反" in found.message


def test_a_direction_that_only_fits_the_other_way() -> None:
    (found,) = issues(CHANGE.format("减少", "下降", "25.00%"), check=check)
    assert (found.cause, found.quote) == ("方向", "收、支总计各减少24.00万元")
    assert "按“增加24.00万元”计算才得25.00%" in found.message


def test_a_year_before_cannot_be_less_than_nothing() -> None:
    text = "公务接待费支出2.00万元，比2023年增加5.00万元，增长50.00%。"
    (found,) = issues(text, "three", check=check)
    assert "上年数就成了负数" in found.message
    assert found.rule == "D14"


def test_a_rate_from_nothing() -> None:
    text = "公务接待费支出2.00万元，比2023年增加2.00万元，增长100.00%。"
    (found,) = issues(text, "three", check=check)
    assert (found.level, found.message) == (Level.HINT, "上年数为0，不能写增减百分比。请删去。")


@pytest.mark.parametrize(
    ("rate", "expected"), [("下降20.00%", None), ("下降25.00%", "20.00%"), ("增长20.00%", "")]
)
def test_a_rate_without_its_amount(rate: str, expected: str | None) -> None:
    found = issues(f"公务接待费支出2.00万元，比2023年{rate}。", "three", check=check)
    assert [one.expected for one in found] == ([] if expected is None else [expected])


def test_a_rate_in_a_reason_is_left_alone() -> None:
    text = "公务接待费支出2.00万元，主要原因是来访比2023年减少10.00万元，下降99.00%。"
    assert issues(text, "three", check=check) == []


# What a rate belongs to


def unknown(text: str, section: str = "three") -> list[str]:
    return [one.expected for one in issues(text, section, nothing_known(), check)]


@pytest.mark.parametrize(
    "text",
    [
        "公务用车购置及运行维护费50.00万元（其中：公务用车购置费20.00万元，公务用车运行维护费30.00万元），减少10.00万元，下降{}。",
        "公务用车购置及运行维护费50.00万元（购置费20.00万元、运行费30.00万元），减少10.00万元，下降{}。",
    ],
)
def test_behind_a_bracket_the_figure_before_it_is_meant(text: str) -> None:
    text = f"“三公”经费比上年减少。与上年相比，{text}"
    assert unknown(text.format("16.67%")) == []
    assert unknown(text.format("22.00%")) == ["16.67%"]


def test_behind_a_list_its_whole_may_be_meant() -> None:
    text = "会议活动支出50.00万元，其中：甲活动20.00万元，乙活动30.00万元，同比增加10.00万元，增长{}。"
    assert unknown(text.format("25.00%")) == []
    assert unknown(text.format("50.00%")) == []
    assert unknown(text.format("40.00%")) == ["50.00%"]


def test_a_budget_against_the_budget_before() -> None:
    text = "公务接待费预算9.00万元，较上年减少1.00万元，下降{}。"
    assert unknown(text.format("10%")) == []
    assert unknown(text.format("11%")) == ["10.00%"]


def test_last_years_figure_is_not_this_years() -> None:
    text = "公务接待费支出12.00万元，比上年累计支出15.00万元下降3.00万元，下降{}。"
    assert unknown(text.format("20%")) == []
    assert unknown(text.format("25%")) == ["20.00%"]


def test_a_paragraph_about_another_year_is_left_alone() -> None:
    texts = [
        "2024年度“三公”经费支出20.00万元，其中：公务接待费12.00万元。",
        "2025年度“三公”经费预算22.00万元。公务接待费较上年减少3.00万元，下降25.00%。",
    ]
    assert issues(texts, "three", nothing_known(), check) == []


def test_from_one_figure_to_another() -> None:
    text = "全年严格审批，出国人次从40人降为{}人，下降45%。"
    assert unknown(text.format("22")) == []
    assert unknown(text.format("20")) == ["50.00%"]
