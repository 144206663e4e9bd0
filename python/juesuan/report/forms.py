"""The form of a project's performance, as published: money, objectives, indicators in three levels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from juesuan import money
from juesuan.book.facts import Indicator, Project
from juesuan.report.grid import Line, Slot, Table
from juesuan.report.paper import PORTRAIT, TWIPS

SHARES = (0.13, 0.13, 0.14, 0.18, 0.21, 0.21)
"""Widths of the six columns in parts of the page."""
SIZE = 21
ROW = 26 * TWIPS
UNKNOWN = "—"
_NUMBER = re.compile(r"[\d,，.．]+")


def form_table(title: str, unit: str, project: Project, indicators: Sequence[Indicator]) -> Table:
    """Return the form of a project with its indicators; amounts in 万元, what is not known is a dash."""
    room = PORTRAIT.room[0] * TWIPS
    widths = [round(room * one) for one in SHARES]
    widths[-1] = int(room) - sum(widths[:-1])
    lines = [
        Line(
            (Slot(title, across=6, align="center", bold=True, bare=True, size=24),), header=True, height=ROW
        ),
        _wide("项目名称", project.project),
        _wide("预算单位", unit),
        *_money(project),
        *_objectives(project),
        *_indicators(indicators),
    ]
    return Table(tuple(widths), tuple(lines), SIZE, whole=True)


def _label(text: str, *, across: int = 1, down: int = 1) -> Slot:
    return Slot(text, across=across, down=down, align="center")


def _wide(label: str, text: str) -> Line:
    return Line((_label(label), Slot(text, across=5, align="center")), height=ROW)


def amount(value: int | None) -> str:
    """Return an amount in 分 as the form prints it."""
    return UNKNOWN if value is None else money.format_wan(value, thousands=False)


def _rest(whole: int | None, part: int | None) -> int | None:
    return None if whole is None or part is None else whole - part


def _money(one: Project) -> Iterator[Line]:
    left = one.budget, one.budget_appropriation, _rest(one.budget, one.budget_appropriation)
    right = one.actual, one.actual_appropriation, _rest(one.actual, one.actual_appropriation)
    names = ("预算数：", "执行数："), ("其中：财政拨款：",) * 2, ("其它资金：",) * 2
    for n, ((first, second), planned, spent) in enumerate(zip(names, left, right, strict=True)):
        head = (_label("预算执行情况（万元）", down=3),) if n == 0 else ()
        cells = (
            Slot(first, across=2),
            Slot(amount(planned), align="right"),
            Slot(second),
            Slot(amount(spent), align="right"),
        )
        yield Line((*head, *cells), height=ROW)


def _objectives(one: Project) -> Iterator[Line]:
    head = _label("年度目标完成情况", down=2)
    yield Line((head, _label("预期目标", across=3), _label("实际完成目标", across=2)), height=ROW)
    yield Line((Slot(one.objective, across=3), Slot(one.result, across=2)), height=2 * ROW)


def _indicators(given: Sequence[Indicator]) -> Iterator[Line]:
    head = _label("绩效指标完成情况", down=len(given) + 1)
    names = (
        "一级指标",
        "二级指标",
        "三级指标",
        "预期指标值（包含数字及文字描述）",
        "实际完成指标值（包含数字及文字描述）",
    )
    yield Line((head, *map(_label, names)), height=ROW)
    for at, one in enumerate(given):
        slots: list[Slot] = []
        for depth in (1, 2):
            if at and _levels(given[at - 1], depth) == _levels(one, depth):
                continue
            slots.append(_label(_levels(one, depth)[-1], down=_alike(given, at, depth)))
        reached = (Slot(_with_unit(text, one.unit)) for text in (one.target, one.actual))
        yield Line((*slots, Slot(one.third), *reached), height=ROW)


def _with_unit(text: str, unit: str) -> str:
    """Return a value with its unit, where a person typed the number alone."""
    return f"{text}{unit}" if _NUMBER.fullmatch(text) else text


def _levels(one: Indicator, depth: int) -> tuple[str, ...]:
    return (one.first, one.second)[:depth]


def _alike(given: Sequence[Indicator], at: int, depth: int) -> int:
    """Return how many indicators from here on share the levels down to ``depth``."""
    count = 0
    for one in given[at:]:
        if _levels(one, depth) != _levels(given[at], depth):
            break
        count += 1
    return count
