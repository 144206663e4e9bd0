"""The compression of VBA sources (MS-OVBA 2.4.1): a container of chunks of at most 4096 bytes each."""

from __future__ import annotations

import struct

CHUNK = 4096
_SIGNATURE = b"\x01"
_COMPRESSED = 0xB000
_SHORTEST = 3


def compress(data: bytes) -> bytes:
    """Return the compressed container of some data."""
    chunks = (data[start : start + CHUNK] for start in range(0, len(data), CHUNK))
    return _SIGNATURE + b"".join(map(_chunk, chunks))


def _chunk(data: bytes) -> bytes:
    body = _tokens(data)
    if len(body) > CHUNK:
        message = "a chunk that compression makes longer is not expected in a source text"
        raise ValueError(message)
    return struct.pack("<H", _COMPRESSED | (len(body) + 2 - 3)) + body


def _tokens(data: bytes) -> bytes:
    """Literals and copies, each group of eight behind a byte of flags."""
    out = bytearray()
    at = 0
    while at < len(data):
        flags, group = 0, bytearray()
        for bit in range(8):
            if at >= len(data):
                break
            offset, length = _longest(data, at)
            if length:
                flags |= 1 << bit
                group += _copy(at, offset, length)
                at += length
            else:
                group.append(data[at])
                at += 1
        out.append(flags)
        out += group
    return bytes(out)


def _offset_bits(at: int) -> int:
    """So many bits of a copy at this place say where from; the others say how much."""
    return max(4, (at - 1).bit_length())


def _copy(at: int, offset: int, length: int) -> bytes:
    return struct.pack("<H", (offset - 1) << (16 - _offset_bits(at)) | (length - _SHORTEST))


def _longest(data: bytes, at: int) -> tuple[int, int]:
    """Return how far back the longest repetition begins, and its length; nothing when there is none."""
    most = min(len(data) - at, (1 << (16 - _offset_bits(at))) - 1 + _SHORTEST) if at else 0
    found, length = 0, _SHORTEST - 1
    while length < most:
        start = data.rfind(data[at : at + length + 1], 0, at + length)
        if start < 0:
            break
        found = at - start
        while length < most and data[start + length] == data[at + length]:
            length += 1
    return (found, length) if found else (0, 0)
