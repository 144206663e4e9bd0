"""The sheets of a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from .collection import Collection, InDocument
from .guard import engine_class
from .sheets import Sheet

if TYPE_CHECKING:
    from .documents import Document


@engine_class
class Sheets(Collection[Sheet], InDocument, base_classes.Sheets):
    """The sheets of a workbook."""

    def __init__(self, document: Document) -> None:
        self.document = document

    @property
    def api(self) -> Any:
        """The office's sheets."""
        return self.document.model.Sheets

    @property
    def active(self) -> Sheet:
        """The sheet that is shown."""
        return Sheet(self.document, self.document.sheet(self.document.controller.ActiveSheet.Name))

    def _entries(self) -> tuple[str, ...]:
        return self.document.sheet_names

    def _name_of(self, entry: str, place: int) -> str:
        del place
        return entry

    def _made(self, entry: str) -> Sheet:
        return Sheet(self.document, self.document.sheet(entry))

    def add(self, before: Sheet | None = None, after: Sheet | None = None, name: str | None = None) -> Sheet:
        """Add a sheet and show it; before the active one when nothing is said."""
        place = after.index if after else (before or self.active).index - 1
        if name is None:
            number, taken = len(self) + 1, {existing.lower() for existing in self.document.sheet_names}
            while f"sheet{number}" in taken:
                number += 1
            name = f"Sheet{number}"
        self.document.model.Sheets.insertNewByName(name, place)
        self.document.forget_sheets()
        sheet = Sheet(self.document, self.document.sheet(name))
        sheet.activate()
        return sheet
