"""A zip of source files, in memory: names in any encoding, sizes limited before and again while unpacking."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from juesuan.book.refusal import bomb, damaged, refuse

ZIP_HEADS = (b"PK\3\4", b"PK\5\6", b"PK\7\x08")
MAX_ENTRIES = 10_000
MAX_ENTRY = 256 << 20
MAX_TOTAL = 1 << 30
MAX_RATIO = 200  # asked only of entries larger than RATIO_FROM: small ones do no harm
RATIO_FROM = 8 << 20
_CHUNK = 1 << 20
_UTF8 = 0x800
_BROKEN = (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError, RuntimeError)


def check_sizes(archive: zipfile.ZipFile, name: str, *, unpack: bool = False) -> None:
    """Refuse an archive that unpacks to too much or is encrypted; ``unpack``: do not believe the headers."""
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise bomb(name, f"部件多于 {MAX_ENTRIES} 个")
    for one in entries:
        swollen = one.file_size > RATIO_FROM and one.file_size > MAX_RATIO * one.compress_size
        if one.file_size > MAX_ENTRY or swollen:
            raise bomb(name, f"一个部件解压后有 {one.file_size >> 20} MB")
        if one.flag_bits & 1:
            raise refuse("password", name, "是加了密码的压缩包。请先用密码解压，再选其中的文件。")
    if sum(one.file_size for one in entries) > MAX_TOTAL:
        raise bomb(name, f"合计超过 {MAX_TOTAL >> 20} MB")
    for one in entries if unpack else ():
        _unpacked(archive, one, name)


def entries(data: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each file in an archive, in its order."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_sizes(archive, name)
            total = 0
            for one in archive.infolist():
                if one.is_dir():
                    continue
                content = _unpacked(archive, one, name)
                total += len(content)
                if total > MAX_TOTAL:
                    raise bomb(name, f"合计超过 {MAX_TOTAL >> 20} MB")
                yield _name(one), content
    except _BROKEN as error:
        raise damaged(name, "压缩包读不出") from error


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> bytes:
    """Unpack one entry, but never more than it says it holds."""
    found = bytearray()
    with archive.open(info) as stream:
        while chunk := stream.read(_CHUNK):
            found += chunk
            if len(found) > info.file_size:
                raise bomb(name, "部件比目录所说的大")
    return bytes(found)


def _name(info: zipfile.ZipInfo) -> str:
    """Return the name of an entry; without the mark for UTF-8 it is UTF-8 or GBK all the same."""
    if info.flag_bits & _UTF8:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding).replace("\\", "/")
        except UnicodeDecodeError:
            continue
    return info.filename
