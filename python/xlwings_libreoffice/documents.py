"""A document of the office and what is remembered about it: sheets, formats, formula parsers."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from .addresses import ROWS
from .bridge import file_path, struct, uno_class
from .errors import BookClosed
from .grammar import Grammar
from .number_formats import NumberFormats
from .office import Office

if TYPE_CHECKING:
    from .range_core import RangeCore

_NULL_DATE_1904 = 1904


class Document:
    """One open spreadsheet."""

    def __init__(self, office: Office, model: Any) -> None:
        self.office = office
        self.model = model
        self.uid = str(model.RuntimeUID)
        self.grammar = Grammar(model)
        self._sheets: dict[str, Any] = {}
        self.locked = False
        self.generation = 0

    @cached_property
    def formats(self) -> NumberFormats:
        """The number formats."""
        return NumberFormats(self.model)

    @cached_property
    def shift(self) -> float:
        """The days between this document's first day and 1899-12-30."""
        return 1462.0 if self.model.NullDate.Year == _NULL_DATE_1904 else 0.0

    @property
    def path(self) -> Path | None:
        """Where the document is stored, if it is."""
        url = str(self.model.getURL())
        return Path(file_path(url)) if url.startswith("file:") else None

    @property
    def name(self) -> str:
        """The name of the workbook: its file's, or the office's title for a new one."""
        path = self.path
        if path is not None:
            return path.name
        url = str(self.model.getURL())
        return PurePath(url).name if url else str(self.model.getTitle())

    @property
    def sheet_names(self) -> tuple[str, ...]:
        """The names of the sheets in order."""
        names: tuple[str, ...] = self.model.Sheets.ElementNames
        return names

    def sheet(self, name: str) -> Any:
        """The office's sheet of a name; ``KeyError`` when there is none."""
        known = self._sheets.get(name)
        if known is not None and _still_called(known, name):
            return known
        exact = {existing.lower(): existing for existing in self.sheet_names}.get(name.lower())
        if exact is None:
            raise KeyError(name)
        sheet = self._sheets[exact] = self.model.Sheets.getByName(exact)
        return sheet

    def sheet_at(self, index: int) -> Any:
        """The office's sheet at a place, counted from zero."""
        return self.sheet(self.sheet_names[index])

    def cells_moved(self) -> None:
        """Cells were inserted or deleted: the office's objects for sheets and ranges are no longer right.

        Its sheet object takes part in the shift, and afterwards counts from a wrong corner or refuses to work.
        """
        self.generation += 1
        self._sheets.clear()

    def forget_sheets(self) -> None:
        """Forget sheets and what their names meant, after one was added, renamed or removed."""
        self._sheets.clear()
        self.grammar.forget()

    def cell_address(self, sheet: Any, row: int, column: int) -> Any:
        """The office's address of a cell, counted from one."""
        return struct(
            "com.sun.star.table.CellAddress", Sheet=sheet.RangeAddress.Sheet, Row=row - 1, Column=column - 1
        )

    @property
    def controller(self) -> Any:
        """The view of the document."""
        controller = self.model.CurrentController
        if controller is None:
            raise BookClosed(f"the workbook {self.name} has no view")
        return controller

    def look_at(self, cells: RangeCore) -> None:
        """Show and select a range."""
        controller = self.controller
        controller.setActiveSheet(cells.sheet.xl)
        controller.select(cells.xl)

    @contextlib.contextmanager
    def view_kept(self) -> Iterator[None]:
        """Come back to the sheet and the selection that are there now."""
        controller = self.controller
        sheet, selected = controller.ActiveSheet, self.model.CurrentSelection
        try:
            yield
        finally:
            controller.setActiveSheet(sheet)
            controller.select(selected)


def _still_called(sheet: Any, name: str) -> bool:
    try:
        whole = sheet.RangeAddress
        return bool(
            sheet.Name == name and whole.StartRow == whole.StartColumn == 0 and whole.EndRow == ROWS - 1
        )
    except uno_class("com.sun.star.uno.RuntimeException"):
        return False


def document_of(office: Office, model: Any) -> Document:
    """The one :class:`Document` of an open spreadsheet."""
    uid = str(model.RuntimeUID)
    known = office.documents.get(uid)
    if known is None:
        known = office.documents[uid] = Document(office, model)
    return known


def open_documents(office: Office) -> list[Document]:
    """All open spreadsheets, in the order in which they were opened."""
    found = [document_of(office, model) for model in office.components()]
    keep = {document.uid for document in found}
    for uid in [uid for uid in office.documents if uid not in keep]:
        del office.documents[uid]
    return sorted(found, key=lambda document: int(document.uid) if document.uid.isdigit() else 0)
