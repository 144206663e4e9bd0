"""The sheets beside the tables: their lists, or only a title where a button fills the sheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from juesuan.book.layout import address, column_letter
from juesuan.book.sheets import SectionLayout, list_name, sections
from juesuan.spec.files import SheetColumnFile, SheetFile
from juesuan.spec.model import CellKind, Format
from juesuan.template.paragraph_marks import mark_paragraphs
from juesuan.template.styles import (
    COUNT_FORMAT,
    DATE_FORMAT,
    GENERAL,
    HEADER,
    HEADING,
    LINK,
    MONEY_FORMAT,
    PURPOSE,
    TAB_INPUT,
    TAB_OTHER,
    TAB_RESULT,
    TEXT_FORMAT,
    TITLE,
    Look,
    Painter,
    kind_look,
    lines_needed,
    protect,
    set_page,
    set_width,
)

MONEY_LIMIT = 1_000_000_000
LOG, CODES, RULES = "log", "codes", "rules"
NARRATIVE = "narrative"
GROWING = (NARRATIVE,)
"""Sheets without a print area: they print as far as there is something."""
FREE_COLUMNS, FREE_WIDTH = 10, 14
"""Columns of a sheet that a button fills."""
FORMATS = {"money": MONEY_FORMAT, "count": COUNT_FORMAT, "date": DATE_FORMAT, "text": TEXT_FORMAT}
CLASSIFICATIONS = {"functional": "功能分类", "economic": "经济分类"}
CONFIDENCE = {"high": "高", "medium": "中", "low": "低"}


def build_list_sheet(form: Format, file: SheetFile, sheet: Worksheet, painter: Painter) -> None:
    """Lay one sheet: title, purpose, and its lists from top to bottom."""
    layouts = list(sections(file))
    widths = _widths(layouts)
    for number, width in enumerate(widths, 1):
        set_width(sheet, column_letter(number), width)
    last = len(widths)
    painter.merge(sheet, (1, 1, 1, last), TITLE, file.title)
    painter.merge(sheet, (2, 1, 2, last), PURPOSE, file.purpose)
    sheet.row_dimensions[1].height = 32
    sheet.row_dimensions[2].height = 6 + 13 * lines_needed(file.purpose, sum(widths))
    for layout in layouts:
        _section(layout, sheet, painter)
        for number, column in enumerate(layout.section.columns, 1):
            if column.look == "hidden":
                sheet.column_dimensions[column_letter(number)].hidden = True
    bottom = max((one.last for one in layouts), default=0)
    if file.key == CODES and layouts:
        bottom = _standard_codes(form, layouts[-1], sheet, painter)
    if file.key == RULES and layouts:
        bottom = _room_for_rules(form, layouts[-1], sheet, painter)
    if layouts and file.key not in GROWING:
        painter.back_link(sheet, 1, last + 2)
        set_width(sheet, column_letter(last + 1), 2)
        set_width(sheet, column_letter(last + 2), 12)
    else:  # a button fills the sheet: it prints as far as there is something
        painter.back_link(sheet, 3, 1)
    if file.key == NARRATIVE and layouts:
        mark_paragraphs(layouts[-1], sheet)
    _finish(file, layouts, sheet, (bottom, last))


def _widths(layouts: list[SectionLayout]) -> list[float]:
    if not layouts:
        return [FREE_WIDTH] * FREE_COLUMNS
    count = max(len(one.section.columns) for one in layouts)
    columns = [
        [one.section.columns[n] for one in layouts if n < len(one.section.columns)] for n in range(count)
    ]
    return [max(column.width for column in group) for group in columns]


def _finish(file: SheetFile, layouts: list[SectionLayout], sheet: Worksheet, end: tuple[int, int]) -> None:
    """Print, view, protection and the colour of the tab."""
    bottom, last = end
    set_page(sheet, landscape=file.landscape)
    if layouts:
        if file.key not in GROWING:
            sheet.print_area = f"A1:{address(bottom, last)}"
        sheet.sheet_format.defaultRowHeight = file.row_height
        sheet.sheet_format.customHeight = True
    if len(layouts) == 1:
        header = layouts[0].header_row
        sheet.freeze_panes = address(header + 1, 1)
        sheet.print_title_rows = f"{header}:{header}"
    else:
        sheet.freeze_panes = "A3"
    kinds = {column.kind for one in layouts for column in one.section.columns}
    tab = TAB_INPUT if kinds - {"derived"} else TAB_OTHER if file.key == LOG else TAB_RESULT
    sheet.sheet_properties.tabColor = tab
    if file.key == LOG:
        protect(sheet)


def _section(layout: SectionLayout, sheet: Worksheet, painter: Painter) -> None:
    columns = layout.section.columns
    if layout.heading_row is not None:
        painter.paint(sheet, layout.heading_row, 1, HEADING, layout.section.heading)
        sheet.row_dimensions[layout.heading_row].height = 24
    for place, column in enumerate(columns, 1):
        painter.paint(sheet, layout.header_row, place, HEADER, column.label)
    lines = max(lines_needed(column.label, column.width) for column in columns)
    sheet.row_dimensions[layout.header_row].height = 8 + 13 * lines
    looks = list(_looks(layout))
    for row in range(layout.shown + 1, layout.last + 1):
        sheet.row_dimensions[row].hidden = True
    for row in range(layout.first, layout.shown + 1):
        item = (
            layout.section.items[row - layout.first] if row - layout.first < len(layout.section.items) else []
        )
        for place, look in enumerate(looks, 1):
            given = item[place - 1] if place <= len(item) else ""
            fixed = kind_look(CellKind.DERIVED, TEXT_FORMAT)
            painter.paint(sheet, row, place, fixed if given else look, given)
    for place, column in enumerate(columns, 1):
        validation = _validation(column)
        if validation is not None:
            validation.add(f"{address(layout.first, place)}:{address(layout.last, place)}")
            sheet.add_data_validation(validation)


def _looks(layout: SectionLayout) -> Iterator[Look]:
    """Yield the look of the entries of each column; long texts wrap."""
    has_money = any(column.kind == "money" for column in layout.section.columns)
    for column in layout.section.columns:
        if column.kind == "derived":
            money = column.look == "money" or (has_money and column.key != "key" and not column.look)
            look = kind_look(CellKind.DERIVED, MONEY_FORMAT if money else GENERAL)
            if column.look == "link":
                look = replace(look, color=LINK.color, underline=LINK.underline)
            elif column.look == "long":
                look = replace(look, wrap=True, shrink=False)
            elif column.look == "centre":
                look = replace(kind_look(CellKind.DERIVED), horizontal="center")
            yield look
        else:
            look = kind_look(CellKind.TYPED, FORMATS[column.kind])
            wrap = column.kind == "text" and column.width >= 30
            centre = column.kind == "date" or bool(column.list)
            yield replace(
                look, wrap=wrap, shrink=not wrap, horizontal="center" if centre else look.horizontal
            )


def _validation(column: SheetColumnFile) -> DataValidation | None:
    """Return what may be typed into a column, with its hint as a prompt."""
    validation: DataValidation | None = None
    if column.list:
        validation = list_validation(column.list)
    elif column.kind == "money":
        validation = money_validation()
    elif column.kind == "count":
        validation = DataValidation(type="whole", operator="between", formula1="0", formula2="999999999")
        validation.error = "请填写不小于0的整数。"
    elif column.kind == "date":
        validation = DataValidation(type="date", operator="between", formula1="36526", formula2="73050")
        validation.error = "请填写日期，如 2020-6-30。"
    elif column.hint:
        validation = DataValidation()
    if validation is not None:
        validation.allow_blank = validation.showErrorMessage = True
        if column.hint:
            validation.showInputMessage, validation.promptTitle, validation.prompt = (
                True,
                column.label,
                column.hint,
            )
    return validation


def _room_for_rules(form: Format, layout: SectionLayout, sheet: Worksheet, painter: Painter) -> int:
    """Paint the lines that the rules of the format will take, and a few more; return the last one.

    How long rules are divided is not known here.
    """
    checks = sum(len(rule.checks) for rule in form.rules.values())
    bottom = layout.first + max(checks + checks // 8 + 2, 1) - 1
    looks = list(_looks(layout))
    for row in range(layout.first, bottom + 1):
        for place, look in enumerate(looks, 1):
            painter.paint(sheet, row, place, look)
    return bottom


def _standard_codes(form: Format, own: SectionLayout, sheet: Worksheet, painter: Painter) -> int:
    """List the codes of the format below the unit's own; return the last row."""
    row = own.last + 2
    painter.paint(sheet, row, 1, HEADING, "二、本格式自带的科目")
    sheet.row_dimensions[row].height = 24
    row += 1
    for place, column in enumerate(own.section.columns, 1):
        painter.paint(sheet, row, place, HEADER, column.label)
    sheet.row_dimensions[row].height = 21
    text = kind_look(CellKind.DERIVED, TEXT_FORMAT)
    centre = replace(text, horizontal="center")
    for key, classification in form.classifications.items():
        for code in classification.codes.values():
            row += 1
            shown = (
                code.code,
                code.name,
                CLASSIFICATIONS.get(key, key),
                code.level,
                CONFIDENCE.get(code.confidence, ""),
            )
            for place, value in enumerate(shown, 1):
                indent = (len(code.code) - 3) // 2 if place == 2 else 0
                look = centre if place > 2 else replace(text, indent=indent)
                painter.paint(sheet, row, place, look, value)
    return row


def money_validation() -> DataValidation:
    """Return the validation of typed amounts: a number of a possible size, or nothing."""
    return DataValidation(
        type="decimal",
        operator="between",
        formula1=str(-MONEY_LIMIT),
        formula2=str(MONEY_LIMIT),
        allow_blank=True,
        showErrorMessage=True,
        errorTitle="金额有误",
        error="请填写数字，单位万元，绝对值小于10亿；不要带“万元”等文字。没有数的格留空。",
    )


def list_validation(key: str) -> DataValidation:
    """Return the validation of a cell with a drop-down list of the book."""
    return DataValidation(
        type="list",
        formula1=list_name(key),
        allow_blank=True,
        showErrorMessage=True,
        errorTitle="不在列表中",
        error="请从下拉列表中选择。",
    )
