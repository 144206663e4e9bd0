"""Reading a whole workbook: what the reader of cells needs to know of the formulas that the template writes."""

from __future__ import annotations

from juesuan.book.grid import GridSource
from juesuan.book.layout import Layout
from juesuan.book.read import OfferedFormula, ReadBook, read_book
from juesuan.spec.model import Cell
from juesuan.template.formulas import FormulaWriter


def read(source: GridSource) -> ReadBook:
    """Read a whole workbook; raise StructureError when its structure cannot be relied on."""
    return read_book(source, _offered_formula)


def _offered_formula(layout: Layout) -> OfferedFormula:
    writer = FormulaWriter(layout, {}, (), ("", ""))
    form = layout.format

    def formula(cell: Cell, row: int) -> str:
        column = form.tables[cell.table].panel_of(cell.row).by_key[cell.column]
        if column.offer is None:
            raise KeyError(cell)
        return writer.formula(cell, row, column.offer)

    return formula
