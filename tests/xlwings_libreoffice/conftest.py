"""One office for all tests that want one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import xlwings_libreoffice

xlwings_libreoffice.register()

import xlwings as xw  # noqa: E402


@pytest.fixture(scope="session")
def app() -> Iterator[xw.App]:
    """An office without a window; the tests of the contract would run unchanged with Excel's."""
    why_not = xlwings_libreoffice.available()
    if why_not is not None:
        pytest.skip(why_not)
    started = xw.App(visible=False, add_book=False)
    yield started
    started.quit()


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
