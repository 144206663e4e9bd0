"""Recognised figures for the tests: what a source would print of accounts that are known."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from juesuan.book.accounts import NO_DATA, Accounts, amount_cells
from juesuan.compute.recompute import recompute
from juesuan.compute.rows import complete_rows
from juesuan.importing.model import Figure, FoundTable, Place, Recognised
from juesuan.sample import load_sample
from juesuan.spec import load_format
from juesuan.spec.model import Cell, Format


def fen(wan: str | float) -> int:
    return round(float(wan) * 1_000_000)


def at(text: str) -> Cell:
    table, row, column = text.split(".")
    return Cell(table, row, column)


def empty(form: str | Format, year: str = "2020", unit: str = "某局") -> Accounts:
    """The accounts of a new book."""
    loaded = load_format(form) if isinstance(form, str) else form
    info = {one.key: one.value for one in loaded.sheets.fields if one.value}
    info |= {"year": year, "unit_name": unit}
    return complete_rows(Accounts(loaded, info=info, status=dict.fromkeys(loaded.tables, "未填")))


def recognised(
    figures: Mapping[Cell, int],
    rows: Mapping[str, tuple[str, ...]] | None = None,
    *,
    step: int = 10_000,
    empty_tables: Collection[str] = (),
    info: Mapping[str, str] | None = None,
) -> Recognised:
    """What would be found in a source with these figures, one a row of its sheet in the order given."""
    tables = dict.fromkeys([*(cell.table for cell in figures), *(rows or {}), *empty_tables])
    found = {key: FoundTable(key, (("源.xlsx", key),), "万元", key in empty_tables, step) for key in tables}
    placed = tuple(
        Figure(cell, amount, Place("源.xlsx", cell.table, number, 3))
        for number, (cell, amount) in enumerate(figures.items(), 5)
    )
    return Recognised(found, placed, rows or {}, info=info or {})


def printed_by(accounts: Accounts, *, step: int = 10_000) -> Recognised:
    """What a source prints of accounts: every cell that is not blank or zero, every code row."""
    values = recompute(accounts).values
    figures = {
        cell: values[cell]
        for table in accounts.format
        for row, column in amount_cells(table, accounts.rows.get(table.key, ()))
        if values.get(cell := Cell(table.key, row, column))
    }
    rows = {key: found for key, found in accounts.rows.items() if found}
    nothing = [key for key, status in accounts.status.items() if status == NO_DATA]
    found = recognised(figures, rows, step=step, empty_tables=nothing)
    return replace(
        found, info={key: accounts.info[key] for key in ("unit_name", "year") if key in accounts.info}
    )


def sample_printed(name: str) -> tuple[Recognised, Accounts]:
    """What the report of a sample prints, and the accounts that were made of it by hand."""
    sample = load_sample(name)
    typed = {cell: amount for cell, amount in sample.accounts.typed.items() if cell not in sample.printed}
    typed_rows: dict[str, tuple[str, ...]] = {}
    for cell in (*sample.printed, *typed):
        table = sample.accounts.format.tables[cell.table]
        if cell.row not in table.fixed_rows:
            typed_rows[cell.table] = tuple(dict.fromkeys([*typed_rows.get(cell.table, ()), cell.row]))
    nothing = [key for key, status in sample.accounts.status.items() if status == NO_DATA]
    found = recognised(sample.printed | typed, typed_rows, empty_tables=nothing)
    return found, sample.accounts
