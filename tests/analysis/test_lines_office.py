"""The live formulas of 分析 against Python: LibreOffice calculates them with the stored values removed.

The books are the sample and made-up ones (another year before, budgets, causes, facts of every kind); beside them stand
shares that lie exactly between two printed figures.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from openpyxl import Workbook
from python_calamine import CalamineWorkbook

from juesuan.book.file import FileBook
from juesuan.book.sheetpart import Content
from juesuan.money import round_ratio
from tests.book.test_read_rows import changed
from tests.books import book_bytes
from tests.narrative.made import NARRATED
from tests.narrative.report import made_report, narrated
from tests.office import convert, needs_office
from tests.test_formulas_office import calculated, without_values

pytestmark = [pytest.mark.office, needs_office]

SAMPLE, SHEET = "panzhihua-2020", "分析"
HALVES = "halves of 0.01"
SMALL = {
    f"变动原因!{column}{row}": value
    for row in (40, 41, 42)
    for column, value in (("A", "“三公”经费支出"), ("C", "零星"), ("D", 0.005))
}
"""Three causes that are printed as 0.01 each: together they explain 0.03 and not 0.02."""
SEEDS = range(12)
Rows = Sequence[Sequence[object]]
CENT = Decimal("0.01")


@lru_cache(maxsize=1)
def books() -> dict[str, bytes]:
    """Every book after 变动分析, by name."""
    with TemporaryDirectory() as folder:
        found = {SAMPLE: narrated(book_bytes(SAMPLE), Path(folder))}
        found[HALVES] = narrated(changed(book_bytes(SAMPLE), SMALL), Path(folder))
    for form in NARRATED:
        found |= {f"{form}:{seed}": made_report(form, seed).data for seed in SEEDS}
    return found


@pytest.fixture(scope="module")
def offices(app: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Rows]:
    path = tmp_path_factory.mktemp("books") / "book.xlsx"
    return {name: opened(app, path, data) for name, data in books().items()}


def opened(app: Any, path: Path, data: bytes) -> Rows:
    """Return what an office calculates on 分析, the stored values removed."""
    path.write_bytes(without_values(data))
    return calculated(app, path, [SHEET])[SHEET]


def differing(name: str, rows: Rows) -> tuple[int, list[str]]:
    """Return how many formulas of 分析 there are, and those whose value is another than the one that Python wrote."""
    grid = FileBook.from_bytes(books()[name]).grid(SHEET)
    wrong = []
    for (row, column), formula in grid.formulas.items():
        ours, theirs = grid.value(row, column), rows[row - 1][column - 1]
        if isinstance(ours, int | float) and isinstance(theirs, int | float):
            same = abs(ours - theirs) < 1e-9 * max(1, abs(ours))
        else:
            same = (ours or "") == theirs
        if not same:
            wrong.append(f"{name} {row},{column}: {theirs!r} instead of {ours!r}: {formula}")
    return len(grid.formulas), wrong


def test_every_formula_of_the_analysis_equals_python(offices: dict[str, Rows]) -> None:
    count, wrong = 0, []
    for name, rows in offices.items():
        formulas, found = differing(name, rows)
        count += formulas
        wrong += found
    assert wrong == []
    assert len(offices) == 2 + len(NARRATED) * len(SEEDS)
    assert count > 10_000


def test_small_causes_are_added_as_printed(offices: dict[str, Rows]) -> None:
    (line,) = [
        row
        for row in offices[HALVES]
        if row[0] == "“三公”经费支出" and row[9] == "three" and row[5] == "减少"
    ]
    assert (line[3], line[6], line[7]) == (-13.05, 0.03, -13.08)


def test_the_values_had_been_removed() -> None:
    """Nothing that Python wrote can pass for what LibreOffice calculates."""
    grid = FileBook.from_bytes(without_values(books()[SAMPLE])).grid(SHEET)
    assert len(grid.formulas) > 400
    assert set(grid.formulas) <= grid.uncalculated


def test_a_wrong_formula_is_found(app: Any, tmp_path: Path) -> None:
    book = FileBook.from_bytes(books()[SAMPLE])
    book.part(SHEET).set_cell(6, 5, Content(None, "=ROUNDDOWN(D6*100/C6,1)"))
    _, wrong = differing(SAMPLE, opened(app, tmp_path / "book.xlsx", book.to_bytes()))
    assert [one.split(":")[0] for one in wrong] == [f"{SAMPLE} 6,5"]


# exact ties


def ties() -> list[tuple[Decimal, Decimal]]:
    """Pairs of printed amounts whose ratio in percent lies exactly between two figures of two decimals."""
    found = []
    for whole in map(
        Decimal, ("8.00", "16.00", "80.00", "400.00", "1000.00", "8192.00", "9600.00", "250000.00")
    ):
        for n in range(400):
            part = whole * (2 * n + 1) * Decimal("0.005") / 100  # odd multiples of 0.005 %
            if part == part.quantize(CENT):
                found.append((part.quantize(CENT), whole))
    return found


def fen(amount: Decimal) -> int:
    return int(amount * 1_000_000)


def test_exact_ties_go_up_in_the_office_as_in_python(tmp_path: Path) -> None:
    pairs = [(sign * part, whole) for part, whole in ties() for sign in (1, -1)]
    assert len(pairs) > 300
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row, (part, whole) in enumerate(pairs, 1):
        sheet.append([float(part), float(whole), f"=ROUND(A{row}*100/B{row},2)"])
    source = io.BytesIO()
    book.save(source)
    path = tmp_path / "ties.xlsx"
    path.write_bytes(source.getvalue())
    convert([path], "xlsx:Calc MS Excel 2007 XML", tmp_path / "out", recalculate=True)
    rows = CalamineWorkbook.from_path(tmp_path / "out" / "ties.xlsx").get_sheet_by_index(0).to_python()
    wrong = [
        (part, whole, row[2])
        for (part, whole), row in zip(pairs, rows, strict=True)
        if Decimal(repr(row[2])) != round_ratio(fen(part) * 100, fen(whole), 2)
    ]
    assert wrong == []
    assert all(
        abs(round_ratio(fen(part) * 100, fen(whole), 2)) > abs(part * 100 / whole) for part, whole in pairs
    )
