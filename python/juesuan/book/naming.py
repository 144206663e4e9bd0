"""How people name a cell, and back: 公开02表 · 2080505 机关事业单位… · 其他收入."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from juesuan.book.accounts import DETAIL_MARK
from juesuan.book.layout import column_label, row_label
from juesuan.spec.classification import well_formed
from juesuan.spec.model import Cell, Format, Table

_SPACE = re.compile(r"\s+")


def plain(text: object) -> str:
    """Return a text without white space and with half-width digits and letters, for comparing."""
    if text is None:
        return ""
    if isinstance(text, float) and text.is_integer():
        text = int(text)
    return _SPACE.sub("", unicodedata.normalize("NFKC", str(text)))


def describe(form: Format, cell: Cell, names: Mapping[str, str] | None = None) -> tuple[str, str, str]:
    """Return how a person calls the table, the row and the column of a cell."""
    table = form.tables[cell.table]
    panel = table.panel_of(cell.row)
    return table.sheet, row_label(table, cell.row, names), column_label(panel.by_key[cell.column])


def is_described(form: Format, cell: Cell, texts: Sequence[str]) -> bool:
    """Tell whether the three texts are just what ``describe`` gives for a cell (names of code rows aside)."""
    table, row, column = describe(form, cell)
    if cell.row not in form.tables[cell.table].fixed_rows:
        return texts[0] == table and texts[2] == column and texts[1].partition(" ")[0] == cell.row
    return list(texts) == [table, row, column]


def find_table(form: Format, text: str) -> Table | None:
    """Return the table that a person means by sheet name, number, title or key."""
    wanted = plain(text)
    for table in form:
        if wanted in (
            plain(table.sheet),
            plain(table.number),
            plain(table.title),
            table.key,
            table.key.lstrip("0"),
        ):
            return table
    return None


def find_cells(table: Table, row: str, column: str, codes: tuple[str, ...]) -> list[Cell]:
    """Return the money cells that a person can mean by a row and a column of a table.

    A row is meant by its key, code, label or 行次; a column by its key, 栏次 or label.
    """
    found = [
        Cell(table.key, one, other)
        for one in _rows(table, plain(row), codes)
        for other in _columns(table, one, plain(column))
    ]
    exact = [cell for cell in found if cell.row == plain(row) or cell.column == plain(column)]
    return exact if len(found) > 1 and len(exact) == 1 else found


def _rows(table: Table, wanted: str, codes: tuple[str, ...]) -> list[str]:
    found: list[str] = []
    for key, (_, row) in table.fixed_rows.items():
        called = {key, plain(row.label), plain(row_label(table, key))}
        if row.line:
            called |= {str(row.line), f"第{row.line}行"}
        if wanted in called:
            found.append(key)
    if len(table.fixed_rows) == 1 and not wanted:
        found = list(table.fixed_rows)
    for code in codes:
        if wanted == plain(code):
            found.append(code)
    head = re.match(r"\d+", wanted)
    if not found and table.region is not None and head and well_formed(head[0]):
        found.append(head[0])
    return found


def _columns(table: Table, row: str, wanted: str) -> list[str]:
    panel = table.panel_of(row)
    amounts = panel.amounts
    if len(amounts) == 1 and not wanted:
        return [amounts[0].key]
    return [
        column.key
        for column in amounts
        if wanted
        in {
            plain(column.key),
            plain(column.number) or None,
            plain(column_label(column)),
            plain(column.labels[-1]),
        }
    ]


def parse_key(form: Format, text: object) -> Cell | None:
    """Return the cell of a written key (``02.total.other``), None when it names no cell of the format."""
    parts = str(text or "").split(".")
    if len(parts) != 3 or parts[0] not in form.tables:
        return None
    cell = Cell(*parts)
    table = form.tables[cell.table]
    known = cell.row in table.fixed_rows or (
        table.region is not None and well_formed(cell.row.partition(DETAIL_MARK)[0])
    )
    if not known or cell.column not in table.panel_of(cell.row).by_key:
        return None
    return cell
