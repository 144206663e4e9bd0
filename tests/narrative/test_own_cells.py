"""What people put into the cells of own texts besides plain texts: formulas, numbers, copies of rows, rows between others."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import pytest

from juesuan.book.file import FileBook
from juesuan.book.sheetpart import Content, Scalar
from juesuan.book.sheets import all_sections
from juesuan.narrate import plan_narrative
from juesuan.narrate_file import write_narrated
from juesuan.regenerate import regenerate
from juesuan.spec import load_format
from tests.books import book_bytes
from tests.narrative.report import WHEN, Report

SECTION = all_sections(load_format("sichuan-2020"))["paragraphs"]
SHEET, OWN, KEY = SECTION.sheet, SECTION.column("own"), SECTION.column("key")
WIDTH = len(SECTION.section.columns)
Cells = Mapping[tuple[str, int, int], Content]


def narrated(data: bytes) -> bytes:
    book = FileBook.from_bytes(data)
    write_narrated(book, plan_narrative(book, WHEN))
    return book.to_bytes()


@lru_cache(maxsize=1)
def first() -> bytes:
    return narrated(book_bytes("panzhihua-2020"))


def put(data: bytes, cells: Cells) -> bytes:
    book = FileBook.from_bytes(data)
    for (sheet, row, column), content in cells.items():
        book.part(sheet).set_cell(row, column, content)
    return book.to_bytes()


def row_of(data: bytes, key: str) -> int:
    return Report(data)[key].row


def inserted(data: bytes, at: int, cells: Mapping[int, Scalar]) -> bytes:
    """Insert a row into 情况说明 as a spreadsheet program does: what stands there moves down."""
    book = FileBook.from_bytes(data)
    grid, part = book.grid(SHEET), book.part(SHEET)
    for row in range(grid.height + 1, at, -1):
        for column in range(1, WIDTH + 1):
            value = grid.value(row - 1, column)
            formula = grid.formulas.get((row - 1, column))
            part.set_cell(
                row, column, Content(value if isinstance(value, str | int | float) else None, formula)
            )
    for column in range(1, WIDTH + 1):
        part.set_cell(at, column, Content(cells.get(column)))
    return book.to_bytes()


def with_another_item(data: bytes) -> bytes:
    """A code more in 公开06表, before most others: the paragraphs below it move."""
    grid = FileBook.from_bytes(data).grid("公开06表")
    spare = next(row for row in range(8, 60) if grid.value(row, 1) is None)
    book = FileBook.from_bytes(
        put(data, {("公开06表", spare, 1): Content("2100101"), ("公开06表", spare, 5): Content(12.34)})
    )
    regenerate(book, now=WHEN)
    return book.to_bytes()


FORMULA = Content("共8414.2万元", '="共"&分析!B6&"万元"')


@pytest.mark.parametrize("content", [FORMULA, Content(12.0), Content(8414.2), Content("'引号")], ids=str)
@pytest.mark.parametrize("moves", [False, True], ids=["stays", "moves"])
def test_a_cell_is_kept_as_it_was_entered(content: Content, moves: bool) -> None:
    key = "capital"
    data = put(first(), {(SHEET, row_of(first(), key), OWN): content})
    if moves:
        data = with_another_item(data)
    done = narrated(data)
    row = row_of(done, key)
    assert (row > row_of(first(), key)) == moves
    grid = FileBook.from_bytes(done).grid(SHEET)
    assert grid.formulas.get((row, OWN)) == content.formula
    assert grid.value(row, OWN) == content.value
    assert type(grid.value(row, OWN)) is type(content.value)
    assert narrated(done) == done


def test_a_formula_in_an_own_text_counts_by_its_value() -> None:
    wrong = Content("收、支总计均为9000.00万元", '="收、支总计均为"&TEXT(9000,"0.00")&"万元"')
    done = narrated(put(first(), {(SHEET, row_of(first(), "total"), OWN): wrong}))
    assert Report(done)["total"].state == "自写，有数不符：9000.00应为8414.20"


def test_a_row_put_between_others_stays_where_it_is() -> None:
    at = row_of(first(), "item.2040219") + 1
    data = narrated(inserted(first(), at, {OWN: "其中信息化建设用于3个平台。"}))
    before, mine, after = (
        next(one for one in Report(data).paragraphs if one.row == at + n) for n in (-1, 0, 1)
    )
    assert (before.key, after.key) == ("item.2040219", "item.2040220")
    assert (mine.own, mine.state, mine.generated) == ("其中信息化建设用于3个平台。", "自加段落", "")
    assert mine.section == before.section
    assert narrated(data) == data


def test_of_a_copied_row_no_text_is_lost() -> None:
    """A person copies a whole row, hidden columns and all, and changes the text in the copy."""
    row = row_of(first(), "total")
    data = narrated(put(first(), {(SHEET, row, OWN): Content("总计8414.20万元。")}))
    grid = FileBook.from_bytes(data).grid(SHEET)
    copy: dict[int, Scalar] = {n: grid.value(row, n) for n in range(1, WIDTH + 1)}  # type: ignore[misc]
    done = Report(narrated(inserted(data, row + 1, {**copy, OWN: "总计的另一种说法。"})))
    texts = [(one.key, one.own, one.state) for one in done.paragraphs if one.row in (row, row + 1)]
    assert texts == [("total", "总计8414.20万元。", "自写"), ("", "总计的另一种说法。", "自加段落")]
    plain = Report(narrated(inserted(first(), row + 1, {n: v for n, v in copy.items() if n != OWN})))
    assert [one.key for one in plain.paragraphs] == [one.key for one in Report(first()).paragraphs]


def test_an_emptied_key_makes_a_row_an_added_one() -> None:
    row = row_of(first(), "capital")
    done = Report(
        narrated(put(first(), {(SHEET, row, KEY): Content(), (SHEET, row, OWN): Content("另述。")}))
    )
    assert done["capital"].own == ""
    assert [one.own for one in done.paragraphs if one.state == "自加段落"] == ["另述。"]
