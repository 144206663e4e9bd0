"""What every figure of a report claims: its subject, its measure, its year, what it is a share or a change of.

A figure is read from the words before it, back to the figure before: the pattern at their end says what is measured,
the name before that of what. A name that is not known makes a figure that nothing is compared with but its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from juesuan.tieout.figures import CLAIMING, Figure, Kind, figures
from juesuan.tieout.lexicon import Lexicon, last_match
from juesuan.tieout.naming import Naming
from juesuan.tieout.plain import plain
from juesuan.tieout.saying import AGAINST, KEPT, NEXT_CAUSE, SPENT, YEAR, State, named_in_order, year_said
from juesuan.tieout.sections import Located

LONGEST_NAME = 30
"""A sentence of at most so many characters may be a name by itself."""
SILENT = frozenset({"glossary", "tables", "attachment"})
"""Sections whose figures are no statements about the accounts."""


class Measure(StrEnum):
    """What a figure measures."""

    AMOUNT = "amount"
    BUDGET = "budget"
    CHANGE = "change"
    RATE = "rate"
    SHARE = "share"
    COMPLETION = "completion"
    VARIANCE = "variance"
    COUNT = "count"
    PERCENT = "percent"


@dataclass
class Claim:
    """A figure and what it says. ``subject`` is "" where the name is not known; ``name`` is what the text calls it.

    ``direction`` is +1 or -1 as the words say; ``base`` the year that is compared with (None: last year without a
    number); ``of`` the claim that a rate, a share or a completion speaks of; ``whole`` what a share is taken of,
    ``whole_name`` how it is called. ``listed`` is the whole of the list in which a figure stands; of a change that names
    nothing, the whole that may be meant as well. ``item`` is the full name of an item of 功能分类.
    """

    located: Located
    sentence: tuple[int, int]
    figure: Figure
    measure: Measure
    subject: str = ""
    name: str = ""
    year: int | None = None
    base: int | None = None
    direction: int = 0
    of: Claim | None = None
    whole: Claim | None = None
    whole_name: str = ""
    listed: Claim | None = None
    open_ended: bool = False
    versus_budget: bool = False
    cause: bool = False
    last_year: bool = False

    @property
    def value(self) -> Decimal:
        """The figure: a count, or an amount in 万元."""
        return self.figure.value if self.measure is Measure.COUNT else self.figure.wan

    @property
    def quote(self) -> str:
        """The words of the figure: from the clause before it to its unit."""
        start = max(self.sentence[0], self.located.plain.text.rfind("，", 0, self.figure.start) + 1)
        return self.located.plain.quote(min(start, self.figure.start), self.figure.end)

    @property
    def printed(self) -> str:
        """The figure as it stands, with its unit."""
        return self.located.plain.quote(self.figure.start, self.figure.end)


class Reader:
    """Reads the claims of paragraphs."""

    def __init__(self, lexicon: Lexicon, naming: Naming) -> None:
        self._lexicon = lexicon
        self._naming = naming

    def claims(self, one: Located) -> list[Claim]:
        """Return the claims of a paragraph in order."""
        if one.heading or one.caption or one.section.key in SILENT:
            return []
        found: list[Claim] = []
        state = State(self._headed(one) or one.section.subject)
        numbers = figures(one.plain)
        for sentence in one.plain.sentences:
            self._sentence(one, sentence, numbers, state, found)
        return found

    def _headed(self, one: Located) -> str:
        """Return the subject that the heading above a paragraph is the name of: （一）公务接待费."""
        return (self._naming.subject(plain(one.title).text, one.section)[0] or "") if one.path else ""

    def _sentence(
        self,
        one: Located,
        sentence: tuple[int, int],
        numbers: list[Figure],
        state: State,
        found: list[Claim],
    ) -> None:
        text = one.plain.text
        if not text.startswith("其中", sentence[0]):  # what it names is compared as the whole was
            state.compared, state.base, state.versus_budget = False, None, False
        state.change, state.year, state.pending, state.respective = None, None, None, []
        state.cause = state.cause and self._lexicon.goes_on.match(text[sentence[0] :]) is not None
        cursor = sentence[0]
        for figure in numbers:
            if figure.kind not in CLAIMING or not sentence[0] <= figure.start < sentence[1]:
                continue
            lead = text[cursor : figure.start]
            self._asides(lead, one, state)
            lead = lead.removeprefix("）")
            state.cause = self._in_cause(lead, one, state)
            self._comparison(text[sentence[0] : figure.start], state)
            self._lists(lead, state)
            claim = self._claim(one, sentence, figure, lead, state)
            found.append(claim)
            cursor = figure.end
        if self._lexicon.cause.search(text[cursor : sentence[1]]):
            state.cause = True
        if cursor == sentence[0]:
            self._named(one, text[sentence[0] : sentence[1]], state)

    def _asides(self, lead: str, one: Located, state: State) -> None:
        """What a bracket speaks of ends with it: 46批次（其中外事接待2批次），388人次; 50万元（其中购置费20万元），下降5%."""
        closed, opened = lead.find("）"), lead.rfind("（")
        if state.outside is not None and closed >= 0 and "（" not in lead[:closed]:
            for name in KEPT:
                setattr(state, name, getattr(state.outside, name))
            state.outside = None
        if opened > lead.rfind("）"):
            state.outside = replace(state, outside=None)
            before = lead[closed + 1 if closed < opened else 0 : opened]
            subject, called = self._naming.subject(before, one.section)
            if subject is not None:
                state.outside.subject, state.outside.name = subject, called

    def _in_cause(self, lead: str, one: Located, state: State) -> bool:
        """Tell whether a figure stands in a reason: from its word to the end of the sentence, or to the next subject."""
        found = last_match(self._lexicon.cause, lead)
        _, mark, behind = lead[found.end() if found else 0 :].rpartition("；")
        if (found is not None or state.cause) and mark and not self._lexicon.goes_on.match(behind):
            return not self._naming.subject(AGAINST.split(behind)[0], one.section)[0]
        return found is not None or state.cause

    def _named(self, one: Located, text: str, state: State) -> None:
        """Let a sentence without figures say what the next ones speak of: an item and its purpose, a name by itself."""
        item = self._naming.item(text)
        if item is not None:
            state.subject, state.name = item
        elif len(text) <= LONGEST_NAME:
            subject, name = self._naming.subject(text, one.section)
            if subject:
                state.subject, state.name, state.counted = subject, name, ""

    def _comparison(self, before: str, state: State) -> None:
        found = last_match(self._lexicon.compared, before)
        budget = last_match(self._lexicon.against_budget, before)
        state.versus_budget = budget is not None and (found is None or budget.start() >= found.start())
        if found is None:
            return
        state.compared = True
        year = found.groupdict().get("year")
        state.base = int(year) if year else None

    def _lists(self, lead: str, state: State) -> None:
        if NEXT_CAUSE.search(lead):
            state.listed = None
        here = re.split(r"[；。]", lead)[-1]  # what opens before that is a list of names
        whole = state.spoken
        if whole is not None and self._lexicon.opens_list.search(here):
            state.listed = whole
        elif whole is not None and lead.startswith("（") and "）" not in lead:
            subject, _ = self._naming.subject(lead, whole.located.section)
            if subject and self._is_part(subject, whole.subject, known=True):
                state.listed = whole  # 50万元（购置费20万元、运行维护费30万元）

    def _claim(
        self, one: Located, sentence: tuple[int, int], figure: Figure, lead: str, state: State
    ) -> Claim:
        if self._lexicon.this_year.search(lead):
            state.year = None
        year = year_said(lead.rpartition("；")[2])
        if year is not None:
            state.year = year
        claim = Claim(
            one, sentence, figure, Measure.AMOUNT, year=state.year, base=state.base, cause=state.cause
        )
        claim.open_ended = self._lexicon.also.match(one.plain.text[figure.end :]) is not None
        if figure.kind is Kind.PERCENT:
            self._percent(claim, lead, state)
        elif figure.kind is Kind.COUNT:
            self._count(claim, lead, state)
        else:
            self._amount(claim, lead, state)
        return claim

    # Percentages

    def _percent(self, claim: Claim, lead: str, state: State) -> None:
        patterns = self._lexicon.patterns
        claim.subject, claim.name = state.subject, state.name
        if patterns["completion"].search(lead):
            claim.measure, claim.of = Measure.COMPLETION, state.amount
        elif patterns["variance"].search(lead):
            claim.measure, claim.of = Measure.VARIANCE, state.amount
        elif (share := patterns["share"].search(lead)) is not None:
            claim.measure, claim.of = Measure.SHARE, state.spoken
            claim.whole_name = share["whole"] or ""
            claim.whole = state.listed
            self._share_first(claim, lead[: share.start()], state)
        elif (rate := patterns["rate"].search(lead)) is not None:
            claim.measure, claim.of = Measure.RATE, state.change
            claim.direction = 1 if rate["up"] else -1
            if state.change is None:
                self._subject(claim, lead[: rate.start()], state)
            claim.versus_budget = state.versus_budget
        elif state.budget_said and lead in ("的", "的比例为"):
            claim.measure, claim.of = Measure.COMPLETION, state.amount
        else:
            claim.measure = Measure.PERCENT

    def _share_first(self, claim: Claim, before: str, state: State) -> None:
        """A share may stand before its amount, or without one: 一般公共服务支出占25.63%，为8131.99万元."""
        subject, name = self._naming.subject(before.lstrip("（"), claim.located.section)
        if subject is None or (state.amount is not None and subject and subject == state.amount.subject):
            return
        claim.subject, claim.name, claim.of = subject, name, None
        state.subject, state.name, state.pending = subject, name, claim if subject else None

    # Counts

    def _count(self, claim: Claim, lead: str, state: State) -> None:
        claim.measure = Measure.COUNT
        section = claim.located.section
        claim.subject, claim.name = self._naming.counted(
            lead, section, claim.figure.unit, state.counted or state.subject
        )
        counted = state.amount is not None and state.amount.measure is Measure.COUNT
        if counted and state.listed is not None and state.listed.measure is Measure.BUDGET:
            state.listed = state.amount  # 项目4个，涉及预算598.42万元，其中：评为优的3个
        claim.listed = state.listed
        behind = claim.located.plain.text[claim.figure.end : claim.figure.end + 1]
        described = bool(behind) and not behind.isdigit() and behind not in "，。；、：（）,;"
        # 1辆巡逻车 tells of what, not how many in all
        if described or (claim.listed is not None and not self._is_part(claim.subject, claim.listed.subject)):
            claim.subject = ""
        state.amount = state.latest = claim
        if not claim.subject and claim.name:
            state.counted = ""
        owners = [key for key, one in self._lexicon.subjects.items() if claim.subject in one.counts.values()]
        if not owners or state.subject not in (
            *owners,
            "",
        ):  # 接待8批次，共计2.00万元 is not that of the whole section
            state.subject, state.name = "", claim.name
        if owners and self._lexicon.subjects[claim.subject].counts:
            state.counted = claim.subject

    def _is_part(self, part: str, whole: str, *, known: bool = False) -> bool:
        """Tell whether something may be listed under a whole: what has wholes of its own only under those."""
        wholes = {one.whole for one in self._lexicon.exhaustive if part in one.parts}
        return (not wholes and not known) or whole in wholes

    # Amounts

    def _amount(self, claim: Claim, lead: str, state: State) -> None:
        patterns = self._lexicon.patterns
        lead = self._lexicon.branches.sub("", lead) if self._lexicon.branches.search(lead) else lead
        if state.series and lead in ("、", "和", "及"):  # 分别减少2万元、3万元
            claim.measure, claim.direction = Measure.CHANGE, state.series
            return
        state.series = 0
        change = patterns["change"].search(lead) if state.compared or state.versus_budget else None
        if change is not None:
            self._change(claim, lead[: change.start()], 1 if change["up"] else -1, state)
            return
        gap = self._lexicon.gap.search(lead)
        if gap is not None and (gap["up"] or gap["down"] or (gap[0].startswith("差") and state.budget_said)):
            state.versus_budget = True
            self._change(claim, lead[: gap.start()], 1 if gap["up"] else -1 if gap["down"] else 0, state)
            return
        if self._lexicon.last_year.search(lead):
            self._last_year(claim, lead, state)
            return
        budget = patterns["budget"].search(lead)
        if budget is not None:
            claim.measure = Measure.BUDGET
            self._subject(claim, lead[: budget.start()].rstrip("较比与同"), state)
            claim.listed = state.listed
            state.budget_said = True
            state.budget = state.latest = claim
            return
        state.budget_said = False
        self._said(claim, lead, state)

    def _said(self, claim: Claim, lead: str, state: State) -> None:
        """An amount of this year, or of the year that is named."""
        if state.respective and lead in ("、", "和", "，", "及"):
            claim.subject, claim.name = (
                self._naming.subject(state.respective.pop(0), claim.located.section)[0] or "",
                "",
            )
        else:
            state.respective = named_in_order(lead)
            self._subject(claim, state.respective.pop(0) if state.respective else lead, state)
        claim.subject = self._naming.settle(claim.subject, claim.name, claim.figure.wan)
        claim.listed = state.listed if state.listed is not claim else None
        if claim.listed is not None and not self._divides(claim.subject, claim.listed):
            claim.subject = state.subject = ""
        if state.pending is not None and state.pending.subject == claim.subject:
            state.pending.of, state.pending = claim, None
        whole = claim.listed
        if whole is not None and whole.measure is Measure.BUDGET and not SPENT.search(lead):
            claim.measure, state.budget, state.latest = Measure.BUDGET, claim, claim
            return  # 预算21万元，其中：公务接待费5万元
        state.amount = state.latest = claim

    def _divides(self, part: str, whole: Claim) -> bool:
        """Tell whether a part that any expenditure may have (基本支出) is the one of its section under this whole."""
        wholes = self._lexicon.divides.get(part)
        return wholes is None or whole.subject in wholes or (not whole.subject and not whole.name)

    def _last_year(self, claim: Claim, lead: str, state: State) -> None:
        """The figure behind 较上年 (较上年支出): last year's, with which this year's is then compared."""
        found = last_match(self._lexicon.last_year, lead)
        before, said = (lead[: found.start()], YEAR.search(found[0])) if found is not None else (lead, None)
        behind = AGAINST.split(found[0])[-1] if found is not None else ""
        again = self._naming.subject(behind, claim.located.section)
        subject, name = again if again[0] else self._naming.subject(before, claim.located.section)
        if again[0]:  # 较上年“三公”经费合计若干
            state.subject, state.name = again[0], again[1]
        claim.subject, claim.name = (state.subject, state.name) if subject is None else (subject, name)
        claim.subject = "" if claim.cause else claim.subject
        claim.last_year, claim.year = True, int(said[1]) if said is not None else None
        state.compared, state.versus_budget = True, False

    def _change(self, claim: Claim, lead: str, direction: int, state: State) -> None:
        claim.measure, claim.direction = Measure.CHANGE, direction
        if lead.endswith("分别"):
            state.series, claim.versus_budget = direction, state.versus_budget
            return
        named = self._subject(claim, lead, state)
        claim.versus_budget, claim.listed = state.versus_budget, None if named else state.listed
        claim.of = self._changed(claim, state)
        state.change = claim

    def _changed(self, claim: Claim, state: State) -> Claim | None:
        """Return the amount that a change belongs to: a budget where the text speaks of nothing but the budget."""
        amount, budget = state.amount, state.budget
        if budget is not None and budget.sentence == claim.sentence and budget.subject == claim.subject:
            said = amount is not None and amount.sentence == claim.sentence and amount.name == claim.name
            if budget.name == claim.name and not said:
                return budget
        known = amount is not None and amount.measure is Measure.AMOUNT and amount.subject == claim.subject
        return amount if known else None

    def _subject(self, claim: Claim, lead: str, state: State) -> bool:
        """Find what a figure speaks of; words that name nothing leave what was spoken of before. Tell whether they name."""
        pieces = [one for one in AGAINST.split(lead) if one and not self._says_unchanged(one)] or [""]
        subject, name = self._naming.subject(pieces[-1], claim.located.section)
        if subject is None and len(pieces) > 1:
            subject, name = self._naming.subject(pieces[-2], claim.located.section)
        if subject is None:  # nothing is named
            claim.subject, claim.name = ("" if claim.cause else state.subject), state.name
            return False
        claim.subject, claim.name = ("" if claim.cause else subject), name
        state.subject, state.name, state.counted = subject, name, ""
        return True

    def _says_unchanged(self, words: str) -> bool:
        """Tell whether words say that nothing changed, and nothing else: 比预算无增减变化，比去年增加."""
        return self._lexicon.unchanged.sub("", words).strip("，；变化") == ""


def read_claims(paragraphs: list[Located], lexicon: Lexicon, naming: Naming) -> Iterator[Claim]:
    """Yield the claims of a report in its order."""
    reader = Reader(lexicon, naming)
    for one in paragraphs:
        yield from reader.claims(one)
