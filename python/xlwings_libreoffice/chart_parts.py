"""Axes, legend and series of a chart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from .bridge import enum
from .chart_source import all_series, sequence
from .collection import Collection, InDocument
from .errors import OfficeError
from .guard import engine_class, partly, unguarded, unsupported
from .number_formats import NumberFormats
from .range_formats import Color, color_tuple, office_color

if TYPE_CHECKING:
    from .charts import Chart

_UNSET = base_classes._UNSET
_CROSSES = {"automatic": "ZERO", "minimum": "START", "maximum": "END"}
_SCALES = {"Min": "AutoMin", "Max": "AutoMax", "StepMain": "AutoStepMain"}


def without_frame(part: Any) -> None:
    """Take away the grey ground and the frame that a new part of a chart has here and has not in Excel."""
    part.FillStyle = enum("drawing.FillStyle", "NONE")
    part.LineStyle = enum("drawing.LineStyle", "NONE")


class _OfChart(InDocument):
    def __init__(self, chart: Chart) -> None:
        self.chart = chart
        self.document = chart.document

    @property
    def model(self) -> Any:
        """The office's chart."""
        return self.chart.model


@engine_class
class ChartLegend(_OfChart, base_classes.ChartLegend):
    """The legend of a chart."""

    @property
    def api(self) -> Any:
        """The office's legend; ``None`` when there is none."""
        return self.model.Legend if self.visible else None

    @property
    def visible(self) -> bool:
        """Whether it is shown."""
        return bool(self.model.HasLegend)

    @visible.setter
    def visible(self, value: Any) -> None:
        if bool(value) != self.visible:
            self.model.HasLegend = bool(value)
            if value:
                without_frame(self.model.Legend)

    @property
    @partly("without `corner`")
    def position(self) -> str | None:
        """Where it stands; ``None`` when it is hidden or was put somewhere by hand."""
        where = str(self.model.Legend.Alignment.value).lower() if self.visible else "none"
        return None if where == "none" else where

    @position.setter
    def position(self, value: str) -> None:
        if value == "corner":
            raise unsupported("ChartLegend.position = 'corner'")
        self.visible = True
        self.model.Legend.Alignment = enum("chart.ChartLegendPosition", value.upper())


@engine_class
class ChartAxis(_OfChart, base_classes.ChartAxis):
    """An axis of a chart, ``X`` for the categories and ``Y`` for the values."""

    def __init__(self, chart: Chart, letter: str) -> None:
        super().__init__(chart)
        self._letter = letter

    def _axis(self) -> Any:
        if not self.visible:
            raise OfficeError(
                f"the chart has no visible {'category' if self._letter == 'X' else 'value'} axis"
            )
        return getattr(self.model.Diagram, f"{self._letter}Axis")

    @property
    def api(self) -> Any:
        """The office's axis; ``None`` when it is hidden."""
        return self._axis() if self.visible else None

    @property
    def visible(self) -> bool:
        """Whether it is shown."""
        diagram = self.model.Diagram
        round_one = str(diagram.DiagramType).endswith(("PieDiagram", "DonutDiagram"))  # these say yes too
        return not round_one and bool(getattr(diagram, f"Has{self._letter}Axis"))

    @visible.setter
    def visible(self, value: Any) -> None:
        setattr(self.model.Diagram, f"Has{self._letter}Axis", bool(value))
        setattr(self.model.Diagram, f"Has{self._letter}AxisDescription", bool(value))

    @property
    def title(self) -> str | None:
        """The title; ``None`` without one."""
        diagram = self.model.Diagram
        has = getattr(diagram, f"Has{self._letter}AxisTitle")
        return str(getattr(diagram, f"{self._letter}AxisTitle").String) if has else None

    @title.setter
    def title(self, value: str | None) -> None:
        diagram = self.model.Diagram
        setattr(diagram, f"Has{self._letter}AxisTitle", value is not None)
        if value is not None:
            self.visible = True
            getattr(diagram, f"{self._letter}AxisTitle").String = value

    def _set_scale(self, name: str, value: float | None) -> None:
        axis = self._axis()
        setattr(axis, _SCALES[name], value is None)
        if value is not None:
            setattr(axis, name, float(value))

    @property
    def minimum_scale(self) -> float:
        """Where it begins."""
        return float(self._axis().Min)

    @minimum_scale.setter
    def minimum_scale(self, value: float | None) -> None:
        self._set_scale("Min", value)

    @property
    def maximum_scale(self) -> float:
        """Where it ends."""
        return float(self._axis().Max)

    @maximum_scale.setter
    def maximum_scale(self, value: float | None) -> None:
        self._set_scale("Max", value)

    @property
    def major_unit(self) -> float:
        """From one mark to the next."""
        return float(self._axis().StepMain)

    @major_unit.setter
    def major_unit(self, value: float | None) -> None:
        self._set_scale("StepMain", value)

    @property
    def number_format(self) -> str:
        """The number format of its labels."""
        return NumberFormats(self.model).code(self._axis().NumberFormat)

    @number_format.setter
    def number_format(self, value: str) -> None:
        axis = self._axis()
        axis.LinkNumberFormatToSource = False
        axis.NumberFormat = NumberFormats(self.model).key(value)

    @property
    def reverse_order(self) -> bool:
        """Whether it runs the other way."""
        return bool(self._axis().ReverseDirection)

    @reverse_order.setter
    def reverse_order(self, value: Any) -> None:
        self._axis().ReverseDirection = bool(value)

    @property
    def crosses(self) -> str:
        """Where the other axis crosses this one."""
        where = str(self._crossing().CrossoverPosition.value)
        return next((word for word, known in _CROSSES.items() if known == where), "custom")

    @crosses.setter
    def crosses(self, value: str) -> None:
        self._crossing().CrossoverPosition = enum("chart.ChartAxisPosition", _CROSSES[value])

    def _crossing(self) -> Any:
        """The other axis: in this office it is the one that knows where it stands."""
        self._axis()
        return getattr(self.model.Diagram, "YAxis" if self._letter == "X" else "XAxis")

    def set(self, *, visible: Any = _UNSET, **values: Any) -> None:
        """Set several properties at once; a hidden axis is shown while they are set."""
        said = [value for value in values.values() if value is not _UNSET]
        if visible is True or (visible is False and said):
            self.visible = True
        _set_all(self, values)
        if visible is False:
            self.visible = False


def _set_all(part: Any, values: dict[str, Any]) -> None:
    for name, value in values.items():
        if value is not _UNSET:
            setattr(part, name, value)


@engine_class
class ChartSeries(_OfChart, base_classes.ChartSeries):
    """A series of a chart."""

    def __init__(self, chart: Chart, xl: Any) -> None:
        super().__init__(chart)
        self.xl = xl

    @property
    @unguarded
    def api(self) -> Any:
        """The office's series."""
        return self.xl

    def _data(self) -> Any:
        """The sequence that has the name: that of the y values."""
        found = self.xl.DataSequences
        return next((one for one in found if str(one.Values.Role).startswith("values-y")), found[0])

    @property
    def name(self) -> str:
        """The name."""
        label = self._data().Label
        return " ".join(str(text) for text in label.TextualData) if label is not None else ""

    @name.setter
    def name(self, value: str) -> None:
        quoted = value.replace('"', '""')
        self._data().setLabel(sequence(self.model, f'"{quoted}"'))

    @property
    def fill_color(self) -> Color | None:
        """The colour of its areas."""
        return color_tuple(self.xl.Color & 0xFFFFFF)

    @fill_color.setter
    def fill_color(self, value: Color | int | str) -> None:
        self.xl.Color = office_color(value)

    @property
    @partly("of lines; areas have no rim of their own here")
    def line_color(self) -> Color | None:
        """The colour of its line."""
        return color_tuple(self.xl.Color & 0xFFFFFF)

    @line_color.setter
    def line_color(self, value: Color | int | str) -> None:
        if not str(self.model.Diagram.DiagramType).endswith(("LineDiagram", "XYDiagram", ".NetDiagram")):
            raise unsupported("ChartSeries.line_color of areas")
        self.xl.Color = office_color(value)

    @property
    def axis_group(self) -> str:
        """Which value axis it belongs to: ``primary`` or ``secondary``."""
        return "secondary" if self.xl.AttachedAxisIndex else "primary"

    @axis_group.setter
    def axis_group(self, value: str) -> None:
        self.xl.AttachedAxisIndex = int(value == "secondary")
        if value == "secondary":
            self.model.Diagram.HasSecondaryYAxis = True

    def set(self, **values: Any) -> None:
        """Set several properties at once."""
        _set_all(self, values)


@engine_class
class ChartSeriesCollection(_OfChart, Collection[ChartSeries], base_classes.ChartSeriesCollection):
    """The series of a chart."""

    @property
    def api(self) -> Any:
        """The office's chart, which holds the series."""
        return self.model

    @property
    @unguarded
    def parent(self) -> Chart:
        """The chart."""
        return self.chart

    def _entries(self) -> list[Any]:
        return all_series(self.model)

    def _name_of(self, entry: Any, place: int) -> str:
        del place
        return ChartSeries(self.chart, entry).name

    def _made(self, entry: Any) -> ChartSeries:
        return ChartSeries(self.chart, entry)
