"""Amounts, budgets and counts against the tables: what differs, what it looks like, what is left alone."""

from __future__ import annotations

import pytest

from juesuan.findings import Level
from juesuan.tieout.checks.amounts import check
from tests.tieout.cases import accounts, issues, levels, nothing_known

TOTAL = "2024年度收、支总计均为{}。"


@pytest.mark.parametrize(
    "printed",
    ["120.00万元", "120万元", "１２０．００万元", "1,200,000.00元", "1200000元", "0.012亿元", "0.01亿元"],
)
def test_the_figure_of_the_table_in_any_unit(printed: str) -> None:
    assert issues(TOTAL.format(printed), check=check) == []


@pytest.mark.parametrize("printed", ["120.01万元", "121万元", "1200001元", "0.02亿元", "0万元"])
def test_another_figure(printed: str) -> None:
    (found,) = issues(TOTAL.format(printed), check=check)
    assert (found.rule, found.level) == ("D01", Level.ERROR)
    assert found.expected == "120.00万元"
    assert "收入支出决算总表“总计”为120.00万元" in found.message
    assert found.quote.endswith(printed)


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        ("102.00万元", "像是数字的次序写错了"),
        ("1200000.00万元", "像是把元和万元弄混了"),
        ("120.00元", "像是把元和万元弄混了"),
        ("118.00万元", "相差2.00万元。请核对后改正。"),
        ("0万元", "相差120.00万元。请核对后改正。"),
    ],
)
def test_what_the_mistake_looks_like(printed: str, words: str) -> None:
    (found,) = issues(TOTAL.format(printed), check=check)
    assert words in found.message


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("2024年“三公”经费支出8.00万元，其中公务接待费2.00万元。", "three"),
        ("2023年“三公”经费支出8.50万元，2024年支出8.00万元。", "three"),
        ("“三公”经费支出8.00万元，较上年8.50万元有所减少。", "three"),
        ("压减支出，减少公务接待费12.00万元。", "three"),
        ("公务接待费支出2.00万元，主要原因是会议减少5.00万元。", "three"),
        ("公务接待费不超过3.00万元。", "three"),
        ("会议费支出5.00万元。", "three"),
        ("国内公务接待8批次，56人次，共计支出2.00万元。", "three"),
        ("举办招聘会12次，参加200人次。", "three"),
        ("2024年未发生政府性基金预算支出。", "fund"),
        ("财政拨款支出12*万元。", "general"),
    ],
)
def test_what_is_right_or_speaks_of_something_else(text: str, section: str) -> None:
    assert issues(text, section, check=check) == []


def test_a_figure_of_the_year_before_is_compared_with_last_years() -> None:
    (found,) = issues("“三公”经费支出8.00万元，较上年8.40万元有所减少。", "three", check=check)
    assert found.expected == "8.50万元"


def test_a_place_is_named_in_the_words_of_the_table() -> None:
    (found,) = issues("公务接待费支出3.00万元。", "three", check=check)
    assert found.message.startswith("一般公共预算财政拨款“三公”经费支出决算表“公务接待费”为2.00万元，")
    (item,) = issues(
        "住房保障支出（类）住房改革支出（款）住房公积金（项）：支出决算11.00万元。", "items", check=check
    )
    assert "一般公共预算财政拨款支出决算表“住房公积金”" in item.message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("国内公务接待9批次。", "8批次"),
        ("国内公务接待8批次，66人次。", "56人次"),
        ("公务用车保有量4辆。", "5辆"),
    ],
)
def test_counts(text: str, expected: str) -> None:
    (found,) = issues(text, "three", check=check)
    assert (found.expected, found.level) == (expected, Level.ERROR)


@pytest.mark.parametrize("text", ["国内公务接待8批次，56人次。", "公务用车保有量5辆。", "购置公务用车0辆。"])
def test_counts_that_are_right(text: str) -> None:
    assert issues(text, "three", check=check) == []


def test_a_budget_on_another_basis_is_to_be_explained() -> None:
    assert levels(issues("公务接待费年初预算为3.00万元。", "three", check=check)) == [("D12", Level.EXPLAIN)]
    assert issues("公务接待费年初预算为2.60万元。", "three", check=check) == []
    assert levels(issues("公务接待费年初预算为2.61万元。", "three", check=check)) == [("D12", Level.HINT)]


def test_no_budget_in_the_table_contradicts_none() -> None:
    assert issues("因公出国（境）费年初预算为1.00万元。", "three", check=check) == []


@pytest.mark.parametrize(
    ("elsewhere", "level"), [("90.01", Level.HINT), ("90.02", Level.HINT), ("90.03", Level.ERROR)]
)
def test_the_tail_of_another_table_is_a_hint(elsewhere: str, level: Level) -> None:
    world = accounts({"04|208|total": elsewhere})
    text = f"社会保障和就业支出{elsewhere}万元，占90.01%。"
    assert levels(issues(text, "structure", world, check)) == [("D07", level)]


def test_a_small_difference_that_no_table_prints_is_no_tail() -> None:
    assert levels(issues("社会保障和就业支出90.01万元。", "structure", check=check)) == [("D07", Level.ERROR)]


def test_this_years_figure_under_another_year() -> None:
    found = issues("2023年“三公”经费支出8.00万元。", "three", check=check)
    assert [one.rule for one in found] == ["D12", "F03"]
    assert (found[1].expected, found[1].cause) == ("2024年", "年度")


def test_a_year_that_is_neither_is_told_where_nothing_is_known() -> None:
    text = "2021年收、支总计均为120.00万元。"
    assert levels(issues(text, world=nothing_known(), check=check)) == [("F03", Level.ERROR)]
    assert issues(text.replace("2021", "2024"), world=nothing_known(), check=check) == []


def test_the_next_years_budget_may_be_told() -> None:
    text = "2025年公务接待费预算21.80万元。"
    assert issues(text, "three", world=nothing_known(), check=check) == []
    text = "2025年公务接待费支出21.80万元。"
    assert levels(issues(text, "three", world=nothing_known(), check=check)) == [("F03", Level.ERROR)]


def test_the_basic_expenditure_of_an_item_is_not_compared_with_that_of_the_unit() -> None:
    text = "机构运转支出60.00万元，其中：基本支出55.00万元，项目支出5.00万元。"
    assert issues(text, "general", check=check) == []
    text = "一般公共预算财政拨款支出100.00万元，其中：基本支出55.00万元，项目支出5.00万元。"
    assert levels(issues(text, "general", check=check)) == [("D06", Level.ERROR)]


def test_parts_of_a_budget_are_budgets() -> None:
    text = "“三公”经费年初预算8.60万元，其中：公务用车运行维护费6.00万元，公务接待费2.60万元。"
    assert issues(text, "three", check=check) == []
