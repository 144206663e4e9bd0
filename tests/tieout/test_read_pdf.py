"""PDF files: lines become paragraphs, page numbers go, a paragraph may go on overleaf; every character has its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from juesuan.findings import StructureError
from juesuan.tieout.document import Document
from juesuan.tieout.read_pdf import read_pdf
from tests.tieout.files import HEADING, TITLE, pdf_bytes, report_lines

FIRST = "　　本年收入合计110.00万元，其中：一般公共预算财"
SECOND = "政拨款收入100.00万元。"
WIDE = "本页第一行的文字一直写到右边，其他各行是不是写满，都要与它相比。"
FULL = "这一行从缩进处开始，也一直写到右边，因此句子接到下一行去，请"
FOOT = ("", "", "")
"""What parts the text of a page from its number."""


def read(folder: Path, *pages: list[str]) -> Document:
    path = folder / "报告.pdf"
    path.write_bytes(pdf_bytes(pages))
    return read_pdf(path)


def texts(folder: Path, *pages: list[str]) -> list[str]:
    return [one.text.strip() for one in read(folder, *pages).paragraphs]


def test_lines_broken_for_width_are_one_paragraph(tmp_path: Path) -> None:
    body = "2024年度收、支总计均为100.00万元。与2023年相比，收、支总计各增加10.00万元，增长11.11%。主要原因是增加就业补助。"
    assert texts(tmp_path, report_lines(body)) == [TITLE, HEADING, body]


def test_a_paragraph_ends_where_the_next_one_is_indented(tmp_path: Path) -> None:
    lines = [WIDE, "　　收入比上年增加。", "　　支出比上年减少。"]
    assert texts(tmp_path, lines) == [WIDE, "收入比上年增加。", "支出比上年减少。"]


def test_numbered_lines_start_paragraphs(tmp_path: Path) -> None:
    lines = [WIDE, "一、收入决算情况说明", "二、支出决算情况说明", "（一）机关运行经费", "1.会议费"]
    assert texts(tmp_path, lines) == lines


def test_a_line_that_reaches_the_edge_goes_on(tmp_path: Path) -> None:
    lines = [TITLE, "　　" + FULL, "见各部门说明。", "　　支出比上年减少。"]
    assert texts(tmp_path, lines)[-2:] == [FULL + "见各部门说明。", "支出比上年减少。"]


@pytest.mark.parametrize("number", ["- 1 -", "第1页", "1", "— 12 —", "第 3 页 共 9 页"])
def test_page_numbers_are_left_out(tmp_path: Path, number: str) -> None:
    assert texts(tmp_path, [WIDE, *FOOT, number], [WIDE]) == [WIDE, WIDE]


def test_a_figure_at_the_foot_is_no_page_number(tmp_path: Path) -> None:
    assert texts(tmp_path, [WIDE, *FOOT, "12.50"]) == [WIDE, "12.50"]


def test_a_paragraph_that_goes_on_overleaf_is_one(tmp_path: Path) -> None:
    found = read(tmp_path, [FIRST, *FOOT, "1"], [SECOND, *FOOT, "2"])
    (body,) = found.paragraphs
    assert body.text.strip() == FIRST.strip() + SECOND
    assert body.page == 1
    assert {box[0] for box in body.boxes} == {1, 2}


def test_a_sentence_that_ended_does_not_go_on_overleaf(tmp_path: Path) -> None:
    ended = "　　本年收入合计110.00万元，比上年有所增加，原因另见说明。"
    assert texts(tmp_path, [TITLE, ended], ["本年支出合计115.00万元。"])[1:] == [
        ended.strip(),
        "本年支出合计115.00万元。",
    ]


def test_every_character_has_its_place(tmp_path: Path) -> None:
    for one in read(tmp_path, report_lines()).paragraphs:
        assert len(one.boxes) == len(one.text)
        assert one.page == 1


def test_a_page_without_text_is_no_report(tmp_path: Path) -> None:
    with pytest.raises(StructureError, match="没有文字"):
        read(tmp_path, [])


def test_what_is_no_pdf_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "一.pdf"
    path.write_bytes(b"PK\x03\x04")
    with pytest.raises(StructureError, match="不是完整的 PDF 文件"):
        read_pdf(path)
