from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

import juesuan.button
from juesuan.actions import ACTIONS
from juesuan.addin.config import sheet_values
from juesuan.addin.sources import Kind, folder, vba_modules
from tests.addin.basic import HOME, PYTHON, RESULT, Event, Step, needs_basic, only, press, run

EVIL = r"C:\evil\python.exe"
PROCEDURE = re.compile(r"^Public (?:Sub|Function) (Host\w+)(\(.*)$", re.MULTILINE)
MODULES = {module.name: module.text for module in vba_modules()}


def code(name: str) -> str:
    """A module's text without its comments."""
    return "\n".join(line for line in MODULES[name].splitlines() if not line.lstrip().startswith("'"))


def text(key: str) -> str:
    return sheet_values()[f"text.{key}"]


def test_sources_are_ascii_with_plain_line_ends() -> None:
    for file in (folder() / "vba").iterdir():
        data = file.read_bytes()
        assert data.isascii(), file.name
        assert b"\r" not in data
        assert data.endswith(b"\n")
        assert f'Attribute VB_Name = "{file.stem}"' in data.decode("ascii")


def test_every_module_declares_its_variables() -> None:
    for module in vba_modules():
        assert "Option Explicit" in module.text or module.kind is Kind.DOCUMENT


def test_the_workbook_in_front_is_asked_for_its_place_only() -> None:
    everything = "\n".join(map(code, MODULES))
    assert everything.count("ActiveWorkbook") == 1
    assert "Set HostWorkbook = ActiveWorkbook" in code("JsHost")
    assert "HostFullName = book.FullName" in code("JsHost")
    assert set(re.findall(r"\bbook\.(\w+)", everything)) == {"Path", "FullName"}
    assert re.findall(r"(\w+)\.(?:Worksheets|Sheets)\b", everything) == ["ThisWorkbook"]
    assert not re.findall(
        r"\b(ActiveSheet|ActiveCell|Selection|Workbooks|Names|Evaluate|Range)\b", everything
    )


def test_no_shell_and_nothing_of_the_code_page() -> None:
    everything = "\n".join(map(code, MODULES))
    assert not re.findall(
        r"cmd\.exe|\bEnviron\b|\bOpen \w+ For\b|\bDir\$?\(|\bKill\b|[^p]\bShell\(", everything
    )
    assert everything.count(".Run(") == 1
    assert everything.count("MsgBox") == 1  # on a Mac, where it knows Unicode


def test_the_tests_host_has_the_procedures_of_the_real_one() -> None:
    stand_in = (Path(__file__).with_name("vba") / "JsHost.bas").read_text(encoding="ascii")
    own = {"HostReset", "HostRecord"}
    assert {one for one in PROCEDURE.findall(stand_in) if one[0] not in own} == set(
        PROCEDURE.findall(code("JsHost"))
    )


def python_code() -> str:
    """What Python is told to do, from the constants of the module."""
    values = dict(re.findall(r'^Private Const (PYTHON_\w+) As String = "(.*)"$', code("JsJob"), re.MULTILINE))
    assert "Quoted(PYTHON_START & PYTHON_LOG & PYTHON_RUN)" in code("JsJob")
    assert values["PYTHON_OPTIONS"] == "-E -P -X utf8 -c "
    return values["PYTHON_START"] + values["PYTHON_LOG"] + values["PYTHON_RUN"]


def test_the_command_line_needs_no_quoting() -> None:
    assert not set(python_code()) & set('"%\\^&|<>')


def run_python(job: Path, folder: Path) -> int:
    command = [sys.executable, "-E", "-P", "-X", "utf8", "-c", python_code()]
    given = {**os.environ, "JUESUAN_JOB": str(job)}
    return subprocess.run(command, check=False, cwd=folder, env=given).returncode


def test_python_runs_the_job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    job = tmp_path / "张 三&'o" / "juesuan-rad1.tmp"
    job.parent.mkdir()
    monkeypatch.setenv("JUESUAN_JOB", str(job))
    monkeypatch.chdir(tmp_path)
    for name in ("stdout", "stderr"):
        monkeypatch.setattr(sys, name, getattr(sys, name))
    done: list[str] = []
    monkeypatch.setattr(juesuan.button, "run_job", done.append)
    exec(python_code(), {})  # noqa: S102 - the code that the add-in hands to Python
    sys.stderr.write("张三\n")
    assert done == [str(job)]
    assert Path(f"{job}.log").read_text(encoding="utf-8") == "张三\n"


def test_a_failure_before_the_guard_is_logged(tmp_path: Path) -> None:
    job = tmp_path / "juesuan-rad1.tmp"
    job.write_text('{"action": "no such action", "workbook": "x"}', encoding="utf-8")
    assert run_python(job, tmp_path) != 0
    assert "no such action" in Path(f"{job}.log").read_text(encoding="utf-8")
    assert not Path(f"{job}.result").exists()


def test_modules_in_the_current_folder_are_not_loaded(tmp_path: Path) -> None:
    for name in ("juesuan", "json", "openpyxl", "xlwings"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('hostile')\n", encoding="utf-8")
    job = tmp_path / "juesuan-rad1.tmp"
    job.write_text('{"action": "no such action", "workbook": "x"}', encoding="utf-8")
    assert run_python(job, tmp_path) == 1
    log = Path(f"{job}.log").read_text(encoding="utf-8")
    assert "hostile" not in log
    assert "KeyError" in log


Record = dict[str, list[Event]]
JSON_CASES = {
    "plain": ({"text": "一"}, "text"),
    "escapes": ({"a": '"\\/\n\r\t', "text": 'x"\\\n\ty'}, "text"),
    "after a list": (
        {"details": ["}", '"', ["]"], {"a": "]"}], "n": 1.5, "none": None, "text": "末"},
        "text",
    ),
    "missing": ({"a": "text"}, "text"),
    "no string": ({"text": 12, "title": "t"}, "title"),
    "empty": ({}, "text"),
    "by number": ({"title": "张三", "text": "[簿\x07😀]"}, "text"),
}


@pytest.fixture(scope="module")
def folder_with_books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    here = tmp_path_factory.mktemp("office") / "张 三&'o #1"
    here.mkdir()
    book = openpyxl.Workbook()
    book.save(here / "决算 & '簿'.xlsx")
    for name in ("juesuan.conf", "xlwings.conf", "Juesuan.conf2"):
        sheet = book.create_sheet(name)
        for key in ("INTERPRETER_WIN", "INTERPRETER", "PYTHONPATH", "text.running", "text.title"):
            sheet.append([key, EVIL])
    book.save(here / "hostile.xlsx")
    for name in ("juesuan.conf", "xlwings.conf"):
        (here / name).write_text(f"INTERPRETER_WIN={EVIL}\n", encoding="utf-8")
    return here


@pytest.fixture(scope="module")
def record(folder_with_books: Path) -> Record:
    """Everything in one run of the office."""
    book, hostile = (str(folder_with_books / name) for name in ("决算 & '簿'.xlsx", "hostile.xlsx"))
    both = f"{PYTHON}|{EVIL}|D:\\另一个\\pythonw.exe"
    steps = {action.id: press(action.id, book) for action in ACTIONS}
    steps |= {
        f"json {name}": Step("JsTest.Field", (json.dumps(value, ensure_ascii=name == "by number"), key))
        for name, (value, key) in JSON_CASES.items()
    }
    steps |= {
        "warning": press("undo", book, result={**RESULT, "tone": "warning"}),
        "hostile": press("undo", hostile, programs=both),
        "user file": press(
            "undo", hostile, programs=both, user_file="# 注\r\ninterpreter_win = D:\\另一个\\pythonw.exe\r\n"
        ),
        "relative": press("undo", book, programs="python.exe", user_file="INTERPRETER_WIN=python.exe\n"),
        "no python": press("undo", book, programs=""),
        "no result": press("undo", book, result=""),
        "half a result": press("undo", book, result="{"),
        "busy": press("undo", book, result="press again"),
        **{
            f"{one.id} {case}": press(one.id, book, programs=f"{PYTHON}|no workbook{more}")
            for one in ACTIONS
            for case, more in (("without a workbook", ""), ("in protected view", "|protected view"))
        },
        **{
            f"{one.id} in a new workbook": press(one.id, "private:factory/scalc")
            for one in ACTIONS
            if not one.needs_book
        },
        "unsupported new": press("new", book, programs=f"{PYTHON}|unsupported"),
        "no workbook": press("undo", book, programs=f"{PYTHON}|no workbook"),
        "protected view": press("undo", book, programs=f"{PYTHON}|no workbook|protected view"),
        "unsupported": press("undo", book, programs=f"{PYTHON}|unsupported"),
        "never saved": press("undo", "private:factory/scalc"),
        "real host": Step("JsTest.RealHost", ()),
    }
    return run(folder_with_books.parent, steps)


def no_job(events: list[Event]) -> bool:
    return not [event for event in events if event[0] in {"write", "run"} and not event[1].endswith(".conf")]


@pytest.mark.office
@needs_basic
class TestInLibreOffice:
    @pytest.mark.parametrize("action", [action.id for action in ACTIONS])
    def test_a_button_passes_its_action_and_the_calling_workbook(
        self, record: Record, folder_with_books: Path, action: str
    ) -> None:
        command, job, written = only(record[action], "run")
        assert json.loads(written) == {
            "action": action,
            "workbook": str(folder_with_books / "决算 & '簿'.xlsx"),
            "window": "4711",
        }
        assert written.isascii()
        assert job == HOME + r"\AppData\Local\Temp\juesuan-rad12345.tmp"
        assert command == f'"{PYTHON}" -E -P -X utf8 -c "{python_code()}"'
        assert only(record[action], "show") == [RESULT["text"], "info", RESULT["title"]]
        deleted = [event[1] for event in record[action] if event[0] == "delete"]
        assert deleted == [job, f"{job}.result", f"{job}.log"]

    @pytest.mark.parametrize("action", [one.id for one in ACTIONS if not one.needs_book])
    @pytest.mark.parametrize("case", ["without a workbook", "in protected view", "in a new workbook"])
    def test_what_needs_no_workbook_works_without_one(self, record: Record, action: str, case: str) -> None:
        events = record[f"{action} {case}"]
        assert json.loads(only(events, "run")[2]) == {"action": action, "workbook": "", "window": "4711"}
        assert only(events, "show") == [RESULT["text"], "info", RESULT["title"]]

    @pytest.mark.parametrize("action", [one.id for one in ACTIONS if one.needs_book])
    @pytest.mark.parametrize(
        ("case", "told"), [("without a workbook", "no_workbook"), ("in protected view", "protected_view")]
    )
    def test_every_other_button_says_that_it_needs_one(
        self, record: Record, action: str, case: str, told: str
    ) -> None:
        assert only(record[f"{action} {case}"], "show")[0] == text(told)
        assert no_job(record[f"{action} {case}"])

    def test_the_status_bar_is_put_back(self, record: Record) -> None:
        order = [(event[0], event[1]) for event in record["undo"] if event[0] in {"busy", "show"}]
        assert order == [("busy", text("running")), ("busy", ""), ("show", RESULT["text"])]

    def test_the_tone_is_passed_on(self, record: Record) -> None:
        assert only(record["warning"], "show")[1] == "warning"

    def test_a_hostile_workbook_has_no_influence(self, record: Record, folder_with_books: Path) -> None:
        command, _, written = only(record["hostile"], "run")
        assert command == f'"{PYTHON}" -E -P -X utf8 -c "{python_code()}"'
        assert json.loads(written)["workbook"] == str(folder_with_books / "hostile.xlsx")
        assert EVIL not in json.dumps(record["hostile"])

    def test_the_users_file_names_another_python(self, record: Record) -> None:
        assert only(record["user file"], "run")[0].startswith('"D:\\另一个\\pythonw.exe" -E')

    @pytest.mark.parametrize("case", ["relative", "no python"])
    def test_python_is_named_by_its_full_place_or_refused(self, record: Record, case: str) -> None:
        shown, tone, _ = only(record[case], "show")
        named = "python.exe" if case == "relative" else PYTHON
        expected = text("no_python").replace("{python}", named)
        assert (shown, tone) == (expected.replace("{file}", HOME + r"\.juesuan\juesuan.conf"), "error")
        assert no_job(record[case])

    @pytest.mark.parametrize("case", ["no result", "half a result"])
    def test_no_result_ends_in_an_apology_with_the_logs_place(self, record: Record, case: str) -> None:
        shown, tone, title = only(record[case], "show")
        log = HOME + r"\AppData\Local\Temp\juesuan-rad12345.tmp.log"
        assert tone == "error"
        assert title == text("title")
        assert "抱歉" in shown
        assert "编号 juesuan-rad12345.tmp" in shown
        assert shown.endswith(log)
        assert log in [event[1] for event in record[case] if event[0] == "write"]
        assert not [event for event in record[case] if event[0] == "delete"]

    def test_a_second_press_waits_for_the_first(self, record: Record) -> None:
        shown = [event for event in record["busy"] if event[0] == "show"]
        assert shown[0][1:] == [text("busy"), "info", text("title")]
        assert len([event for event in record["busy"] if event[0] == "run"]) == 1

    @pytest.mark.parametrize(
        "case", ["no workbook", "protected view", "never saved", "unsupported", "unsupported new"]
    )
    def test_refusals(self, record: Record, case: str) -> None:
        assert only(record[case], "show")[0] == text(case.removesuffix(" new").replace(" ", "_"))
        assert no_job(record[case])

    @pytest.mark.parametrize("case", JSON_CASES)
    def test_json_is_read(self, record: Record, case: str) -> None:
        value, key = JSON_CASES[case]
        expected = value.get(key, "")
        assert record[f"json {case}"] == [[expected if isinstance(expected, str) else ""]]

    def test_the_real_host_compiles(self, record: Record) -> None:
        assert record["real host"] == [["True"]]
