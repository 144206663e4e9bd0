# ruff: noqa: S101, D103, ARG001 - tests
# mypy: disable-error-code="comparison-overlap"
"""Formulas in Excel's grammar, both ways."""

from __future__ import annotations

import pytest
import xlwings as xw


@pytest.fixture(scope="module")
def tables(book: xw.Book) -> xw.Sheet:
    """A sheet of codes with a Chinese name, and others whose names need care."""
    sheet = book.sheets.add("公开06表", after=book.sheets[-1])
    sheet["A8:A60"].number_format = "@"
    sheet["A8"].value = [["201"], ["20101"], ["20102"], ["2010101"], ["208"]]
    sheet["C8"].value = [[None], [10], [20.5], [3], [99]]
    for name in ("我的 表", "2020年", "O'Hara", "AB1"):
        book.sheets.add(name, after=book.sheets[-1])["A1"].value = 5
    return sheet


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ('=SUMIFS(公开06表!$C$8:$C$60,公开06表!$A$8:$A$60,$A9&"??")', 30.5),
        ("=SUM(公开06表!C8:C60)", 132.5),
        ('=VLOOKUP($A$9&"01",公开06表!$A$8:$C$60,3,FALSE)', 10.0),
        ("='我的 表'!A1+'2020年'!A1+'O''Hara'!A1+'AB1'!$A$1", 20.0),
        ('=IF($A$9<>"","甲,;""乙""",1)', '甲,;"乙"'),
        ("=IFERROR(1/0,#N/A)", None),
        ("=SUM({1,2;3,4})", 10.0),
        ("=ROUND(2.345,2)", 2.35),
        ("=-2^2", 4.0),
        ("=50%*4", 2.0),
        ("=SUM(Z:Z,90:91)", 0.0),
        ('=SUMPRODUCT((公开06表!A8:A12="208")*公开06表!C8:C12)', 99.0),
        ('=IFERROR(INDEX(公开06表!C:C,MATCH("208",公开06表!A:A,0)),0)', 99.0),
        ("=STDEV.S(1,2,3)", 1.0),
        ("=TRUE", True),
        ("=AND(1>0,NOT(FALSE))", True),
        ('=COUNTIF(公开06表!A8:A12,"201*")', 4.0),
        ("=CEILING(1.2,1)+FLOOR(1.8,1)", 3.0),
        ('=TEXT(0.5,"0.00%")', "50.00%"),
    ],
)
def test_a_formula_comes_back_and_calculates(
    sheet: xw.Sheet, tables: xw.Sheet, formula: str, value: object
) -> None:
    sheet["A9"].number_format = "@"
    sheet["A9"].value = "201"
    sheet["D9"].formula = formula
    assert sheet["D9"].formula == formula
    assert sheet["D9"].value == value


def test_a_value_that_begins_with_equals_is_a_formula(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[2, "=A1*3"], ["=SUM(A1:B1)", "文"]]
    assert sheet["A1:B2"].value == [[2.0, 6.0], [8.0, "文"]]
    assert sheet["A1:B2"].formula == (("2", "=A1*3"), ("=SUM(A1:B1)", "文"))


def test_a_scalar_formula_shifts_its_references(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[1, 2], [3, 4]]
    sheet["D1:E2"].formula = '=A1+$A1+A$1+$A$1&"A1"'
    assert sheet["D1:E2"].formula == (
        ('=A1+$A1+A$1+$A$1&"A1"', '=B1+$A1+B$1+$A$1&"A1"'),
        ('=A2+$A2+A$1+$A$1&"A1"', '=B2+$A2+B$1+$A$1&"A1"'),
    )
    assert sheet["E2"].value == "10A1"
    sheet["G1:G2"].value = "=SUM(A:A,1:1)"
    assert sheet["G2"].formula == "=SUM(A:A,2:2)"


def test_formulas_of_a_block_without_formulas(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[1.5, "a", None, "'b"]]
    assert sheet["A1:D1"].formula == (("1.5", "a", "", "b"),)


def test_a_deleted_cell_is_a_lost_reference(sheet: xw.Sheet) -> None:
    sheet["A1"].formula = "=B5+1"
    sheet["5:5"].delete()
    assert sheet["A1"].formula == "=#REF!+1"


def test_array_formulas(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[1, 2], [3, 4]]
    sheet["D1:E2"].formula_array = "=A1:B2*10"
    assert sheet["D1:E2"].value == [[10.0, 20.0], [30.0, 40.0]]
    assert sheet["D1:E2"].formula_array == "=A1:B2*10"
    assert sheet["D1"].has_array
    assert not sheet["A1"].has_array


def test_formulas_know_names(sheet: xw.Sheet, book: xw.Book) -> None:
    sheet["A1"].value = [1, 2, 3]
    sheet["A1:C1"].name = "三数"
    sheet["E1"].formula = "=SUM(三数)"
    assert sheet["E1"].value == 6
    assert sheet["E1"].formula == "=SUM(三数)"
    del book.names["三数"]


def test_many_formulas(sheet: xw.Sheet) -> None:
    rows = [[f"=ROW(A{row})+COLUMN({column}{row})" for column in "ABCDEFGH"] for row in range(1, 301)]
    sheet["A1"].formula = rows
    assert sheet["H300"].value == 308
    assert [list(row) for row in sheet["A1:H300"].formula] == rows
