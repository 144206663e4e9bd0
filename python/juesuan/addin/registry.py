"""The part of the registry that Excel's add-ins need: the values OPEN, OPEN1, … of HKEY_CURRENT_USER; nothing else.

Excel opens what these values name when it starts, in this order, and numbers them without a gap.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from typing import Any, Protocol

OFFICE = r"Software\Microsoft\Office"
TEXT = 1
"""The type of a plain text value, ``REG_SZ``."""
Values = dict[str, tuple[str, int]]
"""Text values by name, each with its type."""
_OPEN = re.compile(r"OPEN(\d*)\Z", re.IGNORECASE)
_VERSION = re.compile(r"\d+\.\d\Z")
_SWITCH = re.compile(r"\A(/[a-zA-Z]\s+)*")


class Registry(Protocol):
    """A door to HKEY_CURRENT_USER; keys are written with backslashes, without the name of the root."""

    def keys(self, key: str) -> list[str]:
        """Return the names of the keys below one; none when it is not there."""

    def values(self, key: str) -> Values | None:
        """Return the text values of a key; None when it is not there."""

    def set(self, key: str, name: str, value: tuple[str, int]) -> None:
        """Write a value, making the key when it is missing."""

    def delete(self, key: str, name: str) -> None:
        """Delete a value; nothing happens when it is not there."""

    def delete_key(self, key: str) -> None:
        """Delete a key that holds nothing any more."""


class NoRegistry:
    """A system without a registry."""

    def keys(self, key: str) -> list[str]:  # noqa: ARG002 - the protocol's
        """Return nothing."""
        return []

    def values(self, key: str) -> Values | None:  # noqa: ARG002 - the protocol's
        """Return nothing."""
        return None

    def set(self, key: str, name: str, value: tuple[str, int]) -> None:
        """Refuse: nobody may come here."""
        raise NotImplementedError(key, name, value)

    def delete(self, key: str, name: str) -> None:
        """Delete nothing."""

    def delete_key(self, key: str) -> None:
        """Delete nothing."""


class WindowsRegistry:
    """The registry of Windows, through ``winreg``; only HKEY_CURRENT_USER is ever opened."""

    def __init__(self) -> None:
        import winreg

        self._api: Any = winreg

    def keys(self, key: str) -> list[str]:
        """Return the names of the keys below one."""
        try:
            with self._api.OpenKey(self._api.HKEY_CURRENT_USER, key) as opened:
                return [self._api.EnumKey(opened, at) for at in range(self._api.QueryInfoKey(opened)[0])]
        except FileNotFoundError:
            return []

    def values(self, key: str) -> Values | None:
        """Return the text values of a key."""
        try:
            with self._api.OpenKey(self._api.HKEY_CURRENT_USER, key) as opened:
                rows = [self._api.EnumValue(opened, at) for at in range(self._api.QueryInfoKey(opened)[1])]
        except FileNotFoundError:
            return None
        return {name: (data, kind) for name, data, kind in rows if isinstance(data, str)}

    def set(self, key: str, name: str, value: tuple[str, int]) -> None:
        """Write a value."""
        with self._api.CreateKeyEx(self._api.HKEY_CURRENT_USER, key, 0, self._api.KEY_SET_VALUE) as opened:
            self._api.SetValueEx(opened, name, 0, value[1], value[0])

    def delete(self, key: str, name: str) -> None:
        """Delete a value."""
        try:
            with self._api.OpenKey(self._api.HKEY_CURRENT_USER, key, 0, self._api.KEY_SET_VALUE) as opened:
                self._api.DeleteValue(opened, name)
        except FileNotFoundError:
            return

    def delete_key(self, key: str) -> None:
        """Delete a key that holds nothing; one that holds keys or values stays."""
        try:
            with self._api.OpenKey(self._api.HKEY_CURRENT_USER, key) as opened:
                empty = not any(self._api.QueryInfoKey(opened)[:2])
            if empty:
                self._api.DeleteKey(self._api.HKEY_CURRENT_USER, key)
        except FileNotFoundError:
            return


def system_registry() -> Registry:
    """Return the registry of this system."""
    return WindowsRegistry() if sys.platform == "win32" else NoRegistry()


def option_keys(registry: Registry) -> list[str]:
    """Return the key ``Options`` of every version of Excel that has run or been set up for this person."""
    versions = [one for one in registry.keys(OFFICE) if _VERSION.match(one)]
    return [
        rf"{OFFICE}\{one}\Excel\Options" for one in versions if "Excel" in registry.keys(rf"{OFFICE}\{one}")
    ]


def opened(values: Mapping[str, tuple[str, int]]) -> Values:
    """Return the values OPEN, OPEN1, … in Excel's order."""
    found = [(int(match[1] or 0), name) for name in values if (match := _OPEN.match(name))]
    return {name: values[name] for _, name in sorted(found)}


def with_ours(values: Values, path: str) -> Values:
    """Return the list with our add-in in it: where it was, or at the end; the others keep their names and order."""
    if _ours(values, path):
        return values
    last = max((_number(name) for name in values), default=-1)
    return values | {_name(last + 1): (f'"{path}"', TEXT)}


def without_ours(values: Values, path: str, before: Values | None = None) -> Values:
    """Return the list without our add-in, the ones behind it moved up.

    ``before`` is the list as it was before our add-in came: when nothing else has changed since, it comes back exactly.
    """
    mine = _ours(values, path)
    rest = {name: value for name, value in values.items() if name not in mine}
    if not mine or rest == before:
        return rest
    first = min(_number(name) for name in mine)
    kept = {name: value for name, value in rest.items() if _number(name) < first}
    behind = [value for name, value in rest.items() if _number(name) > first]
    return kept | {_name(first + at): value for at, value in enumerate(behind)}


def _ours(values: Values, path: str) -> list[str]:
    """Return the names of the values that open this file, with whatever switches and quotes."""
    full = _alike(path)
    return [name for name, (text, _) in values.items() if _plain(text) in {full, full.rpartition("\\")[2]}]


def _plain(text: str) -> str:
    """The path of a value, without the switches before it and the quotes around it."""
    return _alike(_SWITCH.sub("", text, count=1).strip('" '))


def _alike(path: str) -> str:
    """A path as Windows compares it."""
    return path.replace("/", "\\").casefold()


def _number(name: str) -> int:
    match = _OPEN.match(name)
    return int(match[1] or 0) if match else -1


def _name(number: int) -> str:
    return f"OPEN{number or ''}"
