"""Wordings of other provinces, years and kinds of units: nothing right is called wrong, a planted error is found.

``variants/known.yaml`` may be used to extend the lexicon, ``variants/held_out.yaml`` only measures. Each wording is
filled from made-up accounts; errors are planted where figures were filled in, wherever the checker looks.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random

import pytest
import yaml

from juesuan.findings import Level
from juesuan.tieout.claims import Claim, Measure
from juesuan.tieout.document import Document
from juesuan.tieout.issue import Issue, State
from juesuan.tieout.tieout import TiedOut, tie_out
from tests.tieout.filling import Filled, Span, fill
from tests.tieout.made_up import MadeUp, made_up
from tests.tieout.reports import with_text

FOLDER = Path(__file__).parent / "variants"
SEEDS = (21, 24, 30)
UNITS = (
    "某市文物局",
    "某县河道管理处",
    "某省第二人民医院",
    "某师范学院",
    "某区城市管理局",
    "某部",
    "某镇人民政府",
)
GRAVE = (Level.ERROR, Level.EXPLAIN)


@dataclass(frozen=True)
class Variant:
    """A wording. ``id`` starts with its family and names where it comes from."""

    id: str
    text: str

    @property
    def family(self) -> str:
        """What it tells of."""
        return self.id.partition("-")[0]

    @property
    def number(self) -> int:
        """A number of its own, always the same."""
        return int(hashlib.sha256(self.id.encode()).hexdigest(), 16)

    def accounts(self, seed: int) -> MadeUp:
        """Return accounts of the unit and the year that go with it."""
        year = next((int(one) for one in self.id.split("-") if one.isdigit()), 2020)
        return made_up(seed, year, UNITS[self.number % len(UNITS)], bare=self.family == "none")


@cache
def variants(name: str) -> tuple[Variant, ...]:
    """Return the wordings of a file."""
    data = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return tuple(Variant(one["id"], one["text"]) for one in data["variants"])


@dataclass(frozen=True)
class Tried:
    """A wording filled in and checked. ``claims`` are those of the filled in figures; None where none was read."""

    variant: Variant
    filled: Filled
    accounts: MadeUp
    sound: TiedOut

    @property
    def alarms(self) -> list[Issue]:
        """What is called wrong though it is right."""
        return [one for one in self.sound.issues if one.level in GRAVE]

    def claim(self, span: Span) -> Claim | None:
        """Return the claim read at a filled in figure."""
        paragraph = self.filled.paragraph(span)
        for one in self.sound.claims:
            if one.located.paragraph is paragraph and one.located.plain.at[one.figure.start] == span.start:
                return one
        return None

    @property
    def figures(self) -> list[Span]:
        """The figures that the accounts know."""
        return [
            one for one in self.filled.spans if one.kind in ("amount", "percent", "count") and not one.loose
        ]


@cache
def tried(name: str) -> tuple[Tried, ...]:
    """Return every wording of a file in the accounts of every seed, beginning with another one each."""
    found = []
    for one in variants(name):
        first = one.number % len(SEEDS)
        for seed in (*SEEDS[first:], *SEEDS[:first]):
            accounts = one.accounts(seed)
            filled = fill(one.text, accounts)
            found.append(Tried(one, filled, accounts, tie_out(filled.document, accounts.world)))
    return tuple(found)


def is_recognised(one: Tried, span: Span) -> bool:
    """Tell whether the checker knows what a figure says: its subject, or of a percentage what it measures."""
    claim = one.claim(span)
    if claim is None:
        return False
    return bool(claim.subject) and claim.measure is not Measure.PERCENT


def is_checked(one: Tried, span: Span) -> bool:
    """Tell whether a figure was tied to a cell or recomputed."""
    claim = one.claim(span)
    return claim is not None and one.sound.coverage.state(claim) is not State.UNTIED


# Planting


def planted(one: Tried, random: Random) -> Iterator[tuple[Span, str, str, Document]]:
    """Yield an error in every place where something was filled in: place, kind, the words put there, the report."""
    for span in one.filled.spans:
        if span.loose:
            continue
        for kind, words in _errors(one, span, random):
            text = one.filled.paragraph(span).text
            changed = text[: span.start] + words + text[span.end :]
            yield span, kind, words, with_text(one.filled.document, span.paragraph, changed)


def _errors(one: Tried, span: Span, random: Random) -> Iterator[tuple[str, str]]:
    text = one.filled.text(span)
    if span.kind == "word":
        if span.other != text:
            yield "word", span.other
    elif span.kind == "year":
        yield "year", str(int(text) + random.choice((-2, 2)))
    elif span.kind == "count":
        yield "count", str(int(text) + random.choice((1, 2, 10)))
    else:
        places = [number for number, letter in enumerate(text) if letter.isdigit()]
        at = random.choice(places)
        digit = random.choice([letter for letter in "0123456789" if letter != text[at]])
        yield "digit", text[:at] + digit + text[at + 1 :]
        if span.kind == "percent" and "." in text:
            yield "share", _nearby(text, random)


def _nearby(text: str, random: Random) -> str:
    step = Decimal(1).scaleb(-len(text.partition(".")[2]))
    value = Decimal(text)
    return f"{value + (step if value < step else random.choice((-step, step))):f}"


def is_found(one: Tried, document: Document) -> bool:
    """Tell whether something is called wrong that was not before."""
    before = {(issue.rule, issue.message) for issue in one.sound.issues}
    done = tie_out(document, one.accounts.world)
    return any((issue.rule, issue.message) not in before for issue in done.issues)


# Measuring


@dataclass
class Numbers:
    """What was measured of a family: figures filled in, how many were recognised and checked, errors planted and found."""

    wordings: int = 0
    figures: int = 0
    recognised: int = 0
    checked: int = 0
    alarms: int = 0
    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)

    def __iadd__(self, other: Numbers) -> Numbers:
        for name in ("wordings", "figures", "recognised", "checked", "alarms"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.planted += other.planted
        self.found += other.found
        return self

    @property
    def rates(self) -> dict[str, int]:
        """What is held against the floors, in whole percent, rounded down; a share of nothing is whole."""
        return {
            "recognised": percent(self.recognised, self.figures),
            "checked": percent(self.checked, self.figures),
            "recall": percent(self.found.total(), self.planted.total()),
        }

    def line(self, name: str) -> str:
        """Return the numbers as a line of ``floors.yaml``, what lies behind them as its comment."""
        rates = ", ".join(f"{key}: {value}" for key, value in self.rates.items())
        kinds = ", ".join(f"{kind} {self.found[kind]}/{self.planted[kind]}" for kind in sorted(self.planted))
        behind = f"{self.wordings} wordings, {self.figures} figures; found: {kinds or 'nothing planted'}"
        return f"  {name}: {{{rates}, alarms: {self.alarms}}}  # {behind}"


def percent(part: int, whole: int) -> int:
    """Return a part in whole percent, rounded down."""
    return part * 100 // whole if whole else 100


@cache
def measured(name: str) -> dict[str, Numbers]:
    """Measure a file by family; errors are planted in the first accounts of each wording only."""
    numbers: dict[str, Numbers] = {}
    for number, one in enumerate(tried(name)):
        first = number % len(SEEDS) == 0
        plants = list(planted(one, Random(one.variant.number))) if first else []
        found = Counter(kind for _, kind, _, document in plants if is_found(one, document))
        those = Numbers(
            wordings=int(first),
            figures=len(one.figures),
            recognised=sum(is_recognised(one, span) for span in one.figures),
            checked=sum(is_checked(one, span) for span in one.figures),
            alarms=len(one.alarms),
            planted=Counter(kind for _, kind, _, _ in plants),
            found=found,
        )
        for key in (one.variant.family, "all"):
            into = numbers.setdefault(key, Numbers())
            into += those
    return numbers


NAMES = ("known", "held_out")


@pytest.mark.parametrize("name", NAMES)
def test_the_checker_reads_at_least_what_it_read(name: str) -> None:
    floors = yaml.safe_load((FOLDER / "floors.yaml").read_text(encoding="utf-8"))[name]
    numbers = measured(name)
    print(f"\n{name}:", *(those.line(key) for key, those in numbers.items()), sep="\n")
    assert numbers.keys() == floors.keys()
    below = []
    for family, those in numbers.items():
        floor = dict(floors[family])
        most = floor.pop("alarms")
        below += [
            f"{family} {key} {those.rates[key]} < {least}"
            for key, least in floor.items()
            if those.rates[key] < least
        ]
        below += [f"{family} alarms {those.alarms} > {most}"] if those.alarms > most else []
    assert below == []


def test_a_fifth_of_the_wordings_is_held_out() -> None:
    known, held_out = (variants(name) for name in NAMES)
    ids = [one.id for one in (*known, *held_out)]
    assert len(ids) == len(set(ids)) >= 150
    assert len(held_out) * 5 >= len(ids)
    assert {one.family for one in known} == {one.family for one in held_out}
    assert len({one.id.partition("-")[2] for one in (*known, *held_out)}) > 60


def test_every_figure_of_a_wording_is_filled_in() -> None:
    for name in NAMES:
        for one in tried(name):
            text = one.filled.document.text
            assert "{" not in text, one.variant.id
            assert "[[" not in text, one.variant.id
            assert one.filled.spans, one.variant.id
