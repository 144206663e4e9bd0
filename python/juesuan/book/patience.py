"""Trying again what Windows refuses for a moment. Imports nothing: uninstalling must not load what it deletes."""

from __future__ import annotations

import errno
import time
from collections.abc import Callable, Collection, Sequence

HELD = (errno.EACCES, errno.EPERM)


def patiently(work: Callable[[], object], pauses: Sequence[float], held: Collection[int] = HELD) -> None:
    """Do what Windows refuses as long as another program has the file in its hands; the last refusal is raised.

    ``pauses`` are the seconds between tries, ``held`` the error numbers that say so.
    """
    for pause in pauses:
        try:
            work()
        except OSError as error:
            if error.errno not in held:
                raise
            time.sleep(pause)
        else:
            return
    work()
