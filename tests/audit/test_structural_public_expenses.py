"""D16 and D17: receptions with their list, and what is counted for the public expenses."""

from __future__ import annotations

import pytest

from juesuan.findings import Level
from juesuan.spec.model import Cell
from tests.audit.beside import OTHER, blank, cell, fact, facts, row, without_counts
from tests.audit.views import alone, bare, told, view_of, view_of_bytes
from tests.book.test_read_rows import Cells, changed
from tests.books import accounts, book_bytes

ABROAD, PURCHASE, RECEPTION = (cell(f"10.amount.{one}") for one in ("abroad", "purchase", "reception"))


def test_the_sample_agrees() -> None:
    assert [one for key in ("D16", "D17") for one in told(view_of(), key)] == []
    assert [one for key in ("D16", "D17") for one in told(bare(accounts("panzhihua-2020")), key)] == []


# ---- D16


def guests(number: int, persons: object = None, amount: object = None) -> Cells:
    found = {"persons": persons, "amount": amount}
    return {row("receptions", number, key): value for key, value in found.items()}  # type: ignore[misc]


def test_guests_of_a_whole_list() -> None:
    words = ("“国内公务接待人次”28人次，接待清单5批合计27人次，相差1人次", "请核对接待的批次")
    alone(view_of(facts(reception_persons=28)), "D16", Level.EXPLAIN, fact("reception_persons"), *words)


def test_money_of_a_whole_list() -> None:
    view = view_of({row("receptions", 4, "amount"): 0.29})
    words = ("“国内公务接待支出”0.55万元，接待清单5批合计0.65万元，相差0.10万元",)
    found = alone(view, "D16", Level.EXPLAIN, fact("reception_domestic"), *words)
    assert (found.expected, found.actual, found.difference) == (650_000, 550_000, -100_000)


def test_money_of_a_list_that_is_off_by_rounding() -> None:
    view = view_of({row("receptions", 4, "amount"): 0.2})
    alone(view, "D16", Level.HINT, fact("reception_domestic"), "相差0.01万元，在四舍五入的尾差之内")


def test_a_list_that_is_not_all() -> None:
    more = facts(reception_batches=7, reception_persons=40)
    assert told(view_of(more), "D16") == []
    view = view_of({**more, **facts(reception_persons=26)})
    alone(view, "D16", Level.EXPLAIN, fact("reception_persons"), "接待清单5批合计27人次，相差1人次")
    assert told(view_of(facts(reception_batches=None, reception_persons=40)), "D16") == []


def test_a_list_with_more_batches_than_stated() -> None:
    words = ("其他重要事项接待清单5批，大于“国内公务接待批次”4批，多1批",)
    alone(view_of(facts(reception_batches=4)), "D16", Level.EXPLAIN, row("receptions", 4, "subject"), *words)


def test_a_whole_list_with_blanks() -> None:
    assert told(view_of(guests(4, None, 0.19)), "D16") == []  # 17 of 27 guests are listed
    view = view_of({**guests(4, None, 0.19), **facts(reception_persons=16)})
    alone(view, "D16", Level.EXPLAIN, fact("reception_persons"), "接待清单4批合计17人次")


def test_receptions_that_are_not_those_of_the_table() -> None:
    words = (
        "公开10表“公务接待费”决算数0.55万元，国内公务接待支出0.55万元、外事接待支出0.20万元，合计0.75万元，相差0.20万元",
    )
    view = view_of(facts(reception_foreign=0.2))
    found = alone(view, "D16", Level.EXPLAIN, fact("reception_domestic"), *words)
    assert found.cells[0] == "10.amount.reception"
    view = view_of({**facts(reception_foreign=None), RECEPTION: 0.85})
    alone(view, "D16", Level.HINT, fact("reception_foreign"), "还差0.30万元，外事接待支出没有填写")


def test_receptions_of_all_tables_together() -> None:
    cells: Cells = {cell("12.amount.reception"): 0.2}
    assert told(view_of({**cells, **facts(reception_foreign=0.2)}), "D16") == []
    assert told(view_of(cells), "D16") == []  # those of the first table alone


def test_a_table_that_is_not_known() -> None:
    assert told(view_of({RECEPTION: None}), "D16") == []
    assert (
        told(view_of({RECEPTION: None, **facts(reception_domestic=None, reception_foreign=None)}), "D16")
        == []
    )


# ---- D17


def test_money_without_a_number() -> None:
    words = (
        "其他重要事项“因公出国（境）团组数”为0，而公开10表“因公出国（境）费”决算数3.00万元",
        "跨年结算的请说明",
    )
    found = alone(view_of({ABROAD: 3}), "D17", Level.EXPLAIN, fact("missions"), *words)
    assert (found.cells[0], found.actual) == ("10.amount.abroad", 3_000_000)
    alone(
        view_of({PURCHASE: 3}), "D17", Level.EXPLAIN, fact("vehicles_bought"), "“更新购置公务用车（辆）”为0"
    )
    view = view_of(facts(reception_batches=0))
    alone(view, "D17", Level.EXPLAIN, fact("reception_batches"), "“国内公务接待批次、外事接待批次”为0")


def test_money_with_a_blank_number() -> None:
    view = view_of(facts(reception_batches=None, foreign_batches=None))
    words = ("“国内公务接待批次、外事接待批次”没有填写，而公开10表“公务接待费”决算数0.55万元",)
    alone(view, "D17", Level.EXPLAIN, fact("reception_batches"), *words)
    view = view_of(facts(reception_batches=None))
    alone(view, "D17", Level.EXPLAIN, fact("reception_batches"), "没有填写")


def test_a_number_without_money() -> None:
    for code, words in {
        "missions": "“因公出国（境）团组数”2个，而公开10表“因公出国（境）费”决算数为0",
        "vehicles_bought": "“更新购置公务用车（辆）”2辆，而公开10表“公务用车购置费”决算数为0",
    }.items():
        alone(view_of(facts(**{code: 2})), "D17", Level.EXPLAIN, fact(code), words)
    view = view_of({RECEPTION: 0})
    alone(view, "D17", Level.EXPLAIN, fact("reception_batches"), "“国内公务接待批次”5批，而", "为0")


def test_money_of_another_fund_counts() -> None:
    assert told(view_of({cell("12.amount.abroad"): 3, **facts(missions=1)}), "D17") == []


def test_guests_from_abroad_are_guests() -> None:
    assert told(view_of(facts(reception_batches=0, foreign_batches=1)), "D17") == []


def test_numbers_that_nobody_has_begun() -> None:
    view = view_of({**without_counts(), ABROAD: 3})
    words = (
        "其他重要事项还没有填写数量，而公开10表“因公出国（境）费”决算数3.00万元、公开10表“公务接待费”决算数0.55万元",
    )
    found = alone(view, "D17", Level.HINT, fact("missions"), *words)
    assert found.cells == ("10.amount.abroad", "10.amount.reception")


@pytest.mark.parametrize(
    "cells",
    [
        {RECEPTION: None},  # the table is not filled in: nobody knows
        {RECEPTION: None, **facts(reception_batches=None, foreign_batches=None)},
        facts(reception_batches="五批"),  # told by itself
        blank(("missions", "vehicles_bought")),
        {**without_counts(), RECEPTION: 0},
    ],
)
def test_numbers_that_agree_or_cannot_be_judged(cells: Cells) -> None:
    assert told(view_of(cells), "D17") == []


@pytest.mark.parametrize("form", ["shanghai-2024", "sichuan-2024"])
def test_the_tables_are_found_in_every_format(form: str) -> None:
    name = f"{form}:exact:3"
    view = view_of(name=name)
    table = next(one.key for one in view.format if "三公" in one.title)
    assert {one.partition(".")[0] for found in told(view, "D17") for one in found.cells} == {table}
    at = cell(f"{table}.amount.reception", name)
    place = view.place(Cell(table, "amount", "reception"))
    assert at == "!".join(place)
    missions = next(one for one in view.facts.counts.values() if one.code == "missions")
    cells: Cells = {f"{OTHER}!C{missions.row}": 0, at: 7.5}
    found = told(view_of_bytes(changed(book_bytes(name), cells)), "D17")
    assert "公务接待费”决算数7.50万元" in "".join(one.message for one in found)
    assert {one.level for one in found} == {Level.EXPLAIN}
