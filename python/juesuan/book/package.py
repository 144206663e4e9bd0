"""An existing workbook as a package of parts, changed part by part and saved whole or not at all.

What is not changed keeps its bytes. A file that cannot be worked on is refused with one line of Chinese: what
it is, why it cannot be used, what to do. Sizes are limited before and again while unpacking, headers may lie.
"""

from __future__ import annotations

import io
import os
import posixpath
import struct
import zipfile
import zlib
from pathlib import Path
from urllib.parse import unquote

from lxml import etree

from juesuan.book.refusal import (
    CHOOSE_XLSX,
    INSIDE_ZIP,
    Element,
    bomb,
    damaged,
    parse_xml,
    refusal,
    refuse,
    serialize_xml,
)
from juesuan.book.saving import save_atomically

MAX_FILE = 256 << 20
MAX_ENTRIES = 10_000
MAX_PART = 256 << 20
MAX_TOTAL = 1 << 30
MAX_RATIO = 200  # asked only of parts larger than RATIO_FROM: small ones do no harm
RATIO_FROM = 8 << 20

# What stands before these two children of the workbook element, by the schema.
_BEFORE_NAMES = (
    *("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets"),
    *("functionGroups", "externalReferences"),
)
_BEFORE = {"definedNames": _BEFORE_NAMES, "calcPr": (*_BEFORE_NAMES, "definedNames")}


def _directory(data: bytes, name: str) -> dict[str, zipfile.ZipInfo]:
    """Read the central directory and hold it against the limits."""
    if data.count(b"PK\1\2") > MAX_ENTRIES:
        raise bomb(name, f"部件多于 {MAX_ENTRIES} 个")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError, struct.error) as error:
        raise damaged(name, "压缩包的目录缺失或读不出") from error
    for one in entries:
        swollen = one.file_size > RATIO_FROM and one.file_size > MAX_RATIO * one.compress_size
        if one.file_size > MAX_PART or swollen:
            raise bomb(name, f"一个部件解压后有 {one.file_size >> 20} MB")
        if one.flag_bits & 1:
            raise refuse("password", name, "是加了密码的压缩包。请先用密码解压，再选其中的 .xlsx 文件。")
    if sum(one.file_size for one in entries) > MAX_TOTAL:
        raise bomb(name, f"合计超过 {MAX_TOTAL >> 20} MB")
    if len({one.filename.casefold() for one in entries}) < len(entries):
        raise damaged(name, "压缩包里有重名的部件")
    return {one.filename: one for one in entries}


def _entry(info: zipfile.ZipInfo, raw: bytes, offset: int) -> tuple[bytes, bytes]:
    """Build the local record of an entry, with its data, and its record in the central directory."""
    name = info.orig_filename.encode("utf-8" if info.flag_bits & 0x800 else "cp437")
    year, month, day, hour, minute, second = info.date_time
    moment = (hour << 11 | minute << 5 | second // 2, year - 1980 << 9 | month << 5 | day)
    fixed = (info.extract_version, info.flag_bits & 0x806, info.compress_type, *moment)
    common = struct.pack("<5H3L2H", *fixed, info.CRC, len(raw), info.file_size, len(name), 0)
    made = bytes((info.create_version, info.create_system))
    tail = struct.pack("<3H2L", 0, 0, info.internal_attr, info.external_attr, offset)
    return b"PK\3\4" + common + name + raw, b"PK\1\2" + made + common + tail + name


def _pack(name: str, data: bytes) -> tuple[zipfile.ZipInfo, bytes]:
    """Compress a changed or new part; its date is fixed, 1980-01-01."""
    engine = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    info = zipfile.ZipInfo(name)
    info.create_system, info.compress_type = 0, zipfile.ZIP_DEFLATED
    info.flag_bits = 0 if name.isascii() else 0x800
    info.file_size, info.CRC = len(data), zlib.crc32(data)
    return info, engine.compress(data) + engine.flush()


def _rels_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _target(part: str, target: str) -> str:
    path = unquote(target.partition("#")[0]).replace("\\", "/")
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), path)).lstrip("/")


class Package:
    """A workbook's parts in memory, in the order of the file; nothing is written before :meth:`save`."""

    def __init__(self, data: bytes, path: Path | None = None) -> None:
        self.path = path
        self._name = path.name if path else "工作簿"
        if data[:4] not in (b"PK\3\4", b"PK\5\6", b"PK\7\x08"):
            raise refusal(data, self._name)
        self._data = data
        self._source = _directory(data, self._name)
        self._parts: dict[str, bytes | None] = dict.fromkeys(self._source)  # None: as in the file
        self.workbook = self._locate_workbook()

    @classmethod
    def open(cls, path: Path) -> Package:
        """Read a file; what cannot be worked on is refused as :class:`StructureError`."""
        try:
            if path.is_dir():
                raise refuse("not-a-workbook", path.name, f"是文件夹，不是工作簿。{CHOOSE_XLSX}")
            if path.stat().st_size > MAX_FILE:
                raise bomb(path.name, f"文件本身就超过 {MAX_FILE >> 20} MB")
            return cls(path.read_bytes(), path)
        except FileNotFoundError as error:
            raise refuse("not-found", path.name, "不存在。请核对文件名和所在文件夹。") from error
        except PermissionError as error:
            text = "无法读取：被其他程序独占，或您没有读取权限。请关闭占用它的程序，或联系文件管理者后再试。"
            raise refuse("locked" if os.name == "nt" else "read-only", path.name, text) from error
        except OSError as error:
            text = f"读取失败（{error.strerror}）。请检查磁盘、U 盘或网络盘是否连接正常后再试。"
            raise refuse("not-found", path.name, text) from error

    @classmethod
    def from_bytes(cls, data: bytes, path: Path | None = None) -> Package:
        """Take the bytes of a file; ``path`` only gives the name in messages."""
        return cls(data, path)

    def _locate_workbook(self) -> str:
        main = next(iter(self.related("", "officeDocument")), "")
        for name in [main] if main else self.parts:
            for prefix, text in INSIDE_ZIP:
                if name.startswith(prefix):
                    raise refuse("not-a-workbook", self._name, text)
        if not main and not any(name.startswith(("xl/", "[Content_Types]")) for name in self.parts):
            raise refuse("not-a-workbook", self._name, "是普通压缩包。请先解压，再选其中的 .xlsx 文件。")
        if not main or not self.find("[Content_Types].xml"):
            raise damaged(self._name, "缺少必需的部件")
        if etree.QName(self.xml(main)).localname != "workbook":
            raise refuse("not-a-workbook", self._name, f"不是表格文件。{CHOOSE_XLSX}")
        return main

    @property
    def parts(self) -> list[str]:
        """The names of the parts, in order."""
        return [name for name in self._parts if not name.endswith("/")]

    @property
    def changed(self) -> frozenset[str]:
        """Parts that are changed, new or deleted."""
        written = {name for name, new in self._parts.items() if new is not None}
        return frozenset(written | (self._source.keys() - self._parts.keys()))

    def find(self, name: str) -> str | None:
        """Return the name as the file spells it (part names do not tell upper from lower case), or None."""
        if name in self._parts:
            return name
        wanted = name.lstrip("/").casefold()
        return next((one for one in self._parts if one.replace("\\", "/").casefold() == wanted), None)

    def read(self, name: str) -> bytes:
        """Return the bytes of a part, unpacked when asked for."""
        found = self.find(name)
        if found is None:
            raise damaged(self._name, f"缺少部件 {name}")
        new = self._parts[found]
        return self._unpack(self._source[found]) if new is None else new

    def write(self, name: str, data: bytes) -> None:
        """Change or add a part; bytes that the file holds already are no change."""
        found = self.find(name) or name.lstrip("/")
        source = self._source.get(found)
        self._parts[found] = None if source and self._unpack(source) == data else data

    def delete(self, name: str) -> None:
        """Take a part out; its content type and relationships are the caller's, see :meth:`drop_related`."""
        self.read(name)
        del self._parts[self.find(name) or name]

    def _raw(self, info: zipfile.ZipInfo) -> bytes:
        head = self._data[info.header_offset : info.header_offset + 30]
        if len(head) < 30 or not head.startswith(b"PK\3\4"):
            raise damaged(self._name, f"部件 {info.filename} 读不出")
        start = info.header_offset + 30 + sum(struct.unpack("<2H", head[26:]))
        raw = self._data[start : start + info.compress_size]
        if len(raw) < info.compress_size:
            raise damaged(self._name, f"部件 {info.filename} 读不全")
        return raw

    def _unpack(self, info: zipfile.ZipInfo) -> bytes:
        data = self._raw(info)
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise damaged(self._name, f"部件 {info.filename} 的压缩方法不是 Excel 所用")
        if info.compress_type == zipfile.ZIP_DEFLATED:
            try:
                data = zlib.decompressobj(-zlib.MAX_WBITS).decompress(data, info.file_size + 1)
            except zlib.error as error:
                raise damaged(self._name, f"部件 {info.filename} 解压出错") from error
        if len(data) > info.file_size:
            raise bomb(self._name, f"部件 {info.filename} 比声明的大")
        if len(data) < info.file_size or zlib.crc32(data) != info.CRC:
            raise damaged(self._name, f"部件 {info.filename} 校验不符")
        return data

    def to_bytes(self) -> bytes:
        """Build the file: unchanged parts as they were packed; the same changes give the same bytes."""
        if not self.changed:
            return self._data
        body, directory = bytearray(), bytearray()
        for name, new in self._parts.items():
            source = self._source.get(name)
            info, raw = (source, self._raw(source)) if new is None and source else _pack(name, new or b"")
            local, central = _entry(info, raw, len(body))
            body += local
            directory += central
        count, sizes = len(self._parts), (len(directory), len(body))
        return bytes(body + directory + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, *sizes, 0))

    def save(self, path: Path) -> None:
        """Write to ``path`` atomically."""
        save_atomically(path, self.to_bytes())

    def xml(self, part: str) -> Element:
        """Return a part, parsed."""
        return parse_xml(self.read(part), self._name)

    def _relations(self, part: str) -> list[tuple[Element, str]]:
        """List the internal relationships of a part, each with the name it leads to."""
        rels = self.find(_rels_of(part))
        every = self.xml(rels).iterfind("{*}Relationship") if rels else iter(())
        inner = (one for one in every if one.get("TargetMode") != "External")
        return [(one, _target(part, one.get("Target", ""))) for one in inner]

    def related(self, part: str, type_suffix: str) -> list[str]:
        """List the parts that ``part`` leads to by relationships of a type ending in ``/type_suffix``."""
        wanted = f"/{type_suffix}"
        names = (name for one, name in self._relations(part) if one.get("Type", "").endswith(wanted))
        return [found for name in names if (found := self.find(name))]

    def drop_related(self, part: str, type_suffix: str) -> None:
        """Delete such parts, with their content types and the relationships that lead to them."""
        names = self.related(part, type_suffix)
        gone = [one for one, _ in self._relations(part) if one.get("Type", "").endswith(f"/{type_suffix}")]
        self._cut(_rels_of(part), gone)
        paths = {f"/{name}".casefold() for name in names}
        types = self.xml("[Content_Types].xml").iterfind("{*}Override")
        gone = [one for one in types if one.get("PartName", "").casefold() in paths]
        self._cut("[Content_Types].xml", gone)
        for name in names:
            self.delete(name)

    def _cut(self, part: str, elements: list[Element]) -> None:
        """Take elements of the first level out of a part."""
        if elements:
            root = elements[0].getroottree().getroot()
            for one in elements:
                root.remove(one)
            self.write(part, serialize_xml(root))

    def drop_calc_chain(self) -> None:
        """Delete the calculation chain, which Excel lays anew; it must go when formulas come or go."""
        self.drop_related(self.workbook, "calcChain")

    def _sheet_elements(self) -> list[Element]:
        return list(self.xml(self.workbook).iterfind("{*}sheets/{*}sheet"))

    def sheets(self) -> dict[str, str]:
        """Map the name of each sheet to its part, in the order of the tabs (chart sheets are among them)."""
        targets = {one.get("Id"): self.find(name) for one, name in self._relations(self.workbook)}
        found: dict[str, str] = {}
        for sheet in self._sheet_elements():
            ids = [targets.get(str(v)) for k, v in sheet.attrib.items() if str(k).endswith("}id")]
            if not ids or not ids[0]:
                raise damaged(self._name, f"找不到工作表“{sheet.get('name', '')}”的内容")
            found[sheet.get("name", "")] = ids[0]
        return found

    def sheet_states(self) -> dict[str, str]:
        """Map the name of each sheet to ``visible``, ``hidden`` or ``veryHidden``."""
        return {one.get("name", ""): one.get("state", "visible") for one in self._sheet_elements()}

    def set_full_calc_on_load(self) -> None:
        """Have every formula calculated when the workbook is opened next."""
        root = self.xml(self.workbook)
        calc = _child(root, "calcPr")
        if calc.get("fullCalcOnLoad") != "1":
            calc.set("fullCalcOnLoad", "1")
            self.write(self.workbook, serialize_xml(root))

    def defined_names(self) -> dict[str, str]:
        """Map the names of the whole workbook to what they refer to; names of one sheet are left out."""
        every = self.xml(self.workbook).iterfind("{*}definedNames/{*}definedName")
        return {one.get("name", ""): one.text or "" for one in every if one.get("localSheetId") is None}

    def set_defined_name(self, name: str, ref: str) -> None:
        """Let a name of the whole workbook refer to ``ref`` (``公开01表!$A$1``), keeping all else."""
        root = self.xml(self.workbook)
        group = _child(root, "definedNames")
        known = (one for one in group.iterfind("{*}definedName") if one.get("localSheetId") is None)
        found = next((one for one in known if one.get("name", "").casefold() == name.casefold()), None)
        if found is None:
            found = etree.SubElement(group, f"{{{etree.QName(root).namespace}}}definedName", {"name": name})
        if found.text != ref.removeprefix("="):
            found.text = ref.removeprefix("=")
            self.write(self.workbook, serialize_xml(root))


def _child(root: Element, local: str) -> Element:
    """Find a child of the workbook element, or put it in where the schema wants it."""
    found = root.find(f"{{*}}{local}")
    if found is None:
        tags = [etree.QName(one).localname if isinstance(one.tag, str) else "" for one in root]
        found = etree.SubElement(root, f"{{{etree.QName(root).namespace}}}{local}")
        places = (place for place, tag in enumerate(tags, 1) if tag in _BEFORE[local])
        root.insert(max(places, default=0), found)
    return found
