"""Every text, every amount and every figure of the report is one of the workbook, and none is left over."""

from __future__ import annotations

import io
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

import pytest
from openpyxl import load_workbook

from juesuan.spec import load_format
from tests.report.books import sample_bytes, sample_report
from tests.report.reader import Block, C, Word

FORM = load_format("sichuan-2020")
WRITTEN = ("Heading1", "Heading2", "Heading3", "Heading4", "BodyText", "Caption")
FORM_TITLE = "项目绩效目标完成情况表"
HEADER_TOP = 4
"""Title, number and unit line stand above the header on every sheet of a table."""


@lru_cache(maxsize=1)
def book() -> Any:
    return load_workbook(io.BytesIO(sample_bytes()), data_only=True)


def word() -> Word:
    return sample_report()[0]


def adopted() -> Iterator[tuple[str, str]]:
    """Yield kind and text of the paragraphs of 情况说明, a person's own text where there is one."""
    rows = list(book()["情况说明"].iter_rows(values_only=True))
    top = next(n for n, row in enumerate(rows) if "生成的文字" in row)
    kind, generated, own = (rows[top].index(one) for one in ("类型", "生成的文字", "自己改写的文字"))
    for row in rows[top + 1 :]:
        text = row[own] or row[generated]
        if text:
            yield row[kind], text


def test_the_paragraphs_are_those_of_the_sheet_in_their_order() -> None:
    rows = list(adopted())
    title = rows.pop(0)[1]
    assert "".join(word().texts("Unit", "Title")) == title
    expected = [line for kind, text in rows if kind != "绩效表" for line in text.split("\n")]
    assert word().texts(*WRITTEN) == expected


def test_nothing_else_stands_in_the_document() -> None:
    others = {one.style for one in word().blocks if not one.rows and one.text} - set(WRITTEN)
    assert others == {"Unit", "Title", "Date", "TOCHeading", "TOC1", "TOC2", "TableNote"}
    assert word().texts("Date") == ["2021年3月"]


def printed(cell: Any) -> str:
    """A cell as it shows: amounts with two decimals, zeros blank."""
    value = cell.value
    if value is None or value == "":
        return ""
    if "0.00" in cell.number_format and isinstance(value, int | float):
        rounded = Decimal(repr(value)).quantize(Decimal("0.01"), ROUND_HALF_UP)
        return f"{rounded:,}" if value else ""
    return str(value)


def shown_rows(sheet: Any, footnote: str) -> Iterator[list[Any]]:
    """Yield the cells of the rows of a form that a person sees, from the header to the last one."""
    last = max(cell.column for row in sheet["A4:DZ8"] for cell in row if cell.border.right.style == "medium")
    for row in sheet.iter_rows(min_row=HEADER_TOP, max_col=last):
        if str(row[0].value or "").startswith(footnote):
            return
        if not sheet.row_dimensions[row[0].row].hidden:
            yield list(row)


def official(sheet: str) -> list[Block]:
    return [one for one in word().tables if f"\t{sheet}\n" in (one.rows[0][0] or "")]


@pytest.mark.parametrize(
    "table", [one for one in FORM if not one.page.column_blocks], ids=lambda one: one.sheet
)
def test_a_table_is_to_the_digit_that_of_its_sheet(table: Any) -> None:
    sheet = book()[table.sheet]
    rows = shown_rows(sheet, table.footnote)
    expected = [text for row in rows for text in map(printed, row) if text]
    (found,) = official(table.sheet)
    assert [text for row in found.rows[1:] for text in row if text] == expected


def test_the_wide_table_is_complete_over_its_pages() -> None:
    table = FORM.tables["07"]
    sheet = book()[table.sheet]
    rows = [[printed(cell) for cell in row] for row in shown_rows(sheet, table.footnote)]
    numbers = next(row for row in rows if row[0] == "栏次")
    expected = {
        (row[0], numbers[at]): text
        for row in rows[rows.index(numbers) + 1 :]
        for at, text in enumerate(row)
        if at > 1 and text
    }
    blocks = official(table.sheet)
    found: dict[tuple[str, str], str] = {}
    columns: list[str] = []
    for block in blocks:
        lines = [[text or "" for text in row] for row in block.rows]
        at = next(n for n, row in enumerate(lines) if row[0] == "栏次")
        columns += lines[at][1:]
        for row in lines[at + 1 :]:
            assert row[0], "the code stands on every page"
            assert row[0] == "合计" or row[1], "the name stands on every page"
            amounts = row[-len(lines[at][1:]) :]
            found.update({(row[0], n): text for n, text in zip(lines[at][1:], amounts, strict=True) if text})
    assert len(blocks) > 1
    assert found == expected
    assert columns == [one for one in numbers if one.isdigit()]


def test_notes_are_those_below_the_tables() -> None:
    expected = []
    for table in FORM:
        expected.append(table.footnote)
        sheet = book()[table.sheet]
        expected += [
            str(row[0].value)
            for row in sheet.iter_rows(max_col=1)
            if str(row[0].value or "").startswith("说明：")
        ]
    assert word().texts("TableNote") == expected


def analysis_lines() -> dict[str, tuple[str, float]]:
    """What 分析 says that the figures draw: text and amount by key."""
    found = {}
    labels: list[str] = []
    for row in book()["分析"].iter_rows(values_only=True):
        if "键" in row:
            labels = [str(one or "") for one in row]
        elif labels and labels[0] == "图中文字" and row[labels.index("键")]:
            found[str(row[labels.index("键")])] = (str(row[0]), row[1])
    return found


@pytest.mark.parametrize("number", range(7))
def test_a_figure_draws_the_lines_of_the_analysis(number: int) -> None:
    key = list(FORM.analysis.charts)[number]
    chart = word().charts[number]
    lines = [one for name, one in analysis_lines().items() if name.rpartition(".")[0] == key]
    assert list(zip(chart.labels, chart.values, strict=True)) == lines
    assert len(lines) >= 2
    assert chart.sheet == (("项目", "金额（万元）"), *lines)


def test_figures_are_as_many_as_captions_and_say_what_they_show() -> None:
    captions = word().texts("Caption")
    assert len(captions) == len(word().charts) == 7
    for caption, chart in zip(captions, word().charts, strict=True):
        assert caption.partition("：")[2].rstrip("）") in chart.description
        assert all(label in chart.description for label in chart.labels)
        assert chart.last == f"{C}externalData"


def test_columns_stand_on_zero_and_labels_say_what_the_report_says() -> None:
    archive = word().archive
    parts = [word().part(one) for one in archive.namelist() if one.startswith("word/charts/chart")]
    shown = {"showVal", "showCatName", "showPercent"}
    for part in parts:
        labels = part.find(f".//{C}dLbls")
        said = {one for one in shown if labels.find(f"{C}{one}").get("val") == "1"}
        if part.find(f".//{C}pieChart") is not None:
            assert said == {"showCatName"}, "the text holds the share as the report prints it"
        else:
            assert said == {"showVal"}
            assert labels.find(f"{C}numFmt").get("formatCode") == "0.00"
            assert part.find(f".//{C}valAx/{C}scaling/{C}min").get("val") == "0"
    assert len(parts) == 7


def test_the_forms_hold_the_projects_and_their_indicators() -> None:
    forms = [one for one in word().tables if (one.rows[0][0] or "").startswith(FORM_TITLE)]
    assert [one.rows[0][0] for one in forms] == [text for kind, text in adopted() if kind == "绩效表"]
    rows = list(book()["绩效"].iter_rows(values_only=True))
    heads = [n for n, row in enumerate(rows) if row[0] == "项目名称"]
    projects = [row for row in rows[heads[0] + 1 : heads[1] - 2] if row[0]]
    indicators = [row for row in rows[heads[1] + 1 : heads[2] - 2] if row[0]]
    assert len(forms) == len(projects) == 5
    for form, project in zip(forms, projects, strict=True):
        budget, actual, of_budget, of_actual = (Decimal(str(value)) for value in project[1:5])
        money = [row[-3:] for row in form.rows[3:6]]
        assert [(row[0], row[2]) for row in money] == [
            (f"{one:.2f}", f"{other:.2f}")
            for one, other in (
                (budget, actual),
                (of_budget, of_actual),
                (budget - of_budget, actual - of_actual),
            )
        ]
        assert form.rows[1][-1] == project[0]
        assert form.rows[7][1:] == (project[5], project[6])
        own = [row for row in indicators if row[0] == project[0]]
        assert len(form.rows) == 9 + len(own)
        levels: list[str | None] = [None, None]
        for line, row in zip(form.rows[9:], own, strict=True):
            assert line[-3:] == (row[3], row[5], row[6])
            levels = [text or above for text, above in zip(line[1:3], levels, strict=True)]
            assert levels == list(row[1:3])
