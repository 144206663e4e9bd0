"""Worksheet functions in Excel's add-in: VBA wrappers generated from ``juesuan.udf``, only with ``--with-udf``.

xlwings would write such wrappers itself, but on Windows only, with the workbook in front handed over (Python then runs
code that is embedded in it) and with an interpreter that a workbook's sheet may name. Ours call the same server through
xlwings' library; what Python is started, and with what, is said in ``addin/udf/JsPython.bas``.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, get_type_hints

from juesuan.addin.sources import Kind, Module, folder

MOST_HELP = 255
"""The characters of a help text that Excel keeps."""
_TEXTS = {
    "udf_unsupported": "错误：这个函数目前只能在 Windows 版 Excel 中使用。",
    "udf_no_python": "错误：没有找到决算簿的运行程序，请按功能区“运行环境检查”。",
    "udf_no_library": "错误：没有找到 {library}，请重新安装决算簿。",
    "udf_failed": "错误：{description}",
}
_HEAD = """Attribute VB_Name = "JsUdf"
Option Explicit

' Generated from juesuan.udf; do not change it here.

Private Function UdfCall(ByVal name As String, ByVal arguments As Variant) As Variant
    On Error GoTo Failed
    UdfCall = PythonCall(name, arguments)
    Exit Function
Failed:
    UdfCall = FillIn(OwnText("udf_failed"), "description", Err.Description)
    If Left$(Err.Description, 2) = Left$(OwnText("udf_failed"), 2) Then UdfCall = Err.Description
End Function
"""


@dataclass(frozen=True)
class Argument:
    """An argument of a worksheet function: its name, its help, whether it may be left out."""

    name: str
    help: str
    optional: bool


@dataclass(frozen=True)
class Function:
    """A worksheet function."""

    name: str
    help: str
    arguments: tuple[Argument, ...]


def functions() -> tuple[Function, ...]:
    """Return the worksheet functions of ``juesuan.udf`` in the order in which they stand there."""
    from juesuan import udf

    found = [one for name, one in vars(udf).items() if name.startswith("JS_")]
    return tuple(_function(one) for one in found)


def _function(function: Callable[..., Any]) -> Function:
    hints = get_type_hints(function, include_extras=True)
    arguments = tuple(
        Argument(
            one.name,
            hints[one.name].__metadata__[0]["doc"][:MOST_HELP],
            one.default is not inspect.Parameter.empty,
        )
        for one in inspect.signature(function).parameters.values()
    )
    return Function(function.__name__, (function.__doc__ or "")[:MOST_HELP], arguments)


def udf_modules() -> tuple[Module, ...]:
    """Return the VBA modules: the generated wrappers, and what starts Python with the library of this xlwings."""
    text = (folder() / "udf" / "JsPython.bas").read_text(encoding="ascii")
    python = text.replace("{version}", version("xlwings"))
    return Module("JsPython", Kind.STANDARD, python), Module("JsUdf", Kind.STANDARD, wrappers())


def udf_values() -> dict[str, str]:
    """Return what the add-in's sheet says beside its other words: messages, and the help of every function."""
    found = {f"text.{key}": text for key, text in _TEXTS.items()}
    for one in functions():
        found[f"text.{one.name}"] = one.help
        found.update({f"text.{one.name}.{argument.name}": argument.help for argument in one.arguments})
    return found


def wrappers() -> str:
    """Return the module of the wrappers: one function each, and their help for Excel's function wizard."""
    return "\n".join([_HEAD, *map(_wrapper, functions()), *_help()])


def _wrapper(one: Function) -> str:
    names = [argument.name for argument in one.arguments]
    given = [
        f"Optional {argument.name}" if argument.optional else argument.name for argument in one.arguments
    ]
    return (
        f"Public Function {one.name}({', '.join(given)})\n"
        f'    {one.name} = UdfCall("{one.name}", Array({", ".join(names)}))\n'
        "End Function\n"
    )


def _help() -> Iterator[str]:
    yield "' Excel calls this when it loads the add-in; without it only the help would be missing."
    yield "Public Sub Auto_Open()"
    yield "    On Error Resume Next"
    for one in functions():
        texts = ", ".join(f'OwnText("{one.name}.{argument.name}")' for argument in one.arguments)
        yield f'    Application.MacroOptions Macro:="{one.name}", Description:=OwnText("{one.name}"), _'
        yield f'        Category:=OwnText("title"), ArgumentDescriptions:=Array({texts})'
    yield "End Sub\n"
