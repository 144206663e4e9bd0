"""``juesuan addin``: building the add-ins."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path
from typing import Annotated

import typer

from juesuan.addin.config import DEFAULT_INTERPRETER

_HELP = "加载项：Excel 的 .xlam 和 LibreOffice 的 .oxt。"
app = typer.Typer(name="addin", help=_HELP, no_args_is_help=True)


@app.callback(help=_HELP)
def addin() -> None:
    """Keep ``build`` a command of its own while it is the only one."""


@app.command(help="由文本和按钮登记表生成加载项；同样的输入，得到同样的文件。")
def build(
    out: Annotated[Path, typer.Option("--out", help="放加载项的文件夹")],
    interpreter: Annotated[
        str, typer.Option("--interpreter", help="Excel 的加载项默认使用的 pythonw.exe")
    ] = DEFAULT_INTERPRETER,
) -> None:
    """Build the add-ins."""
    from juesuan.addin.xlam import build_xlam

    out.mkdir(parents=True, exist_ok=True)
    built = [build_xlam(out / "juesuan.xlam", interpreter)]
    if importlib.util.find_spec("juesuan.addin.oxt") is not None:
        built.append(importlib.import_module("juesuan.addin.oxt").build_oxt(out / "juesuan.oxt"))
    for file in built:
        sys.stdout.write(f"{file}\n")
