"""The button 文表核对: a finished report against the workbook in front, a marked copy beside the report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from juesuan.actions import Message, Tone
from juesuan.dialogs import ask_files
from juesuan.findings import Level, StructureError
from juesuan.saved_file import file_of, save_changes
from juesuan.steps import Cancelled, steps

TITLE = "文表核对"
REPORTS = ("*.docx", "*.pdf", "*.txt")
MOST_LINES = 10


def tie_out_report(book: Any) -> Message:
    """文表核对: ask for a report, check it against the saved workbook, and mark what does not hold in a copy."""
    path = file_of(book)
    files = ask_files(book.app, f"{TITLE}：选择报告（Word、PDF）", REPORTS)
    if not files:
        raise Cancelled
    if len(files) > 1:
        raise StructureError("usage", "一次只核对一份报告，请只选一个文件。")
    save_changes(book, TITLE)
    from juesuan.tieout_file import tie_out_file

    with steps(book.app, TITLE) as progress:
        done = tie_out_file(files[0], path, progress=progress)
        progress("标注")
        copy, why = _marked(files[0], done)
    return _told(done, path.name, copy, why)


def _marked(report: Path, done: Any) -> tuple[Path | None, str]:
    """Write the marked copy beside the report; return its place, or why there is none."""
    from juesuan.tieout_mark import NO_MARKS, marked_name, write_marked

    if not done.issues:
        return None, ""
    if done.document.kind == "txt":
        return None, NO_MARKS
    target = marked_name(report)
    try:
        write_marked(report, done, target)
    except StructureError as error:
        return None, f"没有写标注的副本：{error}"
    return target, ""


def _told(done: Any, book: str, copy: Path | None, why: str) -> Message:
    from juesuan.tieout.telling import basis_line, counts_line, coverage_line, lines_of, told

    issues = [str(one) for one in told(done)]
    head = [f"{done.verdict}：{counts_line(done)}", coverage_line(done), basis_line(done, book)]
    notes = [f"注意：{one}" for one in done.document.notes]
    more = [f"……共{len(issues)}项。"] if len(issues) > MOST_LINES else []
    tail = [f"标注的副本：{copy}"] if copy is not None else [why] if why else []
    text = "\n".join([*head, *notes, *issues[:MOST_LINES], *more, *tail])
    heavy = done.counts[Level.ERROR.value] or done.counts[Level.EXPLAIN.value] or notes or why
    return Message(Tone.WARNING if heavy else Tone.INFO, TITLE, text, (*lines_of(done, book), *tail))
