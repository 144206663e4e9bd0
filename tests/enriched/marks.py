"""A book that Excel, WPS and people enriched, built by hand, part by part: openpyxl would drop half of it."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from lxml import etree

from tests.books import book_bytes
from tests.enriched.parts import (
    DRAWING,
    MAIN,
    OWN,
    RELATIONS,
    SHEET,
    THREADS,
    TYPES,
    Parts,
    add_part,
    cell_at,
    edit,
    element,
    insert,
    packed,
    part_of,
    put,
    relate,
    rows_of,
    unpacked,
)

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
NOTES, LINKED, TOGETHER = "I", "J", "M"
"""Columns to the right of the form: a note, what is worked out from its row, and a note over two cells."""


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
