"""结转下年 over the years: generated books rolled forward twice agree with the audit's rules across years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from juesuan.audit.audit import audit
from juesuan.audit.standing import read_standing
from juesuan.audit.structural.meaning import public_expenses, table_with
from juesuan.audit.view import View
from juesuan.book.accounts import Accounts
from juesuan.book.file import FileBook
from juesuan.compute.recompute import recompute
from juesuan.compute.rows import complete_rows
from juesuan.export.tables import values_only
from juesuan.findings import Finding
from juesuan.import_file import import_file
from juesuan.ledger import Entry
from juesuan.money import round_wan
from juesuan.plan import read
from juesuan.regenerate import new_book, regenerate_file
from juesuan.rollforward import Carried, carry, rollforward
from juesuan.rollforward_prior import NOT_CARRIED
from juesuan.spec import load_format
from juesuan.spec.model import Cell, Format
from juesuan.template.entries import Entries
from juesuan.validate import validate_file
from tests.years import filled, first_year, following

RULES = ("C01", "C02", "C03", "C03-gone", "C04")
HALF = 500_000
CHAINS = {
    "sichuan-2020": ("sichuan-2020",) * 3,
    "sichuan-2024": ("sichuan-2024",) * 3,
    "shanghai-2024": ("shanghai-2024",) * 3,
    "2020-2024": ("sichuan-2020", "sichuan-2024", "sichuan-2024"),
}
SEEDS = range(10)


def start(form: str, seed: int) -> tuple[Accounts, Sequence[Entry]]:
    """The first year: exact books and rounded ones."""
    accounts, ledger = first_year(form, seed, exact=seed % 2 == 0)
    info = {**accounts.info, "year": "2020", "unit_name": "某市某局", "unit_kind": "行政单位"}
    return replace(accounts, info=info), ledger


def facts_of(accounts: Accounts, then: str = "") -> Entries:
    """What 其他重要事项 says of the year, as next year's format looks at it: one table of receptions, or all of them."""
    form, values = accounts.format, recompute(accounts).values
    costs = table_with(form, "public")
    assert costs is not None
    public = values[Cell(costs.key, "public", costs.panel_of("public").amounts[0].key)]
    tables = public_expenses(form)[: 1 if then in ("", form.key) else None]
    received = sum(values.get(Cell(one.key, "amount", "reception"), 0) for one in tables)
    rows = {"operating_costs": public, "reception_domestic": received, "reception_foreign": 0}
    return {"amounts": [{"code": code, "current": amount} for code, amount in rows.items()]}


def joined(carried: Entries, facts: Entries) -> Entries:
    """Last year's figures of the facts beside this year's."""
    now = {row["code"]: row for row in facts["amounts"]}
    before = {row["code"]: row for row in carried["amounts"]}
    codes = dict.fromkeys([*before, *now])
    return {"amounts": [{**before.get(code, {}), **now.get(code, {})} for code in codes]}


def told(data: bytes, rules: Sequence[str] = RULES) -> list[Finding]:
    """What the rules about last year say of a book."""
    book = FileBook.from_bytes(data)
    found = read(book)
    view = View(found.accounts, read_standing(book, found), found, book)
    form = found.accounts.format
    report = audit(view, [form.rules[one] for one in rules])
    states = {report.states[key] for key in report.states if key[0] in ("C01", "C02")}
    assert states, "the rules were not looked at"
    assert "未评" not in states
    return [one for one in report.findings if one.rule in rules]


def next_year(
    last: bytes, form: str, ledger: Sequence[Entry], seed: int
) -> tuple[Carried, Accounts, list[Entry]]:
    carried = carry(FileBook.from_bytes(last), form)
    bookings = following(load_format(form), ledger, seed=seed)
    return carried, filled(carried, bookings, exact=seed % 2 == 0), bookings


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("chain", CHAINS)
def test_two_years_on_the_rules_across_years_are_silent(chain: str, seed: int) -> None:
    first, *others = CHAINS[chain]
    accounts, ledger = start(first, seed)
    data = new_book(accounts.format, accounts, facts_of(accounts, others[0]))
    for number, form in enumerate(others, 1):
        carried, made, ledger = next_year(data, form, ledger, seed + 100 * 2 * number)
        assert [one for one in carried.findings if one.rule == NOT_CARRIED] == []
        assert carried.accounts.info["year"] == str(2020 + number)
        every_printed_figure_is_there(accounts, carried.accounts)
        openings_are_those_of_the_ledger(carried.accounts, made)
        accounts = made
        data = new_book(made.format, made, joined(carried.lists.entries, facts_of(made)))
        assert told(data) == []


def every_printed_figure_is_there(last: Accounts, now: Accounts) -> None:
    """Counted: a table for a table, those of the three public expenses added up where there is only one now."""
    values = recompute(last).values
    exact = last.info["precision"] == "精确到分"
    wanted: dict[Cell, int] = {}
    moved = last.format.key != now.format.key
    renamed = {"10": "13", "12": "13", "11": "10", "13": "11", "14": "12"} if moved else {}
    for cell, amount in values.items():
        printed = amount if exact else round_wan(amount)
        if printed:
            target = cell._replace(table=renamed.get(cell.table, cell.table))
            wanted[target] = wanted.get(target, 0) + printed
    assert {cell: amount for cell, amount in now.prior.items() if amount} == wanted
    assert len(wanted) > 100
    zeros = [cell for cell, amount in now.prior.items() if not amount]
    assert all(values.get(cell, 0) == 0 for cell in zeros if not moved)


def openings_are_those_of_the_ledger(carried: Accounts, made: Accounts) -> None:
    assert dict(carried.typed) == {
        cell: amount for cell, amount in made.typed.items() if cell in carried.typed
    }
    made_tails = {one.cell: one.amount for one in made.adjustments}
    assert all(made_tails.get(one.cell) == one.amount for one in carried.adjustments)
    opening = {cell: amount for cell, amount in recompute(made).values.items() if is_opening(cell) and amount}
    assert {cell: recompute(carried).values.get(cell, 0) for cell in opening} == opening


def is_opening(cell: Cell) -> bool:
    return cell.row.startswith("opening") or cell.column == "opening"


# what is broken is found


def closings(form: Format, typed: Sequence[Cell]) -> dict[str, Cell]:
    """A closing figure for each rule."""
    code = next(one for one in typed if one.column == "closing" and one.row not in form.tables[one.table].fixed_rows
                and form.tables[one.table].title.startswith("政府性基金"))  # fmt: skip
    return {"C01": Cell("01", "closing", "amount"), "C02": Cell("04", "closing", "general"), "C03": code}


@pytest.mark.parametrize("chain", CHAINS)
def test_a_broken_closing_figure_is_found(chain: str) -> None:
    first, then, _ = CHAINS[chain]
    seed = next(n for n in range(0, 40, 2) if has_fund_closing(start(first, n)[0]))
    accounts, ledger = start(first, seed)
    for rule, cell in closings(accounts.format, list(accounts.typed)).items():
        typed = {**accounts.typed, cell: accounts.typed.get(cell, 0) + HALF}
        broken = replace(accounts, typed=typed)
        _, made, _ = next_year(new_book(broken.format, broken, {}), then, ledger, seed)
        found = told(new_book(made.format, made, {}))
        assert rule in {one.rule for one in found}, (rule, cell)
        assert {abs(one.difference or 0) for one in found if one.rule == rule} == {HALF}


def has_fund_closing(accounts: Accounts) -> bool:
    fund = next(one for one in accounts.format if one.title.startswith("政府性基金预算财政拨款收入"))
    return any(cell.table == fund.key and cell.column == "closing" for cell in accounts.typed)


def test_a_fund_that_is_not_opened_is_found() -> None:
    seed = next(n for n in range(0, 40, 2) if has_fund_closing(start("sichuan-2020", n)[0]))
    accounts, ledger = start("sichuan-2020", seed)
    carried, made, _ = next_year(new_book(accounts.format, accounts, {}), "sichuan-2020", ledger, seed)
    code = next(cell.row for cell in carried.accounts.typed if cell.table == "11")
    typed = {cell: amount for cell, amount in made.typed.items() if (cell.table, cell.row) != ("11", code)}
    rows = {**made.rows, "11": tuple(row for row in made.rows["11"] if row != code)}
    gone = complete_rows(replace(made, typed=typed, rows=rows, adjustments=(), laid={}, checks={}))
    found = told(new_book(gone.format, gone, {}))
    assert [one.rule for one in found if code in one.message and one.rule == "C03-gone"] == ["C03-gone"]


# the whole path, through files


@pytest.mark.parametrize("chain", CHAINS)
def test_three_years_through_files(chain: str, tmp_path: Path) -> None:
    """Rolled forward, this year's tables imported, audited, rolled forward again: as a unit does it."""
    first, *others = CHAINS[chain]
    accounts, ledger = start(first, 7)
    last = tmp_path / "二〇二〇年 决算.xlsx"
    last.write_bytes(new_book(accounts.format, accounts, facts_of(accounts, others[0])))
    for number, form in enumerate(others, 1):
        book, tables = tmp_path / f"第{number}年.xlsx", tmp_path / f"第{number}年公开表.xlsx"
        done = rollforward(last, book, format_key=form)
        assert (done.year, done.format) == (2020 + number, form)
        again = regenerate_file(book)
        assert (again.changes, again.written) == ((), False)
        opened = read(FileBook.open(book)).accounts
        assert dict(opened.typed) == dict(done.openings)
        assert dict(opened.prior) == dict(done.prior)
        _, made, ledger = next_year(last.read_bytes(), form, ledger, 7 + 200 * number)
        tables.write_bytes(values_only(made.format, new_book(made.format, made, {})))
        imported = import_file([tables], book)
        assert imported.complete, imported
        regenerate_file(book)
        report = validate_file(book)
        assert [str(one) for one in report.findings if one.rule in RULES] == []
        assert report.counts["error"] == 0
        assert round_values(read(FileBook.open(book)).accounts) == round_values(made)
        last = book


def round_values(accounts: Accounts) -> dict[Cell, int]:
    values = recompute(complete_rows(accounts)).values
    return {cell: round_wan(amount) for cell, amount in values.items() if round_wan(amount)}
