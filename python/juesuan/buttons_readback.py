"""The button 读回定稿: an edited Word report back into 情况说明 of the open workbook, shown before it is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from juesuan.actions import Message, Tone
from juesuan.book.live import LiveBook
from juesuan.dialogs import ask_files, confirm
from juesuan.findings import StructureError
from juesuan.saved_file import full_name
from juesuan.steps import Cancelled

TITLE = "读回定稿"
REPORTS = ("*.docx",)
MOST_LINES = 12
UNDO = "可用“撤销上次操作”恢复。"


def read_back(book: Any) -> Message:
    """读回定稿: ask for the edited report, show what it changes, write it where the person agrees."""
    files = ask_files(book.app, f"{TITLE}：选择改好的报告（Word）", REPORTS)
    if not files:
        raise Cancelled
    if len(files) > 1:
        raise StructureError("usage", "一次只读回一份报告，请只选一个文件。")
    from juesuan.readback.live import plan_live, write_plan
    from juesuan.readback.telling import NEXT, told

    plan, mended = plan_live(book, files[0], _folder(book))
    lines = tuple(told(plan))
    head = [f"上次的“{mended.action}”没有做完，已先恢复到操作前的样子。"] if mended is not None else []
    shown = [*head, *lines[:MOST_LINES]]
    if len(lines) > MOST_LINES:
        shown.append(f"……共{len(lines)}行。")
    doubtful = bool(plan.findings) or any(one.wrong for one in plan.placed)
    tone = Tone.WARNING if doubtful else Tone.INFO
    if not plan.placed:
        return Message(tone, TITLE, "\n".join(shown), lines)
    if not confirm(book.app, "readback", "\n".join([*shown, "要写进“情况说明”吗？"]), TITLE):
        return Message(Tone.INFO, TITLE, "没有读回，工作簿没有改动。", lines)
    write_plan(book, plan)
    live = LiveBook(book)
    live.call(live.sheet(plan.section.sheet).activate)
    return Message(tone, TITLE, "\n".join([*shown, NEXT, UNDO]), lines)


def _folder(book: Any) -> Path:
    """Return where the files lie that the workbook names: its own folder; the home where it was never saved."""
    path = Path(full_name(book))
    return path.parent if path.is_absolute() else Path.home()
