"""What importing would make of an open workbook: door-neutral, nothing is written here.

sources -> recognise -> merge into what the book holds -> the same plan as 重新计算, with typed cells to write. Lists beside
the tables are taken out of the sources first, see ``import_lists``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from juesuan.audit.results import outdated_edits
from juesuan.book.accounts import Accounts
from juesuan.book.grid import GridSource, Position
from juesuan.book.layout import address, column_label, row_label
from juesuan.book.read import ReadBook
from juesuan.book.sheetpart import Content
from juesuan.book.sheets import CONTENTS, CONTENTS_STATUS, all_sections, contents_row
from juesuan.compute.recompute import Computed
from juesuan.findings import Finding, StructureError, refuse_on_errors
from juesuan.import_lists import list_changes, list_log, prior_findings
from juesuan.import_sources import Sources
from juesuan.import_typed import TypedCells, shown_amount
from juesuan.importing.into import ImportedTable, Merged, merge, merge_prior
from juesuan.importing.ledger_list import merge_ledger
from juesuan.importing.lists.board import ImportedList
from juesuan.importing.lists.enter import EnteredLists, enter_lists
from juesuan.importing.lists.model import FoundLists
from juesuan.importing.model import Unplaced
from juesuan.importing.paste import pasted_cells
from juesuan.plan import (
    Change,
    Plan,
    check_capacity,
    log_line,
    log_time,
    read,
    recomputed,
    standing_edits,
)
from juesuan.template.lists import ListEdits, LogLine, append_log

__all__ = ["ACTION", "ImportPlan", "Imported", "Sources", "plan_import"]

ACTION = "导入决算报表"
MOST_LINES = 200
"""More changed typed cells than this are told table by table in 操作记录."""


@dataclass(frozen=True)
class Imported:
    """The result of an import: the tables with their counts, what is to be told, what could not be placed."""

    tables: tuple[ImportedTable, ...]
    changes: tuple[Change, ...]
    findings: tuple[Finding, ...]
    unplaced: tuple[Unplaced, ...]
    written: bool
    complete: bool
    lists: tuple[ImportedList, ...] = ()


@dataclass(frozen=True)
class ImportPlan:
    """A plan and what the merge told."""

    plan: Plan
    merged: Merged
    lists: tuple[ImportedList, ...] = ()
    action: str = ACTION

    def result(self, *, written: bool) -> Imported:
        """Return what is told to a person."""
        merged, told = self.merged, self.plan.findings
        return Imported(
            merged.tables, self.plan.changes, told, merged.unplaced, written, merged.complete, self.lists
        )


def plan_import(
    source: GridSource, found: Sources, *, prior: bool = False, now: datetime | None = None
) -> ImportPlan:
    """Return what is to be done to a workbook.

    Raises StructureError (it cannot be worked on) and FindingsError (cell mistakes beside what is imported, or code
    rows and lists that have no room).
    """
    book = read(source)
    merged = _prior(book, found) if prior else _merged(book, found)
    lists = enter_lists(source, book.accounts.format, FoundLists() if prior else found.lists)
    findings = prior_findings(found.lists) if prior else (*found.lists.findings, *lists.findings)
    unplaced = (*found.unplaced, *(() if prior else found.lists.unplaced), *merged.unplaced, *lists.unplaced)
    merged = replace(merged, unplaced=unplaced, findings=(*merged.findings, *findings))
    if prior:
        plan = _plan_prior(source, book, found, merged, now)
    elif merged.tables or found.ledger is not None or not found.lists:
        plan = _plan_tables(source, book, found, merged, lists, now)
    else:
        plan = _plan_lists(source, book, found, merged, lists, now)
    return ImportPlan(plan, merged, lists.lists)


def _prior(book: ReadBook, found: Sources) -> Merged:
    if found.ledger is not None:
        raise StructureError(
            "ledger-prior", "明细清单不能作为上年数导入；请导入上年公开的决算报表，或去掉 --prior。"
        )
    if not found.tables.tables:
        raise StructureError(
            "list-prior", "清单不能作为上年数导入；请导入上年公开的决算报表，或去掉 --prior。"
        )
    return merge_prior(book.accounts, found.tables)


def _merged(book: ReadBook, found: Sources) -> Merged:
    if found.tables.tables:
        merged = merge(book.accounts, found.tables)
    else:
        merged = Merged(book.accounts, unplaced=tuple(found.tables.unplaced))
    if found.ledger is None:
        return merged
    listed = merge_ledger(merged.accounts, found.ledger, without={one.table for one in merged.tables})
    return Merged(
        listed.accounts,
        (*merged.tables, *listed.tables),
        (*merged.findings, *listed.findings),
        (*merged.unplaced, *listed.unplaced),
    )


# the tables of this year


def _plan_tables(  # noqa: PLR0913 - what is known, and what comes
    source: GridSource,
    book: ReadBook,
    found: Sources,
    merged: Merged,
    lists: EnteredLists,
    now: datetime | None,
) -> Plan:
    accounts = merged.accounts
    tables = [one.table for one in merged.tables]
    replaced = {one.table for one in merged.tables if not one.partial}
    findings = refuse_on_errors([*_remaining(book, tables, replaced), *check_capacity(accounts, book)])
    computed, contents, changes = recomputed(source, book, accounts)
    typed: dict[str, dict[Position, Content]] = {}
    entered: dict[str, list[Change]] = {}
    for key in tables:
        work = TypedCells(source, book, accounts, contents[key])
        typed[key], entered[key] = work.cells(clear=key in replaced), work.changes
    checks = ListEdits(source, accounts.format)
    rows = checks.replace_checks(book.lists.checks, accounts, replaced)
    edits = standing_edits(source, book, accounts, computed, rows)
    _join(edits, checks)
    _front(edits, book.accounts, accounts)
    _join(edits, lists.edits)
    _empty_paste(edits, found, merged)
    made = [one for key in tables for one in entered[key]]
    written = list_changes(lists)
    if changes or made or any(typed.values()) or edits.edits:
        log = [*_log(merged, entered, found), *list_log(lists, _source(found), MOST_LINES)]
        append_log(edits, log_time(now), ACTION, log)
        outdated_edits(edits)
    told = (*findings, *merged.findings)
    return Plan(book, accounts, computed, contents, (*made, *written, *changes), told, edits.edits, typed)


def _plan_lists(  # noqa: PLR0913 - what is known, and what comes
    source: GridSource,
    book: ReadBook,
    found: Sources,
    merged: Merged,
    lists: EnteredLists,
    now: datetime | None,
) -> Plan:
    """Only lists beside the tables: nothing is recomputed, and mistakes in the tables do not matter."""
    edits = ListEdits(source, book.accounts.format)
    _join(edits, lists.edits)
    _empty_paste(edits, found, merged)
    if edits.edits:
        append_log(edits, log_time(now), ACTION, list_log(lists, _source(found), MOST_LINES))
        outdated_edits(edits)
    changes = list_changes(lists)
    return Plan(book, book.accounts, Computed({}, {}), {}, changes, merged.findings, edits.edits)


def _empty_paste(edits: ListEdits, found: Sources, merged: Merged) -> None:
    """Empty 粘贴区 once everything that was pasted has found its place."""
    if found.from_paste and merged.complete:
        for sheet, at in pasted_cells(edits.source, edits.form):
            edits.put_at(sheet, at, Content())


def _source(found: Sources) -> str:
    return "、".join(found.names) or "粘贴区"


def _remaining(book: ReadBook, tables: Collection[str], replaced: Collection[str]) -> Iterator[Finding]:
    """The mistakes in cells of a book that an import does not replace."""
    form = book.accounts.format
    sheets = {form.tables[key].sheet for key in replaced}
    section = all_sections(form)["checks"]
    rows = {one.row for one in book.lists.checks if one.cell is not None and one.cell.table in replaced}
    states = {address(contents_row(form, form.tables[key].sheet), CONTENTS_STATUS) for key in tables}
    for one in book.findings:
        row = int("".join(filter(str.isdigit, one.cell)) or 0)
        in_table = one.sheet in sheets
        in_checks = one.sheet == section.sheet and row in rows
        if not in_table and not in_checks and not (one.sheet == CONTENTS and one.cell in states):
            yield one


def _join(edits: ListEdits, more: ListEdits) -> None:
    for sheet, cells in more.edits.items():
        edits.edits.setdefault(sheet, {}).update(cells)


def _front(edits: ListEdits, before: Accounts, after: Accounts) -> None:
    """Write the fields of the cover and the states that have changed."""
    info = {key: text for key, text in after.info.items() if before.info.get(key, "") != text}
    status = {key: text for key, text in after.status.items() if before.status.get(key, "") != text}
    edits.front(replace(after, info=info, status=status))


def _log(merged: Merged, entered: Mapping[str, Sequence[Change]], found: Sources) -> list[LogLine]:
    """One line a table; and one a changed typed cell, unless there are very many."""
    source = _source(found)
    made = [one for changes in entered.values() for one in changes]
    lines = []
    for one in merged.tables:
        count = len(entered.get(one.table, ()))
        more = f"；录入数变动{count}格" if len(made) > MOST_LINES and count else ""
        told = str(one).partition("：")[2]
        lines.append(LogLine(one.sheet, "", f"导入：{source}", "", f"{told}{more}"))
    return lines + ([] if len(made) > MOST_LINES else [log_line(one) for one in made])


# the tables of last year


def _plan_prior(
    source: GridSource, book: ReadBook, found: Sources, merged: Merged, now: datetime | None
) -> Plan:
    accounts = merged.accounts
    section = all_sections(accounts.format)["prior"]
    findings = refuse_on_errors(one for one in book.findings if one.sheet == section.sheet)
    edits = ListEdits(source, accounts.format)
    tables = {one.table for one in merged.tables}
    edits.replace_prior(book.lists, accounts, tables, _source(found))
    changes = tuple(_prior_changes(book.accounts, accounts, section.sheet))
    _empty_paste(edits, found, merged)
    if edits.edits:
        append_log(edits, log_time(now), ACTION, _log(merged, {}, found))
    told = (*findings, *merged.findings)
    return Plan(book, accounts, Computed({}, {}), {}, changes, told, edits.edits)


def _prior_changes(before: Accounts, after: Accounts, sheet: str) -> Iterator[Change]:
    for cell in sorted({*before.prior, *after.prior}):
        old, new = (shown_amount(one.prior.get(cell)) for one in (before, after))
        if old != new:
            table = after.format.tables[cell.table]
            names = after.classification(table).codes if table.region else {}
            code = cell.row.partition("/")[0]
            label = row_label(table, cell.row, {cell.row: names[code].name} if code in names else {})
            column = column_label(table.panel_of(cell.row).by_key[cell.column])
            yield Change(sheet, "", f"{table.sheet} {label}·{column}", old, new)
