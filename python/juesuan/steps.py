"""The steps of a long action: told in the status bar, and between two of them a person may stop it.

An action that can be stopped writes nothing before its last step, so stopping leaves no file behind. The wish comes as
a file (its name is in the environment variable ``JUESUAN_CANCEL``; LibreOffice's toolbar makes it) or, in Excel, from
the button of Windows' own progress window.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from juesuan.windows_progress import ProgressWindow, open_progress_window

CANCEL = "JUESUAN_CANCEL"
"""Environment variable with the name of a file that is there as soon as the person wants to stop."""


class Cancelled(Exception):  # noqa: N818 - a decision of the person, no error
    """The person does not want to go on; nothing was written."""


@contextmanager
def steps(app: Any, title: str) -> Iterator[Callable[[str], None]]:
    """Give a function that tells a step in the office's status bar; it raises Cancelled when the person has stopped it."""
    window = open_progress_window(title, app)

    def tell(step: str) -> None:
        if _stopped(window):
            raise Cancelled
        app.status_bar = f"{title}：{step}…"
        if window is not None:
            window.say(f"{step}…")

    try:
        yield tell
    finally:
        if window is not None:
            window.close()
        app.status_bar = None


def _stopped(window: ProgressWindow | None) -> bool:
    asked = os.environ.get(CANCEL, "")
    return bool(asked and Path(asked).exists()) or (window is not None and window.stopped())
