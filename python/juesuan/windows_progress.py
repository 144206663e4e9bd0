"""Windows' own progress window with a button to stop (``IProgressDialog`` of shlobj_core.h), by ctypes alone.

It runs in a thread of its own, so its button answers while Python works. On other systems, and where Windows does not
give one, there is none. Only a real Windows can show it: ``addin/CHECKLIST.md``.
"""

from __future__ import annotations

import ctypes
import sys
from typing import Any

_CLASS = "{F8383852-FCD3-11d1-A6B9-006097DF5BD4}"
_INTERFACE = "{EBBC7C04-315E-11d2-B62F-006097DF5BD4}"
_IN_PROCESS = 1
_MARQUEE_WITHOUT_TIME = 0x20 | 0x04
_STOPPING = "正在停止……"
_RELEASE, _START, _STOP, _TITLE, _HAS_STOPPED, _LINE, _STOP_MESSAGE = 2, 3, 4, 5, 7, 10, 11
"""Places of the methods in the interface's table."""


class ProgressWindow:
    """A progress window that is open."""

    def __init__(self, pointer: ctypes.c_void_p) -> None:
        self._pointer = pointer

    def call(self, method: int, *arguments: Any, kinds: tuple[Any, ...] = ()) -> int:
        """Call a method by its place in the table."""
        table = ctypes.cast(self._pointer, ctypes.POINTER(ctypes.POINTER(ctypes.c_void_p))).contents
        kind: Any = getattr(ctypes, "WINFUNCTYPE", ctypes.CFUNCTYPE)
        function = kind(ctypes.c_long, ctypes.c_void_p, *kinds)(table[method])
        return int(function(self._pointer, *arguments))

    def begin(self, title: str, parent: int) -> None:
        """Show it before a window."""
        text, pointer = ctypes.c_wchar_p, ctypes.c_void_p
        self.call(_TITLE, title, kinds=(text,))
        self.call(_STOP_MESSAGE, _STOPPING, None, kinds=(text, pointer))
        self.call(
            _START,
            parent,
            None,
            _MARQUEE_WITHOUT_TIME,
            None,
            kinds=(pointer, pointer, ctypes.c_ulong, pointer),
        )

    def say(self, step: str) -> None:
        """Show a step."""
        kinds = (ctypes.c_ulong, ctypes.c_wchar_p, ctypes.c_int, ctypes.c_void_p)
        self.call(_LINE, 1, step, 0, None, kinds=kinds)

    def stopped(self) -> bool:
        """Whether the person has pressed the button."""
        return bool(self.call(_HAS_STOPPED))

    def close(self) -> None:
        """Take it away."""
        self.call(_STOP)
        self.call(_RELEASE)


def open_progress_window(title: str, app: Any) -> ProgressWindow | None:
    """Open a progress window before that of an Excel (an xlwings App); None where there is no such thing."""
    if sys.platform != "win32":
        return None
    return progress_window(title, int(app.hwnd), ctypes.windll.ole32)


def progress_window(title: str, parent: int, ole: Any) -> ProgressWindow | None:
    """Ask COM for the window; whatever it refuses, the action goes on without."""
    pointer = ctypes.c_void_p()
    ole.CoInitialize(None)
    result = ole.CoCreateInstance(
        _identifier(ole, _CLASS), None, _IN_PROCESS, _identifier(ole, _INTERFACE), ctypes.byref(pointer)
    )
    if result or not pointer:
        return None
    window = ProgressWindow(pointer)
    window.begin(title, parent)
    return window


def _identifier(ole: Any, text: str) -> Any:
    found = (ctypes.c_byte * 16)()
    ole.CLSIDFromString(ctypes.c_wchar_p(text), ctypes.byref(found))
    return ctypes.byref(found)
