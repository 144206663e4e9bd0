"""What recomputing would make of an open workbook: door-neutral, nothing is written here.

read -> complete the code rows -> recompute -> content of every table -> changes. Both doors work from the same plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from juesuan import money
from juesuan.audit.results import outdated_edits
from juesuan.audit.sheet import rule_edits
from juesuan.book.accounts import TAIL, Accounts
from juesuan.book.grid import GridSource, Position
from juesuan.book.layout import Layout, address, column_label, row_label
from juesuan.book.read import ReadBook, same_formula
from juesuan.book.read_lists import CheckRow
from juesuan.book.sheetpart import Content
from juesuan.book.sheets import all_sections
from juesuan.compute.recompute import Computed, recompute
from juesuan.compute.rows import PARENT, complete_rows
from juesuan.compute.tails import tails_too_large
from juesuan.findings import Finding, Level, refuse_on_errors
from juesuan.spec.model import RowKind
from juesuan.template.apply import cell_value
from juesuan.template.content import TableContent, table_content
from juesuan.template.formulas import FormulaWriter
from juesuan.template.lists import (
    Edit,
    ListEdits,
    LogLine,
    adjustment_range,
    append_log,
    cell_name,
    code_names,
)
from juesuan.template.reading import read

ACTION = "重新计算"
__all__ = [
    "ACTION",
    "Change",
    "Plan",
    "cell_name",
    "check_capacity",
    "laid_kinds",
    "log_line",
    "log_time",
    "make_plan",
    "read",
    "recomputed",
    "standing_edits",
    "static_edits",
    "table_contents",
]


@dataclass(frozen=True)
class Change:
    """What recomputing changes: a value, a formula put back, or a code row that comes, goes or moves."""

    sheet: str
    cell: str
    name: str
    old: str
    new: str


@dataclass(frozen=True)
class Plan:
    """Everything that recomputing would write, and what a person is told about it."""

    read: ReadBook
    accounts: Accounts
    computed: Computed
    contents: Mapping[str, TableContent]
    changes: tuple[Change, ...]
    findings: tuple[Finding, ...]
    edits: Mapping[str, Mapping[Position, Edit]] = field(default_factory=dict)
    typed: Mapping[str, Mapping[Position, Content]] = field(default_factory=dict)
    """Typed cells to write, by table: only an import has any."""


def make_plan(source: GridSource, now: datetime | None = None) -> Plan:
    """Return what is to be done to a workbook.

    Raises StructureError (it cannot be worked on) and FindingsError (cell mistakes, all of them).
    """
    found = read(source)
    accounts = complete_rows(found.accounts)
    findings = refuse_on_errors(
        [*found.findings, *_check_adjustments(accounts, found), *check_capacity(accounts, found)]
    )
    computed, contents, changes = recomputed(source, found, accounts)
    edits = standing_edits(source, found, accounts, computed, found.lists.checks)
    if changes:
        append_log(edits, log_time(now), ACTION, [log_line(one) for one in changes])
        outdated_edits(edits)
    return Plan(found, accounts, computed, contents, changes, findings, edits.edits)


def recomputed(
    source: GridSource, found: ReadBook, accounts: Accounts
) -> tuple[Computed, dict[str, TableContent], tuple[Change, ...]]:
    """Return the values of accounts, what every table shall hold, and what changes by that."""
    computed = recompute(accounts)
    contents = table_contents(accounts, computed, found.layout, source)
    changes = tuple(
        one for table in accounts.format for one in _changes(source, found, accounts, contents[table.key])
    )
    return computed, contents, changes


def standing_edits(
    source: GridSource, found: ReadBook, accounts: Accounts, computed: Computed, checks: Sequence[CheckRow]
) -> ListEdits:
    """Return what is brought up to date beside the tables whenever accounts are written."""
    edits = ListEdits(source, accounts.format)
    static_edits(edits, accounts)
    edits.checks(checks, accounts, computed, found.layout)
    edits.prior_keys(found.lists)
    edits.laid(accounts, found.identity.rows)
    rule_edits(edits, accounts, found.layout, computed.values)
    return edits


def log_time(now: datetime | None) -> str:
    """Return the time as 操作记录 tells it."""
    return (now or datetime.now()).strftime("%Y-%m-%d %H:%M:%S")  # noqa: DTZ005 - the office's own clock


def log_line(change: Change) -> LogLine:
    """Return a change as a line of 操作记录."""
    return LogLine(change.sheet, change.cell, change.name, change.old, change.new)


def table_contents(
    accounts: Accounts, computed: Computed, layout: Layout, source: GridSource
) -> dict[str, TableContent]:
    """Return what every table shall hold."""
    adjusted = [one.cell for one in accounts.adjustments]
    writer = FormulaWriter(layout, dict(computed.trees), adjusted, adjustment_range(source, accounts.format))
    return {
        table.key: table_content(accounts, computed, layout, table.key, writer) for table in accounts.format
    }


def static_edits(edits: ListEdits, accounts: Accounts) -> None:
    """Bring the unit's name, the year and the sentence of an empty table up to date."""
    from juesuan.template.build import static_formulas

    for sheet, cells in static_formulas(accounts.format, accounts.info, accounts.status).items():
        for at, (formula, value) in cells.items():
            edits.put_at(sheet, at, Content(value, formula))


def laid_kinds(accounts: Accounts, table: str) -> dict[str, RowKind]:
    """Return what the last layout made of each code row of a table."""
    kinds = {PARENT: RowKind.PARENT}
    found = {row: kinds.get(mark, RowKind.LEAF) for row, mark in accounts.laid.get(table, {}).items()}
    return {row: RowKind.DETAIL if "/" in row else kind for row, kind in found.items()}


def _check_adjustments(accounts: Accounts, read: ReadBook) -> Iterator[Finding]:
    """A tail larger than rounding can explain is a difference, not a tail (rule A46)."""
    section = all_sections(accounts.format)["checks"]
    rows = {one.cell: one.row for one in read.lists.checks if one.kind == TAIL}
    for one, bound in tails_too_large(accounts):
        name = cell_name(accounts, one.cell)
        yield Finding(
            "tail-too-large",
            Level.ERROR,
            section.sheet,
            address(rows[one.cell], section.column("adjustment")) if one.cell in rows else "",
            f"{name}的尾差调整{money.format_wan(one.amount, None)}万元超过四舍五入能解释的上限"
            f"{money.format_wan(bound, None)}万元，",
            "请查明差额的原因：改正录入数，或删除这一行。",
        )


def check_capacity(accounts: Accounts, read: ReadBook) -> Iterator[Finding]:
    """Tell which tables have more code rows than they can hold."""
    for table in accounts.format:
        rows = accounts.rows.get(table.key, ())
        layout = read.layout[table.key]
        if table.region is not None and len(rows) > table.region.capacity:
            yield Finding(
                "region-full",
                Level.ERROR,
                table.sheet,
                address(layout.region_bottom, 1),
                f"科目行有{len(rows)}行，超过本表的{table.region.capacity}行，",
                "请清空不再使用的科目行。",
            )


def _changes(
    source: GridSource, read: ReadBook, accounts: Accounts, content: TableContent
) -> Iterator[Change]:
    table = content.layout.table
    grid = source.grid(table.sheet)
    old_places = dict(content.layout.fixed)
    if table.key in read.places:
        old_places.update(read.places[table.key].places)
        yield from _row_changes(accounts, content, read.places[table.key].places)
    names = code_names(accounts, table.key)
    for cell, one in content.amounts.items():
        if one.formula is None:
            continue
        row, column = content.position(cell)
        label = f"{row_label(table, cell.row, names)}·{column_label(table.panel_of(cell.row).by_key[cell.column])}"
        new = round(float(one.value or 0) * money.FEN_PER_WAN)
        if cell.row not in old_places:
            if new:
                yield Change(table.sheet, address(row, column), label, "", money.format_wan(new, None))
            continue
        before = (old_places[cell.row], column)
        old = cell_value(grid, before)
        if old != new and (old is not None or new):
            yield Change(table.sheet, address(row, column), label, _shown(old), money.format_wan(new, None))
        elif old_places[cell.row] == row and not same_formula(grid.formulas.get(before), one.formula):
            was = "公式" if before in grid.formulas else f"{_shown(old)}（改写的数）"
            yield Change(
                table.sheet, address(row, column), label, was, f"{money.format_wan(new, None)}（恢复公式）"
            )


def _row_changes(accounts: Accounts, content: TableContent, old: Mapping[str, int]) -> Iterator[Change]:
    table = content.layout.table
    names = code_names(accounts, table.key)
    codes = [row for row in content.places if row not in content.layout.fixed]
    for row in codes:
        if row not in old:
            at = address(content.places[row], content.layout.code_column or 1)
            yield Change(table.sheet, at, f"{row} {names.get(row, '')}", "", "增加科目行")
    for row in old:
        if row not in content.places:
            yield Change(
                table.sheet,
                address(old[row], content.layout.code_column or 1),
                row,
                "科目行",
                "删除（无数据）",
            )
    stay = [row for row in old if row in content.places]
    if stay != sorted(stay, key=codes.index):
        yield Change(table.sheet, "", "科目行的顺序", "", "按科目编码重新排列")


def _shown(value: object) -> str:
    if value is None:
        return ""
    return money.format_wan(value, None) if isinstance(value, int) else str(value)
