"""The figures in a new book: bound to their rows, in order, printed whole, left alone by the file door."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from openxml_audit import OpenXmlValidator
from python_calamine import CalamineWorkbook

from juesuan.analysis.chart_data import Amount, Bar, Part, column_lines, pie_lines
from juesuan.analysis.line import Line
from juesuan.analysis.shares import share
from juesuan.book.chart_blocks import AMOUNT, BLOCK, LABEL, SHARE, ChartBlock, chart_blocks
from juesuan.book.file import FileBook
from juesuan.book.sheetpart import Content
from juesuan.book.sheets import all_sections
from juesuan.regenerate import regenerate_file
from juesuan.spec import load_format
from juesuan.spec.analysis import Analysis
from juesuan.template.build import build_template
from juesuan.template.charts import CHART_ROWS, chart_cell
from juesuan.validate import validate_file
from tests.books import book_bytes
from tests.office import convert, needs_office

FORMAT, SHEET = "sichuan-2020", "图表"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
CHART_PARTS = re.compile(r"xl/(charts|drawings)/")
A4_HEIGHT, WAN = 595, 1_000_000


@cache
def built() -> bytes:
    return build_template(load_format(FORMAT), {"year": "2020"})


@cache
def blocks() -> tuple[ChartBlock, ...]:
    return chart_blocks(load_format(FORMAT))


@cache
def sheet() -> Any:
    return load_workbook(io.BytesIO(built()))[SHEET]


def parts(book: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(book)) as package:
        return {name: package.read(name) for name in package.namelist() if CHART_PARTS.match(name)}


def charts() -> list[Any]:
    found = parts(built())
    return [etree.fromstring(found[f"xl/charts/chart{n}.xml"]) for n in range(1, len(blocks()) + 1)]


def value(element: Any, name: str) -> str:
    return str(element.find(f".//{C}{name}").get("val"))


# in the book


def test_every_figure_of_the_format_has_a_chart_of_its_kind_and_caption() -> None:
    kinds = ["barChart", "pieChart", "pieChart", "barChart", "barChart", "pieChart", "pieChart"]
    assert [one.find(f".//{C}plotArea")[1].tag for one in charts()] == [C + kind for kind in kinds]
    captions = [one.find(f".//{C}title//{A}t").text for one in charts()]
    assert captions == [block.caption for block in blocks()]
    assert captions[0] == "图1　收、支决算总计变动情况"
    units = ["".join(one.find(f".//{C}title").itertext()).endswith("单位：万元") for one in charts()]
    assert units == [not block.is_pie for block in blocks()]


def test_every_chart_draws_its_own_rows() -> None:
    section = all_sections(load_format(FORMAT))["chart_data"]
    taken: set[int] = set()
    for block, chart in zip(blocks(), charts(), strict=True):
        for kind, column in (("cat", LABEL), ("val", AMOUNT)):
            name, _, place = chart.find(f".//{C}{kind}//{C}f").text.rpartition("!")
            left, top, right, bottom = (int(one or 0) for one in range_boundaries(place.replace("$", "")))
            assert name == section.sheet
            assert left == right == section.column(column)
            assert (top, bottom) == (block.first, block.first + block.drawn - 1)
        assert set(range(top, bottom + 1)) <= set(block.rows)
        assert not taken & set(block.rows)
        taken |= set(block.rows)
    assert min(taken) == section.first
    assert max(taken) <= section.last


def test_rows_may_have_been_inserted_above() -> None:
    moved = chart_blocks(load_format(FORMAT), first=2000)
    assert [block.first for block in moved] == [2000 + n * BLOCK for n in range(len(moved))]


def test_hidden_rows_are_drawn_and_blank_ones_are_not() -> None:
    for chart in charts():
        assert (value(chart, "plotVisOnly"), value(chart, "dispBlanksAs")) == ("0", "gap")
        assert value(chart, "roundedCorners") == "0"
        assert chart.find(f".//{C}legend") is None


def test_labels_are_the_words_of_the_list_and_nothing_is_computed() -> None:
    for block, chart in zip(blocks(), charts(), strict=True):
        labels = chart.find(f".//{C}dLbls")
        shown = {
            name
            for name in ("CatName", "Val", "SerName", "Percent", "LegendKey")
            if value(labels, f"show{name}") == "1"
        }
        assert shown == ({"CatName"} if block.is_pie else {"Val"})
        if block.is_pie:
            assert (value(labels, "dLblPos"), value(labels, "showLeaderLines")) == ("bestFit", "1")
        else:
            numbers = labels.find(f"{C}numFmt")
            assert (numbers.get("formatCode"), numbers.get("sourceLinked")) == ("0.00", "0")
            assert value(chart.find(f".//{C}valAx"), "min") == "0"


def gray(color: str) -> float:
    red, green, blue = (int(color[n : n + 2], 16) for n in (0, 2, 4))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def test_neighbours_differ_in_grey_and_words_are_readable_upon_them() -> None:
    for chart, block in zip(charts(), blocks(), strict=True):
        points = chart.findall(f".//{C}dPt")
        tones = [gray(one.find(f".//{A}solidFill/{A}srgbClr").get("val")) for one in points]
        assert len(tones) == block.drawn
        pairs = zip(tones, tones[1:] + tones[:1], strict=True)
        assert all(abs(one - other) > 30 for one, other in pairs)
        assert min(tones) > 150


def test_what_is_read_out() -> None:
    drawing = etree.fromstring(parts(built())["xl/drawings/drawing1.xml"])
    frames = [one for one in drawing.iter() if one.tag.endswith("}cNvPr")]
    assert [one.get("name") for one in frames] == [block.label for block in blocks()]
    for frame, block in zip(frames, blocks(), strict=True):
        assert str(frame.get("descr")).startswith(block.caption)
        assert "分析" in str(frame.get("descr"))


def test_nothing_overlaps_and_no_page_break_cuts() -> None:
    anchors = [chart.anchor for chart in sheet()._charts]
    areas = [(one._from.col, one._from.row, one.to.col, one.to.row) for one in anchors]
    for number, (left, top, right, bottom) in enumerate(areas):
        assert (top + 1, left + 1) == chart_cell(number + 1)
        assert bottom - top == CHART_ROWS
        for other in areas[:number]:
            assert left >= other[2] or right <= other[0] or top >= other[3] or bottom <= other[1]
    breaks = [one.id for one in sheet().row_breaks.brk]
    assert breaks == [27]
    assert all(not top < at < bottom for _, top, _, bottom in areas for at in breaks)
    printed = range_boundaries(sheet().print_area.rpartition("!")[2].replace("$", ""))
    last_column, last_row = (int(one or 0) for one in printed[2:])
    assert all(right <= last_column and bottom <= last_row for _, _, right, bottom in areas)


def test_a_page_takes_what_is_put_on_it() -> None:
    page = sheet()
    assert not page.sheet_properties.pageSetUpPr.fitToPage
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    height = sum(page.row_dimensions[row].height or 18 for row in range(1, page.row_breaks.brk[0].id + 1))
    assert height <= A4_HEIGHT - 72 * (page.page_margins.top + page.page_margins.bottom)
    width = sum(page.column_dimensions[letter].width for letter in "ABCDE")
    assert width * 6.5 <= 784


def test_the_way_back() -> None:
    links = [cell for row in sheet().iter_rows() for cell in row if cell.hyperlink]
    assert [(cell.value, cell.hyperlink.location) for cell in links] == [("返回目录", "目录!A1")]


def test_without_figures_there_is_only_a_title() -> None:
    form = replace(load_format(FORMAT), analysis=Analysis())
    book = build_template(form, {})
    assert parts(book) == {}
    assert load_workbook(io.BytesIO(book))[SHEET]["A1"].value == "图表"


def test_more_figures_than_the_list_has_rows_for() -> None:
    form = load_format(FORMAT)
    one = next(iter(form.analysis.charts.values()))
    many = Analysis(charts={f"c{n}": one for n in range(11)})
    with pytest.raises(ValueError, match="rows for 10 only"):
        chart_blocks(replace(form, analysis=many))


def test_the_validator_finds_nothing_in_charts_and_drawing(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(filled(live=False))
    errors = [str(one) for one in OpenXmlValidator().validate(str(path)).errors]
    assert [one for one in errors if CHART_PARTS.search(one)] == []


# filled


def fen(text: str) -> int:
    return int(Decimal(text) * WAN)


SAMPLE: dict[int, list[tuple[str, str]]] = {
    1: [("2019年度", "9767.04"), ("2020年度", "8414.20")],
    2: [
        ("一般公共预算财政拨款收入", "7970.77"),
        ("政府性基金预算财政拨款收入", "298.84"),
        ("其他收入", "92.79"),
    ],
    3: [("基本支出", "5044.97"), ("项目支出", "3369.23")],
    4: [("2019年度", "9603.60"), ("2020年度", "8269.61")],
    5: [("2019年度", "8313.60"), ("2020年度", "7970.77")],
    6: [(f"第{n}类", f"{n}00.01") for n in range(1, 14)],
    7: [("公务用车", "96.16"), ("公务接待", "0.55")],
}
PARTS_TOP = 400
"""Rows of 分析 where the amounts and shares of the parts are put for the test."""


def sample_lines(block: ChartBlock, top: int) -> list[Line]:
    given = SAMPLE[block.number]
    if not block.is_pie:
        return column_lines(
            block, [Bar(label, Amount(fen(text), f"B{top + n}")) for n, (label, text) in enumerate(given)]
        )
    whole = sum(fen(text) for _, text in given)
    made = [
        Part(label, Amount(fen(text), f"B{top + n}"), share(fen(text), whole), f"E{top + n}")
        for n, (label, text) in enumerate(given)
    ]
    return pie_lines(block, made, Amount(whole, f"C{top}"))


def filled(*, live: bool) -> bytes:
    """A book with the sample's figures; ``live``: formulas without values."""
    book = FileBook.from_bytes(built())
    part = book.part(blocks()[0].section.sheet)
    for block in blocks():
        top = PARTS_TOP + 20 * block.number
        given = SAMPLE[block.number]
        whole = sum(fen(text) for _, text in given)
        for n, (_, text) in enumerate(given):
            part.set_cell(top + n, 2, Content(float(text)))
            part.set_cell(top + n, 3, Content(whole / WAN))
            part.set_cell(top + n, 5, Content(float(share(fen(text), whole) or 0)))
        for n, line in enumerate(sample_lines(block, top)):
            for column, field in line.fields.items():
                formula = field.formula if live else None
                value = None if formula else field.content
                part.set_cell(block.first + n, block.section.column(column), Content(value, formula))
    return book.to_bytes()


@pytest.mark.office
@needs_office
def test_libreoffice_calculates_what_python_says(tmp_path: Path) -> None:
    for name, data in (("filled", filled(live=True)), ("blank", built())):
        (tmp_path / f"{name}.xlsx").write_bytes(data)
    convert(tmp_path.glob("*.xlsx"), "xlsx", tmp_path / "out", recalculate=True)
    book = CalamineWorkbook.from_path(tmp_path / "out" / "filled.xlsx")
    rows = book.get_sheet_by_name("分析").to_python(skip_empty_area=False)
    for block in blocks():
        lines = sample_lines(block, PARTS_TOP + 20 * block.number)
        for n, at in enumerate(block.rows):
            fields = lines[n].fields if n < len(lines) else {}
            for column in (LABEL, AMOUNT, SHARE):
                wanted = fields[column].content if column in fields else ""
                found = rows[at - 1][block.section.column(column) - 1] if at <= len(rows) else ""
                assert found == (wanted if isinstance(wanted, str) else pytest.approx(wanted)), (
                    block.label,
                    n,
                )
    assert remarks(tmp_path / "out" / "filled.xlsx") == []
    empty = remarks(tmp_path / "out" / "blank.xlsx")
    assert empty == [f"{block.label}：尚无数据，按“变动分析”后画出。" for block in blocks()]


def remarks(path: Path) -> list[str]:
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name(SHEET).to_python(skip_empty_area=False)
    return [str(cell) for row in rows[2:] for cell in row if cell and cell != "返回目录"]


@pytest.mark.office
@needs_office
def test_the_words_stand_in_the_printed_figures(tmp_path: Path) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    path = tmp_path / "book.xlsx"
    path.write_bytes(filled(live=False))
    convert([path], "pdf", tmp_path)
    text = subprocess.run(
        ["pdftotext", str(path.with_suffix(".pdf")), "-"], check=True, capture_output=True, text=True
    ).stdout
    pages = [page for page in text.split("\f") if "支决算总计变动" in page or "支出决算变动" in page]
    printed = re.sub(r"\s", "", "".join(pages))
    assert len(pages) == 2
    for words in (
        "95.32%",
        "3.57%",
        "1.11%",
        "59.96%",
        "40.04%",
        "99.43%",
        "0.57%",
        "9767.04",
        "8313.60",
        "9603.60",
    ):
        assert words in printed
    for block in blocks():
        assert block.label in printed
        assert block.chart.title in printed


# through the file door


def test_recomputing_and_auditing_leave_the_charts_alone(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    before = book_bytes("panzhihua-2020")
    path.write_bytes(before)
    book = FileBook.open(path)
    codes = [row[0] for row in book.grid("公开06表").rows]
    book.part("公开06表").set_cell(codes.index("2040220") + 1, 5, Content(2014.6))
    book.save()
    assert regenerate_file(path).written
    assert validate_file(path)
    after = path.read_bytes()
    assert len(parts(before)) == 2 + len(blocks())
    assert parts(after) == parts(before)
