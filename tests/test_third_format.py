"""A third format needs nothing but its folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from juesuan.book.accounts import Accounts
from juesuan.book.file import FileBook
from juesuan.book.layout import Layout
from juesuan.book.sheetpart import Content
from juesuan.compute.recompute import recompute
from juesuan.compute.rows import complete_rows
from juesuan.plan import read
from juesuan.regenerate import new_book, regenerate
from juesuan.spec import available_formats, load_format
from juesuan.spec.load import FORMATS_VARIABLE, format_places, workbook_folder
from juesuan.spec.model import Cell, CellKind, Format
from tests.enriched.book import stored
from tests.office import convert, needs_office
from tests.third import ACTIVITY, CODES, FIGURES, FORMAT, KEY, OWN_SHEETS, PROJECTS, SUMMARY


@pytest.fixture(params=["over common", "sheets of its own"])
def form(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Format:
    own = request.param == "sheets of its own"
    folder = tmp_path / "格式 库" / KEY
    folder.mkdir(parents=True)
    files = {
        "format.yaml": FORMAT.replace("base: common\n", "") if own else FORMAT,
        "table-summary.yaml": SUMMARY,
        "table-activity.yaml": ACTIVITY,
        "table-projects.yaml": PROJECTS,
        "activity.csv": CODES,
        **({"sheets.yaml": OWN_SHEETS} if own else {}),
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    monkeypatch.setenv(FORMATS_VARIABLE, str(folder.parent))
    return load_format(KEY)


def fen(text: str) -> int:
    return round(float(text) * 1_000_000)


def accounts(form: Format) -> Accounts:
    typed = {Cell(*key): fen(text) for key, text in FIGURES.items()}
    rows = {"activity": tuple(cell.row for cell in typed if cell.table == "activity")}
    return complete_rows(
        Accounts(form, typed=typed, rows=rows, info={"unit_name": "湖区管理站"}, status={"summary": "未填"})
    )


def place(form: Format, book: FileBook, cell: Cell) -> tuple[str, int, int]:
    """Where a cell stands in a book."""
    layout = Layout(form)[cell.table]
    codes = read(book).accounts.rows.get(cell.table, ())
    return layout.table.sheet, layout.rows(codes)[cell.row], layout.column(cell.row, cell.column)


def test_rows_and_figures_follow_from_the_folder_alone(form: Format) -> None:
    book = accounts(form)
    assert book.rows["activity"] == ("501", "502", "503", "50301", "50302")
    assert book.rows["projects"] == ("502", "503", "50302")
    values = {".".join(cell): amount for cell, amount in recompute(book).values.items()}
    expected = {
        "activity.501.total": "50.25",
        "activity.503.total": "8.80",
        "activity.total.total": "79.05",
        "activity.total.staff": "51.35",
        "summary.income.amount": "203.5",
        "summary.all.amount": "203.500001",
        "summary.501.rest": "9.75",
        "summary.502.rest": "-20",
        "summary.spent.actual": "79.05",
        "summary.spent.rest": "80.95",
        "summary.staff_rate.actual": "51.35",
        "summary.carried.actual": "124.450001",
        "projects.total.amount": "27.77",
        "projects.503.amount": "7.77",
    }
    assert {key: values[key] for key in expected} == {key: fen(text) for key, text in expected.items()}


def test_a_new_book_reads_back_as_it_was_made(form: Format) -> None:
    made = accounts(form)
    data = new_book(form, made)
    book = FileBook.from_bytes(data)
    again = read(book).accounts
    assert (again.typed, again.rows, again.laid) == (made.typed, made.rows, made.laid)
    assert not regenerate(book).written
    assert book.to_bytes() == data


def edited(form: Format) -> FileBook:
    """A book in which a person typed a new code, cleared a figure and added a detail row; recomputed."""
    book = FileBook.from_bytes(new_book(form, accounts(form)))
    layout = Layout(form)
    activity, projects = layout["activity"], layout["projects"]
    part, sheet = book.part(activity.table.sheet), book.part(projects.table.sheet)
    spare = activity.region_top + 5
    part.set_cell(spare, activity.column("", "code"), Content("5030102"))
    part.set_cell(spare, activity.column("", "running"), Content(2.5))
    at = place(form, book, Cell("activity", "50301", "staff"))
    part.set_cell(*at[1:], Content(None))
    spare = projects.region_top + 3
    for key, value in (("code", "50302"), ("project", "东岸块石"), ("amount", 6)):
        sheet.set_cell(spare, projects.column("", key), Content(value))
    book = FileBook.from_bytes(book.to_bytes())
    assert regenerate(book).written
    return book


def test_typed_rows_figures_and_details_are_taken_up(form: Format) -> None:
    book = edited(form)
    once = book.to_bytes()
    after = FileBook.from_bytes(once)
    found = read(after).accounts
    assert found.rows["activity"] == ("501", "502", "503", "50301", "5030102", "50302")
    assert found.rows["projects"] == ("502", "503", "50301", "5030102", "50302", "50302/东岸块石")
    values = recompute(found).values
    assert values[Cell("activity", "total", "total")] == fen("80.45")
    assert values[Cell("projects", "total", "amount")] == fen("30.27")
    assert found.typed[Cell("projects", "50302/东岸块石", "amount")] == fen("6")
    name, row, column = place(form, after, Cell("activity", "5030102", "running"))
    assert after.grid(name).rows[row - 1][:2] == ["清淤", "5030102"]
    name, row, column = place(form, after, Cell("summary", "spent", "actual"))
    assert after.grid(name).value(row, column) == 80.45
    assert not regenerate(after).written


def test_the_total_stands_below_rows_that_never_reach_it(form: Format) -> None:
    """Spare rows end with the room for code rows; sentinel, patterns and total keep what they hold."""
    codes = ("501", "502", "50201", "503", "50301", "5030101", "5030102", "50302")
    typed = {Cell("activity", code, "staff"): fen("1") for code in ("501", "50201", "5030101", "50302")}
    full = complete_rows(Accounts(form, typed=typed, rows={"activity": codes}))
    book = FileBook.from_bytes(new_book(form, full))
    layout = Layout(form)["activity"]
    grid = book.grid(layout.table.sheet)
    assert layout.fixed["total"] == layout.region_bottom + 5
    for row in range(layout.sentinel, layout.fixed["total"]):
        assert not [at for at in grid.formulas if at[0] == row]
    assert grid.value(layout.fixed["total"], layout.column("total", "staff")) == 4


def test_every_kind_of_cell_is_in_the_format(form: Format) -> None:
    rules = {
        table.rule(row.key, row.kind, column)[0]
        for table in form
        for panel in table.panels
        for row in panel.fixed
        for column in panel.amounts
    }
    assert rules == {CellKind.TYPED, CellKind.DERIVED}
    assert form.digest
    assert form.classification_of(form.tables["activity"]).name("5030101") == "补水"


@pytest.mark.office
@needs_office
@pytest.mark.parametrize("form", ["over common"], indirect=True)
def test_libreoffice_agrees(form: Format, tmp_path: Path) -> None:
    first = FileBook.from_bytes(new_book(form, accounts(form)))
    for name, book in (("first", first), ("edited", edited(form))):
        (tmp_path / f"{name}.xlsx").write_bytes(book.to_bytes())
    convert(
        sorted(tmp_path.glob("*.xlsx")), "xlsx:Calc MS Excel 2007 XML", tmp_path / "out", recalculate=True
    )
    for name in ("first", "edited"):
        ours = read(FileBook.open(tmp_path / f"{name}.xlsx")).accounts
        assert stored(CalamineWorkbook.from_path(tmp_path / "out" / f"{name}.xlsx"), ours) == []


# Where formats are looked for


def test_own_folders_come_before_the_bundled_ones(
    form: Format, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundled = workbook_folder() / "formats"
    own = form.folders[0].parent
    assert format_places() == (own, bundled)
    assert available_formats() == [KEY, "shanghai-2024", "sichuan-2020", "sichuan-2024"]
    other = tmp_path / "other"
    (other / "sichuan-2020").mkdir(parents=True)
    (other / "sichuan-2020" / "format.yaml").write_text(FORMAT, encoding="utf-8")
    monkeypatch.setenv(FORMATS_VARIABLE, f"{own}{os.pathsep}{os.pathsep}{tmp_path / 'nowhere'}")
    assert load_format("sichuan-2020").folders[0] == bundled / "sichuan-2020"
    monkeypatch.setenv(FORMATS_VARIABLE, f"{other}{os.pathsep}{own}")
    for file in own.glob(f"{KEY}/*"):
        if file.name != "format.yaml":
            (other / "sichuan-2020" / file.name).write_bytes(file.read_bytes())
    assert load_format("sichuan-2020").title == form.title
    monkeypatch.delenv(FORMATS_VARIABLE)
    assert available_formats() == ["shanghai-2024", "sichuan-2020", "sichuan-2024"]
    assert len(load_format("sichuan-2020").tables) == 14


def test_the_command_line_knows_the_folder(form: Format, tmp_path: Path) -> None:
    book = tmp_path / "湖.xlsx"
    command = [sys.executable, "-m", "juesuan"]
    for arguments in (["new", str(book), "--format", KEY, "--unit", "湖区管理站"], ["regenerate", str(book)]):
        done = subprocess.run([*command, *arguments], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
    assert read(FileBook.open(book)).accounts.info["unit_name"] == "湖区管理站"
