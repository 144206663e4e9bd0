"""Steps in the status bar, stopping between two of them, and Windows' progress window (a COM object of our own)."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from juesuan.steps import CANCEL, Cancelled, steps
from juesuan.windows_progress import open_progress_window, progress_window


@pytest.fixture
def app() -> Any:
    return SimpleNamespace(status_bar="就绪")


def test_each_step_is_told_and_the_bar_is_given_back(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(CANCEL, raising=False)
    seen = []
    with steps(app, "报送材料") as progress:
        progress("转成 PDF")
        seen.append(app.status_bar)
    assert seen == ["报送材料：转成 PDF…"]
    assert app.status_bar is None


def test_a_stop_is_noticed_at_the_next_step(
    app: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign = tmp_path / "stop"
    monkeypatch.setenv(CANCEL, str(sign))
    done = []

    def work() -> None:
        with steps(app, "PDF") as progress:
            progress("读取工作簿")
            done.append(1)
            sign.touch()
            done.append(2)
            progress("保存")
            done.append(3)

    with pytest.raises(Cancelled):
        work()
    assert done == [1, 2]
    assert app.status_bar is None


def test_there_is_no_progress_window_but_on_windows(app: Any) -> None:
    assert open_progress_window("PDF", app) is None


class Dialog:
    """A COM object with the table of IProgressDialog, and an ``ole32`` that gives it out."""

    SIGNATURES: tuple[tuple[str, tuple[Any, ...]], ...] = (
        ("QueryInterface", (ctypes.c_void_p, ctypes.c_void_p)),
        ("AddRef", ()),
        ("Release", ()),
        ("StartProgressDialog", (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_ulong, ctypes.c_void_p)),
        ("StopProgressDialog", ()),
        ("SetTitle", (ctypes.c_wchar_p,)),
        ("SetAnimation", (ctypes.c_void_p, ctypes.c_uint)),
        ("HasUserCancelled", ()),
        ("SetProgress", (ctypes.c_ulong, ctypes.c_ulong)),
        ("SetProgress64", (ctypes.c_ulonglong, ctypes.c_ulonglong)),
        ("SetLine", (ctypes.c_ulong, ctypes.c_wchar_p, ctypes.c_int, ctypes.c_void_p)),
        ("SetCancelMsg", (ctypes.c_wchar_p, ctypes.c_void_p)),
        ("Timer", (ctypes.c_ulong, ctypes.c_void_p)),
    )

    def __init__(self, *, refuses: bool = False) -> None:
        self.seen: list[tuple[Any, ...]] = []
        self.pressed = False
        self.refuses = refuses
        self.functions = [self._function(name, kinds) for name, kinds in self.SIGNATURES]
        addresses = [ctypes.cast(one, ctypes.c_void_p).value for one in self.functions]
        self.table = (ctypes.c_void_p * len(addresses))(*addresses)
        self.object = ctypes.pointer(ctypes.cast(self.table, ctypes.c_void_p))

    def _function(self, name: str, kinds: tuple[Any, ...]) -> Any:
        def called(_: Any, *arguments: Any) -> int:
            self.seen.append((name, *arguments))
            return int(self.pressed) if name == "HasUserCancelled" else 0

        return ctypes.CFUNCTYPE(ctypes.c_long, ctypes.c_void_p, *kinds)(called)

    # what ole32 has

    def CoInitialize(self, _: Any) -> int:  # noqa: N802
        return 0

    def CLSIDFromString(self, _text: Any, _out: Any) -> int:  # noqa: N802
        return 0

    def CoCreateInstance(self, _class: Any, _outer: Any, _context: int, _interface: Any, out: Any) -> int:  # noqa: N802
        if self.refuses:
            return -2147221164
        out._obj.value = ctypes.cast(self.object, ctypes.c_void_p).value
        return 0


def test_the_windows_methods_are_called_at_their_places() -> None:
    dialog = Dialog()
    window = progress_window("报送材料", 4711, dialog)
    assert window is not None
    window.say("转成 PDF…")
    assert not window.stopped()
    dialog.pressed = True
    assert window.stopped()
    window.close()
    assert dialog.seen == [
        ("SetTitle", "报送材料"),
        ("SetCancelMsg", "正在停止……", None),
        ("StartProgressDialog", 4711, None, 0x24, None),
        ("SetLine", 1, "转成 PDF…", 0, None),
        ("HasUserCancelled",),
        ("HasUserCancelled",),
        ("StopProgressDialog",),
        ("Release",),
    ]


def test_windows_may_refuse() -> None:
    assert progress_window("PDF", 1, Dialog(refuses=True)) is None


def test_its_button_stops_the_action(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    dialog = Dialog()
    give: Callable[[str, Any], Any] = lambda title, _: progress_window(title, 1, dialog)  # noqa: E731
    monkeypatch.setattr("juesuan.steps.open_progress_window", give)
    monkeypatch.delenv(CANCEL, raising=False)

    def work() -> None:
        with steps(app, "PDF") as progress:
            progress("读取工作簿")
            dialog.pressed = True
            progress("保存")

    with pytest.raises(Cancelled):
        work()
    assert [one[0] for one in dialog.seen[-2:]] == ["StopProgressDialog", "Release"]
