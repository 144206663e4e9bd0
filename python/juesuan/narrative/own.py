"""Texts that people wrote in place of generated ones: which figures they speak of, and whether those still hold.

When an own text appears, each of its numbers is bound to the figure of the generated paragraph that it repeats: the one of
equal value (where several are, the one with the most alike words before it), or the only one before which the same words
stand. From then on the figure is followed by its key, wherever its cell goes; numbers that repeat no figure are the
person's own and are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

NUMBER = re.compile(r"(?<![\d.])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_PLAIN = str.maketrans("０１２３４５６７８９．", "0123456789.")
_GROUPS = re.compile(r"(?<=[０-９])，(?=[０-９]{3})")
"""A comma of full width between digits of full width groups thousands; between others it parts two numbers."""
_NOISE = re.compile(r"[\s\d.,，。；：、（）()“”%％]")
CONTEXT = 12
"""So many characters before a number tell what it speaks of."""
SURE = 4
"""So many of them must be the same where the value is another."""


@dataclass(frozen=True, slots=True)
class Token:
    """A number in a text: ``before`` are the words before it, ``unit`` the two characters behind it."""

    value: Decimal
    text: str
    before: str
    unit: str


@dataclass(frozen=True, slots=True)
class Known:
    """A figure of a generated paragraph: what it is, how it was printed, the words before it and behind it."""

    key: str
    text: str
    before: str
    unit: str

    @property
    def value(self) -> Decimal:
        """The figure as a number."""
        return as_number(self.text) or Decimal(0)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A number of an own text that its figure no longer has; ``now`` is None where there is no such figure any more."""

    text: str
    now: str | None


def as_number(text: str) -> Decimal | None:
    """Return a printed number, without its sign; None for what is none."""
    try:
        return abs(Decimal(_plain(text).replace(",", "")))
    except InvalidOperation:
        return None


def _plain(text: str) -> str:
    return _GROUPS.sub(",", text).translate(_PLAIN)


def tokens(text: str) -> list[Token]:
    """Return the numbers of a text in order."""
    plain = _plain(text)
    found = []
    for match in NUMBER.finditer(plain):
        value = as_number(match[0])
        if value is not None:
            before = _NOISE.sub("", plain[: match.start()])[-CONTEXT:]
            found.append(Token(value, text[match.start() : match.end()], before, _unit(plain, match.end())))
    return found


def known_figures(text: str, marks: Sequence[tuple[int, int, str]]) -> list[Known]:
    """Return the figures of a generated text; ``marks`` are start, end and key of each."""
    return [
        Known(key, text[start:end], _NOISE.sub("", text[:start])[-CONTEXT:], _unit(text, end))
        for start, end, key in marks
        if key
    ]


def _unit(text: str, end: int) -> str:
    behind = text[end : end + 2]
    return "%" if behind[:1] in ("%", "％") else "万元" if behind[:1] == "万" else behind[:1]


def bind(text: str, figures: Sequence[Known]) -> dict[int, str]:
    """Return the key of the figure that each number of a text repeats, by the number's place in the text."""
    found: dict[int, str] = {}
    used: set[str] = set()
    numbers = tokens(text)
    for place, one in enumerate(numbers):
        same = [known for known in figures if known.value == one.value and known.unit == one.unit]
        unitless = one.value >= 1 and "." in one.text and not (one.unit == "%" or one.unit.isalnum())
        same = same or [known for known in figures if known.value == one.value and unitless]
        if same:
            best = max(same, key=lambda known: (_alike(known.before, one.before), known.key not in used))
            found[place] = best.key
            used.add(best.key)
    for place, one in enumerate(numbers):
        if place in found:
            continue
        alike = [
            known
            for known in figures
            if known.unit == one.unit and known.key not in used and _alike(known.before, one.before) >= SURE
        ]
        if len({known.key for known in alike}) == 1:
            found[place] = alike[0].key
            used.add(alike[0].key)
    return found


def _alike(one: str, other: str) -> int:
    """Return how many characters at the end of two texts are the same."""
    count = 0
    for left, right in zip(reversed(one), reversed(other), strict=False):
        if left != right:
            break
        count += 1
    return count


def disagreements(text: str, bound: Mapping[int, str], now: Mapping[str, str]) -> list[Disagreement]:
    """Return the bound numbers of a text that are not those of now (printed figure by key)."""
    found = []
    for place, one in enumerate(tokens(text)):
        if place not in bound:
            continue
        printed = now.get(bound[place])
        if printed is None or as_number(printed) != one.value:
            found.append(Disagreement(one.text, printed))
    return found
