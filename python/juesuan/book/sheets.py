"""Where things stand on the sheets beside the tables: cover, contents, lists, identity.

Lists are found through their defined names, so rows may be inserted above them; the positions here are those that
a new book is built with.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from juesuan.book.layout import column_letter, quote_sheet
from juesuan.spec.files import SheetFile, SheetSectionFile
from juesuan.spec.model import Format

COVER, CONTENTS, IDENTITY = "封面", "目录", "_juesuan"
COVER_TOP = 5
COVER_LABEL, COVER_VALUE, COVER_HINT = 2, 3, 4
CONTENTS_TOP = 4
CONTENTS_STATUS = 4
SECTION_TOP = 4


@dataclass(frozen=True)
class SectionLayout:
    """One list on a sheet: its header row, the first and last row for entries, the last one that is shown at first."""

    sheet: str
    section: SheetSectionFile
    heading_row: int | None
    header_row: int
    first: int
    last: int
    shown: int

    @property
    def name(self) -> str:
        """The defined name of the entry rows."""
        return f"JS_{self.section.key}"

    def column(self, key: str) -> int:
        """Return the sheet column (from 1) of a column key."""
        return [one.key for one in self.section.columns].index(key) + 1

    @property
    def reference(self) -> str:
        """The entry rows as an absolute reference."""
        last = column_letter(len(self.section.columns))
        return f"{quote_sheet(self.sheet)}!$A${self.first}:${last}${self.last + self.section.room}"


def sections(sheet: SheetFile) -> Iterator[SectionLayout]:
    """Yield the positions of the lists of a sheet, from top to bottom."""
    at = SECTION_TOP
    for section in sheet.sections:
        heading = at if section.heading else None
        header = at + bool(section.heading)
        first = header + 1
        shown = header + max(1, len(section.items) + section.rows)
        last = shown + section.spare
        yield SectionLayout(sheet.sheet, section, heading, header, first, last, shown)
        at = last + 2


def all_sections(form: Format) -> dict[str, SectionLayout]:
    """Return the lists of all sheets by section key."""
    sheets = (*form.sheets.before, *form.sheets.after)
    return {layout.section.key: layout for sheet in sheets for layout in sections(sheet)}


def sheet_order(form: Format) -> list[tuple[str, str]]:
    """Return (sheet name, title) of every visible sheet in order."""
    found = [(COVER, "封面"), (CONTENTS, "目录")]
    found += [(one.sheet, one.title) for one in form.sheets.before]
    found += [(table.sheet, table.title) for table in form]
    found += [(one.sheet, one.title) for one in form.sheets.after]
    return found


def contents_row(form: Format, sheet: str) -> int:
    """Return the row of a sheet in the table of contents."""
    names = [name for name, _ in sheet_order(form) if name != CONTENTS]
    return CONTENTS_TOP + 1 + names.index(sheet)


def cover_row(form: Format, key: str) -> int:
    """Return the row of a field on the cover."""
    return COVER_TOP + [one.key for one in form.sheets.fields].index(key)


def field_name(key: str) -> str:
    """Return the defined name of a field of the cover."""
    return f"JS_{key}"


def list_name(key: str) -> str:
    """Return the defined name of a drop-down list."""
    return f"JS_list_{key}"


def region_name(table: str, part: str) -> str:
    """Return the defined name of a part of a table: header, codes, body, total."""
    return f"JS_{table}_{part}"
