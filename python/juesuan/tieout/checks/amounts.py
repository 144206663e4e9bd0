"""A figure is what its cell holds: amounts, budgets and counts against the tables (rules D01-D22)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from juesuan.findings import Level
from juesuan.tieout.case import Case, agrees, shown
from juesuan.tieout.claims import Claim, Measure
from juesuan.tieout.issue import Issue, State, of_claim
from juesuan.tieout.world import Known

TAIL = Decimal("0.02")
"""A difference from a cell up to this much may come from another table that rounds on its own."""
UNIT_FACTORS = (Decimal(10000), Decimal("0.0001"))


def check(case: Case) -> Iterator[Issue]:
    """Compare every amount and count whose subject is known with its cell."""
    for claim in case.claims:
        if (
            claim.cause
            or not claim.subject
            or claim.measure not in (Measure.AMOUNT, Measure.COUNT, Measure.BUDGET)
        ):
            continue
        yield from _compare(case, claim)


def _compare(case: Case, claim: Claim) -> Iterator[Issue]:
    if claim.measure is Measure.BUDGET:
        known = case.world.budget(claim.subject, claim.quote) if case.is_this_year(claim) else None
    elif case.is_this_year(claim):
        known = case.world.current(claim.subject)
    elif case.is_last_year(claim):
        known = case.world.prior(claim.subject)
    else:
        known = None
    if known is not None and agrees(claim, known.value):
        case.coverage.mark(claim, State.TIED)
    elif known is not None and not (claim.measure is Measure.BUDGET and not known.value):
        yield _differs(case, claim, known)
    if not case.is_this_year(claim) and not claim.last_year:
        yield from _wrong_year(case, claim)


def _differs(case: Case, claim: Claim, known: Known) -> Issue:
    counted = claim.measure is Measure.COUNT
    right = f"{known.value:f}{claim.figure.unit}" if counted else f"{shown(known.value)}万元"
    rule = claim.located.section.rule
    difference = abs(claim.figure.value if counted else claim.figure.wan) - abs(known.value)
    if not counted and abs(difference) <= TAIL and _printed_elsewhere(case, claim):
        case.coverage.mark(claim, State.TIED)
        text = f"{known.place}为{right}，文中为{claim.printed}，与另一张表印出的数相同：两张表各自四舍五入，属于尾差。请核对后保留。"
        return of_claim(claim, rule, text, level=Level.HINT, expected=right, cause=known.place)
    level = Level.ERROR
    if (
        claim.measure is Measure.BUDGET
    ):  # the table may print the budget on another basis than the text speaks of
        level = Level.HINT if abs(difference) <= TAIL else Level.EXPLAIN
    reason = _reason(claim, known)
    gap = f"{abs(difference):f}{claim.figure.unit}" if counted else f"{shown(abs(difference))}万元"
    text = f"{known.place}为{right}，文中为{claim.printed}，相差{gap}。{reason}"
    return of_claim(claim, rule, text, level=level, expected=right, cause=known.place)


def _reason(claim: Claim, known: Known) -> str:
    """Say what the mistake looks like: the unit mistaken, two digits exchanged; else what to do."""
    if claim.measure is not Measure.COUNT and known.value and claim.figure.value:
        for factor in UNIT_FACTORS:
            if abs(claim.figure.wan) == (abs(known.value) * factor).quantize(claim.figure.step):
                return "像是把元和万元弄混了（F05）。请改正。"
        ours, theirs = (f"{abs(one):.2f}".replace(".", "") for one in (claim.figure.wan, known.value))
        if ours != theirs and sorted(ours) == sorted(theirs):
            return "像是数字的次序写错了。请改正。"
    return "请核对后改正。"


def _printed_elsewhere(case: Case, claim: Claim) -> bool:
    """Tell whether a table prints this figure for the same thing: its row of the same name in another table."""
    world = case.world
    known = world.current(claim.subject)
    if world.numbers is None or known is None or known.cell is None:
        return False
    row = known.cell.row
    wanted = claim.figure.wan
    return any(
        cell.row == row and cell != known.cell and (world.value(cell) or Decimal(0)) == wanted
        for cell in world.numbers.values
    )


def _said_before(claim: Claim) -> str:
    return claim.located.plain.text[claim.sentence[0] : claim.figure.start]


def _wrong_year(case: Case, claim: Claim) -> Iterator[Issue]:
    """A year beside this year's figure that is neither this year nor one whose figure it is."""
    year = case.world.year
    current, prior = case.world.current(claim.subject), case.world.prior(claim.subject)
    if (
        current is None
        and year is not None
        and claim.year not in (None, year, year - 1)
        and not (claim.year == year + 1 and "预算" in _said_before(claim))
        and not claim.located.heading
    ):
        text = f"这份决算是{year}年度的，文中写成{claim.year}年。请改正年度。"
        yield of_claim(claim, "F03", text, expected=f"{year}年", cause="年度")
    if claim.measure is Measure.BUDGET or current is None or not current.value:
        return
    if not agrees(claim, current.value) or (prior is not None and agrees(claim, prior.value)):
        return
    text = f"{claim.printed}是{year}年度的数（{current.place}），文中写成{claim.year}年。请改正年度。"
    yield of_claim(claim, "F03", text, expected=f"{year}年", cause="年度")
