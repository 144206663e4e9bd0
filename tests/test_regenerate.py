"""重新计算 on files: what a person changes, what follows, and what must stay as it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from juesuan.book.file import FileBook
from juesuan.book.layout import Layout
from juesuan.findings import FindingsError
from juesuan.regenerate import regenerate_file
from juesuan.spec import load_format
from tests.books import book_bytes
from tests.office import convert, needs_office

LAYOUT = Layout(load_format("sichuan-2020"))
NOW = datetime(2026, 3, 1, 9, 30, 0)  # noqa: DTZ001 - the office clock has no zone


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """The Panzhihua sample as a file."""
    path = tmp_path / "样本 决算.xlsx"
    path.write_bytes(book_bytes("panzhihua-2020"))
    return path


def edit(path: Path, change: Callable[[Worksheet], None], sheet: str) -> None:
    """Change a book as another program would."""
    opened = load_workbook(path)
    change(opened[sheet])
    opened.save(path)


def row_of(sheet: Worksheet, code: str) -> int:
    return next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == code)


def spare_row(sheet: Worksheet) -> int:
    first = row_of(sheet, "合计") + 1
    return next(row for row in range(first, first + 400) if sheet.cell(row, 1).value is None)


def values(path: Path, sheet: str) -> dict[str, list[object]]:
    """The rows of a code table by code, as stored in the file."""
    grid = FileBook.open(path).grid(sheet)
    last = next(one.last_column for one in LAYOUT.tables.values() if one.table.sheet == sheet)
    return {str(row[0]): list(row[2:last]) for row in grid.rows if str(row[0]).isdigit() or row[0] == "合计"}


@pytest.mark.parametrize(
    "name",
    [
        "panzhihua-2020",
        "putuo-2024",
        "sichuan-2020:rounded:3",
        "shanghai-2024:exact:3",
        "sichuan-2024:rounded:3",
    ],
)
def test_nothing_to_do_changes_no_byte(name: str, tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    path.write_bytes(book_bytes(name))
    outcome = regenerate_file(path, now=NOW)
    assert outcome.changes == ()
    assert not outcome.written
    assert path.read_bytes() == book_bytes(name)


def test_a_changed_figure_is_followed_through_all_tables(book: Path) -> None:
    def add_100(sheet: Worksheet) -> None:
        cell = sheet.cell(row_of(sheet, "2040220"), 5)
        assert cell.value == 1914.6
        cell.value = 2014.6

    edit(book, add_100, "公开06表")
    outcome = regenerate_file(book, now=NOW)
    new = {(one.sheet, one.name): one.new for one in outcome.changes if "恢复" not in one.new}
    assert values(book, "公开06表")["20402"] == [7253.94, 4233.54, 3020.4]
    assert values(book, "公开03表")["合计"][:3] == [8514.2, 5044.97, 3469.23]
    assert values(book, "公开09表")["2040220"][-1] == 2014.6
    assert new["公开01表", "四、公共安全支出·金额"] == "7,253.94"
    assert new["公开04表", "总计·一般公共预算财政拨款"] == "8,070.77"
    assert new["公开07表", "2040220 执法办案·合计"] == "2,014.60"
    assert regenerate_file(book, now=NOW).changes == ()


def test_a_new_code_brings_its_parents_names_and_place(book: Path) -> None:
    def type_new_rows(sheet: Worksheet) -> None:
        row = spare_row(sheet)
        sheet.cell(row, 1, "2100101").number_format = "@"
        sheet.cell(row, 4, 12.34)
        sheet.cell(row_of(sheet, "2210201"), 4).comment = Comment("请核对凭证", "复核")

    edit(book, type_new_rows, "公开06表")
    outcome = regenerate_file(book, now=NOW)
    after = values(book, "公开06表")
    codes = list(after)[1:]
    assert codes == sorted(codes)
    assert after["2100101"] == [12.34, 12.34, ""]
    assert after["21001"] == after["210"] == [12.34, 12.34, 0]
    sheet = load_workbook(book)["公开06表"]
    assert sheet.cell(row_of(sheet, "2100101"), 2).value == "行政运行"
    assert sheet.cell(row_of(sheet, "210"), 2).value == "卫生健康支出"
    noted = sheet.cell(row_of(sheet, "2210201"), 4).comment
    assert noted is not None
    assert noted.text == "请核对凭证"
    added = {(one.sheet, one.name) for one in outcome.changes if one.new == "增加科目行"}
    assert ("公开06表", "210 卫生健康支出") in added
    assert ("公开07表", "2100101 行政运行") in added
    assert ("公开03表", "21001 卫生健康管理事务") in added
    assert not any(sheet == "公开09表" for sheet, _ in added)
    assert regenerate_file(book, now=NOW).changes == ()


def test_a_row_without_project_money_leaves_table_09(book: Path) -> None:
    edit(book, lambda sheet: setattr(sheet.cell(row_of(sheet, "2089901"), 5), "value", 0), "公开06表")
    assert "2089901" in values(book, "公开09表")
    regenerate_file(book, now=NOW)
    assert list(values(book, "公开09表")) == [
        "合计",
        "204",
        "20402",
        "2040202",
        "2040219",
        "2040220",
        "2040299",
    ]


def test_dry_run_tells_and_writes_nothing(book: Path) -> None:
    edit(book, lambda sheet: setattr(sheet.cell(row_of(sheet, "2040220"), 5), "value", 1), "公开06表")
    before = book.read_bytes()
    outcome = regenerate_file(book, dry_run=True)
    assert outcome.changes
    assert not outcome.written
    assert book.read_bytes() == before


def test_typed_cells_are_never_changed(book: Path) -> None:
    def odd_but_right(sheet: Worksheet) -> None:
        sheet.cell(row_of(sheet, "2040220"), 5).value = "１，９１４．６０"
        sheet.cell(row_of(sheet, "2040219"), 5).value = " 348 "

    edit(book, odd_but_right, "公开06表")
    regenerate_file(book, now=NOW)
    sheet = load_workbook(book)["公开06表"]
    assert sheet.cell(row_of(sheet, "2040220"), 5).value == "１，９１４．６０"
    assert sheet.cell(row_of(sheet, "2040219"), 5).value == " 348 "
    assert values(book, "公开06表")["合计"][0] == 7970.77


def test_a_typed_formula_is_kept_and_counts(book: Path) -> None:
    opened = FileBook.open(book)
    grid = opened.grid("公开06表")
    row = next(number for number, cells in enumerate(grid.rows, 1) if cells[0] == "2040219")
    from juesuan.book.sheetpart import Content

    opened.part("公开06表").set_cell(row, 5, Content(448.1, "=348+100.1"))
    opened.save()
    regenerate_file(book, now=NOW)
    assert values(book, "公开06表")["合计"][0] == 8070.87
    sheet = load_workbook(book)["公开06表"]
    assert sheet.cell(row_of(sheet, "2040219"), 5).value == "=348+100.1"


def test_an_overwritten_formula_is_put_back_and_logged(book: Path) -> None:
    edit(book, lambda sheet: setattr(sheet.cell(row_of(sheet, "合计"), 3), "value", 8000), "公开06表")
    outcome = regenerate_file(book, now=NOW)
    told = [one for one in outcome.changes if one.name == "合计·合计" and one.sheet == "公开06表"]
    assert [(one.old, one.new) for one in told] == [("8,000.00", "7,970.77")]
    sheet = load_workbook(book)["公开06表"]
    assert str(sheet.cell(row_of(sheet, "合计"), 3).value).startswith("=")
    log = [row for row in FileBook.open(book).grid("操作记录").rows if "8,000.00" in row]
    assert [row[:4] for row in log] == [["2026-03-01 09:30:00", "重新计算", "公开06表", told[0].cell]]


def test_amounts_on_a_row_that_became_a_parent_are_not_lost(book: Path) -> None:
    def leaf_to_parent(sheet: Worksheet) -> None:
        row = spare_row(sheet)
        sheet.cell(row, 1, "21001")
        sheet.cell(row, 4, 50)
        sheet.cell(row + 1, 1, "2100101")
        sheet.cell(row + 1, 4, 20)

    edit(book, leaf_to_parent, "公开06表")
    before = book.read_bytes()
    with pytest.raises(FindingsError) as error:
        regenerate_file(book)
    assert [one.rule for one in error.value.findings] == ["amount-on-parent"]
    assert "21001" in error.value.findings[0].message
    assert book.read_bytes() == before


def test_an_own_code_is_known_after_it_was_registered(book: Path) -> None:
    def type_code(sheet: Worksheet) -> None:
        row = spare_row(sheet)
        sheet.cell(row, 1, "2019988")
        sheet.cell(row, 4, 1)

    edit(book, type_code, "公开06表")
    with pytest.raises(FindingsError) as error:
        regenerate_file(book)
    assert [one.rule for one in error.value.findings] == ["unknown-code"]

    def register(sheet: Worksheet) -> None:
        row = next(row for row in range(1, 60) if sheet.cell(row, 1).value == "科目编码") + 1
        sheet.cell(row, 1, "2019988")
        sheet.cell(row, 2, "本市专项支出")
        sheet.cell(row, 3, "功能分类")

    edit(book, register, "科目字典")
    regenerate_file(book, now=NOW)
    sheet = load_workbook(book)["公开06表"]
    assert sheet.cell(row_of(sheet, "2019988"), 2).value == "本市专项支出"


def test_a_tail_beyond_rounding_is_a_finding(book: Path) -> None:
    def make_tail(sheet: Worksheet) -> None:
        for row in range(1, 400):
            if sheet.cell(row, 9).value == "未分科目":
                sheet.cell(row, 9).value = "尾差"

    edit(book, make_tail, "核对数")
    with pytest.raises(FindingsError) as error:
        regenerate_file(book)
    assert {one.rule for one in error.value.findings} == {"tail-too-large"}
    assert len(error.value.findings) == 5


@pytest.mark.office
@needs_office
def test_a_book_saved_by_libreoffice_recomputes_alike(book: Path, tmp_path: Path) -> None:
    convert([book], "xlsx:Calc MS Excel 2007 XML", tmp_path / "saved")
    saved = tmp_path / "saved" / book.name
    outcome = regenerate_file(saved, now=NOW)
    assert [one for one in outcome.changes if one.cell] == []
    assert values(saved, "公开06表") == values(book, "公开06表")


def test_a_parent_whose_last_child_is_cleared_goes_and_leaves_nothing(book: Path) -> None:
    def clear(sheet: Worksheet) -> None:
        row = row_of(sheet, "2210201")
        sheet.cell(row, 1).value = sheet.cell(row, 4).value = None

    edit(book, clear, "公开06表")
    regenerate_file(book, now=NOW)
    assert not [code for code in values(book, "公开06表") if code.startswith("221")]
    assert values(book, "公开06表")["合计"][0] == 7635.4
    assert values(book, "公开03表")["合计"][0] == 8078.83
    assert regenerate_file(book, now=NOW).changes == ()
