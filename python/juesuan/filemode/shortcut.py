"""A Windows shortcut (.lnk), written as [MS-SHLLINK] describes it: a program, its arguments, an icon.

The target stands in it twice, both times in Unicode (user names are Chinese): in LinkInfo, and in the
EnvironmentVariableDataBlock, which the shell takes first. The list of shell items, whose content is not published, is left
out; the specification makes it optional.
"""

from __future__ import annotations

import struct
from pathlib import PureWindowsPath
from uuid import UUID

CLSID = UUID("00021401-0000-0000-C000-000000000046")
HAS_LINK_INFO, HAS_NAME, HAS_ARGUMENTS, HAS_ICON = 0x2, 0x4, 0x20, 0x40
IS_UNICODE, HAS_EXP_STRING = 0x80, 0x200
ARCHIVE, SHOW_NORMAL = 0x20, 1
VOLUME_AND_PATH, FIXED_DRIVE = 1, 3
ENVIRONMENT = 0xA0000001
LONGEST = 259
"""Letters of a path; the environment block has no room for more."""
CODE_PAGE = "gbk"
"""Of the ANSI copies; Windows reads the Unicode ones."""


def shortcut(target: str, arguments: str, *, description: str = "", icon: str = "") -> bytes:
    """Return a shortcut to a program by its full path; raise ValueError for a path that is relative or too long.

    ``arguments`` is the command line behind the program, already quoted. ``icon`` is the path of an .ico file; without
    one the program's own icon is shown.
    """
    if not PureWindowsPath(target).is_absolute() or len(target.encode("utf-16-le")) > 2 * LONGEST:
        raise ValueError(target)
    expands = "%" in target  # would be taken for a variable
    flags = HAS_LINK_INFO | HAS_ARGUMENTS | IS_UNICODE
    flags |= (HAS_NAME if description else 0) | (HAS_ICON if icon else 0)
    flags |= 0 if expands else HAS_EXP_STRING
    texts = [one for one in (description, arguments, icon) if one]
    parts = [_header(flags), _link_info(target), *map(_text, texts)]
    if not expands:
        parts.append(_environment(target))
    return b"".join([*parts, bytes(4)])  # the terminal block


def _header(flags: int) -> bytes:
    times = (0, 0, 0)
    size, icon_index, hot_key = 0, 0, 0
    fields = (flags, ARCHIVE, *times, size, icon_index, SHOW_NORMAL, hot_key)
    return struct.pack("<L16s", 0x4C, CLSID.bytes_le) + struct.pack("<2L3QLlLH", *fields) + bytes(10)


def _link_info(target: str) -> bytes:
    """LinkInfo (2.3) with a volume and the path on it, in both spellings; the suffix is empty."""
    volume = struct.pack("<4L", 0x11, FIXED_DRIVE, 0, 0x10) + b"\0"  # no serial number, no label
    ansi = target.encode(CODE_PAGE, "replace") + b"\0"
    head = 0x24
    path = head + len(volume)
    suffix = path + len(ansi)
    wide_path = suffix + 1
    wide_path += wide_path % 2
    wide = (target + "\0").encode("utf-16-le")
    wide_suffix = wide_path + len(wide)
    total = wide_suffix + 2
    fields = (total, head, VOLUME_AND_PATH, head, path, 0, suffix, wide_path, wide_suffix)
    data = struct.pack("<9L", *fields) + volume + ansi + b"\0"
    return data.ljust(wide_path, b"\0") + wide + b"\0\0"


def _text(text: str) -> bytes:
    """StringData (2.4): the number of UTF-16 units, then the text without an end."""
    data = text.encode("utf-16-le")
    return struct.pack("<H", len(data) // 2) + data


def _environment(target: str) -> bytes:
    """EnvironmentVariableDataBlock (2.5.4)."""
    ansi = target.encode(CODE_PAGE, "replace")[:LONGEST]
    wide = target.encode("utf-16-le")
    return struct.pack("<2L", 0x314, ENVIRONMENT) + ansi.ljust(260, b"\0") + wide.ljust(520, b"\0")
