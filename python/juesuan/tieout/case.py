"""All that a check looks at: the claims of a report by place and subject, and what is known of the accounts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from juesuan.tieout.claims import Claim, Measure
from juesuan.tieout.document import Document
from juesuan.tieout.issue import Coverage
from juesuan.tieout.lexicon import Lexicon
from juesuan.tieout.naming import Naming
from juesuan.tieout.own_tables import OwnTables
from juesuan.tieout.sections import Located
from juesuan.tieout.world import Known, World

HALF = Decimal("0.005")
"""Half the last decimal of an amount in 万元."""


@dataclass(frozen=True)
class Case:
    """A report under examination. ``own`` are its own tables where no workbook was given."""

    document: Document
    lexicon: Lexicon
    world: World
    naming: Naming
    located: Sequence[Located]
    claims: list[Claim]
    coverage: Coverage
    own: OwnTables | None = None

    @cached_property
    def by_paragraph(self) -> dict[int, list[Claim]]:
        """The claims of each paragraph."""
        found: dict[int, list[Claim]] = {}
        for one in self.claims:
            found.setdefault(one.located.number, []).append(one)
        return found

    def same_paragraph(self, claim: Claim) -> list[Claim]:
        """Return the claims of a claim's paragraph."""
        return self.by_paragraph[claim.located.number]

    def before(self, claim: Claim) -> Iterator[Claim]:
        """Yield the claims before a claim in its paragraph, the nearest first."""
        those = self.same_paragraph(claim)
        place = next(number for number, one in enumerate(those) if one is claim)
        yield from reversed(those[:place])

    def of_subject(self, subject: str, measure: Measure = Measure.AMOUNT) -> Iterator[Claim]:
        """Yield the claims about a subject, this year's and not inside causes."""
        for one in self.claims:
            if one.subject == subject and one.measure is measure and not one.cause and self.is_this_year(one):
                yield one

    def is_this_year(self, claim: Claim) -> bool:
        """Tell whether a figure is one of the report's year."""
        if claim.last_year:
            return False
        return claim.year is None or self.world.year is None or claim.year == self.world.year

    def is_last_year(self, claim: Claim) -> bool:
        """Tell whether a figure is one of the year before."""
        if claim.last_year and claim.year is None:
            return True
        return claim.year is not None and self.world.year is not None and claim.year == self.world.year - 1

    def amount_of(self, subject: str, near: Claim) -> Known | None:
        """Return this year's amount of a subject: as the paragraph says it, else as it is known, else as the report says."""
        for one in self.before(near):
            if (
                one.subject == subject
                and one.measure is Measure.AMOUNT
                and self.is_this_year(one)
                and not one.cause
            ):
                return Known(one.figure.wan, "文中")
        known = self.world.current(subject)
        if known is not None:
            return known
        said = next(iter(self.of_subject(subject)), None)
        return Known(said.figure.wan, "文中") if said is not None else None


def rounded(value: Decimal, decimals: int) -> Decimal:
    """Return a value at so many decimals, a half away from zero."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def cut(value: Decimal, decimals: int) -> Decimal:
    """Return a value with the decimals beyond cut off."""
    step = Decimal(1).scaleb(-decimals)
    return (value // step) * step if value >= 0 else -((-value) // step) * step


def shown(value: Decimal, decimals: int = 2) -> str:
    """Return an amount as reports print it."""
    return f"{rounded(value, decimals):,}"


def agrees(claim: Claim, value: Decimal) -> bool:
    """Tell whether a printed amount or count is a value at the decimals that it prints."""
    figure = claim.figure
    if claim.measure is Measure.COUNT:
        return figure.value == value
    step = figure.step
    return abs(figure.wan) == abs((value / step).quantize(Decimal(1), ROUND_HALF_UP) * step)
