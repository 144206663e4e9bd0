"""The environment that an office of ours is started in."""

from __future__ import annotations

import locale
import os
import sys
from pathlib import Path

_NOT_FOR_THE_OFFICE = ("PYTHON", "URE_BOOTSTRAP")
"""How the names begin of what is ours, and wrong for the Python inside the office."""
_SYSTEM = {Path("/usr/bin"), Path("/bin")}
UTF_8 = "C.UTF-8"


def office_environment(*, window: bool = False) -> dict[str, str]:
    """Return the environment variables for an office, with or without a window.

    The Python inside an office on Linux takes its library from where the first ``python3`` on the PATH lies. A virtual
    environment or another Python has no ``uno``: every extension in Python then fails, and the office
    says ``std::bad_alloc``. Such folders are left out of its PATH.

    Under a locale that is not UTF-8 (also one that is named but not installed) an office on Linux cannot reach a path
    with Chinese in it: it shows an error that nobody sees, and hangs. It gets a locale that can.
    """
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(_NOT_FOR_THE_OFFICE)
    }
    if not window:
        environment["SAL_USE_VCLPLUGIN"] = "svp"
    if not _speaks_utf8():
        environment["LC_ALL"] = UTF_8
    strangers = set(other_pythons())
    if strangers:
        folders = environment["PATH"].split(os.pathsep)
        environment["PATH"] = os.pathsep.join(one for one in folders if one not in strangers)
    return environment


def other_pythons() -> list[str]:
    """Return the folders of the PATH (Linux), before the system's own, whose ``python3`` has a library of its own."""
    found: list[str] = []
    for folder in os.environ.get("PATH", "").split(os.pathsep) if sys.platform == "linux" else ():
        program = Path(folder, "python3")
        if (program.parent.parent / "pyvenv.cfg").exists():
            found.append(folder)
        elif program.exists():
            place = program.resolve().parent
            if place in _SYSTEM:
                break
            if any((place.parent / "lib").glob("python3*/os.py")):
                found.append(folder)
    return found


def _speaks_utf8() -> bool:
    """Whether the locale that this process runs under, as the system has it, is one of UTF-8."""
    if sys.platform != "linux":
        return True
    return locale.nl_langinfo(locale.CODESET).upper() in {"UTF-8", "UTF8"}
