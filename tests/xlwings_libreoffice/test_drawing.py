"""Pictures, charts and shapes: what is this engine's own."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw
from xlwings.main import CHART_TYPES

from xlwings_libreoffice.bridge import struct
from xlwings_libreoffice.chart_source import headers_of
from xlwings_libreoffice.chart_types import LOOKS
from xlwings_libreoffice.contract.pictures import write_picture
from xlwings_libreoffice.errors import BookClosed, OfficeError

DAY = dt.datetime(2020, 1, 1)  # noqa: DTZ001 - cells know no time zones


@pytest.mark.parametrize(
    ("block", "row", "column"),
    [
        ([["", "a"], ["b", 1.0]], True, True),
        ([[None, 2019.0], [1.0, 2.0]], True, True),  # an empty corner stands before names
        ([["x", "a"], ["b", 1.0]], True, True),
        ([["a", "b"], [1.0, 2.0]], True, False),
        ([["a", 1.0], ["b", 2.0]], False, True),
        ([[1.0, 2.0], [3.0, 4.0]], False, False),
        ([["x", "a"], [DAY, 1.0], [DAY, 2.0]], True, True),  # dates are names
        ([["a"], [1.0], [2.0]], True, False),
        ([["a", 1.0, 2.0]], False, True),
        ([["x", "a"], ["b", 1.0], [None, 2.0]], True, False),
        ([[1.0]], False, False),
    ],
)
def test_names_at_the_rim_of_a_range(block: list[list[Any]], row: bool, column: bool) -> None:
    assert headers_of(block) == (row, column)


def test_every_type_is_one_of_xlwings() -> None:
    assert set(LOOKS) <= set(CHART_TYPES)
    assert len(set(LOOKS.values())) == len(LOOKS) == 35


@pytest.fixture
def data(sheet: xw.Sheet) -> xw.Range:
    sheet["A1"].value = [["", "甲", "乙"], ["一", 1, 2], ["二", 3, 5]]
    return sheet["A1:C3"]


@pytest.mark.office
def test_what_charts_cannot_do_is_named(sheet: xw.Sheet, data: xw.Range) -> None:
    chart = sheet.charts.add(source=data)
    for ask, name in (
        (lambda: sheet.charts.add(chart_type="bubble"), "Charts.add(chart_type='bubble')"),
        (lambda: setattr(chart, "chart_type", "stock_hlc"), "Chart.chart_type = 'stock_hlc'"),
        (lambda: chart.style, "Chart.style"),
        (lambda: chart.secondary_value_axis.title, "Chart.secondary_value_axis"),
        (lambda: setattr(chart.legend, "position", "corner"), "ChartLegend.position = 'corner'"),
        (lambda: chart.series[0].marker_size, "ChartSeries.marker_size"),
        (lambda: setattr(chart.series[0], "line_color", (1, 2, 3)), "ChartSeries.line_color of areas"),
        (lambda: sheet.shapes[0].font.bold, "Shape.font"),
    ):
        with pytest.raises(NotImplementedError) as error:
            ask()
        assert name in str(error.value)
    assert len(sheet.charts) == 1  # nothing is left of the chart that could not be made
    pie = sheet.charts.add(source=data, chart_type="pie")
    with pytest.raises(OfficeError, match="no visible value axis"):
        _ = pie.value_axis.minimum_scale


@pytest.mark.office
def test_several_kinds_in_one_chart_are_a_combination(sheet: xw.Sheet, data: xw.Range) -> None:
    chart = sheet.charts.add(source=data)
    chart.impl.model.Diagram = chart.impl.model.createInstance("com.sun.star.chart.BarDiagram")
    chart.impl.model.Diagram.NumberOfLines = 1
    assert chart.chart_type == "combination"
    assert [series.name for series in chart.series] == ["甲", "乙"]


@pytest.mark.office
def test_sheets_whose_names_need_care(book: xw.Book) -> None:
    sheet = book.sheets.add("O'Hara 表", after=book.sheets[-1])
    sheet["A1"].value = [[2019, 1, 2], [2020, 3, 5]]
    chart = sheet.charts.add(source=sheet["B1:C2"], plot_by="columns", chart_type="line")
    chart.set_x_axis_values(sheet["A1:A2"])
    system = chart.impl.model.FirstDiagram.CoordinateSystems[0]
    assert system.getAxisByDimension(0, 0).ScaleData.Categories.Values.Data == (2019.0, 2020.0)
    points = sheet.charts.add(source=sheet["A1:C2"], plot_by="columns", chart_type="xy_scatter")
    points.set_x_axis_values(sheet["C1:C2"])
    assert [[one.Values.Data for one in series.api.DataSequences] for series in points.series] == [
        [(2.0, 5.0), (1.0, 3.0)],
        [(2.0, 5.0), (2.0, 5.0)],
    ]
    sheet.delete()


@pytest.mark.office
def test_a_box_with_text_is_a_shape_and_a_note_is_none(sheet: xw.Sheet) -> None:
    sheet["A1"].add_note("注")
    box = sheet.book.api.createInstance("com.sun.star.drawing.RectangleShape")
    sheet.api.DrawPage.add(box)
    box.Size = struct("com.sun.star.awt.Size", Width=2540, Height=1270)
    line = sheet.book.api.createInstance("com.sun.star.drawing.LineShape")
    sheet.api.DrawPage.add(line)
    assert [(shape.name, shape.type) for shape in sheet.shapes] == [
        ("Shape 1", "auto_shape"),
        ("Line 2", "line"),
    ]
    shape = sheet.shapes["Shape 1"]
    shape.text = "审核人"
    assert (shape.text, shape.width, shape.height) == ("审核人", 72, 36)
    with pytest.raises(ValueError, match="only a picture"):
        shape.scale_width(2, relative_to_original_size=True)
    shape.scale_width(2)
    assert shape.width == pytest.approx(144, abs=0.1)


@pytest.mark.office
def test_a_linked_picture_is_named_and_a_removed_one_is_gone(sheet: xw.Sheet, tmp_path: Path) -> None:
    red = write_picture(tmp_path / "red.png", 10, 10, (255, 0, 0))
    with pytest.raises(NotImplementedError, match="link_to_file"):
        sheet.pictures.add(red, link_to_file=True)
    picture = sheet.pictures.add(red)
    again = sheet.pictures[0]
    picture.delete()
    with pytest.raises(BookClosed, match="not on the sheet"):
        again.impl.index()
    assert len(sheet.pictures) == 0
