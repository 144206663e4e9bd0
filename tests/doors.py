"""The two doors side by side: what a person does to a book, what each door makes of it, what differs.

Nothing of a cell is left out but the time of day: 操作记录 and 审核结果 hold when something was done. The snapshot for
撤销上次操作 belongs to the open workbook alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest

import xlwings_libreoffice
from juesuan import buttons, buttons_audit, buttons_narrative
from juesuan.actions import Message
from juesuan.audit.report import Report
from juesuan.book.file import FileBook
from juesuan.book.grid import GridSource, Position
from juesuan.book.identity import format_of, read_identity
from juesuan.book.live import LiveBook
from juesuan.book.read import same_formula
from juesuan.book.read_cells import NOISE
from juesuan.book.sheets import all_sections
from juesuan.book.undo import UNDO
from juesuan.findings import Finding, FindingsError
from juesuan.narrate_file import Done as FileDone
from juesuan.narrate_file import narrate_file
from juesuan.narrate_live import LiveDone
from juesuan.narrative.sheet import Row
from juesuan.plan import Change
from juesuan.regenerate import regenerate_file
from juesuan.validate import validate_file
from tests.at_work import disturbed
from tests.office import without_print_titles

Text = dict[str, object]


FIRST = 0
"""Which of five books is computed anew by its own button first."""
BOOKS_EACH = 10


@dataclass(frozen=True)
class Told:
    """What a door told: the changes of the tables and the paragraphs, or why it refused; the audit."""

    changes: tuple[Change, ...]
    paragraphs: tuple[Text, ...]
    refusals: tuple[Finding, ...]
    audit: dict[str, Any]


@dataclass(frozen=True)
class Compared:
    """What both doors told, the cells that differ, and how many were compared."""

    filed: Told
    pressed: Told
    found: list[str]
    count: int


class Offices:
    """An office for the tests, a fresh one after some books: its memory grows with each."""

    def __init__(self) -> None:
        self.books = 0
        self.app: Any = None

    def take(self) -> Any:
        """Return an office for one more book."""
        import xlwings

        if self.books % BOOKS_EACH == 0:
            self.quit()
            xlwings_libreoffice.register()
            self.app = xlwings.App(visible=False)
        self.books += 1
        return self.app

    def quit(self) -> None:
        """End the office that is open."""
        if self.app is not None:
            self.app.quit()


# the doors


def by_file(path: Path, *, first: bool) -> Told:
    """Let the commands work on a file: 重新计算 (``first``: on its own), 更新情况说明, 全部审核."""
    return _told(
        (lambda: regenerate_file(path).changes) if first else None,
        lambda: narrate_file(path),
        lambda: validate_file(path),
    )


def by_window(book: Any, monkeypatch: pytest.MonkeyPatch, *, first: bool) -> Told:
    """Press the buttons on an open workbook; what they find is listened to on its way."""
    plans = _listen(monkeypatch, buttons, "make_plan")
    narrated = _listen(monkeypatch, buttons_narrative, "narrate_live")
    reports = _listen(monkeypatch, buttons_audit, "validate_live")

    def press(button: Callable[[Any], Message], heard: list[Any]) -> Any:
        button(book)
        return heard[-1]

    return _told(
        (lambda: press(buttons.regenerate, plans).changes) if first else None,
        lambda: press(buttons_narrative.narrate, narrated),
        lambda: press(buttons_audit.validate, reports),
    )


def _listen(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> list[Any]:
    real: Callable[..., Any] = getattr(module, name)
    heard: list[Any] = []

    def listening(*arguments: Any, **named: Any) -> Any:
        heard.append(real(*arguments, **named))
        return heard[-1]

    monkeypatch.setattr(module, name, listening)
    return heard


def _told(
    regenerate: Callable[[], tuple[Change, ...]] | None,
    narrate: Callable[[], FileDone | LiveDone],
    validate: Callable[[], Report],
) -> Told:
    changes: tuple[Change, ...] = ()
    rows: tuple[Row, ...] = ()
    refusals: tuple[Finding, ...] = ()
    try:
        changes = regenerate() if regenerate is not None else ()
        done = narrate()
        changes, rows = (*changes, *done.recomputed), done.narrated.rows
    except FindingsError as error:
        refusals = error.findings
    paragraphs = [
        {"key": one.written.key, "section": one.written.section, "text": one.written.text, "state": one.state}
        for one in rows
    ]
    return Told(changes, tuple(paragraphs), refusals, validate().to_json())


def told_and_found(app: Any, folder: Path, monkeypatch: pytest.MonkeyPatch, form: str, seed: int) -> Compared:
    """Let both doors work on the same book and compare what they leave and tell."""
    file, window = (folder / one / "决算 2024.xlsx" for one in ("file", "window"))
    for path in (file, window):
        path.parent.mkdir()
    window.write_bytes(without_print_titles(disturbed(form, seed)))
    book = app.books.open(str(window))
    try:
        book.save()  # as the person's office calculates and saves it
        copyfile(window, file)
        first = seed % 5 == FIRST
        pressed = by_window(book, monkeypatch, first=first)
        filed = by_file(file, first=first)
        found, count = differing(FileBook.open(file), LiveBook(book))
    finally:
        book.close()
    return Compared(filed, pressed, found, count)


# what differs


def assert_same(one: Compared) -> None:
    """Both doors left the same cells and told the same: changes, refusals, paragraphs, audit."""
    assert one.found == []
    assert one.count > 2000
    assert one.pressed.changes == one.filed.changes
    assert one.pressed.refusals == one.filed.refusals
    assert one.pressed.paragraphs == one.filed.paragraphs
    assert one.pressed.audit == one.filed.audit


def differing(file: GridSource, live: GridSource) -> tuple[list[str], int]:
    """Return what differs, a line each, and how many cells were compared."""
    times = _times(file)
    found, count = [], 0
    sheets = [one for one in live.sheet_names() if one != UNDO]
    assert sheets == [one for one in file.sheet_names() if one != UNDO]
    for sheet in sheets:
        one, other = file.grid(sheet), live.grid(sheet)
        for at in _positions(one.rows, other.rows):
            mine, theirs = one.value(*at), other.value(*at)
            count += mine is not None
            here = f"{sheet} {at}"
            if not same_formula(one.formulas.get(at), other.formulas.get(at)):
                found.append(f"{here}: {one.formulas.get(at)!r}, {other.formulas.get(at)!r}")
            if not _same(mine, theirs) and not (times.get(sheet, _never)(at) and mine and theirs):
                found.append(f"{here}: {mine!r}, {theirs!r}")
    return found, count


def _positions(one: Sequence[Sequence[object]], other: Sequence[Sequence[object]]) -> Iterator[Position]:
    for row in range(max(len(one), len(other))):
        width = max(len(rows[row]) if row < len(rows) else 0 for rows in (one, other))
        yield from ((row + 1, column + 1) for column in range(width))


def _same(one: object, other: object) -> bool:
    """The same value; results of formulas may be off by binary arithmetic, as our reader knows."""
    if isinstance(one, float | int) and isinstance(other, float | int):
        return abs(one - other) <= NOISE
    return one == other


def _never(_: Position) -> bool:
    return False


def _times(source: GridSource) -> dict[str, Callable[[Position], bool]]:
    """Where the time of day stands: a column of 操作记录, a field of 审核结果."""
    sections = all_sections(format_of(read_identity(source)))
    log, verdict = sections["log"], sections["verdict"]
    grid = source.grid(verdict.sheet)
    row = next(one for one in range(1, grid.height + 1) if grid.text(one, 1) == "审核时间")
    return {
        log.sheet: lambda at: at[1] == log.column("time"),
        verdict.sheet: lambda at: at == (row, 2),
    }
