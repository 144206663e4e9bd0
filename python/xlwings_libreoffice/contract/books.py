# ruff: noqa: S101, D103, ARG001 - tests
# mypy: disable-error-code="index"
"""Apps, books and sheets."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
import xlwings as xw


def test_the_app(app: xw.App) -> None:
    assert app.pid in xw.apps.keys()  # noqa: SIM118 - keys() is the API that is tested
    assert xw.apps[app.pid] == app
    assert int(app.version.major) > 0
    assert app.visible is False
    assert app.calculation == "automatic"
    assert app.screen_updating is True


def test_calculation_by_hand(app: xw.App, sheet: xw.Sheet) -> None:
    sheet["A1"].value = [1, "=A1+1"]
    with app.properties(
        calculation="manual", screen_updating=False, display_alerts=False, enable_events=False
    ):
        sheet["A1"].value = 5
        assert sheet["B1"].value == 2
        app.calculate()
        assert sheet["B1"].value == 6
    assert (app.calculation, app.screen_updating) == ("automatic", True)


def test_the_status_bar(app: xw.App, sheet: xw.Sheet) -> None:
    app.status_bar = "正在重新计算…"
    assert app.status_bar == "正在重新计算…"
    app.status_bar = False
    assert app.status_bar is False


def test_sheets(book: xw.Book) -> None:
    first = book.sheets[0]
    added = book.sheets.add("封面", before=first)
    assert [sheet.name for sheet in book.sheets][:2] == ["封面", first.name]
    assert added.index == 1
    assert "封面" in [sheet.name for sheet in book.sheets]
    added["A1"].value = "甲"
    copied = added.copy(after=book.sheets[-1], name="副本")
    assert copied["A1"].value == "甲"
    assert copied.index == len(book.sheets)
    copied.visible = False
    assert not copied.visible
    copied.visible = True
    copied.name = "改名"
    assert book.sheets["改名"]["A1"].value == "甲"
    copied.move(before=first)
    assert copied.index == first.index - 1
    with pytest.raises(ValueError, match="already present"):
        book.sheets.add("改名")
    copied.delete()
    added.delete()
    assert "封面" not in [sheet.name for sheet in book.sheets]
    with pytest.raises((KeyError, Exception)):
        _ = book.sheets["封面"]


def test_a_sheet_between_books(app: xw.App, sheet: xw.Sheet) -> None:
    sheet["A1"].value = "乙"
    other = app.books.add()
    copied = sheet.copy(after=other.sheets[0], name="来自别处")
    assert other.sheets["来自别处"]["A1"].value == "乙"
    assert copied.book == other
    other.close()


def test_frozen_panes_and_print_areas(sheet: xw.Sheet) -> None:
    sheet.freeze_panes.freeze_at("A1:B3")
    sheet.freeze_panes.unfreeze()
    sheet.page_setup.print_area = "$A$1:$C$9"
    assert sheet.page_setup.print_area == "$A$1:$C$9"
    sheet.page_setup.print_area = None
    assert sheet.page_setup.print_area is None


def test_saving_and_opening(app: xw.App, tmp_path: Path) -> None:
    path = tmp_path / "决算 #1 & '副本'.xlsx"
    made = app.books.add()
    made.sheets[0]["A1"].value = [["编码", "=1+1"], ["007", 2.5]]
    made.save(path)
    assert made.fullname == str(path)
    assert made.name == path.name
    made.sheets[0]["C1"].value = True
    made.save()
    made.close()
    stored = openpyxl.load_workbook(path).active
    assert [cell.value for cell in stored[1]] == ["编码", "=1+1", True]
    again = app.books.open(path)
    assert again.sheets[0]["A1:C2"].value == [["编码", 2.0, True], ["007", 2.5, None]]
    assert xw.Book(path) == again
    assert app.books.active == again
    assert app.books[path.name] == again
    again.save(tmp_path / "另存.xlsx")
    assert again.name == "另存.xlsx"
    again.close()
    with pytest.raises(KeyError):
        _ = app.books[path.name]


def test_opening_what_openpyxl_wrote(app: xw.App, tmp_path: Path) -> None:
    path = tmp_path / "written.xlsx"
    written = openpyxl.Workbook()
    written.active["A1"] = 2
    written.active["B1"] = "=A1*21"
    written.save(path)
    opened = app.books.open(path)
    assert opened.sheets[0]["B1"].value == 42
    opened.close()


def test_files_that_are_not_there_or_no_workbooks(app: xw.App, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        app.books.open(tmp_path / "nothing.xlsx")
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 not a workbook")
    with pytest.raises(Exception, match=r"broken\.xlsx"):
        app.books.open(broken)
    assert "broken.xlsx" not in [book.name for book in app.books]
