"""What calamine does not tell of an .xlsx: error values, formulas without a stored value, how far a sheet reaches.

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
_ADDRESS = re.compile(r"([A-Z]{1,3})(\d{1,7})")


@dataclass
class Scan:
    """``texts``: what to show at a cell instead of a blank; ``rows``, ``columns``: the extent of filled cells."""

    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    rows: int = 0
    columns: int = 0


def scan_workbook(data: bytes) -> Mapping[str, Scan]:
    """Return the scan of each sheet by name.

    Raises KeyError, zipfile.BadZipFile or etree.XMLSyntaxError when the package is not in order.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: _scan(archive.read(part)) for name, part in _sheet_parts(archive).items()}


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


def _scan(data: bytes) -> Scan:
    found = Scan()
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
