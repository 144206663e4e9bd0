"""Shares of a whole: each rounded half-up on its own, never cut, never bent to make 100."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from juesuan.money import round_ratio, round_wan

DIGITS = 2


@dataclass(frozen=True)
class Composition:
    """``parts`` and ``whole`` as printed, in 分; ``shares`` in percent, None where the whole is zero."""

    parts: tuple[int, ...]
    whole: int
    shares: tuple[Decimal | None, ...]

    @property
    def sum(self) -> Decimal | None:
        """The sum of the shares as printed."""
        given = [one for one in self.shares if one is not None]
        return sum(given, Decimal(0)) if given else None

    @property
    def deviation(self) -> Decimal | None:
        """How far the printed shares are from 100.00 together."""
        return None if self.sum is None else self.sum - 100

    @property
    def bound(self) -> Decimal:
        """How far rounding alone can take them: 0.005 for each share that is not zero, and what the parts miss of the whole."""
        rounding = Decimal("0.005") * sum(1 for one in self.shares if one)
        if not self.whole:
            return rounding
        return rounding + abs(Decimal(100) * (sum(self.parts) - self.whole) / self.whole)


def composition(parts: Sequence[int], whole: int) -> Composition:
    """Return the shares of amounts in 分, computed from the amounts as printed."""
    printed, total = tuple(round_wan(one) for one in parts), round_wan(whole)
    return Composition(printed, total, tuple(share(one, total) for one in printed))


def share(part: int, whole: int) -> Decimal | None:
    """Return a part of a whole in percent, two decimals, half-up; None where the whole is zero."""
    return round_ratio(part * 100, whole, DIGITS) if whole else None
