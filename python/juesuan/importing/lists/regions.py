"""Where lists begin and end on a sheet, and which headers are those of tables and not of lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from juesuan.importing.grid import Grid
from juesuan.importing.heads import is_meta
from juesuan.importing.labels import is_amount, is_note
from juesuan.importing.ledger_list import is_ledger_head
from juesuan.importing.lists.form import project_label
from juesuan.importing.lists.heads import Head, find_head
from juesuan.importing.lists.known import Known
from juesuan.importing.lists.rows import RowReader
from juesuan.importing.lists.words import Family, Words, word
from juesuan.importing.titles import Title, TitleBook, blocks, find_titles

ABOVE = 4
"""So many rows above a header are looked at for a title and a unit."""


@dataclass(frozen=True)
class Region:
    """The rows of a list (``head``) or of a form: ``top`` is the first one of what stands above it."""

    top: int
    row: int
    head: Head | None
    end: int = 0

    @property
    def body(self) -> int:
        """The first row below the header."""
        return self.head.rows[-1] + 1 if self.head is not None else self.row

    @property
    def rows(self) -> range:
        """The rows below the header."""
        return range(self.body, self.end + 1)


class RegionFinder:
    """Finds the lists of one sheet; ``known`` are the codes and names that rows can have."""

    def __init__(self, grid: Grid, titles: TitleBook, words: Words, known: Callable[[Family], Known]) -> None:
        self.grid = grid
        self.book = titles
        self.words = words
        self.known = known

    def find(self) -> list[Region]:
        """Return the regions from top to bottom."""
        starts = list(self._starts())
        kept = [one for one in starts if one.head is None or self._is_list(one, self._end(starts, one))]
        return [replace(one, end=self._end(kept, one)) for one in kept]

    def _starts(self) -> Iterator[Region]:
        done = 0
        for row in self.grid.rows():
            if row <= done:
                continue
            head = find_head(self.grid, row, self.words)
            if head is not None and is_ledger_head(self.grid.source.rows[row - 1]):
                continue
            if head is not None:
                yield Region(self._top(row, done), row, head)
                done = head.rows[-1]
            elif project_label(self.grid, row, self.words, self.grid.height) is not None:
                yield Region(self._top(row, done), row, None)
                done = row

    @cached_property
    def titles(self) -> list[Title]:
        """The titles on the sheet: looked for only where there is a list."""
        return find_titles(self.grid, self.book)

    @cached_property
    def _ledgers(self) -> list[int]:
        """Where long lists of bookings begin."""
        heads = [row for row in self.grid.rows() if is_ledger_head(self.grid.source.rows[row - 1])]
        return [self._top(row, 0) for row in heads]

    def _is_list(self, start: Region, end: int) -> bool:
        return not self._is_tables(start) and self._is_known(start, end)

    def _top(self, row: int, done: int) -> int:
        """The first row of what stands right above a header: titles, units, names; never a row of another list."""
        top = row
        for above in range(row - 1, max(done, row - 1 - ABOVE), -1):
            columns = self.grid.filled(above)
            known = any(one.table and one.top == above for one in self.titles)
            alone = len(columns) == 1 and not is_amount(self.grid.value(above, columns[0]))
            if not columns or known or is_note(self.grid.text(above, columns[0])):
                break
            if not alone and not is_meta(self.grid, above):
                break
            top = above
        return top

    def _is_tables(self, start: Region) -> bool:
        """Whether a header is that of a table: its title stands above, and nothing between but words."""
        title = next((one for one in reversed(self.titles) if one.top < start.row), None)
        top = title.top if title is not None else 0
        source = self.grid.source
        if title is None:
            named = start.head is not None and start.head.family.named
            stem = source.file.rpartition("/")[2].rpartition(".")[0] if named else ""
            is_table = bool(self.book.by_name(source.sheet) or self.book.by_name(stem))
        else:
            is_table = bool(title.table or title.layout)
        if not is_table or self._is_headed(start, top):
            return False
        between = range(top + 1, start.row)
        return not any(is_amount(self.grid.value(r, c)) for r in between for c in self.grid.filled(r))

    def _is_headed(self, start: Region, top: int) -> bool:
        """Whether right above a header stands what our own sheets write there."""
        for row in range(max(top + 1, start.row - ABOVE), start.row):
            columns = self.grid.filled(row)
            if len(columns) == 1 and word(self.grid.value(row, columns[0])) in self.words.headings:
                return True
        return False

    def _is_known(self, start: Region, end: int) -> bool:
        """Whether at least half of the rows that have a name are those of a list that goes by names."""
        head = start.head
        if head is None or not head.family.named:
            return True
        known = self.known(head.family)
        reader = RowReader(self.grid, head, self.words, known, "")
        asked = hits = 0
        for row in range(start.body, end + 1):
            code, name = (str(reader.value(row, key) or "") for key in ("code", "name"))
            if not self.grid.filled(row) or not (code or name) or reader.is_total(row) or reader.is_note(row):
                continue
            asked += 1
            hits += known.find(head.family, code, name) is not None
        return head.own or (asked > 0 and 2 * hits >= asked)

    def _end(self, starts: Sequence[Region], start: Region) -> int:
        """The last row of a list: before the next one, before a title, before another header behind a blank row."""
        end = self.grid.height
        for one in starts:
            if one.row > start.row:
                end = min(end, one.top - 1)
        paragraphs = start.head is not None and start.head.family.key == "attachments"
        end = min([end, *(one - 1 for one in self._ledgers if one > start.row)])
        for block in blocks(self.grid, self.titles):
            title = block.title
            if title is None or title.top < start.body:
                continue
            alone = len(self.grid.filled(title.top)) == 1
            if title.table or title.layout or (alone and not paragraphs):
                end = min(end, max(block.top, start.body) - 1)
        return self._before_header(start, end)

    def _before_header(self, start: Region, end: int) -> int:
        if start.head is None:
            return end
        head = start.head
        numbers = [c for key, c in head.columns.items() if head.family.kind(key) in ("money", "count")]
        for row in range(start.body + 1, end + 1):
            blank = not self.grid.filled(row - 1)
            texts = [c for c in numbers if isinstance(self.grid.value(row, c), str)]
            if (
                blank
                and len(texts) >= 2
                and not any(is_amount(self.grid.value(row, c)) for c in self.grid.filled(row))
            ):
                return row - 1
        return end
