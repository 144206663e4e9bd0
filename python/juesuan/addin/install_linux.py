"""Linux: the entries in the file manager, and the extension in LibreOffice Calc where there is a LibreOffice."""

from __future__ import annotations

import os
from pathlib import Path

from juesuan.addin import sources
from juesuan.addin.oxt import NAME, OxtError, build_oxt, install_oxt, uninstall_oxt
from juesuan.filemode.desktop import opened_elsewhere
from juesuan.filemode.menus import SOURCE_TYPES, WORKBOOK_TYPES, install_menus, uninstall_menus
from juesuan.findings import StructureError


def install_linux(folder: Path, interpreter: str, applications: Path, office: Path | None = None) -> bool:
    """Install for one person; return whether there is a LibreOffice that shows the buttons.

    The extension is built in ``folder``. ``applications`` is the folder of user data (``$XDG_DATA_HOME``), ``office``
    another LibreOffice user profile. :class:`StructureError` when LibreOffice refuses; the entries are installed then.
    """
    types = opened_elsewhere((*WORKBOOK_TYPES, *SOURCE_TYPES), os.environ, Path.home())
    icons = sources.folder() / "icons"
    install_menus(applications, interpreter, platform="linux", icons=icons, types=types)
    if not has_office():
        return False
    try:
        install_oxt(build_oxt(folder / NAME, interpreter), office)
    except OxtError as error:
        raise StructureError(
            "office", f"文件管理器里的各项已装好，LibreOffice 的扩展没有装好：{error}"
        ) from error
    return True


def uninstall_linux(applications: Path, office: Path | None = None) -> bool:
    """Take the entries and the extension out; return whether there was anything of them."""
    gone = bool(uninstall_menus(applications, platform="linux"))
    if not has_office():
        return gone
    try:
        return uninstall_oxt(office) or gone
    except OxtError as error:
        raise StructureError("office", str(error)) from error


def has_office() -> bool:
    """Return whether a LibreOffice is installed."""
    from xlwings_libreoffice.bridge import find_office
    from xlwings_libreoffice.errors import OfficeMissing

    try:
        find_office()
    except OfficeMissing:
        return False
    return True
