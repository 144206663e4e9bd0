"""What may not be sent: refused with everything that stands in the way, and nothing written; a draft says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from juesuan.audit.results import results_section
from juesuan.book.file import FileBook
from juesuan.book.identity import format_of, read_identity
from juesuan.export.file_names import TABLES, TEXT
from juesuan.findings import FindingsError, Level, StructureError
from juesuan.narrate_file import narrate_file
from juesuan.regenerate import regenerate_file
from juesuan.template.reading import read
from juesuan.validate import validate_file
from tests.books import book_bytes
from tests.export.sent import export, files_in, shown
from tests.export.test_public_tables import figures
from tests.report.books import GENERATED, WHEN, row_of, sample_book, sample_copy, write_cell, write_own
from tests.report.reader import Word


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return sample_copy(tmp_path)


def refused(book: Path, **options: bool) -> list[str]:
    with pytest.raises(FindingsError) as error:
        export(book, book.parent / "out", **options)
    assert shown(book.parent / "out") == []
    assert all(one.level is Level.ERROR for one in error.value.findings)
    return [one.rule for one in error.value.findings]


def typed(book: Path) -> None:
    """A figure is typed and nothing recomputed."""
    write_cell(book, "公开06表", 12, 5, 448)


def test_tables_that_were_not_recomputed(book: Path) -> None:
    typed(book)
    rules = refused(book)
    assert {"table-outdated", "text-outdated"} <= set(rules)


def test_texts_that_were_not_brought_up_to_date(book: Path) -> None:
    typed(book)
    regenerate_file(book)
    assert {"text-outdated", "analysis-outdated"} <= set(refused(book))


def test_an_error_that_stands_and_one_that_is_released(book: Path) -> None:
    typed(book)
    narrate_file(book, now=WHEN)
    rules = refused(book)
    assert rules
    assert not {"table-outdated", "text-outdated", "analysis-outdated"} & set(rules)
    release(book)
    done = export(book, book.parent / "out")
    assert done.findings == ()
    assert done.verdict in ("审核通过", "待填说明")


def release(book: Path) -> None:
    """Let a person release every error on 审核结果."""
    validate_file(book, now=WHEN)
    source = FileBook.open(book)
    section = results_section(source, format_of(read_identity(source)))
    assert section is not None
    grid = source.grid(section.sheet)
    level, answer, name = (section.column(one) for one in ("level", "answer", "name"))
    rows = [row for row in range(section.first, grid.height + 1) if grid.text(row, level) == "错误"]
    assert rows
    for row in rows:
        write_cell(book, section.sheet, row, answer, "批复如此")
        write_cell(book, section.sheet, row, name, "王某")


def test_an_own_text_whose_figure_is_off(book: Path) -> None:
    path = book.parent / "x.xlsx"
    path.write_bytes(book.read_bytes())
    text = str(FileBook.open(path).grid("情况说明").value(row_of(path, "general"), GENERATED))
    assert "7970.77" in text
    write_own(path, "general", text)
    narrate_file(path, now=WHEN)
    write_own(path, "general", text.replace("7970.77", "7970.78"))
    narrate_file(path, now=WHEN)
    assert "own-text" in refused(path)


def test_paragraphs_that_nobody_wrote(tmp_path: Path) -> None:
    book = sample_book(tmp_path, {"paragraphs": []}, instead=True)
    source = FileBook.open(book)
    assert any("待填写" in str(cell) for row in source.grid("情况说明").rows for cell in row)
    assert set(refused(book)) == {"text-missing"}
    done = export(book, tmp_path / "out", draft=True)
    assert done.draft
    assert {one.rule for one in done.findings} == {"text-missing"}


def test_everything_at_once(tmp_path: Path) -> None:
    book = sample_book(tmp_path, {"paragraphs": []}, instead=True)
    typed(book)
    rules = refused(book)
    assert {"table-outdated", "text-outdated", "text-missing"} <= set(rules)
    assert len(rules) > 3


def test_a_cell_that_cannot_be_read_is_refused_for_a_draft_too(book: Path) -> None:
    write_cell(book, "公开06表", 12, 5, "约448")
    for draft in (False, True):
        with pytest.raises(FindingsError, match="错误") as error:
            export(book, book.parent / "out", draft=draft)
        assert [one.place for one in error.value.findings] == ["公开06表!E12"]
    assert shown(book.parent / "out") == []


def test_a_draft_says_so_and_its_tables_are_current(book: Path) -> None:
    typed(book)
    before = book.read_bytes()
    done = export(book, book.parent / "out", draft=True)
    assert done.folder.name.endswith("_2020年度决算公开_草稿")
    assert book.read_bytes() == before
    assert "table-outdated" in [one.rule for one in done.findings]
    files = files_in(done.folder)
    assert "草　稿" in next(one.text for one in Word(files[TEXT]).blocks)
    regenerate_file(book)
    source = FileBook.open(book)
    form = format_of(read_identity(source))
    found = figures(files[TABLES], read(source).accounts)
    by_code = {(one.table, one.row, one.column): amount for one, amount in found.items()}
    assert form.key == "sichuan-2020"
    assert by_code["06", "2040219", "project"] == 4_480_000_00
    assert by_code["06", "2040219", "total"] == 4_480_000_00


@pytest.mark.parametrize(
    ("prepare", "name"),
    [
        (lambda folder: (folder / "out").write_text("x"), "not-a-folder"),
        (lambda folder: ((folder / "out").mkdir(), (folder / "out").chmod(0o555)), "read-only"),
    ],
)
def test_a_place_that_cannot_be_written(book: Path, prepare: Callable[[Path], object], name: str) -> None:
    prepare(book.parent)
    with pytest.raises(StructureError) as error:
        export(book, book.parent / "out")
    assert error.value.name == name
    assert "out" in str(error.value)


def test_a_book_without_texts(tmp_path: Path) -> None:
    path = tmp_path / "决算.xlsx"
    path.write_bytes(book_bytes("sichuan-2020:exact:7"))
    with pytest.raises(StructureError, match="还没有文字，请先点“更新情况说明”"):
        export(path, tmp_path / "out")
    assert shown(tmp_path / "out") == []
