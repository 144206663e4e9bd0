"""The header layouts of Shanghai's blank template and of a real report, copied by hand."""

from __future__ import annotations

from juesuan.importing.model import SourceSheet
from juesuan.importing.recognise import recognise
from juesuan.spec import load_format
from juesuan.spec.model import Cell

Rows = list[list[object]]
WAN = 1_000_000

CODED: Rows = [
    [
        "项目",
        None,
        "本年收入合计",
        "财政拨款收入",
        "上级补助收入",
        "事业收入",
        "经营收入",
        "附属单位\n上缴收入",
        "其他收入",
    ],
    ["功能分类\n科目编码", "科目名称"],
    ["合计", None, 9, 8, None, None, None, None, 1],
    ["205", "教育支出", 9, 8, None, None, None, None, 1],
    ["20502", "普通教育", 9, 8, None, None, None, None, 1],
    ["2050205", "高等教育", 9, 8, None, None, None, None, 1],
    ["…", "…"],
    ["…"],
]

THREE: Rows = [
    ["财政拨款“三公”经费"],
    [
        "合计",
        None,
        "因公出国\n（境）费",
        None,
        "公务用车购置及运行维护费",
        None,
        None,
        None,
        None,
        None,
        "公务接待费",
        None,
    ],
    [None, None, None, None, "小计", None, "公务用车\n购置费", None, "公务用车\n运行维护费"],
    ["预算数", "决算数"] * 6,
    [12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1],
]

FUND: Rows = [
    ["项目", None, "年初结转和\n结余", "本年收入", "本年支出", None, None, "年末结转和\n结余"],
    ["功能分类\n科目编码", "科目名称"],
    [None, "合计", None, None, "合计", "基本支出", "项目支出"],
    [None, "合计", 1, 2, 3, None, 3, None],
]


def page(title: str, rows: Rows, footnote: str = "注：本表反映部门本年度情况。") -> SourceSheet:
    head: Rows = [["上海市 XX 局 2024 年度部门决算表"], [title], [None, None, "单位：万元"]]
    return SourceSheet("模板.xlsx", title[:6], [*head, *rows, [footnote]])


def test_coded_table_of_the_template() -> None:
    found = recognise(load_format("shanghai-2024"), [page("收入决算表", CODED)])
    assert found.unplaced == ()
    assert found.rows == {"02": ("205", "20502", "2050205")}
    assert found.amounts[Cell("02", "2050205", "other")] == WAN
    assert found.amounts[Cell("02", "total", "total")] == 9 * WAN
    assert found.info["year"] == "2024"


def test_three_public_expenses_of_the_template_without_merged_cells() -> None:
    found = recognise(load_format("shanghai-2024"), [page("财政拨款“三公”经费支出决算表", THREE)])
    assert found.unplaced == ()
    keys = ["total", "abroad", "vehicles", "purchase", "running", "reception"]
    wanted = {f"budget_{key}": 12 - 2 * n for n, key in enumerate(keys)} | {
        key: 11 - 2 * n for n, key in enumerate(keys)
    }
    assert found.amounts == {Cell("07", "amount", key): amount * WAN for key, amount in wanted.items()}


def test_fund_table_of_the_template() -> None:
    found = recognise(load_format("shanghai-2024"), [page("政府性基金预算财政拨款收入支出决算表", FUND)])
    assert found.unplaced == ()
    wanted = {"opening": 1, "income": 2, "expenditure": 3, "project": 3}
    assert found.amounts == {Cell("08", "total", key): amount * WAN for key, amount in wanted.items()}


def test_a_blank_template_gives_tables_without_figures() -> None:
    sheets = [
        page("财政拨款“三公”经费支出决算表", THREE[:4]),
        page("政府性基金预算财政拨款收入支出决算表", FUND[:3]),
    ]
    found = recognise(load_format("shanghai-2024"), sheets)
    assert found.figures == ()
    assert found.unplaced == ()
    assert set(found.tables) == {"07", "08"}
