"""A button always ends with a result, and never harms another program's Excel."""

from __future__ import annotations

import atexit
import json
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
import xlwings

from juesuan import button, calling, excel_apps
from juesuan.actions import ACTIONS, Message, Tone, action
from juesuan.findings import Finding, FindingsError, Level, StructureError
from juesuan.steps import Cancelled


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


def run(folder: Path, job: dict[str, str]) -> dict[str, Any]:
    path = folder / "job"
    path.write_text(json.dumps(job), encoding="utf-8")
    button.run_job(str(path))
    result: dict[str, Any] = json.loads((folder / "job.result").read_text(encoding="utf-8"))
    return result


@pytest.mark.parametrize("identifier", [one.id for one in ACTIONS if not one.needs_book])
def test_an_action_without_a_workbook_gets_the_office_of_the_window(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, identifier: str
) -> None:
    asked: list[tuple[int, str]] = []
    monkeypatch.setattr(calling, "calling_app", lambda window, name: asked.append((window, name)))
    result = run(tmp_path, {"action": identifier, "workbook": "", "window": "4711"})
    assert asked == [(4711, "")]
    assert result["title"] == action(identifier).label
    assert "编号 2" not in result["text"]  # no bug


def test_giving_up_is_no_error() -> None:
    message = told(Cancelled())
    assert message == Message(Tone.INFO, "重新计算", "已取消，没有写入任何文件。")


class Excel:
    """An Excel process with the full names of its workbooks."""

    def __init__(self, pid: int, *names: str) -> None:
        self.pid = pid
        books = [SimpleNamespace(api=SimpleNamespace(FullName=name), app=self) for name in names]
        self.books = books


def excels(monkeypatch: pytest.MonkeyPatch, with_books: list[Excel], registered: list[Excel]) -> None:
    """Stand-ins for Windows: what xlwings finds by windows, and what the table of running objects holds."""
    monkeypatch.setattr(xlwings, "apps", with_books)
    adds = SimpleNamespace(apps=SimpleNamespace(add=lambda xl: xl))
    monkeypatch.setattr(xlwings, "engines", {"excel": adds})
    monkeypatch.setattr(xlwings, "App", lambda impl: impl)
    modules = {
        "pywintypes": {"com_error": type("com_error", (Exception,), {})},
        "win32process": {"GetWindowThreadProcessId": lambda window: (0, window // 10)},
    }
    for name, members in modules.items():
        module = ModuleType(name)
        vars(module).update(members)
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.setattr(excel_apps, "running_excels", lambda: iter(registered))


def test_the_calling_excel_is_found_by_its_workbook_or_its_window(monkeypatch: pytest.MonkeyPatch) -> None:
    one, two, bare = Excel(1, "D:\\甲.xlsx"), Excel(2, "D:\\乙.xlsx", "https://x/丙.xlsx"), Excel(3)
    excels(monkeypatch, [one, two], [two, bare])
    assert calling.calling_book("https://x/丙.xlsx") is two.books[1]
    assert calling.calling_app(10, "D:\\乙.xlsx") is two
    assert calling.calling_app(20, "D:\\closed in between.xlsx") is two
    assert calling.calling_app(30) is bare
    assert calling.calling_app(40) is None


def test_running_objects_are_asked_for_workbooks_only(monkeypatch: pytest.MonkeyPatch) -> None:
    class Failed(Exception):  # noqa: N818
        pass

    class Table(list[Any]):
        def GetObject(self, moniker: Any) -> Any:  # noqa: N802
            if moniker.name == "broken.xlsx":
                raise Failed
            return SimpleNamespace(QueryInterface=lambda _: SimpleNamespace(Application=moniker.name))

    def nobody(_: str) -> Any:
        raise Failed

    names = ["!{0002}", r"C:\加载项\JUESUAN.XLAM", "报告.docx", "broken.xlsx", r"D:\甲.xlsx"]
    monikers = [SimpleNamespace(name=one, GetDisplayName=lambda *_, name=one: name) for one in names]
    pythoncom, pywintypes = ModuleType("pythoncom"), ModuleType("pywintypes")
    vars(pythoncom).update(
        GetRunningObjectTable=lambda: Table(monikers), CreateBindCtx=lambda _: None, IID_IDispatch=None
    )
    vars(pywintypes).update(com_error=Failed)
    client = ModuleType("win32com.client")
    vars(client).update(Dispatch=lambda found: found, GetActiveObject=nobody)
    for module in (pythoncom, pywintypes, client):
        monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setitem(sys.modules, "win32com", ModuleType("win32com"))
    assert list(excel_apps.running_excels()) == [names[1], names[4]]


def test_no_pywin32_no_excel() -> None:
    assert excel_apps.app_of_window(1) is None


def test_xlwings_does_not_end_foreign_excels_at_exit(monkeypatch: pytest.MonkeyPatch) -> None:
    windows = ModuleType("xlwings._xlwindows")
    windows.cleanup = lambda: None  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "xlwings._xlwindows", windows)
    monkeypatch.setattr(xlwings, "_xlwindows", windows, raising=False)
    taken_back: list[object] = []
    monkeypatch.setattr(atexit, "unregister", taken_back.append)
    calling.keep_foreign_excel_alive()
    assert taken_back == [windows.cleanup]
