"""公开附表: the official tables as a workbook of values - no formulas, spare rows, hidden sheets, names or protection."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from openpyxl import load_workbook
from openpyxl.styles import PatternFill

from juesuan.book.layout import TableLayout, column_letter, table_layout
from juesuan.spec.model import Format

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet


def values_only(form: Format, book: bytes) -> bytes:
    """Return the official tables of one of our books, in order, with the values that the book stores.

    The styles are the book's; the rows that are not in use are left out, so the footnote follows the last row.
    """
    source = load_workbook(io.BytesIO(book), data_only=True)
    for name in list(source.sheetnames):
        if name not in {table.sheet for table in form}:
            del source[name]
    for table in form:
        _strip(source[table.sheet], table_layout(table))
    for name in list(source.defined_names):
        del source.defined_names[name]
    source.active = 0
    target = io.BytesIO()
    source.save(target)
    return target.getvalue()


def _strip(sheet: Worksheet, layout: TableLayout) -> None:
    sheet.protection.sheet = False
    sheet.data_validations.dataValidation = []
    _drop_outside(sheet, layout)
    for row in sheet.iter_rows(min_row=layout.body_top, max_col=layout.last_column):
        for cell in row:
            cell.fill = PatternFill()
    if layout.table.region is not None and layout.code_column is not None:
        used = layout.region_top
        while sheet.cell(used, layout.code_column).value is not None and used <= layout.region_bottom:
            used += 1
        _drop_rows(sheet, used, layout.region_bottom + 5 - used)
        bottom = layout.empty_row - (layout.region_bottom + 5 - used)
    else:
        bottom = layout.empty_row
    sheet.print_area = f"A1:{column_letter(layout.last_column)}{bottom}"


def _drop_outside(sheet: Worksheet, layout: TableLayout) -> None:
    """Clear links and legends beside the form."""
    for row in sheet.iter_rows(min_col=1, max_col=sheet.max_column):
        for cell in row:
            if getattr(cell, "hyperlink", None):
                cell.hyperlink = None
                cell.value = None
    if sheet.max_column > layout.last_column:
        sheet.delete_cols(layout.last_column + 1, sheet.max_column - layout.last_column)


def _drop_rows(sheet: Worksheet, first: int, count: int) -> None:
    """Delete rows; merged ranges below move up with them, which openpyxl leaves to us."""
    if count <= 0:
        return
    merged = [one.coord for one in sheet.merged_cells.ranges if one.min_row > first]
    for one in merged:
        sheet.unmerge_cells(one)
    heights = {row: sheet.row_dimensions[row].height for row in range(first + count, sheet.max_row + 1)}
    sheet.delete_rows(first, count)
    for row in range(first, first + count + len(heights)):
        if row in sheet.row_dimensions:
            del sheet.row_dimensions[row]
    for row, height in heights.items():
        if height:
            sheet.row_dimensions[row - count].height = height
    for one in merged:
        left, right = one.split(":")
        sheet.merge_cells(f"{_up(left, count)}:{_up(right, count)}")


def _up(reference: str, count: int) -> str:
    letters = reference.rstrip("0123456789")
    return f"{letters}{int(reference[len(letters) :]) - count}"
