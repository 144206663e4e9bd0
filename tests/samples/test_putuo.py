"""The Putuo sample against the text of the published report."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from juesuan.sample import Sample
from tests.samples.known import PUTUO, records

AMOUNT = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})*\.\d{2}(?![\d.])")
CODE_LINE = re.compile(r"^\s*(\d{3})(?:\s+(\d{2}))?(?:\s+(\d{2}))?\s+(\S+)\s+(.+)$")
EXCEPTIONS: Counter[str] = Counter()
"""Amounts of the tables' text that are not cells of the tables, and the other way round: none."""


@pytest.fixture(scope="module")
def tables_text(shared: Path) -> str:
    """Return the second part of the report: its nine tables."""
    text = (shared / "reference" / "putuo-finance-bureau-2024.txt").read_text("utf-8")
    part = text[text.rindex("第二部分") : text.rindex("第三部分")]
    assert part.count("单位：万元") == 9
    return part


@pytest.mark.shared
def test_the_amounts_are_those_of_the_report(tables_text: str) -> None:
    in_report = Counter(AMOUNT.findall(tables_text))
    in_file = Counter(one["amount"] for one in records(PUTUO, "printed.csv"))
    assert in_report - in_file == EXCEPTIONS
    assert in_file - in_report == EXCEPTIONS
    assert in_report.total() == 195


@pytest.mark.shared
def test_the_rows_of_table_05_are_those_of_the_report(tables_text: str, putuo: Sample) -> None:
    title = "一般公共预算财政拨款支出决算表"
    text = tables_text[tables_text.index(title) : tables_text.index("一般公共预算财政拨款基本支出决算表")]
    in_report = {}
    for line in text.splitlines():
        if match := CODE_LINE.match(line):
            in_report["".join(filter(None, match.groups()[:3]))] = match[5].split()
    in_file: dict[str, list[str]] = {}
    for one in records(PUTUO, "printed.csv"):
        if one["table"] == "05" and one["row"] != "total":
            in_file.setdefault(one["row"], []).append(one["amount"])
    assert in_report == in_file
    assert tuple(in_report) == putuo.accounts.rows["05"]


def test_the_codes_of_putuo_have_names(putuo: Sample) -> None:
    for table in putuo.accounts.format:
        if table.region is not None:
            names = putuo.accounts.classification(table)
            assert all(names.name(row) for row in putuo.accounts.rows[table.key])
