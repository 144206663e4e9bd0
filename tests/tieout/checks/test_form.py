"""The form of the document: its tables, another unit's name, numbering, the glossary."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from juesuan.findings import Level
from juesuan.importing.model import Figure, FoundTable, Place, Recognised
from juesuan.spec import load_format
from juesuan.spec.model import Cell
from juesuan.tieout.checks.form import check, chinese_number
from juesuan.tieout.own_tables import OwnTables
from tests.tieout.cases import HEADINGS, TITLE, accounts, case_of, issues, of_lines

FORM = load_format("sichuan-2020")


def form(*lines: str) -> list[tuple[str, str]]:
    """Rule and right value of what is found in lines."""
    return [(one.rule, one.expected) for one in check(case_of(of_lines(*lines)))]


# Tables


def printed(tables: Iterable[str], filled: Iterable[str], empty: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Rule and table of what is found about a report that prints these tables."""
    found = {one: FoundTable(one, (), "万元", empty=one in set(empty)) for one in tables}
    figures = tuple(Figure(Cell(one, "total", "total"), 100, Place("", "", 1, 1)) for one in filled)
    own = OwnTables(FORM, Recognised(tables=found, figures=figures), ())
    case = replace(case_of(of_lines(TITLE)), own=own)
    return [(one.rule, one.place) for one in check(case)]


ALL = tuple(FORM.tables)


def test_all_tables_are_there() -> None:
    assert printed(ALL, filled=ALL) == []


def test_a_table_that_lacks_is_a_hint() -> None:
    title = FORM.tables["13"].title
    assert printed(ALL[:-2], filled=ALL[:-2]) == [("F01", title), ("F01", FORM.tables["14"].title)]


def test_an_empty_table_says_so() -> None:
    title = FORM.tables["11"].title
    rest = [one for one in ALL if one != "11"]
    assert printed(ALL, filled=rest) == [("F02", title)]
    assert printed(ALL, filled=rest, empty=["11"]) == []


def test_a_report_that_prints_few_tables_prints_them_elsewhere() -> None:
    assert printed(["01", "02"], filled=["01"]) == []


# Names


def test_the_name_of_another_unit() -> None:
    world = replace(accounts(), units=("某市甲区教育局",))
    (found,) = issues("某市乙区教育局2024年机关运行经费若干。", "operating_costs", world, check)
    assert (found.rule, found.level, found.expected) == ("F04", Level.ERROR, "某市甲区教育局")
    assert found.quote == "某市乙区教育局"
    (found,) = issues("经费增加，原因是某市乙区教育局2024年划入人员。", "operating_costs", world, check)
    assert found.quote == "某市乙区教育局"


@pytest.mark.parametrize(
    "text",
    [
        "某市甲区教育局2024年机关运行经费若干。",
        "甲区教育局2024年机关运行经费若干。",
        "某市乙区财政局2024年下达资金若干。",  # another kind of unit
        "拨付某市乙区教育局款项若干。",
        "支出减少，主要原因是区教育局2024年没有新建项目。",  # one's own, by its short name
    ],
)
def test_names_of_others_that_may_stand_there(text: str) -> None:
    world = replace(accounts(), units=("某市甲区教育局",))
    assert issues(text, "operating_costs", world, check) == []


# Numbering


def test_headings_count_on() -> None:
    heads = ("一、收入决算情况说明", "二、支出决算情况说明", "三、财政拨款收入支出决算总体情况说明")
    assert form(TITLE, *heads) == []
    assert form(TITLE, heads[0], heads[2].replace("三、", "四、")) == [("F07", "第2个")]
    assert form(TITLE, heads[0], heads[1].replace("二、", "一、")) == []  # it begins again


def test_headings_inside_another_begin_again() -> None:
    lines = ("一、收入决算情况说明", "（一）甲情况", "（二）乙情况", "二、支出决算情况说明", "（一）丙情况")
    assert form(TITLE, *lines) == []
    assert form(TITLE, *lines[:2], "（三）乙情况") == [("F07", "第2个")]


def test_headings_of_one_rank_are_numbered_alike() -> None:
    found = form(TITLE, "一、收入决算情况说明", "2、支出决算情况说明")
    assert found == [("F07", "一、")]


def test_items_count_on() -> None:
    items = ("1.行政运行支出60.00万元。", "2.劳动保障监察支出20.00万元。", "3.住房公积金支出10.00万元。")
    assert form(TITLE, HEADINGS["items"], *items) == []
    assert form(TITLE, HEADINGS["items"], items[0], items[2]) == [("F07", "2")]
    assert form(TITLE, HEADINGS["items"], items[0], items[1], items[0]) == []


def test_an_amount_at_the_beginning_is_no_number() -> None:
    assert form(TITLE, HEADINGS["items"], "1.行政运行支出60.00万元。", "12.50万元用于培训。") == []


@pytest.mark.parametrize(
    ("text", "number"),
    [("一", 1), ("九", 9), ("十", 10), ("十二", 12), ("二十", 20), ("二十三", 23), ("零", 0)],
)
def test_chinese_numbers(text: str, number: int) -> None:
    assert chinese_number(text) == number


# The glossary

ITEM = "{}.社会保障和就业支出（类）人力资源和社会保障管理事务（款）{}（项）：支出若干。"
TERMS = ("行政运行", "劳动保障监察", "综合业务管理")


def glossary(*names: str) -> list[tuple[str, str]]:
    texts = [ITEM.format(number, name) for number, name in enumerate((*TERMS, "机关服务"), 1)]
    terms = [
        ITEM.format(number, name).replace("支出若干", "指各项支出") for number, name in enumerate(names, 1)
    ]
    return form(TITLE, HEADINGS["items"], *texts, HEADINGS["glossary"], *terms)


def test_an_item_that_the_glossary_does_not_explain() -> None:
    assert glossary(*TERMS) == [("F08", "机关服务")]
    assert glossary(*TERMS, "机关服务") == []


def test_a_glossary_that_explains_hardly_any_item_explains_none() -> None:
    assert glossary("行政运行") == []
