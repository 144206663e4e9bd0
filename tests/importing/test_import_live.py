"""Importing in a real LibreOffice: typed cells as blocks, both doors alike, and the way back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from juesuan import buttons, import_live
from juesuan.actions import Tone
from juesuan.book.live import LiveBook
from juesuan.dialogs import ANSWERS, ask_files
from juesuan.import_plan import Sources
from juesuan.importing.model import Place, Recognised, Unplaced
from juesuan.plan import read
from juesuan.regenerate import new_book
from juesuan.spec import load_format
from tests.books import book_bytes
from tests.importing.printed import at, empty, fen, printed_by, recognised
from tests.importing.test_import_file import bring
from tests.importing.test_into import ROWS, six
from tests.office import needs_office
from tests.test_live import cells

office = [pytest.mark.office, needs_office]
pytestmark = office
LOG, PASTE = "操作记录", "粘贴区"


@pytest.fixture
def opened(app: Any, tmp_path: Path) -> Iterator[Any]:
    path = tmp_path / "交警 支队.xlsx"
    path.write_bytes(book_bytes("panzhihua-2020"))
    book = app.books.open(str(path))
    yield book
    book.close()


def answered(monkeypatch: pytest.MonkeyPatch, found: Recognised) -> None:
    """The person chooses a file, and these figures are found in it."""
    monkeypatch.setenv(ANSWERS, json.dumps({"files": ["/源.xlsx"]}))
    monkeypatch.setattr(import_live, "gather", lambda *_, **__: Sources(found, names=("源.xlsx",)))


def differing(left: dict, right: dict, skip: tuple[str, ...]) -> dict:
    return {
        where: (left.get(where), right.get(where))
        for where in left.keys() | right.keys()
        if left.get(where) != right.get(where) and where[0] not in skip
    }


def test_both_doors_give_the_same_cells_and_it_can_be_taken_back(
    app: Any, opened: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = recognised(six() | {at("11.2120802.closing"): fen(3), at("11.total.closing"): fen(3)}, ROWS)
    answered(monkeypatch, found)
    before = cells(opened)
    message = buttons.import_reports(opened)
    assert message.title == "导入决算报表"
    assert "公开06表：录入2格，核对数8格" in message.text
    assert "可用“撤销上次操作”恢复" in message.text
    path = tmp_path / "file.xlsx"
    path.write_bytes(book_bytes("panzhihua-2020"))
    bring(path, found)
    other = app.books.open(str(path))
    try:
        live, filed = cells(opened), cells(other)
    finally:
        other.close()
    assert differing(live, filed, (LOG,)) == {}
    after = read(LiveBook(opened)).accounts
    assert {c for c in after.typed if c.table == "06"} == {at("06.2040201.basic"), at("06.2040202.basic")}
    again = buttons.import_reports(opened)
    assert "完全一致" in again.text
    assert "导入决算报表" in buttons.undo(opened).text
    assert differing(cells(opened), before, (LOG,)) == {}


def test_a_whole_book_from_an_empty_one(app: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.books import accounts

    given = accounts("sichuan-2020:rounded:3")
    answered(monkeypatch, printed_by(given))
    path = tmp_path / "空.xlsx"
    path.write_bytes(new_book(load_format("sichuan-2020"), empty("sichuan-2020")))
    book = app.books.open(str(path))
    try:
        before = cells(book)
        buttons.import_reports(book)
        after = read(LiveBook(book))
        assert after.findings == ()
        assert {c: a for c, a in after.accounts.typed.items() if a} == {
            c: a for c, a in given.typed.items() if a
        }
        assert set(after.accounts.adjustments) == set(given.adjustments)
        assert buttons.regenerate(book).text == "没有需要变动的数据。"
        buttons.undo(book)
        assert differing(cells(book), before, (LOG,)) == {}
    finally:
        book.close()


def test_what_was_pasted_is_imported_emptied_and_comes_back(
    opened: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = opened.sheets[PASTE]
    sheet.range("A4:B5").value = [["支出决算表", None], ["合计", 12.5]]
    monkeypatch.setattr(
        import_live, "gather_sheets", lambda *_, **__: Sources(recognised(six(), ROWS), from_paste=True)
    )
    monkeypatch.setenv(ANSWERS, '{"files": ["never asked"]}')
    buttons.import_reports(opened)
    assert sheet.range("A4:B5").value == [[None, None], [None, None]]
    buttons.undo(opened)
    assert sheet.range("A4:B5").value == [["支出决算表", None], ["合计", 12.5]]


def test_what_was_not_placed_is_listed(opened: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    lost = Unplaced(Place("源.xlsx", "06", 9, 3), "十元", "不是金额", "请改填数字。")
    answered(monkeypatch, replace(recognised(six(), ROWS), unplaced=(lost,)))
    message = buttons.import_reports(opened)
    assert message.tone is Tone.WARNING
    assert "[未导入] 源.xlsx“06”C9“十元”：不是金额，请改填数字。" in message.details


def test_nothing_chosen_nothing_done(opened: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ANSWERS, "{}")
    before = cells(opened)
    assert "没有选择文件" in buttons.import_reports(opened).text
    assert cells(opened) == before
    monkeypatch.delenv(ANSWERS)
    assert ask_files(opened.app, "导入决算报表", ["*.xlsx"]) == []  # an office without a window asks nobody


@pytest.mark.parametrize(("answer", "files"), [((r"C:\报表\a.xlsx", r"C:\b.xls"), 2), (False, 0)])
def test_excel_is_asked_for_files(answer: object, files: int, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, object]] = []

    def chosen(**given: object) -> object:
        asked.append(given)
        return answer

    monkeypatch.delenv(ANSWERS, raising=False)
    app = SimpleNamespace(api=SimpleNamespace(GetOpenFilename=chosen))
    assert len(ask_files(app, "导入决算报表", ["*.xlsx", "*.xls"])) == files
    assert asked == [
        {
            "FileFilter": "导入决算报表 (*.xlsx;*.xls),*.xlsx;*.xls",
            "Title": "导入决算报表",
            "MultiSelect": True,
        }
    ]
