"""Each list from other people's headers: any order of columns, 元 and 万元, messy numbers, rows of sums."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from tests.importing.lists import bring, facts, fresh, imported, told, write
from tests.importing.printed import fen

RECEPTIONS = [
    ["2020年国内公务接待明细"],
    ["编制单位：某局", None, None, None, None, "单位：元"],
    ["序号", "人数（人）", "来访单位", "接待费用（元）", "来访时间", "事由", "备注"],
    [1, 5, "达州市公安局", 1000, date(2020, 3, 15), "学习交流", "工作餐"],
    [2, "３", "车驾管检查组", "1,120.50", "2020年4月", None, None],
    [3, 10.0, "泸州支队", "￥800", "2020.5.6", None, "-"],
    ["合计", 18, None, 2920.5, None, None, None],
    ["填表人：张三"],
]


def test_receptions(tmp_path: Path) -> None:
    done, found = imported(tmp_path, RECEPTIONS)
    assert (told(done), done.findings, done.complete) == ([], (), True)
    assert [(one.date, one.subject, one.persons, one.amount, one.note) for one in found.receptions] == [
        ("2020-03-15", "达州市公安局，学习交流", 5, fen(0.1), "工作餐"),
        ("2020年4月", "车驾管检查组", 3, fen(0.11205), ""),
        ("2020-05-06", "泸州支队", 10, fen(0.08), "-"),
    ]
    assert [str(one) for one in done.lists] == ["其他重要事项·国内公务接待清单：新增3行"]


def test_merged_cells_hold_in_every_row_and_a_header_that_needs_both_its_rows(tmp_path: Path) -> None:
    rows = [
        ["单位：元"],
        ["来访情况", None, None, "接待费用", None],
        ["接待日期", "来访单位", "来访人数", "合计", "其中：餐费"],
        [date(2020, 3, 15), "甲局", 5, 1000, None],
        [None, "乙局", 3, 500, 400],
    ]
    book = fresh(tmp_path)
    done = bring(book, write(tmp_path / "r.xlsx", rows, merges=["A2:C2", "D2:E2", "A4:A5"]))
    assert [(one.date, one.subject, one.persons, one.amount) for one in facts(book).receptions] == [
        ("2020-03-15", "甲局", 5, fen(0.1)),
        ("2020-03-15", "乙局", 3, fen(0.05)),
    ]
    assert [line.partition("：")[0] for line in told(done)] == ["[未导入] r.xlsx“Sheet1”E5“400”"]


PROJECTS = [
    ["项目绩效情况", None, None, None, None, None],
    ["项目名称", "执行数（万元）", None, "预算数（万元）", None, "存在的问题"],
    [None, "合计", "其中：财政拨款", "合计", "其中：财政拨款", None],
    ["辅警人员经费", 1047.8, 1047.8, 1047.8, 1047.8, "经费不足"],
    ["标志标线经费", "90", "", " 95.50 ", 80, None],
    ["总计", 1137.8, 1047.8, 1143.3, 1127.8, None],
]


@pytest.mark.parametrize("merges", [["A2:A3", "B2:C2", "D2:E2", "F2:F3"], []])
def test_projects_with_two_rows_of_headers(tmp_path: Path, merges: list[str]) -> None:
    book = fresh(tmp_path)
    done = bring(book, write(tmp_path / "p.xlsx", PROJECTS, merges))
    assert (told(done), done.findings) == ([], ())
    first, second = facts(book).projects
    assert (first.project, first.problem) == ("辅警人员经费", "经费不足")
    assert (first.budget, first.budget_appropriation, first.actual, first.actual_appropriation) == (
        *[fen(1047.8)] * 4,
    )
    assert (second.budget, second.budget_appropriation, second.actual, second.actual_appropriation) == (
        fen(95.5),
        fen(80),
        fen(90),
        None,
    )


INDICATORS = [
    ["项目名称", "一级指标", "二级指标", "三级指标", "指标值", "完成值"],
    ["辅警人员经费", "产出指标", "数量指标", "保障人数", 169, "169人"],
    [None, None, None, "培训次数", "≥4次", 4.5],
    [None, None, "质量指标", "合格率", 0.95, 1],
    ["标志标线经费", "满意度指标", "服务对象", "满意度", "大于90%", 0.925],
]


def test_indicators_with_names_only_in_the_first_row(tmp_path: Path) -> None:
    path = write(
        tmp_path / "i.xlsx",
        INDICATORS,
        merges=["A2:A4", "B2:B4", "C2:C3"],
        formats={"E4": "0%", "F4": "0.00%", "F5": '0.0"约"%'},
    )
    book = fresh(tmp_path)
    done = bring(book, path)
    assert (told(done), done.findings) == ([], ())
    assert [
        (one.project, one.first, one.second, one.third, one.target, one.actual)
        for one in facts(book).indicators
    ] == [
        ("辅警人员经费", "产出指标", "数量指标", "保障人数", "169", "169人"),
        ("辅警人员经费", "产出指标", "数量指标", "培训次数", "≥4次", "4.5"),
        ("辅警人员经费", "产出指标", "质量指标", "合格率", "95%", "100%"),
        ("标志标线经费", "满意度指标", "服务对象", "满意度", "大于90%", "92.5%"),
    ]


def test_nothing_of_a_project_goes_on_below_the_next_one(tmp_path: Path) -> None:
    rows = [
        ["绩效项目", "二级指标", "指标名称", "目标值"],
        ["甲", "数量指标", "人数", "5人"],
        [None, None, "次数", "2次"],
        ["乙", None, "面积", "3亩"],
    ]
    _, found = imported(tmp_path, rows)
    assert [(one.project, one.second, one.third) for one in found.indicators] == [
        ("甲", "数量指标", "人数"),
        ("甲", "数量指标", "次数"),
        ("乙", "", "面积"),
    ]


def test_managed_projects_and_their_ticks(tmp_path: Path) -> None:
    rows = [
        ["序号", "绩效自评", "绩效目标编制", "事前绩效评估", "绩效运行监控", "项目名称", "评价结果"],
        [1, "是", "✓", "√", None, "甲项目", "良好"],
        [2, "否", "有", "×", 1, "乙项目", None],
        [3, "也许", "√", None, None, "丙项目", None],
    ]
    done, found = imported(tmp_path, rows)
    assert [
        (one.project, one.assessed, one.targets, one.monitored, one.self, one.result) for one in found.managed
    ] == [
        ("甲项目", "√", "√", "", "√", "良好"),
        ("乙项目", "", "√", "√", "", ""),
        ("丙项目", "", "√", "", "", ""),
    ]
    assert told(done) == ["[未导入] 清单.xlsx“Sheet1”B4“也许”：看不出是打√还是空白，请打√，或留空。"]


BUDGET = [
    ["部门预算", None, None, None],
    [None, None, None, "金额单位：元"],
    ["年初预算", "科目代码", "科目名称", "调整预算", "预决算差异原因"],
    [30000000, 204, "公共安全支出", 42335400, None],
    [None, "20402", "公安", 42335400, None],
    ["30,000,000.00", "2040201", "行政运行", 40335400, "人员增加"],
    [None, "2040202", "一般行政管理事务", "2,000,000", None],
    [1234.56, None, "住房公积金", 1234.5, None],
    [None, None, "公务用车购置及运行维护费", 970000, None],
    [10000, "30231", "公务用车运行维护费", 970000, "严格控制"],
    [None, "30217", "公务接待费", 5500, None],
    ["合计", None, None, 43312134.5, None],
]


def test_the_budget_of_codes_and_of_the_three_public_expenses(tmp_path: Path) -> None:
    done, found = imported(tmp_path, BUDGET)
    assert (told(done), done.findings) == ([], ())
    assert {code: (one.name, one.opening, one.full, one.reason) for code, one in found.items.items()} == {
        "2040201": ("行政运行", fen(3000), fen(4033.54), "人员增加"),
        "2040202": ("一般行政管理事务", None, fen(200), ""),
        "2210201": ("住房公积金", fen(0.123456), fen(0.12345), ""),
    }
    three = {code: (one.opening, one.full, one.reason) for code, one in found.three.items()}
    assert three == {
        "abroad": (None, None, ""),
        "purchase": (None, None, ""),
        "running": (fen(1), fen(97), "严格控制"),
        "reception": (None, fen(0.55), ""),
    }
    assert found.three["running"].name == "公务用车运行维护费"
    assert [str(one) for one in done.lists] == [
        "预算数·一般公共预算财政拨款支出：新增3行",
        "预算数·“三公”经费：改动2行",
    ]


FACTS = [
    ["其他重要事项统计"],
    ["项目", "计量单位", "本年数", "上年数", "备注"],
    ["机关运行经费", "万元", 643.7, "618.37", None],
    ["政府采购支出总额（元）", None, 9291900, None, None],
    ["　其中：货物", "元", "1,438,600", None, "设备"],
    ["国内公务接待批次", "批", 5, 7, None],
    ["国内公务接待人次（人）", None, "27", None, "不含陪同"],
    ["期末实有人数", "人", 458, None, None],
    ["其中：在职人员", "人", 205, None, None],
    ["车辆数合计", "辆", 57.0, None, None],
    ["单价50万元(含)以上通用设备", "台", 0, None, None],
    ["完成税收", "万元", 5, None, None],
]


def test_amounts_and_counts_by_name(tmp_path: Path) -> None:
    done, found = imported(tmp_path, FACTS)
    assert {
        code: (one.current, one.prior, one.note) for code, one in found.amounts.items() if one.current
    } == {
        "operating_costs": (fen(643.7), fen(618.37), ""),
        "procurement": (fen(929.19), None, ""),
        "procurement_goods": (fen(143.86), None, "设备"),
    }
    counted = {
        code: (one.current, one.prior) for code, one in found.counts.items() if one.current is not None
    }
    assert counted == {
        "reception_batches": (5, 7),
        "reception_persons": (27, None),
        "staff": (458, None),
        "staff_active": (205, None),
        "vehicles": (57, None),
        "equipment_general": (0, None),
    }
    assert found.counts["staff_active"].name == "其中：在职人员"
    assert told(done) == [
        "[未导入] 清单.xlsx“Sheet1”A12“完成税收”：本簿的清单里没有这个项目，请核对编码和名称；不需要导入的行不必处理。"
    ]


def test_amounts_and_counts_by_code(tmp_path: Path) -> None:
    rows = [["代号", "单位：万元"], ["代码", "金额"], ["operating_costs", 12], ["staff", 3]]
    _, found = imported(tmp_path, rows)
    assert (found.amounts["operating_costs"].current, found.counts["staff"].current) == (fen(12), 3)


def test_causes(tmp_path: Path) -> None:
    rows = [
        ["变动原因说明", None, None, "单位：元"],
        ["涉及项目", "变动金额", "变动原因", "变动指标", "类别"],
        ["红绿灯", -2088400, "改由基金安排", "一般公共预算财政拨款支出", "减少项目经费"],
        [None, "（1,000）", "厉行节约", None, None],
        [None, None, "人员增加", "收入支出总计", None],
        [None, None, "疫情", "某个指标", None],
        [None, None, "节约", "三公经费支出", None],
    ]
    done, found = imported(tmp_path, rows)
    assert [(one.measure, one.group, one.text, one.amount, one.item) for one in found.causes] == [
        ("一般公共预算财政拨款支出", "减少项目经费", "改由基金安排", fen(-208.84), "红绿灯"),
        ("一般公共预算财政拨款支出", "", "厉行节约", fen(-0.1), ""),
        ("收入支出总计", "", "人员增加", None, ""),
        ("某个指标", "", "疫情", None, ""),
        ("“三公”经费支出", "", "节约", None, ""),
    ]
    assert [(one.rule, one.place) for one in done.findings] == [("other-measure", "变动原因!A8")]
    assert (told(done), done.complete) == ([], True)


def test_attachments(tmp_path: Path) -> None:
    rows = [
        ["附件号", "附件名称", "正文", "Word文件名"],
        [1, "整体支出绩效评价报告", "第一段。", None],
        [None, None, "注：第二段也是正文。", None],
        [2, "项目评价报告表", None, "评价.docx"],
    ]
    done, found = imported(tmp_path, rows)
    assert told(done) == []
    assert [(one.number, one.title, one.text, one.file) for one in found.attachments] == [
        (1, "整体支出绩效评价报告", "第一段。", ""),
        (1, "", "注：第二段也是正文。", ""),
        (2, "项目评价报告表", "", "评价.docx"),
    ]


def test_a_paragraph_that_looks_like_the_title_of_a_table(tmp_path: Path) -> None:
    rows = [["附件序号", "正文"], [1, "第一段。"], [None, "项目支出绩效自评表"], [None, "第三段。"]]
    _, found = imported(tmp_path, rows)
    assert [one.text for one in found.attachments] == ["第一段。", "项目支出绩效自评表", "第三段。"]


def test_a_csv_of_receptions_as_windows_writes_it(tmp_path: Path) -> None:
    path = tmp_path / "接待.csv"
    text = "接待日期,接待单位,人次,接待金额（元）\n2020/3/5,甲局,5,1000\n20200401,乙局,３,200\n2020-4-31,丙局,1,1\n"
    path.write_bytes(text.encode("gb18030"))
    book = fresh(tmp_path)
    done = bring(book, path)
    assert [(one.date, one.subject, one.persons, one.amount) for one in facts(book).receptions] == [
        ("2020-03-05", "甲局", 5, fen(0.1)),
        ("2020-04-01", "乙局", 3, fen(0.02)),
    ]
    assert told(done) == [
        "[未导入] 接待.csv“接待”A4“2020-4-31”：没有这一天，这一行没有导入，请改为真实的日期。"
    ]


def test_a_date_with_a_time_is_the_day(tmp_path: Path) -> None:
    rows = [["日期", "接待对象", "人数"], [datetime(2020, 3, 5, 9, 30), "甲", 1]]  # noqa: DTZ001
    _, found = imported(tmp_path, rows)
    assert found.receptions[0].date == "2020-03-05"
