"""An office process of our own: started with a profile of its own, ended with everything that it left."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from pathlib import Path

from .bridge import find_office
from .environment import office_environment
from .errors import OfficeError
from .orphans import PREFIX, sign

_RESTART_ME = 81  # what a fresh profile answers once

_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
{items}
</oor:items>
"""
_ITEM = '<item oor:path="/{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
_SETTINGS = (
    ("org.openoffice.Office.Calc/Formula/Load", "OOXMLRecalcMode", "0"),  # stored values may be stale
    ("org.openoffice.Office.Recovery/AutoSave", "Enabled", "false"),
    ("org.openoffice.Office.Recovery/RecoveryInfo", "Enabled", "false"),
    ("org.openoffice.Office.Common/Misc", "FirstRun", "false"),
    ("org.openoffice.Office.Common/Misc", "ShowTipOfTheDay", "false"),
    ("org.openoffice.Setup/Office", "ooSetupInstCompleted", "true"),
)


class OfficeProcess:
    """A running ``soffice.bin`` that we started; ``pipe`` is where it listens."""

    def __init__(self, *, window: bool) -> None:
        self.window = window
        self.pipe = f"xlwings-{os.getpid()}-{uuid.uuid4().hex[:12]}"
        self._program = find_office()
        self._folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        self._write_profile()
        self._restarts = 0
        self._process = self._start()

    @property
    def pid(self) -> int:
        """The id of the process."""
        return self._process.pid

    @property
    def profile_url(self) -> str:
        """The address of the profile."""
        return self._folder.as_uri()

    def _write_profile(self) -> None:
        items = "\n".join(_ITEM.format(path=path, name=name, value=value) for path, name, value in _SETTINGS)
        user = self._folder / "user"
        user.mkdir()
        (user / "registrymodifications.xcu").write_text(_PROFILE.format(items=items), encoding="utf-8")

    def _start(self) -> subprocess.Popen[bytes]:
        command = [str(self._program), "--norestore", "--nologo", "--nodefault", "--nofirststartwizard"]
        command += [] if self.window else ["--headless"]
        command += [f"-env:UserInstallation={self.profile_url}"]
        command += [f"--accept=pipe,name={self.pipe};urp;StarOffice.ComponentContext"]
        with (self._folder / "messages.txt").open("ab") as messages:
            process = subprocess.Popen(
                command,
                env=office_environment(window=self.window),
                stdin=subprocess.DEVNULL,
                stdout=messages,
                stderr=messages,
                start_new_session=True,
            )
        sign(self._folder, process.pid)
        return process

    def check_starting(self) -> None:
        """Start again when the fresh profile asks for it; raise :class:`OfficeError` when the start failed."""
        code = self._process.poll()
        if code is None:
            return
        if code == _RESTART_ME and self._restarts < 3:
            self._restarts += 1
            self._process = self._start()
            return
        said = (self._folder / "messages.txt").read_text(encoding="utf-8", errors="replace").strip()[-500:]
        self.remove_folder()
        raise OfficeError(f"LibreOffice ended while starting (exit code {code}). {said}".strip())

    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def wait(self, seconds: float) -> bool:
        """Wait for the end; whether it came."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def kill(self) -> None:
        """End the process at once."""
        if self.alive():
            self._process.kill()

    def remove_folder(self) -> None:
        """Remove the profile."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def remove_locks(self, books: set[Path]) -> None:
        """Remove the lock files beside workbooks that only this (ended) office can have left."""
        for book in books:
            lock = book.with_name(f".~lock.{book.name}#")
            with contextlib.suppress(OSError):
                if self._folder.name in lock.read_text(encoding="utf-8", errors="replace"):
                    lock.unlink()


class ForeignProcess:
    """An office that somebody else started and whose process is known."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.window = "--headless" not in _command(pid)

    def alive(self) -> bool:
        """Whether the process still runs."""
        try:
            state = Path(f"/proc/{self.pid}/stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return False
        return state.rpartition(")")[2].split()[0] != "Z"

    def wait(self, seconds: float) -> bool:
        """Wait for the end; whether it came."""
        until = time.monotonic() + seconds
        while self.alive():
            if time.monotonic() > until:
                return False
            time.sleep(0.02)
        return True

    def kill(self) -> None:
        """End the process at once."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)


def _command(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8", errors="replace").split("\0")
    except OSError:
        return []


def find_listener(pipe: str) -> int | None:
    """The id of the process that listens on a pipe of the office; ``None`` when it cannot be told."""
    end = f"/OSL_PIPE_{os.getuid()}_{pipe}"
    try:
        lines = Path("/proc/net/unix").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    sockets = {f"socket:[{line.split()[6]}]" for line in lines if line.endswith(end)}
    for descriptors in Path("/proc").glob("[0-9]*/fd"):
        try:
            if any(str(entry.readlink()) in sockets for entry in descriptors.iterdir()):
                return int(descriptors.parent.name)
        except OSError:
            continue  # somebody else's process, or one that has just ended
    return None
