"""Importing into a workbook file: what is written, what stays, what is refused; a second time changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from juesuan.book.accounts import UNCLASSIFIED
from juesuan.book.file import FileBook
from juesuan.compute.recompute import recompute
from juesuan.findings import FindingsError
from juesuan.import_plan import Imported, Sources, plan_import
from juesuan.importing.model import Recognised
from juesuan.plan import read
from juesuan.regenerate import carry_out, new_book, regenerate_file
from juesuan.sample import load_sample
from juesuan.spec import load_format
from tests.book.test_read_rows import changed
from tests.books import accounts, book_bytes
from tests.importing.printed import at, empty, fen, printed_by, recognised, sample_printed
from tests.importing.test_into import ROWS, six
from tests.test_samples import ADJUSTMENTS

NOW = datetime(2026, 3, 1, 9, 30, 0)  # noqa: DTZ001 - the office clock has no zone


def blank_book(form: str, path: Path, year: str = "2020", unit: str = "某局") -> Path:
    path.write_bytes(new_book(load_format(form), empty(form, year, unit)))
    return path


def bring(path: Path, found: Recognised, *, prior: bool = False) -> Imported:
    """Import hand-made figures as the command does."""
    book = FileBook.open(path, for_writing=True)
    planned = plan_import(book, Sources(found, names=("源.xlsx",)), prior=prior, now=NOW)
    written = carry_out(book, planned.plan)
    if written:
        book.save()
    return planned.result(written=written)


def log(path: Path) -> list[list[object]]:
    rows = FileBook.open(path).grid("操作记录").rows
    return [list(row) for row in rows if row and row[0] == "2026-03-01 09:30:00"]


@pytest.mark.parametrize("name", ["putuo-2024", "panzhihua-2020"])
def test_a_sample_comes_back_from_its_print(name: str, tmp_path: Path) -> None:
    found, by_hand = sample_printed(name)
    path = blank_book(
        by_hand.format.key, tmp_path / "决算.xlsx", by_hand.info["year"], by_hand.info["unit_name"]
    )
    done = bring(path, found)
    assert done.written
    assert done.complete
    after = read(FileBook.open(path))
    assert after.findings == ()
    values = recompute(after.accounts).values
    printed = load_sample(name).printed
    assert {cell: values.get(cell, 0) for cell in printed} == printed
    assert (
        sorted(
            (str(one.cell), one.kind, f"{one.amount / 1_000_000:,.2f}") for one in after.accounts.adjustments
        )
        == ADJUSTMENTS[name]
    )
    assert after.accounts.typed == by_hand.typed
    assert after.accounts.rows == by_hand.rows
    # the values that the file carries are the printed ones
    book = FileBook.open(path)
    for cell, amount in printed.items():
        layout = after.layout[cell.table]
        row = layout.rows(after.accounts.rows.get(cell.table, ()))[cell.row]
        stored = book.grid(layout.table.sheet).value(row, layout.column(cell.row, cell.column))
        assert round(float(str(stored or 0)) * 1_000_000) == amount, cell
    assert regenerate_file(path, now=NOW).changes == ()


@pytest.mark.parametrize(
    "name", ["sichuan-2020:exact:3", "sichuan-2020:rounded:4", "shanghai-2024:rounded:5"]
)
def test_a_second_import_changes_no_byte(name: str, tmp_path: Path) -> None:
    given = accounts(name)
    found = printed_by(given, step=1 if "exact" in name else 10_000)
    path = blank_book(given.format.key, tmp_path / "决算.xlsx")
    first = bring(path, found)
    assert first.written
    assert first.changes
    after = read(FileBook.open(path))
    assert after.findings == ()
    assert {c: a for c, a in after.accounts.typed.items() if a} == {c: a for c, a in given.typed.items() if a}
    assert set(after.accounts.adjustments) == set(given.adjustments)
    before = path.read_bytes()
    second = bring(path, found)
    assert (second.written, second.changes) == (False, ())
    assert path.read_bytes() == before
    assert regenerate_file(path, now=NOW).changes == ()


def test_other_tables_keep_what_a_person_typed(tmp_path: Path) -> None:
    path = tmp_path / "决算.xlsx"
    path.write_bytes(changed(book_bytes("panzhihua-2020"), {"公开11表!D10": "２９８．８４"}))
    before = read(FileBook.open(path)).accounts
    done = bring(path, recognised(six(), ROWS))
    assert [one.sheet for one in done.tables] == ["公开06表"]
    after = read(FileBook.open(path)).accounts
    assert {c: a for c, a in after.typed.items() if c.table != "06"} == {
        c: a for c, a in before.typed.items() if c.table != "06"
    }
    assert {c: a for c, a in after.typed.items() if c.table == "06"} == {
        at("06.2040201.basic"): fen(10.01),
        at("06.2040202.basic"): fen(20.02),
    }
    assert FileBook.open(path).grid("公开11表").value(10, 4) == "２９８．８４"
    assert after.rows["06"] == ROWS["06"]
    assert {c: a for c, a in after.checks.items() if c.table != "06"} == {
        c: a for c, a in before.checks.items() if c.table != "06"
    }
    assert [one for one in after.adjustments if one.kind == UNCLASSIFIED] == list(before.adjustments)
    notes = {one.note for one in after.adjustments}
    assert notes == {one.note for one in before.adjustments}


def test_a_typed_formula_of_the_same_amount_stays(tmp_path: Path) -> None:
    path = blank_book("sichuan-2020", tmp_path / "决算.xlsx")
    bring(path, recognised(six(), ROWS))
    opened = load_workbook(path)
    sheet = opened["公开06表"]
    row = next(row for row in range(1, 40) if sheet.cell(row, 1).value == "2040201")
    opened.close()
    from juesuan.book.sheetpart import Content

    book = FileBook.open(path, for_writing=True)
    book.part("公开06表").set_cell(row, 4, Content(10.01, "=10+0.01"))
    book.save()
    assert bring(path, recognised(six(), ROWS)).changes == ()
    assert FileBook.open(path).grid("公开06表").formulas[row, 4] == "=10+0.01"


def test_cells_that_the_source_leaves_blank_become_blank(tmp_path: Path) -> None:
    path = blank_book("sichuan-2020", tmp_path / "决算.xlsx")
    bring(path, recognised(six() | {at("06.2040201.project"): fen(4)}, ROWS))
    done = bring(path, recognised(six(), ROWS))
    grid = FileBook.open(path).grid("公开06表")
    row = next(n for n, cells in enumerate(grid.rows, 1) if cells[0] == "2040201")
    assert grid.value(row, 5) is None
    assert ("公开06表", "2040201 行政运行·项目支出", "4.00", "") in {
        (one.sheet, one.name, one.old, one.new) for one in done.changes
    }


MISTAKES = {
    "公开06表!D10": "四千",
    "公开06表!A12": "1999999",
    "公开06表!A14": "204",
    "公开06表!E40": 5,
    "公开06表!E11": 88,
}


def test_mistakes_in_what_is_replaced_do_not_block(tmp_path: Path) -> None:
    path = tmp_path / "决算.xlsx"
    path.write_bytes(changed(book_bytes("panzhihua-2020"), MISTAKES))
    with pytest.raises(FindingsError):
        regenerate_file(path)
    bring(path, recognised(six(), ROWS))
    after = read(FileBook.open(path))
    assert after.findings == ()
    assert {c for c in after.accounts.typed if c.table == "06"} == {
        at("06.2040201.basic"),
        at("06.2040202.basic"),
    }
    assert regenerate_file(path).changes == ()


def test_mistakes_elsewhere_block_and_nothing_is_written(tmp_path: Path) -> None:
    path = tmp_path / "决算.xlsx"
    path.write_bytes(changed(book_bytes("panzhihua-2020"), {"公开11表!D10": "很多", "公开06表!D10": "四千"}))
    before = path.read_bytes()
    with pytest.raises(FindingsError) as error:
        bring(path, recognised(six(), ROWS))
    assert [one.place for one in error.value.findings] == ["公开11表!D10"]
    assert path.read_bytes() == before


def test_misfits_are_written_with_the_rest_and_told(tmp_path: Path) -> None:
    path = blank_book("sichuan-2020", tmp_path / "决算.xlsx")
    done = bring(path, recognised(six(**{"06.total.basic": "99"}), ROWS))
    assert done.written
    assert not done.complete
    assert "import-misfit" in {one.rule for one in done.findings}
    grid = FileBook.open(path).grid("核对数")
    (row,) = [cells for cells in grid.rows if cells[0] == "06.total.basic"]
    assert (row[4], row[6], row[7]) == (99, 30.03, 68.97)


def test_notes_on_check_figures_stay_and_the_rest_is_replaced(tmp_path: Path) -> None:
    path = blank_book("sichuan-2020", tmp_path / "决算.xlsx")
    bring(path, recognised(six(), ROWS))
    opened = load_workbook(path)
    sheet = opened["核对数"]
    rows = {sheet.cell(row, 1).value: row for row in range(5, 64) if sheet.cell(row, 1).value}
    sheet.cell(rows["06.204.basic"], 11).value = "批复文号〔2021〕3号"
    sheet.cell(rows["06.20402.basic"], 6).value = 30.03
    opened.save(path)
    regenerate_file(path)
    figures = {cell: amount for cell, amount in six().items() if cell.row not in ("204", "20402")}
    bring(path, recognised(figures, ROWS))
    after = read(FileBook.open(path))
    kept = {str(one.cell): (one.printed, one.note) for one in after.lists.checks}
    assert kept["06.204.basic"] == (None, "批复文号〔2021〕3号")
    assert kept["06.20402.basic"] == (None, "")
    assert "06.204.total" not in kept
    assert set(after.accounts.checks) == {
        cell for cell in figures if cell.column == "total" or cell.row == "total"
    }
    assert after.findings == ()


def test_what_the_log_tells(tmp_path: Path) -> None:
    path = blank_book("sichuan-2020", tmp_path / "决算.xlsx")
    bring(path, recognised(six(), ROWS))
    lines = [line[1:7] for line in log(path)]
    assert lines[0] == ["导入决算报表", "公开06表", "", "导入：源.xlsx", "", "录入2格，核对数8格"]
    assert [line[3] for line in lines[1:]] == [
        "2040201 行政运行·基本支出",
        "2040202 一般行政管理事务·基本支出",
    ]
    assert [line[5] for line in lines[1:]] == ["10.01", "20.02"]
    given = accounts("sichuan-2020:rounded:3")
    bring(path, printed_by(given))
    told = log(path)[3:]
    assert len(told) == len(list(given.format.tables))
    assert any("录入数变动" in str(line[6]) for line in told)


def test_the_cover_and_the_states_are_written(tmp_path: Path) -> None:
    path = blank_book("sichuan-2020", tmp_path / "决算.xlsx", unit="")
    found = recognised(six(), ROWS, step=1, empty_tables=["11"], info={"unit_name": "某市某局"})
    bring(path, found)
    after = read(FileBook.open(path)).accounts
    assert (after.info["unit_name"], after.info["precision"], after.info["year"]) == (
        "某市某局",
        "精确到分",
        "2020",
    )
    assert (after.status["06"], after.status["11"]) == ("已填完，空白即零", "此表无数据")
    texts = [str(cell) for row in FileBook.open(path).grid("公开11表").rows for cell in row if cell]
    assert any("某市某局本年度没有政府性基金" in one for one in texts)


def test_nothing_is_written_when_the_list_of_check_figures_is_full(tmp_path: Path) -> None:
    path = blank_book("sichuan-2020", tmp_path / "决算.xlsx")
    book = FileBook.open(path)
    found = recognised(six(), ROWS)
    names = dict(book.defined_names()) | {"JS_checks": "核对数!$A$5:$K$9"}
    book._names = names
    with pytest.raises(FindingsError) as error:
        plan_import(book, Sources(found))
    assert [one.rule for one in error.value.findings] == ["list-full"]


def test_a_book_with_code_rows_shrinks_and_grows(tmp_path: Path) -> None:
    """Rows come, go and move: what was typed follows, and nothing of the former rows is left."""
    path = blank_book("sichuan-2020", tmp_path / "决算.xlsx")
    for name in ("sichuan-2020:rounded:6", "sichuan-2020:exact:7", "sichuan-2020:rounded:6"):
        given = accounts(name)
        bring(path, replace(printed_by(given, step=1 if "exact" in name else 10_000), info={}))
        after = read(FileBook.open(path))
        assert after.findings == ()
        assert {c: a for c, a in after.accounts.typed.items() if a} == {
            c: a for c, a in given.typed.items() if a
        }
        assert after.accounts.rows == given.rows
        assert recompute(after.accounts).values == recompute(given).values
        assert regenerate_file(path, now=NOW).changes == ()
