"""A bug is an exception that nobody meant: it is written down whole, and told with a number."""

from __future__ import annotations

import platform
import secrets
import tempfile
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from juesuan import __version__


def log_bug(arguments: Sequence[str]) -> tuple[str, Path]:
    """Write the exception that is being handled to a log file; return its number and the file."""
    number = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
    path = Path(tempfile.gettempdir()) / f"juesuan-{number}.log"
    head = f"juesuan {__version__}  Python {platform.python_version()}  {platform.platform()}"
    path.write_text(f"{head}\n{list(arguments)}\n{traceback.format_exc()}", encoding="utf-8")
    return number, path
