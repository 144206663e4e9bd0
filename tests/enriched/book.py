"""What the tests change in an enriched book, and what they look at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from lxml import etree
from python_calamine import CalamineWorkbook

from juesuan.book.accounts import Accounts, amount_cells
from juesuan.book.file import FileBook
from juesuan.book.layout import Layout
from juesuan.compute.recompute import Evaluator, recompute
from juesuan.regenerate import regenerate
from juesuan.spec.model import Cell, CellKind
from juesuan.template.apply import to_fen
from tests.enriched.marks import enriched
from tests.enriched.parts import MAIN, SHEET, Parts, edit, packed, part_of, put, rows_of, unpacked

NOW = datetime(2026, 3, 1, 9, 30, 0)  # noqa: DTZ001 - the office clock has no zone


# Looking at a book


def changed_parts(before: Mapping[str, bytes], after: bytes) -> set[str]:
    new = unpacked(after)
    return {name for name in before.keys() | new.keys() if before.get(name) != new.get(name)}


def recomputed(parts: Mapping[str, bytes]) -> bytes:
    book = FileBook.from_bytes(packed(parts))
    assert regenerate(book, now=NOW).written
    return book.to_bytes()


def names_of(parts: Mapping[str, bytes], *sheets: str) -> set[str]:
    return {part_of(parts, one) for one in sheets}


@cache
def with_figure() -> Parts:
    """One typed figure changed: 2040220 项目支出 1914.60 → 2014.60."""
    parts = dict(enriched()[0])
    row = rows_of(packed(parts), SHEET)["2040220"]
    edit(parts, part_of(parts, SHEET), lambda root: put(root, f"E{row}", "<v>2014.6</v>"))
    return parts


@cache
def with_new_code() -> Parts:
    """A code typed into the first spare row that belongs to the very top: every row of the table moves."""
    parts = dict(enriched()[0])
    row = max(rows_of(packed(parts), SHEET).values()) + 1
    new = "<is><t>20103</t></is>"

    def change(root: Any) -> None:
        put(root, f"A{row}", new)
        root.find(f".//{{{MAIN}}}c[@r='A{row}']").set("t", "inlineStr")
        put(root, f"D{row}", "<v>12.34</v>")

    edit(parts, part_of(parts, SHEET), change)
    return parts


@cache
def result(make: Callable[[], Parts]) -> bytes:
    return recomputed(make())


EVERY_TIME = {
    "[Content_Types].xml": "the calculation chain is gone",
    "xl/_rels/workbook.xml.rels": "the calculation chain is gone",
    "xl/calcChain.xml": "formulas came or went; Excel lays it anew",
    "xl/workbook.xml": "everything is to be calculated on opening",
}


def outline(part: bytes) -> dict[str, list[bytes]]:
    """Everything of a sheet but its cells, by element name."""
    found: dict[str, list[bytes]] = {}
    for one in etree.fromstring(part):
        if etree.QName(one).localname != "sheetData":
            found.setdefault(etree.QName(one).localname, []).append(etree.tostring(one, method="c14n"))
    return found


# What follows its row


@cache
def moved() -> tuple[bytes, int, int]:
    """The book after the new code, and where the row with the marks stood and stands."""
    before, after = with_new_code(), result(with_new_code)
    return after, rows_of(packed(before), SHEET)["2080505"], rows_of(after, SHEET)["2080505"]


# An office opens the result


def stored(book: CalamineWorkbook, accounts: Accounts) -> list[str]:
    """Every derived cell whose value is not the one that Python computes."""
    evaluator, computed, wrong = Evaluator(accounts), recompute(accounts), []
    layout = Layout(accounts.format)
    for table in accounts.format:
        grid = book.get_sheet_by_name(table.sheet).to_python(skip_empty_area=False)
        codes = accounts.rows.get(table.key, ())
        places = layout[table.key].rows(codes)
        for row, column in amount_cells(table, codes):
            cell = Cell(table.key, row, column)
            if evaluator.rule(table, row, column)[0] is not CellKind.TYPED:
                found = grid[places[row] - 1][layout[table.key].column(row, column) - 1]
                if not isinstance(found, float) or to_fen(found) != computed.values.get(cell, 0):
                    wrong.append(f"{cell} {found!r}")
    return wrong
