"""Where an issue is marked: its words in the text as it stands, its cell in the table as it is printed."""

from __future__ import annotations

from dataclasses import replace

from juesuan.findings import Level
from juesuan.spec.model import Cell
from juesuan.tieout.document import Document, Paragraph, RawTable
from juesuan.tieout.issue import Issue
from juesuan.tieout.places import Square, Words, places_of
from juesuan.tieout.tieout import TiedOut, tie_out
from tests.tieout.files import HEADING, TITLE, WRONG

ROWS = (
    ("项目", "", "本年收入合计", "财政拨款收入", "上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入"),
    ("科目编码", "科目名称", None, None, None, None, None, None, None),
    ("合计", None, "100.00", "90.00", "", "", "", "", "10.00"),
    ("201", "一般公共服务支出", "100.00", "90.00", "", "", "", "", "10.00"),
    ("20103", "政府办公厅（室）及相关机构事务", "100.00", "90.00", "", "", "", "", "10.00"),
    ("2010301", "行政运行", "99.00", "89.00", "", "", "", "", "10.00"),
)  # fmt: skip


def tied(*texts: str, table: bool = False) -> TiedOut:
    blocks: list[Paragraph | RawTable] = [Paragraph(text) for text in (TITLE, HEADING, *texts)]
    if table:
        marks = tuple(tuple(100 * row + column for column in range(9)) for row in range(len(ROWS)))
        boxes = tuple(
            tuple((4, float(column), float(row), column + 1.0, row + 1.0) for column in range(9))
            for row in range(len(ROWS))
        )
        heads = [Paragraph(one, page=4) for one in ("收入决算表", "公开02表", "单位：万元")]
        blocks += [*heads, RawTable(ROWS, page=4, marks=marks, boxes=boxes)]
    return tie_out(Document("docx", "报告.docx", tuple(blocks)))


def test_words_are_found_behind_blanks_and_full_width_digits() -> None:
    text = WRONG.replace("增长12.00%", "增 长 １２．００ ％")
    done = tied(text + "主要原因：人员增加。")
    (issue,) = done.issues
    place = places_of(done).of(issue)
    assert isinstance(place, Words)
    assert place.paragraph.text[place.start : place.end] == "增 长 １２．００ ％"


def test_an_issue_about_no_words_means_the_paragraph() -> None:
    done = tied(WRONG)
    whole = replace(done.issues[0], start=0, end=0)
    place = places_of(done).of(whole)
    assert isinstance(place, Words)
    assert (place.start, place.end) == (0, len(WRONG))


def test_a_figure_of_a_table_is_found_in_its_cell() -> None:
    done = tied(table=True)
    assert done.own is not None
    places = places_of(done)
    issue = next(one for one in done.issues if one.rule == "A13" or one.cells)
    place = places.of(issue)
    assert isinstance(place, Square)
    assert place.exact
    printed = place.table.rows[place.row][place.column]
    assert printed in issue.message
    assert places.page_of(issue) == 4


def test_a_figure_that_is_not_printed_means_its_table() -> None:
    done = tied(table=True)
    assert done.own is not None
    table = next(iter(done.own.recognised.tables))
    places = places_of(done)
    lost = Issue("X", Level.ERROR, "", cells=(Cell(table, "9999999", "total"),))
    titled = Issue("X", Level.ERROR, "", place=done.own.form.tables[table].title)
    for one in (lost, titled):
        place = places.of(one)
        assert isinstance(place, Square)
        assert (place.row, place.column, place.exact) == (0, 0, False)


def test_what_stands_nowhere_has_no_place() -> None:
    done = tied(table=True)
    places = places_of(done)
    nowhere = Issue("F01", Level.ERROR, "", place="没有的表")
    assert places.of(nowhere) is None
    assert places.page_of(nowhere) == 0
