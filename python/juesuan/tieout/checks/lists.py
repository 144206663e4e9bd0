"""What a list names and adds up to: parts of a whole, nothing left out, nothing that the tables do not have (D02-D22, D29)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from juesuan.findings import Level
from juesuan.tieout.case import HALF, Case, shown
from juesuan.tieout.claims import Claim, Measure
from juesuan.tieout.issue import Issue, State, of_claim
from juesuan.tieout.lexicon import normal
from juesuan.tieout.world import Member

SEPARATE = frozenset({"general", "three", "three_detail"})
"""Sections that need not give a list: one member named alone is none."""
FULL = frozenset({"structure", "income", "expenditure", "fund", "capital"})
"""Sections that are there to take their amount apart: with money and no list they are not complete."""
WHOLES = (Measure.AMOUNT, Measure.COUNT)
_OPENS = re.compile(r"。?其中：?$")
SECTION = 5
"""The length of the code of a 款."""


def check(case: Case) -> Iterator[Issue]:
    """Check every list of the report."""
    yield from _sums(case)
    yield from _limits(case)
    yield from _missing(case)
    yield from _unknown_items(case)


# Sums


def _sums(case: Case) -> Iterator[Issue]:
    for whole, listed in _lists(case):
        parts = _own_parts(case, whole, listed)
        exhaustive = _is_exhaustive(case, whole, parts)
        total = sum((_value(one) for one in parts), Decimal(0))
        if _adds_up(whole, parts, total):
            for one in (whole, *parts):
                case.coverage.mark(one, State.RECOMPUTED)
        elif whole.cause:
            yield from _causes(whole, parts, total)
        elif exhaustive:
            known = [one for one in parts if one.subject]
            if known and _adds_up(whole, known, sum((_value(one) for one in known), Decimal(0))):
                continue
            yield _does_not_add_up(whole, parts, total)


def _lists(case: Case) -> Iterator[tuple[Claim, list[Claim]]]:
    """Yield wholes with what is listed under them in their paragraph, of the same measure and unit."""
    for those in case.by_paragraph.values():
        wholes: dict[int, tuple[Claim, list[Claim]]] = {}
        for one in those:
            whole = one.listed
            if whole is not None and whole.sentence == one.sentence and _comparable(whole, one):
                wholes.setdefault(id(whole), (whole, []))[1].append(one)
        for one in those:
            if (
                one.measure in WHOLES
                and id(one) not in wholes
                and _OPENS.match(one.located.plain.text, one.figure.end)
            ):
                wholes[id(one)] = (one, [])  # its parts stand in the paragraphs behind
        yield from wholes.values()


def _own_parts(case: Case, whole: Claim, parts: list[Claim]) -> list[Claim]:
    """Return the parts of a whole: of one whose parts are known, those and no others, also where they stand further on.

    A part that is given by its own parts counts as given.
    """
    for one in case.lexicon.exhaustive:
        if one.whole != whole.subject or (parts and not {part.subject for part in parts} & set(one.parts)):
            continue
        found: dict[str, Claim] = {}
        for claim in [*parts, *_behind(case, whole)]:
            if claim.subject in one.parts and _comparable(whole, claim):
                found.setdefault(claim.subject, claim)
        for inner in case.lexicon.exhaustive:
            if inner.whole in one.parts and inner.whole not in found:
                for claim in [*parts, *_behind(case, whole)]:
                    if claim.subject in inner.parts and _comparable(whole, claim):
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


def _comparable(whole: Claim, part: Claim) -> bool:
    if part is whole or part.measure is not whole.measure or part.year != whole.year:
        return False
    return part.measure is not Measure.COUNT or part.figure.unit == whole.figure.unit


def _value(claim: Claim) -> Decimal:
    return claim.figure.value if claim.measure is Measure.COUNT else claim.figure.wan


def _adds_up(whole: Claim, parts: Sequence[Claim], total: Decimal) -> bool:
    gap = abs(total - _value(whole))
    if whole.measure is Measure.COUNT:
        return not gap
    figures = sum(1 for one in (whole, *parts) if one.figure.value)
    return gap <= HALF * figures


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


def _does_not_add_up(whole: Claim, parts: Sequence[Claim], total: Decimal) -> Issue:
    counted = whole.measure is Measure.COUNT
    unit = whole.figure.unit if counted else "万元"
    sum_text = "＋".join(f"{one.figure.value:f}" if counted else shown(one.figure.wan) for one in parts)
    result = f"{total:f}" if counted else shown(total)
    gap = f"{abs(total - _value(whole)):f}" if counted else shown(abs(total - _value(whole)))
    text = f"所列各项之和{sum_text}＝{result}{unit}，总数为{whole.printed}，相差{gap}{unit}。请核对是否有数写错，或漏列、多列了项目。"
    return of_claim(
        whole,
        whole.located.section.rule,
        text,
        expected=f"{result}{unit}",
        cause=f"合计{whole.located.number}",
    )


def _causes(whole: Claim, parts: Sequence[Claim], total: Decimal) -> Iterator[Issue]:
    figures = sum(1 for one in (whole, *parts) if one.figure.value)
    if total - _value(whole) > HALF * figures and all(not one.direction for one in parts):
        text = f"原因中所列各项之和为{shown(total)}万元，比{whole.printed}还多。请核对所列的金额。"
        yield of_claim(whole, "D29", text, level=Level.HINT)


# Limits


def _limits(case: Case) -> Iterator[Issue]:
    for limit in case.lexicon.limits:
        part = next((one for one in case.of_subject(limit.part)), None) or next(
            (one for one in case.of_subject(limit.part, Measure.COUNT)), None
        )
        if part is None:
            continue
        whole = next((one for one in case.of_subject(limit.whole, part.measure)), None)
        if whole is not None and _value(part) > _value(whole) + HALF * 2:
            text = f"{part.name}{part.printed}，大于{whole.name or '总数'}{whole.printed}。部分不能大于整体，请核对。"
            yield of_claim(part, part.located.section.rule, text)


# What is left out


def _missing(case: Case) -> Iterator[Issue]:
    """What the tables give an amount for and the section does not name."""
    if case.world.numbers is None:
        return
    for section_key in dict.fromkeys(
        one.located.section.key for one in case.claims if one.located.section.members
    ):
        claims = [one for one in case.claims if one.located.section.key == section_key]
        section = claims[0].located.section
        named = {one.subject for one in claims}
        cells = {
            known.cell for subject in named if subject and (known := case.world.current(subject)) is not None
        }
        for key in section.members:
            members = list(case.world.members((key,)))
            said = [
                one for one in members if one.known is not None and one.known.cell in cells and one.known.cell
            ]
            covered = _covered(case, named)
            present = [
                one
                for one in members
                if one.subject in named
                or one in said
                or normal(one.name) in covered
                or _is_below(one.subject, named)
            ]
            if section.partial or (section.key in SEPARATE and len(present) < 2):
                continue  # the section gives no such list, or each of its members a paragraph of its own
            if not present:
                if section.key in FULL and any(one.known is not None and one.known.value for one in members):
                    yield _not_itemised(claims[-1])
                continue
            lacking = [
                one for one in members if one not in present and one.known is not None and one.known.value
            ]
            yield from _left_out(case, claims, section.rule, [one for one in lacking if one.known])


def _not_itemised(last: Claim) -> Issue:
    section = last.located.section
    text = "这一节有金额，没有逐项说明。请补写各项的名称和金额。"
    end = min(len(last.located.plain.text), 30)
    return Issue(section.rule, Level.HINT, text, last.located, 0, end, "逐项说明", cause="逐项说明")


def _is_below(subject: str, named: set[str]) -> bool:
    """Tell whether an item's 款 is named: some reports go no further down."""
    _, _, cell = subject.partition(":")
    row = cell.split("|")[1] if cell.count("|") == 2 else ""
    return len(row) > SECTION and subject.replace(f"|{row}|", f"|{row[:SECTION]}|") in named


def _covered(case: Case, named: set[str]) -> set[str]:
    """Return the names of members that are said by another name: by what they are part of, or by all their parts."""
    found = {name for key in named for name in case.lexicon.covers.get(key, ())}
    for one in case.lexicon.exhaustive:
        if set(one.parts) <= named:
            found |= {normal(name) for name in case.lexicon.subjects[one.whole].name}
    return found


def _left_out(case: Case, claims: Sequence[Claim], rule: str, lacking: Sequence[Member]) -> Iterator[Issue]:
    last = claims[-1]
    section = last.located.section.key
    text = "".join(one.plain.text for one in case.located if one.section.key == section)
    unnamed = {one.figure.wan for one in claims if not one.subject and one.measure is Measure.AMOUNT}
    for one in lacking:
        known = one.known
        if known is None or one.name in text or known.value in unnamed:
            continue  # the name with another figure is told elsewhere; the figure may stand under another name
        message = (
            f"{known.place}有{shown(known.value)}万元，这一节没有写到“{one.name}”。请补上，或核对科目名称。"
        )
        end = min(len(last.located.plain.text), 30)
        yield Issue(
            rule,
            Level.ERROR,
            message,
            last.located,
            0,
            end,
            f"漏列“{one.name}”",
            f"{shown(known.value)}万元",
            cause=f"漏列{known.place}",
        )


# Items that no table has


def _unknown_items(case: Case) -> Iterator[Issue]:
    if not case.world.items:
        return
    for claim in case.claims:
        item = (
            ("（项）" in claim.name or "（款）" in claim.name)
            and not claim.subject
            and claim.measure is Measure.AMOUNT
        )
        if item and not claim.cause and claim.figure.value and case.is_this_year(claim):
            text = (
                f"表中没有“{claim.name}”这个项级科目，文中写了{claim.printed}。请核对类、款、项的名称和金额。"
            )
            yield of_claim(claim, claim.located.section.rule, text)
