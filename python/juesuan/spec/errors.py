"""The one error of a faulty specification."""

from __future__ import annotations

from pathlib import Path


class SpecError(Exception):
    """A format folder says something that cannot be: told with file and line (1-based; 0 = whole file)."""

    def __init__(self, path: Path, line: int, message: str) -> None:
        where = f"{path.parent.name}/{path.name}" + (f":{line}" if line else "")
        super().__init__(f"{where}: {message}")
        self.path = path
        self.line = line
