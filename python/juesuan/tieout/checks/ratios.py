"""Shares and completions of a budget, recomputed from the figures as printed (rules D03-D13)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from juesuan.findings import Level
from juesuan.tieout.case import Case, shown
from juesuan.tieout.checks.ratio import Ratio, fits, wrong
from juesuan.tieout.claims import Claim, Measure
from juesuan.tieout.figures import precision
from juesuan.tieout.issue import Issue, State, of_claim
from juesuan.tieout.world import Known

LEAST_NAME = 5
"""A name of fewer characters says too little to look for it among the names of a paragraph."""


def check(case: Case) -> Iterator[Issue]:
    """Recompute every percentage of which both figures are known."""
    for claim in case.claims:
        if claim.cause:
            continue
        if claim.measure is Measure.SHARE:
            yield from _share(case, claim)
        elif claim.measure in (Measure.COMPLETION, Measure.VARIANCE):
            yield from _completion(case, claim)


# Shares


def _share(case: Case, claim: Claim) -> Iterator[Issue]:
    part = claim.of
    if part is None or part.measure not in (Measure.AMOUNT, Measure.BUDGET):
        return
    wholes = list(_wholes(case, claim))
    ratios = [_ratio(part, *one) for one in wholes if one[0]]
    if not ratios:
        yield from _of_nothing(claim, part, wholes)
        return
    for one in ratios:
        if fits(claim, one.value):
            case.coverage.mark(claim, State.RECOMPUTED)
            return
    yield wrong(case, claim, ratios[0], claim.located.section.share)


def _wholes(case: Case, claim: Claim) -> Iterator[tuple[Decimal, Decimal, str]]:
    """Yield what a share may be taken of, the likeliest first: value, step, how it is called."""
    if claim.of is not None and claim.of.measure is Measure.BUDGET:
        yield from _budget_whole(case, claim)
        return
    if claim.whole_name:
        yield from _named_whole(case, claim)
        return
    listed = claim.whole
    if listed is not None and listed.measure is Measure.AMOUNT and listed is not claim.of:
        yield listed.figure.wan, precision(listed.figure), listed.name or "总数"
    subject = claim.located.section.subject
    known = case.amount_of(subject, claim) if subject else None
    if known is not None:
        yield known.value, Decimal("0.01"), claim.located.title


def _budget_whole(case: Case, claim: Claim) -> Iterator[tuple[Decimal, Decimal, str]]:
    """A budget is a share of a budget: of the one that is named, else of the one whose parts are listed."""
    name = claim.whole_name.removesuffix("数").removesuffix("预算").removesuffix("总")
    subject, _ = case.naming.subject(name, claim.located.section) if name else ("", "")
    budgets = case.of_subject(subject, Measure.BUDGET) if subject else iter(())
    whole = next(budgets, None)
    if claim.whole is not None and not subject and name in claim.whole.name:
        whole = claim.whole
    if whole is not None and whole.measure is Measure.BUDGET and whole is not claim.of:
        yield whole.figure.wan, precision(whole.figure), claim.whole_name or whole.name or "预算总数"


def _named_whole(case: Case, claim: Claim) -> Iterator[tuple[Decimal, Decimal, str]]:
    name = claim.whole_name
    subject, said = case.naming.subject(name, claim.located.section)
    if subject:
        for key in dict.fromkeys((subject, *case.lexicon.either.get(said, ()))):
            known = case.amount_of(key, claim)
            if known is not None:
                yield known.value, Decimal("0.01"), name
        return
    bare = name.removesuffix("总额").removesuffix("合计").removesuffix("总计")
    if len(bare) < LEAST_NAME:  # 占收入总额的, 占决算支出的: the whole of the list
        if claim.whole is not None and claim.whole.measure is Measure.AMOUNT:
            yield claim.whole.figure.wan, precision(claim.whole.figure), name
        return
    for one in case.before(claim):
        if one.measure is Measure.AMOUNT and one is not claim.of and one.name and bare in one.name:
            yield one.figure.wan, precision(one.figure), name
            return


def _budget_elsewhere(case: Case, claim: Claim) -> Known | None:
    """Return the budget that the report states in another place, where it states one only."""
    those = (
        {one.figure.wan for one in case.of_subject(claim.subject, Measure.BUDGET)} if claim.subject else ()
    )
    return Known(next(iter(those)), "文中") if len(those) == 1 else None


def _ratio(part: Claim, whole: Decimal, step: Decimal, name: str) -> Ratio:
    text = (
        f"{shown(part.figure.wan)}÷{shown(whole)}（{name}）"
        if name
        else f"{shown(part.figure.wan)}÷{shown(whole)}"
    )
    return Ratio(part.figure.wan, whole, precision(part.figure), step, text)


def _of_nothing(claim: Claim, part: Claim, wholes: list[tuple[Decimal, Decimal, str]]) -> Iterator[Issue]:
    if wholes and not wholes[0][0] and claim.figure.value and not part.figure.value:
        yield of_claim(
            claim, claim.located.section.share, "总数为0，没有占比可言。请删去占比。", level=Level.HINT
        )


# Completion


def _completion(case: Case, claim: Claim) -> Iterator[Issue]:
    actual = claim.of
    if actual is None or actual.measure is not Measure.AMOUNT:
        return
    budget = next(
        (
            one
            for one in case.before(claim)
            if one.measure is Measure.BUDGET and one.subject == claim.subject and one.name == claim.name
        ),
        None,
    )
    if budget is None:
        known = case.world.budget(claim.subject, claim.quote) if claim.subject else None
        known = known or _budget_elsewhere(case, claim)
        if known is None:
            return
        value, step = known.value, Decimal("0.01")
    else:
        value, step = budget.figure.wan, precision(budget.figure)
    if not value:
        if not actual.figure.value or claim.figure.value:
            text = "预算数为0，不写完成预算的百分比。请删去，写明“年初没有安排预算”。"
            yield of_claim(claim, "D09", text, level=Level.HINT, cause="预算为0")
        case.coverage.mark(claim, State.RECOMPUTED)
        return
    top, text = actual.figure.wan, f"决算数{shown(actual.figure.wan)}÷预算数{shown(value)}"
    if claim.measure is Measure.VARIANCE:
        top = abs(top - value)
        text = f"决算数与预算数相差{shown(top)}÷预算数{shown(value)}"
    ratio = Ratio(top, value, precision(actual.figure), step, text)
    if fits(claim, ratio.value):
        case.coverage.mark(claim, State.RECOMPUTED)
        return
    yield wrong(case, claim, ratio, "D09")
