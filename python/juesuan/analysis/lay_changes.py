"""The lists 与上年相比 and 变动原因汇总 of 分析."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from juesuan.analysis.changes import Direction, change
from juesuan.analysis.line import Field, Line
from juesuan.analysis.numbers import Numbers
from juesuan.analysis.reasons import Reason, reasons_of
from juesuan.analysis.sheet import Sheet
from juesuan.analysis.where import Where, joined, local
from juesuan.money import round_ratio, round_wan
from juesuan.spec.analysis import Measure
from juesuan.template.places import quoted

CHANGES, REASONS = "changes", "reasons"


def lay_changes(sheet: Sheet, numbers: Numbers, where: Where) -> None:
    """Lay a line for each measure of the format, and one for each of its causes (or groups of causes)."""
    for measure in numbers.format.analysis.measures.values():
        found = reasons_of(measure, numbers.facts.causes)
        sheet.add(_change(sheet, measure, found, numbers, where))
        sheet.extend(list(_reasons(measure, found, where)))


def _change(sheet: Sheet, measure: Measure, found: Sequence[Reason], numbers: Numbers, where: Where) -> Line:
    row = sheet.next_row(CHANGES)
    at = {
        one.key: local(sheet.sections[CHANGES], row, one.key)
        for one in sheet.sections[CHANGES].section.columns
    }
    now, before = numbers.current(measure.value), numbers.prior(measure.value)
    made = change(now, before) if now is not None and before is not None else None
    current, prior = where.sum_of(measure.value), where.sum_of(measure.value, last_year=True)
    amount = made.amount if made else None
    explained = (
        sum(round_wan(one.amount or 0) for one in found)
        if any(one.amount is not None for one in found)
        else None
    )
    rest = amount - explained if amount is not None and explained is not None else None
    rate = round_ratio(abs(rest) * 100, abs(amount), 2) if rest is not None and amount else None
    measures, amounts = where.column("causes", "measure"), where.column("causes", "amount")
    label = quoted(measure.label)
    b, c, d, g, h = (at[key] for key in ("current", "base", "difference", "explained", "remainder"))
    return Line(CHANGES, measure.key, {
        "name": Field(measure.label),
        "current": Field(now, current.formula if current else None),
        "base": Field(before, prior.formula if prior else None),
        "difference": Field(amount, f'=IF(OR({b}="",{c}=""),"",ROUND({b}-{c},2))'),
        "rate": Field(made.rate if made else None, f'=IF({d}="","",IF({c}=0,"",ROUND({d}*100/ABS({c}),2)))'),
        "judged": Field(made.direction.value if made else None, _direction(b, c, d)),
        "explained": Field(explained, f'=IF(COUNTIFS({measures},{label},{amounts},"<>")=0,"",ROUND(SUMPRODUCT(({measures}={label})*ROUND({amounts},2)),2))'),
        "remainder": Field(rest, f'=IF(OR({d}="",{g}=""),"",ROUND({d}-{g},2))'),
        "remainder_rate": Field(rate, f'=IF({h}="","",IF({d}=0,"",ROUND(ABS({h})*100/ABS({d}),2)))'),
        "key": Field(measure.key),
    })  # fmt: skip


def _direction(now: str, before: str, difference: str) -> str:
    none, new, gone, up, down, same = (
        f'"{one.value}"'
        for one in (
            Direction.NONE,
            Direction.NEW,
            Direction.GONE,
            Direction.UP,
            Direction.DOWN,
            Direction.SAME,
        )
    )
    return (
        f'=IF({difference}="","",IF({before}=0,IF({now}=0,{none},{new}),'
        f"IF({difference}>0,{up},IF({difference}=0,{same},IF({now}=0,{gone},{down})))))"
    )


def _reasons(measure: Measure, found: Sequence[Reason], where: Where) -> Iterator[Line]:
    for one in found:
        amounts = [
            where.amount_field("causes", cause.row, "amount")
            for cause in one.causes
            if cause.amount is not None
        ]
        total = joined([(1, amount) for amount in amounts]) if amounts else None
        yield Line(
            REASONS,
            f"{measure.key}.{one.name}",
            {
                "name": Field(one.text),
                "current": Field(one.amount, total.formula if total else None),
                "base": Field(float(len(one.causes))),
                "judged": Field(measure.label),
                "key": Field(f"{measure.key}.{one.name}"),
            },
        )
