"""The same tables in many shapes give the same figures; what must differ, does."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from juesuan.importing.model import Recognised, SourceSheet
from juesuan.importing.recognise import recognise
from juesuan.importing.sources import read_sources
from juesuan.spec.model import Cell
from tests.importing.shapes import (
    Shape,
    Written,
    expected,
    save_book,
    save_files,
    save_one_sheet,
    save_pages,
    values,
    write,
)
from tests.office import convert, needs_office

PUTUO = "putuo-2024"
SICHUAN = "sichuan-2020:rounded:3"

SHAPES = {
    "plain": Shape(),
    "three code columns": Shape(codes="three"),
    "cumulative codes, not merged": Shape(codes="cumulative", merged=False),
    "codes as numbers": Shape(codes="numbers", total_first=False),
    "codes with spaces": Shape(codes="spaced", total_first=True),
    "codes in the names": Shape(codes="in_name"),
    "nothing merged, three code columns": Shape(merged=False, codes="three", numbers=True),
    "texts with separators and strokes": Shape(text=True, zero="-"),
    "full-width texts, zeros printed": Shape(text=True, wide=True, zero="0.00"),
    "one long list": Shape(long_list=True),
    "budget and actual alternate": Shape(alternate=True),
    "budget first": Shape(alternate=False, lines=True, numbers=True),
    "blank rows and columns": Shape(blank_rows=True, blank_column=True, left=2),
    "long titles, broken names": Shape(wrapped=True, title="上海市普陀区财政局2024年度\n{title}（公开07表）"),
    "codes above the columns": Shape(economic_codes=True),
    "yuan": Shape(yuan=True, text=True),
}


def read(name: str, *paths: Path) -> Recognised:
    sheets, unplaced = read_sources(paths)
    assert unplaced == []
    return recognise(values(name)[0].format, sheets)


def assert_same(name: str, found: Recognised) -> None:
    amounts = {cell: amount for cell, amount in found.amounts.items() if amount}
    assert amounts == expected(name)
    assert found.unplaced == ()
    accounts = values(name)[0]
    assert set(found.tables) == set(accounts.format.tables)
    for table in accounts.format:
        if table.region is not None:
            assert sorted(found.rows[table.key]) == sorted(accounts.rows.get(table.key, ()))


def in_memory(name: str, shape: Shape) -> Recognised:
    written = write(name, shape).values()
    sheets = [
        SourceSheet("a.xlsx", f"Sheet{n}", one.rows, tuple(one.merges)) for n, one in enumerate(written, 1)
    ]
    return recognise(values(name)[0].format, sheets)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", [PUTUO, SICHUAN])
def test_every_shape_gives_the_same_figures(name: str, shape: str, tmp_path: Path) -> None:
    if name == PUTUO:
        found = read(name, save_book(tmp_path / "来源.xlsx", write(name, SHAPES[shape]), seed=5))
    else:
        found = in_memory(name, SHAPES[shape])
    assert_same(name, found)
    unit = "元" if SHAPES[shape].yuan else "万元"
    assert {one.unit for one in found.tables.values()} == {unit}


def test_yuan_amounts_are_exact(tmp_path: Path) -> None:
    name = "sichuan-2020:exact:4"
    found = read(name, save_book(tmp_path / "a.xlsx", write(name, Shape(yuan=True)), seed=1))
    assert_same(name, found)
    assert any(one.amount % 10_000 for one in found.figures)
    assert {
        one.step for one in found.tables.values() if any(f.cell.table == one.table for f in found.figures)
    } == {1}


def test_two_decimals_are_told_from_exact_figures(tmp_path: Path) -> None:
    found = read(PUTUO, save_book(tmp_path / "a.xlsx", write(PUTUO)))
    assert {one.step for one in found.tables.values()} == {10_000}


@pytest.mark.parametrize("again", ["none", "header", "title"])
@pytest.mark.parametrize("name", [PUTUO, SICHUAN])
def test_pages_copied_from_a_pdf(name: str, again: str, tmp_path: Path) -> None:
    assert_same(name, read(name, save_pages(tmp_path / "p.xlsx", write(name), again=again)))


@pytest.mark.parametrize("name", [PUTUO, SICHUAN])
def test_all_tables_on_one_sheet(name: str, tmp_path: Path) -> None:
    assert_same(name, read(name, save_one_sheet(tmp_path / "one.xlsx", write(name))))


def test_one_file_a_table_in_a_folder_and_in_a_zip(tmp_path: Path) -> None:
    files = save_files(tmp_path / "报表", write(PUTUO, Shape(codes="three")))
    assert_same(PUTUO, read(PUTUO, tmp_path / "报表"))
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for one in files:
            archive.write(one, f"表/{one.name}")
    assert_same(PUTUO, read(PUTUO, tmp_path / "a.zip"))


@needs_office
def test_xls(tmp_path: Path) -> None:
    path = save_book(tmp_path / "old.xlsx", write(PUTUO, Shape(codes="three", total_first=True)), seed=2)
    convert([path], "xls", tmp_path / "xls")
    assert_same(PUTUO, read(PUTUO, tmp_path / "xls" / "old.xls"))


def test_sheet_names_are_the_last_resort(tmp_path: Path) -> None:
    written = {
        key: replace(one, rows=one.rows[1:], merges=[(a - 1, b, c - 1, d) for a, b, c, d in one.merges])
        for key, one in write(PUTUO).items()
    }
    assert_same(PUTUO, read(PUTUO, save_book(tmp_path / "names.xlsx", written, names=True)))


def test_a_wrong_sheet_name_does_not_matter(tmp_path: Path) -> None:
    written = write(PUTUO)
    swapped = {
        "02": replace(written["02"], title="支出决算表"),
        "03": replace(written["03"], title="收入决算表"),
    }
    found = read(PUTUO, save_book(tmp_path / "a.xlsx", swapped, names=True))
    assert found.amounts == {c: a for c, a in expected(PUTUO).items() if c.table in swapped}


def test_a_wide_table_in_blocks_of_columns() -> None:
    one = write(SICHUAN)["07"]
    width = max(map(len, one.rows))
    pages = []
    for start in range(3, width, 20):
        keep = [0, 1, *range(start, min(start + 20, width))] if start > 3 else list(range(23))
        rows = [[row[c] for c in keep if c < len(row)] for row in _spread(one)]
        pages.append(SourceSheet("a.xlsx", f"p{start}", rows if start == 3 else rows[one.header[0] - 1 :]))
    found = recognise(values(SICHUAN)[0].format, pages)
    assert found.unplaced == ()
    assert found.amounts == {c: a for c, a in expected(SICHUAN).items() if c.table == "07"}


def _spread(one: Written) -> list[list[object]]:
    rows = [list(row) for row in one.rows]
    for a, b, c, d in one.merges:
        for row in range(a, c + 1):
            for column in range(b, d + 1):
                if row == a:
                    rows[row - 1][column - 1] = one.rows[a - 1][b - 1]
    return rows


shapes = st.builds(
    Shape,
    codes=st.sampled_from(["one", "three", "cumulative", "numbers", "spaced", "in_name"]),
    total_first=st.sampled_from([None, True, False]),
    text=st.booleans(),
    yuan=st.booleans(),
    merged=st.booleans(),
    long_list=st.booleans(),
    alternate=st.sampled_from([None, True, False]),
    numbers=st.booleans(),
    lines=st.booleans(),
    blank_rows=st.booleans(),
    blank_column=st.booleans(),
    left=st.integers(0, 3),
    zero=st.sampled_from(["", "-", "0.00", "—"]),
    wide=st.booleans(),
    wrapped=st.booleans(),
    economic_codes=st.booleans(),
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(shape=shapes)
def test_any_combination_gives_the_same_figures(shape: Shape) -> None:
    found = in_memory(PUTUO, shape)
    assert_same(PUTUO, found)
    places = {Cell(*one.cell): (one.place.row, one.place.column) for one in found.figures if one.amount}
    written = {cell: place for table in write(PUTUO, shape).values() for cell, place in table.places.items()}
    assert places == written
