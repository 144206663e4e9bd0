"""Sichuan 2024: thirteen tables over the fourteen of 2020, numbers shifted, one table of the three public expenses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd
import pytest
import yaml

from juesuan.book.file import FileBook
from juesuan.book.sheets import all_sections
from juesuan.compute.recompute import Evaluator, recompute
from juesuan.ledger import APPROPRIATIONS, Entry, fill, generate, to_frame
from juesuan.plan import read
from juesuan.regenerate import new_book, regenerate
from juesuan.spec import load_format
from juesuan.spec.load import workbook_folder
from juesuan.spec.model import Cell, CellKind
from tests.books import accounts, book_bytes
from tests.test_formulas_static import faults, loaded
from tests.test_independence import (
    Book,
    Cells,
    appropriations,
    balance,
    basic,
    by_code,
    differences,
    economic_detail,
    expenditure,
    functional_detail,
    general,
    income,
    not_zero,
    projects,
    public_expenses,
    revenue_and_expenditure,
)

KEY = "sichuan-2024"
FORM, BASE = load_format(KEY), load_format("sichuan-2020")
FOLDER = workbook_folder() / "formats" / KEY
PLACES = {"10": "11", "11": "13", "12": "14"}
"""Tables that stand under another number than in 2020."""
OWN = {"01", "03", "04", "08", "10", "11", "12", "13"}

# tables.md A.14b
TITLES = [
    "收入支出决算总表",
    "收入决算表",
    "支出决算表",
    "财政拨款收入支出决算总表",
    "财政拨款支出决算明细表",
    "一般公共预算财政拨款支出决算表",
    "一般公共预算财政拨款支出决算明细表",
    "一般公共预算财政拨款基本支出决算明细表",
    "一般公共预算财政拨款项目支出决算表",
    "政府性基金预算财政拨款收入支出决算表",
    "国有资本经营预算财政拨款收入支出决算表",
    "国有资本经营预算财政拨款支出决算表",
    "财政拨款“三公”经费支出决算表",
]


# The tables and the layer


def test_thirteen_tables_in_their_order() -> None:
    assert list(FORM.tables) == [f"{number:02}" for number in range(1, 14)]
    assert [table.title for table in FORM] == TITLES
    assert [table.number for table in FORM] == [f"公开{key}表" for key in FORM.tables]
    assert [table.sheet for table in FORM] == [table.number for table in FORM]
    assert FORM.year == 2024
    assert "十三张表" in FORM.title


def test_the_folder_holds_only_what_differs() -> None:
    files = {path.stem.removeprefix("table-") for path in FOLDER.glob("table-*.yaml")}
    assert files == OWN
    assert [key for key in FORM.tables if key not in OWN] == ["02", "05", "06", "07", "09"]
    assert all(FORM.tables[key] == BASE.tables[key] for key in FORM.tables if key not in OWN)
    assert all(FORM.tables[key] != BASE.tables[key] for key in OWN)
    assert [folder.name for folder in FORM.folders] == [KEY, "sichuan-2020", "common"]
    assert (FORM.unit_line, FORM.organisation_line, FORM.zero) == (
        BASE.unit_line,
        BASE.organisation_line,
        BASE.zero,
    )


def test_the_sheets_differ_only_in_the_equipment() -> None:
    assert (FORM.sheets.fields, FORM.sheets.lists) == (BASE.sheets.fields, BASE.sheets.lists)
    own, below = all_sections(FORM), all_sections(BASE)
    assert [key for key in below if own[key].section != below[key].section] == ["counts"]
    given, base = (dict(each["counts"].section.items) for each in (own, below))
    assert {one for one in given.items() if one not in base.items()} == {
        ("equipment_large", "单价100万元（含）以上设备（不含车辆）（台、套）")
    }
    assert base.keys() - given.keys() == {"equipment_general", "equipment_special"}


def test_the_analysis_is_that_of_2020_over_other_tables() -> None:
    """三公 in 13, the fund in 10, state capital in 11: everything else as it was."""
    moved = str.maketrans({"①": "13", "②": "10", "③": "11"})
    marks = {'"10[': '"①[', '"11[': '"②[', '"13[': '"③['}
    texts = [
        (FOLDER.parent / key / "analysis.yaml").read_text(encoding="utf-8") for key in ("sichuan-2020", KEY)
    ]
    for mark, other in marks.items():
        texts[0] = texts[0].replace(mark, other)
    below, own = ([line for line in text.splitlines() if not line.startswith("#")] for text in texts)
    assert [line.translate(moved) for line in below] == own


def test_the_narrative_is_that_of_2020_but_for_these_paragraphs() -> None:
    below, own = ({one.key: one for one in form.narrative.paragraphs} for form in (BASE, FORM))
    assert list(below) == list(own)
    assert [key for key in below if below[key] != own[key]] == ["p1.1", "s7", "three"]
    assert BASE.narrative.sentences == FORM.narrative.sentences


def test_a_table_of_the_base_that_is_not_listed_does_nothing() -> None:
    """Table 14 of 2020 lies below, unused: no sheet, no cell, no source of another table."""
    assert (FOLDER.parent / "sichuan-2020" / "table-14.yaml").is_file()
    assert not (FOLDER / "table-14.yaml").exists()
    assert "14" not in FORM.tables
    referred = {
        one.table
        for cell, kind, evaluator in cells(12)
        if kind is not CellKind.TYPED
        for one in sources(cell, evaluator)
    }
    assert "14" not in referred
    assert referred - set(FORM.tables) == set()


@pytest.mark.parametrize(("key", "old"), PLACES.items())
def test_shifted_tables_look_as_before(key: str, old: str) -> None:
    one, other = FORM.tables[key], BASE.tables[old]
    assert (one.title, one.footnote, one.empty_sentence, one.page) == (
        other.title,
        other.footnote,
        other.empty_sentence,
        other.page,
    )
    assert [
        [(column.key, column.labels, column.number) for column in panel.columns] for panel in one.panels
    ] == [[(column.key, column.labels, column.number) for column in panel.columns] for panel in other.panels]
    assert [row.key for panel in one.panels for row in panel.fixed] == [
        row.key for panel in other.panels for row in panel.fixed
    ]


def test_rows_and_classes_of_2024() -> None:
    labels = {row.key: row.label for panel in FORM.tables["01"].panels for row in panel.fixed}
    assert labels["surplus_used"] == "使用非财政拨款结余（含专用结余）"
    before = {row.key: row.label for panel in BASE.tables["01"].panels for row in panel.fixed}
    assert {key for key in labels if labels[key] != before[key]} == {"surplus_used"}
    assert sum(len(key) == 3 for key in labels) == 26
    shanghai = load_format("shanghai-2024").classifications
    assert FORM.classifications == shanghai


# Every derived cell


def cells(seed: int) -> Iterator[tuple[Cell, CellKind, Evaluator]]:
    book = fill(FORM, generate(FORM, seed=seed, codes=20), exact=True).accounts
    evaluator = Evaluator(book)
    for cell in recompute(book).values:
        yield cell, evaluator.rule(FORM.tables[cell.table], cell.row, cell.column)[0], evaluator


def sources(cell: Cell, evaluator: Evaluator) -> list[Cell]:
    _, expression = evaluator.rule(FORM.tables[cell.table], cell.row, cell.column)
    assert expression is not None
    return [Cell(*one) for term in expression.terms for one in evaluator.referred(cell, term)]


def by_hand(ledger: pd.DataFrame) -> Cells:
    """All thirteen tables, from the bookings alone."""
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
    balance(book, "10", "fund")
    balance(book, "11", "capital")
    spent = book.spent[book.spent.fund == "capital"]  # 12
    book.put("12", "total", by_code(spent))
    for nature in ("basic", "project"):
        book.put("12", nature, by_code(spent[spent.nature == nature]))
    public_expenses(book, "13", list(APPROPRIATIONS))
    return book.cells


@pytest.mark.parametrize("seed", range(10))
def test_every_cell_agrees_with_a_pivot_by_hand(seed: int) -> None:
    ledger = generate(FORM, seed=seed, codes=6 + 2 * seed, entries=100 + 40 * seed)
    expected = by_hand(to_frame(ledger))
    exact = fill(FORM, ledger, exact=True)
    assert differences(expected, not_zero(recompute(exact.accounts).values)) == []
    rounded = fill(FORM, ledger, exact=False)
    printed = {cell: (amount + 5_000) // 10_000 * 10_000 for cell, amount in expected.items()}
    assert differences(not_zero(printed), not_zero(recompute(rounded.accounts).values)) == []
    assert rounded.misfits == ()


def test_the_ten_ledgers_fill_every_table() -> None:
    filled = {
        table
        for seed in range(10)
        for table, _, _ in by_hand(
            to_frame(generate(FORM, seed=seed, codes=6 + 2 * seed, entries=100 + 40 * seed))
        )
    }
    assert filled == set(FORM.tables)


@pytest.mark.parametrize("seed", range(10))
def test_tables_foot_among_each_other(seed: int) -> None:
    """What rules A05, A20, A21, A36, B04, B07 and B10 to B14 demand, under the numbers of 2024."""
    values = recompute(fill(FORM, generate(FORM, seed=seed, codes=15), exact=True).accounts).values

    def at(table: str, row: str, column: str) -> int:
        return values.get(Cell(table, row, column), 0)

    assert at("01", "income_grand", "amount") == at("01", "expenditure_grand", "amount")
    assert at("04", "income_grand", "income") == at("04", "expenditure_grand", "total")
    assert at("01", "income_total", "amount") == at("02", "total", "total")
    assert at("01", "expenditure_total", "amount") == at("03", "total", "total")
    assert at("02", "total", "appropriation") == at("04", "income_total", "income")
    assert at("05", "total", "total") == at("04", "expenditure_total", "total")
    for fund, table, column in (("general", "06", "total"), ("fund", "10", "expenditure")):
        assert at("04", "expenditure_total", fund) == at(table, "total", column)
    assert at("04", "expenditure_total", "capital") == at("11", "total", "expenditure")
    assert at("11", "total", "expenditure") == at("12", "total", "total")
    assert at("06", "total", "total") == at("07", "total", "total")
    assert at("06", "total", "basic") == at("08", "total", "amount")
    assert at("06", "total", "project") == at("09", "total", "amount")
    for fund, table in (("fund", "10"), ("capital", "11")):
        sides = [at(table, "total", column) for column in ("opening", "income", "expenditure", "closing")]
        assert sides[0] + sides[1] == sides[2] + sides[3]
        assert at("04", f"opening_{fund}", "income") == sides[0]
        assert at("04", "closing", fund) == sides[3]


# Table 13


@pytest.mark.parametrize("fund", APPROPRIATIONS)
@pytest.mark.parametrize(
    ("item", "section"),
    [
        ("abroad", "30212"),
        ("purchase", "30913"),
        ("purchase", "31013"),
        ("running", "30231"),
        ("reception", "30217"),
    ],
)
def test_public_expenses_of_every_appropriation(fund: str, item: str, section: str) -> None:
    code = {"general": "2040201", "fund": "2120802", "capital": "2230105"}[fund]
    entries = [
        Entry("budget", fund, "", code, section, "", 90_000),
        Entry("expenditure", fund, "project", code, section, "项目", 70_000),
        Entry("expenditure", "other", "project", "2040201", section, "项目", 1),
    ]
    values = recompute(fill(FORM, entries, exact=True).accounts).values
    found = {cell.column: amount for cell, amount in values.items() if cell.table == "13" and amount}
    above = ["vehicles", "total"] if item in ("purchase", "running") else ["total"]
    assert found == {
        **dict.fromkeys([item, *above], 70_000),
        **dict.fromkeys([f"budget_{one}" for one in (item, *above)], 90_000),
    }


def test_public_expenses_of_all_funds_add_up() -> None:
    entries = [
        Entry("expenditure", fund, "project", code, "30217", "项目", amount)
        for fund, code, amount in (
            ("general", "2040201", 1),
            ("fund", "2120802", 20),
            ("capital", "2230105", 300),
        )
    ]
    values = recompute(fill(FORM, entries, exact=True).accounts).values
    assert values[Cell("13", "amount", "reception")] == 321
    assert values[Cell("13", "amount", "total")] == 321


# Books


@pytest.mark.parametrize("precision", ["exact", "rounded"])
def test_a_new_book_reads_back_and_regenerates_to_itself(precision: str) -> None:
    name = f"{KEY}:{precision}:5"
    data = book_bytes(name)
    book = FileBook.from_bytes(data)
    made, again = accounts(name), read(book).accounts
    assert (again.format.key, again.typed, again.rows) == (KEY, made.typed, made.rows)
    assert recompute(again).values == recompute(made).values
    assert not regenerate(book).written
    assert book.to_bytes() == data


def test_an_empty_book_is_its_own_regeneration() -> None:
    empty = replace(fill(FORM, [], exact=True).accounts, info={"unit_name": "某局"})
    data = new_book(FORM, empty)
    book = FileBook.from_bytes(data)
    assert [name for name in book.sheet_names() if name.startswith("公开")] == [table.sheet for table in FORM]
    assert not regenerate(book).written
    assert book.to_bytes() == data


@pytest.mark.parametrize("precision", ["exact", "rounded"])
def test_the_formulas_have_no_faults(precision: str) -> None:
    """Which functions are allowed does not depend on the format; ``test_formulas_static`` looks at that."""
    found = faults(loaded(f"{KEY}:{precision}:7"))
    assert (found.own_cell, found.loops, found.number_codes) == ([], [], [])


# The documentation


def test_every_key_of_the_folder_is_documented() -> None:
    text = (workbook_folder().parent / "docs" / "formats.md").read_text(encoding="utf-8")
    paths = [FOLDER / "format.yaml", *FOLDER.glob("table-*.yaml")]
    used = {key for path in paths for key in keys(yaml.safe_load(path.read_text(encoding="utf-8")))}
    assert {"base", "rows_from", "offer", "derive", "ledger"} <= used
    assert [key for key in sorted(used) if f"`{key}`" not in text] == []


def keys(node: object) -> Iterator[str]:
    """Yield the keys that a format may have; those below ``derive``, ``ledger`` and lists by name are data."""
    if isinstance(node, list):
        for one in node:
            yield from keys(one)
    elif isinstance(node, dict):
        for key, value in node.items():
            yield str(key)
            if key not in ("derive", "ledger", "classifications", "row_lists", "cover", "items"):
                yield from keys(value)


def test_the_notes_speak_of_every_table() -> None:
    notes = (FOLDER / "notes.md").read_text(encoding="utf-8")
    told = {
        key
        for line in notes.splitlines()
        if line.startswith("| ")
        for key in line.split("|")[1].strip().split("、")
    }
    assert told >= set(FORM.tables)
