"""修改对照表: what is different from the export before, and nothing else."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText

from juesuan.export.revisions import (
    FIGURES,
    NOTHING,
    TEXTS,
    Earlier,
    FigureChange,
    TextChange,
    changes,
    revisions_sheet,
)
from juesuan.spec.model import Cell
from tests.export.materials import sample
from tests.export.printed import leaves_clean, pages, rows, text
from tests.office import needs_office

WHEN = "2021-08-30 10:00"
NOW = (
    ("total", "2020年收、支总计8414.20万元，减少1352.84万元。"),
    ("income", "甲"),
    ("added.1", "自加的话。"),
)
BASIC, GRAND = Cell("06", "2040201", "basic"), Cell("01", "expenditure_grand", "amount")


def _earlier(
    cells: dict[Cell, int | None] | None = None, paragraphs: tuple[tuple[str, str], ...] = NOW
) -> Earlier:
    found = dict(sample().values)
    for cell, amount in (cells or {}).items():
        found.pop(cell, None)
        if amount is not None:
            found[cell] = amount
    return Earlier(found, paragraphs, 1, WHEN)


def test_nothing_changed() -> None:
    assert changes(sample(), _earlier(), NOW).count == 0
    data = revisions_sheet(sample(), _earlier(), NOW)
    leaves_clean(data)
    assert NOTHING in text(data, FIGURES)
    assert "上次：第1次报送，2021-08-30 10:00。" in text(data, FIGURES)
    assert "情况说明文字没有变动。" in text(data, TEXTS)


def test_a_figure_that_changed() -> None:
    stands = sample().values[BASIC]
    found = changes(sample(), _earlier({BASIC: stands + 2_700}), NOW)
    assert found.figures == (FigureChange("修改", BASIC, stands + 2_700, stands),)
    assert found.figures[0].difference == -2_700
    sheet = rows(revisions_sheet(sample(), _earlier({BASIC: stands + 2_700}), NOW), FIGURES)
    assert [1, "修改", "公开06表", "2040201 行政运行", "基本支出", 4233.5427, 4233.54, -0.0027] in sheet


def test_where_a_paragraph_stands_is_told_in_words() -> None:
    before = (("title", "某局2019年度部门决算"), ("total", "甲"), ("once.there", "乙"), ("added.1", "丙"))
    now = (("title", "某局2020年度部门决算"), ("total", "丁"))
    found = rows(revisions_sheet(sample(), _earlier(paragraphs=before), now), TEXTS)
    places = {row[2] for row in found if isinstance(row[0], int)}
    assert {"封面", "第二部分 一", "（上次有的段落）", "（自加段落）"} <= places
    assert not any(re.search("[A-Za-z]", str(one)) for one in places), "no key of the program"


def test_rows_that_came_and_went() -> None:
    gone = Cell("06", "2040250", "project")
    row = {one: None for one in sample().values if (one.table, one.row) == ("11", "2120802")}
    found = changes(sample(), _earlier({gone: 5_000_000, **row}), NOW).figures
    assert found[0] == FigureChange("删去", gone, 5_000_000, None)
    assert {one.kind for one in found[1:]} == {"增加"}
    assert all(one.before is None and one.after for one in found[1:])


def test_a_blank_is_no_other_figure_than_zero() -> None:
    zero = next(one for one, amount in sample().values.items() if amount == 0)
    assert changes(sample(), _earlier({zero: None}), NOW).count == 0


def test_figures_stand_in_the_order_of_the_tables_and_unknown_ones_last() -> None:
    unknown = Cell("99", "row", "column")
    found = changes(sample(), _earlier({BASIC: 1, GRAND: 1, unknown: 7}), NOW).figures
    assert [one.cell for one in found] == [GRAND, BASIC, unknown]
    assert "99|row|column" in text(revisions_sheet(sample(), _earlier({unknown: 7}), NOW), FIGURES)


def test_paragraphs_that_changed_came_and_went() -> None:
    before = (
        ("total", "2020年收、支总计8400.00万元，减少1352.84万元。"),
        ("old", "旧"),
        ("added.1", "自加的话。"),
    )
    found = changes(sample(), _earlier(paragraphs=before), NOW).texts
    assert found == (
        TextChange("修改", "total", before[0][1], NOW[0][1]),
        TextChange("增加", "income", "", "甲"),
        TextChange("删去", "old", "旧", ""),
    )


def test_added_paragraphs_are_known_by_their_text_alone() -> None:
    after = (*NOW[:2], ("added.1", "插在前面的。"), ("added.2", "自加的话。"))
    found = changes(sample(), _earlier(), after).texts
    assert found == (TextChange("增加", "", "", "插在前面的。"),)


def test_both_texts_stand_side_by_side_with_what_changed_marked() -> None:
    before = (("total", "2020年收、支总计8400.00万元，减少1352.84万元。"), *NOW[1:])
    data = revisions_sheet(sample(), _earlier(paragraphs=before), NOW)
    sheet = load_workbook(io.BytesIO(data), rich_text=True)[TEXTS]
    row = next(one for one in sheet.iter_rows() if one[0].value == 1)
    assert row[2].value == "第二部分 一"
    old, new = row[3].value, row[4].value
    assert isinstance(old, CellRichText)
    assert isinstance(new, CellRichText)
    assert (str(old), str(new)) == (before[0][1], NOW[0][1])
    assert [one.text for one in old if getattr(one, "font", None) and one.font.strike] == ["8400.00"]
    assert [one.text for one in new if getattr(one, "font", None) and one.font.b] == ["8414.20"]


def test_the_same_input_gives_the_same_bytes() -> None:
    earlier = _earlier({BASIC: 1}, (("total", "别的话"),))
    assert revisions_sheet(sample(), earlier, NOW) == revisions_sheet(sample(), earlier, NOW)


def test_hostile_texts_come_out_intact() -> None:
    hostile = "=cmd|'/C calc'!A0\nA&B ‹局> 😀 \u202e表"
    long = "很长的一段，" * 6_000
    data = revisions_sheet(
        sample(),
        _earlier(paragraphs=(("total", "甲"), ("income", "乙"))),
        (("total", hostile), ("income", long)),
    )
    sheet = rows(data, TEXTS)
    start = next(n for n, one in enumerate(sheet) if one[0] == 2)
    assert str(next(one for one in sheet if one[0] == 1)[4]) == hostile
    assert "".join(str(one[4]) for one in sheet[start:]) == long
    assert all(len(str(one)) < 32_767 for row in sheet for one in row)


@needs_office
def test_it_prints(tmp_path: Path) -> None:
    stands = {one: amount + 1_000 for one, amount in sample().values.items() if amount}
    material = replace(sample(), draft=True)
    data = revisions_sheet(material, Earlier(stands, (("total", "别的话"),), 2, WHEN), NOW)
    changed = len(changes(material, Earlier(stands, (), 2, WHEN), ()).figures)
    found = pages({"revisions": data}, tmp_path)["revisions"]
    assert changed / 40 < found < changed / 10
