"""Packages: what is refused: other files, enciphered ones, bombs, damaged ones."""

from __future__ import annotations

import io
import random
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from juesuan.book import package
from juesuan.book.package import Package
from juesuan.book.saving import check_writable
from tests.book.packages import PNG, forge, office, ole, refused, rezip, with_zeros, zipped

NOT_BOOKS = [
    ("空.xlsx", b"", "空文件"),
    ("表.csv", "科目,金额\r\n行政运行,1503.52\r\n".encode("gbk"), "CSV"),
    ("表.xlsx", "科目,金额\r\n行政运行,1503.52\r\n".encode("utf-8-sig"), "CSV"),
    ("表.xlsx", "科目\t金额\r\n".encode("utf-16"), "CSV"),
    ("长.csv", ("科目" * 40_001).encode("gbk") + b"\n", "CSV"),
    ("旧.xls", ole("Workbook"), ".xls"),
    ("改名.xlsx", ole("Workbook", "\x05SummaryInformation"), ".xls"),
    ("旧.et", ole("Workbook"), ".et"),
    ("函.doc", ole("WordDocument"), "Word"),
    (
        "网页.xls",
        b"\r\n<html xmlns:x='urn:schemas-microsoft-com:office:excel'><table></table></html>",
        "HTML",
    ),
    ("网页.xls", b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n", "HTML"),
    (
        "2003.xls",
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        "2003",
    ),
    ("报告.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "PDF"),
    ("照片.xlsx", PNG, "图片"),
    ("包.xlsx", b"Rar!\x1a\x07\x01\x00", "压缩包"),
    ("包.zip", zipped({"套表/决算.txt": b"1"}), "压缩包"),
    ("包.zip", zipped({}), "压缩包"),
    ("报告.docx", office("word/document.xml"), "docx"),
    ("汇报.pptx", office("ppt/presentation.xml"), "pptx"),
    ("二进制.xlsb", office("xl/workbook.bin"), ".xlsb"),
    ("图.xlsx", office("visio/document.xml"), "不是表格"),
    (
        "表.ods",
        zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"}),
        ".ods",
    ),
    ("程序.exe", b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff" + bytes(400), "无法识别"),
]


@pytest.mark.parametrize(("name", "content", "word"), NOT_BOOKS)
def test_not_a_workbook(tmp_path: Path, name: str, content: bytes, word: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    refused("not-a-workbook", lambda: Package.open(path), f"“{name}”", word)


def test_folder_is_not_a_workbook(tmp_path: Path) -> None:
    refused("not-a-workbook", lambda: Package.open(tmp_path), "文件夹")


def test_not_found(tmp_path: Path) -> None:
    refused("not-found", lambda: Package.open(tmp_path / "没有.xlsx"), "没有.xlsx", "不存在")
    refused("not-found", lambda: check_writable(tmp_path / "无此夹" / "新.xlsx"), "文件夹")


def test_message_is_one_line_even_if_the_name_is_not(tmp_path: Path) -> None:
    refused("not-found", lambda: Package.open(tmp_path / "两\n行.xlsx"), "两行.xlsx")


# ---- enciphered


@pytest.mark.parametrize(
    "content",
    [
        b"%TSD-Header-###%" + random.Random(1).randbytes(5000),
        b"%TSD-Header-###%" + bytes(500),
        b"b\x14#e\xc1\0\0\4E-SafeNet\0\0\0LOCK" + random.Random(2).randbytes(5000),
        random.Random(3).randbytes(20_000),
        random.Random(4).randbytes(2000),
        ole("EncryptedPackage", "DRMEncryptedTransform"),
    ],
)
def test_document_protection(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "决算.xlsx"
    path.write_bytes(content)
    refused(
        "document-protection", lambda: Package.open(path), "决算.xlsx", "请在加密软件中解密", "另存为明文"
    )


def test_password(tmp_path: Path) -> None:
    path = tmp_path / "决算.xlsx"
    path.write_bytes(ole("EncryptionInfo", "EncryptedPackage"))
    refused("password", lambda: Package.open(path), "决算.xlsx", "打开密码")


def test_password_of_a_zip(data: bytes) -> None:
    locked = forge(data, "xl/styles.xml", flag=1)
    refused("password", lambda: Package.from_bytes(locked), "密码")


# ---- bombs


def test_bomb_of_a_gigabyte_of_zeros(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "炸弹.xlsx"
    path.write_bytes(with_zeros(data, 1 << 30, 1 << 30))
    assert path.stat().st_size < 3 << 20
    with zipfile.ZipFile(path) as archive:
        assert archive.getinfo("xl/media/zeros.bin").file_size == 1 << 30
    refused("zip-bomb", lambda: Package.open(path), "炸弹.xlsx", "1024 MB")


def test_bomb_with_lying_headers_is_caught_while_unpacking(data: bytes) -> None:
    opened = Package.from_bytes(with_zeros(data, 1 << 30, 1000))
    tracemalloc.start()
    refused("zip-bomb", lambda: opened.read("xl/media/zeros.bin"), "比声明的大")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20 << 20


def test_bomb_by_ratio(data: bytes) -> None:
    small, big = 4 << 20, 16 << 20
    assert Package.from_bytes(with_zeros(data, small, small)).read("xl/media/zeros.bin") == bytes(small)
    refused("zip-bomb", lambda: Package.from_bytes(with_zeros(data, big, big)), "16 MB")


def test_bomb_by_total(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_TOTAL", 10_000)
    refused("zip-bomb", lambda: Package.from_bytes(data), "合计")


def test_bomb_by_entries(data: bytes) -> None:
    many = io.BytesIO(data)
    with zipfile.ZipFile(many, "a") as archive:
        for number in range(package.MAX_ENTRIES):
            archive.writestr(f"xl/a{number}", b"")
    refused("zip-bomb", lambda: Package.from_bytes(many.getvalue()), "10000 个")


def test_bomb_by_size_of_the_file(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_FILE", 1000)
    refused("zip-bomb", lambda: Package.open(book))


# ---- damaged


@pytest.mark.parametrize("share", [0.01, 0.5, 0.9, 0.999])
def test_cut_file(tmp_path: Path, data: bytes, share: float) -> None:
    path = tmp_path / "半截.xlsx"
    path.write_bytes(data[: int(len(data) * share)])
    refused("truncated", lambda: Package.open(path), "半截.xlsx", "已损坏或不完整")


def test_file_of_nothing_but_zeros(data: bytes) -> None:
    refused("truncated", lambda: Package.from_bytes(bytes(len(data))), "全是零")


def test_bad_crc(data: bytes) -> None:
    opened = Package.from_bytes(forge(data, "xl/styles.xml", crc=1))
    refused("truncated", lambda: opened.read("xl/styles.xml"), "xl/styles.xml", "校验")


def test_garbage_inside(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        start = archive.getinfo("xl/styles.xml").header_offset
    for place in (start, start + 60):
        damaged = bytearray(data)
        damaged[place : place + 40] = b"\xff" * 40
        opened = Package.from_bytes(bytes(damaged))
        refused("truncated", lambda opened=opened: opened.read("xl/styles.xml"))  # type: ignore[misc]
    refused(
        "truncated", lambda: Package.from_bytes(forge(data, "xl/styles.xml", size=9999)).read("xl/styles.xml")
    )
    refused(
        "truncated", lambda: Package.from_bytes(forge(data, "xl/styles.xml", method=9)).read("xl/styles.xml")
    )


@pytest.mark.parametrize("part", ["[Content_Types].xml", "_rels/.rels", "xl/workbook.xml"])
def test_required_part_is_missing(data: bytes, part: str) -> None:
    refused("truncated", lambda: Package.from_bytes(rezip(data, {part: None})), "缺少")


def test_sheet_part_is_missing(data: bytes) -> None:
    opened = Package.from_bytes(rezip(data, {"xl/worksheets/sheet2.xml": None}))
    refused("truncated", opened.sheets, "公开02表")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_part_twice(data: bytes) -> None:
    twice = io.BytesIO(data)
    with zipfile.ZipFile(twice, "a") as archive:
        archive.writestr("xl/workbook.xml", b"<a/>")
    refused("truncated", lambda: Package.from_bytes(twice.getvalue()), "重名")
