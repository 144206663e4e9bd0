"""Words that no arithmetic finds: placeholders, branches, years, masks, punctuation, reasons that lack."""

from __future__ import annotations

import pytest

from juesuan.findings import Level
from juesuan.tieout.checks.words import check
from tests.tieout.cases import HEADINGS, TITLE, accounts, case_of, issues, levels, of_lines


def found(text: str, section: str = "three") -> list[tuple[str, Level]]:
    return levels(issues(text, section, check=check))


@pytest.mark.parametrize(
    "text",
    [
        "收、支总计均为XX万元。",
        "支出××万元。",
        "支出____万元。",
        "【待填写：主要原因】。",
        "某某单位。",
        "支出8.00万元（不涉及的不列）。",
    ],
)
def test_placeholders(text: str) -> None:
    assert found(text) == [("F06", Level.ERROR)]


@pytest.mark.parametrize("text", ["支出8.00万元，主要用于X光机。", "型号X5。", "按规定填写。"])
def test_no_placeholders(text: str) -> None:
    assert found(text) == []


def test_the_place_of_a_picture_is_a_hint() -> None:
    assert found("[图片：收入结构图]") == [("F12", Level.HINT)]


@pytest.mark.parametrize(
    "text",
    [
        "比上年增加/减少若干。",
        "决算数大于（小于）预算数。",
        "本单位有/无政府性基金。",
        "较上年增长（下降）若干，支出增加（减少）若干。",
    ],
)
def test_branches_of_a_template_are_told_once_a_sentence(text: str) -> None:
    assert found(text) == [("F06", Level.ERROR)]


def test_words_that_only_look_like_branches() -> None:
    assert found("各项支出有增有减，增加和减少相抵。") == []


# Years


@pytest.mark.parametrize("year", ["2023年", "2023年度"])
def test_the_year_of_a_heading(year: str) -> None:
    heading = f"十、{year}收入决算情况"
    (one,) = issues(heading, check=check)
    assert (one.rule, one.expected, one.actual) == ("F03", "2024年", "2023年")
    assert issues(heading.replace("2023", "2024"), check=check) == []


def test_the_year_of_the_title() -> None:
    document = of_lines("某市劳动就业局2023年度部门决算", HEADINGS["three"], "支出若干。")
    assert levels(check(case_of(document, accounts()))) == [("F03", Level.ERROR)]


def test_a_sentence_may_speak_of_the_year_before() -> None:
    assert found("2023年“三公”经费支出8.50万元，2024年支出8.00万元。") == []
    assert found("2023年收入增加，支出也增加。", "income") == []


def test_the_day_of_the_assets() -> None:
    assert found("截至2024年12月31日，共有车辆5辆。", "assets") == []
    assert found("截止2023年12月31日，共有车辆5辆。", "assets") == [("F03", Level.ERROR)]
    assert found("截至2020年底建成的系统仍在使用。", "procurement") == []


# Masks and punctuation


def test_masked_amounts() -> None:
    assert found("支出12**万元。") == [("F11", Level.HINT)]
    assert found("面积12*3米。") == []


@pytest.mark.parametrize("text", ["支出减少。。", "支出，，减少。", "支出减少，。", "包括：。"])
def test_doubled_punctuation(text: str) -> None:
    assert found(text) == [("F09", Level.HINT)]


def test_sound_punctuation() -> None:
    assert found("包括：“会议费”、“培训费”；其他（含差旅费）。") == []


def test_the_glossary_is_left_alone() -> None:
    document = of_lines(TITLE, HEADINGS["glossary"], "一、财政拨款收入：指2019年起……。。")
    assert list(check(case_of(document))) == []


# Reasons

CHANGE = "公务接待费支出2.00万元，比2023年减少0.50万元，下降20.00%。"


def test_a_change_without_a_reason() -> None:
    assert found(CHANGE) == [("F10", Level.EXPLAIN)]


@pytest.mark.parametrize(
    "texts",
    [
        [CHANGE + "主要原因是来访减少。"],
        [CHANGE, "主要是来访减少。"],
        [CHANGE, "接待8批次。", "由于来访减少。"],
        [CHANGE, "今年因经费不足，接待大幅减少。"],
        ["公务接待费支出2.00万元，比预算减少0.60万元。"],
        ["公务接待费支出2.00万元，比2023年减少0.00万元。"],
        ["会议费支出2.00万元，比2023年减少0.50万元。"],
    ],
)
def test_a_reason_may_follow_and_not_every_change_needs_one(texts: list[str]) -> None:
    assert [one.rule for one in issues(texts, "three", check=check)] == []


def test_a_reason_before_the_figure_is_none_of_it() -> None:
    assert found("由于来访减少，工作调整。" + CHANGE) == [("F10", Level.EXPLAIN)]


def test_some_sections_need_no_reason() -> None:
    assert found("人员经费50.00万元，比2023年增加1.00万元。", "basic") == []


def test_a_paragraph_needs_one_reason() -> None:
    more = "公务用车运行维护费6.00万元，比2023年减少1.00万元。"
    assert found(CHANGE + more) == [("F10", Level.EXPLAIN)]


def test_the_next_years_budget_may_have_a_heading() -> None:
    heading = "（三）2025年“三公”经费预算安排情况"
    assert "F03" not in [one.rule for one in issues([heading, "安排如下。"], "three", check=check)]
    heading = "（三）2025年“三公”经费支出情况"
    assert "F03" in [one.rule for one in issues([heading, "支出如下。"], "three", check=check)]
