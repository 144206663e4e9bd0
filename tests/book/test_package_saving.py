"""Packages: files open elsewhere or read-only, and saving whole or not at all."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from juesuan.book import saving
from juesuan.book.package import Package
from juesuan.book.saving import check_writable, save_atomically
from tests.book.packages import ROOT, owner_file, refused

# ---- open elsewhere, read-only


@pytest.mark.parametrize(
    ("mark", "content", "who"),
    [
        ("~$决算套表.xlsx", owner_file("王会计"), "王会计"),
        ("~$决算套表.xlsx", b"\x06" + "王会计".encode("gbk"), "王会计"),
        ("~$决算套表.xlsx", b"", "其他人"),
        (".~决算套表.xlsx", b"", "其他人"),
        (".~lock.决算套表.xlsx#", "李出纳,li,pc-3,22.11.2020 10:00,file:///home/li;".encode(), "李出纳"),
        (".~lock.决算套表.xlsx#", b",li,pc-3,22.11.2020 10:00,file:///home/li;", "“li”"),
    ],
)
def test_locked(book: Path, data: bytes, mark: str, content: bytes, who: str) -> None:
    book.with_name(mark).write_bytes(content)
    refused("locked", lambda: check_writable(book), "决算套表.xlsx", who, mark)
    refused("locked", lambda: save_atomically(book, b"new"), who)
    assert book.read_bytes() == data
    assert Package.open(book).sheets()
    book.with_name(mark).unlink()
    check_writable(book)


def test_locked_behind_a_link(book: Path, tmp_path: Path) -> None:
    link = tmp_path / "链接" / "甲.xlsx"
    link.parent.mkdir()
    link.symlink_to(book)
    book.with_name(f"~${book.name}").write_bytes(owner_file("王会计"))
    refused("locked", lambda: check_writable(link), "王会计")


def test_long_names_are_no_obstacle(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / ("决" * 83 + ".xlsx")
    save_atomically(path, data)
    assert Package.open(path).sheets()


def test_read_only_file(book: Path, data: bytes) -> None:
    book.chmod(0o444)
    refused("read-only", lambda: check_writable(book), "只读")
    refused("read-only", lambda: save_atomically(book, b"new"), "只读")
    assert book.read_bytes() == data


@pytest.mark.skipif(os.name == "nt", reason="folders have no such bit on Windows")
def test_read_only_folder(book: Path) -> None:
    book.parent.chmod(0o555)
    try:
        refused("read-only", lambda: check_writable(book), "文件夹不可写")
        refused("read-only", lambda: check_writable(book.with_name("新.xlsx")), "文件夹不可写")
    finally:
        book.parent.chmod(0o755)


# ---- saving


def test_save_keeps_permission_bits_and_leaves_nothing(book: Path) -> None:
    for mode in (0o640, 0o600, 0o664):
        book.chmod(mode)
        save_atomically(book, b"new")
        assert book.read_bytes() == b"new"
        if os.name != "nt":
            assert book.stat().st_mode & 0o777 == mode
    assert list(book.parent.iterdir()) == [book]


def test_save_through_a_link_keeps_the_link(book: Path, tmp_path: Path) -> None:
    link = tmp_path / "链接.xlsx"
    link.symlink_to(book)
    save_atomically(link, b"new")
    assert link.is_symlink()
    assert book.read_bytes() == b"new"


@pytest.mark.skipif(os.name == "nt", reason="limits of a process are not of Windows")
@pytest.mark.parametrize("new", [False, True])
def test_disk_full(book: Path, data: bytes, new: bool) -> None:
    target = book.with_name("新.xlsx") if new else book
    code = """
import resource, signal, sys
from pathlib import Path
from juesuan.book.package import Package
from juesuan.findings import StructureError
opened = Package.open(Path(sys.argv[1]))
opened.write("xl/styles.xml", b"<a/>")
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    opened.save(Path(sys.argv[2]))
except StructureError as error:
    print(error.name, str(error).count(chr(10)), "原文件未改动" in str(error))
"""
    run = subprocess.run(
        [sys.executable, "-c", code, book, target],
        env={**os.environ, "PYTHONPATH": str(ROOT / "python"), "PYTHONUTF8": "1"},
        capture_output=True,
        check=True,
        text=True,
    )
    assert run.stdout.split() == ["disk-full", "0", "True"], run.stderr
    assert book.read_bytes() == data
    assert list(book.parent.iterdir()) == [book]


@pytest.mark.parametrize(
    "failure",
    [
        (errno.ENOSPC, "disk-full"),
        (errno.EDQUOT, "disk-full"),
        (errno.EIO, "save-failed"),
        (errno.EROFS, "read-only"),
        (errno.EACCES, "locked" if os.name == "nt" else "read-only"),
    ],
)
@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_failures_leave_the_original(
    book: Path, data: bytes, monkeypatch: pytest.MonkeyPatch, failure: tuple[int, str], step: str
) -> None:
    number, name = failure

    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os if step == "fsync" else Path, step, fail)
    refused(name, lambda: save_atomically(book, b"new"), "没有保存", "原文件未改动")
    assert book.read_bytes() == data
    assert list(book.parent.iterdir()) == [book]


def test_locked_on_windows_while_replacing(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    denied = PermissionError(errno.EACCES, "Access is denied")
    monkeypatch.setattr(os, "name", "nt")
    assert saving.save_refusal(denied, book.name).name == "locked"


def test_interruption_leaves_no_temporary_file(
    book: Path, data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        save_atomically(book, b"new")
    assert book.read_bytes() == data
    assert list(book.parent.iterdir()) == [book]
