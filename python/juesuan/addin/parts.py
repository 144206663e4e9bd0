"""The parts of an add-in workbook, and the package that holds them (ECMA-376, part 2)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_OFFICE_TYPE = "application/vnd.openxmlformats-officedocument"
_SPREADSHEET_TYPE = f"{_OFFICE_TYPE}.spreadsheetml"
ADDIN_TYPE = "application/vnd.ms-excel.addin.macroEnabled.main+xml"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_DEFAULT_TYPES = {
    "rels": "application/vnd.openxmlformats-package.relationships+xml",
    "xml": "application/xml",
    "png": "image/png",
    "bin": "application/vnd.ms-office.vbaProject",
}
_OVERRIDES = {
    "xl/worksheets/sheet1.xml": f"{_SPREADSHEET_TYPE}.worksheet+xml",
    "xl/sharedStrings.xml": f"{_SPREADSHEET_TYPE}.sharedStrings+xml",
    "xl/styles.xml": f"{_SPREADSHEET_TYPE}.styles+xml",
    "xl/theme/theme1.xml": f"{_OFFICE_TYPE}.theme+xml",
    "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    "docProps/app.xml": f"{_OFFICE_TYPE}.extended-properties+xml",
}


@dataclass(frozen=True)
class Relation:
    """A relationship of a part (or of the package) to a part."""

    id: str
    type: str
    target: str


def root_element(space: str, name: str) -> etree._Element:
    """Return a root whose namespace needs no prefix."""
    prefixes: Any = {None: space}
    return etree.Element(f"{{{space}}}{name}", nsmap=prefixes)


def xml(root: etree._Element) -> bytes:
    """Return a part's bytes."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _parse(text: str) -> bytes:
    return xml(etree.fromstring(text))


def relations(listed: Iterable[Relation]) -> bytes:
    """Return a ``.rels`` part."""
    root = root_element(RELATIONS, "Relationships")
    for one in listed:
        name = f"{{{RELATIONS}}}Relationship"
        etree.SubElement(root, name, Id=one.id, Type=one.type, Target=one.target)
    return xml(root)


def content_types(workbook_type: str) -> bytes:
    """Return ``[Content_Types].xml``."""
    root = root_element(_TYPES, "Types")
    for extension, kind in _DEFAULT_TYPES.items():
        etree.SubElement(root, f"{{{_TYPES}}}Default", Extension=extension, ContentType=kind)
    for part, kind in {"xl/workbook.xml": workbook_type, **_OVERRIDES}.items():
        etree.SubElement(root, f"{{{_TYPES}}}Override", PartName=f"/{part}", ContentType=kind)
    return xml(root)


def workbook(sheet: str) -> bytes:
    """Return ``xl/workbook.xml``: one sheet, in a window that is never shown."""
    return _parse(
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE_RELATIONS}">'
        '<fileVersion appName="xl" lastEdited="7" lowestEdited="5"/>'
        '<workbookPr codeName="ThisWorkbook"/>'
        '<bookViews><workbookView visibility="hidden" activeTab="0"/></bookViews>'
        f'<sheets><sheet name="{sheet}" sheetId="1" r:id="rId1"/></sheets>'
        "</workbook>"
    )


def sheet(rows: int) -> bytes:
    """Return a worksheet with keys in column A and values in column B: the shared strings in their order."""
    root = root_element(MAIN, "worksheet")
    etree.SubElement(root, f"{{{MAIN}}}sheetPr", codeName="Sheet1")
    data = etree.SubElement(root, f"{{{MAIN}}}sheetData")
    for number in range(rows):
        row = etree.SubElement(data, f"{{{MAIN}}}row", r=str(number + 1))
        for place, column in enumerate("AB"):
            cell = etree.SubElement(row, f"{{{MAIN}}}c", r=f"{column}{number + 1}", t="s")
            etree.SubElement(cell, f"{{{MAIN}}}v").text = str(2 * number + place)
    return xml(root)


def shared_strings(texts: Sequence[str]) -> bytes:
    """Return ``xl/sharedStrings.xml``."""
    root = root_element(MAIN, "sst")
    root.set("count", str(len(texts)))
    root.set("uniqueCount", str(len(texts)))
    for text in texts:
        written = etree.SubElement(etree.SubElement(root, f"{{{MAIN}}}si"), f"{{{MAIN}}}t")
        written.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        written.text = text
    return xml(root)


def styles() -> bytes:
    """Return the least that ``xl/styles.xml`` may hold."""
    return _parse(
        f'<styleSheet xmlns="{MAIN}">'
        '<fonts count="1"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
        "</styleSheet>"
    )


def theme() -> bytes:
    """Return a plain Office theme."""
    colours = (
        ("dk2", "1F497D"),
        ("lt2", "EEECE1"),
        ("accent1", "4F81BD"),
        ("accent2", "C0504D"),
        ("accent3", "9BBB59"),
        ("accent4", "8064A2"),
        ("accent5", "4BACC6"),
        ("accent6", "F79646"),
        ("hlink", "0000FF"),
        ("folHlink", "800080"),
    )
    scheme = "".join(f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>' for name, value in colours)
    fonts = '<a:latin typeface="{}"/><a:ea typeface=""/><a:cs typeface=""/>'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    line = f'<a:ln w="9525">{fill}</a:ln>'
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    return _parse(
        f'<a:theme xmlns:a="{_DRAWING}" name="Office"><a:themeElements><a:clrScheme name="Office">'
        '<a:dk1><a:sysClr val="windowText" lastClr="000000"/></a:dk1>'
        f'<a:lt1><a:sysClr val="window" lastClr="FFFFFF"/></a:lt1>{scheme}</a:clrScheme>'
        f'<a:fontScheme name="Office"><a:majorFont>{fonts.format("Cambria")}</a:majorFont>'
        f"<a:minorFont>{fonts.format('Calibri')}</a:minorFont></a:fontScheme>"
        f'<a:fmtScheme name="Office"><a:fillStyleLst>{fill * 3}</a:fillStyleLst><a:lnStyleLst>{line * 3}</a:lnStyleLst>'
        f"<a:effectStyleLst>{effect * 3}</a:effectStyleLst><a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst>"
        "</a:fmtScheme></a:themeElements></a:theme>"
    )


def core_properties(title: str, description: str) -> bytes:
    """Return ``docProps/core.xml``: what the dialog of the add-ins shows. No dates: the same input, the same bytes."""
    return _parse(
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{title}</dc:title><dc:creator>juesuan</dc:creator><dc:description>{description}</dc:description>"
        "</cp:coreProperties>"
    )


def app_properties() -> bytes:
    """Return ``docProps/app.xml``."""
    space = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
    return _parse(f'<Properties xmlns="{space}"><Application>Microsoft Excel</Application></Properties>')


def package(parts: Mapping[str, bytes]) -> bytes:
    """Return the package; nothing in it is compressed, so its bytes depend on no compressor."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), data)
    return buffer.getvalue()
