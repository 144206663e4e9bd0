"""更新情况说明 in a real LibreOffice: what people do with the rows of 情况说明 in the window, and what an action costs and says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from juesuan import buttons, buttons_narrative, narrate_live
from juesuan.actions import Tone, action
from juesuan.book.file import FileBook
from juesuan.book.live import LiveBook
from juesuan.book.sheets import all_sections
from juesuan.button import run_action
from juesuan.narrate_file import narrate_file
from juesuan.spec import load_format
from tests.books import book_bytes
from tests.narrative.made import made_bytes
from tests.office import needs_office
from tests.test_live import MORE_CALLS, MOST_CALLS_A_SHEET, add_a_code, cells, row_of, typing

pytestmark = [pytest.mark.office, needs_office]

SECTION = all_sections(load_format("sichuan-2020"))["paragraphs"]
SHEET = SECTION.sheet
MADE = (("sichuan-2020", 1), ("sichuan-2020", 3), ("sichuan-2024", 2), ("shanghai-2024", 5))
Book = Any


def opened(app: Any, folder: Path, data: bytes) -> Book:
    path = folder / "某局 2020'.xlsx"
    path.write_bytes(data)
    return app.books.open(str(path))


@pytest.fixture
def book(app: Any, tmp_path: Path) -> Iterator[Book]:
    found = opened(app, tmp_path, book_bytes("panzhihua-2020"))
    yield found
    found.close()


def row(book: Book, key: str) -> int:
    column = SECTION.column("key")
    keys: list[object] = book.sheets[SHEET].range((1, column), (300, column)).value
    return keys.index(key) + 1


def field(book: Book, at: int, column: str) -> Any:
    return book.sheets[SHEET].range((at, SECTION.column(column)))


@pytest.mark.parametrize(("form", "seed"), MADE)
def test_the_window_and_the_file_say_the_same_of_made_up_books(
    form: str, seed: int, app: Any, tmp_path: Path
) -> None:
    book = opened(app, tmp_path, made_bytes(form, seed))
    try:
        buttons_narrative.narrate(book)
        window = {at: value for at, value in cells(book).items() if at[0] in ("分析", SHEET)}
    finally:
        book.close()
    path = tmp_path / "file.xlsx"
    path.write_bytes(made_bytes(form, seed))
    narrate_file(path)
    other = app.books.open(str(path))
    try:
        file = {at: value for at, value in cells(other).items() if at[0] in ("分析", SHEET)}
    finally:
        other.close()
    assert {
        at: (window.get(at), file.get(at))
        for at in window.keys() | file.keys()
        if window.get(at) != file.get(at)
    } == {}
    assert len(file) > 600


@pytest.mark.parametrize("text", ["=1+1", "-3.5"])
def test_a_text_that_looks_like_a_formula_stays_a_text_when_its_row_moves(book: Book, text: str) -> None:
    buttons_narrative.narrate(book)
    at = row(book, "item.2210201")
    field(book, at, "own").value = f"'{text}"
    assert field(book, at, "own").value == text
    buttons_narrative.narrate(book)
    assert field(book, at, "own").value == text
    before = cells(book)
    typing(book.sheets["公开06表"], add_a_code)
    buttons_narrative.narrate(book)
    moved = row(book, "item.2210201")
    assert moved == at + 1
    assert field(book, moved, "own").value == text
    assert LiveBook(book).grid(SHEET).formulas.get((moved, SECTION.column("own"))) is None
    buttons.undo(book)
    assert field(book, at, "own").value == text
    assert {one: value for one, value in cells(book).items() if one[0] == SHEET} == {
        one: value for one, value in before.items() if one[0] == SHEET
    }


def test_a_formula_in_an_own_text_stays_and_moves_as_its_value(book: Book) -> None:
    """The cells of own texts are text cells: one in which a person has a formula has been given another format."""
    buttons_narrative.narrate(book)
    at = row(book, "item.2210201")
    field(book, at, "own").number_format = "General"
    field(book, at, "own").formula = '="住房公积金"&TEXT(公开06表!$C$7,"0.00")&"万元"'
    buttons_narrative.narrate(book)
    assert field(book, at, "own").formula.startswith('="住房公积金"&')
    typing(book.sheets["公开06表"], add_a_code)
    buttons_narrative.narrate(book)
    moved = row(book, "item.2210201")
    assert moved == at + 1
    assert field(book, moved, "own").value == "住房公积金7983.11万元"


def test_a_row_that_a_person_inserts_stays_behind_its_neighbour(book: Book) -> None:
    buttons_narrative.narrate(book)
    at = row(book, "item.2040219") + 1
    book.sheets[SHEET].range(f"{at}:{at}").insert("down")
    field(book, at, "own").value = "信息化建设主要用于3个平台。"
    buttons_narrative.narrate(book)
    assert (row(book, "item.2040219"), row(book, "item.2040220")) == (at - 1, at + 1)
    assert field(book, at, "own").value == "信息化建设主要用于3个平台。"
    assert field(book, at, "state").value == "自加段落"
    typing(book.sheets["公开06表"], add_a_code)
    buttons_narrative.narrate(book)
    assert field(book, row(book, "item.2040219") + 1, "own").value == "信息化建设主要用于3个平台。"


def test_the_calls_of_a_whole_action_stay_within_the_bar(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    """Recomputing, analysing and narrating in one press: the calls of the two parts are those of two actions."""
    made: list[LiveBook] = []

    class Counted(LiveBook):
        def __init__(self, book: Book) -> None:
            super().__init__(book)
            made.append(self)

    monkeypatch.setattr(narrate_live, "LiveBook", Counted)
    typing(book.sheets["公开06表"], add_a_code)
    buttons_narrative.narrate(book)
    bar = MOST_CALLS_A_SHEET * len(made[0].sheet_names()) + MORE_CALLS
    assert len(made) == 2
    assert all(one.calls <= bar for one in made), [one.calls for one in made]
    made.clear()
    buttons_narrative.narrate(book)
    assert sum(one.calls for one in made) <= bar, [one.calls for one in made]


def test_a_cell_that_cannot_be_read_is_told_and_nothing_is_written(book: Book) -> None:
    book.sheets["变动原因"].range("D6").value = "约1221"
    before = cells(book)
    for name in ("analyse", "narrate"):
        message = run_action(action(name), book)
        assert message.tone is Tone.ERROR
        assert "变动原因!D6" in message.text
        assert "没有写入任何改动" in message.text
    assert cells(book) == before


def test_the_message_reads_well(book: Book) -> None:
    message = buttons_narrative.narrate(book)
    lines = message.text.splitlines()
    assert lines[0].startswith("收入支出总计减少1,352.84万元")
    assert all(one.endswith(("。", "）。")) for one in lines), lines
    assert len(lines) <= buttons_narrative.MOST_LINES + 3
    assert message.details
    assert not any(word in message.text for word in ("None", "nan", "Error"))
    assert book.sheets.active.name == SHEET


def test_an_item_that_goes_and_comes_back(book: Book) -> None:
    """The own text waits at the end, and is marked when the item comes back with another figure."""
    buttons_narrative.narrate(book)
    own = "死亡抚恤支出决算为3.88万元。"
    field(book, row(book, "item.2080801"), "own").value = own
    buttons_narrative.narrate(book)
    sheet, budget = book.sheets["公开06表"], book.sheets["预算数"]
    planned = int(budget.range("A1:A60").value.index("2080801")) + 1
    at = row_of(sheet, "2080801")

    def clear(one: Any) -> None:
        one.range((at, 1)).value = None
        one.range((at, 4)).value = None

    typing(sheet, clear)
    budget.range((planned, 1), (planned, 5)).value = [None] * 5
    buttons_narrative.narrate(book)
    assert field(book, row(book, "item.2080801"), "state").value == "自写，原段落已没有"

    def back(one: Any) -> None:
        free = int(one.range("A1:A60").value.index(None, 10)) + 1
        one.range((free, 1)).value = "'2080801"
        one.range((free, 4)).value = 4.5

    typing(sheet, back)
    message = buttons_narrative.narrate(book)
    assert field(book, row(book, "item.2080801"), "own").value == own
    assert field(book, row(book, "item.2080801"), "state").value == "自写，有数不符：3.88应为4.50"
    assert message.tone is Tone.WARNING


def test_the_file_of_these_tests() -> None:
    assert "情况说明" in FileBook.from_bytes(book_bytes("panzhihua-2020")).sheet_names()
