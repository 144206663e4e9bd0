"""Defined names of a workbook and of its sheets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from .addresses import Area, quote_sheet, split_sheet
from .bridge import struct
from .collection import Collection, InDocument
from .errors import OfficeError
from .guard import engine_class, unguarded

if TYPE_CHECKING:
    from .documents import Document
    from .range_core import RangeCore
    from .sheets import Sheet


def _origin() -> Any:
    return struct("com.sun.star.table.CellAddress", Sheet=0, Row=0, Column=0)


@engine_class
class Name(InDocument, base_classes.Name):
    """A defined name."""

    def __init__(self, document: Document, holder: Any, xl: Any, sheet: str | None) -> None:
        self.document = document
        self._holder = holder
        self.xl = xl
        self._sheet = sheet

    @property
    @unguarded
    def api(self) -> Any:
        """The office's named range."""
        return self.xl

    @property
    def name(self) -> str:
        """The name; with the sheet when it belongs to one."""
        local = str(self.xl.Name)
        return local if self._sheet is None else f"{quote_sheet(self._sheet)}!{local}"

    @name.setter
    def name(self, value: str) -> None:
        self.xl.setName(value)
        self.document.grammar.forget()

    @property
    def refers_to(self) -> str:
        """What the name stands for, in Excel's grammar."""
        return self.document.grammar.to_excel("=" + str(self.xl.Content), _origin())

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        self.xl.setContent(_content(self.document, value))

    @property
    def refers_to_range(self) -> RangeCore:
        """The range that the name stands for."""
        from .sheets import Sheet

        cells = self.xl.ReferredCells
        if cells is None:
            raise OfficeError(f"the name {self.name} does not stand for a range")
        address = cells.RangeAddress
        return Sheet(self.document, self.document.sheet_at(address.Sheet)).of_address(address)

    def delete(self) -> None:
        """Remove the name."""
        self._holder.removeByName(self.xl.Name)
        self.document.grammar.forget()

    def stands_for(self, sheet: int, area: Area) -> bool:
        """Whether the name is that of a range (the sheet counted from one)."""
        cells = self.xl.ReferredCells
        if cells is None:
            return False
        found = cells.RangeAddress
        first, last = (found.StartRow + 1, found.StartColumn + 1), (found.EndRow + 1, found.EndColumn + 1)
        return bool(
            found.Sheet + 1 == sheet and first == area[:2] and last == (area.last_row, area.last_column)
        )


def _content(document: Document, refers_to: str) -> str:
    formula = refers_to if refers_to.startswith("=") else "=" + refers_to
    return document.grammar.to_office(formula, _origin())[1:]


def _in_holder(document: Document, holder: Any, sheet: str | None) -> Iterator[Name]:
    for name in holder.ElementNames:
        yield Name(document, holder, holder.getByName(name), sheet)


def names_of(document: Document, only: Sheet | None = None) -> list[Name]:
    """The names of a workbook, those of its sheets (or of one sheet) last."""
    found = list(_in_holder(document, document.model.NamedRanges, None))
    for sheet in [only.name] if only is not None else document.sheet_names:
        found += _in_holder(document, document.sheet(sheet).NamedRanges, sheet)
    return found


def add_name(document: Document, name: str, refers_to: str, sheet: str | None = None) -> Name:
    """Define a name, or define it anew."""
    named, local = split_sheet(name)
    sheet = named or sheet
    holder = document.model.NamedRanges if sheet is None else document.sheet(sheet).NamedRanges
    content = _content(document, refers_to)
    if holder.hasByName(local):
        holder.getByName(local).setContent(content)
    else:
        holder.addNewByName(local, content, _origin(), 0)
        document.grammar.forget()
    return Name(document, holder, holder.getByName(local), sheet)


@engine_class
class Names(Collection[Name], InDocument, base_classes.Names):
    """The names of a workbook, or of one sheet."""

    def __init__(self, document: Document, sheet: Sheet | None = None) -> None:
        self.document = document
        self._sheet = sheet

    @property
    def api(self) -> Any:
        """The office's named ranges."""
        return (self.document.model if self._sheet is None else self._sheet.xl).NamedRanges

    def _entries(self) -> list[Name]:
        if self._sheet is None:
            return names_of(self.document)
        return list(_in_holder(self.document, self.api, self._sheet.name))

    def _found(self, name: str) -> Name | None:
        sheet, local = split_sheet(name)
        for found in self._entries():
            full = found.name
            same = full == name or (sheet is None and split_sheet(full)[1].lower() == local.lower())
            if same or (sheet is not None and split_sheet(full) == (sheet, local)):
                return found
        return None

    def _made(self, entry: Name) -> Name:
        return entry

    def contains(self, name_or_index: int | str) -> bool:
        """Whether there is such a name."""
        return name_or_index in self

    def add(self, name: str, refers_to: str) -> Name:
        """Define a name."""
        return add_name(self.document, name, refers_to, self._sheet.name if self._sheet is not None else None)
