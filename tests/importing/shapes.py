"""Table sets written in many shapes, as other people would hand them over: real files, made from sample accounts."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from juesuan.book.accounts import DETAIL_MARK, Accounts
from juesuan.compute.recompute import recompute
from juesuan.money import format_wan
from juesuan.spec.model import TOTAL, Cell, Column, Panel, Row, Table
from tests.books import accounts as book_accounts

Merge = tuple[int, int, int, int]


@dataclass(frozen=True)
class Shape:
    """How a table set is written. The plain one is how the format prints it."""

    codes: str = "one"  # one, three, cumulative, numbers, spaced, in_name
    total_first: bool | None = None  # None: as the format
    text: bool = False
    yuan: bool = False
    merged: bool = True
    long_list: bool = False
    alternate: bool | None = None  # 三公: 预算 and 决算 alternating, or all 预算 first; None: as the format
    numbers: bool = False
    lines: bool = False
    blank_rows: bool = False
    blank_column: bool = False
    left: int = 0  # columns left blank
    zero: str = ""  # what stands for zero and nothing
    title: str = "{title}"
    wide: bool = False  # full-width digits
    wrapped: bool = False  # names with line breaks
    economic_names: bool = True  # 07: names above columns
    economic_codes: bool = False


@dataclass
class Written:
    """One table: cells by rows from the title on, merged areas, and where each figure stands."""

    table: str
    title: str
    rows: list[list[object]] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    header: tuple[int, int] = (0, 0)  # first and last header row, from 1
    places: dict[Cell, tuple[int, int]] = field(default_factory=dict)


@lru_cache(maxsize=16)
def values(name: str) -> tuple[Accounts, dict[Cell, int]]:
    found = book_accounts(name)
    return found, {cell: one for cell, one in recompute(found).values.items() if one}


def expected(name: str) -> dict[Cell, int]:
    return values(name)[1]


def write(name: str, shape: Shape = Shape()) -> dict[str, Written]:
    """Write all tables of a book in a shape."""
    found, amounts = values(name)
    return {table.key: _Writer(found, amounts, table, shape).write() for table in found.format}


class _Writer:
    def __init__(self, found: Accounts, amounts: dict[Cell, int], table: Table, shape: Shape) -> None:
        self.found, self.amounts, self.table, self.shape = found, amounts, table, shape
        self.names = {} if table.region is None else found.classification(table).codes
        self.out = Written(table.key, table.title)

    def write(self) -> Written:
        out, shape = self.out, self.shape
        out.rows.append([shape.title.format(title=self.table.title)])
        unit = "单位：元" if shape.yuan else "单位：万元"
        out.rows.append([f"编制单位：{self.found.info.get('unit_name', '某局')}", None, unit])
        panels = list(self.table.panels)
        if shape.long_list and len(panels) > 1:
            self._list(panels)
        else:
            self._side(panels)
        out.rows.append([self.table.footnote])
        self._finish()
        return out

    def _side(self, panels: Sequence[Panel]) -> None:
        columns = [self._columns(panel) for panel in panels]
        heads = [self._heads(panel, one) for panel, one in zip(panels, columns, strict=True)]
        depth = max(len(path) for head in heads for path in head)
        self._header([path for head in heads for path in head], depth)
        bodies = [list(self._rows(panel)) for panel in panels]
        for number in range(max(map(len, bodies))):
            line: list[object] = []
            for _panel, body, cols in zip(panels, bodies, columns, strict=True):
                row = body[number] if number < len(body) else None
                line += self._cells(row, cols, len(self.out.rows) + 1, len(line))
            self.out.rows.append(line)

    def _list(self, panels: Sequence[Panel]) -> None:
        """All panels one below the other, in the columns of the widest."""
        widest = max(panels, key=lambda panel: len(panel.amounts))
        columns = self._columns(widest)
        heads = [path[1:] if widest.heading else path for path in self._heads(widest, columns)]
        self._header(heads, max(map(len, heads)))
        for panel in panels:
            self.out.rows.append([panel.heading])
            single = len(panel.amounts) == 1
            cols = [
                replace(one, key=panel.amounts[0].key)
                if single and one.is_amount and one is next(c for c in columns if c.is_amount)
                else one
                for one in columns
            ]
            cols = [
                one
                if not single or not one.is_amount or one.key == panel.amounts[0].key
                else replace(one, key="-")
                for one in cols
            ]
            for row in self._rows(panel):
                if row is not None:
                    self.out.rows.append(self._cells(row, cols, len(self.out.rows) + 1, 0))

    def _columns(self, panel: Panel) -> list[Column]:
        columns = [one for one in panel.columns if one.role != "line"]
        if any(one.key == "budget_total" for one in columns) and self.shape.alternate is not None:
            budget = [one for one in columns if one.key.startswith("budget_")]
            actual = [one for one in columns if not one.key.startswith("budget_")]
            pairs = zip(budget, actual, strict=True)
            columns = [one for pair in pairs for one in pair] if self.shape.alternate else budget + actual
        name = panel.role("name")
        if self.shape.lines and name is not None:
            columns.insert(columns.index(name) + 1, Column("line", ("行次",), "line"))
        code = panel.role("code")
        if code is not None:
            at = columns.index(code)
            if self.shape.codes in ("three", "cumulative"):
                parts = ("类", "款", "项")[: 3 if self.table.region else 2]
                columns[at : at + 1] = [
                    replace(code, key=f"code{n}", labels=(*code.labels, one)) for n, one in enumerate(parts)
                ]
            elif self.shape.codes == "in_name":
                columns.remove(code)
        return columns

    def _heads(self, panel: Panel, columns: Sequence[Column]) -> list[tuple[str, ...]]:
        heading = (panel.heading,) if panel.heading else ()
        found = []
        for one in columns:
            labels = one.labels
            if one.economic and self.shape.economic_codes:
                labels = (*((labels[0], one.economic) if one.parent else (labels[0], "小计")),)
            found.append((*heading, *labels))
        return found

    def _header(self, paths: Sequence[tuple[str, ...]], depth: int) -> None:
        top = len(self.out.rows) + 1
        for level in range(depth):
            self.out.rows.append([path[level] if level < len(path) else None for path in paths])
        for level in range(depth):
            cells = self.out.rows[top - 1 + level]
            start = 0
            for column in range(1, len(paths) + 1):
                same = (
                    column < len(paths)
                    and level < len(paths[start])
                    and paths[column][: level + 1] == paths[start][: level + 1]
                )
                if same:
                    cells[column] = None
                    continue
                last = len(paths[start]) == level + 1
                bottom = depth - 1 if last else level
                if level < len(paths[start]) and (column - start > 1 or bottom > level):
                    self.out.merges.append((top + level, start + 1, top + bottom, column))
                start = column
        if self.shape.numbers:
            amounts = iter(range(1, 200))
            self.out.rows.append(["栏次", *[next(amounts) if n else None for n in range(1, len(paths))]])
        self.out.header = top, len(self.out.rows)

    def _rows(self, panel: Panel) -> Iterable[Row | str | None]:
        fixed = [one for one in panel.rows if isinstance(one, Row)]
        if panel.region is None:
            return [None if one.is_blank else one for one in fixed]
        codes = list(self.found.rows.get(self.table.key, ()))
        total = next(one for one in fixed if one.key == TOTAL)
        first = isinstance(panel.rows[0], Row) if self.shape.total_first is None else self.shape.total_first
        return [total, *codes] if first else [*codes, total]

    def _cells(self, row: Row | str | None, columns: Sequence[Column], at: int, left: int) -> list[object]:
        if row is None:
            return [None] * len(columns)
        key = row if isinstance(row, str) else row.key
        cells: list[object] = []
        for column in columns:
            if column.is_amount:
                cell = Cell(self.table.key, key, column.key)
                cells.append(self._amount(self.amounts.get(cell, 0)) if column.key != "-" else None)
                if cell in self.amounts:
                    self.out.places[cell] = at, left + len(cells)
            else:
                cells.append(self._label(key, row, column))
        return cells

    def _label(self, key: str, row: Row | str, column: Column) -> object:
        code, _, text = key.partition(DETAIL_MARK)
        is_code = code.isdigit() and (isinstance(row, str) or row.kind.value in ("parent", "leaf"))
        if column.role == "code":
            return self._code(code, column) if is_code else None
        if column.role == "text":
            return text or None
        if column.role == "line":
            return 7
        name = row.label if isinstance(row, Row) else self.names[code].name
        if self.shape.wrapped and len(name) > 8:
            name = f"{name[:6]}\n{name[6:]}"
        if is_code and self.shape.codes == "in_name":
            return f"{code} {name}"
        return name

    def _code(self, code: str, column: Column) -> object:
        if self.shape.codes == "numbers":
            return int(code)
        if self.shape.codes == "spaced":
            return " ".join([code[:3], *[code[n : n + 2] for n in range(3, len(code), 2)]])
        if not column.key.startswith("code") or column.key == "code":
            return code
        part = int(column.key[-1])
        end = 3 + 2 * part
        if len(code) < end:
            return None
        return code[:end] if self.shape.codes == "cumulative" else code[end - 2 if part else 0 : end]

    def _amount(self, amount: int) -> object:
        if not amount:
            return self.shape.zero or None
        if self.shape.yuan:
            text = f"{amount / 100:,.2f}"
        else:
            text = format_wan(amount, None if amount % 10_000 else 2)
        if not self.shape.text:
            return float(text.replace(",", ""))
        return (
            text.translate(str.maketrans("0123456789.,", "０１２３４５６７８９．，"))
            if self.shape.wide
            else text
        )

    def _finish(self) -> None:
        """Blank rows and columns, and the shift to the right, at the end: every place moves with them."""
        out, shape = self.out, self.shape
        width = max(map(len, out.rows))
        out.rows = [[*row, *[None] * (width - len(row))] for row in out.rows]
        if shape.blank_rows:
            self._blank_rows()
        if shape.left or shape.blank_column:
            self._shift(width)
        if not shape.merged:
            out.merges = []

    def _blank_rows(self) -> None:
        out = self.out
        moved: dict[int, int] = {}
        rows: list[list[object]] = []
        for number, row in enumerate(out.rows, 1):
            rows.append(row)
            moved[number] = len(rows)
            if number in (1, 2) or (number > out.header[1] and number % 5 == 0):
                rows.append([None] * len(row))
        out.rows = rows
        out.places = {cell: (moved[r], c) for cell, (r, c) in out.places.items()}
        out.merges = [(moved[a], b, moved[c], d) for a, b, c, d in out.merges]
        out.header = moved[out.header[0]], moved[out.header[1]]

    def _shift(self, width: int) -> None:
        out, by = self.out, self.shape.left
        gap = width if self.shape.blank_column else width + 1  # a blank column before the last one
        to = {c: c + by + (c >= gap) for c in range(1, width + 1)}
        out.rows = [
            [
                next((row[c - 1] for c, t in to.items() if t == column), None)
                for column in range(1, max(to.values()) + 1)
            ]
            for row in out.rows
        ]
        out.places = {cell: (r, to[c]) for cell, (r, c) in out.places.items()}
        out.merges = [(a, to[b], c, to[d]) for a, b, c, d in out.merges]


def put(sheet: Worksheet, one: Written, top: int = 0) -> int:
    """Write a table onto a sheet below ``top`` rows; return the last row."""
    for number, row in enumerate(one.rows, top + 1):
        for column, value in enumerate(row, 1):
            if value is not None:
                sheet.cell(number, column, value)
    for a, b, c, d in one.merges:
        sheet.merge_cells(start_row=a + top, start_column=b, end_row=c + top, end_column=d)
    return top + len(one.rows)


def save_book(
    path: Path, written: dict[str, Written], *, seed: int | None = None, names: bool = False
) -> Path:
    """One sheet a table; with a seed in any order and named Sheet1, Sheet2 …"""
    book = openpyxl.Workbook()
    book.remove(book.active)
    order = list(written.values())
    if seed is not None:
        random.Random(seed).shuffle(order)
    for number, one in enumerate(order, 1):
        put(book.create_sheet(one.title[:31] if names else f"Sheet{number}"), one)
    book.save(path)
    return path


def save_files(folder: Path, written: dict[str, Written]) -> list[Path]:
    """One file a table, with a number in front that says nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    for number, one in enumerate(reversed(written.values()), 1):
        found.append(save_book(folder / f"附表{number}：{one.title}.xlsx", {one.table: one}))
    return found


def save_one_sheet(path: Path, written: dict[str, Written]) -> Path:
    """All tables on one sheet, one below the other."""
    book = openpyxl.Workbook()
    sheet = book.active
    bottom = 0
    for one in written.values():
        bottom = put(sheet, one, bottom) + 2
    book.save(path)
    return path


def save_pages(path: Path, written: dict[str, Written], *, rows: int = 14, again: str = "none") -> Path:
    """Pages as copied from a PDF: after so many rows a new sheet; ``again``: none, header, or title and header."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for one in written.values():
        top, bottom = one.header
        head, body = one.rows[:bottom], one.rows[bottom:]
        repeated = {"none": [], "header": head[top - 1 :], "title": [[f"{one.title}（续表）"], *head[1:]]}[
            again
        ]
        for start in range(0, len(body), rows):
            page = (repeated if start else head) + body[start : start + rows]
            first = 1 - (top - 1) if again == "header" and start else 1
            merges = (
                one.merges
                if not start or again == "title"
                else (
                    [(a + first - 1, b, c + first - 1, d) for a, b, c, d in one.merges]
                    if again == "header"
                    else []
                )
            )
            put(book.create_sheet(f"第{len(book.sheetnames) + 1}页"), replace(one, rows=page, merges=merges))
    book.save(path)
    return path
