"""One action at a time on a workbook: nothing shows that one runs, so people press twice.

The mark is a lock of the operating system on a file of the user; it goes with the process, however that ends.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from juesuan.book.kept import user_folder
from juesuan.findings import StructureError


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold a workbook as long as the block runs; raise StructureError where another process holds it."""
    name = hashlib.sha256(os.path.normcase(path.resolve()).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    with _opened(f"{name}.lock") as file:
        if not _lock(file):
            raise StructureError("busy", f"“{path.name}”正由决算簿处理，请等它结束，结果会另外显示。")
        yield


def _opened(name: str) -> IO[bytes]:
    try:
        folder = user_folder() / "running"
        folder.mkdir(parents=True, exist_ok=True)
        return (folder / name).open("ab")
    except OSError:
        return (Path(tempfile.gettempdir()) / f"juesuan-{name}").open("ab")


def _lock(file: IO[bytes]) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
