"""The toolbar in a real window: found on the screen, clicked with a real mouse, and what came of it.

A stub stands for the project's Python: it connects through the pipe that it was given, with the system's ``uno``, and
writes down its arguments and the document that it sees. A file beside it tells it how to behave.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from juesuan.actions import ACTIONS
from juesuan.addin import oxt_parts
from juesuan.addin.oxt import build_oxt, install_oxt, uninstall_oxt

SECONDS = 60.0
SYSTEM_PYTHON = "/usr/bin/python3"
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="FirstRun" oor:op="fuse"><value>false</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="ShowTipOfTheDay" oor:op="fuse"><value>false</value></prop></item>
<item oor:path="/org.openoffice.Setup/Product"><prop oor:name="LastTimeDonateShown" oor:op="fuse"><value>4102444800</value></prop></item>
</oor:items>
"""
STUB = Path(__file__).with_name("stub_python.txt").read_text(encoding="utf-8")


def why_not() -> str | None:
    """Say what is missing for a window."""
    missing = [one for one in ("soffice", "Xvfb", "xdotool", "import") if shutil.which(one) is None]
    if missing:
        return f"{', '.join(missing)} not installed"
    known = subprocess.run([SYSTEM_PYTHON, "-c", "import uno"], check=False, capture_output=True)
    if known.returncode:
        return "the system's Python has no uno"
    import xlwings_libreoffice

    return xlwings_libreoffice.available()


REASON = why_not()
pytestmark = [pytest.mark.office, pytest.mark.skipif(REASON is not None, reason=str(REASON))]


def wait_for(what: Callable[[], Any], seconds: float = SECONDS) -> Any:
    """Wait until a function returns something."""
    until = time.monotonic() + seconds
    while True:
        found = what()
        if found:
            return found
        assert time.monotonic() < until, "it did not come to it"
        time.sleep(0.2)


@contextlib.contextmanager
def running(command: list[str], **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, **options)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


@pytest.fixture(scope="module")
def screen() -> Iterator[str]:
    """A screen of its own."""
    reader, writer = os.pipe()
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1280x800x24", "-nolisten", "tcp"]
    with running(command, pass_fds=(writer,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
        os.close(writer)
        with os.fdopen(reader) as number:
            yield f":{number.readline().strip()}"


def text_of(thing: Any) -> str:
    return str(thing.getText()) if hasattr(thing, "getText") else ""


class Window:
    """A LibreOffice window with a person in front of it."""

    def __init__(self, display: str, folder: Path, *, flag: bool = True) -> None:
        self.environment = {name: text for name, text in os.environ.items() if not name.startswith("PYTHON")}
        self.environment |= {"DISPLAY": display, "SAL_USE_VCLPLUGIN": "gen", "LC_ALL": "C.UTF-8"}
        self.environment["XDG_CONFIG_HOME"] = str(folder / "config")
        self.folder = folder
        self.book = folder / "预算 & it's 2020" / "决算 套表.xlsx"
        self.pipe = f"look-{uuid.uuid4().hex}"
        self.process = self._start(flag=flag)
        self.context: Any = None

    def _start(self, *, flag: bool) -> subprocess.Popen[bytes]:
        from xlwings_libreoffice.bridge import find_office

        command = [str(find_office()), "--norestore", "--nologo", "--nofirststartwizard"]
        command += [f"-env:UserInstallation={(self.folder / 'profile').as_uri()}", str(self.book)]
        command += [f"--accept=pipe,name={self.pipe};urp;StarOffice.ComponentContext"] if flag else []
        with (self.folder / "office.log").open("ab") as log:
            return subprocess.Popen(
                command, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    def connect(self) -> None:
        from xlwings_libreoffice.bridge import load_uno

        uno = load_uno()
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        refused = uno.getClass("com.sun.star.connection.NoConnectException")

        def connect() -> Any:
            assert self.process.poll() is None, "the office has ended"
            with contextlib.suppress(refused):
                return resolver.resolve(f"uno:pipe,name={self.pipe};urp;StarOffice.ComponentContext")

        self.context = wait_for(connect)
        wait_for(lambda: self.desktop.Frames.hasElements() and self.frame.Controller)

    def service(self, name: str) -> Any:
        return self.context.ServiceManager.createInstanceWithContext(f"com.sun.star.{name}", self.context)

    @property
    def desktop(self) -> Any:
        return self.service("frame.Desktop")

    @property
    def frame(self) -> Any:
        desktop = self.desktop
        return desktop.CurrentFrame or desktop.Frames.getByIndex(0)

    def find(self, role: str, name: str, top: Any = None) -> Any:
        """The visible thing of a role and a name below a window, asked from the office's accessibility tree."""
        from xlwings_libreoffice.bridge import load_uno

        wanted = load_uno().getConstantByName(f"com.sun.star.accessibility.AccessibleRole.{role}")
        for one in self.below(top or self.frame.ContainerWindow):
            if one.getAccessibleRole() == wanted and one.getAccessibleName() == name:
                return one
        return None

    def below(self, window: Any) -> Iterator[Any]:
        """Everything in a window but the cells of a sheet."""
        todo = [window.getAccessibleContext()]
        while todo:
            one = todo.pop()
            yield one
            if one.getAccessibleChildCount() < 200:
                children = (one.getAccessibleChild(index) for index in range(one.getAccessibleChildCount()))
                todo += [child.getAccessibleContext() for child in children if child is not None]

    def middle(self, thing: Any) -> tuple[int, int]:
        """Where a thing is on the screen."""
        place, size = thing.getLocationOnScreen(), thing.getSize()
        assert size.Width > 0
        assert size.Height > 0
        return place.X + size.Width // 2, place.Y + size.Height // 2

    def button(self, label: str) -> tuple[int, int]:
        return self.middle(wait_for(lambda: self.find("PUSH_BUTTON", label)))

    def click(self, place: tuple[int, int]) -> None:
        """Point at a place, rest there as a person does, and press the mouse's button."""
        self.do("xdotool", "mousemove", "640", "500", "mousemove", *map(str, place))
        time.sleep(0.3)
        self.do("xdotool", "click", "1")

    def do(self, *command: str) -> None:
        subprocess.run(command, env=self.environment, check=True, capture_output=True, timeout=SECONDS)

    def picture(self, name: str) -> Path:
        path = self.folder / name
        self.do("import", "-window", "root", str(path))
        return path

    def box(self) -> Any:
        """The message box, when there is one. Few questions: each of them keeps the office from its own work."""
        from xlwings_libreoffice.bridge import load_uno

        alert = load_uno().getConstantByName("com.sun.star.accessibility.AccessibleRole.ALERT")
        toolkit = self.service("awt.Toolkit")
        windows = [toolkit.getTopWindow(index) for index in range(toolkit.getTopWindowCount())]
        for window in windows:
            if window is not None and window.getAccessibleContext().getAccessibleRole() == alert:
                return window
        return None

    def message(self, picture: str, button: str = "OK") -> str:
        """Wait for the message box, take its picture, press a button and return its text."""
        box = wait_for(self.box)
        time.sleep(0.5)
        self.picture(picture)
        texts = [name for one in self.below(box) for name in (one.getAccessibleName(), text_of(one)) if name]
        self.click(self.middle(self.find("PUSH_BUTTON", button, box)))
        wait_for(lambda: self.box() is None)
        time.sleep(0.5)
        self.click(
            (640, 300)
        )  # without a window manager the first click after a box may only wake the window
        time.sleep(0.3)
        return max(texts, key=len)

    def seen(self) -> list[dict[str, Any]]:
        """What the stub has written down, in order."""
        return [json.loads(one.read_text()) for one in sorted(self.folder.glob("stub & co/seen-*"))]

    def stub(self, mode: str) -> None:
        """Tell the stub how to behave; forget what it has seen."""
        part = self.folder / "stub & co" / "mode.part"
        part.write_text(mode, encoding="utf-8")
        part.rename(part.with_name("mode"))

    def forget(self) -> None:
        for one in self.folder.glob("stub & co/seen-*"):
            one.unlink()

    def quit(self) -> None:
        """End the office; it would ask about changes, and wait for ever."""
        from xlwings_libreoffice.bridge import uno_class

        if self.context is not None and self.process.poll() is None:
            with contextlib.suppress(uno_class("com.sun.star.uno.Exception")):
                listed, books = self.desktop.Components.createEnumeration(), []
                while listed.hasMoreElements():
                    books.append(listed.nextElement())
                for one in books:
                    if hasattr(one, "Sheets"):
                        one.close(True)
                self.desktop.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(20)
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A profile with the extension, the stub, and a workbook."""
    folder = tmp_path_factory.mktemp("窗口")
    for name in ("stub & co", "预算 & it's 2020", "profile/user"):
        (folder / name).mkdir(parents=True)
    (folder / "profile/user/registrymodifications.xcu").write_text(PROFILE, encoding="utf-8")
    stub = folder / "stub & co" / "python it's"
    stub.write_text(STUB, encoding="utf-8")
    stub.chmod(0o755)
    (folder / "stub & co" / "mode").write_text("quick", encoding="utf-8")
    book = openpyxl.Workbook()
    book.worksheets[0].title = "公开01表"
    book.worksheets[0]["A1"] = "部门决算"
    book.save(folder / "预算 & it's 2020" / "决算 套表.xlsx")
    install_oxt(build_oxt(folder, stub), folder / "profile")
    return folder


@pytest.fixture(scope="module")
def shared(screen: str, folder: Path) -> Iterator[Window]:
    window = Window(screen, folder)
    try:
        window.connect()
        yield window
    finally:
        window.quit()


@pytest.fixture
def window(shared: Window) -> Window:
    shared.stub("quick")
    shared.forget()
    return shared


def test_the_toolbars_are_on_the_screen(window: Window) -> None:
    """Two rows, every button with its words, none behind the edge of a screen of 1280 pixels."""
    rows = [
        [window.button(one.label) for one in ACTIONS if one.group in groups]
        for groups in oxt_parts.TOOLBARS.values()
    ]
    assert all(places == sorted(places) for places in rows)
    heights = [{y for _, y in places} for places in rows]
    assert [len(one) for one in heights] == [1, 1]
    assert min(heights[0]) < min(heights[1])
    assert window.find("MENU", "决算") is not None
    path = window.picture("toolbar.png")
    assert path.stat().st_size > 10_000


def test_a_click_starts_the_action_on_this_document(window: Window) -> None:
    window.click(window.button(ACTIONS[0].label))
    seen = wait_for(window.seen)[0]
    arguments = seen["arguments"]
    url = window.book.as_uri().replace("%26", "&").replace("%27", "'")
    assert arguments[:4] == ["-m", "juesuan.button", ACTIONS[0].id, "--pipe"]
    assert arguments[5:] == ["--workbook", url]
    assert arguments[4] not in ("", window.pipe)
    assert seen["titles"] == {url: window.book.name}
    assert seen["environment"] == {"PYTHONUTF8": "1", "PYTHONSAFEPATH": "1"}
    assert seen["cwd"] == str(Path.home())
    time.sleep(1)
    assert window.box() is None


def test_the_menu_starts_the_action_too(window: Window) -> None:
    window.click(window.middle(window.find("MENU", "决算")))
    time.sleep(0.5)
    window.picture("menu.png")
    window.do("xdotool", "key", "Down", "Right")
    time.sleep(0.5)
    window.picture("submenu.png")
    window.do("xdotool", "key", "Down", "Return")
    assert wait_for(window.seen)[0]["arguments"][2] == ACTIONS[1].id


def test_one_action_at_a_time_and_the_window_stays_alive(window: Window) -> None:
    window.stub("wait")
    window.click(window.button(ACTIONS[0].label))
    wait_for(window.seen)
    window.picture("running.png")
    window.click(window.button(ACTIONS[2].label))
    time.sleep(1)
    window.picture("busy.png")
    window.click((640, 300))
    window.do("xdotool", "type", "--delay", "30", "42")
    window.do("xdotool", "key", "Return")
    sheet = window.desktop.CurrentComponent.Sheets.getByIndex(0)
    wait_for(lambda: 42.0 in [value for row in sheet.getCellRangeByName("A1:Z40").getData() for value in row])
    assert len(window.seen()) == 1
    window.stub("quick")
    time.sleep(1)
    window.click(window.button(ACTIONS[2].label))
    wait_for(lambda: len(window.seen()) == 2)
    assert window.seen()[1]["arguments"][2] == ACTIONS[2].id
    window.desktop.CurrentComponent.setModified(False)
    wait_for(lambda: not pipes_of(window))


@pytest.mark.parametrize("answer", ["No", "Yes"])
def test_a_long_action_can_be_stopped_by_pressing_any_button(window: Window, answer: str) -> None:
    stopped = window.folder / "stub & co" / "stopped"
    stopped.unlink(missing_ok=True)
    long = next(one for one in ACTIONS if one.can_cancel)
    window.stub("wait")
    window.click(window.button(long.label))
    wait_for(window.seen)
    window.click(window.button("重新计算"))
    told = window.message(f"stop-{answer}.png", answer)
    assert f"“{long.label}”正在进行" in told
    if answer == "Yes":
        wait_for(stopped.exists)
    else:
        time.sleep(1)
        assert not stopped.exists()
        window.stub("quick")
    assert len(window.seen()) == 1
    wait_for(lambda: not pipes_of(window))


def pipes_of(window: Window) -> list[str]:
    """The pipes that our handler has open in the office."""
    lines = Path("/proc/net/unix").read_text(encoding="utf-8").splitlines()
    return [one for one in lines if f"_juesuan-{window.process.pid}-" in one]


def test_a_program_that_ends_without_connecting_is_apologised_for(window: Window) -> None:
    window.stub("die")
    window.click(window.button(ACTIONS[0].label))
    told = window.message("apology.png")
    assert "抱歉" in told
    assert "没有连上" in told
    log = Path(told.splitlines()[-1])
    assert "没有安装 juesuan" in log.read_text(encoding="utf-8")
    log.unlink()


def test_a_program_that_falls_is_apologised_for(window: Window) -> None:
    window.stub("fall")
    window.click(window.button(ACTIONS[0].label))
    assert "中途停止" in window.message("fallen.png")
    assert len(window.seen()) == 1


def test_the_persons_own_file_is_asked_first(window: Window) -> None:
    own = window.folder / "config" / "juesuan" / "python.txt"
    own.parent.mkdir(parents=True)
    own.write_text("/nowhere/python\n", encoding="utf-8")
    try:
        window.click(window.button(ACTIONS[0].label))
        told = window.message("no_program.png")
    finally:
        own.unlink()
    assert "/nowhere/python" in told
    assert window.seen() == []


def test_a_link_in_a_document_starts_nothing(window: Window) -> None:
    from xlwings_libreoffice.bridge import properties, struct

    url = struct("com.sun.star.util.URL", Complete=f"vnd.juesuan:{ACTIONS[0].id}")
    frame = window.frame
    frame.queryDispatch(url, "_self", 0).dispatch(url, properties(Referer="file:///tmp/x.xlsx"))
    time.sleep(1)
    assert window.seen() == []
    url = struct("com.sun.star.util.URL", Complete="vnd.juesuan:no-such-action")
    assert frame.queryDispatch(url, "_self", 0) is None


def test_a_workbook_that_was_never_saved(window: Window) -> None:
    fresh = window.desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, ())
    try:
        fresh.CurrentController.Frame.activate()
        fresh.CurrentController.Frame.ContainerWindow.toFront()
        window.click(window.button(next(one for one in ACTIONS if one.needs_book).label))
        assert "请先保存" in window.message("unsaved.png")
        assert window.seen() == []
        free = next(one for one in ACTIONS if not one.needs_book)
        window.click(window.button(free.label))
        assert wait_for(window.seen)[0]["arguments"][2::4] == [free.id, ""]
        wait_for(lambda: not pipes_of(window))
    finally:
        fresh.close(True)


def test_the_start_window_has_what_needs_no_workbook(screen: str, folder: Path, shared: Window) -> None:
    shared.quit()
    shared.forget()
    window = Window(screen, folder)
    try:
        window.connect()
        wait_for(lambda: window.desktop.CurrentComponent).setModified(False)
        window.click((640, 400))
        window.do("xdotool", "key", "ctrl+w")
        wait_for(lambda: window.frame.Controller.supportsService("com.sun.star.frame.StartModule"))
        time.sleep(1)
        window.click(window.middle(wait_for(lambda: window.find("MENU", "决算"))))
        time.sleep(0.5)
        window.do("xdotool", "key", "Down", "Right")
        time.sleep(0.5)
        window.picture("start.png")
        window.do("xdotool", "key", "Return")
        assert wait_for(window.seen)[0]["arguments"][2::4] == [ACTIONS[0].id, ""]
    finally:
        window.quit()


def test_no_start_flag_is_needed_and_an_end_in_between_does_no_harm(
    screen: str, folder: Path, shared: Window
) -> None:
    shared.quit()
    shared.stub("wait")
    shared.forget()
    first = Window(screen, folder)
    try:
        first.connect()
        place = first.button(ACTIONS[0].label)
    finally:
        first.quit()
    window = Window(screen, folder, flag=False)
    try:
        until = time.monotonic() + SECONDS
        while not window.seen() and time.monotonic() < until:
            assert window.process.poll() is None
            window.click(place)
            time.sleep(1)
        window.picture("no_flag.png")
        assert len(window.seen()) == 1
        window.do("xdotool", "key", "ctrl+q")
        with contextlib.suppress(subprocess.TimeoutExpired):
            window.process.wait(20)
        assert window.process.poll() == 0
    finally:
        window.stub("quick")
        window.quit()


def test_uninstalled_is_gone(folder: Path, shared: Window) -> None:
    shared.quit()
    assert uninstall_oxt(folder / "profile")
    assert not uninstall_oxt(folder / "profile")
