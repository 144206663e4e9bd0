"""The parts of a package, and how the tests change them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from lxml import etree

from juesuan.book.file import FileBook
from juesuan.book.layout import Layout
from juesuan.book.sheetpart import Content, SheetPart
from juesuan.spec import load_format

Parts = dict[str, bytes]
LAYOUT = Layout(load_format("sichuan-2020"))
SHEET, OWN = "公开06表", "我的底稿"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
XM = "http://schemas.microsoft.com/office/excel/2006/main"
THREADS = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'


# The parts of a package


def unpacked(book: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return target.getvalue()


def edit(parts: Parts, name: str, change: Callable[[Any], object]) -> None:
    root = etree.fromstring(parts[name])
    change(root)
    parts[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def element(text: str) -> Any:
    """Parse a fragment with the usual prefixes."""
    return etree.fromstring(
        f'<x xmlns="{MAIN}" xmlns:r="{RELATIONS}" xmlns:x14="{X14}" xmlns:xm="{XM}">{text}</x>'
    )[0]


def part_of(parts: Mapping[str, bytes], sheet: str) -> str:
    return sheet_parts(parts["xl/workbook.xml"], parts["xl/_rels/workbook.xml.rels"])[sheet]


@cache
def rows_of(book: bytes, sheet: str) -> dict[str, int]:
    """Row keys of a table to sheet rows (code rows, and the row of the total)."""
    grid = FileBook.from_bytes(book).grid(sheet)
    found = {str(cells[0]): row for row, cells in enumerate(grid.rows, 1) if str(cells[0]).isdigit()}
    return {**found, "total": next(row for row, cells in enumerate(grid.rows, 1) if cells[0] == "合计")}


def sheet_parts(workbook: bytes, rels: bytes) -> dict[str, str]:
    targets = {one.get("Id"): one.get("Target") for one in etree.fromstring(rels)}
    sheets = etree.fromstring(workbook).iter(f"{{{MAIN}}}sheet")
    found = {one.get("name"): targets[one.get(f"{{{RELATIONS}}}id")] for one in sheets}
    return {name: "xl/" + target.removeprefix("/xl/") for name, target in found.items()}


def add_part(parts: Parts, name: str, data: str | bytes, content_type: str) -> None:
    parts[name] = data if isinstance(data, bytes) else (HEAD + data).encode()
    entry = f'<Override xmlns="{TYPES}" PartName="/{name}" ContentType="{content_type}"/>'
    edit(parts, "[Content_Types].xml", lambda root: root.append(etree.fromstring(entry)))


def relate(parts: Parts, source: str, target: str, kind: str, external: bool = False) -> str:
    """Add a relationship and return its id."""
    folder, _, name = source.rpartition("/")
    rels = f"{folder}/_rels/{name}.rels".lstrip("/")
    parts.setdefault(rels, f'{HEAD}<Relationships xmlns="{PACKAGE}"/>'.encode())
    number = f"rId{900 + parts[rels].count(b'<Relationship ')}"
    kind = kind if "://" in kind else f"{RELATIONS}/{kind}"
    entry = etree.Element(f"{{{PACKAGE}}}Relationship", Id=number, Type=kind, Target=target)
    if external:
        entry.set("TargetMode", "External")
    edit(parts, rels, lambda root: root.append(entry))
    return number


ORDER = [
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "sheetProtection",
    "autoFilter",
    "mergeCells",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "ignoredErrors",
    "drawing",
    "legacyDrawing",
    "tableParts",
    "extLst",
]


def insert(root: Any, child: Any) -> None:
    """Put a child into a worksheet where the schema wants it."""
    place = ORDER.index(etree.QName(child).localname)
    before = [n for n, one in enumerate(root) if ORDER.index(etree.QName(one).localname) <= place]
    root.insert(max(before) + 1, child)


def put(root: Any, where: str, xml: str) -> None:
    """Give a cell of a worksheet its content (``<v>…</v>``, ``<f>…</f><v>…</v>``); its style stays."""
    part = SheetPart(etree.tostring(root))
    row, column = cell_at(where)
    part.set_cell(row, column, Content(None))
    found = part.data.find(f".//{{{MAIN}}}c[@r='{where}']")
    found.extend(element(f"<c>{xml}</c>"))
    root.replace(root.find(f"{{{MAIN}}}sheetData"), part.data)


def cell_at(where: str) -> tuple[int, int]:
    letters = where.rstrip("0123456789")
    return int(where[len(letters) :]), sum(26**n * (ord(x) - 64) for n, x in enumerate(reversed(letters)))
