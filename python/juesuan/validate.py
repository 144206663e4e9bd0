"""全部审核 through both doors: the audit, and its results on the sheet 审核结果.

What was found is told even where it cannot be written. Nothing but 审核结果, 上次审核 and 操作记录 is written.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from juesuan.audit.audit import audit_book
from juesuan.audit.report import Report
from juesuan.audit.results import ACTION, result_edits, results_section
from juesuan.book.file import FileBook
from juesuan.book.grid import GridSource
from juesuan.book.identity import format_of, read_identity
from juesuan.book.live import LiveBook
from juesuan.book.naming import find_table, shown
from juesuan.book.read_lists import entry_rows
from juesuan.book.saving import check_writable
from juesuan.book.sheets import SectionLayout
from juesuan.findings import Finding, FindingsError, StructureError
from juesuan.narrate_check import text_findings
from juesuan.regenerate import quiet, write_edits
from juesuan.regenerate_live import SheetWork, blocks_of, differing, joined, write_live
from juesuan.spec.model import Table
from juesuan.template.lists import ListEdits
from juesuan.template.styles import lines_needed

Tell = Callable[[str], None]
NOT_HELD = "这个工作簿没有“审核结果”的表格，结果只在这里列出。"
NOT_WRITTEN = "审核结果没有写进工作簿，只在这里列出。"
ROW_HEIGHT, LINE_HEIGHT, MOST_HEIGHT = 18, 13.5, 400


def validate_file(
    path: Path, *, write: bool = True, now: datetime | None = None, tell: Tell = quiet
) -> Report:
    """Audit a workbook file and write the results into it; ``tell`` hears why nothing was written.

    Raises StructureError when the file cannot be audited.
    """
    book = FileBook.open(path)
    report = audit_book(book, text_findings)
    if write:
        _write_file(book, path, report, _time(now), tell)
    return report


def _write_file(book: FileBook, path: Path, report: Report, when: str, tell: Tell) -> None:
    try:
        check_writable(path)
        form = format_of(read_identity(book))
        edits = ListEdits(book, form)
        last = result_edits(edits, report, when)
        section = results_section(book, form)
        if section is None:
            tell(NOT_HELD)
            return
        before = book.grid(section.sheet)
        write_edits(book, edits.edits)
        _dress(book, section, last, before.height, report)
        book.save()
    except StructureError as error:
        tell(f"{error}{NOT_WRITTEN}")


def _dress(book: FileBook, section: SectionLayout, last: int, height: int, report: Report) -> None:
    """Give the rows of the findings the look of the first, and the height that their texts need."""
    part = book.part(section.sheet)
    first, _ = entry_rows(book, section)
    columns = {one.key: (number, one.width) for number, one in enumerate(section.section.columns, 1)}
    styles = {column: part.style(first, column) for column, _ in columns.values()}
    for row, one in zip(range(first, last + 1), report.findings, strict=False):
        answer = book.grid(section.sheet).text(row, columns["answer"][0])
        texts = {"message": one.message, "remedy": one.remedy, "answer": answer}
        lines = max(lines_needed(text, 0.9 * columns[key][1]) for key, text in texts.items())
        part.set_height(row, min(ROW_HEIGHT + LINE_HEIGHT * (lines - 1), MOST_HEIGHT))
        for column, style in styles.items():
            if style is not None and part.style(row, column) is None:
                part.set_style(row, column, style)
    for row in range(last + 1, height + 1):
        if row >= first:
            part.set_height(row, ROW_HEIGHT)


def validate_live(live: LiveBook, now: datetime | None = None, tell: Tell = quiet) -> Report:
    """Audit an open workbook and write the results into it; the way back is kept as for every writing action."""
    report = audit_book(live, text_findings)
    form = format_of(read_identity(live))
    edits = ListEdits(live, form)
    when = _time(now)
    last = result_edits(edits, report, when)
    section = results_section(live, form)
    if section is None:
        tell(NOT_HELD)
        return report
    first, _ = entry_rows(live, section)
    work = []
    for sheet, cells in edits.edits.items():
        wanted = differing(live.grid(sheet), cells)
        work.append(SheetWork(sheet, tuple(blocks_of(joined(live, form, sheet, wanted, edits.sections)))))

    def finish() -> None:
        prepared = first + section.section.rows - 1
        if last > prepared:
            live.formats_from(section.sheet, first, prepared + 1, last, len(section.section.columns))
        live.fit_rows(section.sheet, first, last)

    try:
        write_live(live, [one for one in work if one.blocks], form, ACTION, when, finish)
    except FindingsError as error:  # found before the first write
        tell(f"{''.join(one.place + one.message + one.remedy for one in error.findings)}{NOT_WRITTEN}")
    return report


def table_of(source: GridSource, text: str) -> Table:
    """Return the table that a person names; raise StructureError when there is none of that name."""
    form = format_of(read_identity(source))
    found = find_table(form, text)
    if found is None:
        names = "、".join(one.sheet for one in form)
        raise StructureError("usage", f"没有表“{shown(text)}”；请从这些中选一个：{names}。")
    return found


def findings_on(report: Report, table: Table) -> tuple[Finding, ...]:
    """Return the findings that stand on a table or compare figures of it."""
    return tuple(
        one
        for one in report.findings
        if one.sheet == table.sheet or any(cell.partition(".")[0] == table.key for cell in one.cells)
    )


def _time(now: datetime | None) -> str:
    return (now or datetime.now()).strftime("%Y-%m-%d %H:%M:%S")  # noqa: DTZ005 - the office's own clock
