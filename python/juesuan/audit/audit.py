"""全部审核: one workbook in, one report out.

Everything is looked at as it stands: nothing is recomputed into the cells before they are compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

import juesuan.audit.structural  # noqa: F401 - registers the structural rules
from juesuan.audit.checks import CheckedFigures, compare_checks
from juesuan.audit.derived import expected_formulas, overwritten
from juesuan.audit.evaluate import Outcome, RuleEvaluator
from juesuan.audit.grouping import grouped
from juesuan.audit.judge import Difference, Judge, adjustment_findings
from juesuan.audit.own import own_rule_rows
from juesuan.audit.reading import as_audit_findings
from juesuan.audit.report import Answer, Report
from juesuan.audit.results import read_answers
from juesuan.audit.rounding import Rounding
from juesuan.audit.standing import read_standing
from juesuan.audit.statuses import status_findings
from juesuan.audit.view import REQUIREMENTS, View
from juesuan.book.grid import GridSource
from juesuan.book.layout import address
from juesuan.book.read import ReadBook
from juesuan.book.sheets import all_sections
from juesuan.compute.recompute import recompute
from juesuan.compute.rows import complete_rows
from juesuan.findings import Finding, Level
from juesuan.spec.model import Cell
from juesuan.spec.rule import Relation, Rule
from juesuan.spec.rules import tables_of
from juesuan.template.reading import read

PASSED, NOT_EVALUATED, TAIL, ADJUSTED = "通过", "未评", "尾差", "调整"


@dataclass
class Arithmetic:
    """What the arithmetic rules gave: every check's outcome and its judged differences, how each check ended."""

    outcomes: list[Outcome] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    states: dict[tuple[str, int], str] = field(default_factory=dict)
    skipped: set[str] = field(default_factory=set)


Beside = Callable[[GridSource, ReadBook], Iterable[Finding]]
"""Finds what is wrong in a workbook beside its tables, such as in the texts of the report."""


def audit_book(source: GridSource, beside: Beside | None = None) -> Report:
    """Audit a workbook; raise StructureError when its structure cannot be relied on."""
    found = read(source)
    view = View(found.accounts, read_standing(source, found), found, source)
    form = found.accounts.format
    own: list[Finding] = []
    own_rules = own_rule_rows(source, form, found.accounts, own)
    before = [*as_audit_findings([*found.findings, *view.fact_faults]), *own]
    rules = [*form.rules.values(), *own_rules.values()]
    report = audit(view, rules, before, expected_formulas(view), read_answers(source, form))
    more = tuple(beside(source, found)) if beside is not None else ()
    return replace(
        report,
        findings=(*report.findings, *more),
        own_rules={row: rule.id for row, rule in own_rules.items()},
    )


def audit(
    view: View,
    rules: Iterable[Rule],
    before: Iterable[Finding] = (),
    expected: Mapping[Cell, str] | None = None,
    answers: Mapping[str, Answer] | None = None,
) -> Report:
    """Audit a view: ``before`` are findings of reading, ``expected`` the formulas that derived cells should hold."""
    rules = list(rules)
    evaluator = RuleEvaluator(view.accounts, view.standing.values)
    rounding = Rounding(view.accounts, view.standing, evaluator.evaluator)
    arithmetic = _arithmetic(view, rules, evaluator, Judge(view, rounding))
    checked = compare_checks(view, rounding, view.check_rows)
    others = [*before, *status_findings(view)]
    broken: list[Finding] = []
    if expected is not None:
        broken = list(overwritten(view, expected, recompute(complete_rows(view.accounts)).values))
    structural = [
        one for rule in rules if rule.id in REQUIREMENTS for one in REQUIREMENTS[rule.id](view, rule)
    ]
    _mark_broken(arithmetic, broken)
    told = {(one.rule, one.place) for one in structural}
    findings = grouped(
        view,
        evaluator.evaluator,
        [*(one for one in others if (one.rule, one.place) not in told), *structural],
        broken,
        [*arithmetic.differences, *checked.differences],
        _sound(arithmetic, checked),
    )
    listed = [*findings, *adjustment_findings(view, evaluator.evaluator, _adjustment_places(view))]
    return Report(
        tuple(listed),
        dict(answers or {}),
        tuple(arithmetic.outcomes),
        arithmetic.states,
        _counted(rules, arithmetic.skipped),
    )


def _arithmetic(view: View, rules: Iterable[Rule], evaluator: RuleEvaluator, judge: Judge) -> Arithmetic:
    found = Arithmetic()
    closed = view.format.tables.keys() - {one.key for one in view.tables()}
    for rule in rules:
        evaluated = 0
        for number, check in enumerate(rule.checks):
            key = (rule.id, number)
            outcome = None if tables_of(check) & closed else evaluator.outcome(rule, number)
            if outcome is None or (outcome.no_prior and not outcome.instances):
                found.states[key] = NOT_EVALUATED
                continue
            evaluated += 1
            differences = list(judge.judged(outcome))
            found.outcomes.append(outcome)
            found.differences += differences
            found.states[key] = _state(differences)
        if rule.checks and not evaluated:
            found.skipped.add(rule.id)
    return found


def _state(differences: Iterable[Difference]) -> str:
    """Return how a check ended: the heaviest of its differences."""
    levels = [one.finding.level for one in differences if one.finding is not None and not _is_tail(one)]
    for level in Level:
        if level in levels:
            return level.label
    if any(_is_tail(one) for one in differences):
        return TAIL
    return ADJUSTED if list(differences) else PASSED


def _is_tail(difference: Difference) -> bool:
    return difference.finding is not None and difference.finding.title.endswith("（尾差）")


def _mark_broken(arithmetic: Arithmetic, broken: Iterable[Finding]) -> None:
    """A check on an overwritten cell says nothing when it holds: it does not count as passed."""
    cells = {cell for one in broken for cell in one.cells}
    for outcome in arithmetic.outcomes if cells else ():
        key = (outcome.rule.id, outcome.number)
        if arithmetic.states[key] == PASSED and any(
            str(cell) in cells for one in outcome.instances for _, cell in one.terms
        ):
            arithmetic.states[key] = NOT_EVALUATED


def _sound(arithmetic: Arithmetic, checked: CheckedFigures) -> list[Difference]:
    """Return the comparisons that hold and could have failed: they speak against a figure as a cause."""
    found = [Difference(Relation.EQ, one, 0, None) for one in checked.sound]
    if (
        not any(one.finding and one.finding.level is not Level.HINT for one in arithmetic.differences)
        and not checked.differences
    ):
        return found
    for outcome in arithmetic.outcomes:
        comparison = outcome.check.comparison
        if outcome.rule.kind == "independent" and comparison.relation is Relation.EQ:
            found += [
                Difference(Relation.EQ, one, 0, None) for one in outcome.instances if not one.difference
            ]
    return found


def _counted(rules: Iterable[Rule], skipped: set[str]) -> dict[str, int]:
    counts = Counter(rule.kind for rule in rules if rule.id not in skipped)
    return {
        "independent": counts["independent"],
        "by_construction": counts["by_construction"],
        "structural": counts["structural"],
        "not_evaluated": len(skipped),
    }


def _adjustment_places(view: View) -> dict[Cell, tuple[str, str]]:
    if view.read is None:
        return {}
    section = all_sections(view.format)["checks"]
    column = section.column("adjustment")
    rows = {one.cell: one.row for one in view.read.lists.checks if one.cell and one.kind and one.amount}
    return {cell: (section.sheet, address(row, column)) for cell, row in rows.items()}
