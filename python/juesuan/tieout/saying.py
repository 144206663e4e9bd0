"""What is being said while a paragraph is read, and the words that lead from one figure to the next."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from juesuan.tieout.claims import Claim

YEAR = re.compile(r"(20\d\d)年度?")
SPENT = re.compile(r"决算|实际|完成|执行")
NEXT_CAUSE = re.compile(r"[一二三四五六七八九]是")
AGAINST = re.compile(
    r"(?:比|较|与|同)(?:20\d\d年度?)?(?:年初|全年|调整后?|当年|年度)?预算(?:数|安排数?)?(?:相比，?)?"
    r"|相比，?|同比|比较，?|(?:比|较|与)(?:20\d\d年|上年|去年|上一年)(?:度|同期)?(?:决算)?(?:数)?"
)


@dataclass
class State:
    """What is being spoken of while a paragraph is read."""

    subject: str
    name: str = ""
    amount: Claim | None = None
    change: Claim | None = None
    listed: Claim | None = None
    base: int | None = None
    compared: bool = False
    year: int | None = None
    cause: bool = False
    versus_budget: bool = False
    pending: Claim | None = None
    budget_said: bool = False
    counted: str = ""
    budget: Claim | None = None
    latest: Claim | None = None
    outside: State | None = None
    series: int = 0
    respective: list[str] = field(default_factory=list)

    @property
    def spoken(self) -> Claim | None:
        """The amount last said; a budget only where no amount of the same thing was said before it."""
        amount, latest = self.amount, self.latest
        same = amount is not None and latest is not None and amount.subject == latest.subject
        return amount if same and amount is not None and amount.measure == "amount" else latest


KEPT = ("subject", "name", "counted", "amount", "budget", "latest", "listed", "change")
"""What a bracket does not change for what stands behind it."""


def named_in_order(lead: str) -> list[str]:
    """Return the names before 分别为: the figures that follow are theirs in that order."""
    found = re.search(
        r"(?:^|[，。；：])(?P<names>[^，。；：]*[、和][^，。；：]*?)(?:支出)?(?:决算)?分别(?:为|是)$", lead
    )
    return re.split(r"[、和及]", found["names"]) if found else []


def year_said(lead: str) -> int | None:
    """Return the year that words before a figure name; that of a comparison is another matter."""
    found = None
    for match in YEAR.finditer(lead):
        before = lead[max(0, match.start() - 1) : match.start()]
        behind = lead[match.end() : match.end() + 6]
        if before not in ("比", "较", "与", "同") or "预算" in behind:
            found = int(match[1])
    return found
