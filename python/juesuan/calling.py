"""Finding the workbook that called, and showing a message in its office."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlparse

from juesuan.actions import Message
from juesuan.findings import StructureError


def calling_book(full_name: str) -> Any:
    """Return the open workbook with this full name in the running Excel; never start or touch another one."""
    import xlwings

    keep_foreign_excel_alive()
    for app in xlwings.apps:
        for book in app.books:
            if book.fullname == full_name:
                return book
    raise StructureError("book-gone", f"没有找到正在打开的工作簿“{full_name}”；请在 Excel 中打开它再试。")


def keep_foreign_excel_alive() -> None:
    """Take back xlwings' exit clean-up: it ends Excel processes without a window, other people's too."""
    import atexit

    try:
        from xlwings import _xlwindows
    except ImportError:
        return
    atexit.unregister(_xlwindows.cleanup)


def office_book(pipe: str, url: str) -> Any:
    """Return the document with this URL in the LibreOffice that listens on a pipe."""
    import xlwings_libreoffice

    app = xlwings_libreoffice.attach(pipe)
    path = unquote(urlparse(url).path)
    for book in app.books:
        if book.fullname == path:
            return book
    raise StructureError("book-gone", f"没有找到正在打开的工作簿“{path}”；请打开它再试。")


def show(book: Any, message: Message) -> None:
    """Show a message in the office of a workbook, or on the terminal when there is none."""
    if book is None:
        import sys

        sys.stderr.write(f"{message.title}：{message.text}\n")
        return
    mode = {"info": "info", "warning": "exclamation", "error": "critical"}[message.tone.value]
    book.app.alert(message.text, title=message.title, buttons="ok", mode=mode)
