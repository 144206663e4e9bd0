"""变动分析: one workbook in, the lines of 分析 out."""

from __future__ import annotations

from dataclasses import dataclass

from juesuan.analysis.lay_changes import lay_changes
from juesuan.analysis.lay_charts import lay_charts
from juesuan.analysis.lay_completions import lay_completions
from juesuan.analysis.lay_shares import lay_shares
from juesuan.analysis.lay_splits import lay_splits
from juesuan.analysis.line import SHEET_SECTIONS
from juesuan.analysis.numbers import Numbers
from juesuan.analysis.sheet import Sheet
from juesuan.analysis.where import Where
from juesuan.book.grid import GridSource
from juesuan.book.layout import Layout
from juesuan.book.read_lists import entry_rows
from juesuan.book.sheets import all_sections


@dataclass(frozen=True)
class Analysed:
    """``unsplit``: the measures whose change cannot be taken apart, because last year's items are not known."""

    sheet: Sheet
    numbers: Numbers
    unsplit: tuple[str, ...]


def analyse(numbers: Numbers, layout: Layout, source: GridSource) -> Analysed:
    """Return what 分析 shall hold; FindingsError when a list is full."""
    sections = {key: one for key, one in all_sections(numbers.format).items() if key in SHEET_SECTIONS}
    sheet = Sheet(sections, {key: entry_rows(source, one) for key, one in sections.items()})
    where = Where(numbers, layout, source)
    lay_changes(sheet, numbers, where)
    lay_shares(sheet, numbers, where)
    lay_completions(sheet, numbers, where)
    unsplit = lay_splits(sheet, numbers, where)
    lay_charts(sheet, numbers)
    return Analysed(sheet, numbers, tuple(unsplit))
