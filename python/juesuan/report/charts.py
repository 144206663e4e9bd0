"""A figure as a native Word chart: its part, with the figures kept in it, and the drawing that shows it."""

from __future__ import annotations

from juesuan import money
from juesuan.report.embedded import AMOUNT_HEAD, SHEET, workbook
from juesuan.report.package import Parts
from juesuan.report.pieces import Chart
from juesuan.report.xml import Element, el, root, text_el, xml_bytes
from juesuan.template.figures import BARS, OUTLINE, SLICES, START

LATIN, EAST = "Times New Roman", "宋体"
LABEL_SIZE, UNIT = 1000, "单位：万元"
EMU = 36_000
"""A millimetre in the units of drawings."""
WIDTH, HEIGHT = 150 * EMU, 74 * EMU
CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHART_URI = "http://schemas.openxmlformats.org/drawingml/2006/chart"
PIE_PLACE, BAR_PLACE = (0.28, 0.12, 0.44, 0.8), (0.14, 0.18, 0.72, 0.68)
"""Left, top, width and height of the plot in parts of the figure."""
CATEGORY_AXIS, VALUE_AXIS = "111111111", "222222222"


def add_chart(parts: Parts, document: str, chart: Chart, number: int) -> Element:
    """Add the parts of a chart to a document and return the run that shows it; ``number`` counts from 1."""
    name, book = f"word/charts/chart{number}.xml", f"word/embeddings/chart{number}.xlsx"
    parts.add(book, SHEET_TYPE, workbook(chart.labels, chart.amounts))
    data = parts.relate(name, "package", book)
    parts.add(name, CHART_TYPE, xml_bytes(chart_space(chart, data)))
    return drawing(chart, parts.relate(document, "chart", name), number)


def drawing(chart: Chart, relation: str, number: int) -> Element:
    """Return the run with the inline drawing; what it shows is said in words as well."""
    graphic = el("a:graphic", el("a:graphicData", el("c:chart", r_id=relation), uri=CHART_URI))
    inline = el(
        "wp:inline",
        el("wp:extent", cx=WIDTH, cy=HEIGHT),
        el("wp:effectExtent", l=0, t=0, r=0, b=0),
        el("wp:docPr", id=number, name=f"图{number}", descr=description(chart)),
        el("wp:cNvGraphicFramePr"),
        graphic,
        distT=0,
        distB=0,
        distL=0,
        distR=0,
    )
    return el("w:r", el("w:drawing", inline))


def description(chart: Chart) -> str:
    """Return the figure in words: what it is, and every label with its amount."""
    kind = "饼图" if chart.pie else "柱形图"
    amounts = (f"{label}：{money.format_wan(one, thousands=False)}万元" for label, one in _pairs(chart))
    return f"{chart.title}（{kind}）。{'；'.join(amounts)}。"


def _pairs(chart: Chart) -> list[tuple[str, int]]:
    return list(zip(chart.labels, chart.amounts, strict=True))


def chart_space(chart: Chart, data: str) -> Element:
    """Return the part of a chart; ``data`` is the id of the workbook inside it, named last as the schema has it."""
    place = PIE_PLACE if chart.pie else BAR_PLACE
    plot = el("c:plotArea", _layout(*place), *(_pie(chart) if chart.pie else _columns(chart)), _no_fill())
    body = el(
        "c:chart",
        None if chart.pie else _title(UNIT),
        _val("autoTitleDeleted", int(chart.pie)),
        plot,
        _val("plotVisOnly", 0),
        _val("dispBlanksAs", "gap"),
    )
    frame = el("c:spPr", _solid("FFFFFF"), el("a:ln", el("a:noFill")))
    return root(
        "c:chartSpace",
        _val("date1904", 0),
        _val("lang", "zh-CN"),
        _val("roundedCorners", 0),
        body,
        frame,
        _letters(LABEL_SIZE),
        el("c:externalData", _val("autoUpdate", 0), r_id=data),
        prefixes=("a", "r"),
    )


def _val(name: str, value: str | float) -> Element:
    return el(f"c:{name}", val=value)


def _solid(color: str) -> Element:
    return el("a:solidFill", el("a:srgbClr", val=color))


def _no_fill() -> Element:
    return el("c:spPr", el("a:noFill"), el("a:ln", el("a:noFill")))


def _layout(left: float, top: float, width: float, height: float) -> Element:
    return el(
        "c:layout",
        el(
            "c:manualLayout",
            _val("layoutTarget", "inner"),
            _val("xMode", "edge"),
            _val("yMode", "edge"),
            _val("x", left),
            _val("y", top),
            _val("w", width),
            _val("h", height),
        ),
    )


def _look(name: str, size: int) -> Element:
    return el(
        name,
        _solid("000000"),
        el("a:latin", typeface=LATIN),
        el("a:ea", typeface=EAST),
        lang="zh-CN",
        sz=size,
        b=0,
    )


def _letters(size: int) -> Element:
    defaults = _look("a:defRPr", size)
    del defaults.attrib["lang"]
    line = el("a:p", el("a:pPr", defaults), el("a:endParaRPr", lang="zh-CN"))
    return el("c:txPr", el("a:bodyPr"), el("a:lstStyle"), line)


def _title(text: str) -> Element:
    """Return the words above the columns, at the right: the unit."""
    words = el("a:r", _look("a:rPr", LABEL_SIZE), text_el("a:t", text))
    defaults = _look("a:defRPr", LABEL_SIZE)
    del defaults.attrib["lang"]
    rich = el("c:rich", el("a:bodyPr"), el("a:lstStyle"), el("a:p", el("a:pPr", defaults), words))
    place = el(
        "c:layout",
        el("c:manualLayout", _val("xMode", "edge"), _val("yMode", "edge"), _val("x", 0.78), _val("y", 0.03)),
    )
    return el("c:title", el("c:tx", rich), place, _val("overlay", 0))


def _pie(chart: Chart) -> list[Element]:
    made = el("c:pieChart", _val("varyColors", 1), _series(chart), _val("firstSliceAng", START))
    return [made]


def _columns(chart: Chart) -> list[Element]:
    """Columns from zero: an axis that begins elsewhere shows another change than there was."""
    bars = el(
        "c:barChart",
        _val("barDir", "col"),
        _val("grouping", "clustered"),
        _val("varyColors", 0),
        _series(chart),
        _val("gapWidth", 120),
        _val("axId", CATEGORY_AXIS),
        _val("axId", VALUE_AXIS),
    )
    across = el(
        "c:catAx",
        *_axis(CATEGORY_AXIS, "b", deleted=False),
        el("c:numFmt", formatCode="General", sourceLinked=0),
        *_ticks(),
        el("c:spPr", _line(OUTLINE)),
        _letters(LABEL_SIZE),
        _val("crossAx", VALUE_AXIS),
        _val("crosses", "autoZero"),
        _val("auto", 1),
        _val("lblAlgn", "ctr"),
        _val("lblOffset", 100),
        _val("noMultiLvlLbl", 1),
    )
    upwards = el(
        "c:valAx",
        *_axis(VALUE_AXIS, "l", deleted=True, least=0),
        el("c:numFmt", formatCode="0.00", sourceLinked=0),
        *_ticks(),
        _val("crossAx", CATEGORY_AXIS),
        _val("crosses", "autoZero"),
        _val("crossBetween", "between"),
    )
    return [bars, across, upwards]


def _axis(number: str, place: str, *, deleted: bool, least: int | None = None) -> list[Element]:
    scaling = el("c:scaling", _val("orientation", "minMax"), None if least is None else _val("min", least))
    return [_val("axId", number), scaling, _val("delete", int(deleted)), _val("axPos", place)]


def _ticks() -> list[Element]:
    return [_val("majorTickMark", "none"), _val("minorTickMark", "none"), _val("tickLblPos", "nextTo")]


def _line(color: str) -> Element:
    return el("a:ln", _solid(color), w=9525)


def _series(chart: Chart) -> Element:
    """Return the only series: a look for each point, labels, what is drawn and the texts beside it."""
    last = len(chart.labels) + 1
    heading = _texts("c:strRef", f"{SHEET}!$B$1", [AMOUNT_HEAD])
    colors = SLICES if chart.pie else BARS[-len(chart.labels) :]
    points = [_point(n, colors[n % len(colors)], pie=chart.pie) for n in range(len(chart.labels))]
    return el(
        "c:ser",
        _val("idx", 0),
        _val("order", 0),
        el("c:tx", heading),
        None if chart.pie else _val("invertIfNegative", 0),
        *points,
        _labels(pie=chart.pie),
        el("c:cat", _texts("c:strRef", f"{SHEET}!$A$2:$A${last}", chart.labels)),
        el("c:val", _numbers(f"{SHEET}!$B$2:$B${last}", chart.amounts)),
    )


def _point(number: int, color: str, *, pie: bool) -> Element:
    look = el("c:spPr", _solid(color), _line(OUTLINE))
    return el(
        "c:dPt",
        _val("idx", number),
        None if pie else _val("invertIfNegative", 0),
        _val("bubble3D", 0),
        look,
    )


def _labels(*, pie: bool) -> Element:
    """Labels say the text (a share as in the report) in a pie, the amount above a column: the chart computes nothing."""
    return el(
        "c:dLbls",
        el("c:numFmt", formatCode="0.00", sourceLinked=0),
        _no_fill(),
        _letters(LABEL_SIZE),
        _val("dLblPos", "bestFit" if pie else "outEnd"),
        _val("showLegendKey", 0),
        _val("showVal", int(not pie)),
        _val("showCatName", int(pie)),
        _val("showSerName", 0),
        _val("showPercent", 0),
        _val("showBubbleSize", 0),
        _val("showLeaderLines", 1) if pie else None,
    )


def _texts(name: str, reference: str, texts: tuple[str, ...] | list[str]) -> Element:
    points = [el("c:pt", text_el("c:v", one), idx=n) for n, one in enumerate(texts)]
    return el(name, text_el("c:f", reference), el("c:strCache", _val("ptCount", len(points)), *points))


def _numbers(reference: str, amounts: tuple[int, ...]) -> Element:
    points = [el("c:pt", text_el("c:v", repr(money.to_wan(one))), idx=n) for n, one in enumerate(amounts)]
    cache = el("c:numCache", text_el("c:formatCode", "0.00"), _val("ptCount", len(points)), *points)
    return el("c:numRef", text_el("c:f", reference), cache)
