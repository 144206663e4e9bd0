"""结转下年: the last touches to the new book: where its figures come from, how high its rows are, the line of 操作记录."""

from __future__ import annotations

from datetime import datetime

from juesuan.book.accounts import Accounts
from juesuan.book.file import FileBook
from juesuan.book.read_lists import entry_rows
from juesuan.book.sheetpart import Content
from juesuan.plan import log_time
from juesuan.regenerate import write_edits
from juesuan.template.entries import Entries
from juesuan.template.lists import ListEdits, LogLine, append_log
from juesuan.template.styles import lines_needed

ACTION = "结转下年"
ROW_HEIGHT, LINE_HEIGHT, MOST_HEIGHT = 18, 13.5, 400
SHOWN = "last"
"""The column with last year's words."""


def finish(book: FileBook, accounts: Accounts, entries: Entries, name: str, now: datetime | None) -> None:
    """Write into a new book that it was carried over from the workbook of this name."""
    edits = ListEdits(book, accounts.format)
    section = edits.sections["prior"]
    first, _ = entry_rows(book, section)
    for row in range(first, first + len(accounts.prior)):
        edits.put(section, row, "note", Content(f"结转自 {name}"))
    counts = f"上年数{len(accounts.prior)}格，年初数{len(accounts.typed)}格"
    append_log(edits, log_time(now), ACTION, [LogLine("", "", f"结转自 {name}", "", counts)])
    write_edits(book, edits.edits)
    for key, rows in entries.items():
        if rows and SHOWN in rows[0]:
            _raise_rows(book, edits, key, [str(one[SHOWN]) for one in rows])


def _raise_rows(book: FileBook, edits: ListEdits, key: str, texts: list[str]) -> None:
    section = edits.sections[key]
    first, _ = entry_rows(book, section)
    width = section.section.columns[section.column(SHOWN) - 1].width
    part = book.part(section.sheet)
    for row, text in enumerate(texts, first):
        lines = sum(lines_needed(one, 0.9 * width) for one in text.split("\n"))
        part.set_height(row, min(ROW_HEIGHT + LINE_HEIGHT * (lines - 1), MOST_HEIGHT))
