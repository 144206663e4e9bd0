"""What an import is made of: sheets as they were found, and the figures that were recognised in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from juesuan.book.layout import address
from juesuan.spec.model import Cell

Area = tuple[int, int, int, int]
"""First row, first column, last row, last column (from 1) of merged cells."""


@dataclass(frozen=True)
class SourceSheet:
    """One sheet of a source: ``rows[0][0]`` is A1; numbers, texts, dates, None. Merged cells hold their value top left.

    ``percents`` are the cells that show a percentage, None when the source does not tell. ``own``: a sheet of one of
    our own workbooks.
    """

    file: str
    sheet: str
    rows: Sequence[Sequence[object]]
    merged: tuple[Area, ...] = ()
    percents: frozenset[tuple[int, int]] | None = None
    own: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stood in a source: file name, sheet ("": the whole file), row and column (from 1)."""

    file: str
    sheet: str
    row: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}“{self.sheet}”{address(self.row, self.column)}" if self.sheet else self.file


@dataclass(frozen=True, slots=True)
class Figure:
    """A printed figure that has found its cell; ``amount`` in 分."""

    cell: Cell
    amount: int
    place: Place


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Something in a source that was not taken over: what stood there, why not, what to do."""

    place: Place
    text: str
    reason: str
    remedy: str


@dataclass(frozen=True)
class FoundTable:
    """A table of the format that a source holds: the sheets it was found on, its unit, whether it declares itself empty.

    ``step`` is what its figures were rounded to, in 分: 10,000 for 万元 with two decimals, 1 for 元 or more decimals.
    """

    table: str
    sheets: tuple[tuple[str, str], ...]
    unit: str
    empty: bool = False
    step: int = 10_000


@dataclass(frozen=True)
class Recognised:
    """Everything that was found in the sources of one import.

    ``figures``: at most one a cell (a second one that differs is among ``unplaced``). ``rows``: the code rows of each
    table in the order of the source, ``code/text`` for detail lines. ``names``: the name that the source prints beside
    a code. ``info``: what the head of a table says (``unit_name``, ``year``).
    """

    tables: Mapping[str, FoundTable] = field(default_factory=dict)
    figures: tuple[Figure, ...] = ()
    rows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    info: Mapping[str, str] = field(default_factory=dict)
    unplaced: tuple[Unplaced, ...] = ()

    @property
    def amounts(self) -> dict[Cell, int]:
        """The figures by cell."""
        return {one.cell: one.amount for one in self.figures}
