"""Code rows that a printed table lacks: the levels above a code, and those below it that another table prints."""

from __future__ import annotations

from juesuan.audit.standing import standing_of
from juesuan.audit.view import View
from juesuan.book.accounts import FILLED, Accounts
from juesuan.findings import Level
from juesuan.spec import load_format
from juesuan.tieout.checks.rows import check
from tests.tieout.cases import cells

CODES = ("208", "20801", "2080101", "221", "22102", "2210201")
FORM = load_format("sichuan-2020")


def view(rows: dict[str, tuple[str, ...]], amounts: dict[str, str] | None = None) -> View:
    """Printed tables with code rows."""
    status = dict.fromkeys(rows, FILLED)
    return View(Accounts(FORM, rows=rows, status=status), standing_of(cells(amounts or {})))


def found(*codes: str) -> list[str]:
    """The rows that a table of these codes lacks."""
    return [one.expected for one in check(view({"06": codes}))]


def test_a_table_with_all_its_levels() -> None:
    assert found(*CODES) == []


def test_the_level_above_lacks() -> None:
    (one,) = check(view({"06": ("208", "2080101", "221", "22102", "2210201")}))
    assert (one.rule, one.level, one.expected) == ("A24", Level.ERROR, "20801人力资源和社会保障管理事务")
    assert one.place == "一般公共预算财政拨款支出决算表"
    assert one.message.startswith("有20801的下级科目，没有“20801人力资源和社会保障管理事务”这一行。")


def test_two_levels_lack() -> None:
    assert found("2080101", "221", "22102", "2210201") == [
        "208社会保障和就业支出",
        "20801人力资源和社会保障管理事务",
    ]


def test_a_table_that_prints_one_level_only_lacks_none() -> None:
    assert found("2080101", "2210201") == []


def test_detail_rows_have_no_level() -> None:
    assert found(*CODES, "2080101/培训") == []


BOTH = {"03": CODES, "06": ("208", "20801", "221", "22102", "2210201")}
NAMES = [("A24", Level.EXPLAIN, "20801人力资源和社会保障管理事务")]


def below(rows: dict[str, tuple[str, ...]], amounts: dict[str, str]) -> list[tuple[str, Level, str]]:
    return [(one.rule, one.level, one.expected) for one in check(view(rows, amounts))]


def test_what_another_table_takes_further_down() -> None:
    (one,) = check(view(BOTH, {"06|20801|total": "60.00"}))
    assert (one.rule, one.level, one.expected) == NAMES[0]
    assert one.message.startswith(
        "“支出决算表”在“20801人力资源和社会保障管理事务”下面还列有科目，这张表没有。"
    )


def test_a_code_without_an_amount_needs_none_below() -> None:
    assert below(BOTH, {}) == []


def test_tables_that_stop_at_the_same_level() -> None:
    both = ("208", "20801")
    assert below({"03": both, "06": both}, {"06|20801|total": "60.00"}) == []
