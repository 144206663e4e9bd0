"""Lists as other people hand them over: real files, and what a workbook says after they were imported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook

from juesuan.book.facts import Facts
from juesuan.book.file import FileBook
from juesuan.book.read_facts import read_facts
from juesuan.findings import Finding
from juesuan.import_file import import_file
from juesuan.import_plan import Imported
from juesuan.import_telling import told_unplaced
from juesuan.spec import load_format
from tests.importing.test_import_file import NOW, blank_book

Rows = Sequence[Sequence[object]]


def write(
    path: Path,
    sheets: Mapping[str, Rows] | Rows,
    merges: Sequence[str] = (),
    formats: Mapping[str, str] | None = None,
) -> Path:
    """Write an .xlsx; ``merges`` and ``formats`` are of the first sheet."""
    named = sheets if isinstance(sheets, Mapping) else {"Sheet1": sheets}
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in named.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    for area in merges:
        book.worksheets[0].merge_cells(area)
    for cell, code in (formats or {}).items():
        book.worksheets[0][cell].number_format = code
    book.save(path)
    return path


def fresh(tmp_path: Path, form: str = "sichuan-2020") -> Path:
    return blank_book(form, tmp_path / "决算.xlsx")


def bring(book: Path, *sources: Path, unit: str = "", prior: bool = False, dry: bool = False) -> Imported:
    return import_file(sources, book, unit=unit, prior=prior, dry_run=dry, now=NOW)


def facts(book: Path, form: str = "sichuan-2020") -> Facts:
    """What the lists of a workbook say; every cell of them can be read."""
    findings: list[Finding] = []
    found = read_facts(FileBook.open(book), load_format(form), findings)
    assert findings == []
    return found


def told(done: Imported) -> list[str]:
    return [told_unplaced(one) for one in done.unplaced]


def imported(tmp_path: Path, rows: Rows, **more: object) -> tuple[Imported, Facts]:
    """Import one list into a blank book."""
    book = fresh(tmp_path)
    done = bring(book, write(tmp_path / "清单.xlsx", rows), **more)  # type: ignore[arg-type]
    return done, facts(book)
