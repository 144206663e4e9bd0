"""Marks of the audit on the tables: one conditional format a table that reads 审核结果; no cell is ever painted.

The column of marks on 审核结果 holds ``错误|公开06表!D12`` for every finding that nobody has settled yet. It is found through a
defined name, so rows that are inserted above do no harm. Only functions of Excel 2010 that WPS and LibreOffice have too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from juesuan.book.layout import TableLayout, address, column_letter, quote_sheet
from juesuan.book.sheets import SectionLayout, all_sections
from juesuan.findings import Level
from juesuan.spec.model import Format

RESULTS, MARK = "results", "mark"
MARKS_NAME = f"JS_{RESULTS}_{MARK}"
COLOURS = {Level.ERROR: "FFC7CE", Level.EXPLAIN: "FFD966"}
"""Light red and amber."""


def marks_section(form: Format) -> SectionLayout | None:
    """Return the list of findings, None when the format has none that could be read."""
    section = all_sections(form).get(RESULTS)
    if section is None or MARK not in [one.key for one in section.section.columns]:
        return None
    return section


def marks_name(form: Format) -> Iterator[tuple[str, str]]:
    """Yield the defined name of the column of marks with its reference."""
    section = marks_section(form)
    if section is not None:
        letter = column_letter(section.column(MARK))
        rows = f"${letter}${section.first}:${letter}${section.last + section.section.room}"
        yield MARKS_NAME, f"{quote_sheet(section.sheet)}!{rows}"


def add_marks(form: Format, layout: TableLayout, sheet: Worksheet) -> None:
    """Let the cells of a table show the findings that nobody has settled."""
    if marks_section(form) is None:
        return
    area = f"A1:{address(layout.empty_row, layout.last_column)}"
    formula_rule: Any = FormulaRule
    name = layout.table.sheet.replace('"', '""')
    for level, colour in COLOURS.items():
        mark = f'"{level.label}|{name}!"&ADDRESS(ROW(),COLUMN(),4)'
        fill = PatternFill("solid", start_color=f"FF{colour}", end_color=f"FF{colour}")
        rule = formula_rule([f"ISNUMBER(MATCH({mark},{MARKS_NAME},0))"], fill=fill, stopIfTrue=True)
        sheet.conditional_formatting.add(area, rule)
