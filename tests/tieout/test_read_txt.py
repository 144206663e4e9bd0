"""Text files: a line a paragraph, broken lines put together, tables by their columns."""

from __future__ import annotations

from pathlib import Path

import pytest

from juesuan.findings import StructureError
from juesuan.tieout.document import Document
from juesuan.tieout.read_txt import FROM_COLUMNS, LOST_COLUMNS, read_txt

LONG = "二〇二四年本年收入合计一百一十万元，其中一般公共预算财政拨款收入一"


def read(folder: Path, text: str, encoding: str = "utf-8") -> Document:
    path = folder / "报告.txt"
    path.write_bytes(text.encode(encoding))
    return read_txt(path)


def texts(folder: Path, text: str) -> list[str]:
    return [one.text for one in read(folder, text).paragraphs]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    found = read(tmp_path, "某市劳动就业局2024年度部门决算\n一、收入决算情况说明\n", encoding)
    assert [one.text for one in found.paragraphs] == [
        "某市劳动就业局2024年度部门决算",
        "一、收入决算情况说明",
    ]


def test_blank_lines_and_indents_are_dropped_and_lines_counted(tmp_path: Path) -> None:
    found = read(tmp_path, "\n　　收入增加。\r\n\n\x0c 支出减少。\n")
    assert [(one.text, one.line) for one in found.paragraphs] == [("收入增加。", 2), ("支出减少。", 4)]


def test_a_line_broken_for_width_goes_on(tmp_path: Path) -> None:
    assert texts(tmp_path, f"{LONG}\n百万元。\n支出减少。\n") == [f"{LONG}百万元。", "支出减少。"]


def test_three_lines_of_one_paragraph(tmp_path: Path) -> None:
    assert texts(tmp_path, f"{LONG}\n{LONG}\n百万元。\n") == [f"{LONG}{LONG}百万元。"]


@pytest.mark.parametrize(
    "second",
    ["1.会议费支出", "（一）机关运行经费", "二、支出决算情况说明"],
)
def test_a_numbered_line_starts_anew(tmp_path: Path, second: str) -> None:
    assert texts(tmp_path, f"{LONG}\n{second}\n") == [LONG, second]


def test_short_lines_and_ended_ones_do_not_go_on(tmp_path: Path) -> None:
    assert texts(tmp_path, "收入决算情况\n本年收入增加。\n") == ["收入决算情况", "本年收入增加。"]
    assert texts(tmp_path, f"{LONG}。\n支出减少。\n") == [f"{LONG}。", "支出减少。"]
    assert texts(tmp_path, f"{LONG}\n\n支出减少。\n") == [LONG, "支出减少。"]


def rows(found: Document) -> list[tuple[str | None, ...]]:
    return [row for table in found.tables for row in table.rows]


def test_a_table_by_tabs_is_read_and_told(tmp_path: Path) -> None:
    text = "收入决算表\n科目\t金额\t占比\n基本\t\t12.00\n注：本表反映收入。\n"
    found = read(tmp_path, text)
    assert [one.text for one in found.paragraphs] == ["收入决算表", "注：本表反映收入。"]
    assert rows(found) == [("科目", "金额", "占比"), ("基本", None, "12.00")]
    assert next(found.tables).line == 2
    assert found.notes == (FROM_COLUMNS,)


LAID = """支出决算表
公开03表
部门：某局                    单位：万元
    项目                    本年支出
科目编码  科目名称      小计  基本支出  项目支出
          栏次            1         2         3
          合计       100.00     80.00     20.00
201       一般公共服  90.00     70.00     20.00
          务支出
208       社会保障    10.00     10.00
注：本表反映支出。
第三部分 情况说明
"""


def test_a_table_by_blanks_is_read(tmp_path: Path) -> None:
    found = read(tmp_path, LAID)
    head = [
        ("项目", "项目", "本年支出", "本年支出", "本年支出"),
        ("科目编码", "科目名称", "小计", "基本支出", "项目支出"),
    ]
    assert rows(found)[:2] == head
    assert rows(found)[3:] == [
        ("合计", None, "100.00", "80.00", "20.00"),
        ("201", "一般公共服务支出", "90.00", "70.00", "20.00"),
        ("208", "社会保障", "10.00", "10.00", None),
    ]
    assert [one.text for one in found.paragraphs][-2:] == ["注：本表反映支出。", "第三部分 情况说明"]


def test_a_table_whose_columns_cannot_be_told_is_told(tmp_path: Path) -> None:
    found = read(tmp_path, "科目    金额    占比\n说明    无    无\n\n收入增加。\n")
    assert rows(found) == []
    assert found.notes == (LOST_COLUMNS,)
    assert [one.text for one in found.paragraphs] == ["收入增加。"]


def test_single_blanks_around_figures_make_no_table(tmp_path: Path) -> None:
    line = "2022 年度收、支总计均为 3413.06 万元。与 2021 年度相比，各减少 922.29 万元。"
    assert texts(tmp_path, f"{line}\n") == [line]


def test_nothing_is_told_of_plain_text(tmp_path: Path) -> None:
    assert read(tmp_path, "第二部分  决算情况说明\n").notes == ()


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "一.txt"
    path.write_bytes(bytes(range(256)))
    with pytest.raises(StructureError, match="不是文本文件"):
        read_txt(path)
