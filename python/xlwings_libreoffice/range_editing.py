"""What changes a sheet around a range: inserting, deleting, copying; and what hangs on cells."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .addresses import COLUMNS, ROWS, quote_sheet
from .bridge import enum, properties
from .guard import partly, unsupported
from .names import Name, add_name, names_of
from .notes import Note
from .range_core import RangeCore

if TYPE_CHECKING:
    from .office import Office

_PASTED = {
    None: "A",
    "all": "A",
    "all_except_borders": "A",
    "comments": "N",
    "formats": "T",
    "formulas": "SVDF",
    "values": "SVD",
    "values_and_number_formats": "SVDT",
    "formulas_and_number_formats": "SVDFT",
}
_OPERATIONS = {None: 0, "add": 1, "subtract": 2, "multiply": 3, "divide": 4}


_INPUT = "/org.openoffice.Office.Calc/Input"


@contextlib.contextmanager
def _overwriting(office: Office) -> Iterator[None]:
    """Paste over filled cells: the office asks a person first, and without a window takes that for a no."""
    asks = bool(office.setting(_INPUT, "ReplaceCellsWarning"))
    if asks:
        office.set_setting(_INPUT, "ReplaceCellsWarning", value=False)
    try:
        yield
    finally:
        if asks:
            office.set_setting(_INPUT, "ReplaceCellsWarning", value=True)


class RangeEditing(RangeCore):
    """The part of a range that changes the sheet."""

    def select(self) -> None:
        """Select the range and show its sheet."""
        controller = self.document.controller
        controller.setActiveSheet(self.sheet.xl)
        controller.select(self.xl)
        self.office.current = self.document.uid

    @partly("`copy_origin` is ignored")
    def insert(self, shift: str | None = None, copy_origin: str | None = None) -> None:  # noqa: ARG002
        """Insert cells; whole rows or columns when the range is whole rows or columns."""
        if self.area.columns >= COLUMNS:
            mode = "ROWS"
        elif self.area.rows >= ROWS:
            mode = "COLUMNS"
        else:
            sideways = shift == "right" or (shift is None and self.area.rows > self.area.columns)
            mode = "RIGHT" if sideways else "DOWN"
        self.sheet.xl.insertCells(self.range_address, enum("sheet.CellInsertMode", mode))
        self.document.cells_moved()

    def delete(self, shift: str | None = None) -> None:
        """Delete the cells; whole rows or columns when the range is whole rows or columns."""
        if self.area.columns >= COLUMNS:
            mode = "ROWS"
        elif self.area.rows >= ROWS:
            mode = "COLUMNS"
        else:
            sideways = shift == "left" or (shift is None and self.area.rows > self.area.columns)
            mode = "LEFT" if sideways else "UP"
        self.sheet.xl.removeRange(self.range_address, enum("sheet.CellDeleteMode", mode))
        self.document.cells_moved()

    def copy(self, destination: RangeEditing | None = None) -> None:
        """Copy to a destination, or keep for :meth:`paste`."""
        destination = getattr(destination, "impl", destination)
        if destination is None:
            self.office.copied = self
        elif destination.document is self.document:
            destination.sheet.xl.copyRange(destination.cell_address, self.range_address)
        else:
            destination.copy_from(self)

    def move(self, destination: RangeEditing) -> None:
        """Move the cells within the book."""
        destination = getattr(destination, "impl", destination)
        if destination.document is not self.document:
            raise unsupported("Range.move to another workbook")
        destination.sheet.xl.moveRange(destination.cell_address, self.range_address)
        self.document.cells_moved()

    @partly(
        "without `all_merging_conditional_formats`, `column_widths`, `validation`; through the office's clipboard"
    )
    def paste(
        self,
        paste: str | None = None,
        operation: str | None = None,
        skip_blanks: Any = None,
        transpose: Any = None,
    ) -> None:
        """Paste what was last copied."""
        source = self.office.copied
        if source is None:
            raise ValueError("nothing was copied")
        self._paste(source, paste, operation, skip_blanks=bool(skip_blanks), transpose=bool(transpose))

    @partly("as `paste`")
    def copy_from(
        self,
        source_range: RangeEditing,
        copy_type: str = "all",
        skip_blanks: Any = None,
        transpose: Any = None,
    ) -> None:
        """Copy everything, or only formulas, values or formats, from another range."""
        source_range = getattr(source_range, "impl", source_range)
        self._paste(source_range, copy_type, None, skip_blanks=bool(skip_blanks), transpose=bool(transpose))

    def _paste(
        self,
        source: RangeEditing,
        paste: str | None,
        operation: str | None,
        *,
        skip_blanks: bool,
        transpose: bool,
    ) -> None:
        if paste not in _PASTED or operation not in _OPERATIONS:
            raise unsupported(f"Range.paste(paste={paste!r}, operation={operation!r})")
        dispatcher = self.office.service("com.sun.star.frame.DispatchHelper")
        with _overwriting(self.office), source.document.view_kept(), self.document.view_kept():
            source.document.look_at(source)
            dispatcher.executeDispatch(source.document.controller.Frame, ".uno:Copy", "", 0, ())
            self.document.look_at(self._pasted_area(source, transpose=transpose))
            arguments = properties(
                Flags=_PASTED[paste],
                FormulaCommand=_OPERATIONS[operation],
                SkipEmptyCells=skip_blanks,
                Transpose=transpose,
                AsLink=False,
                MoveMode=4,
            )
            dispatcher.executeDispatch(
                self.document.controller.Frame, ".uno:InsertContents", "", 0, arguments
            )

    def _pasted_area(self, source: RangeEditing, *, transpose: bool) -> RangeEditing:
        """Return where a copy goes: as in Excel it is repeated over an area that holds it a whole number of times."""
        rows, columns = source.area.rows, source.area.columns
        if transpose:
            rows, columns = columns, rows
        if self.area.rows % rows == 0 and self.area.columns % columns == 0:
            return self
        return self.make(*self.area[:2])

    @property
    def name(self) -> Name | None:
        """The name that stands for exactly this range."""
        for name in names_of(self.document, self.sheet):
            if name.stands_for(self.sheet.index, self.area):
                return name
        return None

    @name.setter
    def name(self, value: str) -> None:
        add_name(self.document, value, f"={quote_sheet(self.sheet.name)}!{self.address}")

    @property
    def note(self) -> Note | None:
        """The note on the first cell."""
        return Note(self.make(*self.area[:2])) if str(self.cell.Annotation.String) else None

    def add_note(self, text: str) -> Note:
        """Add a note to the first cell."""
        self.sheet.xl.Annotations.insertNew(self.cell_address, text)
        return Note(self.make(*self.area[:2]))

    @property
    def hyperlink(self) -> str:
        """The address that the first cell links to."""
        if not self.exists:
            return ""
        fields = self.cell.TextFields
        if fields.Count == 0:
            raise ValueError("The cell doesn't seem to contain a hyperlink!")
        return str(fields.getByIndex(0).URL)

    @partly("no screen tip; the link is the cell's text")
    def add_hyperlink(
        self, address: str, text_to_display: str | None = None, screen_tip: str | None = None
    ) -> None:
        """Make the first cell a link. A screen tip has no place in this office."""
        del screen_tip
        cell = self.cell
        field = self.document.model.createInstance("com.sun.star.text.TextField.URL")
        field.URL = address
        field.Representation = text_to_display or str(cell.String) or address
        cell.setString("")
        cell.insertTextContent(cell.createTextCursor(), field, False)  # noqa: FBT003
