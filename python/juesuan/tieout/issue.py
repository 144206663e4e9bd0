"""What a tie-out finds: an issue with its place, the figure as printed, the right one, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from juesuan.findings import Level
from juesuan.spec.model import Cell
from juesuan.tieout.claims import Claim
from juesuan.tieout.sections import Located

LONGEST_QUOTE = 60


class State(StrEnum):
    """How far a figure was checked."""

    TIED = "tied"
    RECOMPUTED = "recomputed"
    UNTIED = "untied"


@dataclass(frozen=True)
class Issue:
    """One thing that does not hold. ``start`` and ``end`` bound the words in the paragraph's plain text.

    ``claim`` says in a few words what the figure is; ``expected`` and ``actual`` are shown as a report prints them.
    ``located`` is None for what stands in a table or nowhere (``place`` says where then, ``cells`` which figures are
    meant, the first of them leads). ``cause`` groups issues.
    """

    rule: str
    level: Level
    message: str
    located: Located | None = None
    start: int = 0
    end: int = 0
    claim: str = ""
    expected: str = ""
    actual: str = ""
    place: str = ""
    cause: str = ""
    cells: tuple[Cell, ...] = ()

    @property
    def quote(self) -> str:
        """The words that are meant, as they stand."""
        if self.located is None:
            return ""
        text = self.located.plain.quote(self.start, self.end)
        return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"

    @property
    def page(self) -> int:
        """The page, 0 where the file does not tell."""
        return self.located.paragraph.page if self.located else 0


def of_claim(  # noqa: PLR0913 - an issue has that many sides
    claim: Claim,
    rule: str,
    message: str,
    *,
    level: Level = Level.ERROR,
    expected: str = "",
    what: str = "",
    cause: str = "",
) -> Issue:
    """Return an issue about a figure of the text."""
    start = max(claim.sentence[0], _clause_start(claim))
    return Issue(
        rule,
        level,
        message,
        claim.located,
        start,
        claim.figure.end,
        what or described(claim),
        expected,
        claim.printed,
        cause=cause,
    )


def of_year(  # noqa: PLR0913 - a place and what stands there
    located: Located, span: tuple[int, int], what: str, message: str, *, expected: str, said: str
) -> Issue:
    """Return an issue about a year that the words of a paragraph name (F03)."""
    start, end = span
    return Issue("F03", Level.ERROR, message, located, start, end, what, expected, said, cause="年度")


def _clause_start(claim: Claim) -> int:
    text = claim.located.plain.text
    return max(text.rfind(mark, 0, claim.figure.start) + 1 for mark in "，。；：")


def described(claim: Claim) -> str:
    """Say what a figure is in the words of the text."""
    words = {
        "amount": "",
        "budget": "的预算数",
        "change": "的增减额",
        "rate": "的增减率",
        "share": "的占比",
        "completion": "的完成预算比例",
        "variance": "的预决算差异率",
        "count": "",
        "percent": "",
    }[claim.measure.value]
    return f"{claim.name or claim.located.title}{words}"


class Coverage:
    """Which figures were found, tied to a cell, recomputed from others, or neither."""

    def __init__(self, claims: Iterable[Claim]) -> None:
        self._states: dict[int, State] = {id(one): State.UNTIED for one in claims}
        self._claims = list(claims) if not isinstance(claims, list) else claims

    def mark(self, claim: Claim, state: State) -> None:
        """Note how a figure was checked; the stronger state stays."""
        if self._states[id(claim)] is not State.TIED:
            self._states[id(claim)] = state

    def state(self, claim: Claim) -> State:
        """Return how a figure was checked."""
        return self._states[id(claim)]

    @property
    def counts(self) -> dict[str, int]:
        """How many figures there are of each state, and in all."""
        found = [self._states[id(one)] for one in self._claims]
        return {"figures": len(found), **{one.value: found.count(one) for one in State}}

    def untied(self) -> Iterator[Claim]:
        """Yield the figures that could not be checked."""
        return (one for one in self._claims if self._states[id(one)] is State.UNTIED)
