# ruff: noqa: S101, D103 - tests
# mypy: disable-error-code="comparison-overlap,attr-defined"
"""Pictures, and all that is drawn seen as shapes."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw


def write_picture(path: Path, width: int, height: int, colour: tuple[int, int, int]) -> Path:
    """Write a PNG file of one colour that says nothing about dots an inch."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = (b"\x00" + bytes(colour) * width) * height
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
    return path


@pytest.fixture
def red(tmp_path: Path) -> Path:
    """A picture of 96 x 48 pixels: 72 x 36 points."""
    return write_picture(tmp_path / "红 色.png", 96, 48, (200, 0, 0))


def test_a_picture_has_its_own_size_and_a_place(sheet: xw.Sheet, red: Path) -> None:
    assert len(sheet.pictures) == 0
    picture = sheet.pictures.add(red)
    assert (picture.left, picture.top) == (0, 0)
    assert (picture.width, picture.height) == (pytest.approx(72, abs=0.1), pytest.approx(36, abs=0.1))
    assert picture.name == "Picture 1"
    assert picture.parent == sheet
    picture.left, picture.top = 100, 50.5
    assert (picture.left, picture.top) == (pytest.approx(100, abs=0.1), pytest.approx(50.5, abs=0.1))
    picture.name = "公章"
    assert sheet.pictures["公章"] == picture
    assert sheet.pictures[0].name == "公章"
    assert "公章" in sheet.pictures
    assert "别的" not in sheet.pictures
    with pytest.raises(KeyError):
        _ = sheet.pictures["别的"]
    picture.delete()
    assert [one.name for one in sheet.pictures] == []


def test_sides_follow_each_other_unless_told(sheet: xw.Sheet, red: Path) -> None:
    picture = sheet.pictures.add(red, width=144, name="a")
    assert picture.lock_aspect_ratio is True
    assert picture.height == pytest.approx(72, abs=0.1)
    picture.height = 36
    assert picture.width == pytest.approx(72, abs=0.1)
    picture.lock_aspect_ratio = False
    picture.name = "b"
    picture.width = 10
    assert picture.lock_aspect_ratio is False
    assert (picture.width, picture.height) == (pytest.approx(10, abs=0.1), pytest.approx(36, abs=0.1))
    both = sheet.pictures.add(red, width=30, height=90)
    assert (both.width, both.height) == (pytest.approx(30, abs=0.1), pytest.approx(90, abs=0.1))
    scaled = sheet.pictures.add(red, scale=2)
    assert scaled.width == pytest.approx(144, abs=0.1)


def test_a_picture_at_a_cell_moves_with_it(sheet: xw.Sheet, red: Path) -> None:
    picture = sheet.pictures.add(red, anchor=sheet["C4"])
    assert picture.left == pytest.approx(sheet["C4"].left, abs=0.1)
    assert picture.top == pytest.approx(sheet["C4"].top, abs=0.1)
    sheet["2:3"].insert("down")
    assert picture.top == pytest.approx(sheet["C6"].top, abs=0.1)


def test_another_picture_in_its_place(sheet: xw.Sheet, red: Path, tmp_path: Path) -> None:
    blue = write_picture(tmp_path / "blue.png", 10, 10, (0, 0, 255))
    sheet.pictures.add(red, name="图", left=20, top=30)
    picture = sheet.pictures.add(blue, name="图", update=True)
    assert (picture.name, len(sheet.pictures)) == ("图", 1)
    assert picture.left == pytest.approx(20, abs=0.1)
    assert picture.width == pytest.approx(72, abs=0.1)
    assert picture.update(red).name == "图"
    with pytest.raises(Exception, match="already present"):
        sheet.pictures.add(blue, name="图")


def test_files_that_are_no_pictures(sheet: xw.Sheet, tmp_path: Path) -> None:
    broken = tmp_path / "broken.png"
    broken.write_text("no picture", encoding="utf-8")
    for path in (tmp_path / "nothing.png", broken):
        with pytest.raises(Exception, match=path.stem):
            sheet.pictures.add(path)
    assert len(sheet.pictures) == 0


def test_pictures_are_saved(app: xw.App, red: Path, tmp_path: Path) -> None:
    path = tmp_path / "图.xlsx"
    made = app.books.add()
    made.sheets[0].pictures.add(red, name="公章", anchor=made.sheets[0]["B3"])
    made.save(path)
    made.close()
    (stored,) = openpyxl.load_workbook(path).worksheets[0]._images
    assert (stored.anchor._from.col, stored.anchor._from.row) == (1, 2)
    again = app.books.open(path)
    picture = again.sheets[0].pictures["公章"]
    assert picture.width == pytest.approx(72, abs=1)
    assert picture.top == pytest.approx(again.sheets[0]["B3"].top, abs=1)
    again.close()


def test_shapes(sheet: xw.Sheet, red: Path) -> None:
    sheet["A1"].value = [["a", 1], ["b", 2]]
    sheet["A1"].add_note("not a shape that we count on")
    sheet.pictures.add(red, name="照片")
    sheet.charts.add(name="图表", source=sheet["A1:B2"])
    assert {shape.name: shape.type for shape in sheet.shapes if shape.type != "comment"} == {
        "照片": "picture",
        "图表": "chart",
    }
    shape = sheet.shapes["照片"]
    assert shape.parent == sheet
    shape.left, shape.top = 100, 100
    shape.scale_width(2, relative_to_original_size=True)
    shape.scale_height(0.5, scale="scale_from_bottom_right")
    assert (shape.width, shape.height) == (pytest.approx(144, abs=0.2), pytest.approx(18, abs=0.2))
    assert (shape.left, shape.top) == (pytest.approx(100, abs=0.2), pytest.approx(118, abs=0.2))
    shape.width, shape.height = 50, 60
    assert (shape.width, shape.height) == (pytest.approx(50, abs=0.2), pytest.approx(60, abs=0.2))
    shape.name = "改"
    assert "改" in sheet.shapes
    shape.activate()
    shape.delete()
    assert len(sheet.pictures) == 0
