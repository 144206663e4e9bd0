"""The toolbar and the menu of 决算簿 in Calc: a click starts the project's Python outside the office.

The office loads this file into its own Python (python3-uno; standard library only). For every click it opens a pipe of
its own in the running office, starts the program with the pipe's name and the document's address, and returns at once.
"""

from __future__ import annotations

import json
import traceback
from pathlib import Path

import unohelper
from com.sun.star.awt.MessageBoxType import ERRORBOX, INFOBOX
from com.sun.star.beans import NamedValue
from com.sun.star.frame import ControlCommand, FeatureStateEvent, XDispatch, XDispatchProvider
from com.sun.star.lang import XInitialization, XServiceInfo
from juesuan_run import Run, document_address, show
from juesuan_start import kept

PROTOCOL = "vnd.juesuan:"
IMPLEMENTATION = "juesuan.ProtocolHandler"
SERVICES = ("com.sun.star.frame.ProtocolHandler",)
ACTIONS = json.loads((Path(__file__).resolve().parent / "actions.json").read_text(encoding="utf-8"))


class Button(unohelper.Base, XDispatch):
    """One action in one window."""

    def __init__(self, ctx, frame, action):
        self._ctx = ctx
        self._frame = frame
        self._action = action
        self._words = ACTIONS[action]

    def dispatch(self, _url, arguments):
        """Start the action for the document in this window; some actions need none."""
        if not _from_the_person(arguments):
            return
        label, address = self._words["label"], document_address(self._frame)
        try:
            if address.startswith("file:") or not self._words["book"]:
                Run(self._ctx, self._frame, self._action, self._words).begin()
                return
            text = f"请先保存：这个工作簿还没有保存到本机。保存以后再按“{label}”。"
            show(self._ctx, self._frame.ContainerWindow, INFOBOX, text)
        except Exception:  # noqa: BLE001 - told to the person; the office must not fall
            text = f"抱歉，“{label}”没有能开始。{kept(traceback.format_exc())}"
            show(self._ctx, self._frame.ContainerWindow, ERRORBOX, text)

    def addStatusListener(self, listener, url):  # noqa: N802 - the office's name
        """Tell a button that it can be pressed, and its tip."""
        event = FeatureStateEvent()
        event.Source = self
        event.FeatureURL = url
        event.IsEnabled = True
        event.State = ControlCommand("SetQuickHelpText", (NamedValue("HelpText", self._words["tip"]),))
        listener.statusChanged(event)

    def removeStatusListener(self, listener, url):  # noqa: N802 - the office's name
        """Do nothing: the state never changes, so no listener is kept."""


def _from_the_person(arguments):
    """Whether a toolbar or menu asks: a link in a document names the document as its referer."""
    referers = [one.Value for one in arguments if one.Name == "Referer"]
    return all(one in ("", "private:user") for one in referers)


class Handler(unohelper.Base, XInitialization, XDispatchProvider, XServiceInfo):
    """Answers for the addresses ``vnd.juesuan:ACTION`` in one window."""

    def __init__(self, ctx, *_arguments):
        self._ctx = ctx
        self._frame = None

    def initialize(self, arguments):
        """Take the window."""
        if arguments:
            self._frame = arguments[0]

    def queryDispatch(self, url, _target, _flags):  # noqa: N802 - the office's name
        """Return the button of an address; nothing for an address that is none of ours."""
        action = url.Complete[len(PROTOCOL) :]
        if self._frame is None or not url.Complete.startswith(PROTOCOL) or action not in ACTIONS:
            return None
        return Button(self._ctx, self._frame, action)

    def queryDispatches(self, requests):  # noqa: N802 - the office's name
        """Return the buttons of several addresses."""
        return tuple(self.queryDispatch(one.FeatureURL, one.FrameName, one.SearchFlags) for one in requests)

    def getImplementationName(self):  # noqa: N802 - the office's name
        """Return the name under which the office knows this class."""
        return IMPLEMENTATION

    def supportsService(self, name):  # noqa: N802 - the office's name
        """Whether this is such a service."""
        return name in SERVICES

    def getSupportedServiceNames(self):  # noqa: N802 - the office's name
        """Return what services this is."""
        return SERVICES


g_ImplementationHelper = unohelper.ImplementationHelper()  # noqa: N816 - the office looks for this name
g_ImplementationHelper.addImplementation(Handler, IMPLEMENTATION, SERVICES)
