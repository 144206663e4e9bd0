"""读回定稿 through the file door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from juesuan.book.file import FileBook
from juesuan.book.read_lists import entry_rows
from juesuan.findings import StructureError
from juesuan.narrate_file import LINE_HEIGHT, MOST_HEIGHT, ROW_HEIGHT
from juesuan.readback.plan import ReadBack, plan_read_back
from juesuan.regenerate import Progress, quiet, write_edits
from juesuan.template.styles import lines_needed
from juesuan.tieout.document import Document
from juesuan.tieout.read import read_report_file

KINDS = {
    ".pdf": "PDF 里的段落和换行分不清，不能读回。请选改好的 Word 文件（.docx）。",
    ".txt": "文本文件没有标题和段落的格式，不能读回。请选改好的 Word 文件（.docx）。",
}
OTHER_KIND = "不是 Word 文件（.docx）。请在 Word 或 WPS 里另存为 .docx 后再读回。"


@dataclass(frozen=True)
class Done:
    """What was read back; ``written`` tells whether the workbook changed."""

    plan: ReadBack
    written: bool


def read_back_file(
    report: Path,
    into: Path,
    *,
    dry_run: bool = False,
    now: datetime | None = None,
    progress: Progress = quiet,
) -> Done:
    """Read the texts of an edited Word report back into a workbook file; with ``dry_run`` nothing is written.

    Raises StructureError (a file that cannot be worked on, a report of another year or workbook) and FindingsError (cells
    that cannot be read); nothing is written then.
    """
    progress("读取报告")
    document = read_edited(report)
    progress("读取工作簿")
    book = FileBook.open(into, for_writing=not dry_run)
    progress("对照段落")
    plan = plan_read_back(book, document, into.resolve().parent, now)
    if dry_run or not plan.edits.edits:
        return Done(plan, written=False)
    write_edits(book, plan.edits.edits)
    _fit(book, plan)
    progress("保存")
    book.save()
    return Done(plan, written=True)


def read_edited(report: Path) -> Document:
    """Read an edited report; StructureError for what is no Word file."""
    kind = report.suffix.lower()
    if kind != ".docx" and report.is_file():
        raise StructureError("not-docx", f"“{report.name}”{KINDS.get(kind, OTHER_KIND)}")
    return read_report_file(report)


def _fit(book: FileBook, plan: ReadBack) -> None:
    """Give the rows that were written the look of the first one and the height that their texts need."""
    section, part = plan.section, book.part(plan.section.sheet)
    first, _ = entry_rows(book, section)
    columns = list(enumerate(section.section.columns, 1))
    shown = [(number, one) for number, one in columns if one.look != "hidden"]
    grid = FileBook(type(book.package).from_bytes(book.to_bytes())).grid(section.sheet)
    for at in sorted({row for row, _ in plan.edits.edits[section.sheet]}):
        for number, _ in columns:
            style = part.style(first, number)
            if style is not None and part.style(at, number) is None:
                part.set_style(at, number, style)
        lines = max(lines_needed(grid.text(at, number), 0.9 * one.width) for number, one in shown)
        part.set_height(at, min(ROW_HEIGHT + LINE_HEIGHT * (lines - 1), MOST_HEIGHT))
