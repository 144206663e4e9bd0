"""An xlwings engine for LibreOffice Calc.

>>> import xlwings_libreoffice
>>> xlwings_libreoffice.register()
>>> import xlwings as xw
>>> app = xw.App(visible=False)
"""

from __future__ import annotations

import sys

# The differently licensed part of xlwings is not needed and not loaded.
sys.modules.setdefault("xlwings.pro", None)  # type: ignore[arg-type]

import xlwings as xw  # noqa: E402

from .apps import App as _App  # noqa: E402
from .apps import attach as _attach  # noqa: E402
from .engine import engine  # noqa: E402
from .errors import BookClosed, NoAnswer, OfficeDied, OfficeError, OfficeMissing, OfficeTimeout  # noqa: E402
from .settings import Question, configure  # noqa: E402

__all__ = [
    "BookClosed",
    "NoAnswer",
    "OfficeDied",
    "OfficeError",
    "OfficeMissing",
    "OfficeTimeout",
    "Question",
    "attach",
    "available",
    "configure",
    "detach",
    "register",
]


def register(*, active: bool = True) -> None:
    """Make the engine known to xlwings and, unless told otherwise, the active one."""
    if engine.name not in [known.name for known in xw.engines]:
        xw.engines.add(xw.main.Engine(impl=engine))
    if active:
        xw.engines[engine.name].activate()


def attach(pipe: str, pid: int | None = None) -> xw.App:
    """Attach to a running office that listens on a pipe; it is left running at the end."""
    return xw.App(impl=_attach(pipe, pid))


def detach(app: xw.App) -> None:
    """Give up the connection to an office and leave it running."""
    impl = app.impl
    if isinstance(impl, _App):
        impl.office.disconnect()


def available() -> str | None:
    """Why the engine cannot be used here; ``None`` when it can."""
    from .bridge import find_office, load_uno

    try:
        find_office()
        load_uno()
    except OfficeMissing as missing:
        return str(missing)
    return None
