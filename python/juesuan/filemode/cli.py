"""``juesuan menus`` and ``juesuan undo``: what file mode adds to the command line."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

MOST_LINES = 40
"""So many cells that were taken back are listed."""
_HELP = "右键菜单：不打开表格软件，在文件上直接审核、重新计算、生成报告（WPS 用这个）。"
menus = typer.Typer(name="menus", help=_HELP, no_args_is_help=True)


@menus.command(help="装进当前用户的“发送到”菜单（Windows）或打开方式（Linux），不需要管理员。")
def install(
    interpreter: Annotated[str, typer.Option("--interpreter", help="运行程序的 pythonw.exe 或 python")] = "",
) -> None:
    """Put the entries into the file manager."""
    from juesuan.addin.sources import folder
    from juesuan.filemode.menus import MAIN, install_for_user

    made = install_for_user(interpreter, folder() / "icons")
    _tell([f"已装入：{path}" for path in made])
    entries = [path for path in made if path.suffix == ".desktop" and path.name != MAIN]
    if entries and not any("MimeType=" in path.read_text(encoding="utf-8") for path in entries):
        _tell(
            [
                "还没有设定用哪个程序打开 .xlsx，为了不让双击变成审核，没有加进“打开方式”。",
                "请先把 WPS 或 LibreOffice 设为 .xlsx 的默认程序，再运行一次；或把文件拖到“决算簿”图标上。",
            ]
        )


@menus.command(help="从菜单里去掉，只去掉决算簿自己的。")
def uninstall() -> None:
    """Remove the entries."""
    from juesuan.filemode.menus import uninstall_for_user

    gone = uninstall_for_user()
    _tell([f"已去掉：{path}" for path in gone] or ["菜单里没有决算簿。"])


def undo(book: Annotated[Path, typer.Argument(help="工作簿（.xlsx）")]) -> None:
    """撤销上次操作：恢复成上一次写入之前的工作簿；之后又改动过的不撤销。"""  # noqa: D400, D415 - shown as help
    from juesuan.filemode.taken_back import take_back

    done = take_back(book)
    _tell([f"{done.head}：{done.path}", *(f"  {one}" for one in done.lines[:MOST_LINES])])
    if len(done.lines) > MOST_LINES:
        _tell([f"  ……共{len(done.lines)}处"])


def _tell(lines: list[str]) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")
