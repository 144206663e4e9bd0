"""The published 项目绩效目标完成情况表: labels beside their values, indicators at the foot, one project a form."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from juesuan.findings import Level
from tests.importing.lists import bring, facts, fresh, told, write
from tests.importing.printed import fen

HERE = Path(__file__).resolve()
REPORT = HERE.parents[3] / "shared" / "reference" / "seed-panzhihua-2020.txt"
FORM: list[list[object]] = [
    ["项目绩效目标完成情况表"],
    ["(2020 年度)"],
    ["项目名称", "辅警人员经费"],
    ["预算单位", "攀枝花市公安局交通警察支队"],
    ["预算执行情况(万元)", "预算数:", None, 1047.8, "执行数:", "1,047.80"],
    [None, "其中-财政拨款:", None, 1000, "其中-财政拨款:", 1000],
    [None, "其它资金:", None, 47.8, "其它资金:", 47.8],
    ["年度目标完成情况", "预期目标", None, None, "实际完成目标", None],
    [None, "用于辅警工资：保障169人", None, None, "完成年初目标", None],
    ["绩效指标完成情况", "一级指标", "二级指标", "三级指标", "预期指标值(包含数字及文字描述)", "实际完成指标值(包含数字及文字描述)"],
    [None, "项目完成指标", "数量指标", "保障人数", "169人", 169],
    [None, None, "质量指标", "队伍管理", "增强战斗力", "达到年初目标"],
    [None, "满意度指标", "服务对象满意度", "辅警满意度", "大于90%", 0.95],
]  # fmt: skip
MERGES = ["A1:F1", "A2:F2", "B3:F3", "B4:F4", "A5:A7", "B5:C5", "B6:C6", "B7:C7", "A8:A9", "B8:D8", "E8:F8", "B9:D9",
          "E9:F9", "A10:A13", "B11:B12"]  # fmt: skip


@pytest.mark.parametrize("merges", [MERGES, []])
def test_a_form_is_one_project_and_its_indicators(tmp_path: Path, merges: list[str]) -> None:
    book = fresh(tmp_path)
    done = bring(book, write(tmp_path / "绩效.xlsx", FORM, merges, {"F13": "0%"}))
    assert (told(done), done.findings, done.complete) == ([], (), True)
    found = facts(book)
    (project,) = found.projects
    assert (project.project, project.objective, project.result) == (
        "辅警人员经费",
        "用于辅警工资：保障169人",
        "完成年初目标",
    )
    assert (project.budget, project.budget_appropriation) == (fen(1047.8), fen(1000))
    assert (project.actual, project.actual_appropriation) == (fen(1047.8), fen(1000))
    assert [(one.first, one.second, one.third, one.target, one.actual) for one in found.indicators] == [
        ("项目完成指标", "数量指标", "保障人数", "169人", "169"),
        ("项目完成指标", "质量指标", "队伍管理", "增强战斗力", "达到年初目标"),
        ("满意度指标", "服务对象满意度", "辅警满意度", "大于90%", "95%"),
    ]
    assert {one.project for one in found.indicators} == {"辅警人员经费"}
    assert [str(one) for one in done.lists] == ["绩效·项目：新增1行", "绩效·指标：新增3行"]
    assert bring(book, tmp_path / "绩效.xlsx").written is False


def test_several_forms_on_one_sheet_and_on_several(tmp_path: Path) -> None:
    second = [list(row) for row in FORM]
    second[2][1], second[4][3] = "标志标线经费", 90
    third = [list(row) for row in FORM]
    third[2][1] = "执法设备购置费"
    book = fresh(tmp_path)
    bring(book, write(tmp_path / "绩效.xlsx", {"一": [*FORM, [], *second], "二": third}))
    found = facts(book)
    names = ["辅警人员经费", "标志标线经费", "执法设备购置费"]
    assert [one.project for one in found.projects] == names
    assert [one.budget for one in found.projects] == [fen(1047.8), fen(90), fen(1047.8)]
    assert [one.project for one in found.indicators] == [name for name in names for _ in range(3)]


def test_money_that_does_not_add_up_and_a_wrong_cell(tmp_path: Path) -> None:
    rows = [list(row) for row in FORM]
    rows[5][3] = 900
    rows[4][5] = "一千万"
    book = fresh(tmp_path)
    done = bring(book, write(tmp_path / "绩效.xlsx", rows))
    assert [line.partition("：")[0] for line in told(done)] == ["[未导入] 绩效.xlsx“Sheet1”F5“一千万”"]
    assert [(one.level, one.expected, one.actual) for one in done.findings] == [
        (Level.EXPLAIN, fen(1047.8), fen(947.8))
    ]
    assert "D5 的预算数是1,047.80万元，财政拨款与其他资金相加为947.80万元" in done.findings[0].message
    (project,) = facts(book).projects
    assert (project.budget, project.actual, project.actual_appropriation) == (fen(1047.8), None, fen(1000))


def test_a_form_without_a_unit(tmp_path: Path) -> None:
    rows = [list(row) for row in FORM]
    rows[4][0] = "预算执行情况"
    book = fresh(tmp_path)
    done = bring(book, write(tmp_path / "绩效.xlsx", rows))
    assert ["没有写明金额的单位" in line for line in told(done)] == [True]
    found = facts(book)
    assert (found.projects[0].budget, found.projects[0].result, len(found.indicators)) == (
        None,
        "完成年初目标",
        3,
    )
    bring(book, tmp_path / "绩效.xlsx", unit="元")
    assert facts(book).projects[0].budget == fen(0.10478)


def test_labels_and_values_in_one_cell(tmp_path: Path) -> None:
    rows = [
        ["项目绩效目标完成情况表（单位：元）"],
        ["项目名称：设备购置", "预算单位：某局"],
        ["预算数：500,000", "执行数：450000.00"],
        ["预期目标：购置8台", "实际完成目标：购置8台"],
    ]
    book = fresh(tmp_path)
    done = bring(book, write(tmp_path / "绩效.xlsx", rows))
    assert told(done) == []
    (project,) = facts(book).projects
    assert (project.project, project.budget, project.actual) == ("设备购置", fen(50), fen(45))
    assert (project.objective, project.result) == ("购置8台", "购置8台")


def test_a_value_beside_a_label_that_nobody_knows(tmp_path: Path) -> None:
    rows = [*FORM[:7], ["自评等级", "优"], ["满分", 100], *FORM[7:]]
    book = fresh(tmp_path)
    done = bring(book, write(tmp_path / "绩效.xlsx", rows))
    assert [(str(one.place), one.text) for one in done.unplaced] == [
        ("绩效.xlsx“Sheet1”B8", "优"),
        ("绩效.xlsx“Sheet1”B9", "100"),
    ]
    assert facts(book).projects[0].result == "完成年初目标"


SELF_EVALUATION = [
    ["项目支出绩效自评表"],
    ["项目名称", "设备购置", None, None, None, None, None],
    ["主管部门", "市局", None, "实施单位", "支队", None, None],
    ["项目资金（万元）", None, "年初预算数", "全年预算数", "全年执行数", "分值", "执行率"],
    [None, "年度资金总额", 40, 50, 45, 10, 0.9],
    [None, "其中：当年财政拨款", 40, 50, 45, None, None],
    [None, "其他资金", 0, 0, 0, None, None],
    ["年度总体目标", "预期目标", None, None, "实际完成情况", None, None],
    [None, "购置设备8台", None, None, "购置设备8台", None, None],
    ["绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值"],
    [None, "产出指标", "数量指标", "设备数量", "8台", "8台", 10],
]


def test_the_self_evaluation_with_money_in_a_small_table(tmp_path: Path) -> None:
    book = fresh(tmp_path)
    done = bring(book, write(tmp_path / "自评.xlsx", SELF_EVALUATION))
    assert told(done) == []
    (project,) = facts(book).projects
    assert (project.project, project.objective, project.result) == ("设备购置", "购置设备8台", "购置设备8台")
    assert (project.budget, project.budget_appropriation) == (fen(50), fen(50))
    assert (project.actual, project.actual_appropriation) == (fen(45), fen(45))
    assert [(one.third, one.target, one.actual) for one in facts(book).indicators] == [
        ("设备数量", "8台", "8台")
    ]


def printed_forms() -> list[list[list[object]]]:
    """The forms of the published report as the cells of its tables: one paragraph a cell, a blank one ends a row."""
    text = REPORT.read_text(encoding="utf-8")
    forms: list[list[list[object]]] = []
    for part in re.split(r"^[ \t]*项目绩效目标完成情况表[ \t]*$", text, flags=re.M)[1:]:
        rows = [re.split(r"\n", one.strip("\n")) for one in re.split(r"\n[ \t]*\n", part)]
        cells = [[one.strip() for one in row if one.strip()] for row in rows]
        end = next(
            (n for n, row in enumerate(cells) if row and re.match(r"[（(]?\d[.、]|第", row[0])), len(cells)
        )
        named = [[one for one in row if not re.fullmatch(r"[（(].*年.*[)）]", one)] for row in cells[:end]]
        named = [row for row in named if row]
        forms.append([["项目绩效目标完成情况表"], *(_placed(row) for row in named)])
    return forms


def _placed(row: list[str]) -> list[object]:
    """A first column for what is merged downwards, as the report prints it."""
    if row[0] in ("项目名称", "预算单位") or row[0].startswith(("预算执行", "年度目标", "绩效指标")):
        return list(row)
    return [None, *row]


@pytest.mark.shared
@pytest.mark.skipif(not REPORT.is_file(), reason="the reference folder is not here")
def test_the_forms_of_a_published_report(tmp_path: Path) -> None:
    forms = printed_forms()
    book = fresh(tmp_path)
    done = bring(book, write(tmp_path / "报告.xlsx", {f"项目{n}": rows for n, rows in enumerate(forms, 1)}))
    found = facts(book)
    assert [(one.project, one.budget, one.actual_appropriation) for one in found.projects] == [
        ("辅警人员经费", fen(1047.8), fen(1047.8)),
        ("红绿灯智能交通管控系统维护费", fen(208.84), fen(208.84)),
        ("车辆违法超速抓拍系统维护费", fen(160), fen(160)),
        ("交通执法设备购置费", fen(50), fen(50)),
        ("标志标线经费", fen(90), fen(90)),
    ]
    assert all(one.objective and one.result for one in found.projects)
    printed = sum(
        1 for rows in forms for row in rows if len(row) > 4 and str(row[2]).endswith(("指标", "满意度"))
    )
    assert len(found.indicators) == printed - len(forms) == 45  # each form has one header
    printed = [
        row for rows in forms for row in rows if len(row) > 4 and str(row[2]).endswith(("指标", "满意度"))
    ]
    assert len(found.indicators) == len(printed) - len(forms)  # each form has one header
    assert {one.project for one in found.indicators} == {one.project for one in found.projects}
    first = found.indicators[0]
    assert (first.first, first.second, first.third, first.target, first.actual) == (
        "项目完成指标",
        "数量指标",
        "市财政保障在警务辅助人员人数",
        "169人",
        "169人",
    )
    assert done.findings == ()
