"""Which row of the workbook a row with a code or a name means: 预算数 and 其他重要事项."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from juesuan.book.grid import GridSource
from juesuan.book.naming import plain
from juesuan.book.read_lists import entry_rows, own_codes
from juesuan.book.sheets import SectionLayout, all_sections
from juesuan.importing.labels import split_code
from juesuan.importing.lists.words import Family, row_word
from juesuan.spec.classification import well_formed
from juesuan.spec.model import Format

ITEMS = "items"
FUNCTIONAL = "functional"
OWN = "own"


@dataclass(frozen=True)
class Known:
    """Codes and names that a workbook has: those of its functional classification, and those of its rows."""

    codes: Mapping[str, str] = field(default_factory=dict)
    """Functional codes and their names."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Names of functional items that are unmistakable, and their codes."""
    rows: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Codes and names that a person added to lists with fixed rows, to list and code."""

    def find(self, family: Family, code: str, name: str) -> tuple[str, str] | None:
        """Return the list and the code that a row with a code, a name or both means."""
        split, rest = split_code(name)
        called = row_word(rest or name)
        for text in (called, plain(code)):
            if text and (found := family.rows.get(text) or self.rows.get(text)):
                return found
        if not any(one.section.key == ITEMS for one in family.lists):
            return None
        number = split_code(code)[0] or (split if not plain(code) else "")
        if number:
            return (ITEMS, number) if number in self.codes else None
        found_code = self.names.get(plain(rest or name)) if not plain(code) else None
        return (ITEMS, found_code) if found_code else None


def known_to(form: Format, book: GridSource | None) -> Known:
    """Return what a format knows, and what stands in the workbook that is imported into."""
    codes: dict[str, str] = {}
    base = form.classifications.get(FUNCTIONAL)
    registered = all_sections(form).get(OWN)
    if base is not None:
        is_there = book is not None and registered is not None and has_list(book, registered)
        own = own_codes(book, form, []).get(FUNCTIONAL, {}) if book is not None and is_there else {}
        codes = {code: one.name for code, one in base.with_own(own).codes.items()}
    items: dict[str, set[str]] = {}
    for code, name in codes.items():
        if len(code) == 7:
            items.setdefault(plain(name), set()).add(code)
    names = {name: next(iter(found)) for name, found in items.items() if len(found) == 1}
    return Known(codes, names)


def with_rows(known: Known, family: Family, book: GridSource | None) -> Known:
    """Return the same with the codes and names that stand in the lists of a family."""
    if book is None or not family.named:
        return known
    names = dict(known.names)
    rows: dict[str, tuple[str, str]] = {}
    for layout in family.lists:
        for code, name in _standing(book, layout):
            if layout.section.key == ITEMS:
                if well_formed(code) and name:
                    names[plain(name)] = code
            elif code:
                rows.setdefault(code, (layout.section.key, code))
                rows.setdefault(row_word(name), (layout.section.key, code))
    return Known(known.codes, names, rows)


def has_list(book: GridSource, layout: SectionLayout) -> bool:
    """Tell whether a workbook has a list: an older one may not."""
    return layout.sheet in book.sheet_names() and layout.name in book.defined_names()


def _standing(book: GridSource, layout: SectionLayout) -> list[tuple[str, str]]:
    if not has_list(book, layout):
        return []
    grid = book.grid(layout.sheet)
    first, last = entry_rows(book, layout)
    code, name = layout.column("code"), layout.column("name")
    rows = range(first, min(last, grid.height) + 1)
    return [(plain(grid.value(row, code)), grid.text(row, name)) for row in rows]
