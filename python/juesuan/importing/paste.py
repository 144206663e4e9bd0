"""The free sheet 粘贴区: tables pasted there are a source like a file."""

from __future__ import annotations

from collections.abc import Iterator

from juesuan.book.grid import GridSource, Position
from juesuan.book.sheets import SECTION_TOP
from juesuan.importing.model import SourceSheet
from juesuan.money import is_blank
from juesuan.spec.model import Format

PASTE = "paste"


def paste_sheet_name(source: GridSource, form: Format) -> str | None:
    """Return the name of the free sheet, None when the book has none (it is older, or the sheet was deleted)."""
    name = next((one.sheet for one in form.sheets.after if one.key == PASTE), None)
    return name if name is not None and name in source.sheet_names() else None


def pasted(source: GridSource, form: Format) -> SourceSheet | None:
    """Return what was pasted, None when the sheet is blank; the title and the purpose are no part of it."""
    name = paste_sheet_name(source, form)
    if name is None:
        return None
    rows = source.grid(name).rows
    below = [[None if is_blank(one) else one for one in row] for row in rows[SECTION_TOP - 1 :]]
    if not any(one is not None for row in below for one in row):
        return None
    return SourceSheet("", name, [*([] for _ in range(SECTION_TOP - 1)), *below])


def pasted_cells(source: GridSource, form: Format) -> Iterator[tuple[str, Position]]:
    """Yield the sheet and the position of every cell that was pasted."""
    name = paste_sheet_name(source, form)
    if name is None:
        return
    grid = source.grid(name)
    for row in range(SECTION_TOP, grid.height + 1):
        for column in range(1, len(grid.rows[row - 1]) + 1):
            if grid.value(row, column) is not None or (row, column) in grid.formulas:
                yield name, (row, column)
