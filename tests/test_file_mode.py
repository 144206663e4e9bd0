"""A book that Excel, WPS and people enriched: what is not meant to change keeps its bytes, marks follow their rows.

The enrichment is built here by hand, part by part, because openpyxl would drop half of it.
"""

from __future__ import annotations

import base64
import io
import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from python_calamine import CalamineWorkbook

from juesuan.book.accounts import Accounts, amount_cells
from juesuan.book.file import FileBook, move_notes
from juesuan.book.layout import SPARE_ROWS, Layout, address, column_letter
from juesuan.book.sheetpart import Content, SheetPart, moved_area, relocate
from juesuan.compute.recompute import Evaluator, recompute
from juesuan.findings import StructureError
from juesuan.plan import read
from juesuan.regenerate import regenerate
from juesuan.spec import load_format
from juesuan.spec.model import Cell, CellKind, RowKind
from juesuan.template.apply import to_fen
from tests.books import book_bytes
from tests.office import convert, needs_office

Parts = dict[str, bytes]
LAYOUT = Layout(load_format("sichuan-2020"))
NOW = datetime(2026, 3, 1, 9, 30, 0)  # noqa: DTZ001 - the office clock has no zone
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
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
NOTES, LINKED, TOGETHER = "I", "J", "M"
"""Columns to the right of the form: a note, what is worked out from its row, and a note over two cells."""


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


# The enrichment


def share_strings(parts: Parts) -> None:
    """Store every text of every sheet in the shared strings, as Excel does."""
    texts: dict[str, int] = {}
    for name in [one for one in parts if one.startswith("xl/worksheets/sheet")]:

        def share(root: Any) -> None:
            for cell in root.iter(f"{{{MAIN}}}c"):
                if cell.get("t") == "inlineStr":
                    text = "".join(cell.itertext())
                    number = texts.setdefault(text, len(texts))
                    cell.set("t", "s")
                    cell.remove(cell[0])
                    cell.append(element(f"<v>{number}</v>"))

        edit(parts, name, share)
    items = "".join(f'<si><t xml:space="preserve">{escaped(text)}</t></si>' for text in texts)
    data = f'<sst xmlns="{MAIN}" count="{len(texts)}" uniqueCount="{len(texts)}">{items}</sst>'
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    add_part(parts, "xl/sharedStrings.xml", data, kind)
    relate(parts, "xl/workbook.xml", "sharedStrings.xml", "sharedStrings")


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def add_comments(parts: Parts, sheet: str, texts: Mapping[str, str]) -> None:
    """Add comments with their boxes, and the threads that they stand for."""
    name = part_of(parts, sheet)
    number = 1 + sum(one.startswith("xl/comments") for one in parts)
    shapes = "".join(
        f'<v:shape id="_x0000_s{number}{n:03}" type="#_x0000_t202" style="visibility:hidden" o:insetmode="auto">'
        '<v:fill color2="#ffffe1"/><v:textbox><div style="text-align:left">多行<br>批注框</div></v:textbox>'
        '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{column}, 15, {row - 2}, 10, {column + 2}, 15, {row + 2}, 4</x:Anchor><x:AutoFill>False</x:AutoFill>"
        f"<x:Row>{row - 1}</x:Row><x:Column>{column - 1}</x:Column></x:ClientData></v:shape>"
        for n, (row, column) in enumerate(map(cell_at, texts), 1)
    )
    vml = (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
        f' xmlns:x="urn:schemas-microsoft-com:office:excel">{shapes}</xml>'
    )
    comments = "".join(
        f'<comment ref="{at}" authorId="0" shapeId="0"><text><r><t>{text}</t></r></text></comment>'
        for at, text in texts.items()
    )
    threads = "".join(
        f'<threadedComment ref="{at}" dT="2026-02-11T08:00:00.00" personId="{{0F1E0000-0000-0000-0000-00000000000A}}"'
        f' id="{{0F1E0000-0000-0000-000{number}-{n:012}}}"><text>{text}</text></threadedComment>'
        for n, (at, text) in enumerate(texts.items())
    )
    parts[f"xl/drawings/vmlDrawing{number}.vml"] = vml.encode()
    add_part(
        parts,
        f"xl/comments{number}.xml",
        f'<comments xmlns="{MAIN}"><authors><author>复核</author></authors><commentList>{comments}</commentList></comments>',
        "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml",
    )
    add_part(
        parts,
        f"xl/threadedComments/threadedComment{number}.xml",
        f'<ThreadedComments xmlns="{THREADS}">{threads}</ThreadedComments>',
        "application/vnd.ms-excel.threadedcomments+xml",
    )
    relate(parts, name, f"../comments{number}.xml", "comments")
    relate(
        parts,
        name,
        f"../threadedComments/threadedComment{number}.xml",
        "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment",
    )
    drawing = relate(parts, name, f"../drawings/vmlDrawing{number}.vml", "vmlDrawing")
    edit(parts, name, lambda root: insert(root, element(f'<legacyDrawing r:id="{drawing}"/>')))


def add_persons(parts: Parts) -> None:
    person = '<person displayName="复核" id="{0F1E0000-0000-0000-0000-00000000000A}" userId="S::a@b" providerId="AD"/>'
    data = f'<personList xmlns="{THREADS}">{person}</personList>'
    add_part(parts, "xl/persons/person.xml", data, "application/vnd.ms-excel.person+xml")
    kind = "http://schemas.microsoft.com/office/2017/10/relationships/person"
    relate(parts, "xl/workbook.xml", "persons/person.xml", kind)


def add_drawing(parts: Parts) -> None:
    """Add a text box, a picture and a chart with stored values to the sheet."""
    name = part_of(parts, SHEET)
    chart = (
        f'<c:chartSpace xmlns:c="{DRAWING}/chart" xmlns:a="{DRAWING}/main"><c:chart><c:plotArea><c:layout/>'
        '<c:barChart><c:barDir val="col"/><c:grouping val="clustered"/><c:ser><c:idx val="0"/><c:order val="0"/>'
        f"<c:val><c:numRef><c:f>{SHEET}!$C$7:$E$7</c:f><c:numCache><c:formatCode>General</c:formatCode>"
        '<c:ptCount val="3"/><c:pt idx="0"><c:v>7970.77</c:v></c:pt><c:pt idx="1"><c:v>5044.97</c:v></c:pt>'
        '</c:numCache></c:numRef></c:val></c:ser><c:axId val="1"/><c:axId val="2"/></c:barChart>'
        '<c:catAx><c:axId val="1"/><c:scaling/><c:delete val="0"/><c:axPos val="b"/><c:crossAx val="2"/></c:catAx>'
        '<c:valAx><c:axId val="2"/><c:scaling/><c:delete val="0"/><c:axPos val="l"/><c:crossAx val="1"/></c:valAx>'
        "</c:plotArea></c:chart></c:chartSpace>"
    )
    add_part(
        parts,
        "xl/charts/chart901.xml",
        chart,
        "application/vnd.openxmlformats-officedocument.drawingml.chart+xml",
    )
    parts["xl/media/image1.png"] = PIXEL
    for extension, kind in (
        ("png", "image/png"),
        ("vml", "application/vnd.openxmlformats-officedocument.vmlDrawing"),
    ):
        entry = etree.Element(f"{{{TYPES}}}Default", Extension=extension, ContentType=kind)
        edit(parts, "[Content_Types].xml", lambda root, one=entry: root.insert(0, one))
    drawing = "xl/drawings/drawing901.xml"
    image, graph = "rId900", "rId901"
    size = '<a:xfrm><a:off x="0" y="0"/><a:ext cx="900000" cy="400000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    shapes = (
        '<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="2" name="文本框 1"/><xdr:cNvSpPr txBox="1"/></xdr:nvSpPr>'
        f"<xdr:spPr>{size}</xdr:spPr><xdr:txBody><a:bodyPr/><a:p><a:r><a:t>本表已与国库对账</a:t></a:r></a:p></xdr:txBody></xdr:sp>",
        f'<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="3" name="图片 2"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill><a:blip r:embed="{image}"/>'
        f"<a:stretch><a:fillRect/></a:stretch></xdr:blipFill><xdr:spPr>{size}</xdr:spPr></xdr:pic>",
        '<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="4" name="图表 3"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr>'
        '<xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic>'
        f'<a:graphicData uri="{DRAWING}/chart"><c:chart xmlns:c="{DRAWING}/chart" r:id="{graph}"/></a:graphicData></a:graphic></xdr:graphicFrame>',
    )
    anchors = "".join(
        f"<xdr:twoCellAnchor><xdr:from><xdr:col>{14 + 4 * n}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>9</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>"
        f"<xdr:to><xdr:col>{17 + 4 * n}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>14</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>{shape}<xdr:clientData/></xdr:twoCellAnchor>"
        for n, shape in enumerate(shapes)
    )
    data = f'<xdr:wsDr xmlns:xdr="{DRAWING}/spreadsheetDrawing" xmlns:a="{DRAWING}/main" xmlns:r="{RELATIONS}">{anchors}</xdr:wsDr>'
    add_part(parts, drawing, data, "application/vnd.openxmlformats-officedocument.drawing+xml")
    assert relate(parts, drawing, "../media/image1.png", "image") == image
    assert relate(parts, drawing, "../charts/chart901.xml", "chart") == graph
    number = relate(parts, name, "../drawings/drawing901.xml", "drawing")
    edit(parts, name, lambda root: insert(root, element(f'<drawing r:id="{number}"/>')))


def add_own_sheet(parts: Parts) -> None:
    """Add a sheet of the person's own: shared formulas and an array formula over our table, texts in shared strings."""
    first = parts["xl/sharedStrings.xml"].count(b"<si>")
    codes = ["2040220", "2080505", "2210201"]

    def append(root: Any) -> None:
        for code in codes:
            root.append(element(f"<si><t>{code}</t></si>"))

    edit(parts, "xl/sharedStrings.xml", append)
    look_up = f"SUMIFS({SHEET}!C$8:C$408,{SHEET}!$A$8:$A$408,$A1)"
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="s"><v>{first + n - 1}</v></c><c r="B{n}">'
        + (f'<f t="shared" ref="B1:B3" si="0">{look_up}</f>' if n == 1 else '<f t="shared" si="0"/>')
        + "<v>1</v></c></row>"
        for n in range(1, 4)
    )
    classes = f"SUM({SHEET}!D8:D408*(LEN({SHEET}!A8:A408)=3))"
    rows += (
        f'<row r="5"><c r="A5"><v>12.5</v></c><c r="B5"><f t="array" ref="B5">{classes}</f><v>1</v></c></row>'
    )
    rows += f'<row r="6"><c r="B6"><f>{SHEET}!D7+A5</f><v>1</v></c></row>'
    name = "xl/worksheets/sheet99.xml"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
    add_part(parts, name, f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>', kind)
    number = relate(parts, "xl/workbook.xml", "worksheets/sheet99.xml", "worksheet")
    sheet = f'<sheet name="{OWN}" sheetId="99" r:id="{number}"/>'
    edit(parts, "xl/workbook.xml", lambda root: root.find(f"{{{MAIN}}}sheets").append(element(sheet)))


def add_calc_chain(parts: Parts) -> None:
    cells = "".join(f'<c r="C{row}" i="8"/>' for row in range(7, 12))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
    add_part(parts, "xl/calcChain.xml", f'<calcChain xmlns="{MAIN}">{cells}</calcChain>', kind)
    relate(parts, "xl/workbook.xml", "calcChain.xml", "calcChain")

    def as_excel_saves(root: Any) -> None:
        calculation = root.find(f"{{{MAIN}}}calcPr")
        calculation.attrib.pop("fullCalcOnLoad")
        calculation.set("calcId", "191029")

    edit(parts, "xl/workbook.xml", as_excel_saves)


def add_properties(parts: Parts) -> None:
    office = "http://schemas.openxmlformats.org/officeDocument/2006"
    data = (
        f'<Properties xmlns="{office}/custom-properties" xmlns:vt="{office}/docPropsVTypes">'
        '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="密级"><vt:lpwstr>内部</vt:lpwstr></property></Properties>'
    )
    add_part(
        parts,
        "docProps/custom.xml",
        data,
        "application/vnd.openxmlformats-officedocument.custom-properties+xml",
    )
    relate(parts, "", "docProps/custom.xml", "custom-properties")


def paint(parts: Parts, at: str) -> str:
    """Give a cell of the sheet a fill of its own; return its style number."""
    name = part_of(parts, SHEET)
    cell = etree.fromstring(parts[name]).find(f".//{{{MAIN}}}c[@r='{at}']")
    found: list[str] = []

    def add_style(root: Any) -> None:
        fills, formats = root.find(f"{{{MAIN}}}fills"), root.find(f"{{{MAIN}}}cellXfs")
        fills.append(
            element('<fill><patternFill patternType="solid"><fgColor rgb="FFFF0000"/></patternFill></fill>')
        )
        like = etree.fromstring(etree.tostring(formats[int(cell.get("s"))]))
        like.set("fillId", str(len(fills) - 1))
        formats.append(like)
        found.append(str(len(formats) - 1))

    edit(parts, "xl/styles.xml", add_style)
    edit(parts, name, lambda root: root.find(f".//{{{MAIN}}}c[@r='{at}']").set("s", found[0]))
    return found[0]


def add_marks(parts: Parts, row: int) -> None:
    """Add what a person ties to one row, and what belongs to the sheet as a whole."""
    name = part_of(parts, SHEET)
    link = relate(parts, name, "https://example.org/凭证", "hyperlink", external=True)

    def change(root: Any) -> None:
        put(root, f"{NOTES}{row}", "<v>100</v>")
        put(root, f"{LINKED}{row}", f"<f>D{row}+I{row}-D$7*0</f><v>406.96</v>")
        put(root, f"L{row}", "<v>1</v>")
        array = root.find(f".//{{{MAIN}}}c[@r='L{row}']")
        array.insert(0, element(f'<f t="array" ref="L{row}">SUM(D{row}:E{row}*1)</f>'))
        put(root, f"{TOGETHER}{row}", "<v>7</v>")
        merged = root.find(f"{{{MAIN}}}mergeCells")
        merged.append(element(f'<mergeCell ref="{TOGETHER}{row}:N{row}"/>'))
        merged.set("count", str(len(merged)))
        links = root.find(f"{{{MAIN}}}hyperlinks")
        links.append(element(f'<hyperlink ref="{NOTES}{row}" r:id="{link}"/>'))
        for area, formula in (("C8:E407", "C8&gt;9999"), (f"D{row}", f"$D{row}&gt;300")):
            insert(
                root,
                element(
                    f'<conditionalFormatting sqref="{area}"><cfRule type="expression" priority="9">'
                    f"<formula>{formula}</formula></cfRule></conditionalFormatting>"
                ),
            )
        insert(
            root,
            element(
                '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"><x14:dataValidations count="1">'
                '<x14:dataValidation type="list" allowBlank="1"><x14:formula1><xm:f>_juesuan!$D$2:$D$4</xm:f></x14:formula1>'
                f"<xm:sqref>P8:P407</xm:sqref></x14:dataValidation></x14:dataValidations></ext>"
                '<ext uri="{05C60535-1F16-4fd2-B633-F4F36F0B64E0}"><x14:sparklineGroups><x14:sparklineGroup type="column">'
                f"<x14:sparklines><x14:sparkline><xm:f>{SHEET}!C{row}:E{row}</xm:f><xm:sqref>K{row}</xm:sqref></x14:sparkline>"
                "</x14:sparklines></x14:sparklineGroup></x14:sparklineGroups></ext></extLst>"
            ),
        )

    edit(parts, name, change)


def share_formulas(parts: Parts) -> None:
    """Store the sums of the rows as one shared formula, as Excel does after filling down."""

    def share(root: Any) -> None:
        cells = [
            cell
            for cell in root.iter(f"{{{MAIN}}}c")
            if re.fullmatch(r"C\d+", cell.get("r"))
            and (cell.findtext(f"{{{MAIN}}}f") or "").startswith("SUM(D")
        ]
        cells = [cell for cell in cells if cell_at(cell.get("r"))[0] > 7]
        for cell in cells:
            formula = cell.find(f"{{{MAIN}}}f")
            formula.set("t", "shared")
            formula.set("si", "3")
            if cell is cells[0]:
                formula.set("ref", f"{cells[0].get('r')}:{cells[-1].get('r')}")
            else:
                formula.text = None

    edit(parts, part_of(parts, SHEET), share)


@cache
def enriched() -> tuple[Parts, str]:
    """The Panzhihua sample after a life in Excel, and the style number of the painted cell."""
    parts = unpacked(book_bytes("panzhihua-2020"))
    row = rows_of(packed(parts), SHEET)["2080505"]
    share_strings(parts)
    share_formulas(parts)
    add_own_sheet(parts)
    add_marks(parts, row)
    add_drawing(parts)
    add_comments(parts, SHEET, {f"D{row}": "请核对社保凭证", f"{NOTES}{row - 1}": "见附件"})
    add_persons(parts)
    add_calc_chain(parts)
    add_properties(parts)
    return parts, paint(parts, f"D{row}")


# Looking at a book


def rows_of(book: bytes, sheet: str) -> dict[str, int]:
    """Row keys of a table to sheet rows (code rows, and the row of the total)."""
    grid = FileBook.from_bytes(book).grid(sheet)
    found = {str(cells[0]): row for row, cells in enumerate(grid.rows, 1) if str(cells[0]).isdigit()}
    return {**found, "total": next(row for row, cells in enumerate(grid.rows, 1) if cells[0] == "合计")}


def changed_parts(before: Mapping[str, bytes], after: bytes) -> set[str]:
    new = unpacked(after)
    return {name for name in before.keys() | new.keys() if before.get(name) != new.get(name)}


def recomputed(parts: Mapping[str, bytes]) -> bytes:
    book = FileBook.from_bytes(packed(parts))
    assert regenerate(book, now=NOW).written
    return book.to_bytes()


def names_of(parts: Mapping[str, bytes], *sheets: str) -> set[str]:
    return {part_of(parts, one) for one in sheets}


@cache
def with_figure() -> Parts:
    """One typed figure changed: 2040220 项目支出 1914.60 → 2014.60."""
    parts = dict(enriched()[0])
    row = rows_of(packed(parts), SHEET)["2040220"]
    edit(parts, part_of(parts, SHEET), lambda root: put(root, f"E{row}", "<v>2014.6</v>"))
    return parts


@cache
def with_new_code() -> Parts:
    """A code typed into the first spare row that belongs to the very top: every row of the table moves."""
    parts = dict(enriched()[0])
    row = max(rows_of(packed(parts), SHEET).values()) + 1
    new = "<is><t>20103</t></is>"

    def change(root: Any) -> None:
        put(root, f"A{row}", new)
        root.find(f".//{{{MAIN}}}c[@r='A{row}']").set("t", "inlineStr")
        put(root, f"D{row}", "<v>12.34</v>")

    edit(parts, part_of(parts, SHEET), change)
    return parts


@cache
def result(make: Callable[[], Parts]) -> bytes:
    return recomputed(make())


EVERY_TIME = {
    "[Content_Types].xml": "the calculation chain is gone",
    "xl/_rels/workbook.xml.rels": "the calculation chain is gone",
    "xl/calcChain.xml": "formulas came or went; Excel lays it anew",
    "xl/workbook.xml": "everything is to be calculated on opening",
}
FOLLOWING = {
    "公开01表": "the class of the figure, the totals",
    "公开03表": "offered from table 06",
    "公开04表": "the class of the figure, the totals",
    "公开05表": "the total of table 07",
    "公开06表": "the sums above the figure",
    "公开07表": "the row totals come from table 06",
    "核对数": "the book's own figures beside the checked ones",
    "操作记录": "what was changed",
}


# What may change


def test_a_changed_figure_touches_only_what_follows_from_it() -> None:
    before, after = with_figure(), result(with_figure)
    expected = names_of(before, *FOLLOWING, "公开09表", "审核公式") | EVERY_TIME.keys()
    assert changed_parts(before, after) == expected


def test_a_new_code_also_moves_the_comments_of_its_sheet() -> None:
    before, after = with_new_code(), result(with_new_code)
    comments = {
        "xl/comments1.xml",
        "xl/threadedComments/threadedComment1.xml",
        "xl/drawings/vmlDrawing1.vml",
    }
    expected = names_of(before, *FOLLOWING, "_juesuan", "审核公式") | EVERY_TIME.keys() | comments
    assert changed_parts(before, after) == expected


@pytest.mark.parametrize("make", [with_figure, with_new_code])
def test_the_calculation_chain_goes_with_all_that_leads_to_it(make: Callable[[], Parts]) -> None:
    parts = unpacked(result(make))
    assert not any(b"calcChain" in data for data in parts.values())
    calculation = etree.fromstring(parts["xl/workbook.xml"]).find(f"{{{MAIN}}}calcPr")
    assert dict(calculation.attrib) == {"calcId": "191029", "fullCalcOnLoad": "1"}


@pytest.mark.parametrize("make", [with_figure, with_new_code])
def test_a_second_run_changes_no_byte(make: Callable[[], Parts]) -> None:
    once = result(make)
    again = FileBook.from_bytes(once)
    outcome = regenerate(again, now=NOW)
    assert outcome.changes == ()
    assert not outcome.written
    assert again.to_bytes() == once


def outline(part: bytes) -> dict[str, list[bytes]]:
    """Everything of a sheet but its cells, by element name."""
    found: dict[str, list[bytes]] = {}
    for one in etree.fromstring(part):
        if etree.QName(one).localname != "sheetData":
            found.setdefault(etree.QName(one).localname, []).append(etree.tostring(one, method="c14n"))
    return found


@pytest.mark.parametrize("sheet", list(FOLLOWING))
@pytest.mark.parametrize("make", [with_figure, with_new_code])
def test_all_but_the_cells_of_a_changed_sheet_stays(make: Callable[[], Parts], sheet: str) -> None:
    before = make()
    name = part_of(before, sheet)
    old, new = outline(before[name]), outline(unpacked(result(make))[name])
    for one in (old, new):  # the part says how far its cells reach: it may reach further now
        one.pop("dimension", None)
    if make is with_new_code and sheet == SHEET:
        assert old.keys() == new.keys()
        for moved in ("mergeCells", "conditionalFormatting", "hyperlinks", "extLst"):
            assert len(old.pop(moved)) == len(new.pop(moved))
    assert new == old


def test_cells_outside_the_tables_keep_what_they_hold() -> None:
    before, after = with_new_code(), result(with_new_code)
    layout = LAYOUT["06"]
    kept = [*range(1, layout.region_top - 1), *range(layout.sentinel, layout.empty_row + 1)]

    def cells(part: bytes) -> dict[str, bytes]:
        return {
            one.get("r"): etree.tostring(one, method="c14n")
            for one in etree.fromstring(part).iter(f"{{{MAIN}}}c")
            if cell_at(one.get("r"))[0] in kept
        }

    name = part_of(before, SHEET)
    assert cells(before[name]) == cells(unpacked(after)[name])
    assert len(cells(before[name])) > 40


# What follows its row


@cache
def moved() -> tuple[bytes, int, int]:
    """The book after the new code, and where the row with the marks stood and stands."""
    before, after = with_new_code(), result(with_new_code)
    return after, rows_of(packed(before), SHEET)["2080505"], rows_of(after, SHEET)["2080505"]


def test_comments_move_with_their_key() -> None:
    after, old, new = moved()
    assert new == old + 2
    parts = unpacked(after)
    cells = [f"D{new}", f"{NOTES}{new - 1}"]
    for name in ("xl/comments1.xml", "xl/threadedComments/threadedComment1.xml"):
        assert [one.get("ref") for one in etree.fromstring(parts[name]).iter() if one.get("ref")] == cells
    boxes = parts["xl/drawings/vmlDrawing1.vml"].decode()
    assert re.findall(r"<x:Row>(\d+)</x:Row>", boxes) == [str(new - 1), str(new - 2)]
    anchors = [list(map(int, one.split(","))) for one in re.findall(r"<x:Anchor>([^<]+)<", boxes)]
    assert anchors == [[4, 15, new - 2, 10, 6, 15, new + 2, 4], [9, 15, new - 3, 10, 11, 15, new + 1, 4]]
    assert boxes.count("多行<br>批注框") == 2


def test_notes_links_sparklines_and_conditions_move_with_their_key() -> None:
    after, _, row = moved()
    grid = FileBook.from_bytes(after).grid(SHEET)
    assert grid.value(row, 9) == 100
    assert grid.formulas[row, 10] == f"=D{row}+I{row}-D$7*0"
    assert grid.formulas[row, 12] == f"=SUM(D{row}:E{row}*1)"
    sheet = unpacked(after)[part_of(unpacked(after), SHEET)].decode()
    assert f'<f t="array" ref="L{row}">' in sheet
    assert f'<mergeCell ref="M{row}:N{row}"/>' in sheet
    assert re.search(f'<hyperlink [^>]*ref="I{row}" r:id="rId9', sheet)
    assert f"<xm:f>{SHEET}!C{row}:E{row}</xm:f><xm:sqref>K{row}</xm:sqref>" in sheet
    conditions = re.findall(r'<conditionalFormatting sqref="([^"]+)">.*?<formula>([^<]+)<', sheet)
    own = [
        one for one in conditions if "JS_results_mark" not in one[1]
    ]  # ours, of 审核结果, cover the whole form
    assert own == [("C8:E407", "C8&gt;9999"), (f"D{row}", f"$D{row}&gt;300")]
    assert "<xm:sqref>P8:P407</xm:sqref>" in sheet


def test_a_painted_cell_keeps_its_paint() -> None:
    after, old, new = moved()
    part = FileBook.from_bytes(after).part(SHEET)
    assert part.style(new, 4) == enriched()[1]
    assert part.style(old, 4) != enriched()[1]


def test_a_row_that_became_a_parent_looks_like_one() -> None:
    parts = dict(enriched()[0])
    rows = rows_of(packed(parts), "公开09表")
    row = max(rows_of(packed(parts), SHEET).values()) + 1

    def below_a_section(root: Any) -> None:
        put(root, f"A{row}", "<is><t>21203</t></is>")
        root.find(f".//{{{MAIN}}}c[@r='A{row}']").set("t", "inlineStr")
        put(root, f"E{row}", "<v>1</v>")

    edit(parts, part_of(parts, SHEET), below_a_section)
    section = recomputed(parts)
    place, layout = rows_of(section, SHEET)["21203"], LAYOUT["06"]
    part = FileBook.from_bytes(section).part(SHEET)
    assert part.style(place, 5) == part.style(layout.pattern_row(RowKind.LEAF), 5)
    parts = unpacked(section)
    last = max(rows_of(section, SHEET).values()) + 1

    def item(root: Any) -> None:
        put(root, f"E{place}", "")
        put(root, f"A{last}", "<is><t>2120303</t></is>")
        root.find(f".//{{{MAIN}}}c[@r='A{last}']").set("t", "inlineStr")
        put(root, f"E{last}", "<v>1</v>")

    edit(parts, part_of(parts, SHEET), item)
    after = recomputed(parts)
    part = FileBook.from_bytes(after).part(SHEET)
    place = rows_of(after, SHEET)["21203"]
    assert part.style(place, 5) == part.style(layout.pattern_row(RowKind.PARENT), 5)
    assert part.style(place + 1, 5) == part.style(layout.pattern_row(RowKind.LEAF), 5)
    assert rows_of(after, "公开09表").keys() - rows.keys() == {"212", "21203", "2120303"}


def test_a_typed_formula_means_the_same_after_its_row_has_moved() -> None:
    parts = dict(with_new_code())
    rows = rows_of(packed(parts), SHEET)
    own, other = rows["2080501"], rows["2080505"]
    formula = f"I{other}+65.22+({OWN}!$A$5-{OWN}!A5)+D{other}*0-D$7*0"

    def change(root: Any) -> None:
        put(root, f"D{own}", f"<f>{formula}</f><v>165.22</v>")

    edit(parts, part_of(parts, SHEET), change)
    after = recomputed(parts)
    grid, new = FileBook.from_bytes(after).grid(SHEET), rows_of(after, SHEET)
    expected = f"=I{new['2080505']}+65.22+({OWN}!$A$5-{OWN}!A5)+D{new['2080505']}*0-D$7*0"
    assert grid.formulas[new["2080501"], 4] == expected
    assert grid.value(new["2080501"], 4) == 165.22


def test_shared_formulas_are_written_out_before_one_of_them_changes() -> None:
    for make in (with_figure, with_new_code):
        before, after = make(), result(make)
        assert b't="shared"' in before[part_of(before, SHEET)]
        grid = FileBook.from_bytes(after).grid(SHEET)
        for row in range(8, max(rows_of(after, SHEET).values()) + 1 + SPARE_ROWS):
            assert grid.formulas[row, 3] == f"=SUM(D{row}:E{row})"
        assert b't="shared"' not in unpacked(after)[part_of(before, SHEET)]


# Rows that go


def test_notes_and_comments_of_a_row_that_goes_are_kept_below_the_rows() -> None:
    """2040202 loses its project money, so its row of table 09 goes; what was noted there must not be lost."""
    parts = unpacked(book_bytes("panzhihua-2020"))
    old = rows_of(packed(parts), "公开09表")
    gone, spare = old["2040202"], max(old.values()) + 4
    name = part_of(parts, "公开09表")

    def note(root: Any) -> None:
        put(root, f"H{gone}", "<v>41</v>")
        put(root, f"H{spare}", "<v>42</v>")
        put(root, f"H{old['2040220']}", f"<f>H{gone}+1</f><v>42</v>")

    edit(parts, name, note)
    add_comments(parts, "公开09表", {f"D{gone}": "为什么没有了", f"D{old['2040299']}": "已核对"})
    row = rows_of(packed(parts), SHEET)["2040202"]
    edit(parts, part_of(parts, SHEET), lambda root: put(root, f"E{row}", "<v>0</v>"))
    after = recomputed(parts)
    new = rows_of(after, "公开09表")
    assert old.keys() - new.keys() == {"2040202"}
    grid = FileBook.from_bytes(after).grid("公开09表")
    kept = max(new.values()) + 1
    assert (grid.value(kept, 8), grid.value(spare, 8)) == (41, 42)
    assert grid.formulas[new["2040220"], 8] == f"=H{kept}+1"
    assert [grid.value(kept, column) for column in range(1, 5)] == [None] * 4
    parts = unpacked(after)
    cells = [one.get("ref") for one in etree.fromstring(parts["xl/comments1.xml"]).iter() if one.get("ref")]
    assert cells == [f"D{kept}", f"D{new['2040299']}"]
    assert f"<x:Row>{kept - 1}</x:Row>".encode() in parts["xl/drawings/vmlDrawing1.vml"]
    again = FileBook.from_bytes(after)
    assert not regenerate(again, now=NOW).written


# An office opens the result


def stored(book: CalamineWorkbook, accounts: Accounts) -> list[str]:
    """Every derived cell whose value is not the one that Python computes."""
    evaluator, computed, wrong = Evaluator(accounts), recompute(accounts), []
    layout = Layout(accounts.format)
    for table in accounts.format:
        grid = book.get_sheet_by_name(table.sheet).to_python(skip_empty_area=False)
        codes = accounts.rows.get(table.key, ())
        places = layout[table.key].rows(codes)
        for row, column in amount_cells(table, codes):
            cell = Cell(table.key, row, column)
            if evaluator.rule(table, row, column)[0] is not CellKind.TYPED:
                found = grid[places[row] - 1][layout[table.key].column(row, column) - 1]
                if not isinstance(found, float) or to_fen(found) != computed.values.get(cell, 0):
                    wrong.append(f"{cell} {found!r}")
    return wrong


@pytest.mark.office
@needs_office
def test_libreoffice_opens_and_calculates_the_results(tmp_path: Path) -> None:
    books = {}
    for make in (with_figure, with_new_code):
        books[make.__name__] = result(make)
        (tmp_path / f"{make.__name__}.xlsx").write_bytes(books[make.__name__])
    convert(
        sorted(tmp_path.glob("*.xlsx")), "xlsx:Calc MS Excel 2007 XML", tmp_path / "out", recalculate=True
    )
    for name, data in books.items():
        accounts = read(FileBook.from_bytes(data)).accounts
        opened = CalamineWorkbook.from_path(tmp_path / "out" / f"{name}.xlsx")
        assert stored(opened, accounts) == []
        computed = recompute(accounts).values
        own = opened.get_sheet_by_name(OWN).to_python(skip_empty_area=False)
        figures = [computed[Cell("06", row, "total")] for row in ("2040220", "2080505", "2210201")]
        assert [to_fen(row[1]) for row in own[:3]] == figures
        basic = computed[Cell("06", "total", "basic")]
        assert [to_fen(own[4][1]), to_fen(own[5][1])] == [basic, basic + 12_500_000]
        texts = "".join(
            data.decode()
            for part, data in unpacked((tmp_path / "out" / f"{name}.xlsx").read_bytes()).items()
            if part.startswith("xl/drawings/drawing")
        )
        assert "本表已与国库对账" in texts


# The pieces


MOVES = {8: 9, 9: 10, 12: 15, 13: 13}


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=D12*2", "=D15*2"),
        ("=$D$12+D$8", "=$D$15+D$9"),
        ("=SUM(D8:D12)", "=SUM(D9:D15)"),
        ("=SUM(D8:D407)", "=SUM(D8:D407)"),
        ("=D12/D$7", "=D15/D$7"),
        ('="D12"&D12', '="D12"&D15'),
        ("=公开06表!D12+公开07表!D12", "=公开06表!D15+公开07表!D12"),
        ("='公开06表'!D12+'别的 D12'!D12", "='公开06表'!D15+'别的 D12'!D12"),
        ("=[1]公开06表!D12", "=[1]公开06表!D12"),
        ("=LOG10(E12)+JS_06_body+TAX12_x", "=LOG10(E15)+JS_06_body+TAX12_x"),
        ("=12.5+3.2", "=12.5+3.2"),
        ("=1E12+D13", "=1E12+D13"),
    ],
)
def test_relocate(formula: str, expected: str) -> None:
    assert relocate(formula, SHEET, MOVES) == expected


def test_relocate_knows_a_quoted_sheet() -> None:
    assert relocate("='01 ''收''表'!A8+A8", "01 '收'表", MOVES) == "='01 ''收''表'!A9+A9"


@pytest.mark.parametrize(
    ("area", "expected"),
    [("D8", "D9"), ("$D$8:E9", "$D$9:E10"), ("D9:D14", "D9:D14"), ("A:A", "A:A"), ("D7", "D7")],
)
def test_moved_area(area: str, expected: str) -> None:
    assert moved_area(area, MOVES) == expected


def test_boxes_of_comments_move_and_nothing_else_changes() -> None:
    note = b"<x:ClientData ObjectType='Note'><x:Anchor>\n 1, 2, %d, 4, 5, 6, %d, 8</x:Anchor><x:Row>%d</x:Row></x:ClientData>"
    button = b"<x:ClientData ObjectType='Button'><x:Anchor>1, 2, 3, 4, 5, 6, 7, 8</x:Anchor></x:ClientData>"
    other = b"<v:shape><br>" + button
    before = other + note % (10, 13, 11) + note % (0, 3, 1)
    assert move_notes(before, {12: 20, 3: 1}) == other + note % (18, 21, 19) + note % (0, 3, 1)
    assert move_notes(before, {2: 1}) == other + note % (10, 13, 11) + note % (0, 2, 0)


def sheet_part(rows: str) -> SheetPart:
    return SheetPart(f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'.encode())


def test_an_array_formula_over_several_rows_moves_whole_or_is_torn() -> None:
    rows = '<row r="1"><c r="B1"><f t="array" ref="B1:B2">A1:A2*2</f><v>2</v></c></row><row r="2"><c r="B2"><v>4</v></c></row>'
    whole = sheet_part(rows)
    whole.move_rows("表", {1: 4, 2: 5}, range(1, 9), range(1, 10))
    assert b'<c r="B4"><f t="array" ref="B4:B5">A4:A5*2</f>' in whole.to_bytes()
    torn = sheet_part(rows)
    torn.move_rows("表", {1: 4, 2: 6}, range(1, 9), range(1, 10))
    assert b'<f t="array" ref="B4">' in torn.to_bytes()


@pytest.mark.parametrize(
    ("hidden", "shown", "expected"),
    [
        ("", False, b' hidden="1"'),
        (' hidden="false"', False, b' hidden="1"'),
        (' hidden="true"', True, b""),
        (' hidden="0"', True, b' hidden="0"'),
    ],
)
def test_rows_are_shown_and_hidden_whatever_program_wrote_them(
    hidden: str, shown: bool, expected: bytes
) -> None:
    part = sheet_part(f'<row r="1"{hidden}/>')
    part.show_row(1, shown=shown)
    assert b'<row r="1"' + expected + b"/>" in part.to_bytes()


def test_a_strict_workbook_is_refused() -> None:
    parts = unpacked(book_bytes("panzhihua-2020"))
    strict = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
    parts = {name: data.replace(MAIN.encode(), strict) for name, data in parts.items()}
    with pytest.raises(StructureError, match="严格的 Open XML"):
        regenerate(FileBook.from_bytes(packed(parts)))


def test_letters_of_the_test_agree_with_the_layout() -> None:
    assert [cell_at(address(row, column)) for row, column in ((1, 1), (40, 27), (9, 703))] == [
        (1, 1),
        (40, 27),
        (9, 703),
    ]
    assert column_letter(703) == "AAA"
