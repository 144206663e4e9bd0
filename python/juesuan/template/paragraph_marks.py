"""How the sheet 情况说明 shows what a paragraph is, and what is still to be done about it: conditional formats.

Headings are bold on a tinted line, own texts whose figures are off are red, paragraphs that wait for a person amber.
"""

from __future__ import annotations

from typing import Any

from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from juesuan.book.layout import address, column_letter
from juesuan.book.sheets import SectionLayout

HEADING, WRONG, WAITING = "E4ECF5", "FFC7CE", "FFD966"


def mark_paragraphs(layout: SectionLayout, sheet: Worksheet) -> None:
    """Add the conditional formats to the list of paragraphs."""
    first, last = layout.first, layout.last + layout.section.room
    right = column_letter(len([one for one in layout.section.columns if one.look != "hidden"]))
    kind, state = (f"${column_letter(layout.column(key))}{first}" for key in ("kind", "state"))
    area = f"A{first}:{right}{last}"
    states = f"{address(first, layout.column('state'))}:{address(last, layout.column('state'))}"
    formula_rule: Any = FormulaRule
    for place, condition, colour, bold in (
        (states, f'ISNUMBER(SEARCH("不符",{state}))', WRONG, False),
        (states, f'LEFT({state},3)="待填写"', WAITING, False),
        (area, f'OR({kind}="部分",{kind}="标题")', HEADING, True),
    ):
        fill = PatternFill("solid", start_color=f"FF{colour}", end_color=f"FF{colour}")
        rule = formula_rule([condition], fill=fill, font=Font(bold=True) if bold else None)
        sheet.conditional_formatting.add(place, rule)
