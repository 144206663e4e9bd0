"""What is wrong in two published reports is found, and nothing else is called wrong."""

from __future__ import annotations

import csv
import os
from functools import cache
from pathlib import Path

import pytest

from juesuan.findings import Level
from juesuan.tieout.issue import Issue
from juesuan.tieout.plain import plain
from juesuan.tieout.read import read_report_file
from juesuan.tieout.tieout import TiedOut, tie_out

TRUTH = Path(__file__).resolve().parents[1] / "truth"
SHARED = Path(os.environ.get("JUESUAN_SHARED", Path(__file__).resolve().parents[3] / "shared")) / "reference"
REPORTS = {"panzhihua-2020": "seed-panzhihua-2020.txt", "putuo-2024": "putuo-finance-bureau-2024.pdf"}

pytestmark = pytest.mark.shared
both = pytest.mark.parametrize("name", REPORTS)


@cache
def result(name: str) -> TiedOut:
    path = SHARED / REPORTS[name]
    if not path.exists():
        pytest.skip(f"the reference folder is not beside the checkout: {REPORTS[name]}")
    return tie_out(read_report_file(path))


def rows(name: str, kind: str) -> list[dict[str, str]]:
    with (TRUTH / f"tieout-{name}.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["class"] == kind]


def errors(name: str) -> list[Issue]:
    return [one for one in result(name).issues if one.level is Level.ERROR]


def place(name: str, issue: Issue) -> str:
    assert issue.located is not None
    paragraph = issue.located.paragraph
    return str(issue.page if name.startswith("putuo") else paragraph.line)


def tells(name: str, issue: Issue, row: dict[str, str]) -> bool:
    """Whether an error stands where a row of the truth does: same page or line, and its words within those of the row
    or around them."""
    words, quote = plain(issue.quote.rstrip("…")).text, plain(row["quote"]).text
    if place(name, issue) != row["page"]:
        return False
    figure = plain(row["figure"]).text
    return (
        figure in words
        or words in quote
        or quote in words
        or (figure.startswith("（") and "列举" in issue.cause)
    )


@both
def test_all_that_is_wrong_is_found(name: str) -> None:
    lacking = [
        row["quote"] for row in rows(name, "wrong") if not any(tells(name, one, row) for one in errors(name))
    ]
    assert lacking == []


@both
def test_nothing_else_is_called_wrong(name: str) -> None:
    wrong = rows(name, "wrong")
    beyond = [
        f"{one.rule} {one.quote} {one.message}"
        for one in errors(name)
        if not any(tells(name, one, r) for r in wrong)
    ]
    assert beyond == []


@both
def test_what_only_looks_wrong_is_left_alone(name: str) -> None:
    """No issue of any level whose figure is one that a careful reader found right."""
    told = [
        (row["quote"], one.message)
        for row in rows(name, "near")
        for one in result(name).issues
        if one.located is not None and place(name, one) == row["page"] and is_about(one, row)
    ]
    assert told == []


def is_about(issue: Issue, row: dict[str, str]) -> bool:
    """Whether an issue is about the figure of a row: it ends where the quote's figure ends."""
    assert issue.located is not None
    quote, figure = plain(row["quote"]).text, plain(row["figure"]).text
    start = issue.located.plain.text.find(quote)
    end = start + quote.rfind(figure) + len(figure)
    return start >= 0 and start <= issue.start and end <= issue.end <= end + 2


def test_the_cut_share_is_named_as_what_it_is() -> None:
    (found,) = [one for one in errors("panzhihua-2020") if one.actual == "4.09%"]
    assert (found.rule, found.expected) == ("C05", "4.10%")
    assert "未四舍五入（直接舍去）" in found.message
    assert "25.33÷上年数618.37" in found.message


def test_a_mistaken_unit_is_named() -> None:
    (found,) = [one for one in errors("putuo-2024") if one.actual == "0.3万元"]
    assert (found.rule, found.expected, found.page) == ("D05", "2,961.68万元", 21)
    assert "元和万元" in found.message


def test_tails_are_hints_with_their_arithmetic() -> None:
    tails = [one for one in result("putuo-2024").issues if one.cause.startswith("尾差")]
    assert tails
    assert {one.level for one in tails} == {Level.HINT}
    assert all("四舍五入" in one.message and "相差0.0" in one.message for one in tails)


@both
def test_most_figures_are_checked(name: str) -> None:
    """Measured 2026-11-27: Putuo 71 of 99, Panzhihua (text only, no tables) 110 of 235."""
    counts = result(name).coverage.counts
    share = (counts["tied"] + counts["recomputed"]) / counts["figures"]
    assert share >= {"putuo-2024": 0.7, "panzhihua-2020": 0.46}[name]
    assert counts["figures"] == counts["tied"] + counts["recomputed"] + counts["untied"]
