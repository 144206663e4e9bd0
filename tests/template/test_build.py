"""The empty book: everything of the form at its place, in both formats."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell as SheetCell

import juesuan
from juesuan.book.layout import (
    HEADER_TOP,
    PATTERNS,
    SPARE_ROWS,
    TITLE_ROW,
    UNIT_ROW,
    Layout,
    TableLayout,
    address,
    column_letter,
)
from juesuan.book.sheets import (
    CONTENTS,
    CONTENTS_STATUS,
    COVER,
    COVER_VALUE,
    IDENTITY,
    all_sections,
    contents_row,
    cover_row,
    field_name,
    list_name,
    region_name,
    sheet_order,
)
from juesuan.book.structure import SENTINEL_MARK, expected_texts
from juesuan.book.undo import UNDO
from juesuan.spec import load_format
from juesuan.spec.model import TOTAL, CellKind, Format, RowKind
from juesuan.template.build import build_template, static_formulas
from juesuan.template.styles import KIND_FILLS, Frame, amount_format

FORMATS = ("sichuan-2020", "shanghai-2024", "sichuan-2024")
INFO = {"unit_name": "某市“试验”局", "unit_code": "001002", "year": "2020"}
TABLES = [(key, table) for key in FORMATS for table in load_format(key).tables]
Block = tuple[int, int, int, int]


@cache
def built(key: str) -> bytes:
    return build_template(load_format(key), INFO)


@cache
def book(key: str) -> Workbook:
    return load_workbook(io.BytesIO(built(key)))


def opened(key: str, table: str) -> tuple[Format, TableLayout, Any]:
    form = load_format(key)
    return form, Layout(form)[table], book(key)[form.tables[table].sheet]


def kind_of(cell: SheetCell) -> CellKind:
    fill = str(cell.fill.start_color.rgb)[2:]
    found = next(kind for kind, colour in KIND_FILLS.items() if colour == fill)
    assert bool(cell.protection.locked) is (found is CellKind.DERIVED)
    return found


def target(key: str, name: str) -> tuple[str, str]:
    """The sheet and the plain address that a defined name refers to."""
    sheet, _, place = book(key).defined_names[name].attr_text.rpartition("!")
    return sheet.strip("'"), place.replace("$", "")


@pytest.mark.parametrize("key", FORMATS)
def test_same_input_same_bytes(key: str) -> None:
    assert build_template(load_format(key), INFO) == built(key)
    with zipfile.ZipFile(io.BytesIO(built(key))) as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[0] == "[Content_Types].xml"
        assert len(set(archive.namelist())) == len(archive.namelist())


@pytest.mark.parametrize("key", FORMATS)
def test_sheets_stand_in_order_and_the_identity_is_hidden(key: str) -> None:
    form = load_format(key)
    assert book(key).sheetnames == [*(name for name, _ in sheet_order(form)), IDENTITY, UNDO]
    sheet = book(key)[IDENTITY]
    assert sheet.sheet_state == "veryHidden"
    entries = [(sheet.cell(row, 1).value, sheet.cell(row, 2).value) for row in range(1, 5)]
    assert entries == [
        ("program", "juesuan"),
        ("version", juesuan.__version__),
        ("format", key),
        ("digest", form.digest),
    ]


@pytest.mark.parametrize(("key", "table"), TABLES)
def test_fixed_labels_and_numbers_stand_where_the_layout_says(key: str, table: str) -> None:
    _, layout, sheet = opened(key, table)
    assert sheet.cell(TITLE_ROW, 1).value == layout.table.title
    for row, column, text in expected_texts(layout):
        assert sheet.cell(row, column).value == text, address(row, column)
    for number, panel in enumerate(layout.table.panels):
        columns = layout.panel_columns(panel)
        lines = {layout.fixed[row.key]: row.line for row in panel.fixed}
        lines.update({at: row.line for place, at, row in layout.blanks if place == number})
        for column in panel.columns:
            if layout.number_row is not None and column.number:
                assert sheet.cell(layout.number_row, columns[column.key]).value == int(column.number)
            if column.role == "line":
                found = {at: sheet.cell(at, columns[column.key]).value for at in lines}
                assert found == {at: line or None for at, line in lines.items()}
        for row in panel.fixed if layout.table.region is None else ():
            code = panel.role("code")
            if code is not None and row.kind in (RowKind.LEAF, RowKind.PARENT):
                cell = sheet.cell(layout.fixed[row.key], columns[code.key])
                assert (cell.value, cell.data_type, cell.number_format) == (row.key, "s", "@")
    assert sheet.cell(layout.footnote_row, 1).value == layout.table.footnote


@pytest.mark.parametrize("key", FORMATS)
def test_merged_blocks_do_not_overlap(key: str) -> None:
    for sheet in book(key):
        seen: set[tuple[int, int]] = set()
        for block in sheet.merged_cells.ranges:
            cells = set(block.cells)
            assert not seen & cells, (sheet.title, block.coord)
            seen |= cells


@pytest.mark.parametrize(("key", "table"), TABLES)
def test_each_cell_is_locked_and_coloured_by_who_fills_it(key: str, table: str) -> None:
    form, layout, sheet = opened(key, table)
    places: list[tuple[int, str, RowKind]] = []
    for panel in layout.table.panels:
        places += [(layout.fixed[row.key], row.key, row.kind) for row in panel.fixed]
    if layout.table.region is not None:
        places += [(layout.pattern_row(kind), "", kind) for kind in PATTERNS]
    for at, row, kind in places:
        for column in layout.table.panels[layout.panel_number(row)].amounts:
            cell = sheet.cell(at, layout.column(row, column.key))
            assert kind_of(cell) is layout.table.rule(row, kind, column)[0], cell.coordinate
            assert cell.number_format == amount_format(form.zero)
    assert sheet.protection.sheet
    assert not sheet.protection.password
    guards = (sheet.protection.formatColumns, sheet.protection.formatRows, sheet.protection.autoFilter)
    assert not any(guards)


@pytest.mark.parametrize(
    ("key", "table"), [one for one in TABLES if load_format(one[0]).tables[one[1]].region]
)
def test_room_for_code_rows(key: str, table: str) -> None:
    _, layout, sheet = opened(key, table)
    region = layout.table.region
    assert region is not None
    assert layout.code_column is not None
    spare = range(layout.region_top, layout.region_top + SPARE_ROWS)
    like = layout.pattern_row(RowKind.DETAIL if region.details else RowKind.LEAF)
    for at in spare:
        assert not sheet.row_dimensions[at].hidden
        for column in range(1, layout.last_column + 1):
            cell = sheet.cell(at, column)
            assert cell.value is None
            assert cell._style == sheet.cell(like, column)._style
    hidden = range(spare.stop, layout.pattern_row(PATTERNS[-1]) + 1)
    assert all(sheet.row_dimensions[at].hidden for at in hidden)
    with zipfile.ZipFile(io.BytesIO(built(key))) as archive:
        part = archive.read(f"xl/worksheets/sheet{book(key).sheetnames.index(sheet.title) + 1}.xml").decode()
    for at in range(spare.stop, layout.sentinel):
        assert re.search(rf'<row r="{at}"[^>]*(/>|></row>)', part), at
    assert sheet.cell(layout.sentinel, layout.code_column).value == SENTINEL_MARK
    code = sheet.cell(layout.region_top, layout.code_column)
    assert code.number_format == "@"
    typed = region.only is None or region.details is not None
    assert bool(code.protection.locked) is not typed


@pytest.mark.parametrize("key", FORMATS)
def test_defined_names_lead_to_the_right_cells(key: str) -> None:
    form, names = load_format(key), book(key).defined_names
    assert not [name for name, one in names.items() if "#REF!" in one.attr_text]
    for field in form.sheets.fields:
        assert target(key, field_name(field.key)) == (COVER, address(cover_row(form, field.key), COVER_VALUE))
    for section in all_sections(form).values():
        assert names[section.name].attr_text == section.reference
    for table in form:
        layout = Layout(form)[table.key]
        last = column_letter(layout.last_column)
        expected = {
            "header": f"A{HEADER_TOP}:{last}{layout.body_top - 1}",
            "body": f"A{layout.body_top}:{last}{layout.bottom}",
        }
        if layout.code_column is not None:
            letter = column_letter(layout.code_column)
            expected["codes"] = f"{letter}{layout.region_top}:{letter}{layout.sentinel}"
        for part, place in expected.items():
            found = target(key, region_name(table.key, part))
            assert found == (table.sheet, place)
        assert (region_name(table.key, "total") in names) is (TOTAL in layout.fixed)
        if TOTAL in layout.fixed:
            place = target(key, region_name(table.key, "total"))[1]
            assert "合计" in [cell.value for cell in book(key)[table.sheet][place][0]]


@pytest.mark.parametrize("key", FORMATS)
def test_validations_resolve(key: str) -> None:
    form = load_format(key)
    used: dict[str, int] = {}
    for sheet in book(key):
        for one in sheet.data_validations.dataValidation:
            if one.type == "list":
                used[one.formula1] = used.get(one.formula1, 0) + 1
                name, place = target(key, one.formula1)
                first, _, last = place.partition(":")
                area = book(key)[name][f"{first}:{last or first}"]
                shown = [row[0].value for row in area]
                assert shown in list(form.sheets.lists.values())
    assert set(used) == {list_name(one) for one in form.sheets.lists}


@pytest.mark.parametrize(("key", "table"), TABLES)
def test_amounts_that_may_be_typed_are_validated(key: str, table: str) -> None:
    _, layout, sheet = opened(key, table)
    rules = [one for one in sheet.data_validations.dataValidation if one.type == "decimal"]
    open_cells = {
        cell.coordinate
        for row in sheet.iter_rows(min_row=layout.body_top, max_row=layout.bottom, max_col=layout.last_column)
        for cell in row
        if not cell.protection.locked
        and "#" in cell.number_format
        and not sheet.row_dimensions[cell.row].hidden
    }
    assert len(rules) == bool(open_cells)
    assert all(place in rules[0].sqref for place in open_cells)


@pytest.mark.parametrize(("key", "table"), TABLES)
def test_print_settings(key: str, table: str) -> None:
    _, layout, sheet = opened(key, table)
    top = 1 if layout.table.region is not None else HEADER_TOP
    assert sheet.print_title_rows == f"${top}:${layout.body_top - 1}"
    last = layout.empty_row if layout.table.empty_sentence else layout.footnote_row
    area = f"$A$1:${column_letter(layout.last_column)}${last}"
    assert sheet.print_area.rpartition("!")[2] == area
    assert sheet.page_setup.orientation == layout.table.page.orientation
    assert sheet.oddFooter.center.text == "第 &P 页 共 &N 页"
    if layout.table.page.column_blocks:
        assert sheet.print_title_cols == "$A:$B"
        ends = [one.id for one in sheet.col_breaks.brk]
        blocks = Frame(layout).blocks
        assert ends == [end for _, end in blocks[:-1]]
        assert [one for block in blocks for one in range(block[0], block[1] + 1)] == list(
            range(3, layout.last_column + 1)
        )
        assert not sheet.sheet_properties.pageSetUpPr.fitToPage
    else:
        assert sheet.page_setup.fitToWidth == 1


@pytest.mark.parametrize("key", FORMATS)
def test_static_formulas_stand_in_the_book_with_a_value_to_store(key: str) -> None:
    form = load_format(key)
    for sheet, cells in static_formulas(form, INFO, {}).items():
        for (row, column), (formula, _) in cells.items():
            assert book(key)[sheet].cell(row, column).value == formula
            assert formula.startswith("=")
    first = next(iter(form))
    found = static_formulas(form, INFO, {})[first.sheet]
    unit = f"{COVER}!$C${cover_row(form, 'unit_name')}"
    assert found[UNIT_ROW, 1] == (
        f'="{form.organisation_line}"&{unit}',
        f"{form.organisation_line}某市“试验”局",
    )


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("未填", ""),
        ("此表无数据", "说明：某市“试验”局本年度没有一般公共预算财政拨款“三公”经费支出，故本表无数据。"),
    ],
)
def test_year_and_sentence_of_an_empty_table(state: str, sentence: str) -> None:
    form = load_format("sichuan-2020")
    layout = Layout(form)["10"]
    cells = static_formulas(form, INFO, {"10": state})[layout.table.sheet]
    row = contents_row(form, layout.table.sheet)
    assert cells[layout.empty_row, 1] == (
        f'=IF(目录!$D${row}="此表无数据","说明："&封面!$C$5&"本年度没有一般公共预算财政拨款“三公”经费支出，故本表无数据。","")',
        sentence,
    )
    assert ('=封面!$C$8&"年度"', "2020年度") in cells.values()


@pytest.mark.parametrize("key", FORMATS)
def test_cover_and_contents(key: str) -> None:
    form, cover, contents = load_format(key), book(key)[COVER], book(key)[CONTENTS]
    values = {one.key: cover.cell(cover_row(form, one.key), COVER_VALUE).value for one in form.sheets.fields}
    assert values["unit_name"] == INFO["unit_name"]
    assert values["unit_code"] == "001002"
    assert values["year"] == 2020
    assert values["scope"] == "本级"
    tables = {table.sheet for table in form}
    for name, title in sheet_order(form):
        if name == CONTENTS:
            continue
        row = contents_row(form, name)
        link = contents.cell(row, 2)
        assert link.value == name
        assert link.hyperlink.location.replace("'", "") == f"{name}!A1"
        assert contents.cell(row, 3).value == title
        state = contents.cell(row, CONTENTS_STATUS)
        assert (state.value, state.protection.locked) == (("未填", False) if name in tables else (None, True))


@pytest.mark.parametrize("key", FORMATS)
def test_lists_stand_where_the_sections_say(key: str) -> None:
    for section in all_sections(load_format(key)).values():
        sheet = book(key)[section.sheet]
        header = [sheet.cell(section.header_row, n).value for n in range(1, len(section.section.columns) + 1)]
        assert header == [column.label or None for column in section.section.columns]
        for number, item in enumerate(section.section.items):
            row = [sheet.cell(section.first + number, n).value for n in range(1, len(item) + 1)]
            assert row == list(item)
        if section.heading_row is not None:
            assert sheet.cell(section.heading_row, 1).value == section.section.heading


@pytest.mark.parametrize("key", FORMATS)
def test_code_list_of_the_format_stands_below_the_own_codes(key: str) -> None:
    form = load_format(key)
    own = all_sections(form)["own"]
    sheet = book(key)[own.sheet]
    shown = {
        sheet.cell(row, 1).value: sheet.cell(row, 2).value
        for row in range(own.last + 4, sheet.max_row + 1)
        if sheet.cell(row, 1).data_type == "s"
    }
    wanted = {code.code: code.name for one in form.classifications.values() for code in one.codes.values()}
    assert shown == wanted


def test_a_text_from_outside_never_becomes_a_formula() -> None:
    form = load_format("shanghai-2024")
    data = build_template(form, {"unit_name": "=1+1\x01"})
    cell = load_workbook(io.BytesIO(data))[COVER].cell(cover_row(form, "unit_name"), COVER_VALUE)
    assert (cell.value, cell.data_type) == ("=1+1", "s")


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("key", FORMATS)
def test_libreoffice_prints_it(key: str, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(built(key))
    profile = (tmp_path / "profile").as_uri()
    command = ["soffice", "--headless", f"-env:UserInstallation={profile}", "--convert-to", "pdf"]
    subprocess.run(
        [*command, "--outdir", str(tmp_path), str(path)], check=True, capture_output=True, timeout=240
    )
    assert (tmp_path / "book.pdf").stat().st_size > 50_000
