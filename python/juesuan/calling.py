"""Finding the workbook that called, and showing a message in its office."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

from juesuan.actions import Message
from juesuan.findings import StructureError

FILES = "JUESUAN_FILES"
"""Environment variable that answers :func:`ask_files` (paths, separated as in PATH): for tests, where nobody can."""


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


def ask_files(book: Any, title: str, patterns: Sequence[str]) -> list[Path]:
    """Let the person choose files in the office of a workbook; none when the question was cancelled."""
    given = os.environ.get(FILES)
    if given is not None:
        return [Path(one) for one in given.split(os.pathsep) if one]
    if hasattr(book.api, "CurrentController"):
        return _ask_calc(book, title, patterns)
    return _ask_excel(book, title, patterns)


def _ask_excel(book: Any, title: str, patterns: Sequence[str]) -> list[Path]:
    kinds = ";".join(patterns)
    chosen = book.app.api.GetOpenFilename(
        FileFilter=f"{title} ({kinds}),{kinds}", Title=title, MultiSelect=True
    )
    return (
        [Path(one) for one in chosen] if isinstance(chosen, Sequence) and not isinstance(chosen, str) else []
    )


def _ask_calc(book: Any, title: str, patterns: Sequence[str]) -> list[Path]:
    """Show the office's own dialog; the person may take any time over it."""
    office = book.app.impl.office
    if not office.window:
        return []  # nobody can answer
    with office.call(None):
        picker = office.service("com.sun.star.ui.dialogs.FilePicker")
        try:
            picker.setTitle(title)
            picker.setMultiSelectionMode(True)
            picker.appendFilter(title, ";".join(patterns))
            chosen = picker.getSelectedFiles() if picker.execute() else ()
        finally:
            picker.dispose()
    return [Path(unquote(urlparse(one).path)) for one in chosen]
