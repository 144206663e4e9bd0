"""A button always ends with a result, and never harms another program's Excel."""

from __future__ import annotations

import atexit
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import xlwings

from juesuan import button, calling
from juesuan.actions import Message, Tone, action
from juesuan.findings import Finding, FindingsError, Level, StructureError


class Fails:
    """An action whose function raises."""

    id, label = "regenerate", "重新计算"

    def __init__(self, error: Exception) -> None:
        self.error = error

    def load(self) -> Any:
        def function(_: Any) -> Message:
            raise self.error

        return function


def told(error: Exception) -> Message:
    return button.run_action(Fails(error), None)  # type: ignore[arg-type]


def test_a_refusal_is_told_as_it_is() -> None:
    message = told(StructureError("locked", "“决算.xlsx”正由他人打开。"))
    assert message == Message(Tone.ERROR, "重新计算", "“决算.xlsx”正由他人打开。\n没有写入任何改动。")


def test_findings_are_told_together_and_counted() -> None:
    one = Finding("bad-amount", Level.ERROR, "公开06表", "D12", "内容“四千”不是金额，", "请改填数字。")
    message = told(FindingsError([one] * 20))
    assert message.text.count("公开06表!D12") == button.MOST_LINES
    assert "共20项" in message.text
    assert len(message.details) == 20


def test_a_bug_is_an_apology_with_a_number_and_the_logs_place() -> None:
    message = told(ZeroDivisionError("oops"))
    log = Path(message.text.splitlines()[-1])
    assert "抱歉" in message.text
    assert "编号" in message.text
    assert "Traceback" not in message.text
    assert "ZeroDivisionError: oops" in log.read_text(encoding="utf-8")
    log.unlink()


def test_a_job_always_leaves_a_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(_: str) -> Any:
        raise StructureError("book-gone", "没有找到正在打开的工作簿。")

    monkeypatch.setattr(calling, "calling_book", gone)
    job = tmp_path / "任务 & 1.json"
    job.write_text(json.dumps({"action": "regenerate", "workbook": "D:\\决算\\a=b.xlsx"}), encoding="utf-8")
    button.run_job(str(job))
    result = json.loads((tmp_path / "任务 & 1.json.result").read_text(encoding="utf-8"))
    assert result["tone"] == "error"
    assert result["title"] == action("regenerate").label
    assert result["text"].startswith("没有找到正在打开的工作簿")


def test_xlwings_does_not_end_foreign_excels_at_exit(monkeypatch: pytest.MonkeyPatch) -> None:
    windows = ModuleType("xlwings._xlwindows")
    windows.cleanup = lambda: None  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "xlwings._xlwindows", windows)
    monkeypatch.setattr(xlwings, "_xlwindows", windows, raising=False)
    taken_back: list[object] = []
    monkeypatch.setattr(atexit, "unregister", taken_back.append)
    calling.keep_foreign_excel_alive()
    assert taken_back == [windows.cleanup]
