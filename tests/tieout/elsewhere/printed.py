"""A table as it is printed, and how the tables of a report are laid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

Area = tuple[int, int, int, int]


@dataclass(frozen=True)
class Layout:
    """How tables are laid. ``unit`` and ``zero`` as printed, ``codes``: one column or three, ``lines``: with 行次,
    ``inside``: title and unit are rows of the table, ``three``: six, mixed or rows, ``fold``: long tables go on in
    another one with （续）, ``capital``: is there such a table, and with what columns, ``carried``: 05表 has income and what
    was carried over, ``unit_once``: only the first table states its unit."""

    word: str = "部门"
    unit: str = "万元"
    zero: str = ""
    comma: bool = False
    codes: int = 1
    lines: bool = True
    inside: bool = False
    total_last: bool = False
    three: str = "six"
    fold: int = 0
    capital: str = "支出"
    basic_whole: bool = True
    carried: bool = False
    unit_once: bool = False
    titles: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Printed:
    """A table: its cells, merged areas (from 0, last included), how many rows are its head."""

    key: str
    title: str
    number: str
    note: str
    rows: tuple[tuple[str, ...], ...]
    merged: tuple[Area, ...]
    head: int

    def replaced(self, row: int, column: int, text: str) -> Printed:
        """The same table with another text in a cell."""
        rows = [list(one) for one in self.rows]
        rows[row][column] = text
        return Printed(
            self.key, self.title, self.number, self.note, tuple(map(tuple, rows)), self.merged, self.head
        )

    def find(self, name: str) -> int:
        """The first row that holds a text."""
        return next(number for number, row in enumerate(self.rows) if name in row)


class Head:
    """Rows of a head with merged cells."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = []
        self.merged: list[Area] = []

    def row(self, *cells: tuple[str, int]) -> None:
        """Add a row of cells with their widths."""
        row: list[str] = []
        for text, width in cells:
            if width > 1:
                self.merged.append((len(self.rows), len(row), len(self.rows), len(row) + width - 1))
            row += [text, *[""] * (width - 1)]
        self.rows.append(row)

    def merged_columns(self, paths: Sequence[tuple[str, ...]], left: int = 0) -> None:
        """Add rows of columns whose labels stand above each other; equal neighbours are merged, down first."""
        deep = max(map(len, paths))
        full = [(*one, *[one[-1]] * (deep - len(one))) for one in paths]
        top = len(self.rows)
        self.rows += [[""] * (left + len(full)) for _ in range(deep)]
        done: set[tuple[int, int]] = set()
        for level in range(deep):
            for column in range(len(full)):
                if (level, column) in done:
                    continue
                bottom = level
                while bottom + 1 < deep and full[column][bottom + 1] == full[column][level]:
                    bottom += 1
                right = column
                while right + 1 < len(full) and full[right + 1][: bottom + 1] == full[column][: bottom + 1]:
                    right += 1
                done |= {(r, c) for r in range(level, bottom + 1) for c in range(column, right + 1)}
                self.rows[top + level][left + column] = full[column][level]
                if bottom > level or right > column:
                    self.merged.append((top + level, left + column, top + bottom, left + right))

    def coded(
        self, columns: Sequence[tuple[str, ...]], deep: int, *, three: bool, first: str, numbers: bool
    ) -> None:
        """Add the head of a table of codes: 项目 over the code and the name, 栏次."""
        lead = 4 if three else 2
        top = len(self.rows)
        levels = max(deep + 1, 2)
        self.merged_columns([(*one, *[one[-1]] * (levels - len(one))) for one in columns], lead)
        for row in self.rows[top:]:
            row[:lead] = [""] * lead
        self.rows[top][0] = "项目"
        self.merged.append((top, 0, top, lead - 1))
        self.rows[top + 1][0], self.rows[top + 1][lead - 1] = first, "科目名称"
        bottom = top + levels - 1
        if three:
            self.merged.append((top + 1, 0, bottom, 2))
        elif bottom > top + 1:
            self.merged.append((top + 1, 0, bottom, 0))
        if bottom > top + 1:
            self.merged.append((top + 1, lead - 1, bottom, lead - 1))
        if numbers:
            cells = ["类", "款", "项", "栏次"] if three else ["栏次", ""]
            self.rows.append([*cells, *(str(n) for n in range(1, len(columns) + 1))])
            if not three:
                self.merged.append((len(self.rows) - 1, 0, len(self.rows) - 1, 1))

    def laid(self) -> tuple[list[tuple[str, ...]], list[Area]]:
        """The rows and merged areas."""
        return [tuple(one) for one in self.rows], self.merged
