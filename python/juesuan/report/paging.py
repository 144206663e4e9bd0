"""How the rows of a table that is longer than a page lie over its pages: no row alone, no note without a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SURE = 0.96
"""So much of a page is reckoned with: offices differ a little."""
SHARES = (SURE, 0.97, 0.98, 0.99, 1.0)
"""The shares of a page that offices may use."""
STEPS = 40
"""Heights of rows that are tried."""


@dataclass(frozen=True)
class Room:
    """What the rows of a table have on each page, in points: ``page`` less its repeated header.

    ``first`` is what the title takes of the first page, ``last`` what the notes take of the last one.
    """

    page: float
    first: float
    last: float

    def part(self, share: float) -> Room:
        """Return the same on pages of which only a share can be used."""
        return Room(self.page - (1 - share) * self.page, self.first, self.last)


def counts(rows: Sequence[float], room: Room) -> list[int]:
    """Return how many rows stand on each page; notes that find no room behind the last row take a page with none."""
    found, left = [0], room.page - room.first
    for height in rows:
        if height > left and found[-1]:
            found.append(0)
            left = room.page
        found[-1] += 1
        left -= height
    return found if room.last <= left else [*found, 0]


def even_height(reckoned: Sequence[tuple[Sequence[float], Room]], least: float, most: float) -> float:
    """Return the least height of a row, so that the last page is as well filled as it can be on no more pages.

    ``reckoned``: the heights that the texts of the rows need, in points, and the room for them, once for each way of
    reckoning (texts that just fit a line take one or two); a row becomes ``least`` to ``most`` high. Looked at for
    offices that use the whole page and for such as want a little more room.
    """
    offices = [(rows, room.part(share)) for rows, room in reckoned for share in SHARES]
    pages = max(len(_full(rows, room, least)) for rows, room in offices)

    def filled(height: float) -> float:
        found = [_full(rows, room, height) for rows, room in offices]
        if max(map(len, found)) > pages:
            return -1
        return min(one[-1] / max(one) for one in found)

    heights = [least + (most - least) * step / STEPS for step in range(STEPS + 1)]
    return max(heights, key=lambda one: (round(filled(one), 1), -one))


def _full(rows: Sequence[float], room: Room, height: float) -> list[int]:
    return counts([max(one, height) for one in rows], room)


def stacked(heights: Sequence[float], room: Room, gap: float) -> list[bool]:
    """Return of each of several tables, all shorter than a page, whether it begins a new page.

    ``heights`` are those of whole tables; here ``room.page`` is the whole page.
    """
    found: list[bool] = []
    left = (room.page - room.first) * SURE
    for number, height in enumerate(heights):
        asked = height + (gap if number else 0) + (room.last if number == len(heights) - 1 else 0)
        begins = bool(number) and asked > left
        if begins:
            left = room.page * SURE
        found.append(begins)
        left -= asked
    return found
