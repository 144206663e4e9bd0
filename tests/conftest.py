"""What every test shares: copies for 撤销上次操作 stay out of the home of whoever runs the tests."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator

import pytest

from juesuan.book.kept import FOLDER_VARIABLE


@pytest.fixture(scope="session", autouse=True)
def copies_elsewhere() -> Iterator[None]:
    before = os.environ.get(FOLDER_VARIABLE)
    with tempfile.TemporaryDirectory(prefix="juesuan-kept-") as folder:
        os.environ[FOLDER_VARIABLE] = folder
        yield
    if before is None:
        del os.environ[FOLDER_VARIABLE]
    else:
        os.environ[FOLDER_VARIABLE] = before
