"""Reading a block of cells: one call for the values, a few more for what the values alone do not say."""

from __future__ import annotations

from typing import Any

from .addresses import Area
from .format_areas import formats_in
from .formula_text import result_kind
from .range_core import RangeCore, common
from .values import ERROR_NUMBERS, error_number, from_serial

Rows = list[list[Any]]

_ANY_ERROR = ERROR_NUMBERS["#N/A"]


def read_values(cells: RangeCore) -> Rows:
    """The values of a range: ``None``, text, float, bool, datetime, or the number of an error."""
    rows: Rows = [
        [None if value == "" else _ANY_ERROR if value is None else value for value in row]
        for row in cells.xl.getDataArray()
    ]
    if cells.options.get("err_to_str"):
        _name_errors(cells, rows)
    box = _bounds(rows, float)
    if box is not None:
        _read_dates_and_booleans(cells, rows, box)
    return rows


def read_formulas(cells: RangeCore) -> list[list[str]]:
    """The formulas of a range in Excel's grammar; the text of its value where a cell has none."""
    texts, values = cells.xl.getFormulaArray(), cells.xl.getDataArray()
    home = None
    rows: list[list[str]] = []
    for text_row, value_row in zip(texts, values, strict=True):
        row: list[str] = []
        for text, value in zip(text_row, value_row, strict=True):
            if value == text or not text.startswith(("=", "{=")):
                row.append(value if isinstance(value, str) else text)
                continue
            home = home or cells.cell_address
            plain = text[1:-1] if text.startswith("{=") else text
            row.append(cells.document.grammar.to_excel(plain, home))
        rows.append(row)
    return rows


def _bounds(rows: Rows, kind: type) -> Area | None:
    """The smallest rectangle (counted from zero) that holds every value of a type."""
    found = [(i, j) for i, row in enumerate(rows) for j, value in enumerate(row) if type(value) is kind]
    if not found:
        return None
    columns = [column for _, column in found]
    first = min(columns)
    return Area(found[0][0], first, found[-1][0] - found[0][0] + 1, max(columns) - first + 1)


def _name_errors(cells: RangeCore, rows: Rows) -> None:
    for i, row in enumerate(rows):
        for j, value in enumerate(row):
            if value is _ANY_ERROR:
                row[j] = error_number(cells.xl.getCellByPosition(j, i).getError())


def _read_dates_and_booleans(cells: RangeCore, rows: Rows, box: Area) -> None:
    formats = cells.document.formats
    part = cells.xl.getCellRangeByPosition(box.column, box.row, box.last_column, box.last_row)
    key = common(part, "NumberFormat")
    if key is None:
        _read_by_format(cells, part, rows)
    elif formats.is_date(key):
        _to_dates(cells, rows, box)
    elif formats.is_boolean(key):
        _to_booleans(rows, box)
    elif key != formats.general:
        return
    _read_by_formula(cells, rows, box)


def _read_by_format(cells: RangeCore, part: Any, rows: Rows) -> None:
    """The number formats differ: look at each of them."""
    formats = cells.document.formats
    for area, key in formats_in(part):
        moved = area._replace(row=area.row - cells.area.row, column=area.column - cells.area.column)
        if formats.is_date(key):
            _to_dates(cells, rows, moved)
        elif formats.is_boolean(key):
            _to_booleans(rows, moved)


def _to_dates(cells: RangeCore, rows: Rows, area: Area) -> None:
    shift = cells.document.shift
    for row in rows[area.row : area.last_row + 1]:
        for j in range(area.column, area.last_column + 1):
            if type(row[j]) is float:
                row[j] = from_serial(row[j], shift)


def _to_booleans(rows: Rows, area: Area) -> None:
    for row in rows[area.row : area.last_row + 1]:
        for j in range(area.column, area.last_column + 1):
            if row[j] in (0.0, 1.0) and type(row[j]) is float:
                row[j] = bool(row[j])


def _read_by_formula(cells: RangeCore, rows: Rows, box: Area) -> None:
    """A formula such as ``=A1>2`` or ``=TODAY()`` gives a boolean or a date without any format saying so."""
    if not any(_may_be_special(value) for row in rows for value in row):
        return
    part = cells.xl.getCellRangeByPosition(box.column, box.row, box.last_column, box.last_row)
    for i, texts in enumerate(part.getFormulaArray(), box.row):
        for j, text in enumerate(texts, box.column):
            if not text.startswith("=") or type(rows[i][j]) is not float:
                continue
            kind = result_kind(text)
            if kind == "boolean":
                rows[i][j] = bool(rows[i][j])
            elif kind == "date":
                rows[i][j] = from_serial(rows[i][j], cells.document.shift)


def _may_be_special(value: Any) -> bool:
    return type(value) is float and (value in (0.0, 1.0) or value > 20_000)
