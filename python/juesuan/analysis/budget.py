"""Completion of the budget: what was spent against what was planned."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from juesuan.analysis.shares import share
from juesuan.money import round_wan


class Standing(StrEnum):
    """How the amount stands to its budget: each has sentences of its own."""

    EQUAL = "等于"
    BELOW = "小于"
    ABOVE = "大于"
    UNPLANNED = "年初未安排"
    NONE = "无预算无支出"


@dataclass(frozen=True)
class Completion:
    """``actual`` and ``budget`` as printed in 分; ``rate`` in percent, None where there is no budget."""

    actual: int
    budget: int
    rate: Decimal | None

    @property
    def standing(self) -> Standing:
        """How the amount stands to its budget."""
        if not self.budget:
            return Standing.UNPLANNED if self.actual else Standing.NONE
        if self.actual == self.budget:
            return Standing.EQUAL
        return Standing.BELOW if self.actual < self.budget else Standing.ABOVE


def completion(actual: int, budget: int) -> Completion:
    """Return how far a budget was carried out, computed from both amounts as printed; no rate over a zero budget."""
    spent, planned = round_wan(actual), round_wan(budget)
    return Completion(spent, planned, share(spent, planned))
