"""What an add-in is built from: the VBA modules and the icons of the folder ``addin``."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

ICON_SIZES = (16, 32)


class Kind(StrEnum):
    """What a VBA module is to its project."""

    STANDARD = "Module"
    CLASS = "Class"
    DOCUMENT = "Document"


@dataclass(frozen=True)
class Module:
    """A VBA module; ``text`` has the line ends of the repository."""

    name: str
    kind: Kind
    text: str


@cache
def folder() -> Path:
    """Return the folder ``addin``: inside the installed package, or of the checkout."""
    here = Path(__file__).resolve()
    installed = here.parents[1] / "_addin"
    return installed if installed.is_dir() else here.parents[3] / "addin"


def vba_modules() -> tuple[Module, ...]:
    """Return the modules of the VBA project, the workbook's and the sheet's first, the others by name."""
    files = sorted((folder() / "vba").iterdir(), key=lambda file: (file.suffix != ".cls", file.name))
    found = [read_module(file) for file in files if file.suffix in {".bas", ".cls"}]
    return tuple(sorted(found, key=lambda module: module.name != "ThisWorkbook"))


def read_module(file: Path) -> Module:
    """Read a module: ``.bas`` is a standard one, a ``.cls`` with a VB_Base is a document's, any other a class."""
    text = file.read_text(encoding="ascii")
    if file.suffix == ".bas":
        return Module(file.stem, Kind.STANDARD, text)
    return Module(file.stem, Kind.DOCUMENT if "VB_Base" in text else Kind.CLASS, text)


def icon(name: str, size: int) -> bytes:
    """Return the PNG picture of an icon, ``size`` pixels wide and high."""
    return (folder() / "icons" / f"{name}_{size}.png").read_bytes()
