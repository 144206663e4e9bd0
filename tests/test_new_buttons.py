"""新建年度套表, 结转下年 and what needs no workbook, in a real LibreOffice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import xlwings_libreoffice
from juesuan import buttons, buttons_new, proposed
from juesuan.actions import Message, Tone, action
from juesuan.book.file import FileBook
from juesuan.book.identity import format_of, read_identity
from juesuan.book.read_lists import read_front
from juesuan.button import run_action
from juesuan.dialogs import ANSWERS, Field
from juesuan.findings import StructureError
from juesuan.proposed import BOOK, REPORT, file_name
from juesuan.spec import available_formats
from tests.books import book_bytes
from tests.office import needs_office

LAST = "panzhihua-2020"
App = Any


@pytest.fixture(autouse=True)
def nothing_stays_open(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if "app" in request.fixturenames:
        for book in list(request.getfixturevalue("app").books):
            book.close()


def answer(monkeypatch: pytest.MonkeyPatch, **answers: object) -> None:
    given = {key: str(one) if isinstance(one, Path) else one for key, one in answers.items()}
    monkeypatch.setenv(ANSWERS, json.dumps(given))


def cover(path: Path) -> dict[str, str]:
    """The cover of a file, and its format."""
    book = FileBook.open(path)
    form = format_of(read_identity(book))
    return {**read_front(book, form, []).info, "format": form.key}


def new(app: App) -> Message:
    return run_action(action("new"), app)


FORM = {"format": "sichuan-2024", "year": "2024", "unit": "某某市 A&B‹局›"}


@pytest.mark.office
@needs_office
def test_a_new_book_with_no_book_open(app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "决 算 & 2024.xlsx"
    answer(monkeypatch, form=FORM, save_as=target)
    assert len(app.books) == 0
    message = new(app)
    assert message.tone is Tone.INFO, message.text
    assert str(target) in message.text
    assert [one.fullname for one in app.books] == [str(target)]
    made = cover(target)
    assert (made["format"], made["year"], made["unit_name"]) == tuple(FORM.values())
    assert buttons.regenerate(app.books[0]).text == "没有需要变动的数据。"


@pytest.mark.office
@needs_office
def test_a_new_book_beside_a_strangers(app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A foreign workbook is in front: the new one is proposed beside it, and it stays as it is."""
    foreign = tmp_path / "别的.xlsx"
    openpyxl.Workbook().save(foreign)
    before = foreign.read_bytes()
    app.books.open(str(foreign))
    asked: list[Path] = []

    def ask(_app: App, _title: str, place: Path) -> Path:
        asked.append(place)
        return place

    monkeypatch.setattr(buttons_new, "ask_target", ask)
    answer(monkeypatch, form={**FORM, "year": "2023年度"})
    assert new(app).tone is Tone.INFO
    assert asked == [tmp_path / "某某市 A&B‹局›2023年度部门决算.xlsx"]
    assert sorted(one.name for one in app.books) == sorted([asked[0].name, foreign.name])
    assert foreign.read_bytes() == before


@pytest.mark.office
@needs_office
@pytest.mark.parametrize(
    ("form", "why"),
    [
        ({**FORM, "year": "二〇二四"}, "年度“二〇二四”不对"),
        ({**FORM, "year": ""}, "四位数的年度"),
        ({**FORM, "year": "1024"}, "年度“1024”不对"),
    ],
)
def test_a_year_that_is_none(
    app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: dict[str, str], why: str
) -> None:
    answer(monkeypatch, form=form, save_as=tmp_path / "新.xlsx")
    message = new(app)
    assert message.tone is Tone.ERROR
    assert why in message.text
    assert list(tmp_path.iterdir()) == []


@pytest.mark.office
@needs_office
@pytest.mark.parametrize("answers", [{}, {"form": FORM}, {"form": FORM, "save_as": "旧.xlsx"}])
def test_giving_up(
    app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answers: dict[str, Any]
) -> None:
    old = tmp_path / "旧.xlsx"
    old.write_bytes(b"old")
    answer(monkeypatch, **{key: tmp_path / one if key == "save_as" else one for key, one in answers.items()})
    assert new(app) == Message(Tone.INFO, "新建年度套表", "已取消，没有写入任何文件。")
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("旧.xlsx", b"old")]
    assert len(app.books) == 0


@pytest.mark.office
@needs_office
def test_next_year(app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    last, target = tmp_path / "上年 & 2020.xlsx", tmp_path / "下年.xlsx"
    last.write_bytes(book_bytes(LAST))
    before = last.read_bytes()
    book = app.books.open(str(last))
    answer(monkeypatch, form={"format": "sichuan-2024"}, save_as=target)
    message = run_action(action("rollforward"), book)
    assert message.tone is not Tone.ERROR, message.text
    assert f"已建立2021年度的工作簿：{target}" in message.text
    assert last.read_bytes() == before
    assert sorted(one.name for one in app.books) == sorted([last.name, target.name])
    made = cover(target)
    assert (made["format"], made["year"]) == ("sichuan-2024", "2021")


@pytest.mark.office
@needs_office
def test_an_open_book_is_not_written_over(app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    last = tmp_path / "上年.xlsx"
    last.write_bytes(book_bytes(LAST))
    book = app.books.open(str(last))
    answer(monkeypatch, form=FORM, save_as=last, overwrite=True)
    for message in (new(app), run_action(action("rollforward"), book)):
        assert message.tone is Tone.ERROR
        assert "“上年.xlsx”正在打开" in message.text
    assert last.read_bytes() == book_bytes(LAST)


@pytest.mark.office
@needs_office
def test_a_new_book_that_the_office_cannot_open_is_there_all_the_same(
    app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "新.xlsx"
    answer(monkeypatch, form=FORM, save_as=target)
    books = type(app.books)

    def fails(*_: object, **__: object) -> None:
        raise xlwings_libreoffice.OfficeError("no")

    monkeypatch.setattr(books, "open", fails)
    message = new(app)
    assert message.tone is Tone.INFO
    assert "请手工打开它" in message.text
    assert cover(target)["year"] == "2024"


def test_the_form_offers_every_format(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[Field, ...]] = []
    monkeypatch.setattr(buttons_new, "ask_form", lambda _app, _title, fields: asked.append(fields))
    assert run_action(action("new"), object()).text == "已取消，没有写入任何文件。"
    form, year, unit = asked[0]
    assert [key for key, _ in form.choices] == list(available_formats())
    assert (form.value, year.value, unit.value) == ("sichuan-2024", "2024", "")


def test_without_an_office_it_is_said_what_to_do() -> None:
    with pytest.raises(StructureError, match="没有找到正在运行的 Excel"):
        buttons_new.new_book(None)


@pytest.mark.parametrize(
    ("unit", "name"),
    [
        ("某某局", "某某局2020年度部门决算.xlsx"),
        ('a\\b/c:d*e?f"g<h>i|j\n', "abcdefghij2020年度部门决算.xlsx"),
        ("../..", "2020年度部门决算.xlsx"),
        ("局" * 300, "局" * 60 + "2020年度部门决算.xlsx"),
        ("", "2020年度部门决算.xlsx"),
    ],
)
def test_names_that_every_system_takes(unit: str, name: str) -> None:
    assert file_name(BOOK, unit, 2020) == name


def test_a_report_without_a_year() -> None:
    assert file_name(REPORT, "某局", 0, ".pdf") == "某局年度部门决算报告.pdf"


def test_where_a_person_would_save(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert proposed.documents_folder() == tmp_path
    (tmp_path / "文档").mkdir()
    assert proposed.documents_folder() == tmp_path / "文档"
