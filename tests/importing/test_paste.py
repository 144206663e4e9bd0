"""The free sheet 粘贴区: a source like a file, emptied when everything found its place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from juesuan.book.file import FileBook
from juesuan.book.sheetpart import Content
from juesuan.import_plan import Sources, plan_import
from juesuan.importing.model import Place, Unplaced
from juesuan.importing.paste import pasted
from juesuan.regenerate import carry_out
from juesuan.spec import load_format
from tests.books import book_bytes
from tests.importing.printed import recognised
from tests.importing.test_import_file import NOW, blank_book
from tests.importing.test_into import ROWS, six

FORM = load_format("sichuan-2020")


def paste(path: Path) -> FileBook:
    book = FileBook.open(path, for_writing=True)
    for (row, column), value in {(4, 1): "支出决算表", (6, 2): "合计", (6, 3): 12.5, (7, 9): "  "}.items():
        book.part("粘贴区").set_cell(row, column, Content(value))
    book.save()
    return FileBook.open(path, for_writing=True)


def test_a_new_book_has_it_blank() -> None:
    for name in ("sichuan-2020:rounded:3", "shanghai-2024:exact:3"):
        book = FileBook.from_bytes(book_bytes(name))
        assert "导入决算报表" in book.grid("粘贴区").text(2, 1)
        assert pasted(book, FORM) is None


def test_what_stands_there_is_a_sheet_with_its_own_addresses(tmp_path: Path) -> None:
    sheet = pasted(paste(blank_book("sichuan-2020", tmp_path / "b.xlsx")), FORM)
    assert sheet is not None
    assert (sheet.file, sheet.sheet) == ("", "粘贴区")
    assert sheet.rows[:3] == [[], [], []]
    assert sheet.rows[3][0] == "支出决算表"
    assert sheet.rows[5][2] == 12.5
    assert str(Place("", "粘贴区", 6, 3)) == "“粘贴区”C6"


def test_it_is_emptied_after_everything_was_placed(tmp_path: Path) -> None:
    path = blank_book("sichuan-2020", tmp_path / "b.xlsx")
    book = paste(path)
    found = Sources(recognised(six(), ROWS), from_paste=True)
    plan = plan_import(book, found, now=NOW)
    assert carry_out(book, plan.plan)
    book.save()
    assert pasted(FileBook.open(path), FORM) is None
    assert "导入决算报表" in FileBook.open(path).grid("粘贴区").text(2, 1)


def test_it_stays_when_something_was_not_placed(tmp_path: Path) -> None:
    path = blank_book("sichuan-2020", tmp_path / "b.xlsx")
    book = paste(path)
    lost = Unplaced(Place("", "粘贴区", 6, 3), "12.5", "不知道是哪一栏", "请补上表头。")
    tables = replace(recognised(six(), ROWS), unplaced=(lost,))
    carry_out(book, plan_import(book, Sources(tables, from_paste=True), now=NOW).plan)
    book.save()
    assert pasted(FileBook.open(path), FORM) is not None


def test_a_book_without_the_sheet_has_nothing_pasted() -> None:
    class Older(FileBook):
        def sheet_names(self) -> list[str]:
            return [one for one in super().sheet_names() if one != "粘贴区"]

    assert pasted(Older.from_bytes(book_bytes("putuo-2024")), FORM) is None
