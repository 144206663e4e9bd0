"""The file door: a saved workbook, read cell by cell and changed part by part.

Values come from calamine, formulas and errors from the XML itself. Parts that are not meant to change keep their
bytes; see ``book.package`` for opening, limits and atomic saving.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from juesuan.book.grid import Grid
from juesuan.book.layout import address
from juesuan.book.package import Package
from juesuan.book.refusal import parse_xml, serialize_xml
from juesuan.book.saving import check_writable
from juesuan.book.sheetpart import Position, SheetPart, position, rewrite_references
from juesuan.findings import StructureError

_VML_X = "{urn:schemas-microsoft-com:office:excel}"


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
            found = self._parts[sheet] = SheetPart(self.package.read(self._sheets[sheet]))
        return found

    def move_comments(self, sheet: str, moves: Mapping[int, int], first: int, last: int) -> None:
        """Let comments (and threaded ones) of rows ``first`` to ``last`` follow their rows."""
        name = self._sheets[sheet]

        def target(reference: str) -> str | None:
            row, column = position(reference.replace("$", "").partition(":")[0])
            return address(moves[row], column) if first <= row <= last and row in moves else None

        for kind in ("comments", "threadedComment"):
            for part in self.package.related(name, kind):
                root = parse_xml(self.package.read(part))
                if rewrite_references(root, target):
                    self.package.write(part, serialize_xml(root))
        for part in self.package.related(name, "vmlDrawing"):
            self._move_notes(part, moves, first, last)

    def _move_notes(self, part: str, moves: Mapping[int, int], first: int, last: int) -> None:
        """Move the boxes of legacy comments: their row, and the rows of their anchor."""
        root: Any = parse_xml(self.package.read(part))
        changed = False
        for row in root.iter(f"{_VML_X}Row"):
            old = int(row.text or "0") + 1
            if not first <= old <= last or moves.get(old, old) == old:
                continue
            changed = True
            row.text = str(moves[old] - 1)
            anchor = row.getparent().find(f"{_VML_X}Anchor")
            if anchor is not None and anchor.text:
                numbers = [int(one) for one in anchor.text.split(",")]
                for place in (2, 6):
                    numbers[place] = max(0, numbers[place] + moves[old] - old)
                anchor.text = ", ".join(map(str, numbers))
        if changed:
            self.package.write(part, serialize_xml(root))

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
        """Save to where the file came from, whole or not at all."""
        if self.path is None:
            raise ValueError("a workbook in memory has no path")
        self.to_bytes()
        self.package.save(self.path)


__all__ = ["FileBook", "Position"]
