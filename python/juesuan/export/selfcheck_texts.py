"""Checks of 公开自查表 that look at 情况说明 and at what it is made of: numbers, reasons, terms."""

from __future__ import annotations

from collections.abc import Sequence

from juesuan.audit.structural.causes import Changed, changes_of, is_large
from juesuan.audit.structural.meaning import ORGANS, wan
from juesuan.export.selfcheck_look import (
    NARRATIVE,
    OTHER_MATTERS,
    Answered,
    Look,
    answers,
    by_person,
    listed,
    no,
    not_applicable,
    yes,
)
from juesuan.spec.selfcheck import ItemFile

CAUSES, BUDGET = "变动原因", "预算数"
TERM = "term"
"""The key of the paragraphs that explain terms."""


@answers("changes_explained")
def changes_explained(look: Look, item: ItemFile) -> Answered:
    """Every change of these measures that is to be explained has a cause in words."""
    found = [one for one in changes_of(look.view) if one.measure.key in item.measures]
    if not found:
        return not_applicable("本公开格式没有这些指标。")
    wanted = [one for one in found if is_large(look.view, one)]
    silent = [one.said for one in wanted if not _explained(one)]
    if silent:
        return no(f"没有写原因：{listed(silent)}。", CAUSES)
    unknown = [one.measure.label for one in found if one.change is None]
    if unknown:
        return by_person(f"没有本年数或上年数，不能判断：{listed(unknown)}。", CAUSES)
    if not wanted:
        return not_applicable("没有须说明的变动。", CAUSES)
    return yes(f"已写原因：{listed(one.said for one in wanted)}。", CAUSES)


def _explained(one: Changed) -> bool:
    return any(cause.text or cause.group for cause in one.causes)


@answers("budget_explained")
def budget_explained(look: Look, item: ItemFile) -> Answered:
    """Every 三公 expense that differs from its budget has a reason on 预算数."""
    if not look.expenses:
        return not_applicable("本公开格式没有“三公”经费支出决算表。")
    silent, unknown, differing = [], [], []
    for key in item.measures:
        spent, _ = look.spent(key)
        planned, _ = look.spent(key, stage="budget_")
        entered = look.view.facts.three.get(key)
        name = entered.name if entered is not None else key
        if spent is None or planned is None:
            unknown.append(name)
        elif spent != planned:
            differing.append(name)
            silent += [name] if entered is None or not entered.reason else []
    if silent:
        return no(f"决算数与预算数不同，没有写原因：{listed(silent)}。", BUDGET)
    if unknown:
        return by_person(f"没有预算数或决算数，不能判断：{listed(unknown)}。", BUDGET)
    if not differing:
        return not_applicable("决算数与预算数都相同。", BUDGET)
    return yes(f"已写原因：{listed(differing)}。", BUDGET)


@answers("counted")
def counted(look: Look, item: ItemFile) -> Answered:
    """Where money was spent, the numbers behind it are entered, not zero, and stand in the text."""
    facts = look.facts(item.facts)
    if not look.expenses or not facts:
        return not_applicable("本公开格式不公布这一项。")
    spent, place = look.spent(item.expense)
    numbers = {code: one.current if one is not None else None for code, one in facts}
    if not spent and not any(numbers.values()):
        if spent is None:
            return by_person(f"{place}还没有填写。", place)
        return not_applicable("本年没有这项支出。", place)
    lacking = [look.fact_name(one) for one, number in numbers.items() if not number]
    if lacking:
        return no(f"有支出{wan(spent or 0)}，数量没有填写或为零：{listed(lacking)}。", OTHER_MATTERS)
    said = [f"{look.fact_name(one)}{number}" for one, number in numbers.items()]
    texts = look.written(item.paragraphs)
    absent = [text for text, number in zip(said, numbers.values(), strict=True) if not _holds(texts, number)]
    if look.known_paragraphs(item.paragraphs) and absent:
        return no(f"情况说明中没有写出：{listed(absent)}。", NARRATIVE)
    return yes(f"{listed(said)}。", _sections(texts) or OTHER_MATTERS)


def _holds(texts: Sequence[object], number: int | None) -> bool:
    wanted = {f"{number}", f"{number:,}"}
    return any(one in getattr(text, "text", "") for text in texts for one in wanted)


def _sections(texts: Sequence[object]) -> str:
    sections = dict.fromkeys(getattr(one, "section", "") for one in texts[:1])
    return "、".join(f"{NARRATIVE} {one}".strip() for one in sections)


@answers("said")
def said(look: Look, item: ItemFile) -> Answered:
    """The figures that the format asks for are entered (a zero counts), and the paragraph about them is written."""
    facts = look.facts(item.facts)
    known = look.known_paragraphs(item.paragraphs)
    if not facts and not known:
        return not_applicable("本公开格式不公布这一项。")
    lacking = [look.fact_name(code) for code, one in facts if one is None or one.current is None]
    if lacking:
        return no(f"没有填写（没有的填0）：{listed(lacking)}。", OTHER_MATTERS)
    texts = look.written(known)
    if known and not texts:
        return no("情况说明中还没有这一段。", NARRATIVE)
    return yes("已说明。", _sections(texts) or OTHER_MATTERS)


@answers("operating_said")
def operating_said(look: Look, item: ItemFile) -> Answered:
    """As ``said``; a unit that is no organ and enters nothing has no operating costs of organs."""
    kind = look.material.read.accounts.info.get("unit_kind", "")
    entered = [one for _, one in look.facts(item.facts) if one is not None and one.current is not None]
    if kind and kind not in ORGANS and not entered:
        return not_applicable(f"单位性质为{kind}，没有机关运行经费。", "封面")
    return said(look, item)


@answers("terms_explained")
def terms_explained(look: Look, _item: ItemFile) -> Answered:
    """The report has explanations of its terms."""
    if not look.known_paragraphs([TERM]):
        return not_applicable("本公开格式没有名词解释。")
    found = look.written([TERM])
    if not found:
        return no("还没有名词解释。", NARRATIVE)
    return yes(f"解释了{len(found)}个名词。", _sections(found))


@answers("all_written")
def all_written(look: Look, _item: ItemFile) -> Answered:
    """No paragraph of the report waits to be filled in."""
    if not look.form.narrative.paragraphs:
        return not_applicable("本公开格式没有情况说明。")
    if not any(one.text for one in look.paragraphs):
        return no("情况说明还没有文字。", NARRATIVE)
    empty = [one.section for one in look.paragraphs if one.key and not one.text.strip()]
    if empty:
        return no(f"还有{len(empty)}段没有文字：{listed(empty)}。", NARRATIVE)
    return yes("各部分都有文字。", NARRATIVE)
