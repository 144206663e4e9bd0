"""读回定稿 in an open workbook: first what would be written, then, where the person agrees, writing it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from juesuan.book.identity import format_of, read_identity
from juesuan.book.live import LiveBook
from juesuan.book.read_lists import entry_rows
from juesuan.book.undo import Snapshot
from juesuan.narrative.sheet import PARAGRAPHS
from juesuan.plan import log_time
from juesuan.readback.file import read_edited
from juesuan.readback.plan import ACTION, ReadBack, plan_read_back
from juesuan.regenerate_live import SheetWork, blocks_of, differing, joined, mend_live, write_live


def plan_live(
    book: Any, report: Path, folder: Path, now: datetime | None = None
) -> tuple[ReadBack, Snapshot | None]:
    """Return what an edited report would write into an open workbook, and what an action that had died was taken back to.

    Raises as :func:`juesuan.readback.file.read_back_file`; nothing is written but what takes back that action.
    """
    live = LiveBook(book)
    live.status(f"{ACTION}：读取报告…")
    document = read_edited(report)
    live.status(f"{ACTION}：对照段落…")
    mended = mend_live(live)
    plan = plan_read_back(live, document, folder, now)
    live.status("")
    return plan, mended


def write_plan(book: Any, plan: ReadBack, now: datetime | None = None) -> bool:
    """Write a plan into the open workbook that it was made of, with a snapshot for 撤销上次操作; return whether it changed."""
    live = LiveBook(book)
    form = format_of(read_identity(live))
    work = []
    for sheet, cells in plan.edits.edits.items():
        wanted = differing(live.grid(sheet), cells)
        blocks = tuple(blocks_of(joined(live, form, sheet, wanted, (PARAGRAPHS,))))
        if blocks:
            work.append(SheetWork(sheet, blocks))
    if not work:
        return False

    def finish() -> None:
        section = plan.section
        first, _ = entry_rows(live, section)
        prepared = first + section.section.rows - 1
        if plan.last > prepared:
            live.formats_from(section.sheet, first, prepared + 1, plan.last, len(section.section.columns))
        live.fit_rows(section.sheet, first, plan.last)

    return write_live(live, work, form, ACTION, log_time(now), finish)
