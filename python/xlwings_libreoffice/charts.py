"""Charts on a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from .addresses import COLUMNS, ROWS
from .bridge import struct
from .chart_parts import ChartAxis, ChartLegend, ChartSeriesCollection, without_frame
from .chart_source import clear_series, read_plot_by, set_x_values, show_range, write_plot_by
from .chart_types import LOOKS, read_type, write_type
from .collection import Collection
from .drawn import PER_POINT, Drawn, free_name, shapes_on
from .graphics import write_pdf, write_png
from .guard import engine_class, partly, unguarded, unsupported
from .shapes import OnSheet

if TYPE_CHECKING:
    from .range_core import RangeCore


@engine_class
class Chart(Drawn, base_classes.Chart):
    """A chart."""

    @property
    def model(self) -> Any:
        """The office's chart itself."""
        return self.xl.Model

    @property
    def table(self) -> Any:
        """The office's tie between chart and cells."""
        return self.sheet.xl.Charts.getByName(self.xl.PersistName)

    @property
    def api(self) -> tuple[Any, Any]:
        """The office's shape and chart."""
        return self.xl, self.model

    def delete(self) -> None:
        """Remove it from the sheet."""
        self.sheet.xl.Charts.removeByName(self.xl.PersistName)

    def set_source_data(self, rng: RangeCore, plot_by: str | None = None) -> None:
        """Show a range."""
        show_range(self.table, self.model, rng, plot_by)

    def set_x_axis_values(self, rng: RangeCore) -> None:
        """Take the categories from a range."""
        set_x_values(self.model, self.office, rng)

    @property
    @partly("bars, columns, lines, areas, pies, doughnuts, radars, points; 3d where the office has it")
    def chart_type(self) -> str:
        """The type."""
        found = read_type(self.model)
        if found is None:
            raise unsupported(f"Chart.chart_type of the office's {self.model.Diagram.DiagramType}")
        return found

    @chart_type.setter
    def chart_type(self, chart_type: str) -> None:
        if chart_type not in LOOKS:
            raise unsupported(f"Chart.chart_type = {chart_type!r}")
        write_type(self.model, chart_type)

    @property
    def title(self) -> str | None:
        """The title; ``None`` without one."""
        return str(self.model.Title.String) if self.model.HasMainTitle else None

    @title.setter
    def title(self, value: str | None) -> None:
        self.model.HasMainTitle = value is not None
        if value is not None:
            self.model.Title.String = value

    @property
    @unguarded
    def legend(self) -> ChartLegend:
        """The legend."""
        return ChartLegend(self)

    @property
    @unguarded
    def category_axis(self) -> ChartAxis:
        """The axis of the categories."""
        return ChartAxis(self, "X")

    @property
    @unguarded
    def value_axis(self) -> ChartAxis:
        """The axis of the values."""
        return ChartAxis(self, "Y")

    @property
    @unguarded
    def series(self) -> ChartSeriesCollection:
        """The series."""
        return ChartSeriesCollection(self)

    @property
    def plot_by(self) -> str:
        """Whether the series are ``rows`` or ``columns`` of the range."""
        return read_plot_by(self.model)

    @plot_by.setter
    def plot_by(self, value: str) -> None:
        write_plot_by(self.model, value)

    def to_png(self, path: str) -> None:
        """Write it as a picture."""
        write_png(self, path)

    @partly("on a page of its sheet, with the page's header and footer; the quality is ignored")
    def to_pdf(self, path: str, quality: str) -> None:
        """Write it as PDF."""
        del quality
        write_pdf(self, path)


@engine_class
class Charts(OnSheet, Collection[Chart], base_classes.Collection, base_classes.Charts):
    """The charts on a sheet, the lowest first."""

    kinds = ("chart",)

    def _made(self, entry: Any) -> Chart:
        return Chart(self.sheet, entry)

    @partly("`style` is ignored")
    def add(  # noqa: PLR0913 - xlwings' signature
        self,
        left: float,
        top: float,
        width: float,
        height: float,
        chart_type: str | None = None,
        source: RangeCore | None = None,
        plot_by: str | None = None,
        name: str | None = None,
        anchor: Any = None,
        style: int | None = None,
    ) -> Chart:
        """Put a chart on the sheet; without a source it shows nothing yet."""
        del style
        if chart_type is not None and chart_type not in LOOKS:
            raise unsupported(f"Charts.add(chart_type={chart_type!r})")
        chart = self._new(name or free_name(self.sheet, "chart"))
        if anchor is not None:
            left, top = anchor.left, anchor.top
        chart.resize(width=width, height=height)
        chart.place(left=left, top=top)
        chart.bind_to_cells()
        if source is not None:
            chart.set_source_data(source, plot_by)
        if chart_type is not None:
            chart.chart_type = chart_type
        return chart

    def _new(self, name: str) -> Chart:
        charts = self.sheet.xl.Charts
        taken, number = set(charts.ElementNames), 1
        while f"Chart_{number}" in taken:
            number += 1
        box = struct("com.sun.star.awt.Rectangle", X=0, Y=0, Width=round(PER_POINT), Height=round(PER_POINT))
        last = self.sheet.cells.make(ROWS, COLUMNS).range_address  # a chart of no cells could never get any
        charts.addNewByName(f"Chart_{number}", box, (last,), False, False)  # noqa: FBT003
        shapes = shapes_on(self.sheet, "chart")
        shape = next(shape for shape in shapes if shape.PersistName == f"Chart_{number}")
        shape.setName(name)
        chart = Chart(self.sheet, shape)
        clear_series(chart.model)
        without_frame(chart.model.Diagram.Wall)
        return chart
