"""From comparisons that do not hold to findings: what an adjustment or rounding explains is no error.

Three ends of a difference: it equals the adjustments of its cells (they are listed on their own, once; only where the
rule repeats a derivation, an imbalance is not explained by what made it), rounding explains it (a hint with the
arithmetic), or it is what the rule's level says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from juesuan import money
from juesuan.audit.evaluate import Amount, Instance, Outcome
from juesuan.audit.rounding import Rounding, Unclassified
from juesuan.audit.view import View
from juesuan.audit.wording import amount, instance_text
from juesuan.book.accounts import TAIL
from juesuan.compute.adjust import HALF_STEP, tail_bound
from juesuan.compute.recompute import Evaluator
from juesuan.findings import Finding, Level
from juesuan.spec.model import Cell
from juesuan.spec.rule import Relation

TAIL_REMEDY = "请核对后保留；这是四舍五入造成的，不必改数。"


@dataclass(frozen=True)
class Difference:
    """A comparison that was judged: ``finding`` is None where adjustments explain it.

    ``relation`` and ``instance`` are kept so that causes can be looked for.
    """

    relation: Relation
    instance: Instance
    bound: Amount
    finding: Finding | None


class Judge:
    """Judges the violations of a book's rules."""

    def __init__(self, view: View, rounding: Rounding) -> None:
        self.view = view
        self.rounding = rounding
        self.unclassified = Unclassified(rounding.expansion.evaluator)
        self.adjusted: dict[Cell, int] = {}
        for one in view.accounts.adjustments:
            self.adjusted[one.cell] = self.adjusted.get(one.cell, 0) + one.amount

    def judged(self, outcome: Outcome) -> Iterator[Difference]:
        """Yield every violation of a check, judged."""
        for instance in outcome.violations:
            yield self._difference(outcome, instance)

    def _difference(self, outcome: Outcome, instance: Instance) -> Difference:
        relation = outcome.check.comparison.relation
        if outcome.rule.kind == "by_construction" and self._is_adjusted(instance):
            return Difference(relation, instance, 0, None)
        figures = self.rounding.figures(instance)
        bound = self.rounding.bound(instance)
        tail = _beyond(relation, instance.difference) <= bound and relation not in (Relation.LT, Relation.GT)
        return Difference(
            relation, instance, bound, self._finding(outcome, instance, figures if tail else None)
        )

    def _is_adjusted(self, instance: Instance) -> bool:
        """Whether the adjustments of the compared cells, or money without a code inside them, are the whole difference."""
        own: Amount = 0
        inside: Amount = 0
        for factor, cell in instance.terms:
            own += factor * self.adjusted.get(cell, 0)
            inside += factor * self.unclassified.inside(cell)
        return instance.difference in {one for one in (own, inside) if one}

    def _finding(self, outcome: Outcome, instance: Instance, figures: Fraction | None) -> Finding:
        rule = outcome.rule
        text = instance_text(self.view, outcome, instance)
        cells = list(dict.fromkeys(str(cell) for _, cell in instance.terms))
        first = instance.terms[0][1] if instance.terms else None
        sheet, at = self.view.place(first) if first is not None else ("上年数", "")
        level, remedy, title = Level(rule.level), rule.remedy, rule.title
        if figures is not None:
            level, remedy, title = Level.HINT, TAIL_REMEDY, f"{rule.title}（尾差）"
            most = money.format_wan(round(self.rounding.bound(instance)), None)
            text += f"{_count(figures)}个数各自四舍五入，最多可差{most}万元，属于尾差。"
        return Finding(
            rule.id,
            level,
            sheet,
            at,
            text,
            remedy,
            title,
            expected=round(instance.right),
            actual=round(instance.left),
            difference=round(instance.difference),
            cells=tuple(cells),
        )


def _beyond(relation: Relation, difference: Amount) -> Fraction:
    """Return how far a difference is from what the relation allows."""
    exact = Fraction(difference)
    if relation is Relation.GE:
        return -exact
    return exact if relation is Relation.LE else abs(exact)


def _count(figures: Fraction) -> str:
    return str(figures) if figures.denominator == 1 else f"{float(figures):g}"


def adjustment_findings(
    view: View, evaluator: Evaluator, rows: Mapping[Cell, tuple[str, str]]
) -> Iterator[Finding]:
    """Yield one hint for each adjustment, with its arithmetic; ``rows`` says where it stands on 核对数."""
    for one in view.accounts.adjustments:
        sheet, at = rows.get(one.cell, view.place(one.cell))
        stands = view.value(one.cell)
        text = (
            f"{view.name(one.cell)}{amount(stands)}，其来源之和{amount(stands - one.amount)}，"
            f"差额{amount(one.amount)}万元列为{one.kind}。"
        )
        if one.kind == TAIL:
            _, expression = evaluator.rule(view.format.tables[one.cell.table], one.cell.row, one.cell.column)
            most = tail_bound(evaluator, one.cell, expression) if expression is not None else 0
            text += f"{most // HALF_STEP}个数各自四舍五入，最多可差{money.format_wan(most, None)}万元。"
        elif one.note:
            text += f"{one.note}。"
        yield Finding(
            "adjustment",
            Level.HINT,
            sheet,
            at,
            text,
            "请复核这项调整是否仍然需要。",
            f"{one.kind}调整",
            difference=one.amount,
            cells=(str(one.cell),),
        )
