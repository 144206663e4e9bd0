"""One run of an action: a pipe into the office, the program at its other end, the status bar, and the apology.

What the program did is shown by the program itself, through the pipe. Here only a failed start or a sudden end is told.
"""

from __future__ import annotations

import contextlib
import os
import threading
import traceback
import uuid
from pathlib import Path

import unohelper
from com.sun.star.awt import XCallback
from com.sun.star.awt.MessageBoxType import ERRORBOX, QUERYBOX
from com.sun.star.bridge import XInstanceProvider
from com.sun.star.uno import Exception as OfficeException
from juesuan_start import (
    Process,
    StartError,
    StopSign,
    command,
    interpreter,
    kept,
    own_file,
    wait_listening,
)

TITLE = "决算簿"
BUILT_IN = Path(__file__).resolve().parents[1] / "python.txt"
ENDED_IN_ORDER = (0, 1)
REMINDER_SECONDS = 4.0
BUTTONS_OK, BUTTONS_YES_NO = 1, 3
YES = 2

_running: dict[str, Run] = {}
_lock = threading.Lock()


def service(ctx, name):
    """Return a new service of the office."""
    return ctx.ServiceManager.createInstanceWithContext(name, ctx)


def document_address(frame):
    """Return the address of the document in a window; empty for one that was never saved, and for the start window."""
    model = frame.Controller.Model if frame.Controller is not None else None
    return model.URL if model is not None else ""


def show(ctx, window, kind, text, buttons=BUTTONS_OK):
    """Show a message box over a window, or over the desktop when that window is gone; return the answer."""
    toolkit = service(ctx, "com.sun.star.awt.Toolkit")
    try:
        box = toolkit.createMessageBox(window, kind, buttons, TITLE, text)
    except OfficeException:
        box = toolkit.createMessageBox(toolkit.getDesktopWindow(), kind, buttons, TITLE, text)
    try:
        return box.execute()
    finally:
        box.dispose()


class _Later(unohelper.Base, XCallback):
    """A function that the office's main thread is to call."""

    def __init__(self, function):
        self._function = function

    def notify(self, _data):
        """Call the function."""
        try:
            self._function()
        except Exception:  # noqa: BLE001 - the window is gone, so nobody can be told; the office must not fall
            traceback.print_exc()


class _Root(unohelper.Base, XInstanceProvider):
    """What the other end of the pipe asks for first."""

    def __init__(self, ctx):
        self._ctx = ctx

    def getInstance(self, name):  # noqa: N802 - the office's name
        """Return the office."""
        return self._ctx if name == "StarOffice.ComponentContext" else None


class Door:
    """A pipe into the running office, open while an action runs."""

    def __init__(self, ctx):
        self.pipe = f"juesuan-{os.getpid()}-{uuid.uuid4().hex}"
        self.connected = False
        self._ctx = ctx
        self._bridges = []
        self._acceptor = service(ctx, "com.sun.star.connection.Acceptor")
        threading.Thread(target=self._accept, name="juesuan-door", daemon=True).start()

    def _accept(self):
        factory = service(self._ctx, "com.sun.star.bridge.BridgeFactory")
        root = _Root(self._ctx)
        while True:
            try:
                connection = self._acceptor.accept(f"pipe,name={self.pipe}")
            except OfficeException:
                return
            if connection is None:  # closed
                return
            self.connected = True
            self._bridges.append(factory.createBridge("", "urp", connection, root))

    def close(self):
        """Stop listening."""
        self._acceptor.stopAccepting()


class Run:
    """An action under way on a document."""

    def __init__(self, ctx, frame, action, words):
        model = frame.Controller.Model if frame.Controller is not None else None
        self.label = words["label"]
        self.stop = StopSign() if words["cancel"] else None
        self._ctx = ctx
        self._window = frame.ContainerWindow
        self._arguments = (action, document_address(frame))
        self._key = model.RuntimeUID if model is not None else ""
        self._status = frame.createStatusIndicator()

    def begin(self):
        """Start, unless an action is already running on this document; never wait."""
        with _lock:
            other = _running.setdefault(self._key, self)
        if other is not self:
            self._refuse(other)
            return
        try:
            self._status.start(f"{self.label}…", 0)
        finally:
            threading.Thread(target=self._work, name="juesuan-run", daemon=True).start()

    def _refuse(self, other):
        """One action at a time: offer to stop the other, or say for a moment in the status bar that it is still running."""
        if other.stop is not None and not other.stop.is_set():
            text = f"“{other.label}”正在进行。要停止它吗？\n停止后不会留下没有写完的文件。"
            if show(self._ctx, self._window, QUERYBOX, text, BUTTONS_YES_NO) == YES:
                other.stop.set()
            return
        self._status.start(f"“{other.label}”还在进行，请等它完成。", 0)
        timer = threading.Timer(REMINDER_SECONDS, lambda: self._later(self._end_status))
        timer.daemon = True
        timer.start()

    def _work(self):
        try:
            trouble = self._start_and_wait()
        except StartError as error:
            trouble = str(error)
        except Exception:  # noqa: BLE001 - told to the person; nothing may stop the window
            trouble = f"程序出了意外的错误。{kept(traceback.format_exc())}"
        with _lock:
            del _running[self._key]
        self._later(lambda: self._finish(trouble))

    def _start_and_wait(self):
        """Run the program to its end; return what to tell, ``None`` when it told everything itself."""
        program = interpreter(BUILT_IN, own_file())
        door = Door(self._ctx)
        try:
            if not wait_listening(door.pipe):
                return "表格软件没有让程序连接进来。请关闭所有窗口，重新打开后再试。"
            action, document = self._arguments
            more = self.stop.environment if self.stop is not None else {}
            process = Process(command(program, action, door.pipe, document), more)
            code = process.wait()
        finally:
            door.close()
            if self.stop is not None:
                self.stop.remove()
        if door.connected and code in ENDED_IN_ORDER:
            return None
        return process.last_words(code, connected=door.connected)

    def _later(self, function):
        """Have the office's main thread call a function."""
        service(self._ctx, "com.sun.star.awt.AsyncCallback").addCallback(_Later(function), None)

    def _end_status(self):
        with contextlib.suppress(OfficeException):  # the window may have been closed in the meantime
            self._status.end()

    def _finish(self, trouble):
        self._end_status()
        if trouble:
            show(self._ctx, self._window, ERRORBOX, f"抱歉，“{self.label}”没有完成。\n{trouble}")
