"""``vbaProject.bin`` from text (MS-OVBA): a compound file that holds sources only; Excel compiles them when it opens.

The streams of compiled code are left out, and ``_VBA_PROJECT`` says version FFFF: whoever opens the file must read the
sources. So what runs is what the repository shows.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

from aspose.email_foss.cfb import (  # type: ignore[import-untyped]
    CFBDocument,
    CFBStorage,
    CFBStream,
    CFBWriter,
)

from juesuan.addin.compression import compress
from juesuan.addin.sources import Kind, Module

PROJECT_NAME = "Juesuan"
PROJECT_ID = "{6B1F5C0E-9D43-4B57-8C7A-2F3E6D1A9B54}"
_SOURCES_ONLY = bytes.fromhex("cc61ffff000100")
_CODE_PAGE = 1252
_REFERENCES = (
    (
        "stdole",
        r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\Windows\System32\stdole2.tlb#OLE Automation",
    ),
    (
        "Office",
        r"*\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0#"
        r"C:\Program Files\Common Files\Microsoft Shared\OFFICE16\MSO.DLL#Microsoft Office 16.0 Object Library",
    ),
)


def vba_project(modules: Sequence[Module]) -> bytes:
    """Return the compound file of a VBA project."""
    vba = CFBStorage("VBA")
    vba.add_stream(CFBStream("_VBA_PROJECT", _SOURCES_ONLY))
    vba.add_stream(CFBStream("dir", compress(_directory(modules))))
    for module in modules:
        vba.add_stream(CFBStream(module.name, compress(source(module))))
    root = CFBStorage("Root Entry")
    root.add_storage(vba)
    root.add_stream(CFBStream("PROJECT", _project(modules)))
    root.add_stream(CFBStream("PROJECTwm", _names(modules)))
    return bytes(CFBWriter.to_bytes(CFBDocument(root=root)))


def source(module: Module) -> bytes:
    """Return a module's text as it stands in the project: ASCII, lines ending in CR LF."""
    return module.text.replace("\r\n", "\n").replace("\n", "\r\n").encode("ascii")


def _record(number: int, data: bytes = b"") -> bytes:
    return struct.pack("<HI", number, len(data)) + data


def _both(number: int, wide_number: int, text: str) -> bytes:
    """A text twice, as the format wants it: in the code page and in UTF-16."""
    return _record(number, text.encode("ascii")) + _record(wide_number, text.encode("utf-16-le"))


def _directory(modules: Sequence[Module]) -> bytes:
    """The stream ``dir``: information, references, modules."""
    language = struct.pack("<I", 0x0409)
    parts = [
        _record(0x01, struct.pack("<I", 3)),  # made for 64-bit Windows
        _record(0x02, language),
        _record(0x14, language),
        _record(0x03, struct.pack("<H", _CODE_PAGE)),
        _record(0x04, PROJECT_NAME.encode("ascii")),
        _both(0x05, 0x40, ""),
        _record(0x06) + _record(0x3D),  # help files: none
        _record(0x07, bytes(4)),
        _record(0x08, bytes(4)),
        struct.pack("<HIIH", 0x09, 4, 1, 0),  # version 1.0; its length does not count the last two bytes
        _both(0x0C, 0x3C, ""),
    ]
    for name, library in _REFERENCES:
        text = library.encode("ascii")
        parts.append(_both(0x16, 0x3E, name))
        parts.append(_record(0x0D, struct.pack("<I", len(text)) + text + bytes(6)))
    parts.append(_record(0x0F, struct.pack("<H", len(modules))))
    parts.append(_record(0x13, b"\xff\xff"))
    parts += map(_module_record, modules)
    return b"".join(parts) + _record(0x10)


def _module_record(module: Module) -> bytes:
    parts = (
        _both(0x19, 0x47, module.name),
        _both(0x1A, 0x32, module.name),
        _both(0x1C, 0x48, ""),
        _record(0x31, bytes(4)),  # the source begins at once: no compiled code before it
        _record(0x1E, bytes(4)),
        _record(0x2C, b"\xff\xff"),
        _record(0x21 if module.kind is Kind.STANDARD else 0x22),
        _record(0x2B),
    )
    return b"".join(parts)


def _project(modules: Sequence[Module]) -> bytes:
    """The stream ``PROJECT``: neither locked nor hidden, without a password."""
    key = sum(PROJECT_ID.encode("ascii")) & 0xFF
    lines = [
        f'ID="{PROJECT_ID}"',
        *map(_project_line, modules),
        f'Name="{PROJECT_NAME}"',
        'HelpContextID="0"',
    ]
    lines += [
        'VersionCompatible32="393222000"',
        f'CMG="{disguise(bytes(4), key)}"',
        f'DPB="{disguise(bytes(1), key)}"',
        f'GC="{disguise(bytes([0xFF]), key)}"',
        "",
        "[Host Extender Info]",
        "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000",
        "",
        "[Workspace]",
        *(f"{module.name}=0, 0, 0, 0, C" for module in modules),
    ]
    return "".join(line + "\r\n" for line in lines).encode("ascii")


def _project_line(module: Module) -> str:
    return f"{module.kind}={module.name}" + ("/&H00000000" if module.kind is Kind.DOCUMENT else "")


def _names(modules: Sequence[Module]) -> bytes:
    pairs = (
        module.name.encode("ascii") + b"\0" + module.name.encode("utf-16-le") + b"\0\0" for module in modules
    )
    return b"".join(pairs) + b"\0\0"


def disguise(data: bytes, key: int, seed: int = 0x5D) -> str:
    """Return data as the stream ``PROJECT`` writes it (MS-OVBA 2.4.3); no secret, an obligation of the format."""
    version = 2
    out = [seed, seed ^ version, seed ^ key]
    plain = key
    for one in (*bytes((seed & 6) // 2), *struct.pack("<I", len(data)), *data):
        out.append(one ^ ((out[-2] + plain) & 0xFF))
        plain = one
    return bytes(out).hex().upper()
