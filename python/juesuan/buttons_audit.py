"""The buttons of the audit: an open workbook in, a message out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from juesuan.actions import Message, Tone
from juesuan.audit.report import Report, Verdict
from juesuan.audit.results import ACTION, OPEN, OUTDATED, Row, read_rows, results_section, verdict_of
from juesuan.audit.telling import counts_line, rules_line, told
from juesuan.book.identity import format_of, read_identity
from juesuan.book.live import LiveBook
from juesuan.book.sheetpart import position
from juesuan.findings import Finding
from juesuan.regenerate_live import mend_live
from juesuan.spec.model import Format
from juesuan.validate import findings_on, validate_live

MOST_LINES = 8
TABLE_ACTION, NEXT, PREVIOUS = "本表审核", "下一个问题", "上一个问题"
TONES = {Verdict.PASSED: Tone.INFO, Verdict.TO_EXPLAIN: Tone.WARNING, Verdict.FAILED: Tone.ERROR}


def validate(book: Any) -> Message:
    """全部审核: audit the open workbook, write 审核结果 and go there."""
    live = LiveBook(book)
    form, report, notes = _audited(live, ACTION)
    section = results_section(live, form)
    if section is not None and report.findings:
        live.call(live.sheet(section.sheet).activate)
    where = f"全部列在“{section.sheet}”，点击单元格可以到达。" if section and report.findings else ""
    return _told(ACTION, report, report.findings, notes, where)


def validate_table(book: Any) -> Message:
    """本表审核: audit the whole workbook and tell what concerns the table on the active sheet."""
    live = LiveBook(book)
    active = live.call(lambda: str(book.sheets.active.name))
    form = format_of(read_identity(live))
    table = next((one for one in form if one.sheet == active), None)
    if table is None:
        text = (
            f"当前的“{active}”不是公开表。请先点开要审核的表，再点“{TABLE_ACTION}”；审核全套请点“{ACTION}”。"
        )
        return Message(Tone.WARNING, TABLE_ACTION, text)
    _, report, notes = _audited(live, TABLE_ACTION)
    found = findings_on(report, table)
    others = len(report.findings) - len(found)
    where = f"其他表还有{others}项，列在“审核结果”。" if others else ""
    return _told(TABLE_ACTION, report, found, notes, where, table.sheet)


def next_finding(book: Any) -> Message:
    """下一个问题: go to the cell of the next finding that nobody has settled."""
    return _step(book, 1)


def previous_finding(book: Any) -> Message:
    """上一个问题: go to the one before."""
    return _step(book, -1)


def _audited(live: LiveBook, action: str) -> tuple[Format, Report, list[str]]:
    live.status(f"{action}：读取工作簿…")
    mended = mend_live(live)
    notes = [f"上次的“{mended.action}”没有做完，已先恢复到操作前的样子。"] if mended else []
    report = validate_live(live, tell=notes.append)
    live.status("")
    return format_of(read_identity(live)), report, notes


def _told(  # noqa: PLR0913 - what is told
    title: str,
    report: Report,
    findings: Sequence[Finding],
    notes: Sequence[str],
    where: str,
    sheet: str = "",
) -> Message:
    lines = tuple(str(one) for one in told(report, findings))
    here = f"{sheet}：" if sheet else ""
    whole = "（全套）" if sheet else ""
    head = [*notes, f"{report.verdict}{whole}。{here}{counts_line(report, findings)}。", rules_line(report)]
    more = [f"……共{len(lines)}项。"] if len(lines) > MOST_LINES else []
    text = "\n".join([*head, *lines[:MOST_LINES], *more, *([where] if where else [])])
    return Message(TONES[report.verdict], title, text, lines)


# walking through the findings


@dataclass(frozen=True)
class Stop:
    """A cell (of an area the first, of a whole sheet A1) with its findings: one stop of the walk."""

    sheet: str
    cell: str
    rows: tuple[Row, ...]


def stops(rows: Sequence[Row]) -> list[Stop]:
    """Return the cells of the findings that nobody has settled, each once, in the order of 审核结果."""
    found: dict[tuple[str, str], list[Row]] = {}
    for one in rows:
        if one.state == OPEN and one.sheet:
            found.setdefault((one.sheet, one.cell.partition(":")[0] or "A1"), []).append(one)
    return [Stop(sheet, cell, tuple(group)) for (sheet, cell), group in found.items()]


def choose(walk: Sequence[Stop], sheets: Sequence[str], here: tuple[str, str], step: int) -> int:
    """Return which stop comes next (``step`` 1) or before (-1).

    From a stop: its neighbour in the list, round and round. From any other cell: the nearest stop behind (or before) it
    in the workbook, for the cursor leaves a cell as soon as it is mended.
    """
    at = next((number for number, one in enumerate(walk) if (one.sheet, one.cell) == here), None)
    if at is not None:
        return (at + step) % len(walk)
    order = {name: number for number, name in enumerate(sheets)}

    def where(sheet: str, cell: str) -> tuple[int, int, int]:
        return (order.get(sheet, len(order)), *_position(cell))

    mine = where(*here)
    ahead = [
        (where(one.sheet, one.cell), number)
        for number, one in enumerate(walk)
        if (where(one.sheet, one.cell) > mine) == (step > 0)
    ]
    if not ahead:
        return 0 if step > 0 else len(walk) - 1
    return min(ahead)[1] if step > 0 else max(ahead)[1]


def _step(book: Any, step: int) -> Message:
    live = LiveBook(book)
    title = NEXT if step > 0 else PREVIOUS
    form = format_of(read_identity(live))
    verdict = verdict_of(live, form)
    if not verdict:
        return Message(Tone.WARNING, title, f"这个工作簿还没有审核过，请先点“{ACTION}”。")
    rows = read_rows(live, form)
    walk = stops([one for one in rows if one.sheet in live.sheet_names()])
    head = f"{OUTDATED}。\n" if verdict == OUTDATED else ""
    if not walk:
        return Message(Tone.INFO, title, f"{head}没有未处理的问题。")
    one = walk[_chosen(live, form, walk, step)]
    sheet = live.sheet(one.sheet)
    live.call(sheet.activate)
    place = one.rows[0].cell
    live.call(lambda: sheet.range(place or "A1").select())
    number = walk.index(one) + 1
    lines = [f"[{row.level}] {row.message}{row.remedy}" for row in one.rows]
    text = f"{head}第{number}处，共{len(walk)}处：{one.sheet}{'!' if place else ''}{place}\n" + "\n".join(
        lines
    )
    return Message(Tone.INFO, title, text, tuple(lines))


def _chosen(live: LiveBook, form: Format, walk: Sequence[Stop], step: int) -> int:
    """Return the stop to go to from the active cell; on 审核结果 the one of the row, or the next below."""
    sheet, cell = live.call(lambda: _active(live.book))
    section = results_section(live, form)
    if section is None or sheet != section.sheet:
        return choose(walk, live.sheet_names(), (sheet, cell), step)
    row = _position(cell)[0]
    rows = [(min(one.row for one in stop.rows), number) for number, stop in enumerate(walk)]
    exact = [number for number, stop in enumerate(walk) if row in [one.row for one in stop.rows]]
    if exact:
        return exact[0]
    side = [number for at, number in rows if (at > row) == (step > 0)]
    if not side:
        return 0 if step > 0 else len(walk) - 1
    return side[0] if step > 0 else side[-1]


def _position(cell: str) -> tuple[int, int]:
    """Return the position of a cell; what is no address stands before the first."""
    try:
        return position(cell)
    except ValueError:
        return 0, 0


def _active(book: Any) -> tuple[str, str]:
    """Return the active sheet and the first cell selected on it."""
    selection = book.app.selection
    if selection is None or selection.sheet.book.name != book.name:
        return str(book.sheets.active.name), "A1"
    return str(selection.sheet.name), str(selection.address).replace("$", "").partition(":")[0]
