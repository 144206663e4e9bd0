"""xlwings' chart types and what makes them in the office: a kind of diagram and its marks."""

from __future__ import annotations

from typing import Any, NamedTuple

from .bridge import enum
from .chart_source import all_series

_SERVICE = "com.sun.star.chart."
_NO_SYMBOL, _SYMBOLS = -3, -2
_SYMBOLS_OF_THE_OFFICE = 8


class Look(NamedTuple):
    """A kind of diagram with its marks; a mark that is ``None`` means nothing to it."""

    diagram: str
    vertical: bool | None = None
    stacked: bool | None = None
    percent: bool | None = None
    solid: bool | None = None
    symbols: bool | None = None
    lines: bool | None = None
    smooth: bool | None = None


def _looks() -> dict[str, Look]:
    looks: dict[str, Look] = {}
    for end, stacked, percent in (
        ("", False, False),
        ("_stacked", True, False),
        ("_stacked_100", True, True),
    ):
        for start, solid in (("", False), ("3d_", True)):
            looks[f"{start}column{end or '_clustered'}"] = Look("Bar", False, stacked, percent, solid)  # noqa: FBT003
            looks[f"{start}bar{end or '_clustered'}"] = Look("Bar", True, stacked, percent, solid)  # noqa: FBT003
            looks[f"{start}area{end}"] = Look("Area", None, stacked, percent, solid)
        for marks, symbols in (("", False), ("_markers", True)):
            looks[f"line{marks}{end}"] = Look("Line", None, stacked, percent, False, symbols)  # noqa: FBT003
    looks |= {"pie": Look("Pie", solid=False), "3d_pie": Look("Pie", solid=True), "doughnut": Look("Donut")}
    looks |= {"radar": Look("Net", symbols=False), "radar_markers": Look("Net", symbols=True)}
    looks["radar_filled"] = Look("FilledNet")
    looks["xy_scatter"] = Look("XY", symbols=True, lines=False)
    for kind, smooth in (("lines", False), ("smooth", True)):
        looks[f"xy_scatter_{kind}"] = Look("XY", symbols=True, lines=True, smooth=smooth)
        looks[f"xy_scatter_{kind}_no_markers"] = Look("XY", symbols=False, lines=True, smooth=smooth)
    return looks


LOOKS = _looks()


def read_type(model: Any) -> str | None:
    """Return the type of an office's chart; ``None`` when xlwings has no name for it that is known here."""
    systems = model.FirstDiagram.CoordinateSystems
    if sum(len(system.ChartTypes) for system in systems) > 1:
        return "combination"
    diagram = model.Diagram
    kind = str(diagram.DiagramType).removeprefix(_SERVICE).removesuffix("Diagram")
    found = Look(
        kind,
        vertical=bool(diagram.Vertical),
        stacked=bool(diagram.Stacked) or bool(diagram.Percent),
        percent=bool(diagram.Percent),
        solid=bool(diagram.Dim3D),
        symbols=diagram.SymbolType != _NO_SYMBOL,
        lines=_has_lines(model),
        smooth=diagram.SplineType != 0,
    )
    return next((name for name, look in LOOKS.items() if _fits(look, found)), None)


def _mark_points(model: Any) -> None:
    """Give each series a symbol of its own: one that the office chooses by itself is not kept in .xlsx files."""
    for place, series in enumerate(all_series(model)):
        symbol = series.Symbol
        symbol.Style = enum("chart2.SymbolStyle", "STANDARD")
        symbol.StandardSymbol = place % _SYMBOLS_OF_THE_OFFICE
        symbol.FillColor = symbol.BorderColor = series.Color
        series.Symbol = symbol


def _has_lines(model: Any) -> bool:
    """Whether points are joined; the diagram itself says yes even for points alone."""
    return any(
        getattr(series, "LineStyle", None) != enum("drawing.LineStyle", "NONE")
        for series in all_series(model)
    )


def _fits(look: Look, found: Look) -> bool:
    return all(mark is None or mark == has for mark, has in zip(look, found, strict=True))


def write_type(model: Any, chart_type: str) -> None:
    """Make an office's chart one of :data:`LOOKS`."""
    look = LOOKS[chart_type]
    service = f"{_SERVICE}{look.diagram}Diagram"
    rows = model.Diagram.DataRowSource
    model.Diagram = model.createInstance(service)
    diagram = model.Diagram
    diagram.DataRowSource = rows
    if look.symbols is not None:
        diagram.SymbolType = _SYMBOLS if look.symbols else _NO_SYMBOL
    marks = {"Dim3D": look.solid, "Vertical": look.vertical, "Lines": look.lines or None}
    marks |= {"Percent": True} if look.percent else {"Stacked": look.stacked}
    for name, value in marks.items():
        if value is not None and bool(getattr(diagram, name)) != value:
            setattr(diagram, name, value)
    if look.smooth is not None:
        diagram.SplineType = int(look.smooth)
    if look.lines is not None:
        for series in all_series(model):
            series.LineStyle = enum("drawing.LineStyle", "SOLID" if look.lines else "NONE")
    if look.symbols:
        _mark_points(model)
