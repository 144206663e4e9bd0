"""Every number of every generated paragraph stands in a cell that the paragraph names, or in words that a person typed.

The report is read from the written file by a reader of its own; no number may be left over, and no cell may be named that
is blank or holds something else.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from juesuan.regenerate import new_book
from juesuan.sample import load_sample
from tests.books import book_bytes
from tests.narrative.made import NARRATED
from tests.narrative.reader import as_value, numbers, sources, two_decimals
from tests.narrative.report import Paragraph, Report, made_report, narrated

SEEDS = range(12)
SAMPLE = "panzhihua-2020"
FIGURE = re.compile(r"图(\d+)：(.+)）")


def holds(shown: str, cell: str, report: Report) -> bool:
    """Whether a cell holds a number as printed (a sign is that of the cell); last year is the year of the cover less one."""
    value = report.value(cell)
    if not isinstance(value, int | float):
        return False
    years = {value, value - 1} if cell.startswith("封面!") else {value}
    return as_value(shown) in {two_decimals(one) for one in years} and (
        not shown.startswith("-") or value < 0
    )


def said_by_a_person(text: str, at: int, end: int, report: Report) -> bool:
    """Whether a number stands inside a text that a person typed, or in one with two characters before and behind it."""
    if any(text[max(at - 2, 0) : end + 2] in one for one in report.words):
        return True
    within = (one.rstrip("。；，") for one in report.words if text[at:end] in one)
    return any(
        found.start() <= at and end <= found.end()
        for one in within
        for found in re.finditer(re.escape(one), text)
    )


def faults(paragraph: Paragraph, report: Report) -> Iterator[str]:
    """Yield the numbers that nothing explains and the cells that do not hold what they are named for."""
    named: set[Decimal] = set()
    for shown, cell in sources(paragraph.sources):
        if paragraph.kind == "图":
            continue
        if not holds(shown, cell, report):
            yield f"{paragraph.key}: {shown} is not in {cell}: {report.value(cell)!r}"
        named.add(as_value(shown))
    for number, at in numbers(paragraph.generated):
        if as_value(number) not in named and not said_by_a_person(
            paragraph.generated, at, at + len(number), report
        ):
            yield f"{paragraph.key}: nobody says where {number} comes from"


def checked(report: Report) -> tuple[int, list[str]]:
    """Return how many numbers were read, and all faults."""
    count = sum(len(list(numbers(one.generated))) for one in report.paragraphs)
    return count, [fault for one in report.paragraphs for fault in faults(one, report)]


def test_every_number_of_the_sample(tmp_path: Path) -> None:
    count, wrong = checked(Report(narrated(book_bytes(SAMPLE), tmp_path)))
    assert wrong == []
    assert count > 240


@pytest.mark.parametrize("form", NARRATED)
def test_every_number_of_made_up_books(form: str) -> None:
    total, wrong = 0, []
    for seed in SEEDS:
        count, found = checked(made_report(form, seed))
        total += count
        wrong += [f"{seed} {one}" for one in found]
    assert wrong == []
    assert total > 100 * len(SEEDS)


def test_the_figures_are_those_of_the_sheet_of_charts(tmp_path: Path) -> None:
    """图1 in the text is the chart of that name: number and title are those of its frame."""
    data = narrated(book_bytes(SAMPLE), tmp_path)
    drawing = zipfile.ZipFile(BytesIO(data)).read("xl/drawings/drawing1.xml").decode()
    frames = re.findall(r'name="图(\d+)" descr="图\d+　([^（"]+)（', drawing)
    shown = [FIGURE.search(one.generated) for one in Report(data).paragraphs if one.kind == "图"]
    assert [one.groups() for one in shown if one] == frames
    assert [number for number, _ in frames] == [str(n) for n in range(1, 8)]


def test_a_paragraph_of_a_hundred_numbers_names_all_their_cells(tmp_path: Path) -> None:
    """As many guests as the list takes: no source is left out because there are many."""
    sample = load_sample(SAMPLE)
    guests = [{"subject": f"第{n}批来访", "persons": n, "amount": n * 10_000} for n in range(1, 41)]
    book = new_book(sample.accounts.format, sample.accounts, {**sample.entries, "receptions": guests})
    report = Report(narrated(book, tmp_path))
    paragraph = report["reception.domestic"]
    assert list(faults(paragraph, report)) == []
    assert len(list(sources(paragraph.sources))) >= 80
    assert "…" not in paragraph.sources


# the check itself


TAMPERED: dict[str, Callable[[Paragraph], Paragraph]] = {
    "another figure": lambda one: replace(one, generated=one.generated.replace("1352.84", "1352.85")),
    "cut instead of rounded": lambda one: replace(one, generated=one.generated.replace("13.85%", "13.84%")),
    "a figure more": lambda one: replace(one, generated=f"{one.generated}另有3.50万元。"),
    "another year": lambda one: replace(one, generated=one.generated.replace("2019年", "2018年")),
    "another cell": lambda one: replace(one, sources=one.sources.replace("分析!B6", "分析!C6")),
    "a blank cell": lambda one: replace(one, sources=one.sources.replace("分析!B6", "分析!L6")),
    "no cell": lambda one: replace(one, sources=one.sources.replace("；13.85 ← 分析!E6", "")),
}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return Report(narrated(book_bytes(SAMPLE), tmp_path_factory.mktemp("sample")))


@pytest.mark.parametrize("change", TAMPERED.values(), ids=TAMPERED)
def test_a_wrong_number_is_found(sample: Report, change: Callable[[Paragraph], Paragraph]) -> None:
    paragraph = sample["total"]
    assert list(faults(paragraph, sample)) == []
    tampered = change(paragraph)
    assert tampered != paragraph
    assert list(faults(tampered, sample))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1.公共安全支出：支出决算为4233.54万元，完成全年预算100%。", ["4233.54", "100"]),
        ("（1）检查组，5人次，支出0.11万元；（2）考察组", ["5", "0.11"]),
        ("一、二期维护费增加1,234.50万元，十一个项目", ["1,234.50"]),
        ("2020年（上年2019年）共57辆", ["2020", "2019", "57"]),
        ("（图1：收入决算结构）", []),
        ("《绩效评价报告》见附件1。", []),
        ("2.5万元", ["2.5"]),
        ("1、国防支出（类）：支出决算为-3.50万元", ["3.50"]),
    ],
)
def test_the_reader(text: str, found: list[Any]) -> None:
    assert [one for one, _ in numbers(text)] == found
