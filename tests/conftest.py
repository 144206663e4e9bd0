"""What every test shares: copies for 撤销上次操作 stay out of the home of whoever runs the tests; a real office."""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from juesuan.book.kept import FOLDER_VARIABLE
from tests.office import app

__all__ = ["app", "copies_elsewhere"]

TESTS = Path(__file__).parent
LONG = (
    "differential/test_sichuan.py",
    "differential/test_shanghai.py",
    "test_formulas_office.py",
    "test_narrate_live_own.py",
    "tieout/test_planted.py",
    "tieout/test_variants.py",
    "audit/test_false_alarms.py",
    "audit/test_live_rules_office.py",
    "test_rollforward_years.py",
    "test_live.py",
    "test_output_buttons.py",
    "analysis/test_lines_office.py",
)
"""Files of a minute and more, the longest first."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Give long files out first where several processes share the tests: whoever gets one at the end is waited for."""
    if hasattr(config, "workerinput"):
        order = {TESTS / name: number for number, name in enumerate(LONG)}
        items.sort(key=lambda item: order.get(item.path, len(order)))


def pytest_collection_finish() -> None:
    """Look for cycles less often: made-up books are large and are kept, and going through them takes a quarter of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


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
