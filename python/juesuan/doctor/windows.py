"""What Windows alone can tell: offices, add-in and fonts, read from the registry and never written to it.

The registry is a door with two methods, so that everything here is tried on made-up ones.
"""

from __future__ import annotations

import hashlib
import os
import re
import struct
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PureWindowsPath
from typing import Any, Literal, Protocol

from juesuan.addin.config import DEFAULT_INTERPRETER, INTERPRETER, user_file
from juesuan.doctor.facts import AddinFacts, OfficeFacts
from juesuan.doctor.files import is_marked

Root = Literal["HKCR", "HKCU", "HKLM"]
XLAM = "juesuan.xlam"
STARTUP = Path("Microsoft", "Excel", "XLSTART")
EXCEL_CLASS, WORD_CLASS = "Excel.Application", "Word.Application"
WPS_CLASSES = ("Ket.Application", "ET.Application")
OFFICE = r"Software\Microsoft\Office"
POLICIES = r"Software\Policies\Microsoft\Office"
FONTS = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\Fonts"
_NO_MACROS = 4
"""VBAWarnings: all macros off, without a word."""
_MACHINES = {0x8664: 64, 0x14C: 32, 0xAA64: 64}


class Registry(Protocol):
    """The registry, to be read."""

    def values(self, root: Root, key: str) -> dict[str, Any]:
        """Return the values of a key by name ("" is the default one); none when it is not there."""

    def keys(self, root: Root, key: str) -> list[str]:
        """Return the names of the keys below one; none when it is not there."""


class WindowsRegistry:
    """The registry of Windows."""

    def __init__(self) -> None:
        import winreg

        self._api: Any = winreg
        self._roots = {
            "HKCR": self._api.HKEY_CLASSES_ROOT,
            "HKCU": self._api.HKEY_CURRENT_USER,
            "HKLM": self._api.HKEY_LOCAL_MACHINE,
        }

    def values(self, root: Root, key: str) -> dict[str, Any]:
        """Return the values of a key by name."""
        with suppress(OSError), self._api.OpenKey(self._roots[root], key) as opened:
            count = self._api.QueryInfoKey(opened)[1]
            return {name: data for name, data, _ in (self._api.EnumValue(opened, at) for at in range(count))}
        return {}

    def keys(self, root: Root, key: str) -> list[str]:
        """Return the names of the keys below one."""
        with suppress(OSError), self._api.OpenKey(self._roots[root], key) as opened:
            return [self._api.EnumKey(opened, at) for at in range(self._api.QueryInfoKey(opened)[0])]
        return []


def system_registry() -> Registry:
    """Return the registry of this Windows."""
    return WindowsRegistry()


def office_facts(registry: Registry, libreoffice: str = "") -> OfficeFacts:
    """Say which offices are registered."""
    server = _server(registry, EXCEL_CLASS)
    current = str(registry.values("HKCR", rf"{EXCEL_CLASS}\CurVer").get("", ""))
    version = current.rpartition(".")[2] if current.count(".") > 1 else ""
    wps = next((found for one in WPS_CLASSES if (found := _server(registry, one))), "")
    word = _server(registry, WORD_CLASS)
    return OfficeFacts(server, version, _bits_of(server), wps, libreoffice, word)


def _server(registry: Registry, name: str) -> str:
    """Return the program behind a class of objects, without its switches."""
    number = str(registry.values("HKCR", rf"{name}\CLSID").get("", ""))
    if not number:
        return ""
    for place in (rf"CLSID\{number}\LocalServer32", rf"WOW6432Node\CLSID\{number}\LocalServer32"):
        command = str(registry.values("HKCR", place).get("", ""))
        if command:
            match = re.match(r'\s*"([^"]+)"|\s*(.+?\.exe)\b', command, re.IGNORECASE)
            return (match[1] or match[2]) if match else command.strip()
    return ""


def _bits_of(program: str) -> int | None:
    with suppress(OSError), Path(program).open("rb") as file:
        return program_bits(file.read(4096))
    return None


def program_bits(head: bytes) -> int | None:
    """Return 32 or 64 for the beginning of a Windows program; None where it does not say."""
    if head[:2] != b"MZ" or len(head) < 0x40:
        return None
    (at,) = struct.unpack_from("<L", head, 0x3C)
    if head[at : at + 4] != b"PE\0\0" or len(head) < at + 6:
        return None
    return _MACHINES.get(struct.unpack_from("<H", head, at + 4)[0])


def addin_facts(
    registry: Registry, version: str = "", environ: dict[str, str] | None = None, home: Path | None = None
) -> AddinFacts:
    """Say how it stands with the add-in in the person's profile; ``version`` is Excel's."""
    given = dict(os.environ) if environ is None else environ
    person = home or Path.home()
    roaming = Path(given.get("APPDATA") or person / "AppData" / "Roaming")
    file = roaming / STARTUP / XLAM
    program = interpreter_of(user_file(person), given)
    return AddinFacts(
        file,
        folder=file.parent.is_dir(),
        present=file.is_file(),
        current=_same(file, Path(sys.executable).parent.parent / XLAM),
        marked=is_marked(file),
        disabled=any(_is_disabled(registry, one) for one in _versions(registry, version)),
        locations_off=any(_locations_off(registry, one) for one in _versions(registry, version)),
        macros_off=any(_macros_off(registry, one) for one in _versions(registry, version)),
        interpreter=program,
        startable=not program or Path(program).is_file(),
    )


def interpreter_of(settings: Path, environ: dict[str, str]) -> str:
    """Return what the buttons start: the person's own setting, else where the package puts it."""
    program = DEFAULT_INTERPRETER
    with suppress(OSError):
        for line in settings.read_text(encoding="utf-8-sig").splitlines():
            key, _, value = line.partition("=")
            if key.strip() == INTERPRETER and value.strip():
                program = value.strip()
    return re.sub(r"%([^%]+)%", lambda match: environ.get(match[1], match[0]), program)


def _same(one: Path, other: Path) -> bool | None:
    try:
        first, second = (hashlib.sha256(file.read_bytes()).digest() for file in (one, other))
    except OSError:
        return None
    return first == second


def _versions(registry: Registry, version: str) -> list[str]:
    """Return the keys of versions of Office that have settings: the installed one, or all of this person's."""
    found = [one for one in registry.keys("HKCU", OFFICE) if re.fullmatch(r"\d+\.\d", one)]
    return [f"{version}.0"] if version else found


def _is_disabled(registry: Registry, version: str) -> bool:
    """Whether Excel's list of disabled items (binary values that hold a path in UTF-16) names the add-in."""
    items = registry.values("HKCU", rf"{OFFICE}\{version}\Excel\Resiliency\DisabledItems").values()
    wanted = XLAM.encode("utf-16-le")
    return any(isinstance(one, bytes) and wanted in one.lower() for one in items)


def _security(version: str) -> Iterator[tuple[Root, str]]:
    for key in (POLICIES, OFFICE):
        yield "HKCU", rf"{key}\{version}\Excel\Security"
    yield "HKLM", rf"{POLICIES}\{version}\Excel\Security"


def _locations_off(registry: Registry, version: str) -> bool:
    keys = ((root, rf"{key}\Trusted Locations") for root, key in _security(version))
    return any(registry.values(root, key).get("AllLocationsDisabled") == 1 for root, key in keys)


def _macros_off(registry: Registry, version: str) -> bool:
    """Whether all macros are off: the policy counts before the person's own setting."""
    for root, key in _security(version):
        setting = registry.values(root, key).get("VBAWarnings")
        if setting is not None:
            return bool(setting == _NO_MACROS)
    return False


def fonts(registry: Registry) -> frozenset[str]:
    """Return the names of the installed fonts, those of this person too."""
    names = [*registry.values("HKLM", FONTS), *registry.values("HKCU", FONTS)]
    files = [*registry.values("HKLM", FONTS).values(), *registry.values("HKCU", FONTS).values()]
    families = (part.strip() for name in names for part in re.sub(r"\s*\([^)]*\)\s*$", "", name).split("&"))
    stems = (PureWindowsPath(str(one)).stem for one in files)
    return frozenset([*families, *stems]) - {""}
