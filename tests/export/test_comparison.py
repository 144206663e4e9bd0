"""对比表: every check figure beside the book, this year beside the last."""

from __future__ import annotations

from dataclasses import replace

from juesuan.book.read_lists import CheckRow
from juesuan.export.comparison import (
    CHECKS,
    LAST_YEAR,
    TO_EXPLAIN,
    checked_figures,
    comparison_sheet,
    main_figures,
    table_figures,
)
from juesuan.export.material import Material
from juesuan.spec.model import Cell
from tests.books import book_bytes
from tests.export.materials import material_of, sample
from tests.export.printed import leaves_clean, rows, text

TOTAL = Cell("01", "expenditure_grand", "amount")


def _with_checks(*checks: CheckRow) -> Material:
    read = sample().read
    return replace(sample(), read=replace(read, lists=replace(read.lists, checks=list(checks))))


def test_the_sample_agrees_with_its_source() -> None:
    data = comparison_sheet(sample())
    leaves_clean(data)
    assert data == comparison_sheet(sample())
    assert "核对数119个，一致119个，有差额0个。" in text(data, CHECKS)
    found = rows(data, CHECKS)
    assert [11, "公开01表", "支出总计", "金额", 8414.2, None, 8414.2, 0, None] in found
    noted = next(row for row in found if row[1:4] == ["公开02表", "合计", "其他收入"])
    assert noted[4:8] == [92.79, None, 92.79, 0]
    assert str(noted[8]).startswith("未分科目92.79；")


def test_every_check_figure_stands_there_in_the_order_of_the_tables() -> None:
    found = checked_figures(sample())
    assert len(found) == len(sample().read.lists.checks)
    tables = [one.cell.table for one in found]
    assert tables == sorted(tables)


def test_a_difference_is_the_book_less_the_approved_figure() -> None:
    ledger = Cell("01", "general", "amount")
    material = _with_checks(
        CheckRow(5, TOTAL, printed=84_140_000_00, ledger=84_142_000_00), CheckRow(6, ledger, ledger=1_00)
    )
    first, second = checked_figures(material)[::-1]
    assert (first.stands, first.difference) == (84_142_000_00, 2_000_00)
    assert second.difference == material.values[ledger] - 1_00
    found = text(comparison_sheet(material), CHECKS)
    assert "核对数2个，一致0个，有差额2个。" in found
    assert "0.2|" in found


def test_the_difference_of_the_ledger_is_told_beside_an_approved_figure() -> None:
    (found,) = checked_figures(_with_checks(CheckRow(5, TOTAL, printed=84_142_000_00, ledger=84_141_000_00)))
    assert found.difference == 0
    assert found.note == "与账面数相差0.10"


def test_an_exact_book_is_compared_as_it_is_printed() -> None:
    material = material_of(book_bytes("sichuan-2020:exact:7"))
    cell = next(one for one, amount in material.values.items() if amount % 10_000 in range(1, 5_000))
    printed = material.values[cell] // 10_000 * 10_000
    rounded = replace(material.read.lists, checks=[CheckRow(5, cell, printed=printed)])
    (found,) = checked_figures(replace(material, read=replace(material.read, lists=rounded)))
    assert (found.stands, found.difference) == (printed, 0)


def test_measures_with_their_change_and_cause() -> None:
    found = {one.name: one for one in main_figures(sample())}
    total = found["收入支出总计"]
    assert (total.prior, total.current) == (9767_040_000, 8414_200_000)
    assert total.change is not None
    assert (total.change.amount, str(total.change.rate)) == (-1352_840_000, "-13.85")
    assert total.flag == TO_EXPLAIN
    assert "人员正常增加和工资正常调整" in total.reason
    assert found["本年收入合计"].flag == ""
    sheet = rows(comparison_sheet(sample()), LAST_YEAR)
    assert [1, "主要指标", "收入支出总计", 9767.04, 8414.2, -1352.84, -13.85, "减少", "须说明"] in [
        one[:9] for one in sheet
    ]


def test_figures_of_the_tables_beside_last_years() -> None:
    tables = {table.key: moved for table, moved in table_figures(sample())}
    spent = next(one for one in tables["06"] if one.name == "合计·合计")
    assert (spent.prior, spent.current) == (8313_600_000, 7970_770_000)
    assert next(one for one in tables["10"] if "公务接待费" in one.name).name == "决算数—公务接待费"


def test_a_code_that_is_new_or_gone_counts_from_or_to_nothing() -> None:
    accounts = sample().read.accounts
    prior = {**accounts.prior, Cell("06", "2040250", "total"): 5_000_000}
    material = replace(sample(), read=replace(sample().read, accounts=replace(accounts, prior=prior)))
    found = {one.name: one for table, moved in table_figures(material) if table.key == "06" for one in moved}
    states = {name.split("·")[0]: one.change.direction.value for name, one in found.items() if one.change}
    assert states[next(one for one in states if one.startswith("2040250"))] == "不再发生"
    assert states["2040201 行政运行"] == "新增"


def test_without_last_years_figures_it_says_so() -> None:
    material = material_of(book_bytes("sichuan-2020:exact:7"))
    assert not material.read.accounts.prior
    assert "没有可以对比的上年数" in text(comparison_sheet(material), LAST_YEAR)
