"""The file of an open workbook, as the person sees it in the window: for actions that read files.

First :func:`file_of` says whether there is such a file at all; the action then asks what it has to ask, and
:func:`save_changes` comes last, so that whoever gives up on the way has changed nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from juesuan.book.native import is_office_error, native_of
from juesuan.dialogs import confirm
from juesuan.findings import StructureError
from juesuan.steps import Cancelled

SUFFIXES = (".xlsx", ".xlsm")


def full_name(book: Any) -> str:
    """Return where an open workbook is stored: a path, an address of the net, or a mere name when it is nowhere.

    Excel is asked itself: xlwings would look in the workbook for settings that turn an address into a path.
    """
    return str(book.fullname if hasattr(book.api, "CurrentController") else book.api.FullName)


def file_of(book: Any) -> Path:
    """Return the file of an open workbook; StructureError when there is none that can be read."""
    place = full_name(book)
    if "://" in place:
        text = f"这个工作簿在网上（{place}），程序读不到。请用“另存为”把它存到本机的文件夹里，再按这个按钮。"
        raise StructureError("not-local", text)
    path = Path(place)
    if not path.is_absolute():
        text = "这个工作簿还没有保存过。请先保存到本机的文件夹里（.xlsx），再按这个按钮。"
        raise StructureError("never-saved", text)
    if path.suffix.lower() not in SUFFIXES:
        text = f"“{path.name}”不是 .xlsx 工作簿。请用“另存为”存成 Excel 工作簿（.xlsx），再按这个按钮。"
        raise StructureError("not-xlsx", text)
    if not path.exists():
        text = f"“{path}”已经不在原来的位置（被移走、改名，或 U 盘已拔出）。请另存一份，再按这个按钮。"
        raise StructureError("not-found", text)
    native = native_of(book)
    if native.is_read_only(book) and native.has_changes(book):
        text = f"“{path.name}”是以只读方式打开的，改动存不进去。请另存一份，再按这个按钮。"
        raise StructureError("book-read-only", text)
    return path


def save_changes(book: Any, title: str) -> None:
    """Save what is not saved yet, if the person agrees; raises Cancelled when not, StructureError when it fails."""
    native = native_of(book)
    if not native.has_changes(book):
        return
    question = f"工作簿有没有保存的改动。“{title}”按保存的文件进行：\n要先保存工作簿，再继续吗？"
    if not confirm(book.app, "save", question, title):
        raise Cancelled
    name = Path(full_name(book)).name
    try:
        book.save()
    except Exception as error:
        if not is_office_error(error):
            raise
        raise _not_saved(name) from error
    if native.has_changes(book):
        raise _not_saved(name)


def _not_saved(name: str) -> StructureError:
    text = f"“{name}”没有保存成功，没有继续。请手工保存一次，看表格软件怎样说，再按这个按钮。"
    return StructureError("save-failed", text)
