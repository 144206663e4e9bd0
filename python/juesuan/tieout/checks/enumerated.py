"""Numbered lists inside a paragraph against the counts before them: batches of guests, their persons and money (D16)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from juesuan.findings import Level
from juesuan.tieout.case import HALF, Case, shown
from juesuan.tieout.claims import Claim, Measure
from juesuan.tieout.figures import Kind
from juesuan.tieout.issue import Issue, State, of_claim
from juesuan.tieout.sections import Located

_NUMBER = re.compile(r"（(\d{1,2})）")
PERSONS = ("人次", "人", "名")
BATCHES = ("批次", "批")


def check(case: Case) -> Iterator[Issue]:
    """Compare what a paragraph counts with what it then lists one by one."""
    for one in case.located:
        if one.section.key.startswith("three"):
            yield from _paragraph(case, one)


def _paragraph(case: Case, one: Located) -> Iterator[Issue]:
    starts = [found.start() for found in _NUMBER.finditer(one.plain.text)]
    numbers = [int(found[1]) for found in _NUMBER.finditer(one.plain.text)]
    if not starts or numbers != list(range(1, len(numbers) + 1)):
        return
    claims = case.by_paragraph.get(one.number, [])
    before = [claim for claim in claims if claim.figure.end <= starts[0]]
    listed = [claim for claim in claims if claim.figure.start > starts[0]]
    batches = next((claim for claim in before if claim.figure.unit in BATCHES), None)
    if batches is None:
        return
    complete = int(batches.figure.value) == len(starts)
    persons = next((claim for claim in before if claim.figure.unit in PERSONS and claim is not batches), None)
    money = next(
        (
            claim
            for claim in before
            if claim.measure is Measure.AMOUNT and claim.figure.start > batches.figure.start
        ),
        None,
    )
    money = money or next((claim for claim in reversed(before) if claim.measure is Measure.AMOUNT), None)
    each_persons = [claim for claim in listed if claim.figure.unit in PERSONS]
    each_money = [claim for claim in listed if claim.figure.kind is Kind.AMOUNT]
    fits = [
        _sum_fits(whole, parts, len(starts))
        for whole, parts in ((persons, each_persons), (money, each_money))
        if whole is not None
    ]
    if len(starts) > batches.figure.value or (not complete and fits and all(fits)):
        text = f"写{batches.printed}，下面列了{len(starts)}批。请核对批次，或补全清单。"
        yield of_claim(
            batches, "D16", text, level=Level.EXPLAIN, expected=f"{len(starts)}批次", cause="接待清单"
        )
    if complete:
        case.coverage.mark(batches, State.RECOMPUTED)
    for whole, parts in ((persons, each_persons), (money, each_money)):
        if whole is not None and complete and len(parts) == len(starts):
            yield from _total(case, whole, parts)


def _sum_fits(whole: Claim, parts: list[Claim], entries: int) -> bool:
    gap = abs(sum((one.value for one in parts), Decimal(0)) - whole.value)
    return len(parts) == entries and gap <= (HALF * (entries + 1) if whole.measure is Measure.AMOUNT else 0)


def _total(case: Case, whole: Claim, parts: list[Claim]) -> Iterator[Issue]:
    if _sum_fits(whole, parts, len(parts)):
        for one in (whole, *parts):
            case.coverage.mark(one, State.RECOMPUTED)
        return
    total = sum((one.value for one in parts), Decimal(0))
    counted = whole.measure is Measure.COUNT
    right = f"{total:f}{whole.figure.unit}" if counted else f"{shown(total)}万元"
    text = f"清单各批之和为{right}，前面写{whole.printed}。请核对。"
    yield of_claim(whole, "D16", text, level=Level.EXPLAIN, expected=right, cause="接待清单")
