"""Tables, columns and cells by what they mean: formats number their tables differently.

A column means what its ledger selector gathers; rows of the fixed tables have the same keys in every format.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from juesuan.audit.view import View
from juesuan.book.layout import address
from juesuan.compute.adjust import HALF_STEP
from juesuan.compute.recompute import Evaluator
from juesuan.findings import Finding, Level
from juesuan.money import format_wan
from juesuan.spec.classification import Classification, ancestors
from juesuan.spec.expression import Expression
from juesuan.spec.model import Cell, CellKind, Column, Format, Table
from juesuan.spec.rule import Rule

FUND, CAPITAL, GENERAL = "fund", "capital", "general"
FUND_GROUP = "政府性基金"
"""How the functional code list names the government-fund budget."""
ORGANS = ("行政单位", "参照公务员法管理的事业单位")
"""Units whose 机关运行经费 is the whole 公用经费."""


def wan(amount: int) -> str:
    """Return an amount in 分 as 万元, exactly and with the unit."""
    return f"{format_wan(amount, None)}万元"


def code_tables(form: Format, fund: str) -> Iterator[Table]:
    """Yield the code tables whose money is all of one fund, its carry-overs among it."""
    for table in form:
        if table.region is None:
            continue
        selectors = [one.ledger for one in table.panels[0].amounts if one.ledger]
        own = bool(selectors) and all(one.get("fund") == (fund,) for one in selectors)
        if own and (fund == GENERAL or column_of(table, flow="opening")):
            yield table


def column_of(table: Table, **selector: str) -> Column | None:
    """Return the column of a code table that gathers what the selector says (and is of no economic section)."""
    for column in table.panels[0].amounts:
        wanted = {key: (value,) for key, value in selector.items()}
        if not column.economic and wanted.items() <= dict(column.ledger).items():
            return column
    return None


def table_with(form: Format, *rows: str) -> Table | None:
    """Return the first table that has all these fixed rows."""
    return next((one for one in form if all(row in one.fixed_rows for row in rows)), None)


def public_expenses(form: Format) -> list[Table]:
    """Return the tables of the "three public expenses", the one that the report speaks of first.

    Their only row is ``amount``; the columns of what was spent have the codes of 预算数, those of the budget ``budget_`` before.
    """
    return [
        one for one in form if "amount" in one.fixed_rows and "reception" in one.panel_of("amount").by_key
    ]


def expense_name(view: View, cell: Cell) -> str:
    """Return how a person calls a cell of these tables, whose only row has no name: ``公开10表“公务接待费”决算数``."""
    table = view.format.tables[cell.table]
    labels = table.panel_of(cell.row).by_key[cell.column].labels
    stage = next((one for one in labels if one in ("预算数", "决算数")), "")
    name = next((one for one in reversed(labels) if one != stage), "")
    return f"{table.sheet}“{name}”{stage}"


def is_carry_over(cell: Cell) -> bool:
    """Whether a cell holds money carried over from last year or to the next."""
    return any(key.startswith(("opening", "closing")) for key in (cell.row, cell.column))


def rule_of(view: View, cell: Cell) -> tuple[CellKind, Expression | None]:
    """Say who fills a cell of the tables as they stand, and from what; an offered cell that was typed over is typed."""
    table = view.format.tables[cell.table]
    column = table.panel_of(cell.row).by_key[cell.column]
    kind, expression = table.rule(cell.row, view.trees[cell.table].kind(cell.row), column)
    if kind is CellKind.OFFERED and cell not in view.accounts.offered:
        return CellKind.TYPED, None
    return kind, expression


def references(evaluator: Evaluator, cell: Cell, expression: Expression) -> Iterator[tuple[int, Cell]]:
    """Yield sign and cell of everything that a derivation refers to."""
    for term in expression.terms:
        for one in evaluator.referred(cell, term):
            yield term.sign, Cell(*one)


def group_of(codes: Classification, code: str) -> str:
    """Return the budget of a functional code, its own or that of the nearest code above; empty when not known."""
    for one in (code, *ancestors(code)):
        known = codes.codes.get(one)
        if known is not None and known.group:
            return known.group
    return ""


def row_finding(  # noqa: PLR0913 - a finding has these parts
    view: View, rule: Rule, table: Table, row: str, message: str, remedy: str, *, level: Level | None = None
) -> Finding:
    """Return the finding of a rule at the code of a row; the message is told behind the name of the row."""
    at, line = "", ""
    if view.read is not None and table.key in view.read.places:
        places = view.read.places[table.key].places
        if row in places:
            at = address(places[row], view.read.layout[table.key].code_column or 1)
            line = f"第{places[row]}行"
    name = view.row_name(Cell(table.key, row, ""))
    return Finding(
        rule.id,
        level or Level(rule.level),
        table.sheet,
        at,
        f"{table.sheet}{line}“{name}”{message}",
        remedy,
        rule.title,
        cells=(f"{table.key}.{row}",),
    )


def with_figures(found: Finding, expected: int, actual: int) -> Finding:
    """Return a finding with both figures in 分."""
    return replace(found, expected=expected, actual=actual, difference=actual - expected)


def tail_level(rule: Rule, difference: int, figures: int, *, rounded: bool = True) -> Level:
    """Return the level of a difference: a hint where the rounding of that many figures explains it (rule A46)."""
    if rounded and abs(difference) <= HALF_STEP * figures:
        return Level.HINT
    return Level(rule.level)
