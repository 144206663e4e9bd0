"""Looking at files and folders: what can be written and comes back unchanged, what is marked, what was altered."""

from __future__ import annotations

import hashlib
import io
import os
import secrets
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from juesuan.book.file import FileBook
from juesuan.book.identity import format_of, read_identity
from juesuan.book.saving import check_writable
from juesuan.doctor.facts import BookFacts, FolderFacts, Place
from juesuan.findings import StructureError

HASHES = "hashes.txt"
ZONE = ":Zone.Identifier"
"""The stream of a file on NTFS in which Windows notes where it came from."""
INTERNET = ("ZoneId=3", "ZoneId=4")
NETWORK = ("cifs", "smb3", "smbfs", "nfs", "nfs4", "fuse.sshfs", "davfs", "fuse.gvfsd-fuse", "9p")
CLOUD = ("onedrive", "坚果云", "nutstore", "wps云盘", "wpsdrive", "dropbox", "百度网盘同步", "baidusync")
_REMOVABLE, _REMOTE = 2, 4
"""DRIVE_REMOVABLE, DRIVE_REMOTE of GetDriveTypeW."""


def writable(folder: Path, *, with_workbook: bool = False) -> FolderFacts:
    """Try to write into a folder, with a small workbook where that is wanted, and read it back; nothing stays there."""
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".juesuan-"):
            pass
    except OSError as error:
        return FolderFacts(folder, problem=error.strerror or str(error))
    free = shutil.disk_usage(folder).free >> 20
    return FolderFacts(folder, free=free, kept=_kept(folder) if with_workbook else None)


def _kept(folder: Path) -> bool | None:
    """Whether a workbook is read back as it was written; None where even that could not be tried."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    file = folder / f".juesuan-{secrets.token_hex(6)}.xlsx"
    try:
        file.write_bytes(data.getvalue())
        return file.read_bytes() == data.getvalue()
    except OSError:
        return None
    finally:
        with suppress(OSError):
            file.unlink(missing_ok=True)


def is_marked(file: Path) -> bool:
    """Whether Windows has noted that a file came from the internet."""
    with suppress(OSError):
        text = Path(f"{file}{ZONE}").read_text(encoding="utf-8", errors="replace")
        return any(one in text for one in INTERNET)
    return False


def altered_files(root: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the files of an installed package that are missing and that are not as its list of hashes says.

    The list has a line for each file: SHA-256, two spaces, the path with slashes. Without a list nothing is known.
    """
    lost, altered = [], []
    try:
        lines = (root / HASHES).read_text(encoding="utf-8-sig").splitlines()
    except OSError:
        return (), ()
    for line in lines:
        digest, _, name = line.partition("  ")
        if not name:
            continue
        try:
            if hashlib.sha256((root / name).read_bytes()).hexdigest() != digest.lower():
                altered.append(name)
        except OSError:
            lost.append(name)
    return tuple(lost), tuple(altered)


def book_facts(book: Path) -> BookFacts:
    """Look at a workbook; nothing is written."""
    path = book.absolute()
    refusal, locked = None, ""
    try:
        format_of(read_identity(FileBook.open(path)))
    except StructureError as error:
        refusal = (error.name, str(error))
    else:
        try:
            check_writable(path)
        except StructureError as error:
            locked = str(error)
    return BookFacts(path, refusal, place_of(path, os.environ), is_marked(path), locked)


def place_of(path: Path, environ: Mapping[str, str]) -> Place:
    """Say on what kind of disk a file lies."""
    text = str(path).lower()
    synced = [environ.get(one, "").lower() for one in ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")]
    if any(one and text.startswith(one) for one in synced) or any(one in text for one in CLOUD):
        return "cloud"
    if text.startswith(("\\\\", "//")):
        return "network"
    if sys.platform == "win32":
        import ctypes

        windll = getattr(ctypes, "windll")  # noqa: B009 - only there on Windows
        kind = int(windll.kernel32.GetDriveTypeW(path.anchor))
        return "network" if kind == _REMOTE else "removable" if kind == _REMOVABLE else "local"
    with suppress(OSError):
        return mounted(str(path), Path("/proc/mounts").read_text(encoding="utf-8", errors="replace"))
    return "local"


def mounted(path: str, mounts: str) -> Place:
    """Say on what kind of disk a path lies, by the lines of /proc/mounts."""
    best, kind = "", ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = fields[1].replace("\\040", " ")
        inside = path == point or path.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, fields[2]
    if kind in NETWORK:
        return "network"
    return "removable" if best.startswith(("/media/", "/run/media/")) else "local"
