"""Hostile names and texts through a real book: they come out intact everywhere, or are refused with the cell named."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from frictionless import Package
from openpyxl import load_workbook

from juesuan.book.file import FileBook
from juesuan.book.sheets import all_sections
from juesuan.export.data import DESCRIPTOR, PARAGRAPHS
from juesuan.export.file_names import DATA, TABLES, TEXT
from juesuan.export.resource import read_csv
from juesuan.export.safe import is_formula_like
from juesuan.findings import FindingsError
from juesuan.narrate_file import narrate_file
from juesuan.regenerate import new_book
from juesuan.sample import load_sample
from tests.export.sent import export, files_in, shown
from tests.office import convert, needs_office
from tests.report.books import SAMPLE, WHEN, sample_copy, write_own
from tests.report.reader import Word
from tests.report.test_texts import escape_in_strings

CALC = "=cmd|' /C calc'!A0"
UNITS = ["A&B ‹局>", "甲/乙:丙*局. ", CALC, "CON", "局" * 300, "🙂局👩\u200d💻\u202e甲\u200f乙"]
TEXTS = [CALC, "＝1＋1的项目", "-1+1|x", "@x<&>\"'", "🙂\u202e反", "+" + "长" * 300, "\t=1"]


def hostile_book(folder: Path, unit: str, texts: Sequence[str] = ()) -> Path:
    """The sample under another unit's name, with texts as names of projects, as causes and as own paragraphs."""
    sample = load_sample(SAMPLE)
    found = replace(sample.accounts, info={**sample.accounts.info, "unit_name": unit})
    entries: dict[str, Any] = {key: [dict(row) for row in rows] for key, rows in sample.entries.items()}
    names = [row["project"] for row in entries["projects"]]
    new = dict(zip(names, texts, strict=False))
    for row in (*entries["projects"], *entries["indicators"]):
        row["project"] = new.get(row["project"], row["project"])
    for row, text in zip(entries["causes"], texts, strict=False):
        row["text"] = text
    path = folder / "决算.xlsx"
    path.write_bytes(new_book(found.format, found, entries))
    narrate_file(path, now=WHEN)
    for key, text in zip(own_keys(path), texts, strict=False):
        write_own(path, key, text)
    narrate_file(path, now=WHEN)
    return path


def own_keys(path: Path) -> list[str]:
    """The keys of plain paragraphs, which a person may write."""
    grid = FileBook.open(path).grid("情况说明")
    section = all_sections(load_sample(SAMPLE).accounts.format)["paragraphs"]
    key, kind = section.column("key"), section.column("kind")
    rows = range(section.first, grid.height + 1)
    return [grid.text(row, key) for row in rows if grid.text(row, kind) == "正文" and grid.text(row, key)]


def strings(data: bytes) -> list[tuple[str, bool]]:
    """Every text of a workbook, and whether it is marked as one that a person guarded; a formula fails."""
    book = load_workbook(io.BytesIO(data))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    return [(cell.value, bool(cell.quotePrefix)) for cell in cells if isinstance(cell.value, str)]


@pytest.mark.parametrize("unit", UNITS)
def test_any_name_of_a_unit(tmp_path: Path, unit: str) -> None:
    done = export(hostile_book(tmp_path, unit), tmp_path / "out")
    assert shown(tmp_path / "out") == [done.folder.name, done.zip.name]
    files = files_in(done.folder)
    name = unit.strip()
    assert name in Word(files[TEXT]).blocks[0].text
    texts = strings(files[TABLES])
    assert f"编制单位：{name}" in [text for text, _ in texts]
    assert all(marked == is_formula_like(text) for text, marked in texts)
    assert Package(str(done.folder / DATA / DESCRIPTOR)).validate().valid
    with zipfile.ZipFile(done.zip) as archive:
        archive.extractall(tmp_path / "unpacked")
    assert files_in(tmp_path / "unpacked" / done.folder.name) == files


def test_any_text_of_a_project_a_cause_or_a_paragraph(tmp_path: Path) -> None:
    book = hostile_book(tmp_path, "某局", TEXTS)
    done = export(book, tmp_path / "out")
    files = files_in(done.folder)
    rows = {one["key"]: one["text"] for one in read_csv(files[f"{DATA}/{PARAGRAPHS}"])}
    assert [rows[key] for key, _ in zip(own_keys(book), TEXTS, strict=False)] == TEXTS
    for name, data in files.items():
        if name.endswith(".csv"):
            for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")):
                assert not [field for field in row if is_formula_like(field)], (name, row)
        elif name.endswith(".xlsx"):
            strings(data)
    said = [one.text for one in Word(files[TEXT]).blocks]
    for text in TEXTS:
        assert any(text.strip() in one for one in said), text
    assert Package(str(done.folder / DATA / DESCRIPTOR)).validate().valid


def test_a_character_that_no_document_holds_is_refused_with_its_cell(tmp_path: Path) -> None:
    book = sample_copy(tmp_path)
    write_own(book, "duties", "坏字符标记。")
    escape_in_strings(book, "坏字符标记", "坏_x0001_字符")
    with pytest.raises(FindingsError) as error:
        export(book, tmp_path / "out")
    assert "bad-character" in [one.rule for one in error.value.findings]
    found = next(one for one in error.value.findings if one.rule == "bad-character")
    assert found.sheet == "情况说明"
    assert found.cell
    assert shown(tmp_path / "out") == []


@needs_office
@pytest.mark.office
def test_libreoffice_calculates_nothing_of_it(tmp_path: Path) -> None:
    book = hostile_book(tmp_path, "=1+1", ["=1+1"])
    done = export(book, tmp_path / "out")
    tables = [done.folder / name for name in done.files if name.endswith((".csv", ".xlsx"))]
    convert(
        tables,
        "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1",
        tmp_path / "csv",
    )
    made = list((tmp_path / "csv").iterdir())
    assert len(made) >= len(tables)
    whole = [one.read_text(encoding="utf-8", errors="replace") for one in made]
    assert any("=1+1" in text for text in whole)
    paragraphs = next(text for one, text in zip(made, whole, strict=True) if one.name.startswith("情况说明"))
    own = next(row for row in csv.reader(io.StringIO(paragraphs)) if row[1] == own_keys(book)[0])
    assert own[-1].endswith("=1+1")
