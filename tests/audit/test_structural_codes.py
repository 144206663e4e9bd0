"""A38, A44, A45 and B27: the codes of the rows, their hierarchy and their names.

In the sample 公开06表 row 12 is 2040219, row 26 the first spare row; 公开11表 holds 2120802.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from juesuan.audit.view import View
from juesuan.book.layout import address
from juesuan.findings import Level
from juesuan.spec.model import Cell
from tests.audit.views import SAMPLE, alone, bare, built, told, view_of
from tests.book.test_read_rows import Cells
from tests.books import accounts


def spare(view: View, table: str, number: int = 0) -> int:
    """The sheet row of a spare row."""
    assert view.read is not None
    top = view.read.layout[table].region_top
    return max([top - 1, *view.read.places[table].places.values()]) + 1 + number


# ---- A38


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("2040201", "“2040201 行政运行”属于一般公共预算的科目，不能列入政府性基金预算财政拨款收入支出决算表"),
        ("20402", "属于一般公共预算"),
        ("204", "属于一般公共预算"),
        ("22301", "属于国有资本经营的科目"),
    ],
)
def test_a_code_of_another_budget_in_the_fund_table(code: str, words: str) -> None:
    row = spare(view_of(), "11")
    cells: Cells = {f"公开11表!A{row}": code, f"公开11表!D{row}": 5}
    found = alone(view_of(cells), "A38", Level.ERROR, f"公开11表!A{row}", words, f"第{row}行")
    assert found.cells == (f"11.{code}",)


@pytest.mark.parametrize("code", ["2120803", "21211", "2121100", "212", "229", "22960", "23401", "2320498"])
def test_codes_of_the_fund(code: str) -> None:
    row = spare(view_of(), "11")
    cells: Cells = {f"公开11表!A{row}": code, f"公开11表!D{row}": 5}
    cells |= {"科目字典!A6": "2320498", "科目字典!B6": "本市专项债券付息", "科目字典!C6": "功能分类"}
    assert told(view_of(cells), "A38") == []


def test_the_fund_table_of_another_format() -> None:
    book = accounts("shanghai-2024:exact:3")
    cell = Cell("08", "2010301", "income")
    rows = {**book.rows, "08": (*book.rows.get("08", ()), "2010301")}
    status = {**book.status, "08": "已填完，空白即零"}
    (found,) = told(built(replace(book, typed={**book.typed, cell: 5}, rows=rows, status=status)), "A38")
    assert found.cells == ("08.2010301",)


# ---- A44


def test_a_row_without_the_rows_above_it() -> None:
    cells: Cells = {"公开06表!A26": "2290101", "公开06表!E26": 12}
    words = ("缺少上级科目行229、22901，它的项目支出12.00万元没有计入合计", "请点“重新计算”")
    own: Cells = {
        "科目字典!A6": "2290101",
        "科目字典!B6": "其他",
        "科目字典!A7": "22901",
        "科目字典!B7": "其他支出",
    }
    found = alone(view_of({**cells, **own}), "A44", Level.ERROR, "公开06表!A26", *words)
    assert (found.cells, found.actual) == (("06.2290101",), 12_000_000)


def test_a_row_between_is_missing() -> None:
    cells: Cells = {"公开06表!A26": "22999", "公开06表!E26": 12, "公开06表!A27": "229"}
    assert {one.place for one in told(view_of(cells), "A44")} == {"公开06表!A27"}  # out of order only
    cells = {"公开06表!A26": "229", "公开06表!A27": "2299901", "公开06表!E27": 12}
    own: Cells = {"科目字典!A6": "2299901", "科目字典!B6": "其他支出"}
    alone(view_of({**cells, **own}), "A44", Level.ERROR, "公开06表!A27", "缺少上级科目行22999，")


def test_a_row_without_amounts_lacks_its_parents() -> None:
    alone(view_of({"公开06表!A26": "22999"}), "A44", Level.HINT, "公开06表!A26", "缺少上级科目行229，")


def test_codes_out_of_order() -> None:
    cells: Cells = {"公开06表!A26": "210", "公开06表!E26": 1, "公开06表!A27": "205", "公开06表!E27": 1}
    words = ("排在科目2210201之后，科目没有按编码升序排列（本表共2处）",)
    found = alone(view_of(cells), "A44", Level.ERROR, "公开06表!A26", *words)
    assert found.cells == ("06.210", "06.205")


def test_a_code_that_stands_twice_on_no_sheet() -> None:
    sample = accounts(SAMPLE)
    rows = {**sample.rows, "06": ("204", "20402", "2040219", "2040219")}
    (found,) = told(bare(replace(sample, rows=rows), {}), "A44")
    assert "重复出现2次" in found.message
    assert (found.sheet, found.cell) == ("公开06表", "")


def test_parents_missing_on_no_sheet() -> None:
    sample = accounts(SAMPLE)
    rows = {**sample.rows, "06": ("204", "2040219")}
    (found,) = told(bare(replace(sample, rows=rows), {Cell("06", "2040219", "project"): 5}), "A44")
    assert "缺少上级科目行20402，" in found.message
    assert found.remedy == "请补上上级科目行。"


@pytest.mark.parametrize(
    "cells", [{}, {"公开06表!A26": "229", "公开06表!E26": 1}, {"公开06表!A26": "2040201"}]
)
def test_a_hierarchy_that_is_right_or_told_by_the_reader(cells: Cells) -> None:
    assert told(view_of(cells), "A44") == []


def test_detail_lines_belong_to_their_code() -> None:
    row = spare(view_of(), "09")
    cells: Cells = {f"公开09表!A{row}": "2210201", f"公开09表!C{row}": "甲项目", f"公开09表!D{row}": 1}
    found = told(view_of(cells), "A44")
    assert [(one.level, one.cell) for one in found] == [(Level.HINT, f"A{row}")]
    assert "缺少上级科目行221、22102、2210201" in found[0].message


# ---- A45


def row_of(view: View, code: str) -> str:
    assert view.read is not None
    return f"公开06表!{address(view.read.places['06'].places[code], 2)}"


def test_an_old_name() -> None:
    place = row_of(view_of(), "20805")
    words = (
        "科目20805的名称“行政事业单位离退休”与科目表不一致",
        "2020年科目为“行政事业单位养老支出”，这里是旧名称",
    )
    alone(view_of({place: "行政事业单位离退休"}), "A45", Level.HINT, place, *words)


def test_a_wrong_name() -> None:
    place = row_of(view_of(), "2040201")
    found = alone(view_of({place: "行政运转"}), "A45", Level.HINT, place, "2020年科目为“行政运行”")
    assert "旧名称" not in found.message


def test_a_name_that_the_list_is_not_sure_of() -> None:
    cells: Cells = {"公开06表!A26": "21001", "公开06表!B26": "卫生管理"}
    found = alone(
        view_of(cells), "A45", Level.HINT, "公开06表!B26", "尚未核实", "请与当年《政府收支分类科目》核对"
    )
    assert "2020年科目为" not in found.message


@pytest.mark.parametrize(
    "cells",
    [
        {"公开06表!B12": None},
        {"公开06表!B10": " 行 政 运 行 "},
        {"公开06表!B10": "行政运转", "科目字典!A6": "2040201", "科目字典!B6": "本单位行政运行"},
        {"公开06表!B26": "没有编码的名称"},
        {},
    ],
)
def test_names_that_are_right(cells: Cells) -> None:
    assert told(view_of(cells), "A45") == []
    assert told(bare(accounts(SAMPLE)), "A45") == []


# ---- B27


def test_project_expenditure_of_an_organ_that_runs() -> None:
    words = ("“2040201 行政运行”项目支出2,000.00万元，占32.08%", "一般以基本支出为主")
    found = alone(view_of({"公开06表!E10": 2000}), "B27", Level.HINT, "公开06表!E10", *words)
    assert found.cells == ("06.2040201.project",)


def test_basic_expenditure_of_general_affairs() -> None:
    words = ("“2040202 一般行政管理事务”基本支出500.00万元，占45.22%，", "一般以项目支出为主")
    alone(view_of({"公开06表!D11": 500}), "B27", Level.HINT, "公开06表!D11", *words)


@pytest.mark.parametrize("cells", [{}, {"公开06表!D10": 400, "公开06表!E10": 100}, {"公开06表!D12": 9999}])
def test_a_share_that_is_common(cells: Cells) -> None:
    assert told(view_of(cells), "B27") == []
