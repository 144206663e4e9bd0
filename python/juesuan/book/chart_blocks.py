"""Where the numbers of each figure stand: every chart owns a block of rows of the list 图表数据 on 分析.

The charts are bound to these cells when a book is built, whoever fills them in finds them here.
"""

from __future__ import annotations

from dataclasses import dataclass

from juesuan.book.layout import address, column_letter, quote_sheet
from juesuan.book.sheets import SectionLayout, all_sections
from juesuan.spec.analysis import ChartFile
from juesuan.spec.model import Format

CHART_SHEET = "charts"
"""The key of the sheet that the charts stand on."""
CHART_DATA = "chart_data"
"""The key of the list that they draw."""
LABEL, AMOUNT, SHARE, FIGURE = "name", "current", "rate", "judged"
"""Columns of that list: what stands beside a slice or bar, what is drawn, the share, which figure it is."""
BLOCK = 12
"""Rows of the list that belong to one chart."""
MOST_PARTS, MOST_BARS = 10, 2
"""Rows of a block that a pie and that columns draw; the last row of a block stays free."""


@dataclass(frozen=True)
class ChartBlock:
    """One chart, its number in the report (from 1) and the rows that are its own."""

    chart: ChartFile
    number: int
    section: SectionLayout
    first: int

    @property
    def is_pie(self) -> bool:
        """A composition is a pie, a measure columns."""
        return bool(self.chart.composition)

    @property
    def label(self) -> str:
        """How the report calls it: 图1."""
        return f"图{self.number}"

    @property
    def caption(self) -> str:
        """The line above the figure."""
        return f"{self.label}　{self.chart.title}"

    @property
    def rows(self) -> range:
        """All rows of the block: those that no line stands in are to be empty."""
        return range(self.first, self.first + BLOCK)

    @property
    def drawn(self) -> int:
        """How many rows of the block the chart draws."""
        return MOST_PARTS if self.is_pie else MOST_BARS

    def at(self, line: int, column: str) -> str:
        """Return the address of a cell of the block on its sheet; lines count from 0."""
        return address(self.first + line, self.section.column(column))

    def reference(self, column: str, rows: int = 0) -> str:
        """Return a column of the rows that are drawn (or of fewer) as an absolute reference."""
        letter, last = column_letter(self.section.column(column)), self.first + (rows or self.drawn) - 1
        ends = f"${letter}${self.first}" + (f":${letter}${last}" if last > self.first else "")
        return f"{quote_sheet(self.section.sheet)}!{ends}"


def chart_blocks(form: Format, first: int | None = None) -> tuple[ChartBlock, ...]:
    """Return the charts of a format in their order; none where there is no list for their numbers.

    ``first`` is the first row of the list where it is not that of a new book.
    """
    section = all_sections(form).get(CHART_DATA)
    if section is None:
        return ()
    top = section.first if first is None else first
    charts = tuple(form.analysis.charts.values())
    room = (section.last - section.first + 1) // BLOCK
    if len(charts) > room:
        raise ValueError(f"{len(charts)} charts, but the list {CHART_DATA} has rows for {room} only")
    return tuple(ChartBlock(one, n + 1, section, top + n * BLOCK) for n, one in enumerate(charts))
