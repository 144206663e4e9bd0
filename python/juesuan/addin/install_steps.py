"""What installing does, as a list of steps: pure, from a described account and a described source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from juesuan.addin.config import DEFAULT_INTERPRETER, INTERPRETER
from juesuan.addin.profile import XLAM, Profile

SEND_TO = Path("Microsoft", "Windows", "SendTo")


class Place(StrEnum):
    """How Excel comes to open the add-in.

    ``XLSTART`` is the default: one file in a folder that Excel trusts and opens in every version, nothing in the
    registry. A running Excel writes its own list of OPEN values when it ends, and a gap in the list hides what follows.
    ``ADDINS`` is for offices whose administrators have closed XLSTART.
    """

    XLSTART = "xlstart"
    ADDINS = "addins"


@dataclass(frozen=True)
class Source:
    """What is installed.

    ``program`` is the unpacked offline package with the files that belong to it (paths relative to it), or None when
    Python stands elsewhere; ``interpreter`` is the program that the buttons start, as it stands in the settings.
    """

    xlam: Path
    interpreter: str = DEFAULT_INTERPRETER
    program: Path | None = None
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class MakeFolder:
    """A folder that must be there."""

    folder: Path

    def __str__(self) -> str:
        return f"建立文件夹（已有则不动）  {self.folder}"


@dataclass(frozen=True)
class PutFile:
    """A file that is copied; ``staging`` is the folder for the half-written one, on the same disk."""

    source: Path
    target: Path
    staging: Path

    def __str__(self) -> str:
        return f"复制文件  {self.target}"


@dataclass(frozen=True)
class PutTree:
    """Files below a folder that are put in place together, or not at all."""

    source: Path
    target: Path
    files: tuple[str, ...]

    def __str__(self) -> str:
        return f"复制程序（{len(self.files)}个文件）  {self.target}"


@dataclass(frozen=True)
class SetLine:
    """A line ``KEY=VALUE`` in the settings; the other lines stay."""

    file: Path
    key: str
    value: str

    def __str__(self) -> str:
        return f"写入设置 {self.key}={self.value}  {self.file}"


@dataclass(frozen=True)
class Register:
    """The add-in in the list of those that Excel opens."""

    key: str
    file: str

    def __str__(self) -> str:
        return rf"登记加载项  HKEY_CURRENT_USER\{self.key}"


@dataclass(frozen=True)
class Menus:
    """The entries of the menu 发送到 in the account ``base``, which start ``interpreter``."""

    base: Path
    interpreter: str

    def __str__(self) -> str:
        return f"添加右键菜单“发送到”中的决算簿各项  {self.base / SEND_TO}"


Step = MakeFolder | PutFile | PutTree | SetLine | Register | Menus


def plan(
    profile: Profile,
    source: Source,
    place: Place = Place.XLSTART,
    keys: Sequence[str] = (),
    *,
    menus: bool = False,
) -> list[Step]:
    """Return the steps in their order: what the buttons start comes before what shows the buttons.

    ``keys`` are the registry keys of the versions of Excel, for :attr:`Place.ADDINS`.
    """
    steps: list[Step] = [MakeFolder(profile.own), *_program(profile, source)]
    steps += [
        MakeFolder(profile.settings.parent),
        SetLine(profile.settings, INTERPRETER, source.interpreter),
    ]
    folder = profile.startup if place is Place.XLSTART else profile.addins
    steps += _folders(profile.base, folder)
    # Excel opens whatever lies in XLSTART, a half-written file too
    steps.append(PutFile(source.xlam, folder / XLAM, folder.parent))
    if place is Place.ADDINS:
        steps += [Register(key, str(folder / XLAM)) for key in keys]
    if menus:
        program = str(profile.program / "pythonw.exe") if source.program else source.interpreter
        steps += _folders(profile.roaming, profile.roaming / SEND_TO)
        steps.append(Menus(profile.roaming, program))
    return steps


def _folders(base: Path, folder: Path) -> list[MakeFolder]:
    """Every folder below one that is there already, the outer before the inner."""
    chain = [one for one in folder.parents if one.is_relative_to(base) and one != base]
    return [MakeFolder(one) for one in (*reversed(chain), folder)]


def _program(profile: Profile, source: Source) -> list[Step]:
    if source.program is None or source.program == profile.own:
        return []
    inside = tuple(one.removeprefix("python/") for one in source.files if one.startswith("python/"))
    beside = [one for one in source.files if "/" not in one]
    return [
        PutTree(source.program / "python", profile.program, inside),
        *(PutFile(source.program / one, profile.own / one, profile.own) for one in beside),
    ]
