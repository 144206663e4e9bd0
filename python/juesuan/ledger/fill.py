"""From a ledger to accounts: each typed cell gathers the bookings that its ledger selector names.

With ``exact`` the accounts hold every 分. Otherwise they are what an accountant copies from the bureau's
tables, where every cell was rounded to 0.01 万元 on its own, and the tails that follow are adjustments.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from juesuan.book.accounts import FILLED, NO_DATA, Accounts, amount_cells
from juesuan.compute.adjust import Misfit, adjust_to
from juesuan.compute.recompute import Evaluator, recompute
from juesuan.compute.rows import complete_rows
from juesuan.ledger.entry import Entry
from juesuan.money import round_half_up
from juesuan.spec.classification import ancestors
from juesuan.spec.model import Cell, CellKind, Column, Format, Ledger, RowKind, Table

STEP: Final = 10_000
"""0.01 万元 in 分: what the bureau's system rounds to."""

EXACT, ROUNDED = "精确到分", "万元两位小数"


@dataclass(frozen=True)
class Filled:
    """Accounts made from a ledger, and the exact value in 分 of every cell (typed blanks are absent).

    ``misfits`` are printed figures that no tail within the bound explains: there are none unless cells hold
    amounts too small to be printed, which the bound does not count.
    """

    accounts: Accounts
    exact: Mapping[Cell, int] = field(repr=False)
    misfits: tuple[Misfit, ...] = ()


def fill(format: Format, ledger: Iterable[Entry], *, exact: bool) -> Filled:  # noqa: A002
    """Return the accounts of a ledger; ValueError for functional codes that nest, which no table can show."""
    book = _exact(format, Pivot(ledger))
    values = recompute(book).values
    status = {table.key: NO_DATA for table in format}
    status.update({cell.table: FILLED for cell, amount in values.items() if amount})
    book = replace(book, status=status)
    if exact:
        return Filled(replace(book, info={"precision": EXACT}), values)
    rounded, misfits = _rounded(book, values)
    return Filled(replace(rounded, info={"precision": ROUNDED}), values, misfits)


class Pivot:
    """Sums of bookings by selector, functional and economic code; ValueError for functional codes that nest."""

    def __init__(self, ledger: Iterable[Entry]) -> None:
        self.ledger = tuple(ledger)
        self.codes = sorted({one.functional for one in self.ledger if one.functional})
        nested = [one for one in self.codes if any(above in self.codes for above in ancestors(one))]
        if nested:
            raise ValueError(f"bookings both on a code and above it: {', '.join(nested)}")
        self._sums: dict[tuple[tuple[str, tuple[str, ...]], ...], dict[tuple[str, str], int]] = {}

    def value(self, table: Table, row: str, column: Column) -> int:
        """Return what the ledger says about a typed cell."""
        fixed = table.fixed_rows.get(row)
        selector = selector_of(table, row, column)
        if not selector:
            return 0
        functional = "" if fixed is not None else row
        economic = column.economic or (row if fixed is not None and fixed[1].kind is RowKind.LEAF else "")
        sums = self._gather(selector)
        if functional and economic:
            return sums.get((functional, economic), 0)
        return sum(
            amount
            for (code, section), amount in sums.items()
            if code.startswith(functional) and section.startswith(economic)
        )

    def _gather(self, selector: Ledger) -> dict[tuple[str, str], int]:
        key = tuple(sorted(selector.items()))
        if key not in self._sums:
            sums: defaultdict[tuple[str, str], int] = defaultdict(int)
            for one in self.ledger:
                if all(getattr(one, name) in values for name, values in key):
                    sums[one.functional, one.economic] += one.amount
            self._sums[key] = dict(sums)
        return self._sums[key]


def selector_of(table: Table, row: str, column: Column) -> Ledger:
    """Return which facts of a ledger a typed cell gathers; one of the row wins over that of the column."""
    fixed = table.fixed_rows.get(row)
    if fixed is None:
        return column.ledger
    return fixed[1].ledger.get(column.key) or fixed[1].ledger.get("") or column.ledger


def _exact(format: Format, pivot: Pivot) -> Accounts:  # noqa: A002
    """Return the accounts that hold every 分."""
    rows = {table.key: tuple(leaf_rows(table, pivot)) for table in format if table.region is not None}
    book = complete_rows(Accounts(format, rows=rows))
    typed: dict[Cell, int] = {}
    offers: dict[Cell, int] = {}
    for cell, kind in _cells(book):
        if kind is not CellKind.DERIVED:
            table = format.tables[cell.table]
            amount = pivot.value(table, cell.row, table.panel_of(cell.row).by_key[cell.column])
            if kind is CellKind.OFFERED:
                offers[cell] = amount
            elif amount:
                typed[cell] = amount
    book = complete_rows(replace(book, typed=typed))
    return _settle(book, Evaluator(book), offers, 1)


def leaf_rows(table: Table, pivot: Pivot) -> Iterator[str]:
    """Yield the codes of a ledger that have something to say in a code table."""
    if table.region is None or table.region.only is not None:
        return
    columns = table.panels[0].amounts
    entered = [one for one in columns if table.rule("", RowKind.LEAF, one)[0] is not CellKind.DERIVED]
    for code in pivot.codes:
        if any(pivot.value(table, code, column) for column in entered):
            yield code


def _cells(book: Accounts) -> Iterator[tuple[Cell, CellKind]]:
    """Yield every money cell of the book's rows and who fills it."""
    evaluator = Evaluator(book)
    for table in book.format:
        for row, column in amount_cells(table, book.rows.get(table.key, ())):
            yield Cell(table.key, row, column), evaluator.rule(table, row, column)[0]


def _settle(book: Accounts, exact: Evaluator, offers: Mapping[Cell, int], step: int) -> Accounts:
    """Keep an offered formula where it gives the cell's figure, both as printed; type it otherwise."""
    typed = dict(book.typed)
    kept: set[Cell] = set()
    for cell, amount in offers.items():
        _, offer = exact.rule(book.format.tables[cell.table], cell.row, cell.column)
        terms = offer.terms if offer is not None else ()
        sources = [(term.sign, exact.value(one)) for term in terms for one in exact.referred(cell, term)]
        figure = round_half_up(amount, step)
        if sum(sign * round_half_up(value, step) for sign, value in sources) == figure:
            kept.add(cell)
        else:
            typed[cell] = figure
    return replace(book, typed=typed, offered=frozenset(kept))


def _rounded(book: Accounts, values: Mapping[Cell, int]) -> tuple[Accounts, tuple[Misfit, ...]]:
    """Return the accounts as copied from tables in which every cell was rounded on its own."""
    offers = {cell: values.get(cell, 0) for cell, kind in _cells(book) if kind is CellKind.OFFERED}
    typed = {cell: round_half_up(amount, STEP) for cell, amount in book.typed.items() if cell not in offers}
    rounded = complete_rows(_settle(replace(book, typed=typed), Evaluator(book), offers, STEP))
    printed = {
        cell: round_half_up(values.get(cell, 0), STEP)
        for cell, kind in _cells(rounded)
        if kind is CellKind.DERIVED
    }
    adjusted, misfits = adjust_to(rounded, printed)
    tails = {one.cell for one in adjusted.adjustments}
    checks = {cell: amount for cell, amount in printed.items() if amount or cell in tails}
    return replace(adjusted, checks=checks), tuple(misfits)
