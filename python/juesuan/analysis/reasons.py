"""Causes put together: those of one group are one reason, in the order in which they were entered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from juesuan.analysis.names import distinct
from juesuan.book.facts import Cause
from juesuan.money import round_wan
from juesuan.spec.analysis import Measure

UNNAMED = "其他原因"
"""What a cause is called that has an amount and no words."""


@dataclass(frozen=True)
class Reason:
    """A cause, or a group of them; ``amount`` in 分 is the sum of what was entered, None where nothing was.

    ``name`` tells it from the other reasons of its measure, wherever its rows go.
    """

    name: str
    text: str
    causes: tuple[Cause, ...]

    @property
    def amount(self) -> int | None:
        """The sum of the amounts as printed."""
        given = [round_wan(one.amount) for one in self.causes if one.amount is not None]
        return sum(given) if given else None


def causes_of(measure: Measure, causes: Iterable[Cause]) -> tuple[Cause, ...]:
    """Return the causes of a measure: those that name it as the drop-down list does."""
    return tuple(
        one
        for one in causes
        if one.measure == measure.label and (one.text or one.group or one.amount is not None)
    )


def reasons_of(measure: Measure, causes: Iterable[Cause]) -> tuple[Reason, ...]:
    """Return the reasons of a measure: those with an amount first, each where its first cause was entered."""
    groups: dict[str, list[Cause]] = {}
    for one in causes_of(measure, causes):
        groups.setdefault(f"group {one.group}" if one.group else f"row {one.row}", []).append(one)
    texts = [one[0].group or one[0].text or one[0].item or UNNAMED for one in groups.values()]
    found = [
        Reason(name, text, tuple(one))
        for name, text, one in zip(distinct(texts), texts, groups.values(), strict=True)
    ]
    return tuple(sorted(found, key=lambda one: one.amount is None))
