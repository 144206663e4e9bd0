"""导入决算报表 in an open workbook: from its 粘贴区 when anything is there, otherwise from files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from juesuan.book.identity import format_of, read_identity
from juesuan.book.live import LiveBook
from juesuan.book.undo import Snapshot
from juesuan.import_plan import ACTION, Imported, plan_import
from juesuan.import_sources import gather, gather_sheets
from juesuan.importing.paste import pasted
from juesuan.plan import log_time
from juesuan.regenerate_live import carry_out_live, mend_live

SOURCES = ("*.xlsx", "*.xls", "*.xlsm", "*.ods", "*.et", "*.csv", "*.zip")
"""What the person is asked to choose from."""


def is_pasted(live: LiveBook) -> bool:
    """Whether anything stands in 粘贴区."""
    return pasted(live, format_of(read_identity(live))) is not None


def import_live(
    book: Any, files: Sequence[Path], now: datetime | None = None
) -> tuple[Imported, Snapshot | None]:
    """Import files into an open workbook (without any: what stands in 粘贴区), with a snapshot for 撤销上次操作.

    Returns what is to be told, and what an action that had died before was taken back to. Raises as
    :func:`juesuan.import_file.import_file` does.
    """
    live = LiveBook(book)
    live.status(f"{ACTION}：读取工作簿…")
    mended = mend_live(live)
    form = format_of(read_identity(live))
    if files:
        live.status(f"{ACTION}：读取来源…")
        found = gather(files, form, book=live)
    else:
        sheet = pasted(live, form)
        found = gather_sheets([sheet] if sheet else [], form, from_paste=True, book=live)
    planned = plan_import(live, found, now=now)
    written = carry_out_live(live, planned.plan, ACTION, log_time(now))
    live.status("")
    return planned.result(written=written), mended
