"""A whole report of the small unit: every check together, no false alarm, and one wrong figure told once."""

from __future__ import annotations

import pytest

from juesuan.tieout.issue import Issue
from juesuan.tieout.tieout import tie_out
from tests.tieout.cases import HEADINGS, TITLE, accounts, of_lines, said

ITEM = "{}.社会保障和就业支出（类）{}（款）{}（项）：支出决算为{}万元，完成预算{}，决算数{}预算数。"
LABOUR = "人力资源和社会保障管理事务"
REPORT = (
    TITLE,
    HEADINGS["total"],
    "2024年度收、支总计均为120.00万元。与2023年相比，收、支总计各增加24.00万元，增长25.00%。主要原因是工资调整。",
    HEADINGS["income"],
    "本年收入合计110.00万元，其中：一般公共预算财政拨款收入100.00万元，占90.91%；其他收入10.00万元，占9.09%。",
    HEADINGS["expenditure"],
    "本年支出合计115.00万元，其中：基本支出85.00万元，占73.91%；项目支出30.00万元，占26.09%。",
    HEADINGS["appropriation"],
    "2024年财政拨款收、支总计均为102.00万元。与2023年相比，财政拨款收、支总计各增加21.00万元，增长25.93%。主要变动原因是增加就业补助。",
    HEADINGS["general"],
    "（一）一般公共预算财政拨款支出决算总体情况",
    "2024年一般公共预算财政拨款支出100.00万元，占本年支出合计的86.96%。与2023年相比，增加20.00万元，增长25.00%。主要变动原因是人员增加。",
    HEADINGS["structure"],
    "2024年一般公共预算财政拨款支出100.00万元，主要用于以下方面：社会保障和就业支出90.00万元，占90.00%；住房保障支出10.00万元，占10.00%。",
    HEADINGS["items"],
    "2024年一般公共预算支出决算数为100.00万元，完成预算96.15%。其中：",
    ITEM.format(1, LABOUR, "行政运行", "60.00", "93.75%", "小于"),
    ITEM.format(2, LABOUR, "劳动保障监察", "20.00", "100%", "等于"),
    ITEM.format(3, "行政事业单位养老支出", "机关事业单位基本养老保险缴费支出", "10.00", "100%", "等于"),
    "4.住房保障支出（类）住房改革支出（款）住房公积金（项）：支出决算为10.00万元，完成预算100%，决算数与预算数持平。",
    HEADINGS["basic"],
    "2024年一般公共预算财政拨款基本支出80.00万元，其中：人员经费50.00万元，主要包括：基本工资、津贴补贴。公用经费30.00万元，主要包括：办公费、差旅费。",
    HEADINGS["three"],
    "2024年“三公”经费财政拨款支出决算为8.00万元，完成预算93.02%。",
    "公务用车购置及运行维护费支出决算6.00万元，占75.00%；公务接待费支出决算2.00万元，占25.00%。",
    "1.公务接待费支出2.00万元，完成预算76.92%。公务接待费支出决算比2023年减少0.50万元，下降20.00%。主要原因是来访减少。",
    "国内公务接待8批次，56人次（不包括陪同人员），共计支出2.00万元。",
    "2.公务用车运行维护费支出6.00万元，与2023年持平。公务用车保有量5辆。",
    "八、其他重要事项的情况说明",
    HEADINGS["operating_costs"],
    "2024年机关运行经费支出30.00万元，比2023年增加2.00万元，增长7.14%。主要原因是物价上涨。",
    HEADINGS["procurement"],
    "2024年政府采购支出总额40.00万元，其中：政府采购货物支出10.00万元、政府采购工程支出25.00万元、政府采购服务支出5.00万元。",
    "授予中小企业合同金额30.00万元，占政府采购支出总额的75.00%，其中：授予小微企业合同金额20.00万元，占政府采购支出总额的50.00%。",
    HEADINGS["assets"],
    "截至2024年12月31日，本单位共有车辆5辆，其中：应急保障用车2辆、执法执勤用车3辆。",
    HEADINGS["glossary"],
    "1.财政拨款收入：指从同级财政取得的资金，单价50.00万元以上的设备按规定采购。",
)


def found(old: str = "", new: str = "") -> list[Issue]:
    """What is found with one piece of the report written otherwise."""
    assert old == "" or sum(old in one for one in REPORT) == 1
    lines = [one.replace(old, new) if old else one for one in REPORT]
    return list(tie_out(of_lines(*lines), accounts()).issues)


def test_nothing_is_wrong_with_a_sound_report() -> None:
    assert [one.message for one in found()] == []


def test_almost_every_figure_was_checked() -> None:
    done = tie_out(of_lines(*REPORT), accounts())
    assert [said(one) for one in done.coverage.untied()] == [("2.00万元", "amount", "")]


@pytest.mark.parametrize(
    ("old", "new", "rule", "expected"),
    [
        ("收、支总计均为120.00", "收、支总计均为102.00", "D01", "120.00万元"),
        ("增长7.14%", "增长7.41%", "C05", "7.14%"),
        ("占26.09%", "占26.08%", "D04", "26.09%"),
        ("行政运行（项）：支出决算为60.00", "行政运行（项）：支出决算为66.00", "D08", "60.00万元"),
        ("完成预算93.75%", "完成预算97.35%", "D09", "93.75%"),
        ("决算数小于预算数", "决算数大于预算数", "D10", "小于"),
        ("56人次", "65人次", "D12", "56人次"),
        ("比2023年减少0.50万元", "比2022年减少0.50万元", "F03", "2023年"),
        ("执法执勤用车3辆", "执法执勤用车4辆", "D22", "3辆"),
        ("津贴补贴。", "津贴补贴、奖金。", "D11", "不列"),
        ("主要原因是物价上涨。", "", "F10", ""),
    ],
)
def test_a_wrong_figure_or_word_is_told(old: str, new: str, rule: str, expected: str) -> None:
    assert (rule, expected) in [(one.rule, one.expected) for one in found(old, new)]
