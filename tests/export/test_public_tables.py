"""公开附表: exactly the printed figures, exactly the official sheets, and nothing else."""

from __future__ import annotations

import io
import re
import zipfile
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

from juesuan import money
from juesuan.book.accounts import Accounts
from juesuan.book.layout import column_letter, table_layout
from juesuan.compute.recompute import recompute
from juesuan.export.file_names import TABLES
from juesuan.export.tables import values_only
from juesuan.findings import StructureError
from juesuan.sample import load_sample
from juesuan.spec.model import Cell
from tests.books import accounts, book_bytes
from tests.export.sent import sample_files
from tests.report.books import SAMPLE

MADE = ("sichuan-2020:exact:7", "sichuan-2024:exact:3", "shanghai-2024:rounded:5")


@lru_cache(maxsize=4)
def made(name: str) -> bytes:
    return values_only(accounts(name).format, book_bytes(name), printed=True)


def figures(data: bytes, found: Accounts) -> dict[Cell, int]:
    """Read the amounts of public tables by code and label, as a person would: the rows are where their codes are."""
    book = load_workbook(io.BytesIO(data))
    amounts: dict[Cell, int] = {}
    for table in found.format:
        layout, sheet = table_layout(table), book[table.sheet]
        codes: dict[str, int] = {}
        for key in found.rows.get(table.key, ()):
            code, _, detail = key.partition("/")
            codes[key] = next(
                row
                for row in range(layout.region_top, sheet.max_row + 1)
                if str(sheet.cell(row, layout.code_column or 1).value) == code
                and (not detail or detail in [cell.value for cell in sheet[row]])
            )
        gone = layout.empty_row - sheet.max_row
        below = {key: row - gone for key, row in layout.fixed.items() if row > layout.region_bottom > 0}
        for key, row in {**layout.fixed, **codes, **below}.items():
            for column in table.panel_of(key).amounts:
                value: Any = sheet.cell(row, layout.column(key, column.key)).value
                if value is not None:
                    amounts[Cell(table.key, key, column.key)] = money.parse(value) or 0
    return amounts


def test_the_sample_holds_exactly_what_its_report_printed() -> None:
    sample = load_sample(SAMPLE)
    found = figures(sample_files()[TABLES], sample.accounts)
    assert len(sample.printed) > 120
    misfits = {one.cell for one in sample.misfits}
    assert {c: found.get(c, 0) for c in sample.printed if c not in misfits} == {
        c: amount for c, amount in sample.printed.items() if c not in misfits
    }


@pytest.mark.parametrize("name", MADE)
def test_every_amount_is_what_the_table_prints(name: str) -> None:
    found = accounts(name)
    computed = recompute(found).values
    read = figures(made(name), found)
    assert {cell: amount for cell, amount in read.items() if amount} == {
        cell: money.round_wan(amount) for cell, amount in computed.items() if money.round_wan(amount)
    }


@pytest.mark.parametrize("name", MADE)
def test_the_official_sheets_in_order_and_nothing_beside_them(name: str) -> None:
    form = accounts(name).format
    check_bare(made(name), [table.sheet for table in form])
    book = load_workbook(io.BytesIO(made(name)))
    for table in form:
        layout, sheet = table_layout(table), book[table.sheet]
        assert sheet.max_column == layout.last_column
        texts = [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
        assert table.title in texts
        corner = f"${column_letter(layout.last_column)}${sheet.max_row}"
        assert sheet.print_area == f"'{table.sheet}'!$A$1:{corner}"
        assert sheet.print_title_rows
        if table.footnote:
            assert table.footnote in texts


def check_bare(data: bytes, sheets: list[str]) -> None:
    """Look into the parts themselves: what openpyxl does not read would be overlooked otherwise."""
    book = load_workbook(io.BytesIO(data))
    assert book.sheetnames == sheets
    assert {one.sheet_state for one in book.worksheets} == {"visible"}
    assert not list(book.defined_names)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {one: archive.read(one).decode() for one in archive.namelist()}
    allowed = r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(app|core)\.xml|xl/(_rels/workbook\.xml\.rels|workbook\.xml|styles\.xml|theme/theme1\.xml|worksheets/sheet\d+\.xml)"
    assert [one for one in parts if not re.fullmatch(allowed, one)] == []
    for one in (text for name, text in parts.items() if "worksheets" in name):
        for forbidden in (
            "<f>",
            "<f ",
            "hidden=",
            "sheetProtection",
            "dataValidation",
            "conditionalFormatting",
        ):
            assert forbidden not in one
        assert not re.search(r"<(hyperlink|legacyDrawing|drawing|tablePart|extLst|autoFilter)\b", one)
    named = re.findall(r'definedName name="([^"]+)"', parts["xl/workbook.xml"])
    assert set(named) <= {"_xlnm.Print_Area", "_xlnm.Print_Titles"}
    assert "workbookProtection" not in parts["xl/workbook.xml"]
    assert "<dc:creator>" not in parts["docProps/core.xml"]
    assert "lastModifiedBy" not in parts["docProps/core.xml"]
    assert "Company" not in parts["docProps/app.xml"]


def test_what_a_person_put_into_the_sheets_does_not_go_out() -> None:
    form = load_sample("putuo-2024").accounts.format
    book = load_workbook(io.BytesIO(book_bytes("putuo-2024")))
    assert isinstance(book, Workbook)
    sheet: Any = book[next(iter(form)).sheet]
    sheet["A1"].comment = Comment("内部", "张三")
    sheet["Z9"] = "内部备注"
    sheet["A400"] = "内部备注"
    sheet.merge_cells("X1:Z2")
    sheet.row_dimensions[7].hidden = True
    sheet.column_dimensions["B"].hidden = True
    sheet.auto_filter.ref = "A5:D9"
    sheet.add_chart(BarChart(), "F3")
    book.create_sheet("底稿")["A1"] = "内部备注"
    book.defined_names["内部"] = DefinedName("内部", attr_text="底稿!$A$1")
    book.properties.lastModifiedBy = "张三"
    changed = io.BytesIO()
    book.save(changed)
    data = stored(changed.getvalue(), book_bytes("putuo-2024"))
    got = values_only(form, data)
    check_bare(got, [table.sheet for table in form])
    with zipfile.ZipFile(io.BytesIO(got)) as archive:
        whole = b"".join(archive.read(one) for one in archive.namelist()).decode()
    assert "内部" not in whole
    assert "张三" not in whole


def stored(changed: bytes, original: bytes) -> bytes:
    """Give every formula of a book saved by openpyxl its value again, as a program that calculates would."""
    values = load_workbook(io.BytesIO(original), data_only=True)
    book = load_workbook(io.BytesIO(changed))
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    known = values[sheet.title][cell.coordinate]
                    cell.value = known.value
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_a_book_without_stored_values_is_refused() -> None:
    book = load_workbook(io.BytesIO(book_bytes(SAMPLE)))
    target = io.BytesIO()
    book.save(target)
    with pytest.raises(StructureError, match=r"公开01表!.*还没有算出数.*请先点“重新计算”"):
        values_only(load_sample(SAMPLE).accounts.format, target.getvalue())


def test_the_same_book_gives_the_same_bytes() -> None:
    name = MADE[1]
    assert values_only(accounts(name).format, book_bytes(name), printed=True) == made(name)


def test_exact_amounts_stay_where_they_are_wanted(tmp_path: Path) -> None:
    name = MADE[0]
    found = accounts(name)
    read = figures(values_only(found.format, book_bytes(name)), found)
    assert {c: a for c, a in read.items() if a} == {c: a for c, a in recompute(found).values.items() if a}
