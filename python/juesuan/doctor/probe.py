"""Looking at this machine: the facts, without judging them. What only Windows has is in ``windows``."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from juesuan.doctor.facts import AddinFacts, Facts, OfficeFacts
from juesuan.doctor.files import altered_files, book_facts, writable
from juesuan.report.office import PLACES

PACKAGES = ("openpyxl", "lxml", "python-calamine", "msgspec", "PyYAML", "pandas", "xlwings", "typer", "rich")
"""What is asked for where the program is not installed as a package and cannot say what it needs."""
_WPS_ON_LINUX = ("et", "wps")
_OXT = ".config/libreoffice/*/user/uno_packages/cache/uno_packages/*/juesuan.oxt"


def probe(book: Path | None = None) -> Facts:
    """Look at this machine, and at a workbook where one is given; nothing stays behind."""
    pins = pinned()
    titles, error = _formats()
    folder = book.absolute().parent if book is not None else Path.cwd()
    lost, altered = altered_files(Path(sys.executable).parent.parent)
    office, addin, fonts = _offices()
    major, minor, micro = (int(re.sub(r"\D.*", "", one)) for one in platform.python_version_tuple())
    return Facts(
        platform=sys.platform,
        python=(major, minor, micro),
        addin=addin,
        folder=writable(folder, with_workbook=True),
        temp=writable(Path(tempfile.gettempdir())),
        packages={name: _version(name) for name in pins or PACKAGES},
        pins=pins,
        formats=titles,
        format_error=error,
        lost=lost,
        altered=altered,
        encoding="utf-8" if sys.flags.utf8_mode else sys.getfilesystemencoding(),
        code_page=_code_page(),
        personal=(str(Path.home()), tempfile.gettempdir()),
        fonts=fonts,
        office=office,
        book=book_facts(book) if book is not None else None,
    )


def pinned() -> Mapping[str, str]:
    """Return the packages that the program needs, and the versions that it pins; nothing where that is not known."""
    try:
        wanted = importlib.metadata.requires("juesuan") or []
    except importlib.metadata.PackageNotFoundError:
        return {}
    found = (re.match(r"([A-Za-z0-9._-]+)\s*\(?([^;)]*)", one) for one in wanted if "extra ==" not in one)
    return {match[1]: match[2].strip() for match in found if match}


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _formats() -> tuple[tuple[str, ...], str]:
    from juesuan.spec import SpecError, available_formats, load_format

    try:
        return tuple(load_format(key).title for key in available_formats()), ""
    except SpecError as error:
        return (), str(error)


def _code_page() -> str:
    if sys.platform != "win32":
        return "utf-8"
    import ctypes

    windll = getattr(ctypes, "windll")  # noqa: B009 - only there on Windows
    number = int(windll.kernel32.GetACP())
    return "utf-8" if number == 65001 else f"cp{number}"


def _offices() -> tuple[OfficeFacts, AddinFacts, frozenset[str] | None]:
    libreoffice = shutil.which("soffice") or shutil.which("libreoffice") or ""
    libreoffice = libreoffice or next((one for one in PLACES if Path(one).is_file()), "")
    if sys.platform == "win32":
        from juesuan.doctor import windows

        registry = windows.system_registry()
        office = windows.office_facts(registry, libreoffice)
        return office, windows.addin_facts(registry, office.excel), windows.fonts(registry)
    wps = next((found for one in _WPS_ON_LINUX if (found := shutil.which(one))), "")
    extension = next(Path.home().glob(_OXT), None)
    addin = AddinFacts(extension or Path.home(), present=extension is not None)
    office = OfficeFacts(wps=wps, libreoffice=libreoffice, strangers=_other_pythons())
    return office, addin, _listed_fonts()


def _other_pythons() -> tuple[str, ...]:
    with suppress(ImportError):  # a package that is missing is told by another check
        from xlwings_libreoffice.environment import other_pythons

        return tuple(other_pythons())
    return ()


def _listed_fonts() -> frozenset[str] | None:
    """Return the font families that fontconfig knows, under every name; None where it cannot be asked."""
    with suppress(OSError):
        listed = subprocess.run(
            ["fc-list", ":", "family"], capture_output=True, encoding="utf-8", errors="replace", check=False
        )
        if not listed.returncode:
            return frozenset(re.split(r"[,\n]", listed.stdout)) - {""}
    return _font_files() if os.name == "posix" and sys.platform != "darwin" else None


def _font_files() -> frozenset[str]:
    folders = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".fonts")
    return frozenset(file.stem for folder in folders for file in folder.rglob("*.[to]t[fc]"))
