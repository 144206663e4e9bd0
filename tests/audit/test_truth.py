"""The audit of the two published samples, against what was written down before there was an audit (``tests/truth``)."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from juesuan.audit.report import Report, Verdict
from juesuan.findings import Finding, Level
from juesuan.sample import load_sample
from tests.audit.detection import report_of

TRUTH = Path(__file__).parents[1] / "truth"
TABLE = re.compile(r"(\d\d)表 .*?/(.+?)(?:/(.+))?")


def truths(name: str) -> list[tuple[str, str, str]]:
    """Return table, printed and right figure of everything that is said about the tables; words are for the tie-out."""
    with (TRUTH / name).open(encoding="utf-8", newline="") as file:
        rows = [
            row for row in csv.DictReader(file) if TABLE.fullmatch(row["place"]) and row["class"] != "wording"
        ]
    return sorted((row["place"][:2], row["figure"], row["right"]) for row in rows)


def told(finding: Finding) -> tuple[str, str, str]:
    """Return the same of a finding: the first two figures of its sentence."""
    first, second = [one.replace(",", "") for one in re.findall(r"[\d,]+\.\d\d", finding.message)][:2]
    return finding.sheet[:2], first, second


def report(name: str) -> Report:
    return report_of(load_sample(name).accounts)


def test_putuo_gives_exactly_the_tails_that_its_tables_have() -> None:
    found = report("putuo-2024")
    assert {one.level for one in found.findings} == {Level.HINT}
    assert sorted(told(one) for one in found.findings) == truths("putuo-2024.csv")
    assert found.verdict is Verdict.PASSED


def test_the_truth_about_the_tables_is_read() -> None:
    """Guards the test above against an empty list."""
    assert len(truths("putuo-2024.csv")) == 10


def test_panzhihua_tells_once_what_cannot_be_known() -> None:
    """05, 07 and 10 are not filled in: one finding a table. Five totals without known codes stand as adjustments."""
    found = report("panzhihua-2020")
    assert [(one.rule, one.sheet) for one in found.findings if one.level is not Level.HINT] == [
        ("table-not-filled", "公开05表"),
        ("table-not-filled", "公开07表"),
        ("table-not-filled", "公开10表"),
    ]
    hints = [one for one in found.findings if one.level is Level.HINT]
    assert [one.rule for one in hints] == ["adjustment"] * 5
    assert found.verdict is Verdict.TO_EXPLAIN


def test_everything_that_can_be_evaluated_in_panzhihua_passes() -> None:
    found = report("panzhihua-2020")
    assert set(found.states.values()) <= {"通过", "调整", "未评"}
    assert found.evaluated["independent"] >= 20
    assert found.evaluated["by_construction"] >= 30
