"""What importing would make of an open workbook: door-neutral, nothing is written here.

sources -> recognise -> merge into what the book holds -> the same plan as 重新计算, with typed cells to write.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from juesuan import money
from juesuan.audit.results import outdated_edits
from juesuan.book.accounts import Accounts, amount_cells
from juesuan.book.grid import Grid, GridSource, Position
from juesuan.book.layout import address, column_label, row_label
from juesuan.book.read import ReadBook
from juesuan.book.sheetpart import Content
from juesuan.book.sheets import CONTENTS, CONTENTS_STATUS, all_sections, contents_row
from juesuan.compute.recompute import Computed, Evaluator
from juesuan.findings import Finding, StructureError, refuse_on_errors
from juesuan.importing.into import ImportedTable, Merged, merge, merge_prior
from juesuan.importing.ledger_list import LedgerList, merge_ledger, read_ledger_list
from juesuan.importing.model import Recognised, SourceSheet, Unplaced
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
from juesuan.spec.model import Cell, CellKind, Format
from juesuan.template.content import TableContent
from juesuan.template.lists import ListEdits, LogLine, append_log, code_names

ACTION = "导入决算报表"
MOST_LINES = 200
"""More changed typed cells than this are told table by table in 操作记录."""
NO_TABLE = "没有认出任何一张决算报表；请核对文件中有没有表名（如“收入决算表”）和表头，明细清单要有“功能科目编码”“金额”等列。"


@dataclass(frozen=True)
class Sources:
    """What was found in the sources of one import: tables, or the bookings of a long list."""

    tables: Recognised = field(default_factory=Recognised)
    ledger: LedgerList | None = None
    unplaced: tuple[Unplaced, ...] = ()
    names: tuple[str, ...] = ()
    from_paste: bool = False


@dataclass(frozen=True)
class Imported:
    """The result of an import: the tables with their counts, what is to be told, what could not be placed."""

    tables: tuple[ImportedTable, ...]
    changes: tuple[Change, ...]
    findings: tuple[Finding, ...]
    unplaced: tuple[Unplaced, ...]
    written: bool
    complete: bool


@dataclass(frozen=True)
class ImportPlan:
    """A plan and what the merge told."""

    plan: Plan
    merged: Merged
    action: str = ACTION

    def result(self, *, written: bool) -> Imported:
        """Return what is told to a person."""
        merged, told = self.merged, self.plan.findings
        return Imported(merged.tables, self.plan.changes, told, merged.unplaced, written, merged.complete)


def gather(paths: Sequence[Path], form: Format, *, unit: str = "") -> Sources:
    """Read files, folders and archives; raise StructureError when nothing in them can be imported."""
    from juesuan.importing.sources import read_sources

    sheets, unplaced = read_sources(paths)
    return gather_sheets(sheets, form, unit=unit, unplaced=unplaced)


def gather_sheets(
    sheets: Sequence[SourceSheet],
    form: Format,
    *,
    unit: str = "",
    unplaced: Sequence[Unplaced] = (),
    from_paste: bool = False,
) -> Sources:
    """Recognise sheets; a long list is read as one, everything else as tables."""
    from juesuan.importing.recognise import recognise

    rest: list[SourceSheet] = []
    ledger: LedgerList | None = None
    for sheet in sheets:
        found = read_ledger_list(form, sheet, unit=unit)
        if found is None:
            rest.append(sheet)
        else:
            ledger = found if ledger is None else ledger.joined(found)
    tables = recognise(form, rest, unit=unit) if rest else Recognised()
    if not tables.tables and ledger is None:
        raise StructureError("nothing-recognised", NO_TABLE)
    names = tuple(dict.fromkeys(one.file for one in sheets if one.file))
    return Sources(tables, ledger, tuple(unplaced), names, from_paste)


def plan_import(
    source: GridSource, found: Sources, *, prior: bool = False, now: datetime | None = None
) -> ImportPlan:
    """Return what is to be done to a workbook.

    Raises StructureError (it cannot be worked on) and FindingsError (cell mistakes beside what is imported, or code
    rows and lists that have no room).
    """
    book = read(source)
    merged = _prior(book, found) if prior else _merged(book, found)
    merged = replace(merged, unplaced=(*found.unplaced, *merged.unplaced))
    work = _plan_prior if prior else _plan_tables
    return ImportPlan(work(source, book, found, merged, now), merged)


def _prior(book: ReadBook, found: Sources) -> Merged:
    if found.ledger is not None:
        raise StructureError(
            "ledger-prior", "明细清单不能作为上年数导入；请导入上年公开的决算报表，或去掉 --prior。"
        )
    return merge_prior(book.accounts, found.tables)


def _merged(book: ReadBook, found: Sources) -> Merged:
    merged = merge(book.accounts, found.tables) if found.tables.tables else Merged(book.accounts)
    if found.ledger is None:
        return merged
    listed = merge_ledger(merged.accounts, found.ledger, without={one.table for one in merged.tables})
    unplaced = () if found.tables.tables else found.tables.unplaced
    return Merged(
        listed.accounts,
        (*merged.tables, *listed.tables),
        (*merged.findings, *listed.findings),
        (*merged.unplaced, *unplaced, *listed.unplaced),
    )


# the tables of this year


def _plan_tables(
    source: GridSource, book: ReadBook, found: Sources, merged: Merged, now: datetime | None
) -> Plan:
    accounts = merged.accounts
    tables = [one.table for one in merged.tables]
    replaced = {one.table for one in merged.tables if not one.partial}
    findings = refuse_on_errors([*_remaining(book, tables, replaced), *check_capacity(accounts, book)])
    computed, contents, changes = recomputed(source, book, accounts)
    typed: dict[str, dict[Position, Content]] = {}
    entered: dict[str, list[Change]] = {}
    for key in tables:
        work = _Typed(source, book, accounts, contents[key])
        typed[key], entered[key] = work.cells(clear=key in replaced), work.changes
    checks = ListEdits(source, accounts.format)
    rows = checks.replace_checks(book.lists.checks, accounts, replaced)
    edits = standing_edits(source, book, accounts, computed, rows)
    _join(edits, checks)
    _front(edits, book.accounts, accounts)
    if found.from_paste and merged.complete:
        for sheet, at in pasted_cells(source, accounts.format):
            edits.put_at(sheet, at, Content())
    made = [one for key in tables for one in entered[key]]
    if changes or made or any(typed.values()) or edits.edits:
        append_log(edits, log_time(now), ACTION, _log(merged, entered, found))
        outdated_edits(edits)
    told = (*findings, *merged.findings)
    return Plan(book, accounts, computed, contents, (*made, *changes), told, edits.edits, typed)


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


class _Typed:
    """The typed cells of an imported table: what has to be written, and what a person is told about it."""

    def __init__(self, source: GridSource, book: ReadBook, accounts: Accounts, content: TableContent) -> None:
        self.table = content.layout.table
        self.before = book.accounts
        self.accounts = accounts
        self.content = content
        self.grid: Grid = source.grid(self.table.sheet)
        self.places: Mapping[str, int] = {
            **content.layout.fixed,
            **(book.places[self.table.key].places if self.table.key in book.places else {}),
        }
        self.changes: list[Change] = []

    def cells(self, *, clear: bool) -> dict[Position, Content]:
        """Return the cells to write; with ``clear`` whatever else stands in the region of code rows goes."""
        found: dict[Position, Content] = dict(self._strays()) if clear else {}
        table = self.table
        evaluator = Evaluator(self.accounts)
        names = code_names(self.accounts, table.key)
        for row, column in amount_cells(table, self.accounts.rows.get(table.key, ())):
            if evaluator.rule(table, row, column)[0] is CellKind.DERIVED:
                continue
            cell = Cell(table.key, row, column)
            wanted = self.accounts.typed.get(cell)
            offered = cell in self.accounts.offered
            old = self.before.typed.get(cell)
            was_offered = cell in self.before.offered
            if (wanted, offered) == (old, was_offered) and (
                wanted is not None or offered or not self._held(cell)
            ):
                continue
            at = self.content.position(cell)
            if not offered:
                found[at] = Content(None if wanted is None else money.to_wan(wanted))
            label = f"{row_label(table, row, names)}·{column_label(table.panel_of(row).by_key[column])}"
            texts = _shown(old, offered=was_offered), _shown(wanted, offered=offered)
            if texts[0] != texts[1]:
                self.changes.append(Change(table.sheet, address(*at), label, *texts))
        return found

    def _held(self, cell: Cell) -> bool:
        """Whether anything stands in the place of a cell that was read as blank: a mistake, a former sum."""
        row = self.places.get(cell.row)
        if row is None:
            return False
        at = (row, self.content.layout.column(cell.row, cell.column))
        return at in self.grid.formulas or self.grid.value(*at) is not None

    def _strays(self) -> Iterator[tuple[Position, Content]]:
        """What stands in the region beside the code rows as they shall be: rows with mistakes."""
        layout = self.content.layout
        if self.table.region is None:
            return
        first = layout.region_top + self.content.used
        for row in range(first, min(layout.region_bottom, self.grid.height) + 1):
            for column in range(1, layout.last_column + 1):
                at = (row, column)
                if at not in self.content.spare and (
                    at in self.grid.formulas or self.grid.value(*at) is not None
                ):
                    yield at, Content()


def _shown(amount: int | None, *, offered: bool) -> str:
    if offered:
        return "带出的公式"
    return "" if amount is None else money.format_wan(amount, None)


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
    source = "、".join(found.names) or "粘贴区"
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
    edits.replace_prior(book.lists, accounts, tables, "、".join(found.names) or "粘贴区")
    changes = tuple(_prior_changes(book.accounts, accounts, section.sheet))
    if found.from_paste and merged.complete:
        for sheet, at in pasted_cells(source, accounts.format):
            edits.put_at(sheet, at, Content())
    if edits.edits:
        append_log(edits, log_time(now), ACTION, _log(merged, {}, found))
    told = (*findings, *merged.findings)
    return Plan(book, accounts, Computed({}, {}), {}, changes, told, edits.edits)


def _prior_changes(before: Accounts, after: Accounts, sheet: str) -> Iterator[Change]:
    for cell in sorted({*before.prior, *after.prior}):
        old, new = (_shown(one.prior.get(cell), offered=False) for one in (before, after))
        if old != new:
            table = after.format.tables[cell.table]
            names = after.classification(table).codes if table.region else {}
            code = cell.row.partition("/")[0]
            label = row_label(table, cell.row, {cell.row: names[code].name} if code in names else {})
            column = column_label(table.panel_of(cell.row).by_key[cell.column])
            yield Change(sheet, "", f"{table.sheet} {label}·{column}", old, new)
