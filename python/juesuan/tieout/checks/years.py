"""The years that comparisons name: last year's figures, this year's budget (rule F03)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from juesuan.tieout.case import Case
from juesuan.tieout.claims import SILENT, Claim, Measure
from juesuan.tieout.issue import Issue, of_year
from juesuan.tieout.sections import Located

_BUDGET = re.compile(r"(?<!公共)(?<!基金)(?<!经营)预算(?!财政拨款)(?:[^，。；]{0,8}\d|数?$)")
NEAR = 30
"""So many characters before a figure may its year stand."""
_YEAR = re.compile(r"(20\d\d)年")


def check(case: Case) -> Iterator[Issue]:
    """Check the year of every comparison."""
    for one in case.located:
        if one.section.key not in SILENT and not one.heading:
            yield from _base_years(case, one)
    for claim in case.claims:
        if claim.last_year and not claim.cause:
            yield from _named_year(case, claim)


def _named_year(case: Case, claim: Claim) -> Iterator[Issue]:
    """A figure of another year beside this year's is that of the year before: 比2023年支出9万元减少."""
    year = case.world.year
    if year is None or claim.year in (None, year - 1):
        return
    one, end = claim.located, claim.figure.start
    found = next(_YEAR.finditer(one.plain.text, max(0, end - NEAR), end), None)
    if found is None or (claim.year is not None and claim.year < year - 1 and _also_last_year(case, claim)):
        return
    text = f"本年是{year}年，应与{year - 1}年比较，文中写{claim.year}年。请改正年度。"
    yield of_year(one, found.span(), "比较的年度", text, expected=f"{year - 1}年", said=f"{claim.year}年")


def _also_last_year(case: Case, claim: Claim) -> bool:
    """Tell whether the paragraph compares with the year before as well: an earlier year may stand besides."""
    last = (case.world.year or 0) - 1
    said = [int(one["year"] or last) for one in case.lexicon.compared.finditer(claim.located.plain.text)]
    those = (one for one in case.same_paragraph(claim) if one.last_year)
    return last in said or any(one.year in (None, last) for one in those)


def _base_years(case: Case, one: Located) -> Iterator[Issue]:
    """A comparison is with the year before."""
    year = case.world.year
    if year is None:
        return
    for found in case.lexicon.against_budget.finditer(one.plain.text):
        if found["year"] and int(found["year"]) != year and not _budget_said(one, found.start()):
            text = f"这份决算是{year}年度的，应与{year}年的预算比较，文中写{found['year']}年。请改正年度。"
            span = (found.start("year"), found.end("year") + 1)
            yield of_year(one, span, "预算的年度", text, expected=f"{year}年", said=f"{found['year']}年")
    compared = list(case.lexicon.compared.finditer(one.plain.text))
    said = [int(found["year"]) if found["year"] else year - 1 for found in compared]
    for found, base in zip(compared, said, strict=True):
        if _year_before(one, found.start()) == base + 1:
            continue  # 2025年预算比2024年增加
        if base == year - 1 or (base < year - 1 and _besides(case, one, found.end(), base)):
            continue
        text = f"本年是{year}年，应与{year - 1}年比较，文中写{base}年。请改正年度。"
        yield of_year(one, found.span(), "比较的年度", text, expected=f"{year - 1}年", said=f"{base}年")


def _budget_said(one: Located, end: int) -> bool:
    """Tell whether the sentence speaks of a budget before that: 预算为3.60万元，比2019年预算减少, a budget with the last."""
    return _BUDGET.search(_sentence_before(one, end)) is not None


def _year_before(one: Located, end: int) -> int:
    """Return the year that a sentence names before a place, 0 for none."""
    years = _YEAR.findall(_sentence_before(one, end))
    return int(years[-1]) if years else 0


def _sentence_before(one: Located, end: int) -> str:
    start = next(begin for begin, stop in one.plain.sentences if begin <= end < stop)
    return one.plain.text[start:end]


def _besides(case: Case, one: Located, end: int, base: int) -> bool:
    """Tell whether the same thing is compared with last year as well: an earlier year may stand besides."""
    changes = [claim for claim in case.by_paragraph.get(one.number, []) if claim.measure is Measure.CHANGE]
    this = next((claim for claim in changes if claim.figure.start >= end), None)
    return this is not None and any(
        claim.subject == this.subject and claim.base != base and not claim.cause for claim in changes
    )
