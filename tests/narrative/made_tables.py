"""The tables of made-up books: ledgers thinned out, sums without codes below them, nothing at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from juesuan.analysis.numbers import Numbers, cell_of
from juesuan.book.accounts import FILLED, NOT_FILLED, UNCLASSIFIED, Accounts, Adjustment
from juesuan.book.facts import Facts
from juesuan.compute.recompute import Evaluator
from juesuan.compute.rows import complete_rows
from juesuan.spec import load_format
from juesuan.spec.model import Cell, CellKind, RowKind
from tests.books import generated_accounts

WAN, CENT = 1_000_000, 10_000


def tables(random: Random, form: str, seed: int) -> Accounts:
    """Return accounts: three of five have codes and money, one has sums without codes, one has nothing."""
    loaded = load_format(form)
    if seed % 5 < 3:
        accounts = generated_accounts(form, seed, exact=seed % 2 == 0, codes=random.choice((2, 6, 12)))
        accounts = _with_classes(random, _thinned(random, accounts), 1)
    else:
        status = {one.key: random.choice((FILLED, NOT_FILLED)) for one in loaded}
        accounts = complete_rows(Accounts(loaded, status=status))
    if seed % 5 == 3:
        accounts = _with_classes(random, accounts, 2)
        sums = list(_sums(random, accounts))
        blank = random.choice([one.cell.table for one in sums] or [""])  # nobody has filled in this one
        status = {**accounts.status, **({blank: NOT_FILLED} if blank else {})}
        sums = [one for one in sums if one.cell.table != blank]
        accounts = replace(accounts, adjustments=tuple(sums), status=status)
    return accounts


def _thinned(random: Random, accounts: Accounts) -> Accounts:
    """Leave some compared figures that people type blank, and say of a table that it is not filled in yet."""
    table = random.choice((*accounts.format.tables, next(iter(accounts.format.tables))))
    measures = accounts.format.analysis.measures.values()
    typed = [
        cell for one in measures for term in one.value.terms if (cell := cell_of(term)) in accounts.typed
    ]
    left = {cell for cell in typed if random.random() < 0.25}
    kept = {cell: amount for cell, amount in accounts.typed.items() if cell not in left}
    status = {**accounts.status, table: random.choice((FILLED, NOT_FILLED))}
    return replace(accounts, typed=kept, status=status)


def _with_classes(random: Random, accounts: Accounts, count: int) -> Accounts:
    """Add classes that have no codes below them, with money in one column: two of them cancel out."""
    form, rows, typed = accounts.format, dict(accounts.rows), dict(accounts.typed)
    for key in sorted({one.rows.table or "" for one in form.analysis.collections.values()}):
        table = form.tables[key]
        taken = {row[:3] for row in rows.get(key, ())}
        free = [code for code in form.classification_of(table).codes if len(code) == 3 and code not in taken]
        columns = [
            one.key
            for one in table.panels[0].amounts
            if table.rule("", RowKind.LEAF, one)[0] is CellKind.TYPED
        ]
        if random.random() < 0.5 and len(free) >= count and columns:
            column, amount = random.choice(columns), random.randint(1, 999) * CENT
            for code, sign in zip(random.sample(free, count), (1, -1), strict=False):
                rows[key] = (*rows.get(key, ()), code)
                typed[Cell(key, code, column)] = sign * amount
    return complete_rows(replace(accounts, rows=rows, typed=typed))


def _sums(random: Random, accounts: Accounts) -> Iterator[Adjustment]:
    """Amounts that are known without the codes below them, of either sign, on the cells that the analysis speaks of."""
    evaluator, analysis = Evaluator(accounts), accounts.format.analysis
    values = [one.value for one in analysis.measures.values()]
    values += [one.whole for one in analysis.compositions.values()]
    amounts: dict[Cell, int] = {}
    for cell in dict.fromkeys(cell_of(term) for one in values for term in one.terms):
        if random.random() < 0.5:
            amounts[cell] = random.choice((-1, 1, 1, 1)) * random.randint(1, 99_999) * CENT
    numbers = Numbers(accounts, {}, Facts())
    for one in analysis.compositions.values():  # two parts that cancel out: a whole of nothing
        cells = [cell for parts in one.parts for cell in numbers.cells(parts)]
        if len(cells) > 1 and random.random() < 0.4:
            amounts.pop(cell_of(one.whole.terms[0]), None)
            amounts |= dict(zip(random.sample(cells, 2), (7 * WAN, -7 * WAN), strict=True))
    for cell, amount in amounts.items():
        table = accounts.format.tables.get(cell.table)
        if (
            table
            and not accounts.rows.get(cell.table)
            and evaluator.rule(table, cell.row, cell.column)[0] is CellKind.DERIVED
        ):
            yield Adjustment(cell, UNCLASSIFIED, amount)
