"""One worksheet part of a package: reading formulas and errors, changing single cells, moving rows of cells.

Only what is asked for changes; everything else in the part (text boxes, validations, sparklines, extensions) stays.
Texts are written as inline strings so that no other part has to change.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from juesuan.book.layout import address, column_letter
from juesuan.book.refusal import parse_xml, serialize_xml

NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_N = f"{{{NS}}}"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_XM = "{http://schemas.microsoft.com/office/excel/2006/main}"
_ADDRESS = re.compile(r"([A-Z]+)(\d+)")
_AREA = re.compile(r"(\$?[A-Z]{1,3}\$?)(\d+)(?::(\$?[A-Z]{1,3}\$?)(\d+))?")
_REFERENCE = re.compile(
    r""""(?:[^"]|"")*"|(?<![\w.$])((?:'(?:[^']|'')+'|[^\s'"!(),;+\-*/^&=<>:{}%]+)!)?"""
    r"(\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)(?![\w(.!\[])"
)
"""A text in quotes, or a reference to cells with the sheet before it."""
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f￾￿]")
_ERROR_CELLS: Any = etree.XPath("x:row/x:c[@t='e']", namespaces={"x": NS})
_VALUELESS: Any = etree.XPath("x:row/x:c[x:f][not(x:v) or (x:v='' and not(@t='str'))]", namespaces={"x": NS})
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
        self.is_worksheet = self.root.tag.endswith("}worksheet")
        self.data: Any = self.root.find(f"{_N}sheetData")
        if not self.is_worksheet:  # a chart sheet: no cells
            self.data = self.root.makeelement(f"{_N}sheetData")
        self.changed = False
        self._rows: dict[int, Any] | None = None
        self._cells: dict[int, dict[int, Any]] = {}

    def to_bytes(self) -> bytes:
        """Return the part as bytes."""
        if self.changed:
            self._widen()
        return serialize_xml(self.root)

    def _widen(self) -> None:
        """Let the part say how far its cells reach: some readers stop where it says."""
        dimension = self.root.find(f"{_N}dimension")
        match = None if dimension is None else _AREA.fullmatch(dimension.get("ref", ""))
        if match is None:
            return
        row, column = position(f"{match[3] or match[1]}{match[4] or match[2]}".replace("$", ""))
        for at, element in self._row_elements().items():
            if len(element):
                row, column = max(row, at), max(column, position(element[-1].get("r"))[1])
        dimension.set("ref", f"{match[1]}{match[2]}:{address(row, column)}")

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
        found = _ERROR_CELLS(self.data)
        return {position(one.get("r")): one.findtext(f"{_N}v", "") for one in found}

    def uncalculated(self) -> set[Position]:
        """Return the formula cells that carry no value."""
        return {position(one.get("r")) for one in _VALUELESS(self.data)}

    def style(self, row: int, column: int) -> str | None:
        """Return the style number of a cell, None when the cell is not there."""
        cell = self._index(row).get(column)
        return None if cell is None else cell.get("s")

    def filled_rows(self, columns: range) -> set[int]:
        """Return the rows that hold anything in the given columns."""
        return {
            row
            for row in self._row_elements()
            if any(column in columns and len(cell) for column, cell in self._index(row).items())
        }

    def last_row(self) -> int:
        """Return the last row that has an element."""
        return max(self._row_elements(), default=0)

    # changing

    def set_cell(self, row: int, column: int, content: Content, style: str | None = None) -> None:
        """Give a cell its content, and a style number when one is given."""
        self.changed = True
        cell = self._cell(row, column)
        formula = cell.find(f"{_N}f")
        if formula is not None and formula.get("t") == "shared":
            self.unshare()
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
        if shown == (element.get("hidden") not in ("1", "true")):
            return
        self.changed = True
        if shown:
            element.attrib.pop("hidden")
        else:
            element.set("hidden", "1")

    def set_height(self, row: int, points: float) -> None:
        """Give a row a height of its own."""
        self.changed = True
        element = self._row(row)
        element.set("ht", f"{points:g}")
        element.set("customHeight", "1")

    def move_rows(self, sheet: str, moves: Mapping[int, int], columns: range, clear: range) -> None:
        """Move the cells of ``columns`` from row to row; the cells of other rows in ``clear`` go.

        Formulas that a person typed keep what they mean: what they refer to on this ``sheet`` has moved as well.
        Shared formulas are written out first.
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
            cell.set("r", address(row, column))
            formula = cell.find(f"{_N}f")
            if formula is not None and formula.text:
                formula.text = relocate(f"={formula.text}", sheet, moves).removeprefix("=")
            if formula is not None and formula.get("ref"):
                formula.set("ref", _array_area(formula.get("ref"), cell.get("r"), moves))
            self._insert(row, column, cell)

    def move_marks(self, sheet: str, moves: Mapping[int, int], taken: range) -> None:
        """Let what is tied to single rows follow them: links, merged cells, conditions, validations, sparklines.

        Links and merged cells of rows in ``taken`` that do not move make room.
        """
        for name in ("hyperlink", "mergeCell"):
            for element in list(self.root.iter(f"{_N}{name}")):
                row = _only_row([element.get("ref")])
                if row in moves:
                    element.set("ref", moved_area(element.get("ref"), moves))
                elif row in taken:
                    _remove(element)
        for name in ("conditionalFormatting", "dataValidation"):
            for element in self.root.iter(f"{_N}{name}"):
                self._move_condition(element, element.get("sqref", ""), sheet, moves)
        for element in self.root.iter(f"{_XM}sqref"):
            self._move_condition(element.getparent(), element.text or "", sheet, moves)

    def _move_condition(self, element: Any, places: str, sheet: str, moves: Mapping[int, int]) -> None:
        """Move a condition, validation or sparkline that stands in one row, with its formulas."""
        if _only_row(places.split()) not in moves and not element.tag.endswith("}sparkline"):
            return
        target = " ".join(moved_area(one, moves) for one in places.split())
        if element.get("sqref") is not None:
            element.set("sqref", target)
        for one in element.iter(f"{_XM}sqref"):
            one.text = target
        for one in element.iter(*(f"{_N}{name}" for name in ("formula", "formula1", "formula2")), f"{_XM}f"):
            if one.text:
                one.text = relocate(f"={one.text}", sheet, moves).removeprefix("=")

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
            found = () if element is None else element.iterchildren(f"{_N}c")
            cells = {position(one.get("r"))[1]: one for one in found}
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


def relocate(formula: str, sheet: str, moves: Mapping[int, int]) -> str:
    """Return a formula of ``sheet`` as it reads when rows of the sheet have moved (old row to new row)."""

    def moved(match: re.Match[str]) -> str:
        name, area = match[1] or "", match[2]
        if area is None or name not in own:
            return match[0]
        return name + moved_area(area, moves)

    own = ("", f"{sheet}!", "'" + sheet.replace("'", "''") + "'!")
    return _REFERENCE.sub(moved, formula)


def moved_area(area: str, moves: Mapping[int, int]) -> str:
    """Return a reference (``D8``, ``$D$8:E9``) after rows have moved; one that is not wholly of such rows stays."""
    match = _AREA.fullmatch(area)
    if match is None:
        return area
    left, top, right, bottom = match.groups()
    rows = [moves.get(int(one)) for one in (top, bottom) if one]
    known = sorted(one for one in rows if one is not None)
    if len(known) < len(rows):
        return area
    return f"{left}{known[0]}" + (f":{right}{known[-1]}" if bottom else "")


def _array_area(area: str, first: str, moves: Mapping[int, int]) -> str:
    """Return the area of an array formula that has moved to ``first``, which alone is left of a torn one."""
    target = moved_area(area, moves)
    old, new = (_AREA.fullmatch(one) for one in (area, target))
    if old is None or new is None or target.partition(":")[0] != first:
        return first
    heights = [int(one[4] or one[2]) - int(one[2]) for one in (old, new)]
    return target if heights[0] == heights[1] else first


def _only_row(areas: Sequence[str]) -> int | None:
    """Return the one row that all areas lie in, None when there are several."""
    rows = {row for area in areas for match in _AREA.finditer(area) for row in match.group(2, 4) if row}
    return int(rows.pop()) if len(rows) == 1 else None


def _remove(element: Any) -> None:
    """Take an element out, and its parent when nothing is left in it."""
    above = element.getparent()
    above.remove(element)
    if len(above) == 0:
        above.getparent().remove(above)
    elif above.get("count"):
        above.set("count", str(len(above)))


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
    "moved_area",
    "position",
    "relocate",
    "rewrite_references",
    "translate",
]
