"""The live formulas of 分析 against Python: LibreOffice calculates every cell anew and must find what Python wrote."""

from __future__ import annotations

import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from python_calamine import CalamineWorkbook

from juesuan.analysis.shares import share
from juesuan.analysis.sheet import Sheet
from juesuan.book.file import FileBook
from juesuan.narrate import plan_narrative
from juesuan.narrate_file import write_narrated
from tests.books import book_bytes
from tests.narrative.made import NARRATED, made_bytes
from tests.office import convert, needs_office
from tests.test_formulas_office import without_values

pytestmark = [pytest.mark.office, needs_office]

SEEDS = range(12)
EXCEL = "xlsx:Calc MS Excel 2007 XML"
WAN = 1_000_000


def analysed(folder: Path, name: str, data: bytes) -> Sheet:
    """Write a book with its analysis, the values of all its formulas taken out."""
    path = folder / f"{name}.xlsx"
    book = FileBook.from_bytes(data)
    planned = plan_narrative(book)
    write_narrated(book, planned)
    path.write_bytes(without_values(book.to_bytes()))
    with zipfile.ZipFile(path) as archive:
        parts = [archive.read(one) for one in archive.namelist() if one.startswith("xl/worksheets/")]
    assert any(b"<f>" in one for one in parts)
    return planned.analysed.sheet


def differences(name: str, sheet: Sheet, book: CalamineWorkbook) -> tuple[int, list[str]]:
    """Return how many formulas of 分析 were compared, and those that LibreOffice calculates otherwise."""
    rows = book.get_sheet_by_name("分析").to_python(skip_empty_area=False)
    compared, wrong = 0, []
    for section, lines in sheet.lines.items():
        keys = [one.key for one in sheet.sections[section].section.columns]
        for row, line in lines.items():
            for key, field in line.fields.items():
                if field.formula is not None:
                    compared += 1
                    found = rows[row - 1][keys.index(key)]
                    if not same(found, field.content):
                        wrong.append(
                            f"{name} {line.key}.{key}: {found!r} for {field.content!r}: {field.formula}"
                        )
    return compared, wrong


def same(found: Any, ours: float | str | None) -> bool:
    if isinstance(ours, float):
        return isinstance(found, float) and abs(found - ours) < 1e-6
    return (found or "") == (ours or "")


def test_every_formula_of_the_analysis_equals_python(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    sheets = {"sample": analysed(source, "sample", book_bytes("panzhihua-2020"))}
    for form in NARRATED:
        for seed in SEEDS:
            sheets[f"{form}-{seed}"] = analysed(source, f"{form}-{seed}", made_bytes(form, seed))
    convert(sorted(source.iterdir()), EXCEL, tmp_path / "out")
    total, wrong = 0, []
    for name, sheet in sheets.items():
        compared, found = differences(
            name, sheet, CalamineWorkbook.from_path(tmp_path / "out" / f"{name}.xlsx")
        )
        total += compared
        wrong += found
    assert wrong == []
    assert total > 15_000


def ties() -> list[tuple[int, int]]:
    """Part and whole in hundredths of 万元 whose share ends in exactly 5 at the third decimal (no binary fraction has it)."""
    wholes = [
        80,
        160,
        320,
        400,
        640,
        800,
        1_600,
        3_200,
        8_000,
        20_000,
        40_000,
        100_000,
        200_000,
        400_000,
        800_000,
    ]
    found = [
        (part, whole)
        for whole in wholes
        for part in range(1, min(whole, 4_000))
        if (part * 100_000) % whole == 0 and (part * 100_000 // whole) % 10 == 5
    ]
    return found[:: max(1, len(found) // 400)]


def test_exact_ties_are_rounded_up_by_both(tmp_path: Path) -> None:
    """``ROUND(a*100/b,2)`` over amounts of two decimals: each share is a tie, each goes up by its size."""
    pairs = [pair for part, whole in ties() for pair in ((part, whole), (-part, whole))]
    assert len(pairs) > 500
    book = Workbook()
    sheet = book.worksheets[0]
    for row, (part, whole) in enumerate(pairs, 1):
        sheet.append([part / 100, whole / 100, f"=ROUND(A{row}*100/B{row},2)"])
    path = tmp_path / "ties.xlsx"
    book.save(path)
    convert([path], EXCEL, tmp_path / "out")
    rows = CalamineWorkbook.from_path(tmp_path / "out" / "ties.xlsx").get_sheet_by_index(0).to_python()
    for (part, whole), row in zip(pairs, rows, strict=True):
        ours = share(part * WAN // 100, whole * WAN // 100)
        exact = Decimal(part) * 100 / whole
        assert ours is not None
        assert abs(ours) > abs(exact)
        assert row[2] == float(ours), (part, whole)
