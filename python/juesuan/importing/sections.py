"""A block of rows -> sections: each a header and the rows below it, with the meaning of every column.

A page break may repeat the header, or bring none: then the columns of the section before hold on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from juesuan.importing.columns import ColumnBook, heading
from juesuan.importing.grid import Grid
from juesuan.importing.headers import Group, HeadColumn, Vocabulary, groups, is_number_row, row_kind
from juesuan.importing.heads import is_meta
from juesuan.importing.labels import is_amount, is_dash, label
from juesuan.importing.layouts import LayoutFile, Layouts
from juesuan.spec.model import Table


@dataclass(frozen=True)
class TableBook:
    """A table of the format with everything that is needed to know it again elsewhere."""

    table: Table
    columns: tuple[ColumnBook, ...]
    vocabulary: Vocabulary

    def panels_of(self, group: Group) -> tuple[int, ...]:
        """The panels that a group's header names (收入, 支出); all of them when it names none."""
        words = {one for column in group.columns for one in column.path}
        named = [
            n
            for n, panel in enumerate(self.table.panels)
            if panel.heading and heading(panel.heading) in words
        ]
        return tuple(named) if named else tuple(range(len(self.table.panels)))

    def column_of(self, panel: int, path: Sequence[str]) -> str | None:
        """The column of a panel that a path means."""
        return self.columns[panel].find(path)


def table_book(
    table: Table, layouts: Layouts, names: frozenset[str], layout: LayoutFile | None = None
) -> TableBook:
    """Gather the words of one table; ``names`` are the names of the codes that can stand in its rows."""
    columns = tuple(ColumnBook(table, panel, layouts, layout) for panel in table.panels)
    words = layouts.words
    header = words.all().union(*(one.words() for one in columns))
    rows = {label(row.label) for _, row in table.fixed_rows.values() if row.label}
    known = frozenset().union(*(layouts.row_words(one) for one in rows)) | names
    codes = frozenset(one.economic for panel in table.panels for one in panel.columns if one.economic)
    return TableBook(table, columns, Vocabulary(words, header, known, codes))


@dataclass(frozen=True)
class Section:
    """A header (its rows may be none) and the rows below it."""

    grid: Grid
    header: tuple[int, ...]
    body: tuple[int, ...]
    groups: tuple[Group, ...] = ()


@dataclass
class _Cut:
    header: list[int] = field(default_factory=list)
    body: list[int] = field(default_factory=list)


def sections(grid: Grid, rows: Sequence[int], book: TableBook) -> list[Section]:
    """Cut the rows of a block into sections; the first may have no header."""
    cuts = [_Cut()]
    for row in rows:
        if not grid.filled(row):
            continue
        kind = row_kind(grid, row, book.vocabulary, headed=bool(cuts[-1].header))
        if kind in ("note", "numbers") or (kind != "body" and is_meta(grid, row)):
            continue
        if kind == "header" and _is_heading(grid, row, cuts[-1], book):
            kind = "body"
        elif kind == "header" and cuts[-1].body and _starts_header(grid, row, book.vocabulary):
            cuts.append(_Cut())
        if kind == "body" or cuts[-1].body:
            cuts[-1].body.append(row)
        elif kind == "header" or cuts[-1].header or (not is_meta(grid, row) and _may_be_header(grid, row)):
            cuts[-1].header.append(row)
    return [_section(grid, one, book) for one in cuts if one.header or one.body]


def _is_heading(grid: Grid, row: int, cut: _Cut, book: TableBook) -> bool:
    """Whether a row only says 收入 or 支出 above rows of one long list: below the names of the columns."""
    columns = grid.filled(row)
    words = book.vocabulary.words
    strong = words.code | words.name | words.item
    headings = {heading(panel.heading) for panel in book.table.panels} - {""}
    named = any(label(grid.value(one, c)) in strong for one in cut.header for c in grid.filled(one))
    return named and len(columns) == 1 and label(grid.value(row, columns[0])) in headings


def _may_be_header(grid: Grid, row: int) -> bool:
    """A row of several short texts above the first known word: the beginning of a broken label."""
    texts = grid.texts(row)
    return len(texts) > 1 and all(len(one) <= 20 for one in texts)


def _starts_header(grid: Grid, row: int, vocabulary: Vocabulary) -> bool:
    """Whether a header begins again in the middle of the rows: it names a column, and says nothing else."""
    words = vocabulary.words
    columns = grid.filled(row)
    texts = [label(grid.value(row, column)) for column in columns]
    if any(
        is_amount(grid.value(row, c)) or is_dash(grid.value(row, c)) for c in columns
    ) and not is_number_row(grid, row):
        return all(one in vocabulary.header or one[:3].isdigit() for one in texts)
    strong = (words.code | words.name | words.item | words.line) - {"类", "款", "项"}
    hits = [one for one in texts if one in vocabulary.header]
    return any(one in strong for one in texts) or (len(hits) >= 2 and len(hits) == len(texts))


def _section(grid: Grid, cut: _Cut, book: TableBook) -> Section:
    header, body = tuple(cut.header), tuple(cut.body)
    if not header:
        return Section(grid, (), body)
    words = book.vocabulary.words
    plain = groups(grid, header, body, words, fill=False)
    filled = groups(grid, header, body, words, fill=True)
    better = _matched(filled, book) > _matched(plain, book)
    return Section(grid, header, body, filled if better else plain)


def _matched(found: Sequence[Group], book: TableBook) -> int:
    """How many columns are known: those that name rows, and the different ones of amounts."""
    return sum(len(group.columns) - len(group.of("amount")) - len(group.of("")) for group in found) + sum(
        len({book.column_of(panel, one.path) for one in group.of("amount")} - {None})
        for group in found
        for panel in book.panels_of(group)
    )


def is_complete(section: Section, book: TableBook) -> bool:
    """Whether a section's header is one of the table: every amount column below a label is known, and there is one."""
    amounts = [(group, one) for group in section.groups for one in group.of("amount")]
    return bool(amounts) and all(
        any(book.column_of(panel, one.path) for panel in book.panels_of(group)) for group, one in amounts
    )


def moved(found: Sequence[Group], by: int) -> tuple[Group, ...]:
    """The same groups, some columns further to the right."""
    return tuple(
        Group(tuple(HeadColumn(one.column + by, one.role, one.path, one.at) for one in group.columns))
        for group in found
    )
