"""Writing a block of cells: one call for the values, one for each rectangle of formulas, dates or booleans."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from .addresses import Area
from .bridge import uno_class
from .errors import OfficeError
from .format_areas import formats_in
from .formula_text import shift
from .kept_notes import notes_in, put_back
from .range_core import RangeCore, common, rectangles
from .values import general_text, prepare, to_serial

_DATE = "yyyy-mm-dd"
_MOMENT = "yyyy-mm-dd hh:mm:ss"
_TIME = "hh:mm:ss"
_LOGICAL = {"TRUE", "FALSE"}

Places = list[tuple[int, int]]


def write_values(cells: RangeCore, data: Any) -> None:
    """Write values; a scalar fills the range, texts that begin with ``=`` become formulas."""
    _write(cells, _as_rows(cells, data))


def write_formulas(cells: RangeCore, data: Any) -> None:
    """Write formulas in Excel's grammar; what is no formula is written as a value."""
    _write(cells, _as_rows(cells, data))


def _as_rows(cells: RangeCore, data: Any) -> list[list[Any]]:
    rows, columns = cells.area.rows, cells.area.columns
    if not isinstance(data, list | tuple):
        return _filled(data, rows, columns)
    block = [list(row) for row in data] if isinstance(data[0], list | tuple) else [list(data)]
    if len(block) == 1 and len(block[0]) == 1:
        return _filled(block[0][0], rows, columns)
    if len(block) != rows or any(len(row) != columns for row in block):
        raise ValueError(f"a block of {len(block)}x{len(block[0])} does not fit into {cells.address}")
    return block


def _filled(value: Any, rows: int, columns: int) -> list[list[Any]]:
    if _is_formula(value) and rows * columns > 1:
        return [[shift(value, row, column) for column in range(columns)] for row in range(rows)]
    return [[value] * columns for _ in range(rows)]


def _is_formula(value: Any) -> bool:
    return isinstance(value, str) and len(value) > 1 and value[0] == "="


def _write(cells: RangeCore, rows: list[list[Any]]) -> None:
    notes = notes_in(cells)
    try:
        _write_block(cells, rows)
        put_back(cells, notes)
    except uno_class("com.sun.star.uno.RuntimeException") as error:
        if cells.office.alive() and cells.sheet.xl.isProtected():
            raise OfficeError(
                f"the sheet {cells.sheet.name} is protected: {cells.address} was not written"
            ) from error
        raise


def _write_block(cells: RangeCore, rows: list[list[Any]]) -> None:
    areas = _formats_before(cells)
    formats = cells.document.formats
    text = {place for area, key in areas if formats.is_text(key) for place in _cells_of(area)}
    block = [
        [_typed(value, as_text=(i, j) in text) for j, value in enumerate(row)] for i, row in enumerate(rows)
    ]
    formulas = [place for place in _places(block, _is_formula) if place not in text]
    apart = set(formulas)
    _reset_booleans(cells, areas)
    if len(formulas) < len(cells):
        cells.xl.setDataArray(
            tuple(
                tuple("" if (i, j) in apart else _plain(value, cells) for j, value in enumerate(row))
                for i, row in enumerate(block)
            )
        )
        _restore_formats(cells, areas, block)
    _write_formulas(cells, block, formulas)
    _mark_dates(cells, block)
    _mark_booleans(cells, block)


Formats = list[tuple[Area, int]]


def _formats_before(cells: RangeCore) -> Formats:
    """The number formats of the cells, their rectangles counted from zero within the range."""
    key = common(cells.xl, "NumberFormat")
    if key is not None:
        return [(Area(0, 0, cells.area.rows, cells.area.columns), int(key))]
    top, left = cells.area.row, cells.area.column
    return [
        (area._replace(row=area.row - top, column=area.column - left), found)
        for area, found in formats_in(cells.xl)
    ]


def _cells_of(area: Area) -> Iterable[tuple[int, int]]:
    columns = range(area.column, area.last_column + 1)
    return ((i, j) for i in range(area.row, area.last_row + 1) for j in columns)


def _part(cells: RangeCore, area: Area) -> Any:
    return cells.xl.getCellRangeByPosition(area.column, area.row, area.last_column, area.last_row)


def _typed(value: Any, *, as_text: bool) -> Any:
    value = prepare(value)
    if isinstance(value, str):
        return value[1:] if value.startswith("'") else value
    return general_text(value) if as_text and isinstance(value, float) else value


def _plain(value: Any, cells: RangeCore) -> str | float:
    """What ``setDataArray`` takes."""
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        return to_serial(value, cells.document.shift)
    if isinstance(value, bool):
        return float(value)
    plain: str | float = value
    return plain


def _restore_formats(cells: RangeCore, areas: Formats, block: list[list[Any]]) -> None:
    """The office makes cells that are given a text like ``"007"`` text cells: give them their formats back."""
    formats = cells.document.formats
    like_numbers = set(_places(block, _is_like_a_number))
    for area, key in areas if like_numbers else []:
        if not formats.is_text(key) and any(place in like_numbers for place in _cells_of(area)):
            _part(cells, area).NumberFormat = formats.general if formats.is_boolean(key) else key


def _is_like_a_number(value: Any) -> bool:
    return isinstance(value, str) and (
        any("0" <= letter <= "9" for letter in value) or value.upper() in _LOGICAL
    )


def _places(block: Sequence[Sequence[Any]], wanted: Callable[[Any], bool]) -> Places:
    return [(i, j) for i, row in enumerate(block) for j, value in enumerate(row) if wanted(value)]


def _parts(cells: RangeCore, places: Iterable[tuple[int, int]]) -> Iterable[tuple[Area, Any]]:
    for area in rectangles(places):
        yield area, _part(cells, area)


def _write_formulas(cells: RangeCore, block: list[list[Any]], places: Places) -> None:
    if not places:
        return
    home, grammar = cells.cell_address, cells.document.grammar
    for area, part in _parts(cells, places):
        part.setFormulaArray(
            tuple(
                tuple(grammar.to_office(text, home) for text in row[area.column : area.last_column + 1])
                for row in block[area.row : area.last_row + 1]
            )
        )


def _mark_dates(cells: RangeCore, block: list[list[Any]]) -> None:
    """As in Excel, a date brings its format into a cell that has none for dates."""
    formats = cells.document.formats
    for code, kinds in ((_MOMENT, dt.datetime), (_DATE, dt.date), (_TIME, dt.time | dt.timedelta)):
        places = _places(block, lambda value, kinds=kinds: _date_kind(value, kinds))  # type: ignore[misc]
        for _, part in _parts(cells, places):
            present = common(part, "NumberFormat")
            if present is None or not formats.is_date(present):
                part.NumberFormat = formats.key(code)


def _date_kind(value: Any, kinds: Any) -> bool:
    """A datetime at midnight is shown as a date."""
    if isinstance(value, dt.datetime):
        return (kinds is dt.datetime) == bool(value.time() != dt.time()) and kinds in (dt.datetime, dt.date)
    return isinstance(value, kinds) and kinds is not dt.datetime


def _mark_booleans(cells: RangeCore, block: list[list[Any]]) -> None:
    formats = cells.document.formats
    for _, part in _parts(cells, _places(block, lambda value: isinstance(value, bool))):
        part.NumberFormat = formats.boolean


def _reset_booleans(cells: RangeCore, areas: Formats) -> None:
    """TRUE is a number with a format in this office: the format must go when something else comes."""
    formats = cells.document.formats
    for area, key in areas:
        if formats.is_boolean(key):
            _part(cells, area).NumberFormat = formats.general
