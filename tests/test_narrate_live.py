"""变动分析, 更新情况说明 and 恢复生成的文字 in a real LibreOffice: the same as in a file, own texts kept, all of it taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from juesuan import buttons, buttons_narrative
from juesuan.actions import Tone
from juesuan.book.file import FileBook
from juesuan.book.live import LiveBook
from juesuan.book.sheets import all_sections
from juesuan.narrate import plan_narrative
from juesuan.narrate_file import narrate_file
from juesuan.spec import load_format
from tests.books import book_bytes
from tests.office import needs_office
from tests.test_live import MORE_CALLS, MOST_CALLS_A_SHEET, cells, row_of, typing

pytestmark = [pytest.mark.office, needs_office]

SAMPLE = "panzhihua-2020"
SECTION = all_sections(load_format("sichuan-2020"))["paragraphs"]
OWN = "2020年一般公共预算财政拨款支出7970.77万元，另修路3.5公里。"
Book = Any


def opened(app: Any, folder: Path, name: str) -> Book:
    path = folder / "交警 支队&2020'.xlsx"
    path.write_bytes(book_bytes(name))
    return app.books.open(str(path))


@pytest.fixture
def book(app: Any, tmp_path: Path) -> Iterator[Book]:
    found = opened(app, tmp_path, SAMPLE)
    yield found
    found.close()


def field(book: Book, key: str, column: str) -> Any:
    """The cell of a paragraph in a column."""
    sheet = book.sheets[SECTION.sheet]
    keys = sheet.range((1, SECTION.column("key")), (300, SECTION.column("key"))).value
    return sheet.range((keys.index(key) + 1, SECTION.column(column)))


@pytest.mark.parametrize("name", [SAMPLE, "sichuan-2020:rounded:7", "shanghai-2024:exact:8"])
def test_the_window_and_the_file_say_the_same(app: Any, tmp_path: Path, name: str) -> None:
    book = opened(app, tmp_path, name)
    try:
        buttons_narrative.narrate(book)
        live = LiveBook(book)
        path = tmp_path / "同一本.xlsx"
        path.write_bytes(book_bytes(name))
        narrate_file(path)
        file = FileBook.open(path)
        for sheet in ("分析", SECTION.sheet):
            mine, other = live.grid(sheet), file.grid(sheet)
            for row in range(1, max(mine.height, other.height) + 1):
                for column in range(1, 12):
                    found, wanted = mine.value(row, column), other.value(row, column)
                    if isinstance(wanted, float):
                        assert found == pytest.approx(wanted, abs=1e-6), (sheet, row, column)
                    else:
                        assert (found or "") == (wanted or ""), (sheet, row, column)
    finally:
        book.close()


def test_a_second_press_changes_nothing(book: Book) -> None:
    first = buttons_narrative.narrate(book)
    assert "更新" in first.text
    before = cells(book)
    second = buttons_narrative.narrate(book)
    assert "更新0段" in "\n".join(second.details)
    assert cells(book) == before


def test_an_own_text_is_kept_marked_restored_and_brought_back(book: Book) -> None:
    buttons_narrative.narrate(book)
    field(book, "general", "own").value = OWN
    assert "自写4段没有改动" in "\n".join(buttons_narrative.narrate(book).details)
    assert field(book, "general", "state").value == "自写"

    def more(sheet: Any) -> None:
        sheet.range((row_of(sheet, "2040220"), 5)).value = 2014.6

    typing(book.sheets["公开06表"], more)
    message = buttons_narrative.narrate(book)
    assert message.tone is Tone.WARNING
    assert "7970.77应为8070.77" in "\n".join(message.details)
    assert field(book, "general", "own").value == OWN
    assert field(book, "general", "state").value == "自写，有数不符：7970.77应为8070.77"
    found = [row for row in book.sheets["审核结果"].range("A17:M60").value if row[0]]
    assert found == []  # nothing is told before an audit

    book.sheets[SECTION.sheet].activate()
    field(book, "general", "generated").select()
    assert "已恢复1段" in buttons_narrative.restore(book).text
    assert field(book, "general", "own").value is None
    assert field(book, "general", "state").value == "生成"
    log = [row for row in book.sheets["操作记录"].used_range.value if row[1] == "恢复生成的文字"]
    assert [row[5] for row in log] == [OWN]
    buttons.undo(book)
    assert field(book, "general", "own").value == OWN


def test_restoring_where_there_is_nothing_to_restore(book: Book) -> None:
    buttons_narrative.narrate(book)
    book.sheets["公开06表"].activate()
    assert buttons_narrative.restore(book).tone is Tone.WARNING
    book.sheets[SECTION.sheet].activate()
    field(book, "general", "generated").select()
    assert "不需要恢复" in buttons_narrative.restore(book).text


def test_an_analysis_alone_leaves_the_texts(book: Book) -> None:
    before = {at: value for at, value in cells(book).items() if at[0] == SECTION.sheet}
    message = buttons_narrative.analyse(book)
    assert "“分析”和“图表”已更新" in message.text
    after = cells(book)
    assert {at: value for at, value in after.items() if at[0] == SECTION.sheet} == before
    assert after["分析", 6, 1] == "收入支出总计"


def test_taking_it_back(book: Book) -> None:
    before = cells(book)
    buttons_narrative.narrate(book)
    buttons.undo(book)
    kept = {at: value for at, value in cells(book).items() if at[0] != "操作记录"}
    assert kept == {at: value for at, value in before.items() if at[0] != "操作记录"}


def test_it_does_not_ask_the_office_for_each_cell(book: Book) -> None:
    """Reading takes no more calls than the other actions; writing is blocks."""
    live = LiveBook(book)
    planned = plan_narrative(live)
    assert sum(len(one) for one in planned.edits.edits.values()) > 1_000
    assert live.calls <= MOST_CALLS_A_SHEET * len(live.sheet_names()) + MORE_CALLS
