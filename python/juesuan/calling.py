"""Finding the office and the workbook that called, and showing a message there."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlparse

from juesuan.actions import Message
from juesuan.findings import StructureError
from juesuan.light import light_xlwings
from juesuan.saved_file import full_name as full_name_of


def calling_book(full_name: str) -> Any:
    """Return the open workbook with this full name in the running Excel; never start or touch another one."""
    xlwings = light_xlwings()
    keep_foreign_excel_alive()
    for app in xlwings.apps:
        for book in app.books:
            if full_name_of(book) == full_name:
                return book
    raise StructureError("book-gone", f"没有找到正在打开的工作簿“{full_name}”；请在 Excel 中打开它再试。")


def calling_app(window: int, full_name: str = "") -> Any:
    """Return the Excel of a window, also one without a workbook; None where it cannot be found.

    ``full_name``: a workbook that is open in it.
    """
    from juesuan.excel_apps import app_of_window

    keep_foreign_excel_alive()
    try:
        return calling_book(full_name).app if full_name else app_of_window(window)
    except StructureError:
        return app_of_window(window)


def keep_foreign_excel_alive() -> None:
    """Take back xlwings' exit clean-up: it ends Excel processes without a window, other people's too.

    And let a call that Excel rejects come back: xlwings repeats it for ever without a pause, ``LiveBook.call`` waits
    and stops.
    """
    import atexit

    light_xlwings()
    try:
        from xlwings import _xlwindows
    except ImportError:
        return
    atexit.unregister(_xlwindows.cleanup)
    _xlwindows.N_COM_ATTEMPTS = 1


def office_app(pipe: str) -> Any:
    """Return the LibreOffice that listens on a pipe."""
    light_xlwings()
    import xlwings_libreoffice

    xlwings_libreoffice.register()  # xlwings asks for the active office when a sheet is brought to the front
    return xlwings_libreoffice.attach(pipe)


def office_book(pipe: str, url: str) -> Any:
    """Return the document with this URL in the LibreOffice that listens on a pipe."""
    path = unquote(urlparse(url).path)
    for book in office_app(pipe).books:
        if book.fullname == path:
            return book
    raise StructureError("book-gone", f"没有找到正在打开的工作簿“{path}”；请打开它再试。")


def show(app: Any, message: Message) -> None:
    """Show a message in an office, or on the terminal when there is none."""
    if app is None:
        import sys

        sys.stderr.write(f"{message.title}：{message.text}\n")
        return
    mode = {"info": "info", "warning": "exclamation", "error": "critical"}[message.tone.value]
    app.alert(message.text, title=message.title, buttons="ok", mode=mode)
