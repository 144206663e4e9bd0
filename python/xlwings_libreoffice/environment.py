"""The environment that an office of ours is started in."""

from __future__ import annotations

import locale
import os
import sys

_NOT_FOR_THE_OFFICE = ("PYTHONPATH", "PYTHONHOME", "URE_BOOTSTRAP")
"""Ours, and wrong for the Python inside the office."""
UTF_8 = "C.UTF-8"


def office_environment(*, window: bool = False) -> dict[str, str]:
    """Return the environment variables for an office, with or without a window.

    Under a locale that is not UTF-8 (also one that is named but not installed) an office on Linux cannot reach a path
    with Chinese in it: it shows an error that nobody sees, and hangs. It gets a locale that can.
    """
    environment = {name: value for name, value in os.environ.items() if name not in _NOT_FOR_THE_OFFICE}
    if not window:
        environment["SAL_USE_VCLPLUGIN"] = "svp"
    if not _speaks_utf8():
        environment["LC_ALL"] = UTF_8
    return environment


def _speaks_utf8() -> bool:
    """Whether the locale that this process runs under, as the system has it, is one of UTF-8."""
    if sys.platform != "linux":
        return True
    return locale.nl_langinfo(locale.CODESET).upper() in {"UTF-8", "UTF8"}
