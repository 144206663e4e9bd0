"""A Word file of the user: opened with limits, its parts and relationships; what cannot be used is told in one line."""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from juesuan.book.refusal import OLE, parse_xml
from juesuan.findings import Finding, FindingsError, Level, StructureError
from juesuan.report.package import OFFICE, RELATIONS, TYPES, Relation
from juesuan.report.pieces import Attached
from juesuan.report.xml import Element, tag

MOST_FILE, MOST_TOTAL, MOST_ENTRIES = 64 << 20, 512 << 20, 5_000
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
AGAIN = "请在 Word 或 WPS 里打开它，另存为“Word 文档（*.docx）”，再填写新的文件名。"


@dataclass(frozen=True)
class WordFile:
    """The parts of a file by name; ``main`` is the part with its text."""

    parts: dict[str, bytes]
    main: str
    name: str

    def root(self, part: str) -> Element:
        """Return a part as XML; StructureError where it is none."""
        return parse_xml(self.parts[part], self.name)

    def relations(self, part: str) -> dict[str, Relation]:
        """Return the relationships of a part by id; targets are names of parts."""
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        if rels not in self.parts:
            return {}
        found = {}
        for one in self.root(rels).iter(f"{{{RELATIONS}}}Relationship"):
            external = one.get("TargetMode") == "External"
            target = one.get("Target", "")
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, unquote(target))).lstrip("/")
            found[one.get("Id", "")] = Relation(one.get("Id", ""), one.get("Type", ""), target, external)
        return found

    def related(self, kind: str) -> str:
        """Return the part that the text is related to by a kind; empty where there is none."""
        targets = (one.target for one in self.relations(self.main).values() if one.kind == f"{OFFICE}/{kind}")
        return next((one for one in targets if one in self.parts), "")

    def content_type(self, part: str) -> str:
        """Return the content type of a part; empty where none is declared."""
        root = self.root("[Content_Types].xml")
        for one in root.iter(f"{{{TYPES}}}Override"):
            if one.get("PartName", "").lstrip("/").casefold() == part.casefold():
                return one.get("ContentType", "")
        extension = part.rpartition(".")[2].casefold()
        for one in root.iter(f"{{{TYPES}}}Default"):
            if one.get("Extension", "").casefold() == extension:
                return one.get("ContentType", "")
        return ""


def open_word_file(one: Attached) -> WordFile:
    """Open a file; FindingsError, with the cell that names it, where it is not there or cannot be used."""
    try:
        return _opened(one.path)
    except _UnusableError as error:
        finding = Finding(
            "attachment-file",
            Level.ERROR,
            one.sheet,
            one.cell,
            f"要插入的文件“{one.path.name}”{error.why}，",
            error.remedy,
        )
        raise FindingsError([finding]) from error


def read_word_file(path: Path) -> WordFile:
    """Open a file that no cell names; StructureError, in one line, where it is not there or cannot be used."""
    try:
        return _opened(path)
    except _UnusableError as error:
        remedy = (
            error.remedy.replace("再填写新的文件名", "再试").partition("（没有写文件夹的")[0].rstrip("。")
        )
        raise StructureError("word-file", f"“{path.name}”{error.why}。{remedy}。") from error


class _UnusableError(Exception):
    def __init__(self, why: str, remedy: str = AGAIN) -> None:
        super().__init__(why)
        self.why = why
        self.remedy = remedy


def _opened(path: Path) -> WordFile:
    try:
        if path.is_dir():
            raise _UnusableError("是文件夹", "请填写文件夹里的 Word 文件名。")
        if path.stat().st_size > MOST_FILE:
            raise _UnusableError(f"超过{MOST_FILE >> 20}MB", "请压缩其中的图片后另存，再试。")
        data = path.read_bytes()
    except (OSError, ValueError) as error:  # a name with a zero character is a ValueError
        gone = isinstance(error, FileNotFoundError | NotADirectoryError | ValueError)
        why = "不存在" if gone else f"读不出来（{getattr(error, 'strerror', '')}）"
        raise _UnusableError(why, "请核对文件名和文件夹（没有写文件夹的，放在本簿同一文件夹）。") from error
    if data.startswith(OLE):
        raise _UnusableError("是旧版 Word 文件（.doc），或设有打开密码")
    try:
        parts = _unpacked(data)
        file = WordFile(parts, _main(parts, path.name), path.name)
        _check(file)
    except StructureError as error:
        raise _UnusableError("已损坏或含有不能处理的内容") from error
    except (
        zipfile.BadZipFile,
        zlib.error,
        ValueError,
        NotImplementedError,
        EOFError,
        OSError,
        struct.error,
        RuntimeError,
    ) as error:
        raise _UnusableError("不是 Word 文档（.docx），或已损坏") from error
    return file


def _unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        if len(entries) > MOST_ENTRIES or sum(one.file_size for one in entries) > MOST_TOTAL:
            raise _UnusableError("解压后会异常庞大")
        if any(one.flag_bits & 1 for one in entries):
            raise _UnusableError("加了密码")
        return {one.filename: _read(archive, one) for one in entries if not one.is_dir()}


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Read a part and no more than it says it has: a header may lie."""
    with archive.open(entry) as stream:
        data = stream.read(entry.file_size + 1)
    if len(data) > entry.file_size:
        raise _UnusableError("解压后会异常庞大")
    return data


def _main(parts: dict[str, bytes], name: str) -> str:
    package = WordFile(parts, "", name)
    kinds = (f"{OFFICE}/officeDocument", OFFICE.replace("relationships", "") + "officeDocument")
    for one in package.relations("").values():
        if one.kind in kinds and one.target in parts:
            return one.target
    raise _UnusableError("不是 Word 文档（.docx）")


def _check(file: WordFile) -> None:
    root = file.root(file.main)
    if root.tag == f"{{{STRICT}}}document":
        raise _UnusableError("存成了“严格的 Open XML 文档”")
    if root.tag != tag("w:document"):
        raise _UnusableError("不是 Word 文档（.docx）")
