"""文表核对: a report in, what does not hold in it out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from juesuan.analysis.numbers import Numbers
from juesuan.audit.standing import standing_of
from juesuan.audit.view import View
from juesuan.book.accounts import FILLED, Accounts
from juesuan.book.facts import Facts
from juesuan.findings import Level
from juesuan.tieout.case import Case
from juesuan.tieout.checks import (
    against_budget,
    amounts,
    changes,
    enumerated,
    form,
    lists,
    names,
    rates,
    ratios,
    rows,
    same,
    sums,
    tables,
    words,
    years,
)
from juesuan.tieout.claims import Claim, read_claims
from juesuan.tieout.document import Document
from juesuan.tieout.issue import Coverage, Issue
from juesuan.tieout.lexicon import Lexicon, load_lexicon
from juesuan.tieout.naming import Naming
from juesuan.tieout.own_tables import OwnTables, own_tables
from juesuan.tieout.sections import located
from juesuan.tieout.world import World

CHECKS = (
    amounts.check,
    ratios.check,
    rates.check,
    changes.check,
    years.check,
    against_budget.check,
    sums.check,
    lists.check,
    enumerated.check,
    names.check,
    same.check,
    words.check,
    form.check,
)
_TITLE = re.compile(r"(?P<unit>[^\d\s]{3,40}?)(?:本级|机关)?(?P<year>20\d\d)年(?:度)?(?:部门|单位)?决算")
_YEAR = re.compile(r"(?<![比较与同])(20\d\d)年(?:度)?(?:部门|单位)?决算")
_HEADLINE = re.compile(r"[^。，；]{0,48}")
_ANY_YEAR = re.compile(r"(?<![比较与同])(20\d\d)年")
_NO_NAME = re.compile(r"[。，；：、,;:%]|[万千]元|经费|情况|说明|目录|以下简称|[比较与同和]$")
"""What no name of a unit has in it: marks, amounts, the words of a comparison with another year."""
_WEIGHT = {Level.ERROR: 0, Level.EXPLAIN: 1, Level.HINT: 2}


@dataclass(frozen=True)
class TiedOut:
    """The result. ``issues`` stand by weight, those of one cause together; ``claims`` are all figures that claim something."""

    document: Document
    issues: tuple[Issue, ...]
    claims: tuple[Claim, ...]
    coverage: Coverage = field(repr=False)
    own: OwnTables | None = None

    @property
    def verdict(self) -> str:
        """核对通过, 待说明 or 核对未通过."""
        levels = {one.level for one in self.issues}
        if Level.ERROR in levels:
            return "核对未通过"
        return "待说明" if Level.EXPLAIN in levels else "核对通过"

    @property
    def counts(self) -> dict[str, int]:
        """How many issues there are of each level."""
        found = Counter(one.level.value for one in self.issues)
        return {level.value: found[level.value] for level in Level}


def tie_out(document: Document, world: World | None = None, lexicon: Lexicon | None = None) -> TiedOut:
    """Check a report: against ``world`` (a workbook's figures), or without one against the tables that it prints itself."""
    lexicon = lexicon or load_lexicon()
    own = own_tables(document) if world is None else None
    unit, year = title_of(document)
    view = _own_view(own) if own is not None else None
    if world is None:
        world = _world(lexicon, own, view, unit, year)
    naming = Naming(world)
    paragraphs = located(document, lexicon)
    claims = list(read_claims(paragraphs, lexicon, naming))
    coverage = Coverage(claims)
    case = Case(document, lexicon, world, naming, paragraphs, claims, coverage, own)
    issues = [issue for check in CHECKS for issue in check(case)]
    if view is not None:
        issues += [*tables.check(view), *rows.check(view)]
    return TiedOut(document, tuple(ordered(issues)), tuple(claims), coverage, own)


def own_world(document: Document, lexicon: Lexicon | None = None) -> World:
    """Return what a report's own tables say, for checking its text alone."""
    own = own_tables(document)
    view = _own_view(own) if own is not None else None
    return _world(lexicon or load_lexicon(), own, view, *title_of(document))


def title_of(document: Document) -> tuple[str, int | None]:
    """Return the unit's name and the year that the first lines of a report give."""
    heads = [one.text.replace(" ", "") for one in document.paragraphs if one.text.strip()][:60]
    for text in ("".join(heads[:4]), *heads):
        for found in _TITLE.finditer(text):
            unit = found["unit"].partition("关于")[0].removesuffix("部门").strip("“”《》")
            if unit and not unit.startswith("第") and not _NO_NAME.search(unit):
                return unit, int(found["year"])
    years = Counter(int(year) for year in _YEAR.findall(document.text.replace(" ", "")))
    if years:
        return "", max(years, key=lambda year: (years[year], year))
    return "", _year_of_headlines([text for text in heads if _HEADLINE.fullmatch(text)])


def _year_of_headlines(lines: Sequence[str]) -> int | None:
    """Return the one year that the short lines name, those about final accounts first: 2020年全县“三公”经费决算."""
    for those in ([text for text in lines if "决算" in text], lines):
        years = {int(year) for text in those for year in _ANY_YEAR.findall(text)}
        if len(years) == 1:
            return years.pop()
    return None


def _own_view(own: OwnTables) -> View:
    status = dict.fromkeys(own.recognised.tables, FILLED)
    accounts = Accounts(own.form, rows=own.recognised.rows, status=status)
    return View(accounts, standing_of(own.recognised.amounts))


def _world(lexicon: Lexicon, own: OwnTables | None, view: View | None, unit: str, year: int | None) -> World:
    if own is None or view is None:
        return World(lexicon, year=year, units=(unit,))
    numbers = Numbers(view.accounts, own.recognised.amounts, Facts())
    known = own.recognised.info.get("year", "")
    names = (unit, own.recognised.info.get("unit_name", ""))
    return World(lexicon, own.form, numbers, year or (int(known) if known.isdigit() else None), names)


def ordered(issues: Sequence[Issue]) -> list[Issue]:
    """Put issues of one cause together, the heaviest cause first, each once."""
    unique: dict[tuple[object, ...], Issue] = {}
    for one in issues:
        key = (one.rule, one.located.number if one.located else -1, one.start, one.end, one.message)
        unique.setdefault(key, one)
    groups: dict[object, list[Issue]] = {}
    for number, one in enumerate(unique.values()):
        groups.setdefault(one.cause or number, []).append(one)
    ranked = sorted(
        groups.values(), key=lambda those: (min(_WEIGHT[one.level] for one in those), _place(those[0]))
    )
    return [one for those in ranked for one in sorted(those, key=lambda one: _WEIGHT[one.level])]


def _place(issue: Issue) -> tuple[int, int]:
    return (issue.located.number, issue.start) if issue.located else (10**9, 0)
