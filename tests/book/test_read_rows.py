"""Mistakes in the cells of a workbook: each told alone at its cell, all told together, and what is no mistake.

The cases are written over the Panzhihua sample, in whose 公开06表 row 12 is 2040219 信息化建设 (项目支出 348.00 in E),
row 10 is 2040201 行政运行, and row 26 is the first spare row.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pytest
from openpyxl import load_workbook

from juesuan.book.file import FileBook
from juesuan.book.sheetpart import NS, Content, position
from juesuan.findings import Finding, FindingsError, Level
from juesuan.regenerate import regenerate_file
from tests.books import book_bytes

SAMPLE = "panzhihua-2020"
EPOCH = date(1899, 12, 30)
MONEY = "公开06表!E12"


class Formula(NamedTuple):
    """A formula and the value that the file holds for it (None: none)."""

    text: str
    value: float | str | None = None


Value = str | float | bool | date | Formula | None
Cells = Mapping[str, Value]


def changed(data: bytes, cells: Cells) -> bytes:
    """Put values into cells of a book as a spreadsheet program stores them: a text that begins with # is an error."""
    book = FileBook.from_bytes(data)
    date_style = book.part("其他重要事项").style(*_first_date(data))
    for place, value in cells.items():
        sheet, _, address = place.partition("!")
        part = book.part(sheet)
        row, column = position(address)
        if isinstance(value, Formula):
            part.set_cell(row, column, Content(value.value, value.text))
        elif isinstance(value, date):
            part.set_cell(row, column, Content((value - EPOCH).days), date_style)
        else:
            part.set_cell(row, column, Content(value))
        cell = next(one for one in part.root.iter(f"{{{NS}}}c") if one.get("r") == address)
        if isinstance(value, bool) or (isinstance(value, str) and value.startswith("#")):
            for child in list(cell):
                cell.remove(child)
            cell.set("t", "b" if isinstance(value, bool) else "e")
            stored = cell.makeelement(f"{{{NS}}}v")
            stored.text = str(int(value)) if isinstance(value, bool) else value
            cell.append(stored)
    return book.to_bytes()


@lru_cache(maxsize=4)
def _first_date(data: bytes) -> tuple[int, int]:
    grid = FileBook.from_bytes(data).grid("其他重要事项")
    row = next(number for number, cells in enumerate(grid.rows, 1) if cells[0] == "日期") + 1
    return row, 1


def findings_of(path: Path) -> list[Finding]:
    """What 重新计算 refuses; nothing may be written."""
    before = path.read_bytes()
    with pytest.raises(FindingsError) as error:
        regenerate_file(path)
    assert path.read_bytes() == before
    return list(error.value.findings)


def reads_well(finding: Finding) -> None:
    """One sentence in the words of an accountant: what is wrong, and what to do."""
    text = finding.message + finding.remedy
    assert "\n" not in text
    assert finding.message.endswith("，"), text
    assert finding.remedy.startswith("请"), text
    assert finding.remedy.endswith("。"), text
    for word in ("None", "null", "float", "字符串", "异常", "类型错误", "参数", "解析", "校验", "控制数"):
        assert word not in text


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., Path]:
    """Write the sample (or another book) with changed cells to a file."""

    def write(cells: Cells, name: str = SAMPLE) -> Path:
        path = tmp_path / "决算.xlsx"
        path.write_bytes(changed(book_bytes(name), cells))
        return path

    return write


def test_the_sample_stands_as_the_cases_say() -> None:
    grid = FileBook.from_bytes(book_bytes(SAMPLE)).grid("公开06表")
    assert (grid.value(12, 1), grid.value(12, 5)) == ("2040219", 348)
    assert grid.value(10, 1) == "2040201"
    assert grid.value(25, 1) is not None
    assert grid.value(26, 1) is None
    checks = FileBook.from_bytes(book_bytes(SAMPLE)).grid("核对数")
    assert checks.value(124, 2) is not None
    assert checks.value(125, 2) is None
    assert checks.value(19, 1) == "02.total.other"
    prior = FileBook.from_bytes(book_bytes(SAMPLE)).grid("上年数")
    assert prior.value(5, 1) == "01.closing.amount"
    assert prior.value(25, 2) is None


# ---- one mistake at a time

# what a cell of 公开06表 that takes an amount may not hold
AMOUNTS = [
    ("#REF!", "错误值 #REF!，请修正公式或改填数字"),
    ("#DIV/0!", "错误值 #DIV/0!"),
    (date(2020, 6, 30), "是日期，请把单元格格式改为数值后重填"),
    (True, "逻辑值 TRUE，请改填数字"),
    ("待定", "“待定”不是金额，请改填数字或留空"),
    ("—", "“—”不是金额，请改填数字或留空"),
    ("348万元", "“348万元”带有单位，请只填数字"),
    ("CNY 348.00", "“CNY 348.00”不是金额"),
    ("人民币348元", "“人民币348元”不是金额"),
    ("12,34.5", "“12,34.5”不是金额"),
    ("348\n350", "“348 350”不是金额"),
    ("这一格里写了一整句话来说明为什么没有填写金额", "这一格里写了一整句话来说明为什么没有填写…"),
    (1e300, "达到或超过10亿万元，请核对金额和单位"),
    (-1e9, "达到或超过10亿万元"),
    (348.0000001, "有小于1分的尾数（348.0000001万元），请四舍五入到分"),
    (Formula("=1+1"), "公式“=1+1”还没有计算结果，请用 Excel 或 WPS 打开本簿保存一次再试，或改填数字"),
    (Formula('="三百"', "三百"), "“三百”不是金额"),
]


@pytest.mark.parametrize(("value", "words"), AMOUNTS, ids=[str(one[0])[:12] for one in AMOUNTS])
def test_an_amount_that_is_none(book: Callable[..., Path], value: Value, words: str) -> None:
    (finding,) = findings_of(book({MONEY: value}))
    rule = "formula-without-value" if isinstance(value, Formula) and value.value is None else "bad-amount"
    assert (finding.rule, finding.level, finding.place) == (rule, Level.ERROR, MONEY)
    assert words in finding.message + finding.remedy
    assert str(finding).startswith("[错误] 公开06表!E12 ")
    reads_well(finding)


# cells, rule, place, words; in 公开06表 A is 科目编码, D 基本支出, E 项目支出
MISTAKES: dict[str, tuple[Cells, str, str, str]] = {
    "duplicate": (
        {"公开06表!A26": "2040219", "公开06表!E26": 1},
        "duplicate-code", "公开06表!A26", "科目编码 2040219 与第12行重复，请合并到一行，清空另一行",
    ),
    "duplicate in full width": (
        {"公开06表!A26": "２０４０２１９ ", "公开06表!E26": 1},
        "duplicate-code", "公开06表!A26", "科目编码 2040219 与第12行重复",
    ),
    "unknown code": (
        {"公开06表!A26": "2990101", "公开06表!E26": 1},
        "unknown-code", "公开06表!A26", "2990101 不在本格式的科目表中，请核对编码；确需使用的，请在“科目字典”登记",
    ),
    "code as a number": (
        {"公开06表!A26": 2100101, "公开06表!E26": 1},
        "numeric-code", "公开06表!A26", "2100101 是数字，不是文本，求和公式找不到它，请把单元格格式设为“文本”后重新填写",
    ),
    "code of four digits": (
        {"公开06表!A26": "2100"},
        "bad-code", "公开06表!A26", "“2100”不是科目编码，请改为3位（类）、5位（款）或7位（项）数字",
    ),
    "code with its name": (
        {"公开06表!A26": "2100101 行政运行", "公开06表!E26": 1},
        "bad-code", "公开06表!A26", "“2100101 行政运行”不是科目编码",
    ),
    "code in two lines": (
        {"公开06表!A26": "行政\n运行"},
        "bad-code", "公开06表!A26", "“行政 运行”不是科目编码",
    ),
    "code with something that cannot be seen": (
        {"公开06表!A26": "2100101\u200b"},
        "bad-code", "公开06表!A26", "“2100101（看不见的字符）”不是科目编码",
    ),
    "a whole sentence for a code": (
        {"公开06表!A26": "本行以下各科目由财务处于二〇二一年三月补充填写"},
        "bad-code", "公开06表!A26", "“本行以下各科目由财务处于二〇二一年三月补…”不是科目编码",
    ),
    "code is a date": (
        {"公开06表!A26": date(2020, 6, 30)},
        "bad-code", "公开06表!A26", "“2020-06-30”不是科目编码",
    ),
    "code is an error": (
        {"公开06表!A26": "#N/A"},
        "bad-code", "公开06表!A26", "“#N/A”不是科目编码",
    ),
    "code is a truth value": (
        {"公开06表!A26": True},
        "bad-code", "公开06表!A26", "“TRUE”不是科目编码",
    ),
    "amount without a code": (
        {"公开06表!D26": 12.5},
        "amount-without-code", "公开06表!A26", "这一行有内容但没有科目编码，请补填科目编码，或清空这一行",
    ),
    "code cleared, amount left": (
        {"公开06表!A12": None},
        "amount-without-code", "公开06表!A12", "没有科目编码",
    ),
    "detail line without a code": (
        {"公开09表!C17": "平安城市二期"},
        "amount-without-code", "公开09表!A17", "没有科目编码",
    ),
    "amount on a row with rows below it": (
        {"公开06表!A26": "21001", "公开06表!D26": 50, "公开06表!A27": "2100101", "公开06表!D27": 20},
        "amount-on-parent", "公开06表!D26", "科目 21001 下面还有明细科目（2100101），它的金额应由明细相加得出",
    ),
    "adjustment without an amount": (
        {"核对数!B125": "公开01表", "核对数!C125": 5, "核对数!D125": "金额", "核对数!I125": "尾差"},
        "half-adjustment", "核对数!J125", "选了调整种类“尾差”，没有填调整金额，请补填调整金额，或清空调整种类",
    ),
    "adjustment without a kind": (
        {"核对数!B125": "公开01表", "核对数!C125": 5, "核对数!D125": "金额", "核对数!J125": 0.01},
        "half-adjustment", "核对数!I125", "填了调整金额，没有选调整种类，请从下拉列表选择“尾差”或“未分科目”",
    ),
    "adjustment of an unknown kind": (
        {"核对数!B125": "公开01表", "核对数!C125": 5, "核对数!D125": "金额", "核对数!I125": "误差", "核对数!J125": 1},
        "bad-adjustment-kind", "核对数!I125", "“误差”不在下拉列表中，请选择“尾差”或“未分科目”",
    ),
    "adjustment that is no amount": (
        {"核对数!B125": "公开01表", "核对数!C125": 5, "核对数!D125": "金额", "核对数!I125": "尾差", "核对数!J125": "一分"},
        "bad-amount", "核对数!J125", "“一分”不是金额",
    ),
    "adjustment of a typed cell": (
        {"核对数!B125": "公开06表", "核对数!C125": "2040219", "核对数!D125": "项目支出", "核对数!I125": "尾差",
         "核对数!J125": 0.01},
        "adjustment-on-typed", "核对数!J125", "只能用于自动计算的单元格，这里指的是录入项，请直接修改录入的数",
    ),
    "check figure of no table": (
        {"核对数!B125": "公开99表", "核对数!C125": "合计", "核对数!D125": "其他收入", "核对数!E125": 1},
        "unknown-cell", "核对数!B125", "“公开99表·合计·其他收入”中的表找不到，请填写表的名称，如 公开01表",
    ),
    "check figure of no row": (
        {"核对数!B125": "公开02表", "核对数!C125": "总额", "核对数!D125": "其他收入", "核对数!E125": 1},
        "unknown-cell", "核对数!C125", "“公开02表·总额·其他收入”中的行在公开02表里找不到，请填写科目编码、行次或行的名称",
    ),
    "check figure of no column": (
        {"核对数!B125": "公开02表", "核对数!C125": "合计", "核对数!D125": "科目名称", "核对数!E125": 1},
        "unknown-cell", "核对数!D125", "“公开02表·合计·科目名称”中的栏在公开02表里找不到，请填写金额栏的栏次或名称",
    ),
    "check figure of one of two rows": (
        {"核对数!B125": "公开01表", "核对数!C125": "总计", "核对数!D125": "金额", "核对数!E125": 1},
        "unknown-cell", "核对数!C125", "“公开01表·总计·金额”可以指2个单元格，请改填行次（31或62）",
    ),
    "check figure of one of several columns": (
        {"核对数!B125": "公开10表", "核对数!D125": "公务接待费", "核对数!E125": 1},
        "unknown-cell", "核对数!D125", "可以指2个单元格，请写明是哪一栏：预算数—公务接待费、决算数—公务接待费",
    ),
    "check figure of nothing": (
        {"核对数!E125": 1},
        "unknown-cell", "核对数!B125", "这一行没有写明是哪个单元格，请填写表（如 公开02表）、行",
    ),
    "check figure in words": (
        {"核对数!B125": "公开06表", "核对数!C125": "2040219", "核对数!D125": "项目支出", "核对数!E125": "约350"},
        "bad-amount", "核对数!E125", "“约350”不是金额",
    ),
    "two check figures for one cell": (
        {"核对数!B125": "公开02表", "核对数!C125": "合计", "核对数!D125": "其他收入", "核对数!E125": 92.8},
        "double-cell", "核对数!E125", "与第19行指的是同一个单元格，两行都填了“系统（批复）数”，请只填一行",
    ),
    "two figures of last year for one cell": (
        {"上年数!A25": "01.closing.amount", "上年数!E25": 1},
        "double-cell", "上年数!E25", "与第5行指的是同一个单元格，两行都填了“上年数”",
    ),
    "last year's figure of no row": (
        {"上年数!B25": "公开02表", "上年数!C25": "总额", "上年数!D25": "其他收入", "上年数!E25": 1},
        "unknown-cell", "上年数!C25", "中的行在公开02表里找不到",
    ),
    "own code without a name": (
        {"科目字典!A6": "2019988", "科目字典!C6": "功能分类"},
        "bad-own-code", "科目字典!A6", "登记的科目“2019988 功能分类”不完整或有误，请改正：编码为3、5或7位数字，名称不能空",
    ),
    "state of a table": (
        {"目录!D6": "填好了"},
        "bad-status", "目录!D6", "公开01表的状态“填好了”不在下拉列表中，请选择“未填”“已填完，空白即零”“此表无数据”之一",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_alone(book: Callable[..., Path], name: str) -> None:
    cells, rule, place, words = MISTAKES[name]
    (finding,) = findings_of(book(cells))
    assert (finding.rule, finding.level, finding.place) == (rule, Level.ERROR, place)
    assert words in finding.message + finding.remedy
    reads_well(finding)


def test_more_code_rows_than_a_table_holds(book: Callable[..., Path]) -> None:
    cells: dict[str, Value] = {
        "公开06表!A26": "2100101",
        "公开06表!E26": 1,
    }  # 项, 款 and 类 in 公开09表 as well
    for row in range(17, 408):  # up to the last one of its 400 rows
        cells |= {f"公开09表!A{row}": "2040219", f"公开09表!C{row}": f"项目{row}", f"公开09表!D{row}": 1}
    (finding,) = findings_of(book(cells))
    assert (finding.rule, finding.place) == ("region-full", "公开09表!A407")
    assert "科目行有403行，超过本表的400行" in finding.message
    reads_well(finding)


# ---- all at once


def test_all_mistakes_are_told_at_once(book: Callable[..., Path]) -> None:
    cells = {
        "目录!D6": "填好了",
        "公开06表!E12": "#REF!",
        "公开06表!D10": "四千",
        "公开06表!A26": "2040219",
        "公开06表!A27": 2100101,
        "公开06表!D28": 5,
        "核对数!B125": "公开99表",
        "核对数!E125": 1,
        "科目字典!A6": "20",
    }
    found = findings_of(book(cells))
    assert {(one.rule, one.place) for one in found} == {
        ("bad-status", "目录!D6"),
        ("bad-amount", "公开06表!E12"),
        ("bad-amount", "公开06表!D10"),
        ("duplicate-code", "公开06表!A26"),
        ("numeric-code", "公开06表!A27"),
        ("amount-without-code", "公开06表!A28"),
        ("unknown-cell", "核对数!B125"),
        ("bad-own-code", "科目字典!A6"),
    }
    assert len(found) == 8


def test_a_table_with_its_total_below_the_codes(book: Callable[..., Path]) -> None:
    grid = FileBook.from_bytes(book_bytes("putuo-2024")).grid("05一般公共预算支出表")
    first = next(number for number, row in enumerate(grid.rows, 1) if str(row[0]).isdigit())
    spare = next(row for row in range(first, first + 400) if grid.value(row, 1) is None)
    place = f"05一般公共预算支出表!A{spare}"
    (finding,) = findings_of(book({place: str(grid.value(first, 1))}, "putuo-2024"))
    assert (finding.rule, finding.place) == ("duplicate-code", place)
    assert f"与第{first}行重复" in finding.message


def test_a_choice_where_the_table_numbers_no_rows(book: Callable[..., Path]) -> None:
    checks = FileBook.from_bytes(book_bytes("putuo-2024")).grid("核对数")
    row = next(row for row in range(5, checks.height + 2) if checks.value(row, 2) is None)

    def told(table: str, line: str, column: str) -> Finding:
        cells: Cells = dict(zip((f"核对数!{one}{row}" for one in "BCD"), (table, line, column), strict=True))
        (finding,) = findings_of(book(cells, "putuo-2024"))
        reads_well(finding)
        return finding

    grand = told("01收支总表", "总计", "决算数")
    assert (grand.cell, grand.remedy) == (f"C{row}", "请改填“收入总计”或“支出总计”。")
    twice = told("04财政拨款总表", "一、一般公共预算财政拨款", "决算数")
    assert twice.cell == f"A{row}"
    assert re.search(
        r"请在“键”中填写 04\.general\.income（04财政拨款总表第\d+行） 或 04\.opening_general", twice.remedy
    )


# ---- what is no mistake

# content of 公开06表!E12, and the amount that it is
RIGHT = [
    ("1234.5", "1,234.50"),
    (" 1,234.50 ", "1,234.50"),
    ("１，２３４．５０", "1,234.50"),
    ("(1,234.50)", "-1,234.50"),
    ("（１，２３４．５０）", "-1,234.50"),
    ("￥1,234.50", "1,234.50"),
    ("+12", "12.00"),
    ("1234.50\n", "1,234.50"),
    (1234.500001, "1,234.500001"),
    (Formula("=12.5+3.2", 15.7), "15.70"),
    (Formula("=0.1+0.2", 0.1 + 0.2), "0.30"),
    (Formula('=IF(A1="","",1)', ""), "0.00"),
    (None, "0.00"),
    ("　", "0.00"),
    (0, "0.00"),
]


def new_total(path: Path) -> str:
    """What 公开06表 row 12 adds up to."""
    outcome = regenerate_file(path, dry_run=True)
    return next(one.new for one in outcome.changes if (one.sheet, one.cell) == ("公开06表", "C12"))


@pytest.mark.parametrize(("value", "amount"), RIGHT, ids=[str(one[0]) for one in RIGHT])
def test_an_amount_that_is_one(book: Callable[..., Path], value: Value, amount: str) -> None:
    assert new_total(book({MONEY: value})) == amount


def test_the_format_of_a_number_does_not_matter(tmp_path: Path) -> None:
    looks = ['"¥"#,##0.00', '_ "¥"* #,##0.00_ ;_ "¥"* -#,##0.00_ ;_ @_ ', "0.00%", "@"]
    opened = load_workbook(io.BytesIO(book_bytes(SAMPLE)))
    for row, look in enumerate(looks, 11):
        cell = opened["公开06表"].cell(row, 5)
        cell.value, cell.number_format = 1234.5, look
    opened.save(tmp_path / "b.xlsx")
    new = {
        one.cell: one.new
        for one in regenerate_file(tmp_path / "b.xlsx", dry_run=True).changes
        if one.sheet == "公开06表"
    }
    assert [new[f"C{row}"] for row in range(11, 15)] == ["1,234.50"] * 4


NO_MISTAKES: dict[str, Cells] = {
    "a note beside the list": {"核对数!K125": "以上与系统核对一致"},
    "an adjustment of nothing": {
        "核对数!B125": "公开01表", "核对数!C125": 5, "核对数!D125": 1, "核对数!I125": "尾差", "核对数!J125": 0,
    },
    "a check figure named by numbers": {
        "核对数!B125": 6, "核对数!C125": 2040219, "核对数!D125": 3, "核对数!E125": 348,
    },
    "a check figure of a code that has no row": {
        "核对数!B125": "公开06表", "核对数!C125": "2100101", "核对数!D125": "基本支出", "核对数!E125": 0,
    },
    "zeros without a code": {"公开06表!D26": 0, "公开06表!E26": 0},
    "a name without a code": {"公开06表!B26": "行政运行"},
    "a code without amounts": {"公开06表!A26": "210"},
    "spaces for a code": {"公开06表!A26": "  "},
    "a cleared state": {"目录!D6": None},
    "an own code as a number": {"科目字典!A6": 2019988, "科目字典!B6": "本市专项支出"},
    "an error in a derived cell": {"公开06表!C12": "#REF!"},
}  # fmt: skip


@pytest.mark.parametrize("name", NO_MISTAKES)
def test_what_is_no_mistake(book: Callable[..., Path], name: str) -> None:
    path = book(NO_MISTAKES[name])
    assert regenerate_file(path, dry_run=True).findings == ()


def test_rows_inserted_right_below_the_header_of_a_list_belong_to_it(tmp_path: Path) -> None:
    opened = load_workbook(io.BytesIO(book_bytes(SAMPLE)))
    sheet = opened["核对数"]
    sheet.insert_rows(5)
    name = opened.defined_names["JS_checks"]
    assert name.attr_text == "核对数!$A$5:$K$5064"
    name.attr_text = "核对数!$A$6:$K$5065"  # as spreadsheet programs move it
    sheet["B5"], sheet["C5"], sheet["D5"], sheet["E5"] = "公开99表", "合计", "其他收入", 1
    opened.save(tmp_path / "b.xlsx")
    (finding,) = findings_of(tmp_path / "b.xlsx")
    assert (finding.rule, finding.place) == ("unknown-cell", "核对数!B5")


def test_a_formula_that_openpyxl_wrote_has_no_value(tmp_path: Path) -> None:
    opened = load_workbook(io.BytesIO(book_bytes(SAMPLE)))
    opened["公开06表"]["E12"] = "=12.5+3.2"
    opened.save(tmp_path / "b.xlsx")
    assert [one.rule for one in findings_of(tmp_path / "b.xlsx")] == ["formula-without-value"]
