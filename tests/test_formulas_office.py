"""Live formulas against Python: LibreOffice calculates, every derived cell must equal ours to the 分.

Stored values are removed before (or wrong ones are planted, under a hard recalculation), so nothing that Python wrote
can pass for LibreOffice's result.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from juesuan.book.accounts import amount_cells
from juesuan.book.layout import Layout
from juesuan.compute.recompute import Evaluator, recompute
from juesuan.spec.model import Cell, CellKind
from juesuan.template.apply import to_fen
from tests.books import SAMPLES, accounts, book_bytes
from tests.office import needs_office, with_parts, without_print_titles

pytestmark = [pytest.mark.office, needs_office]

GENERATED = [
    f"{form}:{precision}:{seed}"
    for form in ("sichuan-2020", "shanghai-2024")
    for precision, seeds in (("exact", range(100, 115)), ("rounded", range(200, 215)))
    for seed in seeds
]
GENERATED += [f"sichuan-2024:{precision}:{seed}" for precision in ("exact", "rounded") for seed in (300, 301)]
NAMES = [*SAMPLES, *GENERATED]
Sheets = Mapping[str, Sequence[Sequence[object]]]
"""What an office calculated: the rows of sheets, "" for an empty cell."""
_CELL = re.compile(rb"(<c [^>]*>)(<f[^>]*>[^<]*</f>)(<v>[^<]*</v>|<v/>)")


def altered(book: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """Return the book with its worksheet parts changed, and without titles of printed pages."""
    return with_parts(without_print_titles(book), "xl/worksheets/", change)


def without_values(book: bytes) -> bytes:
    return altered(book, lambda xml: _CELL.sub(rb"\1\2", xml))


def with_wrong_values(book: bytes) -> bytes:
    return altered(book, lambda xml: _CELL.sub(rb"\1\2<v>987654.32</v>", xml))


def file_name(name: str) -> str:
    return name.replace(":", "_") + ".xlsx"


def calculated(app: Any, path: Path, sheets: Sequence[str], *, recalculate: bool = False) -> Sheets:
    """Open a book in an office and return what it calculated; with ``recalculate`` every formula is calculated anew."""
    book = app.books.open(str(path))
    try:
        if recalculate:
            app.calculate()
        return {sheet: rows_of(book, sheet) for sheet in sheets}
    finally:
        book.close()


def rows_of(book: Any, sheet: str) -> Sequence[Sequence[object]]:
    """Return the cells of a sheet, from A1 to the last one used, as the open book has them."""
    cursor = book.sheets[sheet].api.createCursor()
    cursor.gotoEndOfUsedArea(False)
    last = cursor.getRangeAddress()
    area = book.sheets[sheet].api.getCellRangeByPosition(0, 0, last.EndColumn, last.EndRow)
    found: Sequence[Sequence[object]] = area.getDataArray()
    return found


def differences(
    name: str, data: bytes, app: Any, folder: Path, *, recalculate: bool
) -> tuple[int, list[str]]:
    """Return how many derived cells were compared, and those that differ."""
    ours = accounts(name)
    path = folder / file_name(name)
    path.write_bytes(data)
    office = calculated(app, path, [table.sheet for table in ours.format], recalculate=recalculate)
    layout, evaluator, computed = Layout(ours.format), Evaluator(ours), recompute(ours)
    compared, wrong = 0, []
    for table in ours.format:
        rows = office[table.sheet]
        places = layout[table.key].rows(ours.rows.get(table.key, ()))
        for row, column in amount_cells(table, ours.rows.get(table.key, ())):
            cell = Cell(table.key, row, column)
            if evaluator.rule(table, row, column)[0] is CellKind.TYPED:
                continue
            found = rows[places[row] - 1][layout[table.key].column(row, column) - 1]
            compared += 1
            if not isinstance(found, float) or to_fen(found) != computed.values.get(cell, 0):
                wrong.append(f"{name} {cell}: {found!r} instead of {computed.values.get(cell, 0) / 1e6}")
    return compared, wrong


@pytest.mark.parametrize("prepare", [without_values, with_wrong_values])
def test_every_derived_cell_equals_python(
    prepare: Callable[[bytes], bytes], app: Any, tmp_path: Path
) -> None:
    sample = zipfile.ZipFile(io.BytesIO(prepare(book_bytes(SAMPLES[0])))).read("xl/worksheets/sheet3.xml")
    assert b"<f>" in sample
    assert (b"</f></c>" in sample) == (prepare is without_values)
    total, wrong = 0, []
    for name in NAMES:
        data = prepare(book_bytes(name))
        compared, found = differences(name, data, app, tmp_path, recalculate=prepare is with_wrong_values)
        total += compared
        wrong += found
    assert wrong == []
    assert total > 75_000


def test_a_wrong_formula_is_found(app: Any, tmp_path: Path) -> None:
    book = without_values(book_bytes("putuo-2024"))
    broken = altered(book, lambda xml: xml.replace(b'&amp;"??")', b'&amp;"???")'))
    assert broken != book
    _, wrong = differences("putuo-2024", broken, app, tmp_path, recalculate=False)
    assert len(wrong) > 20
