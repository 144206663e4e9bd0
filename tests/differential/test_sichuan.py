"""The file door and the live door do the same: the other 16 of 50 made-up books, Sichuan's two formats."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.doors import Offices, assert_same, told_and_found
from tests.office import needs_office

pytestmark = [pytest.mark.office, needs_office]

BOOKS = [
    *(("sichuan-2020", seed) for seed in range(100, 108)),
    *(("sichuan-2024", seed) for seed in range(200, 208)),
]


@pytest.mark.parametrize(("form", "seed"), BOOKS)
def test_both_doors(
    offices: Offices, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, seed: int
) -> None:
    assert_same(told_and_found(offices.take(), tmp_path, monkeypatch, form, seed))
