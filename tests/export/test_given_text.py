"""定稿: a finished Word file goes out in place of the text, nameless; what may not go out is refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from juesuan.export.file_names import PDF, TEXT
from juesuan.export.given_text import given_text
from juesuan.export_file import write_export
from juesuan.findings import FindingsError, StructureError
from tests.export.sent import export, files_in, shown
from tests.office import needs_office
from tests.report.books import WHEN, sample_book, sample_copy, sample_report
from tests.report.reader import Word


def document(path: Path, change: Callable[[Document], object] | None = None) -> Path:  # type: ignore[valid-type]
    made = Document()
    made.core_properties.author = "张三"
    made.core_properties.last_modified_by = "李四"
    made.add_heading("部门决算", 1)
    made.add_paragraph("收、支总计8414.20万元。")
    if change is not None:
        change(made)
    made.save(str(path))
    return path


def with_parts(path: Path, **parts: str) -> Path:
    """Add parts to a document, ``docProps_app`` for docProps/app.xml."""
    with zipfile.ZipFile(path) as source:
        old = {one: source.read(one) for one in source.namelist()}
    with zipfile.ZipFile(path, "w") as target:
        for name, data in (
            old | {f"{key.replace('__', '/')}.xml": text.encode() for key, text in parts.items()}
        ).items():
            target.writestr(name, data)
    return path


def comment(made: Document) -> None:  # type: ignore[valid-type]
    made.add_comment(made.paragraphs[1].runs, text="再核", author="张三")


def revision(made: Document) -> None:  # type: ignore[valid-type]
    mark = OxmlElement("w:ins")
    mark.set(qn("w:author"), "张三")
    mark.set(qn("w:id"), "1")
    run = made.paragraphs[1].runs[0]._r
    run.addprevious(mark)
    mark.append(run)


def hidden(made: Document) -> None:  # type: ignore[valid-type]
    made.add_paragraph().add_run("内部数据").font.hidden = True


def missing(made: Document) -> None:  # type: ignore[valid-type]
    paragraph = made.add_paragraph("【待")
    paragraph.add_run("填写：职能】")


def test_it_goes_in_place_of_the_generated_text(tmp_path: Path) -> None:
    given = document(tmp_path / "定稿.docx")
    done = export(sample_copy(tmp_path), tmp_path / "out", text=given)
    data = files_in(done.folder)[TEXT]
    assert [one.text for one in Word(data).blocks] == ["部门决算", "收、支总计8414.20万元。"]
    assert Document(io.BytesIO(data)).paragraphs[1].text == "收、支总计8414.20万元。"
    assert "公开文本用的是给出的定稿" in "\n".join(done.warnings)


def test_nobody_is_named_in_it(tmp_path: Path) -> None:
    given = document(tmp_path / "定稿.docx")
    app = '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Company>某公司</Company><Manager>王五</Manager></Properties>'
    people = '<w15:people xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"><w15:person w15:author="张三"/></w15:people>'
    data = given_text(with_parts(given, docProps__app=app, word__people=people)).data
    core = Document(io.BytesIO(data)).core_properties
    assert (core.author, core.last_modified_by) == ("", "")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        whole = b"".join(archive.read(one) for one in archive.namelist()).decode(errors="ignore")
    for name in ("张三", "李四", "王五", "某公司"):
        assert name not in whole


def test_the_report_of_the_program_itself_is_one(tmp_path: Path) -> None:
    path = tmp_path / "报告.docx"
    path.write_bytes(sample_report()[1])
    found = given_text(path)
    assert found.findings == ()
    assert [one.text for one in Word(found.data).blocks] == [one.text for one in sample_report()[0].blocks]


@pytest.mark.parametrize(
    ("change", "rule", "said"),
    [
        (comment, "text-comments", "1处批注"),
        (revision, "text-revisions", "1处修订"),
        (hidden, "text-hidden", "1处隐藏文字"),
        (missing, "text-missing", "1处“【待填写】”"),
    ],
)
def test_what_may_not_go_out(
    tmp_path: Path,
    change: Callable[[Document], object],
    rule: str,
    said: str,  # type: ignore[valid-type]
) -> None:
    given = document(tmp_path / "定稿.docx", change)
    with pytest.raises(FindingsError) as error:
        export(sample_copy(tmp_path), tmp_path / "out", text=given)
    assert [one.rule for one in error.value.findings] == [rule]
    assert said in error.value.findings[0].message
    assert shown(tmp_path / "out") == []
    done = export(tmp_path / "决算.xlsx", tmp_path / "out", text=given, draft=True)
    assert [one.rule for one in done.findings] == [rule]


def test_all_of_it_at_once(tmp_path: Path) -> None:
    given = document(tmp_path / "定稿.docx", lambda made: [one(made) for one in (hidden, missing, comment)])
    assert [one.rule for one in given_text(given).findings] == [
        "text-comments",
        "text-hidden",
        "text-missing",
    ]


def test_paragraphs_that_the_book_lacks_may_stand_in_it(tmp_path: Path) -> None:
    book = sample_book(tmp_path, {"paragraphs": []}, instead=True)
    done = export(book, tmp_path / "out", text=document(tmp_path / "定稿.docx"))
    assert done.findings == ()


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("定稿.doc", b"\xd0\xcf\x11\xe0", "not-docx"),
        ("定稿.docm", b"PK", "not-docx"),
        ("没有.docx", None, "word-file"),
        ("空.docx", b"", "word-file"),
        ("旧.docx", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "word-file"),
        ("坏.docx", b"PK\3\4 broken", "word-file"),
    ],
)
def test_what_cannot_be_used_at_all(tmp_path: Path, name: str, data: bytes | None, error: str) -> None:
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(StructureError, match=f"“{name}”") as raised:
        given_text(path)
    assert raised.value.name == error
    assert "\n" not in str(raised.value)


def test_macros_under_another_name(tmp_path: Path) -> None:
    path = document(tmp_path / "定稿.docx")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"x")
    with pytest.raises(StructureError, match="带有宏"):
        given_text(path)


@needs_office
@pytest.mark.office
def test_the_pdf_is_made_of_it(tmp_path: Path) -> None:
    given = document(tmp_path / "定稿.docx")
    done = write_export(sample_copy(tmp_path), tmp_path / "out", text=given, now=WHEN)
    assert files_in(done.folder)[PDF].startswith(b"%PDF")
