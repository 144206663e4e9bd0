"""Lists: nothing is left out, nothing is there that the tables do not have."""

from __future__ import annotations

import pytest

from juesuan.findings import Level
from juesuan.tieout.checks.lists import check
from tests.tieout.cases import accounts, issues, nothing_known


def messages(text: str | list[str], section: str) -> list[str]:
    return [one.message for one in issues(text, section, check=check)]


# Limits


def test_a_part_is_at_most_its_whole() -> None:
    text = "授予中小企业合同金额30.00万元，其中：授予小微企业合同金额{}万元。"
    assert messages(text.format("30.00"), "procurement") == []
    (found,) = issues(text.format("35.00"), "procurement", check=check)
    assert "部分不能大于整体" in found.message


# What is left out

INCOME = "本年收入合计110.00万元，其中：一般公共预算财政拨款收入100.00万元"


def test_a_list_that_leaves_something_out() -> None:
    found = issues(f"{INCOME}，占90.91%；事业收入0万元。", "income", check=check)
    assert "漏列“其他收入”" in [one.claim for one in found]
    (left,) = [one for one in found if one.claim.startswith("漏列")]
    assert (left.rule, left.expected) == ("D02", "10.00万元")
    assert left.message.startswith("收入支出决算总表“八、其他收入”有10.00万元，这一节没有写到“其他收入”")


@pytest.mark.parametrize(
    "rest",
    [
        "；其他收入10.00万元。",
        "；其他收入若干。",  # it is named
        "；利息10.00万元。",  # under another name
    ],
)
def test_what_is_named_or_stands_under_another_name_is_not_left_out(rest: str) -> None:
    assert not [one for one in issues(INCOME + rest, "income", check=check) if "漏列" in one.claim]


def test_a_section_that_gives_no_list_gets_a_hint_where_it_should() -> None:
    (found,) = issues("本年收入合计110.00万元，比上年有所增加。", "income", check=check)
    assert (found.rule, found.level) == ("D02", Level.HINT)
    assert "没有逐项说明" in found.message
    assert messages("“三公”经费支出8.00万元，比上年有所减少。", "three") == []
    assert messages(f"{INCOME}。", "total") == []


def test_an_item_that_is_left_out() -> None:
    pension = "社会保障和就业支出（类）行政事业单位养老支出（款）机关事业单位基本养老保险缴费支出（项）：支出决算10.00万元。"
    texts = [
        "社会保障和就业支出（类）人力资源和社会保障管理事务（款）行政运行（项）：支出决算60.00万元。",
        "社会保障和就业支出（类）人力资源和社会保障管理事务（款）劳动保障监察（项）：支出决算20.00万元。",
        "住房保障支出（类）住房改革支出（款）住房公积金（项）：支出决算10.00万元。",
    ]
    assert messages([*texts, pension], "items") == []
    (found,) = issues(texts, "items", check=check)
    assert found.claim == "漏列“机关事业单位基本养老保险缴费支出”"


def test_a_section_of_items_says_all_below_it() -> None:
    texts = [
        "社会保障和就业支出（类）人力资源和社会保障管理事务（款）：支出决算80.00万元。",
        "社会保障和就业支出（类）行政事业单位养老支出（款）：支出决算10.00万元。",
        "住房保障支出（类）住房改革支出（款）：支出决算10.00万元。",
    ]
    assert [one for one in messages(texts, "items") if "没有写到" in one] == []


# What no table has


def test_an_item_that_no_table_has() -> None:
    text = "教育支出（类）进修及培训（款）培训支出（项）：支出决算{}万元。"
    found = issues(text.format("3.00"), "items", check=check)
    assert "没有“教育支出（类）进修及培训（款）培训支出（项）”这个项级科目" in found[0].message
    assert messages(text.format("0.00"), "items") == []


def test_an_item_of_last_year_may_be_missing_this_year() -> None:
    text = "2023年教育支出（类）进修及培训（款）培训支出（项）支出决算3.00万元。"
    assert messages(text, "items") == []


def test_without_figures_nothing_is_missed() -> None:
    assert issues(f"{INCOME}。", "income", nothing_known(), check) == []


def test_a_new_row_of_the_table_is_missed_in_the_text() -> None:
    world = accounts({"01|business|amount": "7.00"})
    text = f"{INCOME}；其他收入10.00万元。"
    assert [one.expected for one in issues(text, "income", world, check)] == ["7.00万元"]
