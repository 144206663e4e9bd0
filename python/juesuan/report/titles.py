"""Titles of more than one line: broken behind the number of a part, and lines of one length."""

from __future__ import annotations

from math import ceil, floor

from juesuan.report.fit import ems
from juesuan.report.paper import PORTRAIT, TWIPS
from juesuan.report.xml import Element, el

AFTER_NUMBER = "\u3000"
"""Stands between the number of a part and its title: the place where a title that is too long is divided."""
SPARE = 1.0
"""Ems of a line that the rules for punctuation may need."""


def divided(text: str, size: float) -> str:
    """Return the title of a part in letters of ``size`` points, its number on a line of its own where both are too long."""
    return text.replace(AFTER_NUMBER, "\n", 1) if _lines(text, size) > 1 else text


def lines_of(text: str, size: float) -> int:
    """Return how many lines a title takes on an upright page of text."""
    return sum(_lines(one, size) for one in text.split("\n"))


def even(text: str, size: float) -> tuple[Element, ...]:
    """Return the indents that make the lines of a title alike: none for a line, so that no character stands alone."""
    width = max(_even_width(one, size) for one in text.split("\n"))
    side = round((PORTRAIT.room[0] - width) / 2 * TWIPS)
    return (
        (el("w:ind", left=side, right=side),)
        if side > 0 and lines_of(text, size) > text.count("\n") + 1
        else ()
    )


def _lines(text: str, size: float) -> int:
    """Return how many lines a text takes; of several each may be a character short."""
    whole = PORTRAIT.room[0] / size
    return 1 if ems(text) <= whole else max(2, ceil(ems(text) / (floor(whole) - SPARE)))


def _even_width(text: str, size: float) -> float:
    """Return how wide the lines of a title are, in points: as many lines as it needs anyway."""
    return min((ceil(ems(text) / _lines(text, size)) + SPARE) * size, PORTRAIT.room[0])
