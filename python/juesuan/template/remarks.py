"""The line below each chart of 图表: that there is nothing yet, or why nothing is drawn (columns say it themselves)."""

from __future__ import annotations

from juesuan.book.chart_blocks import AMOUNT, LABEL, ChartBlock
from juesuan.book.sheetpart import Content, Position

TOP = 4
"""The row of the first charts."""
COLUMNS = (2, 4)
"""A column for each chart of a row of charts."""
CHART_ROWS = 11
BAND = CHART_ROWS + 1
"""Rows of a row of charts: the charts, and the line for a remark below each."""
NOTHING_YET = "尚无数据，按“变动分析”后画出。"


def chart_cell(number: int) -> Position:
    """Return row and column of the upper left cell of a chart; charts count from 1."""
    band, place = divmod(number - 1, len(COLUMNS))
    return TOP + band * BAND, COLUMNS[place]


def remark_cell(number: int) -> Position:
    """Return where the remark of a chart stands; charts count from 1."""
    row, column = chart_cell(number)
    return row + CHART_ROWS, column


def remark(block: ChartBlock, words: str = "", *, drawn: bool = False) -> Content:
    """Return formula and value; ``words`` stand beside the first number of the block, ``drawn``: there is one."""
    label, amount = block.reference(LABEL, 1), block.reference(AMOUNT, 1)
    why = f'"{block.label}："&{label}' if block.is_pie else '""'
    formula = f'=IF({amount}<>"","",IF({label}="","{block.label}：{NOTHING_YET}",{why}))'
    if drawn or (words and not block.is_pie):
        return Content("", formula)
    return Content(f"{block.label}：{words or NOTHING_YET}", formula)
