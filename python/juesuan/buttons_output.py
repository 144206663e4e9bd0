"""The buttons of 导出: the saved file of the workbook in front is read, and files are written beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from juesuan.actions import Message, Tone
from juesuan.dialogs import ask_folder, ask_target
from juesuan.proposed import REPORT, file_name, read_cover
from juesuan.saved_file import file_of, save_changes
from juesuan.steps import Cancelled, steps

REPORT_TITLE, PDF_TITLE, MATERIALS = "Word 报告", "PDF", "报送材料"
MOST_LINES = 10


def word_report(book: Any) -> Message:
    """Word 报告: the report of the saved workbook, where the person wants it."""
    from juesuan.report_file import write_report

    path, target = _asked(book, REPORT_TITLE, ".docx")
    with steps(book.app, REPORT_TITLE) as progress:
        done = write_report(path, target, progress=progress)
    return _told(REPORT_TITLE, [done.docx], done.warnings)


def pdf_report(book: Any) -> Message:
    """PDF: the same report, as PDF alone."""
    from juesuan.report_file import write_pdf

    path, target = _asked(book, PDF_TITLE, ".pdf")
    with steps(book.app, PDF_TITLE) as progress:
        done = write_pdf(path, target, progress=progress)
    return _told(PDF_TITLE, [done.pdf], done.warnings)


def materials(book: Any) -> Message:
    """报送材料: everything for the finance bureau, below a folder that the person chooses."""
    from juesuan.export_file import write_export

    path = file_of(book)
    read_cover(book)
    folder = ask_folder(book.app, f"{MATERIALS}：放在哪个文件夹", path.parent)
    if folder is None:
        raise Cancelled
    save_changes(book, MATERIALS)
    with steps(book.app, MATERIALS) as progress:
        done = write_export(path, folder, progress=progress)
    return _told(MATERIALS, [done.folder, done.zip], done.warnings)


def _asked(book: Any, title: str, ending: str) -> tuple[Path, Path]:
    """Return the workbook's file, saved, and where the report goes."""
    path, front = file_of(book), read_cover(book)
    target = ask_target(book.app, title, path.with_name(file_name(REPORT, front.unit, front.year, ending)))
    if target is None:
        raise Cancelled
    save_changes(book, title)
    return path, target


def _told(title: str, written: Sequence[Path], warnings: Sequence[str]) -> Message:
    places = [f"已写出：{one}" for one in written]
    more = [f"……共{len(warnings)}项。"] if len(warnings) > MOST_LINES else []
    text = "\n".join([*places, *warnings[:MOST_LINES], *more])
    return Message(Tone.WARNING if warnings else Tone.INFO, title, text, (*places, *warnings))
