"""Columns of plain text: pieces, where columns are, names that were broken, labels over several columns."""

from __future__ import annotations

import pytest

from juesuan.tieout.txt_columns import Piece, aligned, columns_of, parts_of, pieces, rows_under
from juesuan.tieout.txt_heads import rows_of


def body(*lines: str) -> list[list[Piece]]:
    return [pieces(one) for one in lines]


def test_pieces_are_parted_by_wide_gaps_and_numbers_by_one_blank() -> None:
    assert [one.text for one in pieces("  合 计   1.00 2.00  -")] == ["合 计", "1.00", "2.00", "-"]
    assert [(one.start, one.end) for one in pieces(" 一  22 3")] == [(1, 2), (4, 6), (7, 8)]
    assert [one.text for one in pieces("支出 12  万元", apart=False)] == ["支出 12", "万元"]


def test_a_column_is_what_stands_below_each_other() -> None:
    lines = body(
        "201    行政运行  1,000.00       5.00",
        "20101  事务         10.00",
        "202    其他          9.00       1.00",
    )
    assert len(columns_of(lines)) == 4


def test_pieces_of_a_line_have_columns_of_their_own() -> None:
    columns = [(0, 4), (10, 14), (20, 24)]
    assert aligned(pieces("一    二"), columns) == [0, 1]
    assert aligned(pieces("              一  二"), columns) == [1, 2]
    with pytest.raises(ValueError, match="more pieces than columns"):
        aligned(pieces("一  二  三  四"), columns)


def test_a_number_of_a_column_keeps_a_blank_one() -> None:
    parts = parts_of(["栏次      1     2     3", "合计    5.00        7.00", "行政    4.00        6.00"])
    assert len(parts.columns) == 4


def test_a_name_broken_around_its_row_is_put_together() -> None:
    lines = body("       机关事业", "20805          9.00", "       单位养老", "20806  抚恤     2.00")
    columns = [(0, 5), (7, 11), (15, 20)]
    assert rows_under(lines, columns) == [["20805", "机关事业单位养老", "9.00"], ["20806", "抚恤", "2.00"]]


def test_the_name_of_a_sum_in_merged_cells_stands_in_the_first() -> None:
    lines = body("301    工资   5.00  302    办公   6.00", "  人员合计     5.00    公用合计    6.00")
    last = rows_under(lines, columns_of(lines[:1]))[-1]
    assert last == ["人员合计", "", "5.00", "公用合计", "", "6.00"]


def test_pages_with_blank_columns_belong_together() -> None:
    first = ["科目    合计    基本    项目", "栏次      1       2       3", "甲      5.00    3.00    2.00"]
    assert rows_of([first, ["乙      4.00            4.00"]])[-1] == ["乙", "4.00", "", "4.00"]
    assert rows_of([["甲乙"]]) == []


def test_two_labels_share_the_columns_evenly() -> None:
    lines = [
        "        预算数                决算数",
        "合计    接待费  用车费  合计    接待费  用车费",
        "9.00    4.00    5.00    7.00    3.00    4.00",
    ]
    assert rows_of([lines])[0] == ["预算数"] * 3 + ["决算数"] * 3
