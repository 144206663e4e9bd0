"""Packages for the tests: a book, what can be wrong with one, and what a refusal says."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from juesuan.findings import StructureError

ROOT = Path(__file__).parents[2]
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360000000020001e221bc330000000049454e44ae426082"
)
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
PICTURE = f"""<xdr:oneCellAnchor xmlns:xdr="{DRAWING}/spreadsheetDrawing" xmlns:a="{DRAWING}/main"
 xmlns:r="{OFFICE}"><xdr:from><xdr:col>6</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>0</xdr:row>
<xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:ext cx="9525" cy="9525"/><xdr:pic><xdr:nvPicPr>
<xdr:cNvPr id="9" name="公章"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill><a:blip r:embed="rIdPic"/>
</xdr:blipFill><xdr:spPr/></xdr:pic><xdr:clientData/></xdr:oneCellAnchor>"""
CHAIN = f'<calcChain xmlns="{MAIN}"><c r="B3" i="1"/></calcChain>'
CHAIN_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"


# ---- making files


def rezip(
    data: bytes, changes: dict[str, bytes | None], *, date: tuple[int, ...] = (2020, 9, 8, 7, 6, 4)
) -> bytes:
    """Write a zip anew with parts changed, added or (None) left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        parts: dict[str, bytes | None] = {name: old.read(name) for name in old.namelist()}
        for name, part in (parts | changes).items():
            if part is not None:
                info = zipfile.ZipInfo(name, date)  # type: ignore[arg-type]
                info.compress_type = zipfile.ZIP_DEFLATED
                new.writestr(info, part)
    return out.getvalue()


def zipped(parts: dict[str, bytes]) -> bytes:
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    return rezip(empty.getvalue(), dict(parts))


def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def rels(kind: str, target: str) -> bytes:
    link = f'<Relationship Id="rId1" Type="{OFFICE}/{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{RELS}">{link}</Relationships>'.encode()


def make_book() -> bytes:
    """A workbook with a picture, a chart, comments, data validation, names, a hidden sheet."""
    book = Workbook()
    first = book.active
    assert first is not None
    first.title = "公开01表"
    for row in (("项目", "金额"), ("一般公共预算", 1503.52), ("合计", "=SUM(B2:B2)")):
        first.append(row)
    second = book.create_sheet("公开02表")
    second["A1"] = "收入决算表"
    second["A1"].comment = Comment("与财政局核对", "审核人")
    rule = DataValidation(type="list", formula1='"行政,参公,事业"')
    second.add_data_validation(rule)
    rule.add("B1")
    chart = BarChart()
    chart.add_data(Reference(first, min_col=2, min_row=1, max_row=2), titles_from_data=True)
    second.add_chart(chart, "D1")
    book.create_sheet("标识").sheet_state = "veryHidden"
    book.create_sheet("字典").sheet_state = "hidden"
    book.defined_names["单位名称"] = DefinedName("单位名称", attr_text="公开01表!$A$1")
    first.defined_names["本表"] = DefinedName("本表", attr_text="公开01表!$B$2")
    out = io.BytesIO()
    book.save(out)
    parts = unzipped(out.getvalue())
    drawing, links = "xl/drawings/drawing1.xml", "xl/drawings/_rels/drawing1.xml.rels"
    link = f'<Relationship Id="rIdPic" Type="{OFFICE}/image" Target="../media/image1.png"/></Relationships>'
    kind = b'<Default Extension="png" ContentType="image/png"/>'
    return rezip(
        out.getvalue(),
        {
            drawing: re.sub(rb"</(\w+:)?wsDr>\s*$", lambda m: PICTURE.encode() + m[0], parts[drawing]),
            links: parts[links].replace(b"</Relationships>", link.encode()),
            "xl/media/image1.png": PNG,
            "[Content_Types].xml": re.sub(
                rb"(<Types[^>]*>)", lambda m: m[0] + kind, parts["[Content_Types].xml"]
            ),
        },
    )


def with_calc_chain(data: bytes) -> bytes:
    parts = unzipped(data)
    links, types = "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
    link = f'<Relationship Id="rIdChain" Type="{OFFICE}/calcChain" Target="calcChain.xml"/></Relationships>'
    override = f'<Override PartName="/xl/calcChain.xml" ContentType="{CHAIN_TYPE}"/></Types>'
    return rezip(
        data,
        {
            links: parts[links].replace(b"</Relationships>", link.encode()),
            types: parts[types].replace(b"</Types>", override.encode()),
            "xl/calcChain.xml": CHAIN.encode(),
        },
    )


def forge(data: bytes, name: str, **fields: int) -> bytes:
    """Change fields of one entry in both headers of a zip: flag, method, crc, csize, size."""
    forged = bytearray(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        local = archive.getinfo(name).header_offset
    central = data.rindex(name.encode()) - 46
    places = {
        "flag": (6, "<H"),
        "method": (8, "<H"),
        "crc": (14, "<L"),
        "csize": (18, "<L"),
        "size": (22, "<L"),
    }
    for field, value in fields.items():
        place, form = places[field]
        struct.pack_into(form, forged, local + place, value)
        struct.pack_into(form, forged, central + place + 2, value)
    return bytes(forged)


def zeros(size: int) -> bytes:
    """A true deflate stream of many zeros, quickly: the same flushed block again and again."""
    engine = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = engine.compress(bytes(1 << 20)) + engine.flush(zlib.Z_FULL_FLUSH)
    return block * (size >> 20) + zlib.compressobj(9, zlib.DEFLATED, -15).flush()


def crc_of_zeros(size: int) -> int:
    crc = 0
    for _ in range(size >> 20):
        crc = zlib.crc32(bytes(1 << 20), crc)
    return crc


def with_zeros(data: bytes, size: int, declared: int) -> bytes:
    """Add a part of ``size`` zeros that says that it has ``declared``."""
    name, raw = "xl/media/zeros.bin", zeros(size)
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_STORED) as archive:
        archive.writestr(name, raw)
    return forge(out.getvalue(), name, method=8, crc=crc_of_zeros(size), size=declared)


def ole(*streams: str) -> bytes:
    """A minimal compound file: header, one FAT sector, one directory sector."""
    last = 0xFFFFFFFE
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<5H6x9L", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, last, 0, last, 0)
    header += struct.pack("<L", 0) + b"\xff" * (512 - len(header) - 4)
    fat = struct.pack("<LL", 0xFFFFFFFD, last) + b"\xff" * 504
    directory = b""
    for place, name in enumerate(("Root Entry", *streams)):
        wide = name.encode("utf-16-le")
        entry = wide.ljust(64, b"\0") + struct.pack("<HBB", len(wide) + 2, 2 if place else 5, 1)
        directory += (entry + b"\xff" * 12).ljust(116, b"\0") + struct.pack("<LQ", last, 0)
    assert len(header) == 512
    return header + fat + directory.ljust(512, b"\0")


def owner_file(user: str) -> bytes:
    """The 165 bytes that Excel puts beside an open workbook."""
    narrow, wide = user.encode("gbk"), user.encode("utf-16-le")
    head = bytes([len(narrow)]) + narrow.ljust(54, b" ")
    return head + struct.pack("<H", len(user)) + wide + b" \0" * ((108 - len(wide)) // 2)


def refused(name: str, action: Callable[[], object], *words: str) -> str:
    """Check a refusal: its name, one line of Chinese with the words and what to do."""
    with pytest.raises(StructureError) as caught:
        action()
    message = str(caught.value)
    assert caught.value.name == name, message
    assert "\n" not in message
    assert "请" in message
    assert message.endswith("。")
    for word in words:
        assert word in message
    return message


# ---- not a workbook


def office(main: str) -> bytes:
    types = f'<Types xmlns="{TYPES}"/>'.encode()
    return zipped({"[Content_Types].xml": types, "_rels/.rels": rels("officeDocument", main), main: b"<a/>"})
