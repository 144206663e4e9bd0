"""The door to the registry against a stand-in for ``winreg``: its documented functions over a dictionary.

No Windows is here; the stand-in shows that the calls fit the documentation, and that no other root is ever opened.
"""

# ruff: noqa: N802 - the names are those of winreg

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

import pytest

from juesuan.addin.registry import OFFICE, WindowsRegistry, option_keys

OPTIONS = rf"{OFFICE}\16.0\Excel\Options"
USER, READ, WRITE = 0x80000001, 1, 2


class FakeWinreg(ModuleType):
    HKEY_CURRENT_USER = USER
    KEY_SET_VALUE = WRITE

    def __init__(self) -> None:
        super().__init__("winreg")
        self.content: dict[str, dict[str, tuple[object, int]]] = {}

    @contextmanager
    def OpenKey(
        self, root: int, key: str, reserved: int = 0, access: int = READ
    ) -> Iterator[tuple[str, int]]:
        assert (root, reserved) == (USER, 0)
        if not any(one == key or one.startswith(key + "\\") for one in self.content):
            raise FileNotFoundError(2, key)
        yield key, access

    @contextmanager
    def CreateKeyEx(self, root: int, key: str, reserved: int, access: int) -> Iterator[tuple[str, int]]:
        assert (root, reserved) == (USER, 0)
        self.content.setdefault(key, {})
        yield key, access

    def below(self, key: str) -> list[str]:
        found = [one[len(key) + 1 :].split("\\")[0] for one in self.content if one.startswith(key + "\\")]
        return list(dict.fromkeys(found))

    def QueryInfoKey(self, opened: tuple[str, int]) -> tuple[int, int, int]:
        return len(self.below(opened[0])), len(self.content.get(opened[0], {})), 0

    def EnumKey(self, opened: tuple[str, int], at: int) -> str:
        return self.below(opened[0])[at]

    def EnumValue(self, opened: tuple[str, int], at: int) -> tuple[str, object, int]:
        name, value = list(self.content[opened[0]].items())[at]
        return name, *value

    def SetValueEx(self, opened: tuple[str, int], name: str, reserved: int, kind: int, data: str) -> None:
        assert (opened[1], reserved) == (WRITE, 0)
        self.content[opened[0]][name] = (data, kind)

    def DeleteValue(self, opened: tuple[str, int], name: str) -> None:
        assert opened[1] == WRITE
        if name not in self.content[opened[0]]:
            raise FileNotFoundError(2, name)
        del self.content[opened[0]][name]

    def DeleteKey(self, root: int, key: str) -> None:
        assert root == USER
        del self.content[key]


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> FakeWinreg:
    fake = FakeWinreg()
    monkeypatch.setitem(sys.modules, "winreg", fake)
    return fake


def test_values_are_read_written_and_deleted(system: FakeWinreg) -> None:
    door = WindowsRegistry()
    assert door.values(OPTIONS) is None
    assert door.keys(OFFICE) == []
    door.set(OPTIONS, "OPEN", ('"C:\\王\\a.xlam"', 1))
    system.content[OPTIONS]["Options"] = (95, 4)
    assert door.values(OPTIONS) == {"OPEN": ('"C:\\王\\a.xlam"', 1)}  # numbers are not ours to carry
    door.delete(OPTIONS, "OPEN")
    door.delete(OPTIONS, "OPEN")
    door.delete(OPTIONS + "\\nowhere", "OPEN")
    assert system.content == {OPTIONS: {"Options": (95, 4)}}
    door.delete_key(OPTIONS)
    assert OPTIONS in system.content
    del system.content[OPTIONS]["Options"]
    door.delete_key(OPTIONS)
    door.delete_key(OPTIONS)
    assert system.content == {}


def test_versions_are_found(system: FakeWinreg) -> None:
    system.content = {OPTIONS: {}, rf"{OFFICE}\12.0\Common": {}, rf"{OFFICE}\Excel\Addins": {}}
    assert option_keys(WindowsRegistry()) == [OPTIONS]
