"""Lines of a table in plain text -> rows of cells: what column a piece of a line stands in, by the characters it covers.

``pdftotext -layout`` and typists put the cells of a column below each other. The lines with amounts tell where the columns
are; the labels above are put over theirs by :mod:`txt_heads`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from juesuan.importing.labels import is_amount
from juesuan.tieout.document import is_numbered

_PIECE = re.compile(r"\S+(?: \S+)*")
_APART = re.compile(r"(?<=\d) (?=-?\d)|(?<=[\u4e00-\u9fff\x00]) (?=\d+$)|(?<=\d) (?=[\u4e00-\u9fff])")
_HALF = "\0"
"""Stands for the second half of a wide character."""
_LEVELS = {"类", "款", "项"}
_NUMBERING = {"栏次", "行次", *_LEVELS}
_SUM = ("合计", "总计")
RARE = 12
"""The pieces of one line in so many may lie across the edge of a column."""

Span = tuple[int, int]


@dataclass(frozen=True)
class Piece:
    """Text of a line that stands by itself, from character ``start`` to ``end``."""

    text: str
    start: int
    end: int

    @property
    def middle(self) -> float:
        """Halfway between its edges."""
        return (self.start + self.end) / 2

    @property
    def is_number(self) -> bool:
        """Whether it is an amount, a code or a line's number."""
        return is_amount(self.text)


Cut = list[Piece]
"""The pieces of a line."""


def widened(line: str) -> str:
    """Return a line with a mark behind every character that is drawn twice as wide as a digit."""
    return "".join(f"{one}{_HALF}" if unicodedata.east_asian_width(one) in "WF" else one for one in line)


def pieces(line: str, *, apart: bool = True) -> Cut:
    """Return the pieces of a line: parted by two blanks and more; ``apart``: numbers by one."""
    found: Cut = []
    for one in _PIECE.finditer(line):
        start = one.start()
        for part in _APART.split(one[0]) if apart else [one[0]]:
            found.append(Piece(part.replace(_HALF, ""), start, start + len(part)))
            start += len(part) + 1
    return found


@dataclass(frozen=True)
class Parts:
    """The lines of a page: labels, the line of 栏次, rows."""

    labels: list[Cut]
    numbers: Cut
    body: list[Cut]

    @property
    def columns(self) -> list[Span]:
        """The characters of each column."""
        return _with_numbers(columns_of(self.body), self.body, self.numbers)


def parts_of(lines: Sequence[str]) -> Parts:
    """Part the lines of a page."""
    cut = [found for found in map(pieces, lines) if found]
    first = next((n for n, one in enumerate(cut) if _is_body(one)), len(cut))
    head = cut[:first]
    numbers = next((one for one in head[::-1] if _is_numbers(one)), [])
    levels = [one for one in numbers if one.text in _LEVELS]
    labels = [one for one in head if one is not numbers]
    return Parts([*labels, levels] if levels else labels, numbers, cut[first:])


def _is_body(line: Cut) -> bool:
    """Whether a line holds amounts, or a number beside a name; a line of 栏次 does not."""
    numbers = [one for one in line if one.is_number]
    names = [one for one in line if not one.is_number]
    if any("." in one.text for one in numbers):
        return True
    return bool(numbers) and bool(names) and not _NUMBERING & {one.text for one in names}


def _is_numbers(line: Cut) -> bool:
    texts = {one.text for one in line}
    only = all(one.is_number or one.text in _NUMBERING for one in line)
    return "栏次" in texts or (only and any(one.is_number for one in line))


def columns_of(body: Sequence[Cut]) -> list[Span]:
    """Return the characters of each column: a column ends where the pieces of most lines leave a gap."""
    width = max((one.end for line in body for one in line), default=0)
    covered = [0] * (width + 1)
    for line in body:
        for one in line:
            for place in range(one.start, one.end):
                covered[place] += 1
    most = len(body) // RARE
    columns: list[Span] = []
    start = None
    for place in range(width + 1):
        if covered[place] > most and start is None:
            start = place
        elif covered[place] <= most and start is not None:
            columns.append((start, place))
            start = None
    alone = [one for line in body for one in line if not overlapped(one, columns)]
    for one in sorted(alone, key=lambda piece: piece.start):
        if not overlapped(one, columns):
            columns.append((one.start, one.end))
    return sorted(columns)


def _with_numbers(columns: list[Span], body: Sequence[Cut], numbers: Cut) -> list[Span]:
    """Widen the columns of amounts by their numbers; a number over none is a column that is blank all the way down."""
    digits = [(one.start, one.end) for one in numbers if one.text not in _NUMBERING]
    money = [one for n, one in enumerate(columns) if _holds_money(n, body, columns)]
    if not money or len(digits) < len(money):
        return columns
    middles = [Piece("", start, end) for start, end in money]
    for one, at in zip(money, aligned(middles, digits), strict=True):
        digits[at] = (min(one[0], digits[at][0]), max(one[1], digits[at][1]))
    return sorted([*(one for one in columns if one not in money), *digits])


def overlapped(piece: Piece, columns: Sequence[Span]) -> list[int]:
    """Return the columns that a piece stands over."""
    return [n for n, (start, end) in enumerate(columns) if piece.start < end and start < piece.end]


def aligned(line: Sequence[Piece], columns: Sequence[Span]) -> list[int]:
    """Return a column for each piece of a line, each its own, from left to right, as near as can be.

    Raises ValueError when there are more pieces than columns.
    """
    if len(line) > len(columns):
        raise ValueError("more pieces than columns")
    middles = [(start + end) / 2 for start, end in columns]
    best: list[tuple[float, tuple[int, ...]]] = [(0.0, ())] * (len(columns) + 1)
    for one in line:
        following: list[tuple[float, tuple[int, ...]]] = [(float("inf"), ())]
        for at in range(len(columns)):
            cost, chosen = best[at]
            taken = (cost + _apart(one, columns[at], middles[at]), (*chosen, at))
            following.append(min(following[at], taken))
        best = following
    return list(best[-1][1])


def _apart(piece: Piece, column: Span, middle: float) -> float:
    gap = max(column[0] - piece.end, piece.start - column[1], 0)
    return 4 * gap + abs(piece.middle - middle)


def rows_under(body: Sequence[Cut], columns: Sequence[Span]) -> list[list[str]]:
    """Return the rows: a line of texts alone goes on with names that were broken, above it or around it."""
    rows: list[tuple[bool, list[str]]] = []
    money = {n for n in range(len(columns)) if _holds_money(n, body, columns)}
    for line in body:
        cells = [""] * len(columns)
        for one in line:
            at = _column(one, columns)
            cells[_first_free(at, cells, money) if one.text.endswith(_SUM) else at] += one.text
        rows.append((any(one.is_number or is_numbered(one.text) for one in line), cells))
    for number, (starts, _) in enumerate(rows):
        for column in range(len(columns)) if not starts else ():
            _attach(rows, number, column)
    return [cells for starts, cells in rows if starts or any(cells)]


def _holds_money(column: int, body: Sequence[Cut], columns: Sequence[Span]) -> bool:
    there = [one for line in body for one in line if column in overlapped(one, columns)]
    return sum("." in one.text and one.is_number for one in there) * 2 > len(there)


def _first_free(at: int, cells: Sequence[str], money: set[int]) -> int:
    """Return where the name of a sum belongs that stands in the middle of merged cells: their first one."""
    first = at
    while first > 0 and not cells[first - 1]:
        first -= 1
    return next((one for one in range(first, at + 1) if one not in money), at)


def _column(piece: Piece, columns: Sequence[Span]) -> int:
    found = overlapped(piece, columns)
    if not found:
        return min(range(len(columns)), key=lambda n: abs(sum(columns[n]) / 2 - piece.middle))
    if piece.is_number:
        return found[-1]
    return max(found, key=lambda n: (min(piece.end, columns[n][1]) - max(piece.start, columns[n][0]), -n))


def _attach(rows: list[tuple[bool, list[str]]], number: int, column: int) -> None:
    """Give a piece of a name to its row: the next one where that has no name and the name goes on behind it."""
    text = rows[number][1][column]
    if not text:
        return
    above = next((n for n in range(number - 1, -1, -1) if rows[n][0]), None)
    below = next((n for n in range(number + 1, len(rows)) if rows[n][0]), None)
    if below is not None and _goes_around(rows, below, column):
        rows[below][1][column] = text
    elif above is not None and rows[above][1][column]:
        rows[above][1][column] += text
    else:
        return
    rows[number][1][column] = ""


def _goes_around(rows: Sequence[tuple[bool, list[str]]], at: int, column: int) -> bool:
    """Tell whether a row has no name of its own and a piece of one right behind it."""
    behind = rows[at + 1] if at + 1 < len(rows) else (True, [])
    return not rows[at][1][column] and not behind[0] and bool(behind[1][column])
