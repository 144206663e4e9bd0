"""The Python bridge ``uno``: found, loaded alone, and the few things of it that the engine uses.

``uno`` belongs to the system's Python. Only the one file is loaded, by its path: its folder must not come onto
``sys.path``, because everything else that the system has installed would come with it.
"""

from __future__ import annotations

import builtins
import importlib.util
import os
import shutil
import sys
from functools import cache
from pathlib import Path
from typing import Any

from .errors import OfficeMissing
from .settings import settings

_PROGRAM_FOLDERS = (
    "/usr/lib/libreoffice/program",
    "/usr/lib64/libreoffice/program",
    "/opt/libreoffice/program",
    "/snap/libreoffice/current/lib/libreoffice/program",
)
_UNO_FOLDERS = ("/usr/lib/python3/dist-packages", "/usr/lib/python3/site-packages")


def find_office() -> Path:
    """The program ``soffice.bin``; raises :class:`OfficeMissing` when there is none."""
    if settings.office is not None:
        found = _program_in(settings.office)
        if found is None:
            raise OfficeMissing(f"LibreOffice is not at {settings.office} (set as the engine's office)")
        return found
    on_path = shutil.which("soffice") or shutil.which("libreoffice")
    candidates = [Path(on_path).resolve()] if on_path else []
    candidates += [Path(folder) for folder in _PROGRAM_FOLDERS]
    candidates += sorted(Path("/opt").glob("libreoffice*/program"), reverse=True)
    for candidate in candidates:
        found = _program_in(candidate)
        if found is not None:
            return found
    raise OfficeMissing(
        "LibreOffice was not found. Install libreoffice-calc, or name its soffice.bin in the environment variable "
        "XLWINGS_LIBREOFFICE_OFFICE"
    )


def _program_in(place: Path) -> Path | None:
    folder = place if place.is_dir() else place.parent
    program = folder / "soffice.bin"
    return program if place.exists() and program.is_file() else None


@cache
def load_uno() -> Any:
    """The module ``uno``; raises :class:`OfficeMissing` when it is not there or made for another Python."""
    if "uno" in sys.modules:
        return sys.modules["uno"]
    program = find_office().parent
    source = _uno_source(program)
    spec = importlib.util.spec_from_file_location("uno", source)
    if spec is None or spec.loader is None:
        raise OfficeMissing(f"the Python bridge {source} cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    plain_import, plain_path = builtins.__import__, list(sys.path)
    sys.path.append(str(program))
    sys.modules["uno"] = module
    try:
        spec.loader.exec_module(module)
    except (ImportError, SystemError, AttributeError) as error:
        del sys.modules["uno"]
        raise OfficeMissing(_wrong_python(source)) from error
    finally:
        builtins.__import__ = plain_import  # uno puts one of its own there, and its folder on the path
        sys.path[:] = plain_path
    return module


def _uno_source(program: Path) -> Path:
    named = os.environ.get("XLWINGS_LIBREOFFICE_UNO")
    folders = [Path(named)] if named else [*(Path(folder) for folder in _UNO_FOLDERS), program]
    for folder in folders:
        source = folder / "uno.py"
        if source.is_file():
            return source
    raise OfficeMissing(
        "LibreOffice's Python bridge (uno.py) was not found. Install python3-uno, or name the folder that holds "
        "uno.py in the environment variable XLWINGS_LIBREOFFICE_UNO"
    )


def _wrong_python(source: Path) -> str:
    running = f"{sys.version_info.major}.{sys.version_info.minor}"
    return (
        f"LibreOffice's Python bridge ({source}) cannot be loaded into Python {running}: it must be the same minor "
        "version as the Python that the bridge was built for"
    )


@cache
def uno_class(name: str) -> type[Any]:
    """An exception class or struct of the office by its full name."""
    found: type[Any] = load_uno().getClass(name)
    return found


def struct(name: str, **fields: Any) -> Any:
    """A new struct of the office with the given fields."""
    made = load_uno().createUnoStruct(name)
    for key, value in fields.items():
        setattr(made, key, value)
    return made


@cache
def enum(kind: str, name: str) -> Any:
    """A value of one of the office's enumerations."""
    return load_uno().Enum(f"com.sun.star.{kind}", name)


def properties(**values: Any) -> tuple[Any, ...]:
    """Named arguments as the office takes them."""
    return tuple(
        struct("com.sun.star.beans.PropertyValue", Name=name, Value=value) for name, value in values.items()
    )


def file_url(path: str | os.PathLike[str]) -> str:
    """The address of a file as the office writes it."""
    return str(load_uno().systemPathToFileUrl(os.fspath(path)))


def file_path(url: str) -> str:
    """The path of a file from the office's address of it."""
    return str(load_uno().fileUrlToSystemPath(url))
