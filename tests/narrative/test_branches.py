"""Made-up books over all branches: nothing is left uncut, no sentence misses its figure, every direction is that of the figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

import pytest

from juesuan.spec import load_format
from tests.narrative.made import NARRATED
from tests.narrative.quick import told
from tests.narrative.reader import sources
from tests.narrative.report import Paragraph, Report, made_report, variants_of

MANY = range(200)
"""Books whose texts are read: all branches are among them."""
SEEDS = range(20)
"""Books whose workbooks are read: the words against the figures of 分析."""
every_format = pytest.mark.parametrize("form", NARRATED)

UNCUT = r"增加/减少|增长/下降|增加（减少）|增长（下降）|大于（小于）|大于/小于|增减"
LEFT_OPEN = r"None|nan|NaN|XX|××|[{}]|未知|：$|，$|；$|、$"
NO_FIGURE = r"(?<!\d)(?:万元|%|(?<!车)辆|人次|批次|个项目|台（套）)"
CLASHING = r"[：，；、]\d+\.\d\d万元|[，；：、。][，；：、。]|[（“][）”]|[一二三四五六七八九十]是[，；。]|  |　　|^\s|\s$"
FAULT = re.compile("|".join((UNCUT, LEFT_OPEN, NO_FIGURE, CLASHING)))
OPEN_END = ("其中：", "如下：")
"""What a paragraph may end with: others follow that belong to it."""

UP = ("增加", "增长", "上升")
DOWN = ("减少", "下降", "降低")

NO_MONEY = "what has no amount is not listed"
SICHUAN = {
    ("类占比", "无 *"): NO_MONEY,
    ("基金项目", "零 * * *"): NO_MONEY,
    ("基金项目", "未知 * * *"): NO_MONEY,
    ("基金项目", "* 无 * *"): "a code in a table has a name",
    ("code_definition", "无 * *"): "a code that has an amount has a name",
    ("三公占比", "有 无"): "without 三公 expenditure its parts are not told",
    ("采购占比", "无"): "without procurement its parts are not told",
    ("事前评估", "* 未知"): "the paragraph needs the number of objectives",
    (
        "段 appropriation.income",
        "* 无",
    ): "parts of nothing are not listed, and without parts there is no whole",
    (
        "段 appropriation.expenditure",
        "* 无",
    ): "parts of nothing are not listed, and without parts there is no whole",
}
SHANGHAI = {
    ("占比", "无 *"): NO_MONEY,
    ("类占比", "无 *"): NO_MONEY,
    ("段 fund_item", "零"): NO_MONEY,
    ("段 fund_item", "未知"): NO_MONEY,
    ("段 capital_item", "零"): NO_MONEY,
    ("段 capital_item", "未知"): NO_MONEY,
    ("预算与决算", "无预算无支出 *"): "an item without budget and expenditure is not listed",
    ("总预算与决算", "无预算无支出 *"): "told only where there is expenditure",
    ("三公变动", "未知"): "told only where last year is known",
    ("三公分项变动", "未知"): "told only where last year is known of every part",
    ("三公占比", "有 无"): "without 三公 expenditure its parts are not told",
    ("预留", "未知 *"): "the paragraph needs the amount reserved",
}
CANNOT = {"sichuan-2020": SICHUAN, "sichuan-2024": SICHUAN, "shanghai-2024": SHANGHAI}
"""Variants that no book can choose, and why."""


def reports(form: str) -> Iterator[tuple[int, Report]]:
    yield from ((seed, made_report(form, seed)) for seed in SEEDS)


@every_format
def test_no_sentence_is_left_open(form: str) -> None:
    found = []
    for seed in MANY:
        for key, text in told(form, seed).texts:
            whole = text.removesuffix("：") if text.endswith(OPEN_END) else text
            found += [f"{seed} {key}: {match[0]}: {text}" for match in FAULT.finditer(whole)]
    assert found == []


@every_format
def test_every_variant_that_can_occur_occurs(form: str) -> None:
    every = {(name, key) for name, one in variants_of(form).items() for key in one.variants}
    chosen = {one for seed in MANY for one in told(form, seed).chosen}
    cannot = set(CANNOT[form])
    assert chosen & cannot == set()
    assert every - chosen - cannot == set()
    assert cannot <= every


@every_format
def test_the_short_way_says_what_the_workbook_says(form: str) -> None:
    for seed, report in reports(form):
        written = tuple((one.key, one.generated) for one in report.paragraphs if one.generated)
        assert told(form, seed).texts == written, seed
        assert told(form, seed).chosen == report.chosen, seed


# the words against the figures of 分析


Line = dict[str, object]


@cache
def row_lines(report: Report) -> dict[int, Line]:
    return dict(report.analysis())


def amount(line: Line, label: str) -> Decimal:
    return Decimal(str(line[label]))


def figures(paragraph: Paragraph, report: Report, column: str) -> Iterator[tuple[str, Line]]:
    """Yield each figure that a paragraph takes from a column of 分析, as printed, with the line it stands in."""
    for shown, cell in sources(paragraph.sources):
        if cell.startswith(f"分析!{column}"):
            yield shown, row_lines(report)[int(cell.removeprefix(f"分析!{column}"))]


def words_before(text: str, shown: str, words: str) -> Iterator[str]:
    """Yield the words of a pattern that stand right before a figure."""
    yield from (match[1] for match in re.finditer(rf"({words}){re.escape(shown)}(?![\d.])", text))


@every_format
def test_directions_are_those_of_the_figures(form: str) -> None:
    """减少X万元 stands only where this year's figure is below last year's; the same for the rates."""
    wrong, seen = [], {True: 0, False: 0}
    for seed, report in reports(form):
        for paragraph in report.paragraphs:
            said = paragraph.generated.partition("原因")[0]
            for shown, line in (*figures(paragraph, report, "D"), *figures(paragraph, report, "E")):
                if "上年数" not in line:
                    continue
                now, before = amount(line, "本年数"), amount(line, "上年数")
                for word in words_before(said, shown, "|".join((*UP, *DOWN))):
                    seen[word in UP] += 1
                    if now == before or (word in UP) != (now > before):
                        wrong.append(f"{seed} {paragraph.key}: {word}{shown} {line}")
    assert wrong == []
    assert min(seen.values()) > 20


@every_format
def test_what_nobody_explained_goes_the_way_of_the_remainder(form: str) -> None:
    wrong, count = [], 0
    for seed, report in reports(form):
        for paragraph in report.paragraphs:
            for shown, line in figures(paragraph, report, "H"):
                for word in words_before(paragraph.generated, shown, "净增加|净减少"):
                    count += 1
                    if (word == "净增加") != (amount(line, "未说明金额") > 0):
                        wrong.append(f"{seed} {paragraph.key}: {word}{shown} {line}")
    assert wrong == []
    assert count > 10


@every_format
def test_no_rate_over_nothing(form: str) -> None:
    """Where last year (or the budget, or the whole) is zero there is no rate on 分析, and the text takes none from there."""
    wrong, nothing = [], 0
    for seed, report in reports(form):
        for row, line in report.analysis():
            base = line.get("上年数", line.get("预算数", line.get("合计", 1)))
            rate = line.get("增减率（%）", line.get("完成率（%）", line.get("占比（%）")))
            if base == 0:
                nothing += 1
                wrong += [f"{seed} {row}: {line}"] if rate not in (None, "") else []
    assert wrong == []
    assert nothing > 50


@every_format
def test_a_budget_is_said_to_be_met_only_where_it_is(form: str) -> None:
    """100% without decimals says that all of it was spent; 小于 and 大于 of an item are those of its two figures."""
    wrong, count = [], 0
    for seed, report in reports(form):
        for paragraph in report.paragraphs:
            rates = [(shown, line) for shown, line in figures(paragraph, report, "E") if "预算数" in line]
            for shown, line in rates:
                count += 1
                spent, planned = amount(line, "决算数"), amount(line, "预算数")
                said = ["小于预算数" in paragraph.generated, "大于预算数" in paragraph.generated]
                alone = len(rates) == 1 and any(said)
                if (shown == "100") != (spent == planned) or (
                    alone and said != [spent < planned, spent > planned]
                ):
                    wrong.append(f"{seed} {paragraph.generated} {line}")
    assert wrong == []
    assert count > 30


def test_the_formats_that_have_a_narrative() -> None:
    assert NARRATED == ["sichuan-2020", "shanghai-2024", "sichuan-2024"]
    assert all(load_format(one).narrative.paragraphs for one in NARRATED)
