"""One step back in a saved workbook, and never over somebody's later work."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from juesuan.book import kept
from juesuan.book.kept import forget, kept_folder, save_keeping, undo_file
from juesuan.book.saving import save_atomically
from juesuan.findings import StructureError
from juesuan.regenerate import regenerate_file
from tests.book.test_read_rows import changed
from tests.books import book_bytes


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(kept.FOLDER_VARIABLE, str(tmp_path / "kept"))


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "我局 决算&'.xlsx"
    path.write_bytes(b"first")
    return path


def refused(path: Path) -> StructureError:
    with pytest.raises(StructureError) as error:
        undo_file(path)
    return error.value


def test_recomputing_is_taken_back_to_the_byte(tmp_path: Path) -> None:
    path = tmp_path / "决算.xlsx"
    before = changed(book_bytes("panzhihua-2020"), {"公开06表!E12": 448})
    path.write_bytes(before)
    assert regenerate_file(path).written
    assert path.read_bytes() != before
    assert undo_file(path).path == path
    assert path.read_bytes() == before
    assert sorted(one.name for one in tmp_path.iterdir()) == ["kept", "决算.xlsx"]


def test_one_step_and_no_more(book: Path) -> None:
    save_keeping(book, b"second")
    save_keeping(book, b"third")
    undo_file(book)
    assert book.read_bytes() == b"second"
    assert refused(book).name == "nothing-to-undo"
    assert list(kept_folder().iterdir()) == []


def test_later_work_is_never_lost(book: Path) -> None:
    save_keeping(book, b"second")
    book.write_bytes(b"typed since")
    told = refused(book)
    assert told.name == "changed-since"
    assert book.read_bytes() == b"typed since"
    (copy,) = kept_folder().iterdir()
    assert str(copy) in str(told)
    assert copy.read_bytes() == b"first"


def test_nothing_is_kept_of_a_save_that_failed(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_keeping(book, b"second")

    def full(*_: object) -> None:
        raise StructureError("disk-full", "满")

    monkeypatch.setattr(kept, "save_atomically", full)
    with pytest.raises(StructureError):
        save_keeping(book, b"third")
    monkeypatch.setattr(kept, "save_atomically", save_atomically)
    undo_file(book)
    assert book.read_bytes() == b"first"


@pytest.mark.parametrize(("reached", "after"), [(b"second", b"first"), (b"third", b"second")])
def test_stopped_between_copy_and_save(
    book: Path, reached: bytes, after: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both copies are there; what stands in the workbook says which one is meant."""
    save_keeping(book, b"second")
    monkeypatch.setattr(kept, "_clear", lambda _: None)
    save_keeping(book, b"third")
    book.write_bytes(reached)
    undo_file(book)
    assert book.read_bytes() == after


def test_a_write_that_changes_nothing_keeps_the_step_before(book: Path) -> None:
    save_keeping(book, b"second")
    save_keeping(book, b"second")
    undo_file(book)
    assert book.read_bytes() == b"first"


def test_a_folder_that_cannot_be_made_hinders_no_work(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(kept.FOLDER_VARIABLE, str(book / "no folder"))
    save_keeping(book, b"second")
    assert book.read_bytes() == b"second"
    assert refused(book).name == "nothing-to-undo"


def test_workbooks_of_the_same_name_are_told_apart_and_the_oldest_copies_go(tmp_path: Path) -> None:
    paths = [tmp_path / str(number) / "决算.xlsx" for number in range(kept.MOST + 2)]
    for age, path in enumerate(paths):
        path.parent.mkdir()
        path.write_bytes(b"first")
        save_keeping(path, b"second")
        for copy in kept_folder().glob(f"{kept._place(path)}-*"):
            os.utime(copy, (age, age))
    assert len(list(kept_folder().iterdir())) == kept.MOST
    assert refused(paths[0]).name == "nothing-to-undo"
    undo_file(paths[-1])
    assert [one.read_bytes() for one in paths[-2:]] == [b"second", b"first"]


def test_a_new_workbook_and_one_that_is_gone(book: Path, tmp_path: Path) -> None:
    new = tmp_path / "新.xlsx"
    save_keeping(new, b"first")
    assert refused(new).name == "nothing-to-undo"
    save_keeping(book, b"second")
    book.unlink()
    assert refused(book).name == "not-found"


def test_the_copy_can_be_opened_and_nothing_is_left_in_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv(kept.FOLDER_VARIABLE)
    monkeypatch.setattr(kept.sys, "platform", "linux")
    path = tmp_path / "带宏.XLSM"
    path.write_bytes(b"first")
    save_keeping(path, b"second")
    (copy,) = (tmp_path / "state/juesuan/undo").iterdir()
    assert copy.suffix == ".xlsm"
    forget()
    assert list((tmp_path / "state").iterdir()) == []
    forget()
    assert refused(path).name == "nothing-to-undo"
