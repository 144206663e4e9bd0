# ruff: noqa: S101, D103 - tests
# mypy: disable-error-code="comparison-overlap"
"""Charts: what they show, how they look, where they stand."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
import xlwings as xw

TYPES = [
    *(
        "column_clustered",
        "column_stacked",
        "column_stacked_100",
        "bar_clustered",
        "bar_stacked",
        "bar_stacked_100",
    ),
    *("line", "line_markers", "line_stacked", "line_markers_stacked_100", "area", "area_stacked"),
    *("area_stacked_100", "pie", "doughnut", "radar", "radar_markers", "radar_filled", "xy_scatter"),
    *("xy_scatter_lines", "xy_scatter_lines_no_markers", "xy_scatter_smooth", "xy_scatter_smooth_no_markers"),
    *("3d_column_clustered", "3d_bar_stacked", "3d_area", "3d_pie"),
]


@pytest.fixture
def data(sheet: xw.Sheet) -> xw.Range:
    """Two columns of figures with names on both sides."""
    sheet["A1"].value = [["支出", "上年", "本年"], ["基本", 10, 20.5], ["项目", 30, 25], ["其他", 1, 2]]
    return sheet["A1:C4"]


def test_a_chart_shows_a_range(sheet: xw.Sheet, data: xw.Range) -> None:
    assert len(sheet.charts) == 0
    chart = sheet.charts.add(source=data, chart_type="column_clustered", name="支出图", anchor=sheet["E2"])
    assert (chart.name, chart.chart_type, chart.parent) == ("支出图", "column_clustered", sheet)
    assert [series.name for series in chart.series] == ["上年", "本年"]
    assert chart.plot_by == "columns"
    assert chart.left == pytest.approx(sheet["E2"].left, abs=0.2)
    assert (chart.width, chart.height) == (pytest.approx(355, abs=0.2), pytest.approx(211, abs=0.2))
    chart.plot_by = "rows"
    assert [series.name for series in chart.series] == ["基本", "项目", "其他"]
    assert sheet.charts["支出图"].name == "支出图"
    assert "支出图" in sheet.charts
    with pytest.raises(Exception, match="already present"):
        sheet.charts.add(name="支出图")
    chart.delete()
    assert len(sheet.charts) == 0


def test_a_chart_in_steps(sheet: xw.Sheet, data: xw.Range) -> None:
    chart = sheet.charts.add(10, 20, 200, 150)
    assert chart.name == "Chart 1"
    assert len(chart.series) == 0
    chart.set_source_data(data)
    chart.chart_type = "line"
    assert (chart.chart_type, len(chart.series)) == ("line", 2)
    chart.set_source_data(sheet["A1:B4"], plot_by="rows")
    assert [series.name for series in chart.series] == ["基本", "项目", "其他"]
    chart.left, chart.top, chart.width, chart.height = 50, 60, 300, 100
    where = (chart.left, chart.top, chart.width, chart.height)
    assert where == (*[pytest.approx(value, abs=0.2) for value in (50, 60, 300, 100)],)
    chart.name = "改"
    assert [one.name for one in sheet.charts] == ["改"]


def test_a_wide_range_has_its_series_in_rows(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [["", "一月", "二月", "三月"], ["收", 1, 2, 3], ["支", 4, 5, 6]]
    chart = sheet.charts.add(source=sheet["A1:D3"])
    assert chart.plot_by == "rows"
    assert [series.name for series in chart.series] == ["收", "支"]


def test_years_are_names_under_an_empty_corner(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[None, "收", "支"], [2019, 1, 2], [2020, 3, 4], [2021, 5, 6]]
    chart = sheet.charts.add(source=sheet["A1:C4"])
    assert [series.name for series in chart.series] == ["收", "支"]
    numbers = sheet.charts.add(source=sheet["B2:C4"], chart_type="line", plot_by="columns")
    numbers.set_x_axis_values(sheet["A2:A4"])
    assert len(numbers.series) == 2


@pytest.mark.parametrize("chart_type", TYPES)
def test_types_come_back(sheet: xw.Sheet, data: xw.Range, chart_type: str) -> None:
    chart = sheet.charts.add(source=data)
    chart.chart_type = chart_type
    assert chart.chart_type == chart_type
    assert len(chart.series) == 2
    chart.chart_type = "column_clustered"
    assert chart.chart_type == "column_clustered"


def test_title_and_legend(sheet: xw.Sheet, data: xw.Range) -> None:
    chart = sheet.charts.add(source=data)
    chart.title = "收支对比（万元）"
    assert chart.title == "收支对比（万元）"
    chart.title = None
    assert chart.title is None
    for position in ("bottom", "left", "top", "right"):
        chart.legend.position = position
        assert (chart.legend.visible, chart.legend.position) == (True, position)
    chart.legend.visible = False
    assert (chart.legend.visible, chart.legend.position) == (False, None)


def test_axes(sheet: xw.Sheet, data: xw.Range) -> None:
    chart = sheet.charts.add(source=data, chart_type="column_clustered")
    axis = chart.value_axis
    assert axis.title is None
    axis.set(title="万元", minimum_scale=-10, maximum_scale=50, major_unit=20, number_format="#,##0.00")
    assert (axis.title, axis.minimum_scale, axis.maximum_scale, axis.major_unit) == ("万元", -10, 50, 20)
    assert axis.number_format == "#,##0.00"
    axis.minimum_scale, axis.major_unit = 0, 10
    axis.maximum_scale = None
    assert 30 <= axis.maximum_scale <= 40
    axis.reverse_order = True
    assert axis.reverse_order is True
    chart.category_axis.crosses = "maximum"
    assert (chart.category_axis.crosses, axis.crosses) == ("maximum", "automatic")
    chart.category_axis.visible = False
    assert (chart.category_axis.visible, axis.visible) == (False, True)


def test_series(sheet: xw.Sheet, data: xw.Range) -> None:
    chart = sheet.charts.add(source=data, chart_type="column_clustered")
    first, second = chart.series
    first.fill_color = (200, 30, 40)
    second.set(name='决算"数"', fill_color="#00ff80", axis_group="secondary")
    assert [series.fill_color for series in chart.series] == [(200, 30, 40), (0, 255, 128)]
    assert [series.name for series in chart.series] == ["上年", '决算"数"']
    assert [series.axis_group for series in chart.series] == ["primary", "secondary"]
    chart.chart_type = "line"
    chart.series[0].line_color = (1, 2, 3)
    assert chart.series[0].line_color == (1, 2, 3)


def test_charts_are_saved(app: xw.App, tmp_path: Path) -> None:
    path = tmp_path / "图表.xlsx"
    made = app.books.add()
    sheet = made.sheets[0]
    sheet["A1"].value = [["", "上年", "本年"], ["基本", 10, 20.5], ["项目", 30, 25]]
    for place, chart_type in enumerate(TYPES):
        chart = sheet.charts.add(
            20, 220 * place, chart_type=chart_type, source=sheet["A1:C3"], name=chart_type
        )
        chart.title = "题 " + chart_type
        chart.legend.position = "bottom"
    made.save(path)
    made.close()
    with zipfile.ZipFile(path) as package:
        parts = [package.read(name).decode() for name in package.namelist() if "/charts/chart" in name]
    assert len(parts) == len(TYPES)
    assert all("$B$1" in part and "$C$2:$C$3" in part and "上年" in part for part in parts)
    again = app.books.open(path)
    charts = list(again.sheets[0].charts)
    assert [chart.chart_type for chart in charts] == [chart.name for chart in charts] == TYPES
    assert [chart.title for chart in charts] == ["题 " + chart_type for chart_type in TYPES]
    assert {chart.legend.position for chart in charts} == {"bottom"}
    assert [series.name for series in charts[0].series] == ["上年", "本年"]
    assert charts[1].top == pytest.approx(220, abs=1.5)
    again.close()


def test_a_chart_as_a_picture(sheet: xw.Sheet, data: xw.Range, tmp_path: Path) -> None:
    chart = sheet.charts.add(source=data, chart_type="bar_clustered")
    chart.to_png(tmp_path / "图.png")
    written = (tmp_path / "图.png").read_bytes()
    assert written.startswith(b"\x89PNG")
    assert len(written) > 1000
    chart.to_pdf(tmp_path / "图.pdf")
    assert (tmp_path / "图.pdf").read_bytes().startswith(b"%PDF")
