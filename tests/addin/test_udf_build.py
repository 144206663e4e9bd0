"""The wrappers of the worksheet functions: generated from the functions, run in LibreOffice, absent unless asked for."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from zipfile import ZipFile

import pytest
from oletools.olevba import VBA_Parser

from juesuan.addin.sources import Kind, Module, read_module
from juesuan.addin.udf_modules import functions, udf_modules, udf_values, wrappers
from juesuan.addin.xlam import addin_parts, build_xlam
from tests.addin import basic
from tests.addin.basic import Step, needs_basic

NAMES = ["JS_SHARE", "JS_CHANGE", "JS_CHANGE_RATE", "JS_CODE_NAME", "JS_SUBTOTAL", "JS_EXPLAIN"]
PYTHON, WRAPPERS = udf_modules()


def sources(file: Path) -> dict[str, str]:
    """The VBA of an add-in as another program reads it."""
    return {name: text for _, _, name, text in VBA_Parser(str(file)).extract_macros()}


def test_the_default_build_has_none_of_it(tmp_path: Path) -> None:
    file = build_xlam(tmp_path)
    everything = "\n".join(sources(file).values())
    with ZipFile(file) as package:
        words = package.read("xl/sharedStrings.xml").decode("utf-8")
        parts = b"".join(package.read(one) for one in package.namelist())
    assert "JS_OnAction" in everything
    assert not [one for one in ("JS_SHARE", "JsPython", "xlwings", ".dll") if one in everything]
    assert "JS_SHARE" not in words
    assert b"xlwings64" not in parts


def test_a_build_with_functions_has_the_others_too(tmp_path: Path) -> None:
    plain, more = build_xlam(tmp_path / "a.xlam"), build_xlam(tmp_path / "b.xlam", with_udf=True)
    without, found = sources(plain), sources(more)
    assert {name: found[name] for name in without} == without
    assert set(found) - set(without) == {"JsPython.bas", "JsUdf.bas"}
    assert build_xlam(tmp_path / "c.xlam", with_udf=True).read_bytes() == more.read_bytes()


def test_names_arguments_and_help_are_those_of_the_functions() -> None:
    assert [one.name for one in functions()] == NAMES
    share, *_, explain = functions()
    assert [(one.name, one.optional) for one in share.arguments] == [
        ("part", False),
        ("whole", False),
        ("decimals", True),
    ]
    assert [one.optional for one in explain.arguments] == [False, False, False, True, True]
    values = udf_values()
    for one in functions():
        assert 10 < len(values[f"text.{one.name}"]) <= 255
        for argument in one.arguments:
            assert 2 < len(values[f"text.{one.name}.{argument.name}"]) <= 255
    text = wrappers()
    assert "Public Function JS_SHARE(part, whole, Optional decimals)\n" in text
    assert text.count("Application.MacroOptions") == len(NAMES)
    for key in {part.split('"')[0] for part in text.split('OwnText("')[1:]} - {"title"}:
        assert f"text.{key}" in values


def test_xlwings_reads_the_same_from_the_functions() -> None:
    """Its own decorator, which is there on Windows only, with pywin32 out of the way."""
    script = """
import sys, types
for name in ("pythoncom", "pywintypes", "win32com", "win32com.client"):
    sys.modules[name] = types.ModuleType(name)
sys.modules["pythoncom"].CoInitialize = None
sys.modules["win32com.client"].Dispatch = None
import xlwings.udfs
from xlwings.conversion import accessors
from juesuan import udf
from juesuan.addin.udf_modules import functions
for one in functions():
    made = xlwings.udfs.xlfunc(category="决算簿")(getattr(udf, one.name)).__xlfunc__
    assert made["ret"]["doc"][:255] == one.help
    assert [(a["name"], a["doc"], "optional" in a) for a in made["args"]] == [
        (a.name, a.help, a.optional) for a in one.arguments
    ]
    for info in (made["ret"], *made["args"]):
        assert info["options"]["convert"] in accessors
    assert all(info["options"]["err_to_str"] for info in made["args"])
print("read")
"""
    done = subprocess.run(
        [sys.executable, "-c", script], check=False, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.stdout == "read\n", done.stderr


def test_the_sources_are_ascii_and_short_enough_for_vba() -> None:
    for module in udf_modules():
        assert module.text.isascii()
        assert "Option Explicit" in module.text
        assert max(map(len, module.text.splitlines())) < 1023


def test_nothing_of_a_workbook_reaches_python() -> None:
    code = "\n".join(
        line for one in udf_modules() for line in one.text.splitlines() if not line.lstrip().startswith("'")
    )
    for word in ("ActiveWorkbook", "ThisWorkbook", "Caller", "Environ", "cmd", "GetConfig", "PYTHONPATH"):
        assert word not in code
    assert 'server.CallUDF("juesuan.udf", name, arguments)' in code
    assert 'PYTHON_OPTIONS As String = " -E -P -X utf8 -c "' in code
    assert 'If Place = "" Then Place = Interpreter()' in code


def test_the_library_is_that_of_the_xlwings_in_use() -> None:
    assert f'"xlwings64-{version("xlwings")}.dll"' in PYTHON.text
    assert "{version}" not in PYTHON.text
    loaded = PYTHON.text.index("LoadFrom(Folder(Place))")
    assert loaded < PYTHON.text.index("If XLPyDLLActivateAuto(")


def test_python_starts_the_server() -> None:
    values = {
        line.split()[2]: line.split('"', 1)[1].rstrip('"')
        for line in PYTHON.text.splitlines()
        if line.startswith("Private Const PYTHON_")
    }
    code = values["PYTHON_START"] + values["PYTHON_SERVE"]
    assert not set(code) & set('"%\\^&|<>')
    probe = code.replace(
        "import juesuan.udf;", "import juesuan.udf; juesuan.udf.serve = lambda one: sys.exit(len(one));"
    )
    done = subprocess.run([sys.executable, "-E", "-P", "-c", probe], check=False, capture_output=True)
    assert done.returncode == len("$(CLSID)")


def modules() -> Iterator[Module]:
    """The modules of the tests, the wrappers, a stand-in for Python, and the real one under another name."""
    yield from basic.modules_for_tests()
    yield WRAPPERS
    yield read_module(Path(__file__).with_name("udf") / "JsPython.bas")
    real = PYTHON.text.replace("PythonCall", "RealCall").replace('"JsPython"', '"JsRealPython"')
    yield replace(PYTHON, name="JsRealPython", text=real)
    yield Module("JsUdfTest", Kind.STANDARD, _calls())


def _calls() -> str:
    """A procedure for each function, because an error of Basic has no voice of its own."""
    found = ['Attribute VB_Name = "JsUdfTest"', "Option Explicit"]
    calls = {one.name: f"{one.name}({', '.join('abcde'[: len(one.arguments)])})" for one in functions()}
    calls["Command"] = 'PythonCommand("C:\\Program Files\\a\\pythonw.exe")'
    for name, call in calls.items():
        found += [
            f"Public Function Try_{name}(ByVal a, ByVal b, ByVal c, ByVal d, ByVal e) As String",
            "    On Error GoTo Failed",
            f'    Try_{name} = "done" & Chr$(1) & {call}',
            "    Exit Function",
            "Failed:",
            f'    Try_{name} = "failed " & Err.Number & " " & Err.Description',
            "End Function",
        ]
    return "\n".join(found) + "\n"


@pytest.mark.office
@needs_basic
def test_the_wrappers_run_in_libreoffice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = tuple(modules())
    monkeypatch.setattr(basic, "modules_for_tests", lambda: given)
    monkeypatch.setattr(basic, "addin_parts", partial(addin_parts, with_udf=True))
    letters = ("1", "2", "三", "4", "5")
    steps = {name: Step(f"JsUdfTest.Try_{name}", letters) for name in [*NAMES, "Command"]}
    steps["fail"] = Step("JsUdfTest.Try_JS_SHARE", ("fail", *letters[1:]))
    steps["refuse"] = Step("JsUdfTest.Try_JS_SHARE", ("refuse", *letters[1:]))
    record = basic.run(tmp_path, steps)
    for one in functions():
        assert record[one.name] == [["|".join([one.name, *letters[: len(one.arguments)]])]]
    assert record["fail"] == [["错误：no server"]]
    assert record["refuse"] == [[udf_values()["text.udf_no_python"]]]
    assert record["Command"][0][0].startswith(
        '"C:\\Program Files\\a\\pythonw.exe" -E -P -X utf8 -c "import os, sys; '
    )
