"""Texts in the cells of a printed form: where their lines end, and how long ones go on in the next row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal
from unicodedata import east_asian_width

FILLED_SHARE = 0.97
"""So much of a column's width holds text: programs leave a margin and do not begin a line with 。"""
MOST_LINES = 16
"""The most lines of a row: two such rows stand on a page, and Excel's rows are at most 409 points high."""


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a text; ``mark``: what became of it since it was sent before."""

    text: str
    mark: Literal["", "gone", "new"] = ""


Text = str | tuple[Run, ...]


def plain_of(text: Text) -> str:
    """Return a text without its marks."""
    return text if isinstance(text, str) else "".join(one.text for one in text)


def line_starts(text: str, width: float) -> list[int]:
    """Return where each line of a text begins in a column of ``width`` units; a short word is not divided."""
    limit = max(width * FILLED_SHARE, 2)
    starts, used, word = [0], 0, 0
    for at, char in enumerate(text):
        if char == "\n":
            starts.append(at + 1)
            used, word = 0, at + 1
            continue
        size = 2 if east_asian_width(char) in "WFA" else 1
        if size == 2 or char == " ":
            word = at + 1 if char == " " else at
        if used + size > limit:
            fresh = word if starts[-1] < word <= at else at
            starts.append(fresh)
            used = sum(2 if east_asian_width(one) in "WFA" else 1 for one in text[fresh:at])
        used += size
    return starts


def parted(text: Text, width: float, most: int = MOST_LINES) -> list[Text]:
    """Return a text in parts of at most ``most`` lines each; nothing of it is lost."""
    plain = plain_of(text)
    starts = line_starts(plain, width)
    if len(starts) <= most:
        return [text]
    cuts = [*starts[::most], len(plain)]
    return [_cut(text, first, last) for first, last in pairwise(cuts)]


def _cut(text: Text, first: int, last: int) -> Text:
    if isinstance(text, str):
        return text[first:last].rstrip("\n")
    return tuple(_runs(text, first, last))


def _runs(runs: tuple[Run, ...], first: int, last: int) -> Iterator[Run]:
    at = 0
    for one in runs:
        inside = one.text[max(first - at, 0) : max(last - at, 0)]
        at += len(one.text)
        if inside:
            yield Run(inside, one.mark)


def clipped(text: str, width: float, most: int, more: str = "…") -> str:
    """Return a text of at most ``most`` lines; ``more`` says that it went on."""
    line = " ".join(text.split())
    starts = line_starts(line, width)
    if len(starts) <= most:
        return line
    return line[: max(starts[most] - len(more) - 1, 0)] + more
