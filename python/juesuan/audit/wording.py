"""What a finding of an arithmetic rule says: both sides by name, both figures, the difference."""

from __future__ import annotations

from collections.abc import Sequence

from juesuan import money
from juesuan.audit.evaluate import Amount, Instance, Outcome
from juesuan.audit.view import View
from juesuan.spec.expression import Pick
from juesuan.spec.model import Cell
from juesuan.spec.rule import Relation, Side


def amount(value: Amount) -> str:
    """Return an amount in 万元 as it is printed: two decimals, more only where there are more."""
    fen = round(value)
    return money.format_wan(fen, 2 if fen % 10_000 == 0 else None)


def instance_text(view: View, outcome: Outcome, instance: Instance) -> str:
    """Return the sentence about one comparison that does not hold; it ends with 。."""
    comparison = outcome.check.comparison
    left, right = _split(instance, comparison.left)
    first, table = _side(view, comparison.left, left, "")
    second, _ = _side(view, comparison.right, right, table)
    text = f"{first}{amount(instance.left)}，{second}{amount(instance.right)}"
    difference = instance.difference
    gap = amount(difference if difference > 0 else -difference)
    wanted = {
        Relation.EQ: f"相差{gap}万元",
        Relation.LE: f"前者多{gap}万元，应不大于后者",
        Relation.GE: f"前者少{gap}万元，应不小于后者",
        Relation.LT: "前者应小于后者",
        Relation.GT: "前者应大于后者",
    }[comparison.relation]
    return f"{text}，{wanted}。"


def _split(instance: Instance, left: Side) -> tuple[list[tuple[bool, Cell]], list[tuple[bool, Cell]]]:
    """Return the cells of either side (whether of last year, cell): signs tell the sides apart, factors their sign."""
    positive = {_sign(one.factor) for one in left.items}
    sides: tuple[list[tuple[bool, Cell]], list[tuple[bool, Cell]]] = ([], [])
    for prior, terms in ((False, instance.terms), (True, instance.prior)):
        for factor, cell in terms:
            own = _sign(factor) in positive if len(positive) == 1 else factor > 0
            sides[0 if own else 1].append((prior, cell))
    return sides


def _sign(factor: Amount) -> int:
    return 1 if factor > 0 else -1


def _side(view: View, side: Side, cells: Sequence[tuple[bool, Cell]], table: str) -> tuple[str, str]:
    """Return how a side is called, and the table that it speaks of (which the other side need not repeat)."""
    if not cells:
        return "应为", table
    prior, cell = cells[0]
    named = ("上年" if prior else "") + _short(view, cell, table, prior=prior)
    own = "" if prior else cell.table
    if len(cells) == 1:
        return named, own
    if any(one.term.row.pick is Pick.CHILDREN for one in side.items):
        return f"下级科目{view.column_name(cell)}之和", own
    return f"{named}等{len(cells)}项之和", own


def _short(view: View, cell: Cell, table: str, *, prior: bool) -> str:
    if prior:
        sheet = view.format.tables[cell.table].sheet
        return f"{sheet}“{view.row_name(cell)}”{view.column_name(cell)}"
    name = view.name(cell)
    return name.removeprefix(view.place(cell)[0]) if cell.table == table else name
