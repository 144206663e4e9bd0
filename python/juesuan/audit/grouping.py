"""Putting findings together that have one cause, and saying what the cause may be.

First come the cells that are wrong by themselves (unreadable, overwritten): differences that rest on them follow them.
The other differences are traced to the typed figures behind them (see ``audit.causes``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from juesuan.audit.causes import Symptom, find_causes
from juesuan.audit.judge import Difference
from juesuan.audit.rounding import Expansion
from juesuan.audit.view import View
from juesuan.audit.wording import amount
from juesuan.book.layout import address
from juesuan.compute.recompute import Evaluator
from juesuan.findings import Finding, Level
from juesuan.spec.model import Cell
from juesuan.spec.rule import Relation

_WEIGHT = {Level.ERROR: 0, Level.EXPLAIN: 1, Level.HINT: 2}


@dataclass(frozen=True)
class _Group:
    findings: tuple[Finding, ...]

    @property
    def weight(self) -> int:
        return min(_WEIGHT[one.level] for one in self.findings)


def grouped(  # noqa: PLR0913 - what an audit brings together
    view: View,
    evaluator: Evaluator,
    others: Sequence[Finding],
    broken: Sequence[Finding],
    differences: Sequence[Difference],
    sound: Iterable[Difference],
) -> list[Finding]:
    """Return all findings in the order to tell them: groups by weight, in each the leading one first.

    ``broken`` are derived cells that do not hold what they should; ``others`` are findings that stand for themselves.
    """
    bad = _bad_cells(view, [*broken, *others])
    expansion = Expansion(evaluator, lambda cell: str(cell) in bad)
    followers: dict[int, list[Finding]] = {}
    traced: list[tuple[Difference, dict[Cell, Fraction | int]]] = []
    alone: list[Finding] = []
    for one in differences:
        if one.finding is None:
            continue
        parts = expansion.of_instance(one.instance)
        behind = (part for _, cell in one.instance.terms for part in expansion.parts(cell)) if bad else ()
        leader = next((bad[str(cell)] for cell in behind if str(cell) in bad), None)
        if leader is not None:
            followers.setdefault(id(leader), []).append(one.finding)
        elif one.finding.level is Level.HINT or one.relation is not Relation.EQ:
            alone.append(one.finding)
        else:
            traced.append((one, parts))
    groups = [_group(one, followers.get(id(one), [])) for one in [*broken, *others]]
    groups += _traced(view, traced, [expansion.of_instance(one.instance) for one in sound] if traced else [])
    groups += [_Group((one,)) for one in alone]
    return [finding for group in sorted(groups, key=lambda one: one.weight) for finding in group.findings]


def _bad_cells(view: View, findings: Sequence[Finding]) -> dict[str, Finding]:
    """Return the cells that are wrong by themselves, each with its finding (known by its cells, or by where it stands)."""
    standing = {(sheet, address(*at)): str(cell) for cell, (sheet, at) in view.standing.places.items()}
    bad: dict[str, Finding] = {}
    for one in findings:
        here = standing.get((one.sheet, one.cell))
        for cell in one.cells or ((here,) if here else ()):
            if one.level is Level.ERROR:
                bad.setdefault(cell, one)
    return bad


def _group(leader: Finding, followers: Sequence[Finding]) -> _Group:
    if not followers:
        return _Group((leader,))
    cause = f"{leader.rule}:{leader.place}"
    return _Group(tuple(replace(one, cause=cause) for one in (leader, *followers)))


def _traced(
    view: View,
    traced: Sequence[tuple[Difference, dict[Cell, Fraction | int]]],
    sound: Sequence[dict[Cell, Fraction | int]],
) -> list[_Group]:
    symptoms = [Symptom(one.instance.difference, parts, one.bound) for one, parts in traced]
    groups = []
    for cause in find_causes(symptoms, sound):
        findings = [found for number in cause.symptoms if (found := traced[number][0].finding) is not None]
        suspects = cause.suspects
        findings.sort(key=lambda one: (one.cells != tuple(map(str, suspects)), _WEIGHT[one.level]))
        leader = findings[0]
        if suspects:
            leader = _suspected(view, leader, suspects, cause.off, len(findings))
        groups.append(_group(leader, findings[1:]))
    return groups


def _suspected(
    view: View, leader: Finding, suspects: Sequence[Cell], off: Fraction | int, count: int
) -> Finding:
    """Add to the leading finding which figure may be the cause."""
    names = "，或".join(
        f"{'!'.join(filter(None, view.place(one)))}（{view.row_name(one)}·{view.column_name(one)}）"
        for one in suspects
    )
    gap = amount(abs(Fraction(off)))
    what = "多" if off > 0 else "少"
    after = f"改正后这{count}项差额都会消失" if count > 1 else "改正后这项差额就会消失"
    remedy = f"请先核对{names}：可能{what}了{gap}万元，{after}。{'' if count > 1 else leader.remedy}"
    cells = tuple(dict.fromkeys([*leader.cells, *map(str, suspects)]))
    return replace(leader, remedy=remedy, cells=cells)
