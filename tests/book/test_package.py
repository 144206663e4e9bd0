"""Packages: what is patched, what stays, what is refused."""

from __future__ import annotations

import errno
import io
import os
import random
import re
import struct
import subprocess
import sys
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from juesuan.book import package, saving
from juesuan.book.package import Package
from juesuan.book.refusal import parse_xml, serialize_xml
from juesuan.book.saving import check_writable, save_atomically
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


@pytest.fixture(scope="session")
def data() -> bytes:
    return make_book()


@pytest.fixture
def book(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "决算套表.xlsx"
    path.write_bytes(data)
    return path


# ---- what stays and what changes


def test_parts_are_read_in_order(data: bytes) -> None:
    opened = Package.from_bytes(data)
    assert opened.parts == list(unzipped(data))
    assert {name: opened.read(name) for name in opened.parts} == unzipped(data)
    assert not opened.changed
    assert opened.to_bytes() == data


def test_patch_of_one_sheet_leaves_all_else(book: Path, data: bytes) -> None:
    opened = Package.open(book)
    part = opened.sheets()["公开01表"]
    root = opened.xml(part)
    value = root.find(f".//{{{MAIN}}}c[@r='B2']/{{{MAIN}}}v")
    assert value is not None
    value.text = "1503.25"
    opened.write(part, serialize_xml(root))
    assert opened.changed == {part}
    opened.save(book)

    before, after = unzipped(data), unzipped(book.read_bytes())
    assert list(before) == list(after)
    assert {name for name in before if before[name] != after[name]} == {part}
    for needed in ("media/image1.png", "charts/chart1.xml", "comments", "drawings/drawing1.xml"):
        assert any(needed in name for name in after)
    assert b"dataValidation" in after[Package.open(book).sheets()["公开02表"]]
    assert load_workbook(book)["公开01表"]["B2"].value == 1503.25


def test_dates_and_packed_bytes_stay(data: bytes) -> None:
    opened = Package.from_bytes(data)
    opened.write("xl/styles.xml", opened.read("xl/styles.xml") + b"\n")
    opened.write("xl/新部件.xml", b"<a/>")
    old = {one.filename: one for one in zipfile.ZipFile(io.BytesIO(data)).infolist()}
    for one in zipfile.ZipFile(io.BytesIO(opened.to_bytes())).infolist():
        if one.filename in opened.changed:
            assert one.date_time == (1980, 1, 1, 0, 0, 0)
        else:
            was = old[one.filename]
            assert (one.date_time, one.CRC, one.compress_size) == (was.date_time, was.CRC, was.compress_size)
            assert one.external_attr == was.external_attr
    assert list(unzipped(opened.to_bytes())) == [*old, "xl/新部件.xml"]


def test_same_changes_give_same_bytes(data: bytes) -> None:
    def build() -> bytes:
        opened = Package.from_bytes(data)
        opened.write("xl/styles.xml", b"<a/>")
        opened.set_full_calc_on_load()
        return opened.to_bytes()

    assert build() == build()


def test_unchanged_data_is_no_change(data: bytes) -> None:
    opened = Package.from_bytes(data)
    opened.write("xl/styles.xml", b"<a/>")
    opened.write("xl/styles.xml", unzipped(data)["xl/styles.xml"])
    assert opened.changed == frozenset()
    assert opened.to_bytes() == data


def test_delete(data: bytes) -> None:
    opened = Package.from_bytes(data)
    opened.delete("docProps/app.xml")
    assert opened.changed == {"docProps/app.xml"}
    assert list(unzipped(opened.to_bytes())) == [n for n in unzipped(data) if n != "docProps/app.xml"]
    refused("truncated", lambda: opened.read("docProps/app.xml"), "缺少部件")


def test_entries_with_data_descriptors_and_stored_ones_are_carried_over(data: bytes) -> None:
    class Unseekable(io.RawIOBase):
        def __init__(self) -> None:
            self.out = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, chunk: bytes) -> int:  # type: ignore[override]
            self.out += chunk
            return len(chunk)

    pipe = Unseekable()
    with zipfile.ZipFile(pipe, "w") as archive:
        for place, (name, part) in enumerate(unzipped(data).items()):
            archive.writestr(name, part, (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)[place % 2])
    opened = Package.from_bytes(bytes(pipe.out))
    opened.set_full_calc_on_load()
    after = unzipped(opened.to_bytes())
    assert {n: p for n, p in after.items() if n != "xl/workbook.xml"} == {
        n: p for n, p in unzipped(data).items() if n != "xl/workbook.xml"
    }


# ---- the map of the workbook


def test_sheets_and_states(data: bytes) -> None:
    opened = Package.from_bytes(data)
    assert list(opened.sheets()) == ["公开01表", "公开02表", "标识", "字典"]
    assert opened.sheets()["公开02表"] == "xl/worksheets/sheet2.xml"
    assert opened.sheet_states() == {
        "公开01表": "visible", "公开02表": "visible", "标识": "veryHidden", "字典": "hidden"
    }  # fmt: skip


def test_relative_and_absolute_targets(data: bytes) -> None:
    link = "xl/_rels/workbook.xml.rels"
    plain = unzipped(data)[link]
    absolute = plain if b'"/xl/' in plain else plain.replace(b'Target="', b'Target="/xl/')
    relative = absolute.replace(b'"/xl/', b'"')
    dotted = absolute.replace(b'"/xl/', b'"./../xl/')
    expected = Package.from_bytes(data).sheets()
    for one in (absolute, relative, dotted):
        assert Package.from_bytes(rezip(data, {link: one})).sheets() == expected


def test_workbook_under_another_name(data: bytes) -> None:
    parts = unzipped(data)
    moved = rezip(
        data,
        {
            "xl/workbook.xml": None,
            "xl/_rels/workbook.xml.rels": None,
            "xl/workbook2.xml": parts["xl/workbook.xml"],
            "xl/_rels/workbook2.xml.rels": parts["xl/_rels/workbook.xml.rels"],
            "_rels/.rels": parts["_rels/.rels"].replace(b"workbook.xml", b"workbook2.xml"),
        },
    )
    opened = Package.from_bytes(moved)
    assert opened.workbook == "xl/workbook2.xml"
    assert opened.sheets() == Package.from_bytes(data).sheets()


def test_part_names_do_not_tell_case(data: bytes) -> None:
    parts = unzipped(data)
    moved = {"xl/worksheets/sheet1.xml": None, "xl/Worksheets/Sheet1.xml": parts["xl/worksheets/sheet1.xml"]}
    opened = Package.from_bytes(rezip(data, moved))
    assert opened.sheets()["公开01表"] == "xl/Worksheets/Sheet1.xml"
    opened.write("/xl/worksheets/sheet1.xml", b"<a/>")
    assert opened.changed == {"xl/Worksheets/Sheet1.xml"}


def test_related_parts(data: bytes) -> None:
    opened = Package.from_bytes(data)
    sheet = opened.sheets()["公开02表"]
    assert opened.related(sheet, "comments") == [
        n for n in opened.parts if "comment" in n and n.endswith(".xml")
    ]
    assert [n for n in opened.related(sheet, "vmlDrawing") if n.endswith(".vml")]
    assert opened.related(opened.related(sheet, "drawing")[0], "image") == ["xl/media/image1.png"]
    assert opened.related(sheet, "table") == []
    assert opened.related("xl/styles.xml", "table") == []


def test_external_targets_are_not_parts(data: bytes) -> None:
    link = rels("hyperlink", "../workbook.xml").replace(b"/></", b' TargetMode="External"/></')
    opened = Package.from_bytes(rezip(data, {"xl/worksheets/_rels/sheet1.xml.rels": link}))
    assert opened.related("xl/worksheets/sheet1.xml", "hyperlink") == []


def test_calc_chain_is_dropped_whole(data: bytes) -> None:
    opened = Package.from_bytes(with_calc_chain(data))
    opened.drop_calc_chain()
    links, types = "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
    assert opened.changed == {"xl/calcChain.xml", links, types}
    after, before = unzipped(opened.to_bytes()), unzipped(data)
    assert list(after) == list(before)
    for part in (links, types):
        assert b"calcChain" not in after[part]
        assert etree.tostring(parse_xml(after[part]), method="c14n") == etree.tostring(
            parse_xml(before[part]), method="c14n"
        )


def test_no_calc_chain_is_no_change(data: bytes) -> None:
    opened = Package.from_bytes(data)
    opened.drop_calc_chain()
    assert not opened.changed


def test_full_calc_on_load_keeps_calc_pr(data: bytes) -> None:
    opened = Package.from_bytes(data)
    before = opened.xml("xl/workbook.xml").find("{*}calcPr")
    assert before is not None
    before_attributes = {str(k): str(v) for k, v in before.attrib.items() if k != "fullCalcOnLoad"}
    source = unzipped(data)["xl/workbook.xml"].replace(b' fullCalcOnLoad="1"', b"")
    opened = Package.from_bytes(rezip(data, {"xl/workbook.xml": source}))
    opened.set_full_calc_on_load()
    calc = opened.xml("xl/workbook.xml").find("{*}calcPr")
    assert calc is not None
    assert {str(k): str(v) for k, v in calc.attrib.items()} == before_attributes | {"fullCalcOnLoad": "1"}
    again = Package.from_bytes(opened.to_bytes())
    again.set_full_calc_on_load()
    assert not again.changed


def test_missing_children_are_put_in_schema_order(data: bytes) -> None:
    root = parse_xml(unzipped(data)["xl/workbook.xml"])
    for local in ("calcPr", "definedNames"):
        child = root.find(f"{{*}}{local}")
        assert child is not None
        root.remove(child)
    sheets = root.find("{*}sheets")
    assert sheets is not None
    sheets.addprevious(etree.Comment("<!DOCTYPE"))
    sheets.addnext(etree.SubElement(root, f"{{{MAIN}}}pivotCaches"))
    opened = Package.from_bytes(rezip(data, {"xl/workbook.xml": serialize_xml(root)}))
    opened.set_full_calc_on_load()
    opened.set_defined_name("单位", "公开01表!$A$1")
    tags = [etree.QName(one).localname for one in opened.xml("xl/workbook.xml") if isinstance(one.tag, str)]
    start = tags.index("sheets")
    assert tags[start : start + 4] == ["sheets", "definedNames", "calcPr", "pivotCaches"]
    assert b"ns0:" not in opened.read("xl/workbook.xml")


def test_defined_names(data: bytes) -> None:
    opened = Package.from_bytes(data)
    assert opened.defined_names() == {"单位名称": "公开01表!$A$1"}
    opened.set_defined_name("单位名称", "公开01表!$A$1")
    assert not opened.changed
    opened.set_defined_name("单位名称", "=公开02表!$A$1")
    opened.set_defined_name("本表", "'公开 02&表'!$A$2")
    assert opened.defined_names() == {"单位名称": "公开02表!$A$1", "本表": "'公开 02&表'!$A$2"}
    assert opened.changed == {"xl/workbook.xml"}
    book = load_workbook(io.BytesIO(opened.to_bytes()))
    assert book["公开01表"].defined_names["本表"].attr_text == "公开01表!$B$2"
    assert book.sheetnames == list(opened.sheets())


def test_names_keep_all_else_of_the_workbook_part(data: bytes) -> None:
    source = unzipped(data)["xl/workbook.xml"]
    extra = (
        b'<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        b'<mc:Choice Requires="x15"><x15ac:absPath xmlns:x15ac="urn:x" url="D:\\"/></mc:Choice>'
        b"</mc:AlternateContent>"
    )
    source = re.sub(rb"(<bookViews)", lambda m: extra + m[0], source)
    source = source.replace(b"<workbook ", b'<workbook xmlns:x15="urn:unused" ')
    opened = Package.from_bytes(rezip(data, {"xl/workbook.xml": source}))
    opened.set_defined_name("新名", "公开01表!$A$9")
    after = opened.read("xl/workbook.xml")
    added = '<definedName name="新名">公开01表!$A$9</definedName>'.encode()
    assert after.count(added) == 1
    assert b'xmlns:x15="urn:unused"' in after
    assert etree.tostring(parse_xml(after.replace(added, b"")), method="c14n") == etree.tostring(
        parse_xml(source), method="c14n"
    )


# ---- XML


def test_declaration_is_as_excel_writes() -> None:
    written = serialize_xml(parse_xml('<?xml version="1.0"?><!--前--><a>决算 &amp; <b/></a>'.encode()))
    head, body = written.split(b"\r\n")
    assert head == b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    assert body.decode() == "<!--前--><a>决算 &amp; <b/></a>"


@pytest.mark.parametrize(
    "text",
    [
        "<!DOCTYPE a><a/>",
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a/>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_dtd_is_refused(text: str, encoding: str) -> None:
    refused("not-a-workbook", lambda: parse_xml(text.encode(encoding), "甲.xlsx"), "甲.xlsx", "DTD")


def test_entities_are_not_expanded() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 20))
    for use in ("<a>&l19;</a>", '<a b="&l19;"/>'):
        with pytest.raises(StructureError):
            parse_xml(f'<!DOCTYPE a [<!ENTITY l0 "lol">{laughs}]>{use}'.encode())


def test_broken_xml_in_a_part(data: bytes) -> None:
    broken = rezip(data, {"xl/workbook.xml": unzipped(data)["xl/workbook.xml"][:200]})
    refused("truncated", lambda: Package.from_bytes(broken, Path("甲.xlsx")), "甲.xlsx")


# ---- not a workbook


def office(main: str) -> bytes:
    types = f'<Types xmlns="{TYPES}"/>'.encode()
    return zipped({"[Content_Types].xml": types, "_rels/.rels": rels("officeDocument", main), main: b"<a/>"})


NOT_BOOKS = [
    ("空.xlsx", b"", "空文件"),
    ("表.csv", "科目,金额\r\n行政运行,1503.52\r\n".encode("gbk"), "CSV"),
    ("表.xlsx", "科目,金额\r\n行政运行,1503.52\r\n".encode("utf-8-sig"), "CSV"),
    ("表.xlsx", "科目\t金额\r\n".encode("utf-16"), "CSV"),
    ("长.csv", ("科目" * 40_001).encode("gbk") + b"\n", "CSV"),
    ("旧.xls", ole("Workbook"), ".xls"),
    ("改名.xlsx", ole("Workbook", "\x05SummaryInformation"), ".xls"),
    ("旧.et", ole("Workbook"), ".et"),
    ("函.doc", ole("WordDocument"), "Word"),
    (
        "网页.xls",
        b"\r\n<html xmlns:x='urn:schemas-microsoft-com:office:excel'><table></table></html>",
        "HTML",
    ),
    ("网页.xls", b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n", "HTML"),
    (
        "2003.xls",
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        "2003",
    ),
    ("报告.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "PDF"),
    ("照片.xlsx", PNG, "图片"),
    ("包.xlsx", b"Rar!\x1a\x07\x01\x00", "压缩包"),
    ("包.zip", zipped({"套表/决算.txt": b"1"}), "压缩包"),
    ("包.zip", zipped({}), "压缩包"),
    ("报告.docx", office("word/document.xml"), "docx"),
    ("汇报.pptx", office("ppt/presentation.xml"), "pptx"),
    ("二进制.xlsb", office("xl/workbook.bin"), ".xlsb"),
    ("图.xlsx", office("visio/document.xml"), "不是表格"),
    (
        "表.ods",
        zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"}),
        ".ods",
    ),
    ("程序.exe", b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff" + bytes(400), "无法识别"),
]


@pytest.mark.parametrize(("name", "content", "word"), NOT_BOOKS)
def test_not_a_workbook(tmp_path: Path, name: str, content: bytes, word: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    refused("not-a-workbook", lambda: Package.open(path), f"“{name}”", word)


def test_folder_is_not_a_workbook(tmp_path: Path) -> None:
    refused("not-a-workbook", lambda: Package.open(tmp_path), "文件夹")


def test_not_found(tmp_path: Path) -> None:
    refused("not-found", lambda: Package.open(tmp_path / "没有.xlsx"), "没有.xlsx", "不存在")
    refused("not-found", lambda: check_writable(tmp_path / "无此夹" / "新.xlsx"), "文件夹")


def test_message_is_one_line_even_if_the_name_is_not(tmp_path: Path) -> None:
    refused("not-found", lambda: Package.open(tmp_path / "两\n行.xlsx"), "两行.xlsx")


# ---- enciphered


@pytest.mark.parametrize(
    "content",
    [
        b"%TSD-Header-###%" + random.Random(1).randbytes(5000),
        b"%TSD-Header-###%" + bytes(500),
        b"b\x14#e\xc1\0\0\4E-SafeNet\0\0\0LOCK" + random.Random(2).randbytes(5000),
        random.Random(3).randbytes(20_000),
        random.Random(4).randbytes(2000),
        ole("EncryptedPackage", "DRMEncryptedTransform"),
    ],
)
def test_document_protection(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "决算.xlsx"
    path.write_bytes(content)
    refused(
        "document-protection", lambda: Package.open(path), "决算.xlsx", "请在加密软件中解密", "另存为明文"
    )


def test_password(tmp_path: Path) -> None:
    path = tmp_path / "决算.xlsx"
    path.write_bytes(ole("EncryptionInfo", "EncryptedPackage"))
    refused("password", lambda: Package.open(path), "决算.xlsx", "打开密码")


def test_password_of_a_zip(data: bytes) -> None:
    locked = forge(data, "xl/styles.xml", flag=1)
    refused("password", lambda: Package.from_bytes(locked), "密码")


# ---- bombs


def test_bomb_of_a_gigabyte_of_zeros(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "炸弹.xlsx"
    path.write_bytes(with_zeros(data, 1 << 30, 1 << 30))
    assert path.stat().st_size < 3 << 20
    with zipfile.ZipFile(path) as archive:
        assert archive.getinfo("xl/media/zeros.bin").file_size == 1 << 30
    refused("zip-bomb", lambda: Package.open(path), "炸弹.xlsx", "1024 MB")


def test_bomb_with_lying_headers_is_caught_while_unpacking(data: bytes) -> None:
    opened = Package.from_bytes(with_zeros(data, 1 << 30, 1000))
    tracemalloc.start()
    refused("zip-bomb", lambda: opened.read("xl/media/zeros.bin"), "比声明的大")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20 << 20


def test_bomb_by_ratio(data: bytes) -> None:
    small, big = 4 << 20, 16 << 20
    assert Package.from_bytes(with_zeros(data, small, small)).read("xl/media/zeros.bin") == bytes(small)
    refused("zip-bomb", lambda: Package.from_bytes(with_zeros(data, big, big)), "16 MB")


def test_bomb_by_total(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_TOTAL", 10_000)
    refused("zip-bomb", lambda: Package.from_bytes(data), "合计")


def test_bomb_by_entries(data: bytes) -> None:
    many = io.BytesIO(data)
    with zipfile.ZipFile(many, "a") as archive:
        for number in range(package.MAX_ENTRIES):
            archive.writestr(f"xl/a{number}", b"")
    refused("zip-bomb", lambda: Package.from_bytes(many.getvalue()), "10000 个")


def test_bomb_by_size_of_the_file(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_FILE", 1000)
    refused("zip-bomb", lambda: Package.open(book))


# ---- damaged


@pytest.mark.parametrize("share", [0.01, 0.5, 0.9, 0.999])
def test_cut_file(tmp_path: Path, data: bytes, share: float) -> None:
    path = tmp_path / "半截.xlsx"
    path.write_bytes(data[: int(len(data) * share)])
    refused("truncated", lambda: Package.open(path), "半截.xlsx", "已损坏或不完整")


def test_file_of_nothing_but_zeros(data: bytes) -> None:
    refused("truncated", lambda: Package.from_bytes(bytes(len(data))), "全是零")


def test_bad_crc(data: bytes) -> None:
    opened = Package.from_bytes(forge(data, "xl/styles.xml", crc=1))
    refused("truncated", lambda: opened.read("xl/styles.xml"), "xl/styles.xml", "校验")


def test_garbage_inside(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        start = archive.getinfo("xl/styles.xml").header_offset
    for place in (start, start + 60):
        damaged = bytearray(data)
        damaged[place : place + 40] = b"\xff" * 40
        opened = Package.from_bytes(bytes(damaged))
        refused("truncated", lambda opened=opened: opened.read("xl/styles.xml"))  # type: ignore[misc]
    refused(
        "truncated", lambda: Package.from_bytes(forge(data, "xl/styles.xml", size=9999)).read("xl/styles.xml")
    )
    refused(
        "truncated", lambda: Package.from_bytes(forge(data, "xl/styles.xml", method=9)).read("xl/styles.xml")
    )


@pytest.mark.parametrize("part", ["[Content_Types].xml", "_rels/.rels", "xl/workbook.xml"])
def test_required_part_is_missing(data: bytes, part: str) -> None:
    refused("truncated", lambda: Package.from_bytes(rezip(data, {part: None})), "缺少")


def test_sheet_part_is_missing(data: bytes) -> None:
    opened = Package.from_bytes(rezip(data, {"xl/worksheets/sheet2.xml": None}))
    refused("truncated", opened.sheets, "公开02表")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_part_twice(data: bytes) -> None:
    twice = io.BytesIO(data)
    with zipfile.ZipFile(twice, "a") as archive:
        archive.writestr("xl/workbook.xml", b"<a/>")
    refused("truncated", lambda: Package.from_bytes(twice.getvalue()), "重名")


# ---- open elsewhere, read-only


@pytest.mark.parametrize(
    ("mark", "content", "who"),
    [
        ("~$决算套表.xlsx", owner_file("王会计"), "王会计"),
        ("~$决算套表.xlsx", b"\x06" + "王会计".encode("gbk"), "王会计"),
        ("~$决算套表.xlsx", b"", "其他人"),
        (".~决算套表.xlsx", b"", "其他人"),
        (".~lock.决算套表.xlsx#", "李出纳,li,pc-3,22.11.2020 10:00,file:///home/li;".encode(), "李出纳"),
        (".~lock.决算套表.xlsx#", b",li,pc-3,22.11.2020 10:00,file:///home/li;", "“li”"),
    ],
)
def test_locked(book: Path, data: bytes, mark: str, content: bytes, who: str) -> None:
    book.with_name(mark).write_bytes(content)
    refused("locked", lambda: check_writable(book), "决算套表.xlsx", who, mark)
    refused("locked", lambda: save_atomically(book, b"new"), who)
    assert book.read_bytes() == data
    assert Package.open(book).sheets()
    book.with_name(mark).unlink()
    check_writable(book)


def test_locked_behind_a_link(book: Path, tmp_path: Path) -> None:
    link = tmp_path / "链接" / "甲.xlsx"
    link.parent.mkdir()
    link.symlink_to(book)
    book.with_name(f"~${book.name}").write_bytes(owner_file("王会计"))
    refused("locked", lambda: check_writable(link), "王会计")


def test_long_names_are_no_obstacle(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / ("决" * 83 + ".xlsx")
    save_atomically(path, data)
    assert Package.open(path).sheets()


def test_read_only_file(book: Path, data: bytes) -> None:
    book.chmod(0o444)
    refused("read-only", lambda: check_writable(book), "只读")
    refused("read-only", lambda: save_atomically(book, b"new"), "只读")
    assert book.read_bytes() == data


@pytest.mark.skipif(os.name == "nt", reason="folders have no such bit on Windows")
def test_read_only_folder(book: Path) -> None:
    book.parent.chmod(0o555)
    try:
        refused("read-only", lambda: check_writable(book), "文件夹不可写")
        refused("read-only", lambda: check_writable(book.with_name("新.xlsx")), "文件夹不可写")
    finally:
        book.parent.chmod(0o755)


# ---- saving


def test_save_keeps_permission_bits_and_leaves_nothing(book: Path) -> None:
    for mode in (0o640, 0o600, 0o664):
        book.chmod(mode)
        save_atomically(book, b"new")
        assert book.read_bytes() == b"new"
        if os.name != "nt":
            assert book.stat().st_mode & 0o777 == mode
    assert list(book.parent.iterdir()) == [book]


def test_save_through_a_link_keeps_the_link(book: Path, tmp_path: Path) -> None:
    link = tmp_path / "链接.xlsx"
    link.symlink_to(book)
    save_atomically(link, b"new")
    assert link.is_symlink()
    assert book.read_bytes() == b"new"


@pytest.mark.skipif(os.name == "nt", reason="limits of a process are not of Windows")
@pytest.mark.parametrize("new", [False, True])
def test_disk_full(book: Path, data: bytes, new: bool) -> None:
    target = book.with_name("新.xlsx") if new else book
    code = """
import resource, signal, sys
from pathlib import Path
from juesuan.book.package import Package
from juesuan.findings import StructureError
opened = Package.open(Path(sys.argv[1]))
opened.write("xl/styles.xml", b"<a/>")
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    opened.save(Path(sys.argv[2]))
except StructureError as error:
    print(error.name, str(error).count(chr(10)), "原文件未改动" in str(error))
"""
    run = subprocess.run(
        [sys.executable, "-c", code, book, target],
        env={**os.environ, "PYTHONPATH": str(ROOT / "python"), "PYTHONUTF8": "1"},
        capture_output=True,
        check=True,
        text=True,
    )
    assert run.stdout.split() == ["disk-full", "0", "True"], run.stderr
    assert book.read_bytes() == data
    assert list(book.parent.iterdir()) == [book]


@pytest.mark.parametrize(
    "failure",
    [
        (errno.ENOSPC, "disk-full"),
        (errno.EDQUOT, "disk-full"),
        (errno.EIO, "save-failed"),
        (errno.EROFS, "read-only"),
        (errno.EACCES, "locked" if os.name == "nt" else "read-only"),
    ],
)
@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_failures_leave_the_original(
    book: Path, data: bytes, monkeypatch: pytest.MonkeyPatch, failure: tuple[int, str], step: str
) -> None:
    number, name = failure

    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os if step == "fsync" else Path, step, fail)
    refused(name, lambda: save_atomically(book, b"new"), "没有保存", "原文件未改动")
    assert book.read_bytes() == data
    assert list(book.parent.iterdir()) == [book]


def test_locked_on_windows_while_replacing(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    denied = PermissionError(errno.EACCES, "Access is denied")
    monkeypatch.setattr(os, "name", "nt")
    assert saving.save_refusal(denied, book.name).name == "locked"


def test_interruption_leaves_no_temporary_file(
    book: Path, data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        save_atomically(book, b"new")
    assert book.read_bytes() == data
    assert list(book.parent.iterdir()) == [book]
