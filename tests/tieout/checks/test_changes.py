"""Changes against the year before: amounts, directions, what is called unchanged."""

from __future__ import annotations

import pytest

from juesuan.findings import Level
from juesuan.tieout.checks.changes import check
from tests.tieout.cases import accounts, issues, nothing_known

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


# Two figures of the text


@pytest.mark.parametrize(
    "text",
    [
        "会议费支出{}万元，比上年支出50.00万元减少9.00万元。",
        "会议费支出{}万元，上年支出50.00万元。与上年相比减少了9.00万元。",
        "会议费支出{}万元，较2023年会议费50.00万元减少9.00万元。",
    ],
)
def test_a_change_between_two_figures_that_the_text_gives(text: str) -> None:
    assert issues(text.format("41.00"), "three", nothing_known(), check) == []
    (one,) = issues(text.format("42.00"), "three", nothing_known(), check)
    assert (one.rule, one.expected) == ("D14", "减少8.00万元")


def test_on_another_basis_the_figures_need_not_fit() -> None:
    text = "会议费支出42.00万元，比上年支出50.00万元按同口径减少9.00万元。"
    assert issues(text, "three", nothing_known(), check) == []


def test_only_figures_side_by_side_belong_together() -> None:
    text = "会议费支出42.00万元，比上年支出50.00万元减少8.00万元；培训费支出6.00万元，增加6.00万元。"
    assert issues(text, "three", nothing_known(), check) == []


def test_a_change_behind_a_list_may_be_that_of_its_whole() -> None:
    text = "“三公”经费8.00万元，其中：公务用车运行维护费6.00万元，公务接待费2.00万元，比上年减少{}万元。"
    assert found(text.format("0.50")) == []
    assert found(text.format("0.70")) == [("D14", "减少0.50万元")]
