"""Two versions of a text, paragraph by paragraph: which one of the new version stands for which of the old.

Equal paragraphs come first and hold the rest in place: those that stand once, then the longest runs. What lies between two of them is aligned so that
as many characters as possible find their like, by pairs of neighbouring characters; a paragraph may have become two or
three, two or three may have become one. What is left over is linked in order where as many headings and texts are left in
the same order on both sides, else not at all.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

SIMILAR, SIMILAR_KINDS = 0.35, 0.6
"""How much of two texts must be alike (0 to 1) to be the same one: of one kind, and a heading beside a text."""
SHARE = 0.5
"""So much of each piece must come from the paragraph that was divided."""
MOST_PIECES = 3
MOST_WORK = 2_500
"""Where there are more pairs than this between two equal paragraphs, divided ones are not looked for."""
_BLANKS = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2060\ufeff]+")


@dataclass(frozen=True)
class Line:
    """A paragraph. ``heading``: of any level. ``open``: a place that waits for a text, which may be several paragraphs."""

    text: str
    heading: bool = False
    open: bool = False


@dataclass(frozen=True)
class Link:
    """Numbers of paragraphs (from 0) that stand for each other; one side is empty where nothing does."""

    old: tuple[int, ...]
    new: tuple[int, ...]


def squeezed(text: str) -> str:
    """Return a text without blanks of any kind: two texts that differ in blanks only are the same."""
    return _BLANKS.sub("", text)


def align(old: Sequence[Line], new: Sequence[Line]) -> list[Link]:
    """Return every paragraph of both versions once, in reading order.

    A divided paragraph has several new ones, merged paragraphs have several old ones; where several of both sides are
    left over between two links they stay alone: old ones first, then new ones.
    """
    before, after = ([squeezed(one.text) for one in side] for side in (old, new))
    links: list[Link] = []
    left = right = 0
    for at, to in [*_anchors(before, after), (len(old), len(new))]:
        links += _between(old, new, range(left, at), range(right, to))
        links += [Link((at,), (to,))] if at < len(old) else []
        left, right = at + 1, to + 1
    return links


def _anchors(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """Return the most texts that stand once on both sides, equal and in the same order."""
    counts, others = Counter(before), Counter(after)
    places = {text: at for at, text in enumerate(after)}
    pairs = [
        (at, places[text]) for at, text in enumerate(before) if counts[text] == 1 and others.get(text) == 1
    ]
    ends: list[int] = []
    last: list[int] = []
    above: list[int] = []
    for number, (_, to) in enumerate(pairs):
        length = bisect_left(ends, to)
        above.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [to]
        last[length : length + 1] = [number]
    found = []
    number = last[-1] if last else -1
    while number >= 0:
        found.append(pairs[number])
        number = above[number]
    return found[::-1]


def _between(old: Sequence[Line], new: Sequence[Line], olds: range, news: range) -> list[Link]:
    """Link what lies between two anchors: equal paragraphs first, the longest runs of them."""
    before, after = ([squeezed(side[n].text) for n in those] for side, those in ((old, olds), (new, news)))
    links: list[Link] = []
    left, right = olds.start, news.start
    for block in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
        at, to = olds.start + block.a, news.start + block.b
        links += _gap(old, new, range(left, at), range(right, to))
        links += [Link((at + one,), (to + one,)) for one in range(block.size)]
        left, right = at + block.size, to + block.size
    return links


def _gap(old: Sequence[Line], new: Sequence[Line], olds: range, news: range) -> list[Link]:
    if not olds or not news:
        return [*(Link((one,), ()) for one in olds), *(Link((), (one,)) for one in news)]
    found = _Gap([old[one] for one in olds], [new[one] for one in news]).links()
    return [
        Link(tuple(olds[one] for one in link.old), tuple(news[one] for one in link.new))
        for link in _settled(found, [old[one] for one in olds], [new[one] for one in news])
    ]


def _settled(links: Sequence[Link], old: Sequence[Line], new: Sequence[Line]) -> Iterator[Link]:
    """Link what is left over between two links where there is no choice."""
    olds: list[int] = []
    news: list[int] = []
    for one in links:
        if one.old and one.new:
            yield from _rest(olds, news, old, new)
            olds, news = [], []
            yield one
        else:
            olds += one.old
            news += one.new
    yield from _rest(olds, news, old, new)


def _rest(
    olds: Sequence[int], news: Sequence[int], old: Sequence[Line], new: Sequence[Line]
) -> Iterator[Link]:
    if len(olds) == 1 and news and old[olds[0]].open:
        yield Link(tuple(olds), tuple(news))
        return
    if [old[one].heading for one in olds] == [new[one].heading for one in news]:
        yield from (Link((one,), (other,)) for one, other in zip(olds, news, strict=True))
        return
    yield from (Link((one,), ()) for one in olds)
    yield from (Link((), (one,)) for one in news)


class _Gap:
    """The cheapest way to turn some paragraphs into others: what finds no like costs its length."""

    def __init__(self, old: Sequence[Line], new: Sequence[Line]) -> None:
        self.old, self.new = old, new
        self.olds, self.news = ([_pairs(squeezed(one.text)) for one in side] for side in (old, new))
        self.pieces = MOST_PIECES if len(old) * len(new) <= MOST_WORK else 1

    def links(self) -> list[Link]:
        """Return the links; those of one side alone where nothing is alike."""
        height, width = len(self.old), len(self.new)
        best: dict[tuple[int, int], tuple[float, Link | None]] = {(0, 0): (0.0, None)}
        for i in range(height + 1):
            for j in range(width + 1):
                if i or j:
                    best[i, j] = min(self._ways(i, j, best), key=lambda way: way[0])
        found: list[Link] = []
        i, j = height, width
        while i or j:
            link = best[i, j][1]
            if link is None:
                raise ValueError("only the beginning has no link")
            found.append(link)
            i, j = i - len(link.old), j - len(link.new)
        return found[::-1]

    def _ways(
        self, i: int, j: int, best: dict[tuple[int, int], tuple[float, Link | None]]
    ) -> Iterator[tuple[float, Link]]:
        if i:
            yield best[i - 1, j][0] + self.olds[i - 1].total(), Link((i - 1,), ())
        if j:
            yield best[i, j - 1][0] + self.news[j - 1].total(), Link((), (j - 1,))
        if not i or not j:
            return
        for olds, news in self._shapes(i, j):
            cost = self._cost(olds, news)
            if cost is not None:
                yield best[i - len(olds), j - len(news)][0] + cost, Link(tuple(olds), tuple(news))

    def _shapes(self, i: int, j: int) -> Iterator[tuple[range, range]]:
        yield range(i - 1, i), range(j - 1, j)
        for count in range(2, self.pieces + 1):
            if j >= count:
                yield range(i - 1, i), range(j - count, j)
            if i >= count:
                yield range(i - count, i), range(j - 1, j)

    def _cost(self, olds: range, news: range) -> float | None:
        """Return how many characters find no like, None where these are not the same."""
        one, other = _sum(self.olds, olds), _sum(self.news, news)
        common = (one & other).total()
        whole = one.total() + other.total()
        headings = {self.old[n].heading for n in olds} | {self.new[n].heading for n in news}
        least = SIMILAR if len(headings) == 1 else SIMILAR_KINDS
        if not whole or 2 * common / whole < least:
            return None
        if len(olds) > 1 and not self._each_brings(self.olds, olds, other, common):
            return None
        if len(news) > 1 and not self._each_brings(self.news, news, one, common):
            return None
        return whole - 2 * common + len(olds) + len(news) - 2

    @staticmethod
    def _each_brings(side: Sequence[Counter[str]], numbers: range, other: Counter[str], common: int) -> bool:
        """Tell whether the whole would lack much of every piece: what other pieces have already does not count."""
        return all(
            common - (_sum(side, [one for one in numbers if one != each]) & other).total()
            >= SHARE * side[each].total()
            for each in numbers
        )


def _pairs(text: str) -> Counter[str]:
    return Counter(text[at : at + 2] for at in range(max(len(text) - 1, min(len(text), 1))))


def _sum(side: Sequence[Counter[str]], numbers: Sequence[int]) -> Counter[str]:
    if len(numbers) == 1:
        return side[numbers[0]]
    found: Counter[str] = Counter()
    for one in numbers:
        found.update(side[one])
    return found


def alike(one: str, other: str) -> float:
    """Return how much of two texts is the same, 0 to 1."""
    before, after = _pairs(squeezed(one)), _pairs(squeezed(other))
    whole = before.total() + after.total()
    return 2 * (before & after).total() / whole if whole else 1.0
