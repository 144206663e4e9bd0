"""The official tables as they print: labels of the form, the rows in use, every amount with two decimals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from juesuan import money
from juesuan.book.accounts import DETAIL_MARK, NO_DATA, row_tree
from juesuan.book.grid import Grid
from juesuan.book.layout import TableLayout, header_labels
from juesuan.report.fit import Need, ems
from juesuan.report.grid import Slot
from juesuan.spec.model import TOTAL, Cell, Column, Format, Panel, Row, RowKind, Table

NARROW = 4.0
"""Ems of a column of amounts at least, so that its labels can be read."""
BOLDER = 1.1
"""How much wider bold letters are."""
MOST_NAME = 8
"""Ems below which no column of names is pressed, where its names are that long."""


@dataclass(frozen=True)
class TableText:
    """A table as text: the labels above its columns, 栏次, and the rows; a row of the form fills all columns.

    ``rows`` hold cells with their spans; ``needs`` what each column asks for.
    """

    table: Table
    labels: tuple[tuple[str, ...], ...]
    panels: tuple[int, ...]
    numbers: tuple[str, ...]
    rows: tuple[tuple[Slot, ...], ...]
    needs: tuple[Need, ...]
    words: int
    """How many columns at the left hold codes and names."""
    meta: tuple[str, str, str, str] = ("", "", "", "")
    """Number of the table, unit, year and unit of amounts."""
    notes: tuple[str, ...] = ()


def printed(amount: int | None, zero: str) -> str:
    """Return an amount in 分 as the sheet shows it: ``1,503.52``; nothing, and zero where the form leaves it blank, is ``""``."""
    if amount is None:
        return ""
    if amount == 0:
        return zero if zero == "0.00" else ""
    return money.format_wan(amount)


def table_text(  # noqa: PLR0913 - a table and all that stands on its sheet
    form: Format,
    layout: TableLayout,
    places: Mapping[str, int],
    values: Mapping[Cell, int],
    grid: Grid,
    info: Mapping[str, str],
    status: str,
) -> TableText:
    """Return a table as it stands: ``places`` are the rows of codes, ``values`` amounts in 分 (blank cells absent)."""
    table = layout.table
    columns = [(n, column) for n, panel in enumerate(table.panels) for column in panel.columns]
    writer = _Rows(layout, places, values, grid, "" if form.zero != "0.00" else "0.00")
    rows = tuple(writer.rows())
    labels = [one for panel in table.panels for one in header_labels(panel, layout.header_rows)]
    words = 0
    if len(table.panels) == 1:
        words = next((n for n, (_, one) in enumerate(columns) if one.is_amount), len(columns))
    unit, year = info.get("unit_name", "").strip(), info.get("year", "").strip() or str(form.year)
    notes = [table.footnote] if table.footnote else []
    if status == NO_DATA and table.empty_sentence:
        notes.append(table.empty_sentence.replace("{unit}", unit))
    return TableText(
        table,
        tuple(labels),
        tuple(n for n, _ in columns),
        tuple(_numbers(table.panels)) if table.show_numbers else (),
        rows,
        tuple(_needs(columns, rows)),
        words,
        (
            table.number,
            form.organisation_line + unit,
            f"{year}年度" if table.year_line else "",
            form.unit_line,
        ),
        tuple(notes),
    )


def _numbers(panels: Sequence[Panel]) -> Iterator[str]:
    """Yield what stands in the line of 栏次, column by column: the word, nothing, or the number."""
    for panel in panels:
        words = [one for one in panel.columns if not one.is_amount]
        for column in panel.columns:
            yield column.number if column.is_amount else "栏次" if column is words[0] else ""


class _Rows:
    """The rows of one table from top to bottom."""

    def __init__(
        self,
        layout: TableLayout,
        places: Mapping[str, int],
        values: Mapping[Cell, int],
        grid: Grid,
        zero: str,
    ) -> None:
        self.layout = layout
        self.table = layout.table
        self.places = places
        self.values = values
        self.grid = grid
        self.zero = zero
        self.kinds = row_tree(self.table, places).kinds

    def rows(self) -> Iterator[tuple[Slot, ...]]:
        if self.table.region is not None:
            yield from self._coded()
            return
        layout = self.layout
        blanks = {(number, at): row for number, at, row in layout.blanks}
        for at in range(layout.body_top, layout.bottom + 1):
            slots: list[Slot] = []
            for number, panel in enumerate(self.table.panels):
                placed = {layout.fixed[row.key]: row for row in panel.fixed}
                row = placed.get(at) or blanks.get((number, at)) or Row("", "")
                slots += self._fixed_row(panel, row)
            yield tuple(slots)

    def _coded(self) -> Iterator[tuple[Slot, ...]]:
        panel = self.table.panels[0]
        found = [(self.layout.fixed[row.key], self._over_words(panel, row)) for row in panel.fixed]
        found += [(at, self._code(panel, key, at)) for key, at in self.places.items()]
        found += [(at, tuple(Slot() for _ in panel.columns)) for _, at, _ in self.layout.blanks]
        yield from (slots for _, slots in sorted(found, key=lambda one: one[0]))

    def _over_words(self, panel: Panel, row: Row) -> tuple[Slot, ...]:
        """A fixed row of a code table: its label lies over the columns of code and name."""
        words = sum(not one.is_amount for one in panel.columns)
        label = Slot(row.label, across=words, align="center", bold=row.strong or row.key == TOTAL)
        return (label, *(self._amount(row.key, one, bold=row.strong) for one in panel.amounts))

    def _code(self, panel: Panel, key: str, at: int) -> tuple[Slot, ...]:
        bold = self.kinds.get(key) is RowKind.PARENT
        detail = DETAIL_MARK in key
        slots = []
        for column in panel.columns:
            if column.is_amount:
                slots.append(self._amount(key, column, bold=bold))
                continue
            text = self.grid.text(at, self.layout.column("", column.key))
            slots.append(Slot(text, bold=bold, indent=int(detail and column.role == "name")))
        return tuple(slots)

    def _fixed_row(self, panel: Panel, row: Row) -> list[Slot]:
        """A row of a form; the label of a sum lies over the columns of code and name."""
        slots = [self._fixed(row, column) for column in panel.columns]
        roles = [one.role for one in panel.columns[:2]]
        if roles == ["code", "name"] and not row.is_blank and row.kind not in (RowKind.LEAF, RowKind.PARENT):
            slots[:2] = [replace(slots[1], across=2)]
        return slots

    def _fixed(self, row: Row, column: Column) -> Slot:
        if column.is_amount:
            return Slot() if row.is_blank else self._amount(row.key, column, bold=row.strong)
        if column.role == "line":
            return Slot(str(row.line or ""), align="center")
        economic = row.kind in (RowKind.LEAF, RowKind.PARENT)
        if column.role == "code":
            return Slot(row.key if economic else "", bold=row.strong)
        if column.role != "name":
            return Slot()
        align = "center" if row.align == "center" or row.key == TOTAL else "left"
        indent = int(align == "left" and (row.align == "indent" or row.kind is RowKind.LEAF))
        return Slot(row.label, bold=row.strong, align=align, indent=indent)

    def _amount(self, row: str, column: Column, *, bold: bool) -> Slot:
        amount = self.values.get(Cell(self.table.key, row, column.key))
        return Slot(printed(amount, self.zero), align="right", bold=bold)


def _needs(columns: Sequence[tuple[int, Column]], rows: Sequence[tuple[Slot, ...]]) -> Iterator[Need]:
    widest = [0.0] * len(columns)
    for slots in rows:
        at = 0
        for slot in slots:
            if slot.across == 1:
                own = ems(slot.text) * (BOLDER if slot.bold else 1) + slot.indent
                widest[at] = max(widest[at], own)
            at += slot.across
    for (_, column), width in zip(columns, widest, strict=True):
        wraps = column.role in ("name", "text")
        heads = NARROW if column.is_amount else 2.2 if column.role == "line" else 4
        enough = max(width, heads)
        yield Need(max(min(enough, MOST_NAME) if wraps else enough, 2.2), enough, column.width)


def header(text: TableText, chosen: Sequence[int]) -> Iterator[tuple[Slot, ...]]:
    """Yield the rows of the header over some of the columns; a short label reaches down."""
    depth = max(len(one) for one in text.labels) if text.labels else 0
    for level in range(depth):
        row: list[Slot] = []
        for _, run in groupby(chosen, lambda n: (text.panels[n], text.labels[n][: level + 1])):  # noqa: B023
            columns = list(run)
            label = text.labels[columns[0]]
            if len(label) > level:
                down = depth - level if len(label) == level + 1 else 1
                row.append(Slot(label[level], len(columns), down, "center", bold=True))
        yield tuple(row)


def numbers_row(text: TableText, chosen: Sequence[int]) -> tuple[Slot, ...]:
    """Return the line of 栏次 over some of the columns, the word over all that hold words."""
    slots: list[Slot] = []
    columns = [column for panel in text.table.panels for column in panel.columns]
    for n in chosen:
        word = not columns[n].is_amount
        lies_on = word and slots and text.numbers[n] == "" and columns[n].role != "line"
        if lies_on:
            slots[-1] = Slot("栏次", slots[-1].across + 1, align="center")
        else:
            slots.append(Slot(text.numbers[n], align="center"))
    return tuple(slots)


def chosen_slots(slots: Sequence[Slot], chosen: Sequence[int]) -> tuple[Slot, ...]:
    """Return the cells of a row that stand over some of the columns; spans lie over chosen columns only."""
    found, at = [], 0
    wanted = set(chosen)
    for slot in slots:
        if at in wanted:
            found.append(slot)
        at += slot.across
    return tuple(found)
