"""The second round: nothing is overwritten, what changed is listed, and the export before is found or given."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from juesuan import money
from juesuan.export.earlier import last_sent, read_sent
from juesuan.export.file_names import DATA, REVISIONS
from juesuan.findings import StructureError
from juesuan.narrate_file import narrate_file
from tests.export.sent import NAME, assert_whole, export, files_in, sample_files, sample_folder, shown
from tests.report.books import WHEN, sample_copy, write_cell, write_own

UNIT = "攀枝花市公安局交通警察支队"
OWN = "本支队主管全市道路交通安全，另承担宣传工作。"


def texts_of(data: bytes) -> list[str]:
    book = load_workbook(io.BytesIO(data))
    return [
        str(cell.value)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value
    ]


def changed_book(folder: Path) -> Path:
    """The sample with a figure of 公开07表 and a paragraph that are other ones than before."""
    book = sample_copy(folder)
    write_own(book, "duties", OWN)
    narrate_file(book, now=WHEN)
    return book


def test_a_second_round_overwrites_nothing_and_lists_what_changed(tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = sample_folder(out)
    done = export(changed_book(tmp_path), out)
    assert done.folder.name == f"{NAME}（第2次）"
    assert (done.round, done.previous) == (2, first)
    assert files_in(first) == sample_files()
    files = files_in(done.folder)
    assert_whole(files)
    assert set(files) == {*sample_files(), REVISIONS}
    texts = texts_of(files[REVISIONS])
    assert any("另承担宣传工作" in one for one in texts)
    assert any("2021-03-01" in one for one in texts)
    content = json.loads(files[f"{DATA}/manifest.json"])
    assert (content["round"], content["previous"]) == (2, {"round": 1, "time": "2021-03-01T09:30:00"})
    assert f"已与“{NAME}”对照" in "\n".join(done.warnings)
    third = export(tmp_path / "决算.xlsx", out)
    assert third.folder.name == f"{NAME}（第3次）"
    assert third.previous == done.folder


def test_the_export_before_may_be_given_as_folder_or_zip(tmp_path: Path) -> None:
    before = export(sample_copy(tmp_path), tmp_path / "before")
    book = changed_book(tmp_path)
    one = export(book, tmp_path / "one", last=before.folder)
    other = export(book, tmp_path / "other", last=before.zip)
    assert one.folder.name == other.folder.name == f"{NAME}（第2次）"
    assert files_in(one.folder)[REVISIONS] == files_in(other.folder)[REVISIONS]


def test_a_zip_whose_folder_is_gone_is_the_export_before(tmp_path: Path) -> None:
    before = export(sample_copy(tmp_path), tmp_path / "out")
    shutil.rmtree(before.folder)
    done = export(changed_book(tmp_path), tmp_path / "out")
    assert (done.round, done.previous) == (2, before.zip)


def test_drafts_count_for_themselves(tmp_path: Path) -> None:
    book, out = sample_copy(tmp_path), tmp_path / "out"
    draft = NAME.replace("送审稿", "草稿")
    assert export(book, out, draft=True).folder.name == draft
    assert export(book, out, draft=True).folder.name == f"{draft}（第2次）"
    done = export(book, out)
    assert (done.folder.name, done.previous) == (NAME, None)


def test_a_folder_of_that_name_that_is_no_export_is_left_alone(tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / NAME).mkdir(parents=True)
    (out / NAME / "我的.txt").write_text("x")
    (out / f"{NAME}（第2次）.zip").write_bytes(b"x")
    done = export(sample_copy(tmp_path), out)
    assert done.folder.name == f"{NAME}（第3次）"
    assert done.previous is None
    assert files_in(out / NAME) == {"我的.txt": b"x"}


def test_other_units_and_years_are_not_compared(tmp_path: Path) -> None:
    sample_folder(tmp_path)
    assert last_sent(tmp_path, "另一局", "", "2020") == (None, ())
    assert last_sent(tmp_path, UNIT, "", "2021") == (None, ())
    found, remarks = last_sent(tmp_path, UNIT, "", "2020")
    assert found is not None
    assert (found.path, remarks) == (tmp_path / NAME, ())


def test_what_was_sent_comes_back_exactly(tmp_path: Path) -> None:
    found = read_sent(sample_folder(tmp_path))
    assert {type(one) for one in found.cells.values()} == {int}
    assert found.cells[
        next(one for one in found.cells if tuple(one) == ("06", "total", "total"))
    ] == money.parse(7970.77)
    assert any("13.85%" in text for _, text in found.paragraphs)


def test_one_that_was_changed_since_is_told_and_not_used(tmp_path: Path) -> None:
    out = tmp_path / "out"
    cells = sample_folder(out) / DATA / "单元格.csv"
    cells.write_bytes(cells.read_bytes().replace(b"7970.77", b"7970.78"))
    with pytest.raises(StructureError, match=r"单元格\.csv”写出后被改动过"):
        read_sent(out / NAME)
    done = export(sample_copy(tmp_path), out)
    assert done.previous is None
    assert "写出后被改动过，没有用来对照" in "\n".join(done.warnings)
    assert done.folder.name == f"{NAME}（第2次）"


@pytest.mark.parametrize("given", ["没有的.zip", "决算.xlsx", "空文件夹", "坏.zip"])
def test_what_is_no_export_is_refused(tmp_path: Path, given: str) -> None:
    book = sample_copy(tmp_path)
    (tmp_path / "空文件夹").mkdir()
    (tmp_path / "坏.zip").write_bytes(b"PK\3\4 broken")
    with pytest.raises(StructureError, match=f"“{given}”.*请选本程序写出的") as error:
        export(book, tmp_path / "out", last=tmp_path / given)
    assert error.value.name == "not-an-export"
    assert shown(tmp_path / "out") == []


def test_an_export_of_another_unit_is_refused(tmp_path: Path) -> None:
    before = sample_folder(tmp_path)
    book = sample_copy(tmp_path)
    write_cell(book, "封面", cover_row(book), 3, "另一局")
    narrate_file(book, now=WHEN)
    with pytest.raises(StructureError, match=f"是{UNIT}2020年度的报送材料，不是另一局2020年度的"):
        export(book, tmp_path / "out", last=before)


def cover_row(book: Path) -> int:
    from tests.report.books import row_of

    return row_of(book, "单位全称", "封面")
