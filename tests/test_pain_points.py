"""docs/xlwings-pain-points.md: every point names a test that exists, or says why none is possible here.

And the tests that belong to no other place: xlwings' own Windows part with a stand-in for Excel's interface, and what
holds for the whole program.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from juesuan.book import live
from juesuan.findings import StructureError

ROOT = Path(__file__).parent.parent
DOCUMENT = ROOT / "docs/xlwings-pain-points.md"
PROGRAM = ROOT / "python/juesuan"
POINTS = {str(number) for number in range(1, 16)} | {f"F{number}" for number in range(1, 7)}
POINTS |= {f"W{number}" for number in range(1, 5)}
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")

# Excel's interface for programs, as far as xlwings asks for it while it is imported.
EXCEL = """
import ctypes, datetime, sys
from unittest.mock import MagicMock
import xlwings
class com_error(Exception):
    hresult = property(lambda self: self.args[0])
for name in ("pythoncom pywintypes win32api win32con win32gui win32process win32timezone win32com win32com.client "
             "win32com.client.dynamic win32com.server win32com.server.policy win32com.universal").split():
    sys.modules[name] = MagicMock(name=name)
sys.modules["pywintypes"].com_error = sys.modules["pythoncom"].ole_error = com_error
sys.modules["pywintypes"].TimeType = datetime.datetime
sys.modules["pythoncom"].__file__ = "pythoncom.dll"
for name in ("CDispatch", "DispatchBaseClass", "CoClassBaseClass"):
    setattr(sys.modules["win32com.client"], name, type(name, (), {}))
for name in ("windll", "oledll", "PyDLL"):
    setattr(ctypes, name, MagicMock())
from xlwings import _xlwindows as windows
xlwings._xlwindows = windows
calls = []
def busy():
    calls.append(1)
    raise com_error(-2147418111 if len(calls) < 1000 else 0, "rejected", None, None)
windows.Apps.cleanup = staticmethod(lambda: print("windowless Excels ended"))
from juesuan.calling import keep_foreign_excel_alive
"""


def run(code: str) -> str:
    """What a fresh Python prints."""
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT / "python",
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


# ---- the document


def rows() -> dict[str, list[str]]:
    """The rows of the document's tables by number."""
    lines = DOCUMENT.read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return {row[0]: row[1:] for row in cells if re.fullmatch(r"[FW]?\d+", row[0])}


def test_every_point_has_a_test_or_a_reason() -> None:
    found = rows()
    assert set(found) == POINTS
    for number, (point, done, proof) in found.items():
        assert point, number
        assert done, number
        assert TEST.search(proof) or proof.startswith("No test here:"), number


def test_every_test_that_is_named_exists() -> None:
    named = TEST.findall(DOCUMENT.read_text(encoding="utf-8"))
    assert len(named) > 20
    for file, name in named:
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        functions = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        assert name in functions, f"{file}::{name}"


def test_what_a_real_excel_must_show_is_on_the_checklist() -> None:
    numbers = set(re.findall(r"CHECKLIST (\d+)", DOCUMENT.read_text(encoding="utf-8")))
    checklist = (ROOT / "addin/CHECKLIST.md").read_text(encoding="utf-8")
    assert numbers
    assert numbers <= set(re.findall(r"^(\d+)\. ", checklist, re.MULTILINE))


# ---- xlwings' Windows part


def test_windowless_excels_of_others_are_left_alone() -> None:
    """xlwings ends them when any Python ends that imported it; taken back, it does not."""
    assert run(EXCEL) == "windowless Excels ended"
    assert run(EXCEL + "keep_foreign_excel_alive()") == ""


def test_a_busy_excel_is_not_asked_for_ever() -> None:
    """xlwings repeats a rejected call at once and without end; after ours it comes back the first time."""
    ask = "\ntry: windows.COMRetryMethodWrapper(busy)()\nexcept com_error as error: print(len(calls), error.hresult)"
    assert run(EXCEL + ask).splitlines()[0] == "1000 0"
    assert run(EXCEL + "keep_foreign_excel_alive()" + ask) == "1 -2147418111"


# ---- the live door with a stand-in for Excel


class com_error(Exception):  # noqa: N801, N818 - as pywin32 calls it
    """Excel's exception: result, text, what is inside, argument."""


class ExcelBusyError(Exception):
    """xlwings' own."""


BUSY = [
    com_error(-2147418111, "rejected", None, None),
    com_error(-2146777998, "a cell is edited", None, None),
    com_error(-2147352567, "exception", (0, "Excel", "", "", 0, -2146777998), None),
    ExcelBusyError("Excel application is not responding"),
]


def excel_book() -> Any:
    return SimpleNamespace(api=SimpleNamespace(), name="决算.xlsx")


@pytest.mark.parametrize("error", BUSY)
def test_a_busy_excel_is_waited_for_a_bounded_number_of_times(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr(live.time, "sleep", waits.append)
    book = live.LiveBook(excel_book())

    def busy() -> None:
        raise error

    with pytest.raises(StructureError, match=r"正在编辑.*回车"):
        book.call(busy)
    assert len(waits) == live.BUSY_RETRIES
    assert 0 < sum(waits) < 30
    answers = iter([True, True, False])

    def for_a_while() -> str:
        if next(answers):
            raise error
        return "写好了"

    assert book.call(for_a_while) == "写好了"


def test_another_error_of_excel_is_not_repeated() -> None:
    book = live.LiveBook(excel_book())

    def fails() -> None:
        raise com_error(-2147352567, "exception", (0, "Excel", "名称无效", "", 0, -2146827284), None)

    with pytest.raises(com_error):
        book.call(fails)
    assert book.calls == 1


def test_an_action_has_an_end() -> None:
    book = live.LiveBook(excel_book(), deadline=-1)
    with pytest.raises(StructureError, match="很久没有回应"):
        book.call(lambda: None)


def test_currency_cells_keep_every_digit() -> None:
    """xlwings reads them as Decimal cut to four places; Value2 has the number itself."""
    from decimal import Decimal

    class Area:
        api = SimpleNamespace(Value2=((1503.520001, 2.5), ("编码", None)))
        formula = (("1503.520001", "2.5"), ("编码", ""))
        value = [[Decimal("1503.52"), 2.5], ["编码", None]]  # noqa: RUF012

        def options(self, **_: object) -> Area:
            return self

    used = SimpleNamespace(last_cell=SimpleNamespace(row=2, column=2))
    sheet = SimpleNamespace(name="公开01表", used_range=used, range=lambda *_: Area())
    book = excel_book()
    book.sheets = [sheet]
    grid = live.LiveBook(book).grid("公开01表")
    assert grid.rows == [[1503.520001, 2.5], ["编码", None]]
    assert type(grid.rows[0][0]) is float


# ---- what holds for the whole program


def calls_of(method: str) -> list[tuple[str, ast.Call]]:
    """All calls of a method in the program's sources, with their place."""
    found = []
    for path in sorted(PROGRAM.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == method
            ):
                found.append((f"{path.relative_to(PROGRAM)}:{node.lineno}", node))
    return found


def test_blocks_are_always_asked_for_in_two_dimensions() -> None:
    """xlwings means to change what it gives without ``ndim``."""
    asked = [(place, {word.arg for word in call.keywords}) for place, call in calls_of("options")]
    assert asked
    assert [place for place, words in asked if "ndim" not in words] == []


def test_every_text_file_names_its_encoding() -> None:
    for method in ("read_text", "write_text"):
        unnamed = [
            place
            for place, call in calls_of(method)
            if "encoding" not in {word.arg for word in call.keywords}
            and len(call.args) < (method == "write_text") + 1
        ]
        assert unnamed == []


def test_xlwings_is_pinned() -> None:
    for project in (ROOT / "pyproject.toml", ROOT / "python/xlwings_libreoffice/pyproject.toml"):
        wanted = tomllib.loads(project.read_text(encoding="utf-8"))["project"]["dependencies"]
        assert "xlwings==0.37.*" in wanted


def test_a_button_starts_without_the_heavy_packages() -> None:
    code = (
        "import sys, juesuan.button, juesuan.calling; from juesuan.actions import action; action({!r}).load();"
        "print(sorted({{'pandas', 'matplotlib', 'polars', 'docx', 'typer', 'xlwings'}} & set(sys.modules)))"
    )
    for name in ("validate", "regenerate"):
        assert run(code.format(name)) == "[]", name


def test_the_program_never_asks_xlwings_to_start_or_clean_up_excel() -> None:
    assert calls_of("cleanup") == []
    apps = [(place, {word.arg for word in call.keywords}) for place, call in calls_of("App")]
    assert [
        place for place, words in apps if "impl" not in words
    ] == []  # with ``impl``: one that runs already
    assert calls_of("caller") == []


def test_number_formats_of_the_live_door_come_from_the_workbook() -> None:
    """The program reads the format of an open cell and never sets one: codes would depend on Excel's language."""
    for folder in ("book", "compute", "analysis", "audit", "narrative"):
        for path in (PROGRAM / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                targets = node.targets if isinstance(node, ast.Assign) else []
                assert not any(
                    isinstance(target, ast.Attribute) and target.attr == "number_format" for target in targets
                ), f"{path.name}:{getattr(node, 'lineno', 0)}"
