"""Reading the lists beside the tables into :class:`Facts`; every cell that cannot be read is a finding."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import date
from typing import Any, TypeVar

from juesuan.book.facts import (
    SECTIONS,
    Attachment,
    Budget,
    Cause,
    Fact,
    Facts,
    Indicator,
    Managed,
    Project,
    Reception,
)
from juesuan.book.grid import Grid, GridSource
from juesuan.book.layout import address
from juesuan.book.naming import plain, shown
from juesuan.book.read_cells import read_amount
from juesuan.book.read_lists import entry_rows
from juesuan.book.sheets import SectionLayout, all_sections
from juesuan.findings import Finding, Level
from juesuan.spec.model import Format

T = TypeVar("T")
ENTRIES: dict[str, Callable[..., Any]] = {
    "items": Budget,
    "three": Budget,
    "causes": Cause,
    "amounts": Fact,
    "counts": Fact,
    "receptions": Reception,
    "projects": Project,
    "indicators": Indicator,
    "managed": Managed,
    "attachments": Attachment,
}
"""What a row of each list becomes: its fields are columns of the list."""
NAMED = ("items", "three", "amounts", "counts")
"""Lists whose rows are found by their code."""
COUNTED = ("counts",)


def read_facts(source: GridSource, form: Format, findings: list[Finding]) -> Facts:
    """Read all lists; a list that the workbook (an older one) does not have is empty."""
    found: dict[str, Any] = {}
    sections = all_sections(form)
    names = source.defined_names()
    for key in SECTIONS:
        section = sections.get(key)
        known = section is not None and section.sheet in source.sheet_names() and section.name in names
        rows = tuple(_rows(source, section, findings)) if section is not None and known else ()
        found[key] = _by_code(rows) if key in NAMED else rows
    return Facts(**found)


def _by_code(rows: tuple[Any, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in rows:
        found.setdefault(one.code, one)
    return found


def _rows(source: GridSource, section: SectionLayout, findings: list[Finding]) -> Iterator[Any]:
    key = section.section.key
    make = ENTRIES[key]
    known = {one.key: one for one in section.section.columns}
    wanted = [one.name for one in fields(make) if one.name != "row"]  # type: ignore[arg-type]
    given = {column.key for column in section.section.columns if column.kind != "derived"}
    grid = source.grid(section.sheet)
    first, last = entry_rows(source, section)
    for row in range(first, min(last, grid.height) + 1):
        typed = [grid.value(row, section.column(one)) for one in wanted if one in given]
        if all(value is None or (isinstance(value, str) and not value.strip()) for value in typed):
            continue
        values: dict[str, Any] = {}
        for name in wanted:
            if name not in known:
                values[name] = ""
                continue
            kind = known[name].kind
            kind = "count" if key in COUNTED and kind == "count" else kind
            values[name] = _value(grid, section, row, name, kind, findings)
        yield make(row=row, **values)


def _value(  # noqa: PLR0913 - a cell and what it should hold
    grid: Grid, section: SectionLayout, row: int, name: str, kind: str, findings: list[Finding]
) -> object:
    column = section.column(name)
    if kind == "money":
        return read_amount(grid, section.sheet, row, column, findings)
    if kind == "count":
        return _count(grid, section.sheet, row, column, findings)
    if kind == "date":
        value = grid.value(row, column)
        return value.isoformat()[:10] if isinstance(value, date) else grid.text(row, column)
    return plain(grid.value(row, column)) if name == "code" else grid.text(row, column)


def _count(grid: Grid, sheet: str, row: int, column: int, findings: list[Finding]) -> int | None:
    value = grid.value(row, column)
    text = plain(value).replace(",", "")
    if not text:
        return None
    number = value if isinstance(value, int | float) and not isinstance(value, bool) else None
    if number is None and text.isdecimal():
        number = int(text)
    if number is not None and number == int(number) and number >= 0:
        return int(number)
    message = f"“{shown(value)}”不是数量，"
    findings.append(
        Finding("bad-count", Level.ERROR, sheet, address(row, column), message, "请填写不小于0的整数。")
    )
    return None
