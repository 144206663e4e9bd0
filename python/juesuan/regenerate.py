"""重新计算: read, complete the code rows, recompute, and write what changed; with ``new_book``, filling a new one.

Typed cells are never changed. A second run changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from juesuan import money
from juesuan.book.accounts import TAIL, Accounts
from juesuan.book.file import FileBook
from juesuan.book.layout import Layout, address, column_label, row_label
from juesuan.book.read import OfferedFormula, ReadBook, read_book, same_formula
from juesuan.book.sheetpart import Content
from juesuan.compute.adjust import tail_bound
from juesuan.compute.recompute import Computed, Evaluator, recompute
from juesuan.compute.rows import complete_rows
from juesuan.findings import Finding, Level, refuse_on_errors
from juesuan.spec.model import Cell, CellKind, Format, RowKind
from juesuan.template.apply import apply_table, cell_value, holds
from juesuan.template.build import build_template, static_formulas
from juesuan.template.content import TableContent, table_content
from juesuan.template.formulas import FormulaWriter
from juesuan.template.lists import ListWriter, LogLine, adjustment_range, append_log, code_names

ACTION = "重新计算"
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Change:
    """What recomputing changes: a value, a formula put back, or a code row that comes, goes or moves."""

    sheet: str
    cell: str
    name: str
    old: str
    new: str


@dataclass(frozen=True)
class Outcome:
    """The result of an action: what changed (or would), hints, whether anything was written."""

    changes: tuple[Change, ...]
    findings: tuple[Finding, ...]
    written: bool


def quiet(_: str) -> None:
    """Show no progress."""


def regenerate_file(
    path: Path, *, dry_run: bool = False, now: datetime | None = None, progress: Progress = quiet
) -> Outcome:
    """Recompute a workbook file.

    Raises StructureError (the file cannot be worked on) and FindingsError (cell mistakes, all of them); in both
    cases nothing is written. With ``dry_run`` the changes are found but not written.
    """
    progress("读取工作簿")
    book = FileBook.open(path, for_writing=not dry_run)
    outcome = regenerate(book, now=now, progress=progress)
    if not dry_run and outcome.written:
        progress("保存")
        book.save()
        return outcome
    return replace(outcome, written=False)


def regenerate(book: FileBook, *, now: datetime | None = None, progress: Progress = quiet) -> Outcome:
    """Recompute an open workbook file in memory; see :func:`regenerate_file`."""
    read = read_book(book, _offered_formula)
    accounts = complete_rows(read.accounts)
    findings = refuse_on_errors(
        [*read.findings, *_check_adjustments(accounts), *_check_capacity(accounts, read)]
    )
    progress("重新计算")
    computed = recompute(accounts)
    contents = table_contents(accounts, computed, read.layout, book)
    changes = tuple(
        one for table in accounts.format for one in _changes(book, read, accounts, contents[table.key])
    )
    progress("写入改动")
    written = write(book, accounts, computed, contents, read)
    if changes:
        lines = [LogLine(one.sheet, one.cell, one.name, one.old, one.new) for one in changes]
        when = (now or datetime.now()).strftime("%Y-%m-%d %H:%M:%S")  # noqa: DTZ005 - the office's own clock
        append_log(ListWriter(book, accounts.format), when, ACTION, lines)
    return Outcome(changes, findings, written)


def table_contents(
    accounts: Accounts, computed: Computed, layout: Layout, book: FileBook
) -> dict[str, TableContent]:
    """Return what every table shall hold."""
    adjusted = [one.cell for one in accounts.adjustments]
    writer = FormulaWriter(layout, dict(computed.trees), adjusted, adjustment_range(book, accounts.format))
    return {
        table.key: table_content(accounts, computed, layout, table.key, writer) for table in accounts.format
    }


def write(
    book: FileBook,
    accounts: Accounts,
    computed: Computed,
    contents: Mapping[str, TableContent],
    read: ReadBook,
) -> bool:
    """Write all tables and the derived columns of the lists; return whether anything changed."""
    changed = _write_static(book, accounts)
    for key, content in contents.items():
        places = read.places[key].places if key in read.places else {}
        kinds = _laid_kinds(read.accounts, key)
        changed |= apply_table(book, content, places, kinds, write_typed=False)
    writer = ListWriter(book, accounts.format)
    writer.checks(read.lists.checks, accounts, computed, read.layout)
    writer.prior_keys(read.lists)
    writer.laid(accounts, read.identity.rows)
    return changed or writer.changed


def new_book(form: Format, accounts: Accounts) -> bytes:
    """Return a new workbook of a format, filled with the given accounts (rows complete)."""
    book = FileBook.from_bytes(_empty_template(form))
    _write_static(book, accounts)
    layout = Layout(form)
    computed = recompute(accounts)
    writer = ListWriter(book, form)
    rows = writer.new_checks(accounts)
    for content in table_contents(accounts, computed, layout, book).values():
        apply_table(book, content, {}, {}, write_typed=True)
    writer.checks(rows, accounts, computed, layout)
    writer.new_prior(accounts)
    writer.front(accounts)
    writer.laid(accounts, {})
    return book.to_bytes()


def _write_static(book: FileBook, accounts: Accounts) -> bool:
    """Bring the unit's name, the year and the sentence of an empty table up to date; return whether it was needed."""
    changed = False
    for sheet, cells in static_formulas(accounts.format, accounts.info, accounts.status).items():
        for at, (formula, value) in cells.items():
            if not holds(book.grid(sheet), at, Content(value, formula)):
                book.part(sheet).set_cell(*at, Content(value, formula))
                changed = True
    return changed


_templates: dict[tuple[str, str], bytes] = {}


def _empty_template(form: Format) -> bytes:
    """Build the empty book of a format once; the cover is filled in with everything else."""
    key = (form.key, form.digest)
    if key not in _templates:
        _templates[key] = build_template(form, {})
    return _templates[key]


def _offered_formula(layout: Layout) -> OfferedFormula:
    writer = FormulaWriter(layout, {}, (), ("", ""))
    form = layout.format

    def formula(cell: Cell, row: int) -> str:
        column = form.tables[cell.table].panel_of(cell.row).by_key[cell.column]
        if column.offer is None:
            raise KeyError(cell)
        return writer.formula(cell, row, column.offer)

    return formula


def _laid_kinds(accounts: Accounts, table: str) -> dict[str, RowKind]:
    kinds = {"parent": RowKind.PARENT}
    found = {row: kinds.get(mark, RowKind.LEAF) for row, mark in accounts.laid.get(table, {}).items()}
    return {row: RowKind.DETAIL if "/" in row else kind for row, kind in found.items()}


def _check_adjustments(accounts: Accounts) -> Iterator[Finding]:
    """A tail larger than rounding can explain is a difference, not a tail (rule A46)."""
    evaluator = Evaluator(accounts)
    for one in accounts.adjustments:
        table = accounts.format.tables[one.cell.table]
        if one.kind != TAIL or one.cell.row not in evaluator.trees[one.cell.table].kinds:
            continue
        kind, expression = evaluator.rule(table, one.cell.row, one.cell.column)
        if kind is not CellKind.DERIVED or expression is None:
            continue
        bound = tail_bound(evaluator, one.cell, expression)
        if abs(one.amount) > bound:
            name = cell_name(accounts, one.cell)
            yield Finding(
                "tail-too-large",
                Level.ERROR,
                table.sheet,
                "",
                f"{name}的尾差调整{money.format_wan(one.amount)}万元超过四舍五入能解释的上限{money.format_wan(bound)}万元，",
                "请查明差额的原因：改正录入数，或删除“核对数”里的这一行。",
            )


def _check_capacity(accounts: Accounts, read: ReadBook) -> Iterator[Finding]:
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
                "请合并不再使用的科目行。",
            )


def cell_name(accounts: Accounts, cell: Cell) -> str:
    """Return how a person calls a cell: sheet, row and column."""
    table = accounts.format.tables[cell.table]
    row = row_label(table, cell.row, code_names(accounts, cell.table))
    return f"{table.sheet}“{row}”{column_label(table.panel_of(cell.row).by_key[cell.column])}"


def _changes(book: FileBook, read: ReadBook, accounts: Accounts, content: TableContent) -> Iterator[Change]:
    table = content.layout.table
    grid = book.grid(table.sheet)
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
