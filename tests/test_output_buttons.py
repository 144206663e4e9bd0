"""Word 报告 and PDF in a real LibreOffice: the saved file is read, the person is asked once, and giving up leaves nothing."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from juesuan import buttons_narrative, report_file
from juesuan.actions import Message, Tone, action
from juesuan.button import run_action
from juesuan.dialogs import ANSWERS
from juesuan.narrate_file import narrate_file
from juesuan.steps import CANCEL
from tests.books import book_bytes
from tests.office import needs_office, without_print_titles
from tests.test_live import add_100, typing

pytestmark = [pytest.mark.office, needs_office]

Book = Any


@pytest.fixture(scope="module")
def narrated(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("narrated") / "book.xlsx"
    path.write_bytes(without_print_titles(book_bytes("panzhihua-2020")))
    narrate_file(path)
    return path.read_bytes()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def book(app: Any, folder: Path, narrated: bytes) -> Iterator[Book]:
    path = folder / "交警 支队&2020'.xlsx"
    path.write_bytes(narrated)
    opened = app.books.open(str(path))
    yield opened
    opened.close()


def answer(monkeypatch: pytest.MonkeyPatch, **answers: object) -> None:
    """What the person answers: paths, and yes or no."""
    given = {key: str(one) if isinstance(one, Path) else one for key, one in answers.items()}
    monkeypatch.setenv(ANSWERS, json.dumps(given))


def press(identifier: str, book: Book) -> Message:
    return run_action(action(identifier), book)


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir() if not one.name.startswith(".~lock"))


def change(book: Book) -> None:
    typing(book.sheets["公开06表"], add_100)
    assert book.api.isModified()


NAME = "交警 支队&2020'.xlsx"
CANCELLED = "已取消，没有写入任何文件。"
OUTPUTS = [("report", ".docx"), ("pdf", ".pdf")]


@pytest.mark.parametrize(("identifier", "ending"), OUTPUTS)
def test_it_goes_where_it_is_wanted_and_nothing_else_is_left(
    book: Book, folder: Path, monkeypatch: pytest.MonkeyPatch, identifier: str, ending: str
) -> None:
    answer(monkeypatch, save_as=folder / "我的 报告")  # the ending comes by itself
    before = (folder / NAME).read_bytes()
    message = press(identifier, book)
    assert message.tone is not Tone.ERROR, message.text
    assert f"已写出：{folder / '我的 报告'}{ending}" in message.text
    assert names(folder) == [NAME, f"我的 报告{ending}"]
    head = (folder / f"我的 报告{ending}").read_bytes()[:4]
    assert head == (b"%PDF" if ending == ".pdf" else b"PK\x03\x04")
    assert (folder / NAME).read_bytes() == before
    assert not book.api.isModified()
    assert book.app.status_bar is False


def test_the_materials_go_into_the_chosen_folder(
    book: Book, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = folder / "报送 & 2020"
    out.mkdir()
    answer(monkeypatch, folder=out)
    message = press("export", book)
    made = names(out)
    if message.tone is Tone.ERROR:  # the sample has texts that nobody wrote yet: told, and nothing is there
        assert "没有写入任何改动" in message.text
        assert made == []
        return
    assert len(made) == 2
    assert all(str(out / one) in message.text for one in made)


def test_what_was_changed_in_the_window_is_saved_first(
    book: Book, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Saved by the office, not by us; and the report is that of the tables as they are now."""
    change(book)
    assert buttons_narrative.narrate(book).tone is not Tone.ERROR
    answer(monkeypatch, save_as=folder / "报告.docx", save=True)
    message = press("report", book)
    assert message.tone is not Tone.ERROR, message.text
    assert not book.api.isModified()
    with zipfile.ZipFile(folder / "报告.docx") as package:
        text = package.read("word/document.xml").decode()
    assert "8,070.77" in text or "8070.77" in text


@pytest.mark.parametrize(
    "answers",
    [
        {"save_as": "报告.docx", "save": False},
        {"save_as": "报告.docx"},
        {"save": True},
        {},
        {"save_as": NAME.replace("xlsx", "docx"), "save": True, "overwrite": False},
    ],
)
def test_giving_up_leaves_everything_alone(
    book: Book, folder: Path, monkeypatch: pytest.MonkeyPatch, answers: dict[str, Any]
) -> None:
    there = folder / NAME.replace("xlsx", "docx")
    there.write_text("别人的", encoding="utf-8")
    change(book)
    before = (folder / NAME).read_bytes()
    if "save_as" in answers:
        answers = {**answers, "save_as": folder / answers["save_as"]}
    answer(monkeypatch, **answers)
    assert press("report", book) == Message(Tone.INFO, "Word 报告", CANCELLED)
    assert names(folder) == sorted([NAME, there.name])
    assert there.read_text(encoding="utf-8") == "别人的"
    assert (folder / NAME).read_bytes() == before
    assert book.api.isModified()


def test_a_file_that_is_there_is_replaced_when_the_person_agrees(
    book: Book, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = folder / "报告.docx"
    target.write_bytes(b"old")
    answer(monkeypatch, save_as=target, overwrite=True)
    assert press("report", book).tone is not Tone.ERROR
    assert target.read_bytes()[:2] == b"PK"


@pytest.mark.parametrize("identifier", ["report", "pdf", "export", "rollforward"])
@pytest.mark.parametrize("step", [1, 3])
def test_stopping_between_two_steps_leaves_no_file(
    book: Book,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: Any,
    identifier: str,
    step: int,
) -> None:
    sign = tmp_path_factory.mktemp("sign") / "stop"
    monkeypatch.setenv(CANCEL, str(sign))
    seen: list[object] = []
    real = type(book.app).status_bar

    def put(app: Any, value: object) -> None:
        seen.append(value)
        if len(seen) == step:
            sign.touch()
        real.fset(app, value)

    monkeypatch.setattr(type(book.app), "status_bar", property(real.fget, put))
    answer(
        monkeypatch,
        save_as=folder / f"出{dict(OUTPUTS).get(identifier, '.xlsx')}",
        folder=folder,
        form={},
    )
    message = press(identifier, book)
    if message.tone is Tone.ERROR:
        assert identifier == "export"  # refused before the person could stop it
    else:
        assert message == Message(Tone.INFO, action(identifier).label, CANCELLED)
        assert len(seen) == step + 1
        assert all(str(one).startswith(f"{action(identifier).label}：") for one in seen[:-1])
    assert seen[-1] is None
    assert names(folder) == [NAME]


@pytest.mark.parametrize("identifier", ["report", "pdf", "export", "rollforward"])
def test_a_book_that_was_never_saved(app: Any, identifier: str, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch)
    fresh = app.books.add()
    try:
        message = press(identifier, fresh)
    finally:
        fresh.close()
    assert message.tone is Tone.ERROR
    assert "还没有保存过" in message.text


def test_another_kind_of_file(book: Book, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, save_as=folder / "报告.docx", save=True)
    book.save(str(folder / "决算.ods"))
    message = press("report", book)
    assert message.tone is Tone.ERROR
    assert "“决算.ods”不是 .xlsx 工作簿" in message.text
    assert "报告.docx" not in names(folder)


def test_a_stranger_is_told_so(app: Any, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, save_as=folder / "报告.docx")
    path = folder / "别的.xlsx"
    openpyxl.Workbook().save(path)
    stranger = app.books.open(str(path))
    try:
        for identifier in ("report", "pdf", "export", "rollforward", "charts", "log"):
            message = press(identifier, stranger)
            assert message.tone is Tone.ERROR
            assert "不是用“新建年度套表”建立的" in message.text
    finally:
        stranger.close()
    assert names(folder) == ["别的.xlsx"]


def test_read_only_is_no_obstacle(
    app: Any, folder: Path, narrated: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is in the file is what is in the window: this office lets nobody change it."""
    path = folder / NAME
    path.write_bytes(narrated)
    answer(monkeypatch, save_as=folder / "报告.docx")
    book = app.books.open(str(path), read_only=True)
    try:
        assert press("report", book).tone is not Tone.ERROR
    finally:
        book.close()


def test_without_an_office_there_is_no_pdf_and_that_is_told(
    book: Book, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_file, "find_office", lambda: None)
    answer(monkeypatch, save_as=folder / "报告.pdf")
    message = press("pdf", book)
    assert message.tone is Tone.ERROR
    assert "没有找到 Word 或 LibreOffice" in message.text
    assert names(folder) == [NAME]
