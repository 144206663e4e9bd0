"""The add-in's VBA in LibreOffice: a build whose host is in memory, driven from outside the office."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from juesuan.addin.parts import package
from juesuan.addin.sources import Module, read_module, vba_modules
from juesuan.addin.xlam import addin_parts
from tests.office import SOFFICE

SYSTEM_PYTHON = Path("/usr/bin/python3")
DRIVER = Path(__file__).with_name("office_driver.py")
WORKBOOK_TYPE = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
PATIENCE = 300
HOME = "C:\\Users\\张 三&'o"
PYTHON = HOME + r"\AppData\Local\juesuan\python\pythonw.exe"
RESULT = {"tone": "info", "title": "检查", "text": "一切正常。\n“行”", "details": ["a]}", 'b"\\']}


def environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


@cache
def missing() -> str:
    """Why the VBA cannot be run here; empty when it can."""
    if SOFFICE is None:
        return "LibreOffice is not installed"
    command = [str(SYSTEM_PYTHON), "-c", "import uno"]
    if (
        not SYSTEM_PYTHON.exists()
        or subprocess.run(command, check=False, capture_output=True, env=environment()).returncode
    ):
        return "the system's Python has no uno (python3-uno)"
    return ""


needs_basic = pytest.mark.skipif(bool(missing()), reason=missing() or "never")


def modules_for_tests() -> list[Module]:
    """The add-in's modules with the tests' host; the real host goes along under other names."""
    ours = {module.name: module for module in vba_modules()}
    real = ours["JsHost"]
    stand_ins = map(read_module, sorted(Path(__file__).with_name("vba").iterdir()))
    renamed = replace(real, name="JsReal", text=real.text.replace("Host", "Real"))
    return [*{**ours, **{one.name: one for one in stand_ins}, "JsReal": renamed}.values()]


@dataclass(frozen=True)
class Step:
    """A procedure called while a book (none: only the add-in) is in front."""

    procedure: str
    arguments: tuple[str, ...]
    book: str = ""


def press(
    action: str, book: str, *, programs: str = PYTHON, user_file: str = "", result: Any = RESULT
) -> Step:
    """A button pressed; ``programs`` lists what exists in the host, and what is odd about it."""
    answer = result if isinstance(result, str) else json.dumps(result, ensure_ascii=False)
    return Step("JsTest.Press", (action, HOME, f"|{programs}|", user_file, answer), book)


Event = list[str]


def run(folder: Path, steps: dict[str, Step]) -> dict[str, list[Event]]:
    """Run every step in one office; return what the host recorded in each."""
    addin = folder / "addin.xlsm"
    addin.write_bytes(package(addin_parts(modules=modules_for_tests(), workbook_type=WORKBOOK_TYPE)))
    plan = {"soffice": SOFFICE, "addin": str(addin), "steps": [vars(step) for step in steps.values()]}
    done = subprocess.run(
        [str(SYSTEM_PYTHON), str(DRIVER)],
        check=False,
        input=json.dumps(plan),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE,
        env=environment(),
    )
    assert done.returncode == 0, done.stderr
    return {name: _events(name, said) for name, said in zip(steps, json.loads(done.stdout), strict=True)}


def _events(name: str, said: str) -> list[Event]:
    head, *records = said.split("\x01")
    assert head == "done", f"{name}: {said!r}"
    return [record.split("\x02") for record in records]


def only(events: list[Event], what: str) -> Event:
    """The one event of a kind."""
    found = [event[1:] for event in events if event[0] == what]
    assert len(found) == 1, events
    return found[0]
