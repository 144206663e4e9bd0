"""While an action runs on files: Windows' progress window names the file; its button stops before the next one.

The program that runs has no window of its own, and a report takes a while: without this a person sees nothing and
starts it again. Linux has no window of its system for this: nothing is shown there.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from juesuan.windows_progress import ProgressWindow, progress_window

GoOn = Callable[[Path], bool]
"""Told the next file before it is worked on; whether to go on with it."""


def always(_: Path) -> bool:
    """Go on, and tell nobody."""
    return True


@contextmanager
def waiting(title: str) -> Iterator[GoOn]:
    """Show what is worked on as long as the block runs; give the function that is told each file."""
    window = _open(title)

    def go_on(path: Path) -> bool:
        if window is None:
            return True
        if window.stopped():
            return False
        window.say(f"正在处理：{path.name}")
        return True

    try:
        yield go_on
    finally:
        if window is not None:
            window.close()


def _open(title: str) -> ProgressWindow | None:
    if sys.platform != "win32":
        return None
    windll = getattr(ctypes, "windll")  # noqa: B009 - only there on Windows
    return progress_window(title, 0, windll.ole32)
