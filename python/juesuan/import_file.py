"""导入决算报表 through the file door."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from juesuan.book.file import FileBook
from juesuan.book.identity import format_of, read_identity
from juesuan.findings import StructureError
from juesuan.import_plan import Imported, plan_import
from juesuan.import_sources import Sources, gather, gather_sheets
from juesuan.importing.paste import pasted
from juesuan.regenerate import Progress, carry_out, quiet

UNITS = ("", "元", "万元")


def import_file(  # noqa: PLR0913 - the options of one command
    sources: Sequence[Path],
    into: Path,
    *,
    prior: bool = False,
    unit: str = "",
    dry_run: bool = False,
    now: datetime | None = None,
    progress: Progress = quiet,
) -> Imported:
    """Import files, folders or archives into a workbook file; without any, what stands in its 粘贴区.

    What could be placed is written, the rest is told. Raises StructureError (a file cannot be worked on, or there is
    nothing to import) and FindingsError (cell mistakes in the workbook beside what is imported); in both cases
    nothing is written. With ``dry_run`` nothing is written either.
    """
    if unit not in UNITS:
        raise StructureError("usage", f"金额单位“{unit}”不对；请写“元”或“万元”。")
    progress("读取工作簿")
    book = FileBook.open(into, for_writing=not dry_run)
    form = format_of(read_identity(book))
    progress("读取来源")
    found = gather(sources, form, unit=unit, book=book) if sources else _pasted(book, unit)
    planned = plan_import(book, found, prior=prior, now=now)
    if dry_run:
        return planned.result(written=False)
    progress("写入改动")
    written = carry_out(book, planned.plan)
    if written:
        progress("保存")
        book.save()
    return planned.result(written=written)


def _pasted(book: FileBook, unit: str) -> Sources:
    form = format_of(read_identity(book))
    sheet = pasted(book, form)
    if sheet is None:
        raise StructureError(
            "nothing-to-import",
            "没有写明要导入的文件，“粘贴区”也是空的；请写明文件，或先把表粘贴到“粘贴区”。",
        )
    return gather_sheets([sheet], form, unit=unit, from_paste=True, book=book)
