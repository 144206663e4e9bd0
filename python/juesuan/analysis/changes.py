"""Changes against last year: the amount, the rate, and which of the six things it is."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from juesuan.analysis.shares import DIGITS
from juesuan.money import round_ratio, round_wan


class Direction(StrEnum):
    """What became of a figure: each has sentences of its own."""

    UP = "增加"
    DOWN = "减少"
    SAME = "持平"
    NEW = "新增"
    GONE = "不再发生"
    NONE = "两年均无"


@dataclass(frozen=True)
class Change:
    """``current`` and ``prior`` as printed in 分; ``rate`` in percent of last year's amount, None where that is zero."""

    current: int
    prior: int
    rate: Decimal | None

    @property
    def amount(self) -> int:
        """How much more (or less) it is than last year, in 分."""
        return self.current - self.prior

    @property
    def direction(self) -> Direction:
        """Which of the six it is."""
        if not self.prior:
            return Direction.NEW if self.current else Direction.NONE
        if not self.current and self.prior > 0:
            return Direction.GONE
        if self.amount:
            return Direction.UP if self.amount > 0 else Direction.DOWN
        return Direction.SAME


def change(current: int, prior: int) -> Change:
    """Return the change of an amount in 分, computed from both amounts as printed.

    The base of the rate is the absolute amount of last year (a negative carry-over that grows is an increase).
    """
    now, before = round_wan(current), round_wan(prior)
    rate = round_ratio((now - before) * 100, abs(before), DIGITS) if before else None
    return Change(now, before, rate)
