"""The sheet of one official table: heading, header, fixed rows, the room for code rows, foot.

Everything stands where the layout says. Amount cells get their look only; formulas and figures come later.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from openpyxl.worksheet.worksheet import Worksheet

from juesuan.book.layout import (
    HEADER_TOP,
    NUMBER_ROW,
    PATTERNS,
    SPARE_ROWS,
    TITLE_ROW,
    UNIT_ROW,
    TableLayout,
    column_letter,
    header_labels,
)
from juesuan.book.structure import SENTINEL_MARK
from juesuan.spec.model import TOTAL, CellKind, Column, Format, Panel, Row, RowKind
from juesuan.template.styles import (
    HEADER,
    LABEL,
    PLAIN,
    TEXT_FORMAT,
    TITLE,
    Block,
    Frame,
    Look,
    Painter,
    amount_format,
    kind_look,
    lines_needed,
    set_width,
    with_edges,
)

LINE = 13.0


def header_blocks(frame: Frame, number: int) -> Iterator[tuple[Block, str]]:
    """Yield the merged blocks of a panel's header with their labels; short columns reach down.

    A label over columns of several pages stands on each of them.
    """
    layout = frame.layout
    labels = header_labels(layout.table.panels[number], layout.header_rows)
    first = layout.first_columns[number]
    pages = [sum(start <= first + n for start, _ in frame.blocks) for n in range(len(labels))]
    for level in range(layout.header_rows):
        keys = [(page, one[: level + 1]) for page, one in zip(pages, labels, strict=True)]
        for _, run in groupby(range(len(labels)), keys.__getitem__):
            columns = list(run)
            label = labels[columns[0]]
            if level < len(label):
                bottom = layout.header_rows - 1 if level + 1 == len(label) else level
                place = HEADER_TOP + level, first + columns[0], HEADER_TOP + bottom, first + columns[-1]
                yield place, label[level]


def build_table_sheet(form: Format, layout: TableLayout, sheet: Worksheet, painter: Painter) -> None:
    """Lay one table on its sheet."""
    builder = _TableSheet(form, layout, sheet, painter)
    for number, width in enumerate(builder.frame.widths, 1):
        set_width(sheet, column_letter(number), width)
    builder.heading()
    builder.header()
    builder.numbers()
    builder.fixed_rows()
    if layout.table.region is not None:
        builder.region()
    builder.foot()


class _TableSheet:
    def __init__(self, form: Format, layout: TableLayout, sheet: Worksheet, painter: Painter) -> None:
        self.form = form
        self.layout = layout
        self.table = layout.table
        self.sheet = sheet
        self.painter = painter
        self.frame = Frame(layout)
        self.number = amount_format(form.zero)

    def heading(self) -> None:
        last, end = self.layout.last_column, self.frame.title_columns
        right, centre = replace(PLAIN, horizontal="right"), replace(PLAIN, horizontal="center")
        title = TITLE if end == last else replace(TITLE, size=13)
        self._merge((TITLE_ROW, 1, TITLE_ROW, end), title, self.table.title)
        self._merge((UNIT_ROW, 1, UNIT_ROW, self.frame.parts[0]), PLAIN)
        if self.frame.year is not None:
            self._merge(self.frame.year, centre)
        for _, column in self.frame.blocks:
            number, unit = (1, self.frame.parts[1] + 1) if end == last else (column - 1, column - 1)
            self._merge((NUMBER_ROW, number, NUMBER_ROW, column), right, self.table.number)
            self._merge((UNIT_ROW, unit, UNIT_ROW, column), right, self.form.unit_line)
        for row, height in ((TITLE_ROW, 30), (NUMBER_ROW, 15 if self.table.number else 8), (UNIT_ROW, 17)):
            self._height(row, height)

    def header(self) -> None:
        heights = [20.0] * self.layout.header_rows
        for number in range(len(self.table.panels)):
            for block, label in header_blocks(self.frame, number):
                top, left, bottom, right = block
                self._merge(block, self._edged(HEADER, left, right, top), label)
                needed = 6 + LINE * lines_needed(label, self.frame.span(left, right))
                at = bottom - HEADER_TOP
                heights[at] = max(heights[at], needed - sum(heights[top - HEADER_TOP : at]))
        for level, height in enumerate(heights):
            self._height(HEADER_TOP + level, height)

    def numbers(self) -> None:
        row = self.layout.number_row
        if row is None:
            return
        look = replace(HEADER, bold=False)
        for panel, first in zip(self.table.panels, self.layout.first_columns, strict=True):
            words = [n for n, column in enumerate(panel.columns, first) if not column.is_amount]
            lines = [n for n, column in enumerate(panel.columns, first) if column.role == "line"]
            for line in lines:
                self.painter.paint(self.sheet, row, line, look)
            if words:
                last = lines[0] - 1 if lines else words[-1]
                self._merge((row, first, row, last), self._edged(look, first, last), "栏次")
            for at, column in enumerate(panel.columns, first):
                if column.is_amount:
                    number = int(column.number) if column.number.isdigit() else column.number
                    self.painter.paint(self.sheet, row, at, self._edged(look, at, at), number)
        self._height(row, 16)

    def fixed_rows(self) -> None:
        blanks = {(number, at): row for number, at, row in self.layout.blanks}
        for number, panel in enumerate(self.table.panels):
            placed = {self.layout.fixed[row.key]: row for row in panel.fixed}
            region = range(self.layout.region_top, self.layout.sentinel + len(PATTERNS) + 1)
            for at in range(self.layout.body_top, self.layout.bottom + 1):
                if self.table.region is None or at not in region:
                    row = placed.get(at) or blanks.get((number, at)) or Row("", "")
                    self._fixed_row(number, panel, row, at)
                    self._height(at, self._body_height())

    def _body_height(self) -> float:
        if self.table.region is not None:
            return 18
        rows = self.layout.bottom - self.layout.body_top + 1
        return (
            28
            if rows < 5
            else 19
            if self.table.page.orientation == "portrait" and rows < 36
            else 15
            if rows <= 40
            else 13.2
        )

    def _fixed_row(self, number: int, panel: Panel, row: Row, at: int) -> None:
        first = self.layout.first_columns[number]
        merged = self.table.region is not None and not row.is_blank
        words = [n for n, column in enumerate(panel.columns, first) if not column.is_amount]
        if merged:
            look = replace(self._label_look(row), horizontal="center")
            self._merge((at, first, at, words[-1]), self._edged(look, first, words[-1]), row.label)
        for place, column in enumerate(panel.columns, first):
            if column.is_amount:
                kind = CellKind.DERIVED if row.is_blank else self.table.rule(row.key, row.kind, column)[0]
                self._amount(at, place, kind, bold=row.strong, blank=row.is_blank)
            elif not merged:
                self._word(at, place, column, row, panel)

    def _word(self, at: int, place: int, column: Column, row: Row, panel: Panel) -> None:
        """Paint a cell of a fixed row that holds no amount: label, economic code, 行次."""
        look = self._edged(self._label_look(row), place, place)
        value: str | int | None = None
        economic = row.kind in (RowKind.LEAF, RowKind.PARENT)
        if column.role == "line":
            look, value = replace(look, horizontal="center", indent=0, bold=False), row.line or None
        elif column.role == "code":
            look = replace(look, number=TEXT_FORMAT, indent=0)
            value = row.key if economic else None
            if row.strong and not economic:
                look = with_edges(look, right="none")
        elif column.role == "name":
            value = row.label
            if row.strong and not economic and panel.role("code") is not None:
                look = with_edges(look, left="none")
        self.painter.paint(self.sheet, at, place, look, value)

    def _label_look(self, row: Row) -> Look:
        indent = 1 if row.align == "indent" or row.kind is RowKind.LEAF else 0
        look = replace(LABEL, bold=row.strong, indent=indent)
        return replace(look, horizontal="center") if row.align == "center" or row.key == TOTAL else look

    def _amount(self, at: int, place: int, kind: CellKind, *, bold: bool, blank: bool = False) -> None:
        look = kind_look(kind, self.number)
        look = replace(look, bold=bold, fill="" if blank else look.fill)
        self.painter.paint(self.sheet, at, place, self._edged(look, place, place))

    def region(self) -> None:
        layout, region = self.layout, self.table.region
        kind = RowKind.DETAIL if region is not None and region.details else RowKind.LEAF
        spare = min(layout.region_top + SPARE_ROWS, layout.sentinel)
        for at in range(layout.region_top, spare):
            self._code_row(at, kind)
        for pattern in PATTERNS:
            self._code_row(layout.pattern_row(pattern), pattern)
        for at in range(spare, layout.sentinel + len(PATTERNS) + 1):
            self.sheet.row_dimensions[at].hidden = True
        self.painter.paint(self.sheet, layout.sentinel, layout.code_column or 1, PLAIN, SENTINEL_MARK)

    def _code_row(self, at: int, kind: RowKind) -> None:
        region, panel = self.table.region, self.table.panels[0]
        typed = kind is RowKind.DETAIL or region is None or region.only is None
        strong = kind is RowKind.PARENT
        for place, column in enumerate(panel.columns, self.layout.first_columns[0]):
            if column.is_amount:
                self._amount(at, place, self.table.rule("", kind, column)[0], bold=strong)
                continue
            open_cell = typed and column.role != "name"
            look = kind_look(CellKind.TYPED if open_cell else CellKind.DERIVED, TEXT_FORMAT)
            wrap = column.role == "text"
            look = replace(look, bold=strong, wrap=wrap, shrink=not wrap)
            self.painter.paint(self.sheet, at, place, self._edged(look, place, place))

    def foot(self) -> None:
        layout, end = self.layout, self.frame.title_columns
        name = "　" * 16
        for row, text in (
            (layout.footnote_row, self.table.footnote),
            (layout.empty_row, self.table.empty_sentence),
        ):
            look = replace(PLAIN, wrap=True, shrink=False)
            if row == layout.footnote_row:
                look = with_edges(look, top="medium")
                for column in range(end + 1, layout.last_column + 1):
                    self.painter.paint(self.sheet, row, column, look)
            self._merge((row, 1, row, end), look, text if row == layout.footnote_row else None)
            lines = lines_needed(text.replace("{unit}", name), self.frame.span(1, end))
            self._height(row, 5 + LINE * lines)

    def _edged(self, look: Look, left: int, right: int, row: int = 0) -> Look:
        """Thicken the lines that are the outer edge of the form."""
        return with_edges(
            look,
            left="medium" if left == 1 else "",
            right="medium" if right == self.layout.last_column else "",
            top="medium" if row == HEADER_TOP else "",
        )

    def _merge(self, block: Block, look: Look, value: object = None) -> None:
        self.painter.merge(self.sheet, block, look, value)

    def _height(self, row: int, height: float) -> None:
        self.sheet.row_dimensions[row].height = height
