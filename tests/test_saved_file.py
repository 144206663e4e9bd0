"""The file of a workbook that is open in Excel: when there is one, and when it is saved. Excel is a stand-in here."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from juesuan.dialogs import ANSWERS
from juesuan.findings import StructureError
from juesuan.saved_file import file_of, full_name, save_changes
from juesuan.steps import Cancelled


class com_error(Exception):  # noqa: N801, N818 - the name that counts
    """What pywin32 raises."""


def excel_book(place: Path | str, *, saved: bool = True, read_only: bool = False, fails: bool = False) -> Any:
    """An xlwings book in Excel; ``fails``: it cannot be saved."""
    api = SimpleNamespace(FullName=str(place), Saved=saved, ReadOnly=read_only)

    def save() -> None:
        if fails:
            raise com_error(-2147352567)
        api.Saved = True

    return SimpleNamespace(api=api, app=SimpleNamespace(), save=save)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "决算 & 2020.xlsx"
    found.write_bytes(b"x")
    return found


def refused(book: Any) -> StructureError:
    with pytest.raises(StructureError) as error:
        file_of(book)
    return error.value


def test_a_saved_book_has_a_file(path: Path) -> None:
    assert file_of(excel_book(path)) == path
    assert file_of(excel_book(path, saved=False)) == path
    assert file_of(excel_book(path, read_only=True)) == path


def test_a_book_on_the_net_is_told_with_its_address() -> None:
    address = "https://d.docs.live.net/0123/文档/决算.xlsx"
    book = excel_book(address)
    assert full_name(book) == address
    error = refused(book)
    assert error.name == "not-local"
    assert address in str(error)
    assert "另存为" in str(error)


def test_a_new_book_has_none() -> None:
    assert refused(excel_book("工作簿1")).name == "never-saved"


def test_a_file_that_was_moved_away(path: Path) -> None:
    path.unlink()
    assert refused(excel_book(path)).name == "not-found"


def test_another_kind_of_file(tmp_path: Path) -> None:
    assert refused(excel_book(tmp_path / "决算.ods")).name == "not-xlsx"
    assert refused(excel_book(tmp_path / "决算.xls")).name == "not-xlsx"


def test_changes_that_can_not_be_saved(path: Path) -> None:
    error = refused(excel_book(path, saved=False, read_only=True))
    assert error.name == "book-read-only"
    assert path.name in str(error)


@pytest.mark.parametrize("agrees", [True, False])
def test_changes_are_saved_when_the_person_agrees(
    path: Path, agrees: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ANSWERS, json.dumps({"save": agrees}))
    book = excel_book(path, saved=False)
    if agrees:
        save_changes(book, "PDF")
    else:
        with pytest.raises(Cancelled):
            save_changes(book, "PDF")
    assert book.api.Saved == agrees


def test_nothing_is_asked_when_all_is_saved(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ANSWERS, "{}")
    save_changes(excel_book(path), "PDF")


def test_saving_that_fails_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ANSWERS, '{"save": true}')
    with pytest.raises(StructureError, match="没有保存成功"):
        save_changes(excel_book(path, saved=False, fails=True), "PDF")
    quiet = excel_book(path, saved=False)
    quiet.save = lambda: None  # the person pressed 取消 in Excel's own dialog
    with pytest.raises(StructureError, match="没有保存成功"):
        save_changes(quiet, "PDF")


def test_a_question_has_two_answers(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ANSWERS, raising=False)
    asked: list[dict[str, object]] = []

    def alert(prompt: str, **more: object) -> str:
        asked.append({"prompt": prompt, **more})
        return "ok"

    book = excel_book(path, saved=False)
    book.app.alert = alert
    save_changes(book, "报送材料")
    assert book.api.Saved
    (one,) = asked
    assert one["title"] == "报送材料"
    assert one["buttons"] == "ok_cancel"
    assert "没有保存的改动" in str(one["prompt"])
