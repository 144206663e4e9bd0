"""Putting a saved workbook in its place while another program holds it for a moment, as on Windows."""

from __future__ import annotations

from pathlib import Path

import pytest

from juesuan.book import saving
from juesuan.book.saving import save_atomically
from juesuan.findings import StructureError


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Refuse to put a file in its place as often as the number in the list says."""
    times = [0]
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if times[0] > 0:
            times[0] -= 1
            raise PermissionError(13, "Access is denied")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    monkeypatch.setattr(saving, "PAUSES", (0.0, 0.0))
    return times


def test_a_file_that_a_scanner_holds_for_a_moment_is_saved(tmp_path: Path, held: list[int]) -> None:
    held[0] = 2
    save_atomically(tmp_path / "一本.xlsx", b"new")
    assert (tmp_path / "一本.xlsx").read_bytes() == b"new"
    assert [one.name for one in tmp_path.iterdir()] == ["一本.xlsx"]


def test_a_file_that_stays_held_is_refused_and_stays_as_it_was(tmp_path: Path, held: list[int]) -> None:
    path = tmp_path / "一本.xlsx"
    path.write_bytes(b"old")
    held[0] = 3
    with pytest.raises(StructureError, match="没有保存"):
        save_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["一本.xlsx"]
