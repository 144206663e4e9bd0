# ruff: noqa: S101, D103 - tests
# mypy: disable-error-code="union-attr,attr-defined,operator"
"""Ranges: where they are, how they look, what hangs on them."""

from __future__ import annotations

import pytest
import xlwings as xw


def test_addresses(sheet: xw.Sheet, book: xw.Book) -> None:
    cells = sheet["B2:C5"]
    assert (cells.address, cells.row, cells.column, cells.shape, cells.count) == (
        "$B$2:$C$5",
        2,
        2,
        (4, 2),
        8,
    )
    assert cells.get_address(row_absolute=False, column_absolute=False) == "B2:C5"
    assert f"[{book.name}]{sheet.name}" in cells.get_address(external=True)
    assert sheet["A:C"].address == "$A:$C"
    assert sheet["2:3"].address == "$2:$3"
    assert sheet.range((1, 2), (3, 4)).address == "$B$1:$D$3"
    assert sheet.range("C4", "A1").address == "$A$1:$C$4"
    assert cells(1, 2).address == "$C$2"
    assert cells(3).address == "$B$3"
    assert cells.offset(1, 1).address == "$C$3:$D$6"
    assert cells.resize(1, 1).address == "$B$2"
    assert cells.last_cell.address == "$C$5"
    assert cells[1:, 0].address == "$B$3:$B$5"
    assert [cell.address for cell in sheet["A1:B2"]] == ["$A$1", "$B$1", "$A$2", "$B$2"]
    assert [row.address for row in sheet["A1:B2"].rows] == ["$A$1:$B$1", "$A$2:$B$2"]


def test_moving_around(sheet: xw.Sheet) -> None:
    sheet["B2"].value = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    sheet["F9"].value = "far"
    assert sheet["B2"].end("down").address == "$B$4"
    assert sheet["B2"].end("right").address == "$D$2"
    assert sheet["D4"].end("up").address == "$D$2"
    assert sheet["D4"].end("left").address == "$B$4"
    assert sheet["B4"].end("down").row == sheet.cells.rows.count
    assert sheet["B9"].end("right").address == "$F$9"
    assert sheet["B2"].expand().address == "$B$2:$D$4"
    assert sheet["B2"].expand("down").address == "$B$2:$B$4"
    assert sheet["C3"].current_region.address == "$B$2:$D$4"
    assert sheet.used_range.address == "$B$2:$F$9"


def test_looks(sheet: xw.Sheet) -> None:
    cells = sheet["A1:B2"]
    cells.number_format = "#,##0.00"
    cells.color = (255, 230, 10)
    cells.font.bold = True
    cells.font.italic = True
    cells.font.size = 14
    cells.font.color = (0, 0, 255)
    cells.font.name = "Noto Sans CJK SC"
    cells.wrap_text = True
    cells.horizontal_alignment = "center"
    cells.vertical_alignment = "top"
    assert cells.number_format == "#,##0.00"
    assert cells.color == (255, 230, 10)
    assert (cells.font.bold, cells.font.italic, cells.font.size) == (True, True, 14)
    assert (cells.font.color, cells.font.name) == ((0, 0, 255), "Noto Sans CJK SC")
    assert (cells.wrap_text, cells.horizontal_alignment, cells.vertical_alignment) == (True, "center", "top")
    assert sheet["A1:C3"].font.bold is None
    assert sheet["A1:C3"].number_format is None
    cells.color = None
    assert cells.color is None
    cells.clear_formats()
    assert (cells.number_format, cells.font.bold) == ("General", False)


@pytest.mark.parametrize(
    "code",
    [
        "@",
        "0%",
        "General",
        "yyyy-mm-dd",
        "#,##0.00;[Red]-#,##0.00",
        "[h]:mm",
        "0.00_);(0.00)",
        '0.00"万元"',
        "0;-0;;@",
    ],
)
def test_number_formats_come_back(sheet: xw.Sheet, code: str) -> None:
    sheet["A1"].number_format = code
    assert sheet["A1"].number_format == code


def test_colours_as_text(sheet: xw.Sheet) -> None:
    sheet["A1"].color = "#00ff80"
    assert sheet["A1"].color == (0, 255, 128)


def test_sizes(sheet: xw.Sheet) -> None:
    sheet["A:B"].column_width = 20
    sheet["1:2"].row_height = 30
    assert sheet["A1:B1"].column_width == pytest.approx(20, abs=0.15)
    assert sheet["A1:A2"].row_height == pytest.approx(30, abs=0.5)
    assert sheet["A1:C1"].column_width is None
    assert sheet["A3"].top == pytest.approx(60, abs=1)
    sheet["A1"].value = "长长长长长长长长长长长长长长长长长长"
    sheet["A1"].columns.autofit()
    assert sheet["A1"].column_width > 20


def test_clearing(sheet: xw.Sheet) -> None:
    sheet["A1:B1"].value = [1, "=A1"]
    sheet["A1:B1"].number_format = "0.0"
    sheet["A1:B1"].clear_contents()
    assert sheet["A1:B1"].value == [None, None]
    assert sheet["A1"].number_format == "0.0"
    sheet["A1"].value = 1
    sheet["A1:B1"].clear()
    assert (sheet["A1"].value, sheet["A1"].number_format) == (None, "General")


def test_inserting_and_deleting(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[1, 2], [3, 4]]
    sheet["2:2"].insert("down")
    assert sheet["A1:B3"].value == [[1.0, 2.0], [None, None], [3.0, 4.0]]
    sheet["2:2"].delete()
    sheet["A1"].insert("right")
    assert sheet["A1:C2"].value == [[None, 1.0, 2.0], [3.0, 4.0, None]]
    sheet["A1"].delete("left")
    sheet["A1"].delete("up")
    assert sheet["A1:B2"].value == [[3.0, 2.0], [None, 4.0]]


def test_merging(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[1, 2], [3, 4]]
    sheet["A1:B2"].merge()
    assert sheet["B2"].merge_area.address == "$A$1:$B$2"
    assert sheet["B2"].merge_cells is True
    assert sheet["A1:C3"].merge_cells is None
    assert sheet["D1:E2"].merge_cells is False
    sheet["A1:B2"].unmerge()
    assert sheet["A1"].merge_cells is False
    assert sheet["A1:B2"].value == [[1.0, None], [None, None]]


def test_copying(sheet: xw.Sheet, book: xw.Book) -> None:
    sheet["A1"].value = [[1, "=A1+1"], [3, 4]]
    sheet["A1:B2"].color = (255, 0, 0)
    sheet["A1:B2"].copy(sheet["D1"])
    assert sheet["E1"].formula == "=D1+1"
    assert sheet["D1"].color == (255, 0, 0)
    sheet["A1:B2"].copy()
    sheet["D5"].paste(paste="values")
    assert sheet["D5:E6"].value == [[1.0, 2.0], [3.0, 4.0]]
    assert sheet["E5"].formula == "2"
    assert sheet["D5"].color is None
    sheet["D9"].paste(paste="formats")
    assert (sheet["D9"].value, sheet["D9"].color) == (None, (255, 0, 0))
    sheet["D12"].paste(paste="values", transpose=True)
    assert sheet["D12:E13"].value == [[1.0, 3.0], [2.0, 4.0]]
    sheet["D5"].value = [[9, 9], [9, 9]]
    sheet["A1:B2"].copy()
    sheet["D5"].paste(paste="values")  # over filled cells
    assert sheet["D5:E6"].value == [[1.0, 2.0], [3.0, 4.0]]
    sheet["B1"].copy_from(sheet["B1"], "values")  # a formula becomes its value
    assert sheet["B1"].formula == "2"
    sheet["A1:B1"].copy()
    sheet["G1:H4"].paste(paste="formats")  # repeated over an area that holds it a whole number of times
    assert sheet["G1:H4"].color == (255, 0, 0)
    sheet["G6:I8"].paste(paste="values")  # not over this one
    assert sheet["G6:I8"].value == [[1.0, 2.0, None], [None] * 3, [None] * 3]
    other = book.sheets.add(after=sheet)
    other["C3"].copy_from(sheet["A1:B2"], "values")
    assert other["C3:D4"].value == [[1.0, 2.0], [3.0, 4.0]]
    other.delete()


def test_notes(sheet: xw.Sheet) -> None:
    assert sheet["B2"].note is None
    sheet["B2"].add_note("差额 0.27 万元\n请核对")
    assert sheet["B2"].note.text == "差额 0.27 万元\n请核对"
    assert [note.location.address for note in sheet.notes] == ["$B$2"]
    sheet["B2"].note.text = "改"
    assert sheet["B2"].note.text == "改"
    sheet["B2"].note.delete()
    assert sheet["B2"].note is None


def test_hyperlinks(sheet: xw.Sheet) -> None:
    sheet["A1"].add_hyperlink("https://example.org/", "看这里")
    assert sheet["A1"].hyperlink == "https://example.org/"
    assert sheet["A1"].value == "看这里"
    with pytest.raises(Exception, match="doesn't seem to contain a hyperlink"):
        _ = sheet["A2"].hyperlink


def test_names(sheet: xw.Sheet, book: xw.Book) -> None:
    before = len(book.names)
    sheet["A1:B2"].name = "三公经费"
    assert sheet["A1:B2"].name.name == "三公经费"
    assert sheet["A3"].name is None
    assert book.names["三公经费"].refers_to_range == sheet["A1:B2"]
    assert book.names["三公经费"].refers_to == f"={sheet.name}!$A$1:$B$2"
    assert sheet["三公经费"].address == "$A$1:$B$2"
    book.names.add("常数", "=1.5")
    assert "常数" in book.names
    sheet.names.add("本表", f"={sheet.name}!$C$1")
    assert sheet.names["本表"].refers_to_range == sheet["C1"]
    for name in ("三公经费", "常数", f"{sheet.name}!本表"):
        del book.names[name]
    assert len(book.names) == before


def test_selection(sheet: xw.Sheet, app: xw.App, book: xw.Book) -> None:
    sheet.activate()
    sheet["B2:C3"].select()
    assert app.selection.address == "$B$2:$C$3"
    assert book.selection.sheet == sheet
    assert book.sheets.active == sheet
