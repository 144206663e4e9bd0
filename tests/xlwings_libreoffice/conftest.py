"""One office for all tests that want one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import xlwings_libreoffice
from xlwings_libreoffice.contract.fixtures import book, sheet

xlwings_libreoffice.register()

import xlwings as xw  # noqa: E402

__all__ = ["app", "book", "sheet"]


@pytest.fixture(scope="session")
def app() -> Iterator[xw.App]:
    """An office without a window."""
    why_not = xlwings_libreoffice.available()
    if why_not is not None:
        pytest.skip(why_not)
    started = xw.App(visible=False, add_book=False)
    yield started
    started.quit()
