"""Lists with mistakes: every wrong cell is listed with what to do, sums are compared, nothing is guessed."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from juesuan.book.sheets import all_sections
from juesuan.findings import Finding, FindingsError, Level, StructureError
from juesuan.importing.lists.find import ListFinder
from juesuan.importing.model import SourceSheet, Unplaced
from juesuan.spec import load_format
from tests.book.test_read_rows import changed
from tests.importing.lists import bring, facts, fresh, imported, told, write
from tests.importing.printed import fen

HEAD = ["日期", "接待对象和事由", "人次", "金额（万元）", "说明"]
GOOD = ["2020-3-15", "甲局", 5, 0.1, None]


def well_said(one: Unplaced | Finding) -> bool:
    """The remedy is a sentence that begins with 请, and what is wrong ends before it with a comma."""
    remedy = one.remedy.startswith("请") and one.remedy.endswith("。")
    return remedy and (isinstance(one, Unplaced) or one.message.endswith(("，", "。")))


WRONG = [
    ("A3", 44000, "是数字，不是日期，这一行没有导入"),
    ("A3", "2020-13-01", "没有这一天，这一行没有导入"),
    ("A3", "0202-3-15", "年份202不对，这一行没有导入"),
    ("A3", date(1900, 1, 5), "年份1900不对，这一行没有导入"),
    ("B3", None, "这一行没有“接待对象和事由”"),
    ("B3", True, "是逻辑值 TRUE，这一行没有导入"),
    ("C3", "27人", "不是数量，这一行没有导入"),
    ("C3", 2.5, "不是不小于0的整数，这一行没有导入"),
    ("C3", -1, "不是不小于0的整数，这一行没有导入"),
    ("D3", "十元", "内容“十元”不是金额"),
    ("D3", 0.0000001, "有小于1分的尾数"),
    ("D3", timedelta(hours=1), "是时间"),
    ("E3", "=A1", "公式没有保存计算结果"),
]


@pytest.mark.parametrize(("cell", "value", "reason"), WRONG)
def test_a_wrong_cell_is_listed_and_the_other_rows_come(
    cell: str, value: object, reason: str, tmp_path: Path
) -> None:
    wrong: list[object] = ["2020-3-16", "乙局", 3, 0.2, None]
    wrong["ABCDE".index(cell[0])] = value
    done, found = imported(tmp_path, [HEAD, GOOD, wrong, ["2020-3-17", "丙局", 1, 0.3, "好"]])
    (line,) = told(done)
    assert line.startswith(f"[未导入] 清单.xlsx“Sheet1”{cell}")
    assert reason in line
    assert all(map(well_said, done.unplaced))
    assert not done.complete
    whole = "这一行" not in reason
    subjects = ["甲局", "乙局", "丙局"] if whole else ["甲局", "丙局"]
    assert [one.subject for one in found.receptions] == subjects
    assert found.receptions[-1].amount == fen(0.3)


def test_nothing_is_carried_below_a_number_that_cannot_be_read(tmp_path: Path) -> None:
    rows = [["附件号", "正文"], [1, "甲"], ["二", "乙"], [None, "丙"]]
    done, found = imported(tmp_path, rows)
    assert [(one.number, one.text) for one in found.attachments] == [(1, "甲")]
    assert [line.partition("：")[0] for line in told(done)] == [
        "[未导入] 清单.xlsx“Sheet1”A3“二”",
        "[未导入] 清单.xlsx“Sheet1”A4“丙”",
    ]


def test_a_stroke_is_nothing(tmp_path: Path) -> None:
    done, found = imported(
        tmp_path, [HEAD, ["2020-3-15", "甲局", "—", "-", None], ["2020-3-15", "乙局", 2, "－", None]]
    )
    assert [(one.persons, one.amount) for one in found.receptions] == [(None, None), (2, None)]
    assert told(done) == []


def test_only_half_of_a_row_says_what_is_missing(tmp_path: Path) -> None:
    done, found = imported(tmp_path, [HEAD, GOOD, [None, "一、上级检查", None, None, None]])
    assert told(done) == [
        "[未导入] 清单.xlsx“Sheet1”C3“一、上级检查”：这一行没有“人次”或“金额”或“日期”，请补填后再导入；只是分类标题的行不必处理。"
    ]
    assert len(found.receptions) == 1


@pytest.mark.parametrize(("total", "level"), [(0.3, None), (0.4, Level.EXPLAIN)])
def test_a_row_of_sums_is_compared(total: float, level: Level | None, tmp_path: Path) -> None:
    rows = [HEAD, GOOD, ["2020-3-16", "乙局", 3, 0.2, None], ["合计（2批）", None, 8, total, None]]
    done, found = imported(tmp_path, rows)
    assert [one.subject for one in found.receptions] == ["甲局", "乙局"]
    assert [one.level for one in done.findings] == ([level] if level else [])
    for one in done.findings:
        assert (
            str(one)
            == "[需说明]  清单 清单.xlsx“Sheet1”D4 合计是0.40万元，各行相加为0.30万元，请核对清单有没有漏行、重行或写错的数。"
        )
        assert (one.expected, one.actual, one.difference) == (fen(0.4), fen(0.3), fen(0.1))
        assert not done.complete


def test_a_row_of_sums_that_stands_first(tmp_path: Path) -> None:
    rows = [HEAD, ["合计", None, 8, 0.3, None], GOOD, ["2020-3-16", "乙局", 3, 0.2, None]]
    done, found = imported(tmp_path, rows)
    assert (len(found.receptions), done.findings) == (2, ())
    rows[1][3] = 0.31
    done, _ = imported(tmp_path, rows)
    assert [(one.expected, one.actual) for one in done.findings] == [(fen(0.31), fen(0.3))]


def test_sums_of_persons_and_sums_of_pages(tmp_path: Path) -> None:
    rows = [
        HEAD,
        GOOD,
        ["本页小计", None, 5, 0.1, None],
        [],
        HEAD,
        ["2020-3-16", "乙局", 3, 0.2, None],
        ["本页小计", None, 4, 0.2, None],
        ["总计", None, 8, 0.3, None],
    ]
    done, found = imported(tmp_path, rows)
    assert len(found.receptions) == 2
    assert [str(one) for one in done.findings] == [
        "[需说明]  清单 清单.xlsx“Sheet1”C7 合计是4，各行相加为8，请核对清单有没有漏行、重行或写错的数。"
    ]


def test_sums_of_codes_are_compared_with_what_stands_below_them(tmp_path: Path) -> None:
    rows = [
        ["单位：万元"],
        ["科目编码", "科目名称", "年初预算数", "全年预算数"],
        ["204", "公共安全支出", 31, 41],
        ["20402", "公安", 31, 40],
        ["2040201", "行政运行", 10, 20],
        ["2040202", "一般行政管理事务", 21, 20],
        [None, "公务用车购置及运行维护费", None, 9],
        [None, "公务用车购置费", None, 3],
        [None, "公务用车运行维护费", None, 5],
    ]
    done, found = imported(tmp_path, rows)
    assert list(found.items) == ["2040201", "2040202"]
    assert [one.message for one in done.findings] == [
        "清单 清单.xlsx“Sheet1”D3 科目 204 的数是41.00万元，各行相加为40.00万元，",
        "清单 清单.xlsx“Sheet1”D7 这一行的数是9.00万元，各行相加为8.00万元，",
    ]
    assert all(map(well_said, done.findings))


def test_no_sum_is_compared_when_a_row_could_not_be_read(tmp_path: Path) -> None:
    done, _ = imported(tmp_path, [HEAD, GOOD, [None, "乙", "两", 1, None], ["合计", None, 7, 1.1, None]])
    assert len(done.unplaced) == 1
    assert done.findings == ()


def test_when_no_row_can_be_read_nothing_is_written(tmp_path: Path) -> None:
    book = fresh(tmp_path)
    before = book.read_bytes()
    done = bring(book, write(tmp_path / "错.xlsx", [HEAD, ["2020-3-1", "甲", "几人", 1, None]]))
    assert (done.written, done.lists, len(done.unplaced), done.complete) == (False, (), 1, False)
    assert book.read_bytes() == before


def test_a_list_without_a_unit_is_not_imported_unless_it_is_given(tmp_path: Path) -> None:
    rows = [["接待单位", "人数", "接待金额"], ["甲局", 5, 1000]]
    done, found = imported(tmp_path, rows)
    assert found.receptions == ()
    assert told(done) == [
        "[未导入] 清单.xlsx“Sheet1”C2“1000”：清单没有写明金额的单位是元还是万元，这张清单没有导入，"
        "请在金额的表头或清单上方写明“单位：元”或“单位：万元”，或在命令中加 --unit 元（或万元）。"
    ]
    _, found = imported(tmp_path, rows, unit="元")
    assert [one.amount for one in found.receptions] == [fen(0.1)]
    _, found = imported(tmp_path, [rows[0], ["甲局", 5, 0]])
    assert [one.amount for one in found.receptions] == [0]


def test_the_unit_of_another_list_is_not_taken(tmp_path: Path) -> None:
    rows = [
        ["项目", "单位", "本年数"],
        ["机关运行经费", "万元", 643.7],
        [],
        ["接待单位", "人数", "接待金额"],
        ["甲局", 5, 1000],
    ]
    done, found = imported(tmp_path, rows)
    assert (found.amounts["operating_costs"].current, found.receptions) == (fen(643.7), ())
    assert ["单位是元还是万元" in line for line in told(done)] == [True]


def test_counts_come_without_a_unit_and_amounts_do_not(tmp_path: Path) -> None:
    rows = [["项目", "本年数"], ["机关运行经费", 643.7], ["期末实有人数", 458], ["车辆合计", 5]]
    done, found = imported(tmp_path, rows)
    assert (found.amounts["operating_costs"].current, found.counts["staff"].current) == (None, 458)
    assert ["金额没有导入" in line for line in told(done)] == [True]


def test_a_unit_that_is_neither(tmp_path: Path) -> None:
    rows = [["项目", "单位", "本年数"], ["机关运行经费", "千元", 643.7], ["期末实有人数", "人", 458]]
    done, _ = imported(tmp_path, rows)
    assert told(done) == [
        "[未导入] 清单.xlsx“Sheet1”C2“643.7”：单位“千元”不是元或万元，请把金额改成以元或万元为单位。"
    ]
    rows = [["单位：亿元"], ["接待单位", "人数", "接待金额"], ["甲局", 5, 1]]
    done, found = imported(tmp_path, rows)
    assert found.receptions == ()
    assert "单位是元还是万元" in told(done)[0]


def test_columns_that_the_list_does_not_have(tmp_path: Path) -> None:
    rows = [
        [*HEAD[:4], "住宿标准", None, "经办人"],
        ["2020-3-15", "甲局", 5, 0.1, "350元", None, "张三"],
        ["2020-3-16", "乙局", 5, 0.1, "300元", "备查", None],
        ["合计", None, 10, 0.2, 5, None, None],
    ]
    done, found = imported(tmp_path, rows)
    assert len(found.receptions) == 2
    assert told(done) == [
        "[未导入] 清单.xlsx“Sheet1”E2“350元”：本簿的清单没有“住宿标准”这一栏，2格没有导入，"
        "请核对表头文字；不需要这一栏时不必处理，需要时请手工录入。",
        "[未导入] 清单.xlsx“Sheet1”F3“备查”：这一栏没有表头，1格没有导入，"
        "请核对表头文字；不需要这一栏时不必处理，需要时请手工录入。",
    ]
    assert [one.message for one in done.findings] == [
        "清单 清单.xlsx“Sheet1”的“经办人”栏，本簿的清单没有，没有导入，"
    ]


def test_codes_that_nobody_knows(tmp_path: Path) -> None:
    rows = [
        ["单位：万元"],
        ["科目编码", "科目名称", "全年预算数"],
        ["2040201", "行政运行", 1],
        ["2999999", "没有的科目", 2],
        ["204020", "错码", 3],
        ["2040202", None, 4],
    ]
    done, found = imported(tmp_path, rows)
    assert {code: one.name for code, one in found.items.items()} == {
        "2040201": "行政运行",
        "2040202": "一般行政管理事务",
    }
    assert [line.partition("：")[0] for line in told(done)] == [
        "[未导入] 清单.xlsx“Sheet1”A4“2999999”",
        "[未导入] 清单.xlsx“Sheet1”A5“204020”",
    ]


def test_a_name_that_many_codes_have_is_no_code(tmp_path: Path) -> None:
    rows = [["单位：万元"], ["科目名称", "全年预算数"], ["行政运行", 1], ["住房公积金", 2]]
    done, found = imported(tmp_path, rows)
    assert {code: one.full for code, one in found.items.items()} == {"2210201": fen(2)}
    assert [line.partition("：")[0] for line in told(done)] == ["[未导入] 清单.xlsx“Sheet1”A3“行政运行”"]


def test_codes_that_the_unit_has_registered(tmp_path: Path) -> None:
    book = fresh(tmp_path)
    layout = all_sections(load_format("sichuan-2020"))["own"]
    cells = {f"科目字典!A{layout.first}": "2040250", f"科目字典!B{layout.first}": "本单位的科目"}
    book.write_bytes(changed(book.read_bytes(), cells))
    rows = [["单位：万元"], ["科目编码", "全年预算数"], ["2040250", 3]]
    done = bring(book, write(tmp_path / "x.xlsx", rows))
    assert (told(done), facts(book).items["2040250"].name) == ([], "本单位的科目")


def test_a_name_that_is_not_that_of_the_code_is_told(tmp_path: Path) -> None:
    rows = [["单位：万元"], ["科目编码", "科目名称", "全年预算数"], ["2040201", "信息化建设", 1]]
    done, found = imported(tmp_path, rows)
    assert found.items["2040201"].full == fen(1)
    assert [(one.rule, one.level) for one in done.findings] == [("import-other-name", Level.HINT)]
    assert "信息化建设" in done.findings[0].message


def test_fractions_of_a_source_that_does_not_tell_percentages(tmp_path: Path) -> None:
    rows = [
        ["项目名称", "三级指标", "指标值", "完成值"],
        ["甲", "合格率", 0.95, 1.0],
        ["甲", "台数", 1.0, 2.0],
    ]
    found, left = ListFinder(load_format("sichuan-2020")).take(SourceSheet("老.xls", "Sheet1", rows))
    assert left is None
    assert [(str(one.place), one.reason) for one in found.unplaced] == [
        ("老.xls“Sheet1”C2", "看不出是0.95还是95%"),
        ("老.xls“Sheet1”D2", "看不出是1还是100%"),
    ]
    assert [row.value("actual") for one in found.lists for row in one.rows] == [None, "2"]


def test_the_same_row_twice_with_different_amounts(tmp_path: Path) -> None:
    rows = [
        ["单位：万元"],
        ["项目名称", "全年预算数", "执行数"],
        ["甲", 10, 9],
        ["乙", 5, 5],
        ["甲", 10, 8],
    ]
    done, found = imported(tmp_path, rows)
    assert [(one.project, one.actual) for one in found.projects] == [("甲", fen(9)), ("乙", fen(5))]
    assert told(done) == [
        "[未导入] 清单.xlsx“Sheet1”C5“8.00”：与 清单.xlsx“Sheet1”C3 说的是同一行，内容却是“9.00”，"
        "请核对哪一个正确，删去另一个后再导入。"
    ]


def test_a_full_list_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    book = fresh(tmp_path)
    before = book.read_bytes()
    rows = [HEAD, *(["2020-3-15", f"单位{n}", 5, 0.1, None] for n in range(43))]
    with pytest.raises(FindingsError) as error:
        bring(book, write(tmp_path / "长.xlsx", rows))
    assert [str(one) for one in error.value.findings] == [
        "[错误] 其他重要事项!A93 “三、国内公务接待清单（一批一行）”放不下，还差3行，请删去不再使用的行，或在列表中间插入行后再试。"
    ]
    assert book.read_bytes() == before
    bring(book, write(tmp_path / "刚好.xlsx", rows[:41]))
    assert len(facts(book).receptions) == 40


def test_lists_are_not_figures_of_last_year(tmp_path: Path) -> None:
    book = fresh(tmp_path)
    with pytest.raises(StructureError, match="清单不能作为上年数导入"):
        bring(book, write(tmp_path / "清单.xlsx", [HEAD, GOOD]), prior=True)


def test_nothing_that_can_be_read_says_what_lists_need(tmp_path: Path) -> None:
    with pytest.raises(StructureError, match="接待对象"):
        bring(fresh(tmp_path), write(tmp_path / "空.xlsx", [["甲", "乙"], ["丙", 1]]))
