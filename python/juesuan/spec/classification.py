"""Code lists: names, parents and levels of functional and economic codes.

The lists are CSV files with the columns ``code, name`` and optionally ``level, confidence, note`` and others;
later files of a format correct earlier ones (names observed in newer years) in the columns that they have. A unit adds codes of its own with
:meth:`Classification.with_own`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from juesuan.spec.errors import SpecError
from juesuan.spec.source import read_utf8

LEVELS = {3: "类", 5: "款", 7: "项"}
"""Length of a code to the name of its level (class, section, item)."""


@dataclass(frozen=True, slots=True)
class Code:
    """One entry; ``confidence`` is high, medium or low (how sure the name is), ``own`` marks the unit's own."""

    code: str
    name: str
    confidence: str = "high"
    group: str = ""
    note: str = ""
    own: bool = False

    @property
    def level(self) -> str:
        """类, 款 or 项."""
        return LEVELS[len(self.code)]


@dataclass(frozen=True)
class Classification:
    """All codes of one kind, in code order."""

    key: str
    codes: Mapping[str, Code] = field(repr=False)

    def __contains__(self, code: object) -> bool:
        return code in self.codes

    def name(self, code: str) -> str:
        """Return the name of a code; raise KeyError for an unknown one."""
        return self.codes[code].name

    def sections_of(self, classes: Iterable[str]) -> list[Code]:
        """Return each class followed by its sections (款), in the given order of classes."""
        wanted: list[Code] = []
        for head in classes:
            wanted.append(self.codes[head])
            wanted += [one for code, one in self.codes.items() if len(code) == 5 and code.startswith(head)]
        return wanted

    def with_own(self, own: Mapping[str, str]) -> Classification:
        """Return the list with a unit's own codes (code to name) added or renamed."""
        if not own:
            return self
        merged = dict(self.codes)
        for code, name in own.items():
            merged[code] = Code(code, name, own=True)
        return Classification(self.key, dict(sorted(merged.items())))


def parent(code: str) -> str | None:
    """Return the code one level up (2080505 -> 20805 -> 208 -> None)."""
    return code[:-2] if len(code) > 3 else None


def ancestors(code: str) -> tuple[str, ...]:
    """Return all codes above, nearest first."""
    found: list[str] = []
    above = parent(code)
    while above is not None:
        found.append(above)
        above = parent(above)
    return tuple(found)


def well_formed(code: str) -> bool:
    """Tell whether a text has the form of a code: 3, 5 or 7 ASCII digits."""
    return len(code) in LEVELS and code.isascii() and code.isdigit()


def read_classification(key: str, files: Iterable[Path]) -> Classification:
    """Read the CSV files in order, later ones overriding; raise SpecError with file and line."""
    codes: dict[str, Code] = {}
    places: dict[str, tuple[Path, int]] = {}
    for path in files:
        for line, row in _rows(path):
            code, name = row.get("code") or "", row.get("name") or ""
            if not well_formed(code) or not name:
                raise SpecError(path, line, f"`{code},{name}` is no code with a name")
            if places.get(code, (None, 0))[0] == path:
                raise SpecError(path, line, f"code `{code}` stands twice")
            places[code] = path, line
            known = codes.get(code, Code(code, name))
            codes[code] = Code(
                code,
                name,
                row.get("confidence") or known.confidence,
                row.get("personnel_or_public") or row.get("budget") or known.group,
                row.get("note") or known.note,
            )
    for code, (path, line) in places.items():
        above = parent(code)
        if above is not None and above not in codes:
            raise SpecError(path, line, f"`{code}` has no code `{above}` above it")
    return Classification(key, dict(sorted(codes.items())))


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(read_utf8(path), newline=""))
    for row in reader:
        yield reader.line_num, row
