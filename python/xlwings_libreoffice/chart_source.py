"""What a chart shows: its range, which of its cells are names, and what stands for one series."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

from .addresses import Area, quote_sheet, write_area
from .bridge import enum
from .reading import read_values

if TYPE_CHECKING:
    from .range_core import RangeCore


class Headers(NamedTuple):
    """Whether the first row holds the names of columns and the first column those of rows."""

    row: bool
    column: bool


def headers_of(block: list[list[Any]]) -> Headers:
    """Tell names from figures as Excel does: texts and dates are names, an empty corner stands before names."""
    several_rows, several_columns = len(block) > 1, len(block[0]) > 1
    if several_rows and several_columns and block[0][0] is None:
        return Headers(row=True, column=True)
    across = block[0][1:] if several_columns else block[0]
    down = [row[0] for row in (block[1:] if several_rows else block)]
    return Headers(
        row=several_rows and all(_is_name(value) for value in across),
        column=several_columns and all(_is_name(value) for value in down),
    )


def _is_name(value: Any) -> bool:
    return isinstance(value, str | dt.datetime)


def show_range(table: Any, model: Any, cells: RangeCore, plot_by: str | None) -> None:
    """Let an office's chart show a range; unless told, the longer side holds the categories, as in Excel."""
    headers = headers_of(read_values(cells))
    table.setRanges((cells.range_address,))
    table.setHasColumnHeaders(headers.row)
    table.setHasRowHeaders(headers.column)
    if plot_by is None:
        plot_by = "columns" if cells.area.rows >= cells.area.columns else "rows"
    write_plot_by(model, plot_by)


def read_plot_by(model: Any) -> str:
    """Whether the series are ``rows`` or ``columns``."""
    return str(model.Diagram.DataRowSource.value).lower()


def write_plot_by(model: Any, plot_by: str) -> None:
    """Make the series ``rows`` or ``columns``."""
    model.Diagram.DataRowSource = enum("chart.ChartDataRowSource", plot_by.upper())


def all_series(model: Any) -> list[Any]:
    """The office's series of a chart, in order."""
    systems = model.FirstDiagram.CoordinateSystems
    return [series for system in systems for kind in system.ChartTypes for series in kind.DataSeries]


def clear_series(model: Any) -> None:
    """Show nothing."""
    for system in model.FirstDiagram.CoordinateSystems:
        for kind in system.ChartTypes:
            kind.setDataSeries(())


def set_x_values(model: Any, office: Any, cells: RangeCore) -> None:
    """Take the categories, or the x values of points, from a range."""
    for series in all_series(model):
        others = tuple(one for one in series.DataSequences if one.Values.Role != "values-x")
        if len(others) < len(series.DataSequences):
            series.setData((_labelled(model, office, cells, "values-x"), *others))
    for system in model.FirstDiagram.CoordinateSystems:
        axis = system.getAxisByDimension(0, 0)
        scale = axis.ScaleData
        scale.Categories = _labelled(model, office, cells, "categories")
        axis.setScaleData(scale)


def _labelled(model: Any, office: Any, cells: RangeCore, role: str) -> Any:
    values = sequence(model, f"${quote_sheet(cells.sheet.name)}.{write_area(Area(*cells.area))}")
    values.Role = role
    labelled = office.service("com.sun.star.chart2.data.LabeledDataSequence")
    labelled.setValues(values)
    return labelled


def sequence(model: Any, text: str) -> Any:
    """An office's sequence of data: of a range, or of one text in quotes."""
    return model.getDataProvider().createDataSequenceByRangeRepresentation(text)
