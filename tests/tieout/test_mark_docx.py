"""Comments in Word: on the words that are meant, beside those that are there, every other part byte for byte."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path

import docx
import pytest
from lxml import etree

from juesuan.findings import Level
from juesuan.tieout.issue import Issue
from juesuan.tieout.mark_docx import mark_docx
from juesuan.tieout.read_docx import read_docx
from juesuan.tieout.tieout import TiedOut, tie_out
from juesuan.tieout.word_comments import AUTHOR, Comment, with_comments
from tests.tieout.files import HEADING, TITLE, WRONG, W, docx_bytes, paragraph, report_docx, run

WHEN = datetime(2025, 8, 1, 9, 30)  # noqa: DTZ001 - the office's own clock
S = f"{{{W}}}"
CHANGED = {"word/document.xml", "word/comments.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"}


def tied(data: bytes, folder: Path) -> TiedOut:
    path = folder / "报告.docx"
    path.write_bytes(data)
    return tie_out(read_docx(path))


def commented(data: bytes) -> dict[str, tuple[str, str]]:
    """By its number the text of a comment and the words that it stands on (deleted text is none)."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        body = etree.fromstring(package.read("word/document.xml"))
        part = etree.fromstring(package.read("word/comments.xml"))
    open_, words = set(), dict[str, str]()
    for one in body.iter():
        if one.tag == f"{S}commentRangeStart":
            open_.add(one.get(f"{S}id"))
            words[str(one.get(f"{S}id"))] = ""
        elif one.tag == f"{S}commentRangeEnd":
            open_.remove(one.get(f"{S}id"))
        elif one.tag == f"{S}t":
            for number in open_:
                words[str(number)] += one.text or ""
    assert not open_
    references = [one.get(f"{S}id") for one in body.iter(f"{S}commentReference")]
    texts = {
        str(one.get(f"{S}id")): "".join(text.text or "" for text in one.iter(f"{S}t"))
        for one in part.iter(f"{S}comment")
    }
    assert sorted(map(str, references)) == sorted(texts)
    return {number: (texts[number], words.get(number, "")) for number in texts}


def test_a_comment_stands_on_its_words_and_says_the_right_value(tmp_path: Path) -> None:
    data = report_docx(WRONG)
    marked = mark_docx(data, tied(data, tmp_path), WHEN)
    first = commented(marked)["0"]
    assert first[1] == "增长12.00%"
    assert first[0].startswith("【错误】")
    assert "应为11.11%" in first[0]


def test_the_text_stays_as_it_was(tmp_path: Path) -> None:
    data = report_docx(WRONG)
    before = tied(data, tmp_path)
    after = tied(mark_docx(data, before, WHEN), tmp_path)
    assert after.document.blocks == before.document.blocks
    assert [one.message for one in after.issues] == [one.message for one in before.issues]


def test_every_other_part_is_byte_for_byte(tmp_path: Path) -> None:
    data = docx_bytes(TITLE, HEADING, WRONG, word__settings="<x/>", customXml__item1="<a  b='1'/>")
    marked = mark_docx(data, tied(data, tmp_path), WHEN)
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(io.BytesIO(marked)) as new:
        assert set(new.namelist()) - set(old.namelist()) == {
            "word/comments.xml",
            "word/_rels/document.xml.rels",
        }
        kept = [name for name in old.namelist() if name not in CHANGED]
        assert kept
        assert [new.read(name) for name in kept] == [old.read(name) for name in kept]


def test_python_docx_reads_the_comments(tmp_path: Path) -> None:
    data = report_docx(WRONG)
    document = docx.Document(io.BytesIO(mark_docx(data, tied(data, tmp_path), WHEN)))
    (first, *_) = document.comments
    assert first.author == AUTHOR
    assert first.timestamp is not None
    assert first.timestamp.year == 2025
    assert first.text.startswith("【错误】")


def words_of(xml: str, start: int, end: int) -> str:
    """The words on which a comment on some characters of a paragraph comes to stand."""
    data = with_comments(docx_bytes(xml), [Comment(0, start, end, ("话",))], WHEN)
    return commented(data)["0"][1]


@pytest.mark.parametrize(
    "xml",
    [
        paragraph("甲乙", "丙丁戊", "己庚"),
        paragraph("甲", run("乙丙丁", "<w:b/>"), "戊己庚"),
        paragraph("甲乙", f"<w:ins w:id='7' w:author='x'>{run('丙丁')}</w:ins>", "戊己庚"),
        paragraph("甲乙丙", f"<w:hyperlink w:anchor='x'>{run('丁戊己')}</w:hyperlink>", "庚"),
        paragraph("甲乙丙", f"<w:fldSimple w:instr='REF x'>{run('丁')}</w:fldSimple>", "戊己庚"),
        paragraph(
            "甲乙丙", "<w:del w:id='8' w:author='x'><w:r><w:delText>旧</w:delText></w:r></w:del>", "丁戊己庚"
        ),
        paragraph("甲乙丙", f"<w:sdt><w:sdtContent>{run('丁戊')}</w:sdtContent></w:sdt>", "己庚"),
        paragraph("甲乙丙", run("藏", "<w:vanish/>"), "丁戊己庚"),
        paragraph("<w:r><w:t>甲乙</w:t><w:t>丙丁戊</w:t><w:t>己庚</w:t></w:r>"),
    ],
)
def test_words_that_are_parted_between_runs(xml: str) -> None:
    assert words_of(xml, 2, 5).replace("藏", "") == "丙丁戊"


def test_the_look_of_a_parted_run_stays() -> None:
    data = docx_bytes(paragraph(run("甲乙丙", "<w:b/>")))
    marked = with_comments(data, [Comment(0, 1, 2, ("话",))], WHEN)
    with zipfile.ZipFile(io.BytesIO(marked)) as package:
        body = etree.fromstring(package.read("word/document.xml"))
    runs = [one for one in body.iter(f"{S}r") if one.find(f"{S}t") is not None]
    assert ["".join(one.itertext()) for one in runs] == ["甲", "乙", "丙"]
    assert all(one.find(f"{S}rPr/{S}b") is not None for one in runs)


def test_tabs_and_breaks_count_as_the_reader_counts_them() -> None:
    assert (
        words_of("<w:p><w:r><w:t>甲</w:t><w:tab/><w:t>乙丙</w:t><w:br/><w:t>丁</w:t></w:r></w:p>", 2, 4)
        == "乙丙"
    )


def test_a_text_box_is_commented_on_at_its_paragraph() -> None:
    box = f"<w:txbxContent>{paragraph('甲乙丙')}</w:txbxContent>"
    outer = paragraph("外面", f"<w:r><w:pict>{box}</w:pict></w:r>")
    marked = with_comments(docx_bytes(outer), [Comment(1, 1, 2, ("话",))], WHEN)
    with zipfile.ZipFile(io.BytesIO(marked)) as package:
        body = etree.fromstring(package.read("word/document.xml"))
    (start,) = body.iter(f"{S}commentRangeStart")
    (reference,) = body.iter(f"{S}commentReference")
    assert not [*start.iterancestors(f"{S}txbxContent"), *reference.iterancestors(f"{S}txbxContent")]


def test_comments_that_are_there_stay_and_numbers_go_on(tmp_path: Path) -> None:
    data = report_docx(WRONG)
    once = mark_docx(data, tied(data, tmp_path), WHEN)
    count = len(commented(once))
    twice = mark_docx(once, tied(once, tmp_path), WHEN)
    assert len(commented(twice)) == 2 * count
    assert commented(twice)["0"] == commented(once)["0"]


def test_overlapping_words_have_a_comment_each() -> None:
    comments = [Comment(0, 1, 4, ("一",)), Comment(0, 2, 6, ("二",)), Comment(0, 1, 4, ("三",))]
    found = commented(with_comments(docx_bytes(paragraph("甲乙丙丁戊己庚")), comments, WHEN))
    assert [one for _, one in found.values()] == ["乙丙丁", "丙丁戊己", "乙丙丁"]


def test_what_stands_nowhere_is_listed_in_a_first_comment(tmp_path: Path) -> None:
    data = report_docx(WRONG)
    report = tied(data, tmp_path)
    more = Issue("F01", Level.ERROR, "没有公开09表。", place="附表")
    report = TiedOut(report.document, (*report.issues, more), report.claims, report.coverage)
    first = commented(mark_docx(data, report, WHEN))["0"]
    assert first[1] == TITLE
    assert first[0].startswith("找不到具体位置的问题：")
    assert first[0].endswith("附表“附表”：没有公开09表。")
