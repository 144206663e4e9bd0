"""Rules about the sheet 变动原因: which changes have causes, and how much of a change they explain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from juesuan.analysis.changes import Change, Direction, change
from juesuan.analysis.numbers import cell_of
from juesuan.audit.structural.beside import free_place, has_list, is_unreadable, joined, place_of, tell
from juesuan.audit.structural.meaning import wan, with_figures
from juesuan.audit.view import View, requirement
from juesuan.book.facts import Cause
from juesuan.book.layout import address
from juesuan.book.naming import plain, shown
from juesuan.book.sheets import COVER, COVER_VALUE, cover_row
from juesuan.compute.adjust import HALF_STEP
from juesuan.findings import Finding, Level
from juesuan.money import FEN_PER_WAN, round_ratio
from juesuan.spec.analysis import Measure
from juesuan.spec.rule import Rule

CAUSES = "causes"
AMOUNT, RATE, REMAINDER = "materiality_amount", "materiality_rate", "remainder_rate"


@dataclass(frozen=True)
class Changed:
    """A measure, its change (None: not known), and the rows of 变动原因 that give a cause of it."""

    measure: Measure
    change: Change | None
    causes: tuple[Cause, ...]

    @property
    def cells(self) -> list[str]:
        """The figures that the measure is made of."""
        return [str(cell_of(one)) for one in self.measure.value.terms]

    @property
    def said(self) -> str:
        """The change in words."""
        return f"{self.measure.label}比上年{moved(self.change.amount)}" if self.change else ""

    @property
    def amounts(self) -> list[Cause]:
        """The causes with an amount."""
        return [one for one in self.causes if one.amount is not None]

    @property
    def explained(self) -> int:
        """What they explain together."""
        return sum(one.amount or 0 for one in self.causes)

    @property
    def is_open(self) -> bool:
        """Whether a cause without an amount may stand for whatever the others leave."""
        return len(self.amounts) < len(self.causes)


def moved(amount: int) -> str:
    """Say by how much something grew or shrank."""
    return f"{'增加' if amount > 0 else '减少'}{wan(abs(amount))}"


def gives_cause(one: Cause) -> bool:
    """Whether a row says anything: a cause, the group it belongs to, or an amount."""
    return bool(one.text or one.group or one.amount is not None)


def changes_of(view: View) -> Iterator[Changed]:
    """Yield every measure of the format with its change and its causes."""
    for one in view.format.analysis.measures.values():
        now, before = view.numbers.current(one.value), view.numbers.prior(one.value)
        known = change(now, before) if now is not None and before is not None else None
        causes = tuple(row for row in view.facts.causes if row.measure == one.label and gives_cause(row))
        yield Changed(one, known, causes)


def number_on_cover(view: View, key: str) -> Decimal | None:
    """Return a number of the cover, the default of the format where it is blank or no number; None where there is none."""
    default = next((one.value for one in view.format.sheets.fields if one.key == key), "")
    for text in (view.accounts.info.get(key, ""), default):
        found = _number(text)
        if found is not None:
            return found
    return None


def _number(text: str) -> Decimal | None:
    try:
        found = Decimal(plain(text).replace(",", "").removesuffix("%").removesuffix("万元"))
    except InvalidOperation:
        return None
    return found if found.is_finite() and found >= 0 else None


@requirement("F10")
def explained_changes(view: View, rule: Rule) -> Iterator[Finding]:
    """A change that is large enough has a cause; for some figures every change has.

    Source: rules.csv F10 增减变化必须写主要原因. What is large enough stands on the cover. Where nobody has entered a cause
    yet, it is one hint.
    """
    if not has_list(view, CAUSES):
        return
    yield from _cover_numbers(view, rule)
    rows = {one.measure for one in view.facts.causes}
    lacking = [one for one in changes_of(view) if one.measure.label not in rows and is_large(view, one)]
    if not lacking:
        return
    place = free_place(view, CAUSES, [one.row for one in view.facts.causes], "measure")
    if not view.facts.causes:
        names = joined([one.said for one in lacking])
        message = f"{place[0]}还没有填写，{names}，须说明原因，"
        remedy = "请在编写情况说明之前逐个指标写明原因，一个原因一行。"
        cells = [cell for one in lacking for cell in one.cells]
        yield tell(rule, place, message, remedy, cells, level=Level.HINT)
        return
    for one in lacking:
        message = f"{place[0]}没有“{one.measure.label}”的原因，{one.said}，{_why(view, one)}，"
        found = tell(rule, place, message, cells=one.cells)
        yield replace(found, difference=one.change.amount if one.change else None)


def is_large(view: View, one: Changed) -> bool:
    """Whether a change is to be explained."""
    if one.change is None or not one.change.amount or one.measure.explain == "no":
        return False
    if one.measure.explain == "always" or one.change.direction is Direction.NEW:
        return True
    least, rate = number_on_cover(view, AMOUNT), number_on_cover(view, RATE)
    by_amount = least is not None and abs(one.change.amount) >= least * FEN_PER_WAN
    by_rate = rate is not None and one.change.rate is not None and abs(one.change.rate) >= rate
    return by_amount or by_rate


def _why(view: View, one: Changed) -> str:
    """Say why a change is to be explained."""
    if one.measure.explain == "always":
        return "这一指标有变动就须说明"
    rate = f"，变动{abs(one.change.rate)}%" if one.change and one.change.rate is not None else ""
    least, share = number_on_cover(view, AMOUNT), number_on_cover(view, RATE)
    return f"达到封面的说明起点（{least}万元或{share}%）{rate}"


def _cover_numbers(view: View, rule: Rule) -> Iterator[Finding]:
    """Tell of fields of the cover that hold no number: what is large enough would not be what the person meant."""
    for one in view.format.sheets.fields:
        text = view.accounts.info.get(one.key, "")
        if one.key in (AMOUNT, RATE, REMAINDER) and text and _number(text) is None:
            place = COVER, address(cover_row(view.format, one.key), COVER_VALUE)
            message = f"{COVER}“{one.label}”的“{shown(text)}”不是数字，本次按{one.value}审核，"
            yield tell(rule, place, message, "请填写不小于0的数字，不带单位。")


@requirement("F10-row")
def rows_of_causes(view: View, rule: Rule) -> Iterator[Finding]:
    """Every row of 变动原因 names a measure of the format and gives a cause: any other is in nobody's account of a change.

    Source: rules.csv F10 增减变化必须写主要原因.
    """
    labels = {one.label for one in view.format.analysis.measures.values()}
    labels |= set(view.format.sheets.lists.get("measures", ()))
    large = {one.measure.label for one in changes_of(view) if is_large(view, one)}
    for one in view.facts.causes:
        what = f"第{one.row}行"
        if labels and one.measure not in labels:
            place = place_of(view, CAUSES, one.row, "measure")
            named = f"“{shown(one.measure)}”不在下拉列表中" if one.measure else "没有选"
            message = f"{place[0]}{what}的指标{named}，这个原因不属于任何一项变动，"
            key = f"causes.{plain(one.measure)}.{plain(one.text or one.group)}"
            yield tell(rule, place, message, "请从下拉列表中选择指标。", [key])
        elif not gives_cause(one) and not is_unreadable(view, place_of(view, CAUSES, one.row, "amount")):
            place = place_of(view, CAUSES, one.row, "text")
            message = f"{place[0]}{what}只选了指标“{one.measure}”，没有写原因，也没有填金额，"
            level = Level.EXPLAIN if one.measure in large else Level.HINT
            key = f"causes.{plain(one.measure)}.blank"
            yield tell(rule, place, message, "请补写原因；没有原因的，清空这一行。", [key], level=level)


@requirement("D29")
def remainder(view: View, rule: Rule) -> Iterator[Finding]:
    """What the amounts of the causes leave of a change is small, or a cause without an amount stands for it.

    Source: rules.csv D29 “其中:”列举金额之和 = 总减少/增加额; 未列示部分必须有定性原因 (not told where there is one and the rest is
    below the share on the cover). It is to be explained. Amounts that point the other way are told by D14.
    """
    share = number_on_cover(view, REMAINDER)
    for one in changes_of(view):
        if one.change is None or not one.amounts or one.is_open or share is None:
            continue
        rest = one.change.amount - one.explained
        limit = share * abs(one.change.amount) / 100
        if points_away(one) or abs(rest) <= limit or abs(rest) <= HALF_STEP * (len(one.amounts) + 2):
            continue
        place = place_of(view, CAUSES, one.amounts[0].row, "amount")
        part = f"，占{round_ratio(abs(rest) * 100, abs(one.change.amount), 2)}%" if one.change.amount else ""
        change_said = one.said if one.change.amount else f"{one.measure.label}与上年持平"
        message = (
            f"{place[0]}“{one.measure.label}”所列原因合计{moved(one.explained)}，{change_said}，"
            f"差额{wan(abs(rest))}没有说明{part}，超过封面的上限{share}%，"
        )
        found = tell(rule, place, message, cells=one.cells, level=Level.EXPLAIN)
        yield with_figures(found, one.change.amount, one.explained)


def points_away(one: Changed) -> bool:
    """Whether the causes with amounts go the other way than the change."""
    return one.change is not None and one.change.amount * one.explained < 0
