"""Reading Windows programs and libraries (PE format): the processor they are for, the libraries they need."""

from __future__ import annotations

import struct

IMPORTS = 1
"""The entry of the optional header's directory that lists imported libraries."""


def machine(data: bytes) -> int:
    return int(struct.unpack_from("<H", data, _header(data) + 4)[0])


def needed(data: bytes) -> set[str]:
    """The names of the libraries in the import table, in small letters."""
    header = _header(data)
    sections, optional = struct.unpack_from("<H", data, header + 6)[0], header + 24
    size = struct.unpack_from("<H", data, header + 20)[0]
    wide = struct.unpack_from("<H", data, optional)[0] == 0x20B
    start = struct.unpack_from("<I", data, optional + (112 if wide else 96) + 8 * IMPORTS)[0]
    table = [struct.unpack_from("<IIII", data, optional + size + 40 * at + 8) for at in range(sections)]

    def place(address: int) -> int:
        return next(address - virtual + raw for long, virtual, stored, raw in table
                    if virtual <= address < virtual + max(long, stored))  # fmt: skip

    found = set()
    at = place(start) if start else None
    while at is not None:
        name = struct.unpack_from("<I", data, at + 12)[0]
        if not name:
            break
        text = place(name)
        found.add(data[text : data.index(b"\0", text)].decode("ascii").lower())
        at += 20
    return found


def _header(data: bytes) -> int:
    at = int(struct.unpack_from("<I", data, 60)[0])
    assert data[:2] == b"MZ"
    assert data[at : at + 4] == b"PE\0\0"
    return at
