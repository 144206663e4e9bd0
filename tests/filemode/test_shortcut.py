"""Shortcuts, read back structure by structure as [MS-SHLLINK] lays them out; no reader of ours is involved."""

from __future__ import annotations

import shutil
import struct
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from juesuan.filemode.shortcut import shortcut

TARGET = r"C:\Users\王 小明&'(测试)\AppData\Local\juesuan\python\pythonw.exe"
ARGUMENTS = "-E -P -X utf8 -m juesuan.filemode validate"


class Link(NamedTuple):
    """What a shortcut says."""

    flags: int
    show: int
    ansi: bytes
    path: str
    suffixes: tuple[bytes, str]
    drive: int
    texts: list[str]
    environment: tuple[bytes, str] | None


def ended(data: bytes, at: int) -> bytes:
    return data[at : data.index(b"\0", at)]


def wide(data: bytes, at: int) -> str:
    units = iter(range(at, len(data), 2))
    end = next(one for one in units if data[one : one + 2] == b"\0\0")
    return data[at:end].decode("utf-16-le")


def parsed(data: bytes) -> Link:
    """Read the parts in their order: header 2.1, LinkInfo 2.3, StringData 2.4, ExtraData 2.5."""
    size, clsid, flags, attributes = struct.unpack_from("<L16sLL", data)
    assert (size, clsid) == (0x4C, bytes.fromhex("0114020000000000C000000000000046"))
    assert not flags & 1  # no list of shell items
    assert attributes & ~0x37FFF == 0
    assert data[28:52] == bytes(24)  # times are not set
    _, icon, show = struct.unpack_from("<LlL", data, 52)
    assert icon == 0
    assert data[66:76] == bytes(10)
    at = 0x4C
    info = data[at : at + struct.unpack_from("<L", data, at)[0]]
    head, kind, volume, base, network, suffix, base_wide, suffix_wide = struct.unpack_from("<8L", info, 4)
    assert (head, kind, network, volume) == (0x24, 1, 0, 0x24)
    volume_size, drive, _, label = struct.unpack_from("<4L", info, volume)
    assert volume_size > 0x10
    assert label == 0x10
    assert volume + volume_size <= base < suffix < base_wide < suffix_wide
    at += len(info)
    texts = []
    for bit in (0x4, 0x8, 0x10, 0x20, 0x40):
        if flags & bit:
            count = struct.unpack_from("<H", data, at)[0]
            texts.append(data[at + 2 : at + 2 + 2 * count].decode("utf-16-le"))
            at += 2 + 2 * count
    environment = None
    while (length := struct.unpack_from("<L", data, at)[0]) >= 4:
        signature = struct.unpack_from("<L", data, at + 4)[0]
        assert (length, signature) == (0x314, 0xA0000001)
        environment = (ended(data, at + 8), wide(data[: at + length], at + 268))
        at += length
    assert len(data) == at + 4
    suffixes = (ended(info, suffix), wide(info, suffix_wide))
    return Link(flags, show, ended(info, base), wide(info, base_wide), suffixes, drive, texts, environment)


def test_a_shortcut_of_ours() -> None:
    link = parsed(shortcut(TARGET, ARGUMENTS, description="按全部审核公式检查𠮷", icon=r"C:\图标.ico"))
    assert link == Link(
        0x2 | 0x4 | 0x20 | 0x40 | 0x80 | 0x200, 1, TARGET.encode("gbk"), TARGET, (b"", ""), 3,
        ["按全部审核公式检查𠮷", ARGUMENTS, r"C:\图标.ico"], (TARGET.encode("gbk"), TARGET),
    )  # fmt: skip


def test_letters_outside_the_code_page_and_no_extras() -> None:
    target = r"D:\𠮷𠮷\pythonw.exe"
    link = parsed(shortcut(target, "-m x"))
    assert (link.path, link.environment, link.texts) == (target, (rb"D:\??\pythonw.exe", target), ["-m x"])
    assert link.flags == 0x2 | 0x20 | 0x80 | 0x200


def test_a_per_cent_sign_is_no_variable() -> None:
    link = parsed(shortcut(r"C:\Users\50%os%\pythonw.exe", "-m x"))
    assert (link.path, link.environment, link.flags & 0x200) == (r"C:\Users\50%os%\pythonw.exe", None, 0)


@pytest.mark.parametrize("target", ["pythonw.exe", r"python\pythonw.exe", "", "C:\\" + "长" * 257])
def test_a_target_that_no_shortcut_can_hold(target: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        shortcut(target, "-m x")


def test_the_longest_target() -> None:
    target = "C:\\" + "长" * 256
    link = parsed(shortcut(target, "-m x"))
    assert link.path == target
    assert link.environment is not None
    assert link.environment[1] == target


@pytest.mark.skipif(shutil.which("file") is None, reason="no `file`")
def test_others_know_it_for_a_shortcut(tmp_path: Path) -> None:
    path = tmp_path / "a.lnk"
    path.write_bytes(shortcut(TARGET, ARGUMENTS, description="审核"))
    told = subprocess.run(["file", str(path)], capture_output=True, text=True, check=True).stdout
    for words in ("MS Windows shortcut", "Has Description string", "Has command line arguments"):
        assert words in told
