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
_CODE = re.compile(rf"\d+(?![\d{DETAIL_MARK}])")
_CLIP = 20


def plain(text: object) -> str:
    """Return a text without white space and with half-width digits and letters, for comparing."""
    if text is None:
        return ""
    if isinstance(text, float) and text.is_integer():
        text = int(text)
    return _SPACE.sub("", unicodedata.normalize("NFKC", str(text)))


def shown(text: object) -> str:
    """Return a cell's content on one line of a message, not at length; what cannot be seen is named."""
    if isinstance(text, bool):
        text = str(text).upper()
    line = " ".join(str(text).split())
    line = "".join(one if one.isprintable() else "（看不见的字符）" for one in line)
    return line if len(line) <= _CLIP else f"{line[:_CLIP]}…"


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
    for table in form if wanted else ():
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

    A row is meant by its key, code, label (with the heading of its panel or without) or 行次; a column by its key,
    栏次 or label.
    """
    found = [
        Cell(table.key, one, other)
        for one in _rows(table, plain(row), codes)
        for other in _columns(table, one, plain(column))
    ]
    exact = [cell for cell in found if cell.row == plain(row) or cell.column == plain(column)]
    return exact if len(found) > 1 and len(exact) == 1 else found


def knows_row(table: Table, row: str, codes: tuple[str, ...]) -> bool:
    """Tell whether a table has a row that a person can mean by a text."""
    return bool(_rows(table, plain(row), codes))


def _rows(table: Table, wanted: str, codes: tuple[str, ...]) -> list[str]:
    found: list[str] = []
    for key, (panel, row) in table.fixed_rows.items():
        called = {key, plain(row.label), plain(row_label(table, key)), plain(panel.heading + row.label)}
        if row.line:
            called |= {str(row.line), f"第{row.line}行"}
        if wanted in called:
            found.append(key)
    if table.region is None:
        return found
    found += [code for code in codes if wanted == plain(code)]
    found = found or [code for code in codes if _begins(wanted, plain(code))]
    head = _CODE.match(wanted)
    if not found and head and well_formed(head[0]):
        found = [head[0]]  # a code that has no row now
    return found


def _begins(wanted: str, code: str) -> bool:
    """Tell whether a text is a code, or a code and its detail line, with the name of the code behind it."""
    rest = wanted.removeprefix(code)
    return rest != wanted and not rest.startswith(DETAIL_MARK) and not rest[:1].isdigit()


def _columns(table: Table, row: str, wanted: str) -> list[str]:
    amounts = table.panel_of(row).amounts
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
            plain("".join(column.labels)),
            plain(column.labels[-1]),
        }
    ]


def parse_key(form: Format, text: object) -> Cell | None:
    """Return the cell of a written key (``02.total.other``), None when it names no cell of the format."""
    name, _, rest = str(text or "").partition(".")
    row, _, column = rest.rpartition(".")  # the text of a detail line may hold dots
    if name not in form.tables:
        return None
    cell = Cell(name, row, column)
    table = form.tables[name]
    known = cell.row in table.fixed_rows or (
        table.region is not None and well_formed(cell.row.partition(DETAIL_MARK)[0])
    )
    if not known or column not in {one.key for one in table.panel_of(row).amounts}:
        return None
    return cell
