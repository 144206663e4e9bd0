"""Word files of the user: their content comes along in the styles of the report; what is missing or unusable is told."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm

from juesuan.findings import FindingsError
from tests.report.books import report, sample_book
from tests.report.reader import W, Word, number_in
from tests.report.test_form import check_tables, faults, ids

NAME = "评价报告.docx"
ROW: dict[str, object] = {"number": 3, "title": "评价报告", "file": NAME}


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    lines = b"".join(b"\0" + b"\x80\xa0\xd0" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(lines))
        + chunk(b"IEND", b"")
    )


def rich_file() -> Any:
    """A file with everything that people put into such reports."""
    made = docx.Document()
    made.add_heading("绩效评价报告", 0)
    made.add_heading("一、项目概况", 1)
    line = made.add_paragraph("共投入")
    line.add_run("188万元").bold = True
    line.add_run("，A&B‹局>。")
    for style in ("List Number", "List Number", "List Bullet"):
        made.add_paragraph(style, style=style)
    table = made.add_table(2, 8, style="Table Grid")
    for row in table.rows:
        for cell in row.cells:
            cell.text, cell.width = "格", Cm(4)
    for column in table.columns:
        column.width = Cm(4)
    made.add_picture(io.BytesIO(png(40, 20)), width=Cm(25))
    made.add_paragraph("居中").alignment = WD_ALIGN_PARAGRAPH.CENTER
    made.add_section()
    made.add_paragraph("最后一段")
    return made


def inserted(folder: Path, made: Any) -> tuple[Word, Any]:
    made.save(folder / NAME)
    return report(sample_book(folder, {"attachments": [ROW]}))


def test_content_comes_along_in_the_styles_of_the_report(tmp_path: Path) -> None:
    document, done = inserted(tmp_path, rich_file())
    assert faults(done.docx) == []
    assert document.texts("AttachedTitle") == ["绩效评价报告"]
    assert document.texts("AttachedHeading") == ["一、项目概况"]
    expected = ["共投入188万元，A&B‹局>。", "List Number", "List Number", "List Bullet", "居中", "最后一段"]
    assert document.texts("Attached") == expected
    assert not any("插入文件" in one.text for one in document.blocks)
    headings = [one.text for one in document.blocks if one.style in ("Heading1", "Heading2")]
    at = headings.index("附件3　交警支队2020年评价报告")
    assert headings[at + 1].startswith("第五部分")


def test_pictures_lists_and_wide_tables_fit(tmp_path: Path) -> None:
    document, _ = inserted(tmp_path, rich_file())
    check_tables_within(document)
    picture = next(one for one in document.root.iter() if one.tag.endswith("}blip"))
    target = document.relations("word/document.xml")[next(iter(picture.attrib.values()))]
    assert document.archive.read(target) == png(40, 20)
    extents = [int(one.get("cx")) for one in document.root.iter() if one.tag.endswith("}extent")]
    assert max(extents) <= 156.1 * 36_000
    numbers = [
        number_in(one.element, "pPr/numPr/numId", "val") for one in document.blocks if one.style == "Attached"
    ]
    assert numbers[1] == numbers[2] != numbers[3] != 0
    known = {int(one.get(f"{W}numId")) for one in document.part("word/numbering.xml").findall(f"{W}num")}
    assert {one for one in numbers if one} <= known
    assert len(set(ids(document))) == len(ids(document)) == 8


def check_tables_within(document: Word) -> None:
    for block in document.tables:
        columns = [int(one.get(f"{W}w")) for one in block.element.findall(f"{W}tblGrid/{W}gridCol")]
        assert sum(columns) < 297 / 25.4 * 1440
    (own,) = [one for one in document.tables if one.rows[0] == ("格",) * 8]
    assert sum(int(one.get(f"{W}w")) for one in own.element.findall(f"{W}tblGrid/{W}gridCol")) <= 8845


def test_sections_of_the_file_do_not_turn_our_pages(tmp_path: Path) -> None:
    made = rich_file()
    made.sections[0].page_width, made.sections[0].page_height = Cm(42), Cm(29.7)
    document, _ = inserted(tmp_path, made)
    sizes = {one.get(f"{W}w") for one in document.root.iter(f"{W}pgSz")}
    assert sizes == {"11906", "16838"}


def wrapped(name: str, child: Any, **attributes: str) -> Any:
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    made.append(child)
    return made


def test_revisions_fields_and_marks_are_resolved(tmp_path: Path) -> None:
    made = docx.Document()
    line = made.add_paragraph("甲")
    for name, text in (("w:ins", "加上的"), ("w:del", "删去的")):
        run = line.add_run(text)
        line._p.append(wrapped(name, run._r, id="1", author="某人", date="2021-01-01T00:00:00Z"))
    hyperlink = made.add_paragraph()
    run = hyperlink.add_run("链接的文字")
    hyperlink._p.append(wrapped("w:hyperlink", run._r, anchor="_Toc000000001"))
    document, done = inserted(tmp_path, made)
    assert document.texts("Attached") == ["甲加上的", "链接的文字"]
    assert any("修订中删除的文字" in one for one in done.warnings)
    assert "某人" not in document.archive.read("word/document.xml").decode()
    assert faults(done.docx) == []


def test_two_files_do_not_mix_up_their_lists_and_pictures(tmp_path: Path) -> None:
    rich_file().save(tmp_path / NAME)
    rich_file().save(tmp_path / "另一份.docx")
    rows = [ROW, {"number": 4, "title": "另一份", "file": "另一份.docx"}]
    document, done = report(sample_book(tmp_path, {"attachments": rows}))
    assert faults(done.docx) == []
    numbers = [
        number_in(one.element, "pPr/numPr/numId", "val") for one in document.blocks if one.style == "Attached"
    ]
    assert len({one for one in numbers if one}) == 4
    assert len(set(ids(document))) == 9


def test_an_absolute_path_and_a_text_before_the_file(tmp_path: Path) -> None:
    place = tmp_path / "别处"
    place.mkdir()
    rich_file().save(place / NAME)
    row = {**ROW, "file": str(place / NAME), "text": "全文如下。"}
    document, _ = report(sample_book(tmp_path, {"attachments": [row]}))
    assert "全文如下。" in document.texts("BodyText")
    assert "最后一段" in document.texts("Attached")


def encrypted() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def other_package() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (None, "不存在"),
        (b"", "不是 Word 文档"),
        (b"PK\x03\x04 cut off", "不是 Word 文档"),
        (encrypted(), "旧版 Word"),
        (other_package(), "不是 Word 文档"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_with_its_cell(
    data: bytes | None, why: str, tmp_path: Path
) -> None:
    if data is not None:
        (tmp_path / NAME).write_bytes(data)
    path = sample_book(tmp_path, {"attachments": [ROW]})
    with pytest.raises(FindingsError) as error:
        report(path, draft=True)
    (finding,) = error.value.findings
    assert (finding.sheet, finding.cell) == ("附件", "D8")
    assert why in finding.message
    assert NAME in finding.message
    assert "请" in finding.remedy
    assert not (tmp_path / "报告.docx").exists()


def test_forms_of_the_report_are_whole_beside_a_file(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_paragraph("无表格。")
    document, _ = inserted(tmp_path, made)
    check_tables(document)
