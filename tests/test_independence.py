"""Every table computed a second time, by hand, from the bookings: pandas pivots that know no specification.

Which figures a table shows is written out here once more, table by table, in plain code: what the program's
specification says about rows, columns, sources and sums is not read. Both ways must agree in every cell to the 分.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from juesuan.compute.recompute import recompute
from juesuan.ledger import Entry, fill, generate, to_frame
from juesuan.spec import load_format
from juesuan.spec.load import workbook_folder

Cells = dict[tuple[str, str, str], int]
Sums = Mapping[str, int]

APPROPRIATIONS = ["general", "fund", "capital"]  # 财政拨款：一般公共预算、政府性基金、国有资本经营
OTHER_SOURCES = [
    "superior",
    "business",
    "operating",
    "affiliated",
    "other",
]  # 上级补助、事业、经营、附属上缴、其他
NATURES = ["basic", "project", "remittance", "operating", "subsidy"]  # 基本、项目、上缴上级、经营、对附属补助
PUBLIC_EXPENSES = {
    "abroad": ["30212"],  # 因公出国（境）费
    "purchase": ["30913", "31013"],  # 公务用车购置费
    "running": ["30231"],  # 公务用车运行维护费
    "reception": ["30217"],  # 公务接待费
}


class Book:
    """The cells of all tables that are not zero."""

    def __init__(self, ledger: pd.DataFrame) -> None:
        self.cells: Cells = {}
        self.ledger = ledger
        self.spent = ledger[ledger.flow == "expenditure"]
        self.appropriated = ledger[ledger.fund.isin(APPROPRIATIONS)]

    def put(self, table: str, column: str, sums: Sums) -> None:
        """Enter a column: row to amount."""
        for row, amount in sums.items():
            assert (table, row, column) not in self.cells
            if amount:
                self.cells[table, row, column] = int(amount)

    def total(self, flow: str, *funds: str) -> int:
        """Sum one flow, of some funds or of all."""
        chosen = self.ledger[self.ledger.flow == flow]
        return int((chosen[chosen.fund.isin(funds)] if funds else chosen).amount.sum())


def by_code(entries: pd.DataFrame, field: str = "functional", levels: tuple[int, ...] = (3, 5, 7)) -> Sums:
    """Sum the entries for 类, 款 and 项 and for the row 合计."""
    codes = entries[field]
    parts = [entries.amount.groupby(codes.str[:n][codes.str.len() >= n]).sum() for n in levels]
    return {**pd.concat(parts).to_dict(), "total": entries.amount.sum()}


def by_section(entries: pd.DataFrame) -> Sums:
    """Sum the entries for the economic classes and sections and for the row 合计."""
    return by_code(entries, "economic", (3, 5))


def by_class(entries: pd.DataFrame) -> Sums:
    """Sum the entries for the functional classes only."""
    return entries.amount.groupby(entries.functional.str[:3]).sum().to_dict()


# The tables that both formats have


def revenue_and_expenditure(book: Book) -> None:
    """01 收入支出决算总表."""
    sources = {one: book.total("income", one) for one in [*APPROPRIATIONS, *OTHER_SOURCES]}
    income = book.total("income")  # 本年收入合计
    used, opening = book.total("surplus_used"), book.total("opening")
    book.put("01", "amount", {**sources, "income_total": income, "surplus_used": used, "opening": opening})
    book.put("01", "amount", {"income_grand": income + used + opening})  # 总计
    spent = book.total("expenditure")  # 本年支出合计
    distribution, closing = book.total("distribution"), book.total("closing")
    book.put("01", "amount", by_class(book.spent))  # 二十六类
    book.put("01", "amount", {"expenditure_total": spent, "distribution": distribution, "closing": closing})
    book.put("01", "amount", {"expenditure_grand": spent + distribution + closing})  # 总计


def income(book: Book) -> None:
    """02 收入决算表."""
    entries = book.ledger[book.ledger.flow == "income"]
    book.put("02", "total", by_code(entries))  # 本年收入合计
    book.put("02", "appropriation", by_code(entries[entries.fund.isin(APPROPRIATIONS)]))  # 财政拨款收入
    for source in OTHER_SOURCES:
        book.put("02", source, by_code(entries[entries.fund == source]))


def expenditure(book: Book) -> None:
    """03 支出决算表."""
    book.put("03", "total", by_code(book.spent))  # 本年支出合计
    for nature in NATURES:
        book.put("03", nature, by_code(book.spent[book.spent.nature == nature]))


def appropriations(book: Book) -> None:
    """04 财政拨款收入支出决算总表."""
    received = {one: book.total("income", one) for one in APPROPRIATIONS}
    brought = {f"opening_{one}": book.total("opening", one) for one in APPROPRIATIONS}
    totals = {"income_total": sum(received.values()), "opening": sum(brought.values())}
    book.put("04", "income", {**received, **brought, **totals, "income_grand": sum(totals.values())})
    for column, funds in {"total": APPROPRIATIONS, **{one: [one] for one in APPROPRIATIONS}}.items():
        book.put("04", column, by_class(book.spent[book.spent.fund.isin(funds)]))
        spent, closing = book.total("expenditure", *funds), book.total("closing", *funds)
        book.put("04", column, {"expenditure_total": spent, "closing": closing})
        book.put("04", column, {"expenditure_grand": spent + closing})  # 总计


def general(book: Book, table: str) -> None:
    """06 (上海 05) 一般公共预算财政拨款支出决算表."""
    entries = book.spent[book.spent.fund == "general"]
    book.put(table, "total", by_code(entries))
    for nature in ("basic", "project"):
        book.put(table, nature, by_code(entries[entries.nature == nature]))


def basic(book: Book, table: str, public: list[str], *, grand: bool) -> None:
    """08 (上海 06) 一般公共预算财政拨款基本支出决算表."""
    entries = book.spent[(book.spent.fund == "general") & (book.spent.nature == "basic")]
    sums = by_section(entries)
    book.put(table, "amount", {row: amount for row, amount in sums.items() if grand or row != "total"})
    heads = entries.economic.str[:3]
    assert set(heads) <= {"301", "303", *public}
    book.put(table, "amount", {"personnel": entries[heads.isin(["301", "303"])].amount.sum()})  # 人员经费合计
    book.put(table, "amount", {"public": entries[heads.isin(public)].amount.sum()})  # 公用经费合计


def balance(book: Book, table: str, fund: str) -> None:
    """11 政府性基金, 13 国有资本经营 (上海 08, 09) 预算财政拨款收入支出决算表."""
    entries = book.ledger[book.ledger.fund == fund]
    for flow in ("opening", "income", "expenditure", "closing"):  # 年初、本年收入、本年支出小计、年末
        book.put(table, flow, by_code(entries[entries.flow == flow]))
    for nature in ("basic", "project"):
        book.put(table, nature, by_code(entries[entries.nature == nature]))


def public_expenses(book: Book, table: str, funds: list[str]) -> None:
    """10 一般公共预算, 12 政府性基金 (上海 07 全部) 财政拨款“三公”经费支出决算表."""
    for flow, prefix in (("budget", "budget_"), ("expenditure", "")):  # 预算数、决算数
        entries = book.ledger[(book.ledger.flow == flow) & book.ledger.fund.isin(funds)]
        sums = {
            item: int(entries[entries.economic.isin(sections)].amount.sum())
            for item, sections in PUBLIC_EXPENSES.items()
        }
        sums["vehicles"] = sums["purchase"] + sums["running"]  # 小计
        sums["total"] = sums["abroad"] + sums["vehicles"] + sums["reception"]  # 合计
        for item, amount in sums.items():
            book.put(table, prefix + item, {"amount": amount})


# The tables that only Sichuan has


def economic_detail(book: Book) -> None:
    """05 财政拨款支出决算明细表: 行是经济分类."""
    spent = book.spent[book.spent.fund.isin(APPROPRIATIONS)]
    book.put("05", "total", by_section(spent))
    for fund in APPROPRIATIONS:
        entries = spent[spent.fund == fund]
        book.put("05", fund, by_section(entries))  # 小计
        for nature in ("basic", "project"):
            book.put("05", f"{fund}_{nature}", by_section(entries[entries.nature == nature]))


def functional_detail(book: Book) -> None:
    """07 一般公共预算财政拨款支出决算明细表: 行是功能分类，栏是经济分类."""
    entries = book.spent[book.spent.fund == "general"]
    book.put("07", "total", by_code(entries))
    codes, sections = entries.functional, entries.economic
    rows = [codes.str[:n][codes.str.len() >= n] for n in (3, 5, 7)] + [
        codes.str.replace(".+", "total", regex=True)
    ]
    columns = [sections.str[:n] for n in (3, 5)]  # 各类的小计，各款
    for row in rows:
        for column in columns:
            sums = entries.amount.groupby([column, row]).sum()
            for name, part in sums.groupby(level=0):
                book.put("07", str(name), part.droplevel(0).to_dict())


def projects(book: Book) -> None:
    """09 一般公共预算财政拨款项目支出决算表."""
    entries = book.spent[(book.spent.fund == "general") & (book.spent.nature == "project")]
    book.put("09", "amount", by_code(entries))


def capital(book: Book) -> None:
    """14 国有资本经营预算财政拨款支出决算表."""
    entries = book.spent[book.spent.fund == "capital"]
    book.put("14", "total", by_code(entries))
    for nature in ("basic", "project"):
        book.put("14", nature, by_code(entries[entries.nature == nature]))


def sichuan(ledger: pd.DataFrame) -> Cells:
    """All fourteen tables of 四川省 2020."""
    book = Book(ledger)
    revenue_and_expenditure(book)  # 01
    income(book)  # 02
    expenditure(book)  # 03
    appropriations(book)  # 04
    economic_detail(book)  # 05
    general(book, "06")
    functional_detail(book)  # 07
    basic(book, "08", ["302", "307", "310", "312", "399"], grand=True)
    projects(book)  # 09
    public_expenses(book, "10", ["general"])
    balance(book, "11", "fund")
    public_expenses(book, "12", ["fund"])
    balance(book, "13", "capital")
    capital(book)  # 14
    return book.cells


def shanghai(ledger: pd.DataFrame) -> Cells:
    """All nine tables of 上海市 2024."""
    book = Book(ledger)
    revenue_and_expenditure(book)  # 01
    income(book)  # 02
    expenditure(book)  # 03
    appropriations(book)  # 04
    general(book, "05")
    basic(book, "06", ["302", "310"], grand=False)
    public_expenses(book, "07", APPROPRIATIONS)
    balance(book, "08", "fund")
    balance(book, "09", "capital")
    return book.cells


BY_HAND: dict[str, Callable[[pd.DataFrame], Cells]] = {"sichuan-2020": sichuan, "shanghai-2024": shanghai}
TABLES = {"sichuan-2020": 14, "shanghai-2024": 9}
EVERY_FORMAT = pytest.mark.parametrize("key", list(BY_HAND))


# The comparison


def not_zero(values: Mapping[tuple[str, str, str], int]) -> Cells:
    return {(table, row, column): amount for (table, row, column), amount in values.items() if amount}


def differences(one: Cells, other: Cells) -> list[tuple[tuple[str, str, str], int, int]]:
    """Return the cells in which two books differ, whichever of them has the cell."""
    cells = sorted(one.keys() | other.keys())
    return [
        (cell, one.get(cell, 0), other.get(cell, 0)) for cell in cells if one.get(cell) != other.get(cell)
    ]


@EVERY_FORMAT
def test_every_table_agrees_with_a_pivot_by_hand(key: str) -> None:
    compared: dict[str, int] = {}
    classes: set[str] = set()
    for seed in range(30):
        ledger = generate(
            load_format(key), seed=seed, codes=6 + seed, entries=60 + 20 * seed, dust=seed % 2 == 1
        )
        by_hand = BY_HAND[key](to_frame(ledger))
        book = not_zero(recompute(fill(load_format(key), ledger, exact=True).accounts).values)
        assert differences(by_hand, book) == [], f"seed {seed}"
        for table, _, _ in by_hand:
            compared[table] = compared.get(table, 0) + 1
        classes |= {row for table, row, _ in by_hand if table == "01" and row.isdigit()}
    assert len(classes) >= 24  # of the 26 classes
    assert len(compared) == TABLES[key]  # each table was filled, and more than now and then
    assert min(compared.values()) > 100
    assert sum(compared.values()) > {"sichuan-2020": 40_000, "shanghai-2024": 8_000}[key]


@EVERY_FORMAT
def test_rounded_books_print_the_pivot_by_hand(key: str) -> None:
    for seed in range(8):
        ledger = generate(load_format(key), seed=seed)
        by_hand = {
            cell: (amount + 5_000) // 10_000 * 10_000
            for cell, amount in BY_HAND[key](to_frame(ledger)).items()
        }
        book = not_zero(recompute(fill(load_format(key), ledger, exact=False).accounts).values)
        assert differences(not_zero(by_hand), book) == [], f"seed {seed}"


@EVERY_FORMAT
def test_the_comparison_sees_one_fen_and_one_missing_cell(key: str) -> None:
    ledger = generate(load_format(key), seed=1)
    by_hand = BY_HAND[key](to_frame(ledger))
    cell = sorted(by_hand)[len(by_hand) // 2]
    assert differences(by_hand, {**by_hand, cell: by_hand[cell] + 1}) == [
        (cell, by_hand[cell], by_hand[cell] + 1)
    ]
    without = {one: amount for one, amount in by_hand.items() if one != cell}
    assert differences(by_hand, without) == [(cell, by_hand[cell], 0)]
    assert differences(without, by_hand) == [(cell, 0, by_hand[cell])]


# It can fail: one derivation broken, one selector broken


def broken(
    key: str, folder: Path, table: str, old: str, new: str
) -> list[tuple[tuple[str, str, str], int, int]]:
    """Return the differences found when a table's file says ``new`` where it said ``old`` (the first time)."""
    shutil.copytree(workbook_folder() / "formats", folder)
    path = folder / key / f"table-{table}.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    faulty = load_format(key, formats=folder, codes=workbook_folder() / "codes")
    for seed, codes in enumerate((25, 25, 25, 150)):  # the last has codes of nearly every class
        ledger, by_hand = computed(key, seed, codes)
        book = not_zero(recompute(fill(faulty, ledger, exact=True).accounts).values)
        found = differences(by_hand, book)
        if found:
            return found
    return []


@cache
def computed(key: str, seed: int, codes: int) -> tuple[list[Entry], Cells]:
    ledger = generate(load_format(key), seed=seed, codes=codes, entries=5 * codes + 300)
    return ledger, BY_HAND[key](to_frame(ledger))


@pytest.mark.parametrize(
    ("key", "table", "old", "new"),
    [
        ("sichuan-2020", "01", "04[general, income]", "04[fund, income]"),
        ("sichuan-2020", "01", "{flow: closing}", "{flow: closing, fund: general}"),
        ("sichuan-2020", "03", "[@row, basic..subsidy]", "[@row, basic..operating]"),
        ("sichuan-2020", "04", "[201..234, @col]", "[201..223, @col]"),
        ("sichuan-2020", "05", "[@row, general] - [@row, general_basic]", "[@row, general]"),
        ("sichuan-2020", "07", "06[@row, total]", "06[@row, basic]"),
        ("sichuan-2020", "08", " + [399, @col]", ""),
        ("sichuan-2020", "10", '["30913", "31013"]', '["31013"]'),
        ("sichuan-2020", "12", "fund: fund", "fund: general"),
        ("sichuan-2020", "14", "13[@row, project]", "13[@row, income]"),
        ("shanghai-2024", "03", "nature: subsidy", "nature: remittance"),
        (
            "shanghai-2024",
            "04",
            "[opening_general..opening_capital, @col]",
            "[opening_general..opening_fund, @col]",
        ),
        ("shanghai-2024", "07", "[general, fund, capital]", "general"),
    ],
)
def test_a_broken_table_is_found(tmp_path: Path, key: str, table: str, old: str, new: str) -> None:
    found = broken(key, tmp_path / "formats", table, old, new)
    assert table in {cell[0] for cell, _, _ in found}


def derivations() -> list[tuple[str, str, str]]:
    """Return every derivation that the formats write out (offered formulas are only kept where they hold)."""
    found = []
    for key in BY_HAND:
        for path in sorted((workbook_folder() / "formats" / key).glob("table-*.yaml")):
            lines = path.read_text(encoding="utf-8").splitlines()
            texts = [
                text
                for line in lines
                if "derive" in line or "leaf" in line
                for text in re.findall(r'"([^"]+\])"', line)
            ]
            found += [(key, path.stem.removeprefix("table-"), text) for text in dict.fromkeys(texts)]
    return found


@pytest.mark.parametrize(("key", "table", "text"), derivations())
def test_no_derivation_can_be_broken_in_silence(tmp_path: Path, key: str, table: str, text: str) -> None:
    """Count the first source of each derivation twice."""
    first = text[: text.index("]") + 1]
    assert broken(key, tmp_path / "formats", table, f'"{text}"', f'"{text} + {first}"')
