"""Highlights in PDF: on the words that are meant, whatever way the page is turned; the bytes of the file stay."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

import pdfplumber
import pypdf
import pypdfium2
import pytest

from juesuan.findings import Level, StructureError
from juesuan.tieout.issue import Issue
from juesuan.tieout.mark_pdf import COLOURS, lines_of_boxes, mark_pdf
from juesuan.tieout.read_pdf import read_pdf
from juesuan.tieout.tieout import TiedOut, tie_out
from tests.tieout.files import RIGHT, WRONG, pdf_bytes, report_lines

WHEN = datetime(2025, 8, 1, 9, 30)  # noqa: DTZ001 - the office's own clock
CAUSE = "主要变动原因：人员增加。"
SHIFTED = (30, -40, 625, 802)


def tied(data: bytes, folder: Path) -> TiedOut:
    path = folder / "报告.pdf"
    path.write_bytes(data)
    return tie_out(read_pdf(path))


def marked(data: bytes, folder: Path) -> bytes:
    return mark_pdf(data, tied(data, folder), WHEN)


def marks(data: bytes, kind: str = "/Highlight") -> list[tuple[int, pypdf.generic.DictionaryObject]]:
    """The annotations of a kind, each with its page (from 0)."""
    reader = pypdf.PdfReader(io.BytesIO(data))
    return [
        (number, one.get_object())
        for number, page in enumerate(reader.pages)
        for one in page.get("/Annots") or ()
        if one.get_object()["/Subtype"] == kind
    ]


def words_under(data: bytes, page: int, mark: pypdf.generic.DictionaryObject) -> str:
    """What PDFium finds inside the corners of a highlight, in the coordinates of the page's content."""
    corners = [float(one) for one in mark["/QuadPoints"]]
    text = pypdfium2.PdfDocument(data)[page].get_textpage()
    found = []
    for at in range(0, len(corners), 8):
        xs, ys = corners[at : at + 8 : 2], corners[at + 1 : at + 8 : 2]
        found.append(text.get_text_bounded(min(xs) + 0.5, min(ys) + 0.5, max(xs) - 0.5, max(ys) - 0.5))
    return "".join("".join(found).split())


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("box", [(0, 0, 595, 842), SHIFTED])
def test_a_highlight_lies_on_its_words(rotate: int, box: tuple[int, int, int, int], tmp_path: Path) -> None:
    data = pdf_bytes([report_lines(WRONG + CAUSE)], rotate=rotate, box=box)
    ((page, mark),) = marks(found := marked(data, tmp_path))
    assert words_under(found, page, mark) == "增长12.00%"
    assert str(mark["/Contents"]).startswith("【错误】")
    assert "应为11.11%" in str(mark["/Contents"])
    assert [float(one) for one in mark["/C"]] == pytest.approx(list(COLOURS[Level.ERROR]))


def test_a_crop_box_changes_nothing(tmp_path: Path) -> None:
    data = pdf_bytes([report_lines(WRONG + CAUSE)], box=SHIFTED, crop=(50, 0, 600, 790))
    ((page, mark),) = marks(found := marked(data, tmp_path))
    assert words_under(found, page, mark) == "增长12.00%"


def test_words_over_two_lines_have_a_box_on_each(tmp_path: Path) -> None:
    width = len("　　" + WRONG.partition("12.00%")[0])
    data = pdf_bytes([report_lines(WRONG + CAUSE, width=width)])
    ((page, mark),) = marks(found := marked(data, tmp_path))
    assert len(mark["/QuadPoints"]) == 16
    assert words_under(found, page, mark) == "增长12.00%"


def test_words_that_go_on_overleaf_are_marked_on_both_pages(tmp_path: Path) -> None:
    lines = report_lines(WRONG + CAUSE, width=len("　　" + WRONG.partition("12.00%")[0]))
    found = marked(pdf_bytes([lines[:3], lines[3:]]), tmp_path)
    assert [(page, words_under(found, page, mark)) for page, mark in marks(found)] == [
        (0, "增长"),
        (1, "12.00%"),
    ]


def test_the_bytes_of_the_file_stay_and_so_does_its_text(tmp_path: Path) -> None:
    data = pdf_bytes([report_lines(), report_lines(RIGHT)])
    found = marked(data, tmp_path)
    assert found.startswith(data)
    assert len(found) > len(data)
    with pdfplumber.open(io.BytesIO(data)) as old, pdfplumber.open(io.BytesIO(found)) as new:
        assert [one.extract_text() for one in new.pages] == [one.extract_text() for one in old.pages]


def test_a_report_in_order_stays_as_it_is(tmp_path: Path) -> None:
    data = pdf_bytes([report_lines(RIGHT + CAUSE)])
    assert marked(data, tmp_path) == data


def test_an_issue_without_a_place_becomes_a_note_on_the_page(tmp_path: Path) -> None:
    data = pdf_bytes([report_lines(RIGHT + CAUSE)], rotate=90, box=SHIFTED, crop=(50, 0, 600, 790))
    report = tied(data, tmp_path)
    lost = [Issue("F01", Level.ERROR, f"没有{name}。", place=name) for name in ("公开01表", "公开02表")]
    found = mark_pdf(data, TiedOut(report.document, tuple(lost), (), report.coverage), WHEN)
    ((page, note),) = marks(found, "/Text")
    assert page == 0
    assert str(note["/Contents"]).splitlines() == [
        "【错误】附表“公开01表”：没有公开01表。",
        "【错误】附表“公开02表”：没有公开02表。",
    ]
    left, bottom, right, top = (float(one) for one in note["/Rect"])
    assert 50 <= left < right <= 600
    assert 0 <= bottom < top <= 790
    assert left < 100
    assert bottom < 100


def test_a_file_with_restrictions_takes_no_marks(tmp_path: Path) -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf_bytes([report_lines()])))
    writer.encrypt("", "owner", algorithm="AES-128")
    target = io.BytesIO()
    writer.write(target)
    report = tied(target.getvalue(), tmp_path)
    assert report.issues
    with pytest.raises(StructureError, match="有编辑限制") as error:
        mark_pdf(target.getvalue(), report, WHEN)
    assert error.value.name == "protected"


def test_boxes_of_characters_become_one_a_line() -> None:
    boxes = [
        (1, 10.0, 10.0, 20.0, 20.0),
        (1, 20.0, 9.0, 30.0, 19.0),
        (1, 10.0, 30.0, 20.0, 40.0),
        (2, 10.0, 10.0, 20.0, 20.0),
    ]
    assert lines_of_boxes(boxes) == [
        (1, 10.0, 9.0, 30.0, 20.0),
        (1, 10.0, 30.0, 20.0, 40.0),
        (2, 10.0, 10.0, 20.0, 20.0),
    ]
