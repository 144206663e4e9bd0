"""The live door: an open workbook over plain xlwings.

At most two block reads a sheet; writes are blocks too. Every call goes through :meth:`LiveBook.call`, which counts it,
repeats it a bounded number of times when the office is busy, and stops at the deadline. Acts only on the workbook that
it was given.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, TypeVar

from juesuan.book.grid import Grid, Position
from juesuan.book.native import Native, native_of
from juesuan.findings import Finding, FindingsError, Level, StructureError

T = TypeVar("T")
Block = Sequence[Sequence[object]]

DEADLINE = 120.0
"""Seconds that an action may take."""
BUSY_RETRIES = 8
BUSY_WAIT = 0.25
_BUSY_CODES = {-2147418111, -2146777998, -2147417846}
"""RPC_E_CALL_REJECTED, the same during editing a cell, RPC_E_SERVERCALL_RETRYLATER."""
_ENDED = {
    "OfficeDied": (
        "office-died",
        "表格软件意外退出，操作没有做完；磁盘上的文件没有改动，请重新打开工作簿再试。",
    ),
    "OfficeTimeout": (
        "office-frozen",
        "表格软件在规定时间内没有回应，操作已停止；磁盘上的文件没有改动，请结束它并重新打开工作簿再试。",
    ),
    "BookClosed": ("book-gone", "工作簿在操作中被关闭，操作没有做完；请重新打开工作簿再试。"),
}
"""What the LibreOffice engine raises when an office is gone (by name: this module knows no engine)."""
_ERRORS = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A")


class Text(str):
    """A text that looks like a formula and is none."""

    __slots__ = ()


class CallError(RuntimeError):
    """A call that the office answered with an error of its own (UNO's exceptions cannot carry a traceback)."""


class LiveBook:
    """An open workbook as a source of grids, and the way to write blocks into it."""

    def __init__(self, book: Any, *, deadline: float = DEADLINE) -> None:
        self.book = book
        self.native: Native = native_of(book)
        self.calls = 0
        self._end = time.monotonic() + deadline
        self._grids: dict[str, Grid] = {}
        self._sheets: dict[str, Any] = {}
        self._names: _Names | None = None

    def call(self, work: Callable[[], T]) -> T:
        """Make one call to the office; when it is busy, wait and try again, a bounded number of times."""
        for attempt in range(BUSY_RETRIES + 1):
            if time.monotonic() > self._end:
                raise StructureError("deadline", "表格软件很久没有回应，操作已停止；请稍后再试。")
            self.calls += 1
            try:
                return work()
            except Exception as error:
                ended = _ENDED.get(type(error).__name__)
                if ended is not None:
                    raise StructureError(*ended) from error
                if type(error).__name__.startswith("com.sun.star."):
                    raise CallError(f"{type(error).__name__}: {error}") from None
                if not _is_busy(error):
                    raise
                if attempt == BUSY_RETRIES:
                    raise StructureError(
                        "busy",
                        "表格软件正忙，可能有单元格正在编辑：请先按回车结束编辑，关闭打开的对话框，再试。",
                    ) from error
            time.sleep(BUSY_WAIT * (attempt + 1))
        raise AssertionError("unreachable")

    # a source of grids

    def sheet_names(self) -> Sequence[str]:
        """Return the names of the sheets in order."""
        if not self._sheets:
            self._sheets = {one.name: one for one in self.call(lambda: list(self.book.sheets))}
            self.calls += len(self._sheets)
        return list(self._sheets)

    def sheet(self, name: str) -> Any:
        """Return an xlwings sheet by name."""
        self.sheet_names()
        return self._sheets[name]

    def grid(self, sheet: str) -> Grid:
        """Return the cells of a sheet: one call for its size, one block of values, one of formulas."""
        found = self._grids.get(sheet)
        if found is None:
            found = self._grids[sheet] = self._read(sheet)
        return found

    def _read(self, name: str) -> Grid:
        sheet = self.sheet(name)
        last = self.call(lambda: sheet.used_range.last_cell)
        area = sheet.range((1, 1), (max(2, last.row), max(2, last.column)))
        values = self.call(lambda: area.options(ndim=2, err_to_str=True).value)
        if any(isinstance(one, Decimal) for row in values for one in row):
            values = self._unrounded(area, values)
        formulas = self.call(lambda: area.options(ndim=2).formula)
        found: dict[Position, str] = {}
        errors: dict[Position, str] = {}
        for row, cells in enumerate(formulas, 1):
            for column, text in enumerate(cells, 1):
                if isinstance(text, str) and text.startswith("=") and text != values[row - 1][column - 1]:
                    found[row, column] = text  # (a text that looks like a formula is its own value)
        for row, cells in enumerate(values, 1):
            for column, value in enumerate(cells, 1):
                if isinstance(value, str) and value in _ERRORS:
                    errors[row, column] = value
        return Grid(values, found, errors)

    def _unrounded(self, area: Any, values: list[list[object]]) -> list[list[object]]:
        """Currency cells come as Decimal cut to four places: read those cells as the numbers that they are."""
        raw = self.call(lambda: area.api.Value2)
        return [
            [
                float(raw[row][column]) if isinstance(value, Decimal) else value
                for column, value in enumerate(cells)
            ]
            for row, cells in enumerate(values)
        ]

    def defined_names(self) -> Mapping[str, str]:
        """Return the workbook's defined names; what a name refers to is asked only when it is needed."""
        if self._names is None:
            self._names = _Names(self)
        return self._names

    # writing

    def preflight(self, sheets: Sequence[str]) -> None:
        """Find everything that forbids writing, before the first write, and tell it in one message."""
        found: list[Finding] = []
        if self.call(lambda: self.native.is_read_only(self.book)):
            found.append(
                _finding("book-read-only", "", "工作簿是以只读方式打开的，", "请关闭后以可编辑方式打开。")
            )
        if self.call(lambda: self.native.is_shared(self.book)):
            found.append(_finding("book-shared", "", "工作簿处于“共享工作簿”状态，", "请先取消共享再操作。"))
        for name in sheets:
            sheet = self.sheet(name)
            if self.call(lambda s=sheet: self.native.is_filtered(s)):  # type: ignore[misc]
                found.append(
                    _finding("sheet-filtered", name, "工作表正在筛选，有行被隐藏，", "请先清除筛选。")
                )
            if not self._can_unprotect(sheet):
                found.append(
                    _finding(
                        "sheet-password", name, "工作表设有保护密码，", "请先撤销工作表保护（或去掉密码）。"
                    )
                )
        if found:
            raise FindingsError(found)

    def _can_unprotect(self, sheet: Any) -> bool:
        if not self.call(lambda: self.native.is_protected(sheet)):
            return True
        if not self.call(lambda: self.native.unprotect(sheet)):
            return False
        self.call(lambda: self.native.protect(sheet))
        return True

    @contextmanager
    def writing(self, sheets: Sequence[str], text: str) -> Iterator[None]:
        """Hold the window still while blocks are written; everything is restored whatever happens.

        Screen updating, calculation, selection and the protection of ``sheets`` come back as they were.
        """
        app = self.book.app
        updating, calculation = self.call(lambda: (app.screen_updating, app.calculation))
        selected = self.call(lambda: _selected(self.book))
        unprotected: list[Any] = []
        try:
            self.call(lambda: _set(app, status_bar=text, screen_updating=False, calculation="manual"))
            for name in sheets:
                sheet = self.sheet(name)
                if self.call(lambda s=sheet: self.native.is_protected(s)):  # type: ignore[misc]
                    self.call(lambda s=sheet: self.native.unprotect(s))  # type: ignore[misc]
                    unprotected.append(sheet)
            yield
            self.call(app.calculate)
        finally:
            self._end += 30
            for sheet in unprotected:
                self.call(lambda s=sheet: self.native.protect(s))  # type: ignore[misc]
            self.call(lambda: _set(app, calculation=calculation, screen_updating=updating, status_bar=None))
            if selected is not None:
                self.call(
                    lambda: (
                        selected[0].range(selected[1]).select() if _is_active(self.book, selected) else None
                    )
                )
            self._grids.clear()

    def status(self, text: str) -> None:
        """Show a text in the status bar."""
        self.call(lambda: _set(self.book.app, status_bar=text))

    def write(self, sheet: str, at: Position, block: Block) -> None:
        """Write a block of values; texts that begin with ``=`` are formulas unless they are :class:`Text`, None clears a cell."""
        area = self.sheet(sheet).range(at, (at[0] + len(block) - 1, at[1] + len(block[0]) - 1))
        block = [
            [self._kept(area, (down, across), one) for across, one in enumerate(row)]
            for down, row in enumerate(block)
        ]
        self.call(
            lambda: setattr(area, "value", block if len(block) > 1 or len(block[0]) > 1 else block[0][0])
        )

    def _kept(self, area: Any, at: Position, value: object) -> object:
        """A text as it is written: cells that are formatted as texts take it as it is, others behind an apostrophe."""
        if not isinstance(value, Text):
            return value
        is_text = self.call(lambda: area[at].number_format) == "@"
        return str(value) if is_text else f"'{value}"

    def formats_from(self, sheet: str, source: int, first: int, last: int, width: int) -> None:
        """Give rows the formats of a pattern row."""
        one = self.sheet(sheet)
        pattern = one.range((source, 1), (source, width))
        target = one.range((first, 1), (last, width))
        self.call(pattern.copy)
        self.call(lambda: target.paste(paste="formats"))

    def fit_rows(self, sheet: str, first: int, last: int) -> None:
        """Make rows as high as their texts."""
        if first <= last:
            rows = self.sheet(sheet).range(f"{first}:{last}")
            self.call(rows.rows.autofit)

    def hide_rows(self, sheet: str, first: int, last: int, *, hidden: bool) -> None:
        """Hide or show rows."""
        if first <= last:
            rows = self.sheet(sheet).range(f"{first}:{last}")
            self.call(lambda: setattr(rows, "row_hidden", hidden))

    def notes(self, sheet: str, first: int, last: int) -> dict[Position, str]:
        """Return the notes of some rows."""
        found = self.call(
            lambda: [(n.location.row, n.location.column, n.text) for n in self.sheet(sheet).notes]
        )
        return {(row, column): text for row, column, text in found if first <= row <= last}

    def put_notes(self, sheet: str, old: Mapping[Position, str], new: Mapping[Position, str]) -> None:
        """Take away some notes and set others."""
        one = self.sheet(sheet)
        for at in old:
            if new.get(at) != old[at]:
                self.call(lambda a=at: one.range(a).note.delete())  # type: ignore[misc]
        for at, text in new.items():
            if old.get(at) != text:
                self.call(lambda a=at, t=text: one.range(a).add_note(t))  # type: ignore[misc]


class _Names(Mapping[str, str]):
    """Defined names, asked for one at a time: a workbook has hundreds, an action needs a few."""

    def __init__(self, book: LiveBook) -> None:
        self._book = book
        self._known: dict[str, str] = {}

    def __getitem__(self, name: str) -> str:
        if name not in self._known:
            found = self._book.call(lambda: self._book.native.refers_to(self._book.book, name))
            if found is None:
                raise KeyError(name)
            self._known[name] = found
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter([one.name for one in self._book.call(lambda: list(self._book.book.names))])

    def __len__(self) -> int:
        return sum(1 for _ in self)


def as_typed(value: object) -> object:
    """Return what is to be written so that the office keeps a text as it is: one that looks like a formula is marked."""
    return Text(value) if isinstance(value, str) and value[:1] in ("=", "+", "-", "@") else value


def _is_busy(error: Exception) -> bool:
    """Whether Excel is busy: it says so as the result of a call or inside its exception, xlwings by a name of its own."""
    inside = error.args[2] if len(error.args) > 2 and isinstance(error.args[2], tuple) else ()
    codes = (*error.args[:1], *inside[5:6])
    return type(error).__name__ == "ExcelBusyError" or any(
        isinstance(code, int) and code in _BUSY_CODES for code in codes
    )


def _set(app: Any, **wanted: object) -> None:
    for name, value in wanted.items():
        setattr(app, name, value)


def _selected(book: Any) -> tuple[Any, str] | None:
    selection = book.app.selection
    if selection is None or selection.sheet.book.name != book.name:
        return None
    return selection.sheet, selection.address


def _is_active(book: Any, selected: tuple[Any, str]) -> bool:
    return bool(book.sheets.active.name == selected[0].name)


def _finding(rule: str, sheet: str, message: str, remedy: str) -> Finding:
    return Finding(rule, Level.ERROR, sheet, "", message, remedy)
