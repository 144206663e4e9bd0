"""变动分析, 更新情况说明 and 恢复生成的文字 in an open workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from juesuan.book.grid import Position
from juesuan.book.identity import format_of, read_identity
from juesuan.book.layout import address
from juesuan.book.live import LiveBook
from juesuan.book.read_lists import entry_rows
from juesuan.book.sheetpart import Content
from juesuan.book.sheets import SectionLayout, all_sections
from juesuan.book.undo import Snapshot
from juesuan.narrate import ANALYSE, NARRATE, Narrated, plan_analysis, plan_narrative
from juesuan.narrative.sheet import GENERATED, PARAGRAPHS, paragraphs_section, read_paragraphs
from juesuan.plan import ACTION, Change, log_time, make_plan
from juesuan.regenerate_live import (
    SheetWork,
    blocks_of,
    carry_out_live,
    differing,
    joined,
    mend_live,
    write_live,
)
from juesuan.spec.model import Format
from juesuan.template.lists import Edit, ListEdits, LogLine, append_log

RESTORE = "恢复生成的文字"


@dataclass(frozen=True)
class LiveDone:
    """What was done in an open workbook."""

    recomputed: tuple[Change, ...]
    narrated: Narrated
    written: bool
    mended: Snapshot | None


def analyse_live(book: Any, now: datetime | None = None) -> LiveDone:
    """变动分析 in an open workbook, with a snapshot for 撤销上次操作; raises as 重新计算 does."""
    return _run(book, ANALYSE, plan_analysis, now)


def narrate_live(book: Any, now: datetime | None = None) -> LiveDone:
    """更新情况说明 in an open workbook, with a snapshot for 撤销上次操作; raises as 重新计算 does."""
    return _run(book, NARRATE, plan_narrative, now)


def _run(
    book: Any, action: str, plan: Callable[[LiveBook, datetime | None], Narrated], now: datetime | None
) -> LiveDone:
    live = LiveBook(book)
    live.status(f"{action}：读取工作簿…")
    mended = mend_live(live)
    recomputed = make_plan(live, now)
    if recomputed.changes:
        carry_out_live(live, recomputed, ACTION, log_time(now))
        live = LiveBook(book)
    live.status(f"{action}：分析…")
    narrated = plan(live, now)
    written = _write(live, narrated, action, log_time(now))
    live.status("")
    return LiveDone(recomputed.changes, narrated, written, mended)


def _write(live: LiveBook, narrated: Narrated, action: str, when: str) -> bool:
    form = narrated.analysed.numbers.format
    work = []
    for sheet, cells in narrated.edits.edits.items():
        wanted = differing(live.grid(sheet), _as_texts(form, sheet, cells))
        blocks = tuple(blocks_of(joined(live, form, sheet, wanted, (*narrated.shown, PARAGRAPHS))))
        if blocks:
            work.append(SheetWork(sheet, blocks))
    if not work:
        return False

    def finish() -> None:
        sections = narrated.edits.sections
        for key, rows in narrated.shown.items():
            _show(live, sections[key], rows)
        if narrated.rows:
            _fit(live, sections[PARAGRAPHS], narrated.last)

    return write_live(live, work, form, action, when, finish)


def _as_texts(form: Format, sheet: str, cells: Mapping[Position, Edit]) -> dict[Position, Edit]:
    """A formula in an own text that moves to another row becomes its value there: the cells below are text cells."""
    section = all_sections(form)[PARAGRAPHS]
    own = section.column("own") if sheet == section.sheet else 0
    return {
        at: Edit(Content(one.content.value), one.like) if at[1] == own and one.content.formula else one
        for at, one in cells.items()
    }


def _show(live: LiveBook, section: SectionLayout, rows: Sequence[int]) -> None:
    """Give the rows in use the look of the first, show them and hide the others."""
    first, bottom = entry_rows(live, section)
    prepared = first + section.section.rows - 1
    last = max(rows, default=first)
    if last > prepared:
        live.formats_from(section.sheet, first, prepared + 1, last, len(section.section.columns))
    live.hide_rows(section.sheet, prepared + 1, bottom, hidden=True)
    for start, end in runs([*range(first, prepared + 1), *rows]):
        live.hide_rows(section.sheet, start, end, hidden=False)
        live.fit_rows(section.sheet, start, end)


def runs(rows: Iterable[int]) -> list[tuple[int, int]]:
    """Return rows as first and last of each run of neighbours."""
    found: list[tuple[int, int]] = []
    for row in sorted(set(rows)):
        if found and found[-1][1] == row - 1:
            found[-1] = (found[-1][0], row)
        else:
            found.append((row, row))
    return found


def _fit(live: LiveBook, section: SectionLayout, last: int) -> None:
    first, _ = entry_rows(live, section)
    prepared = first + section.section.rows - 1
    if last > prepared:
        live.formats_from(section.sheet, first, prepared + 1, last, len(section.section.columns))
    live.fit_rows(section.sheet, first, last)


@dataclass(frozen=True)
class Restored:
    """``sections`` of the paragraphs whose own text went; ``outside``: the cursor stands on none."""

    sections: tuple[str, ...]
    outside: bool = False


def restore_live(book: Any, now: datetime | None = None) -> Restored:
    """Take away the own texts of the selected rows of 情况说明; they stay in 操作记录 and can be brought back by 撤销."""
    live = LiveBook(book)
    mend_live(live)
    form = format_of(read_identity(live))
    section = paragraphs_section(live, form)
    if section is None:
        return Restored((), outside=True)
    chosen = live.call(lambda: _selected_rows(book, section.sheet))
    rows = [one for one in read_paragraphs(live, section) if one.row in chosen and one.key]
    if not rows:
        return Restored((), outside=True)
    edits = ListEdits(live, form)
    for one in [one for one in rows if one.own]:
        for key, text in (("own", ""), ("bound", ""), ("state", GENERATED if one.generated else "")):
            edits.put(section, one.row, key, Content(text))
    lines = [
        LogLine(
            section.sheet, address(one.row, section.column("own")), one.section, one.own, "（恢复生成的文字）"
        )
        for one in rows
        if one.own
    ]
    if not lines:
        return Restored(())
    append_log(edits, log_time(now), RESTORE, lines)
    work = [
        SheetWork(sheet, tuple(blocks_of(differing(live.grid(sheet), cells))))
        for sheet, cells in edits.edits.items()
    ]
    write_live(live, work, form, RESTORE, log_time(now))
    return Restored(tuple(one.section for one in rows if one.own))


def _selected_rows(book: Any, sheet: str) -> range:
    selection = book.app.selection
    if selection is None or str(selection.sheet.name) != sheet:
        return range(0)
    return range(int(selection.row), int(selection.row) + int(selection.rows.count))
