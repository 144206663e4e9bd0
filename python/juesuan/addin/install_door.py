"""The door to files and registry: small operations, each of them done or not done."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path, PureWindowsPath

from juesuan.addin.registry import Registry, system_registry
from juesuan.book.patience import HELD, patiently

HALF = ".juesuan-new.tmp"
"""The name of a half-written file."""
_ZONE = ":Zone.Identifier"
PAUSES = (0.1, 0.2, 0.5, 1, 2, 3, 4) if os.name == "nt" else ()
"""Seconds between tries: a virus scanner holds what was just written for a moment, and its folder with it."""
_HELD = (*HELD, errno.ENOTEMPTY)


class Door:
    """Files and registry of one account; ``OSError`` where the system refuses."""

    def __init__(self, registry: Registry | None = None, pauses: Sequence[float] = PAUSES) -> None:
        self.registry = system_registry() if registry is None else registry
        self._pauses = pauses

    def read(self, file: Path) -> bytes | None:
        """Return a file's bytes; None when it is not there."""
        return file.read_bytes() if file.is_file() else None

    def is_folder(self, path: Path) -> bool:
        """Return whether a folder is there."""
        return path.is_dir()

    def in_use(self, file: Path) -> bool:
        """Return whether another program keeps a file from being replaced."""
        if not file.is_file():
            return False
        try:
            file.open("r+b").close()
        except PermissionError:
            return True
        return False

    def make_folder(self, folder: Path) -> None:
        """Make a folder; the one above it is there."""
        folder.mkdir(exist_ok=True)

    def write(self, file: Path, data: bytes) -> None:
        """Write a file."""
        file.write_bytes(data)

    def rename(self, source: Path, target: Path) -> None:
        """Give a file or folder another name; a file that has the name already is replaced."""
        self.patiently(lambda: source.replace(target))

    def delete(self, file: Path) -> None:
        """Delete a file, if it is there."""
        self.patiently(lambda: file.unlink(missing_ok=True))

    def delete_folder(self, folder: Path) -> None:
        """Delete an empty folder, if it is there."""
        with suppress(FileNotFoundError):
            self.patiently(folder.rmdir)

    def is_empty(self, folder: Path) -> bool:
        """Return whether nothing is in a folder."""
        return not any(folder.iterdir())

    def below(self, folder: Path) -> list[tuple[Path, bool]]:
        """Return everything below a folder, the innermost first, and whether it is a folder itself."""
        found = []
        for path, folders, files in os.walk(folder, topdown=False):
            found += [(Path(path, one), False) for one in files]
            found += [(Path(path, one), not Path(path, one).is_symlink()) for one in folders]
        return found

    def patiently(self, work: Callable[[], object]) -> None:
        """Do what Windows refuses as long as another program has the file in its hands; the last refusal is raised."""
        patiently(work, self._pauses, _HELD)

    def put_menus(self, base: Path, interpreter: str) -> None:
        """Add the entries of the menu 发送到."""
        from juesuan.filemode.menus import install_menus

        install_menus(base, PureWindowsPath(interpreter), platform="win32")

    def take_menus(self, base: Path) -> None:
        """Take the entries of the menu 发送到 out."""
        from juesuan.filemode.menus import uninstall_menus

        uninstall_menus(base, platform="win32")

    def unmark(self, file: Path) -> None:
        """Take away the mark that a file came from the internet (an alternate stream of NTFS), if it has one."""
        with suppress(OSError):
            Path(f"{file}{_ZONE}").unlink()


def put_whole(door: Door, target: Path, data: bytes, staging: Path) -> None:
    """Write a file under another name in the folder ``staging``, then put it in its place."""
    half = staging / HALF
    door.write(half, data)
    door.unmark(half)
    door.rename(half, target)
    door.unmark(target)


def delete_tree(door: Door, folder: Path) -> None:
    """Delete a folder with everything in it, if it is there."""
    for path, is_folder in door.below(folder):
        if is_folder:
            door.delete_folder(path)
        else:
            door.delete(path)
    door.delete_folder(folder)


def beside(tree: Path, word: str) -> Path:
    """Return the name of a tree that is coming (``new``) or going (``old``)."""
    return tree.with_name(f"{tree.name}.{word}")
