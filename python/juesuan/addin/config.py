"""Settings and words of Excel's add-in.

Two places and no other are read when a button is pressed: the user's own file, and then the add-in's own sheet, which
is made from here. A workbook has no say. The words stand in the sheet because VBA sources are kept in ASCII.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from juesuan.actions import ACTIONS

SHEET = "juesuan.conf"
INTERPRETER = "INTERPRETER_WIN"
NO_BOOK = "NO_BOOK"
"""The actions that need no workbook, each between bars."""
DEFAULT_INTERPRETER = r"%LOCALAPPDATA%\juesuan\python\pythonw.exe"
"""Where the offline package puts Python; an installation elsewhere names its own in the user's file."""

_TEXTS = {
    "title": "决算簿",
    "running": "决算簿正在处理，请稍候……",
    "busy": "上一个按钮还在处理，请等它结束后再按。",
    "no_workbook": "没有打开的工作簿。请先打开决算工作簿，再按这个按钮。",
    "never_saved": "这个工作簿还没有保存过。请先保存到本机的文件夹里，再按这个按钮。",
    "protected_view": "工作簿在受保护的视图中，不能改动。请先点击“启用编辑”，再按这个按钮。",
    "unsupported": "这个按钮目前只能在 Windows 版 Excel 中使用。没有写入任何改动。",
    "no_python": "没有找到决算簿的运行程序：\n{python}\n请重新运行安装程序；或在下面的文件里写明 "
    "INTERPRETER_WIN=python.exe 的完整路径：\n{file}",
    "no_result": "抱歉，决算簿没有正常结束（编号 {number}，代码 {code}）。工作簿没有保存，"
    "请检查刚才的数据，并把日志发给维护人员：\n{log}",
    "failed": "抱歉，加载项出了意外的错误（{number}）：{description}\n请重新打开 Excel 再试；仍然出现时，请告诉维护人员。",
}


def sheet_values(interpreter: str = DEFAULT_INTERPRETER) -> dict[str, str]:
    """Return what the add-in's sheet holds: settings, then words."""
    free = f"|{'|'.join(one.id for one in ACTIONS if not one.needs_book)}|"
    return {INTERPRETER: interpreter, NO_BOOK: free, **{f"text.{key}": text for key, text in _TEXTS.items()}}


def user_file(home: Path) -> Path:
    """Return the user's file, below the home folder (``%USERPROFILE%``)."""
    return home / ".juesuan" / SHEET


def write_user_file(home: Path, values: Mapping[str, str]) -> Path:
    """Write the user's file: lines ``KEY=VALUE`` in UTF-8."""
    file = user_file(home)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(f"{key}={value}\n" for key, value in values.items()), encoding="utf-8")
    return file
