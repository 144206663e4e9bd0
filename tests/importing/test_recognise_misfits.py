"""What cannot be placed is told, each at its place; and layouts that no generator writes."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from juesuan.importing.model import Recognised, SourceSheet
from juesuan.importing.recognise import recognise
from juesuan.spec import load_format
from juesuan.spec.model import Cell
from tests.importing.shapes import expected, write

Rows = Sequence[Sequence[object]]
WAN = 1_000_000


def found_in(
    *tables: Rows, form: str = "shanghai-2024", unit: str = "", names: Sequence[str] = ()
) -> Recognised:
    sheets = [
        SourceSheet("a.xlsx", names[n] if n < len(names) else f"Sheet{n + 1}", rows)
        for n, rows in enumerate(tables)
    ]
    return recognise(load_format(form), sheets, unit=unit)


def told(found: Recognised) -> dict[str, str]:
    for one in found.unplaced:
        assert not one.reason.endswith("。")
        assert one.remedy.startswith("请")
        assert one.remedy.endswith("。")
    return {str(one.place).partition("a.xlsx")[2]: one.reason for one in found.unplaced}


INCOME_HEAD: list[list[object]] = [["收入决算表"], ["编制单位：某局", None, "单位：万元"]]


@pytest.mark.parametrize(
    ("row", "place", "reason"),
    [
        (["2049777", "没有的科目", 3, None], "C5", "科目表中没有科目“2049777 没有的科目”"),
        (["20402011", "写错的", 3, None], "C5", "科目编码“20402011 写错的”不是3位、5位或7位数字"),
        (["2O1", "写错的", 3, None], "C5", "科目编码“2O1 写错的”不是3位、5位或7位数字"),
        (["204", "公共安全支出", "1,23.4", None], "C5", "内容“1,23.4”不是金额"),
        (["204", "公共安全支出", "约5", None], "C5", "内容“约5”不是金额"),
        (["204", "公共安全支出", None, "#REF!"], "D5", "是错误值 #REF!"),
        (["204", "公共安全支出", None, "=SUM(D9:D10)"], "D5", "公式没有保存计算结果"),
        (
            ["201", "一般公共服务支出", 4, 5],
            "D5",
            "同一格已有另一个数4.00万元（a.xlsx“Sheet1”D4），两数不一致",
        ),
        ([None, "无此名称", 1, None], "C5", "“收入决算表”没有“无此名称”这一行"),
        ([None, None, 1, None], "C5", "这一行没有科目或项目名称"),
    ],
)
def test_a_planted_misfit_is_told_at_its_place(row: list[object], place: str, reason: str) -> None:
    head = ["科目编码", "科目名称", "本年收入合计", "财政拨款收入"]
    found = found_in([*INCOME_HEAD, head, ["201", "一般公共服务支出", 4, 4], row])
    assert told(found) == {f"“Sheet1”{place}": reason}
    assert found.amounts[Cell("02", "201", "total")] == 4 * WAN


def test_the_same_figure_twice_is_nothing_to_tell() -> None:
    head = ["科目编码", "科目名称", "本年收入合计"]
    found = found_in(
        [*INCOME_HEAD, head, ["201", "一般公共服务支出", 4], ["201", "一般公共服务支出", "4.00"]]
    )
    assert found.unplaced == ()


def test_an_unknown_column_is_told_where_it_is_not_zero() -> None:
    head = ["科目编码", "科目名称", "本年收入合计", "未知收入"]
    found = found_in([*INCOME_HEAD, head, ["201", "一般公共服务支出", 4, 0], ["204", "公共安全支出", 4, 2]])
    assert told(found) == {"“Sheet1”D5": "“收入决算表”没有“未知收入”这一栏"}


def test_a_row_that_the_form_lacks() -> None:
    head = ["科目编码", "科目名称", "决算数"]
    title = ["一般公共预算财政拨款基本支出决算表"]
    rows = [["301", "工资福利支出", 1], ["307", "债务利息及费用支出", 3], ["30701", "国内债务付息", 0]]
    found = found_in([title, ["单位：万元"], head, *rows])
    reason = "“一般公共预算财政拨款基本支出决算表”没有“307 债务利息及费用支出”这一行"
    assert told(found) == {"“Sheet1”C5": reason}


def test_code_and_name_of_different_rows() -> None:
    head = ["科目编码", "科目名称", "决算数"]
    found = found_in([["一般公共预算财政拨款基本支出决算表"], ["单位：万元"], head, ["30101", "津贴补贴", 1]])
    assert list(told(found)) == ["“Sheet1”C4"]


def test_two_columns_that_would_be_the_same_are_neither() -> None:
    rows = [["预算数", "年初预算数", "决算数"], [1.5, 2.5, 3]]
    found = found_in([["财政拨款“三公”经费支出决算表"], ["单位：万元"], *rows])
    assert set(told(found)) == {"“Sheet1”A4", "“Sheet1”B4"}
    assert found.amounts == {Cell("07", "amount", "total"): 3 * WAN}


def test_units() -> None:
    rows: Rows = [["收入决算表"], ["科目编码", "科目名称", "本年收入合计"], ["201", "一般公共服务支出", 4]]
    assert told(found_in(rows)) == {"“Sheet1”A1": "来源没有写明金额单位，这张表没有导入"}
    assert found_in(rows).tables == {}
    assert found_in(rows, unit="元").amounts == {Cell("02", "201", "total"): 400}
    for stated in ("金额单位：元", "单位:人民币元", "（元）"):
        assert found_in([rows[0], [stated], *rows[1:]], unit="万元").amounts == {
            Cell("02", "201", "total"): 400
        }
    in_label = [rows[0], ["科目编码", "科目名称", "本年收入合计（万元）"], rows[2]]
    assert found_in(in_label).amounts == {Cell("02", "201", "total"): 4 * WAN}
    assert "单位" in next(iter(told(found_in([rows[0], ["单位：千元"], *rows[1:]])).values()))
    named = [rows[0], ["编制单位：元氏县财政局"], *rows[1:]]
    assert found_in(named).tables == {}
    with pytest.raises(ValueError, match="unit"):
        found_in(rows, unit="千元")


def test_foreign_tables_are_told_once() -> None:
    foreign = [["国有资产占用情况表"], ["单位：万元"], ["项目", "金额"], ["房屋", 12.3], ["车辆", 3]]
    bureau = [["收入支出决算表"], ["单位：元"], ["项目", "金额"], ["房屋", 12.3]]
    assert told(found_in(foreign, bureau)) == {
        "“Sheet1”A1": "这张表不在本套公开表中",
        "“Sheet2”A1": "这张表不在本套公开表中（财决02表）",
    }


def test_a_longer_title_is_another_table() -> None:
    rows = [["单位：万元"], ["科目编码", "科目名称", "合计"], ["201", "一般公共服务支出", 4]]
    found = found_in([["社会保险基金收入决算表"], *rows])
    assert found.figures == ()
    assert list(told(found)) == ["“Sheet1”A1"]


def test_a_sheet_without_title_is_told() -> None:
    found = found_in([["甲", "乙"], ["某物", 12.5]])
    assert list(told(found)) == ["“Sheet1”A1"]


def test_a_table_of_contents_is_no_table() -> None:
    contents = [
        ["目录"],
        ["一、收入支出决算总表", 3],
        ["二、收入决算表", 4],
        ["三、支出决算表", 5],
        ["绩效自评表", 6],
    ]
    assert found_in(contents) == Recognised()


def test_an_empty_table_says_so() -> None:
    title = "政府性基金预算财政拨款收入支出决算表"
    head = [["部门：某局", "单位：万元"], ["科目编码", "科目名称", "年初结转和结余", "本年收入"], ["合计"]]
    for rows in (
        [[title], *head, ["注：某局无政府性基金预算财政拨款支出，故本表无数据。"]],
        [[f"{title}（此表无数据）"], *head],
    ):
        found = found_in(rows)
        assert found.tables["08"].empty
        assert found.figures == ()
        assert found.info == {"unit_name": "某局"}
    filled = found_in([[title], *head[:2], ["合计", None, 1], ["说明：某局没有收入和支出，故本表无数据。"]])
    assert not filled.tables["08"].empty


def test_zero_is_a_figure_and_blank_is_none() -> None:
    head = ["科目编码", "科目名称", "本年收入合计", "财政拨款收入", "上级补助收入"]
    found = found_in([*INCOME_HEAD, head, ["201", "一般公共服务支出", "0.00", None, "—"]])
    assert found.amounts == {Cell("02", "201", "total"): 0}


def test_another_year_is_told() -> None:
    head = [["单位：万元"], ["科目编码", "科目名称", "本年收入合计"], ["201", "一般公共服务支出", 4]]
    found = found_in(
        [["2024年度收入决算表"], *head],
        [["2023年度支出决算表"], ["单位：万元"], ["科目编码", "科目名称", "基本支出"], ["201", "x", 1]],
    )
    assert found.info["year"] == "2024"
    assert list(told(found)) == ["“Sheet2”A1"]


def test_national_header_with_the_total_beside_the_words_for_codes() -> None:
    rows = [
        *INCOME_HEAD,
        ["项目", None, None, None, "本年收入合计", "财政拨款收入"],
        ["支出功能分类科目编码", None, None, "科目名称"],
        ["类", "款", "项", "合计", "2,946.25", "2,940.05"],
        [201, None, None, "一般公共服务支出", 2112.86, 2106.66],
        [None, 6, None, "财政事务", 2112.86, 2106.66],
        [None, None, 1, "行政运行", 1511.9, 1511.89],
    ]
    found = found_in(rows)
    assert found.unplaced == ()
    assert found.rows["02"] == ("201", "20106", "2010601")
    assert found.amounts[Cell("02", "total", "total")] == 2_946_250_000


def test_three_public_expenses_with_one_item_a_row() -> None:
    items = [
        "合计",
        "1．因公出国（境）费",
        "2．公务用车购置及运行维护费",
        "其中：（1）公务用车购置费",
        "（2）公务用车运行维护费",
        "3．公务接待费",
    ]
    rows = [[item, number, number, number + 10] for number, item in enumerate(items, 1)]
    found = found_in(
        [
            ["2024年度财政拨款“三公”经费支出决算表"],
            ["单位：万元"],
            ["项目", "行次", "预算数", "决算数"],
            *rows,
        ]
    )
    assert found.unplaced == ()
    keys = ["total", "abroad", "vehicles", "purchase", "running", "reception"]
    wanted = {Cell("07", "amount", f"budget_{key}"): number * WAN for number, key in enumerate(keys, 1)}
    wanted |= {Cell("07", "amount", key): (number + 10) * WAN for number, key in enumerate(keys, 1)}
    assert found.amounts == wanted


def test_detail_lines() -> None:
    rows = [
        ["204", "公共安全支出", 10],
        ["2040201", "行政运行", 10],
        [None, "红绿灯维护", 4],
        ["2040201", "标线", 6],
    ]
    head = [["一般公共预算财政拨款项目支出决算表"], ["单位：万元"], ["科目编码", "科目名称", "金额"]]
    found = found_in([*head, *rows], form="sichuan-2020")
    assert found.rows["09"] == ("204", "2040201", "2040201/红绿灯维护", "2040201/标线")
    assert found.names == {"204": "公共安全支出", "2040201": "行政运行"}


def test_names_broken_over_rows() -> None:
    rows = [
        ["财政拨款收入支出决算总表"],
        ["单位：万元"],
        ["收入", None, "支出", None, None, None, None],
        ["项目", "决算数", "项目", "合计", "一般公共预", "政府性基金预", "国有资本经"],
        [None, None, None, None, "算财政拨款", "算财政拨款", "营预算财政拨款"],
        ["一、一般公共预算财政", 5, "一、一般公共服务支出", 5, 5, None, None],
        ["拨款", None, None, None, None, None, None],
        ["二、政府性基金预算财政拨", None, "二十二、灾害防治及应急管", 3, 3, None, None],
        ["款", None, "理支出", None, None, None, None],
        ["总计", 5, "总计", 8, 8, None, None],
    ]
    found = found_in(rows)
    assert found.unplaced == ()
    assert found.amounts[Cell("04", "general", "income")] == 5 * WAN
    assert found.amounts[Cell("04", "224", "total")] == 3 * WAN
    assert found.amounts[Cell("04", "expenditure_grand", "general")] == 8 * WAN


def test_twenty_four_classes_of_another_year() -> None:
    head: Rows = [
        ["收入支出决算总表"],
        ["单位：万元"],
        ["收入", None, "支出", None],
        ["项目", "决算数", "项目", "决算数"],
    ]
    body: Rows = [
        ["一、一般公共预算财政拨款收入", 1, "十四、资源勘探信息等支出", 2],
        [None, None, "二十三、其他支出", 3],
        ["使用非财政拨款结余", 4, "二十四、抗疫特别国债", 5],
        ["总计", 6, "总计", 7],
    ]
    found = found_in([*head, *body])
    assert found.unplaced == ()
    wanted = {
        "general": 1,
        "215": 2,
        "229": 3,
        "surplus_used": 4,
        "234": 5,
        "income_grand": 6,
        "expenditure_grand": 7,
    }
    assert found.amounts == {Cell("01", row, "amount"): amount * WAN for row, amount in wanted.items()}


def test_bureau_table_with_budget_columns() -> None:
    rows = [
        ["收入支出决算总表"],
        ["编制单位：某局", None, "金额单位：元"],
        ["收入", None, None, None, "支出", None, None, None],
        ["项目", "行次", "年初预算数", "决算数", "项目(按功能分类)", "行次", "年初预算数", "决算数"],
        ["栏次", None, 1, 2, "栏次", None, 3, 4],
        ["一、一般公共预算财政拨款收入", 1, 100, 110.5, "一、一般公共服务支出", 31, 1, 2],
    ]
    found = found_in(rows)
    assert found.amounts == {Cell("01", "general", "amount"): 11_050, Cell("01", "201", "amount"): 200}
    assert set(told(found)) == {"“Sheet1”C6", "“Sheet1”G6"}


def test_numbers_of_tables_say_nothing() -> None:
    written = write("putuo-2024")["05"]
    found = found_in([["公开02表"], *written.rows], names=["公开03表"])
    assert found.amounts == {c: a for c, a in expected("putuo-2024").items() if c.table == "05"}
