"""How wide the columns of a table are, how large its letters, and over how many pages it goes side by side.

Widths are estimates in points: a Chinese character is as wide as the letters are high; a digit takes half of that in
宋体, two thirds in the fonts that are taken in its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from unicodedata import combining, east_asian_width

SIZES = (10.5, 10, 9.5, 9, 8.5, 8, 7.5)
"""Sizes of letters in points that are tried, the largest first."""
SLACK = 1.04
"""Fonts that are taken in place of ours may be a little wider."""
INSIDE = 5.0
"""What the edges of a cell take of its width, in points."""
TINY = 1e-6
WELL_FILLED = 0.4
"""From here on a page of columns may be left for the sake of a group that does not fit on it any more."""


@dataclass(frozen=True)
class Need:
    """What a column asks for, in ems: the ``least`` (what must not break does not), ``enough`` (nothing breaks).

    ``form`` is how wide it is on the form, compared with the others.
    """

    least: float
    enough: float
    form: float


def ems(text: str) -> float:
    """Return the width of a text in ems; the widest of its lines."""
    return max(sum(map(_ems, line)) for line in text.split("\n"))


def _ems(char: str) -> float:
    if combining(char):
        return 0
    if east_asian_width(char) in "WF":
        return 1
    if char in ",.":
        return 0.36
    return 1 if east_asian_width(char) == "A" else 0.65 if char.isascii() and not char.isupper() else 0.75


def lines_in(text: str, width: float, size: float, slack: float = SLACK) -> int:
    """Return how many lines a text takes in a column of a width in points; ``slack`` 1 is the font that was meant."""
    exact = max(1.0, (width - INSIDE) / size / slack)
    halves = (
        int(exact * 2 + TINY) / 2
    )  # a line of Chinese ends with a whole character, a code or an amount anywhere
    rooms = ((line, halves if any(map(_is_wide, line)) else exact) for line in text.split("\n"))
    return sum(max(1, ceil(ems(line) / room - TINY)) for line, room in rooms)


def _is_wide(char: str) -> bool:
    return east_asian_width(char) in "WFA"


def shared(needs: Sequence[Need], room: float, size: float) -> tuple[float, ...] | None:
    """Share out a width in points among columns: what each needs at least, the rest as the form wants it.

    None when there is not even room for the least.
    """
    least, enough = (
        [ask * size * SLACK + INSIDE for ask in asked]
        for asked in ([one.least for one in needs], [one.enough for one in needs])
    )
    if sum(least) > room:
        return None
    more = sum(enough) - sum(least)
    if sum(enough) > room:
        part = (room - sum(least)) / more
        return tuple(low + part * (high - low) for low, high in zip(least, enough, strict=True))
    low, high = 0.0, room
    for _ in range(60):
        middle = (low + high) / 2
        taken = sum(max(need, one.form * middle) for need, one in zip(enough, needs, strict=True))
        low, high = (middle, high) if taken <= room else (low, middle)
    return tuple(max(need, one.form * low) for need, one in zip(enough, needs, strict=True))


def blocks(
    needs: Sequence[Need], repeated: int, groups: Sequence[str], room: float, size: float
) -> list[list[int]]:
    """Return the columns of each of several pages side by side, the first ``repeated`` columns on every one.

    Columns of one group (the same label above them) stay together where a page has room for them, unless the page
    before would be left with less than :data:`WELL_FILLED` of its room taken.
    """
    widths = [one.least * size * SLACK + INSIDE for one in needs]
    head = list(range(repeated))
    space = room - sum(widths[:repeated])
    found: list[list[int]] = []
    for at in range(repeated, len(needs)):
        column = widths[at]
        group = [n for n in range(repeated, len(needs)) if groups[n] == groups[at] and n >= at]
        begins = at == repeated or groups[at - 1] != groups[at]
        whole = sum(widths[n] for n in group) if begins else column
        taken = sum(widths[n] for n in found[-1]) if found else space + 1
        if taken + column > space or (begins and taken + whole > space and taken >= space * WELL_FILLED):
            found.append([])
        found[-1].append(at)
    return [[*head, *one] for one in found]
