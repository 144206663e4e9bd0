"""Rules about the adjustments on the sheet 核对数."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from juesuan.audit.structural.meaning import wan
from juesuan.audit.view import View, finding, requirement
from juesuan.book.accounts import TAIL
from juesuan.book.layout import address
from juesuan.book.sheets import all_sections
from juesuan.compute.tails import is_exact, tails_too_large
from juesuan.findings import Finding, Level
from juesuan.spec.rule import Rule


@requirement("A46")
def tails(view: View, rule: Rule) -> Iterator[Finding]:
    """A 尾差 is not larger than rounding can make it: half a step for each figure that was rounded on its own.

    Source: rules.csv A46 容差上界 = 0.005 × 独立舍入的数的个数; 精确账（分）容差为 0. A larger one is an error whatever
    the level of the rule says, which is that of a tail within the bound.
    """
    rows = {one.cell: one.row for one in view.read.lists.checks if one.kind == TAIL} if view.read else {}
    section = all_sections(view.format)["checks"]
    for one, bound in tails_too_large(view.accounts):
        limit = f"超过四舍五入能解释的上限{wan(bound)}，"
        if is_exact(view.accounts):
            limit = "而本簿金额精度为“精确到分”，各数没有经过四舍五入，不应有尾差，"
        message = f"{view.name(one.cell)}的尾差调整{wan(one.amount)}{limit}"
        remedy = "请查明差额的原因：改正录入数，或删除“核对数”中的这一行调整。"
        found = finding(view, rule, one.cell, message, remedy, level=Level.ERROR)
        if one.cell in rows:
            at = address(rows[one.cell], section.column("adjustment"))
            found = replace(found, sheet=section.sheet, cell=at)
        yield replace(found, expected=bound, actual=one.amount)
