"""The bundled samples: finished accounts of real units, each beside the figures that its source printed.

A folder below ``workbook/samples`` holds ``sample.yaml`` (cover, state of the tables, branches without known
codes), ``typed.csv``, ``printed.csv`` and, where the year before is known, ``prior.csv``.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from juesuan.book.accounts import DETAIL_MARK, FILLED, NO_DATA, NOT_FILLED, Accounts
from juesuan.book.sheets import all_sections
from juesuan.compute.adjust import Misfit, adjust_to
from juesuan.compute.recompute import Evaluator
from juesuan.compute.rows import complete_rows
from juesuan.money import MoneyError, parse
from juesuan.spec.errors import SpecError
from juesuan.spec.files import FileStruct
from juesuan.spec.load import load_format, workbook_folder
from juesuan.spec.model import Cell, CellKind, Format
from juesuan.spec.source import Source, read_yaml
from juesuan.template.entries import Entries

DERIVED = "derived"
"""Status of a figure that follows from what the source prints, without standing there: no check figure."""


class UnclassifiedFile(FileStruct, frozen=True, kw_only=True):
    """A cell whose amount the source gives without the codes below it; ``note`` says why."""

    table: str
    row: str
    column: str
    note: str


class SampleFile(FileStruct, frozen=True, kw_only=True):
    """``sample.yaml``."""

    title: str
    format: str
    source: str
    cover: dict[str, str]
    status: dict[str, str]
    unclassified: tuple[UnclassifiedFile, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sample:
    """``printed`` are the figures of the source, ``misfits`` those of them that the accounts do not give."""

    key: str
    file: SampleFile
    accounts: Accounts
    printed: dict[Cell, int]
    misfits: tuple[Misfit, ...]
    entries: Entries = field(default_factory=dict)
    """Rows of the lists beside the tables."""


class _Entry(NamedTuple):
    amount: int
    status: str
    line: int


def available_samples() -> list[str]:
    """Return the keys of the bundled samples."""
    return sorted(one.parent.name for one in (workbook_folder() / "samples").glob("*/sample.yaml"))


def load_sample(name: str, samples: Path | None = None) -> Sample:
    """Load a sample by the name of its folder (below ``samples``, or of the bundled ones).

    Raises :class:`SpecError` with file and line for whatever the sample's format does not know.
    """
    folder = (samples or workbook_folder() / "samples") / name
    source = read_yaml(folder / "sample.yaml")
    file = source.decode(SampleFile)
    layout = load_format(file.format)
    notes = {Cell(one.table, one.row, one.column): one.note for one in file.unclassified}
    _check_file(layout, file, source, notes)
    typed, printed = (_read(layout, folder / one) for one in ("typed.csv", "printed.csv"))
    prior = _read(layout, folder / "prior.csv") if (folder / "prior.csv").is_file() else {}
    checks = {c: one.amount for c, one in printed.items() if c not in typed and one.status != DERIVED}
    beside = Accounts(layout, checks=checks, prior=_amounts(prior), info=file.cover, status=file.status)
    accounts = complete_rows(replace(beside, typed=_amounts(typed), rows=_code_rows(layout, typed)))
    rule = Evaluator(accounts).rule
    for cell, one in typed.items():
        if rule(layout.tables[cell.table], cell.row, cell.column)[0] is CellKind.DERIVED:
            raise SpecError(folder / "typed.csv", one.line, f"{cell} is derived, nobody types it")
    accounts, misfits = adjust_to(accounts, _amounts(printed), notes)
    made = tuple(replace(one, note=notes.get(one.cell, "")) for one in accounts.adjustments)
    accounts = replace(accounts, adjustments=made)
    return Sample(
        name, file, accounts, _amounts(printed), tuple(misfits), _entries(layout, folder / "facts.yaml")
    )


def _entries(layout: Format, path: Path) -> dict[str, list[dict[str, object]]]:
    """Read the rows of the lists: by list, a mapping of column to text each."""
    if not path.is_file():
        return {}
    source = read_yaml(path)
    sections = all_sections(layout)
    found: dict[str, list[dict[str, object]]] = {}
    for key, rows in source.decode(dict[str, list[dict[str, str]]]).items():
        if key not in sections:
            raise source.error(f"there is no list `{key}`", key)
        kinds = {column.key: column.kind for column in sections[key].section.columns}
        found[key] = []
        for number, row in enumerate(rows):
            unknown = [name for name in row if name not in kinds]
            if unknown:
                raise source.error(f"the list `{key}` has no column `{unknown[0]}`", key, number, unknown[0])
            try:
                found[key].append({name: _typed(kinds[name], text) for name, text in row.items()})
            except ValueError as error:
                raise source.error(f"{error}", key, number) from None
    return found


def _typed(kind: str, text: str) -> object:
    if kind == "money":
        return parse(text)
    return int(text) if kind == "count" else text


def _check_file(layout: Format, file: SampleFile, source: Source, unclassified: dict[Cell, str]) -> None:
    fields = {one.key for one in layout.sheets.fields}
    for key in file.cover:
        if key not in fields:
            raise source.error(f"the cover has no field `{key}`", "cover", key)
    for key in {**layout.tables, **file.status}:
        if key not in layout.tables or file.status.get(key) not in (NO_DATA, NOT_FILLED, FILLED):
            raise source.error(f"table `{key}`: no such table, or no such status", "status", key)
    for number, cell in enumerate(unclassified):
        if fault := _fault(layout, cell):
            raise source.error(fault, "unclassified", number)


def _read(layout: Format, path: Path) -> dict[Cell, _Entry]:
    found: dict[Cell, _Entry] = {}
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        for row in reader:
            cell, line = Cell(row["table"], row["row"], row["column"]), reader.line_num
            fault = "the cell stands twice" if cell in found else _fault(layout, cell)
            try:
                amount = parse(row["amount"])
            except MoneyError as error:
                amount, fault = None, fault or str(error)
            if fault or amount is None:
                raise SpecError(path, line, f"{cell}: {fault or 'no amount'}")
            found[cell] = _Entry(amount, row.get("status", ""), line)
    return found


def _fault(layout: Format, cell: Cell) -> str:
    """Say what a cell names that the format does not have; empty when it has all of it."""
    table = layout.tables.get(cell.table)
    if table is None:
        return f"no table `{cell.table}`"
    code = cell.row.partition(DETAIL_MARK)[0]
    if cell.row not in table.fixed_rows and (not table.region or code not in layout.classification_of(table)):
        return f"no row `{cell.row}` in table `{cell.table}`"
    column = table.panel_of(cell.row).by_key.get(cell.column)
    return "" if column and column.is_amount else f"no amount column `{cell.column}` at row `{cell.row}`"


def _code_rows(layout: Format, typed: dict[Cell, _Entry]) -> dict[str, tuple[str, ...]]:
    cells = [cell for cell in typed if cell.row not in layout.tables[cell.table].fixed_rows]
    return {one.table: tuple(dict.fromkeys(c.row for c in cells if c.table == one.table)) for one in cells}


def _amounts(entries: dict[Cell, _Entry]) -> dict[Cell, int]:
    return {cell: one.amount for cell, one in entries.items()}
