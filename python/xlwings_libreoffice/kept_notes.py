"""Notes outlive writing: the office drops the notes of cells that a block is written into, Excel keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .range_core import RangeCore

KeptNote = tuple[Any, str, bool]


def notes_in(cells: RangeCore) -> list[KeptNote]:
    """Return position, text and visibility of the notes of a range (one call where the sheet has none)."""
    notes = cells.sheet.xl.Annotations
    area = cells.area
    found = []
    for index in range(notes.Count):
        one = notes.getByIndex(index)
        at = one.Position
        inside_rows = area.row <= at.Row + 1 <= area.last_row
        if inside_rows and area.column <= at.Column + 1 <= area.last_column:
            found.append((at, str(one.String), bool(one.IsVisible)))
    return found


def put_back(cells: RangeCore, kept: list[KeptNote]) -> None:
    """Set the notes again that the writing took away."""
    notes = cells.sheet.xl.Annotations
    for at, text, visible in kept:
        cell = cells.sheet.xl.getCellByPosition(at.Column, at.Row)
        if not str(cell.Annotation.String):
            notes.insertNew(at, text)
            cell.Annotation.setIsVisible(visible)
