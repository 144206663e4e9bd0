"""The content of the sheets beside the tables: check figures and adjustments, last year, identity, log."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from juesuan import __version__, money
from juesuan.book.accounts import DETAIL_MARK, Accounts, Adjustment
from juesuan.book.grid import GridSource
from juesuan.book.identity import LAID_PREFIX
from juesuan.book.layout import Layout, address, column_label, column_letter, quote_sheet, row_label
from juesuan.book.naming import describe
from juesuan.book.read_days import day_number
from juesuan.book.read_lists import CheckRow, Lists, entry_rows, fields_there
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
from juesuan.findings import Finding, FindingsError, Level
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


def cell_name(accounts: Accounts, cell: Cell) -> str:
    """Return how a person calls a cell: sheet, row and column."""
    table = accounts.format.tables[cell.table]
    row = row_label(table, cell.row, code_names(accounts, cell.table))
    return f"{table.sheet}“{row}”{column_label(table.panel_of(cell.row).by_key[cell.column])}"


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
        self._firsts: dict[str, int] = {}

    def put(self, section: SectionLayout, row: int, key: str, content: Content) -> None:
        """Give one field of an entry its content."""
        column = section.column(key)
        first = self._firsts.get(section.name)
        if first is None:
            first = self._firsts[section.name] = entry_rows(self.source, section)[0]
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

    def replace_checks(
        self, rows: Sequence[CheckRow], accounts: Accounts, tables: Collection[str]
    ) -> list[CheckRow]:
        """Enter the check figures and adjustments of some tables in place of theirs; return all rows.

        Rows of other tables stay, and so does what a person noted beside a figure (账面数, 说明). Raises FindingsError
        when the list is full.
        """
        section = self.sections["checks"]
        adjusted = {one.cell: one for one in accounts.adjustments if one.cell.table in tables}
        wanted = dict.fromkeys(sorted({*(c for c in accounts.checks if c.table in tables), *adjusted}))
        found: list[CheckRow] = []
        freed: list[int] = []
        for one in rows:
            if one.cell is None or one.cell.table not in tables:
                found.append(one)
            elif one.cell in wanted:
                del wanted[one.cell]
                found.append(self._check(section, one.row, one.cell, accounts, adjusted))
            elif self._is_noted(section, one.row, accounts):
                for key in ("printed", "kind", "adjustment"):
                    self.put(section, one.row, key, Content())
                found.append(CheckRow(one.row, one.cell, note=one.note))
            else:
                freed.append(one.row)
        taken = {one.row for one in found}
        for cell, row in zip(wanted, self._free(section, taken, freed, len(wanted)), strict=True):
            self._place(section, row, cell, accounts)
            found.append(self._check(section, row, cell, accounts, adjusted, fresh=True))
            taken.add(row)
        self._clear(section, [row for row in freed if row not in taken])
        return found

    def _check(  # noqa: PLR0913 - a row of the list and what it says
        self,
        section: SectionLayout,
        row: int,
        cell: Cell,
        accounts: Accounts,
        adjusted: Mapping[Cell, Adjustment],
        *,
        fresh: bool = False,
    ) -> CheckRow:
        found = CheckRow(row, cell, accounts.checks.get(cell))
        printed = Content() if found.printed is None else Content(money.to_wan(found.printed))
        self.put(section, row, "printed", printed)
        one = adjusted.get(cell)
        self.put(section, row, "kind", Content(one.kind if one else None))
        self.put(section, row, "adjustment", Content(money.to_wan(one.amount) if one else None))
        if fresh or (one and one.note):
            self.put(section, row, "note", Content(one.note if one else None))
        return found

    def _is_noted(self, section: SectionLayout, row: int, accounts: Accounts) -> bool:
        """Whether a person wrote something beside a check figure."""
        grid = self.source.grid(section.sheet)
        ours = {one.note for one in accounts.adjustments}
        note = grid.text(row, section.column("note"))
        return grid.value(row, section.column("ledger")) is not None or bool(note and note not in ours)

    def replace_prior(self, lists: Lists, accounts: Accounts, tables: Collection[str], note: str) -> None:
        """Enter last year's figures of some tables in place of theirs; see :meth:`replace_checks`."""
        section = self.sections["prior"]
        wanted = dict.fromkeys(sorted(cell for cell in accounts.prior if cell.table in tables))
        freed: list[int] = []
        taken: set[int] = set()
        for row, cell in lists.prior_rows.items():
            if cell in wanted:
                del wanted[cell]
                if accounts.prior[cell] != lists.prior[cell]:
                    self.put(section, row, "amount", Content(money.to_wan(accounts.prior[cell])))
                    self.put(section, row, "note", Content(note))
            elif cell.table in tables:
                freed.append(row)
                continue
            taken.add(row)
        for cell, row in zip(wanted, self._free(section, taken, freed, len(wanted)), strict=True):
            self.put(section, row, "key", Content(str(cell)))
            self._place(section, row, cell, accounts)
            self.put(section, row, "amount", Content(money.to_wan(accounts.prior[cell])))
            self.put(section, row, "note", Content(note))
            taken.add(row)
        self._clear(section, [row for row in freed if row not in taken])

    def _free(
        self, section: SectionLayout, taken: Collection[int], freed: Collection[int], count: int
    ) -> list[int]:
        """Return so many rows of a list that are blank, or about to be."""
        grid = self.source.grid(section.sheet)
        first, last = entry_rows(self.source, section)
        width = range(1, len(section.section.columns) + 1)
        found: list[int] = []
        for row in range(first, last + 1):
            if len(found) == count:
                break
            blank = row not in taken and all(grid.value(row, column) is None for column in width)
            if row in freed or blank:
                found.append(row)
        if len(found) < count:
            message = f"列表有{last - first + 1}行，还有{count - len(found)}个数放不下，"
            remedy = "请清空这张表中不再使用的行，或分几次导入。"
            raise FindingsError(
                [Finding("list-full", Level.ERROR, section.sheet, address(last, 1), message, remedy)]
            )
        return found

    def _clear(self, section: SectionLayout, rows: Sequence[int]) -> None:
        """Leave nothing in some rows of a list."""
        for row in rows:
            for column in range(1, len(section.section.columns) + 1):
                self.put_at(section.sheet, (row, column), Content())

    def _place(self, section: SectionLayout, row: int, cell: Cell, accounts: Accounts) -> None:
        texts = describe(self.form, cell, code_names(accounts, cell.table))
        for key, text in zip(("table", "row", "column"), texts, strict=True):
            self.put(section, row, key, Content(text))

    def front(self, accounts: Accounts) -> None:
        """Write cover fields and table states."""
        kinds = {one.key: one.kind for one in fields_there(self.source, self.form)}
        for key in (one for one in accounts.info if one in kinds):
            text = accounts.info[key]
            value: float | str = float(text) if kinds[key] == "number" and text else text
            if kinds[key] == "date":
                value = day_number(text) or text
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
