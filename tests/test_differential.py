"""The file door and the live door do the same: cells, findings and texts of made-up books at work (34 of 50, Shanghai)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.doors import Offices, told_and_found
from tests.office import needs_office

pytestmark = [pytest.mark.office, needs_office]

BOOKS = [("shanghai-2024", seed) for seed in range(34)]


@pytest.fixture(scope="module")
def offices() -> Iterator[Offices]:
    found = Offices()
    yield found
    found.quit()


@pytest.mark.parametrize(("form", "seed"), BOOKS)
def test_both_doors(
    offices: Offices, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, seed: int
) -> None:
    one = told_and_found(offices.take(), tmp_path, monkeypatch, form, seed)
    assert one.found == []
    assert one.count > 2000
    assert one.pressed.changes == one.filed.changes
    assert one.pressed.refusals == one.filed.refusals
    assert one.pressed.paragraphs == one.filed.paragraphs
    assert one.pressed.audit == one.filed.audit
