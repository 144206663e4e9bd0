"""The shape of the files in a format folder; see ``docs/formats.md`` for what each key means."""

from __future__ import annotations

from typing import Literal

import msgspec

Selector = dict[str, str | list[str]]
RowSelector = dict[str, str | list[str] | Selector]


class FileStruct(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base: no key that is not known."""


class ListItem(FileStruct, kw_only=True, frozen=True):
    """A row of a shared row list (the expenditure classes)."""

    key: str
    label: str


class ColumnFile(FileStruct, kw_only=True, frozen=True):
    """A column, or (``expand``) a run of columns for the codes of a classification."""

    key: str = ""
    label: str | list[str] = ""
    role: Literal["amount", "code", "name", "line", "text"] = "amount"
    number: str = ""
    width: float = 0
    derive: str = ""
    leaf: str = ""
    offer: str = ""
    ledger: Selector = {}
    expand: str = ""
    classes: list[str] = []
    omit: list[str] = []
    subtotal_label: str = "小计"


class RowFile(FileStruct, kw_only=True, frozen=True):
    """A fixed row, a number of blank rows, a shared list, all rows of a classification, or a code region."""

    key: str = ""
    label: str = ""
    derive: str | dict[str, str] = {}
    ledger: RowSelector = {}
    align: Literal["left", "center", "indent"] = "left"
    strong: bool = False
    blank: int = 0
    expand: str = ""
    classes: list[str] = []
    omit: list[str] = []
    codes: str = ""
    rows_from: list[str] = []
    only: str = ""
    details: str = ""
    capacity: int = 400


class PanelFile(FileStruct, kw_only=True, frozen=True):
    """A block of columns with rows of its own; panels stand side by side."""

    heading: str = ""
    line_start: int = 0
    columns: list[ColumnFile]
    rows: list[RowFile]


class PageFile(FileStruct, kw_only=True, frozen=True):
    """How the sheet prints."""

    orientation: Literal["portrait", "landscape"] = "portrait"
    paper: Literal["A4", "A3"] = "A4"
    column_blocks: bool = False


class TableFile(FileStruct, kw_only=True, frozen=True):
    """One table."""

    title: str
    number: str = ""
    sheet: str
    footnote: str = ""
    empty_sentence: str = ""
    year_line: bool = True
    show_numbers: bool = True
    page: PageFile = PageFile()
    panels: list[PanelFile]


class FormatFile(FileStruct, kw_only=True, frozen=True):
    """``format.yaml``: what a folder holds, or changes over its base."""

    title: str = ""
    base: str = ""
    year: int = 0
    unit_line: str = ""
    organisation_line: str = ""
    zero: Literal["", "blank", "0.00"] = ""
    tables: list[str] = []
    classifications: dict[str, list[str]] = {}
    row_lists: dict[str, list[ListItem]] = {}
    cover: dict[str, str] = {}
    items: dict[str, list[list[str]]] = {}


class FieldFile(FileStruct, kw_only=True, frozen=True):
    """A field of the cover; one that is ``optional`` may be missing in older workbooks and stands behind all others."""

    key: str
    label: str
    value: str = ""
    list: str = ""
    kind: Literal["text", "number", "date"] = "text"
    hint: str = ""
    optional: bool = False


class SheetColumnFile(FileStruct, kw_only=True, frozen=True):
    """A column of an auxiliary sheet."""

    key: str
    label: str
    width: float = 14
    kind: Literal["text", "money", "count", "date", "derived"] = "text"
    look: Literal["", "money", "link", "long", "centre", "hidden"] = ""
    list: str = ""
    hint: str = ""


class SheetSectionFile(FileStruct, kw_only=True, frozen=True):
    """A list on an auxiliary sheet: ``rows`` are prepared, ``spare`` more are hidden until a button needs them.

    ``room``: so many more may follow (last list of a sheet only).
    """

    key: str
    heading: str = ""
    columns: list[SheetColumnFile]
    rows: int = 20
    spare: int = 0
    room: int = 0
    items: list[list[str]] = []


class SheetFile(FileStruct, kw_only=True, frozen=True):
    """An auxiliary sheet."""

    key: str
    sheet: str
    title: str
    purpose: str
    landscape: bool = False
    row_height: float = 18
    sections: list[SheetSectionFile] = []


class SheetsFile(FileStruct, kw_only=True, frozen=True):
    """``sheets.yaml``: the sheets beside the tables."""

    fields: list[FieldFile]
    lists: dict[str, list[str]]
    before: list[SheetFile]
    after: list[SheetFile]


def fact_codes(sheets: SheetsFile) -> list[str]:
    """Return the codes of the amounts and counts of 其他重要事项."""
    sections = [one for sheet in (*sheets.before, *sheets.after) for one in sheet.sections]
    return [item[0] for one in sections if one.key in ("amounts", "counts") for item in one.items]
