"""Rules about the figures of 其他重要事项 among each other: vehicles, operating costs, procurement, staff."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from juesuan.audit.structural.beside import (
    Entry,
    check_most,
    check_sum,
    fact,
    figure,
    of_cell,
    tell,
)
from juesuan.audit.structural.meaning import ORGANS, table_with, wan, with_figures
from juesuan.audit.view import View, requirement
from juesuan.findings import Finding, Level
from juesuan.money import round_wan
from juesuan.spec.model import Cell
from juesuan.spec.rule import Rule

FLEET, BOUGHT, FINANCED = "vehicles", "vehicles_bought", "cars"
RESERVED = (
    ("reserved_micro", "reserved_sme"),
    ("awarded_micro", "awarded_sme"),
    ("awarded_sme", "procurement"),
    ("awarded_other", "procurement"),
)
"""Amounts of formats that tell what is reserved for smaller enterprises, each with what it is part of."""
CARS, PEOPLE = "辆", "人"


def _codes(view: View, prefix: str) -> list[str]:
    """Return the codes of a breakdown: formats break the fleet down differently."""
    return [one for one in view.facts.counts if one.startswith(prefix) and one not in (FLEET, BOUGHT)]


def _by_kind(view: View) -> list[Entry]:
    return [fact(view, one, CARS) for one in _codes(view, "kind_")]


def _by_use(view: View) -> list[Entry]:
    return [fact(view, one, CARS) for one in _codes(view, "vehicles_")]


@requirement("D15")
def fleet(view: View, rule: Rule) -> Iterator[Finding]:
    """The kinds of vehicles add up to the fleet, and no more were bought than there are.

    Source: rules.csv D15 车辆购置数、保有量、分类型辆数之和=保有量. Vehicles bought this year may have left it: that is
    explained.
    """
    whole, bought = fact(view, FLEET, CARS), fact(view, BOUGHT, CARS)
    yield from check_sum(view, rule, whole, _by_kind(view))
    for found in check_most(rule, bought, whole):
        remedy = "请核对购置数和保有量；当年购置又已划转、处置的，请说明。"
        yield replace(found, remedy=remedy, level=Level.EXPLAIN)


@requirement("D22")
def uses(view: View, rule: Rule) -> Iterator[Finding]:
    """The uses of vehicles add up to the fleet, or where that is not known to its kinds; those financed are part of it.

    Source: rules.csv D22 车辆合计=Σ用途分类 = 七的保有量(口径一致时).
    """
    whole, parts = fact(view, FLEET, CARS), _by_use(view)
    kinds = _by_kind(view)
    if whole.value is None and kinds and all(one.value is not None for one in kinds):
        total = sum(one.value or 0 for one in kinds)
        whole = Entry(
            "按车型合计", f"{whole.title}按车型合计", total, whole.place, f"{whole.key}.kinds", CARS
        )
    yield from check_sum(view, rule, whole, parts)
    yield from check_most(rule, fact(view, FINANCED, CARS), fact(view, FLEET, CARS))


@requirement("D20")
def operating_costs(view: View, rule: Rule) -> Iterator[Finding]:
    """The operating costs of organs are their 公用经费合计; of other units they are at most that.

    Source: rules.csv D20 机关运行经费支出 = 08.公用经费合计(全为行政/参公单位时), 否则 ≤ (the cover says which).
    """
    costs, table = fact(view, "operating_costs"), table_with(view.format, "public")
    if costs.value is None or table is None:
        return
    cell = Cell(table.key, "public", table.panel_of("public").amounts[0].key)
    public = figure(view, cell)
    if public is None:
        return
    difference = round_wan(costs.value) - round_wan(public)
    kind = view.accounts.info.get("unit_kind", "")
    if not difference or (difference < 0 and kind not in ORGANS):
        return
    relation = f"单位性质为“{kind}”，两者应相等，" if kind in ORGANS else "前者不应大于后者，"
    message = (
        f"{costs.title}{costs.shown()}，{of_cell(view, cell, public).title}{wan(public)}，"
        f"相差{wan(abs(costs.value - public))}，{relation}"
    )
    yield with_figures(tell(rule, costs.place, message, cells=[cell, costs.cell]), public, costs.value)


@requirement("D21")
def procurement(view: View, rule: Rule) -> Iterator[Finding]:
    """Procurement is goods, works and services; what went to smaller enterprises is part of what it is part of.

    Source: rules.csv D21 采购总额=货物+工程+服务; 中小企业≤总额; 小微≤中小; 容差同 A46. What was reserved, and what was awarded of
    it, is explained: the names do not say that one is part of the other.
    """
    whole, small, micro = (fact(view, one) for one in ("procurement", "procurement_sme", "procurement_micro"))
    parts = [fact(view, f"procurement_{one}") for one in ("goods", "works", "services")]
    yield from check_sum(view, rule, whole, parts)
    yield from check_most(rule, small, whole)
    yield from check_most(rule, micro, whole if small.value is None else small)
    for part, limit in RESERVED:
        for found in check_most(rule, fact(view, part), fact(view, limit)):
            remedy = "请核对；小微企业不计入中小企业的，请说明。" if "micro" in part else rule.remedy
            yield replace(found, remedy=remedy, level=Level.EXPLAIN)


@requirement("D27")
def staff(view: View, rule: Rule) -> Iterator[Finding]:
    """Those in active service, the retired and the others are all who are there.

    Source: rules.csv D27 人员: 期末=在职+离退休+其他(辅警).
    """
    parts = [fact(view, f"staff_{one}", PEOPLE) for one in ("active", "retired", "other")]
    yield from check_sum(view, rule, fact(view, "staff", PEOPLE), parts)
