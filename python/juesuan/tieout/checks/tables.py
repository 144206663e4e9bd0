"""The report's own tables by themselves and against each other: the arithmetic rules of the format, as printed.

Every printed figure was rounded on its own, so rounding explains half a step for each that is not zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction

from juesuan.audit.evaluate import Instance, Outcome, RuleEvaluator
from juesuan.audit.view import View
from juesuan.audit.wording import instance_text
from juesuan.findings import Level
from juesuan.money import FEN_PER_WAN, format_wan
from juesuan.spec.rule import Relation
from juesuan.spec.rules import tables_of
from juesuan.tieout.issue import Issue

HALF_STEP = FEN_PER_WAN // 200
"""Half of 0.01 万元, in 分."""
TAIL = "尾差"


def check(view: View) -> Iterator[Issue]:
    """Evaluate the rules whose tables the report prints; ``view`` has bare accounts."""
    yield from _gathered(_issues(view))


def _gathered(issues: Iterable[Issue]) -> Iterator[Issue]:
    """Put the tails of a table into one issue: the rounding of one table is one cause."""
    tails: dict[str, list[Issue]] = {}
    for one in issues:
        if one.level is Level.HINT and one.cause == TAIL:
            tails.setdefault(one.place, []).append(one)
        else:
            yield one
    for place, those in tails.items():
        first = those[0]
        more = f"（本表这样的尾差共{len(those)}处）" if len(those) > 1 else ""
        cells = tuple(dict.fromkeys(cell for one in those for cell in one.cells))
        yield replace(first, message=f"{first.message}{more}", cause=f"{TAIL}{place}", cells=cells)


def _issues(view: View) -> Iterator[Issue]:
    evaluator = RuleEvaluator(view.accounts, view.standing.values)
    printed = {one.key for one in view.tables()}
    for rule in view.format.rules.values():
        for number, check_ in enumerate(rule.checks):
            if not tables_of(check_) <= printed:
                continue
            outcome = evaluator.outcome(rule, number)
            if outcome.no_prior and not outcome.instances:
                continue
            stops = all(_is_empty_side(one) for one in outcome.instances)
            for instance in outcome.violations:
                if not (stops and _is_empty_side(instance)):
                    yield _issue(view, outcome, instance)


def _is_empty_side(instance: Instance) -> bool:
    """Tell whether one side has no figure: where that is so of all, the table stops at a higher level."""
    return not instance.left or not instance.right


def _issue(view: View, outcome: Outcome, instance: Instance) -> Issue:
    rule = outcome.rule
    text = instance_text(view, outcome, instance)
    figures = sum(1 for _, cell in instance.terms if view.standing.values.get(cell))
    relation = outcome.check.comparison.relation
    tail = abs(Fraction(instance.difference)) <= HALF_STEP * figures and relation not in (
        Relation.LT,
        Relation.GT,
    )
    first = instance.terms[0][1] if instance.terms else None
    place = f"{view.format.tables[first.table].title}" if first is not None else "附表"
    cells = tuple(cell for _, cell in instance.terms)
    expected, actual = (f"{format_wan(round(one))}万元" for one in (instance.right, instance.left))
    if tail:
        most = format_wan(HALF_STEP * figures, None)
        text += f"{figures}个数各自四舍五入，最多可差{most}万元，属于尾差。请核对后保留。"
        return Issue(
            rule.id,
            Level.HINT,
            text,
            None,
            0,
            0,
            rule.title,
            expected,
            actual,
            place,
            cause=TAIL,
            cells=cells,
        )
    return Issue(
        rule.id,
        Level(rule.level),
        f"{text}{rule.remedy}",
        None,
        0,
        0,
        rule.title,
        expected,
        actual,
        place,
        cause=place,
        cells=cells,
    )
