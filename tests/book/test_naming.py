"""How people name a cell, and back: every money cell of both formats, and the names that fit several."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from juesuan.book.accounts import Accounts, amount_cells
from juesuan.book.file import FileBook
from juesuan.book.naming import describe, find_cells, find_table, parse_key, plain, shown
from juesuan.book.read_lists import Lists, read_keyed
from juesuan.findings import Finding
from juesuan.regenerate import new_book
from juesuan.spec import load_format
from juesuan.spec.model import Cell
from juesuan.template.lists import code_names
from tests.books import accounts

BOOKS = ["sichuan-2020:exact:3", "shanghai-2024:exact:3"]
DETAILS = ("2040219/平安城市", "2040219/平安城市 2.0（续建）", "2040219/信息化建设", "2040220/办案")


def with_details(name: str) -> Accounts:
    """The accounts of a book, with detail lines where a table takes them."""
    found = accounts(name)
    rows = dict(found.rows)
    for table in found.format:
        if table.region is not None and table.region.details:
            rows[table.key] = tuple(sorted({*rows[table.key], "2040219", "2040220", *DETAILS}))
    return replace(found, rows=rows)


def money_cells(of: Accounts) -> Iterator[Cell]:
    for table in of.format:
        for row, column in amount_cells(table, of.rows.get(table.key, ())):
            yield Cell(table.key, row, column)


# ---- there and back


@pytest.mark.parametrize("name", BOOKS)
def test_every_cell_is_found_again_by_its_description(name: str) -> None:
    of = with_details(name)
    form = of.format
    several: dict[tuple[str, str, str], list[Cell]] = {}
    count = 0
    for cell in money_cells(of):
        texts = describe(form, cell, code_names(of, cell.table))
        assert "\n" not in "".join(texts)
        table = find_table(form, texts[0])
        assert table is form.tables[cell.table]
        found = find_cells(table, texts[1], texts[2], of.rows.get(table.key, ()))
        assert cell in found, (cell, texts, found)
        assert parse_key(form, str(cell)) == cell
        if len(found) > 1:
            several[texts] = found
        count += 1
    assert count > 500
    # 总计 of income and of expenditure; the three funds of this year and among the opening balances
    assert {texts[1] for texts in several} == {
        "总计",
        "一、一般公共预算财政拨款",
        "二、政府性基金预算财政拨款",
        "三、国有资本经营预算财政拨款",
    }
    assert all(len(found) == 2 for found in several.values())


@pytest.mark.parametrize("name", ["panzhihua-2020", "putuo-2024"])
def test_every_cell_on_the_list_of_check_figures_is_read_back(name: str) -> None:
    """Described by the program: the key settles what fits two cells. (The widest table would not fit the list.)"""
    of = accounts(name)
    cells = [cell for cell in money_cells(of) if len(of.format.tables[cell.table].panels[0].columns) < 100]
    assert len(cells) > 500
    checks = {cell: number for number, cell in enumerate(cells)}
    book = FileBook.from_bytes(new_book(of.format, replace(of, checks=checks, adjustments=(), prior={})))
    lists = Lists()
    findings: list[Finding] = []
    read_keyed(book, of.format, of.rows, lists, findings)
    assert findings == []
    assert {one.cell: one.printed for one in lists.checks} == checks


# ---- tables


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("公开06表", "06"),
        ("公开０６表", "06"),
        (" 公开 06 表 ", "06"),
        ("一般公共预算财政拨款支出决算表", "06"),
        ("06", "06"),
        ("6", "06"),
        ("公开60表", None),
        ("", None),
        ("  ", None),
    ],
)
def test_tables(text: str, key: str | None) -> None:
    found = find_table(load_format("sichuan-2020"), text)
    assert (found and found.key) == key


def test_a_format_whose_tables_have_no_number_does_not_take_nothing_for_a_table() -> None:
    form = load_format("shanghai-2024")
    assert {table.number for table in form} == {""}
    assert find_table(form, "") is None
    assert find_table(form, "02收入表") is form.tables["02"]


# ---- rows and columns

CODES = ("204", "20402", "2040219", "2040219/平安城市", "2040219/平安城市二期", "2040220")


@pytest.mark.parametrize(
    ("table", "row", "column", "cells"),
    [
        # by 行次 and 栏次
        ("01", "5", "1", ["01.business.amount"]),
        ("01", "第5行", "金额", ["01.business.amount"]),
        ("06", "合计", "3", ["06.total.project"]),
        # by label, as printed or not quite
        ("01", "五、事业收入", "金额", ["01.business.amount"]),
        ("01", "五、 事业收入 ", "金额", ["01.business.amount"]),
        ("01", "收入总计", "金额", ["01.income_grand.amount"]),
        ("01", "支出总计", "金额", ["01.expenditure_grand.amount"]),
        ("01", "总计", "金额", ["01.income_grand.amount", "01.expenditure_grand.amount"]),
        ("01", "62", "金额", ["01.expenditure_grand.amount"]),
        ("04", "一、一般公共预算财政拨款", "金额", ["04.general.income", "04.opening_general.income"]),
        # the only row, the only column
        ("10", "", "决算数—公务接待费", ["10.amount.reception"]),
        ("10", "", "决算数公务接待费", ["10.amount.reception"]),
        ("10", "", "公务接待费", ["10.amount.budget_reception", "10.amount.reception"]),
        ("08", "30101", "", ["08.30101.amount"]),
        ("08", "30101 基本工资", "金额", ["08.30101.amount"]),
        # codes, with or without the name; one that has no row now
        ("06", "2040219", "项目支出", ["06.2040219.project"]),
        ("06", "２０４０２１９", "项目支出", ["06.2040219.project"]),
        ("06", "2040219 信息化建设", "项目支出", ["06.2040219.project"]),
        ("06", "204 公共安全支出", "项目支出", ["06.204.project"]),
        ("06", "2100101 行政运行", "项目支出", ["06.2100101.project"]),
        # detail lines are never taken for their code
        ("09", "2040219/平安城市", "金额", ["09.2040219/平安城市.amount"]),
        ("09", "2040219/平安城市 信息化建设", "金额", ["09.2040219/平安城市.amount"]),
        ("09", "2040219/平安城市二期", "金额", ["09.2040219/平安城市二期.amount"]),
        ("09", "2040219/别的项目", "金额", []),
        ("09", "2040219", "金额", ["09.2040219.amount"]),
        # nothing is guessed
        ("06", "", "项目支出", []),
        ("06", "2040", "项目支出", []),
        ("06", "信息化建设", "项目支出", []),
        ("06", "合计", "科目名称", []),
        ("06", "合计", "支出", []),
        ("01", "总", "金额", []),
    ],
)
def test_cells(table: str, row: str, column: str, cells: list[str]) -> None:
    found = find_cells(load_format("sichuan-2020").tables[table], row, column, CODES)
    assert [str(one) for one in found] == cells


# ---- keys


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("06.2040219.project", True),
        ("06.total.project", True),
        ("09.2040219/平安城市2.0期.amount", True),
        ("06.2040219.name", False),
        ("06.2040.project", False),
        ("06.nobody.project", False),
        ("60.total.project", False),
        ("06.total", False),
        ("06", False),
        ("", False),
        (None, False),
        (6.0, False),
    ],
)
def test_keys(text: object, known: bool) -> None:
    found = parse_key(load_format("sichuan-2020"), text)
    assert (found is not None) == known
    if found is not None:
        assert str(found) == text


# ---- texts


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("科目　编码\n", "科目编码"),
        ("Ｎｏ．１", "No.1"),
        (2040219.0, "2040219"),
        (1.5, "1.5"),
        (None, ""),
    ],
)
def test_plain(text: object, same: str) -> None:
    assert plain(text) == same


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("两\n行  字", "两 行 字"),
        (True, "TRUE"),
        ("2040219\u200b", "2040219（看不见的字符）"),
        ("一二三四五六七八九十" * 3, "一二三四五六七八九十" * 2 + "…"),
    ],
)
def test_shown(text: object, line: str) -> None:
    assert shown(text) == line
