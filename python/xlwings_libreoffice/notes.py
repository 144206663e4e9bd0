"""Notes on cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from .guard import engine_class, partly, unguarded

if TYPE_CHECKING:
    from .office import Office
    from .range_core import RangeCore


@engine_class
class Note(base_classes.Note):
    """The note on a cell."""

    def __init__(self, cell: RangeCore) -> None:
        self._cell = cell

    @property
    @unguarded
    def office(self) -> Office:
        """The office behind the note."""
        return self._cell.office

    @property
    def api(self) -> Any:
        """The office's annotation."""
        return self._cell.cell.Annotation

    @property
    def text(self) -> str:
        """The text."""
        return str(self.api.String)

    @text.setter
    def text(self, value: str) -> None:
        self.api.setString(value)

    @property
    @partly("lost on saving")
    def author(self) -> str:
        """Who wrote it, as far as the office keeps that."""
        return str(self.api.Author)

    @property
    def location(self) -> RangeCore:
        """The cell."""
        return self._cell.make(*self._cell.area[:2])

    def delete(self) -> None:
        """Remove the note."""
        notes = self._cell.sheet.xl.Annotations
        for index in range(notes.Count):
            position = notes.getByIndex(index).Position
            if (position.Row + 1, position.Column + 1) == self._cell.area[:2]:
                notes.removeByIndex(index)
                return
