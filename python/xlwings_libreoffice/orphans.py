"""Offices whose Python was ended without a chance to end them: found and ended at the next start."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import tempfile
from pathlib import Path

PREFIX = "xlwings-libreoffice-"
_OWNER = "owner"


def sign(folder: Path, office: int) -> None:
    """Write down in a profile who started the office, and its process."""
    (folder / _OWNER).write_text(f"{os.getpid()} {_started(os.getpid())} {office}", encoding="ascii")


def end_orphans() -> None:
    """End the offices of the same user whose Python is gone, and remove their profiles."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError, ValueError):
            if folder.stat().st_uid == os.getuid():
                _end_if_orphan(folder)


def _end_if_orphan(folder: Path) -> None:
    owner, started, office = (folder / _OWNER).read_text(encoding="ascii").split()
    if _started(int(owner)) == started:
        return
    with contextlib.suppress(OSError):
        if folder.name in Path(f"/proc/{office}/cmdline").read_text(encoding="utf-8", errors="replace"):
            os.kill(int(office), signal.SIGKILL)
    shutil.rmtree(folder, ignore_errors=True)


def _started(pid: int) -> str:
    """When a process started, in the kernel's ticks; empty when there is none."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return stat.rpartition(")")[2].split()[19]
