"""With an office: the document opens, becomes a PDF, and the contents name the right pages. Without: a report all the same."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zlib
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from juesuan.findings import StructureError
from juesuan.report.office import LibreOffice, NoOffice
from juesuan.report.pages import heading_pages
from juesuan.report_file import write_report
from tests.office import needs_office
from tests.report.books import WHEN, report, sample_copy
from tests.report.reader import Word

needs_text = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    done = write_report(sample_copy(folder), folder / "报告.docx", pdf=True, now=WHEN)
    assert done.pdf == folder / "报告.pdf"
    assert done.warnings == ()
    return folder


def pages_of(pdf: Path) -> list[str]:
    text = subprocess.run(
        ["pdftotext", "-layout", str(pdf), "-"], capture_output=True, check=True, text=True
    ).stdout
    return ["".join(one.split()) for one in text.split("\f")[:-1]]


@needs_office
@needs_text
def test_the_contents_name_the_pages_on_which_the_headings_stand(made: Path) -> None:
    pages = {}
    for page in pages_of(made / "报告.pdf"):
        number = re.search(r"—(\d+)—$", page)
        if number:
            pages[int(number[1])] = page
    entries = Word((made / "报告.docx").read_bytes()).texts("TOC1", "TOC2")
    assert len(entries) > 30
    for entry in entries:
        text, _, number = entry.rpartition("\t")
        assert "".join(text.split()) in pages[int(number)], entry
    assert sorted(pages) == list(range(1, len(pages) + 1))


@needs_office
@needs_text
def test_no_page_is_empty_and_no_heading_is_the_last_on_its_page(made: Path) -> None:
    headings = {
        "".join(one.split())
        for one in Word((made / "报告.docx").read_bytes()).texts("Heading2", "Heading3", "Heading4")
    }
    for page in pages_of(made / "报告.pdf"):
        body = re.sub(r"—\d+—$", "", page)
        assert body
        assert not any(body.endswith(one) for one in headings)


@needs_office
def test_the_chinese_of_the_pdf_is_drawn_with_a_font(made: Path) -> None:
    data = (made / "报告.pdf").read_bytes()
    assert data.startswith(b"%PDF")
    assert b"/FontFile" in data


def test_without_an_office_there_is_no_pdf_but_a_report_that_says_so(tmp_path: Path) -> None:
    document, done = report(sample_copy(tmp_path), pdf=True)
    assert done.pdf is None
    assert not done.docx.with_suffix(".pdf").exists()
    assert "没有找到 Word 或 LibreOffice" in done.no_pdf
    assert any("更新域" in one for one in done.warnings)
    assert not re.search(r"\t\d", document.texts("TOC1")[0])
    first = next(one for one in document.root.iter() if one.tag.endswith("}fldChar"))
    assert next(value for key, value in first.attrib.items() if key.endswith("}dirty")) == "1"


def program(folder: Path, text: str) -> str:
    path = folder / "soffice"
    path.write_text(f"#!{sys.executable}\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


@pytest.mark.skipif(sys.platform == "win32", reason="a script as a program")
@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("import time; time.sleep(60)", "秒内没有完成"),
        ("raise SystemExit(7)", "退出码7"),
        ("pass", "没有转换成功"),
    ],
)
def test_an_office_that_fails_leaves_the_report_without_pdf(text: str, why: str, tmp_path: Path) -> None:
    office = LibreOffice(program(tmp_path, text), seconds=1)
    with pytest.raises(NoOffice, match=why):
        office.to_pdf(b"x")
    path = sample_copy(tmp_path)
    with patch("juesuan.report_file.find_office", return_value=office):
        done = write_report(path, tmp_path / "报告.docx", pdf=True, now=WHEN)
    assert done.docx.exists()
    assert done.pdf is None
    assert why in done.no_pdf


@pytest.mark.skipif(sys.platform == "win32", reason="a script as a program")
def test_a_large_document_may_take_longer(tmp_path: Path) -> None:
    office = LibreOffice(program(tmp_path, "import time; time.sleep(60)"), seconds=1)
    with pytest.raises(NoOffice, match="在2秒内没有完成"):
        office.to_pdf(b"x" * 200_000)
    with pytest.raises(NoOffice, match="在5秒内没有完成"):
        office.to_pdf(b"x" * 9_000_000)


@pytest.mark.parametrize("name", ["报告.docx", "报告.pdf"])
def test_a_target_that_is_open_elsewhere_stops_everything(name: str, tmp_path: Path) -> None:
    path = sample_copy(tmp_path)
    (tmp_path / f".~lock.{name}#").write_text("张三,zs,,;", encoding="utf-8")
    with pytest.raises(StructureError, match="张三"):
        report(path, pdf=True)
    assert not (tmp_path / "报告.docx").exists()


def test_another_extension_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StructureError, match=r"\.docx"):
        write_report(sample_copy(tmp_path), tmp_path / "报告.doc", now=datetime(2021, 3, 1))  # noqa: DTZ001


# Bookmarks of a PDF


def pdf(*objects: str, packed: str = "") -> bytes:
    lines = [f"{n} 0 obj\n{text}\nendobj\n".encode() for n, text in enumerate(objects, 1)]
    if packed:
        data = zlib.compress(packed.encode())
        head = f"<</Type/ObjStm/N 1/First {packed.index('<')}/Length {len(data)}>>".encode()
        lines.append(b"99 0 obj\n" + head + b"\nstream\n" + data + b"\nendstream\nendobj\n")
    return b"%PDF-1.6\n" + b"".join(lines)


PARTS: tuple[Any, ...] = (
    "<</Type/Catalog/Pages 2 0 R/Outlines 5 0 R>>",
    "<</Type/Pages/Kids[3 0 R 4 0 R]>>",
    "<</Type/Page>>",
    "<</Type/Page>>",
    "<</First 6 0 R>>",
    "<</Title<FEFF4E00>/Dest[3 0 R/XYZ 0 0 0]/Next 7 0 R/First 8 0 R>>",
    "<</Title(B\\)b)/Dest[4 0 R/XYZ 0 0 0]>>",
)


def test_pages_come_from_bookmarks_in_their_order() -> None:
    last = "<</Title(between)/Dest[3 0 R/XYZ 0 0 0]>>"
    assert heading_pages(pdf(*PARTS, last), ["一", "B) b"]) == [1, 2]
    assert heading_pages(pdf(*PARTS, packed=f"8 0 {last}"), ["一", "between", "B)b"]) == [1, 1, 2]


def test_pages_are_not_guessed() -> None:
    assert heading_pages(pdf(*PARTS), ["B)b", "一"]) is None
    assert heading_pages(pdf(*PARTS), ["二"]) is None
    assert heading_pages(b"", ["一"]) is None
