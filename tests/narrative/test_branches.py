"""Made-up books over all branches: nothing is left uncut, no sentence misses its figure, every direction is that of the figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest

from juesuan.spec import load_format
from tests.narrative.made import NARRATED
from tests.narrative.reader import sources, two_decimals
from tests.narrative.report import Paragraph, Report, made_report, variants_of

SEEDS = range(60)
every_format = pytest.mark.parametrize("form", NARRATED)

UNCUT = r"增加/减少|增长/下降|增加（减少）|增长（下降）|大于（小于）|大于/小于|增减"
LEFT_OPEN = r"None|nan|NaN|XX|××|[{}]|未知|：$|，$|；$|、$"
NO_FIGURE = r"(?<!\d)(?:万元|%|辆|人次|批次|个项目|台（套）)"
CLASHING = r"[，；：、。][，；：、。]|[（“][）”]|[一二三四五六七八九十]是[，；。]|  |　　|^\s|\s$"
FAULT = re.compile("|".join((UNCUT, LEFT_OPEN, NO_FIGURE, CLASHING)))
OPEN_END = ("其中：", "如下：")
"""What a paragraph may end with: others follow that belong to it."""

UP = ("增加", "增长", "上升")
DOWN = ("减少", "下降", "降低")

CANNOT: dict[str, dict[tuple[str, str], str]] = {}
"""Variants that no book can choose, and why."""


def reports(form: str) -> Iterator[tuple[int, Report]]:
    yield from ((seed, made_report(form, seed)) for seed in SEEDS)


@every_format
def test_no_sentence_is_left_open(form: str) -> None:
    found = []
    for seed, report in reports(form):
        for one in report.paragraphs:
            text = one.generated.removesuffix("：") if one.generated.endswith(OPEN_END) else one.generated
            found += [f"{seed} {one.key}: {match[0]}: {one.generated}" for match in FAULT.finditer(text)]
    assert found == []


@every_format
def test_every_variant_that_can_occur_occurs(form: str) -> None:
    every = {(name, key) for name, one in variants_of(form).items() for key in one.variants}
    chosen = {one for _, report in reports(form) for one in report.chosen}
    cannot = set(CANNOT[form])
    assert chosen & cannot == set()
    assert every - chosen - cannot == set()
    assert cannot <= every


# the words against the figures of 分析


@cache
def row_lines(report: Report) -> dict[int, dict[str, object]]:
    return dict(report.analysis())


def figures(paragraph: Paragraph, report: Report, column: str) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield the words right before each figure that a paragraph takes from a column of 分析, with the line it stands in."""
    for shown, cell in sources(paragraph.sources):
        row = int(cell[4:]) if cell.startswith(f"分析!{column}") else 0
        for match in re.finditer(rf"(.{{2}}){re.escape(shown)}(?![\d.])", paragraph.generated) if row else ():
            yield match[1], row_lines(report)[row]


def is_more(one: dict[str, object]) -> bool:
    return float(str(one["本年数"])) > float(str(one["上年数"]))


@every_format
def test_directions_are_those_of_the_figures(form: str) -> None:
    """减少X万元 stands only where this year's figure is below last year's; the same for the rates."""
    wrong, seen = [], {True: 0, False: 0}
    for seed, report in reports(form):
        for paragraph in report.paragraphs:
            for column in "DE":
                for words, line in figures(paragraph, report, column):
                    if "上年数" not in line or words not in (*UP, *DOWN):
                        continue
                    seen[is_more(line)] += 1
                    if (words in UP) != is_more(line) or line["本年数"] == line["上年数"]:
                        wrong.append(f"{seed} {paragraph.key}: {words} {line}")
    assert wrong == []
    assert min(seen.values()) > 50


@every_format
def test_what_nobody_explained_goes_the_way_of_the_remainder(form: str) -> None:
    wrong, count = [], 0
    for seed, report in reports(form):
        for paragraph in report.paragraphs:
            for words, line in figures(paragraph, report, "H"):
                if "未说明金额" in line:
                    count += 1
                    expected = "增加" if float(str(line["未说明金额"])) > 0 else "减少"
                    wrong += [f"{seed} {paragraph.key}: {words} {line}"] if words != expected else []
    assert wrong == []
    assert count > 20


@every_format
def test_no_rate_over_nothing(form: str) -> None:
    """Where last year (or the budget) is zero there is no rate on 分析, and the text takes none from there."""
    wrong, nothing = [], 0
    for seed, report in reports(form):
        for row, line in report.analysis():
            base = line.get("上年数", line.get("预算数", line.get("合计", 1)))
            rate = line.get("增减率（%）", line.get("完成率（%）", line.get("占比（%）")))
            if base == 0:
                nothing += 1
                wrong += [f"{seed} {row}: {line}"] if rate not in (None, "") else []
        for one in report.paragraphs:
            wrong += [f"{seed} {one.key}" for shown, _ in sources(one.sources) if shown == ""]
    assert wrong == []
    assert nothing > 100


@every_format
def test_a_budget_is_said_to_be_met_only_where_it_is(form: str) -> None:
    """完成…100% without decimals, and the words 小于 and 大于, against the two figures."""
    wrong, count = [], 0
    for seed, report in reports(form):
        for paragraph in report.paragraphs:
            for _, line in figures(paragraph, report, "E"):
                if "预算数" not in line:
                    continue
                count += 1
                spent, planned = (two_decimals(float(str(line[key]))) for key in ("决算数", "预算数"))
                text = paragraph.generated
                says = ("小于预算数" in text, "大于预算数" in text)
                if len(list(figures(paragraph, report, "E"))) == 1 and any(says):
                    wrong += [f"{seed} {text}"] if says != (spent < planned, spent > planned) else []
                wrong += (
                    [f"{seed} {text}"]
                    if ("100%" in text) and "100.00%" not in text and spent != planned
                    else []
                )
    assert wrong == []
    assert count > 50


def test_the_formats_that_have_a_narrative() -> None:
    assert NARRATED == ["sichuan-2020", "shanghai-2024", "sichuan-2024"]
    assert all(load_format(one).narrative.paragraphs for one in NARRATED)
