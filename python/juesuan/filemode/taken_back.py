"""撤销上次操作 for a saved workbook, and what was taken back: told from the two workbooks, before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from juesuan.book import kept
from juesuan.book.file import FileBook
from juesuan.book.grid import Grid, Position
from juesuan.book.identity import format_of, read_identity
from juesuan.book.read_lists import entry_rows
from juesuan.book.sheets import all_sections
from juesuan.findings import StructureError

_FIELDS = ("time", "action", "sheet", "cell", "name", "old", "new")
MOST_LETTERS = 30
"""So much of a text is told."""
_HIDDEN = "_"
"""What the names of the program's own sheets begin with."""


@dataclass(frozen=True)
class TakenBack:
    """A step back: when what was taken back had been written, the actions, one line for each cell that 操作记录 named.

    ``sheets`` are the sheets that differ: an action that writes results only (全部审核) leaves no line.
    """

    path: Path
    written: datetime
    actions: tuple[str, ...]
    lines: tuple[str, ...]
    sheets: tuple[str, ...]

    @property
    def head(self) -> str:
        """What was taken back, in one sentence without its full stop."""
        what = "和".join(f"“{one}”" for one in self.actions) or "操作"
        many = f"，恢复{len(self.lines)}处" if self.lines else ""
        where = f"（涉及{'、'.join(self.sheets)}）" if self.sheets and not self.lines else ""
        return f"已撤销{self.written:%Y-%m-%d %H:%M:%S}的{what}{where}{many}"


def take_back(path: Path) -> TakenBack:
    """Put back what a workbook file was before the last write, and say what that was; raises as ``undo_file``."""
    try:
        written = path.read_bytes()
    except OSError:
        written = b""  # undo_file refuses
    done = kept.undo_file(path)
    actions, lines, sheets = _differences(written, path.read_bytes())
    return TakenBack(path, done.written, actions, lines, sheets)


def _differences(written: bytes, restored: bytes) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Return the actions and lines that only the written workbook has, and the sheets that differ."""
    try:
        now, before = FileBook.from_bytes(written), FileBook.from_bytes(restored)
        log, earlier = _log(now), _log(before)
        sheets = _changed_sheets(now, before)
    except StructureError:  # it is taken back all the same; only what it was cannot be told
        return (), (), ()
    gone = log[len(earlier) :] if log[: len(earlier)] == earlier else []
    actions = tuple(dict.fromkeys(one[1] for one in gone))
    return actions, tuple(map(_line, gone)), sheets


def _log(book: FileBook) -> list[tuple[str, ...]]:
    section = all_sections(format_of(read_identity(book)))["log"]
    if section.sheet not in book.sheet_names():
        return []
    first, _ = entry_rows(book, section)
    grid = book.grid(section.sheet)
    rows = range(first, grid.height + 1)
    found = [tuple(grid.text(row, section.column(key)) for key in _FIELDS) for row in rows]
    return [one for one in found if one[0]]


def _line(entry: Sequence[str]) -> str:
    """Say what a cell went back to: from its newer content to its older one."""
    _, _, sheet, cell, name, old, new = entry
    place = f"{sheet}!{cell}".strip("!")
    change = f"：{_short(new)} → {_short(old)}" if old or new else ""
    return f"{place} {name}{change}".strip()


def _short(text: str) -> str:
    bare = " ".join(text.split())
    return f"{bare[:MOST_LETTERS]}……" if len(bare) > MOST_LETTERS else bare or "（空）"


def _changed_sheets(now: FileBook, before: FileBook) -> tuple[str, ...]:
    """Return the sheets whose contents differ, without the program's own."""
    there = set(before.sheet_names())
    names = [one for one in now.sheet_names() if not one.startswith(_HIDDEN)]
    return tuple(
        one for one in names if one not in there or _cells(now.grid(one)) != _cells(before.grid(one))
    )


def _cells(grid: Grid) -> tuple[dict[Position, object], dict[Position, str]]:
    values = {
        (row, column): value
        for row, line in enumerate(grid.rows, 1)
        for column, value in enumerate(line, 1)
        if value not in ("", None)
    }
    return values, dict(grid.formulas)
