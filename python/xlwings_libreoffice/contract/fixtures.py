"""What the tests stand on: a workbook, an empty sheet. The ``app`` comes from the engine that is tested."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import xlwings as xw

from .members import Recorder


@pytest.fixture(scope="module")
def book(app: xw.App) -> Iterator[xw.Book]:
    """A workbook for the tests of a module."""
    made = app.books.add()
    yield made
    made.close()


@pytest.fixture
def sheet(book: xw.Book) -> Iterator[xw.Sheet]:
    """An empty sheet."""
    made = book.sheets.add(after=book.sheets[-1])
    yield made
    made.delete()


@pytest.fixture(scope="module", autouse=True)
def used_members() -> Iterator[set[str]]:
    """The members of xlwings that the tests of the module have used so far."""
    with Recorder() as recorder:
        yield recorder.used
