"""Printed forms: texts to the letter, rows as high as their texts, the same bytes from the same input."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from juesuan.export.marked import marked
from juesuan.export.paper import Column, Paper, Piece, row_height
from juesuan.export.texts import MOST_LINES, Run, clipped, line_starts, parted, plain_of
from tests.export.printed import leaves_clean, rows, text

COLUMNS = (Column("项目", 20), Column("金额", 12, "money"), Column("率", 8, "rate"), Column("个", 6, "count"))
HOSTILE = ["=cmd|'/C calc'!A0", "A&B ‹局>", "@SUM(1)", "表\u202e情😀", "+1", "-说明", "'已有撇号"]


def _form() -> bytes:
    paper = Paper("某表")
    page = paper.page("表", [one.width for one in COLUMNS])
    page.title("标题")
    page.header(COLUMNS, repeat=True)
    page.record(COLUMNS, ["甲", 12_345_600, Decimal("-3.50"), 7])
    page.record(COLUMNS, ["乙", -1_234_567, None, None])
    for one in HOSTILE:
        page.record(COLUMNS, [one, None, None, None])
    return paper.data()


def test_values_stand_as_numbers_and_texts_to_the_letter() -> None:
    found = rows(_form(), "表")
    assert found[2] == ["甲", 12.3456, -3.5, 7]
    assert found[3] == ["乙", -1.234567, None, None]
    assert [one[0] for one in found[4:]] == HOSTILE


def test_the_file_is_clean_and_always_the_same() -> None:
    data = _form()
    leaves_clean(data)
    assert data == _form()
    sheet = load_workbook(io.BytesIO(data))["表"]
    assert sheet.print_title_rows == "$2:$2"
    assert all(one.data_type == "s" for row in sheet.iter_rows(max_col=1) for one in row)


def test_characters_that_no_file_can_hold_are_replaced() -> None:
    paper = Paper("某表")
    page = paper.page("表", [20, 20])
    page.pieces([Piece("甲\x00乙\x1b"), Piece((Run("丙\x07"), Run("丁", "new")))])
    assert text(paper.data(), "表") == "甲\ufffd乙\ufffd|丙\ufffd丁"


@pytest.mark.parametrize(
    ("words", "width", "lines"),
    [("", 10, 1), ("一二三四五", 10, 2), ("一二三四", 10, 1), ("甲\n乙\n\n丙", 30, 4), ("a" * 40, 10, 5)],
)
def test_lines_of_a_text(words: str, width: float, lines: int) -> None:
    assert len(line_starts(words, width)) == lines


def test_a_short_word_goes_whole_to_the_next_line() -> None:
    assert line_starts("金额 1234567890", 12) == [0, 3]


def test_a_long_text_goes_on_in_the_next_row_and_nothing_is_lost() -> None:
    words = "".join(f"第{n}句话，说得很长。" for n in range(5_000))
    paper = Paper("某表")
    page = paper.page("表", [40, 20])
    page.pieces([Piece(words), Piece("旁边")])
    data = paper.data()
    found = rows(data, "表")
    assert "".join(row[0] for row in found) == words
    assert [row[1] for row in found if row[1]] == ["旁边"]
    heights = [one.height or 0 for one in load_workbook(io.BytesIO(data))["表"].row_dimensions.values()]
    assert max(heights) <= row_height(MOST_LINES) < 409


def test_marks_of_a_divided_text_stay_with_their_words() -> None:
    runs = (Run("甲" * 100), Run("乙" * 900, "gone"), Run("丙" * 50))
    parts = parted(runs, 20)
    assert len(parts) > 1
    joined = [one for part in parts if isinstance(part, tuple) for one in part]
    for mark, words in (("", "甲" * 100 + "丙" * 50), ("gone", "乙" * 900)):
        assert "".join(one.text for one in joined if one.mark == mark) == words


def test_a_clipped_text_says_that_it_went_on() -> None:
    assert clipped("短", 10, 2) == "短"
    long = clipped("长" * 500, 20, 3, "……（全文见数据包）")
    assert long.endswith("……（全文见数据包）")
    assert len(line_starts(long, 20)) <= 3


def test_numbers_are_compared_as_a_whole() -> None:
    before, after = marked("支出1,234.50万元，减少。", "支出1,234.60万元，增加。")
    assert before == (Run("支出"), Run("1,234.50", "gone"), Run("万元，"), Run("减少", "gone"), Run("。"))
    assert [one.text for one in after if one.mark] == ["1,234.60", "增加"]


@pytest.mark.parametrize("unit", ["甲乙丙丁戊，", "没有标点的文字一直写下去", "一句。"])
def test_long_texts_are_compared_in_time_and_whole(unit: str) -> None:
    before, after = unit * 2_500, "新" + unit * 1_200 + "改" + unit * 1_300 + "了"
    left, right = marked(before, after)
    assert plain_of(left) == before
    assert plain_of(right) == after
    assert any(one.mark for one in right)
