"""What taking a step back in a saved workbook tells."""

from __future__ import annotations

from pathlib import Path

import pytest

from juesuan.book import kept
from juesuan.book.kept import save_keeping
from juesuan.filemode.taken_back import take_back
from juesuan.findings import StructureError
from juesuan.narrate_file import narrate_file
from juesuan.regenerate import regenerate_file
from tests.book.test_read_rows import changed
from tests.books import book_bytes


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(kept.FOLDER_VARIABLE, str(tmp_path / "kept"))


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """The Panzhihua sample, whose 项目支出 of 2040219 (公开06表!E12) went from 348 to 448."""
    path = tmp_path / "决算.xlsx"
    path.write_bytes(changed(book_bytes("panzhihua-2020"), {"公开06表!E12": 448}))
    return path


def test_each_cell_is_told_with_what_it_went_back_to(book: Path) -> None:
    before = book.read_bytes()
    regenerate_file(book)
    told = take_back(book)
    assert book.read_bytes() == before
    assert told.actions == ("重新计算",)
    assert f"的“重新计算”，恢复{len(told.lines)}处" in told.head
    row = next(one for one in told.lines if one.startswith("公开06表!C12 "))
    assert row.endswith("：448.00 → 348.00")
    assert all(one.partition(" ")[0].partition("!")[0] in told.sheets for one in told.lines)


def test_only_the_last_action_is_told(book: Path) -> None:
    regenerate_file(book)
    before = book.read_bytes()
    assert narrate_file(book).written
    told = take_back(book)
    assert told.actions == ("更新情况说明",)
    assert "情况说明" in told.sheets
    assert book.read_bytes() == before


def test_a_file_that_is_no_workbook_of_ours_is_taken_back_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "其他.xlsx"
    path.write_bytes(b"first")
    save_keeping(path, b"second")
    told = take_back(path)
    assert path.read_bytes() == b"first"
    assert (told.actions, told.lines, told.sheets) == ((), (), ())
    assert told.head.endswith("的操作")


def test_nothing_to_take_back(book: Path, tmp_path: Path) -> None:
    with pytest.raises(StructureError, match="没有可以撤销的操作"):
        take_back(book)
    with pytest.raises(StructureError, match="没有找到或打不开"):
        take_back(tmp_path / "没有.xlsx")
