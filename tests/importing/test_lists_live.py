"""Lists in a real LibreOffice: the button, both doors alike, 操作记录, and the way back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from juesuan import buttons
from juesuan.actions import Tone
from juesuan.book.facts import Facts
from juesuan.book.live import LiveBook
from juesuan.book.read_facts import read_facts
from juesuan.dialogs import ANSWERS
from juesuan.findings import Finding
from juesuan.spec import load_format
from tests.books import book_bytes
from tests.importing.lists import bring, write
from tests.importing.printed import fen
from tests.importing.test_import_live import LOG, PASTE, differing
from tests.importing.test_lists_form import FORM, MERGES
from tests.importing.test_lists_kinds import FACTS, RECEPTIONS
from tests.office import needs_office
from tests.test_live import cells

pytestmark = [pytest.mark.office, needs_office]


@pytest.fixture
def opened(app: Any, tmp_path: Path) -> Iterator[Any]:
    path = tmp_path / "交警.xlsx"
    path.write_bytes(book_bytes("panzhihua-2020"))
    book = app.books.open(str(path))
    yield book
    book.close()


def live_facts(book: Any) -> Facts:
    findings: list[Finding] = []
    found = read_facts(LiveBook(book), load_format("sichuan-2020"), findings)
    assert findings == []
    return found


def test_the_button_brings_lists_in_and_they_can_be_taken_back(
    app: Any, opened: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    receptions = write(tmp_path / "接待.xlsx", RECEPTIONS)
    form = write(tmp_path / "绩效.xlsx", FORM, MERGES, {"F13": "0%"})
    numbers = write(tmp_path / "数.xlsx", FACTS[:-1])
    sources = [receptions, form, numbers]
    monkeypatch.setenv(ANSWERS, json.dumps({"files": [str(one) for one in sources]}))
    before = cells(opened)
    message = buttons.import_reports(opened)
    assert (message.title, message.tone) == ("导入决算报表", Tone.INFO)
    assert "其他重要事项·国内公务接待清单：新增3行" in message.text
    assert "可用“撤销上次操作”恢复" in message.text
    found = live_facts(opened)
    first, second, third = found.receptions[-3:]
    assert (first.date, first.subject, first.persons, first.amount) == (
        "2020-03-15",
        "达州市公安局，学习交流",
        5,
        fen(0.1),
    )
    assert (second.date, third.date) == ("2020年4月", "2020-05-06")
    assert (found.projects[0].budget_appropriation, found.indicators[-1].actual) == (fen(1000), "95%")
    assert found.counts["reception_batches"].prior == 7

    path = tmp_path / "file.xlsx"
    path.write_bytes(book_bytes("panzhihua-2020"))
    bring(path, *sources)
    other = app.books.open(str(path))
    try:
        assert differing(cells(opened), cells(other), (LOG,)) == {}
    finally:
        other.close()
    lines = [one for (sheet, _, column), one in cells(opened).items() if sheet == LOG and column == 7]
    assert "国内公务接待清单：新增3行" in lines

    again = buttons.import_reports(opened)
    assert "完全一致" in again.text
    assert "导入决算报表" in buttons.undo(opened).text
    assert differing(cells(opened), before, (LOG,)) == {}


def test_a_pasted_list_comes_is_emptied_and_comes_back(opened: Any) -> None:
    sheet = opened.sheets[PASTE]
    pasted = [["接待单位", "人次", "金额（元）"], ["丁局", 2, 300]]
    sheet.range("A5:C6").value = pasted
    message = buttons.import_reports(opened)
    assert "新增1行" in message.text
    assert live_facts(opened).receptions[-1].amount == fen(0.03)
    assert sheet.range("A5:C6").value == [[None] * 3] * 2
    buttons.undo(opened)
    assert sheet.range("A5:C6").value == pasted
    assert "丁局" not in {one.subject for one in live_facts(opened).receptions}


def test_a_wrong_cell_is_told_in_the_message(
    opened: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [["接待单位", "人次", "金额（元）"], ["丁局", "两人", 300], ["戊局", 1, 300]]
    monkeypatch.setenv(ANSWERS, json.dumps({"files": [str(write(tmp_path / "错.xlsx", rows))]}))
    message = buttons.import_reports(opened)
    assert message.tone is Tone.WARNING
    assert (
        "[未导入] 错.xlsx“Sheet1”B2“两人”：不是数量，这一行没有导入，请填写不小于0的整数，不带单位。"
        in message.details
    )
    assert live_facts(opened).receptions[-1].subject == "戊局"
