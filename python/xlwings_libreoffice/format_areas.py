"""Which number formats the cells of a block have, with few questions."""

from __future__ import annotations

from typing import Any

from .addresses import Area
from .range_core import area_of, common

_QUESTIONS = 30


class _TooMany(Exception):  # noqa: N818 - no error, a sign to try another way
    """The formats are too scattered to be found by halving."""


def formats_in(part: Any) -> list[tuple[Area, int]]:
    """The rectangles of a cell range of the office and their number formats' keys.

    Tables have their formats by columns: halving finds them with a few questions. Where that does not work out, the
    office lists its groups of equal formats; there are many when colours and borders differ.
    """
    whole = area_of(part.RangeAddress)
    found: list[tuple[Area, int]] = []
    try:
        _halve(part, whole, whole, found, [_QUESTIONS])
    except _TooMany:
        return _groups(part)
    return found


def _halve(part: Any, whole: Area, area: Area, found: list[tuple[Area, int]], questions: list[int]) -> None:
    if not questions[0]:
        raise _TooMany
    questions[0] -= 1
    left, top = area.column - whole.column, area.row - whole.row
    cells = part.getCellRangeByPosition(left, top, left + area.columns - 1, top + area.rows - 1)
    key = common(cells, "NumberFormat")
    if key is not None:
        found.append((area, int(key)))
        return
    if area.columns > 1:
        half = area.columns // 2
        parts = (
            area._replace(columns=half),
            area._replace(column=area.column + half, columns=area.columns - half),
        )
    else:
        half = area.rows // 2
        parts = area._replace(rows=half), area._replace(row=area.row + half, rows=area.rows - half)
    for one in parts:
        _halve(part, whole, one, found, questions)


def _groups(part: Any) -> list[tuple[Area, int]]:
    groups = part.UniqueCellFormatRanges
    found = []
    for index in range(groups.Count):
        group = groups.getByIndex(index)
        key = int(group.NumberFormat)
        found += [(area_of(address), key) for address in group.RangeAddresses]
    return found
