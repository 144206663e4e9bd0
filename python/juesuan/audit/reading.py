"""What was found while the book was read, in the words of the audit: the published rule that it breaks, and a title."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from juesuan.findings import Finding, Level

READ_RULES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        # amounts
        "bad-amount": ("A42", "内容不是金额"),
        "formula-without-value": ("A42", "公式没有计算结果"),
        "text-amount": ("A42", "金额是文本"),
        # codes and their rows
        "duplicate-code": ("A44", "科目编码重复"),
        "bad-code": ("A44", "科目编码有误"),
        "numeric-code": ("A44", "科目编码是数字不是文本"),
        "unknown-code": ("A44", "科目编码不在科目表中"),
        "amount-without-code": ("A44", "有金额没有科目编码"),
        "amount-on-parent": ("A44", "金额填在上级科目行"),
        "region-full": ("region-full", "科目行超过本表行数"),
        "bad-own-code": ("bad-own-code", "自用科目登记有误"),
        # check figures, adjustments, last year
        "unknown-cell": ("unknown-cell", "表、行、栏对不上单元格"),
        "double-cell": ("double-cell", "同一单元格填了两次"),
        "half-adjustment": ("half-adjustment", "调整填写不全"),
        "bad-adjustment-kind": ("bad-adjustment-kind", "调整种类有误"),
        "adjustment-on-typed": ("adjustment-on-typed", "录入项不能调整"),
        "tail-too-large": ("A46", "尾差超过上限"),
        # lists beside the tables
        "bad-count": ("bad-count", "内容不是数量"),
        # cover and contents
        "bad-date": ("bad-date", "内容不是日期"),
        "bad-status": ("bad-status", "表的状态有误"),
    }
)
"""Name of a finding of the reader to the id of the published rule (the name itself where none says it) and a title."""


def as_audit_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the reader's findings under the ids of the published rules, with titles; others stay as they are.

    ``cause`` is not touched: two bad amounts are two mistakes, the title tells of which kind.
    """
    return tuple(_named(one) for one in findings)


def _named(finding: Finding) -> Finding:
    if finding.rule not in READ_RULES:
        return finding
    rule, title = READ_RULES[finding.rule]
    level = (
        Level.ERROR if finding.rule == "text-amount" else finding.level
    )  # it counts, but the sheet does not show it
    return replace(finding, rule=rule, level=level, title=finding.title or title)
