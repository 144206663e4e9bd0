"""The first sheets of a book: cover and contents; and the hidden one that says what the book is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

import juesuan
from juesuan.book.accounts import NOT_FILLED
from juesuan.book.layout import address, column_letter
from juesuan.book.read_days import day_number
from juesuan.book.sheets import (
    CONTENTS,
    CONTENTS_STATUS,
    CONTENTS_TOP,
    COVER_HINT,
    COVER_LABEL,
    COVER_TOP,
    COVER_VALUE,
    contents_row,
    cover_row,
    sheet_order,
)
from juesuan.spec.files import FieldFile
from juesuan.spec.model import CellKind, Format
from juesuan.template.list_sheet import list_validation
from juesuan.template.styles import (
    DATE_FORMAT,
    GENERAL,
    GRID,
    HEADER,
    HEADING,
    LINK,
    PLAIN,
    PURPOSE,
    TAB_INPUT,
    TAB_OTHER,
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

BOOK_TITLE = "部门决算公开工作簿"
LISTS_COLUMN = 4
HINT_WIDTH = 46
HINT = Look(color="666666", size=9, wrap=True, edges=GRID)
LEGEND = {
    CellKind.TYPED: "由您填写；没有数的格留空，可以写算式，如 =12.5+3.2",
    CellKind.OFFERED: "由程序带出，与实际不符时可以直接改写",
    CellKind.DERIVED: "由公式计算，已锁定，不能改写",
}
USAGE = (
    "1. 填写本页后，用“导入决算报表”导入系统导出的表，或直接在各表的录入项中填写，然后点“重新计算”。",
    "2. 点“全部审核”，按“审核结果”逐条核对、改正或说明，直到审核通过。",
    "3. 补充“预算数”“变动原因”等表，点“更新情况说明”生成文字，最后点“报送材料”。",
)


def field_value(form: Format, info: Mapping[str, str], key: str) -> str | int | float:
    """Return what stands in a field of the cover: given, or the default."""
    field = next((one for one in form.sheets.fields if one.key == key), None)
    if field is None:
        return info.get(key, "")
    text = info.get(key, "") or field.value or (str(form.year) if key == "year" else "")
    if field.kind == "date":
        number = day_number(text)
        return text if number is None else number
    return _number(text) if field.kind == "number" else text


def _number(text: str) -> str | int | float:
    """Return a text as a number when it is one."""
    try:
        value = float(text)
    except ValueError:
        return text
    return int(value) if value.is_integer() else value


def build_cover(form: Format, info: Mapping[str, str], sheet: Worksheet, painter: Painter) -> None:
    """Lay the cover: the unit's fields, the colours, how to use the book."""
    for letter, width in zip("ABCD", (2, 26, 34, HINT_WIDTH), strict=True):
        set_width(sheet, letter, width)
    painter.merge(sheet, (1, COVER_LABEL, 1, COVER_HINT), replace(TITLE, size=22), BOOK_TITLE)
    painter.merge(sheet, (2, COVER_LABEL, 2, COVER_HINT), replace(TITLE, size=14), form.title)
    sheet.row_dimensions[1].height, sheet.row_dimensions[2].height = 48, 28
    for column, text in ((COVER_LABEL, "项目"), (COVER_VALUE, "内容"), (COVER_HINT, "说明")):
        painter.paint(sheet, COVER_TOP - 1, column, HEADER, text)
    for field in form.sheets.fields:
        _field(form, info, field, sheet, painter)
    _explain(COVER_TOP + len(form.sheets.fields) + 1, sheet, painter)
    sheet.sheet_properties.tabColor = TAB_INPUT
    set_page(sheet, landscape=False)
    sheet.page_setup.fitToHeight = 1
    last = COVER_TOP + len(form.sheets.fields) + len(LEGEND) + len(USAGE) + 3
    sheet.print_area = f"A1:{address(last, COVER_HINT)}"
    painter.link(sheet, 1, COVER_HINT + 2, CONTENTS, LINK, "前往目录")
    set_width(sheet, column_letter(COVER_HINT + 2), 12)


def _field(
    form: Format, info: Mapping[str, str], field: FieldFile, sheet: Worksheet, painter: Painter
) -> None:
    row = cover_row(form, field.key)
    painter.paint(sheet, row, COVER_LABEL, replace(PLAIN, bold=True, edges=GRID), field.label)
    formats = {"text": GENERAL if field.list else TEXT_FORMAT, "date": DATE_FORMAT, "number": GENERAL}
    look = kind_look(CellKind.TYPED, formats[field.kind])
    look = replace(look, horizontal="left") if field.kind == "date" else look
    painter.paint(sheet, row, COVER_VALUE, look, field_value(form, info, field.key))
    painter.paint(sheet, row, COVER_HINT, HINT, field.hint)
    sheet.row_dimensions[row].height = 10 + 12 * lines_needed(field.hint, HINT_WIDTH)
    validation = None
    if field.list:
        validation = list_validation(field.list)
    elif field.kind == "number":
        validation = DataValidation(
            type="decimal", operator="greaterThanOrEqual", formula1="0", allow_blank=True
        )
        validation.showErrorMessage, validation.error = True, "请填写数字。"
    elif field.kind == "date":
        validation = DataValidation(
            type="date", operator="between", formula1="36526", formula2="73050", allow_blank=True
        )
        validation.showErrorMessage, validation.error = True, "请填写 2021-9-1 这样的日期；还没有的留空。"
    if validation is not None:
        validation.add(address(row, COVER_VALUE))
        sheet.add_data_validation(validation)


def _explain(top: int, sheet: Worksheet, painter: Painter) -> None:
    painter.paint(sheet, top, COVER_LABEL, HEADING, "颜色与使用")
    sheet.row_dimensions[top].height = 22
    for row, (kind, text) in enumerate(LEGEND.items(), top + 1):
        painter.legend(sheet, row, COVER_LABEL, kind)
        painter.merge(sheet, (row, COVER_VALUE, row, COVER_HINT), PLAIN, text)
        sheet.row_dimensions[row].height = 20
    for row, text in enumerate(USAGE, top + len(LEGEND) + 1):
        painter.merge(sheet, (row, COVER_LABEL, row, COVER_HINT), replace(PLAIN, wrap=True), text)
        sheet.row_dimensions[row].height = 24


def build_contents(form: Format, sheet: Worksheet, painter: Painter) -> None:
    """Lay the contents: every sheet with a link, and the state of every table."""
    for letter, width in zip("ABCD", (7, 22, 52, 22), strict=True):
        set_width(sheet, letter, width)
    painter.merge(sheet, (1, 1, 1, 4), TITLE, "目录")
    purpose = "点工作表名称前往该表。每张表填完后，在“状态”中选择“已填完”；没有数据的表选择“此表无数据”，表下自动出现说明。"
    painter.merge(sheet, (2, 1, 2, 4), PURPOSE, purpose)
    sheet.row_dimensions[1].height, sheet.row_dimensions[2].height = 34, 30
    for column, text in enumerate(("序号", "工作表", "名称", "状态"), 1):
        painter.paint(sheet, CONTENTS_TOP, column, HEADER, text)
    sheet.row_dimensions[CONTENTS_TOP].height = 20
    tables = {table.sheet for table in form}
    status = list_validation("status")
    for name, title in sheet_order(form):
        if name == CONTENTS:
            continue
        row = contents_row(form, name)
        cell = Look(edges=GRID, shrink=True)
        painter.paint(sheet, row, 1, replace(cell, horizontal="center"), row - CONTENTS_TOP)
        painter.link(sheet, row, 2, name, replace(LINK, edges=GRID), name)
        painter.paint(sheet, row, 3, cell, title)
        if name in tables:
            look = replace(kind_look(CellKind.TYPED), horizontal="center")
            painter.paint(sheet, row, CONTENTS_STATUS, look, NOT_FILLED)
            status.add(address(row, CONTENTS_STATUS))
        else:
            painter.paint(sheet, row, CONTENTS_STATUS, cell)
        sheet.row_dimensions[row].height = 18
    sheet.add_data_validation(status)
    sheet.freeze_panes = address(CONTENTS_TOP + 1, 1)
    sheet.sheet_properties.tabColor = TAB_OTHER
    protect(sheet)
    set_page(sheet, landscape=False)
    sheet.page_setup.fitToHeight = 1


def list_columns(form: Format) -> dict[str, tuple[int, list[str]]]:
    """Return the column of each drop-down list on the hidden sheet, and its entries from row 2 on."""
    return {key: (LISTS_COLUMN + n, values) for n, (key, values) in enumerate(form.sheets.lists.items())}


def build_identity(form: Format, sheet: Worksheet, painter: Painter) -> None:
    """Write what the book is, and the drop-down lists, on the hidden sheet."""
    text = Look(number=TEXT_FORMAT)
    entries = (
        ("program", "juesuan"),
        ("version", juesuan.__version__),
        ("format", form.key),
        ("digest", form.digest),
    )
    for row, entry in enumerate(entries, 1):
        for column, value in enumerate(entry, 1):
            painter.paint(sheet, row, column, text, value)
    for key, (column, values) in list_columns(form).items():
        for row, value in enumerate((key, *values), 1):
            painter.paint(sheet, row, column, text, value)
    sheet.sheet_state = "veryHidden"
    protect(sheet)
