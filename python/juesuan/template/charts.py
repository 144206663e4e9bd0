"""The sheet 图表: the figures of the report, two in a row and four on a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import Any

from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from juesuan.book.chart_blocks import ChartBlock, chart_blocks
from juesuan.book.layout import address, column_letter
from juesuan.spec.files import SheetFile
from juesuan.spec.model import Format
from juesuan.template.figures import POINT, figure
from juesuan.template.remarks import BAND, CHART_ROWS, COLUMNS, TOP, chart_cell, remark, remark_cell
from juesuan.template.styles import (
    PURPOSE,
    TAB_RESULT,
    TITLE,
    Look,
    Painter,
    lines_needed,
    set_page,
    set_width,
)

WIDTHS = (1, 55, 2, 55, 1)
"""A column for each chart of a row, and narrow ones beside them: about the width of a landscape A4 page at full size."""
OFFSET = 3 * POINT
"""A frame right on a page break would print on both pages."""
ROW_HEIGHT, REMARK_HEIGHT = 19, 17
BANDS_ON_PAGE = 2
REMARK = Look(size=9, color="666666", wrap=True, vertical="top")
_LABEL_FORMAT = re.compile(rb'(<numFmt formatCode="[^"]*")(/>)')
_NAME = re.compile(rb'name="Chart (\d+)"')


def build_charts(form: Format, file: SheetFile, sheet: Worksheet, painter: Painter) -> None:
    """Lay the sheet of the charts; the format has some."""
    for number, width in enumerate(WIDTHS, 1):
        set_width(sheet, column_letter(number), width)
    last = len(WIDTHS)
    painter.merge(sheet, (1, 1, 1, last), TITLE, file.title)
    painter.merge(sheet, (2, COLUMNS[0], 2, last), PURPOSE, file.purpose)
    sheet.row_dimensions[1].height = 32
    sheet.row_dimensions[2].height = 6 + 13 * lines_needed(file.purpose, sum(WIDTHS))
    sheet.row_dimensions[3].height = 6
    painter.back_link(sheet, 1, last + 2)
    set_width(sheet, column_letter(last + 1), 2)
    set_width(sheet, column_letter(last + 2), 12)
    blocks = chart_blocks(form)
    for block in blocks:
        _place(block, sheet, painter)
    _print(file, -(-len(blocks) // len(COLUMNS)), sheet)


def _place(block: ChartBlock, sheet: Worksheet, painter: Painter) -> None:
    row, column = chart_cell(block.number)
    chart: Any = figure(block)
    start = AnchorMarker(col=column - 1, row=row - 1, rowOff=OFFSET)
    end = AnchorMarker(col=column, row=row - 1 + CHART_ROWS)
    chart.anchor = TwoCellAnchor(editAs="oneCell", _from=start, to=end)
    sheet.add_chart(chart)
    for at in range(row, row + CHART_ROWS):
        sheet.row_dimensions[at].height = ROW_HEIGHT
    sheet.row_dimensions[row + CHART_ROWS].height = REMARK_HEIGHT
    below = remark_cell(block.number)
    painter.paint(sheet, *below, REMARK)
    sheet.cell(*below).value = remark(block).formula


def _print(file: SheetFile, bands: int, sheet: Worksheet) -> None:
    set_page(sheet, landscape=file.landscape)
    bottom = TOP - 1 + bands * BAND
    sheet.print_area = f"A1:{address(bottom, len(WIDTHS))}"
    for band in range(BANDS_ON_PAGE, bands, BANDS_ON_PAGE):
        sheet.row_breaks.append(Break(id=TOP - 1 + band * BAND))
    # Excel pays no heed to page breaks on a sheet that is fitted to the page
    properties = sheet.sheet_properties.pageSetUpPr
    if properties is not None:
        properties.fitToPage = False
    sheet.page_setup.fitToWidth = sheet.page_setup.fitToHeight = None
    sheet.freeze_panes = "A3"
    sheet.sheet_properties.tabColor = TAB_RESULT


def finish_part(form: Format, name: str, data: bytes) -> bytes:
    """Say in a part of the package what openpyxl cannot: texts that are read out, formats that are the labels' own."""
    if name.startswith("xl/drawings/drawing"):
        return _described(form, data)
    if name.startswith("xl/charts/chart"):
        return _LABEL_FORMAT.sub(rb'\1 sourceLinked="0"\2', data)
    return data


def _described(form: Format, drawing: bytes) -> bytes:
    texts = dict(enumerate(_descriptions(form), 1))

    def named(match: re.Match[bytes]) -> bytes:
        name, text = texts[int(match[1])]
        return f'name="{escape(name)}" descr="{escape(text)}"'.encode()

    return _NAME.sub(named, drawing)


def _descriptions(form: Format) -> Iterator[tuple[str, str]]:
    for block in chart_blocks(form):
        kind = "饼图，各部分的占比" if block.is_pie else "柱形图，上年与本年的金额"
        source = f"“{block.section.sheet}”的“{block.section.section.heading}”"
        yield block.label, f"{block.caption}（{kind}；数字在{source}）"
