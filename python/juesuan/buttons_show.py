"""The buttons that show something: 图表, 操作记录, 关于."""

from __future__ import annotations

import importlib.metadata
import platform
import tempfile
from pathlib import Path
from typing import Any

from juesuan import __version__
from juesuan.actions import Message, Tone
from juesuan.book.identity import format_of, read_identity
from juesuan.book.live import LiveBook
from juesuan.book.read_lists import entry_rows
from juesuan.book.sheets import all_sections

CHARTS, LOG, ABOUT = "图表", "操作记录", "关于"


def charts(book: Any) -> Message:
    """图表: bring 分析 and 图表 up to date, and go to the figures."""
    from juesuan.book.chart_blocks import chart_blocks
    from juesuan.buttons_narrative import analysed

    form = format_of(read_identity(LiveBook(book)))
    if not chart_blocks(form):
        return Message(Tone.INFO, CHARTS, f"“{form.title}”的情况说明里没有图。")
    return analysed(book, CHARTS, CHARTS)


def log(book: Any) -> Message:
    """操作记录: show the sheet, also when it was hidden, and go to its last entry."""
    live = LiveBook(book)
    section = all_sections(format_of(read_identity(live)))["log"]
    if section.sheet not in live.sheet_names():
        text = f"没有“{section.sheet}”这张工作表，可能被删除或改名；请从备份恢复。"
        return Message(Tone.WARNING, LOG, text)
    first, _ = entry_rows(live, section)
    grid = live.grid(section.sheet)
    used = [row for row in range(first, grid.height + 1) if grid.text(row, section.column("time"))]
    sheet = live.sheet(section.sheet)
    live.call(lambda: setattr(sheet, "visible", True))
    live.call(sheet.activate)
    live.call(lambda: sheet.range((used[-1] if used else first, 1)).select())
    if not used:
        return Message(Tone.INFO, LOG, "还没有记录：程序还没有写入过这个工作簿。")
    time, action = (grid.text(used[-1], section.column(key)) for key in ("time", "action"))
    return Message(Tone.INFO, LOG, f"共{len(used)}行。最后一次：{time}“{action}”。")


def about(_: Any) -> Message:
    """关于: the version, what it knows, and where things are."""
    from juesuan.spec.load import available_formats, load_format

    lines = (
        f"决算簿 {__version__}，部门决算公开的活工作簿",
        "许可证：MIT，可以自由使用、修改和分发，不附带担保",
        "公开格式：",
        *(f"　{load_format(key).title}（{key}）" for key in available_formats()),
        f"Python {platform.python_version()}，xlwings {importlib.metadata.version('xlwings')}",
        f"程序文件夹：{Path(__file__).resolve().parent}",
        f"出错时的日志：{Path(tempfile.gettempdir()) / 'juesuan-编号.log'}",
    )
    return Message(Tone.INFO, ABOUT, "\n".join(lines), lines)
