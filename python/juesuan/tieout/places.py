"""Where an issue is to be marked: words of a paragraph, or a cell of a table that the report prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from juesuan.importing.model import SourceSheet
from juesuan.spec.model import Cell
from juesuan.tieout.document import Document, Paragraph, RawTable
from juesuan.tieout.issue import Issue
from juesuan.tieout.own_tables import OwnTables
from juesuan.tieout.tieout import TiedOut


@dataclass(frozen=True)
class Words:
    """Characters ``start`` to ``end`` of a paragraph's text."""

    paragraph: Paragraph
    start: int
    end: int


@dataclass(frozen=True)
class Square:
    """A cell of a table by row and column (from 0). ``exact``: the figure itself, not only its table."""

    table: RawTable
    row: int
    column: int
    exact: bool = True

    @property
    def page(self) -> int:
        """The page, 0 where the file does not tell."""
        box = self.table.boxes[self.row][self.column] if self.table.boxes else None
        return box[0] if box is not None else self.table.page


Place = Words | Square


class Places:
    """Finds the place of issues; built once a report."""

    def __init__(self, document: Document, own: OwnTables | None) -> None:
        self._document = document
        self._own = own

    def of(self, issue: Issue) -> Place | None:
        """Return where an issue stands; None for what stands nowhere, or in a table that cannot be found again."""
        if issue.located is not None:
            return _words(issue)
        for cell in issue.cells:
            found = self._squares.get(cell)
            if found is not None:
                return found
        tables = [cell.table for cell in issue.cells] or list(self._by_title(issue.place))
        return next((self._tables[one] for one in tables if one in self._tables), None)

    def page_of(self, issue: Issue) -> int:
        """Return the page of an issue, 0 where it is not known."""
        place = self.of(issue)
        return place.paragraph.page if isinstance(place, Words) else place.page if place is not None else 0

    def _by_title(self, title: str) -> Iterator[str]:
        if self._own is not None:
            yield from (one.key for one in self._own.form if one.title == title)

    @cached_property
    def _squares(self) -> dict[Cell, Square]:
        """The place of every figure that has found its cell."""
        found: dict[Cell, Square] = {}
        for one in self._own.recognised.figures if self._own else ():
            known = self._raw.get(one.place.sheet)
            if known is None:
                continue
            table, head = known
            row, column = one.place.row - 1 - head, one.place.column - 1
            if 0 <= row < len(table.rows) and 0 <= column < len(table.rows[row]):
                found[one.cell] = Square(table, row, column)
        return found

    @cached_property
    def _tables(self) -> dict[str, Square]:
        """The first cell of every table that was recognised."""
        found: dict[str, Square] = {}
        for key, one in (self._own.recognised.tables if self._own else {}).items():
            raw = next((self._raw[sheet] for _, sheet in one.sheets if sheet in self._raw), None)
            if raw is not None:
                found[key] = Square(raw[0], 0, 0, exact=False)
        return found

    @cached_property
    def _raw(self) -> dict[str, tuple[RawTable, int]]:
        """By the name of a sheet its table, and how many lines of text stand above it on the sheet."""
        sheets = self._own.sheets if self._own else ()
        tables = self._document.tables
        return {
            sheet.sheet: (table, _head(sheet, table)) for sheet, table in zip(sheets, tables, strict=False)
        }


def _head(sheet: SourceSheet, table: RawTable) -> int:
    """Return how many lines stand above the table on its sheet."""
    rows: Sequence[Sequence[object]] = [[cell or None for cell in row] for row in table.rows]
    most = len(sheet.rows) - len(rows)
    return next(
        (head for head in range(most + 1) if list(sheet.rows[head : head + len(rows)]) == rows), max(most, 0)
    )


def _words(issue: Issue) -> Words | None:
    located = issue.located
    if located is None:
        return None
    at = located.plain.at
    start, end = issue.start, min(issue.end, len(at))
    if start >= end:  # the paragraph as a whole
        return Words(located.paragraph, 0, len(located.paragraph.text))
    return Words(located.paragraph, at[start], at[end - 1] + 1)


def places_of(done: TiedOut) -> Places:
    """Return the places of a report that was tied out."""
    return Places(done.document, done.own)
