"""Views for the tests of the audit: a book by name, with changed cells, and what a structural rule says of it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import juesuan.audit.structural
from juesuan.audit.standing import read_standing, standing_of
from juesuan.audit.view import REQUIREMENTS, View
from juesuan.book.accounts import Accounts
from juesuan.book.file import FileBook
from juesuan.compute.recompute import recompute
from juesuan.compute.rows import complete_rows
from juesuan.findings import Finding, Level
from juesuan.plan import read
from juesuan.regenerate import new_book
from juesuan.spec.model import Cell
from juesuan.spec.rule import Rule
from tests.book.test_read_rows import Cells, changed
from tests.books import book_bytes

SAMPLE = "panzhihua-2020"
LEVELS = {"A08": "hint", "A45": "hint", "A46": "hint", "B27": "hint"} | dict.fromkeys(
    ("A43", "C03-gone", "C04", "C07"), "explain"
)
assert juesuan.audit.structural


def view_of_bytes(data: bytes) -> View:
    book = FileBook.from_bytes(data)
    found = read(book)
    return View(found.accounts, read_standing(book, found), found, book)


def view_of(cells: Cells | None = None, name: str = SAMPLE) -> View:
    """The sample (or another book) with changed cells; nothing is calculated again."""
    return view_of_bytes(changed(book_bytes(name), cells)) if cells else _unchanged(name)


@lru_cache(maxsize=4)
def _unchanged(name: str) -> View:
    return view_of_bytes(book_bytes(name))


def built(accounts: Accounts) -> View:
    """A new book of accounts, recalculated."""
    return view_of_bytes(new_book(accounts.format, complete_rows(accounts)))


def bare(accounts: Accounts, values: Mapping[Cell, int] | None = None) -> View:
    """Accounts on no sheet, as they come from an import."""
    return View(accounts, standing_of(recompute(accounts).values if values is None else values))


def rule_named(view: View, key: str) -> Rule:
    level = LEVELS.get(key, "error")
    stand_in = Rule(key, f"规则{key}", level, "structural", remedy="请核对。")  # type: ignore[arg-type]
    return view.format.rules.get(key, stand_in)


def told(view: View, key: str) -> list[Finding]:
    """What a rule says, each in words that an accountant can read."""
    found = list(REQUIREMENTS[key](view, rule_named(view, key)))
    for one in found:
        reads_well(one)
    return found


def reads_well(one: Finding) -> None:
    assert one.message.endswith(("，", "。")), one.message
    assert one.remedy.startswith("请"), one.remedy
    assert one.remedy.endswith("。"), one.remedy
    assert one.title
    assert one.sheet
    text = one.message + one.remedy + one.title
    assert "\n" not in text
    assert "，，" not in text
    for word in ("None", "Error", "Traceback", "Cell(", "控制数"):
        assert word not in text, text


def alone(view: View, key: str, level: Level, place: str, *words: str) -> Finding:
    """The only finding of a rule: its level, its place, and words of it."""
    (found,) = told(view, key)
    assert (found.level, found.place) == (level, place)
    for one in words:
        assert one in found.message + found.remedy, found.message + found.remedy
    return found
