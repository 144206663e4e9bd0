"""The buttons of the audit in a real LibreOffice: what they tell, write and show, and the way from finding to finding."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from juesuan import buttons, buttons_audit
from juesuan.actions import Tone, action
from juesuan.audit.results import OPEN, Answer, Row, read_rows
from juesuan.book.file import FileBook
from juesuan.book.live import LiveBook
from juesuan.button import run_action
from juesuan.buttons_audit import Stop, choose, stops
from juesuan.spec import load_format
from juesuan.validate import validate_file
from tests.book.test_read_rows import changed
from tests.books import book_bytes
from tests.office import needs_office, without_print_titles
from tests.test_live import MORE_CALLS, MOST_CALLS_A_SHEET, cells

FORM = load_format("sichuan-2020")
Book = Any


def row(number: int, sheet: str, cell: str, state: str = OPEN) -> Row:
    return Row(number, "A20", "错误", state, sheet, cell, "", "", Answer(""), f"k{number}")


ROWS = [
    row(1, "二", "D12"),
    row(2, "二", "D10"),
    row(3, "一", "C5"),
    row(4, "二", "D12"),
    row(5, "一", "C6", "已说明"),
    row(6, "三", ""),
]


def test_each_cell_is_one_stop() -> None:
    found = stops(ROWS)
    assert [(one.sheet, one.cell, len(one.rows)) for one in found] == [
        ("二", "D12", 2),
        ("二", "D10", 1),
        ("一", "C5", 1),
        ("三", "A1", 1),
    ]


@pytest.mark.parametrize(
    ("here", "step", "expected"),
    [
        (("二", "D12"), 1, 1),
        (("二", "D12"), -1, 3),
        (("三", "A1"), 1, 0),
        (("一", "A1"), 1, 2),
        (("二", "D11"), 1, 0),  # the cursor left D10
        (("二", "D13"), 1, 3),
        (("二", "D13"), -1, 0),
        (("三", "B9"), 1, 0),
        (("一", "A1"), -1, 3),
        (("封面", "C5"), 1, 2),
    ],
)
def test_the_next_stop(here: tuple[str, str], step: int, expected: int) -> None:
    walk: list[Stop] = stops(ROWS)
    assert choose(walk, ("封面", "一", "二", "三"), here, step) == expected


# a real office


@pytest.fixture
def opened(app: Any, tmp_path: Path) -> Iterator[Book]:
    path = tmp_path / "支队 决算.xlsx"
    path.write_bytes(changed(without_print_titles(book_bytes("panzhihua-2020")), {"公开06表!C12": 349}))
    book = app.books.open(str(path))
    yield book
    book.close()


@pytest.mark.office
@needs_office
def test_audit_answer_audit_again_and_undo(opened: Book) -> None:
    message = run_action(action("validate"), opened)
    assert message.tone is Tone.ERROR, message.text
    assert message.text.startswith("审核未通过。错误")
    assert opened.sheets.active.name == "审核结果"
    rows = read_rows(LiveBook(opened), FORM)
    assert len(rows) == len(message.details)
    assert any((one.sheet, one.cell) == ("公开06表", "C12") for one in rows)
    sheet = opened.sheets["审核结果"]
    first = next(one for one in rows if one.level == "需说明")
    sheet.range((first.row, 12)).value = "另行公开"
    assert sheet.range((first.row, 4)).value == "已说明"
    before = cells(opened)

    message = run_action(action("validate"), opened)
    again = read_rows(LiveBook(opened), FORM)
    assert [one.key for one in again] == [one.key for one in rows]
    assert [one.answer.text for one in again if one.answer.text] == ["另行公开"]
    assert "〔已说明：另行公开〕" in "".join(message.details)

    assert "已撤销" in buttons.undo(opened).text
    assert "已撤销" not in buttons.undo(opened).text
    after = cells(opened)
    assert {at for at in before.keys() | after.keys() if before.get(at) != after.get(at)} == set()
    assert len(before) > 3000


@pytest.mark.office
@needs_office
def test_both_doors_write_the_same(app: Any, opened: Book, tmp_path: Path) -> None:
    path = tmp_path / "file.xlsx"
    path.write_bytes(changed(book_bytes("panzhihua-2020"), {"公开06表!C12": 349}))
    other = app.books.open(str(path))
    recalculated = tmp_path / "saved.xlsx"
    other.save(str(recalculated))
    other.close()
    validate_file(recalculated)
    buttons_audit.validate(opened)
    live = read_rows(LiveBook(opened), FORM)
    assert live == read_rows(FileBook.open(recalculated), FORM)


@pytest.mark.office
@needs_office
def test_calls_stay_within_the_bar(opened: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[LiveBook] = []

    class Counted(LiveBook):
        def __init__(self, book: Book) -> None:
            super().__init__(book)
            made.append(self)

    monkeypatch.setattr(buttons_audit, "LiveBook", Counted)
    buttons_audit.validate(opened)
    row = read_rows(LiveBook(opened), FORM)[0].row
    opened.sheets["审核结果"].range((row, 12)).value = "理由"
    buttons_audit.validate(opened)
    for one in made:
        assert one.calls <= MOST_CALLS_A_SHEET * len(one.sheet_names()) + MORE_CALLS, one.calls


@pytest.mark.office
@needs_office
def test_the_walk(opened: Book) -> None:
    message = buttons_audit.next_finding(opened)
    assert (message.tone, message.text) == (Tone.WARNING, "这个工作簿还没有审核过，请先点“全部审核”。")
    buttons_audit.validate(opened)
    walk = stops(read_rows(LiveBook(opened), FORM))
    opened.sheets["审核结果"].range("A1").select()
    seen = []
    for number in range(len(walk) + 1):
        message = buttons_audit.next_finding(opened)
        assert f"第{number % len(walk) + 1}处，共{len(walk)}处" in message.text
        seen.append(
            (opened.sheets.active.name, opened.app.selection.address.replace("$", "").partition(":")[0])
        )
    assert seen == [(one.sheet, one.cell) for one in (*walk, walk[0])]
    buttons_audit.previous_finding(opened)
    assert opened.sheets.active.name == walk[-1].sheet
    sheet = opened.sheets["审核结果"]
    sheet.activate()
    sheet.range((walk[1].rows[0].row, 7)).select()
    assert "第2处" in buttons_audit.next_finding(opened).text


@pytest.mark.office
@needs_office
def test_one_table(opened: Book) -> None:
    opened.sheets["封面"].activate()
    message = buttons_audit.validate_table(opened)
    assert message.tone is Tone.WARNING
    assert "当前的“封面”不是公开表" in message.text
    opened.sheets["公开06表"].activate()
    message = buttons_audit.validate_table(opened)
    assert opened.sheets.active.name == "公开06表"
    assert "（全套）。公开06表：错误" in message.text
    assert 0 < len(message.details) < len(read_rows(LiveBook(opened), FORM))


@pytest.mark.office
@needs_office
def test_changed_data_take_the_verdict_away(opened: Book) -> None:
    buttons_audit.validate(opened)
    buttons.regenerate(opened)
    assert opened.sheets["审核结果"].range("B5").value == "数据已变动，请重新审核"
    assert buttons_audit.next_finding(opened).text.startswith("数据已变动，请重新审核。\n")


@pytest.mark.office
@needs_office
def test_a_password_is_told_and_so_are_the_findings(opened: Book) -> None:
    opened.sheets["审核结果"].api.protect("secret")
    message = buttons_audit.validate(opened)
    assert "请先撤销工作表保护" in message.text
    assert "审核结果没有写进工作簿" in message.text
    assert message.details
    assert not read_rows(LiveBook(opened), FORM)
