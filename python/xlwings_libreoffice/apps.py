"""Offices as xlwings apps."""

from __future__ import annotations

import atexit
import contextlib
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from .alerts import ask
from .books import Books
from .bridge import find_office
from .documents import document_of, open_documents
from .errors import OfficeError
from .guard import engine_class, partly, unguarded, unsupported
from .office import Office, attach_office, start_office
from .process import find_listener
from .ranges import Range
from .sheets import Sheet

if TYPE_CHECKING:
    from .engine import Engine

_offices: list[Office] = []  # the active one first


def living() -> list[Office]:
    """The offices that we know and that live, the active one first."""
    _offices[:] = [office for office in _offices if office.alive()]
    return list(_offices)


def bring_to_front(office: Office) -> None:
    """Make an office the active one."""
    if office in _offices:
        _offices.remove(office)
    _offices.insert(0, office)


@atexit.register
def end_our_offices() -> None:
    """End the offices that we started; leave the others."""
    for office in living():
        with contextlib.suppress(OfficeError):
            if office.ours:
                office.quit()
            else:
                office.disconnect()


def _has_display() -> bool:
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


@engine_class
class App(base_classes.App):
    """An office."""

    def __init__(self, office: Office) -> None:
        self.office = office

    @property
    @unguarded
    def engine(self) -> Engine:
        """The engine."""
        from .engine import engine

        return engine

    @property
    @unguarded
    def api(self) -> Any:
        """The office's desktop."""
        return self.office.desktop

    @property
    @unguarded
    def pid(self) -> int:
        """The id of the office's process; 0 when it cannot be told."""
        return self.office.pid

    @property
    @unguarded
    def books(self) -> Books:
        """The open workbooks."""
        return Books(self)

    @property
    def version(self) -> str:
        """The version of LibreOffice."""
        return str(self.office.setting("/org.openoffice.Setup/Product", "ooSetupVersionAboutBox"))

    @property
    @unguarded
    def path(self) -> str:
        """The folder of the program."""
        return str(find_office().parent)

    @property
    def selection(self) -> Range | None:
        """The selected range of the active workbook."""
        documents = open_documents(self.office)
        if not documents:
            return None
        document = self.books.active.document
        selected = document.model.CurrentSelection
        address = getattr(selected, "RangeAddress", None)
        if address is None:
            several = getattr(selected, "RangeAddresses", ())
            address = several[0] if several else None
        if address is None:
            return None
        return Sheet(document, document.sheet_at(address.Sheet)).of_address(address)

    def activate(self, steal_focus: Any = None) -> None:
        """Make this the active office; its window comes to the front when ``steal_focus``."""
        bring_to_front(self.office)
        if steal_focus and self.office.window and self.office.desktop.CurrentFrame is not None:
            self.office.desktop.CurrentFrame.ContainerWindow.toFront()

    @unguarded
    def quit(self) -> None:
        """End the office."""
        self.office.quit()
        living()

    @unguarded
    def kill(self) -> None:
        """End the office at once."""
        self.office.kill()
        living()

    def _windows(self) -> list[Any]:
        return [document.controller.Frame.ContainerWindow for document in open_documents(self.office)]

    @property
    @partly("an office that was started without a window cannot get one")
    def visible(self) -> bool:
        """Whether the office shows itself; never for one without windows."""
        return self.office.window and any(window.isVisible() for window in self._windows())

    @visible.setter
    def visible(self, value: Any) -> None:
        if self.office.window:
            for window in self._windows():
                window.setVisible(bool(value))
        elif value and _has_display():
            raise unsupported("App.visible = True for an office that was started with visible=False")

    @property
    @unguarded
    def screen_updating(self) -> bool:
        """Whether changes are shown at once."""
        return self.office.screen_updating

    @screen_updating.setter
    def screen_updating(self, value: Any) -> None:
        for document in open_documents(self.office):
            if value and document.locked:
                document.model.unlockControllers()
            elif not value and not document.locked:
                document.model.lockControllers()
            document.locked = not value
        self.office.screen_updating = bool(value)

    @property
    @partly("without `semiautomatic`")
    def calculation(self) -> str:
        """``automatic`` or ``manual``."""
        return self.office.calculation

    @calculation.setter
    def calculation(self, value: str) -> None:
        if value not in {"automatic", "manual"}:
            raise unsupported(f"App.calculation = {value!r}")
        for document in open_documents(self.office):
            document.model.enableAutomaticCalculation(value == "automatic")
        self.office.calculation = value

    def calculate(self) -> None:
        """Calculate all open workbooks."""
        for document in open_documents(self.office):
            document.model.calculateAll()

    @property
    @unguarded
    @partly("kept as set; the office asks nothing when it is driven")
    def display_alerts(self) -> bool:
        """Kept as set; this office asks nothing when it is driven."""
        return self.office.flags["display_alerts"]

    @display_alerts.setter
    @unguarded
    def display_alerts(self, value: Any) -> None:
        self.office.flags["display_alerts"] = bool(value)

    @property
    @unguarded
    @partly("kept as set; macros never run")
    def enable_events(self) -> bool:
        """Kept as set; macros never run in workbooks that are opened here."""
        return self.office.flags["enable_events"]

    @enable_events.setter
    @unguarded
    def enable_events(self, value: Any) -> None:
        self.office.flags["enable_events"] = bool(value)

    @property
    @unguarded
    @partly("shown while a workbook is open")
    def status_bar(self) -> str | bool:
        """The text in the status bar; ``False`` when the office has it for itself."""
        return self.office.status

    @status_bar.setter
    def status_bar(self, value: str | bool) -> None:
        if self.office.status_indicator is not None:
            self.office.status_indicator.end()
            self.office.status_indicator = None
        self.office.status = value or False
        if value and open_documents(self.office):
            frame = self.books.active.document.controller.Frame
            self.office.status_indicator = frame.createStatusIndicator()
            self.office.status_indicator.start(str(value), 0)

    @property
    @unguarded
    def cut_copy_mode(self) -> str | None:
        """``copy`` while something is kept for :meth:`Range.paste`."""
        return "copy" if self.office.copied is not None else None

    @cut_copy_mode.setter
    @unguarded
    def cut_copy_mode(self, value: Any) -> None:
        if not value:
            self.office.copied = None

    @unguarded
    def alert(
        self, prompt: str | None, title: str | None, buttons: str | None, mode: str | None, callback: Any
    ) -> str:
        """Ask the person in front of the office."""
        del callback
        return ask(self.office, prompt, title, buttons, mode)


class Apps(base_classes.Apps):
    """The offices that this process has started or attached to."""

    def keys(self) -> list[int]:
        """The ids of their processes."""
        return [office.pid for office in living()]

    def add(self, spec: str | None = None, add_book: Any = None, xl: Any = None, visible: Any = None) -> App:
        """Start an office; with ``spec="pipe:NAME"`` attach to the one that listens there."""
        del xl
        if spec is not None and not spec.startswith("pipe:"):
            raise unsupported(f"App(spec={spec!r}); there is spec='pipe:NAME'")
        if spec is not None:
            return attach(spec.removeprefix("pipe:"))
        office = start_office(window=_has_display() and (visible is None or bool(visible)))
        bring_to_front(office)
        app = App(office)
        if add_book:
            app.books.add()
        return app

    @staticmethod
    def cleanup() -> None:
        """Nothing is left behind that would need it."""
        living()

    def __iter__(self) -> Iterator[App]:
        return iter([App(office) for office in living()])

    def __len__(self) -> int:
        return len(living())

    def __getitem__(self, pid: int) -> App:
        for office in living():
            if office.pid == pid:
                return App(office)
        raise KeyError(f"no office with the process id {pid} is known here")


def attach(pipe: str, pid: int | None = None) -> App:
    """Attach to the office that listens on a pipe; one that is attached already is taken again."""
    pid = pid or find_listener(pipe)
    known = next((office for office in living() if pid and office.pid == pid), None)
    office = known or attach_office(pipe, pid)
    bring_to_front(office)
    with office.call():
        front = office.desktop.CurrentComponent
        if front is not None and front.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
            office.current = document_of(office, front).uid
    return App(office)
