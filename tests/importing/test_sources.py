"""Files, folders and archives of all kinds; one that cannot be read does not stop the others."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from juesuan.findings import StructureError
from juesuan.importing.sources import read_sources


def workbook(value: object = "收入决算表") -> bytes:
    book = openpyxl.Workbook()
    book.active["B2"] = value
    book.active.merge_cells("B2:D3")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def zipped(files: dict[str, bytes], *, gbk: bool = False) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(_GbkInfo(name) if gbk else name, data)
    return stream.getvalue()


class _GbkInfo(zipfile.ZipInfo):
    """An entry as Chinese Windows writes it: the name in GBK, without the mark for UTF-8."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802
        return self.filename.encode("gbk"), self.flag_bits & ~0x800


def test_positions_and_merged_cells(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(workbook())
    (sheet,), unplaced = read_sources([tmp_path / "a.xlsx"])
    assert unplaced == []
    assert sheet.rows[1][1] == "收入决算表"
    assert sheet.merged == ((2, 2, 3, 4),)
    assert (sheet.file, sheet.sheet) == ("a.xlsx", "Sheet")


def test_formulas_without_value_and_errors_are_not_blank(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "=SUM(A2:A3)"
    book.active["A2"] = "#REF!"
    book.active["A2"].data_type = "e"
    book.save(tmp_path / "a.xlsx")
    (sheet,), _ = read_sources([tmp_path / "a.xlsx"])
    assert [row[0] for row in sheet.rows] == ["=SUM(A2:A3)", "#REF!"]


def test_hidden_sheets_are_told(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = 1
    hidden = book.create_sheet("旧表")
    hidden["A1"] = 2
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    sheets, unplaced = read_sources([tmp_path / "a.xlsx"])
    assert [one.sheet for one in sheets] == ["Sheet"]
    assert [str(one.place) for one in unplaced] == ["a.xlsx“旧表”A1"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "收入决算表.csv").write_bytes('科目编码,合计\r\n201,"1,234.50"\r\n,\r\n'.encode(encoding))
    (sheet,), _ = read_sources([tmp_path / "收入决算表.csv"])
    assert sheet.sheet == "收入决算表"
    assert sheet.rows == [["科目编码", "合计"], ["201", "1,234.50"]]


def test_folder_in_natural_order_without_litter(tmp_path: Path) -> None:
    folder = tmp_path / "报表"
    (folder / "下级").mkdir(parents=True)
    for name in ("表10.xlsx", "表2.xlsx", "下级/表1.xlsx", "~$表2.xlsx", ".隐藏.xlsx"):
        (folder / name).write_bytes(workbook())
    (folder / "说明.pdf").write_bytes(b"%PDF-1.7")
    (folder / "坏.xlsx").write_bytes(workbook()[:900])
    sheets, unplaced = read_sources([folder])
    assert [one.file for one in sheets] == ["报表/下级/表1.xlsx", "报表/表2.xlsx", "报表/表10.xlsx"]
    assert sorted(str(one.place) for one in unplaced) == ["报表/坏.xlsx", "报表/说明.pdf"]
    for one in unplaced:
        assert one.remedy.startswith("请")
        assert one.remedy.endswith("。")


@pytest.mark.parametrize("gbk", [False, True])
def test_zip_with_chinese_names(tmp_path: Path, gbk: bool) -> None:
    files = {"附表10.xlsx": workbook(), "附表2.xlsx": workbook(), "里层.zip": zipped({"a.xlsx": workbook()})}
    (tmp_path / "a.zip").write_bytes(zipped(files, gbk=gbk))
    sheets, unplaced = read_sources([tmp_path / "a.zip"])
    assert [one.file for one in sheets] == ["a.zip/附表2.xlsx", "a.zip/附表10.xlsx"]
    assert [one.place.file for one in unplaced] == ["a.zip/里层.zip"]


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("a.xlsx", b"", "not-a-workbook"),
        ("a.xlsx", b"%PDF-1.7", "not-a-workbook"),
        ("a.xls", b"<html><table></table></html>", "not-a-workbook"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "not-a-workbook"),
        ("a.xlsx", workbook()[:1500], "truncated"),
        (
            "a.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600,
            "password",
        ),
        ("a.zip", zipped({"b": b"\0" * (300 << 20)}), "zip-bomb"),
        ("a.zip", zipped({}), "nothing-to-import"),
        ("a.csv", b"a\x00b\xff\xfe\xff", "not-a-workbook"),
    ],
    ids=["empty", "pdf", "html", "ole", "truncated", "encrypted", "bomb", "empty zip", "binary csv"],
)
def test_one_file_that_cannot_be_read(tmp_path: Path, name: str, data: bytes, error: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(StructureError) as caught:
        read_sources([tmp_path / name])
    assert caught.value.name == error
    assert "\n" not in str(caught.value)


def test_a_missing_file_beside_a_good_one(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(workbook())
    sheets, unplaced = read_sources([tmp_path / "a.xlsx", tmp_path / "b.xlsx"])
    assert len(sheets) == 1
    assert [str(one.place) for one in unplaced] == ["b.xlsx"]
    with pytest.raises(StructureError, match="找不到"):
        read_sources([tmp_path / "b.xlsx"])


def test_a_stray_cell_far_away_is_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = 1
    book.active["XFD1048576"] = 1
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(StructureError) as caught:
        read_sources([tmp_path / "a.xlsx"])
    assert caught.value.name == "zip-bomb"
