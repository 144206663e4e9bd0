"""A stand-in for the embeddable Python: its documented members with nothing in them but a name and a program's header."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

from juesuan.addin.pins import pins_file, read_pins

PYTHON, PLATFORM = "311", "win_amd64"
PINS = read_pins(pins_file(PYTHON, PLATFORM).read_text(encoding="utf-8"))
AMD64, X86 = 0x8664, 0x014C
MEMBERS = (
    "python.exe",
    "pythonw.exe",
    "python3.dll",
    "python311.dll",
    "python311.zip",
    "vcruntime140.dll",
    "vcruntime140_1.dll",
    "_socket.pyd",
    "LICENSE.txt",
)
PATH = b"python311.zip\r\n.\r\n\r\n# Uncomment to run site.main() automatically\r\n#import site\r\n"


def program(name: str, machine: int = AMD64) -> bytes:
    """The first bytes of a Windows program, and words that say that it is none."""
    head = b"MZ".ljust(60, b"\0") + struct.pack("<I", 64) + b"PE\0\0" + struct.pack("<H", machine)
    return head + f"stand-in for {name}, runs nowhere".encode()


def stand_in(
    folder: Path, machine: int = AMD64, without: str = "", name: str = "stand-in-python-3.11-embed.zip"
) -> Path:
    target = folder / name
    with zipfile.ZipFile(target, "w") as package:
        for one in MEMBERS:
            if one != without:
                package.writestr(one, program(one, machine))
        package.writestr("python311._pth", PATH)
    return target
