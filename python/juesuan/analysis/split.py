"""Splitting a change over what it is made of: items, basic and project expenditure, economic sections.

Contributions add up to the change exactly: they are differences of printed figures, and what the printed parts do not
explain of the printed total (rounding, parts that last year's figures do not name) is a line of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from juesuan.money import round_wan

if TYPE_CHECKING:
    from pandas import DataFrame

REST = ""
"""Key of the line that holds what the parts do not explain."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """A part's share in a change: amounts as printed, in 分; ``key`` is empty for the rest."""

    key: str
    current: int
    prior: int

    @property
    def amount(self) -> int:
        """How much the part added (or took away)."""
        return self.current - self.prior


def contributions(
    current: Mapping[str, int], prior: Mapping[str, int], total: tuple[int, int]
) -> tuple[Contribution, ...]:
    """Return what each part contributed to the change of ``total`` (this year's and last year's amount, in 分).

    The largest contributions come first; parts that did not change are left out; the rest stands at the end, and only
    when there is one. The amounts add up to the change of the printed totals exactly.
    """
    frame = to_frame(current, prior)
    changed = frame[frame["amount"] != 0]
    ranked = changed.reindex(changed["amount"].abs().sort_values(ascending=False, kind="stable").index)
    found = [
        Contribution(str(key), int(now), int(before)) for key, now, before, _ in ranked.itertuples(name=None)
    ]
    now, before = (round_wan(one) for one in total)
    rest = (now - before) - sum(one.amount for one in found)
    if rest:
        missing = before - int(frame["prior"].sum())
        found.append(Contribution(REST, rest + missing, missing))
    return tuple(found)


def to_frame(current: Mapping[str, int], prior: Mapping[str, int]) -> DataFrame:
    """Return the parts of both years side by side (as printed, in 分), a part that one year lacks as zero."""
    import pandas as pd

    frame = pd.DataFrame(
        {
            "current": pd.Series({key: round_wan(one) for key, one in current.items()}, dtype="int64"),
            "prior": pd.Series({key: round_wan(one) for key, one in prior.items()}, dtype="int64"),
        }
    )
    frame = frame.fillna(0).astype("int64").sort_index()
    frame["amount"] = frame["current"] - frame["prior"]
    return frame
