"""The sheet 分析 as a whole: every line with its row, and a way to find a figure by key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from juesuan.analysis.line import Field, Line
from juesuan.book.layout import address
from juesuan.book.sheets import SectionLayout
from juesuan.findings import Finding, FindingsError, Level


@dataclass(frozen=True)
class Placed:
    """A figure and where it stands."""

    field: Field
    sheet: str
    cell: str


@dataclass
class Sheet:
    """Lines as they are laid, section by section, each list from its first row on."""

    sections: Mapping[str, SectionLayout]
    rows: Mapping[str, tuple[int, int]]
    """First and last row of each list."""
    lines: dict[str, dict[int, Line]] = field(default_factory=dict)
    _at: dict[tuple[str, str], int] = field(default_factory=dict)

    def next_row(self, section: str) -> int:
        """Return the row that the next line of a list goes to."""
        return max(self.lines.get(section, {}), default=self.rows[section][0] - 1) + 1

    def add(self, line: Line, row: int | None = None) -> int:
        """Lay a line below the others of its list (or in a row); FindingsError when the list is full."""
        at = row or self.next_row(line.section)
        layout = self.sections[line.section]
        if at > self.rows[line.section][1]:
            message = (
                f"“{layout.section.heading}”的行数超过列表所能容纳的{at - self.rows[line.section][0]}行，"
            )
            remedy = "请减少科目或原因的行数，或合并后再试。"
            raise FindingsError(
                [Finding("list-full", Level.ERROR, layout.sheet, address(at, 1), message, remedy)]
            )
        self.lines.setdefault(line.section, {})[at] = line
        self._at[line.section, line.key] = at
        return at

    def extend(self, lines: Sequence[Line]) -> None:
        """Lay several lines."""
        for one in lines:
            self.add(one)

    def row(self, section: str, key: str) -> int | None:
        """Return the row of a line."""
        return self._at.get((section, key))

    def find(self, section: str, key: str, column: str) -> Placed | None:
        """Return a figure by the key of its line; None where there is no such line or nothing in it."""
        at = self._at.get((section, key))
        if at is None:
            return None
        one = self.lines[section][at].fields.get(column)
        if one is None or one.value is None:
            return None
        layout = self.sections[section]
        return Placed(one, layout.sheet, address(at, layout.column(column)))
