"""Lists into a workbook that has rows already: found again, brought up to date, others behind them, nothing removed."""

from __future__ import annotations

from pathlib import Path

import pytest

from juesuan.book.file import FileBook
from juesuan.book.layout import address
from juesuan.book.sheetpart import Content
from juesuan.book.sheets import all_sections
from juesuan.import_sources import gather
from juesuan.importing.lists.enter import enter_lists
from juesuan.spec import load_format
from tests.book.test_read_rows import changed
from tests.books import book_bytes
from tests.importing.lists import bring, facts, fresh, told, write
from tests.importing.printed import fen
from tests.importing.test_import_file import log

SECTIONS = all_sections(load_format("sichuan-2020"))


@pytest.fixture
def police(tmp_path: Path) -> Path:
    """The sample with all its lists."""
    path = tmp_path / "交警.xlsx"
    path.write_bytes(book_bytes("panzhihua-2020"))
    return path


def cell(section: str, row: int, column: str) -> str:
    layout = SECTIONS[section]
    return f"{layout.sheet}!{address(layout.first + row, layout.column(column))}"


def test_a_reception_is_found_by_subject_date_and_persons(police: Path, tmp_path: Path) -> None:
    before = facts(police).receptions
    rows = [
        ["接待对象", "人数", "接待金额（元）", "备注"],
        [before[1].subject, 5, 1200, "更正"],
        [before[1].subject, 6, 1100, None],
        ["新来的单位", 2, 300, None],
        ["新来的单位", 2, 300, None],
    ]
    done = bring(police, write(tmp_path / "接待.xlsx", rows))
    assert (told(done), done.complete) == ([], True)
    assert [str(one) for one in done.lists] == ["其他重要事项·国内公务接待清单：新增3行，改动1行"]
    after = facts(police).receptions
    assert after[0] == before[0]
    assert after[2:5] == before[2:5]
    assert (after[1].amount, after[1].note, after[1].row) == (fen(0.12), "更正", before[1].row)
    assert [(one.subject, one.persons, one.amount) for one in after[5:]] == [
        (before[1].subject, 6, fen(0.11)),
        ("新来的单位", 2, fen(0.03)),
        ("新来的单位", 2, fen(0.03)),
    ]
    again = bring(police, tmp_path / "接待.xlsx")
    assert (again.written, again.changes) == (False, ())
    assert [str(one) for one in again.lists] == ["其他重要事项·国内公务接待清单：与本簿相同4行"]


def test_a_date_tells_two_batches_apart_only_where_the_source_has_dates(tmp_path: Path) -> None:
    book = fresh(tmp_path)
    head = ["日期", "接待单位", "人次", "金额（万元）"]
    bring(book, write(tmp_path / "一.xlsx", [head, ["2020-3-1", "甲", 2, 1], ["2020-4-1", "甲", 2, 2]]))
    bring(book, write(tmp_path / "二.xlsx", [head, ["2020-4-1", "甲", 2, 5], ["2020-5-1", "甲", 2, 3]]))
    assert [(one.date, one.amount) for one in facts(book).receptions] == [
        ("2020-03-01", fen(1)),
        ("2020-04-01", fen(5)),
        ("2020-05-01", fen(3)),
    ]


def test_which_of_several_batches_is_meant_is_not_guessed(tmp_path: Path) -> None:
    book = fresh(tmp_path)
    head = ["日期", "接待单位", "人次", "金额（万元）"]
    bring(book, write(tmp_path / "一.xlsx", [head, ["2020-3-1", "甲", 2, 1], ["2020-4-1", "甲", 2, 2]]))
    before = facts(book).receptions
    done = bring(book, write(tmp_path / "二.xlsx", [head[1:], ["甲", 2, 7]]))
    assert told(done) == [
        "[未导入] 二.xlsx“Sheet1”A2“甲”：本簿有2行都是这个对象，看不出是哪一行，请在清单中补上日期和人次，或手工改正本簿的那一行。"
    ]
    assert facts(book).receptions == before
    done = bring(book, write(tmp_path / "三.xlsx", [head[1:], ["甲", 2, 2]]))
    assert (told(done), done.lists[0].same) == ([], 1)
    done = bring(book, write(tmp_path / "四.xlsx", [head[1:], ["甲", 2, 3], ["甲", 2, 4]]))
    assert [one.amount for one in facts(book).receptions] == [fen(3), fen(4)]


def test_what_the_source_leaves_blank_or_does_not_name_stays(police: Path, tmp_path: Path) -> None:
    before = facts(police)
    rows = [
        ["单位：万元"],
        ["项目名称", "全年预算数", "执行数", "预期目标"],
        ["辅警人员经费", None, 1000, None],
    ]
    bring(police, write(tmp_path / "p.xlsx", rows))
    after = facts(police)
    assert after.projects[0].actual == fen(1000)
    assert after.projects[0].budget == before.projects[0].budget
    assert after.projects[0].objective == before.projects[0].objective != ""
    assert after.projects[1:] == before.projects[1:]
    assert (after.indicators, after.receptions, after.amounts) == (
        before.indicators,
        before.receptions,
        before.amounts,
    )


@pytest.mark.parametrize(
    ("rows", "which"),
    [
        (
            [
                ["项目名称", "一级指标", "二级指标", "三级指标", "完成值"],
                ["辅警人员经费", "项目完成指标", "数量指标", "保障的辅警人数", "168人"],
                ["辅警人员经费", "项目完成指标", "数量指标", "另一个", "1人"],
            ],
            "indicators",
        ),
        (
            [
                ["项目名称", "绩效监控", "绩效自评"],
                ["标志标线经费", "√", "√"],
                ["新项目", "√", None],
            ],
            "managed",
        ),
        (
            [
                ["单位：元"],
                ["指标", "原因", "影响金额"],
                ["收入支出总计", "特别业务费", 180000],
                ["收入支出总计", "别的原因", 1],
            ],
            "causes",
        ),
        (
            [
                ["单位：万元"],
                ["科目编码", "科目名称", "年初预算数"],
                ["2040201", "行政运行", 4000],
                ["2040250", "事业运行", 5],
            ],
            "items",
        ),
    ],
)
def test_one_row_is_found_again_and_one_is_new(
    rows: list[list[object]], which: str, police: Path, tmp_path: Path
) -> None:
    before = getattr(facts(police), which)
    done = bring(police, write(tmp_path / "x.xlsx", rows))
    assert told(done) == []
    assert [(one.list, one.added, one.changed) for one in done.lists] == [(which, 1, 1)]
    after = getattr(facts(police), which)
    assert len(after) == len(before) + 1
    old = list(before.values()) if isinstance(before, dict) else list(before)
    new = list(after.values()) if isinstance(after, dict) else list(after)
    assert sum(a != b for a, b in zip(old, new, strict=False)) == 1


def test_the_name_of_a_row_is_not_written_over(tmp_path: Path) -> None:
    book = fresh(tmp_path)
    rows = [["单位：万元"], ["科目编码", "科目名称", "全年预算数"], ["2040201", "行政运行", 1]]
    bring(book, write(tmp_path / "一.xlsx", rows))
    bring(book, write(tmp_path / "二.xlsx", [*rows[:2], ["2040201", "行政 运行（本级）", 2]]))
    item = facts(book).items["2040201"]
    assert (item.name, item.full) == ("行政运行", fen(2))


def test_an_item_is_found_by_the_name_that_stands_in_the_workbook(tmp_path: Path) -> None:
    book = fresh(tmp_path)
    head = [["单位：万元"], ["科目编码", "科目名称", "全年预算数"]]
    bring(book, write(tmp_path / "一.xlsx", [*head, ["2040201", "本局运行", 1]]))
    bring(book, write(tmp_path / "二.xlsx", [*head, [None, "本局运行", 2]]))
    assert {code: one.full for code, one in facts(book).items.items()} == {"2040201": fen(2)}


def test_a_typed_formula_of_the_same_amount_stays_and_another_goes(police: Path, tmp_path: Path) -> None:
    book = FileBook.open(police, for_writing=True)
    layout = SECTIONS["amounts"]
    part = book.part("其他重要事项")
    column = layout.column("current")
    part.set_cell(layout.first, column, Content(643.7, "=600+43.7"))
    part.set_cell(layout.first + 1, column, Content(929.19, "=900+29.19"))
    part.set_cell(layout.first + 2, column, Content(100.1 - 100, "=100.1-100"))
    book.save()
    rows = [
        ["单位：万元"],
        ["项目", "本年数"],
        ["机关运行经费", 643.7],
        ["政府采购支出总额", 930],
        ["其中：货物", 0.1],
    ]
    done = bring(police, write(tmp_path / "x.xlsx", rows))
    assert [(one.name, one.old, one.new) for one in done.changes] == [
        ("procurement·本年数", "929.19", "930.00")
    ]
    formulas = FileBook.open(police).grid("其他重要事项").formulas
    assert formulas[layout.first, column] == "=600+43.7"
    assert (layout.first + 1, column) not in formulas


def test_mistakes_in_the_tables_do_not_keep_a_list_out(police: Path, tmp_path: Path) -> None:
    police.write_bytes(
        changed(police.read_bytes(), {"公开06表!D10": "四千", cell("counts", 0, "current"): "几个"})
    )
    done = bring(police, write(tmp_path / "x.xlsx", [["项目", "数量"], ["因公出国（境）团组数", 2]]))
    assert (done.written, [(one.old, one.new) for one in done.changes]) == (True, [("几个", "2")])
    assert FileBook.open(police).grid("公开06表").value(10, 4) == "四千"


def test_a_row_that_a_person_added_is_found_by_name(tmp_path: Path) -> None:
    """A list of 其他重要事项 can be made longer by inserting a row in it; here a prepared row is called otherwise."""
    book = fresh(tmp_path)
    where = cell("counts", 3, "code"), cell("counts", 3, "name")
    book.write_bytes(
        changed(book.read_bytes(), dict(zip(where, ("own_1", "业务用房（平方米）"), strict=True)))
    )
    rows = [["项目", "本年数"], ["业务用房（平方米）", 120], ["国内公务接待人次", 5]]
    done = bring(book, write(tmp_path / "x.xlsx", rows))
    assert facts(book).counts["own_1"].current == 120
    assert told(done) == [
        "[未导入] x.xlsx“Sheet1”A3“reception_persons”：本簿的清单里没有这一行，请在本簿的清单中补上这个代号的行再导入。"
    ]


def test_blank_rows_between_are_used_when_the_end_is_reached(tmp_path: Path) -> None:
    book = fresh(tmp_path)
    last = cell("managed", 19, "project"), cell("managed", 19, "targets")
    book.write_bytes(changed(book.read_bytes(), dict(zip(last, ("末行项目", "√"), strict=True))))
    rows = [["项目名称", "事前评估", "绩效目标"], ["甲", "√", "√"], ["末行项目", "√", None]]
    bring(book, write(tmp_path / "x.xlsx", rows))
    assert [(one.project, one.assessed) for one in facts(book).managed] == [("甲", "√"), ("末行项目", "√")]


def test_what_is_written_is_told_and_logged(police: Path, tmp_path: Path) -> None:
    rows = [
        ["日期", "接待单位", "人次", "金额（元）"],
        ["2020-3-15", "乙局", 2, 300],
    ]
    done = bring(police, write(tmp_path / "清单.xlsx", [*rows, []]))
    assert [(one.sheet, one.cell, one.name, one.old, one.new) for one in done.changes] == [
        ("其他重要事项", "A59", "乙局·日期", "", "2020-03-15"),
        ("其他重要事项", "B59", "乙局·接待对象和事由", "", "乙局"),
        ("其他重要事项", "C59", "乙局·人次", "", "2"),
        ("其他重要事项", "D59", "乙局·金额", "", "0.03"),
    ]
    lines = log(police)
    assert [line[1:7] for line in lines][:2] == [
        ["导入决算报表", "其他重要事项", "", "导入：清单.xlsx", "", "国内公务接待清单：新增1行"],
        ["导入决算报表", "其他重要事项", "A59", "乙局·日期", "", "2020-03-15"],
    ]
    assert len(lines) == 5


def test_a_dry_run_writes_nothing(police: Path, tmp_path: Path) -> None:
    before = police.read_bytes()
    rows = [["接待单位", "人次", "金额（元）"], ["乙局", 2, 300]]
    done = bring(police, write(tmp_path / "清单.xlsx", rows), dry=True)
    assert (done.written, len(done.changes), done.lists[0].added) == (False, 3, 1)
    assert police.read_bytes() == before


def test_the_same_list_in_two_files_comes_once_and_a_contradiction_is_told(tmp_path: Path) -> None:
    book = fresh(tmp_path)
    head = ["接待单位", "人次", "金额（元）"]
    one = write(tmp_path / "一.xlsx", [head, ["甲", 2, 100], ["甲", 2, 100], ["乙", 3, 100]])
    two = write(tmp_path / "二.xlsx", [head, ["甲", 2, 100], ["乙", 3, 200], ["丙", 3, 5]])
    done = bring(book, one, two)
    assert [(one.subject, one.amount) for one in facts(book).receptions] == [
        ("甲", fen(0.01)),
        ("甲", fen(0.01)),
        ("乙", fen(0.01)),
        ("丙", fen(0.0005)),
    ]
    assert [line.partition("：")[0] for line in told(done)] == ["[未导入] 二.xlsx“Sheet1”C3“0.02”"]


def test_an_older_workbook_without_the_list_says_so(tmp_path: Path) -> None:
    book = FileBook.open(fresh(tmp_path))
    names = {name: where for name, where in book.defined_names().items() if name != "JS_receptions"}
    older = type("Older", (FileBook,), {"defined_names": lambda _: names}).from_bytes(book.to_bytes())
    form = load_format("sichuan-2020")
    found = gather([write(tmp_path / "x.xlsx", [["接待单位", "人次"], ["甲", 1]])], form)
    entered = enter_lists(older, form, found.lists)
    assert (entered.lists, entered.edits.edits) == ((), {})
    assert [one.reason for one in entered.unplaced] == [
        "本簿的“其他重要事项”没有这张清单（工作簿是较早的版本），整张清单没有导入"
    ]
