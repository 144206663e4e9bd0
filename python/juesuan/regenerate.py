"""重新计算 through the file door, and filling a new book.

Typed cells are never changed. A second run changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from juesuan.audit.sheet import fit_rule_rows, rule_edits
from juesuan.book.accounts import Accounts
from juesuan.book.file import FileBook
from juesuan.book.grid import Position
from juesuan.book.layout import Layout
from juesuan.compute.recompute import recompute
from juesuan.findings import Finding
from juesuan.plan import Change, Plan, laid_kinds, make_plan, static_edits, table_contents
from juesuan.spec.model import Format
from juesuan.template.apply import apply_table
from juesuan.template.build import build_template
from juesuan.template.entries import Entries, enter
from juesuan.template.lists import Edit, ListEdits

Progress = Callable[[str], None]


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
    plan = make_plan(book, now)
    progress("写入改动")
    return Outcome(plan.changes, plan.findings, carry_out(book, plan))


def carry_out(book: FileBook, plan: Plan) -> bool:
    """Write a plan into a workbook file; return whether anything changed."""
    changed = False
    for key, content in plan.contents.items():
        places = plan.read.places[key].places if key in plan.read.places else {}
        kinds = laid_kinds(plan.read.accounts, key)
        typed = plan.typed.get(key, {})
        changed |= apply_table(book, content, places, kinds, write_typed=False, typed=typed)
    return write_edits(book, plan.edits) or changed


def write_edits(book: FileBook, edits: Mapping[str, Mapping[Position, Edit]]) -> bool:
    """Write single cells; one without a style of its own takes that of the cell it is like."""
    for sheet, cells in edits.items():
        part = book.part(sheet)
        for at, edit in cells.items():
            style = part.style(*at) or (part.style(*edit.like) if edit.like else None)
            part.set_cell(*at, edit.content, style)
    return bool(edits)


def new_book(form: Format, accounts: Accounts, entries: Entries | None = None) -> bytes:
    """Return a new workbook of a format, filled with the given accounts (rows complete) and rows of lists."""
    book = FileBook.from_bytes(_empty_template(form))
    layout = Layout(form)
    computed = recompute(accounts)
    for content in table_contents(accounts, computed, layout, book).values():
        apply_table(book, content, {}, {}, write_typed=True)
    edits = ListEdits(book, form)
    static_edits(edits, accounts)
    edits.checks(edits.new_checks(accounts), accounts, computed, layout)
    edits.new_prior(accounts)
    enter(edits, entries or {})
    edits.front(accounts)
    edits.laid(accounts, {})
    rule_edits(edits, accounts, layout, computed.values)
    write_edits(book, edits.edits)
    fit_rule_rows(book, edits)
    return book.to_bytes()


_templates: dict[tuple[str, str], bytes] = {}


def _empty_template(form: Format) -> bytes:
    """Build the empty book of a format once; the cover is filled in with everything else."""
    key = (form.key, form.digest)
    if key not in _templates:
        _templates[key] = build_template(form, {})
    return _templates[key]
