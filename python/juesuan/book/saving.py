"""Saving whole or not at all: locks, read-only files, full disks, a temporary file put in place."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

from juesuan.book.patience import patiently
from juesuan.book.refusal import refuse
from juesuan.findings import StructureError

PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8) if os.name == "nt" else ()
"""Seconds between tries: virus scanners and disk synchronisers hold a file for a moment after it was written."""


def _lock_owner(lock: Path) -> str:
    """Read the user's name from a lock file.

    Excel writes a length and the name in the system's code page, and from byte 55 the same in UTF-16;
    LibreOffice a line of text with commas, whose first two fields are the user's name and the account.
    """
    raw = b""
    with suppress(OSError):
        raw = lock.read_bytes()[:4096]
    if lock.name.startswith(".~lock."):
        owner = next((name for name in raw.decode("utf-8", "ignore").split(",")[:2] if name.strip()), "")
    else:
        owner = raw[57 : 57 + 2 * sum(raw[55:56])].decode("utf-16-le", "ignore")
        owner = owner or raw[1 : 1 + sum(raw[:1])].decode("gb18030", "ignore")
    owner = owner.strip(" \0\\")
    return owner if owner.isprintable() else ""


def save_refusal(error: OSError, name: str) -> StructureError:
    """Say why a file could not be saved."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        text = "没有保存：磁盘已满或超出配额，原文件未改动。请清理磁盘空间，或换一个位置后再试。"
        return refuse("disk-full", name, text)
    if isinstance(error, PermissionError) and os.name == "nt":
        text = "没有保存：正被其他程序占用，原文件未改动。请在 Excel 或 WPS 中关闭它后再试。"
        return refuse("locked", name, text)
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        text = "没有保存：没有写入权限，原文件未改动。请取消只读，或复制到可写的文件夹后再试。"
        return refuse("read-only", name, text)
    text = f"没有保存（{error.strerror}），原文件未改动。请检查磁盘、U 盘或网络盘是否连接正常后再试。"
    return refuse("save-failed", name, text)


def check_writable(path: Path) -> None:
    """Refuse, before anything is computed for it, a target that is open elsewhere or may not be written."""
    target = path.resolve()
    if not target.parent.is_dir():
        raise refuse("not-found", path.name, f"所在的文件夹 {target.parent} 不存在。请核对路径。")
    for place in (path, target):  # the marks of Excel, WPS and LibreOffice
        for name in (f"~${place.name}", f".~{place.name}", f".~lock.{place.name}#"):
            lock = place.with_name(name)
            if os.access(lock, os.F_OK):  # no error for a name that is too long
                who = f"“{owner}”" if (owner := _lock_owner(lock)) else "其他人"
                text = f"正由{who}打开。请先关闭再试；若确认无人打开，请删除同一文件夹里的占用标记 {name}。"
                raise refuse("locked", path.name, text)
    closed = os.name != "nt" and not target.parent.stat().st_mode & 0o222  # no such thing on Windows
    if closed or not os.access(target.parent, os.W_OK):
        raise refuse("read-only", path.name, "所在的文件夹不可写。请复制到可写的文件夹后再试。")
    if target.exists():
        if not target.stat().st_mode & 0o222:
            raise refuse("read-only", path.name, "是只读文件。请在文件属性中取消“只读”，或另存一份后再试。")
        try:
            target.open("r+b").close()
        except OSError as error:
            raise save_refusal(error, path.name) from error


def save_atomically(path: Path, data: bytes) -> None:
    """Write a new file beside the target, then put it in its place; a failure leaves the target alone."""
    check_writable(path)
    target = path.resolve()
    temporary = target.with_name(f".juesuan-{secrets.token_hex(6)}.tmp")
    try:
        _write_beside(temporary, data, target.stat() if target.exists() else None)
        patiently(lambda: temporary.replace(target), PAUSES)
    except OSError as error:
        raise save_refusal(error, path.name) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def _write_beside(temporary: Path, data: bytes, like: os.stat_result | None) -> None:
    """Write the temporary file down to the disk, with the group and permission bits of the target."""
    mode = stat.S_IMODE(like.st_mode) if like else 0o666
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(temporary, flags, mode), "wb") as file:
        if like and hasattr(os, "chown"):
            with suppress(OSError):
                os.chown(temporary, -1, like.st_gid)
        if like:
            temporary.chmod(mode)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
