"""公开附表: the official tables as a workbook of values, and nothing beside them.

No formulas, spare rows, links, hidden sheets, rows or columns, names (but those of printing), protection, lists to
choose from, conditional formats, notes, pictures, and nobody's name.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook, load_workbook
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.styles import PatternFill, Protection
from openpyxl.worksheet.protection import SheetProtection

from juesuan import money
from juesuan.book.file import FileBook
from juesuan.book.layout import TableLayout, address, column_letter, table_layout
from juesuan.export.safe import is_formula_like
from juesuan.export.saved import saved_workbook
from juesuan.findings import StructureError
from juesuan.spec.model import Format

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

BELOW_REGION = 5
"""Hidden rows below the rows in use: the sentinel, the patterns of the kinds of rows, and one."""


def values_only(form: Format, book: bytes, *, printed: bool = False, title: str = "") -> bytes:
    """Return the official tables of one of our books, in order, with the values that the book stores.

    ``title`` is that of the file's properties. With ``printed`` amounts are what the tables print: two decimals of 万元, rounded half-up. The styles are the
    book's; the rows that are not in use are left out, so the footnote follows the last row. The same book gives the
    same bytes. Raises StructureError where a formula has no stored value: no figure is left out unsaid.
    """
    _check_values(form, FileBook.from_bytes(book))
    source = load_workbook(io.BytesIO(book), data_only=True)
    sheets = [table.sheet for table in form]
    for name in list(source.sheetnames):
        if name not in sheets:
            del source[name]
    for place, name in enumerate(sheets):
        source.move_sheet(name, place - source.sheetnames.index(name))
    for table in form:
        layout, sheet = table_layout(table), source[table.sheet]
        _strip(sheet)
        _cut(sheet, layout)
        _settle(sheet, layout, printed=printed)
    _strip_book(source)
    return saved_workbook(source, title or form.title)


def _check_values(form: Format, book: FileBook) -> None:
    for table in form:
        layout = table_layout(table)
        for row, column in sorted(book.grid(table.sheet).uncalculated):
            if row <= layout.empty_row and column <= layout.last_column:
                raise StructureError(
                    "uncalculated",
                    f"{table.sheet}!{address(row, column)}的公式还没有算出数，不能写成仅数值的附表；"
                    "请先点“重新计算”。",
                )


def _strip_book(book: Workbook) -> None:
    """Take away what belongs to the book as a whole; its sheets are all to be seen, the first is shown."""
    for name in list(book.defined_names):
        del book.defined_names[name]
    parts: Any = book
    parts.security, parts._external_links = None, []
    for sheet in book.worksheets:
        sheet.sheet_state = "visible"
        for view in sheet.views.sheetView:
            view.tabSelected = sheet is book.worksheets[0]
    book.active = 0


def _strip(sheet: Worksheet) -> None:
    """Take away all that is no cell of the form."""
    content: Any = sheet
    content.protection = SheetProtection()
    content.data_validations.dataValidation = []
    content.conditional_formatting = ConditionalFormattingList()
    content.auto_filter.ref = None
    content._images, content._charts, content._tables = [], [], type(content._tables)()
    content.legacy_drawing = None
    content.defined_names.clear()
    content.sheet_properties.codeName = None
    content.HeaderFooter.oddHeader.center.text = None
    for row in sheet.iter_rows():
        for cell in row:
            if getattr(cell, "hyperlink", None):
                cell.hyperlink = None
                cell.value = None
            if getattr(cell, "comment", None):
                cell.comment = None


def _cut(sheet: Worksheet, layout: TableLayout) -> None:
    """Take away what stands beside and below the form, and the rows of codes that are not in use."""
    last = layout.last_column
    for one in list(sheet.merged_cells.ranges):
        if one.max_col > last or one.max_row > layout.empty_row:
            sheet.unmerge_cells(one.coord)
    if sheet.max_column > last:
        sheet.delete_cols(last + 1, sheet.max_column - last)
    for letter, dimension in list(sheet.column_dimensions.items()):
        dimension.hidden = False
        if (dimension.min or 0) > last:
            del sheet.column_dimensions[letter]
    if sheet.max_row > layout.empty_row:
        sheet.delete_rows(layout.empty_row + 1, sheet.max_row - layout.empty_row)
    bottom = layout.empty_row
    if layout.table.region is not None and layout.code_column is not None:
        used = layout.region_top
        while used <= layout.region_bottom and sheet.cell(used, layout.code_column).value is not None:
            used += 1
        count = layout.region_bottom + BELOW_REGION - used
        _drop_rows(sheet, used, count)
        bottom -= count
    for number, height in list(sheet.row_dimensions.items()):
        height.hidden = False
        if number > bottom:
            del sheet.row_dimensions[number]
    sheet.print_area = f"A1:{column_letter(last)}{bottom}"


def _settle(sheet: Worksheet, layout: TableLayout, *, printed: bool) -> None:
    """Make every cell a plain one: no colours of entry, no locks, texts that stay texts, amounts as printed."""
    for row in sheet.iter_rows(max_col=layout.last_column):
        for cell in row:
            if cell.has_style:
                cell.protection = Protection()
            if (cell.row or 0) >= layout.body_top:
                cell.fill = PatternFill()
            if isinstance(cell.value, str):
                cell.data_type = "s"
                if is_formula_like(cell.value):
                    cell.quotePrefix = True
            elif printed and isinstance(cell.value, float):
                fen = round(cell.value * money.FEN_PER_WAN)
                cell.value = money.to_wan(money.round_wan(fen))


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
