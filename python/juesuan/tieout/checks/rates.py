"""Rates of change, recomputed from the figures as printed (rules C05, D14)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from juesuan.findings import Level
from juesuan.tieout.case import Case, shown
from juesuan.tieout.checks.ratio import HUNDRED, Ratio, fits, wrong
from juesuan.tieout.claims import Claim, Measure
from juesuan.tieout.figures import precision
from juesuan.tieout.issue import Issue, State, of_claim

LEAST = Decimal("0.02")
_FROM = re.compile(r"[从由][^，。；]{0,12}$")
_TO = re.compile(r"(?:增加|增长|上升|提高|减少|下降|降低|压缩|降|升|增|减)?(?:为|到|至|成)")


def check(case: Case) -> Iterator[Issue]:
    """Recompute every rate of change of which both figures are known."""
    for claim in case.claims:
        if claim.measure is Measure.RATE and not claim.cause:
            yield from _rate(case, claim)


def _rate(case: Case, claim: Claim) -> Iterator[Issue]:
    change = claim.of
    if change is None:
        yield from _rate_alone(case, claim)
        return
    if change.direction and claim.direction and change.direction != claim.direction and change.figure.value:
        words = "增加" if change.direction > 0 else "减少"
        text = f"增减额写“{words}”，增减率的方向却相反。请核对本年数与上年数，把方向改一致。"
        yield of_claim(claim, _change_rule(claim), text, cause="方向")
    current = _current(case, change)
    if current is None:
        return
    if not change.direction:
        return
    prior = current - change.direction * change.figure.wan
    if prior < -LEAST and not change.versus_budget:
        text = f"本年{shown(current)}，增加{change.printed}，上年数就成了负数。请核对增减额和方向。"
        yield of_claim(change, _change_rule(claim), text, cause="方向")
        return
    if prior <= 0:
        if not prior and claim.figure.value:
            yield of_claim(
                claim, _change_rule(claim), "上年数为0，不能写增减百分比。请删去。", level=Level.HINT
            )
        return
    sign = "＋" if change.direction < 0 else "－"
    base = "预算数" if change.versus_budget else "上年数"
    text = f"增减额{shown(change.figure.wan)}÷{base}{shown(prior)}（{shown(current)}{sign}{shown(change.figure.wan)}）"
    ratio = Ratio(change.figure.wan, prior, precision(change.figure), Decimal("0.02"), text)
    if fits(claim, ratio.value):
        case.coverage.mark(claim, State.RECOMPUTED)
        case.coverage.mark(change, State.RECOMPUTED)
        return
    if change.direction != claim.direction:
        return  # told already
    if _of_whole(claim, change):
        case.coverage.mark(claim, State.RECOMPUTED)
        case.coverage.mark(change, State.RECOMPUTED)
        return
    other = current + change.direction * change.figure.wan
    if other > 0 and fits(claim, change.figure.wan / other * HUNDRED) and change.figure.value:
        word = "减少" if change.direction > 0 else "增加"
        text = (
            f"按“{word}{change.printed}”计算才得{claim.printed}：方向写反了，或本年数、上年数有误。请核对。"
        )
        yield of_claim(change, _change_rule(claim), text, cause="方向")
        return
    yield wrong(case, claim, ratio, _change_rule(claim))


def _of_whole(claim: Claim, change: Claim) -> bool:
    """Tell whether a change behind a list is that of its whole: 共50万元，其中甲20万元，乙30万元，增加5万元，增长11.11%."""
    whole = change.listed
    if whole is None or whole.measure not in (Measure.AMOUNT, Measure.BUDGET):
        return False
    prior = whole.figure.wan - change.direction * change.figure.wan
    return prior > 0 and fits(claim, change.figure.wan / prior * HUNDRED)


def _in_another_year(case: Case, change: Claim) -> bool:
    """Tell whether the paragraph speaks of another year: 2022年度预算总计22万元……公务接待较上年减少."""
    return any(not case.is_this_year(one) and not one.last_year for one in case.before(change))


def _current(case: Case, change: Claim) -> Decimal | None:
    """Return this year's amount that a change belongs to."""
    if change.of is not None:
        return change.of.figure.wan
    if not change.subject or not case.is_this_year(change) or _in_another_year(case, change):
        return None
    known = case.amount_of(change.subject, change)
    return known.value if known is not None else None


def _from_to(case: Case, claim: Claim) -> Iterator[Issue] | None:
    """Return what is wrong with a rate behind two figures from which it follows: 从29人次降为16人次，下降44.8%."""
    after, before, *_ = [*case.before(claim), None, None]
    if after is None or before is None or before.figure.unit != after.figure.unit:
        return None
    text = claim.located.plain.text
    joined = _TO.fullmatch(text, before.figure.end, after.figure.start)
    led = _FROM.search(text, claim.sentence[0], before.figure.start)
    if joined is None or led is None or text[after.figure.end : claim.figure.start].count("，") != 1:
        return None
    if not before.figure.value:
        return None
    top = after.figure.value - before.figure.value
    told = f"{shown(abs(top))}÷{shown(before.figure.value)}"
    ratio = Ratio(abs(top), before.figure.value, after.figure.step, before.figure.step, told)
    if fits(claim, ratio.value) and claim.direction * top >= 0:
        for one in (before, after, claim):
            case.coverage.mark(one, State.RECOMPUTED)
        return iter(())
    return iter([wrong(case, claim, ratio, _change_rule(claim))])


def _rate_alone(case: Case, claim: Claim) -> Iterator[Issue]:
    told = _from_to(case, claim)
    if told is not None:
        yield from told
        return
    if not claim.subject:
        return
    world, base_name = case.world, "预算数" if claim.versus_budget else "上年数"
    current = case.amount_of(claim.subject, claim)
    base = world.budget(claim.subject, claim.quote) if claim.versus_budget else world.prior(claim.subject)
    if current is None or base is None or not base.value:
        return
    change = current.value - base.value
    text = f"增减额{shown(abs(change))}÷{base_name}{shown(base.value)}"
    ratio = Ratio(abs(change), base.value, Decimal("0.01"), Decimal("0.01"), text)
    if not fits(claim, ratio.value):
        yield wrong(case, claim, ratio, _change_rule(claim))
    elif claim.direction * change < 0:
        word = "增加" if change > 0 else "减少"
        right = f"本数{shown(current.value)}，{base_name}{shown(base.value)}，应写“{word}”。请改正方向。"
        yield of_claim(claim, _change_rule(claim), right, cause="方向")
    else:
        case.coverage.mark(claim, State.RECOMPUTED)


def _change_rule(claim: Claim) -> str:
    return "D14" if claim.located.section.key.startswith("three") else "C05"
