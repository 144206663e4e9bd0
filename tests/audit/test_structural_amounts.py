"""A42 and A43: amounts are numbers of the book's precision, and not negative."""

from __future__ import annotations

from dataclasses import replace

import pytest

from juesuan.findings import Level
from juesuan.spec.model import Cell
from tests.audit.views import SAMPLE, alone, bare, built, told, view_of
from tests.book.test_read_rows import Formula
from tests.books import accounts

MONEY = "公开06表!E12"
EXACT = "sichuan-2020:exact:7"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("348.00", "的“348.00”是文本，不是数字，求和公式不计它"),
        ("３４８", "的“３４８”是文本（含全角数字）"),
        (" 1,234.50 ", "是文本"),
        (Formula('="348"', "348"), "的“348”是文本"),
    ],
)
def test_a_number_that_is_text(value: str, words: str) -> None:
    found = alone(view_of({MONEY: value}), "A42", Level.ERROR, MONEY, words, "公开06表第12行“2040219 ")
    assert found.cells == ("06.2040219.project",)


@pytest.mark.parametrize("value", [348, 348.12, Formula("=12.5+3.2", 15.7), "　", None, 0, "待定"])
def test_a_number_or_what_the_reader_tells(value: str) -> None:
    assert told(view_of({MONEY: value}), "A42") == []


def test_more_than_two_decimals_in_a_book_of_two() -> None:
    words = ("348.1234万元多于两位小数", "精确到分")
    found = alone(view_of({MONEY: 348.1234}), "A42", Level.ERROR, MONEY, *words)
    assert found.actual == 348_123_400


def test_an_exact_book_has_more_decimals() -> None:
    assert told(view_of(name=EXACT), "A42") == []


def test_figures_on_no_sheet_have_two_decimals() -> None:
    found = accounts(SAMPLE)
    cell = Cell("06", "total", "total")
    (one,) = told(bare(found, {cell: 12_345_678, Cell("06", "total", "basic"): 10_000}), "A42")
    assert (one.sheet, one.cell, one.cells) == ("公开06表", "", (str(cell),))
    assert told(bare(replace(found, info={"precision": "精确到分"}), {cell: 12_345_678}), "A42") == []


def test_a_table_that_is_not_filled_is_left_alone() -> None:
    assert told(view_of({"公开10表!J10": "1.00"}), "A42") == []


def test_a_negative_amount() -> None:
    found = alone(view_of({MONEY: -348}), "A43", Level.EXPLAIN, MONEY, "为负数-348.00万元", "正负号")
    assert found.actual == -348_000_000


def test_a_negative_amount_is_told_where_it_was_typed_only() -> None:
    sample = accounts(SAMPLE)
    cell = Cell("06", "2040219", "project")
    view = built(replace(sample, typed={**sample.typed, cell: -9_999_000_000}))
    assert view.value(Cell("06", "204", "project")) < 0
    assert view.value(Cell("03", "2040219", "project")) < 0  # an offered formula takes it over
    (found,) = told(view, "A43")
    assert found.cells == (str(cell),)


def test_carried_over_money_has_its_own_words() -> None:
    sample = accounts(SAMPLE)
    view = built(replace(sample, typed={**sample.typed, Cell("01", "opening", "amount"): -1_000_000}))
    (found,) = told(view, "A43")
    assert found.cells == ("01.opening.amount",)
    assert "结转和结余出现赤字须有依据" in found.message
    assert "以前年度超支" in found.remedy


def test_a_difference_that_is_negative() -> None:
    book = accounts(EXACT)
    view = built(replace(book, typed={**book.typed, Cell("08", "30103", "amount"): 10**12}))
    (found,) = told(view, "A43")
    assert found.cells == ("05.30103.general_project",)
    assert "由公式得出负数" in found.message


def test_no_negative_amount() -> None:
    assert told(view_of(), "A43") == []
    assert told(view_of({"公开10表!J10": -1}), "A43") == []  # not filled
