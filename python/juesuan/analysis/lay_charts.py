"""The list 图表数据 of 分析: what each figure draws, taken from the lines above it."""

from __future__ import annotations

from decimal import Decimal

from juesuan.analysis.chart_data import Amount, Bar, Part, column_lines, pie_lines
from juesuan.analysis.line import Line
from juesuan.analysis.numbers import Numbers
from juesuan.analysis.sheet import Sheet
from juesuan.analysis.where import local
from juesuan.book.chart_blocks import CHART_DATA, ChartBlock, chart_blocks


def lay_charts(sheet: Sheet, numbers: Numbers) -> None:
    """Lay the lines of every chart in the rows of its block."""
    if CHART_DATA not in sheet.rows:
        return
    for block in chart_blocks(numbers.format, sheet.rows[CHART_DATA][0]):
        lines = _pie(sheet, block) if block.is_pie else _columns(sheet, block, numbers)
        for number, line in enumerate(lines):
            sheet.add(line, block.first + number)


def _pie(sheet: Sheet, block: ChartBlock) -> list[Line]:
    prefix = f"{block.chart.composition}."
    rows = [row for row, line in sheet.lines.get("shares", {}).items() if line.key.startswith(prefix)]
    lines = [(row, sheet.lines["shares"][row]) for row in rows]
    parts = [
        Part(
            str(line.fields["name"].value),
            _amount(sheet, row, "current"),
            _share(line),
            _at(sheet, row, "rate"),
        )
        for row, line in lines
        if not line.key.endswith(".sum")
    ]
    whole = _amount(sheet, rows[0], "base") if rows else Amount(None, "")
    return pie_lines(block, parts, whole)


def _columns(sheet: Sheet, block: ChartBlock, numbers: Numbers) -> list[Line]:
    row = sheet.row("changes", block.chart.measure)
    if row is None:
        return []
    text = numbers.accounts.info.get("year", "").strip()
    year = int(text) if text.isdigit() else numbers.format.year
    before, now = (_amount(sheet, row, key, "changes") for key in ("base", "current"))
    return column_lines(block, [Bar(f"{year - 1}年度", before), Bar(f"{year}年度", now)])


def _amount(sheet: Sheet, row: int, column: str, section: str = "shares") -> Amount:
    value = sheet.lines[section][row].fields[column].value
    return Amount(value if isinstance(value, int) else None, _at(sheet, row, column, section))


def _share(line: Line) -> Decimal | None:
    value = line.fields["rate"].value
    return value if isinstance(value, Decimal) else None


def _at(sheet: Sheet, row: int, column: str, section: str = "shares") -> str:
    return local(sheet.sections[section], row, column)
