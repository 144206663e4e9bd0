"""Bringing the content of tables into a workbook file: cells, rows that move with their key, styles by kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from juesuan import money
from juesuan.book.file import FileBook
from juesuan.book.grid import Grid
from juesuan.book.layout import SPARE_ROWS, TableLayout
from juesuan.book.read import same_formula
from juesuan.book.sheetpart import Content, Position, SheetPart
from juesuan.spec.model import Cell, RowKind
from juesuan.template.content import TableContent

_COLUMNS = 16_384


def apply_table(  # noqa: PLR0913 - a table as it is and as it shall be
    book: FileBook,
    content: TableContent,
    places: Mapping[str, int],
    kinds: Mapping[str, RowKind],
    *,
    write_typed: bool,
    typed: Mapping[Position, Content] | None = None,
) -> bool:
    """Write a table's content where it differs; return whether anything did.

    ``places`` and ``kinds`` say where the code rows stand now and what they were. Typed cells are only written when
    a new book is filled (``write_typed``), or those that an import replaces (``typed``); otherwise they move with
    their row and keep what they hold.
    """
    sheet = content.layout.table.sheet
    before = book.grid(sheet)
    relaid = _is_relaid(content, places)
    if relaid:
        _lay_rows(book, content, places, kinds)
    changed = _clear_sums(book.part(sheet), content, kinds)
    changed |= _write_amounts(book.part(sheet), before, content, moved=relaid, write_typed=write_typed)
    changed |= _write_texts(book.part(sheet), before, content, moved=relaid)
    for at, one in (typed or {}).items():
        book.part(sheet).set_cell(*at, one)
    return changed or relaid or bool(typed)


def _is_relaid(content: TableContent, places: Mapping[str, int]) -> bool:
    region = {row: at for row, at in content.places.items() if row not in content.layout.fixed}
    return region != dict(places)


def _lay_rows(
    book: FileBook, content: TableContent, places: Mapping[str, int], kinds: Mapping[str, RowKind]
) -> None:
    layout = content.layout
    sheet = layout.table.sheet
    part = book.part(sheet)
    form, beside = range(1, layout.last_column + 1), range(layout.last_column + 1, _COLUMNS + 1)
    region = range(layout.region_top, layout.region_bottom + 1)
    coded = {at: content.places[row] for row, at in places.items() if row in content.places}
    noted = part.filled_rows(beside) | book.comment_rows(sheet)
    moves = with_strays(layout, content.used, coded, noted)
    part.move_rows(sheet, coded, form, region)
    part.move_rows(sheet, moves, beside, region)
    part.move_marks(sheet, moves, range(layout.region_top, layout.region_top + content.used))
    book.move_comments(sheet, moves)
    styles = {kind: _pattern(part, layout, kind) for kind in (RowKind.LEAF, RowKind.PARENT, RowKind.DETAIL)}
    for row, at in content.places.items():
        if row in layout.fixed:
            continue
        kind = content.kinds[row]
        if row not in places or kinds.get(row) is not kind:
            for column, style in styles[kind].items():
                part.set_style(at, column, style)
    region_of = layout.table.region
    spare = RowKind.DETAIL if region_of is not None and region_of.details else RowKind.LEAF
    first_spare = layout.region_top + content.used
    for at in range(first_spare, min(first_spare + SPARE_ROWS, layout.region_bottom + 1)):
        for column, style in styles[spare].items():
            part.set_style(at, column, style)
    kept = set(moves.values())
    for at in region:
        part.show_row(at, shown=at < first_spare + SPARE_ROWS or at in kept)


def with_strays(
    layout: TableLayout, used: int, coded: Mapping[int, int], noted: Iterable[int]
) -> dict[int, int]:
    """Return where rows go: those of codes, and below them the other rows that a person noted something on.

    A note on a row that has lost its code, or that never had one, is kept where no code row needs its place.
    """
    moves = dict(coded)
    free_from = layout.region_top + used
    strays = [
        row for row in sorted(noted) if layout.region_top <= row <= layout.region_bottom and row not in coded
    ]
    moves.update((row, row) for row in strays if row >= free_from)
    free = (row for row in range(free_from, layout.region_bottom + 1) if row not in moves.values())
    moves.update(zip([row for row in strays if row < free_from], free, strict=False))
    return moves


def _pattern(part: SheetPart, layout: TableLayout, kind: RowKind) -> dict[int, str]:
    row = layout.pattern_row(kind)
    found = {column: part.style(row, column) for column in range(1, layout.last_column + 1)}
    return {column: style for column, style in found.items() if style is not None}


def former_sums(content: TableContent, kinds: Mapping[str, RowKind]) -> set[Position]:
    """Return the cells of rows that have no children any more: their sums are nothing that a person typed."""
    table = content.layout.table
    return {
        content.position(cell)
        for row, kind in content.kinds.items()
        if kind is not RowKind.PARENT and kinds.get(row) is RowKind.PARENT
        for column in table.panel_of(row).amounts
        if (cell := Cell(table.key, row, column.key)) not in content.amounts
    }


def _clear_sums(part: SheetPart, content: TableContent, kinds: Mapping[str, RowKind]) -> bool:
    cells = former_sums(content, kinds)
    for at in cells:
        part.set_cell(*at, Content())
    return bool(cells)


def _write_amounts(
    part: SheetPart, before: Grid, content: TableContent, *, moved: bool, write_typed: bool
) -> bool:
    changed = False
    bottom = content.layout.region_bottom
    wanted: dict[Position, Content] = {at: one for at, one in content.spare.items() if at[0] <= bottom}
    wanted.update(
        (content.position(cell), one)
        for cell, one in content.amounts.items()
        if one.formula is not None or write_typed
    )
    for at, one in wanted.items():
        in_region = content.layout.region_top <= at[0] <= content.layout.region_bottom
        if (moved and in_region) or not holds(before, at, one):
            part.set_cell(*at, one)
            changed = True
    return changed


def _write_texts(part: SheetPart, before: Grid, content: TableContent, *, moved: bool) -> bool:
    changed = False
    for at, text in content.texts.items():
        if moved or before.value(*at) != (text or None):
            part.set_cell(*at, Content(text))
            changed = True
    return changed


def holds(grid: Grid, at: Position, content: Content) -> bool:
    """Tell whether a cell already holds a content: the same formula and, to the 分, the same value."""
    formula = grid.formulas.get(at)
    if not same_formula(formula, content.formula) or at in grid.errors or at in grid.uncalculated:
        return False
    value = grid.value(*at)
    if isinstance(content.value, int | float) and not isinstance(content.value, bool):
        if not isinstance(value, int | float) or isinstance(value, bool):
            return False
        return to_fen(float(value)) == to_fen(float(content.value))
    return value == (content.value or None)


def to_fen(value: float) -> int:
    """Return the nearest 分 of a calculated cell value in 万元 (binary noise is far below it)."""
    return round(value * money.FEN_PER_WAN)


def cell_value(grid: Grid, at: Position) -> object:
    """Return what a person sees changing: a rounded amount, an error or text, None when blank."""
    value = grid.value(*at)
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < money.LIMIT_WAN:
        return to_fen(float(value))
    return value
