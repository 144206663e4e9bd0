"""What can be set: where the office is, how long things may take, who answers when there is no window."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Question:
    """What :meth:`xlwings.App.alert` asks; ``choices`` are the possible answers."""

    prompt: str
    title: str
    choices: tuple[str, ...]
    mode: str | None


Answer = Callable[[Question], str]


def _office_from_environment() -> Path | None:
    named = os.environ.get("XLWINGS_LIBREOFFICE_OFFICE")
    return Path(named) if named else None


def _deadline_from_environment() -> float:
    return float(os.environ.get("XLWINGS_LIBREOFFICE_DEADLINE", "120"))


@dataclass(slots=True)
class Settings:
    """Settings of the engine. Times are seconds."""

    office: Path | None = field(default_factory=_office_from_environment)
    """``soffice.bin``, ``soffice`` or the folder that holds them; ``None``: look for it."""
    deadline: float = field(default_factory=_deadline_from_environment)
    """The longest that one call may take before its office is ended."""
    start_deadline: float = 60.0
    """The longest that a start may take."""
    quit_deadline: float = 10.0
    """The longest that a polite end may take before the process is ended."""
    answer: Answer | None = None
    """Answers ``App.alert`` when the office has no window."""


settings = Settings()


def configure(**changes: Any) -> None:
    """Change settings by name: ``office``, ``deadline``, ``start_deadline``, ``quit_deadline``, ``answer``."""
    for name, value in changes.items():
        if name not in Settings.__slots__:
            raise TypeError(f"configure() has no setting {name!r}; there are {', '.join(Settings.__slots__)}")
        setattr(settings, name, Path(value) if name == "office" and value is not None else value)
