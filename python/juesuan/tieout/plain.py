"""The text that is matched: narrow digits and signs, no blanks; every character knows its place in the original."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

_NARROW = str.maketrans("０１２３４５６７８９．％－＋", "0123456789.%-+")
_BLANK = " \t\r\n\u00a0\u3000\u2002\u2003\u2009\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u2060\ufeff"
_SAME = str.maketrans({"(": "（", ")": "）", ";": "；", ":": "：", "〈": "（", "﹪": "%"})
"""Half-width marks beside Chinese are read as their full-width twins; commas between digits stay."""


@dataclass(frozen=True)
class Plain:
    """``text`` is what is matched; ``at[i]`` is the place of its character i in ``original``."""

    original: str
    text: str
    at: tuple[int, ...]

    def quote(self, start: int, end: int) -> str:
        """Return a piece as it stands in the original."""
        if start >= end:
            return ""
        return self.original[self.at[start] : self.at[end - 1] + 1]

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """Start and end of every sentence: up to a full stop, a question or an exclamation mark."""
        found, start = [], 0
        for place, letter in enumerate(self.text):
            if letter in "。！？":
                found.append((start, place + 1))
                start = place + 1
        if start < len(self.text):
            found.append((start, len(self.text)))
        return tuple(found)


def plain(original: str) -> Plain:
    """Return the text of a paragraph as it is matched."""
    narrow = original.translate(_NARROW)
    text, at = [], []
    for place, letter in enumerate(narrow):
        if letter in _BLANK:
            continue
        text.append(_matched(letter, narrow, place, original))
        at.append(place)
    return Plain(original, "".join(text), tuple(at))


def _matched(letter: str, narrow: str, place: int, original: str) -> str:
    if letter == "，" and _between_digits(narrow, place, original):
        return ","
    if letter == ",":
        return "," if _groups(narrow, place) else "，"
    return letter.translate(_SAME)


def _groups(text: str, place: int) -> bool:
    """Tell whether a comma parts thousands: a digit before it, three digits and no fourth behind it."""
    behind = text[place + 1 : place + 5]
    return (
        place > 0
        and text[place - 1].isdigit()
        and len(behind) >= 3
        and behind[:3].isdigit()
        and not behind[3:].isdigit()
    )


def _between_digits(narrow: str, place: int, original: str) -> bool:
    """Full-width commas group thousands only between full-width digits."""
    around = original[max(0, place - 1) : place] + original[place + 1 : place + 2]
    wide = len(around) == 2 and all("０" <= one <= "９" for one in around)
    return wide and _groups(narrow.replace("，", ","), place)
