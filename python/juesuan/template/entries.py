"""Entering rows into the lists beside the tables: samples, imported lists, made-up books.

Rows are mappings of column key to a value: money in 分, counts as int, dates as ``date``, else texts. What a list calls by
code (预算数, 其他重要事项) goes to the row of that code; other rows come after what stands there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from juesuan import money
from juesuan.book.grid import GridSource
from juesuan.book.layout import address
from juesuan.book.naming import plain
from juesuan.book.read_lists import entry_rows
from juesuan.book.sheetpart import Content
from juesuan.book.sheets import SectionLayout, all_sections
from juesuan.findings import Finding, FindingsError, Level
from juesuan.template.lists import ListEdits

Entry = Mapping[str, object]
Entries = Mapping[str, Sequence[Entry]]
"""Rows by the key of their list."""
CODE = "code"
EXCEL_EPOCH = date(1899, 12, 30)


def enter(edits: ListEdits, entries: Entries) -> None:
    """Enter rows into the lists; raise FindingsError when a list is full."""
    sections = all_sections(edits.form)
    for key, rows in entries.items():
        section = sections[key]
        places = _places(edits.source, section, rows)
        for row, entry in zip(places, rows, strict=True):
            put_entry(edits, section, row, entry)


def put_entry(edits: ListEdits, section: SectionLayout, row: int, entry: Entry) -> None:
    """Enter what is given of one row of a list."""
    for name, value in entry.items():
        edits.put(section, row, name, _content(section, name, value))


def _places(source: GridSource, section: SectionLayout, rows: Sequence[Entry]) -> list[int]:
    """Return the row of the sheet that each entry goes to."""
    grid = source.grid(section.sheet)
    first, last = entry_rows(source, section)
    keys = [column.key for column in section.section.columns]
    codes: dict[str, int] = {}
    if CODE in keys:
        column = section.column(CODE)
        codes = {plain(grid.value(row, column)): row for row in range(first, last + 1)}
        codes.pop("", None)
    typed = [n for n, column in enumerate(section.section.columns, 1) if column.kind != "derived"]
    taken = {row for row in range(first, last + 1) if any(grid.value(row, n) is not None for n in typed)}
    found: list[int] = []
    for entry in rows:
        row = codes.get(plain(entry.get(CODE)), 0) or max([first - 1, *taken]) + 1
        found.append(row)
        taken.add(row)
    if max(found, default=0) > last:
        raise FindingsError([full(section, last, max(found) - last)])
    return found


def full(section: SectionLayout, last: int, missing: int) -> Finding:
    """The finding that a list has no room for so many rows more."""
    message = f"“{section.section.heading or section.sheet}”放不下，还差{missing}行，"
    remedy = "请删去不再使用的行，或在列表中间插入行后再试。"
    return Finding("list-full", Level.ERROR, section.sheet, address(last, 1), message, remedy)


def _content(section: SectionLayout, name: str, value: object) -> Content:
    kind = next(column.kind for column in section.section.columns if column.key == name)
    if value is None or value == "":
        return Content()
    if kind == "money" and isinstance(value, int):
        return Content(money.to_wan(value))
    if isinstance(value, date):
        return Content((value - EXCEL_EPOCH).days)
    if isinstance(value, int | float | str):
        return Content(value)
    raise TypeError(f"{section.section.key}.{name}: {value!r}")
