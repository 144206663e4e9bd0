"""Which members of xlwings' classes the tests use: recorded while they run, listed in ``members.txt``."""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

from xlwings import main

LIST = Path(__file__).with_name("members.txt")
_OURS = __name__.rpartition(".")[0]


def covered() -> list[str]:
    """The members that the contract covers, as ``Range.value`` (read or called) and ``Range.value=`` (assigned)."""
    return LIST.read_text(encoding="utf-8").split()


def _classes() -> Iterator[type]:
    for cls in vars(main).values():
        if inspect.isclass(cls) and cls.__module__ == main.__name__:
            yield cls


class Recorder:
    """Records, while it is entered, each public member of an xlwings class that a test of the contract asks for.

    What xlwings asks of itself is not counted.
    """

    def __init__(self) -> None:
        self.used: set[str] = set()
        self._before: list[tuple[type, str, Any]] = []

    def __enter__(self) -> Self:
        for cls in _classes():
            for name, member in list(vars(cls).items()):
                if not name.startswith("_") and (inspect.isfunction(member) or isinstance(member, property)):
                    self._before.append((cls, name, member))
                    setattr(cls, name, self._watched(f"{cls.__name__}.{name}", member))
        return self

    def __exit__(self, *_: object) -> None:
        for cls, name, member in self._before:
            setattr(cls, name, member)
        self._before.clear()

    def _watched(self, name: str, member: Any) -> Any:
        if isinstance(member, property):
            return property(self._noting(name, member.fget), self._noting(name + "=", member.fset))
        return self._noting(name, member)

    def _noting(self, name: str, function: Any) -> Any:
        if function is None:
            return None

        @functools.wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            if str(sys._getframe(1).f_globals.get("__name__", "")).startswith(_OURS):
                self.used.add(name)
            return function(*args, **kwargs)

        return call
