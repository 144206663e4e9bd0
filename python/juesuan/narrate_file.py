"""变动分析 and 更新情况说明 through the file door: recomputed first, then analysed and narrated, saved once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from juesuan.analysis.line import Line
from juesuan.book.file import FileBook
from juesuan.book.read_lists import entry_rows
from juesuan.book.sheets import SectionLayout
from juesuan.narrate import Narrated, plan_analysis, plan_narrative
from juesuan.narrative.sheet import PARAGRAPHS, Row, sources_text, state_text
from juesuan.plan import Change
from juesuan.regenerate import Progress, quiet, regenerate, write_edits
from juesuan.template.styles import lines_needed

ROW_HEIGHT, LINE_HEIGHT, MOST_HEIGHT = 18, 13.5, 400


@dataclass(frozen=True)
class Done:
    """What was done: the changes of the recomputation before, the narrative, whether anything was written."""

    recomputed: tuple[Change, ...]
    narrated: Narrated
    written: bool


def analyse_file(path: Path, *, now: datetime | None = None, progress: Progress = quiet) -> Done:
    """变动分析 of a workbook file; raises as :func:`juesuan.regenerate.regenerate_file` does, nothing is written then."""
    return _run(path, plan_analysis, now, progress)


def narrate_file(path: Path, *, now: datetime | None = None, progress: Progress = quiet) -> Done:
    """更新情况说明 of a workbook file; raises as :func:`juesuan.regenerate.regenerate_file` does."""
    return _run(path, plan_narrative, now, progress)


def _run(
    path: Path,
    plan: Callable[[FileBook, datetime | None], Narrated],
    now: datetime | None,
    progress: Progress,
) -> Done:
    progress("读取工作簿")
    book = FileBook.open(path, for_writing=True)
    progress("重新计算")
    outcome = regenerate(book, now=now)
    if outcome.written:
        book = FileBook(type(book.package).from_bytes(book.to_bytes()), path)
    progress("分析")
    narrated = plan(book, now)
    written = write_narrated(book, narrated)
    if written or outcome.written:
        progress("保存")
        book.save()
    return Done(outcome.changes, narrated, written or outcome.written)


def write_narrated(book: FileBook, narrated: Narrated) -> bool:
    """Write into a workbook file and give the rows their look; return whether anything changed."""
    if not narrated.edits.edits:
        return False
    write_edits(book, narrated.edits.edits)
    sections = narrated.edits.sections
    for key, rows in narrated.shown.items():
        _show(book, sections[key], rows)
        _raise_rows(book, sections[key], narrated.analysed.sheet.lines.get(key, {}))
    if narrated.rows:
        _fit(book, sections[PARAGRAPHS], narrated.rows)
    return True


def _show(book: FileBook, section: SectionLayout, rows: Sequence[int]) -> None:
    """Show the rows in use (and those prepared), hide the others."""
    part = book.part(section.sheet)
    first, bottom = entry_rows(book, section)
    prepared = first + section.section.rows - 1
    _dress(book, section, rows)
    for row in range(first, bottom + 1):
        part.show_row(row, shown=row <= prepared or row in rows)


def _raise_rows(book: FileBook, section: SectionLayout, lines: Mapping[int, Line]) -> None:
    """Give the lines of 分析 with long names the height that they need."""
    width = section.section.columns[section.column("name") - 1].width
    for row, line in lines.items():
        needed = lines_needed(str(line.fields["name"].content or ""), 0.95 * width)
        book.part(section.sheet).set_height(row, ROW_HEIGHT + LINE_HEIGHT * (needed - 1))


def _fit(book: FileBook, section: SectionLayout, rows: tuple[Row, ...]) -> None:
    """Give every paragraph the look of the first one, and the height that its texts need."""
    part = book.part(section.sheet)
    first, _ = entry_rows(book, section)
    columns = {one.key: (number, one.width) for number, one in enumerate(section.section.columns, 1)}
    _dress(book, section, range(first, first + len(rows)))
    for at, row in enumerate(rows, first):
        texts = {
            "generated": row.written.text,
            "own": row.own,
            "state": state_text(row),
            "sources": sources_text(row.written),
            "section": row.written.section,
            "last": row.last,
        }
        lines = max(lines_needed(text, 0.9 * columns[key][1]) for key, text in texts.items())
        part.set_height(at, min(ROW_HEIGHT + LINE_HEIGHT * (lines - 1), MOST_HEIGHT))


def _dress(book: FileBook, section: SectionLayout, rows: Sequence[int]) -> None:
    """Give rows of a list that have no look of their own that of the first one."""
    part = book.part(section.sheet)
    first, _ = entry_rows(book, section)
    styles = {column: part.style(first, column) for column in range(1, len(section.section.columns) + 1)}
    for row in rows:
        for column, style in styles.items():
            if style is not None and part.style(row, column) is None:
                part.set_style(row, column, style)
