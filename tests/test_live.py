"""The live door in a real LibreOffice: what a person changes, what follows, what comes back, what is refused."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import xlwings_libreoffice
from juesuan import buttons, regenerate_live
from juesuan.actions import ACTIONS, Tone, action
from juesuan.book.file import FileBook
from juesuan.book.live import LiveBook
from juesuan.book.sheetpart import Content
from juesuan.book.sheets import IDENTITY
from juesuan.book.undo import UNDO
from juesuan.button import run_action
from juesuan.findings import FindingsError
from juesuan.plan import make_plan
from juesuan.regenerate import regenerate_file
from tests.books import book_bytes
from tests.office import needs_office

pytestmark = [pytest.mark.office, needs_office]

MOST_CALLS_A_SHEET, MORE_CALLS = 8, 20
Book = Any


@pytest.fixture
def opened(app: Any, tmp_path: Path) -> Iterator[Book]:
    path = tmp_path / "交警 支队&2020'.xlsx"
    path.write_bytes(book_bytes("panzhihua-2020"))
    book = app.books.open(str(path))
    yield book
    book.close()


def row_of(sheet: Any, code: str) -> int:
    return int(sheet.range("A1:A60").value.index(code)) + 1


def spare_row(sheet: Any) -> int:
    return int(sheet.range("A1:A60").value.index(None, 10)) + 1


def typing(sheet: Any, change: Callable[[Any], None]) -> None:
    """Change a protected sheet as a person does in its unlocked cells."""
    sheet.api.unprotect("")
    change(sheet)
    sheet.api.protect("")


def add_100(sheet: Any) -> None:
    sheet.range((row_of(sheet, "2040220"), 5)).value = 2014.6


def add_a_code(sheet: Any) -> None:
    row = spare_row(sheet)
    sheet.range((row, 1)).value = "2100101"
    sheet.range((row, 4)).value = 12.34
    sheet.range((row_of(sheet, "2210201"), 4)).add_note("请核对凭证")


def cells(book: Book) -> dict[tuple[str, int, int], object]:
    """Every cell of the workbook but the hidden snapshot: formulas as texts, else values."""
    live = LiveBook(book)
    found: dict[tuple[str, int, int], object] = {}
    for sheet in live.sheet_names():
        grid = live.grid(sheet)
        if sheet == UNDO:
            continue
        for row in range(1, grid.height + 1):
            for column in range(1, len(grid.rows[row - 1]) + 1):
                value = grid.formulas.get((row, column)) or grid.value(row, column)
                if value is not None:
                    found[sheet, row, column] = value
    return found


def test_nothing_to_do(opened: Book) -> None:
    before = cells(opened)
    message = buttons.regenerate(opened)
    assert (message.tone, message.text) == (Tone.INFO, "没有需要变动的数据。")
    assert cells(opened) == before


def test_a_new_code_is_laid_and_undone(opened: Book) -> None:
    sheet = opened.sheets["公开06表"]
    typing(sheet, add_100)
    typing(sheet, add_a_code)
    before, notes = cells(opened), [(one.location.address, one.text) for one in sheet.notes]
    message = buttons.regenerate(opened)
    assert "增加科目行" in message.text
    rows = {row[0]: row[1:] for row in sheet.range("A7:E60").value if row[0]}
    assert rows["210"] == ["卫生健康支出", 12.34, 12.34, 0]
    assert rows["合计"][1] == pytest.approx(8083.11)
    assert [code for code in rows if code.isdigit()] == sorted(code for code in rows if code.isdigit())
    note = next(iter(sheet.notes))
    assert (note.text, note.location.row) == ("请核对凭证", row_of(sheet, "2210201"))
    assert opened.sheets["公开01表"].range("F7").value in (None, 0)
    assert sheet.api.isProtected()
    log = [row for row in opened.sheets["操作记录"].used_range.value if row[1] == "重新计算"]
    assert len(log) == len(message.details)

    assert "已撤销" in buttons.undo(opened).text
    after = {at: value for at, value in cells(opened).items() if at[0] != "操作记录"}
    assert after == {at: value for at, value in before.items() if at[0] != "操作记录"}
    assert [(one.location.address, one.text) for one in sheet.notes] == notes
    assert buttons.undo(opened).text == "没有可以撤销的操作。"


def test_the_window_is_as_it_was(opened: Book) -> None:
    sheet = opened.sheets["公开06表"]
    typing(sheet, add_a_code)
    sheet.activate()
    sheet.range("D12").select()
    calculation = opened.app.calculation
    buttons.regenerate(opened)
    assert opened.app.selection.address == "$D$12"
    assert opened.app.calculation == calculation
    assert opened.app.screen_updating
    assert all(
        opened.sheets[one.sheet].api.isProtected() for one in make_plan(LiveBook(opened)).accounts.format
    )


def test_calls_stay_within_the_bar(opened: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[LiveBook] = []

    class Counted(LiveBook):
        def __init__(self, book: Book) -> None:
            super().__init__(book)
            made.append(self)

    monkeypatch.setattr(buttons, "LiveBook", Counted)
    sheet = opened.sheets["公开06表"]
    typing(sheet, add_100)
    typing(sheet, add_a_code)
    buttons.regenerate(opened)
    touched = len(made[0].sheet_names())
    assert made[0].calls <= MOST_CALLS_A_SHEET * touched + MORE_CALLS, made[0].calls


def test_both_doors_give_the_same_cells(app: Any, opened: Book, tmp_path: Path) -> None:
    path = tmp_path / "file.xlsx"
    path.write_bytes(book_bytes("panzhihua-2020"))
    filed = FileBook.open(path)
    grid = filed.grid("公开06表")
    codes = [row[0] for row in grid.rows]
    filed.part("公开06表").set_cell(codes.index("2040220") + 1, 5, Content(2014.6))
    spare = codes.index("", 10) + 1
    filed.part("公开06表").set_cell(spare, 1, Content("2100101"))
    filed.part("公开06表").set_cell(spare, 4, Content(12.34))
    filed.save()
    regenerate_file(path)
    typing(opened.sheets["公开06表"], add_100)
    typing(opened.sheets["公开06表"], add_a_code)
    buttons.regenerate(opened)
    other = app.books.open(str(path))
    try:
        left, right = cells(opened), cells(other)
    finally:
        other.close()
    skip = ("操作记录",)
    differing = {
        at: (left.get(at), right.get(at))
        for at in left.keys() | right.keys()
        if left.get(at) != right.get(at) and at[0] not in skip
    }
    assert differing == {}
    assert len(left) > 3000


def test_everything_that_forbids_writing_is_told_in_one_message(opened: Book) -> None:
    for name, password in (("公开06表", "secret"), ("公开03表", "secret")):
        sheet = opened.sheets[name]
        sheet.api.unprotect("")
        if name == "公开06表":
            add_a_code(sheet)
            add_100(sheet)
        sheet.api.protect(password)
    before = cells(opened)
    with pytest.raises(FindingsError) as error:
        buttons.regenerate(opened)
    assert {(one.rule, one.sheet) for one in error.value.findings} == {
        ("sheet-password", "公开06表"),
        ("sheet-password", "公开03表"),
    }
    assert cells(opened) == before
    message = run_action(action("regenerate"), opened)
    assert message.tone is Tone.ERROR
    assert "没有写入任何改动" in message.text


def test_a_missing_sheet_is_told(opened: Book) -> None:
    opened.sheets["公开12表"].name = "十二"
    message = run_action(action("regenerate"), opened)
    assert message.tone is Tone.ERROR
    assert "公开12表" in message.text
    assert "十二" in message.text


def test_an_action_that_died_in_the_middle_is_mended(opened: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = opened.sheets["公开06表"]
    typing(sheet, add_a_code)
    before = cells(opened)
    real, done = regenerate_live._write, []

    def dies(live: LiveBook, work: regenerate_live.SheetWork) -> None:
        if len(done) == 2:
            raise RuntimeError("power cut")
        done.append(work.sheet)
        real(live, work)

    monkeypatch.setattr(regenerate_live, "_write", dies)
    message = run_action(action("regenerate"), opened)
    assert "编号" in message.text
    assert cells(opened) != before
    monkeypatch.undo()
    message = buttons.regenerate(opened)
    assert message.text.startswith("上次的“重新计算”没有做完，已先恢复")
    assert "增加科目行" in message.text
    buttons.undo(opened)
    after = {at: value for at, value in cells(opened).items() if at[0] not in ("操作记录", IDENTITY)}
    assert after == {at: value for at, value in before.items() if at[0] not in ("操作记录", IDENTITY)}


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGSTOP])
def test_a_dead_or_frozen_office_leaves_the_file_alone(
    blow: signal.Signals, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import xlwings

    xlwings_libreoffice.register()
    path = tmp_path / "b.xlsx"
    path.write_bytes(book_bytes("putuo-2024"))
    mine = xlwings.App(visible=False)
    book = mine.books.open(str(path))
    typing(book.sheets["05一般公共预算支出表"], lambda sheet: setattr(sheet.range("D9"), "value", 1))
    process = mine.pid
    real = regenerate_live._write

    def strikes(live: LiveBook, work: regenerate_live.SheetWork) -> None:
        os.kill(process, blow)
        real(live, work)

    monkeypatch.setattr(regenerate_live, "_write", strikes)
    typing(book.sheets["05一般公共预算支出表"], lambda sheet: setattr(sheet.range("C7"), "value", 5))
    xlwings_libreoffice.configure(deadline=5)
    try:
        message = run_action(action("regenerate"), book)
    finally:
        xlwings_libreoffice.configure(deadline=120)
    assert message.tone is Tone.ERROR
    assert "磁盘上的文件没有改动" in message.text
    assert ("没有回应" in message.text) == (blow is signal.SIGSTOP)
    assert path.read_bytes() == book_bytes("putuo-2024")
    monkeypatch.undo()
    again = xlwings.App(visible=False)
    try:
        reopened = again.books.open(str(path))
        assert buttons.regenerate(reopened).text == "没有需要变动的数据。"
    finally:
        again.quit()


def test_every_action_loads() -> None:
    assert all(callable(one.load()) for one in ACTIONS)
