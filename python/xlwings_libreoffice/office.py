"""An office as the engine sees it: the process, the connection, the watch over both, and what is open in it."""

from __future__ import annotations

import contextlib
import gc
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from .bridge import find_office, load_uno, properties, uno_class
from .errors import BookClosed, OfficeDied, OfficeError, OfficeTimeout
from .orphans import end_orphans
from .process import ForeignProcess, OfficeProcess, find_listener
from .settings import settings
from .watchdog import Watchdog

if TYPE_CHECKING:
    from .documents import Document

_ROOT = "StarOffice.ComponentContext"


class _Call:
    """One call under way: armed on the way in, its exception translated on the way out."""

    __slots__ = ("_office", "_outermost", "_seconds")

    def __init__(self, office: Office, seconds: float | None) -> None:
        self._office = office
        self._seconds = seconds
        self._outermost = False

    def __enter__(self) -> None:
        office = self._office
        office.check()
        depth = office.depth
        self._outermost = not getattr(depth, "calls", 0)
        depth.calls = getattr(depth, "calls", 0) + 1
        if self._outermost and self._seconds is not None:
            office.watchdog.arm(self._seconds)
        elif self._seconds is None:
            office.watchdog.disarm()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._office.depth.calls -= 1
        if self._outermost:
            self._office.watchdog.disarm()
        if error is not None and self._office.is_mine(error):
            raise self._office.translate(error) from error


class Office:
    """A connected LibreOffice."""

    def __init__(self, process: OfficeProcess | ForeignProcess | None, bridge: Any) -> None:
        self.process = process
        self.depth = threading.local()
        self.pid = process.pid if process else 0
        self._bridge = bridge
        self._ended: OfficeError | None = None
        self.context = bridge.getInstance(_ROOT)
        self.desktop = self.service("com.sun.star.frame.Desktop")
        self.watchdog = Watchdog(self._bite)
        self.documents: dict[str, Document] = {}
        self.opened: set[Path] = set()
        self.current: str | None = None
        self.screen_updating = True
        self.calculation = "automatic"
        self.flags = {"display_alerts": True, "enable_events": True}
        self.status: str | bool = False
        self.status_indicator: Any = None
        self.copied: Any = None

    @property
    def ours(self) -> bool:
        """Whether this office was started here, and so may be ended here."""
        return isinstance(self.process, OfficeProcess)

    @property
    def window(self) -> bool:
        """Whether the office has windows."""
        return self.process is None or self.process.window

    def service(self, name: str) -> Any:
        """A new service of the office."""
        return self.context.ServiceManager.createInstanceWithContext(name, self.context)

    def call(self, seconds: float | None = -1.0) -> _Call:
        """The context of one call; ``seconds`` is its limit, ``None`` for no limit."""
        return _Call(self, settings.deadline if seconds == -1.0 else seconds)

    def check(self) -> None:
        """Raise when the office has ended."""
        if self._ended is not None:
            raise type(self._ended)(*self._ended.args)

    def alive(self) -> bool:
        """Whether calls can still be made."""
        if self._ended is None and self.process is not None and not self.process.alive():
            self._end(OfficeDied(f"the office (process {self.pid}) has ended"))
        return self._ended is None

    def is_mine(self, error: BaseException) -> bool:
        """Whether an exception is the office's: one of the bridge, or what the bridge stumbles over at its end."""
        if isinstance(error, uno_class("com.sun.star.uno.Exception")):
            return True
        return isinstance(error, AttributeError) and (self.watchdog.bitten or not self.alive())

    def translate(self, error: BaseException) -> OfficeError:
        """The engine's exception for an exception of the bridge."""
        if self.watchdog.bitten:
            self._end(self._timeout())
        elif not self._answers():
            self._end(OfficeDied(f"the office (process {self.pid}) died during a call"))
        if self._ended is not None:
            return type(self._ended)(*self._ended.args)
        kind = type(error).__name__.rpartition(".")[2]
        said = str(getattr(error, "Message", "") or error)
        if kind == "DisposedException":
            return BookClosed(f"the workbook or sheet was closed or deleted ({said})")
        return OfficeError(f"LibreOffice refused: {kind}: {said}")

    def _answers(self) -> bool:
        """Whether the connection lives; waits a moment for a process that is on its way out."""
        if self._ended is not None:
            return True
        try:
            self.context.ServiceManager  # noqa: B018 - the question is whether this raises
        except uno_class("com.sun.star.uno.Exception"):
            if self.process is not None:
                self.process.wait(1.0)
            return False
        return self.process is None or self.process.alive()

    def _timeout(self) -> OfficeTimeout:
        what = "it was ended" if self.ours else "the connection to it was given up"
        return OfficeTimeout(f"the office (process {self.pid}) did not answer within the deadline; {what}")

    def _bite(self) -> None:
        """The deadline has passed: end our office; leave another's alone and give up the connection."""
        if isinstance(self.process, OfficeProcess):
            self.process.kill()
        self._give_up_bridge()

    def _give_up_bridge(self) -> None:
        with contextlib.suppress(uno_class("com.sun.star.uno.Exception")):
            self._bridge.dispose()

    def _end(self, why: OfficeError) -> None:
        self._ended = why
        self.watchdog.stop()
        self.documents.clear()
        self.status_indicator = self.copied = self.context = self.desktop = None
        if isinstance(self.process, OfficeProcess):
            self.process.wait(5.0)
            self.process.remove_locks(self.opened)
            self.process.remove_folder()

    def disconnect(self) -> None:
        """Leave the office running and forget it."""
        if self._ended is None:
            self._end(OfficeDied(f"the connection to the office (process {self.pid}) was closed"))
            self._give_up_bridge()

    def kill(self) -> None:
        """End the process at once; unsaved work is lost."""
        if self.process is None:
            raise OfficeError("the process of this office is not known, so it cannot be ended")
        self.process.kill()
        self.process.wait(5.0)
        if self._ended is None:
            self._end(OfficeDied(f"the office (process {self.pid}) was ended"))
            self._give_up_bridge()

    def quit(self) -> None:
        """End the office politely. Ours is ended in any case; another's may ask its user first."""
        if not self.alive():
            return
        try:
            with self.call(settings.quit_deadline if self.ours else None):
                if self.ours:
                    self._close_all()
                self.desktop.terminate()
        except (OfficeDied, OfficeTimeout):
            pass  # ended is ended
        if self.ours and self.process is not None and not self.process.wait(settings.quit_deadline):
            self.process.kill()
        if self.ours or self.process is None or self.process.wait(1.0):
            self._end(OfficeDied(f"the office (process {self.pid}) was quit"))
            self._give_up_bridge()

    def _close_all(self) -> None:
        for component in self.components():
            with contextlib.suppress(uno_class("com.sun.star.uno.Exception")):
                component.setModified(False)
                component.close(True)  # noqa: FBT003

    def components(self) -> list[Any]:
        """The spreadsheets that are open."""
        listed = self.desktop.Components.createEnumeration()
        found = []
        while listed.hasMoreElements():
            component = listed.nextElement()
            if _is_spreadsheet(component):
                found.append(component)
        return found

    def setting(self, node: str, name: str) -> Any:
        """A value of the office's configuration."""
        provider = self.service("com.sun.star.configuration.ConfigurationProvider")
        access = provider.createInstanceWithArguments(
            "com.sun.star.configuration.ConfigurationAccess", properties(nodepath=node)
        )
        return access.getByName(name)

    def set_setting(self, node: str, name: str, *, value: object) -> None:
        """Change a value of the office's configuration."""
        provider = self.service("com.sun.star.configuration.ConfigurationProvider")
        access = provider.createInstanceWithArguments(
            "com.sun.star.configuration.ConfigurationUpdateAccess", properties(nodepath=node)
        )
        access.replaceByName(name, value)
        access.commitChanges()


def _is_spreadsheet(component: Any) -> bool:
    supports = getattr(component, "supportsService", None)
    return supports is not None and bool(supports("com.sun.star.sheet.SpreadsheetDocument"))


def _connect(pipe: str) -> Any:
    """A bridge to the office that listens on a pipe; ``None`` when nobody listens yet."""
    context = load_uno().getComponentContext()
    make = context.ServiceManager.createInstanceWithContext
    try:
        connection = make("com.sun.star.connection.Connector", context).connect(f"pipe,name={pipe}")
    except uno_class("com.sun.star.connection.NoConnectException"):
        return None
    return make("com.sun.star.bridge.BridgeFactory", context).createBridge("", "urp", connection, None)


def start_office(*, window: bool) -> Office:
    """Start an office and connect to it."""
    find_office()
    load_uno()
    end_orphans()
    process = OfficeProcess(window=window)
    until = time.monotonic() + settings.start_deadline
    while time.monotonic() < until:
        process.check_starting()
        bridge = _connect(process.pipe)
        if bridge is not None:
            return Office(process, bridge)
        time.sleep(0.05)
    process.kill()
    process.wait(5.0)
    process.remove_folder()
    raise OfficeTimeout(f"LibreOffice did not start within {settings.start_deadline:g} seconds")


def attach_office(pipe: str, pid: int | None = None) -> Office:
    """Connect to an office that already runs and listens on a pipe."""
    load_uno()
    gc.collect()  # objects of an earlier connection to the same office would be taken for new ones
    bridge = _connect(pipe)
    if bridge is None:
        raise OfficeDied(f"no office listens on the pipe {pipe!r}")
    pid = pid or find_listener(pipe)
    try:
        return Office(ForeignProcess(pid) if pid else None, bridge)
    except uno_class("com.sun.star.uno.RuntimeException") as error:
        bridge.dispose()
        raise OfficeDied(
            f"the office on the pipe {pipe!r} cannot be attached again while this process holds objects of an "
            "earlier connection to it"
        ) from error
