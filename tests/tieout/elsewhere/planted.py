"""Errors planted into a sound report, and where each is to be found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from juesuan.findings import Level
from juesuan.tieout.issue import Issue
from tests.tieout.elsewhere.files import Report
from tests.tieout.elsewhere.kinds import Kind
from tests.tieout.elsewhere.printed import Printed
from tests.tieout.elsewhere.words import Words


@dataclass(frozen=True)
class Planted:
    """An error: ``put`` makes it, ``found`` tells whether an issue is about it."""

    name: str
    put: Callable[[Report, Words], Report]
    found: Callable[[Issue, Words], bool]


def all_planted(kind: Kind, report: Report) -> Report:
    """The report with every error."""
    words = Words(report.unit, kind.manner)
    for one in PLANTED:
        report = one.put(report, words)
    return report


def _said(issue: Issue, *words: str) -> bool:
    """Whether an error stands at a sentence with these words."""
    text = issue.located.plain.text if issue.located is not None else ""
    return issue.level is Level.ERROR and bool(text) and all(one in text for one in words)


def _wrong_amount(report: Report, words: Words) -> Report:
    right, wrong = words.of("personnel"), words.money(words.now["personnel"] + 1000)
    return report.said(f"人员经费{right}", f"人员经费{wrong}")


def _wrong_share(report: Report, words: Words) -> Report:
    share = words.share(words.now["business"], words.now["income"])
    number = share.rpartition("占")[2].rstrip("%")
    return report.said(
        f"事业收入{share}", f"事业收入{share.replace(f'占{number}', f'占{Decimal(number) + 3}')}"
    )


def _wrong_direction(report: Report, words: Words) -> Report:
    up = words.now["general"] > words.then["general"]
    old, new = ("支出增加", "支出减少") if up else ("支出减少", "支出增加")
    return report.said(f"一般公共预算财政拨款{old}", f"一般公共预算财政拨款{new}")


def _wrong_year(report: Report, words: Words) -> Report:
    year = words.unit.year
    return report.said(f"{year}年度政府性基金预算财政拨款年初", f"{year - 2}年度政府性基金预算财政拨款年初")


def _wrong_total(report: Report, words: Words) -> Report:
    """The sum of 上级补助收入 in the table of incomes, ten more than its parts."""
    table = next(
        one for one in report.blocks if isinstance(one, Printed) and one.key == "02" and _has_total(one)
    )
    column = next(row.index("上级补助收入") for row in table.rows if "上级补助收入" in row)
    right = table.rows[table.find("合计")][column]
    amount = Decimal(right.replace(",", "")) + (100000 if report.layout.unit == "元" else 10)
    return report.celled("02", "合计", column, f"{amount:,.2f}" if report.layout.comma else f"{amount:.2f}")


def _has_total(table: Printed) -> bool:
    return any("合计" in row for row in table.rows)


PLANTED = (
    Planted(
        "a figure of the text is not that of the table",
        _wrong_amount,
        lambda issue, words: (
            _said(issue, "人员经费", "主要包括")
            and words.of("personnel")[:-2] in issue.message.replace(",", "")
            if words.manner.unit == "万元"
            else _said(issue, "人员经费", "主要包括")
        ),
    ),
    Planted("a share", _wrong_share, lambda issue, _: _said(issue, "事业收入") and "占" in issue.quote),
    Planted(
        "a direction",
        _wrong_direction,
        lambda issue, _: (
            _said(issue, "一般公共预算财政拨款支出", "占本年支出合计的") and "增" in issue.message
        ),
    ),
    Planted("a year", _wrong_year, lambda issue, _: _said(issue, "政府性基金") and issue.rule == "F03"),
    Planted(
        "a total of a table",
        _wrong_total,
        lambda issue, _: (
            issue.located is None and issue.place == "收入决算表" and "上级补助收入" in issue.message
        ),
    ),
)
