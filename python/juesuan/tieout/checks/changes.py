"""Changes against the year before: amount, direction, what is called unchanged (rules C05, C06, D14)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from juesuan.findings import Level
from juesuan.tieout.case import HALF, Case, agrees, shown
from juesuan.tieout.claims import SILENT, Claim, Measure
from juesuan.tieout.figures import precision
from juesuan.tieout.issue import Issue, State, of_claim
from juesuan.tieout.sections import Located

NEARLY = Decimal("0.05")
"""基本持平 is said of changes up to this part of the base."""
FUNDS = ("fund", "capital")
_OTHERWISE = re.compile(r"口径|可比|剔除|扣除")
"""Figures on another basis are not those that are printed."""


def check(case: Case) -> Iterator[Issue]:
    """Check every change, and every sentence that says that nothing changed."""
    for claim in case.claims:
        if claim.measure is Measure.CHANGE and not claim.cause and not claim.versus_budget:
            yield from _change(case, claim)
    for one in case.located:
        if one.section.key not in SILENT and not one.heading:
            yield from _unchanged(case, one)
    yield from _across(case)


def _rule(one: Located) -> str:
    return "D14" if one.section.key.startswith("three") else "C05"


def _change(case: Case, claim: Claim) -> Iterator[Issue]:
    if not claim.figure.value:
        if claim.direction:
            text = f"增减额为0，不能写“{'增加' if claim.direction > 0 else '减少'}”。请改写为“与上年持平”。"
            yield of_claim(claim, _rule(claim.located), text, level=Level.HINT, expected="持平")
        return
    current, prior = case.world.current(claim.subject), case.world.prior(claim.subject)
    earlier = claim.base is not None and case.world.year is not None and claim.base != case.world.year - 1
    if current is None or prior is None:
        yield from _of_two(case, claim)
    if not claim.subject or current is None or prior is None or earlier:
        return
    if claim.listed is not None and _is_change_of(case, claim, claim.listed.subject):
        case.coverage.mark(claim, State.TIED)  # behind a list: that of its whole
        return
    difference = current.value - prior.value
    word = "增加" if difference > 0 else "减少"
    right = f"{word}{shown(abs(difference))}万元" if difference else "持平"
    arithmetic = f"本年{shown(current.value)}，上年{shown(prior.value)}，应为{right}"
    if not agrees(claim, abs(difference)):
        yield of_claim(
            claim, _rule(claim.located), f"{arithmetic}。请核对后改正。", expected=right, cause=current.place
        )
    elif claim.direction and difference and (difference > 0) != (claim.direction > 0):
        text = f"{arithmetic}，文中方向相反。请改正。"
        yield of_claim(claim, _rule(claim.located), text, expected=right, cause="方向")
    else:
        case.coverage.mark(claim, State.TIED)


def _is_change_of(case: Case, claim: Claim, subject: str) -> bool:
    current, prior = case.world.current(subject), case.world.prior(subject)
    if current is None or prior is None:
        return False
    difference = current.value - prior.value
    return agrees(claim, abs(difference)) and claim.direction * difference >= 0


def _of_two(case: Case, claim: Claim) -> Iterator[Issue]:
    """A change between two figures that the sentence itself gives: 本年124万元，比上年148万元减少24万元."""
    those = (one for one in case.before(claim) if one.measure is not Measure.COUNT)
    before, current, *_ = [*those, None, None]
    if before is None or current is None or not before.last_year or current.subject != before.subject:
        return
    if current.measure is not Measure.AMOUNT or not case.is_this_year(current):
        return
    if before.measure is not Measure.AMOUNT or not claim.direction or _OTHERWISE.search(_sentence(claim)):
        return
    difference = current.figure.wan - before.figure.wan
    if abs(difference - claim.direction * claim.figure.wan) <= _slack(current, before, claim):
        for one in (current, before, claim):
            case.coverage.mark(one, State.RECOMPUTED)
        return
    right = f"{'增加' if difference > 0 else '减少'}{shown(abs(difference))}万元" if difference else "持平"
    text = (
        f"文中本年{current.printed}，上年{before.printed}，应为{right}，文中为{claim.printed}。请核对后改正。"
    )
    yield of_claim(claim, _rule(claim.located), text, expected=right)


def _slack(*claims: Claim) -> Decimal:
    """Return what figures that were rounded each on its own may differ by."""
    return sum((precision(one.figure) / 2 for one in claims), Decimal(0))


def _sentence(claim: Claim) -> str:
    return claim.located.plain.text[slice(*claim.sentence)]


# Unchanged


@dataclass(frozen=True)
class _Unchanged:
    located: Located
    start: int
    end: int
    subject: str
    name: str
    nearly: bool


def _statements(case: Case, one: Located) -> Iterator[_Unchanged]:
    """Yield what a paragraph calls unchanged against the year before (not against the budget)."""
    text = one.plain.text
    for found in case.lexicon.unchanged.finditer(text):
        sentence = next(pair for pair in one.plain.sentences if pair[0] <= found.start() < pair[1])
        before = text[sentence[0] : found.start()]
        if "预算" in re.split(r"[；，]", before)[-1]:
            continue
        compared = case.lexicon.compared.search(text[sentence[0] : sentence[1]]) is not None
        compared = compared or bool(
            re.search(r"上年|20\d\d年", text[: found.start()]) and "决算持平" in text[: found.end()]
        )
        if not compared:
            continue
        clause = re.split(r"[，；：]", before)[-1]
        clause = re.sub(
            r"(?:与|和|较|比)(?:20\d\d年|上年|去年)(?:度|同期)?(?:决算)?(?:数)?(?:相比)?$", "", clause
        )
        subject, name = case.naming.subject(clause, one.section)
        if subject is None:
            subject, name = _spoken_of(case, one, found.start())
        yield _Unchanged(one, sentence[0], found.end(), subject, name, found[0].startswith("基本"))


def _spoken_of(case: Case, one: Located, before: int) -> tuple[str, str]:
    for claim in reversed(case.by_paragraph.get(one.number, [])):
        if claim.figure.end <= before:
            return claim.subject, claim.name
    return one.section.subject, ""


def _unchanged(case: Case, one: Located) -> Iterator[Issue]:
    for said in _statements(case, one):
        current, prior = case.world.current(said.subject), case.world.prior(said.subject)
        if not said.subject or current is None or prior is None:
            continue
        difference = current.value - prior.value
        allowed = NEARLY * abs(prior.value) if said.nearly else Decimal(0)
        if abs(difference) > allowed:
            right = f"{'增加' if difference > 0 else '减少'}{shown(abs(difference))}万元"
            text = f"本年{shown(current.value)}，上年{shown(prior.value)}，{right}，文中写“持平”。请改正。"
            yield _issue(said, _rule(one), text, right)


def _issue(said: _Unchanged, rule: str, text: str, right: str) -> Issue:
    what = f"{said.name or said.located.title}的增减"
    return Issue(
        rule, Level.ERROR, text, said.located, said.start, said.end, what, right, "持平", cause="持平"
    )


# The year before, across sections


def _across(case: Case) -> Iterator[Issue]:
    """The change of 财政拨款总计 is at most what 一般公共预算 gives it where there is no other money this year (C06).

    Other money can only have become less then.
    """
    general = next((one for one in case.of_subject("general", Measure.CHANGE) if one.direction), None)
    opening, closing = (
        case.world.current("appropriation_opening"),
        case.world.current("appropriation_closing"),
    )
    others = [case.world.current(one) for one in FUNDS]
    if (
        general is None
        or opening is None
        or closing is None
        or any(one is None or one.value for one in others)
    ):
        return
    most = general.direction * general.figure.wan + closing.value - opening.value
    if most > -HALF * 6:
        return
    right = f"至少减少{shown(-most)}万元"
    why = f"一般公共预算支出减少{general.printed}，今年没有政府性基金和国有资本经营支出，年末与年初的结转相差{shown(closing.value - opening.value)}万元"
    for said in (one for place in case.located for one in _statements(case, place)):
        if said.subject == "appropriation" and not said.nearly:
            yield _issue(said, "C06", f"{why}，财政拨款总计{right}，不会持平。请核对。", right)
    for claim in case.of_subject("appropriation", Measure.CHANGE):
        if claim.direction * claim.figure.wan > most + HALF * 6:
            yield of_claim(claim, "C06", f"{why}，财政拨款总计{right}。请核对。", expected=right)
