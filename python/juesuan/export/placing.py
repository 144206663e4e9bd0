"""A folder and its zip written whole or not at all, and what a killed run left behind.

Everything is written into a folder of its own beside the target, down to the disk, the zip as well. Renaming that
folder is the one moment from which the export is there; the zip follows. A run that is killed before leaves a folder
``.juesuan-export-…``, which the next run takes away; one that is killed between the two leaves a whole export and its
zip under such a name, which the next run puts in its place.
"""

from __future__ import annotations

import errno
import io
import os
import re
import secrets
import shutil
import time
import uuid
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from juesuan.findings import StructureError

TEMPORARY = re.compile(r"\.juesuan-export-(?P<host>[0-9a-f]{6})-(?P<process>\d+)-[0-9a-f]{12}(?:\.zip)?")
OLD = 3600
"""Seconds after which a leftover of another computer's run, or of a process that cannot be asked, is nobody's."""
TRIES, PAUSE = 10, 0.2
"""How often, and after how many seconds, a rename is tried again: on Windows a scanner may hold a new file."""
UTF8_NAMES = 0x800
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def zip_bytes(folder: str, files: Mapping[str, bytes], when: datetime) -> bytes:
    """Return the zip of a folder: names in UTF-8, a fixed order, one time for all."""
    target = io.BytesIO()
    moment = (max(when.year, 1980), when.month, when.day, when.hour, when.minute, when.second)
    with zipfile.ZipFile(target, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{folder}/{name}", moment)
            entry.create_system, entry.compress_type = 0, zipfile.ZIP_DEFLATED
            entry.flag_bits |= UTF8_NAMES
            archive.writestr(entry, files[name])
    return target.getvalue()


def ready(out: Path) -> Path:
    """Return the folder to write into, made where it is not there; StructureError where nothing can be written."""
    target = out.resolve()
    if target.exists() and not target.is_dir():
        raise StructureError("not-a-folder", f"“{out.name}”是文件，不是文件夹。请另选放报送材料的文件夹。")
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _refusal(error, out.name) from error
    closed = os.name != "nt" and not target.stat().st_mode & 0o222  # no such thing on Windows
    if closed or not os.access(target, os.W_OK):
        raise StructureError("read-only", f"文件夹“{out.name}”不可写，没有写出。请另选可写的文件夹。")
    return target


def place(out: Path, name: str, files: Mapping[str, bytes], zipped: bytes) -> tuple[Path, Path]:
    """Write a folder and its zip into ``out`` and return both; StructureError with nothing left where it fails.

    Neither may be there yet.
    """
    folder, archive = out / name, out / f"{name}.zip"
    temporary = out / f".juesuan-export-{_host()}-{os.getpid()}-{secrets.token_hex(6)}"
    packed = temporary.with_name(f"{temporary.name}.zip")
    try:
        try:
            _write(temporary, files)
            _write_file(packed, zipped)
            if folder.exists() or archive.exists():
                raise StructureError("exists", f"“{name}”刚刚由别人写出，没有覆盖。请再导出一次。")
            _rename(temporary, folder)
            try:
                _rename(packed, archive)
            except OSError:
                folder.rename(temporary)  # no folder without its zip
                raise
        except OSError as error:
            raise _refusal(error, name) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
        with suppress(OSError):
            packed.unlink(missing_ok=True)
    return folder, archive


def clean(out: Path) -> None:
    """Finish or take away what killed runs left in a folder; what may belong to a run that still works stays."""
    for path in sorted(out.iterdir()):
        known = TEMPORARY.fullmatch(path.name)
        if known is None or not _is_dead(path, known["host"], int(known["process"])):
            continue
        with suppress(OSError):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            elif not _finished(out, path):
                path.unlink()


def _finished(out: Path, packed: Path) -> bool:
    """Put a zip in place whose folder is there already, to the byte."""
    try:
        with zipfile.ZipFile(packed) as archive:
            names = archive.namelist()
            folder = names[0].partition("/")[0] if names else ""
            same = bool(folder) and all((out / one).read_bytes() == archive.read(one) for one in names)
    except (OSError, ValueError, zipfile.BadZipFile):
        return False
    target = out / f"{folder}.zip"
    if not same or target.exists():
        return False
    packed.rename(target)
    return True


def _is_dead(path: Path, host: str, process: int) -> bool:
    if host == _host() and os.name != "nt":  # asking a process of Windows with a signal would end it
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        except OSError:
            return False
        return False
    with suppress(OSError):
        return time.time() - path.stat().st_mtime > OLD
    return False


def _host() -> str:
    """Return what tells this computer from others that write into the same folder, and nothing about it."""
    return sha256(str(uuid.getnode()).encode()).hexdigest()[:6]


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.mkdir()
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        _write_file(path, data)
    for one in _folders(folder):
        _sync(one)


def _folders(folder: Path) -> Iterator[Path]:
    yield from (one for one in folder.iterdir() if one.is_dir())
    yield folder


def _write_file(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """Bring the entries of a folder to the disk, where a system can do that; some network drives cannot."""
    if os.name == "nt":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _rename(source: Path, target: Path) -> None:
    for attempt in range(TRIES):
        try:
            source.rename(target)
        except PermissionError:
            if os.name != "nt" or attempt == TRIES - 1:
                raise
            time.sleep(PAUSE)
        else:
            break
    _sync(target.parent)


def _refusal(error: OSError, name: str) -> StructureError:
    """Say why nothing was written."""
    if error.errno in _FULL:
        return StructureError(
            "disk-full", f"“{name}”没有写出：磁盘已满或超出配额。请清理磁盘空间，或换一个位置后再试。"
        )
    if error.errno == errno.ENAMETOOLONG:
        return StructureError(
            "path-too-long", f"“{name}”没有写出：路径太长。请把放材料的文件夹换到较短的路径，如 D:\\报送。"
        )
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        text = (
            "没有写入权限，或文件夹里的文件正被其他程序占用。请关闭占用它的程序，或换到可写的文件夹后再试。"
        )
        return StructureError("read-only", f"“{name}”没有写出：{text}")
    text = "请检查磁盘、U 盘或网络盘是否连接正常后再试。"
    return StructureError("save-failed", f"“{name}”没有写出（{error.strerror}）。{text}")
