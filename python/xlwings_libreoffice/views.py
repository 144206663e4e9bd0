"""How a sheet is shown and printed: frozen panes, print areas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from .addresses import parse_area, write_area
from .bridge import struct
from .collection import InDocument
from .guard import engine_class, unguarded
from .range_core import area_of

if TYPE_CHECKING:
    from .documents import Document


class _OfSheet(InDocument):
    def __init__(self, document: Document, sheet: Any) -> None:
        self.document = document
        self.sheet = sheet

    @property
    @unguarded
    def api(self) -> Any:
        """The office's sheet."""
        return self.sheet


@engine_class
class FreezePanes(_OfSheet, base_classes.FreezePanes):
    """The frozen panes of a sheet."""

    def freeze_at(self, frozen_range: str) -> None:
        """Freeze the rows and columns of a range that begins in the first row or column."""
        area = parse_area(frozen_range)
        if area is None:
            raise ValueError(f"{frozen_range!r} is not an address")
        whole_columns, whole_rows = area.rows >= 1_048_576, area.columns >= 16_384
        self._freeze(0 if whole_rows else area.last_column, 0 if whole_columns else area.last_row)

    def unfreeze(self) -> None:
        """Let all rows and columns move."""
        self._freeze(0, 0)

    def _freeze(self, columns: int, rows: int) -> None:
        controller = self.document.controller
        shown = controller.ActiveSheet
        controller.setActiveSheet(self.sheet)
        try:
            controller.freezeAtPosition(columns, rows)
        finally:
            controller.setActiveSheet(shown)


@engine_class
class PageSetup(_OfSheet, base_classes.PageSetup):
    """The page setup of a sheet."""

    @property
    def print_area(self) -> str | None:
        """What is printed; ``None`` for everything."""
        areas = self.sheet.getPrintAreas()
        return ",".join(write_area(area_of(area)) for area in areas) or None

    @print_area.setter
    def print_area(self, value: str | None) -> None:
        index = self.sheet.RangeAddress.Sheet
        self.sheet.setPrintAreas(tuple(_address(index, text) for text in value.split(",")) if value else ())


def _address(sheet: int, text: str) -> Any:
    area = parse_area(text.strip())
    if area is None:
        raise ValueError(f"{text!r} is not an address")
    return struct(
        "com.sun.star.table.CellRangeAddress",
        Sheet=sheet,
        StartColumn=area.column - 1,
        StartRow=area.row - 1,
        EndColumn=area.last_column - 1,
        EndRow=area.last_row - 1,
    )
