"""What the items of 公开自查表 look at, and the registry of the checks that answer them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from juesuan.audit.standing import standing_of
from juesuan.audit.structural.meaning import public_expenses
from juesuan.audit.view import View
from juesuan.book.accounts import NOT_FILLED
from juesuan.book.facts import Fact
from juesuan.export.material import Material
from juesuan.findings import Finding
from juesuan.narrative.sheet import paragraphs_section, read_paragraphs
from juesuan.spec.files import fact_codes
from juesuan.spec.model import Cell, Format, Table
from juesuan.spec.selfcheck import ItemFile

OTHER_MATTERS, NARRATIVE, CONTENTS = "其他重要事项", "情况说明", "目录"


class Result(StrEnum):
    """The answers that the bureau's form knows."""

    YES = "是"
    NO = "否"
    NOT_APPLICABLE = "不适用"
    BY_HAND = "需人工确认"


@dataclass(frozen=True)
class Answered:
    """``detail`` says why, ``place`` where in the workbook."""

    result: Result
    detail: str
    place: str = ""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the report as it counts: the own text where there is one."""

    key: str
    section: str
    text: str


@dataclass(frozen=True)
class Look:
    """A workbook as the items of the form look at it."""

    material: Material

    @property
    def form(self) -> Format:
        """The format of the workbook."""
        return self.material.form

    @cached_property
    def view(self) -> View:
        """The workbook as the audit looks at it."""
        read = self.material.read
        return View(read.accounts, standing_of(self.material.values), read, self.material.source)

    @cached_property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """The paragraphs of the report in order; none where the format or the workbook has no report."""
        section = paragraphs_section(self.material.source, self.form)
        if section is None:
            return ()
        rows = read_paragraphs(self.material.source, section)
        return tuple(Paragraph(one.key, one.section, one.own or one.generated) for one in rows)

    @cached_property
    def _texts(self) -> Mapping[str, Paragraph]:
        return {one.key: one for one in self.paragraphs if one.key}

    def known_paragraphs(self, keys: Iterable[str]) -> list[str]:
        """Return the keys that the narrative of the format has."""
        known = {one.key for one in self.form.narrative.paragraphs}
        return [one for one in keys if one in known]

    def written(self, keys: Iterable[str]) -> list[Paragraph]:
        """Return the paragraphs with these keys that hold a text, also those of each of several things."""
        wanted = tuple(keys)
        found = [self._texts[one] for one in wanted if one in self._texts]
        found += [
            one
            for one in self.paragraphs
            if any(one.key.startswith(f"{key}.") for key in wanted if key == "term")
        ]
        return [one for one in found if one.text.strip()]

    def facts(self, codes: Iterable[str]) -> list[tuple[str, Fact | None]]:
        """Return the codes of 其他重要事项 that the format has, each with what was entered."""
        known = set(fact_codes(self.form.sheets))
        return [(one, self.view.facts.fact(one)) for one in codes if one in known]

    def fact_name(self, code: str) -> str:
        """Return how a person calls a code of 其他重要事项."""
        sheets = (*self.form.sheets.before, *self.form.sheets.after)
        items = (item for sheet in sheets for one in sheet.sections for item in one.items)
        return next((item[1] for item in items if item[0] == code), code)

    @cached_property
    def expenses(self) -> list[Table]:
        """The tables of the 三公 expenses."""
        return public_expenses(self.form)

    def spent(self, column: str, *, stage: str = "") -> tuple[int | None, str]:
        """Return what was spent of a 三公 expense in all its tables (None: not known), and where it stands."""
        cells = [
            Cell(one.key, "amount", stage + column)
            for one in self.expenses
            if stage + column in one.panel_of("amount").by_key
        ]
        place = "、".join(self.form.tables[one.table].sheet for one in cells)
        amounts = [self.view.numbers.now(one) for one in cells]
        known = [one for one in amounts if one is not None]
        return (sum(known) if known and len(known) == len(amounts) else None), place

    def is_open(self, table: Table) -> bool:
        """Whether a table is not filled in yet."""
        return self.material.read.accounts.status.get(table.key) in ("", NOT_FILLED)

    def open_findings(self, rules: Iterable[str]) -> list[Finding]:
        """Return what the audit found by these rules and nobody has settled; hints among it."""
        wanted = set(rules)
        return [one for one in self.material.audit.findings if one.rule in wanted and self._stands(one)]

    def _stands(self, finding: Finding) -> bool:
        return finding.level.value == "hint" or not self.material.audit.is_settled(finding)


Check = Callable[[Look, ItemFile], Answered]
CHECKS: dict[str, Check] = {}
"""The checks by the name under which ``selfcheck.yaml`` calls them."""


def answers(name: str) -> Callable[[Check], Check]:
    """Register a function as a check; its docstring says what makes the answer 是."""

    def register(check: Check) -> Check:
        if name in CHECKS:
            raise ValueError(f"two checks {name}")
        CHECKS[name] = check
        return check

    return register


def yes(detail: str, place: str = "") -> Answered:
    """Return the answer 是."""
    return Answered(Result.YES, detail, place)


def no(detail: str, place: str = "") -> Answered:
    """Return the answer 否."""
    return Answered(Result.NO, detail, place)


def not_applicable(detail: str, place: str = "") -> Answered:
    """Return the answer 不适用; the reason comes from the format or from the figures."""
    return Answered(Result.NOT_APPLICABLE, detail, place)


def by_person(detail: str, place: str = "") -> Answered:
    """Return the answer 需人工确认."""
    return Answered(Result.BY_HAND, detail, place)


def listed(names: Iterable[str], most: int = 5) -> str:
    """Return names in one text, at most ``most`` of them."""
    found = list(dict.fromkeys(names))
    more = f"等{len(found)}处" if len(found) > most else ""
    return "、".join(found[:most]) + more
