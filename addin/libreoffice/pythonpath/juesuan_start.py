"""Starting the project's Python outside the office, and watching it. Knows nothing of the office.

Runs in the Python of the office: standard library only, and nothing newer than Python 3.9.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

MODULE = "juesuan.button"
LEFT_OUT = ("URE_BOOTSTRAP", "LD_LIBRARY_PATH")
"""What the office sets for itself. Every PYTHON* variable is left out too: they belong to the office's Python."""

UNIX_SOCKETS = Path("/proc/net/unix")
_LISTENING = 0x10000  # the flag of a listening socket in /proc/net/unix


class StartError(Exception):
    """The program cannot be started; the text tells the person why and what to do."""


def own_file() -> Path:
    """Return the person's own file with the path of the Python program; it need not exist."""
    folder = Path(os.environ.get("XDG_CONFIG_HOME", ""))
    base = folder if folder.is_absolute() else Path.home() / ".config"
    return base / "juesuan" / "python.txt"


def interpreter(built_in: Path, own: Path) -> str:
    """Return the Python program: what the person's own file says, else what was written into the extension."""
    for source in (own, built_in):
        try:
            text = source.read_text(encoding="utf-8-sig").strip()
        except FileNotFoundError:
            continue
        except (OSError, UnicodeError) as error:
            raise StartError(f"不能读取 {source}（{error}）。请改正或删除这个文件。") from error
        if text:
            return _checked(text, source)
    raise StartError("没有说明用哪个 Python 程序。请重新安装决算簿的工具栏。")


def _checked(program: str, source: Path) -> str:
    if "\n" in program or not Path(program).is_absolute():
        raise StartError(f"{source} 里应当只有一行：Python 程序的完整路径。")
    if not os.access(program, os.X_OK) or Path(program).is_dir():
        raise StartError(
            f"找不到 Python 程序 {program}（写在 {source}）。\n"
            f"请重新安装决算簿，或在 {own_file()} 里写上正确的完整路径。"
        )
    return program


def environment(office: dict[str, str]) -> dict[str, str]:
    """Return the environment of the program: the office's without what it set for its own Python."""
    kept = {
        name: value
        for name, value in office.items()
        if name not in LEFT_OUT and not name.upper().startswith("PYTHON")
    }
    # Nothing is ever imported from the current folder, which may hold a stranger's document.
    return {**kept, "PYTHONUTF8": "1", "PYTHONSAFEPATH": "1"}


def command(program: str, action: str, pipe: str, document: str) -> list[str]:
    """Return the command line of an action."""
    return [program, "-m", MODULE, action, "--pipe", pipe, "--workbook", document]


def kept(said: str) -> str:
    """Keep a text in a log of the person's own; return what to tell. The text itself is for those who mend the program."""
    handle, name = tempfile.mkstemp(prefix="juesuan-", suffix=".log")
    with os.fdopen(handle, "w", encoding="utf-8") as log:
        log.write(said)
    return f"请再试一次；仍然这样时，请把记录发给维护人员：\n{name}"


class StopSign:
    """A file that tells the program, as soon as it is there, that the person wants it to stop."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="juesuan-"))
        self._file = self._folder / "stop"
        self.environment = {"JUESUAN_CANCEL": str(self._file)}

    def set(self) -> None:
        """Ask the program to stop; one that has ended is not asked any more."""
        if self._folder.exists():
            self._file.touch()

    def is_set(self) -> bool:
        """Whether the program was asked to stop."""
        return self._file.exists()

    def remove(self) -> None:
        """Take the file away."""
        shutil.rmtree(self._folder, ignore_errors=True)


class Process:
    """A started program. What it says goes to a file without a name, and is kept only when something went wrong."""

    def __init__(self, arguments: list[str], more: dict[str, str] | None = None) -> None:
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the program runs
        try:
            self._process = subprocess.Popen(
                arguments,
                env={**environment(dict(os.environ)), **(more or {})},
                cwd=str(Path.home()),
                stdin=subprocess.DEVNULL,
                stdout=self._log,
                stderr=self._log,
                start_new_session=True,
            )
        except OSError as error:
            raise StartError(f"{arguments[0]} 不能运行（{error.strerror or error}）。") from error

    def wait(self) -> int:
        """Wait for the end; return the exit code."""
        return self._process.wait()

    def last_words(self, code: int, *, connected: bool) -> str:
        """Return what to tell about an end that was not in order; what the program said is kept in a log."""
        how = f"程序中途停止了（退出码 {code}）。"
        if not connected:
            how = f"程序没有连上工作簿就结束了（退出码 {code}），工作簿没有改动。"
        self._log.seek(0)
        said = self._log.read().decode("utf-8", "replace").strip()
        return f"{how}\n{kept(said)}" if said else f"{how}\n请再试一次；仍然这样时，请重新安装决算簿。"


def find_socket(pipe: str) -> str | None:
    """Return the socket of a pipe of the office once somebody listens on it."""
    lines = UNIX_SOCKETS.read_text(encoding="utf-8", errors="replace").splitlines()
    for line in lines:
        if line.endswith(f"_{pipe}") and int(line.split()[3], 16) & _LISTENING:
            return line.split(maxsplit=7)[7]
    return None


def wait_listening(pipe: str, seconds: float = 5.0) -> bool:
    """Wait until somebody listens on a pipe, then close it to other users; return whether it came to that."""
    if not UNIX_SOCKETS.exists():
        time.sleep(0.3)
        return True
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        socket = find_socket(pipe)
        if socket is not None:
            Path(socket).chmod(0o600)
            return True
        time.sleep(0.01)
    return False
