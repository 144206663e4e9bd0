"""What a person types into an open workbook, for the tests of whole days of work."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl

from juesuan.book.accounts import Accounts
from juesuan.book.identity import format_of, read_identity
from juesuan.book.live import LiveBook
from juesuan.book.naming import describe
from juesuan.book.read_lists import entry_rows
from juesuan.book.sheets import all_sections, field_name
from juesuan.money import to_wan
from juesuan.sample import Sample
from juesuan.template.entries import CODE, Entries, _content, _places
from juesuan.template.lists import code_names

Book = Any
SIDES = {"income_grand": "收入总计", "expenditure_grand": "支出总计"}
"""Both sides of a table end with 总计: the workbook asks to say which."""


def type_cells(book: Book, sheet: str, cells: Mapping[tuple[int, int], object]) -> None:
    """Type into cells that a person may change."""
    one = book.sheets[sheet]
    protected = one.api.isProtected()
    if protected:
        one.api.unprotect("")
    for at, value in cells.items():
        one.range(at).value = value
    if protected:
        one.api.protect("")


def type_cover(book: Book, info: Mapping[str, str]) -> None:
    names = LiveBook(book).defined_names()
    for key, value in info.items():
        sheet, _, at = names[field_name(key)].rpartition("!")
        cell = book.sheets[sheet.strip("'")].range(at.replace("$", ""))
        type_cells(book, sheet.strip("'"), {(cell.row, cell.column): value})


def type_lists(book: Book, entries: Entries) -> None:
    """Fill the lists beside the tables: a row that is there by its code, others below what stands there."""
    live = LiveBook(book)
    sections = all_sections(format_of(read_identity(live)))
    for key, rows in entries.items():
        section = sections[key]
        places = _places(live, section, rows)
        cells = {
            (row, section.column(name)): _content(section, name, value).value
            for row, entry in zip(places, rows, strict=True)
            for name, value in entry.items()
        }
        type_cells(book, section.sheet, cells)


def type_prior(book: Book, accounts: Accounts) -> None:
    """Type last year's figures, each named by sheet, row and column as the workbook shows them."""
    live = LiveBook(book)
    section = all_sections(accounts.format)["prior"]
    first, _ = entry_rows(live, section)
    cells: dict[tuple[int, int], object] = {}
    for row, (cell, amount) in enumerate(sorted(accounts.prior.items()), first):
        words = dict(
            zip(
                ("table", "row", "column"),
                describe(accounts.format, cell, code_names(accounts, cell.table)),
                strict=True,
            )
        )
        words["row"] = SIDES.get(cell.row, words["row"])
        cells |= {(row, section.column(key)): text for key, text in words.items()}
        cells[row, section.column("amount")] = to_wan(amount)
    type_cells(book, section.sheet, cells)


def type_everything_beside_the_tables(book: Book, sample: Sample) -> None:
    type_cover(book, sample.accounts.info)
    type_lists(book, sample.entries)
    type_prior(book, sample.accounts)


def save_lists(path: Path, sample: Sample) -> Path:
    """The lists beside the tables as a file to import: a sheet each, the columns named as in the workbook."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    sections = all_sections(sample.accounts.format)
    for key, rows in sample.entries.items():
        section = sections[key].section
        names = {one[0]: one[1] for one in section.items}
        used = {name for row in rows for name in row} | ({"name"} if names else set())
        columns = [one for one in section.columns if one.key in used - ({CODE} if names else set())]
        sheet = book.create_sheet(f"{sections[key].sheet}{key}")
        sheet.append([section.heading or sections[key].sheet])
        sheet.append(["单位：万元"])
        sheet.append([one.label for one in columns])
        for row in rows:
            whole = {"name": names.get(str(row.get(CODE)), ""), **row}
            contents = [_content(sections[key], one.key, whole.get(one.key)).value for one in columns]
            sheet.append(contents)
    book.save(path)
    return path
