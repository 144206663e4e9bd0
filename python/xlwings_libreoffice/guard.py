"""What every member of the engine has in common: a deadline, clear errors, and a name when unsupported.

:func:`engine_class` is put on each class that stands behind an xlwings object. It wraps the public members so that
each outermost call runs under the office's deadline and the office's exceptions come out as the engine's; and it
gives every member of the xlwings base class that the engine does not have a ``NotImplementedError`` with its name.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from .office import Office

_Class = TypeVar("_Class", bound=type)
_Function = TypeVar("_Function", bound=Callable[..., Any])

_BASE_MODULE = "xlwings.base_classes"
_INHERITED = {"expand", "max_cells_per_read", "max_cells_per_write", "snapshot"}
_SPECIAL = {"__call__", "__len__", "__iter__", "__getitem__", "__contains__"}


def unguarded(function: _Function) -> _Function:
    """Mark a member that does not speak with the office, or must also work after its end."""
    function.__unguarded__ = True  # type: ignore[attr-defined]
    return function


def partly(what: str) -> Callable[[_Function], _Function]:
    """Mark a member that does less than with Excel; ``what`` says in what, for the table of members."""

    def mark(function: _Function) -> _Function:
        function.__partly__ = what  # type: ignore[attr-defined]
        return function

    return mark


def unsupported(member: str) -> NotImplementedError:
    """The error for something that LibreOffice or this engine cannot do."""
    return NotImplementedError(f"xlwings_libreoffice does not support {member}")


def engine_class(cls: _Class) -> _Class:
    """Guard the members of an engine class and name those that it does not support."""
    for name in sorted({name for base in cls.__mro__ for name in vars(base)}):
        if name.startswith("_") and name not in _SPECIAL:
            continue
        owner = next(base for base in cls.__mro__ if name in vars(base))
        member = vars(owner)[name]
        if owner is object:
            continue
        if owner.__module__ != _BASE_MODULE:
            setattr(cls, name, _guarded(member))
        elif name not in _INHERITED and not inspect.iscoroutinefunction(member):
            setattr(cls, name, _named(f"{cls.__name__}.{name}", member))
    return cls


def _named(name: str, member: Any) -> Any:
    def refuse(*_: Any, **__: Any) -> Any:
        raise unsupported(name)

    return property(refuse, refuse) if isinstance(member, property) else refuse


def is_refusal(member: object) -> bool:
    """Whether a member only says that it is not supported."""
    function = member.fget if isinstance(member, property) else member
    return getattr(function, "__name__", "") == "refuse"


def _guarded(member: Any) -> Any:
    if isinstance(member, property):
        return property(_wrap(member.fget), _wrap(member.fset), doc=member.__doc__)
    return _wrap(member) if inspect.isfunction(member) else member


def _wrap(function: Any) -> Any:
    if function is None or hasattr(function, "__unguarded__"):
        return function

    @functools.wraps(function)
    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        office: Office = self.office
        with office.call():
            return function(self, *args, **kwargs)

    return call
