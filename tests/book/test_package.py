"""Packages: what is patched, what stays."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from lxml import etree
from openpyxl import load_workbook

from juesuan.book.package import Package
from juesuan.book.refusal import parse_xml, serialize_xml
from juesuan.findings import StructureError
from tests.book.packages import MAIN, refused, rels, rezip, unzipped, with_calc_chain

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
