"""The file door: a saved workbook, read cell by cell and changed part by part.

Values come from calamine, formulas and errors from the XML itself. Parts that are not meant to change keep their
bytes; see ``book.package`` for opening, limits and atomic saving.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from juesuan.book.grid import Grid
from juesuan.book.kept import save_keeping
from juesuan.book.layout import address
from juesuan.book.package import Package
from juesuan.book.refusal import parse_xml, serialize_xml
from juesuan.book.saving import check_writable
from juesuan.book.sheetpart import Position, SheetPart, position, rewrite_references
from juesuan.findings import StructureError

_NOTE = re.compile(rb"<(\w+:)?ClientData\b.*?</(?:\w+:)?ClientData>", re.DOTALL)
_NOTE_ROW = re.compile(rb"(<(?:\w+:)?Row>\s*)(\d+)")
_NOTE_ANCHOR = re.compile(rb"(<(?:\w+:)?Anchor>\s*)(-?\d[-\d\s,]*\d)")


class FileBook:
    """A workbook file: a source of grids, and the way to change its sheets."""

    def __init__(self, package: Package, path: Path | None = None) -> None:
        self.package = package
        self.path = path
        self._sheets = package.sheets()
        self._parts: dict[str, SheetPart] = {}
        self._grids: dict[str, Grid] = {}
        self._calamine: Any = None
        self._names: Mapping[str, str] | None = None

    @classmethod
    def open(cls, path: Path, *, for_writing: bool = False) -> FileBook:
        """Open a file; raise StructureError when it cannot be read, or not be written when that is meant."""
        package = Package.open(path)
        if for_writing:
            check_writable(path)
        return cls(package, path)

    @classmethod
    def from_bytes(cls, data: bytes) -> FileBook:
        """Open a workbook that is in memory."""
        return cls(Package.from_bytes(data))

    # a source of grids

    def sheet_names(self) -> Sequence[str]:
        """Return the names of the sheets in order."""
        return list(self._sheets)

    def grid(self, sheet: str) -> Grid:
        """Return the cells of a sheet."""
        found = self._grids.get(sheet)
        if found is None:
            part = self.part(sheet)
            errors = part.errors()
            found = self._grids[sheet] = Grid(
                self._values(sheet), part.formulas(), errors, frozenset(part.uncalculated())
            )
        return found

    def defined_names(self) -> Mapping[str, str]:
        """Return the workbook's defined names and what they refer to."""
        if self._names is None:
            self._names = self.package.defined_names()
        return self._names

    def _values(self, sheet: str) -> Sequence[Sequence[object]]:
        try:
            if self._calamine is None:
                self._calamine = CalamineWorkbook.from_filelike(io.BytesIO(self.package.to_bytes()))
            rows: list[list[object]] = self._calamine.get_sheet_by_name(sheet).to_python(
                skip_empty_area=False
            )
        except CalamineError as error:
            raise StructureError(
                "truncated", f"工作表“{sheet}”的内容已损坏，读不出来（{error}）；请从备份恢复。"
            ) from error
        return rows

    # changing

    def part(self, sheet: str) -> SheetPart:
        """Return the editable part of a sheet."""
        found = self._parts.get(sheet)
        if found is None:
            found = SheetPart(self.package.read(self._sheets[sheet]))
            if found.data is None and found.is_worksheet:
                raise StructureError(
                    "not-a-workbook",
                    "文件存成了“严格的 Open XML 电子表格”，不能处理；"
                    "请在 Excel 中另存为“Excel 工作簿（*.xlsx）”后再试。",
                )
            self._parts[sheet] = found
        return found

    def comment_rows(self, sheet: str) -> set[int]:
        """Return the rows of a sheet that carry comments."""
        return {
            position(str(element.get("ref")).partition(":")[0])[0]
            for part in self._comment_parts(sheet)
            for element in parse_xml(self.package.read(part)).iter()
            if isinstance(element.tag, str) and element.get("ref")
        }

    def move_comments(self, sheet: str, moves: Mapping[int, int]) -> None:
        """Let comments (and threaded ones) follow their rows."""

        def target(reference: str) -> str | None:
            row, column = position(reference.partition(":")[0])
            return address(moves[row], column) if row in moves else None

        for part in self._comment_parts(sheet):
            root = parse_xml(self.package.read(part))
            if rewrite_references(root, target):
                self.package.write(part, serialize_xml(root))
        for part in self.package.related(self._sheets[sheet], "vmlDrawing"):
            self.package.write(part, move_notes(self.package.read(part), moves))

    def _comment_parts(self, sheet: str) -> list[str]:
        name = self._sheets[sheet]
        return [part for kind in ("comments", "threadedComment") for part in self.package.related(name, kind)]

    def to_bytes(self) -> bytes:
        """Return the changed workbook; unchanged parts keep their bytes."""
        changed = False
        for sheet, part in self._parts.items():
            if part.changed:
                self.package.write(self._sheets[sheet], part.to_bytes())
                changed = True
        if changed:
            self.package.drop_calc_chain()
            self.package.set_full_calc_on_load()
        return self.package.to_bytes()

    def save(self) -> None:
        """Save to where the file came from, whole or not at all; what was there before is kept for one step back."""
        if self.path is None:
            raise ValueError("a workbook in memory has no path")
        save_keeping(self.path, self.to_bytes())


def move_notes(drawing: bytes, moves: Mapping[int, int]) -> bytes:
    """Move the boxes of legacy comments: their row, and the rows of their anchor.

    The drawing (VML) is changed as text: it need not be well-formed XML, and the rest of it stays as it is.
    """

    def moved(data: re.Match[bytes]) -> bytes:
        found = _NOTE_ROW.search(data[0])
        old = int(found[2]) + 1 if found else 0
        if found is None or moves.get(old, old) == old:
            return data[0]
        text = _NOTE_ROW.sub(lambda match: match[1] + str(moves[old] - 1).encode(), data[0], count=1)
        return _NOTE_ANCHOR.sub(lambda match: match[1] + _anchor(match[2], moves[old] - old), text, count=1)

    return _NOTE.sub(moved, drawing)


def _anchor(text: bytes, rows: int) -> bytes:
    """Move an anchor (left, offset, top, offset, right, offset, bottom, offset) down by a number of rows."""
    numbers = [int(one) for one in text.split(b",")]
    for place in (2, 6):
        numbers[place] = max(0, numbers[place] + rows)
    return ", ".join(map(str, numbers)).encode()


__all__ = ["FileBook", "Position", "move_notes"]
