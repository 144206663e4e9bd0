"""Shares and completions of the budget, recomputed from the figures as printed."""

from __future__ import annotations

import pytest

from juesuan.findings import Level
from juesuan.tieout.checks.ratio import CUT
from juesuan.tieout.checks.ratios import check
from tests.tieout.cases import issues, nothing_known

INCOME = "本年收入合计110.00万元，其中：一般公共预算财政拨款收入100.00万元，占{}；其他收入10.00万元，占{}。"


@pytest.mark.parametrize(
    ("first", "second"), [("90.91%", "9.09%"), ("90.9%", "9.1%"), ("91%", "9%"), ("90.909%", "9.091%")]
)
def test_shares_at_any_decimals(first: str, second: str) -> None:
    assert issues(INCOME.format(first, second), "income", check=check) == []


def test_a_wrong_share() -> None:
    (found,) = issues(INCOME.format("92.91%", "9.09%"), "income", check=check)
    assert (found.rule, found.level, found.expected) == ("D03", Level.ERROR, "90.91%")
    assert "100.00÷110.00（本年收入合计）＝90.9091%" in found.message


def test_a_share_that_was_cut() -> None:
    (found,) = issues(INCOME.format("90.90%", "9.09%"), "income", check=check)
    assert (found.level, found.cause, found.expected) == (Level.ERROR, CUT, "90.91%")


def test_a_tail_of_rounding_is_a_hint() -> None:
    (found,) = issues(INCOME.format("90.91%", "9.10%"), "income", check=check)
    assert (found.level, found.expected) == (Level.HINT, "9.09%")
    assert "尾差" in found.message


def test_more_than_rounding_explains_is_an_error() -> None:
    (found,) = issues(INCOME.format("90.91%", "9.11%"), "income", check=check)
    assert found.level is Level.ERROR


@pytest.mark.parametrize(
    ("text", "section", "rule"),
    [
        ("一般公共预算财政拨款支出100.00万元，占本年支出合计的86.96%。", "general", None),
        ("一般公共预算财政拨款支出100.00万元，占本年支出合计的96.86%。", "general", "D06"),
        ("授予小微企业合同金额20.00万元，占政府采购支出总额的50.00%。", "procurement", None),
        ("授予小微企业合同金额20.00万元，占政府采购支出总额的66.67%。", "procurement", "D21"),
        ("公务接待费2.00万元，占25.00%。", "three", None),
        ("公务接待费2.00万元，占20.00%。", "three", "D13"),
        ("会议费2.00万元，占培训费和会议费总额的30.00%。", "three", None),
        ("社会保障和就业支出占90.00%，为90.00万元。", "structure", None),
        ("社会保障和就业支出占80.00%，为90.00万元。", "structure", "D07"),
    ],
)
def test_a_share_of_what_is_named(text: str, section: str, rule: str | None) -> None:
    assert [one.rule for one in issues(text, section, check=check)] == ([rule] if rule else [])


def test_a_share_of_nothing() -> None:
    text = "政府性基金预算财政拨款支出0万元，其中：城乡社区支出0万元，占100.00%。"
    (found,) = issues(text, "fund", check=check)
    assert found.level is Level.HINT
    assert "没有占比可言" in found.message


# Completion of the budget


@pytest.mark.parametrize(
    "text",
    [
        "公务接待费年初预算2.60万元，支出决算2.00万元，完成预算76.92%。",
        "公务接待费支出2.00万元，完成预算的76.9%。",
        "公务接待费支出2.00万元，预算执行率77%。",
        "因公出国（境）费支出0万元。",
        "会议费支出2.00万元，完成预算50%。",
    ],
)
def test_completions_that_are_right_or_cannot_be_known(text: str) -> None:
    assert issues(text, "three", check=check) == []


def test_a_wrong_completion() -> None:
    (found,) = issues("公务接待费支出2.00万元，完成预算67.92%。", "three", check=check)
    assert (found.rule, found.expected) == ("D09", "76.92%")
    assert "决算数2.00÷预算数2.60" in found.message


@pytest.mark.parametrize("text", ["完成预算100%", "完成预算的0%"])
def test_a_budget_of_nothing_is_not_completed(text: str) -> None:
    (found,) = issues(f"因公出国（境）费预算为0万元，支出决算为0万元，{text}。", "three", check=check)
    assert (found.rule, found.level, found.cause) == ("D09", Level.HINT, "预算为0")


def test_the_variance_from_the_budget() -> None:
    text = "公务接待费年初预算2.50万元，支出决算2.00万元，预决算差异率{}。"
    assert issues(text.format("20.00%"), "three", check=check) == []
    (found,) = issues(text.format("80.00%"), "three", check=check)
    assert (found.rule, found.expected) == ("D09", "20.00%")


def test_the_arithmetic_of_the_text_holds_without_tables() -> None:
    found = issues(INCOME.format("90.91%", "19.09%"), "income", nothing_known(), check)
    assert [one.expected for one in found] == ["9.09%"]


def test_whole_amounts_are_not_taken_for_rounded_ones() -> None:
    """1 万元 is 1.00 万元: 47 % instead of 53 % is no tail."""
    text = "会议费预算为1万元，支出决算为0.53万元，完成预算的47%。"
    assert [(one.rule, one.level, one.expected) for one in issues(text, "three", check=check)] == [
        ("D09", Level.ERROR, "53.00%")
    ]


def test_a_name_behind_a_colon_is_the_name() -> None:
    text = "支出总计50.00万元，其中：本年支出合计40.00万元，占80.00%；年末结转和结余10.00万元，占20.00%。"
    assert issues(text, "total", world=nothing_known()) == []


# Budgets


def test_a_budget_is_a_share_of_the_budget() -> None:
    text = "政府采购预算50.00万元，其中：货物类采购预算{}万元，占政府采购预算的40.00%。"
    assert issues(text.format("20.00"), "procurement", nothing_known(), check) == []
    (found,) = issues(text.format("30.00"), "procurement", nothing_known(), check)
    assert found.expected == "60.00%"


def test_a_budget_is_no_share_of_what_was_spent() -> None:
    text = "“三公”经费支出8.00万元。下年度公务接待费预算4.00万元，占{}。"
    assert issues(text.format("15.00%"), "three", check=check) == []
