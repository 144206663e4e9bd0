"""The embeddable Python for Windows: checked, unpacked, and told where its packages are.

Its file ``python311._pth`` is the whole module path: with it Python reads no environment variable, no registry and no
``.pth`` file (https://docs.python.org/3/library/sys_path_init.html#pth-files). ``import site`` stays off. What pywin32's
own ``pywin32.pth`` would do is done here in plain sight: its folders stand in the path, and its two libraries
beside ``python.exe``, where Windows looks first for the libraries of a program.
"""

from __future__ import annotations

import struct
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from juesuan.findings import StructureError

SITE = "Lib/site-packages"
_PATH = ("", "/win32", "/win32/lib")
_MACHINES = {"win_amd64": 0x8664}
_MEMBERS = ("python.exe", "pythonw.exe", "python3.dll", "vcruntime140.dll", "vcruntime140_1.dll")
_OF_VERSION = ("python{}.dll", "python{}.zip", "python{}._pth")


@dataclass(frozen=True)
class Embeddable:
    """An embeddable Python as it is downloaded: ``version`` is like ``311``."""

    file: Path
    version: str
    names: tuple[str, ...]


def read_embeddable(file: Path, platform: str) -> Embeddable:
    """Read the given zip; :class:`StructureError` when it is no embeddable Python, or one for another machine."""
    try:
        with zipfile.ZipFile(file) as package:
            names = tuple(one.filename for one in package.infolist() if not one.is_dir())
            version = next(
                (one[6:-5] for one in names if one.startswith("python") and one.endswith("._pth")), ""
            )
            missing = [
                one
                for one in (*_MEMBERS, *(name.format(version) for name in _OF_VERSION))
                if one not in names
            ]
            machine = None if missing else _machine(package.read(f"python{version}.dll"))
    except (OSError, zipfile.BadZipFile) as error:
        text = f"打不开 {file}，它应是 Python 官方网站的“Windows embeddable package (64-bit)”压缩包。请重新下载。"
        raise StructureError("not-embeddable", text) from error
    if missing or any(".." in PurePosixPath(one).parts or one.startswith(("/", "\\")) for one in names):
        text = f"{file.name} 不是嵌入式 Python，缺少 {'、'.join(missing[:3])}。请下载“Windows embeddable package (64-bit)”。"
        raise StructureError("not-embeddable", text)
    if machine != _MACHINES.get(platform):
        text = f"{file.name} 里的 Python 不是 {platform} 的。请下载“Windows embeddable package (64-bit)”。"
        raise StructureError("wrong-machine", text)
    return Embeddable(file, version, names)


def unpack_python(python: Embeddable, into: Path) -> Path:
    """Unpack it and write its module path; return the folder for packages."""
    with zipfile.ZipFile(python.file) as package:
        for name in python.names:
            target = into.joinpath(*PurePosixPath(name).parts)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(package.read(name))
    (into / f"python{python.version}._pth").write_bytes(module_path(python.version).encode("ascii"))
    site = into.joinpath(*SITE.split("/"))
    site.mkdir(parents=True)
    return site


def module_path(version: str) -> str:
    """Return the content of ``python311._pth``."""
    places = (f"{SITE}{one}".replace("/", "\\") for one in _PATH)
    return "".join(f"{line}\r\n" for line in (f"python{version}.zip", ".", *places))


def place_libraries(site: Path, into: Path) -> None:
    """Copy pywin32's libraries beside ``python.exe``."""
    for one in sorted((site / "pywin32_system32").glob("*.dll")):
        (into / one.name).write_bytes(one.read_bytes())


def _machine(data: bytes) -> int | None:
    """Return the number of the kind of processor in a program's header (PE format); None for anything else."""
    if len(data) < 64 or data[:2] != b"MZ":
        return None
    at = struct.unpack_from("<I", data, 60)[0]
    if data[at : at + 4] != b"PE\0\0" or len(data) < at + 6:
        return None
    return int(struct.unpack_from("<H", data, at + 4)[0])
