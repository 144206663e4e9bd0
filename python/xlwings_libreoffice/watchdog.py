"""A time limit on calls: the office's bridge has none of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

_LOOK_EVERY = 0.1


class Watchdog:
    """Looks at the deadlines of the calls under way and, when one has passed, calls ``bite`` once."""

    def __init__(self, bite: Callable[[], None]) -> None:
        self._bite = bite
        self._until: dict[int, float] = {}
        self._stop = threading.Event()
        self.bitten = False
        self._thread = threading.Thread(target=self._watch, name="xlwings_libreoffice watchdog", daemon=True)
        self._thread.start()

    def arm(self, seconds: float) -> None:
        """The calling thread must be back within so many seconds."""
        self._until[threading.get_ident()] = time.monotonic() + seconds

    def disarm(self) -> None:
        """The calling thread is back."""
        self._until.pop(threading.get_ident(), None)

    def stop(self) -> None:
        """Look no more."""
        self._stop.set()

    def _watch(self) -> None:
        while not self._stop.wait(_LOOK_EVERY):
            now = time.monotonic()
            if any(until < now for until in list(self._until.values())):
                self.bitten = True
                self._bite()
                return
