"""What a workbook knows, as the world that a report is checked against."""

from __future__ import annotations

from juesuan.analysis.analyse import Analysed
from juesuan.tieout.compare_book import budgets_of
from juesuan.tieout.lexicon import load_lexicon
from juesuan.tieout.world import World


def world_of(analysed: Analysed) -> World:
    """Return what an analysed workbook knows: tables recomputed, 上年数, 预算数, 其他重要事项, year and unit of its cover."""
    info = analysed.numbers.accounts.info
    year = info.get("year", "").strip().removesuffix("年度").removesuffix("年")
    return World(
        load_lexicon(),
        analysed.numbers.format,
        analysed.numbers,
        int(year) if year.isdecimal() else None,
        (info.get("unit_name", ""), info.get("unit_short", "")),
        budgets_of(analysed),
    )
