from __future__ import annotations

import io
import posixpath
import struct
import warnings
import zipfile
from pathlib import Path

import olefile
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from openxml_audit import OpenXmlValidator
from typer.testing import CliRunner

from juesuan.actions import ACTIONS
from juesuan.addin.cli import app
from juesuan.addin.compression import CHUNK, compress
from juesuan.addin.config import INTERPRETER, sheet_values, user_file, write_user_file
from juesuan.addin.parts import ADDIN_TYPE, MAIN, RELATIONS
from juesuan.addin.sources import Kind, vba_modules
from juesuan.addin.vbaproject import PROJECT_NAME, disguise, source
from juesuan.addin.xlam import build_xlam

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    from oletools.olevba import VBA_Parser, decompress_stream

CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
KNOWN_ATTRIBUTES = {
    "workbook": set(),
    "fileVersion": {"appName", "lastEdited", "lowestEdited"},
    "workbookPr": {"codeName"},
    "bookViews": set(),
    "workbookView": {"visibility", "activeTab"},
    "sheets": set(),
    "sheet": {"name", "sheetId", "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"},
    "worksheet": set(),
    "sheetPr": {"codeName"},
    "sheetData": set(),
    "row": {"r"},
    "c": {"r", "t"},
    "v": set(),
}


@pytest.fixture(scope="module")
def addin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_xlam(tmp_path_factory.mktemp("加载项 &"))


@pytest.fixture(scope="module")
def parts(addin: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(addin) as package:
        names = package.namelist()
        assert len({name.lower() for name in names}) == len(names)
        return {name: package.read(name) for name in names}


def test_the_same_bytes_twice(addin: Path, tmp_path: Path) -> None:
    again = build_xlam(tmp_path / "other" / "name.xlam")
    assert again.name == "name.xlam"
    assert again.read_bytes() == addin.read_bytes()


def test_the_validator_finds_nothing(addin: Path) -> None:
    result = OpenXmlValidator().validate(str(addin))
    assert result.is_valid
    assert result.errors == []


def test_every_part_has_its_content_type(parts: dict[str, bytes]) -> None:
    types = etree.fromstring(parts["[Content_Types].xml"])
    defaults = {
        one.get("Extension"): one.get("ContentType") for one in types.iter(f"{{{CONTENT_TYPES}}}Default")
    }
    overrides = {
        one.get("PartName"): one.get("ContentType") for one in types.iter(f"{{{CONTENT_TYPES}}}Override")
    }
    assert {str(name)[1:] for name in overrides} <= set(parts)
    assert overrides["/xl/workbook.xml"] == ADDIN_TYPE
    assert defaults["bin"] == "application/vnd.ms-office.vbaProject"
    for name in parts:
        extension = name.rpartition(".")[2]
        assert extension in defaults
        if extension == "xml" and name != "[Content_Types].xml" and not name.startswith("customUI/"):
            assert f"/{name}" in overrides


def test_every_relationship_leads_to_a_part_and_every_part_is_reached(parts: dict[str, bytes]) -> None:
    reached: set[str] = set()
    for name in [one for one in parts if one.endswith(".rels")]:
        folder = posixpath.dirname(posixpath.dirname(name))
        listed = etree.fromstring(parts[name]).findall(f"{{{RELATIONS}}}Relationship")
        assert len({one.get("Id") for one in listed}) == len(listed)
        reached |= {posixpath.normpath(posixpath.join(folder, str(one.get("Target")))) for one in listed}
    assert reached == {name for name in parts if not name.endswith(".rels") and name != "[Content_Types].xml"}


def test_pictures_are_found_by_their_relationships(parts: dict[str, bytes]) -> None:
    listed = etree.fromstring(parts["customUI/_rels/customUI.xml.rels"])
    assert {one.get("Id") for one in listed} == {action.icon for action in ACTIONS}


def test_no_unknown_attributes(parts: dict[str, bytes]) -> None:
    for name in ("xl/workbook.xml", "xl/worksheets/sheet1.xml"):
        for one in etree.fromstring(parts[name]).iter():
            assert set(one.attrib) <= KNOWN_ATTRIBUTES[etree.QName(one).localname]


def test_code_names_are_the_document_modules(parts: dict[str, bytes]) -> None:
    workbook = etree.fromstring(parts["xl/workbook.xml"]).find(f"{{{MAIN}}}workbookPr")
    sheet = etree.fromstring(parts["xl/worksheets/sheet1.xml"]).find(f"{{{MAIN}}}sheetPr")
    assert workbook is not None
    assert sheet is not None
    documents = [module.name for module in vba_modules() if module.kind is Kind.DOCUMENT]
    assert documents == [workbook.get("codeName"), sheet.get("codeName")]


def test_the_decoded_vba_is_the_text_of_the_repository(addin: Path) -> None:
    parser = VBA_Parser(str(addin))
    try:
        decoded = {name.rpartition("/")[2]: code for _, name, _, code in parser.extract_all_macros()}
    finally:
        parser.close()
    assert decoded == {module.name: source(module).decode("ascii") for module in vba_modules()}


def test_the_project_holds_sources_only(parts: dict[str, bytes]) -> None:
    with olefile.OleFileIO(io.BytesIO(parts["xl/vbaProject.bin"])) as file:
        streams = {"/".join(path) for path in file.listdir()}
        assert file.openstream("VBA/_VBA_PROJECT").read() == bytes.fromhex("cc61ffff000100")
        project = file.openstream("PROJECT").read().decode("ascii")
        directory = bytes(decompress_stream(bytearray(file.openstream("VBA/dir").read())))
    modules = {f"VBA/{module.name}" for module in vba_modules()}
    assert streams == {"PROJECT", "PROJECTwm", "VBA/dir", "VBA/_VBA_PROJECT", *modules}
    assert f'Name="{PROJECT_NAME}"' in project
    assert b"{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}" in directory  # IRibbonControl is there
    assert directory.count(struct.pack("<HII", 0x31, 4, 0)) == len(modules)


@given(st.binary(max_size=300) | st.text("ab \r\n", max_size=2 * CHUNK + 9).map(str.encode))
def test_compression_can_be_undone(data: bytes) -> None:
    assert bytes(decompress_stream(bytearray(compress(data)))) == data


def revealed(written: str, key: int) -> bytes:
    """The inverse of ``disguise``, by the specification's text."""
    data = bytes.fromhex(written)
    seed = data[0]
    assert (data[1] ^ seed, data[2] ^ seed) == (2, key)
    plain, out = key, bytearray()
    for at in range(3, len(data)):
        plain = data[at] ^ ((data[at - 2] + plain) & 0xFF)
        out.append(plain)
    payload = out[(seed & 6) // 2 :]
    assert struct.unpack("<I", payload[:4]) == (len(payload) - 4,)
    return bytes(payload[4:])


def test_project_fields_are_disguised_as_excel_does() -> None:
    excels = sum(b"{318BEE36-5BE1-492A-826D-473DB19B0F30}") & 0xFF
    assert revealed("5D5F8AADDAA8DEA8DEA8DEA8DE", excels) == bytes(4)
    for data in (bytes(4), b"\0", b"\xff"):
        for seed in (0x5D, 0x00, 0xFF):
            assert revealed(disguise(data, 0xA7, seed), 0xA7) == data


def test_the_sheet_holds_settings_and_words(parts: dict[str, bytes]) -> None:
    texts = ["".join(map(str, one.itertext())) for one in etree.fromstring(parts["xl/sharedStrings.xml"])]
    assert dict(zip(texts[::2], texts[1::2], strict=True)) == sheet_values()
    code = "\n".join(module.text for module in vba_modules())
    for key in sheet_values():
        assert f'"{key.removeprefix("text.")}"' in code, f"nobody uses {key}"


def test_another_interpreter_can_be_built_in(tmp_path: Path) -> None:
    with zipfile.ZipFile(build_xlam(tmp_path, r"D:\程序\pythonw.exe")) as package:
        assert r"D:\程序\pythonw.exe" in package.read("xl/sharedStrings.xml").decode()


def test_the_users_file(tmp_path: Path) -> None:
    file = write_user_file(tmp_path, {INTERPRETER: r"D:\程序\pythonw.exe"})
    assert file == user_file(tmp_path)
    assert file.read_text(encoding="utf-8") == "INTERPRETER_WIN=D:\\程序\\pythonw.exe\n"


def test_the_command(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["build", "--out", str(tmp_path / "out")])
    assert result.exit_code == 0, result.output
    assert (tmp_path / "out" / "juesuan.xlam").is_file()
