"""The recomputations of the sample report: each one that is right comes out to the digit, those that are wrong corrected.

Where a row is a figure of the text it stands in its paragraph of 情况说明; sums of shares, remainders and amounts of last
year stand on 分析; what the report takes from contracts and project sheets is what people typed.
"""

from __future__ import annotations

import csv
import os
import re
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.books import book_bytes
from tests.narrative.report import Report, narrated

SAMPLE = "panzhihua-2020"

TEXT = {
    "S1-1": ("total", "13.85"), "S1-2": ("total", "299.83"), "S1-3": ("total", "55.10"),
    "S1-5": ("total", "8414.20"), "S1-6": ("total", "8414.20"),
    "S2-1": ("income", "8362.40"), "S2-2": ("income", "95.32"), "S2-3": ("income", "3.57"), "S2-4": ("income", "1.11"),
    "S3-1": ("expenditure", "8414.20"), "S3-2": ("expenditure", "59.96"), "S3-3": ("expenditure", "40.04"),
    "S4-1": ("appropriation", "8269.61"), "S4-2": ("appropriation", "13.89"), "S4-3": ("appropriation", "299.83"),
    "S4-4": ("appropriation", "55.10"), "S4-5": ("total", "144.59"),
    "S5-1": ("general", "94.73"), "S5-2": ("general", "4.12"), "S5-3": ("general", "508.67"), "S5-4": ("general", "55.10"),
    "S5-5": ("classes", "7970.77"), "S5-6": ("classes", "89.75"), "S5-7": ("classes", "6.04"), "S5-8": ("classes", "4.21"),
    "S5-10": ("classes", "7153.94"), "S5-11": ("classes", "481.46"), "S5-12": ("items", "7970.77"),
    "S6-1": ("basic", "5044.97"), "S6-2": ("basic", "5044.97"), "S6-4": ("expenditure", "3369.23"),
    "S7-1": ("three", "96.71"), "S7-2": ("three.parts", "99.43"), "S7-3": ("three.parts", "0.57"), "S7-4": ("car", "11.69"),
    "S7-5": ("reception", "36.78"), "S7-6": ("car.purchase", "57"), "S7-7": ("reception.domestic", "5"),
    "S7-8": ("reception.domestic", "27"), "S7-9": ("reception.domestic", "0.55"),
    "S10-2": ("operating_costs", "643.70"), "S10-3": ("procurement", "929.19"), "S10-4": ("procurement", "68.08"),
    "S10-5": ("procurement", "26.74"), "S10-6": ("assets", "57"), "S10-7": ("assets", "3"),
    "S10-8": ("performance", "11"), "S10-9": ("performance", "5"), "S10-10": ("project.辅警人员经费", "1047.80"),
    "S10-12": ("project.交通执法设备购置费", "50.00"), "S10-14": ("fund", "298.84"),
    "A1-1": ("organisation", "458"), "A1-2": ("appropriation.income", "96.39"), "A1-3": ("appropriation.income", "3.61"),
    "A1-4": ("appropriation.expenditure", "86.51"), "A1-5": ("appropriation.expenditure", "5.82"),
    "A1-6": ("appropriation.expenditure", "3.61"), "A1-7": ("appropriation.expenditure", "4.06"),
    "A1-8": ("appropriation.expenditure", "8269.61"), "A2-1": ("attachment.text.2", "189.7248"),
    "Y-2": ("appropriation", "1333.99"), "Y-5": ("total", "113.03"), "Y-6": ("appropriation", "110.74"),
    "Y-7": ("general", "110.74"),
}  # fmt: skip
"""Row of the list: the paragraph that prints the figure."""

ANALYSIS = {
    "S2-5": ("income_parts.sum", "占比", 100.00),
    "S5-9": ("class_parts.sum", "占比", 100.00),
    "Y-1": ("fund", "上年数", 1290.00),
    "Y-3": ("other_money", "上年数", 163.44),
    "Y-4": ("other_income", "上年数", 90.49),
}
"""Sums of shares, and amounts of last year that follow from others: a line of 分析."""

TABLES = {"S6-3": ("公开06表", "合计", 4, 2925.80)}
"""An inference about a table that the report does not print: it stands in the table."""

TYPED = {"S10-11": "13.33万元/月", "S10-13": "17.4万元/月"}
"""What the project sheets say: typed on 绩效."""

INTERVAL = "S7-10"
"""The row of the 三公 budgets: an interval, so that no rate follows from it."""

UNAVAILABLE = {
    "51.86": "“三公”经费预算数只能由完成率倒推出区间（186.4676—186.5008万元），完成率不能由表算出",
    "54.30": "公务用车购置及运行维护费预算数只能倒推出区间（177.0739—177.1065万元）",
    "5.85": "公务接待费预算数只能倒推出区间（9.3937—9.4098万元）",
}
"""Figures that cannot be had, and why: three rates of completion of the 三公 budget, all of row S7-10."""

COLUMNS = {"上年数": 2, "占比": 4, "未说明": 7}


@lru_cache(maxsize=1)
def report() -> Report:
    with TemporaryDirectory() as folder:
        return Report(narrated(book_bytes(SAMPLE), Path(folder)))


def texts() -> dict[str, str]:
    return {one.key: one.generated for one in report().paragraphs}


def line(key: str) -> tuple[object, ...]:
    return next(row for row in report().rows("分析") if len(row) > 9 and row[9] == key)


@pytest.fixture(scope="module")
def checks() -> dict[str, dict[str, str]]:
    beside = Path(__file__).resolve().parents[3] / "shared"
    path = Path(os.environ.get("JUESUAN_SHARED") or beside) / "domain" / "seed_checks.csv"
    if not path.is_file():
        pytest.skip(f"no {path}; JUESUAN_SHARED may name another folder")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def test_every_right_row_has_its_place(checks: dict[str, dict[str, str]]) -> None:
    right = {key for key, row in checks.items() if row["result"] == "OK"}
    assert len(right) == 73
    assert set(TEXT) | set(ANALYSIS) | set(TABLES) | set(TYPED) | {INTERVAL} == right
    assert [len(one) for one in (TEXT, ANALYSIS, TABLES, TYPED)] == [64, 5, 1, 2]


def test_the_places_say_what_was_published(checks: dict[str, dict[str, str]]) -> None:
    """The figure that is looked for is the one of the list, not one that happens to be there."""
    for key, (_, figure) in TEXT.items():
        published = checks[key]["published"].partition(";")[0]
        assert float(figure) == pytest.approx(float(published), abs=0.005), key


@pytest.mark.parametrize("row", TEXT)
def test_the_text_prints_it_to_the_digit(row: str) -> None:
    paragraph, figure = TEXT[row]
    assert numbers_of(texts()[paragraph]).count(figure) >= 1, texts()[paragraph]


def numbers_of(text: str) -> list[str]:
    return re.findall(r"(?<![\d.])\d+(?:\.\d+)?", text)


@pytest.mark.parametrize("row", ANALYSIS)
def test_the_analysis_holds_it(row: str) -> None:
    key, column, amount = ANALYSIS[row]
    assert line(key)[COLUMNS[column]] == pytest.approx(amount, abs=1e-9)


def test_the_table_holds_it() -> None:
    sheet, label, column, amount = TABLES["S6-3"]
    found = next(row for row in report().rows(sheet) if row[0] == label)
    assert found[column] == pytest.approx(amount, abs=1e-9)


def test_what_was_typed_is_there() -> None:
    typed = "\n".join(str(cell) for row in report().rows("绩效") for cell in row if cell)
    assert [text for text in TYPED.values() if text not in typed] == []


def test_the_rounding_that_was_cut_is_mended(checks: dict[str, dict[str, str]]) -> None:
    assert checks["S10-1"]["published"] == "4.09"
    assert "增加25.33万元，增长4.10%" in texts()["operating_costs"]
    assert "4.09" not in texts()["operating_costs"]


def test_the_branch_that_was_left_uncut_is_cut() -> None:
    text = texts()["abroad"]
    assert "与2019年持平" in text
    assert not any(word in text for word in ("增加", "减少", "增长", "下降", "完成"))


def test_what_cannot_be_had_is_not_printed() -> None:
    whole = "\n".join(texts().values())
    assert [figure for figure in UNAVAILABLE if figure in whole] == []
    assert len(UNAVAILABLE) == 3


@pytest.mark.parametrize(
    ("key", "amount"), [("total", 113.03), ("appropriation", 110.74), ("general", 110.74)]
)
def test_what_the_causes_leave_unexplained(key: str, amount: float) -> None:
    assert line(key)[COLUMNS["未说明"]] == pytest.approx(amount, abs=1e-9)
