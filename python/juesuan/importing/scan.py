"""What calamine does not tell of an .xlsx: errors, formulas without a stored value, percentages, how far a sheet reaches.

Only the parts of the sheets are looked through, without building a tree.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_PERCENTS = frozenset({"9", "10"})
"""Number formats of percentages that every workbook has."""
_QUOTED = re.compile(r'"[^"]*"|\\.')
_ADDRESS = re.compile(r"([A-Z]{1,3})(\d{1,7})")


@dataclass
class Scan:
    """``texts``: what to show at a cell instead of a blank; ``rows``, ``columns``: the extent of filled cells.

    ``percents``: the cells that show a percentage, None when nothing is known of them.
    """

    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    percents: set[tuple[int, int]] | None = None
    rows: int = 0
    columns: int = 0


def scan_workbook(data: bytes) -> Mapping[str, Scan]:
    """Return the scan of each sheet by name.

    Raises KeyError, zipfile.BadZipFile or etree.XMLSyntaxError when the package is not in order.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        percents = _percent_styles(archive)
        return {name: _scan(archive.read(part), percents) for name, part in _sheet_parts(archive).items()}


def _percent_styles(archive: zipfile.ZipFile) -> frozenset[str]:
    """Return the numbers of the cell styles that show percentages."""
    name = next((one for one in archive.namelist() if one.casefold() == "xl/styles.xml"), None)
    if name is None:
        return frozenset()
    root = _parse(archive.read(name))
    formats = {one.get("numFmtId", ""): one.get("formatCode", "") for one in root.iter("{*}numFmt")}
    percents = _PERCENTS | {key for key, code in formats.items() if "%" in _QUOTED.sub("", code)}
    styles = next(root.iter("{*}cellXfs"), None)
    found = enumerate(styles) if styles is not None else ()
    return frozenset(str(number) for number, one in found if one.get("numFmtId", "") in percents)


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    names = {one.casefold(): one for one in archive.namelist()}
    book = names.get("xl/workbook.xml")
    rels = names.get("xl/_rels/workbook.xml.rels")
    if book is None or rels is None:
        return {}
    targets = {
        one.get("Id", ""): posixpath.normpath(posixpath.join("/xl", one.get("Target", ""))).lstrip("/")
        for one in _parse(archive.read(rels))
    }
    found: dict[str, str] = {}
    for one in _parse(archive.read(book)).iter("{*}sheet"):
        link = next((value for key, value in one.attrib.items() if str(key).endswith("}id")), "")
        part = names.get(targets.get(str(link), "").casefold())
        if part is not None:
            found[one.get("name", "")] = part
    return found


def _parse(data: bytes) -> etree._Element:
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def _scan(data: bytes, percent_styles: frozenset[str]) -> Scan:
    percents: set[tuple[int, int]] = set()
    found = Scan(percents=percents)
    row = column = 0
    tags = (f"{_MAIN}c", f"{_STRICT}c", f"{_MAIN}row", f"{_STRICT}row")
    for _, one in etree.iterparse(
        io.BytesIO(data), events=("end",), tag=tags, resolve_entities=False, no_network=True
    ):
        if one.tag.endswith("}row"):
            one.clear()
            continue
        match = _ADDRESS.fullmatch(one.get("r", ""))
        row, column = (int(match[2]), _number(match[1])) if match else (row, column + 1)
        if one.get("s") in percent_styles:
            percents.add((row, column))
        text, holds = _told(one)
        if holds:
            found.rows, found.columns = max(found.rows, row), max(found.columns, column)
        if text:
            found.texts[row, column] = text
    return found


def _told(cell: etree._Element) -> tuple[str, bool]:
    """Return what must be shown instead of a blank, and whether the cell holds anything."""
    kind = cell.get("t", "n")
    value = next((one.text or "" for one in cell.iterchildren("{*}v")), "")
    formula = next((one for one in cell.iterchildren("{*}f")), None)
    if kind == "e" and value:
        return value, True
    if formula is not None and not value and kind != "str":
        return f"={formula.text or ''}", True
    return "", bool(value) or len(cell) > 0


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
