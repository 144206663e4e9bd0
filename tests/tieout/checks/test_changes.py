"""Changes against the year before and the budget: amounts, directions, base years, what is called unchanged."""

from __future__ import annotations

import pytest

from juesuan.findings import Level
from juesuan.tieout.checks.changes import check
from tests.tieout.cases import accounts, issues, nothing_known, without_year

RECEPTION = "公务接待费支出2.00万元，"


def found(text: str, section: str = "three") -> list[tuple[str, str]]:
    return [(one.rule, one.expected) for one in issues(text, section, check=check)]


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("与2023年相比，收、支总计各增加24.00万元。", "total"),
        (RECEPTION + "比2023年减少0.50万元。", "three"),
        (RECEPTION + "同比减少0.5万元。", "three"),
        ("机关运行经费30.00万元，比2023年增加2.00万元。", "operating_costs"),
        (RECEPTION + "主要原因是来访比2023年减少9.00万元。", "three"),
        ("会议费3.00万元，比2023年减少9.00万元。", "three"),
        (RECEPTION + "年初预算2.60万元，比预算减少0.60万元。", "three"),
    ],
)
def test_changes_that_are_right_or_cannot_be_known(text: str, section: str) -> None:
    assert found(text, section) == []


@pytest.mark.parametrize(
    ("text", "section", "rule", "expected"),
    [
        ("与2023年相比，收、支总计各增加26.00万元。", "total", "C05", "增加24.00万元"),
        ("与2023年相比，收、支总计各减少24.00万元。", "total", "C05", "增加24.00万元"),
        (RECEPTION + "比2023年减少0.40万元。", "three", "D14", "减少0.50万元"),
        (RECEPTION + "比2023年增加0.50万元。", "three", "D14", "减少0.50万元"),
        ("公务用车运行维护费6.00万元，比2023年减少1.00万元。", "three", "D14", "持平"),
    ],
)
def test_changes_that_are_wrong(text: str, section: str, rule: str, expected: str) -> None:
    assert found(text, section) == [(rule, expected)]


def test_an_increase_by_nothing() -> None:
    (one,) = issues("公务用车运行维护费6.00万元，比2023年增加0万元。", "three", check=check)
    assert (one.level, one.expected) == (Level.HINT, "持平")


# The year that is compared with


def test_a_comparison_is_with_the_year_before() -> None:
    assert found(RECEPTION + "比2022年减少0.50万元。") == [("F03", "2023年")]
    assert found(RECEPTION + "与2025年相比有所减少。") == [("F03", "2023年")]


def test_the_budget_is_that_of_the_year() -> None:
    assert found(RECEPTION + "较2023年年初预算有所减少。") == [("F03", "2024年")]
    assert found(RECEPTION + "较2024年年初预算有所减少。") == []


def test_without_a_year_no_year_is_wrong() -> None:
    text = "比2022年减少0.50万元，原因是节约。"
    assert issues(text, "three", without_year(nothing_known()), check) == []


# What is called unchanged


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("公务用车运行维护费6.00万元，与2023年持平。", []),
        ("公务用车运行维护费6.00万元，与上年相比无变化。", []),
        ("公务接待费2.00万元，与2023年持平。", ["减少0.50万元"]),
        ("公务接待费2.00万元，与2023年基本持平。", ["减少0.50万元"]),
        ("“三公”经费8.00万元，与上年持平。", ["减少0.50万元"]),
        ("公务接待费2.00万元，决算数与预算数持平。", []),
        ("公务接待费2.00万元，接待标准保持不变。", []),
        ("会议费2.00万元，与2023年持平。", []),
    ],
)
def test_unchanged(text: str, expected: list[str]) -> None:
    assert [one.expected for one in issues(text, "three", check=check)] == expected


def test_nearly_unchanged_is_said_of_small_changes() -> None:
    world = accounts({"10|amount|reception": "2.40"})
    assert issues("公务接待费2.40万元，与2023年基本持平。", "three", world, check) == []
    (one,) = issues("公务接待费2.40万元，与2023年持平。", "three", world, check)
    assert (one.rule, one.expected, one.cause) == ("D14", "减少0.10万元", "持平")


# Against the budget

BUDGETED = "公务接待费年初预算2.60万元，支出决算2.00万元，完成预算76.92%，决算数{}预算数{}。"


@pytest.mark.parametrize(
    ("word", "same", "expected"),
    [
        ("小于", "", []),
        ("低于", "", []),
        ("大于", "", ["小于"]),
        ("超过", "", ["小于"]),
        ("与", "持平", ["小于"]),
        ("与", "基本持平", ["小于"]),
        ("等于", "", ["小于"]),
        ("大于（小于）", "", []),  # told as a branch that was not cut
    ],
)
def test_the_final_figure_and_the_budget(word: str, same: str, expected: list[str]) -> None:
    text = BUDGETED.format(word, same)
    assert [one.expected for one in issues(text, "three", check=check)] == expected


def test_a_figure_that_met_the_budget() -> None:
    text = "公务用车运行维护费预算6.00万元，决算6.00万元，完成预算100%，决算数{}。"
    assert found(text.format("与预算数持平"), "three") == []
    assert found(text.format("等于预算数"), "three") == []
    assert found(text.format("小于预算数"), "three") == [("D10", "等于")]


def test_the_percentage_says_which_is_larger_where_the_budget_is_not_printed() -> None:
    assert found(RECEPTION + "完成预算76.92%，决算数小于预算数。") == []
    assert found(RECEPTION + "完成预算76.92%，决算数大于预算数。") == [("D10", "小于")]
    assert found(RECEPTION + "完成预算100%，决算数大于预算数。") == [("D10", "等于")]


def test_the_difference_from_the_budget_is_that_of_both_figures() -> None:
    text = "公务接待费年初预算2.60万元，支出决算2.00万元，比预算{}。"
    (one,) = issues(text.format("减少0.80万元"), "three", check=check)
    assert (one.rule, one.level, one.expected) == ("D10", Level.EXPLAIN, "小于预算0.60万元")
    (other,) = issues(text.format("增加0.60万元"), "three", check=check)
    assert other.expected == "小于预算0.60万元"


# Across sections


def test_the_total_cannot_stay_where_its_only_source_shrinks() -> None:
    general = "一般公共预算财政拨款支出100.00万元，比2023年减少30.00万元。"
    unchanged = "财政拨款收、支总计102.00万元，与2023年相比，财政拨款收、支总计{}。"
    world = accounts()
    texts = [unchanged.format("持平"), "五、一般公共预算财政拨款支出决算情况说明", general]
    assert "C06" in [one.rule for one in issues(texts, "appropriation", world, check)]
    texts[0] = unchanged.format("减少31.00万元")
    assert "C06" not in [one.rule for one in issues(texts, "appropriation", world, check)]


def test_other_money_may_make_up_for_it() -> None:
    world = accounts({"04|expenditure_total|fund": "30.00"})
    texts = [
        "财政拨款收、支总计102.00万元，与2023年相比，财政拨款收、支总计持平。",
        "五、一般公共预算财政拨款支出决算情况说明",
        "一般公共预算财政拨款支出100.00万元，比2023年减少30.00万元。",
    ]
    assert "C06" not in [one.rule for one in issues(texts, "appropriation", world, check)]


def test_an_earlier_year_may_be_compared_with_besides() -> None:
    text = RECEPTION + "比2023年减少0.50万元；比2019年（受影响前）减少1.20万元。"
    assert found(text) == []
    assert found(RECEPTION + "比2019年减少0.50万元。") == [("F03", "2023年")]
