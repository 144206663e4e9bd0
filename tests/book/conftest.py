"""A small workbook, as bytes and as a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.book.packages import make_book


@pytest.fixture(scope="session")
def data() -> bytes:
    return make_book()


@pytest.fixture
def book(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "决算套表.xlsx"
    path.write_bytes(data)
    return path
