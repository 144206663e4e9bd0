"""The file door and the live door do the same: cells, findings and texts of made-up books at work (34 of 50, Shanghai)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.doors import Offices, assert_same, told_and_found
from tests.office import needs_office

pytestmark = [pytest.mark.office, needs_office]


@pytest.mark.parametrize(("form", "seed"), [("shanghai-2024", seed) for seed in range(34)])
def test_both_doors(
    offices: Offices, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, seed: int
) -> None:
    assert_same(told_and_found(offices.take(), tmp_path, monkeypatch, form, seed))
