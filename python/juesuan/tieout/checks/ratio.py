"""A percentage recomputed from two figures as printed, and what to say where it does not fit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from juesuan.findings import Level
from juesuan.tieout.case import Case, cut, rounded
from juesuan.tieout.claims import Claim
from juesuan.tieout.issue import Issue, State, of_claim

HUNDRED = Decimal(100)
CUT = "未四舍五入（直接舍去）"


@dataclass(frozen=True)
class Ratio:
    """What a percentage should be: ``top`` over ``bottom``, both printed in steps of ``step``."""

    top: Decimal
    bottom: Decimal
    top_step: Decimal
    bottom_step: Decimal
    text: str

    @property
    def value(self) -> Decimal:
        """The percentage, unrounded."""
        return self.top / self.bottom * HUNDRED

    def allows(self, printed: Decimal, decimals: int) -> bool:
        """Tell whether figures that round to those printed can give a percentage."""
        low, high = self._bounds()
        step = Decimal(1).scaleb(-decimals) / 2
        return low - step <= printed <= high + step

    def _bounds(self) -> tuple[Decimal, Decimal]:
        top, bottom = abs(self.top), abs(self.bottom)
        widest = bottom - self.bottom_step / 2
        low = max(Decimal(0), top - self.top_step / 2) / (bottom + self.bottom_step / 2) * HUNDRED
        high = (top + self.top_step / 2) / widest * HUNDRED if widest > 0 else Decimal("1e9")
        return low, high


def fits(claim: Claim, value: Decimal) -> bool:
    """Tell whether a printed percentage is a value at the decimals that it prints."""
    return abs(claim.figure.value) == rounded(abs(value), claim.figure.decimals)


def wrong(case: Case, claim: Claim, ratio: Ratio, rule: str) -> Issue:
    """Return the issue about a percentage that does not fit: a hint where rounding may have done it."""
    decimals = max(claim.figure.decimals, 2) if claim.figure.decimals else 2
    right = f"{rounded(abs(ratio.value), decimals)}%"
    exact = f"{rounded(abs(ratio.value), decimals + 2)}%"
    arithmetic = f"{ratio.text}＝{exact}"
    printed = abs(claim.figure.value)
    if printed == cut(abs(ratio.value), claim.figure.decimals) and claim.figure.decimals:
        text = f"{arithmetic}，应为{right}，文中为{claim.printed}：{CUT}。请改为{right}。"
        return of_claim(claim, rule, text, expected=right, cause=CUT)
    if ratio.allows(printed, claim.figure.decimals):
        case.coverage.mark(claim, State.RECOMPUTED)
        text = f"{arithmetic}，按印出的数应为{right}，文中为{claim.printed}；两数各自四舍五入后可以相差这么多，属于尾差。"
        return of_claim(claim, rule, text, level=Level.HINT, expected=right)
    return of_claim(
        claim, rule, f"{arithmetic}，应为{right}，文中为{claim.printed}。请改正。", expected=right
    )
