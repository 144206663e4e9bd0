"""Where the entries beside the tables stand in the sample, by their codes."""

from __future__ import annotations

from collections.abc import Iterable

from juesuan.audit.structural.beside import place_of
from juesuan.book.layout import address
from juesuan.book.sheets import COVER, COVER_VALUE, cover_row
from juesuan.spec.model import Cell
from tests.audit.views import SAMPLE, view_of
from tests.book.test_read_rows import Cells, Value

WAN = 1_000_000
OTHER, BUDGET, CAUSES, PERFORMANCE = "其他重要事项", "预算数", "变动原因", "绩效"


def fact(code: str, column: str = "current") -> str:
    """``其他重要事项!C6``."""
    facts = view_of().facts
    section = "amounts" if code in facts.amounts else "counts"
    row = (facts.amounts if section == "amounts" else facts.counts)[code].row
    return "!".join(place_of(view_of(), section, row, column))


def budget(code: str, column: str = "full") -> str:
    """``预算数!D6``."""
    facts = view_of().facts
    section = "three" if code in facts.three else "items"
    return "!".join(
        place_of(view_of(), section, (facts.three | facts.items)[code].row, column)  # type: ignore[operator]
    )


def row(section: str, number: int, column: str) -> str:
    """The field of a row (from 0) of a list without codes; one below the last is the first free one."""
    entries = getattr(view_of().facts, section)
    return "!".join(place_of(view_of(), section, entries[0].row + number, column))


def cell(key: str, name: str = SAMPLE) -> str:
    """``公开10表!L8`` for ``10.amount.reception``."""
    return "!".join(view_of(name=name).place(Cell(*key.split("."))))


def cover(key: str) -> str:
    form = view_of().format
    return f"{COVER}!{address(cover_row(form, key), COVER_VALUE)}"


def facts(**values: Value) -> Cells:
    return {fact(code): value for code, value in values.items()}


def blank(codes: Iterable[str]) -> Cells:
    return {fact(code): None for code in codes}


def cause(number: int, **values: Value) -> Cells:
    """Fields of a row (from 0) of 变动原因."""
    return {row("causes", number, column): value for column, value in values.items()}


def without_causes() -> Cells:
    """Empties 变动原因."""
    columns = ("measure", "group", "text", "amount", "item")
    return {row("causes", n, one): None for n in range(len(view_of().facts.causes)) for one in columns}


def without_counts() -> Cells:
    return blank(view_of().facts.counts)
