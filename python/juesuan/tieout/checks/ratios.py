"""Shares, completions of a budget and rates of change, recomputed from the figures as printed (rules D03-D14, C05)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from juesuan.findings import Level
from juesuan.tieout.case import Case, cut, rounded, shown
from juesuan.tieout.claims import Claim, Measure
from juesuan.tieout.figures import precision
from juesuan.tieout.issue import Issue, State, of_claim

HUNDRED = Decimal(100)
LEAST = Decimal("0.02")
LEAST_NAME = 5
"""A name of fewer characters says too little to look for it among the names of a paragraph."""
CUT = "未四舍五入（直接舍去）"


@dataclass(frozen=True)
class Ratio:
    """What a percentage should be: ``top`` over ``bottom``, both printed in steps of ``step``."""

    top: Decimal
    bottom: Decimal
    top_step: Decimal
    bottom_step: Decimal
    text: str

    @property
    def value(self) -> Decimal:
        """The percentage, unrounded."""
        return self.top / self.bottom * HUNDRED

    def allows(self, printed: Decimal, decimals: int) -> bool:
        """Tell whether figures that round to those printed can give a percentage."""
        low, high = self._bounds()
        step = Decimal(1).scaleb(-decimals) / 2
        return low - step <= printed <= high + step

    def _bounds(self) -> tuple[Decimal, Decimal]:
        top, bottom = abs(self.top), abs(self.bottom)
        widest = bottom - self.bottom_step / 2
        low = max(Decimal(0), top - self.top_step / 2) / (bottom + self.bottom_step / 2) * HUNDRED
        high = (top + self.top_step / 2) / widest * HUNDRED if widest > 0 else Decimal("1e9")
        return low, high


def check(case: Case) -> Iterator[Issue]:
    """Recompute every percentage of which both figures are known."""
    for claim in case.claims:
        if claim.cause:
            continue
        if claim.measure is Measure.SHARE:
            yield from _share(case, claim)
        elif claim.measure in (Measure.COMPLETION, Measure.VARIANCE):
            yield from _completion(case, claim)
        elif claim.measure is Measure.RATE:
            yield from _rate(case, claim)


# Shares


def _share(case: Case, claim: Claim) -> Iterator[Issue]:
    part = claim.of
    if part is None or part.measure is not Measure.AMOUNT:
        return
    wholes = list(_wholes(case, claim))
    ratios = [_ratio(part, *one) for one in wholes if one[0]]
    if not ratios:
        yield from _of_nothing(claim, part, wholes)
        return
    for one in ratios:
        if _fits(claim, one.value):
            case.coverage.mark(claim, State.RECOMPUTED)
            return
    yield _wrong(case, claim, ratios[0], claim.located.section.share)


def _wholes(case: Case, claim: Claim) -> Iterator[tuple[Decimal, Decimal, str]]:
    """Yield what a share may be taken of, the likeliest first: value, step, how it is called."""
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
    if _fits(claim, ratio.value):
        case.coverage.mark(claim, State.RECOMPUTED)
        return
    yield _wrong(case, claim, ratio, "D09")


# Rates of change


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
    if _fits(claim, ratio.value):
        case.coverage.mark(claim, State.RECOMPUTED)
        case.coverage.mark(change, State.RECOMPUTED)
        return
    if change.direction != claim.direction:
        return  # told already
    other = current + change.direction * change.figure.wan
    if other > 0 and _fits(claim, change.figure.wan / other * HUNDRED) and change.figure.value:
        word = "减少" if change.direction > 0 else "增加"
        text = (
            f"按“{word}{change.printed}”计算才得{claim.printed}：方向写反了，或本年数、上年数有误。请核对。"
        )
        yield of_claim(change, _change_rule(claim), text, cause="方向")
        return
    yield _wrong(case, claim, ratio, _change_rule(claim))


def _current(case: Case, change: Claim) -> Decimal | None:
    """Return this year's amount that a change belongs to."""
    if change.of is not None:
        return change.of.figure.wan
    if not change.subject:
        return None
    known = case.amount_of(change.subject, change)
    return known.value if known is not None else None


def _rate_alone(case: Case, claim: Claim) -> Iterator[Issue]:
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
    if not _fits(claim, ratio.value):
        yield _wrong(case, claim, ratio, _change_rule(claim))
    elif claim.direction * change < 0:
        word = "增加" if change > 0 else "减少"
        right = f"本数{shown(current.value)}，{base_name}{shown(base.value)}，应写“{word}”。请改正方向。"
        yield of_claim(claim, _change_rule(claim), right, cause="方向")
    else:
        case.coverage.mark(claim, State.RECOMPUTED)


def _change_rule(claim: Claim) -> str:
    return "D14" if claim.located.section.key.startswith("three") else "C05"


# Judging


def _fits(claim: Claim, value: Decimal) -> bool:
    return abs(claim.figure.value) == rounded(abs(value), claim.figure.decimals)


def _wrong(case: Case, claim: Claim, ratio: Ratio, rule: str) -> Issue:
    decimals = max(claim.figure.decimals, 2) if claim.figure.decimals else 2
    right = f"{rounded(abs(ratio.value), decimals)}%"
    exact = f"{rounded(abs(ratio.value), decimals + 2)}%"
    arithmetic = f"{ratio.text}＝{exact}"
    printed = abs(claim.figure.value)
    if printed == cut(abs(ratio.value), claim.figure.decimals) and claim.figure.decimals:
        text = f"{arithmetic}，应为{right}，文中为{claim.printed}：{CUT}。请改为{right}。"
        return of_claim(claim, rule, text, expected=right, cause=CUT)
    if ratio.allows(printed, claim.figure.decimals):
        case.coverage.mark(claim, State.RECOMPUTED)
        text = f"{arithmetic}，按印出的数应为{right}，文中为{claim.printed}；两数各自四舍五入后可以相差这么多，属于尾差。"
        return of_claim(claim, rule, text, level=Level.HINT, expected=right)
    return of_claim(
        claim, rule, f"{arithmetic}，应为{right}，文中为{claim.printed}。请改正。", expected=right
    )
