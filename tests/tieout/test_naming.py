"""What the words before a figure name, and where they name nothing that the tables have."""

from __future__ import annotations

import pytest

from juesuan.tieout.lexicon import Section, load_lexicon
from juesuan.tieout.naming import Naming
from tests.tieout.cases import HEADINGS, accounts, amounts_said, nothing_known


def section(key: str) -> Section:
    found = load_lexicon().section(HEADINGS[key])
    assert found is not None
    return found


def named(words: str, key: str) -> str | None:
    """The subject that words name in a section: None for nothing, "" for something that is not known."""
    return Naming(accounts()).subject(words, section(key))[0]


@pytest.mark.parametrize(
    ("words", "key", "subject"),
    [
        ("2024年度收、支总计均为", "total", "total"),
        ("本年收入合计", "income", "income"),
        ("2024年本年支出总计为", "expenditure", "expenditure"),
        ("某市劳动就业局2024年“三公”经费财政拨款支出决算为", "three", "three"),
        ("其中：公务接待费支出决算", "three", "reception"),
        ("（三）公务用车运行维护费用", "three", "running"),
        ("因公出国（境）费", "three", "abroad"),
        ("我局人员经费共计", "basic", "personnel"),
        ("基本工资、津贴补贴等人员经费", "basic", "personnel"),
        ("日常公用经费合计（含培训费）", "basic", "public"),
        ("全年政府采购支出总额", "procurement", "procurement"),
        ("机关运行经费执行数为", "operating_costs", "operating_costs"),
    ],
)
def test_the_name_stands_at_the_end_of_the_words(words: str, key: str, subject: str) -> None:
    assert named(words, key) == subject


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("减少公务接待费", "three"),
        ("因压缩公务接待费", "three"),
        ("追加人员经费", "basic"),
        ("减少下属学校人员经费", "basic"),
        ("拨付给下属学校的人员经费", "basic"),
        ("会议费", "three"),
        ("购买劳务派遣服务", "basic"),
    ],
)
def test_what_stands_before_a_name_makes_it_another(words: str, key: str) -> None:
    assert named(words, key) == ""


@pytest.mark.parametrize("words", ["", "共计", "决算数为", "2024年度", "其中：", "本单位"])
def test_words_that_lead_to_a_figure_name_nothing(words: str) -> None:
    assert named(words, "three") is None


def test_the_same_words_mean_another_thing_in_another_section() -> None:
    assert named("本年支出", "expenditure") == "expenditure"
    assert named("本年支出", "fund") == "fund"
    assert named("本年支出", "general") == "general"
    assert named("基本支出", "basic") == "basic"
    assert named("基本支出", "expenditure") == "expenditure_parts:03|total|basic"


def test_a_name_before_a_colon_counts() -> None:
    assert named("其他收入：本年度共计", "income") == "income_parts:01|other|amount"


ITEM = "社会保障和就业支出（类）人力资源和社会保障管理事务（款）行政运行（项）"


@pytest.mark.parametrize(
    ("words", "row"),
    [
        (ITEM, "2080101"),
        (f"1.{ITEM}：支出决算为", "2080101"),
        (ITEM.replace("社会保障和就业支出（类）", "社会保障和就业（类）"), "2080101"),
        ("住房保障支出（类）住房改革支出（款）住房公积金（项）2024年决算数为", "2210201"),
        ("4.住房公积金（项）", "2210201"),
        ("“劳动保障监察”（项）支出", "2080105"),
        ("行政事业单位养老支出（款）", "20805"),
    ],
)
def test_items_are_named_by_class_section_and_item(words: str, row: str) -> None:
    assert named(words, "items") == f"items:06|{row}|total"


@pytest.mark.parametrize(
    "words",
    [
        "社会保障和就业支出（类）人力资源和社会保障管理事务（款）会计核算（项）",
        "教育支出（类）进修及培训（款）培训支出（项）",
        "卫生健康支出（类）行政事业单位医疗（款）行政运行（项）",
    ],
)
def test_items_that_no_table_has_are_not_known(words: str) -> None:
    assert named(words, "items") == ""


def test_an_item_by_its_lowest_level_alone_must_be_the_only_one() -> None:
    two = accounts({"06|2120101|total": "1.00"}, codes=("212", "21201", "2120101"))
    naming = Naming(two)
    assert naming.item("住房公积金（项）") == ("items:06|2210201|total", "住房公积金")
    assert naming.item("行政运行（项）") is None
    assert naming.item("住房公积金（款）") is None


def test_without_figures_items_are_not_known() -> None:
    assert Naming(nothing_known()).subject(ITEM, section("items"))[0] == ""


def test_a_reduced_reception_is_no_reception_figure() -> None:
    found = amounts_said("公务接待费支出2.00万元，其中减少公务接待费12.00万元。", "three")
    assert found == [("2.00万元", "reception"), ("12.00万元", "")]


@pytest.mark.parametrize(
    ("words", "unit", "subject"),
    [
        ("国内公务接待", "批次", "reception_batches"),
        ("全年国内公务接待批次为", "批", "reception_batches"),
        ("出国（境）团组", "个", "missions"),
        ("因公出国（境）", "人次", "mission_persons"),
        ("公务用车保有量为", "辆", "vehicles"),
        ("外事接待", "批次", "foreign_batches"),
        ("开展招聘活动", "次", ""),
        ("培训学员", "人", ""),
    ],
)
def test_counts_go_by_name_and_unit(words: str, unit: str, subject: str) -> None:
    assert Naming(accounts()).counted(words, section("three"), unit, "")[0] == subject


def test_persons_belong_to_what_was_counted_before() -> None:
    naming = Naming(accounts())
    assert naming.counted("，", section("three"), "人次", "reception_batches")[0] == "reception_persons"
    assert naming.counted("，", section("three"), "人次", "foreign_batches")[0] == "foreign_persons"
    assert naming.counted("，", section("three"), "人次", "")[0] == ""
