"""Lists: parts add up to their whole."""

from __future__ import annotations

import pytest

from juesuan.findings import Level
from juesuan.tieout.checks.sums import check
from juesuan.tieout.issue import Issue
from tests.tieout.cases import issues, nothing_known, rules


def messages(text: str | list[str], section: str) -> list[str]:
    return [one.message for one in issues(text, section, check=check)]


def sums(text: str | list[str], section: str) -> list[Issue]:
    return issues(text, section, check=check)


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("基本支出80.00万元，其中：人员经费50.00万元，公用经费30.00万元。", "basic"),
        (
            "基本支出80.00万元，其中：人员经费50.01万元，公用经费30.00万元。",
            "basic",
        ),  # each rounded on its own
        ("基本支出80.00万元，其中：人员经费50.00万元，主要用于工资20.00万元。", "basic"),
        (
            "政府采购支出总额40.00万元，其中：货物支出10.00万元、工程支出25.00万元、服务支出5.00万元。",
            "procurement",
        ),
        ("基本支出80.00万元，其中：会议费1.00万元，培训费2.00万元。", "basic"),  # some of it, not all
        ("公用经费30.00万元，其中：办公费3.00万元，差旅费2.00万元等。", "basic"),
        ("“三公”经费8.00万元，其中：公务用车运行维护费6.00万元、公务接待费2.00万元。", "three"),
        ("共有车辆5辆，其中：应急保障用车2辆、执法执勤用车3辆。", "assets"),
    ],
)
def test_lists_that_add_up_or_do_not_claim_to_be_all(text: str, section: str) -> None:
    assert sums(text, section) == []


@pytest.mark.parametrize(
    ("text", "section", "rule", "expected"),
    [
        ("基本支出80.00万元，其中：人员经费52.00万元，公用经费30.00万元。", "basic", "D11", "82.00万元"),
        ("基本支出80.00万元，其中：人员经费50.02万元，公用经费30.00万元。", "basic", "D11", "80.02万元"),
        (
            "政府采购支出总额40.00万元，其中：货物支出10.00万元、工程支出25.00万元、服务支出9.00万元。",
            "procurement",
            "D21",
            "44.00万元",
        ),
        ("共有车辆6辆，其中：应急保障用车2辆、执法执勤用车3辆。", "assets", "D22", "5辆"),
        (
            "“三公”经费9.00万元，其中：公务用车运行维护费6.00万元、公务接待费2.00万元。",
            "three",
            "D12",
            "8.00万元",
        ),
    ],
)
def test_lists_that_do_not_add_up(text: str, section: str, rule: str, expected: str) -> None:
    (found,) = sums(text, section)
    assert (found.rule, found.level, found.expected) == (rule, Level.ERROR, expected)


def test_the_arithmetic_is_told() -> None:
    (found,) = messages("基本支出80.00万元，其中：人员经费52.00万元，公用经费30.00万元。", "basic")
    assert found.startswith("所列各项之和52.00＋30.00＝82.00万元，总数为80.00万元，相差2.00万元。")


def test_a_part_may_stand_in_a_sentence_of_its_own() -> None:
    text = "基本支出80.00万元，其中：人员经费50.00万元，主要包括：基本工资、津贴补贴。公用经费{}万元。"
    assert messages(text.format("30.00"), "basic") == []
    assert len(messages(text.format("33.00"), "basic")) == 1


def test_reasons_may_name_less_than_the_change_but_not_more() -> None:
    text = "公务接待费支出2.00万元，主要原因是来访减少共3.00万元，其中：考察{}万元，培训1.00万元。"
    assert messages(text.format("1.50"), "three") == []
    (found,) = issues(text.format("2.50"), "three", check=check)
    assert (found.rule, found.level) == ("D29", Level.HINT)
    assert "比3.00万元还多" in found.message


# Where the parts stand


@pytest.mark.parametrize(
    "text",
    [
        "“三公”经费支出{}万元。其中：公务用车运行维护费6.00万元、公务接待费2.00万元。",
        "“三公”经费支出{}万元。分项情况是：公务用车运行维护费6.00万元、公务接待费2.00万元。",
        "“三公”经费支出{}万元（公务用车运行维护费6.00万元、公务接待费2.00万元）。",
        "“三公”经费支出{}万元，主要是压缩了接待。其中：公车运行费6.00万元、公务接待费2.00万元。",
    ],
)
def test_the_list_may_begin_in_the_next_sentence_or_in_a_bracket(text: str) -> None:
    assert sums(text.format("8.00"), "three") == []
    assert [one.expected for one in sums(text.format("9.00"), "three")] in (["8.00万元"], [])


def test_a_list_in_the_next_sentence_is_added_up() -> None:
    text = "“三公”经费支出9.00万元。其中：公务用车运行维护费6.00万元、公务接待费2.00万元。"
    assert [one.expected for one in sums(text, "three")] == ["8.00万元"]


def test_the_paragraphs_behind_are_added_up_where_they_give_everything() -> None:
    whole = "“三公”经费支出9.00万元，比预算少，原因是节约。具体情况如下："
    abroad, car, guests = (
        "因公出国（境）费0.00万元。",
        "公务用车购置及运行维护费6.00万元。",
        "公务接待费2.00万元。",
    )
    assert [one.expected for one in sums([whole, abroad, car, guests], "three")] == ["8.00万元"]
    assert sums([whole, abroad, car], "three") == []


def test_an_amount_under_an_unknown_name_may_be_what_lacks() -> None:
    text = "“三公”经费支出{}万元，其中：公务接待费2.00万元，车辆购置及维护支出6.00万元，因公出国（境）费1.00万元。"
    assert sums(text.format("9.00"), "three") == []
    assert [(one.level, one.expected) for one in sums(text.format("9.50"), "three")] == [
        (Level.ERROR, "9.00万元")
    ]
    assert [one.level for one in sums(text.format("8.50"), "three")] == [Level.EXPLAIN]


def test_amounts_without_decimals_may_have_been_rounded() -> None:
    text = "公务用车购置及运行维护费95万元（其中：公务用车购置费38万元，公务用车运行维护费{}万元）。"
    (found,) = sums(text.format("58"), "three")
    assert (found.level, found.expected) == (Level.HINT, "96.00万元")
    (found,) = sums(text.format("60"), "three")
    assert found.level is Level.ERROR


def test_large_units_are_rounded_in_their_own_decimals() -> None:
    text = "“三公”经费4.40亿元，其中：公务接待费2.04亿元，因公出国（境）费0.47亿元，公务用车购置及运行维护费{}亿元。"
    assert issues(text.format("1.90"), "three", nothing_known(), check) == []
    assert len(issues(text.format("1.99"), "three", nothing_known(), check)) == 1


def test_parts_of_an_item_are_not_those_of_the_section() -> None:
    text = "机构运转支出60.00万元，其中：基本支出55.00万元，项目支出5.00万元。"
    assert sums(text, "general") == []


def test_without_figures_only_the_arithmetic_is_checked() -> None:
    text = "基本支出80.00万元，其中：人员经费52.00万元，公用经费30.00万元。"
    assert rules(issues(text, "basic", nothing_known(), check)) == ["D11"]
