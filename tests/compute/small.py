"""Accounts for the tests, written as a person would: table, row and column to 万元."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from juesuan.book.accounts import Accounts
from juesuan.compute.recompute import recompute
from juesuan.compute.rows import complete_rows
from juesuan.money import parse
from juesuan.spec import load_format
from juesuan.spec.model import Cell, Format
from tests.spec.test_refusals import CODES, FORMAT, KEY, written

SICHUAN = load_format("sichuan-2020")


def cell(text: str) -> Cell:
    """The cell of ``06 2040201 basic``."""
    return Cell(*text.split(" "))


def fen(text: str) -> int:
    amount = parse(text)
    assert amount is not None
    return amount


def typed(figures: Mapping[str, str], form: Format = SICHUAN) -> Accounts:
    """Accounts in which a person typed these figures, the codes in the order of typing; rows not yet complete."""
    cells = {cell(place): fen(text) for place, text in figures.items()}
    rows: dict[str, tuple[str, ...]] = {}
    for one in cells:
        if one.row not in form.tables[one.table].fixed_rows:
            rows[one.table] = tuple(dict.fromkeys((*rows.get(one.table, ()), one.row)))
    return Accounts(form, typed=cells, rows=rows)


def book(figures: Mapping[str, str], form: Format = SICHUAN) -> Accounts:
    """The same with complete rows."""
    return complete_rows(typed(figures, form))


def change(accounts: Accounts, figures: Mapping[str, str | None]) -> Accounts:
    """The accounts after a person typed into cells (None: cleared); codes that are new are typed as well."""
    cells = dict(accounts.typed)
    for place, text in figures.items():
        cells.pop(cell(place), None)
        if text is not None:
            cells[cell(place)] = fen(text)
    rows = dict(accounts.rows)
    for one in cells:
        if one.row not in accounts.format.tables[one.table].fixed_rows:
            rows[one.table] = tuple(dict.fromkeys((*rows.get(one.table, ()), one.row)))
    return replace(accounts, typed=cells, rows=rows, offered=accounts.offered - set(cells))


def without_row(accounts: Accounts, table: str, row: str) -> Accounts:
    """The accounts after a person cleared a whole row."""
    kept = tuple(one for one in accounts.rows[table] if one != row)
    cells = {place: amount for place, amount in accounts.typed.items() if place[:2] != (table, row)}
    return replace(accounts, typed=cells, rows={**accounts.rows, table: kept})


def values(accounts: Accounts, *places: str) -> dict[str, str]:
    """The values of cells in 万元, as short as they are exact."""
    found = recompute(accounts).values
    return {place: f"{found[cell(place)] / 1_000_000:.6f}".rstrip("0").rstrip(".") for place in places}


def form_of(folder: Path, **tables: str) -> Format:
    """A small format of the given tables."""
    listed = FORMAT.replace("[one]", f"[{', '.join(tables)}]")
    files = {f"table-{key}.yaml": text for key, text in tables.items()}
    codes = CODES + "20102,寅\n2010102,卯\n"
    written(folder, {"format.yaml": listed, "kind.csv": codes, **files})
    return load_format(KEY, formats=folder)
