"""Where one person's account keeps what Excel, the program and the settings need; described, never searched for."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from juesuan.addin.config import user_file
from juesuan.findings import StructureError

XLAM = "juesuan.xlam"
_MAC_STARTUP = "Library/Group Containers/UBF8T346G9.Office/User Content.localized/Startup.localized/Excel"


class System(StrEnum):
    """The kinds of systems that are told apart."""

    WINDOWS = "windows"
    MACOS = "macos"
    LINUX = "linux"


@dataclass(frozen=True)
class Profile:
    """The folders of one person: ``roaming`` is ``%APPDATA%``, ``local`` is ``%LOCALAPPDATA%`` or what stands for them."""

    system: System
    home: Path
    roaming: Path
    local: Path

    @property
    def base(self) -> Path:
        """The folder that is there before Excel was ever started, above :attr:`startup`."""
        return self.home if self.system is System.MACOS else self.roaming

    @property
    def startup(self) -> Path:
        """The folder whose files Excel opens when it starts: XLSTART."""
        if self.system is System.MACOS:
            return self.home / _MAC_STARTUP
        return self.roaming / "Microsoft" / "Excel" / "XLSTART"

    @property
    def addins(self) -> Path:
        """The folder of registered add-ins (Windows)."""
        return self.roaming / "Microsoft" / "AddIns"

    @property
    def own(self) -> Path:
        """The program's own folder."""
        return self.local / "juesuan"

    @property
    def program(self) -> Path:
        """Where the offline package puts Python and the packages."""
        return self.own / "python"

    @property
    def journal(self) -> Path:
        """What was installed, for taking it out again."""
        return self.own / "install.json"

    @property
    def settings(self) -> Path:
        """The person's own settings, read by the add-in."""
        return user_file(self.home)


def current_profile(environment: Mapping[str, str] | None = None, platform: str = sys.platform) -> Profile:
    """Describe the account that runs this; :class:`StructureError` when Windows does not name its folders."""
    given = os.environ if environment is None else environment
    if platform == "win32":
        missing = [one for one in ("USERPROFILE", "APPDATA", "LOCALAPPDATA") if not given.get(one)]
        if missing:
            text = f"系统没有给出个人文件夹（{'、'.join(missing)}）。请用自己的账号登录 Windows 后再运行。"
            raise StructureError("no-profile", text)
        home, roaming, local = (Path(given[one]) for one in ("USERPROFILE", "APPDATA", "LOCALAPPDATA"))
        return Profile(System.WINDOWS, home, roaming, local)
    home = Path(given.get("HOME") or Path.home())
    if platform == "darwin":
        support = home / "Library" / "Application Support"
        return Profile(System.MACOS, home, support, support)
    share = Path(given.get("XDG_DATA_HOME") or home / ".local" / "share")
    return Profile(System.LINUX, home, share, share)
