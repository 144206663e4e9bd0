"""Every action on an open workbook in a real LibreOffice: its calls, its time, and what the same cells take one by one."""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlwings_libreoffice
from juesuan.actions import action
from juesuan.book.grid import Grid, Position
from juesuan.book.live import Block, LiveBook
from juesuan.book.sheets import all_sections
from juesuan.dialogs import ANSWERS
from juesuan.export.tables import values_only
from juesuan.regenerate import new_book
from juesuan.spec import load_format
from tests.bench.live import enter
from tests.books import book_bytes
from tests.importing.printed import empty

SAMPLE = "panzhihua-2020"
PROBED = 300
"""So many cells are read and written one by one to know what one takes."""


@dataclass
class Meter:
    """What an action did through the live door: ``read`` and ``written`` are cells."""

    calls: int = 0
    read: int = 0
    written: int = 0


@contextmanager
def metered() -> Iterator[Meter]:
    """Count what goes through every live door while this is open."""
    meter = Meter()
    call, read, write = LiveBook.call, LiveBook._read, LiveBook.write

    def counted_call(self: LiveBook, work: Callable[[], Any]) -> Any:
        meter.calls += 1
        return call(self, work)

    def counted_read(self: LiveBook, name: str) -> Grid:
        found = read(self, name)
        meter.read += sum(map(len, found.rows))
        return found

    def counted_write(self: LiveBook, sheet: str, at: Position, block: Block) -> None:
        meter.written += sum(map(len, block))
        write(self, sheet, at, block)

    LiveBook.call, LiveBook._read, LiveBook.write = counted_call, counted_read, counted_write  # type: ignore[method-assign,assignment]
    try:
        yield meter
    finally:
        LiveBook.call, LiveBook._read, LiveBook.write = call, read, write  # type: ignore[method-assign]


@dataclass(frozen=True)
class Single:
    """Seconds that one cell takes: reading value and formula, writing."""

    read: float
    write: float


def single(book: Any) -> Single:
    """Measure cells one by one: read from a table, written on a sheet of their own."""
    sheet, own = book.sheets["公开06表"], book.sheets.add("逐格")
    places = [(row, column) for row in range(1, PROBED // 5 + 1) for column in range(1, 6)]
    start = time.perf_counter()
    for at in places:
        one = sheet.range(at)
        _ = one.value, one.formula
    middle = time.perf_counter()
    for at in places:
        own.range(at).value = 12.34
    end = time.perf_counter()
    own.delete()
    return Single((middle - start) / len(places), (end - middle) / len(places))


def measured(identifier: str, book: Any, one: Single) -> None:
    """Run an action and print its figures."""
    wanted = action(identifier)
    function = wanted.load()
    with metered() as meter:
        start = time.perf_counter()
        function(book)
        took = time.perf_counter() - start
    by_cell = meter.read * one.read + meter.written * one.write
    ratio = f"{took / by_cell:.3f} of cell by cell" if by_cell else "no cells"
    print(
        f"{wanted.label}: {meter.calls} calls, {took:.2f} s, "
        f"{meter.read} cells read, {meter.written} written, {ratio}"
    )


def _select_own_text(book: Any) -> None:
    """A person writes a paragraph of their own and selects it."""
    section = all_sections(load_format("sichuan-2020"))["paragraphs"]
    sheet = book.sheets[section.sheet]
    cell = sheet.range((section.first + 3, section.column("own")))
    cell.value = "本年收入合计1.23万元。"
    sheet.activate()
    cell.select()


def _work(book: Any) -> None:
    """The actions in the order of a year's work."""
    one = single(book)
    print(f"one cell: {one.read * 1000:.1f} ms to read with its formula, {one.write * 1000:.1f} ms to write")
    enter(book.sheets["公开06表"])
    for identifier in ("preview", "regenerate", "undo", "regenerate", "validate"):
        measured(identifier, book, one)
    book.sheets["公开06表"].activate()
    for identifier in ("validate_table", "next", "previous", "analyse", "narrate"):
        measured(identifier, book, one)
    _select_own_text(book)
    measured("restore", book, one)


def _import(app: Any, folder: Path) -> None:
    """The published tables of the sample into a new book."""
    source, target = folder / "公开表.xlsx", folder / "新.xlsx"
    source.write_bytes(values_only(load_format("sichuan-2020"), book_bytes(SAMPLE)))
    accounts = empty("sichuan-2020", unit="")
    target.write_bytes(new_book(accounts.format, accounts))
    book = app.books.open(str(target))
    before = os.environ.get(ANSWERS)
    os.environ[ANSWERS] = json.dumps({"files": [str(source)]})
    try:
        measured("import", book, single(book))
    finally:
        os.environ.pop(ANSWERS)
        if before is not None:
            os.environ[ANSWERS] = before
        book.close()


def main() -> None:
    """Print the figures of every action."""
    why_not = xlwings_libreoffice.available()
    if why_not is not None:
        print(f"actions: not measured, {why_not}")
        return
    xlwings_libreoffice.register()
    import xlwings

    app = xlwings.App(visible=False)
    try:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            path = folder / "b.xlsx"
            path.write_bytes(book_bytes(SAMPLE))
            book = app.books.open(str(path))
            _work(book)
            book.close()
            _import(app, folder)
    finally:
        app.quit()
