"""One worksheet part of a package: reading formulas and errors, changing single cells, moving rows of cells.

Only what is asked for changes; everything else in the part (text boxes, validations, sparklines, extensions) stays.
Texts are written as inline strings so that no other part has to change.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from juesuan.book.layout import address, column_letter
from juesuan.book.refusal import parse_xml, serialize_xml

NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_N = f"{{{NS}}}"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_ADDRESS = re.compile(r"([A-Z]+)(\d+)")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f￾￿]")
Position = tuple[int, int]
Scalar = float | int | str | None


@dataclass(frozen=True, slots=True)
class Content:
    """What a cell shall hold: a formula with its value, or a value (None: blank)."""

    value: Scalar = None
    formula: str | None = None


def position(text: str) -> Position:
    """Return (row, column) of an A1 address without dollar signs."""
    match = _ADDRESS.fullmatch(text)
    if match is None:
        raise ValueError(text)
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column


class SheetPart:
    """An editable worksheet part; nothing is parsed beyond the XML until it is asked for."""

    def __init__(self, data: bytes) -> None:
        self.root: Any = parse_xml(data)
        self.data: Any = self.root.find(f"{_N}sheetData")
        self.changed = False
        self._rows: dict[int, Any] | None = None
        self._cells: dict[int, dict[int, Any]] = {}

    def to_bytes(self) -> bytes:
        """Return the part as bytes."""
        return serialize_xml(self.root)

    # reading

    def formulas(self) -> dict[Position, str]:
        """Return every formula with its leading ``=``; shared ones are written out."""
        found: dict[Position, str] = {}
        shared: dict[str, tuple[str, str]] = {}
        followers: list[tuple[Any, str]] = []
        for element in self.data.iter(f"{_N}f"):
            cell = element.getparent()
            if element.get("t") == "shared":
                if not element.text:
                    followers.append((cell, element.get("si")))
                    continue
                shared[element.get("si")] = (cell.get("r"), element.text)
            found[position(cell.get("r"))] = f"={element.text or ''}"
        for cell, index in followers:
            origin, text = shared[index]
            found[position(cell.get("r"))] = translate(f"={text}", origin, cell.get("r"))
        return found

    def errors(self) -> dict[Position, str]:
        """Return the cells that hold an error value."""
        return {
            position(one.get("r")): one.findtext(f"{_N}v", "")
            for one in self.data.iter(f"{_N}c")
            if one.get("t") == "e"
        }

    def uncalculated(self) -> set[Position]:
        """Return the formula cells that carry no value."""
        return {
            position(one.getparent().get("r"))
            for one in self.data.iter(f"{_N}f")
            if one.getparent().find(f"{_N}v") is None
        }

    def style(self, row: int, column: int) -> str | None:
        """Return the style number of a cell, None when the cell is not there."""
        cell = self._index(row).get(column)
        return None if cell is None else cell.get("s")

    def last_row(self) -> int:
        """Return the last row that has an element."""
        return max(self._row_elements(), default=0)

    # changing

    def set_cell(self, row: int, column: int, content: Content, style: str | None = None) -> None:
        """Give a cell its content, and a style number when one is given."""
        self.changed = True
        cell = self._cell(row, column)
        for child in list(cell):
            cell.remove(child)
        for name in ("t", "cm", "vm"):
            cell.attrib.pop(name, None)
        if style is not None:
            cell.set("s", style)
        if content.formula is not None:
            formula = cell.makeelement(f"{_N}f")
            formula.text = content.formula.removeprefix("=")
            cell.append(formula)
        _set_value(cell, content)

    def set_style(self, row: int, column: int, style: str) -> None:
        """Give a cell a style number."""
        self.changed = True
        self._cell(row, column).set("s", style)

    def show_row(self, row: int, *, shown: bool) -> None:
        """Show or hide a row."""
        element = self._row(row)
        if shown == ("hidden" not in element.attrib):
            return
        self.changed = True
        if shown:
            element.attrib.pop("hidden")
        else:
            element.set("hidden", "1")

    def move_rows(self, moves: Mapping[int, int], columns: range, clear: range) -> None:
        """Move the cells of ``columns`` from row to row; the cells of other rows in ``clear`` go.

        Formulas that a person typed into a moved cell follow it, as on copying. Shared formulas are written out
        first.
        """
        self.changed = True
        self.unshare()
        taken: list[tuple[int, int, Any]] = []
        for row in clear:
            cells = self._index(row)
            for column in [one for one in cells if one in columns]:
                cell = cells.pop(column)
                cell.getparent().remove(cell)
                if row in moves:
                    taken.append((moves[row], column, cell))
        for row, column, cell in sorted(taken, key=lambda one: one[:2]):
            origin, target = cell.get("r"), address(row, column)
            formula = cell.find(f"{_N}f")
            if formula is not None and formula.text and origin != target:
                formula.text = translate(f"={formula.text}", origin, target).removeprefix("=")
            cell.set("r", target)
            self._insert(row, column, cell)

    def unshare(self) -> None:
        """Write shared formulas out, so that each cell stands for itself."""
        written = None
        for element in list(self.data.iter(f"{_N}f")):
            if element.get("t") != "shared":
                continue
            written = written or self.formulas()
            element.text = written[position(element.getparent().get("r"))].removeprefix("=")
            for name in ("t", "si", "ref"):
                element.attrib.pop(name, None)
            self.changed = True

    # the XML beneath

    def _row_elements(self) -> dict[int, Any]:
        if self._rows is None:
            self._rows = {int(one.get("r")): one for one in self.data.iterchildren(f"{_N}row")}
        return self._rows

    def _row(self, row: int) -> Any:
        rows = self._row_elements()
        element = rows.get(row)
        if element is None:
            element = self.data.makeelement(f"{_N}row", {"r": str(row)})
            following = min((one for one in rows if one > row), default=None)
            if following is None:
                self.data.append(element)
            else:
                rows[following].addprevious(element)
            rows[row] = element
        return element

    def _index(self, row: int) -> dict[int, Any]:
        cells = self._cells.get(row)
        if cells is None:
            element = self._row_elements().get(row)
            cells = {} if element is None else {position(one.get("r"))[1]: one for one in element}
            self._cells[row] = cells
        return cells

    def _cell(self, row: int, column: int) -> Any:
        cell = self._index(row).get(column)
        if cell is None:
            cell = self.data.makeelement(f"{_N}c", {"r": address(row, column)})
            self._insert(row, column, cell)
        return cell

    def _insert(self, row: int, column: int, cell: Any) -> None:
        element = self._row(row)
        element.attrib.pop("spans", None)
        cells = self._index(row)
        following = min((one for one in cells if one > column), default=None)
        if following is None:
            element.append(cell)
        else:
            cells[following].addprevious(cell)
        cells[column] = cell


def _set_value(cell: Any, content: Content) -> None:
    value = content.value
    if value is None or value == "":
        if content.formula is not None and value == "":
            cell.set("t", "str")
            cell.append(_text(cell, "v", ""))
        return
    if isinstance(value, str):
        text = _UNWRITABLE.sub("", value)
        if content.formula is not None:
            cell.set("t", "str")
            cell.append(_text(cell, "v", text))
            return
        cell.set("t", "inlineStr")
        inline = cell.makeelement(f"{_N}is")
        inline.append(_text(cell, "t", text))
        cell.append(inline)
        return
    number = float(value)
    cell.append(
        _text(cell, "v", str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number))
    )


def _text(like: Any, name: str, text: str) -> Any:
    element = like.makeelement(f"{_N}{name}")
    element.text = text
    if name == "t" and text != text.strip():
        element.set(_XML_SPACE, "preserve")
    return element


def translate(formula: str, origin: str, target: str) -> str:
    """Return a formula as it reads after copying from one cell to another."""
    if origin == target:
        return formula
    from openpyxl.formula.translate import Translator

    moved: str = Translator(formula, origin=origin).translate_formula(target)
    return moved


def rewrite_references(root: Any, moves: Callable[[str], str | None]) -> bool:
    """Change the ``ref`` of comments (legacy or threaded); return whether any changed."""
    changed = False
    for element in root.iter():
        if not isinstance(element.tag, str) or "ref" not in element.attrib:
            continue
        target = moves(element.get("ref"))
        if target is not None and target != element.get("ref"):
            element.set("ref", target)
            changed = True
    return changed


def cells_of(element_rows: Mapping[int, Mapping[int, Any]]) -> Iterator[Position]:
    """Yield the positions of indexed cells."""
    for row, cells in element_rows.items():
        for column in cells:
            yield row, column


__all__ = [
    "Content",
    "Position",
    "Scalar",
    "SheetPart",
    "column_letter",
    "position",
    "rewrite_references",
    "translate",
]
