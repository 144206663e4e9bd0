"""Which code rows a book has: typed ones, those taken over from other tables, and the parents of both.

Rows that only stood there for others (a parent without children, a row taken over from a table that no longer has
it) go when nothing was typed into them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from juesuan.book.accounts import DETAIL_MARK, Accounts, row_order
from juesuan.compute.recompute import Evaluator
from juesuan.spec.classification import ancestors
from juesuan.spec.model import Cell, CellKind, Table

TYPED, AUTO, PARENT = "typed", "auto", "parent"


def complete_rows(accounts: Accounts) -> Accounts:
    """Return the accounts with every code table's rows complete, in code order, and ``laid`` brought up to date.

    Offered cells of rows that are new hold their offered formula.
    """
    rows: dict[str, tuple[str, ...]] = {}
    laid: dict[str, dict[str, str]] = {}
    filled = _filled_rows(accounts)
    for table in _in_order(accounts):
        source: set[str] = set()
        region = table.region
        if region is None:
            continue
        if region.only is not None:
            so_far = accounts.with_rows({**accounts.rows, **rows})
            source = _nonzero_rows(replace(so_far, offered=_offered(accounts, so_far)), table)
            own = [row for row in accounts.rows.get(table.key, ()) if DETAIL_MARK in row]
        else:
            for other in region.rows_from:
                source |= {row for row in rows[other] if DETAIL_MARK not in row}
            own = _kept(accounts, table, filled[table.key], source)
        rows[table.key] = _complete(own, source)
        laid[table.key] = _marks(rows[table.key], own, source)
    completed = replace(accounts, rows=rows, laid=laid)
    return replace(completed, offered=_offered(accounts, completed))


def _in_order(accounts: Accounts) -> Iterable[Table]:
    """Yield the code tables so that each comes after those it takes rows from, ``only`` ones as late as can be."""
    waiting = [table for table in accounts.format if table.region is not None]
    waiting.sort(key=lambda table: table.region is not None and table.region.only is not None)
    done: set[str] = set()
    while waiting:
        for table in waiting:
            region = table.region
            needs = set(region.rows_from) if region else set()
            if region and region.only is not None:
                needs.add(region.only.terms[0].table or table.key)
            if needs <= done:
                break
        else:
            raise ValueError("code tables take rows from each other in a circle")
        waiting.remove(table)
        done.add(table.key)
        yield table


def _filled_rows(accounts: Accounts) -> Mapping[str, set[str]]:
    filled: dict[str, set[str]] = {table.key: set() for table in accounts.format}
    for cell in accounts.typed:
        filled[cell.table].add(cell.row)
    return filled


def _nonzero_rows(accounts: Accounts, table: Table) -> set[str]:
    region = table.region
    if region is None or region.only is None:
        return set()
    evaluator = Evaluator(accounts)
    other = region.only.terms[0].table or table.key
    return {
        row
        for row in accounts.rows.get(other, ())
        if DETAIL_MARK not in row and evaluator.sources((table.key, row, ""), region.only)
    }


def _kept(accounts: Accounts, table: Table, filled: set[str], source: set[str]) -> list[str]:
    marks = accounts.laid.get(table.key, {})
    present = accounts.rows.get(table.key, ())
    return [row for row in present if row in filled or row in source or marks.get(row, TYPED) == TYPED]


def _complete(own: Iterable[str], source: Iterable[str]) -> tuple[str, ...]:
    found = set(own) | set(source)
    for row in tuple(found):
        code = row.partition(DETAIL_MARK)[0]
        found.add(code)
        found.update(ancestors(code))
    return tuple(sorted(found, key=row_order))


def _marks(rows: tuple[str, ...], own: Iterable[str], source: set[str]) -> dict[str, str]:
    parents = {above for row in rows for above in ancestors(row.partition(DETAIL_MARK)[0])}
    typed = set(own) - source
    return {row: PARENT if row in parents else TYPED if row in typed else AUTO for row in rows}


def _offered(before: Accounts, after: Accounts) -> frozenset[Cell]:
    """Keep the offered formulas that still stand in a leaf, and offer them in leaves that are new."""
    evaluator = Evaluator(after)
    offered: set[Cell] = set()
    for table in after.format:
        if not any(column.offer for panel in table.panels for column in panel.amounts):
            continue
        marks = before.laid.get(table.key, {})
        old = {row for row, mark in marks.items() if mark != PARENT}
        for row in after.rows.get(table.key, ()):
            for column in table.panels[0].amounts:
                cell = Cell(table.key, row, column.key)
                if evaluator.rule(table, row, column.key)[0] is not CellKind.OFFERED:
                    continue
                if cell in before.offered or (row not in old and cell not in before.typed):
                    offered.add(cell)
    return frozenset(offered)
