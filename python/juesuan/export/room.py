"""Sharing the room of a page among lists: each gets its first rows, then the earlier lists go before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from juesuan.export.paper import Page, Piece, row_height

LEAST_ROWS = 3
"""So many rows of every list are shown before any list gets more."""
REST_LINES = 3
"""The most lines of the note about the rows that are not shown."""


@dataclass(frozen=True)
class Listed:
    """A list under its heading; ``names`` says of every row what it is about, for the rows that are only counted."""

    heading: str
    header: tuple[Piece, ...]
    rows: tuple[tuple[Piece, ...], ...]
    names: tuple[str, ...]


def shared_out(page: Page, lists: Sequence[Listed], room: float) -> list[int]:
    """Return how many rows of each list are shown within ``room`` points; the lists stand in order of weight."""
    heights = [[page.height_of(row) for row in one.rows] for one in lists]
    around = sum(_around(page, one) for one in lists)
    if around + sum(map(sum, heights)) <= room:
        return [len(one.rows) for one in lists]
    left = room - around - row_height(REST_LINES) * sum(bool(one.rows) for one in lists)
    shown = [0] * len(lists)
    for most in (LEAST_ROWS, None):
        for number, own in enumerate(heights):
            wanted = len(own) if most is None else min(most, len(own))
            while shown[number] < wanted and own[shown[number]] <= left:
                left -= own[shown[number]]
                shown[number] += 1
    return shown


def _around(page: Page, one: Listed) -> float:
    """Return the height of the headings of a list, in points."""
    return 22 + (page.height_of(one.header) if one.rows else row_height(1))
