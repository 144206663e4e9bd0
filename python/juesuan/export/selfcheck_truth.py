"""Checks of 公开自查表 about truth, form and time: unit and year, sums, approved figures, left-over words, the deadline."""

from __future__ import annotations

import re
from datetime import date, timedelta

from juesuan.audit.report import Verdict
from juesuan.audit.telling import counts_line
from juesuan.book.read_days import parse_day
from juesuan.export.comparison import checked_figures
from juesuan.export.selfcheck_look import (
    NARRATIVE,
    Answered,
    Look,
    answers,
    by_person,
    listed,
    no,
    not_applicable,
    yes,
)
from juesuan.findings import Level
from juesuan.spec.selfcheck import ItemFile

COVER, CHECKS_SHEET, RESULTS = "封面", "核对数", "审核结果"
OUTDATED, WRONG, UNTIED = "text-outdated", "own-text", "own-text-untied"
"""What the audit calls texts that the tables have left behind."""
_YEARS = re.compile(r"((?:19|20)\d\d)年度?(?:部门|单位)决算")
_PLACEHOLDERS = re.compile(
    r"[XＸ×Ｘ]{2,}|\*{2,}|＊{2,}|某某|_{2,}|＿{2,}|【[^】]*】|请填写|此处填|\.{3,}|。{2,}|（略）"
)


@answers("unit_and_year")
def unit_and_year(look: Look, item: ItemFile) -> Answered:
    """The cover names unit and year, the title of the report holds both, and no text speaks of another year's accounts."""
    info = look.material.read.accounts.info
    labels = {one.key: one.label for one in look.form.sheets.fields}
    blank = [labels.get(one, one) for one in item.fields if not info.get(one, "").strip()]
    year = look.material.year
    if blank or not re.fullmatch(r"\d{4}", year):
        return no(f"封面没有填好：{listed(blank or ['年度'])}。", COVER)
    names = [one for one in (info.get("unit_short", ""), look.material.unit) if one]
    for one in look.written(item.paragraphs):
        if year not in one.text or not any(name in one.text for name in names):
            return no(f"报告标题“{one.text[:40]}”没有写出单位和年度。", NARRATIVE)
    other = [f"{one.section}“{found}年”" for one in look.paragraphs for found in _YEARS.findall(one.text)
             if found != year]  # fmt: skip
    if other:
        return no(f"写的是别的年度的决算：{listed(other)}。", NARRATIVE)
    return yes(f"{look.material.unit[:60]}，{year}年度。", COVER)


@answers("audited")
def audited(look: Look, _item: ItemFile) -> Answered:
    """The audit passed."""
    report = look.material.audit
    detail = f"{report.verdict}：{counts_line(report, report.findings)}。"
    if report.verdict is Verdict.PASSED:
        return yes(detail, RESULTS)
    return no(detail, RESULTS) if report.verdict is Verdict.FAILED else by_person(detail, RESULTS)


@answers("texts_agree")
def texts_agree(look: Look, _item: ItemFile) -> Answered:
    """No text is behind its tables, and every number of an own text belongs to a figure."""
    if not look.form.narrative.paragraphs:
        return not_applicable("本公开格式没有情况说明。")
    if not any(one.text for one in look.paragraphs):
        return no("情况说明还没有文字。", NARRATIVE)
    wrong = look.open_findings((OUTDATED, WRONG))
    if wrong:
        return no(f"有{len(wrong)}处与表不一致：{listed(one.place for one in wrong)}。", NARRATIVE)
    untied = look.open_findings((UNTIED,))
    if untied:
        return by_person(f"改写的文字中有数不能自动核对：{listed(one.place for one in untied)}。", NARRATIVE)
    return yes("文字中的数与附表一致。", NARRATIVE)


@answers("approved_figures")
def approved_figures(look: Look, _item: ItemFile) -> Answered:
    """Every approved figure on 核对数 is what the tables show."""
    figures = [one for one in checked_figures(look.material) if one.row.printed is not None]
    if not figures:
        return by_person("“核对数”没有填系统（批复）数，请与批复核对。", CHECKS_SHEET)
    wrong = [f"第{one.row.row}行" for one in figures if one.difference]
    if wrong:
        return no(f"{len(figures)}个批复数中{len(wrong)}个不一致：{listed(wrong)}。", CHECKS_SHEET)
    return yes(f"{len(figures)}个系统（批复）数都一致。", CHECKS_SHEET)


@answers("rules_hold")
def rules_hold(look: Look, item: ItemFile) -> Answered:
    """The audit found nothing by these rules."""
    if not any(one in look.form.rules for one in item.rules):
        return not_applicable("本公开格式没有这些审核公式。")
    found = look.open_findings(item.rules)
    detail = f"审核发现{len(found)}处：{listed(one.place for one in found)}。"
    if any(one.level is not Level.HINT for one in found):
        return no(detail, RESULTS)
    return by_person(detail, RESULTS) if found else yes("审核没有发现问题。", RESULTS)


@answers("no_placeholders")
def no_placeholders(look: Look, _item: ItemFile) -> Answered:
    """No text holds the marks and words with which templates keep a place."""
    found = [f"{one.section}“{mark}”" for one in look.paragraphs for mark in _PLACEHOLDERS.findall(one.text)]
    if found:
        return no(f"请改写：{listed(found)}。", NARRATIVE)
    return yes("没有发现。", NARRATIVE)


@answers("in_time")
def in_time(look: Look, item: ItemFile) -> Answered:
    """From the approval to the publication there are at most so many days; both stand on the cover (``fields``, in this order).

    With the day of the approval alone the last day is told, and a person says when it was published.
    """
    info = look.material.read.accounts.info
    approved, published = (parse_day(info.get(one, "")) for one in (*item.fields, "", "")[:2])
    if approved is None:
        return by_person(item.fill, COVER)
    last = approved + timedelta(days=item.days)
    told = f"批复日期{approved}，最迟{last}公开"
    if published is not None:
        return _published(approved, published, last)
    if look.material.now.date() > last:
        return no(f"{told}，生成本表时已超过期限，封面没有填公开日期。", COVER)
    return by_person(f"{told}。{item.fill}", COVER)


def _published(approved: date, published: date, last: date) -> Answered:
    told = f"{approved}批复，{published}公开"
    if published < approved:
        return no(f"{told}，公开早于批复，请核对封面的两个日期。", COVER)
    days = f"批复后第{(published - approved).days}日" if published > approved else "批复当日"
    late = f"，晚于期限（{last}）" if published > last else ""
    return (no if late else yes)(f"{told}，{days}{late}。", COVER)


@answers("by_hand")
def by_hand(_look: Look, item: ItemFile) -> Answered:
    """Nothing in the workbook can tell: a person fills in the line."""
    return by_person(item.fill)
