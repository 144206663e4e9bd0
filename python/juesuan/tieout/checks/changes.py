"""Changes against the year before: base year, amount, direction, what is called unchanged (rules C05, C06, D10, D14)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from juesuan.findings import Level
from juesuan.tieout.case import HALF, Case, agrees, shown
from juesuan.tieout.claims import SILENT, Claim, Measure
from juesuan.tieout.issue import Issue, State, of_claim, of_year
from juesuan.tieout.sections import Located

NEARLY = Decimal("0.05")
"""基本持平 is said of changes up to this part of the base."""
HUNDRED = Decimal(100)
FUNDS = ("fund", "capital")
MORE, LESS = ("大于", "高于", "超过"), ("小于", "低于")


def check(case: Case) -> Iterator[Issue]:
    """Check every change, and every sentence that says that nothing changed."""
    for claim in case.claims:
        if claim.measure is Measure.CHANGE and not claim.cause:
            yield from (_gap(case, claim) if claim.versus_budget else _change(case, claim))
    for one in case.located:
        if one.section.key not in SILENT and not one.heading:
            yield from _base_years(case, one)
            yield from _unchanged(case, one)
            yield from _versus_budget(case, one)
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
    if not claim.subject or current is None or prior is None or earlier:
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


# Years


def _base_years(case: Case, one: Located) -> Iterator[Issue]:
    """A comparison is with the year before."""
    year = case.world.year
    if year is None:
        return
    for found in case.lexicon.against_budget.finditer(one.plain.text):
        if found["year"] and int(found["year"]) != year:
            text = f"这份决算是{year}年度的，应与{year}年的预算比较，文中写{found['year']}年。请改正年度。"
            span = (found.start("year"), found.end("year") + 1)
            yield of_year(one, span, "预算的年度", text, expected=f"{year}年", said=f"{found['year']}年")
    compared = list(case.lexicon.compared.finditer(one.plain.text))
    said = [int(found["year"]) if found["year"] else year - 1 for found in compared]
    for found, base in zip(compared, said, strict=True):
        if base == year - 1 or (base < year - 1 and _besides(case, one, found.end(), base)):
            continue
        text = f"本年是{year}年，应与{year - 1}年比较，文中写{base}年。请改正年度。"
        yield of_year(one, found.span(), "比较的年度", text, expected=f"{year - 1}年", said=f"{base}年")


def _besides(case: Case, one: Located, end: int, base: int) -> bool:
    """Tell whether the same thing is compared with last year as well: an earlier year may stand besides."""
    changes = [claim for claim in case.by_paragraph.get(one.number, []) if claim.measure is Measure.CHANGE]
    this = next((claim for claim in changes if claim.figure.start >= end), None)
    return this is not None and any(
        claim.subject == this.subject and claim.base != base and not claim.cause for claim in changes
    )


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


# Against the budget


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
