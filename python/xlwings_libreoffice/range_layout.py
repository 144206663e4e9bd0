"""Sizes and hidden rows, merged cells, and the way around in a sheet."""

from __future__ import annotations

from typing import Any, Self

from .addresses import COLUMNS, ROWS, Area
from .guard import partly, unsupported
from .range_core import RangeCore, area_of
from .range_values import CONTENTS

_PER_POINT = 2540 / 72
_PER_PIXEL = 2540 / 96
_DIGIT, _PADDING = 7, 5  # pixels of a digit and of a column's rim with Excel's usual font
_STEPS = {"d": (1, 0), "down": (1, 0), "u": (-1, 0), "up": (-1, 0)}
_STEPS |= {"r": (0, 1), "right": (0, 1), "l": (0, -1), "left": (0, -1)}


def width_in_characters(hundredths: float) -> float:
    """A column's width as Excel counts it."""
    pixels = hundredths / _PER_PIXEL
    narrow = _DIGIT + _PADDING
    return round(pixels / narrow if pixels < narrow else (pixels - _PADDING) / _DIGIT, 2)


def width_in_hundredths(characters: float) -> int:
    """A column's width in hundredths of a millimetre."""
    pixels = characters * (_DIGIT + _PADDING) if characters < 1 else characters * _DIGIT + _PADDING
    return round(pixels * _PER_PIXEL)


class RangeLayout(RangeCore):
    """The part of a range that is about its place and size."""

    @property
    @partly("counted in characters of 7 pixels, may differ in the second decimal")
    def column_width(self) -> float | None:
        """The width of the columns; ``None`` when they differ."""
        if not self.exists:
            return 0
        first = self.xl.Columns.getByIndex(0).Width
        return width_in_characters(first) if self._all_alike("Width", first, self.area.columns) else None

    @column_width.setter
    def column_width(self, value: float) -> None:
        if self.exists:
            self.xl.Columns.Width = width_in_hundredths(value)

    @property
    def row_height(self) -> float | None:
        """The height of the rows in points; ``None`` when they differ."""
        if not self.exists:
            return 0
        first = self.xl.Rows.getByIndex(0).Height
        return round(first / _PER_POINT, 2) if self._all_alike("Height", first, self.area.rows) else None

    @row_height.setter
    def row_height(self, value: float) -> None:
        if self.exists:
            self.xl.Rows.Height = round(value * _PER_POINT)

    def _all_alike(self, name: str, first: float, count: int) -> bool:
        return bool(abs(getattr(self.xl.Size, name) - first * count) <= count)

    @property
    def width(self) -> float:
        """The width in points."""
        return self.xl.Size.Width / _PER_POINT if self.exists else 0

    @property
    def height(self) -> float:
        """The height in points."""
        return self.xl.Size.Height / _PER_POINT if self.exists else 0

    @property
    def left(self) -> float:
        """The distance from the left rim in points."""
        return self.xl.Position.X / _PER_POINT if self.exists else 0

    @property
    def top(self) -> float:
        """The distance from the upper rim in points."""
        return self.xl.Position.Y / _PER_POINT if self.exists else 0

    def autofit(self, axis: str | None = None) -> None:
        """Fit columns and rows to their contents."""
        if axis in {None, "columns", "c"}:
            self.xl.Columns.OptimalWidth = True
        if axis in {None, "rows", "r"}:
            self.xl.Rows.OptimalHeight = True

    @property
    def row_hidden(self) -> bool | None:
        """Whether the rows are hidden; ``None`` when they differ."""
        return self._hidden(self.xl.Rows)

    @row_hidden.setter
    def row_hidden(self, value: Any) -> None:
        self.xl.Rows.IsVisible = not value

    @property
    def column_hidden(self) -> bool | None:
        """Whether the columns are hidden; ``None`` when they differ."""
        return self._hidden(self.xl.Columns)

    @column_hidden.setter
    def column_hidden(self, value: Any) -> None:
        self.xl.Columns.IsVisible = not value

    @staticmethod
    def _hidden(lines: Any) -> bool | None:
        first = bool(lines.getByIndex(0).IsVisible)
        alike = all(bool(lines.getByIndex(index).IsVisible) == first for index in range(1, lines.Count))
        return not first if alike else None

    def merge(self, across: Any) -> None:
        """Merge the cells (each row for itself when ``across``); only the first cell's contents stay."""
        area = self.area
        parts = [Area(row, area.column, 1, area.columns) for row in range(area.row, area.last_row + 1)]
        for part in parts if across else [area]:
            if part.columns > 1:
                self.part(Area(part.row, part.column + 1, 1, part.columns - 1)).clearContents(CONTENTS)
            if part.rows > 1:
                self.part(Area(part.row + 1, part.column, part.rows - 1, part.columns)).clearContents(
                    CONTENTS
                )
            self.part(part).merge(True)  # noqa: FBT003

    def unmerge(self) -> None:
        """Take merged cells apart."""
        self.xl.merge(False)  # noqa: FBT003

    @property
    def merge_area(self) -> Self:
        """The merged cells around the first cell, or that cell."""
        return self.make(*self._merged_area())

    def _merged_area(self) -> Area:
        cursor = self.sheet.xl.createCursorByRange(self.cell)
        cursor.collapseToMergedArea()
        return area_of(cursor.RangeAddress)

    @property
    def merge_cells(self) -> bool | None:
        """Whether the cells are merged; ``None`` when only some are."""
        merged = self._merged_area()
        if merged.rows * merged.columns > 1:
            inside = merged.last_row >= self.area.last_row and merged.last_column >= self.area.last_column
            return True if inside else None
        if len(self) == 1:
            return False
        return None if self.xl.getIsMerged() else False

    def end(self, direction: str) -> Self:
        """Where Ctrl and an arrow key lead."""
        if direction not in _STEPS:
            raise unsupported(f"Range.end({direction!r})")
        row, column = self.area.row, self.area.column
        used = self.sheet.used_area()
        down, right = _STEPS[direction]
        if down:
            strip, start, edge = Area(1, column, max(used.last_row, row), 1), row, ROWS
        else:
            strip, start, edge = Area(row, 1, 1, max(used.last_column, column)), column, COLUMNS
        texts = self.part(strip).getFormulaArray()
        filled = [bool(text) for line in texts for text in line]
        place = _jump(filled, start, down or right, edge)
        return self.make(place, column) if down else self.make(row, place)

    @property
    def current_region(self) -> Self:
        """The block of filled cells around the first cell."""
        used = self.sheet.used_area()
        rows, columns = max(used.last_row, self.area.row), max(used.last_column, self.area.column)
        texts = self.part(Area(1, 1, rows, columns)).getFormulaArray()
        return self.make(*_region(texts, self.area.row, self.area.column))


def _jump(filled: list[bool], start: int, step: int, edge: int) -> int:
    """From a place (counted from one): to the end of its block, or to the next filled cell, or to the edge."""

    def at(place: int) -> bool:
        return 1 <= place <= len(filled) and filled[place - 1]

    limit = edge if step > 0 else 1
    if start == limit:
        return start
    place = start + step
    if at(start) and at(place):
        while at(place + step):
            place += step
        return place
    while 1 <= place <= len(filled):
        if at(place):
            return place
        place += step
    return limit


def _region(texts: tuple[tuple[str, ...], ...], row: int, column: int) -> Area:
    top = bottom = row - 1
    left = right = column - 1
    last_row, last_column = len(texts) - 1, len(texts[0]) - 1

    def filled(rows: range, columns: range) -> bool:
        return any(texts[i][j] for i in rows for j in columns)

    grown = True
    while grown:
        wide = range(max(left - 1, 0), min(right + 1, last_column) + 1)
        tall = range(max(top - 1, 0), min(bottom + 1, last_row) + 1)
        grown = False
        if top > 0 and filled(range(top - 1, top), wide):
            top, grown = top - 1, True
        if bottom < last_row and filled(range(bottom + 1, bottom + 2), wide):
            bottom, grown = bottom + 1, True
        if left > 0 and filled(tall, range(left - 1, left)):
            left, grown = left - 1, True
        if right < last_column and filled(tall, range(right + 1, right + 2)):
            right, grown = right + 1, True
    return Area(top + 1, left + 1, bottom - top + 1, right - left + 1)
