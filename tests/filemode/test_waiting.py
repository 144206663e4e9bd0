"""The progress window of file mode; Windows' own is shown by Windows alone, see addin/CHECKLIST.md."""

from __future__ import annotations

from pathlib import Path

import pytest

from juesuan.filemode import waiting as module
from juesuan.filemode.waiting import always, waiting


class Shown:
    """A progress window that says what it was told."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.is_stopped = False
        self.open = True

    def say(self, line: str) -> None:
        self.lines.append(line)

    def stopped(self) -> bool:
        return self.is_stopped

    def close(self) -> None:
        self.open = False


def test_each_file_is_named_until_the_person_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = Shown()
    monkeypatch.setattr(module, "_open", lambda _: shown)
    with waiting("决算簿 · 全部审核") as go_on:
        assert go_on(Path("/某处/我局.xlsx"))
        shown.is_stopped = True
        assert not go_on(Path("/某处/乙局.xlsx"))
        assert shown.open
    assert shown.lines == ["正在处理：我局.xlsx"]
    assert not shown.open


def test_a_bug_takes_the_window_away(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = Shown()
    monkeypatch.setattr(module, "_open", lambda _: shown)
    with pytest.raises(ZeroDivisionError), waiting("决算簿"):
        raise ZeroDivisionError
    assert not shown.open


def test_without_a_window_everything_is_done() -> None:
    with waiting("决算簿") as go_on:
        assert go_on(Path("a.xlsx"))
    assert always(Path("a.xlsx"))
