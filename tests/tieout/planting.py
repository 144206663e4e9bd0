"""One error at a time, planted into a sound report."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from random import Random

from juesuan.tieout.claims import Claim, Measure
from juesuan.tieout.document import Document, RawTable
from juesuan.tieout.issue import State
from juesuan.tieout.tieout import TiedOut
from tests.tieout.reports import with_text


@dataclass(frozen=True)
class Planted:
    """A report with one error: ``was`` and ``now`` are the words before and after."""

    kind: str
    document: Document
    was: str
    now: str


def _claims(sound: TiedOut, *measures: Measure) -> list[Claim]:
    """Figures that were checked: those of causes, and those with nothing to compare with, are told as untied."""
    return [
        one
        for one in sound.claims
        if one.measure in measures and not one.cause and sound.coverage.state(one) is not State.UNTIED
    ]


def _block(document: Document, claim: Claim) -> int:
    return next(n for n, one in enumerate(document.blocks) if one is claim.located.paragraph)


def _replaced(sound: TiedOut, claim: Claim, start: int, end: int, words: str, kind: str) -> Planted:
    """Replace plain positions ``start`` to ``end`` of a claim's paragraph."""
    plain = claim.located.plain
    first, last = plain.at[start], plain.at[end - 1] + 1
    text = plain.original[:first] + words + plain.original[last:]
    document = with_text(sound.document, _block(sound.document, claim), text)
    return Planted(kind, document, plain.original[max(0, first - 12) : last], words)


def digit(sound: TiedOut, random: Random) -> Planted | None:
    """Another digit in an amount, a change or a percentage."""
    those = [
        one
        for one in _claims(
            sound, Measure.AMOUNT, Measure.CHANGE, Measure.SHARE, Measure.COMPLETION, Measure.RATE
        )
        if one.figure.value
    ]
    if not those:
        return None
    claim = random.choice(those)
    figure = claim.figure
    text = claim.located.plain.text[figure.start : figure.digits_end]
    places = [n for n, letter in enumerate(text) if letter.isdigit()]
    at = random.choice(places)
    other = random.choice([one for one in "0123456789" if one != text[at]])
    return _replaced(sound, claim, figure.start + at, figure.start + at + 1, other, "digit")


DIRECTIONS = {"增加": "减少", "减少": "增加", "增长": "下降", "下降": "增长", "大于": "小于", "小于": "大于"}


def direction(sound: TiedOut, random: Random) -> Planted | None:
    """Another direction word before a change, a rate, or between actual and budget."""
    places: list[tuple[Claim, int, str]] = []
    for claim in _claims(sound, Measure.CHANGE, Measure.RATE):
        before = claim.located.plain.text[: claim.figure.start]
        word = before[-2:]
        if word in DIRECTIONS and claim.figure.value:
            places.append((claim, claim.figure.start - 2, word))
    for claim in _claims(sound, Measure.BUDGET, Measure.COMPLETION):
        behind = claim.located.plain.text
        for found in re.finditer(r"决算数(大于|小于)预算数", behind):
            places.append((claim, found.start(1), found[1]))
    if not places:
        return None
    claim, at, word = random.choice(places)
    return _replaced(sound, claim, at, at + 2, DIRECTIONS[word], "direction")


def year(sound: TiedOut, random: Random) -> Planted | None:
    """Another year before this year's figure, or in a comparison."""
    places: list[tuple[Claim, int, str]] = []
    for claim in _claims(sound, Measure.AMOUNT, Measure.CHANGE):
        if claim.subject and claim.figure.value:
            start = claim.sentence[0]
            found = list(re.finditer(r"(20\d\d)年", claim.located.plain.text[start : claim.figure.start]))
            if found:
                places.append((claim, start + found[-1].start(1), found[-1][1]))
    if not places:
        return None
    claim, at, was = random.choice(places)
    other = str(int(was) + random.choice((-2, 1, 2)))
    if claim.measure is Measure.CHANGE and int(other) == int(was):
        return None
    return _replaced(sound, claim, at, at + 4, other, "year")


def swapped(sound: TiedOut, random: Random) -> Planted | None:
    """Two amounts of a paragraph exchanged."""
    pairs = []
    those = [one for one in _claims(sound, Measure.AMOUNT, Measure.CHANGE) if one.figure.value]
    for first, second in pairwise(those):
        same = first.located is second.located and first.figure.unit == second.figure.unit
        tied = State.TIED in (sound.coverage.state(first), sound.coverage.state(second))
        if same and tied and first.figure.value != second.figure.value:
            pairs.append((first, second))
    if not pairs:
        return None
    first, second = random.choice(pairs)
    text = first.located.plain.text
    one = text[first.figure.start : first.figure.digits_end]
    other = text[second.figure.start : second.figure.digits_end]
    between = text[first.figure.digits_end : second.figure.start]
    words = f"{other}{between}{one}"
    return _replaced(sound, first, first.figure.start, second.figure.digits_end, words, "swapped")


def share(sound: TiedOut, random: Random) -> Planted | None:
    """A percentage off by 0.01."""
    those = [
        one
        for one in _claims(sound, Measure.SHARE, Measure.RATE, Measure.COMPLETION)
        if one.figure.decimals == 2 and one.figure.value > 1
    ]
    if not those:
        return None
    claim = random.choice(those)
    other = claim.figure.value + random.choice((-1, 1)) * claim.figure.step
    figure = claim.figure
    return _replaced(sound, claim, figure.start, figure.digits_end, f"{other:.2f}", "share")


def dropped(sound: TiedOut, random: Random) -> Planted | None:
    """An item of a list left out, with its figures."""
    places = []
    for claim in _claims(sound, Measure.AMOUNT):
        if claim.listed is None or not claim.figure.value or ":" not in claim.subject:
            continue
        text = claim.located.plain.text
        start = max(text.rfind("；", 0, claim.figure.start), text.rfind("：", 0, claim.figure.start)) + 1
        ends = [place for mark in "；。" if (place := text.find(mark, claim.figure.end)) >= 0]
        if start and ends:
            places.append((claim, start, min(ends) + 1))
    if not places:
        return None
    claim, start, end = random.choice(places)
    return _replaced(sound, claim, start, end, "", "dropped")


def count(sound: TiedOut, random: Random) -> Planted | None:
    """A number of vehicles, batches, guests off by a few."""
    those = [
        one
        for one in _claims(sound, Measure.COUNT)
        if one.subject and one.located.section.key != "performance"
    ]
    if not those:
        return None
    claim = random.choice(those)
    other = int(claim.figure.value) + random.choice((1, 2, 10))
    figure = claim.figure
    return _replaced(sound, claim, figure.start, figure.digits_end, str(other), "count")


def branch(sound: TiedOut, random: Random) -> Planted | None:
    """Both words of a template left in."""
    places = []
    for claim in _claims(sound, Measure.CHANGE):
        before = claim.located.plain.text[: claim.figure.start]
        if before[-2:] in ("增加", "减少"):
            places.append(claim)
    if not places:
        return None
    claim = random.choice(places)
    words = random.choice(("增加/减少", "增加（减少）"))
    return _replaced(sound, claim, claim.figure.start - 2, claim.figure.start, words, "branch")


def row(sound: TiedOut, random: Random) -> Planted | None:
    """A row of a table with codes left out."""
    places = []
    for number, block in enumerate(sound.document.blocks):
        if not isinstance(block, RawTable):
            continue
        for at, cells in enumerate(block.rows):
            code = (cells[0] or "").strip()
            if (
                len(code) in (5, 7)
                and code.isdigit()
                and re.search(r"[1-9][\d,]*\.\d\d", "|".join(one or "" for one in cells[2:]))
            ):
                places.append((number, at))
    if not places:
        return None
    number, at = random.choice(places)
    table = sound.document.blocks[number]
    assert isinstance(table, RawTable)
    rows = (*table.rows[:at], *table.rows[at + 1 :])
    marks = (*table.marks[:at], *table.marks[at + 1 :])
    blocks = list(sound.document.blocks)
    blocks[number] = replace(table, rows=rows, marks=marks)
    return Planted(
        "row",
        replace(sound.document, blocks=tuple(blocks)),
        "|".join(one or "" for one in table.rows[at]),
        "",
    )


KINDS: dict[str, Callable[[TiedOut, Random], Planted | None]] = {
    one.__name__: one for one in (digit, direction, year, swapped, share, dropped, count, branch, row)
}


def planted(
    sound: TiedOut, seed: int, most: int, fewer: Mapping[str, int] | None = None
) -> Iterator[Planted]:
    """Yield up to ``most`` different errors of every kind; a kind that a report gives no place for is passed over."""
    for kind, plant in KINDS.items():
        random = Random(f"{kind} {seed}")
        seen: set[tuple[str, str]] = set()
        for _ in range(3 * most):
            found = plant(sound, random)
            if found is None or len(seen) >= (fewer or {}).get(kind, most):
                break
            if found.document != sound.document and (found.was, found.now) not in seen:
                seen.add((found.was, found.now))
                yield found
