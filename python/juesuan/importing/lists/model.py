"""What was found of lists in the sources of one import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from juesuan.findings import Finding
from juesuan.importing.model import Place, Unplaced

Value = int | str | date
"""Money in 分, counts, texts, dates."""


@dataclass(frozen=True)
class Given:
    """One cell of a list: what it says, and where it stood."""

    value: Value
    place: Place


@dataclass(frozen=True)
class ListRow:
    """A row for the list ``list``: its cells by column, blank ones left out."""

    list: str
    place: Place
    cells: Mapping[str, Given]

    def value(self, key: str) -> Value | None:
        """What a column says, None when blank."""
        found = self.cells.get(key)
        return found.value if found is not None else None


@dataclass(frozen=True)
class FoundList:
    """One list of a source: its rows, and the columns that it has (blank cells of others say nothing)."""

    place: Place
    fields: frozenset[str]
    rows: tuple[ListRow, ...]


@dataclass(frozen=True)
class FoundLists:
    """The lists of all sources in their order, and what could not be read."""

    lists: tuple[FoundList, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    findings: tuple[Finding, ...] = field(default=())

    def __bool__(self) -> bool:
        return bool(self.lists or self.unplaced)

    def joined(self, other: FoundLists) -> FoundLists:
        """Return these lists and others."""
        return FoundLists(
            self.lists + other.lists, self.unplaced + other.unplaced, self.findings + other.findings
        )
