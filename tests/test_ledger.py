"""Ledgers: made-up ones are sound and repeatable, and filled books hold what the bureau would print."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juesuan.book.accounts import FILLED, NO_DATA, TAIL, Adjustment
from juesuan.compute.adjust import Misfit
from juesuan.compute.recompute import Evaluator, recompute
from juesuan.compute.rows import complete_rows
from juesuan.ledger import APPROPRIATIONS, Entry, fill, from_frame, generate, to_frame
from juesuan.money import LIMIT_WAN, round_half_up
from juesuan.spec import load_format
from juesuan.spec.model import Cell, CellKind, Format, RowKind

FORMATS = ["sichuan-2020", "shanghai-2024", "sichuan-2024"]
STEP, HALF = 10_000, 5_000

# What table 公开08表 of Sichuan and table 06 of Shanghai have rows for.
BASIC_CLASSES = {
    "sichuan-2020": {"301", "302", "303", "307", "310", "312", "399"},
    "shanghai-2024": {"301", "302", "303", "310"},
    "sichuan-2024": {"301", "302", "303", "307", "310", "312", "399"},
}
EVERY_FORMAT = pytest.mark.parametrize("key", FORMATS)


def printed(amount: int) -> int:
    """Round half away from zero, written apart from the program's own rounding."""
    size = (abs(amount) + HALF) // STEP * STEP
    return size if amount >= 0 else -size


# Made-up ledgers


@EVERY_FORMAT
def test_the_same_seed_gives_the_same_ledger(key: str) -> None:
    chosen = load_format(key)
    first = generate(chosen, seed=7, codes=9, entries=80)
    assert generate(chosen, seed=7, codes=9, entries=80) == first
    assert generate(chosen, seed=8, codes=9, entries=80) != first


def test_another_process_gives_the_same_ledger() -> None:
    """No set order, which differs from process to process, gets into a ledger."""
    program = (
        "from juesuan.spec import load_format; from juesuan.ledger import generate;"
        "print(generate(load_format('sichuan-2020'), seed=3))"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONPATH": "python", "PYTHONHASHSEED": salt, "PYTHONIOENCODING": "utf-8"},
            cwd=Path(__file__).parents[1],
            capture_output=True,
            check=True,
        ).stdout.decode()
        for salt in ("1", "2")
    }
    assert told == {f"{generate(load_format('sichuan-2020'), seed=3)}\n"}


@EVERY_FORMAT
@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**64),
    codes=st.integers(1, 40),
    entries=st.integers(1, 300),
    largest=st.sampled_from([10_000, 10**6, 10**9, 3 * 10**12]),
    dust=st.booleans(),
)
def test_ledgers_are_sound(
    key: str, *, seed: int, codes: int, entries: int, largest: int, dust: bool
) -> None:
    ledger = generate(load_format(key), seed=seed, codes=codes, entries=entries, largest=largest, dust=dust)
    spent = [one for one in ledger if one.flow == "expenditure"]
    assert len(spent) == entries
    assert all(0 < one.amount <= largest for one in spent)
    assert all(type(one.amount) is int and one.amount > 0 for one in ledger)
    assert sum(one.amount for one in ledger) < LIMIT_WAN * 10**6
    check_codes(load_format(key), ledger, codes)
    check_balances(ledger)
    check_budgets(key, ledger)


def check_codes(chosen: Format, ledger: list[Entry], codes: int) -> None:
    used = {one.functional for one in ledger}
    known = chosen.classifications["functional"].codes
    assert len(used) <= codes
    assert used <= set(known)
    assert {len(one) for one in used} <= {5, 7}
    assert not {one[:5] for one in used if len(one) == 7} & used
    for one in ledger:
        budget = known[one.functional].group or "一般公共预算"  # later lists do not tell the budget
        wanted = {"fund": "政府性基金", "capital": "国有资本经营"}.get(one.fund, "一般公共预算")
        assert budget == wanted
        assert one.fund != "capital" or one.functional.startswith("223")
        assert bool(one.economic) == (one.flow in ("expenditure", "budget"))
        assert not one.economic or (
            len(one.economic) == 5 and one.economic in chosen.classifications["economic"]
        )
        assert one.nature != "basic" or one.economic[:3] in BASIC_CLASSES[chosen.key]
        assert bool(one.project) == (one.nature == "project")
        assert one.nature in ("basic", "project", "") or one.fund not in APPROPRIATIONS


def check_balances(ledger: list[Entry]) -> None:
    left: defaultdict[tuple[str, str], int] = defaultdict(int)
    signs = {
        "opening": 1,
        "income": 1,
        "surplus_used": 1,
        "expenditure": -1,
        "closing": -1,
        "distribution": -1,
    }
    for one in ledger:
        left[one.fund, one.functional] += signs.get(one.flow, 0) * one.amount
        if one.fund in APPROPRIATIONS:
            assert one.flow not in ("surplus_used", "distribution")
    assert not any(left.values())


def check_budgets(key: str, ledger: list[Entry]) -> None:
    """No more was spent on a public expense than its budget allows, in each table that tells both."""
    tables = [APPROPRIATIONS] if key in ("shanghai-2024", "sichuan-2024") else [("general",), ("fund",)]
    for funds in tables:
        for sections in (["30212"], ["30913", "31013"], ["30231"], ["30217"]):
            flows: Counter[str] = Counter()
            for one in ledger:
                if one.economic in sections and one.fund in funds:
                    flows[one.flow] += one.amount
            assert flows["budget"] >= flows["expenditure"]


@EVERY_FORMAT
def test_ledgers_are_of_many_kinds(key: str) -> None:
    ledgers = [generate(load_format(key), seed=seed) for seed in range(60)]
    entries = [one for ledger in ledgers for one in ledger]
    assert {one.fund for one in entries} == {
        *APPROPRIATIONS,
        *("superior", "business", "operating", "affiliated", "other"),
    }
    assert {one.nature for one in entries if one.flow == "expenditure"} == {
        "basic", "project", "remittance", "operating", "subsidy",
    }  # fmt: skip
    assert len({one.economic for one in entries}) > 90
    assert {len(one.functional) for one in entries} == {5, 7}
    sizes = Counter(len(str(one.amount)) for one in entries)
    assert set(range(1, 11)) <= set(sizes)  # from 分 to thousands of 万元
    assert sum(one.amount % STEP == 0 for one in entries) < len(entries) // 100
    for fund in ("fund", "capital"):
        count = sum(any(one.fund == fund for one in ledger) for ledger in ledgers)
        assert 10 < count < 60  # some units have none


def test_frames_go_in_and_out() -> None:
    ledger = generate(load_format("sichuan-2020"), seed=1, largest=3 * 10**12)
    frame = to_frame(ledger)
    assert frame["amount"].dtype == "int64"
    assert list(frame) == ["flow", "fund", "nature", "functional", "economic", "project", "amount"]
    assert from_frame(frame) == ledger
    assert from_frame(to_frame([])) == []
    assert from_frame(frame.replace({"project": {"": None}})) == ledger


@pytest.mark.parametrize(
    "change", [{"flow": "profit"}, {"fund": ""}, {"nature": ""}, {"nature": "basis"}, {"amount": 1.5}]
)
def test_what_is_no_booking_is_refused(change: dict[str, object]) -> None:
    good = {"flow": "expenditure", "fund": "general", "nature": "basic", "functional": "2040201"}
    row = {**good, "economic": "30101", "project": "", "amount": 1, **change}
    with pytest.raises(ValueError, match=r"no such booking|not a whole number"):
        from_frame(pd.DataFrame([row]))


# Filled books


@EVERY_FORMAT
def test_every_typed_cell_gathers_something(key: str) -> None:
    """A typed cell without a selector would stay blank whatever the ledger holds."""
    silent = []
    for table in load_format(key):
        for panel in table.panels:
            rows = [(one.key, one.kind, one.ledger) for one in panel.fixed]
            rows += (
                [("code", RowKind.LEAF, {})] if panel.region is not None and panel.region.only is None else []
            )
            for row, kind, ledger in rows:
                for column in panel.amounts:
                    typed = table.rule(row, kind, column)[0] is not CellKind.DERIVED
                    if typed and not (ledger.get(column.key) or ledger.get("") or column.ledger):
                        silent.append((table.key, row, column.key))
    assert silent == []


@EVERY_FORMAT
@pytest.mark.parametrize("seed", range(15))
def test_exact_books_need_no_adjustment(key: str, seed: int) -> None:
    filled = fill(load_format(key), generate(load_format(key), seed=seed, dust=True), exact=True)
    book = filled.accounts
    assert (book.adjustments, book.checks, filled.misfits) == ((), {}, ())
    assert book.info == {"precision": "精确到分"}
    assert recompute(book).values == filled.exact
    for table, column in (("01", "amount"), ("04", "income")):  # both sides of the two summary tables
        other = {"01": "amount", "04": "total"}[table]
        grand = filled.exact[Cell(table, "income_grand", column)]
        assert grand == filled.exact[Cell(table, "expenditure_grand", other)] > 0
    assert complete_rows(book) == book
    assert 0 not in book.typed.values()
    empty = {table for table, status in book.status.items() if status == NO_DATA}
    assert empty == set(book.format.tables) - {cell.table for cell, value in filled.exact.items() if value}
    assert set(book.status.values()) <= {FILLED, NO_DATA}


@EVERY_FORMAT
def test_offers_are_kept_where_they_hold(key: str) -> None:
    """Table 03 takes appropriation from its own tables; what is not appropriation is typed."""
    plain = Entry("expenditure", "general", "basic", "2040201", "30101", "", 123_456)
    other = Entry("expenditure", "other", "basic", "2050201", "30101", "", 7_890)
    both = Entry("expenditure", "business", "project", "2040201", "30101", "", 1)
    chosen = load_format(key)
    book = fill(chosen, [plain, other, both], exact=True).accounts
    typed = {cell: amount for cell, amount in book.typed.items() if cell.table == "03"}
    assert typed == {Cell("03", "2050201", "basic"): 7_890, Cell("03", "2040201", "project"): 1}
    assert book.offered == {Cell("03", "2040201", "basic"), Cell("03", "2050201", "project")}
    book = fill(chosen, [plain, other, both], exact=False).accounts
    typed = {cell: amount for cell, amount in book.typed.items() if cell.table == "03"}
    assert typed == {Cell("03", "2050201", "basic"): 10_000}  # the 1 分 does not show
    assert book.info == {"precision": "万元两位小数"}


@EVERY_FORMAT
@pytest.mark.parametrize("seed", range(15))
@pytest.mark.parametrize("largest", [300_000, 5 * 10**9, 3 * 10**12])
def test_rounded_books_print_each_cell_on_its_own(key: str, seed: int, largest: int) -> None:
    filled = fill(load_format(key), generate(load_format(key), seed=seed, largest=largest), exact=False)
    book = filled.accounts
    values = recompute(book).values
    assert filled.misfits == ()
    assert {cell: printed(amount) for cell, amount in filled.exact.items() if printed(amount)} == {
        cell: amount for cell, amount in values.items() if amount
    }
    assert complete_rows(book) == book
    assert all(amount % STEP == 0 for amount in book.typed.values())
    evaluator = Evaluator(book)
    check_tails(book.adjustments, evaluator)
    for cell, amount in book.checks.items():
        assert values[cell] == amount
        assert evaluator.rule(book.format.tables[cell.table], cell.row, cell.column)[0] is CellKind.DERIVED


def check_tails(adjustments: tuple[Adjustment, ...], evaluator: Evaluator) -> None:
    """Half a step for each addend that is not zero, and for the printed figure."""
    for one in adjustments:
        assert one.kind == TAIL
        count = sum(evaluator.value(cell) != 0 for cell in addends_of(one.cell, evaluator))
        assert 0 < abs(one.amount) <= HALF * (1 + count)


def test_tails_do_arise() -> None:
    chosen = load_format("sichuan-2020")
    tails = [
        len(fill(chosen, generate(chosen, seed=seed), exact=False).accounts.adjustments) for seed in range(10)
    ]
    assert min(tails) > 10


@EVERY_FORMAT
def test_misfits_come_from_amounts_too_small_to_print_only(key: str) -> None:
    """The bound of A46 counts addends that are not zero as printed: dust below 50 元 is not among them."""
    chosen, found = load_format(key), 0
    for seed in range(12):
        ledger = generate(chosen, seed=seed, largest=40_000, dust=True)
        filled = fill(chosen, ledger, exact=False)
        exact = Evaluator(fill(chosen, ledger, exact=True).accounts)
        missed = {one.cell for one in filled.misfits}
        for misfit in filled.misfits:
            addends = addends_of(misfit.cell, exact)
            if missed.isdisjoint(addends):  # a misfit shows again in the sums above it
                found += 1
                amounts = [exact.value(one) for one in addends]
                assert any(0 < one < HALF for one in amounts)
                assert abs(misfit.printed - misfit.computed) <= HALF * (1 + sum(one != 0 for one in amounts))
    assert found


def addends_of(cell: Cell, evaluator: Evaluator) -> list[Cell]:
    _, expression = evaluator.rule(evaluator.format.tables[cell.table], cell.row, cell.column)
    assert expression is not None
    return [Cell(*one) for term in expression.terms for one in evaluator.referred(cell, term)]


def test_two_small_amounts_are_a_misfit() -> None:
    """30 元 and 30 元 are printed 0.00 each and 0.01 together; no printed addend allows the tail."""
    entries = [
        Entry("expenditure", "general", "basic", "2040201", code, "", 3_000) for code in ("30101", "30102")
    ]
    filled = fill(load_format("sichuan-2020"), entries, exact=False)
    assert Misfit(Cell("07", "2040201", "301"), 10_000, 0, 5_000) in filled.misfits
    assert round_half_up(filled.exact[Cell("07", "2040201", "301")], STEP) == 10_000


def test_codes_that_nest_are_refused() -> None:
    entries = [Entry("income", "general", "", code, "", "", 1) for code in ("20402", "2040201")]
    with pytest.raises(ValueError, match="20402"):
        fill(load_format("sichuan-2020"), entries, exact=True)


def test_an_empty_ledger_fills_an_empty_book() -> None:
    for key in FORMATS:
        for exact in (True, False):
            filled = fill(load_format(key), [], exact=exact)
            assert not any(filled.exact.values())
            assert set(filled.accounts.status.values()) == {NO_DATA}
            assert (filled.accounts.typed, filled.accounts.checks, filled.misfits) == ({}, {}, ())
