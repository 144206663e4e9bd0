from __future__ import annotations

import pytest

from xlwings_libreoffice.addresses import (
    COLUMNS,
    ROWS,
    Area,
    column_letters,
    column_number,
    parse_area,
    quote_sheet,
    split_sheet,
    write_area,
)
from xlwings_libreoffice.range_core import rectangles


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("A1", Area(1, 1, 1, 1)),
        ("$b$2:D10", Area(2, 2, 9, 3)),
        ("D10:B2", Area(2, 2, 9, 3)),
        ("A:C", Area(1, 1, ROWS, 3)),
        ("2:5", Area(2, 1, 4, COLUMNS)),
        ("XFD1048576", Area(ROWS, COLUMNS, 1, 1)),
    ],
)
def test_addresses_are_read(text: str, area: Area) -> None:
    assert parse_area(text) == area


@pytest.mark.parametrize("text", ["", "A", "1", "A1:B", "XFE1", "A1048577", "费用", "A1,B2", "A0", "R1C1x"])
def test_what_is_no_address(text: str) -> None:
    assert parse_area(text) is None


def test_addresses_are_written() -> None:
    assert write_area(Area(2, 2, 9, 3)) == "$B$2:$D$10"
    assert write_area(Area(1, 1, 1, 1), row_absolute=False) == "$A1"
    assert write_area(Area(1, 1, ROWS, 3)) == "$A:$C"
    assert write_area(Area(2, 1, 1, COLUMNS)) == "$2:$2"
    assert write_area(Area(1, 1, ROWS, COLUMNS)) == f"$1:${ROWS}"


def test_columns() -> None:
    assert [column_letters(n) for n in (1, 26, 27, 702, 703, COLUMNS)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
    assert all(column_number(column_letters(n)) == n for n in range(1, 2000))


@pytest.mark.parametrize(
    ("name", "quoted"),
    [
        ("公开06表", "公开06表"),
        ("Sheet1", "Sheet1"),
        ("2020年", "'2020年'"),
        ("我的 表", "'我的 表'"),
        ("O'Hara", "'O''Hara'"),
        ("AB1", "'AB1'"),
        ("R1C1", "'R1C1'"),
        ("a-b", "'a-b'"),
    ],
)
def test_sheets_are_quoted_as_excel_does(name: str, quoted: str) -> None:
    assert quote_sheet(name) == quoted
    assert split_sheet(f"{quoted}!A1") == (name, "A1")


def test_a_book_before_the_sheet_is_dropped() -> None:
    assert split_sheet("'[甲.xlsx]表 1'!A1") == ("表 1", "A1")


def test_rectangles_cover_exactly_the_cells() -> None:
    cells = {(0, 0), (0, 1), (1, 0), (1, 1), (2, 1), (4, 0), (5, 0), (0, 3)}
    found = rectangles(cells)
    covered = [
        (row, column)
        for area in found
        for row in range(area.row, area.last_row + 1)
        for column in range(area.column, area.last_column + 1)
    ]
    assert sorted(covered) == sorted(cells)
    assert len(found) == 4
