"""The empty book of a format: everything that never changes, laid with openpyxl.

Code rows, figures and the formulas of amounts are put in afterwards by patching the sheets. The same input gives
the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from openpyxl import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from juesuan.book.accounts import NO_DATA
from juesuan.book.chart_blocks import CHART_SHEET, chart_blocks
from juesuan.book.layout import (
    HEADER_TOP,
    UNIT_ROW,
    Layout,
    TableLayout,
    address,
    column_letter,
    quote_sheet,
)
from juesuan.book.sheets import (
    CONTENTS,
    CONTENTS_STATUS,
    COVER,
    COVER_VALUE,
    IDENTITY,
    all_sections,
    contents_row,
    cover_row,
    field_name,
    list_name,
    region_name,
    sheet_order,
)
from juesuan.book.undo import UNDO
from juesuan.spec.model import TOTAL, CellKind, Format, RowKind
from juesuan.template.charts import build_charts, finish_part
from juesuan.template.front_sheets import (
    build_contents,
    build_cover,
    build_identity,
    field_value,
    list_columns,
)
from juesuan.template.list_sheet import build_list_sheet, money_validation
from juesuan.template.marks import add_marks, marks_name
from juesuan.template.package import EPOCH, package_bytes
from juesuan.template.styles import (
    KIND_LABELS,
    TAB_TABLE,
    Frame,
    Painter,
    protect,
    set_page,
    set_width,
)
from juesuan.template.table_sheet import build_table_sheet

StaticFormula = tuple[str, str]
"""A formula with its leading ``=``, and its value."""
MAX_ROWS = 1 << 20
PAGE_WIDTH = {
    ("A4", "landscape"): 784,
    ("A4", "portrait"): 537,
    ("A3", "landscape"): 1133,
    ("A3", "portrait"): 784,
}
"""Printable width of the papers, in points."""
BLOCK_UNIT = 6.3
"""What a column unit of a block may take in points: printers and substitute fonts differ by a fifth."""
BLOCK_SCALE = 92
"""Percent of what should fit: LibreOffice draws columns wider than Excel, and a block that is a little too wide gives a
page with one column on it."""
MAX_ONE_PAGE = 40
"""The most rows that are put on one page."""


def build_template(form: Format, info: Mapping[str, str]) -> bytes:
    """Return a new book of the format for a unit, without code rows and figures.

    ``info`` holds fields of the cover by key; the others get their default.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    painter = Painter(book)
    sheets = {name: book.create_sheet(name) for name, _ in sheet_order(form)}
    build_cover(form, info, sheets[COVER], painter)
    build_contents(form, sheets[CONTENTS], painter)
    layout = Layout(form)
    for table in layout.tables.values():
        sheet = sheets[table.table.sheet]
        build_table_sheet(form, table, sheet, painter)
        _finish(table, sheet, painter)
        add_marks(form, table, sheet)
    for one in (*form.sheets.before, *form.sheets.after):
        build = build_charts if one.key == CHART_SHEET and chart_blocks(form) else build_list_sheet
        build(form, one, sheets[one.sheet], painter)
    build_identity(form, book.create_sheet(IDENTITY), painter)
    book.create_sheet(UNDO).sheet_state = "veryHidden"
    for name, cells in static_formulas(form, info, {}).items():
        for (row, column), (formula, _) in cells.items():
            sheets[name].cell(row, column).value = formula
    for name, reference in _names(form, layout):
        book.defined_names[name] = DefinedName(name, attr_text=reference)
    sheets[COVER].sheet_view.tabSelected = True
    return _saved(book, form)


def static_formulas(
    form: Format, info: Mapping[str, str], status: Mapping[str, str]
) -> dict[str, dict[tuple[int, int], StaticFormula]]:
    """Return the formulas that stand in every book, with their values, by sheet and (row, column).

    ``info`` are the fields of the cover, ``status`` the states of the tables: the values follow from them.
    """
    return {
        one.table.sheet: _static(form, one, info, status.get(one.table.key, ""))
        for one in Layout(form).tables.values()
    }


def _static(
    form: Format, layout: TableLayout, info: Mapping[str, str], status: str
) -> dict[tuple[int, int], StaticFormula]:
    """The unit's name and the year above a table, and the sentence below an empty one."""
    table, frame = layout.table, Frame(layout)
    unit, year = (
        f"{quote_sheet(COVER)}!${column_letter(COVER_VALUE)}${cover_row(form, key)}"
        for key in ("unit_name", "year")
    )
    unit_name = str(field_value(form, info, "unit_name"))
    name = form.organisation_line + unit_name
    found = {(UNIT_ROW, 1): (f"={_quoted(form.organisation_line)}&{unit}", name)}
    if frame.year is not None:
        found[frame.year[:2]] = (f'={year}&"年度"', f"{field_value(form, info, 'year')}年度")
    if table.empty_sentence:
        state = f"{quote_sheet(CONTENTS)}!${column_letter(CONTENTS_STATUS)}${contents_row(form, table.sheet)}"
        value = table.empty_sentence.replace("{unit}", unit_name) if status == NO_DATA else ""
        sentence = f"&{unit}&".join(_quoted(part) for part in table.empty_sentence.split("{unit}"))
        found[layout.empty_row, 1] = (f'=IF({state}="{NO_DATA}",{sentence},"")', value)
    return found


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _finish(layout: TableLayout, sheet: Worksheet, painter: Painter) -> None:
    """How the sheet of a table behaves: validation, protection, view and print."""
    for one in _validations(layout):
        sheet.add_data_validation(one)
    protect(sheet)
    present = {kind for _, _, kind in _amount_kinds(layout)}
    kinds = [kind for kind in KIND_LABELS if kind in present]
    aside = layout.last_column + 2
    set_width(sheet, column_letter(aside - 1), 2)
    set_width(sheet, column_letter(aside), 14)
    painter.back_link(sheet, 1, aside)
    for row, kind in enumerate(kinds, HEADER_TOP):
        painter.legend(sheet, row, aside, kind)
    _view(layout, sheet)
    _print(layout, sheet)


def _amount_kinds(layout: TableLayout) -> Iterator[tuple[int, range, CellKind]]:
    """Yield column, rows and kind of the amount cells of a table; a code region counts as leaves."""
    table = layout.table
    for panel in table.panels:
        columns = layout.panel_columns(panel)
        for column in panel.amounts:
            place = columns[column.key]
            for row in panel.fixed:
                at = layout.fixed[row.key]
                yield place, range(at, at + 1), table.rule(row.key, row.kind, column)[0]
            if panel.region is not None:
                rows = range(layout.region_top, layout.sentinel)
                kind = RowKind.DETAIL if panel.region.details else RowKind.LEAF
                yield place, rows, table.rule("", kind, column)[0]


def _validations(layout: TableLayout) -> Iterator[DataValidation]:
    """Yield what may be typed into the amounts and the codes of a table."""
    runs: list[tuple[int, range]] = []
    for column, rows, kind in _amount_kinds(layout):
        if kind is CellKind.DERIVED:
            continue
        if runs and runs[-1][0] == column and runs[-1][1].stop == rows.start:
            runs[-1] = column, range(runs[-1][1].start, rows.stop)
        else:
            runs.append((column, rows))
    if runs:
        money = money_validation()
        for column, rows in runs:
            money.add(f"{address(rows.start, column)}:{address(rows.stop - 1, column)}")
        yield money
    region = layout.table.region
    if region is not None and layout.code_column and (region.only is None or region.details):
        codes = DataValidation(
            type="textLength",
            operator="between",
            formula1="3",
            formula2="7",
            allow_blank=True,
            showErrorMessage=True,
            showInputMessage=True,
            errorTitle="科目编码有误",
            error="科目编码是3位（类）、5位（款）或7位（项）数字。",
            promptTitle="科目编码",
            prompt="在空行填写科目编码（文本），然后点“重新计算”",
        )
        top, bottom = (address(row, layout.code_column) for row in (layout.region_top, layout.region_bottom))
        codes.add(f"{top}:{bottom}")
        yield codes


def _view(layout: TableLayout, sheet: Worksheet) -> None:
    panel = layout.table.panels[0]
    name = panel.role("name")
    words = layout.column("", name.key) if name and len(layout.table.panels) == 1 else 0
    sheet.freeze_panes = address(layout.body_top, words + 1)
    sheet.sheet_view.zoomScale = 85 if sum(Frame(layout).widths) > 140 else 100
    sheet.sheet_properties.tabColor = TAB_TABLE
    details = layout.table.region is not None and layout.table.region.details
    sheet.sheet_format.defaultRowHeight = 28 if details else 18  # long texts take two lines
    sheet.sheet_format.customHeight = True


def _print(layout: TableLayout, sheet: Worksheet) -> None:
    page, frame = layout.table.page, Frame(layout)
    set_page(sheet, landscape=page.orientation == "landscape", paper=page.paper)
    setup: Any = sheet.page_setup
    setup.blackAndWhite = True
    rows = layout.bottom - layout.body_top + 1
    coded = layout.table.region is not None
    sheet.print_title_rows = f"{1 if coded else HEADER_TOP}:{layout.body_top - 1}"
    last = layout.empty_row if layout.table.empty_sentence else layout.footnote_row
    sheet.print_area = f"A1:{address(last, layout.last_column)}"
    if page.column_blocks:
        words = frame.title_columns
        sheet.print_title_cols = f"A:{column_letter(words)}"
        for _, column in frame.blocks[:-1]:
            sheet.col_breaks.append(Break(id=column, max=MAX_ROWS - 1))
        properties: Any = sheet.sheet_properties
        properties.pageSetUpPr.fitToPage = False
        setup.fitToWidth = setup.fitToHeight = None
        widest = max(frame.span(*block) for block in frame.blocks) + frame.span(1, words)
        sheet.page_margins.left = sheet.page_margins.right = 0.25
        setup.scale = int(
            BLOCK_SCALE * (PAGE_WIDTH[page.paper, page.orientation] + 20) / (BLOCK_UNIT * widest)
        )
    elif not coded:
        setup.fitToHeight = 1 if rows <= MAX_ONE_PAGE else 2


def _names(form: Format, layout: Layout) -> Iterator[tuple[str, str]]:
    """Yield the defined names of the book with their references."""
    for one in form.sheets.fields:
        place = cover_row(form, one.key), COVER_VALUE
        yield field_name(one.key), _reference(COVER, place, place)
    for key, (column, values) in list_columns(form).items():
        yield list_name(key), _reference(IDENTITY, (2, column), (1 + len(values), column))
    for section in all_sections(form).values():
        yield section.name, section.reference
    yield from marks_name(form)
    for table in layout.tables.values():
        yield from _table_names(table)


def _table_names(layout: TableLayout) -> Iterator[tuple[str, str]]:
    table, last = layout.table, layout.last_column
    header = _reference(table.sheet, (HEADER_TOP, 1), (layout.body_top - 1, last))
    yield region_name(table.key, "header"), header
    yield region_name(table.key, "body"), _reference(table.sheet, (layout.body_top, 1), (layout.bottom, last))
    if layout.code_column is not None:
        code = layout.code_column
        codes = _reference(table.sheet, (layout.region_top, code), (layout.sentinel, code))
        yield region_name(table.key, "codes"), codes
    if TOTAL in layout.fixed:
        columns = layout.panel_columns(table.panel_of(TOTAL)).values()
        row = layout.fixed[TOTAL]
        total = _reference(table.sheet, (row, min(columns)), (row, max(columns)))
        yield region_name(table.key, "total"), total


def _reference(sheet: str, first: tuple[int, int], last: tuple[int, int]) -> str:
    """Return an absolute reference."""
    ends = [f"${column_letter(column)}${row}" for row, column in dict.fromkeys((first, last))]
    return f"{quote_sheet(sheet)}!{':'.join(ends)}"


def _saved(book: Workbook, form: Format) -> bytes:
    """Write the package with fixed dates and a fixed order of parts."""
    properties = book.properties
    properties.creator, properties.title = "juesuan", form.title
    properties.created = properties.modified = EPOCH
    return package_bytes(book, lambda name, part: finish_part(form, name, part))
