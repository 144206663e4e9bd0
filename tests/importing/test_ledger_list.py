"""A long list of expenditure into the typed cells: every column in any order, every bad row listed."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from juesuan.compute.recompute import recompute
from juesuan.findings import Level
from juesuan.importing.ledger_list import LedgerList, merge_ledger, read_ledger_list
from juesuan.importing.model import SourceSheet
from juesuan.ledger import Entry, fill, generate
from juesuan.ledger.fill import selector_of
from juesuan.spec import load_format
from tests.book.test_read_rows import reads_well
from tests.importing.printed import at, empty, fen

FORM = load_format("sichuan-2020")
HEAD = ["序号", "功能科目编码", "经济科目编码", "基本/项目", "项目", "资金来源", "金额（万元）"]
FUNDS = {
    "general": "一般公共预算财政拨款",
    "fund": "政府性基金预算财政拨款",
    "capital": "国有资本经营预算财政拨款",
    "superior": "上级补助收入",
    "business": "事业收入",
    "operating": "经营收入",
    "affiliated": "附属单位上缴收入",
    "other": "其他收入",
}
NATURES = {
    "basic": "基本支出",
    "project": "项目支出",
    "remittance": "上缴上级支出",
    "operating": "经营支出",
    "subsidy": "对附属单位补助支出",
}
GOOD = [1, "2040201", "30101", "基本支出", "", "一般公共预算财政拨款", 10.5]


def sheet(*rows: Sequence[object]) -> SourceSheet:
    return SourceSheet("明细.xlsx", "Sheet1", rows)


def listed(*rows: Sequence[object], unit: str = "") -> LedgerList:
    found = read_ledger_list(FORM, sheet(*rows), unit=unit)
    assert found is not None
    return found


def test_a_list_is_read_in_any_order_of_columns() -> None:
    found = listed(
        ["支出明细清单"],
        ["单位：元"],
        ["金额", "备注", "资金性质", "支出性质", "部门经济分类科目", "支出功能分类科目", "项目名称"],
        ["1,234.56", "x", "一般公共预算财政拨款", "项目", "30201 办公费", "2040202 一般行政管理事务", "执法"],
        [100, "", "政府性基金", "项目支出", "31002", "2120802", "开发"],
        [1334.56, "", "", "", "", "合计", ""],
    )
    assert found.entries == (
        Entry("expenditure", "general", "project", "2040202", "30201", "执法", 123456),
        Entry("expenditure", "fund", "project", "2120802", "31002", "开发", 10000),
    )
    assert (found.unplaced, found.findings, found.economic) == ((), (), True)


def test_a_table_is_no_list() -> None:
    table = sheet(["支出决算表"], ["项目", "", "本年支出合计"], ["功能分类科目编码", "科目名称", "合计"])
    assert read_ledger_list(FORM, table) is None


BAD = [
    ([1, "2999999", "30101", "基本", "", "一般公共预算", 1], "B2", "功能科目编码不在"),
    ([1, "2040201", "301", "基本", "", "一般公共预算", 1], "C2", "经济科目编码不是款级"),
    ([1, "2040201", "30101", "其他", "", "一般公共预算", 1], "D2", "基本支出还是项目支出"),
    ([1, "2040201", "30101", "基本", "", "财政拨款", 1], "F2", "资金来源"),
    ([1, "2040201", "30101", "基本", "", "一般公共预算", "一万"], "G2", "不是金额"),
    ([1, "2040201", "30101", "基本", "", "一般公共预算", None], "G2", "没有金额"),
    ([1, "20402", "30101", "基本", "", "一般公共预算", 1], "B2", "还有下级科目"),
]


@pytest.mark.parametrize(("row", "cell", "words"), BAD, ids=[one[2] for one in BAD])
def test_a_row_that_cannot_be_read_is_listed(row: list[object], cell: str, words: str) -> None:
    found = listed(HEAD, row, GOOD)
    (told,) = found.unplaced
    assert str(told.place).endswith(cell)
    assert words in told.reason
    assert told.remedy.startswith("请")
    assert told.remedy.endswith("。")
    assert len(found.entries) == 1


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (["功能科目编码", "经济科目编码", "基本/项目", "金额（元）"], "资金来源"),
        (["功能科目编码", "资金来源", "基本/项目", "金额"], "单位是元还是万元"),
    ],
)
def test_a_list_that_lacks_something_is_told_and_not_guessed(head: list[str], words: str) -> None:
    found = listed(head, ["2040201", "30101", "基本", 3])
    assert found.entries == ()
    assert words in found.unplaced[0].reason


def test_the_unit_may_be_given() -> None:
    head = [*HEAD[:-1], "金额"]
    assert listed(head, GOOD, unit="元").entries[0].amount == 1050
    assert listed(head, GOOD, unit="万元").entries[0].amount == fen(10.5)


def test_a_total_that_the_rows_do_not_give_is_told() -> None:
    found = listed(HEAD, GOOD, ["合计", "", "", "", "", "", 11])
    (told,) = found.findings
    assert (told.rule, told.level, told.difference) == ("ledger-total", Level.EXPLAIN, fen(0.5))
    reads_well(told)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_expenditure_tables_are_those_of_the_ledger(seed: int) -> None:
    ledger = [one for one in generate(FORM, seed=seed) if one.flow == "expenditure"]
    rows = [
        [n, e.functional, e.economic, NATURES[e.nature], e.project, FUNDS[e.fund], e.amount / 1_000_000]
        for n, e in enumerate(ledger)
    ]
    found = listed(HEAD, *rows)
    assert found.unplaced == ()
    merged = merge_ledger(empty(FORM), found)
    wanted = fill(FORM, ledger, exact=True).accounts
    assert {c: a for c, a in merged.accounts.typed.items() if a} == {
        c: a for c, a in wanted.typed.items() if a
    }
    assert merged.accounts.offered == wanted.offered
    assert recompute(merged.accounts).values == recompute(wanted).values
    assert merged.accounts.info["precision"] == "精确到分"
    assert merged.findings == ()
    assert merge_ledger(merged.accounts, found).accounts == merged.accounts


def test_only_what_the_list_speaks_of_is_replaced() -> None:
    book = fill(FORM, generate(FORM, seed=5), exact=True).accounts
    merged = merge_ledger(book, listed(HEAD, GOOD)).accounts

    def spoken(cell: object) -> bool:
        table = FORM.tables[cell.table]  # type: ignore[attr-defined]
        column = table.panel_of(cell.row).by_key[cell.column]  # type: ignore[attr-defined]
        selector = selector_of(table, cell.row, column)  # type: ignore[attr-defined]
        return (
            selector.get("flow") == ("expenditure",)
            and "general" in selector.get("fund", ("general",))
            and "basic" in selector.get("nature", ("basic",))
            and cell.table != "03"  # type: ignore[attr-defined]
        )

    assert {c: a for c, a in merged.typed.items() if not spoken(c)} == {
        c: a for c, a in book.typed.items() if not spoken(c)
    }
    assert {c: a for c, a in merged.typed.items() if spoken(c)} == {
        at("06.2040201.basic"): fen(10.5),
        at("07.2040201.30101"): fen(10.5),
        at("08.30101.amount"): fen(10.5),
    }


def test_a_list_without_economic_codes_leaves_the_sections_alone() -> None:
    head = ["功能科目编码", "基本/项目", "资金来源", "金额（万元）"]
    found = listed(head, ["2040201", "基本支出", "一般公共预算财政拨款", 10.5])
    merged = merge_ledger(empty(FORM), found)
    assert set(merged.accounts.typed) == {at("06.2040201.basic")}
    (told,) = merged.findings
    assert told.rule == "ledger-no-economic"
    reads_well(told)
