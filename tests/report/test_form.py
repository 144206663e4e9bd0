"""The form of the document: valid parts, styles of official papers, contents that lead somewhere, tables within the page."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.narrative.made import NARRATED, made_bytes
from tests.report.books import WHEN, report, sample_copy, sample_report
from tests.report.reader import Block, R, W, Word, number_in

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    from openxml_audit import OpenXmlValidator

MM = 1440 / 25.4


def faults(path: Path) -> list[str]:
    return [str(one) for one in OpenXmlValidator().validate(str(path)).errors]


def word() -> Word:
    return sample_report()[0]


def test_the_document_is_valid(tmp_path: Path) -> None:
    path = tmp_path / "报告.docx"
    path.write_bytes(sample_report()[1])
    assert faults(path) == []


def test_the_same_workbook_gives_the_same_bytes(tmp_path: Path) -> None:
    _, done = report(sample_copy(tmp_path))
    assert done.docx.read_bytes() == sample_report()[1]


def test_the_document_names_nobody_and_no_moment() -> None:
    archive = word().archive
    assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    core = archive.read("docProps/core.xml").decode()
    assert "creator" not in core
    assert "dcterms" not in core
    assert "<dc:title>攀枝花市公安局交通警察支队2020年度部门决算</dc:title>" in core
    books = [one for one in archive.namelist() if one.endswith(".xlsx")]
    assert len(books) == 7
    for name in books:
        with zipfile.ZipFile(io.BytesIO(archive.read(name))) as inside:
            assert {one.date_time for one in inside.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            core = inside.read("docProps/core.xml").decode()
        assert not re.search("creator|lastModifiedBy", core), name
        assert set(re.findall(r">(\d{4}-[^<]+)<", core)) == {"2000-01-01T00:00:00Z"}


def test_the_pages_are_those_of_official_papers() -> None:
    page = word().body.findall(f".//{W}sectPr")[2]
    margins = page.find(f"{W}pgMar")
    found = [round(int(margins.get(f"{W}{side}")) / MM) for side in ("top", "bottom", "left", "right")]
    assert found == [37, 35, 28, 26]
    assert page.find(f"{W}pgNumType").get(f"{W}start") == "1"


@pytest.mark.parametrize(
    ("style", "font", "size"),
    [
        ("Title", "方正小标宋简体", 22),
        ("Heading2", "黑体", 16),
        ("Heading3", "楷体_GB2312", 16),
        ("BodyText", "仿宋_GB2312", 16),
        ("TableText", "宋体", 9),
    ],
)
def test_styles_have_their_fonts(style: str, font: str, size: float) -> None:
    root = word().part("word/styles.xml")
    found = next(one for one in root.findall(f"{W}style") if one.get(f"{W}styleId") == style)
    assert found.find(f"{W}rPr/{W}rFonts").get(f"{W}eastAsia") == font
    assert number_in(found, "rPr/sz", "val") == 2 * size


def test_every_style_names_its_chinese_font_and_every_font_its_substitutes() -> None:
    root = word().part("word/styles.xml")
    styles = [one for one in root.findall(f"{W}style") if one.find(f"{W}rPr") is not None]
    fonts = {one.find(f"{W}rPr/{W}rFonts").get(f"{W}eastAsia") for one in styles}
    table = {one.get(f"{W}name"): one for one in word().part("word/fontTable.xml")}
    assert all(table[one].find(f"{W}altName") is not None for one in fonts)


def test_text_has_exact_lines_and_an_indent_of_two_characters() -> None:
    root = word().part("word/styles.xml")
    body = next(one for one in root.findall(f"{W}style") if one.get(f"{W}styleId") == "BodyText")
    spacing = body.find(f"{W}pPr/{W}spacing")
    assert spacing.get(f"{W}lineRule") == "exact"
    assert 28 <= int(spacing.get(f"{W}line")) / 20 <= 29
    assert number_in(body, "pPr/ind", "firstLineChars") == 200
    assert number_in(body, "pPr/ind", "firstLine") == 2 * 16 * 20


def test_no_heading_stands_alone() -> None:
    root = word().part("word/styles.xml")
    kept = {one.get(f"{W}styleId") for one in root if one.find(f"{W}pPr/{W}keepNext") is not None}
    assert {"Heading1", "Heading2", "Heading3", "Heading4", "Figure"} <= kept


def test_the_contents_name_every_heading_and_lead_there() -> None:
    headings = [one for one in word().blocks if one.style in ("Heading1", "Heading2")]
    entries = [one for one in word().blocks if one.style in ("TOC1", "TOC2")]
    assert [one.text.split("\t")[0] for one in entries] == [one.text for one in headings]
    marks = [one.element.find(f"{W}bookmarkStart").get(f"{W}name") for one in headings]
    assert [one.element.find(f".//{W}hyperlink").get(f"{W}anchor") for one in entries] == marks
    assert len(set(marks)) == len(marks) > 30
    codes = [one.text for one in entries[0].element.iter(f"{W}instrText")]
    assert codes[0].split()[:2] == ["TOC", "\\o"]
    ends = [one.get(f"{W}fldCharType") for block in entries for one in block.element.iter(f"{W}fldChar")]
    assert ends.count("begin") == ends.count("separate") == ends.count("end") == len(entries) + 1


def test_the_foot_of_a_page_holds_its_number_on_the_outer_side() -> None:
    for name, side in (("footer_odd", "right"), ("footer_even", "left")):
        line = word().part(f"word/{name}.xml").find(f"{W}p")
        assert line.find(f"{W}pPr/{W}jc").get(f"{W}val") == side
        assert "".join(one.text for one in line.iter(f"{W}t")) == "— 1 —"
    assert word().part("word/settings.xml").find(f"{W}evenAndOddHeaders") is not None


def test_title_page_and_contents_carry_no_number() -> None:
    links = word().relations("word/document.xml")
    pages = word().body.findall(f".//{W}sectPr")
    for number, page in enumerate(pages):
        named = {links[one.get(f"{R}id")] for one in page.findall(f"{W}footerReference")}
        told = ["".join(text.text or "" for text in word().part(one).iter(f"{W}t")) for one in named]
        assert told == ([""] if number < 2 else ["— 1 —"] * 2), number


def room_of(block: Block, document: Word) -> int:
    """The width between the margins of the section that a table stands in."""
    for element in list(document.body)[list(document.body).index(block.element) :]:
        page = element if element.tag == f"{W}sectPr" else element.find(f"{W}pPr/{W}sectPr")
        if page is not None:
            margins = page.find(f"{W}pgMar")
            return int(page.find(f"{W}pgSz").get(f"{W}w")) - sum(
                int(margins.get(f"{W}{side}")) for side in ("left", "right")
            )
    raise AssertionError


def check_tables(document: Word) -> None:
    for block in document.tables:
        columns = [int(one.get(f"{W}w")) for one in block.element.findall(f"{W}tblGrid/{W}gridCol")]
        assert sum(columns) <= room_of(block, document) + len(columns)
        for row in block.element.findall(f"{W}tr"):
            assert row.find(f"{W}trPr/{W}cantSplit") is not None
            spans = [number_in(cell, "tcPr/gridSpan", "val") or 1 for cell in row.findall(f"{W}tc")]
            assert sum(spans) == len(columns)


def test_tables_stay_within_the_page_and_repeat_their_header() -> None:
    check_tables(word())
    official = [one for one in word().tables if "公开" in (one.rows[0][0] or "")]
    assert len(official) > 14
    for block in official:
        repeated = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in block.element.findall(f"{W}tr")]
        assert repeated[:3] == [True] * 3
        assert repeated == sorted(repeated, reverse=True)


@pytest.mark.parametrize("seed", [0, 1, 3])
@pytest.mark.parametrize("form", NARRATED)
def test_made_up_books_of_every_format_become_valid_documents(form: str, seed: int, tmp_path: Path) -> None:
    from juesuan.narrate_file import narrate_file

    path = tmp_path / "决算.xlsx"
    path.write_bytes(made_bytes(form, seed))
    names = [one for one in attached_names(path) if one]
    for name in names:
        (tmp_path / name).write_bytes(small_file())
    narrate_file(path, now=WHEN)
    document, done = report(path)
    assert faults(done.docx) == []
    check_tables(document)
    assert len(set(ids(document))) == len(ids(document))


def attached_names(path: Path) -> list[str]:
    from openpyxl import load_workbook

    rows = list(load_workbook(path, read_only=True)["附件"].iter_rows(values_only=True))
    return [str(row[3] or "") for row in rows[4:]]


def small_file() -> bytes:
    import docx

    target = io.BytesIO()
    made = docx.Document()
    made.add_paragraph("评价结果良好。")
    made.save(target)
    return target.getvalue()


def ids(document: Word) -> list[Any]:
    links = [one.get(f"{R}id") for one in document.root.iter() if one.get(f"{R}id")]
    drawings = [
        one.get("id")
        for one in document.root.iter()
        if one.tag.endswith("}docPr") and "wordprocessingDrawing" in one.tag
    ]
    assert set(links) <= set(document.relations("word/document.xml"))
    return drawings
