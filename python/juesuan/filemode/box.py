"""A message box of the desktop, whichever there is; without one the text goes to the terminal.

No shell is involved. zenity and kdialog are asked not to read markup, and their own backslash escapes are taken care of.
xmessage is left out: it cannot show Chinese.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from juesuan.actions import Tone

TITLE = "决算簿"
ZENITY = {Tone.INFO: "--info", Tone.WARNING: "--warning", Tone.ERROR: "--error"}
KDIALOG = {Tone.INFO: "--msgbox", Tone.WARNING: "--sorry", Tone.ERROR: "--error"}
MACOS = {Tone.INFO: "note", Tone.WARNING: "caution", Tone.ERROR: "stop"}
NOTIFY = {Tone.INFO: "dialog-information", Tone.WARNING: "dialog-warning", Tone.ERROR: "dialog-error"}
_OK, _SET_FOREGROUND, _TOPMOST = 0x0, 0x10000, 0x40000
WINDOWS = {Tone.INFO: 0x40, Tone.WARNING: 0x30, Tone.ERROR: 0x10}
"""MB_ICONINFORMATION, MB_ICONWARNING, MB_ICONERROR of MessageBoxW."""


def show(tone: Tone, title: str, text: str) -> None:
    """Show a text and wait until it is closed; on a terminal it is printed as well."""
    printed = sys.stderr is not None and sys.stderr.isatty()
    if printed:
        _print(title, text)
    if not _box(tone, title, text) and not printed:
        _print(title, text)


def _box(tone: Tone, title: str, text: str) -> bool:
    """Show a box; return whether there was one."""
    if sys.platform == "win32":
        return _windows(tone, title, text)
    for command in commands(tone, title, text, os.environ, sys.platform):
        try:
            if subprocess.run(
                command, stdin=subprocess.DEVNULL, capture_output=True, check=False
            ).returncode in (0, 1):
                return True  # 1: closed by its cross
        except OSError:
            continue
    return False


def commands(tone: Tone, title: str, text: str, environ: Mapping[str, str], platform: str) -> list[list[str]]:
    """Return the commands that can show a text on this machine, the best first; none without a screen.

    What is found on the PATH of ``environ`` counts. Every text stands behind ``=`` or ``--``, none can be taken for an
    option.
    """
    path = environ.get("PATH", os.defpath)
    if platform == "darwin":
        script = (
            "on run argv",
            f'display dialog (item 1 of argv) with title (item 2 of argv) buttons {{"好"}} default button 1 with icon {MACOS[tone]}',
            "end run",
        )
        lines = [part for line in script for part in ("-e", line)]
        return [["osascript", *lines, "--", text, title]] if shutil.which("osascript", path=path) else []
    if not (environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY")):
        return []
    kde = "KDE" in environ.get("XDG_CURRENT_DESKTOP", "").upper()
    order = ("kdialog", "zenity", "tk", "notify-send") if kde else ("zenity", "kdialog", "tk", "notify-send")
    made = []
    for name in order:
        program = sys.executable if name == "tk" else shutil.which(name, path=path)
        if program:
            made.append([program, *_arguments(name, tone, title, text)])
    return made


def _arguments(name: str, tone: Tone, title: str, text: str) -> list[str]:
    if name == "zenity":
        return [ZENITY[tone], f"--title={title}", "--no-markup", "--width=640", f"--text={_escaped(text)}"]
    if name == "kdialog":  # its text is plain unless it looks like HTML: then "<" must not look like a tag
        plain = _escaped(text).replace("<", "＜")
        return [f"--title={title}", f"{KDIALOG[tone]}={plain}"]
    if name == "tk":
        return ["-E", "-X", "utf8", str(Path(__file__).with_name("tkbox.py")), tone.value, title, text]
    body = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return [f"--icon={NOTIFY[tone]}", f"--app-name={TITLE}", "--", title, body.replace("\\", "\\\\")]


def _escaped(text: str) -> str:
    r"""Keep backslashes (of Windows' paths) from being read as ``\n``."""
    return text.replace("\\", "\\\\")


def _windows(tone: Tone, title: str, text: str) -> bool:
    import ctypes

    windll = getattr(ctypes, "windll")  # noqa: B009 - only there on Windows
    style = _OK | _SET_FOREGROUND | _TOPMOST | WINDOWS[tone]
    return bool(windll.user32.MessageBoxW(None, text, title, style))


def _print(title: str, text: str) -> None:
    if sys.stderr is not None:  # pythonw has none
        sys.stderr.write(f"{title}\n{text}\n")
