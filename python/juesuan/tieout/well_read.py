"""Which tables of a plain text were read as they stand: columns told from blanks may be the wrong ones.

A table is left out that has amounts without a column or a row, or that contradicts itself too often to be a slip.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from juesuan.audit.evaluate import RuleEvaluator
from juesuan.book.accounts import FILLED, Accounts
from juesuan.importing.labels import is_amount
from juesuan.importing.model import Recognised
from juesuan.spec.model import Format
from juesuan.spec.rules import tables_of

MANY, PART = 5, 3
"""So many sums, and one in so many of all, do not come out where columns were taken for others."""


def well_read(form: Format, found: Recognised) -> Recognised:
    """Return what was found without the tables that were not read well."""
    loose = {(one.place.file, one.place.sheet) for one in found.unplaced if is_amount(one.text)}
    lost = {key for key, one in found.tables.items() if loose & set(one.sheets)}
    lost |= _contradicted(form, found)
    if not lost:
        return found
    return replace(
        found,
        tables={key: one for key, one in found.tables.items() if key not in lost},
        figures=tuple(one for one in found.figures if one.cell.table not in lost),
        rows={key: rows for key, rows in found.rows.items() if key not in lost},
    )


def _contradicted(form: Format, found: Recognised) -> set[str]:
    """Return the tables most of whose own sums do not come out."""
    accounts = Accounts(form, rows=found.rows, status=dict.fromkeys(found.tables, FILLED))
    known = {cell: amount for cell, amount in found.amounts.items() if _is_there(form, cell.table, cell.row)}
    evaluator = RuleEvaluator(accounts, known)
    compared: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for rule in form.rules.values():
        for number, check in enumerate(rule.checks):
            tables = tables_of(check)
            if len(tables) != 1 or not tables <= set(found.tables):
                continue
            outcome = evaluator.outcome(rule, number)
            (table,) = tables
            compared[table] += len(outcome.instances)
            wrong[table] += len(outcome.violations)
    return {key for key, count in wrong.items() if count >= MANY and count * PART > compared[key]}


def _is_there(form: Format, table: str, row: str) -> bool:
    return form.tables[table].region is not None or row in form.tables[table].fixed_rows
