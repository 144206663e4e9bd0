"""Word files: paragraphs and tables in order, tracked changes as accepted, what cannot be seen left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from juesuan.findings import StructureError
from juesuan.tieout.document import Document, Paragraph, RawTable
from juesuan.tieout.read_docx import read_docx
from tests.tieout.files import docx_bytes, paragraph, run


def read(folder: Path, *paragraphs: str) -> Document:
    path = folder / "报告.docx"
    path.write_bytes(docx_bytes(*paragraphs))
    return read_docx(path)


def texts(folder: Path, *paragraphs: str) -> list[str]:
    return [one.text for one in read(folder, *paragraphs).paragraphs]


def cell(text: str, more: str = "") -> str:
    return f"<w:tc>{f'<w:tcPr>{more}</w:tcPr>' if more else ''}{paragraph(text)}</w:tc>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


SPAN = '<w:gridSpan w:val="2"/>'
STARTS, GOES_ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def test_paragraphs_and_tables_stand_in_their_order(tmp_path: Path) -> None:
    found = read(tmp_path, "甲", table(cell("一") + cell("二")), "乙")
    kinds = [type(one) for one in found.blocks]
    assert kinds == [Paragraph, RawTable, Paragraph]
    assert found.kind == "docx"


def test_a_paragraph_is_put_together_from_its_runs(tmp_path: Path) -> None:
    assert texts(tmp_path, paragraph("支出", "12.", "50万元")) == ["支出12.50万元"]


def test_the_number_of_a_paragraph_counts_those_in_tables(tmp_path: Path) -> None:
    found = read(tmp_path, "甲", table(cell("一") + cell("二")), "乙")
    assert [one.line for one in found.paragraphs] == [1, 4]
    assert next(found.tables).marks == ((1, 2),)


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        (f'<w:ins w:id="1" w:author="甲">{run("新")}</w:ins>', "支出新"),
        ('<w:del w:id="1" w:author="甲"><w:r><w:delText>旧</w:delText></w:r></w:del>', "支出"),
        (run("藏", "<w:vanish/>"), "支出"),
        ("<w:r><w:tab/></w:r>" + run("后"), "支出 后"),
        ("<w:r><w:noBreakHyphen/></w:r>" + run("5"), "支出-5"),
        ("<w:r><w:instrText>PAGE</w:instrText></w:r>", "支出"),
        (f"<w:hyperlink>{run('链接')}</w:hyperlink>", "支出链接"),
        (f"<w:sdt><w:sdtContent>{run('填写')}</w:sdtContent></w:sdt>", "支出填写"),
    ],
)
def test_what_is_seen_is_read(tmp_path: Path, xml: str, text: str) -> None:
    assert texts(tmp_path, f"<w:p>{run('支出')}{xml}</w:p>") == [text]


def test_tracked_changes_are_told(tmp_path: Path) -> None:
    found = read(tmp_path, f'<w:p><w:ins w:id="1" w:author="甲">{run("新")}</w:ins></w:p>')
    assert found.notes == ("文件中有1处修订没有接受或拒绝，按全部接受核对。定稿前请在“审阅”里处理完修订。",)


def test_comments_are_told(tmp_path: Path) -> None:
    found = read(tmp_path, f'<w:p>{run("甲")}<w:r><w:commentReference w:id="1"/></w:r></w:p>')
    assert found.notes == ("文件中有1条批注，不影响核对。定稿前请删除批注。",)


def test_nothing_is_told_of_a_clean_file(tmp_path: Path) -> None:
    assert read(tmp_path, "甲").notes == ()


def test_a_text_box_is_read_once(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{paragraph('框内')}</w:txbxContent>"
    both = f"<w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
    assert texts(tmp_path, f"<w:p>{run('框外')}{both}</w:p>") == ["框外", "框内"]


@pytest.mark.parametrize(("style", "level"), [("Heading2", 2), ("heading 1", 1), ("TOC1", -1), ("Normal", 0)])
def test_styles_tell_headings_and_contents(tmp_path: Path, style: str, level: int) -> None:
    xml = f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run("收入情况")}</w:p>'
    assert [one.level for one in read(tmp_path, xml).paragraphs] == [level]


def test_merged_cells_go_on(tmp_path: Path) -> None:
    xml = table(
        cell("科目", SPAN) + cell("金额", STARTS),
        cell("编码") + cell("名称") + cell("", GOES_ON),
        cell("208") + cell("社会保障") + cell("90.00"),
    )
    (found,) = read(tmp_path, xml).tables
    assert found.rows == (
        ("科目", None, "金额"),
        ("编码", "名称", None),
        ("208", "社会保障", "90.00"),
    )


def test_a_row_that_starts_further_right(tmp_path: Path) -> None:
    xml = '<w:tbl><w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>' + cell("金额") + "</w:tr></w:tbl>"
    (found,) = read(tmp_path, xml).tables
    assert found.rows == ((None, "金额"),)


def test_what_is_no_word_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "一.docx"
    path.write_bytes(b"abc")
    with pytest.raises(StructureError, match="不是完整的 Word 文件"):
        read_docx(path)


def test_merged_cells_are_told(tmp_path: Path) -> None:
    import docx

    word = docx.Document()
    word.add_paragraph("某市水务局2024年度部门决算")
    made = word.add_table(3, 4)
    for top, left, bottom, right, text in (
        (0, 0, 1, 0, "项目"),
        (0, 1, 0, 3, "本年支出"),
        (1, 1, 1, 1, "合计"),
    ):
        made.cell(top, left).merge(made.cell(bottom, right)).text = text
    word.save(str(tmp_path / "表.docx"))
    (table,) = read_docx(tmp_path / "表.docx").tables
    assert sorted(table.merged) == [(0, 0, 1, 0), (0, 1, 0, 3)]
    assert table.rows[0] == ("项目", "本年支出", None, None)
