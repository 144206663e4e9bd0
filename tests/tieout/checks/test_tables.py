"""The printed tables by themselves and against each other; what rounding explains is one hint a table."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest

from juesuan.audit.standing import standing_of
from juesuan.audit.view import View
from juesuan.book.accounts import FILLED, Accounts
from juesuan.findings import Level
from juesuan.spec import load_format
from juesuan.spec.model import Cell
from juesuan.tieout.checks.tables import check
from juesuan.tieout.issue import Issue
from tests.tieout.cases import cells

FORM = load_format("sichuan-2020")
CODES = ("208", "20801", "2080101", "2080105", "221", "22102", "2210201")
TABLE = {
    "total": ("90.00", "70.00", "20.00"),
    "208": ("80.00", "60.00", "20.00"),
    "20801": ("80.00", "60.00", "20.00"),
    "2080101": ("60.00", "60.00", "0.00"),
    "2080105": ("20.00", "0.00", "20.00"),
    "221": ("10.00", "10.00", "0.00"),
    "22102": ("10.00", "10.00", "0.00"),
    "2210201": ("10.00", "10.00", "0.00"),
}
"""一般公共预算财政拨款支出决算表: 合计, 基本支出, 项目支出 in 万元."""


def found(
    changes: Mapping[str, tuple[str, str, str]], *, more: Mapping[str, str] | None = None
) -> list[Issue]:
    """What is found in the table with some rows changed, and in other tables."""
    amounts = {
        f"06|{row}|{column}": amount
        for row, those in {**TABLE, **changes}.items()
        for column, amount in zip(("total", "basic", "project"), those, strict=True)
    }
    amounts |= more or {}
    status = dict.fromkeys(dict.fromkeys(key.split("|")[0] for key in amounts), FILLED)
    accounts = Accounts(FORM, rows={"06": CODES}, status=status)
    return list(check(View(accounts, standing_of(cells(amounts)))))


def grave(issues: list[Issue]) -> list[Issue]:
    return [one for one in issues if one.level is not Level.HINT]


def test_a_table_that_foots() -> None:
    assert found({}) == []


def test_a_row_that_does_not_add_up_across() -> None:
    across, down = found({"2210201": ("10.00", "9.00", "0.00")})
    assert (across.rule, down.rule) == ("A24", "A25")
    assert (across.level, across.expected, across.actual) == (Level.ERROR, "9.00万元", "10.00万元")
    assert across.place == across.cause == "一般公共预算财政拨款支出决算表"
    assert across.cells[0] == Cell("06", "2210201", "total")
    assert across.message.startswith("公开06表“2210201 住房公积金”合计10.00，")


def test_a_sum_of_codes_that_does_not_add_up() -> None:
    issues = grave(found({"2080101": ("61.00", "61.00", "0.00")}))
    assert issues
    assert all("20801" in one.message or "人力资源和社会保障管理事务" in one.message for one in issues)
    assert {one.expected for one in issues} <= {"81.00万元", "61.00万元", "80.00万元", "60.00万元"}


def test_tails_of_one_table_are_one_hint() -> None:
    tails = {"2080101": ("60.01", "60.01", "0.00"), "2210201": ("10.01", "10.01", "0.00")}
    (one,) = found(tails)
    assert one.level is Level.HINT
    assert (
        "3个数各自四舍五入，最多可差0.015万元，属于尾差。请核对后保留。（本表这样的尾差共4处）" in one.message
    )
    assert one.cause == "尾差一般公共预算财政拨款支出决算表"
    assert {cell.row for cell in one.cells} >= {"20801", "22102"}


def test_a_single_tail_is_not_counted() -> None:
    codes = {"total": "10.00", "221": "10.00", "22102": "10.00", "2210201": "10.01"}
    amounts = cells({f"09|{row}|amount": amount for row, amount in codes.items()})
    accounts = Accounts(FORM, rows={"09": ("221", "22102", "2210201")}, status={"09": FILLED})
    (one,) = check(View(accounts, standing_of(amounts)))
    assert one.level is Level.HINT
    assert one.message.endswith("属于尾差。请核对后保留。")


def test_more_than_rounding_explains_is_an_error() -> None:
    assert grave(found({"2080101": ("60.03", "60.03", "0.00")}))


@pytest.mark.parametrize(("public", "rules"), [("20.00", []), ("25.00", ["B14"])])
def test_tables_against_each_other(public: str, rules: list[str]) -> None:
    whole = f"{Decimal(public) + 50}"
    more = {"08|personnel|amount": "50.00", "08|public|amount": public, "08|total|amount": whole}
    between = [one for one in grave(found({}, more=more)) if len({cell.table for cell in one.cells}) == 2]
    assert [one.rule for one in between] == rules


def test_rules_of_tables_that_are_not_printed_say_nothing() -> None:
    assert {cell.table for one in found({"total": ("99.00", "70.00", "20.00")}) for cell in one.cells} == {
        "06"
    }
