"""Rules about the public expenses and the numbers behind them: missions, vehicles bought, batches of guests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from juesuan.audit.structural.beside import (
    Entry,
    check_most,
    check_sum,
    entry,
    fact,
    figure,
    joined,
    of_cell,
    place_of,
    tell,
)
from juesuan.audit.structural.meaning import expense_name, public_expenses, wan
from juesuan.audit.view import View, requirement
from juesuan.book.facts import Reception
from juesuan.findings import Finding, Level
from juesuan.money import round_wan
from juesuan.spec.model import Cell
from juesuan.spec.rule import Rule

COUNTS = {
    "abroad": ("missions",),
    "purchase": ("vehicles_bought",),
    "reception": ("reception_batches", "foreign_batches"),
}
"""The column of an expense to the codes of what is counted for it."""
UNITS = {"missions": "个", "vehicles_bought": "辆", "reception_batches": "批", "foreign_batches": "批"}


@dataclass(frozen=True)
class _Expense:
    """What was spent, over all tables of public expenses: what is known of it, and whether that is all."""

    cell: Cell
    first: int | None
    known: int
    whole: bool


def _expense(view: View, column: str) -> _Expense | None:
    cells = [
        Cell(one.key, "amount", column)
        for one in public_expenses(view.format)
        if column in one.panel_of("amount").by_key
    ]
    if not cells:
        return None
    amounts = [figure(view, one) for one in cells]
    return _Expense(cells[0], amounts[0], sum(one or 0 for one in amounts), None not in amounts)


@requirement("D16")
def receptions(view: View, rule: Rule) -> Iterator[Finding]:
    """The list of receptions is the batches, guests and money that are stated; receptions at home and abroad are 公务接待费.

    Source: rules.csv D16 接待批次=列举批次; 人次=Σ; 金额=Σ; 国内+外事=接待费合计. 清单写明为全部时才要求相等，否则 ≤: a list
    with fewer batches than stated is not all.
    """
    batches = fact(view, "reception_batches", "批")
    persons, money = fact(view, "reception_persons", "人次"), fact(view, "reception_domestic")
    listed = view.facts.receptions
    if listed:
        place = place_of(view, "receptions", listed[-1].row, "subject")
        count = Entry("清单", f"{place[0]}接待清单", len(listed), place, "receptions", "批")
        yield from check_most(rule, count, batches)
        complete = batches.value == len(listed)
        guests = [_listed(view, number, one, "persons") for number, one in enumerate(listed, 1)]
        amounts = [_listed(view, number, one, "amount") for number, one in enumerate(listed, 1)]
        yield from _list_sum(view, rule, persons, guests, complete=complete)
        yield from _list_sum(view, rule, money, amounts, complete=complete)
    yield from _both(view, rule, money, fact(view, "reception_foreign"))


def _listed(view: View, number: int, batch: Reception, column: str) -> Entry:
    value, unit = (batch.persons, "人次") if column == "persons" else (batch.amount, "")
    return entry(view, "receptions", batch.row, column, batch.subject, value, f"{number}", unit)


def _list_sum(
    view: View, rule: Rule, stated: Entry, listed: list[Entry], *, complete: bool
) -> Iterator[Finding]:
    """Compare a stated figure with the sum of the list, which is at most that where it is not complete."""
    given = [one for one in listed if one.value is not None]
    total = sum(one.value or 0 for one in given)
    if stated.value is not None and (total > stated.value or (complete and len(given) == len(listed))):
        yield from check_sum(view, rule, stated, given, listed=f"接待清单{len(given)}批")


def _both(view: View, rule: Rule, domestic: Entry, foreign: Entry) -> Iterator[Finding]:
    """Compare receptions at home and abroad with the table: the first, or all of them together."""
    spent = _expense(view, "reception")
    if spent is None or spent.first is None:
        return
    said = [one.value for one in (domestic, foreign) if one.value is not None]
    if spent.whole and round_wan(sum(said)) == round_wan(spent.known):
        return
    whole = of_cell(view, spent.cell, spent.first, expense_name(view, spent.cell))
    at = domestic if domestic.value is not None else foreign
    yield from check_sum(view, rule, whole, [domestic, foreign], at=at)


@requirement("D17")
def counted(view: View, rule: Rule) -> Iterator[Finding]:
    """Where money was spent abroad, on vehicles or on guests, something is counted; and where something is, money was spent.

    Source: rules.csv D17 出国费>0 ⇔ 团组数>0; 购置费>0 ⇔ 购置数>0; 接待费>0 ⇔ 批次>0 (跨年结算可例外). A number that lacks is
    told as well; where nobody has entered a number yet, it is one hint.
    """
    begun = any(one.current is not None for one in view.facts.counts.values())
    waiting: list[tuple[Cell, str, Entry]] = []
    for column, codes in COUNTS.items():
        spent = _expense(view, column)
        counts = [fact(view, one, UNITS[one]) for one in codes if one in view.facts.counts]
        if spent is None or not counts or any(one.unreadable for one in counts):
            continue
        number = sum(one.value or 0 for one in counts)
        name = expense_name(view, spent.cell)
        if spent.known > 0 and not number:
            if begun:
                yield _uncounted(rule, spent, name, counts)
            else:
                waiting.append((spent.cell, f"{name}{wan(spent.known)}", counts[0]))
        elif number and spent.whole and not spent.known:
            yield _unpaid(rule, spent, name, next(one for one in counts if one.value))
    if waiting:
        sheet, at = waiting[0][2].place
        message = f"{sheet}还没有填写数量，而{joined([one for _, one, _ in waiting])}，"
        remedy = "请在编写情况说明之前，填写团组数、购置数、接待批次和人次。"
        yield tell(rule, (sheet, at), message, remedy, [one for one, _, _ in waiting], level=Level.HINT)


def _uncounted(rule: Rule, spent: _Expense, name: str, counts: list[Entry]) -> Finding:
    lacking = next((one for one in counts if one.value is None), counts[0])
    state = "没有填写" if any(one.value is None for one in counts) else "为0"
    names = "、".join(one.name for one in counts)
    message = f"{lacking.place[0]}“{names}”{state}，而{name}{wan(spent.known)}，"
    found = tell(rule, lacking.place, message, cells=[spent.cell, *(one.cell for one in counts)])
    return replace(found, actual=spent.known)


def _unpaid(rule: Rule, spent: _Expense, name: str, count: Entry) -> Finding:
    message = f"{count.title}{count.shown()}，而{name}为0，"
    return tell(rule, count.place, message, cells=[spent.cell, count.cell])
