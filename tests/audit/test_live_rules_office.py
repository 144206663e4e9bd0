"""Live rules against Python: LibreOffice calculates 审核公式, every line must say what the evaluation says.

Each book is looked at clean, and with a typed cell changed, a derived cell overwritten and a row of one table gone.
Stored values are removed first, so nothing that Python wrote can pass for LibreOffice's result.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest

from juesuan.audit.formulas import RuleLine, rule_lines
from juesuan.audit.standing import read_standing
from juesuan.book.accounts import DETAIL_MARK
from juesuan.book.file import FileBook
from juesuan.book.grid import Grid
from juesuan.book.read import ReadBook
from juesuan.book.sheetpart import Content
from juesuan.book.sheets import all_sections
from juesuan.compute.recompute import Evaluator
from juesuan.plan import read
from juesuan.spec.model import CellKind
from juesuan.template.apply import to_fen
from tests.books import SAMPLES, book_bytes
from tests.office import needs_office
from tests.test_formulas_office import GENERATED, file_name, without_values

pytestmark = [pytest.mark.office, needs_office]

GENERAL = {"sichuan-2020": "06", "shanghai-2024": "05", "sichuan-2024": "06"}
"""The table of general expenditure, which loses a row."""
AMOUNTS = ("left", "right", "difference")
Changes = dict[str, dict[tuple[int, int], float | None]]


@dataclass
class Open:
    """An open book as a source of calculated cells; which of them are formulas is known from the file."""

    book: Any
    file: FileBook

    def sheet_names(self) -> Sequence[str]:
        return self.file.sheet_names()

    def grid(self, sheet: str) -> Grid:
        stored = self.file.grid(sheet)
        width = max(len(row) for row in stored.rows)
        api = self.book.sheets[sheet].api
        rows = api.getCellRangeByPosition(0, 0, width - 1, stored.height - 1).getDataArray()
        return Grid([[None if one == "" else one for one in row] for row in rows], stored.formulas)

    def defined_names(self) -> Mapping[str, str]:
        return self.file.defined_names()


def errors_for(name: str, file: FileBook, found: ReadBook) -> Changes:
    """Three errors: a typed cell, a derived cell, a row."""
    random = Random(name)
    ours, layout = found.accounts, found.layout
    evaluator = Evaluator(ours)
    typed = random.choice(sorted(cell for cell in ours.typed if DETAIL_MARK not in cell.row))
    derived = random.choice(
        [
            (table.key, row, column.key)
            for table in ours.format
            for row in [*table.fixed_rows, *ours.rows.get(table.key, ())]
            for column in table.panel_of(row).amounts
            if evaluator.rule(table, row, column.key)[0] is CellKind.DERIVED
        ]
    )
    changes: Changes = {}
    for table, row, column in (typed, derived):
        at = layout[table].rows(ours.rows.get(table, ()))[row], layout[table].column(row, column)
        sheet = layout[table].table.sheet
        old = file.grid(sheet).value(*at)
        value = float(old) if isinstance(old, int | float) else 0
        changes.setdefault(sheet, {})[at] = round(value + random.choice((0.05, -13, 0.000001)), 6)
    general = layout[GENERAL[ours.format.key]]
    codes = ours.rows[general.table.key]
    gone = general.region_top + random.randrange(len(codes))
    cells: dict[tuple[int, int], float | None] = {(gone, n): None for n in range(1, general.last_column + 1)}
    changes.setdefault(general.table.sheet, {}).update(cells)
    return changes


def same(key: str, wanted: Any, found: Any) -> bool:
    if key in AMOUNTS and isinstance(wanted, int | float):
        return isinstance(found, float) and to_fen(found) == to_fen(float(wanted))
    return (wanted if wanted not in (None, "") else "") == (found if found is not None else "")


def compared(found: ReadBook, source: Open) -> tuple[list[RuleLine], list[str]]:
    """Return the lines as Python has them, and what the sheet says otherwise."""
    values = read_standing(source, found).values
    rows = {key: one.places for key, one in found.places.items()}
    lines = rule_lines(found.accounts.format, found.layout, found.accounts, values, rows=rows)
    section = all_sections(found.accounts.format)["rules"]
    grid = source.grid(section.sheet)
    wrong = []
    for row, line in enumerate(lines, section.first):
        assert grid.text(row, section.column("id")) == line.id
        for key, (wanted, _) in line.fields(section, row).items():
            if key == "cell" and line.count is None:
                continue  # where a row stands was written when the book was made
            cell = grid.value(row, section.column(key))
            if not same(key, wanted, cell):
                wrong.append(f"{line.id} {key}: {cell!r} instead of {wanted!r}")
    return lines, wrong


@pytest.mark.parametrize("name", [*SAMPLES, *GENERATED])
def test_every_line_equals_python(name: str, app: Any, tmp_path: Path) -> None:
    data = book_bytes(name)
    path = tmp_path / file_name(name)
    path.write_bytes(without_values(data))
    file = FileBook.from_bytes(data)
    found = read(file)
    changes = errors_for(name, file, found)
    book = app.books.open(str(path))
    try:
        clean, wrong = compared(found, Open(book, file))
        assert wrong == []
        assert len(clean) > 80
        for sheet, cells in changes.items():
            book.sheets[sheet].api.unprotect("")
            for at, value in cells.items():
                book.sheets[sheet].range(at).value = value
                file.part(sheet).set_cell(*at, Content(value))
        app.calculate()
        planted = FileBook.from_bytes(file.to_bytes())
        lines, wrong = compared(read(planted), Open(book, planted))
        assert wrong == []
        assert [one.compiled for one in lines] == [one.compiled for one in clean]
        told = {one.id: (one.count, one.difference) for one in clean}
        assert any(told[one.id] != (one.count, one.difference) for one in lines)
    finally:
        book.close()
