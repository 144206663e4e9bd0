"""A made-up account of Windows: real files below a folder, a registry in memory, and a machine that can die."""

from __future__ import annotations

import copy
import hashlib
from pathlib import Path

from juesuan.addin.install_door import Door
from juesuan.addin.install_source import HASHES
from juesuan.addin.install_steps import SEND_TO, Place, Source, Step, plan
from juesuan.addin.profile import Profile, System
from juesuan.addin.registry import OFFICE, Values, option_keys

USER = "王 小明&'(测试)"
OPTIONS = rf"{OFFICE}\16.0\Excel\Options"


FOREIGN = {
    "OPEN": ('/R "C:\\税务\\tax.xll"', 1),
    "OPEN1": ('"C:\\Program Files\\某软件\\a.xlam"', 1),
    "OPEN2": ("%APPDATA%\\b.xlam", 2),
    "Font": ("宋体,11", 1),
}
"""Values of Excel that others have written."""
PACKAGE = {
    "python/python.exe": b"stand-in for python.exe, version 1",
    "python/pythonw.exe": b"stand-in for pythonw.exe",
    "python/Lib/site-packages/juesuan/__init__.py": b"__version__ = '1'\n",
    "python/Lib/site-packages/juesuan/_workbook/formats/说明.txt": "中文".encode(),
    "juesuan.xlam": b"add-in 1",
    "install.cmd": b"@echo off\r\n",
    "uninstall.cmd": b"@echo off\r\n",
    "安装说明.txt": b"1",
}
"""The files of a small offline package."""


class MemoryRegistry:
    """HKEY_CURRENT_USER as a dictionary of keys."""

    def __init__(self, content: dict[str, Values] | None = None) -> None:
        self.content: dict[str, Values] = copy.deepcopy(content or {})

    def keys(self, key: str) -> list[str]:
        below = [one.removeprefix(key + "\\") for one in self.content if one.startswith(key + "\\")]
        return list(dict.fromkeys(one.split("\\")[0] for one in below))

    def values(self, key: str) -> Values | None:
        found = self.content.get(key)
        return None if found is None else dict(found)

    def set(self, key: str, name: str, value: tuple[str, int]) -> None:
        self.content.setdefault(key, {})[name] = value

    def delete(self, key: str, name: str) -> None:
        self.content.get(key, {}).pop(name, None)

    def delete_key(self, key: str) -> None:
        if self.content.get(key) == {}:
            del self.content[key]


class AccountDoor(Door):
    """The real door, but for the letter of the disk: a shortcut names its program by a full path of Windows."""

    def put_menus(self, base: Path, interpreter: str) -> None:
        super().put_menus(base, f"C:{interpreter}")


class Killed(BaseException):
    """The machine went off."""


class DyingDoor(AccountDoor):
    """Does so many changes, breaks the next one off in its middle, and is dead from then on."""

    def __init__(self, registry: MemoryRegistry, changes: int) -> None:
        super().__init__(registry)
        self.left = changes
        self.registry = _DyingRegistry(registry, self)

    def step(self) -> None:
        if self.left <= 0:
            raise Killed
        self.left -= 1

    def make_folder(self, folder: Path) -> None:
        self.step()
        super().make_folder(folder)

    def write(self, file: Path, data: bytes) -> None:
        if self.left == 0:
            file.write_bytes(data[: len(data) // 2])
        self.step()
        super().write(file, data)

    def rename(self, source: Path, target: Path) -> None:
        self.step()
        super().rename(source, target)

    def delete(self, file: Path) -> None:
        self.step()
        super().delete(file)

    def delete_folder(self, folder: Path) -> None:
        self.step()
        super().delete_folder(folder)

    def put_menus(self, base: Path, interpreter: str) -> None:
        self.step()
        super().put_menus(base, interpreter)

    def take_menus(self, base: Path) -> None:
        self.step()
        super().take_menus(base)


class _DyingRegistry(MemoryRegistry):
    def __init__(self, real: MemoryRegistry, door: DyingDoor) -> None:
        self.content = real.content
        self.door = door

    def set(self, key: str, name: str, value: tuple[str, int]) -> None:
        self.door.step()
        super().set(key, name, value)

    def delete(self, key: str, name: str) -> None:
        self.door.step()
        super().delete(key, name)

    def delete_key(self, key: str) -> None:
        self.door.step()
        super().delete_key(key)


class LockedDoor(AccountDoor):
    """A system on which another program keeps some files."""

    def __init__(self, registry: MemoryRegistry, *locked: Path, told: bool = True) -> None:
        super().__init__(registry)
        self.locked = locked
        self.told = told

    def in_use(self, file: Path) -> bool:
        return self.told and file in self.locked

    def rename(self, source: Path, target: Path) -> None:
        for one in (source, target):
            if one in self.locked and one.exists():
                raise PermissionError(13, "Permission denied", str(one))
        super().rename(source, target)


def windows_profile(folder: Path, *, excel_ran: bool = True) -> Profile:
    """Make an account as Windows makes it; with the folders of an Excel that has run."""
    home = folder / "Users" / USER
    roaming, local = home / "AppData" / "Roaming", home / "AppData" / "Local"
    for one in (roaming, local):
        one.mkdir(parents=True)
    if excel_ran:
        (roaming / SEND_TO).mkdir(parents=True)
        (roaming / SEND_TO / "邮件收件人.MAPIMail").write_bytes(b"")
    profile = Profile(System.WINDOWS, home, roaming, local)
    if excel_ran:
        profile.startup.mkdir(parents=True)
        (profile.startup / "PERSONAL.XLSB").write_bytes(b"a book of somebody's own")
    return profile


def tree(folder: Path) -> dict[str, bytes | None]:
    """Return every file with its bytes and every folder with None, by its path."""
    return {
        one.relative_to(folder).as_posix(): one.read_bytes() if one.is_file() else None
        for one in sorted(folder.rglob("*"))
    }


def package(folder: Path, files: dict[str, bytes] = PACKAGE) -> Path:
    for name, data in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    lines = (f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in files.items())
    (folder / HASHES).write_text("".join(lines), encoding="utf-8")
    return folder


def steps(
    profile: Profile, source: Source, registry: MemoryRegistry, place: Place = Place.XLSTART
) -> list[Step]:
    return plan(profile, source, place, option_keys(registry), menus=True)
