"""The folder and its zip: what is in them, whose name is not, the same bytes from the same input."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from juesuan.export.file_names import PDF, TEXT
from juesuan.export_file import write_export
from tests.export.sent import NAME, assert_whole, export, files_in, files_of_zip, sample_files, shown
from tests.office import needs_office
from tests.report.books import WHEN, sample_copy, sample_report

HOLDS = [
    "1-公开文本.docx",
    "2-公开附表.xlsx",
    "3-审核情况表.xlsx",
    "4-数据对比表.xlsx",
    "5-公开自查表.xlsx",
    "数据包/datapackage.json",
    "数据包/findings.json",
    "数据包/manifest.json",
    *(f"数据包/公开{number:02}表.csv" for number in range(1, 15)),
    "数据包/单元格.csv",
    "数据包/审核结果.csv",
    "数据包/情况说明.csv",
    "数据包/调整.csv",
]


def test_what_is_in_the_folder() -> None:
    assert sorted(sample_files()) == sorted(HOLDS)


def test_the_text_is_the_report() -> None:
    assert sample_files()[TEXT] == sample_report()[1]


def test_folder_and_zip_are_the_same_and_nothing_else_is_written(tmp_path: Path) -> None:
    done = export(sample_copy(tmp_path), tmp_path / "报送" / "材料")
    assert shown(tmp_path) == ["决算.xlsx", "报送"]
    assert shown(tmp_path / "报送" / "材料") == sorted([NAME, f"{NAME}.zip"])
    files = files_in(done.folder)
    assert files == sample_files()
    assert files == files_of_zip(done.zip)
    assert tuple(files) == done.files
    assert (done.verdict, done.round, done.previous, done.draft) == ("待填说明", 1, None, False)
    with zipfile.ZipFile(done.zip) as archive:
        entries = archive.infolist()
    assert all(one.flag_bits & 0x800 for one in entries)
    assert {one.date_time for one in entries} == {(2021, 3, 1, 9, 30, 0)}
    assert [one.filename for one in entries] == sorted(one.filename for one in entries)


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    book = sample_copy(tmp_path)
    one, other = (export(book, tmp_path / name) for name in ("甲", "乙"))
    assert one.zip.read_bytes() == other.zip.read_bytes()


def packages() -> Iterator[tuple[str, bytes]]:
    """Yield every Office file of the sample's export, those inside the report's charts too."""
    for name, data in sample_files().items():
        if name.endswith((".docx", ".xlsx")):
            yield name, data
    with zipfile.ZipFile(io.BytesIO(sample_files()[TEXT])) as archive:
        yield from ((one, archive.read(one)) for one in archive.namelist() if one.endswith(".xlsx"))


def test_nobody_is_named() -> None:
    assert len(list(packages())) == 5 + 7
    for name, data in packages():
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for part in archive.namelist():
                text = archive.read(part).decode(errors="ignore")
                if part.startswith("docProps/"):
                    assert not re.search(
                        r"<(dc:creator|cp:lastModifiedBy|Company|Manager)[^>]*>[^<]", text
                    ), (
                        name,
                        part,
                    )
                assert "openpyxl" not in text, (name, part)
                assert "/home/" not in text, (name, part)


def test_what_is_told(tmp_path: Path) -> None:
    done = export(sample_copy(tmp_path), tmp_path)
    assert done.findings == ()
    told = "\n".join(done.warnings)
    assert "有4项需说明的问题还没有说明" in told
    assert "没有生成 PDF" in told


@needs_office
@pytest.mark.office
def test_the_pdf_is_made_where_an_office_is_there(tmp_path: Path) -> None:
    done = write_export(sample_copy(tmp_path), tmp_path / "out", now=WHEN)
    files = files_in(done.folder)
    assert_whole(files)
    assert files[PDF].startswith(b"%PDF")
    assert not re.search(rb"/Author\s*[(<]", files[PDF])
    assert not any("PDF" in one for one in done.warnings)
    without = write_export(sample_copy(tmp_path), tmp_path / "other", now=WHEN, pdf=False)
    assert PDF not in without.files
