"""What a list adds up to: the parts of a whole, those of a reason (rules D02-D22, D29)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from juesuan.findings import Level
from juesuan.tieout.case import HALF, Case, shown
from juesuan.tieout.claims import Claim, Measure
from juesuan.tieout.figures import precision
from juesuan.tieout.issue import Issue, State, of_claim

WHOLES = (Measure.AMOUNT, Measure.COUNT)
_OPENS = re.compile(r"。?其中：?$")
_BEGINS = re.compile(r"(?:其中|分项情况|分项)")
_CLOSES = re.compile(r"(?:其中|具体情况(?:如下)?|分项情况(?:如下|是)?|具体如下)[：。]?$")
LACKS = "请核对是否有数写错，或漏列、多列了项目。"
TAIL = "各数都没有小数，可能是各自取整后的尾差。请核对后保留。"


def check(case: Case) -> Iterator[Issue]:
    """Add up every list of which all parts are known."""
    for whole, listed in _lists(case):
        parts = _own_parts(case, whole, listed)
        exhaustive = _is_exhaustive(case, whole, parts)
        total = sum((one.value for one in parts), Decimal(0))
        if _adds_up(whole, parts, total):
            for one in (whole, *parts):
                case.coverage.mark(one, State.RECOMPUTED)
        elif whole.cause:
            yield from _causes(whole, parts, total)
        elif exhaustive:
            known = [one for one in parts if one.subject]
            if known and _adds_up(whole, known, sum((one.value for one in known), Decimal(0))):
                continue
            if _unnamed_fill(whole, total, listed) or (not listed and not _complete(case, whole, parts)):
                continue
            yield _does_not_add_up(whole, *_shown_parts(whole, parts, listed))


def _unnamed_fill(whole: Claim, total: Decimal, listed: Sequence[Claim]) -> bool:
    """Tell whether amounts of the list that have no known name are just what the known ones lack."""
    gap = whole.value - total
    unnamed = [one.value for one in listed if not one.subject and not one.cause]
    some = [*unnamed, *(sum(pair) for pair in combinations(unnamed, 2)), sum(unnamed, Decimal(0))]
    return whole.measure is not Measure.COUNT and gap > 0 and any(abs(one - gap) <= HALF * 4 for one in some)


def _shown_parts(
    whole: Claim, parts: Sequence[Claim], listed: Sequence[Claim]
) -> tuple[Sequence[Claim], Level]:
    """Return the parts to be told: with those that have no known name where the known ones are less than the whole.

    Where it is then more, a part without a name may be a detail of another.
    """
    told = {id(one) for one in parts}
    unnamed = [one for one in listed if not one.subject and not one.cause and id(one) not in told]
    known = sum((one.value for one in parts), Decimal(0))
    if not unnamed or known > whole.value or whole.measure is Measure.COUNT:
        return parts, Level.ERROR
    total = known + sum((one.value for one in unnamed), Decimal(0))
    return [*parts, *unnamed], Level.ERROR if total < whole.value else Level.EXPLAIN


def _complete(case: Case, whole: Claim, parts: Sequence[Claim]) -> bool:
    """Tell whether every part of a whole was found, itself or its own parts."""
    found = {one.subject for one in parts}
    inner = {one.whole: set(one.parts) for one in case.lexicon.exhaustive}
    return any(
        all(part in found or inner.get(part, {""}) & found for part in one.parts)
        for one in case.lexicon.exhaustive
        if one.whole == whole.subject
    )


def _lists(case: Case) -> Iterator[tuple[Claim, list[Claim]]]:
    """Yield wholes with what is listed under them in their paragraph, of the same measure and unit."""
    for those in case.by_paragraph.values():
        wholes: dict[int, tuple[Claim, list[Claim]]] = {}
        for one in those:
            whole = one.listed
            if whole is not None and _goes_on(whole, one) and _comparable(case, whole, one):
                wholes.setdefault(id(whole), (whole, []))[1].append(one)
        for one in those:
            if (
                one.measure in WHOLES
                and id(one) not in wholes
                and (_OPENS.match(one.located.plain.text, one.figure.end) or _introduces(one, those))
            ):
                wholes[id(one)] = (one, [])  # its parts stand in the paragraphs behind
        yield from wholes.values()


def _introduces(one: Claim, those: Sequence[Claim]) -> bool:
    """Tell whether an amount is the first of a paragraph that ends with 具体情况如下."""
    return one is those[0] and _CLOSES.search(one.located.plain.text) is not None


def _own_parts(case: Case, whole: Claim, parts: list[Claim]) -> list[Claim]:
    """Return the parts of a whole: of one whose parts are known, those and no others, also where they stand further on.

    A part that is given by its own parts counts as given.
    """
    for one in case.lexicon.exhaustive:
        inner = {
            part for other in case.lexicon.exhaustive if other.whole in one.parts for part in other.parts
        }
        named = {part.subject for part in parts}
        if one.whole != whole.subject or (parts and not named & {*one.parts, *inner}):
            continue
        found: dict[str, Claim] = {}
        for claim in [*parts, *_behind(case, whole)]:
            if claim.subject in one.parts and _comparable(case, whole, claim):
                found.setdefault(claim.subject, claim)
        for other in case.lexicon.exhaustive:
            if other.whole in one.parts and other.whole not in found:
                for claim in [*parts, *_behind(case, whole)]:
                    if claim.subject in other.parts and _comparable(case, whole, claim):
                        found.setdefault(claim.subject, claim)
        unknown = [part for part in parts if not part.subject and whole.measure is Measure.COUNT]
        return [*found.values(), *unknown]
    return parts


def _behind(case: Case, whole: Claim) -> Iterator[Claim]:
    """Yield the claims behind a whole in its section, up to the next figure of the same whole."""
    seen = False
    for one in case.claims:
        if one is whole:
            seen = True
        elif seen and (one.located.section.key != whole.located.section.key or one.subject == whole.subject):
            if one.measure is whole.measure or one.located.section.key != whole.located.section.key:
                return
        elif seen and not one.cause:
            yield one


def _goes_on(whole: Claim, part: Claim) -> bool:
    """Tell whether a part stands in the sentence of its whole, or in the next that begins with 其中."""
    if whole.sentence == part.sentence:
        return True
    text = whole.located.plain.text
    return whole.sentence[1] == part.sentence[0] and _BEGINS.match(text, part.sentence[0]) is not None


def _comparable(case: Case, whole: Claim, part: Claim) -> bool:
    this = case.is_this_year(part) and case.is_this_year(whole)
    if part is whole or part.measure is not whole.measure or not (this or part.year == whole.year):
        return False
    return part.measure is not Measure.COUNT or part.figure.unit == whole.figure.unit


def _adds_up(whole: Claim, parts: Sequence[Claim], total: Decimal) -> bool:
    gap = abs(total - whole.value)
    if whole.measure is Measure.COUNT:
        return not gap
    slack = (max(HALF, precision(one.figure) / 2) for one in (whole, *parts) if one.figure.value)
    return gap <= sum(slack, Decimal(0))


def _whole_numbers(whole: Claim, parts: Sequence[Claim], total: Decimal) -> bool:
    """Tell whether amounts that are printed without decimals add up as far as rounding goes."""
    those = [one.figure for one in (whole, *parts) if one.figure.value]
    cut = all(not one.decimals and one.unit == "万元" for one in those)
    return cut and len(those) > 2 and abs(total - whole.value) <= Decimal(len(those)) / 2


def _is_exhaustive(case: Case, whole: Claim, parts: Sequence[Claim]) -> bool:
    if any(one.open_ended for one in parts) or not whole.subject:
        return False
    section = whole.located.section
    subjects = {one.subject for one in parts}
    for one in case.lexicon.exhaustive:
        inner = {
            name for other in case.lexicon.exhaustive if other.whole in one.parts for name in other.parts
        }
        if one.whole == whole.subject and len(subjects & ({*one.parts} | inner)) > 1:
            return not one.section or section.key.startswith(one.section)
    return whole.subject == section.subject and any(":" in one for one in subjects)


def _does_not_add_up(whole: Claim, parts: Sequence[Claim], level: Level) -> Issue:
    total = sum((one.value for one in parts), Decimal(0))
    tail = whole.measure is Measure.AMOUNT and _whole_numbers(whole, parts, total)
    counted = whole.measure is Measure.COUNT
    unit = whole.figure.unit if counted else "万元"
    sum_text = "＋".join(f"{one.figure.value:f}" if counted else shown(one.figure.wan) for one in parts)
    result = f"{total:f}" if counted else shown(total)
    gap = f"{abs(total - whole.value):f}" if counted else shown(abs(total - whole.value))
    text = f"所列各项之和{sum_text}＝{result}{unit}，总数为{whole.printed}，相差{gap}{unit}。{TAIL if tail else LACKS}"
    return of_claim(
        whole,
        whole.located.section.rule,
        text,
        level=Level.HINT if tail else level,
        expected=f"{result}{unit}",
        cause=f"合计{whole.located.number}",
    )


def _causes(whole: Claim, parts: Sequence[Claim], total: Decimal) -> Iterator[Issue]:
    figures = sum(1 for one in (whole, *parts) if one.figure.value)
    if total - whole.value > HALF * figures and all(not one.direction for one in parts):
        text = f"原因中所列各项之和为{shown(total)}万元，比{whole.printed}还多。请核对所列的金额。"
        yield of_claim(whole, "D29", text, level=Level.HINT)
