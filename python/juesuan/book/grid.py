"""What a door hands to the reader: the cells of a sheet as values and formulas.

The file door and the live door both give grids, so what the cells mean is decided once, in ``book.read``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

Position = tuple[int, int]


@dataclass(frozen=True)
class Grid:
    """One sheet: ``rows[0][0]`` is A1. ``uncalculated`` are formula cells without a value."""

    rows: Sequence[Sequence[object]]
    formulas: Mapping[Position, str] = field(default_factory=dict)
    errors: Mapping[Position, str] = field(default_factory=dict)
    uncalculated: frozenset[Position] = frozenset()

    def value(self, row: int, column: int) -> object:
        """Return the value at a position (from 1); None outside, and for an empty text."""
        if (row, column) in self.errors:
            return self.errors[row, column]
        if row > len(self.rows) or column > len(self.rows[row - 1]):
            return None
        found = self.rows[row - 1][column - 1]
        return None if found == "" else found

    def text(self, row: int, column: int) -> str:
        """Return the value at a position as text without surrounding space; whole numbers without ``.0``."""
        found = self.value(row, column)
        if isinstance(found, float) and found.is_integer():
            found = int(found)
        return "" if found is None else str(found).strip()

    @property
    def height(self) -> int:
        """The number of rows."""
        return len(self.rows)


class GridSource(Protocol):
    """An open workbook as the reader sees it."""

    def sheet_names(self) -> Sequence[str]:
        """Return the names of the sheets in order."""
        ...

    def grid(self, sheet: str) -> Grid:
        """Return the cells of a sheet."""
        ...

    def defined_names(self) -> Mapping[str, str]:
        """Return the workbook's defined names and what they refer to."""
        ...
