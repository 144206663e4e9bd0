"""The rows that a figure draws: which parts, in what order, with the words and shares of the report."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache

import pytest

from juesuan.analysis.chart_data import Amount, Bar, Part, column_lines, pie_lines
from juesuan.analysis.line import Line
from juesuan.analysis.shares import share
from juesuan.book.chart_blocks import AMOUNT, CHART_DATA, FIGURE, LABEL, SHARE, ChartBlock, chart_blocks
from juesuan.spec import load_format

WAN = 1_000_000


@cache
def blocks() -> tuple[ChartBlock, ...]:
    return chart_blocks(load_format("sichuan-2020"))


def fen(text: str | None) -> int | None:
    return None if text is None else int(Decimal(text) * WAN)


def pie(parts: Sequence[tuple[str, str | None]], whole: str | None) -> list[Line]:
    total = fen(whole)
    given = []
    for n, (label, text) in enumerate(parts):
        value = fen(text)
        percent = None if value is None or not total else share(value, total)
        given.append(Part(label, Amount(value, f"B{n + 20}"), percent, f"E{n + 20}"))
    return pie_lines(blocks()[1], given, Amount(total, "C20"))


def shown(lines: Sequence[Line], column: str = LABEL) -> list[object]:
    return [line.fields[column].content if column in line.fields else None for line in lines]


INCOME = [
    ("一般公共预算财政拨款收入", "7970.77"),
    ("政府性基金预算财政拨款收入", "298.84"),
    ("其他收入", "92.79"),
]


def test_the_sample_as_the_report_says_it() -> None:
    lines = pie(INCOME, "8362.40")
    assert shown(lines) == [
        "一般公共预算财政拨款收入 95.32%",
        "政府性基金预算财政拨款收入 3.57%",
        "其他收入 1.11%",
    ]
    assert shown(lines, AMOUNT) == [7970.77, 298.84, 92.79]
    assert shown(lines, SHARE) == [95.32, 3.57, 1.11]
    assert shown(lines, FIGURE) == ["图2"] * 3
    assert [line.key for line in lines] == ["income_structure.1", "income_structure.2", "income_structure.3"]
    assert {line.section for line in lines} == {CHART_DATA}


def test_every_cell_is_a_live_formula() -> None:
    line = pie(INCOME, "8362.40")[1]
    first = blocks()[1].first
    assert line.fields[AMOUNT].formula == "=B21"
    assert line.fields[SHARE].formula == "=E21"
    assert line.fields[LABEL].formula == f'="政府性基金预算财政拨款收入 "&TEXT(E{first + 1},"0.00")&"%"'


def test_a_label_with_quotation_marks() -> None:
    line = pie([('"甲"', "1")], "1")[0]
    assert line.fields[LABEL].value == '"甲" 100.00%'
    assert str(line.fields[LABEL].formula).startswith('="""甲"" "&TEXT(')


def test_the_largest_come_first_and_zeros_do_not_come() -> None:
    lines = pie([("甲", "1"), ("乙", "0"), ("丙", "6"), ("丁", "3"), ("戊", "3")], "13")
    assert shown(lines) == ["丙 46.15%", "丁 23.08%", "戊 23.08%", "甲 7.69%"]
    assert [line.fields[AMOUNT].formula for line in lines] == ["=B22", "=B23", "=B24", "=B20"]


def test_ten_parts_stand_by_themselves() -> None:
    lines = pie([(str(n), str(n)) for n in range(1, 11)], "55")
    assert len(lines) == 10
    assert shown(lines)[0] == "10 18.18%"
    assert shown(lines)[-1] == "1 1.82%"


def test_of_more_than_ten_the_smallest_are_together() -> None:
    lines = pie([(str(n), str(n)) for n in range(1, 13)], "78")
    first = blocks()[1].first
    assert len(lines) == 10
    assert shown(lines)[-2:] == ["4 5.13%", "其他 7.69%"]
    other = lines[-1].fields
    assert other[AMOUNT].content == 6
    assert other[AMOUNT].formula == "=B22+B21+B20"
    assert other[SHARE].formula == f"=ROUND(B{first + 9}*100/C20,2)"


def test_what_the_parts_miss_is_a_part_of_its_own() -> None:
    lines = pie([("甲", "60"), ("乙", "30")], "100")
    assert shown(lines) == ["甲 60.00%", "乙 30.00%", "未列明 10.00%"]
    assert lines[-1].fields[AMOUNT].formula == "=C20-B20-B21"
    many = pie([(str(n), str(n)) for n in range(1, 13)], "100")
    assert len(many) == 10
    assert shown(many)[-3:] == ["5 5.00%", "其他 10.00%", "未列明 22.00%"]


@pytest.mark.parametrize("whole", ["100.01", "99.99"])
def test_a_tail_is_no_part(whole: str) -> None:
    assert len(pie([("甲", "60"), ("乙", "40")], whole)) == 2


@pytest.mark.parametrize(
    ("parts", "whole", "why"),
    [
        ([("甲", "-5"), ("乙", "7")], "2", "有负数或各部分超过合计"),
        ([("甲", "60"), ("乙", "50")], "100", "有负数或各部分超过合计"),
        ([("甲", "-60"), ("乙", "-40")], "-100", "有负数或各部分超过合计"),
        ([("甲", None), ("乙", "50")], "100", "还没有填报"),
        ([("甲", "50"), ("乙", "50")], None, "还没有填报"),
        ([("甲", "0"), ("乙", "0")], "0", "都是零"),
        ([], "0", "都是零"),
    ],
)
def test_what_would_be_a_wrong_picture_is_not_drawn(
    parts: list[tuple[str, str | None]], whole: str | None, why: str
) -> None:
    lines = pie(parts, whole)
    assert len(lines) == 1
    assert why in str(shown(lines)[0])
    assert shown(lines, AMOUNT) == [None]
    assert shown(lines, FIGURE) == ["图2"]


def columns(before: str | None, now: str | None) -> list[Line]:
    bars = [Bar("2019年度", Amount(fen(before), "C5")), Bar("2020年度", Amount(fen(now), "B5"))]
    return column_lines(blocks()[0], bars)


def test_both_years() -> None:
    lines = columns("9767.04", "8414.20")
    assert shown(lines) == ["2019年度", "2020年度"]
    assert shown(lines, AMOUNT) == [9767.04, 8414.2]
    assert [line.fields[AMOUNT].formula for line in lines] == ["=C5", "=B5"]
    assert [line.key for line in lines] == ["total_change.1", "total_change.2"]


def test_a_year_that_is_not_known_is_left_out_and_zero_is_known() -> None:
    assert shown(columns(None, "8414.20")) == ["2020年度"]
    assert shown(columns("0", "8414.20"), AMOUNT) == [0, 8414.2]
    assert columns(None, None) == []


def test_negative_columns_are_not_drawn() -> None:
    lines = columns("-1", "2")
    assert len(lines) == 1
    assert "有负数" in str(shown(lines)[0])
    assert shown(lines, AMOUNT) == [None]


def test_no_figure_has_more_rows_than_it_draws() -> None:
    for count in range(25):
        parts: list[tuple[str, str | None]] = [(str(n), "1") for n in range(count)]
        assert len(pie(parts, "30")) <= blocks()[1].drawn
