"""What a list names: nothing left out, nothing that the tables do not have, no part larger than its whole (D02-D22)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from juesuan.findings import Level
from juesuan.tieout.case import HALF, Case, shown
from juesuan.tieout.claims import Claim, Measure
from juesuan.tieout.issue import Issue, of_claim
from juesuan.tieout.lexicon import normal
from juesuan.tieout.world import Member

SEPARATE = frozenset({"general", "three", "three_detail"})
"""Sections that need not give a list: one member named alone is none."""
FULL = frozenset({"structure", "income", "expenditure", "fund", "capital"})
"""Sections that are there to take their amount apart: with money and no list they are not complete."""
SECTION = 5
"""The length of the code of a 款."""


def check(case: Case) -> Iterator[Issue]:
    """Check every list of the report."""
    yield from _limits(case)
    yield from _missing(case)
    yield from _unknown_items(case)


# Limits


def _limits(case: Case) -> Iterator[Issue]:
    for limit in case.lexicon.limits:
        part = next((one for one in case.of_subject(limit.part)), None) or next(
            (one for one in case.of_subject(limit.part, Measure.COUNT)), None
        )
        if part is None:
            continue
        whole = next((one for one in case.of_subject(limit.whole, part.measure)), None)
        if whole is not None and part.value > whole.value + HALF * 2:
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
