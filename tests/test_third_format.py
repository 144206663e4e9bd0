"""A format that the program has never seen, given as a folder: it builds, recomputes and calculates without new code.

Nothing in it is like the bundled ones: keys, sheet names, code lists of its own, the total below the code rows,
the name before the code.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from random import Random

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
from juesuan.spec import SpecError, available_formats, load_format
from juesuan.spec.load import FORMATS_VARIABLE, format_places, workbook_folder
from juesuan.spec.model import Cell, CellKind, Format
from tests.office import convert, needs_office
from tests.test_file_mode import stored

KEY = "lake-2031"

FORMAT = """\
title: 湖区管理站2031年度决算（三张表）
base: common
year: 2031
unit_line: 金额单位：万元
organisation_line: 填报单位：
zero: "0.00"
tables: [summary, activity, projects]
classifications:
  activity: [activity.csv]
row_lists:
  groups:
    - {key: "501", label: 一、巡护}
    - {key: "502", label: 二、监测}
    - {key: "503", label: 三、修复}
"""

SUMMARY = """\
number: 湖决01表
title: 收支总表
sheet: 1 收支 总表
footnote: 注：按收付实现制填列。
panels:
  - heading: 收入
    line_start: 1
    columns:
      - {key: item, role: name, label: 项目, width: 24}
      - {key: line, role: line, label: 行次, width: 6}
      - {key: amount, label: 金额, number: 1}
    rows:
      - {key: grant, label: 一、财政补助}
      - {key: fee, label: 二、服务收费}
      - {blank: 2}
      - {key: income, label: 收入合计, align: center, strong: true, derive: "[grant..fee, @col]"}
      - {key: brought, label: 上年结余, align: indent}
      - {key: all, label: 总 计, align: center, strong: true, derive: "[income, @col] + [brought, @col]"}
  - heading: 支出
    line_start: 8
    columns:
      - {key: item, role: name, label: 项目, width: 24}
      - {key: line, role: line, label: 行次, width: 6}
      - {key: plan, label: 计划, number: 2}
      - {key: actual, label: 实际, number: 3}
      - {key: rest, label: 未执行, number: 4, derive: "[@row, plan] - [@row, actual]"}
    rows:
      - {expand: groups, derive: {actual: "activity[@row, total]"}}
      - {key: spent, label: 支出合计, align: center, strong: true, derive: "[501..503, @col]"}
      - {key: staff_rate, label: 其中：人员支出, derive: {actual: "activity[total, staff]"}}
      - {key: carried, label: 年末结余, derive: {actual: "[all, amount] - [spent, actual]"}}
"""

ACTIVITY = """\
number: 湖决02表
title: 活动支出表
sheet: 2活动支出
footnote: 注：末级活动填列。
page: {orientation: landscape}
panels:
  - columns:
      - {key: name, role: name, label: [活动, 名称], width: 26}
      - {key: code, role: code, label: [活动, 编码], width: 11}
      - {key: staff, label: [支出, 人员], number: auto}
      - {key: running, label: [支出, 运转], number: auto}
      - {key: refunds, label: [支出, 退回], number: auto}
      - {key: total, label: [支出, 合计], number: auto, derive: "[@row, staff..running] - [@row, refunds]"}
    rows:
      - {codes: activity, capacity: 30}
      - {key: total, label: 合 计}
"""

PROJECTS = """\
number: 湖决03表
title: 运转项目明细表
sheet: 3 it's 项目
empty_sentence: 说明：{unit}没有运转项目。
panels:
  - columns:
      - {key: code, role: code, label: [项目, 编码], width: 11}
      - {key: name, role: name, label: [项目, 名称], width: 26}
      - {key: project, role: text, label: [项目, 具体内容], width: 30}
      - {key: amount, label: 金额, number: auto, derive: "activity[@row, running]"}
    rows:
      - {key: total, label: 合计}
      - {codes: activity, only: "activity[@row, running]", details: project, capacity: 40}
"""

CODES = """\
code,name
501,巡护
502,监测
50201,水质监测
503,修复
50301,湿地修复
5030101,补水
5030102,清淤
50302,护岸
"""

OWN_SHEETS = """\
fields:
  - {key: unit_name, label: 单位}
  - {key: year, label: 年度, kind: number}
lists:
  status: [未填, 已填完，空白即零, 此表无数据]
  adjustment: [尾差, 未分科目]
before: []
after:
  - key: checks
    sheet: 核对
    title: 核对
    purpose: 核对。
    sections:
      - key: checks
        room: 50
        columns:
          - {key: key, label: 键, kind: derived}
          - {key: table, label: 表}
          - {key: row, label: 行}
          - {key: column, label: 栏}
          - {key: printed, label: 批复数, kind: money}
          - {key: computed, label: 本簿数, kind: derived}
          - {key: difference, label: 差额, kind: derived}
          - {key: kind, label: 种类, list: adjustment}
          - {key: adjustment, label: 调整, kind: money}
          - {key: note, label: 说明}
  - key: prior
    sheet: 去年
    title: 去年
    purpose: 去年的数。
    sections:
      - key: prior
        columns:
          - {key: key, label: 键}
          - {key: table, label: 表}
          - {key: row, label: 行}
          - {key: column, label: 栏}
          - {key: amount, label: 数, kind: money}
  - key: log
    sheet: 日志
    title: 日志
    purpose: 日志。
    sections:
      - key: log
        rows: 0
        room: 1000
        columns:
          - {key: time, label: 时间}
          - {key: action, label: 操作}
          - {key: sheet, label: 表}
          - {key: cell, label: 格}
          - {key: name, label: 内容}
          - {key: old, label: 原值}
          - {key: new, label: 新值}
"""

FIGURES = {
    ("summary", "grant", "amount"): "200",
    ("summary", "fee", "amount"): "3.5",
    ("summary", "brought", "amount"): "0.000001",
    ("summary", "501", "plan"): "60",
    ("summary", "503", "plan"): "100",
    ("activity", "501", "staff"): "50.25",
    ("activity", "502", "running"): "20",
    ("activity", "50301", "staff"): "1.1",
    ("activity", "50302", "running"): "7.77",
    ("activity", "50302", "refunds"): "0.07",
}


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


# Whatever derivation loads is calculated alike


CODE_COLUMNS = """\
panels:
  - columns:
      - {key: code, role: code, label: [科目, 编码]}
      - {key: name, role: name, label: [科目, 名称]}
"""
ABC = "".join(f"      - {{key: {key}, label: [数, {key}]}}\n" for key in "abc")
BESIDE = {
    "A": f"title: 甲\nsheet: 1 甲\n{CODE_COLUMNS}{ABC}    rows:\n"
    "      - {codes: activity, capacity: 30}\n      - {key: total, label: 合计}\n",
    "B": f"title: 乙\nsheet: 2 乙\n{CODE_COLUMNS}{ABC}    rows:\n"
    "      - {key: total, label: 合计}\n      - {codes: activity, rows_from: [A], capacity: 30}\n",
    "F": """\
title: 丙
sheet: 3 丙
panels:
  - columns:
      - {key: item, role: name, label: 项目}
      - {key: p, label: p}
      - {key: q, label: q}
      - {key: r, label: r}
    rows:
      - {key: f1, label: 一}
      - {key: f2, label: 二}
      - {key: f3, label: 三}
      - {key: "501", label: 巡护}
  - columns:
      - {key: item, role: name, label: 项目}
      - {key: p, label: p}
      - {key: s, label: s}
    rows:
      - {key: g1, label: 甲}
      - {key: g2, label: 乙}
""",
}
ROWS = ["@row", "@row?", "total", "501", "501?", "50301", "f1", "f3?", "f2..f3", "g1", "g1..g2", "children"]
COLUMNS = ["@col", "@col?", "a", "b", "a..c", "b..c", "p", "q", "q?", "p..r", "p..s", "s", "s?", "total?"]


def derivation(random: Random) -> str:
    text = ""
    for _ in range(random.choice((1, 1, 2, 3))):
        sign = random.choice("+-") if text else random.choice(("", "-"))
        table = random.choice(("A", "B", "F", "F", ""))
        text += f" {sign} {table}[{random.choice(ROWS)}, {random.choice(COLUMNS)}]"
    return text.strip()


def beside(folder: Path, rows: list[str], columns: list[str]) -> Format:
    """A format with rows of table X and columns of code table C that hold the given derivations."""
    folder = folder / KEY
    folder.mkdir(parents=True)
    x = "".join(f'      - {{key: x{n}, label: 行{n}, derive: "{one}"}}\n' for n, one in enumerate(rows))
    c = "".join(f"      - {{key: c{n}, label: [数, c{n}], {one}}}\n" for n, one in enumerate(columns))
    fixed = "panels:\n  - columns:\n      - {key: item, role: name, label: 项目}\n      - {key: a, label: a}\n      - {key: p, label: p}\n"
    texts = BESIDE | {
        "X": f"title: 丁\nsheet: 4 丁\n{fixed}    rows:\n      - {{key: typed, label: 录入}}\n{x}",
        "C": f"title: 戊\nsheet: 5 戊\n{CODE_COLUMNS}      - {{key: a, label: [数, a]}}\n{c}    rows:\n"
        "      - {key: total, label: 合计}\n      - {codes: activity, rows_from: [A], capacity: 30}\n",
    }
    for key, text in texts.items():
        (folder / f"table-{key}.yaml").write_text(text, encoding="utf-8")
    (folder / "sheets.yaml").write_text(OWN_SHEETS, encoding="utf-8")
    (folder / "activity.csv").write_text(CODES, encoding="utf-8")
    described = FORMAT.replace("base: common\n", "").replace(
        "[summary, activity, projects]", "[A, B, F, X, C]"
    )
    (folder / "format.yaml").write_text(described, encoding="utf-8")
    return load_format(KEY, formats=folder.parent)


def loads(folder: Path, rows: list[str], columns: list[str]) -> bool:
    try:
        beside(folder, rows, columns)
    except SpecError:
        return False
    return True


def drawn(folder: Path, random: Random) -> Format:
    """A format of fifty drawn derivations that the check accepts one by one."""
    rows: list[str] = []
    columns: list[str] = []
    for attempt in range(600):
        text, kind = derivation(random), random.choice(("derive", "leaf", "offer"))
        if len(rows) < 30 and loads(folder / f"x{attempt}", [text], []):
            rows.append(text)
        elif len(columns) < 20 and loads(folder / f"c{attempt}", [], [f'{kind}: "{text}"']):
            columns.append(f'{kind}: "{text}"')
        if len(rows) == 30 and len(columns) == 20:
            return beside(folder / "all", rows, columns)
    raise AssertionError("too few derivations are accepted")


@pytest.mark.office
@needs_office
def test_every_derivation_that_loads_means_the_same_to_the_office(tmp_path: Path) -> None:
    random = Random(2031)
    form = drawn(tmp_path / "drawn", random)
    leaves = ("501", "50201", "5030101", "5030102", "50302")
    chosen = {"A": leaves[:4], "B": leaves[1:], "C": leaves[:1]}
    typed = {Cell(key, code, "a"): random.randrange(10**9) for key, codes in chosen.items() for code in codes}
    for column in "bc":
        typed |= {
            Cell(key, code, column): random.randrange(-(10**9), 10**9) for key in "AB" for code in chosen[key]
        }
    for key in "FX":
        for panel in form.tables[key].panels:
            for row, column in ((row.key, column.key) for row in panel.fixed for column in panel.amounts):
                if not row.startswith("x"):
                    typed[Cell(key, row, column)] = random.randrange(10**9)
    ours = complete_rows(Accounts(form, typed=typed, rows=chosen))
    (tmp_path / "drawn.xlsx").write_bytes(new_book(form, ours))
    convert([tmp_path / "drawn.xlsx"], "xlsx:Calc MS Excel 2007 XML", tmp_path / "out", recalculate=True)
    assert stored(CalamineWorkbook.from_path(tmp_path / "out" / "drawn.xlsx"), ours) == []
