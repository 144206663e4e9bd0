"""The marked copy of a report that was tied out: comments in Word, highlights in PDF, in a file of its own."""

from __future__ import annotations

import re
from datetime import datetime
from itertools import count
from pathlib import Path

from juesuan.book.saving import check_writable, save_atomically
from juesuan.findings import StructureError
from juesuan.tieout.tieout import TiedOut

MARK = "（核对{number}）"
NO_MARKS = "文本文件不能加标注，核对结果只在这里列出。"
_MARKED = re.compile(r"（核对\d*）$")


def marked_name(report: Path) -> Path:
    """Return a free name beside a report: 报告（核对）.docx, or 报告（核对2）.docx where that one exists.

    A copy that is there is never replaced: somebody may have worked in it.
    """
    stem = _MARKED.sub("", report.stem)
    names = (
        report.with_name(f"{stem}{MARK.format(number=number if number > 1 else '')}{report.suffix}")
        for number in count(1)
    )
    return next(one for one in names if not one.exists())


def check_target(report: Path, target: Path) -> None:
    """Raise StructureError for a place where the marked copy of a report cannot go."""
    if report.suffix.lower() not in (".docx", ".docm", ".pdf"):
        raise StructureError("no-marks", f"“{report.name}”：{NO_MARKS}")
    if target.suffix.lower() != report.suffix.lower():
        text = f"“{target.name}”的扩展名与报告不同，请改成以 {report.suffix} 结尾的文件名。"
        raise StructureError("usage", text)
    if target.resolve() == report.resolve():
        raise StructureError("usage", "标注的副本不能写到报告自己上面，请换一个文件名。")
    check_writable(target)


def write_marked(report: Path, done: TiedOut, target: Path, *, now: datetime | None = None) -> None:
    """Write the marked copy of a report; what is at ``target`` is replaced, whole or not at all.

    Raises StructureError where it cannot be written, or the file takes no marks.
    """
    check_target(report, target)
    when = now or datetime.now()  # noqa: DTZ005 - the office's own clock
    data = report.read_bytes()
    if done.document.kind == "docx":
        from juesuan.tieout.mark_docx import mark_docx

        marked = mark_docx(data, done, when)
    else:
        from juesuan.tieout.mark_pdf import mark_pdf

        marked = mark_pdf(data, done, when)
    save_atomically(target, marked)
