"""Rules about the amounts of 变动原因: their signs, and that one cause has one amount."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from juesuan.analysis.numbers import cell_of
from juesuan.audit.structural.beside import place_of, tell
from juesuan.audit.structural.causes import CAUSES, Changed, changes_of, moved, points_away
from juesuan.audit.structural.meaning import public_expenses, wan, with_figures
from juesuan.audit.view import View, requirement
from juesuan.book.facts import Cause
from juesuan.book.naming import plain, shown
from juesuan.findings import Finding, Level
from juesuan.money import round_wan
from juesuan.spec.rule import Rule

LESS = ("减少", "下降", "压减", "取消", "核减")
MORE = ("增加", "增长", "新增", "上升", "追加")


@requirement("D14")
def directions(view: View, rule: Rule) -> Iterator[Finding]:
    """The sign of an amount is that of its words, and the causes of a change go the way that it goes.

    Source: rules.csv D14 方向词与额一致. Where a cause without an amount may outweigh the others, that is explained.
    """
    for row in view.facts.causes:
        yield from _sign(view, rule, row)
    for one in changes_of(view):
        if one.change is None or not points_away(one):
            continue
        place = place_of(view, CAUSES, one.amounts[0].row, "amount")
        message = (
            f"{place[0]}“{one.measure.label}”所列原因合计{moved(one.explained)}，而{one.said}，方向相反，"
        )
        remedy = "请核对影响金额的正负号：增加填正数，减少填负数；还有别的原因的，请补写。"
        key = f"causes.{one.measure.key}"
        found = tell(rule, place, message, remedy, [key], level=Level.EXPLAIN if one.is_open else None)
        yield with_figures(found, one.change.amount, one.explained)


def _sign(view: View, rule: Rule, row: Cause) -> Iterator[Finding]:
    if not row.amount:
        return
    against, sign = (LESS, "正") if row.amount > 0 else (MORE, "负")
    words = next((one for one in (row.text, row.group) if plain(one).startswith(against)), "")
    if words:
        place = place_of(view, CAUSES, row.row, "amount")
        message = f"{place[0]}第{row.row}行“{shown(words)}”的影响金额{wan(row.amount)}是{sign}数，与文字的方向相反，"
        key = f"causes.{plain(row.measure)}.{plain(row.text or row.group)}"
        remedy = "请核对：增加填正数，减少填负数。"
        yield replace(tell(rule, place, message, remedy, [key]), actual=row.amount)


Rows = tuple[Cause, ...]


@requirement("D30")
def same_amount(view: View, rule: Rule) -> Iterator[Finding]:
    """A cause that is given for two changes has the same amount in both.

    Source: rules.csv D30 同一指标在不同节的金额一致. A cause is known by its text, otherwise by its item. One that divides up
    over the public expenses and their parts is not compared. It is to be explained.
    """
    measures = [one for one in changes_of(view) if one.amounts]
    divided = _divided(view, measures)
    differing: list[dict[str, Rows]] = []
    for first, second in combinations(measures, 2):
        for rows, others in _shared(_without(first, divided), _without(second, divided)):
            if _total(rows) != _total(others):
                differing.append({first.measure.label: rows, second.measure.label: others})
    for group in _joined(differing):
        yield _different(view, rule, group)


def _total(rows: Sequence[Cause]) -> int:
    return sum(round_wan(one.amount or 0) for one in rows)


def _divided(view: View, measures: Sequence[Changed]) -> set[str]:
    """Return the causes that stand under several of the public expenses: the whole and its parts."""
    tables = {one.key for one in public_expenses(view.format)}
    inside = [one for one in measures if {cell_of(term).table for term in one.measure.value.terms} <= tables]
    counts = Counter(name for one in inside for name in {_name(row) for row in one.amounts})
    return {name for name, number in counts.items() if number > 1}


def _name(row: Cause) -> str:
    return plain(row.text or row.item)


def _without(one: Changed, divided: set[str]) -> list[Cause]:
    return [row for row in one.amounts if _name(row) not in divided]


def _shared(first: list[Cause], second: list[Cause]) -> Iterator[tuple[Rows, Rows]]:
    """Yield the rows of both that give the same cause: by text, and by item what no text joins."""
    for key in (_text, _item):
        groups: defaultdict[str, tuple[list[Cause], list[Cause]]] = defaultdict(lambda: ([], []))
        for side, rows in enumerate((first, second)):
            for one in rows:
                groups[key(one, [*first, *second])][side].append(one)
        shared = [(one, other) for name, (one, other) in groups.items() if name and one and other]
        yield from ((tuple(one), tuple(other)) for one, other in shared)
        first = [one for one in first if not any(one in rows for rows, _ in shared)]
        second = [one for one in second if not any(one in rows for _, rows in shared)]


def _text(row: Cause, given: Sequence[Cause]) -> str:
    """Return what a row is known by: its text, with its item where the same text stands for several items."""
    text = plain(row.text)
    items = {plain(one.item) for one in given if plain(one.text) == text and one.item}
    return f"{text} {plain(row.item)}" if text and len(items) > 1 else text


def _item(row: Cause, _: Sequence[Cause]) -> str:
    return plain(row.item)


def _joined(pairs: Sequence[dict[str, Rows]]) -> list[dict[str, Rows]]:
    """Put pairs together that have a row in common: one cause, under all the changes that it is given for."""
    found: list[dict[str, Rows]] = []
    for pair in pairs:
        known = next(
            (one for one in found if any(one.get(label) == rows for label, rows in pair.items())), None
        )
        if known is None:
            found.append(dict(pair))
        else:
            known.update({label: rows for label, rows in pair.items() if label not in known})
    return found


def _different(view: View, rule: Rule, group: Mapping[str, Rows]) -> Finding:
    first = _total(next(iter(group.values())))
    odd = next(rows for rows in group.values() if _total(rows) != first)
    place = place_of(view, CAUSES, odd[0].row, "amount")
    listed = "、".join(f"“{label}”中{wan(_total(rows))}" for label, rows in group.items())
    lines = "、".join(f"第{one.row}行" for rows in group.values() for one in rows)
    name = odd[0].text or odd[0].item
    message = f"{place[0]}“{shown(name)}”的影响金额不同：{listed}（{lines}），"
    found = tell(rule, place, message, cells=[f"causes.{_name(odd[0])}"], level=Level.EXPLAIN)
    return with_figures(found, first, _total(odd))
