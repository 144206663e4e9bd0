"""A07, A08, A46 and B28: fixed rows, line numbers, tails, tables without data."""

from __future__ import annotations

from dataclasses import replace

import pytest

from juesuan.book.accounts import NO_DATA, Adjustment
from juesuan.compute.recompute import recompute
from juesuan.findings import Level
from juesuan.spec.model import Cell
from tests.audit.views import SAMPLE, alone, bare, built, told, view_of
from tests.book.test_read_rows import Cells
from tests.books import accounts

WAN = 1_000_000
TAIL_ROW: Cells = {"核对数!B125": "公开01表", "核对数!C125": 5, "核对数!D125": "金额", "核对数!I125": "尾差"}


# ---- A07


def test_a_class_without_a_row() -> None:
    sample = accounts(SAMPLE)
    typed = {**sample.typed, Cell("06", "23303", "basic"): 100 * WAN}
    rows = {**sample.rows, "06": (*sample.rows["06"], "23303")}
    found = told(built(replace(sample, typed=typed, rows=rows)), "A07")
    assert {one.cells for one in found} == {("06.233.total",), ("03.233.total",)}
    assert {one.cause for one in found} == {"class-without-row.233"}
    assert {one.actual for one in found} == {100 * WAN}
    (third,) = (one for one in found if one.sheet == "公开03表")
    assert "“233 债务发行费用支出”100.00万元，233类在公开01表没有对应的行" in third.message
    (sixth,) = (one for one in found if one.sheet == "公开06表")
    assert "在公开04表没有对应的行" in sixth.message


def test_a_class_without_a_row_on_no_sheet() -> None:
    sample = accounts(SAMPLE)
    rows = {**sample.rows, "03": ("204", "227")}
    (found,) = told(bare(replace(sample, rows=rows), {Cell("03", "227", "total"): 5 * WAN}), "A07")
    assert (found.sheet, found.cell, found.level) == ("公开03表", "", Level.ERROR)


@pytest.mark.parametrize("name", [SAMPLE, "putuo-2024"])
def test_every_class_has_a_row(name: str) -> None:
    assert told(view_of(name=name), "A07") == []
    assert told(view_of({"公开06表!A26": "227"}) if name == SAMPLE else view_of(name=name), "A07") == []


# ---- A08


def test_a_line_number_that_was_changed() -> None:
    found = alone(
        view_of({"公开01表!B9": 5}), "A08", Level.HINT, "公开01表!B9", "第9行的行次应为", "现在是“5”"
    )
    assert found.remedy.startswith("请把行次改回")


def test_line_numbers_that_were_cleared() -> None:
    cells: Cells = {"公开04表!E9": None, "公开04表!E10": None}
    alone(view_of(cells), "A08", Level.HINT, "公开04表!E9", "现在是“空白”（本表共2处）")


def test_line_numbers_that_run_on() -> None:
    assert told(view_of(), "A08") == []
    assert told(view_of({"公开01表!B7": "1"}), "A08") == []  # a number as text reads the same
    assert told(view_of(name="putuo-2024"), "A08") == []
    assert told(bare(accounts(SAMPLE)), "A08") == []


# ---- A46


def test_a_tail_larger_than_rounding_explains() -> None:
    words = ("的尾差调整0.01万元超过四舍五入能解释的上限0.005万元", "请查明差额的原因")
    found = alone(view_of({**TAIL_ROW, "核对数!J125": 0.01}), "A46", Level.ERROR, "核对数!J125", *words)
    assert found.cells == ("01.business.amount",)
    assert (found.expected, found.actual) == (5_000, 10_000)


@pytest.mark.parametrize("amount", [0.005, -0.005, 0])
def test_a_tail_within_its_bound(amount: float) -> None:
    assert told(view_of({**TAIL_ROW, "核对数!J125": amount}), "A46") == []


def test_an_exact_book_has_no_tail() -> None:
    book = accounts("sichuan-2020:exact:7")
    tail = Adjustment(Cell("06", "total", "total"), "尾差", 1)
    (found,) = told(built(replace(book, adjustments=(tail,))), "A46")
    assert "本簿金额精度为“精确到分”" in found.message
    (same,) = told(bare(replace(book, adjustments=(tail,))), "A46")
    assert (same.sheet, same.cell) == ("公开06表", "")
    assert told(built(book), "A46") == []


def test_what_is_not_classified_is_no_tail() -> None:
    assert told(view_of({**TAIL_ROW, "核对数!I125": "未分科目", "核对数!J125": 100}), "A46") == []


# ---- B28


def test_an_amount_in_a_table_without_data() -> None:
    cells: Cells = {"公开13表!A9": "22301", "公开13表!D9": 5, "公开13表!F9": 4}
    view = view_of(cells)
    first = next(iter(one for one in view.accounts.typed if one.table == "13"))
    words = ("公开13表标为“此表无数据”，而公开13表第", "等2个数", "改为“已填完，空白即零”")
    found = alone(view, "B28", Level.ERROR, "!".join(view.place(first)), *words)
    assert (found.expected, found.cause) == (0, "no-data.13")
    assert len(found.cells) == 2


def test_a_table_with_data_is_declared_to_have_none() -> None:
    sample = accounts(SAMPLE)
    view = built(replace(sample, status={**sample.status, "11": NO_DATA}))
    (found,) = told(view, "B28")
    assert found.cause == "no-data.11"
    assert found.cells[0].startswith("11.2120802.")


def test_a_figure_that_comes_from_a_table_without_data() -> None:
    cells: Cells = {"核对数!B125": "公开04表", "核对数!C125": 3, "核对数!D125": "金额", "核对数!E125": 5}
    words = ("公开13表标为“此表无数据”，而取自该表的公开04表", "的系统（批复）数为5.00万元")
    found = alone(view_of(cells), "B28", Level.ERROR, "公开04表!C9", *words)
    assert found.cells == ("04.capital.income",)
    assert (found.expected, found.actual, found.cause) == (0, 5 * WAN, "no-data.13")


def test_a_derived_cell_that_was_written_over() -> None:
    alone(view_of({"公开04表!C9": 5}), "B28", Level.ERROR, "公开04表!C9", "为5.00万元", "补填公开13表")


def test_a_projection_that_ought_to_have_rows() -> None:
    sample = accounts(SAMPLE)
    values = {cell: one for cell, one in recompute(sample).values.items() if cell.table != "09"}
    (found,) = told(bare(replace(sample, status={**sample.status, "09": NO_DATA}), values), "B28")
    assert found.cells == ("06.total.project",)
    assert "公开09表标为“此表无数据”，而应列入该表的公开06表" in found.message


def test_tables_that_have_no_data() -> None:
    assert told(view_of(), "B28") == []
    assert told(view_of({"公开13表!D9": 0}), "B28") == []
    assert told(bare(accounts("putuo-2024")), "B28") == []
