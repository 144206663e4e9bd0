"""A sheet of a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from .addresses import COLUMNS, ROWS, Area, parse_area, split_sheet
from .charts import Charts
from .collection import InDocument
from .errors import OfficeError
from .guard import engine_class, partly, unguarded, unsupported
from .names import Names, names_of
from .notes import Note
from .pictures import Pictures
from .range_core import area_of
from .range_values import CONTENTS, EVERYTHING, FORMATS
from .ranges import Range
from .shapes import Shapes
from .views import FreezePanes, PageSetup

if TYPE_CHECKING:
    from .books import Book
    from .documents import Document

_WHOLE = Area(1, 1, ROWS, COLUMNS)


@engine_class
class Sheet(InDocument, base_classes.Sheet):
    """A sheet."""

    def __init__(self, document: Document, xl: Any) -> None:
        self.document = document
        self._xl = xl
        self._generation = document.generation

    @property
    def xl(self) -> Any:
        """The office's sheet."""
        if self._generation != self.document.generation:
            self._xl = self.document.sheet(self._xl.Name)
            self._generation = self.document.generation
        return self._xl

    @property
    def api(self) -> Any:
        """The office's sheet."""
        return self.xl

    @property
    @unguarded
    def book(self) -> Book:
        """The workbook."""
        from .books import Book

        return Book(self.document)

    @property
    def name(self) -> str:
        """The name."""
        return str(self.xl.Name)

    @name.setter
    def name(self, value: str) -> None:
        self.xl.setName(value)
        self.document.forget_sheets()

    @property
    def index(self) -> int:
        """The place, counted from one."""
        return int(self.xl.RangeAddress.Sheet) + 1

    @property
    @unguarded
    def names(self) -> Names:
        """The names that belong to the sheet."""
        return Names(self.document, self)

    @property
    def notes(self) -> list[Note]:
        """The notes on the sheet's cells."""
        found = self.xl.Annotations
        places = [found.getByIndex(index).Position for index in range(found.Count)]
        return [Note(self._cells(Area(place.Row + 1, place.Column + 1, 1, 1))) for place in places]

    @property
    @unguarded
    def cells(self) -> Range:
        """All cells."""
        return self._cells(_WHOLE)

    @unguarded
    def _cells(self, area: Area) -> Range:
        return Range(self, area)

    @unguarded
    def of_address(self, address: Any) -> Range:
        """The range of one of the office's range addresses."""
        return self._cells(area_of(address))

    def used_area(self) -> Area:
        """The rectangle that holds everything on the sheet."""
        cursor = self.xl.createCursor()
        cursor.gotoStartOfUsedArea(False)  # noqa: FBT003
        cursor.gotoEndOfUsedArea(True)  # noqa: FBT003
        return area_of(cursor.RangeAddress)

    @property
    def used_range(self) -> Range:
        """The rectangle that holds everything on the sheet."""
        return self._cells(self.used_area())

    def range(self, arg1: Any, arg2: Any = None) -> Range:
        """The range of an address, a name, a position or two corners."""
        if isinstance(arg1, tuple) and len(arg1) == 4:
            return self._cells(Area(*arg1))
        if isinstance(arg1, int) and isinstance(arg2, int):
            arg1, arg2 = (arg1, arg2), None
        first = self._corner(arg1)
        if arg2 is None:
            return first
        one, other = first.area, self._corner(arg2).area
        row, column = min(one.row, other.row), min(one.column, other.column)
        last_row, last_column = max(one.last_row, other.last_row), max(one.last_column, other.last_column)
        return first.make(row, column, last_row - row + 1, last_column - column + 1)

    def _corner(self, place: Any) -> Range:
        place = getattr(place, "impl", place)
        if isinstance(place, Range):
            return place.sheet._cells(place.area)
        if isinstance(place, tuple):
            if 0 in place:
                raise IndexError("Attempted to access 0-based Range. xlwings/Excel Ranges are 1-based.")
            return self._cells(Area(place[0], place[1], 1, 1))
        return self._of_text(str(place))

    def _of_text(self, text: str) -> Range:
        sheet_name, rest = split_sheet(text)
        area = parse_area(rest)
        if area is not None:
            sheet = self if sheet_name is None else Sheet(self.document, self.document.sheet(sheet_name))
            return sheet._cells(area)
        if "," in rest or " " in rest:
            raise unsupported(f"Sheet.range({text!r}): a range of several areas")
        for name in reversed(names_of(self.document, self)):
            if split_sheet(name.name)[1].lower() == rest.lower():
                found = name.refers_to_range
                if isinstance(found, Range):
                    return found
        raise OfficeError(f"{text!r} is neither an address nor a name in the workbook {self.document.name}")

    def activate(self) -> None:
        """Show the sheet."""
        self.document.controller.setActiveSheet(self.xl)
        self.office.current = self.document.uid

    def select(self) -> None:
        """Show the sheet."""
        self.activate()

    def clear_contents(self) -> None:
        """Clear values and formulas."""
        self.xl.clearContents(CONTENTS)

    def clear_formats(self) -> None:
        """Clear formats."""
        self.xl.clearContents(FORMATS)

    def clear(self) -> None:
        """Clear everything in the cells."""
        self.xl.clearContents(EVERYTHING)

    def autofit(self, axis: str | None = None) -> None:
        """Fit columns and rows to their contents."""
        self.used_range.autofit(
            {"rows": "rows", "r": "rows", "columns": "columns", "c": "columns"}.get(axis or "")
        )

    def delete(self) -> None:
        """Delete the sheet."""
        if len(self.document.sheet_names) == 1:
            raise OfficeError("a workbook must keep one sheet")
        self.document.model.Sheets.removeByName(self.xl.Name)
        self.document.forget_sheets()

    @partly("within one office")
    def copy(self, before: Sheet | None, after: Sheet | None) -> None:
        """Copy the sheet, also to another workbook of the same office."""
        target = before or after or self
        place = target.index - 1 if before else target.index
        sheets, name = target.document.model.Sheets, self.name
        if target.document is self.document:
            sheets.copyByName(name, _free_name(name, target.document.sheet_names), place)
        elif target.office is self.office:
            sheets.importSheet(self.document.model, name, place)
        else:
            raise unsupported("Sheet.copy to another office")
        target.document.forget_sheets()

    def move(self, before: Sheet | None, after: Sheet | None) -> None:
        """Move the sheet within its workbook."""
        target = before or after or self
        place = target.index - 1 if before else target.index
        self.document.model.Sheets.moveByName(self.name, place)
        self.document.forget_sheets()

    @property
    @partly("does not tell *hidden* from *very hidden*")
    def visible(self) -> bool:
        """Whether the sheet is shown."""
        return bool(self.xl.IsVisible)

    @visible.setter
    def visible(self, value: Any) -> None:
        if not value and self.visible:
            others = [name for name in self.document.sheet_names if name != self.name]
            if not any(self.document.sheet(name).IsVisible for name in others):
                raise OfficeError("a workbook must keep one visible sheet")
        self.xl.IsVisible = bool(value)

    @property
    @unguarded
    def freeze_panes(self) -> FreezePanes:
        """The frozen panes."""
        return FreezePanes(self.document, self.xl)

    @property
    @unguarded
    def page_setup(self) -> PageSetup:
        """The page setup."""
        return PageSetup(self.document, self.xl)

    @property
    @unguarded
    def pictures(self) -> Pictures:
        """The pictures."""
        return Pictures(self)

    @property
    @unguarded
    def shapes(self) -> Shapes:
        """All that is drawn on the sheet: pictures, charts, boxes, lines."""
        return Shapes(self)

    @property
    @unguarded
    def charts(self) -> Charts:
        """The charts."""
        return Charts(self)

    @property
    def pivot_tables(self) -> Any:
        """Not supported."""
        raise unsupported("Sheet.pivot_tables")


def _free_name(name: str, taken: tuple[str, ...]) -> str:
    lower = {existing.lower() for existing in taken}
    number = 2
    while True:
        mark = f" ({number})"
        candidate = name[: 31 - len(mark)] + mark
        if candidate.lower() not in lower:
            return candidate
        number += 1
