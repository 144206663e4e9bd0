"""A sheet to look into: cells by row and column from 1, and what merged cells spread over."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from juesuan.importing.labels import norm
from juesuan.importing.model import Place, SourceSheet
from juesuan.money import is_blank


class Grid:
    """Read-only view of one source sheet."""

    def __init__(self, sheet: SourceSheet) -> None:
        self.source = sheet
        self.height = len(sheet.rows)
        self.width = max((len(row) for row in sheet.rows), default=0)

    def value(self, row: int, column: int) -> object:
        """The value of a cell; None outside and for blank cells."""
        if not 1 <= row <= self.height or column < 1:
            return None
        cells = self.source.rows[row - 1]
        value = cells[column - 1] if column <= len(cells) else None
        return None if is_blank(value) else value

    def text(self, row: int, column: int) -> str:
        """The normalised text of a cell."""
        return norm(self.value(row, column))

    def place(self, row: int, column: int) -> Place:
        """Where a cell stands."""
        return Place(self.source.file, self.source.sheet, row, column)

    @cached_property
    def _owners(self) -> dict[tuple[int, int], tuple[int, int]]:
        found: dict[tuple[int, int], tuple[int, int]] = {}
        for top, left, bottom, right in self.source.merged:
            for row in range(top, min(bottom, self.height) + 1):
                for column in range(left, min(right, self.width) + 1):
                    found[row, column] = top, left
        return found

    def owner(self, row: int, column: int) -> tuple[int, int]:
        """The cell that shows in a place: the first of merged cells, or the cell itself."""
        return self._owners.get((row, column), (row, column))

    def filled(self, row: int) -> list[int]:
        """The columns of a row that hold something."""
        cells = self.source.rows[row - 1]
        return [number for number, value in enumerate(cells, 1) if not is_blank(value)]

    def texts(self, row: int) -> list[str]:
        """The normalised texts of a row, blanks left out."""
        return [self.text(row, column) for column in self.filled(row)]

    def rows(self, top: int = 1, bottom: int | None = None) -> Iterator[int]:
        """The rows from ``top`` to ``bottom`` that hold something."""
        for row in range(top, (bottom or self.height) + 1):
            if self.filled(row):
                yield row
