"""Workbooks and reports for the tests: the sample after 更新情况说明, and the report made of it."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from juesuan.book.file import FileBook
from juesuan.book.sheetpart import Content
from juesuan.narrate_file import narrate_file
from juesuan.regenerate import new_book
from juesuan.report_file import ReportDone, write_report
from juesuan.sample import load_sample
from tests.report.reader import Word

WHEN = datetime(2021, 3, 1, 9, 30)  # noqa: DTZ001 - the office's own clock
SAMPLE = "panzhihua-2020"
Rows = Mapping[str, Sequence[Mapping[str, object]]]


def sample_book(folder: Path, more: Rows | None = None, *, instead: bool = False) -> Path:
    """Write the sample's workbook with rows added to its lists (or in their place), texts generated."""
    sample = load_sample(SAMPLE)
    entries: dict[str, Any] = {key: list(rows) for key, rows in sample.entries.items()}
    for key, rows in (more or {}).items():
        entries[key] = [*(() if instead else entries.get(key, ())), *rows]
    path = folder / "决算.xlsx"
    path.write_bytes(new_book(sample.accounts.format, sample.accounts, entries))
    narrate_file(path, now=WHEN)
    return path


@lru_cache(maxsize=1)
def sample_bytes() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return sample_book(Path(folder)).read_bytes()


def sample_copy(folder: Path) -> Path:
    path = folder / "决算.xlsx"
    path.write_bytes(sample_bytes())
    return path


def write_cell(path: Path, sheet: str, row: int, column: int, value: str | float | None) -> None:
    """Let a person type into a cell of a saved workbook; everything else stays as it is."""
    book = FileBook.open(path, for_writing=True)
    book.part(sheet).set_cell(row, column, Content(value), book.part(sheet).style(row, column))
    book.save()


def row_of(path: Path, key: str, sheet: str = "情况说明") -> int:
    """The row that a key or a code stands in."""
    grid = FileBook.open(path).grid(sheet)
    return next(n for n, row in enumerate(grid.rows, 1) if key in map(str, row))


GENERATED, OWN = 3, 4
"""Columns of 情况说明."""


def write_own(path: Path, key: str, text: str | None, column: int = OWN) -> None:
    """Let a person write a text of their own."""
    write_cell(path, "情况说明", row_of(path, key), column, text)


def report(book: Path, **options: Any) -> tuple[Word, ReportDone]:
    """Write a report beside its workbook without any office, and read it."""
    out = book.with_name("报告.docx")
    with patch("juesuan.report_file.find_office", return_value=None):
        done = write_report(book, out, now=WHEN, **options)
    return Word(out.read_bytes()), done


@lru_cache(maxsize=1)
def sample_report() -> tuple[Word, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        path = sample_copy(Path(folder))
        word, done = report(path)
        return word, done.docx.read_bytes()
