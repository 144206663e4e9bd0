"""The button 文表核对 in a real LibreOffice: the saved workbook, a report that the person chooses, a copy beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from juesuan.actions import Action, Message, Tone
from juesuan.button import run_action
from juesuan.dialogs import ANSWERS
from tests.office import needs_office
from tests.tieout.files import report_docx
from tests.tieout.test_tieout_file import AMOUNT, put

pytestmark = [pytest.mark.office, needs_office]
FORM = "sichuan-2020"
WANTED = Action("tieout", "文表核对", "", "tieout", "审核", "juesuan.buttons_tieout:tie_out_report")


@pytest.fixture
def book(app: Any, tmp_path: Path) -> Iterator[Any]:
    def change(text: str) -> str:
        found = [one for one in AMOUNT.finditer(text) if one[1] != "0.00"]
        last = found[len(found) // 2]
        return f"{text[: last.start(1)]}9,999,999.99{text[last.end(1) :]}"

    _, path = put(tmp_path, FORM, change)
    opened = app.books.open(str(path))
    yield opened
    opened.close()


def press(book: Any, monkeypatch: pytest.MonkeyPatch, *files: Path) -> Message:
    monkeypatch.setenv(ANSWERS, json.dumps({"files": [str(one) for one in files]}))
    return run_action(WANTED, book)


def test_the_report_is_checked_and_marked(book: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    message = press(book, monkeypatch, tmp_path / "报告.docx")
    assert (message.tone, message.title) == (Tone.WARNING, "文表核对")
    lines = message.text.splitlines()
    assert lines[0].startswith("核对未通过：错误")
    assert "依据：工作簿“决算.xlsx”；报告的14张附表也与它逐格核对。" in lines
    assert any("9,999,999.99" in one for one in lines)
    assert lines[-1] == f"标注的副本：{tmp_path / '报告（核对）.docx'}"
    assert (tmp_path / "报告（核对）.docx").exists()
    assert message.details[0] == "核对未通过"


def test_giving_up_leaves_nothing(book: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    message = press(book, monkeypatch)
    assert (message.tone, message.text) == (Tone.INFO, "已取消，没有写入任何文件。")
    assert not list(tmp_path.glob("*核对*"))


def test_another_years_report_is_refused(book: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "别的.docx").write_bytes(report_docx())
    message = press(book, monkeypatch, tmp_path / "别的.docx")
    assert message.tone is Tone.ERROR
    assert "2024年度的报告" in message.text


def test_one_report_at_a_time(book: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    message = press(book, monkeypatch, tmp_path / "报告.docx", tmp_path / "报告.docx")
    assert message.tone is Tone.ERROR
    assert "一次只核对一份报告" in message.text
