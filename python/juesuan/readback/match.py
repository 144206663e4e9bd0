"""What the paragraphs of an edited report say of the rows of 情况说明: own texts to write, and what is left to a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from juesuan.readback.align import Link, align, alike, squeezed
from juesuan.readback.lines import DATE, FILE, Expected, Found, is_free
from juesuan.report.gather import TITLE
from juesuan.report.rows import Adopted
from juesuan.tieout.document import is_numbered

LONGEST_NUMBER = 8
MOVED = 0.8
"""So much of an added paragraph must be alike to one that went for it to be the same one in another place."""
CELL_ROOM = 32_767
"""So many characters a cell takes."""


class Kind(StrEnum):
    """What becomes of a row."""

    WRITTEN = "改写"
    RESTORED = "恢复生成的文字"
    ADDED = "增加段落"
    REMOVED = "删去自加的段落"


class Why(StrEnum):
    """Why a difference is not read back."""

    GONE = "gone"
    MERGED = "merged"
    UNMATCHED = "unmatched"
    BETWEEN = "between"
    FOREIGN = "foreign"
    MOVED = "moved"
    NUMBER = "number"
    LONG = "long"


@dataclass(frozen=True)
class Change:
    """A row that is to hold another text. ``row``: its number among the rows, of an added paragraph that of the row above it."""

    kind: Kind
    row: int
    before: str
    after: str
    found: Found | None = None


@dataclass(frozen=True)
class Left:
    """A difference that is not read back: the rows concerned, the texts of both sides, the paragraph of the report."""

    why: Why
    rows: tuple[int, ...]
    before: str
    after: str
    found: Found | None = None
    what: str = ""


@dataclass
class Matched:
    """``same``: how many rows stand in the report as they are; ``rows``: how many could stand there."""

    changes: list[Change] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    same: int = 0
    rows: int = 0


@dataclass
class _Row:
    """What was found of a row: its new paragraphs, how many went, whether it is in doubt."""

    old: list[str] = field(default_factory=list)
    new: list[Found] = field(default_factory=list)
    doubtful: bool = False


class Matcher:
    """``rows`` are those of 情况说明 with the generated text beside each; ``closed``: behind them no text is added."""

    def __init__(
        self,
        rows: Sequence[tuple[Adopted, str]],
        expected: Sequence[Expected],
        found: Sequence[Found],
        closed: Sequence[bool],
    ) -> None:
        self.rows, self.expected, self.found, self.closed = rows, expected, found, closed
        self.by_row: defaultdict[int, _Row] = defaultdict(_Row)
        for one in expected:
            if not one.other:
                self.by_row[one.row].old.append(one.line.text)
        self.result = Matched()
        self.added: list[Change] = []

    def run(self) -> Matched:
        """Return what is to be done with every difference."""
        links = align([one.line for one in self.expected], [one.line for one in self.found])
        last = -1
        for run in _runs(links):
            if len(run) == 1 and run[0].old and run[0].new:
                self._linked(run[0])
            else:
                self._loose([n for one in run for n in one.old], [n for one in run for n in one.new], last)
            last = max([last, *(n for one in run for n in one.old)])
        for number in sorted(self.by_row):
            self._row(number, self.by_row[number])
        self._place_added()
        self.result.changes.sort(key=lambda one: (one.row, one.kind is Kind.ADDED))
        return self.result

    def _linked(self, link: Link) -> None:
        olds, news = [self.expected[n] for n in link.old], [self.found[n] for n in link.new]
        rows = {one.row for one in olds if not one.other}
        if not rows:
            self._foreign(olds, news)
        elif len(rows) > 1 or any(one.other for one in olds):
            self._doubt(Why.MERGED, olds, news)
        else:
            self.by_row[rows.pop()].new += news

    def _foreign(self, olds: Sequence[Expected], news: Sequence[Found]) -> None:
        before, after = _joined(olds), "\n".join(one.line.text for one in news)
        if squeezed(before) == squeezed(after) or (olds and olds[0].other == DATE):
            return
        rows = tuple(one.row for one in olds[:1])
        what = olds[0].other if olds else ""
        first = news[0] if news else None
        self.result.left.append(Left(Why.FOREIGN, rows, before, after, first, what))

    def _doubt(self, why: Why, olds: Sequence[Expected], news: Sequence[Found]) -> None:
        rows = tuple(dict.fromkeys(one.row for one in olds if not one.other))
        for one in rows:
            self.by_row[one].doubtful = True
        after = "\n".join(one.line.text for one in news)
        self.result.left.append(Left(why, rows, _joined(olds), after, news[0] if news else None))

    def _loose(self, olds: Sequence[int], news: Sequence[int], last: int) -> None:
        """Deal with neighbours that have no like on the other side; ``last`` is the old paragraph above them."""
        before = [self.expected[n] for n in olds]
        after = [one for one in (self.found[n] for n in news) if not (one.front and is_free(one.line.text))]
        others = [one for one in before if one.other]
        before = [one for one in before if not one.other]
        if not after:
            if others:
                self._foreign(others, [])
            return  # rows whose paragraphs went are seen by their row
        rows = {one.row for one in before}
        if before and len(rows) == 1 and not others:
            self.by_row[rows.pop()].new += after
        elif before:
            self._doubt(Why.UNMATCHED, before, after)
        elif others:
            self._foreign(others, after)
        else:
            self._inserted(after, last)

    def _inserted(self, news: Sequence[Found], last: int) -> None:
        above = self.expected[last] if last >= 0 else None
        if above is None or news[0].front:
            self.result.left += [Left(Why.UNMATCHED, (), "", one.line.text, one) for one in news]
            return
        following = self.expected[last + 1] if last + 1 < len(self.expected) else None
        if not above.other and following is not None and not following.other and following.row == above.row:
            self.by_row[above.row].new += news
            return
        if above.other or self.closed[above.row]:
            why = Why.FOREIGN if above.other == FILE else Why.BETWEEN
            text = "\n".join(one.line.text for one in news)
            self.result.left.append(Left(why, (above.row,), "", text, news[0], above.other))
            return
        self.added += [Change(Kind.ADDED, above.row, "", one.line.text, one) for one in news]

    def _row(self, number: int, state: _Row) -> None:
        adopted, generated = self.rows[number]
        self.result.rows += 1
        if state.doubtful:
            return
        glue = "" if adopted.name == TITLE else "\n"
        before, after = (glue.join(side) for side in (state.old, [one.line.text for one in state.new]))
        if _same(before, after):
            self.result.same += 1
        elif not after:
            self._gone(number, adopted, generated)
        elif adopted.own and _same(_lines(generated), after):
            self.result.changes.append(Change(Kind.RESTORED, number, adopted.text, generated, state.new[0]))
        elif is_numbered(_cut(before, after)):
            self._leave(Why.NUMBER, number, before, after, state.new[0])
        elif len(after) > CELL_ROOM:
            self._leave(Why.LONG, number, before, after, state.new[0])
        else:
            self.result.changes.append(Change(Kind.WRITTEN, number, adopted.text, after, state.new[0]))

    def _gone(self, number: int, adopted: Adopted, generated: str) -> None:
        if adopted.own and not adopted.key and not generated:
            self.result.changes.append(Change(Kind.REMOVED, number, adopted.text, ""))
        elif not adopted.missing:
            self._leave(Why.GONE, number, adopted.text, "", None)

    def _leave(self, why: Why, number: int, before: str, after: str, found: Found | None) -> None:
        self.result.left.append(Left(why, (number,), before, after, found))

    def _place_added(self) -> None:
        """Add paragraphs behind their rows; one that went from another place is only told."""
        gone = {one.rows[0]: one for one in self.result.left if one.why is Why.GONE}
        for one in self.added:
            origin = next((row for row, left in gone.items() if alike(left.before, one.after) >= MOVED), None)
            if origin is not None:
                self.result.left.remove(gone.pop(origin))
                self.result.left.append(Left(Why.MOVED, (origin, one.row), one.after, one.after, one.found))
            elif len(one.after) > CELL_ROOM:
                self.result.left.append(Left(Why.LONG, (one.row,), "", one.after, one.found))
            else:
                self.result.changes.append(one)


def _runs(links: Sequence[Link]) -> Iterator[list[Link]]:
    """Yield links alone, neighbours of one side together."""
    run: list[Link] = []
    for one in links:
        if one.old and one.new:
            if run:
                yield run
            run = []
            yield [one]
        else:
            run.append(one)
    if run:
        yield run


def _joined(olds: Sequence[Expected]) -> str:
    return "\n".join(one.line.text for one in olds)


def _lines(text: str) -> str:
    return "\n".join(one for one in text.splitlines() if one.strip())


def _same(one: str, other: str) -> bool:
    """Tell whether two texts have the same paragraphs, whatever their blanks."""
    return [squeezed(line) for line in one.split("\n")] == [squeezed(line) for line in other.split("\n")]


def _cut(before: str, after: str) -> str:
    """Return the number that a text lost at its beginning, else nothing."""
    one, other = squeezed(before), squeezed(after)
    cut = one.removesuffix(other)
    return cut if cut != one and 0 < len(cut) <= LONGEST_NUMBER else ""
