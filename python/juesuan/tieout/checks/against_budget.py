"""What is said of the distance to the budget: the amount, which of the two is larger (rule D10)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from juesuan.findings import Level
from juesuan.tieout.case import HALF, Case, agrees, shown
from juesuan.tieout.claims import SILENT, Claim, Measure
from juesuan.tieout.issue import Issue, State, of_claim
from juesuan.tieout.sections import Located

NEARLY = Decimal("0.05")
"""基本持平 is said of differences up to this part of the budget."""
HUNDRED = Decimal(100)
MORE, LESS = ("大于", "高于", "超过"), ("小于", "低于")


def check(case: Case) -> Iterator[Issue]:
    """Check every difference from the budget, and every sentence that says which is larger."""
    for claim in case.claims:
        if claim.measure is Measure.CHANGE and not claim.cause and claim.versus_budget:
            yield from _gap(case, claim)
    for one in case.located:
        if one.section.key not in SILENT and not one.heading:
            yield from _versus_budget(case, one)


def _gap(case: Case, claim: Claim) -> Iterator[Issue]:
    """A difference from the budget is that of the two figures, where both are known."""
    budget = next(
        (
            one.figure.wan
            for one in case.before(claim)
            if one.measure is Measure.BUDGET and one.subject == claim.subject and one.name == claim.name
        ),
        None,
    )
    if budget is None and claim.subject:
        known = case.world.budget(claim.subject, claim.quote)
        budget = known.value if known is not None else None
    actual = case.amount_of(claim.subject, claim) if claim.subject else None
    if not budget or actual is None:
        return
    difference = actual.value - budget
    if agrees(claim, abs(difference)) and claim.direction * difference >= 0:
        case.coverage.mark(claim, State.RECOMPUTED)
    elif abs(abs(difference) - claim.figure.wan) > HALF * 4 or claim.direction * difference < 0:
        word = "大于" if difference > 0 else "小于"
        right = f"{word}预算{shown(abs(difference))}万元"
        text = f"决算数{shown(actual.value)}，预算数{shown(budget)}，{right}，文中为{claim.printed}。请核对口径和数。"
        yield of_claim(claim, "D10", text, level=Level.EXPLAIN, expected=right)


def _versus_budget(case: Case, one: Located) -> Iterator[Issue]:
    """决算数大于（小于）预算数 goes the way of the two figures before it."""
    claims = case.by_paragraph.get(one.number, [])
    for found in case.lexicon.versus_budget.finditer(one.plain.text):
        if case.lexicon.branches.search(one.plain.text[found.start() : found.end() + 4]):
            continue
        before = [claim for claim in claims if claim.figure.end <= found.start() and not claim.cause]
        yield from _versus_completion(one, before, found)
        budget, actual = _pair(case, before, found.start(), one)
        if budget is None or actual is None:
            continue
        word = found["word"]
        same = bool(found["same"]) or word in ("等于", "持平于")
        nearly = same and "基本" in (found["same"] or "")
        if word == "与" and not found["same"]:
            continue
        wrong = _goes_wrong(word, budget, actual, same=same, nearly=nearly)
        if wrong:
            text = f"预算数{shown(budget)}，决算数{shown(actual)}，应写“决算数{wrong}预算数”。请改正。"
            yield Issue(
                "D10",
                Level.ERROR,
                text,
                one,
                found.start(),
                found.end(),
                "决算数与预算数的大小",
                wrong,
                found[0],
                cause="方向",
            )


def _versus_completion(one: Located, before: list[Claim], found: re.Match[str]) -> Iterator[Issue]:
    """Where the budget itself is not printed, the percentage just before says which of the two is larger."""
    last = before[-1] if before else None
    if last is None or last.measure is not Measure.COMPLETION or last.sentence[1] < found.start():
        return
    if any(claim.measure is Measure.BUDGET and claim.subject == last.subject for claim in before):
        return
    if found["word"] == "与" and not found["same"]:
        return
    same = bool(found["same"]) or found["word"] in ("等于", "持平于")
    nearly = same and "基本" in (found["same"] or "")
    wrong = _goes_wrong(found["word"], HUNDRED, last.figure.value, same=same, nearly=nearly)
    if wrong:
        text = f"完成预算{last.printed}，应写“决算数{wrong}预算数”。请核对后改正。"
        what = "决算数与预算数的大小"
        yield Issue(
            "D10", Level.ERROR, text, one, found.start(), found.end(), what, wrong, found[0], cause="方向"
        )


def _pair(case: Case, before: list[Claim], end: int, one: Located) -> tuple[Decimal | None, Decimal | None]:
    """Return budget and actual that the words speak of: the last two of one subject, the actual behind the budget."""
    named, _ = case.naming.subject(_words_before(one.plain.text, end), one.section)
    budgets = [
        claim for claim in before if claim.measure is Measure.BUDGET and (not named or claim.subject == named)
    ]
    if not budgets:
        return None, None
    budget = budgets[-1]
    actual = next(
        (
            claim
            for claim in before
            if claim.measure is Measure.AMOUNT
            and claim.figure.start > budget.figure.start
            and claim.subject == budget.subject
            and claim.name == budget.name
        ),
        None,
    )
    return budget.figure.wan, actual.figure.wan if actual is not None else None


def _words_before(text: str, end: int) -> str:
    return re.split(r"[。，；：]", text[:end])[-1]


def _goes_wrong(word: str, budget: Decimal, actual: Decimal, *, same: bool, nearly: bool) -> str:
    """Return the word that should stand there; "" when the one that does is right."""
    difference = actual - budget
    if same:
        allowed = NEARLY * budget if nearly else Decimal(0)
        return "" if abs(difference) <= allowed else ("大于" if difference > 0 else "小于")
    if word in MORE and difference <= 0:
        return "小于" if difference < 0 else "等于"
    if word in LESS and difference >= 0:
        return "大于" if difference > 0 else "等于"
    return ""
