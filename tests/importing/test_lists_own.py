"""Our own sheets as sources: whole workbooks, single sheets, 粘贴区, beside tables; and tables are never lists."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from openpyxl import load_workbook

from juesuan.book.facts import Facts
from juesuan.book.file import FileBook
from juesuan.book.sheetpart import Content
from juesuan.export.tables import values_only
from juesuan.import_sources import gather_sheets
from juesuan.importing.lists.find import ListFinder
from juesuan.importing.lists.model import FoundLists
from juesuan.importing.model import SourceSheet
from juesuan.importing.paste import pasted
from juesuan.importing.readers import read_bytes
from juesuan.plan import read
from juesuan.spec import load_format
from tests.books import accounts, book_bytes
from tests.importing.lists import Rows, bring, facts, fresh, told, write
from tests.importing.printed import at, fen
from tests.importing.shapes import write as write_tables
from tests.importing.test_import_file import blank_book
from tests.importing.test_recognise_shapes import SHAPES
from tests.office import convert, needs_office
from tests.test_cli import run

FORM = load_format("sichuan-2020")
LISTS = ("预算数", "变动原因", "其他重要事项", "绩效", "附件")
RECEPTIONS = [["接待单位", "人次", "金额（元）"], ["甲局", 2, 300]]


def without_rows(found: Facts) -> dict[str, Any]:
    """The lists without their places on the sheets."""

    def bare(rows: Iterable[Any]) -> list[Any]:
        return [replace(one, row=0) for one in rows]

    lists = {one.name: getattr(found, one.name) for one in fields(found)}
    return {key: bare(rows.values() if isinstance(rows, dict) else rows) for key, rows in lists.items()}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("源") / "交警.xlsx"
    path.write_bytes(book_bytes("panzhihua-2020"))
    return path


def only(source: Path, target: Path, sheets: Iterable[str]) -> Path:
    """Copies of some sheets of a workbook, as a person saves them in a file of their own."""
    opened = load_workbook(source)
    for name in opened.sheetnames:
        if name not in sheets:
            del opened[name]
    for name in list(opened.defined_names):
        del opened.defined_names[name]
    opened.save(target)
    return target


def test_a_whole_workbook_comes_with_its_tables_and_lists(source: Path, tmp_path: Path) -> None:
    book = fresh(tmp_path)
    done = bring(book, source)
    assert without_rows(facts(book)) == without_rows(facts(source))
    assert read(FileBook.open(book)).accounts.typed != {}
    assert told(done) == []
    assert [one.message for one in done.findings if one.rule == "own-book"] == [
        "来源 交警.xlsx 是决算簿的工作簿，封面、核对数、上年数、审核结果等页没有导入，"
    ]
    assert {one.list for one in done.lists} == {
        "items", "three", "causes", "amounts", "counts", "receptions", "projects", "indicators", "managed", "attachments",
    }  # fmt: skip


def test_what_the_workbook_calculates_is_no_source(tmp_path: Path) -> None:
    rows = [["项目", "本年数", "上年数"], ["机关运行经费", 1, 2], ["期末实有人数", 3, 4]]
    finder = ListFinder(FORM)
    assert finder.take(SourceSheet("交警.xlsx", "分析", rows, own=True)) == (FoundLists(), None)
    assert finder.take(SourceSheet("交警.xlsx", "我的页", rows, own=True))[0].lists
    assert finder.take(SourceSheet("别处.xlsx", "分析", rows))[0].lists


@pytest.mark.parametrize("sheets", [("绩效",), LISTS])
def test_single_sheets_of_another_of_our_books(sheets: tuple[str, ...], source: Path, tmp_path: Path) -> None:
    book = fresh(tmp_path)
    done = bring(book, only(source, tmp_path / "一页.xlsx", sheets))
    assert (told(done), done.tables, done.complete) == ([], (), True)
    ours, theirs = without_rows(facts(book)), without_rows(facts(source))
    for key in ("projects", "indicators", "managed") if sheets == ("绩效",) else theirs:
        assert ours[key] == theirs[key], key
    if sheets == ("绩效",):
        assert (ours["receptions"], ours["items"]) == ([], [])


def test_the_same_sheets_again_change_nothing(source: Path, tmp_path: Path) -> None:
    path = tmp_path / "同.xlsx"
    path.write_bytes(source.read_bytes())
    before = path.read_bytes()
    done = bring(path, only(source, tmp_path / "一页.xlsx", LISTS))
    assert (done.changes, done.written) == ((), False)
    assert path.read_bytes() == before


def test_lists_of_another_format(source: Path, tmp_path: Path) -> None:
    book = blank_book("shanghai-2024", tmp_path / "沪.xlsx", "2024")
    done = bring(book, only(source, tmp_path / "一页.xlsx", ("绩效", "其他重要事项")))
    ours, theirs = facts(book, "shanghai-2024"), facts(source)
    for key in ("projects", "indicators", "managed", "receptions"):
        assert without_rows(ours)[key] == without_rows(theirs)[key], key
    both = ours.counts.keys() & theirs.counts.keys()
    assert len(both) > 10
    assert all(ours.counts[code].current == theirs.counts[code].current for code in both)
    lost = {one.text for one in done.unplaced}
    assert lost == {code for code in (*theirs.amounts, *theirs.counts) if ours.fact(code) is None}


@pytest.mark.office
@needs_office
@pytest.mark.parametrize("target", ["xls", "ods"])
def test_older_files_of_the_same_sheets(target: str, source: Path, tmp_path: Path) -> None:
    convert([only(source, tmp_path / "一页.xlsx", LISTS)], target, tmp_path)
    book = fresh(tmp_path)
    done = bring(book, tmp_path / f"一页.{target}")
    assert told(done) == []
    assert without_rows(facts(book)) == without_rows(facts(source))


# tables and lists together


def test_one_file_with_tables_and_lists(tmp_path: Path) -> None:
    name = "sichuan-2020:rounded:3"
    path = tmp_path / "全部.xlsx"
    path.write_bytes(values_only(FORM, book_bytes(name)))
    opened = load_workbook(path)
    sheet = opened.create_sheet("接待", 2)
    for row in RECEPTIONS:
        sheet.append(row)
    opened.save(path)
    book = blank_book("sichuan-2020", tmp_path / "决算.xlsx", unit="")
    done = bring(book, path)
    assert (told(done), done.complete) == ([], True)
    given, after = accounts(name), read(FileBook.open(book))
    assert {c: a for c, a in after.accounts.typed.items() if a} == {c: a for c, a in given.typed.items() if a}
    assert [(one.subject, one.amount) for one in facts(book).receptions] == [("甲局", fen(0.03))]
    assert bring(book, path).written is False


def below_each_other(*parts: Rows) -> list[list[object]]:
    rows: list[list[object]] = []
    for part in parts:
        rows += [*map(list, part), []]
    return rows


TABLE = [
    ["一般公共预算财政拨款支出决算表"],
    ["单位：万元"],
    ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
    ["2040201", "行政运行", 10.5, 10.5, None],
]
LEDGER = [
    ["支出明细清单（单位：万元）"],
    ["功能科目编码", "经济科目编码", "基本/项目", "项目", "资金来源", "金额（万元）"],
    ["2040201", "30101", "基本支出", "", "一般公共预算财政拨款", 10.5],
]
BUDGET = [["一、“三公”经费"], ["项目", "年初预算数", "全年预算数"], ["公务接待费", 1, 2]]


@pytest.mark.parametrize(
    "order", [(TABLE, RECEPTIONS, BUDGET), (RECEPTIONS, TABLE, BUDGET), (BUDGET, RECEPTIONS, TABLE), (BUDGET, RECEPTIONS, LEDGER)]
)  # fmt: skip
def test_tables_and_lists_below_each_other_on_one_sheet(order: tuple[Rows, ...], tmp_path: Path) -> None:
    book = fresh(tmp_path)
    rows = [["单位：万元"], [], *below_each_other(*order)]
    done = bring(book, write(tmp_path / "混合.xlsx", rows))
    assert told(done) == []
    assert read(FileBook.open(book)).accounts.typed[at("06.2040201.basic")] == fen(10.5)
    found = facts(book)
    assert [(one.subject, one.persons, one.amount) for one in found.receptions] == [("甲局", 2, fen(0.03))]
    assert (found.three["reception"].opening, found.three["reception"].full) == (fen(1), fen(2))


def test_another_table_below_a_list_is_not_read_as_its_rows(tmp_path: Path) -> None:
    rows = below_each_other(
        [["单位：万元"], ["接待单位", "人次", "金额"], ["甲局", 2, 3]],
        [["资产名称", "数量", "账面价值"], ["办公桌", 5, 2.3]],
        [["固定资产统计表"], ["资产名称", "数量", "账面价值"], ["办公桌", 5, 2.3]],
    )
    book = fresh(tmp_path)
    done = bring(book, write(tmp_path / "混合.xlsx", rows))
    assert [one.subject for one in facts(book).receptions] == ["甲局"]
    assert len(done.unplaced) == 2


# no table is a list


@pytest.mark.parametrize("name", ["sichuan-2020:rounded:3", "sichuan-2024:exact:2", "shanghai-2024:exact:3"])
def test_no_table_of_a_format_is_a_list(name: str) -> None:
    form = accounts(name).format
    finder = ListFinder(form)
    sheets = read_bytes(values_only(form, book_bytes(name)), "表.xlsx").sheets
    assert len(sheets) >= len(list(form))
    assert [sheet.sheet for sheet in sheets if finder.take(sheet)[0]] == []


@pytest.mark.parametrize("shape", SHAPES)
def test_no_table_in_another_shape_is_a_list(shape: str) -> None:
    finder = ListFinder(FORM)
    for key, one in write_tables("sichuan-2020:rounded:3", SHAPES[shape]).items():
        found, left = finder.take(SourceSheet("表.xlsx", key, one.rows))
        assert not found, key
        assert left is not None
        assert left.rows is one.rows


BUDGETED = [
    ["一般公共预算财政拨款“三公”经费支出决算表"],
    ["单位：万元"],
    ["项目", "年初预算数", "全年预算数", "决算数"],
    ["公务接待费", 1, 2, 1],
]


def test_a_table_with_budgets_stays_a_table(tmp_path: Path) -> None:
    """It has the columns of 预算数, but its title is that of a table."""
    found, left = ListFinder(FORM).take(SourceSheet("表.xlsx", "1", BUDGETED))
    assert (bool(found), left is not None) == (False, True)
    named = SourceSheet("x.xlsx", "一般公共预算财政拨款三公经费支出决算表", BUDGETED[1:])
    assert not ListFinder(FORM).take(named)[0]
    file = SourceSheet("三公/一般公共预算财政拨款三公经费支出决算表.xlsx", "Sheet1", BUDGETED[1:])
    assert not ListFinder(FORM).take(file)[0]
    assert ListFinder(FORM).take(SourceSheet("x.xlsx", "Sheet1", BUDGETED[1:]))[0]


def test_names_that_nobody_knows_make_no_list() -> None:
    rows = [["单位：万元"], ["项目", "本年数", "上年数"], ["机关运行经费", 1, 2], ["甲", 1, 2], ["乙", 1, 2]]
    finder = ListFinder(FORM)
    assert not finder.take(SourceSheet("x.xlsx", "Sheet1", rows))[0]
    assert finder.take(SourceSheet("x.xlsx", "Sheet1", rows[:4]))[0].lists


# the same entry points


def test_the_command_tells_and_writes(tmp_path: Path) -> None:
    book = fresh(tmp_path)
    write(tmp_path / "清单.xlsx", RECEPTIONS)
    before = book.read_bytes()
    dry = run("import", "清单.xlsx", "--into", book, "--dry-run", "--json", "-", cwd=tmp_path)
    assert (dry.returncode, dry.stderr) == (0, ""), dry.stdout
    said = json.loads(dry.stdout)
    assert said["lists"] == [
        {"list": "receptions", "sheet": "其他重要事项", "title": "国内公务接待清单", "added": 1, "changed": 0, "same": 0}
    ]  # fmt: skip
    assert (said["written"], said["changes"], said["tables"], said["unplaced"]) == (False, 3, [], [])
    assert book.read_bytes() == before
    done = run("import", "清单.xlsx", "--into", book, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "其他重要事项·国内公务接待清单：新增1行\n已变动 3 处。\n"
    again = run("import", "清单.xlsx", "--into", book, cwd=tmp_path)
    assert again.stdout.endswith("没有需要变动的数据。\n")


def test_the_unit_of_the_command(tmp_path: Path) -> None:
    book = fresh(tmp_path)
    write(tmp_path / "清单.xlsx", [["接待单位", "人次", "金额"], ["甲局", 2, 300]])
    refused = run("import", "清单.xlsx", "--into", book, cwd=tmp_path)
    assert (refused.returncode, "--unit 元" in refused.stdout) == (1, True)
    assert run("import", "清单.xlsx", "--into", book, "--unit", "元", cwd=tmp_path).returncode == 0
    assert facts(book).receptions[0].amount == fen(0.03)


def paste(path: Path, rows: Rows) -> None:
    book = FileBook.open(path, for_writing=True)
    for number, row in enumerate(rows, 5):
        for column, value in enumerate(row, 1):
            book.part("粘贴区").set_cell(number, column, Content(value))  # type: ignore[arg-type]
    book.save()


def test_what_was_pasted_comes_and_is_emptied(tmp_path: Path) -> None:
    path = fresh(tmp_path)
    paste(path, below_each_other(TABLE, RECEPTIONS))
    done = bring(path)
    assert (done.complete, facts(path).receptions[0].subject) == (True, "甲局")
    assert read(FileBook.open(path)).accounts.typed[at("06.2040201.basic")] == fen(10.5)
    assert pasted(FileBook.open(path), FORM) is None


def test_what_was_pasted_stays_when_a_cell_could_not_be_read(tmp_path: Path) -> None:
    path = fresh(tmp_path)
    paste(path, [*RECEPTIONS, ["乙局", "两人", 5]])
    done = bring(path)
    assert told(done) == [
        "[未导入] “粘贴区”B7“两人”：不是数量，这一行没有导入，请填写不小于0的整数，不带单位。"
    ]
    assert [one.subject for one in facts(path).receptions] == ["甲局"]
    assert pasted(FileBook.open(path), FORM) is not None


def test_lists_beside_the_tables_of_last_year_are_left_out_and_told(tmp_path: Path) -> None:
    book = fresh(tmp_path)
    rows = [["2019年度"], *below_each_other(TABLE, RECEPTIONS)]
    done = bring(book, write(tmp_path / "上年.xlsx", rows), prior=True)
    assert read(FileBook.open(book)).accounts.prior[at("06.2040201.basic")] == fen(10.5)
    assert facts(book).receptions == ()
    assert [one.rule for one in done.findings] == ["list-prior"]
    assert done.complete


def test_a_whole_workbook_as_last_year(source: Path, tmp_path: Path) -> None:
    book = blank_book("sichuan-2020", tmp_path / "决算.xlsx", "2021", "")
    done = bring(book, source, prior=True)
    assert [one.rule for one in done.findings] == ["list-prior", "own-book"]
    assert (told(done), facts(book).receptions) == ([], ())
    assert len(read(FileBook.open(book)).accounts.prior) > 100


def test_nothing_of_the_workbook_is_needed_to_look_for_lists() -> None:
    """A format without lists beside its tables, and no workbook: nothing is found, nothing breaks."""
    sheets = msgspec.structs.replace(
        FORM.sheets, after=[one for one in FORM.sheets.after if one.sheet not in LISTS]
    )
    bare = replace(FORM, sheets=sheets)
    table = SourceSheet("x.xlsx", "Sheet1", below_each_other(TABLE, RECEPTIONS))
    found = gather_sheets([table], bare)
    assert (found.lists.lists, list(found.tables.tables)) == ((), ["06"])
