"""Two versions of a text side by side, what is different in each marked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from juesuan.export.texts import Run

_TOKENS = re.compile(r"[-+]?[\d,.]*\d|[A-Za-z]+|\s+|.", re.DOTALL)
_SENTENCES = re.compile(r"[^。；！？\n]*[。；！？\n]|[^。；！？\n]+")
MOST_WORK = 4_000_000
"""Texts whose lengths multiplied are more than this are compared by sentence, not by word: the time grows with it."""


def marked(before: str, after: str) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """Return both texts in runs: what the first alone has is ``gone``, what the second alone has is ``new``.

    Numbers are compared as a whole: 1,234.50 and 1,234.60 differ, not their last digits.
    """
    olds, news = _TOKENS.findall(before), _TOKENS.findall(after)
    head = common(olds, news)
    tail = common(olds[head:][::-1], news[head:][::-1])
    middle = olds[head : len(olds) - tail], news[head : len(news) - tail]
    if len(middle[0]) * len(middle[1]) > MOST_WORK:
        middle = _SENTENCES.findall("".join(middle[0])), _SENTENCES.findall("".join(middle[1]))
    first, second = _compared(*middle)
    start, end = "".join(olds[:head]), "".join(olds[len(olds) - tail :])
    return _joined([Run(start), *first, Run(end)]), _joined([Run(start), *second, Run(end)])


def common(one: Sequence[str], other: Sequence[str]) -> int:
    """Return with how many equal pieces both begin."""
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def _compared(olds: Sequence[str], news: Sequence[str]) -> tuple[list[Run], list[Run]]:
    first: list[Run] = []
    second: list[Run] = []
    if len(olds) * len(news) > MOST_WORK:  # sentences without end: all of it is another text
        return [Run("".join(olds), "gone")], [Run("".join(news), "new")]
    for what, a, b, c, d in SequenceMatcher(None, olds, news, autojunk=False).get_opcodes():
        first.append(Run("".join(olds[a:b]), "" if what == "equal" else "gone"))
        second.append(Run("".join(news[c:d]), "" if what == "equal" else "new"))
    return first, second


def _joined(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Return runs without empty ones, neighbours of one mark as one."""
    kept = [one for one in runs if one.text]
    starts = [0, *(n for n, (one, two) in enumerate(pairwise(kept), 1) if one.mark != two.mark), len(kept)]
    groups = (kept[a:b] for a, b in pairwise(starts) if a < b)
    return tuple(Run("".join(one.text for one in group), group[0].mark) for group in groups)
