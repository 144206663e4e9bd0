"""What the parts of a composition and the rows of a collection are called."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from juesuan.analysis.numbers import Numbers
from juesuan.spec.analysis import FACTS
from juesuan.spec.expression import Pick, Term
from juesuan.spec.model import Cell

_NUMBERING = re.compile(r"^(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)]|其中：|按\S{2}：)")
PLAIN_HEADINGS = ("小计", "合计", "金额", "决算数", "预算数", "本年支出")
"""Headings of columns that do not say what a part is."""


@dataclass(frozen=True)
class CodeName:
    """The names of a functional code and of what is above it; empty where there is no such level."""

    code: str
    class_name: str
    section_name: str
    item_name: str

    @property
    def lowest(self) -> str:
        """The name at the lowest level that the code has."""
        return self.item_name or self.section_name or self.class_name


def distinct(names: Iterable[str]) -> list[str]:
    """Return names that tell things apart wherever they stand: a repeated one is numbered, 甲, 甲.2."""
    seen: Counter[str] = Counter()
    found = []
    for name in names:
        seen[name] += 1
        found.append(name if seen[name] == 1 else f"{name}.{seen[name]}")
    return found


def bare(label: str) -> str:
    """Return a label without the numbering of the form: 一、基本支出 is 基本支出."""
    return _NUMBERING.sub("", label)


def part_name(numbers: Numbers, parts: Term, cell: Cell) -> str:
    """Return how a part is called: a code by its name, else by the column where that says something, or by the row."""
    if cell.table == FACTS:
        fact = numbers.facts.fact(cell.row)
        return bare(fact.name) if fact else cell.row
    table = numbers.format.tables[cell.table]
    if cell.row not in table.fixed_rows:
        return code_name(numbers, cell).lowest or cell.row
    panel, row = table.fixed_rows[cell.row]
    words = [one for one in panel.by_key[cell.column].labels if one not in PLAIN_HEADINGS]
    if parts.row.pick is Pick.KEY and len(panel.amounts) > 1 and words:
        return bare(words[-1])
    return bare(row.label) or table.title


def code_name(numbers: Numbers, cell: Cell) -> CodeName:
    """Return the names of the code of a row."""
    table = numbers.format.tables[cell.table]
    names = numbers.accounts.classification(table)
    code = cell.row.partition("/")[0]

    def name(length: int) -> str:
        part = code[:length]
        return names.name(part) if len(code) >= length and part in names else ""

    return CodeName(code, name(3), name(5), name(7))
