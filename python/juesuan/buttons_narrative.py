"""The buttons 变动分析, 更新情况说明 and 恢复生成的文字: an open workbook in, a message out."""

from __future__ import annotations

from typing import Any

from juesuan.actions import Message, Tone
from juesuan.book.live import LiveBook
from juesuan.narrate import ANALYSE, NARRATE
from juesuan.narrate_live import RESTORE, LiveDone, analyse_live, narrate_live, restore_live
from juesuan.narrate_telling import told
from juesuan.narrative.sheet import DIFFERS, MISSING

MOST_LINES = 12
UNDO = "可用“撤销上次操作”恢复。"


def analyse(book: Any) -> Message:
    """变动分析: bring 分析 and 图表 up to date."""
    return analysed(book, ANALYSE, "分析")


def analysed(book: Any, title: str, sheet: str) -> Message:
    """Bring 分析 and 图表 up to date, and go to one of them."""
    return _message(title, book, analyse_live(book), sheet)


def narrate(book: Any) -> Message:
    """更新情况说明: bring 分析, 图表 and 情况说明 up to date; own texts are kept."""
    return _message(NARRATE, book, narrate_live(book), "情况说明")


def restore(book: Any) -> Message:
    """恢复生成的文字 in the selected rows of 情况说明."""
    done = restore_live(book)
    if done.outside:
        text = f"请先打开“情况说明”，选中要恢复的段落，再点“{RESTORE}”。"
        return Message(Tone.WARNING, RESTORE, text)
    if not done.sections:
        return Message(Tone.INFO, RESTORE, "选中的段落没有自己改写的文字，不需要恢复。")
    lines = "\n".join(done.sections)
    text = f"已恢复{len(done.sections)}段：\n{lines}\n改写的文字保存在“操作记录”里，{UNDO}"
    return Message(Tone.INFO, RESTORE, text, done.sections)


def _message(title: str, book: Any, done: LiveDone, sheet: str) -> Message:
    lines = tuple(told(done.recomputed, done.narrated))
    head = (
        [f"上次的“{done.mended.action}”没有做完，已先恢复到操作前的样子。"] if done.mended is not None else []
    )
    more = [f"……共{len(lines)}行。"] if len(lines) > MOST_LINES else []
    tail = [UNDO] if done.written else []
    tone = Tone.INFO
    if any(one.state in (DIFFERS, MISSING) for one in done.narrated.rows):
        tone = Tone.WARNING
    live = LiveBook(book)
    if sheet in live.sheet_names():
        live.call(live.sheet(sheet).activate)
    return Message(tone, title, "\n".join([*head, *lines[:MOST_LINES], *more, *tail]), lines)
