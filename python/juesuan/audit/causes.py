"""Which differences have one cause: the figure that, being off by one amount, explains most of them.

A typed figure that is off by δ shows in every comparison that it has a part in, each time as δ times its factor - and
in no comparison that holds. So for each figure behind a difference it is counted how many differences it explains and
how many comparisons that hold speak against it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from juesuan.audit.evaluate import Amount
from juesuan.spec.model import Cell

Parts = Mapping[Cell, Fraction | int]
MOST_SUSPECTS = 3
"""So many figures are named as the possible cause; more would help nobody."""


@dataclass(frozen=True)
class Symptom:
    """A comparison: the difference in 分, the typed figures it is made of, what rounding may add."""

    difference: Amount
    parts: Parts
    bound: Amount = 0


@dataclass(frozen=True)
class Cause:
    """``symptoms`` (by number) that one figure explains; ``suspects`` are the figures that could be it, ``off`` by how much."""

    symptoms: tuple[int, ...]
    suspects: tuple[Cell, ...]
    off: Amount


def find_causes(symptoms: Sequence[Symptom], sound: Sequence[Parts]) -> list[Cause]:
    """Return the causes, the one with the most symptoms first; every symptom is in exactly one of them.

    ``sound`` are the figures of comparisons that hold: one that stands there with a factor is not off.
    """
    against: defaultdict[Cell, int] = defaultdict(int)
    for parts in sound:
        for cell in parts:
            against[cell] += 1
    left = set(range(len(symptoms)))
    found: list[Cause] = []
    while left:
        best = _best(symptoms, left, against)
        found.append(best)
        left -= set(best.symptoms)
    return found


def _best(symptoms: Sequence[Symptom], left: set[int], against: Mapping[Cell, int]) -> Cause:
    """Return the cause that explains most of the symptoms that are left, sound comparisons counted against it."""
    offs: dict[Cell, dict[Amount, list[int]]] = {}
    for number in sorted(left):
        one = symptoms[number]
        for cell, factor in one.parts.items():
            offs.setdefault(cell, {}).setdefault(_ratio(one.difference, factor), []).append(number)
    ranked: dict[tuple[int, ...], list[tuple[Cell, Amount]]] = {}
    for cell, found in offs.items():
        off, numbers = _agreeing(symptoms, cell, found)
        ranked.setdefault(numbers, []).append((cell, off))
    if not ranked:
        number = min(left)
        return Cause((number,), (), symptoms[number].difference)

    def score(numbers: tuple[int, ...]) -> tuple[int, int, tuple[int, ...]]:
        return (
            len(numbers),
            -min(against[cell] for cell, _ in ranked[numbers]),
            tuple(-one for one in numbers),
        )

    numbers = max(ranked, key=score)
    least = min(against[cell] for cell, _ in ranked[numbers])
    suspects = [(cell, off) for cell, off in ranked[numbers] if against[cell] == least]
    shown = tuple(cell for cell, _ in suspects) if len(suspects) <= MOST_SUSPECTS else ()
    return Cause(numbers, shown, suspects[0][1])


def _agreeing(
    symptoms: Sequence[Symptom], cell: Cell, found: Mapping[Amount, list[int]]
) -> tuple[Amount, tuple[int, ...]]:
    """Return the amount that a figure would have to be off by to explain most symptoms, and which they are."""
    best: tuple[Amount, tuple[int, ...]] = (0, ())
    slacks = {one: _slack(symptoms[one], cell) for same in found.values() for one in same}
    for off, same in found.items():
        numbers = set(same)
        own = max(slacks[one] for one in same)
        for other, more in found.items():
            gap = other - off if other > off else off - other
            if gap:
                numbers.update(one for one in more if gap <= own + slacks[one])
        if len(numbers) > len(best[1]):
            best = off, tuple(sorted(numbers))
    return best


def _slack(symptom: Symptom, cell: Cell) -> Amount:
    """Return how far rounding may move the amount that a figure seems to be off by."""
    off = _ratio(symptom.bound, symptom.parts[cell]) if symptom.bound else 0
    return off if off >= 0 else -off


def _ratio(amount: Amount, factor: Amount) -> Amount:
    """Divide; nearly every factor is 1 or -1."""
    return amount * factor if factor in (1, -1) else Fraction(amount) / factor
