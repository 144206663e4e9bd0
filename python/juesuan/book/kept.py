"""What a workbook file was before the last write: kept for one step back.

A copy stands in a folder of the user, never beside the workbook (whose folder is sent on). Its name holds the place of
the workbook and the hash of what was written over it, so a copy is used only where nobody has changed the workbook since.
The copy is made before the workbook is written and the older one removed after: whoever is stopped in between finds both,
and the bytes of the workbook say which of them counts.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from juesuan.book.saving import save_atomically
from juesuan.findings import StructureError

FOLDER_VARIABLE = "JUESUAN_KEPT"
"""Environment variable that names another folder for the copies: for tests."""
MOST = 20
"""So many workbooks have a copy; the oldest ones go."""
LARGEST = 64 << 20
"""Bytes; a larger workbook is not kept."""
_UNDO = "undo"


@dataclass(frozen=True)
class Undone:
    """A step back: which workbook, and when what was taken back had been written (local time)."""

    path: Path
    written: datetime


def user_folder() -> Path:
    """Return the folder for what the program keeps for a user between runs."""
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "juesuan"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "juesuan"
    return Path(os.environ.get("XDG_STATE_HOME") or home / ".local" / "state") / "juesuan"


def kept_folder() -> Path:
    """Return the folder with the copies."""
    given = os.environ.get(FOLDER_VARIABLE)
    return Path(given) if given else user_folder() / _UNDO


def save_keeping(path: Path, data: bytes) -> None:
    """Save a workbook, whole or not at all, and keep what was there before; raises StructureError as saving does.

    Where no copy can be made (a full disk, a closed folder) the workbook is saved all the same: there is no way back then,
    and :func:`undo_file` says so.
    """
    made = _keep(path, data)
    try:
        save_atomically(path, data)
    except BaseException:
        if made is not None:
            with suppress(OSError):
                made.unlink(missing_ok=True)
        raise
    if made is not None:
        _clear(made)


def undo_file(path: Path) -> Undone:
    """Put back what a workbook file was before the last write of this program.

    Raises StructureError when there is nothing to take back, somebody has changed the workbook since (the copy stays, its
    place is told), or the file cannot be written; nothing is written then.
    """
    try:
        now = path.read_bytes()
    except OSError as error:
        raise StructureError("not-found", f"“{path.name}”没有找到或打不开；请核对路径。") from error
    copies = sorted(kept_folder().glob(f"{_place(path)}-*"))
    wanted = next((one for one in copies if one.stem.endswith(_hash(now))), None)
    if wanted is None and copies:
        text = (
            f"“{path.name}”在上次操作之后又改动过，不能撤销，否则会丢掉后来的改动。"
            f"上次操作前的工作簿保存在 {copies[-1]}，可以打开对照。"
        )
        raise StructureError("changed-since", text)
    if wanted is None:
        raise StructureError("nothing-to-undo", f"“{path.name}”没有可以撤销的操作。")
    written = datetime.fromtimestamp(wanted.stat().st_mtime)  # noqa: DTZ006 - the office's own clock
    save_atomically(path, wanted.read_bytes())
    with suppress(OSError):
        wanted.unlink(missing_ok=True)
    return Undone(path, written)


def _keep(path: Path, data: bytes) -> Path | None:
    """Copy what stands at a path, named for what will be written over it; None where there is nothing, or no way."""
    try:
        before = path.read_bytes()
        if before == data or len(before) > LARGEST:
            return None
        folder = kept_folder()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        copy = folder / f"{_place(path)}-{_hash(data)}{path.suffix.lower()}"
        temporary = folder / f".{secrets.token_hex(6)}.tmp"
        try:
            temporary.write_bytes(before)
            temporary.replace(copy)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError:
        return None
    return copy


def _clear(made: Path) -> None:
    """Remove the older copy of the same workbook, and the oldest copies where there are too many."""
    place = made.name.partition("-")[0]
    with suppress(OSError):
        for one in made.parent.glob(f"{place}-*"):
            if one != made:
                one.unlink(missing_ok=True)
        every = sorted(made.parent.glob("*-*"), key=lambda one: (one == made, one.stat().st_mtime))
        for one in every[:-MOST]:
            one.unlink(missing_ok=True)


def _place(path: Path) -> str:
    return hashlib.sha256(os.path.normcase(path.resolve()).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]


def copies(base: Path | None = None) -> int:
    """Return how many copies of workbooks are kept; ``base`` as for :func:`forget`."""
    return sum(1 for _ in (kept_folder() if base is None else base / _UNDO).glob("*-*"))


def forget(base: Path | None = None) -> None:
    """Remove everything that is kept for a user between runs: for uninstalling.

    ``base`` is the folder of the user where it is not the one that :func:`user_folder` names.
    """
    own, undo = (user_folder(), kept_folder()) if base is None else (base, base / _UNDO)
    for folder in (undo, own / "running"):
        shutil.rmtree(folder, ignore_errors=True)
    with suppress(OSError):
        own.rmdir()  # only when nothing else is in it
