"""Values, formulas and contents of a range."""

from __future__ import annotations

from typing import Any

from .formula_text import shift
from .guard import partly
from .range_core import RangeCore
from .reading import read_formulas, read_values
from .writing import write_formulas, write_values

# Kinds of cell contents, as the office numbers them.
_VALUE, _MOMENT, _TEXT, _NOTE, _FORMULA, _HARD, _STYLE, _EDIT = 1, 2, 4, 8, 16, 32, 64, 256
CONTENTS = _VALUE | _MOMENT | _TEXT | _FORMULA
FORMATS = _HARD | _STYLE | _EDIT
EVERYTHING = CONTENTS | FORMATS | _NOTE


class RangeValues(RangeCore):
    """The part of a range that is about what its cells hold."""

    @property
    def raw_value(self) -> Any:
        """The values: a scalar for one cell, otherwise rows."""
        if not self.exists:
            return None
        rows = read_values(self)
        return rows[0][0] if len(self) == 1 else rows

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        if self.exists:
            write_values(self, data)

    @property
    def formula(self) -> Any:
        """The formulas: a text for one cell, otherwise rows."""
        if not self.exists:
            return None
        rows = read_formulas(self)
        return rows[0][0] if len(self) == 1 else tuple(tuple(row) for row in rows)

    @formula.setter
    def formula(self, value: Any) -> None:
        if self.exists:
            write_formulas(self, value)

    @property
    def formula_array(self) -> str | None:
        """The array formula that fills exactly this range, or the formula of a single cell."""
        if not self.exists:
            return None
        text = str(self.xl.getArrayFormula())
        if text.startswith("{="):
            return self.document.grammar.to_excel(text[1:-1], self.cell_address)
        return str(self.formula) if len(self) == 1 else None

    @formula_array.setter
    def formula_array(self, value: str) -> None:
        if self.exists:
            self.xl.setArrayFormula(self.document.grammar.to_office(value, self.cell_address))

    @property
    def has_array(self) -> bool:
        """Whether the first cell belongs to an array formula."""
        return self.exists and str(self.cell.getArrayFormula()).startswith("{=")

    def clear_contents(self) -> None:
        """Clear values and formulas."""
        self._clear(CONTENTS)

    def clear_formats(self) -> None:
        """Clear formats."""
        self._clear(FORMATS)

    def clear(self) -> None:
        """Clear contents, formats and notes."""
        self._clear(EVERYTHING)

    def _clear(self, what: int) -> None:
        if self.exists:
            self.xl.clearContents(what)

    @partly("`fill_copy` and `fill_default` of one cell")
    def autofill(self, destination: RangeValues, type_: str) -> None:
        """Copy formulas and values of a single cell over the destination (``fill_copy``, ``fill_default``)."""
        if type_ not in {"fill_copy", "fill_default"} or len(self) != 1:
            raise NotImplementedError(
                f"xlwings_libreoffice does not support Range.autofill of type {type_!r}"
            )
        destination, source = getattr(destination, "impl", destination), self.formula
        rows, columns = destination.area.row - self.area.row, destination.area.column - self.area.column
        destination.formula = shift(source, rows, columns)
