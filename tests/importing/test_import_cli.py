"""``juesuan import`` from outside, on real files: exit codes, what is printed, JSON, what is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from juesuan.book.file import FileBook
from juesuan.export.tables import values_only
from juesuan.plan import read
from juesuan.spec import load_format
from tests.book.test_read_rows import changed
from tests.books import accounts, book_bytes
from tests.importing.printed import at, fen
from tests.importing.test_import_file import blank_book
from tests.test_cli import files, run

GIVEN = "sichuan-2020:rounded:3"
LIST = [
    ["支出明细清单（单位：万元）"],
    ["功能科目编码", "经济科目编码", "基本/项目", "项目", "资金来源", "金额（万元）"],
    ["2040201", "30101", "基本支出", "", "一般公共预算财政拨款", 10.5],
    ["2040202", "30201", "项目支出", "执法", "一般公共预算财政拨款", 7],
]


def write_list(path: Path, rows: list[list[object]]) -> Path:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)
    return path


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """The official tables of a book, as they are published: values only."""
    form = accounts(GIVEN).format
    folder = tmp_path / "来 源"
    folder.mkdir()
    path = folder / "公开表.xlsx"
    path.write_bytes(values_only(form, book_bytes(GIVEN)))
    return path


def test_published_tables_come_in(source: Path, tmp_path: Path) -> None:
    book = blank_book("sichuan-2020", tmp_path / "决算.xlsx", unit="")
    done = run("import", source, "--into", book, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    assert "公开06表：录入" in done.stdout
    assert "已变动" in done.stdout
    given, after = accounts(GIVEN), read(FileBook.open(book))
    assert after.findings == ()
    assert {c: a for c, a in after.accounts.typed.items() if a} == {c: a for c, a in given.typed.items() if a}
    assert set(after.accounts.adjustments) == set(given.adjustments)
    before = files(tmp_path)
    again = run("import", source, "--into", book, cwd=tmp_path)
    assert (again.returncode, again.stderr) == (0, "")
    assert again.stdout.endswith("没有需要变动的数据。\n")
    assert files(tmp_path) == before


def test_dry_run_and_json(source: Path, tmp_path: Path) -> None:
    book = blank_book("sichuan-2020", tmp_path / "决算.xlsx")
    before = files(tmp_path)
    done = run("import", source.parent, "--into", book, "--dry-run", "--json", "-", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    told = json.loads(done.stdout)
    assert (told["complete"], told["written"], told["unplaced"]) == (True, False, [])
    assert {one["table"] for one in told["tables"]} == set(load_format("sichuan-2020").tables)
    assert told["changes"] > 100
    assert files(tmp_path) == before


def test_a_planted_misfit_and_a_text_are_listed_and_the_rest_is_written(source: Path, tmp_path: Path) -> None:
    opened = load_workbook(source)
    sheet = opened["公开06表"]
    row = next(row for row in range(1, 60) if sheet.cell(row, 1).value == "合计")
    total = sheet.cell(row, 3).value
    sheet.cell(row, 3).value = total + 1
    leaf = next(
        row for row in range(1, 80) if len(str(sheet.cell(row, 1).value)) == 7 and sheet.cell(row, 4).value
    )
    sheet.cell(leaf, 4).value = "若干"
    opened.save(source)
    book = blank_book("sichuan-2020", tmp_path / "决算.xlsx", unit="")
    done = run("import", source, "--into", book, "--json", "r.json", cwd=tmp_path)
    assert done.returncode == 1, done.stdout
    assert "若干" in done.stdout
    told = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert (told["complete"], told["written"]) == (False, True)
    assert [one["cell"] for one in told["unplaced"]] == [f"D{leaf}"]
    misfits = [one for one in told["findings"] if one["rule"] == "import-misfit"]
    assert ("公开06表", round(total + 1, 2)) in {(one["table"], one["expected"]) for one in misfits}
    assert read(FileBook.open(book)).accounts.typed


def test_last_year(source: Path, tmp_path: Path) -> None:
    book = blank_book("sichuan-2020", tmp_path / "决算.xlsx", year="2021", unit="")
    done = run("import", source, "--into", book, "--prior", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    after = read(FileBook.open(book)).accounts
    assert after.typed == {}
    assert len(after.prior) > 200
    wrong = run("import", source, "--into", book, cwd=tmp_path)
    assert ("--prior" in wrong.stdout) == (wrong.returncode == 1)


def test_a_long_list(tmp_path: Path) -> None:
    book = blank_book("sichuan-2020", tmp_path / "决算.xlsx")
    write_list(tmp_path / "清单.xlsx", LIST)
    done = run("import", "清单.xlsx", "--into", book, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    typed = read(FileBook.open(book)).accounts.typed
    assert typed == {
        at("06.2040201.basic"): fen(10.5),
        at("06.2040202.project"): fen(7),
        at("07.2040201.30101"): fen(10.5),
        at("07.2040202.30201"): fen(7),
        at("08.30101.amount"): fen(10.5),
    }
    write_list(tmp_path / "清单.xlsx", [*LIST, ["2040201", "30101", "基本", "", "不详", 1]])
    done = run("import", "清单.xlsx", "--into", book, cwd=tmp_path)
    assert done.returncode == 1
    assert "清单.xlsx“Sheet”E5“不详”：看不出资金来源" in done.stdout
    prior = run("import", "清单.xlsx", "--into", book, "--prior", cwd=tmp_path)
    assert (prior.returncode, prior.stdout) == (2, "")
    assert "明细清单不能作为上年数" in prior.stderr


def test_from_the_free_sheet(tmp_path: Path) -> None:
    book = blank_book("sichuan-2020", tmp_path / "决算.xlsx")
    empty = run("import", "--into", book, cwd=tmp_path)
    assert (empty.returncode, empty.stdout) == (2, "")
    assert "“粘贴区”也是空的" in empty.stderr
    cells = {
        f"粘贴区!{'ABCDEF'[column]}{row}": value
        for row, values in enumerate(LIST, 4)
        for column, value in enumerate(values)
        if value != ""
    }
    book.write_bytes(changed(book.read_bytes(), cells))
    done = run("import", "--into", book, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert at("06.2040201.basic") in read(FileBook.open(book)).accounts.typed
    assert run("import", "--into", book, cwd=tmp_path).returncode == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["没有.xlsx", "--into", "决算.xlsx"], "没有.xlsx"),
        (["清单.xlsx", "--into", "没有.xlsx"], "没有.xlsx"),
        (["清单.xlsx", "--into", "决算.xlsx", "--unit", "千元"], "金额单位“千元”不对"),
        (["清单.xlsx"], "没有写明导入到哪个工作簿"),
        (["别的.xlsx", "--into", "决算.xlsx"], "没有认出任何一张决算报表"),
        (["清单.xlsx", "--into", "决算.xlsx", "--json", "决算.xlsx"], "不能写到工作簿"),
    ],
)
def test_what_cannot_be_done_is_told_on_one_line(arguments: list[str], words: str, tmp_path: Path) -> None:
    blank_book("sichuan-2020", tmp_path / "决算.xlsx")
    write_list(tmp_path / "清单.xlsx", LIST)
    write_list(tmp_path / "别的.xlsx", [["通讯录"], ["姓名", "电话"], ["张三", 123]])
    before = files(tmp_path)
    done = run("import", *arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
    assert files(tmp_path) == before


def test_a_mistake_in_another_table_is_refused(source: Path, tmp_path: Path) -> None:
    write_list(tmp_path / "清单.xlsx", LIST)
    book = tmp_path / "决算.xlsx"
    book.write_bytes(changed(book_bytes("panzhihua-2020"), {"公开11表!D10": "很多"}))
    before = files(tmp_path)
    done = run("import", "清单.xlsx", "--into", book, cwd=tmp_path)
    assert done.returncode == 1
    assert "公开11表!D10" in done.stdout
    assert "没有写入任何改动" in done.stderr
    assert files(tmp_path) == before
