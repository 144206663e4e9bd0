"""The content of the sheets beside the tables: check figures and adjustments, last year, identity, log."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from juesuan import __version__, money
from juesuan.book.accounts import DETAIL_MARK, Accounts, Adjustment
from juesuan.book.grid import GridSource
from juesuan.book.identity import LAID_PREFIX
from juesuan.book.layout import Layout, address, column_letter, quote_sheet
from juesuan.book.naming import describe
from juesuan.book.read_lists import CheckRow, Lists, entry_rows
from juesuan.book.sheetpart import Content, Position
from juesuan.book.sheets import (
    CONTENTS,
    CONTENTS_STATUS,
    COVER_VALUE,
    IDENTITY,
    SectionLayout,
    all_sections,
    contents_row,
    cover_row,
)
from juesuan.book.sheets import COVER as COVER_SHEET
from juesuan.compute.recompute import Computed
from juesuan.spec.model import Cell, Format
from juesuan.template.apply import holds


def adjustment_range(source: GridSource, form: Format) -> tuple[str, str]:
    """Return the addresses of the adjustments on 核对数: amounts and keys."""
    section = all_sections(form)["checks"]
    first, last = entry_rows(source, section)
    sheet = quote_sheet(section.sheet)
    amounts, keys = (column_letter(section.column(key)) for key in ("adjustment", "key"))
    return f"{sheet}!${amounts}${first}:${amounts}${last}", f"{sheet}!${keys}${first}:${keys}${last}"


def code_names(accounts: Accounts, table: str) -> dict[str, str]:
    """Return the names of a table's code rows."""
    found = accounts.format.tables[table]
    if found.region is None:
        return {}
    names = accounts.classification(found)
    return {
        row: names.name(code)
        for row in accounts.rows.get(table, ())
        if (code := row.partition(DETAIL_MARK)[0]) in names
    }


@dataclass(frozen=True, slots=True)
class Edit:
    """What a cell shall hold, and the cell whose look it takes when it has none of its own."""

    content: Content
    like: Position | None = None


class ListEdits:
    """Collects what is to be written on the sheets beside the tables: only where it differs from what stands there."""

    def __init__(self, source: GridSource, form: Format) -> None:
        self.source = source
        self.form = form
        self.sections = all_sections(form)
        self.edits: dict[str, dict[Position, Edit]] = {}

    def put(self, section: SectionLayout, row: int, key: str, content: Content) -> None:
        """Give one field of an entry its content."""
        column = section.column(key)
        first, _ = entry_rows(self.source, section)
        self.put_at(section.sheet, (row, column), content, (first, column))

    def put_at(self, sheet: str, at: Position, content: Content, like: Position | None = None) -> None:
        """Give a cell its content."""
        if not holds(self.source.grid(sheet), at, content):
            self.edits.setdefault(sheet, {})[at] = Edit(content, like)

    def checks(
        self, rows: Sequence[CheckRow], accounts: Accounts, computed: Computed, layout: Layout
    ) -> None:
        """Bring key, own figure and difference of every row of 核对数 up to date."""
        section = self.sections["checks"]
        for one in rows:
            if one.cell is None:
                continue
            self.put(section, one.row, "key", Content(str(one.cell)))
            value = money.to_wan(computed.values.get(one.cell, 0))
            self.put(
                section, one.row, "computed", Content(value, self._reference(one.cell, accounts, layout))
            )
            printed, own = (address(one.row, section.column(key)) for key in ("printed", "computed"))
            formula = f'=IF({printed}="","",ROUND({printed}-{own},6))'
            difference = (
                "" if one.printed is None else money.to_wan(one.printed - computed.values.get(one.cell, 0))
            )
            self.put(section, one.row, "difference", Content(difference, formula))

    def _reference(self, cell: Cell, accounts: Accounts, layout: Layout) -> str:
        positions = layout[cell.table]
        places = positions.rows(accounts.rows.get(cell.table, ()))
        if cell.row not in places:
            return "=0"
        at = address(places[cell.row], positions.column(cell.row, cell.column))
        return f"={quote_sheet(positions.table.sheet)}!{at}"

    def new_checks(self, accounts: Accounts) -> list[CheckRow]:
        """Enter the check figures and adjustments of accounts that fill a new book; return the rows."""
        section = self.sections["checks"]
        adjusted: dict[Cell, Adjustment] = {one.cell: one for one in accounts.adjustments}
        cells = sorted({*accounts.checks, *adjusted})
        first, _ = entry_rows(self.source, section)
        rows = []
        for number, cell in enumerate(cells):
            row = first + number
            self._place(section, row, cell, accounts)
            found = CheckRow(row, cell, accounts.checks.get(cell))
            if found.printed is not None:
                self.put(section, row, "printed", Content(money.to_wan(found.printed)))
            if cell in adjusted:
                one = adjusted[cell]
                self.put(section, row, "kind", Content(one.kind))
                self.put(section, row, "adjustment", Content(money.to_wan(one.amount)))
                self.put(section, row, "note", Content(one.note))
            rows.append(found)
        return rows

    def new_prior(self, accounts: Accounts) -> None:
        """Enter last year's figures."""
        section = self.sections["prior"]
        first, _ = entry_rows(self.source, section)
        for number, (cell, amount) in enumerate(sorted(accounts.prior.items())):
            self.put(section, first + number, "key", Content(str(cell)))
            self._place(section, first + number, cell, accounts)
            self.put(section, first + number, "amount", Content(money.to_wan(amount)))

    def prior_keys(self, lists: Lists) -> None:
        """Write the keys of last year's figures."""
        for row, cell in lists.prior_rows.items():
            self.put(self.sections["prior"], row, "key", Content(str(cell)))

    def _place(self, section: SectionLayout, row: int, cell: Cell, accounts: Accounts) -> None:
        texts = describe(self.form, cell, code_names(accounts, cell.table))
        for key, text in zip(("table", "row", "column"), texts, strict=True):
            self.put(section, row, key, Content(text))

    def front(self, accounts: Accounts) -> None:
        """Write cover fields and table states."""
        kinds = {one.key: one.kind for one in self.form.sheets.fields}
        for key, text in accounts.info.items():
            value = float(text) if kinds.get(key) == "number" and text else text
            self.put_at(COVER_SHEET, (cover_row(self.form, key), COVER_VALUE), Content(value))
        for table, status in accounts.status.items():
            row = contents_row(self.form, self.form.tables[table].sheet)
            self.put_at(CONTENTS, (row, CONTENTS_STATUS), Content(status))

    def laid(self, accounts: Accounts, rows: Mapping[str, int]) -> None:
        """Record what the layout made of each code row, and the program's version."""
        grid = self.source.grid(IDENTITY)
        following = max((row for row in range(1, grid.height + 1) if grid.text(row, 1)), default=0)
        entries = {
            LAID_PREFIX + key: json.dumps(marks, ensure_ascii=False, separators=(",", ":"))
            for key, marks in accounts.laid.items()
        }
        entries |= {"version": __version__, "format": self.form.key, "digest": self.form.digest}
        for key, text in entries.items():
            row = rows.get(key, 0)
            if not row:
                following += 1
                row = following
                self.put_at(IDENTITY, (row, 1), Content(key))
            if grid.value(row, 2) != text:
                self.put_at(IDENTITY, (row, 2), Content(text))


@dataclass(frozen=True)
class LogLine:
    """One line of 操作记录."""

    sheet: str
    cell: str
    name: str
    old: str
    new: str


def append_log(writer: ListEdits, when: str, action: str, lines: Sequence[LogLine]) -> None:
    """Append lines to 操作记录; earlier ones are never touched."""
    section = writer.sections["log"]
    grid = writer.source.grid(section.sheet)
    first, _ = entry_rows(writer.source, section)
    row = max((at for at in range(first, grid.height + 1) if grid.text(at, 1)), default=first - 1)
    for line in lines:
        row += 1
        texts = {
            "time": when,
            "action": action,
            "sheet": line.sheet,
            "cell": line.cell,
            "name": line.name,
            "old": line.old,
            "new": line.new,
        }
        for key, text in texts.items():
            writer.put(section, row, key, Content(text))
