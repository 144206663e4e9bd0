"""How much of what can be mistyped the audit finds: change or swap typed figures of generated books, recompute, audit.

``python -m tests.audit.detection [books [cells]]`` prints the whole table; the tests take a sample of it.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from random import Random

from juesuan.audit.audit import audit
from juesuan.audit.evaluate import RuleEvaluator
from juesuan.audit.report import Report
from juesuan.audit.rounding import Expansion
from juesuan.audit.standing import standing_of
from juesuan.audit.view import View
from juesuan.book.accounts import Accounts
from juesuan.compute.recompute import recompute
from juesuan.compute.rows import complete_rows
from juesuan.findings import Level
from juesuan.ledger import fill, generate
from juesuan.money import round_half_up
from juesuan.spec.load import load_format
from juesuan.spec.model import Cell, CellKind

STEP = 10_000
CHANGE = 5 * STEP
"""0.05 万元."""


@dataclass
class Tally:
    """Found and tried; ``blind`` counts the undetected cells by table, column and (fixed) row."""

    found: int = 0
    tried: int = 0
    blind: Counter[str] = field(default_factory=Counter)

    @property
    def share(self) -> float:
        return self.found / self.tried if self.tried else 0.0


def book(form: str, seed: int, *, exact: bool, checks: bool) -> Accounts:
    """A fully filled generated book; without check figures there are no adjustments either."""
    layout = load_format(form)
    filled = fill(layout, generate(layout, seed=seed), exact=exact).accounts
    if not checks:
        return replace(filled, checks={}, adjustments=())
    if exact:
        values = recompute(filled).values
        derived = {
            cell: round_half_up(amount, STEP) for cell, amount in values.items() if cell not in filled.typed
        }
        return replace(filled, checks={cell: amount for cell, amount in derived.items() if amount})
    return filled


def report_of(accounts: Accounts) -> Report:
    """Recompute and audit, as the cells would stand after 重新计算."""
    complete = complete_rows(accounts)
    view = View(complete, standing_of(recompute(complete).values))
    return audit(view, complete.format.rules.values())


def told(report: Report, accounts: Accounts) -> frozenset[Cell]:
    """Return every typed cell that an error or 需说明 of the arithmetic rests on."""
    rules = accounts.format.rules
    evaluator = RuleEvaluator(accounts, {}).evaluator
    expansion = Expansion(evaluator, lambda _: False)
    cells: set[Cell] = set()
    for one in report.findings:
        arithmetic = one.rule in rules or one.rule in ("check-figure", "ledger-figure")
        if one.level is Level.HINT or not arithmetic:
            continue
        for text in one.cells:
            cell = Cell(*text.split("."))
            cells |= {cell, *expansion.parts(cell)}
    return frozenset(cells)


def changes(accounts: Accounts, random: Random, count: int) -> Iterator[tuple[Cell, Accounts]]:
    """Yield typed cells, each with the accounts in which it is 0.05 万元 more."""
    cells = sorted(accounts.typed)
    for cell in random.sample(cells, min(count, len(cells))):
        yield cell, replace(accounts, typed={**accounts.typed, cell: accounts.typed[cell] + CHANGE})


def swaps(accounts: Accounts, random: Random, count: int) -> Iterator[tuple[Cell, Accounts]]:
    """Yield typed cells, each with the accounts in which it and the next typed one of its column are exchanged."""
    cells = sorted(accounts.typed, key=lambda cell: (cell.table, cell.column, cell.row))
    pairs = [
        (one, other)
        for one, other in pairwise(cells)
        if one.table == other.table
        and one.column == other.column
        and accounts.typed[one] != accounts.typed[other]
    ]
    for one, other in random.sample(pairs, min(count, len(pairs))):
        typed = {**accounts.typed, one: accounts.typed[other], other: accounts.typed[one]}
        yield one, replace(accounts, typed=typed)


def measure(
    form: str, seeds: range, cells: int, mutations: tuple[str, ...] = ("change", "swap")
) -> Mapping[tuple[str, str, str], Tally]:
    """Return the tallies by mutation, precision and presence of 核对数."""
    found: dict[tuple[str, str, str], Tally] = {}
    for exact in (True, False):
        for checks in (False, True):
            for seed in seeds:
                accounts = book(form, seed, exact=exact, checks=checks)
                for name, mutate in (("change", changes), ("swap", swaps)):
                    if name not in mutations:
                        continue
                    key = (name, "exact" if exact else "rounded", "checks" if checks else "no checks")
                    tally = found.setdefault(key, Tally())
                    for cell, mutant in mutate(accounts, Random(seed), cells):
                        tally.tried += 1
                        if cell in told(report_of(mutant), complete_rows(mutant)):
                            tally.found += 1
                        else:
                            tally.blind[blind_name(accounts, cell)] += 1
    return found


def blind_name(accounts: Accounts, cell: Cell) -> str:
    """Name a kind of cell: table, fixed row or kind of code row, column."""
    table = accounts.format.tables[cell.table]
    row = (
        cell.row
        if (cell.row in table.fixed_rows and table.region is not None) or len(cell.row) not in (3, 5, 7)
        else "code"
    )
    kind = table.rule(
        cell.row,
        RuleEvaluator(accounts, {}).trees[cell.table].kind(cell.row),
        table.panel_of(cell.row).by_key[cell.column],
    )[0]
    return f"{cell.table}.{row}.{cell.column}" + (" (offered)" if kind is CellKind.OFFERED else "")


def main() -> None:
    books, cells = (int(one) for one in (*sys.argv[1:3], *("6", "40")[len(sys.argv) - 1 :]))
    for form in ("sichuan-2020", "shanghai-2024"):
        for key, tally in measure(form, range(books), cells).items():
            print(f"{form:14} {' / '.join(key):30} {tally.found}/{tally.tried} = {tally.share:.1%}")
            if tally.blind and key[0] == "change":
                print("    ", dict(tally.blind.most_common(12)))


if __name__ == "__main__":
    main()
