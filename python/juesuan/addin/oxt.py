"""The extension for LibreOffice Calc: built from the registry of actions, installed, taken out again.

``build_oxt`` writes the same bytes for the same input. Which Python program the buttons start is written into the
extension when it is built; a person's own file ``~/.config/juesuan/python.txt`` overrides it, a document never does.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from juesuan import __version__
from juesuan.actions import ACTIONS
from juesuan.addin import oxt_parts
from juesuan.addin.oxt_install import OxtError, install_oxt, uninstall_oxt

__all__ = ["NAME", "OxtError", "build_oxt", "install_oxt", "oxt_bytes", "uninstall_oxt"]

NAME = "juesuan.oxt"
SIZES = (16, 32)
_DAY = (1980, 1, 1, 0, 0, 0)
_COMPONENT = "handler.py"
_SOURCES = (_COMPONENT, "pythonpath/juesuan_run.py", "pythonpath/juesuan_start.py")


def addin_folder() -> Path:
    """Return the folder with the add-ins' sources: inside an installed package or of the checkout."""
    installed = Path(__file__).resolve().parents[1] / "_addin"
    return installed if installed.is_dir() else Path(__file__).resolve().parents[3] / "addin"


def build_oxt(out: Path, python: str | Path = sys.executable) -> Path:
    """Write the extension to ``out`` (a folder, or a path that ends in ``.oxt``) and return its path.

    ``python`` is the program that the buttons start; it must be able to import ``juesuan``.
    """
    target = out if out.suffix == ".oxt" else out / NAME
    data = oxt_bytes(python)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".juesuan-", suffix=".oxt")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        temporary.chmod(0o644)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    return target


def oxt_bytes(python: str | Path = sys.executable) -> bytes:
    """Return the extension."""
    parts = _parts(_program(python))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name in sorted(parts):
            entry = zipfile.ZipInfo(name, _DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            package.writestr(entry, parts[name])
    return buffer.getvalue()


def _program(python: str | Path) -> str:
    path = os.path.abspath(python)  # noqa: PTH100 - links stay: the one in a virtual environment is what counts
    if "\n" in path or "\r" in path:
        raise ValueError(f"no line break can stand in the path of a program: {path!r}")
    return path


def _parts(program: str) -> Mapping[str, bytes]:
    pictures = _pictures()
    icons = sorted({one.icon for one in ACTIONS if all(_file(one.icon, size) in pictures for size in SIZES)})
    configurations = {
        "Addons.xcu": oxt_parts.addons(ACTIONS, icons),
        "CalcWindowState.xcu": oxt_parts.window_state(),
        "ProtocolHandler.xcu": oxt_parts.protocol(),
    }
    texts = configurations | {
        "META-INF/manifest.xml": oxt_parts.manifest(configurations, [_COMPONENT]),
        "actions.json": oxt_parts.words(ACTIONS),
        "description.xml": oxt_parts.description(__version__),
        "python.txt": program + "\n",
    }
    parts = {name: text.encode() for name, text in texts.items()}
    parts |= {name: (addin_folder() / "libreoffice" / name).read_bytes() for name in _SOURCES}
    parts |= {
        f"icons/{name}": pictures[name] for icon in icons for name in (_file(icon, size) for size in SIZES)
    }
    return parts


def _file(icon: str, size: int) -> str:
    return f"{icon}_{size}.png"


def _pictures() -> dict[str, bytes]:
    """Return the drawn icons by their file names."""
    return {path.name: path.read_bytes() for path in sorted((addin_folder() / "icons").glob("*.png"))}
