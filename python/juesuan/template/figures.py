"""The figures as native charts: a pie for a composition, two columns for a measure, bound to the rows of their block.

Labels are texts of the list, so that a share in the figure is to the digit the share in the report: nothing is
computed by the chart.
"""

from __future__ import annotations

from typing import Any, Literal

from openpyxl.chart import BarChart, PieChart
from openpyxl.chart.data_source import AxDataSource, NumDataSource, NumRef, StrRef
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.chart.marker import DataPoint
from openpyxl.chart.series import Series
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import (
    CharacterProperties,
    Font,
    Paragraph,
    ParagraphProperties,
    RegularTextRun,
    RichTextProperties,
)

from juesuan.book.chart_blocks import AMOUNT, LABEL, ChartBlock
from juesuan.template.styles import BODY_FONT, TITLE_FONT

Chart = BarChart | PieChart
CAPTION_SIZE, LABEL_SIZE, UNIT_SIZE = 12, 9, 9
SLICES = (
    "8FAADC", "FBE5D6", "A9D18E", "FFF2CC", "B0B0B0", "DEEBF7", "F4A36C", "E2F0D9", "B79CD0", "EDEDED",
)  # fmt: skip
"""Darker and lighter in turn, so that neighbours differ in grey as well, and none too dark for words upon it."""
BARS = ("DEEBF7", "8FAADC")
"""Last year light, this year dark."""
OUTLINE, GRAY = "404040", "A6A6A6"
POINT = 12700
"""A point in the units of drawings."""
START = 105
"""Where the largest slice begins, in degrees from above: the small ones at the end lie on the right, where labels stack."""
PIE_PLACE, BAR_PLACE = (0.3, 0.22, 0.4, 0.7), (0.12, 0.36, 0.76, 0.49)
"""Left, top, width and height of the plot in parts of the chart; auto layout shrinks a pie beside long labels."""
UNIT = "单位：万元"


def figure(block: ChartBlock) -> Chart:
    """Return the chart of a block."""
    chart = _pie(block) if block.is_pie else _columns(block)
    series = Series(val=NumDataSource(NumRef(f=block.reference(AMOUNT))), order=0)
    series.cat = AxDataSource(strRef=StrRef(f=block.reference(LABEL)))
    series.dPt = [_point(n, color) for n, color in zip(range(block.drawn), _colors(block), strict=True)]
    series.dLbls = _labels(block)
    chart.series.append(series)
    chart.title = _title(block)
    chart.legend = None
    chart.visible_cells_only = False  # rows of the list may be hidden
    chart.display_blanks = "gap"
    chart.roundedCorners = False
    left, top, width, height = PIE_PLACE if block.is_pie else BAR_PLACE
    place = ManualLayout(layoutTarget="inner", xMode="edge", yMode="edge", x=left, y=top, w=width, h=height)
    chart.layout = Layout(manualLayout=place)
    chart.graphical_properties = GraphicalProperties(solidFill="FFFFFF", ln=_line("BFBFBF"))
    return chart


def _colors(block: ChartBlock) -> tuple[str, ...]:
    return SLICES if block.is_pie else BARS


def _pie(_: ChartBlock) -> PieChart:
    chart = PieChart(firstSliceAng=START)
    chart.varyColors = True
    return chart


def _columns(_: ChartBlock) -> BarChart:
    """Two columns from zero: an axis that begins elsewhere shows another change than there was."""
    chart = BarChart(gapWidth=120)
    chart.type, chart.grouping, chart.varyColors = "col", "clustered", False
    across, upwards = chart.x_axis, chart.y_axis
    across.axPos = "b"
    across.delete, upwards.delete = False, True
    across.majorTickMark = upwards.majorTickMark = "none"
    across.txPr = _text_style(LABEL_SIZE + 1)
    across.graphicalProperties = GraphicalProperties(ln=_line(OUTLINE))
    across.number_format = "General"
    upwards.majorGridlines = None
    upwards.scaling.min = 0
    return chart


def _labels(block: ChartBlock) -> DataLabelList:
    labels = DataLabelList()
    labels.showLegendKey = labels.showSerName = labels.showPercent = labels.showBubbleSize = False
    labels.showCatName, labels.showVal = block.is_pie, not block.is_pie
    labels.txPr = _text_style(LABEL_SIZE if block.is_pie else LABEL_SIZE + 1)
    labels.spPr = GraphicalProperties(noFill=True, ln=LineProperties(noFill=True))
    if block.is_pie:
        labels.dLblPos, labels.showLeaderLines = "bestFit", True
    else:
        labels.dLblPos, labels.numFmt = "outEnd", "0.00"
    return labels


def _point(number: int, color: str) -> DataPoint:
    look = GraphicalProperties(solidFill=color, ln=_line(OUTLINE))
    return DataPoint(idx=number, invertIfNegative=False, spPr=look)


def _line(color: str) -> LineProperties:
    return LineProperties(solidFill=color, w=POINT * 3 // 4)


def _title(block: ChartBlock) -> Title:
    lines = [_paragraph(block.caption, TITLE_FONT, CAPTION_SIZE, "ctr")]
    if not block.is_pie:
        lines.append(_paragraph(UNIT, BODY_FONT, UNIT_SIZE, "ctr"))
    body = RichText(bodyPr=RichTextProperties(), p=lines)
    return Title(tx=Text(rich=body), overlay=False)


def _paragraph(text: str, font: str, size: int, align: Literal["l", "ctr", "r"]) -> Paragraph:
    look = _letters(font, size)
    run = RegularTextRun(rPr=_letters(font, size), t=text)
    return Paragraph(pPr=ParagraphProperties(algn=align, defRPr=look), r=[run])


def _text_style(size: int) -> RichText:
    look = ParagraphProperties(defRPr=_letters(BODY_FONT, size))
    return RichText(
        bodyPr=RichTextProperties(), p=[Paragraph(pPr=look, r=[], endParaRPr=CharacterProperties())]
    )


def _letters(font: str, size: int) -> CharacterProperties:
    untyped: Any = CharacterProperties
    found: CharacterProperties = untyped(
        sz=size * 100,
        b=False,
        solidFill="000000",
        latin=Font(typeface=font),
        ea=Font(typeface=font),
        lang="zh-CN",
    )
    return found
