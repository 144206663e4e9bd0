"""Files that cannot be checked, or only in part: a clear line for each, never a traceback."""

from __future__ import annotations

import io
import resource
import time
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest
from PIL import Image

from juesuan.findings import StructureError
from juesuan.tieout_file import tie_out_file
from juesuan.tieout_mark import write_marked
from tests.tieout.files import (
    HEADING,
    TITLE,
    WRONG,
    docx_bytes,
    paragraph,
    pdf_bytes,
    report_docx,
    report_lines,
    run,
)

MEGABYTE = 1 << 10  # getrusage counts kilobytes
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096)
PICTURE = '<w:r><w:drawing><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"/></w:drawing></w:r>'


def scanned(pages: int = 1) -> bytes:
    """A PDF of pictures."""
    target = io.BytesIO()
    first, *others = (Image.new("RGB", (595, 842), "white") for _ in range(pages))
    first.save(target, "PDF", save_all=True, append_images=others)
    return target.getvalue()


def written(writer: pypdf.PdfWriter) -> bytes:
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def encrypted(algorithm: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf_bytes([report_lines()])))
    writer.encrypt("口令", algorithm=algorithm)
    return written(writer)


def truncated(data: bytes) -> bytes:
    return data[: len(data) // 2]


BUDGET = docx_bytes(
    "某市水务局2024年部门预算", "一、部门预算收支情况", "2024年收入预算100.00万元，比2023年决算增加。"
)
REFUSED: dict[str, tuple[str, Callable[[], bytes], str, str]] = {
    "scanned": ("扫描.pdf", scanned, "no-text", "像是扫描件或图片"),
    "blank pages": ("空白.pdf", lambda: pdf_bytes([[], []]), "no-text", "没有文字"),
    "PDF with a password": ("一.pdf", lambda: encrypted("RC4-128"), "encrypted", "有打开密码"),
    "PDF with a new password": ("一.pdf", lambda: encrypted("AES-256"), "encrypted", "有打开密码"),
    "Word with a password": ("一.docx", lambda: OLE, "encrypted", "取消密码并另存为 .docx"),
    "budget": ("预算.docx", lambda: BUDGET, "budget-report", "是预算报告，不是决算报告"),
    "another text": ("通知.docx", lambda: docx_bytes("关于放假的通知"), "other-report", "没有“决算”二字"),
    "empty Word": ("一.docx", lambda: b"", "not-word", "不是完整的 Word 文件"),
    "empty PDF": ("一.pdf", lambda: b"", "not-pdf", "不是完整的 PDF 文件"),
    "empty text": ("一.txt", lambda: b"", "other-report", "没有“决算”二字"),
    "truncated Word": ("一.docx", lambda: truncated(report_docx(WRONG)), "not-word", "不是完整的 Word 文件"),
    "truncated PDF": ("一.pdf", lambda: truncated(pdf_bytes([report_lines()] * 3)), "not-pdf", "重新导出"),
    "picture called PDF": ("一.pdf", lambda: b"\x89PNG\r\n\x1a\n" + bytes(99), "not-pdf", "不是完整的 PDF"),
    "broken XML": ("一.docx", lambda: docx_bytes("<w:bad>"), "not-word", "不是完整的 Word 文件"),
    "no text at all": ("一.txt", lambda: bytes(range(256)) * 4, "not-text", "不是文本文件"),
    "old Word": ("一.doc", lambda: OLE, "unknown-kind", "旧式 .doc、.wps 文件"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_read_is_refused_in_one_line(kind: str, tmp_path: Path) -> None:
    name, data, error_name, why = REFUSED[kind]
    (tmp_path / name).write_bytes(data())
    with pytest.raises(StructureError) as error:
        tie_out_file(tmp_path / name)
    assert error.value.name == error_name
    assert str(error.value).startswith(f"“{name}”")
    assert why in str(error.value)
    assert "\n" not in str(error.value)


def test_a_folder_is_no_report(tmp_path: Path) -> None:
    (tmp_path / "一.docx").mkdir()
    with pytest.raises(StructureError, match="没有找到文件"):
        tie_out_file(tmp_path / "一.docx")


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file that opens and cannot be read")
def test_a_file_that_cannot_be_read_is_no_bug(tmp_path: Path) -> None:
    (tmp_path / "一.txt").symlink_to("/proc/self/mem")
    with pytest.raises(StructureError, match=r"“一\.txt”打不开") as error:
        tie_out_file(tmp_path / "一.txt")
    assert error.value.name == "unreadable"


def test_scanned_pages_among_others_are_named(tmp_path: Path) -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf_bytes([report_lines()])))
    writer.append(io.BytesIO(scanned(2)))
    path = tmp_path / "一.pdf"
    path.write_bytes(written(writer))
    done = tie_out_file(path)
    assert done.document.notes == ("第2、3页（共2页）没有文字，可能是图片或扫描页，其中的数没有核对。",)
    assert [one.expected for one in done.issues if one.expected] == ["11.11%"]


def tracked(old: str, new: str) -> str:
    deleted = f"<w:r><w:delText>{old}</w:delText></w:r>"
    return f'<w:del w:id="90" w:author="领导">{deleted}</w:del><w:ins w:id="91" w:author="领导">{run(new)}</w:ins>'


def test_tracked_changes_count_as_accepted_and_are_marked(tmp_path: Path) -> None:
    before, _, after = WRONG.partition("12.00")
    path = tmp_path / "一.docx"
    path.write_bytes(docx_bytes(TITLE, HEADING, paragraph(before, tracked("11.11", "12.00"), after)))
    done = tie_out_file(path)
    assert [one.actual for one in done.issues if one.expected] == ["12.00%"]
    assert done.document.notes[0].startswith("文件中有2处修订没有接受或拒绝，按全部接受核对。")
    write_marked(path, done, tmp_path / "二.docx")
    again = tie_out_file(tmp_path / "二.docx")
    assert again.issues == done.issues
    assert [one[:4] for one in again.document.notes] == ["文件中有", "文件中有"]
    assert "条批注，不影响核对" in again.document.notes[1]


def test_a_change_that_takes_the_mistake_away_is_seen(tmp_path: Path) -> None:
    before, _, after = WRONG.partition("12.00")
    path = tmp_path / "一.docx"
    path.write_bytes(docx_bytes(TITLE, HEADING, paragraph(before, tracked("12.00", "11.11"), after)))
    assert [one.message for one in tie_out_file(path).issues if one.expected] == []


def test_tables_as_pictures_are_noted(tmp_path: Path) -> None:
    path = tmp_path / "一.docx"
    path.write_bytes(docx_bytes(TITLE, HEADING, WRONG, *[paragraph(PICTURE)] * 3))
    (note,) = tie_out_file(path).document.notes
    assert note.startswith("文件中没有表格，有3张图片：图片里的表和数不能核对。")


def test_a_file_with_macros_is_read_and_marked(tmp_path: Path) -> None:
    path = tmp_path / "一.docm"
    path.write_bytes(report_docx(WRONG))
    done = tie_out_file(path)
    write_marked(path, done, tmp_path / "二.docm")
    assert tie_out_file(tmp_path / "二.docm").issues == done.issues


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_texts_of_every_encoding(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "一.txt"
    path.write_text("\n".join(report_lines(width=300)), encoding=encoding)
    assert [one.expected for one in tie_out_file(path).issues if one.expected] == ["11.11%"]


def test_three_hundred_pages(tmp_path: Path) -> None:
    filler = ["本部门认真落实各项工作要求，按时完成全年任务。"] * 25
    path = tmp_path / "一.pdf"
    path.write_bytes(pdf_bytes([[*report_lines(), *filler]] * 300))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    done = tie_out_file(path)
    assert time.process_time() - start < 60
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400 * MEGABYTE
    assert len([one for one in done.issues if one.expected]) == 300
    assert {one.page for one in done.issues} == set(range(1, 301))
