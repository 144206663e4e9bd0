"""Offices that die, hang or are left behind. Each test here has an office of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwings as xw

import xlwings_libreoffice
from xlwings_libreoffice import errors, settings

pytestmark = pytest.mark.office

SOURCES = Path(xlwings_libreoffice.__file__).parent.parent


@pytest.fixture
def own() -> Iterator[xw.App]:
    """An office that may be broken; the shared one is the active one again afterwards."""
    before = [known.pid for known in xw.apps]
    if (why_not := xlwings_libreoffice.available()) is not None:
        pytest.skip(why_not)
    started = xw.App(visible=False)
    yield started
    for known in list(xw.apps):
        if known.pid not in before:
            known.kill()


def profile(app: xw.App) -> Path:
    return Path(app.impl.office.process.profile_url.removeprefix("file://"))


def gone(pid: int) -> bool:
    """Whether the process ends; a slow machine is given its time."""
    until = time.monotonic() + 60
    while Path(f"/proc/{pid}").exists() and time.monotonic() < until:
        time.sleep(0.02)
    return not Path(f"/proc/{pid}").exists()


def test_a_killed_office_died_and_the_next_one_works(own: xw.App, tmp_path: Path) -> None:
    book = own.books[0]
    book.save(tmp_path / "book.xlsx")
    cell = book.sheets[0]["A1"]
    folder = profile(own)
    os.kill(own.pid, signal.SIGKILL)
    with pytest.raises(errors.OfficeDied, match=str(own.pid)):
        cell.value = 1
    with pytest.raises(errors.OfficeDied):
        _ = book.name
    assert own.pid not in xw.apps.keys()  # noqa: SIM118
    assert not folder.exists()
    assert list(tmp_path.glob(".~lock*")) == []
    again = xw.App(visible=False, add_book=False)
    assert again.books.open(tmp_path / "book.xlsx").sheets[0]["A1"].value is None
    again.quit()


def test_a_hanging_office_is_ended_at_the_deadline(own: xw.App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings.settings, "deadline", 1.0)
    sheet = own.books[0].sheets[0]
    os.kill(own.pid, signal.SIGSTOP)  # it never answers: what comes back is the deadline's doing
    with pytest.raises(errors.OfficeTimeout, match="deadline"):
        _ = sheet["A1"].value
    assert gone(own.pid)
    with pytest.raises(errors.OfficeTimeout):
        _ = sheet.name


def test_quit_leaves_nothing(own: xw.App) -> None:
    folder, pid = profile(own), own.pid
    assert folder.exists()
    own.quit()
    assert gone(pid)
    assert not folder.exists()
    own.quit()
    with pytest.raises(errors.OfficeDied, match="quit"):
        _ = own.books[0]


def test_kill_leaves_nothing(own: xw.App) -> None:
    folder, pid = profile(own), own.pid
    own.kill()
    assert gone(pid)
    assert not folder.exists()


def other_python(code: str, *, kill: bool = False) -> str:
    """What another Python prints that uses the engine."""
    start = "import xlwings_libreoffice as x; x.register(); import xlwings as xw, os, signal\n"
    end = "\nos.kill(os.getpid(), signal.SIGKILL)" if kill else ""
    environment = {**os.environ, "PYTHONPATH": str(SOURCES), "PYTHONUNBUFFERED": "1"}
    done = subprocess.run(
        [sys.executable, "-c", start + code + end],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert kill or done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_end_of_python_ends_its_offices() -> None:
    if (why_not := xlwings_libreoffice.available()) is not None:
        pytest.skip(why_not)
    assert gone(int(other_python("app = xw.App(visible=False); print(app.pid)")))


def test_attaching_leaves_the_office_running(own: xw.App) -> None:
    own.books[0].sheets[0]["A1"].value = "你好"
    pipe = own.impl.office.process.pipe
    said = other_python(
        f"app = x.attach({pipe!r}); sheet = app.books.active.sheets[0]; print(app.pid, sheet['A1'].value);"
        "sheet['A2'].value = 5; print(xw.App(spec='pipe:' + " + repr(pipe) + ").pid)"
    )
    assert said.split() == [str(own.pid), "你好", str(own.pid)]
    assert own.books[0].sheets[0]["A2"].value == 5


def test_a_hanging_office_of_somebody_else_is_left_alone(own: xw.App) -> None:
    pipe = own.impl.office.process.pipe
    said = other_python(
        f"app = x.attach({pipe!r}); x.configure(deadline=0.5); os.kill(app.pid, signal.SIGSTOP)\n"
        "try: app.books.active\n"
        "except x.OfficeTimeout as error: print(error)\n"
        "finally: os.kill(app.pid, signal.SIGCONT)"
    )
    assert "given up" in said
    assert len(own.books) == 1


def test_nobody_listens() -> None:
    if (why_not := xlwings_libreoffice.available()) is not None:
        pytest.skip(why_not)
    with pytest.raises(errors.OfficeDied, match="no-such-pipe"):
        xlwings_libreoffice.attach("no-such-pipe")


def test_an_orphan_is_ended_at_the_next_start() -> None:
    if (why_not := xlwings_libreoffice.available()) is not None:
        pytest.skip(why_not)
    pid = int(other_python("app = xw.App(visible=False); print(app.pid)", kill=True))
    assert Path(f"/proc/{pid}").exists()
    from xlwings_libreoffice.orphans import end_orphans

    end_orphans()
    assert gone(pid)
