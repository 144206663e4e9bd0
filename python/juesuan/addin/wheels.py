"""Getting wheels and laying them out by hand: the machines they are for have neither pip nor the internet."""

from __future__ import annotations

import fnmatch
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from juesuan.addin.pins import Wheel, read_wheel
from juesuan.addin.sources import folder
from juesuan.findings import StructureError

_SITE, _PREFIX = ("purelib", "platlib"), "data"


def download(pins: Path, into: Path, python: str, platform: str) -> list[Wheel]:
    """Download the pinned wheels for a platform with pip, from whatever index it is set up for.

    pip judges by this machine which of a package's needs apply; so it fetches exactly the pins, and nothing besides.
    """
    _pip(
        "download",
        "--quiet",
        "--no-deps",
        "--only-binary=:all:",
        f"--platform={platform}",
        f"--python-version={python[0]}.{python[1:]}",
        "--implementation=cp",
        f"--abi=cp{python}",
        "--abi=abi3",
        "--abi=none",
        f"--dest={into}",
        f"--requirement={pins}",
    )
    return wheels_in(into)


def own_wheel(into: Path) -> Wheel:
    """Build the program's own wheel from the checkout."""
    root = folder().parent
    if not (root / "pyproject.toml").is_file():
        text = "只能在源代码文件夹里生成安装包：这里没有 pyproject.toml。请取得源代码后再运行。"
        raise StructureError("no-source", text)
    _pip("wheel", "--quiet", "--no-deps", f"--wheel-dir={into}", str(root))
    return next(one for one in wheels_in(into) if one.name == "juesuan")


def wheels_in(place: Path) -> list[Wheel]:
    """Read the wheels of a folder."""
    return [read_wheel(file) for file in sorted(place.glob("*.whl"))]


def left_out() -> tuple[str, ...]:
    """Return the patterns of files that the offline package does without."""
    lines = (folder() / "install" / "left-out.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def unpack(wheel: Path, site: Path, prefix: Path, without: Iterable[str] = ()) -> tuple[int, int]:
    """Lay a wheel out as an installer does (scripts and headers apart); return written and left-out bytes.

    ``site`` is the folder ``site-packages``, ``prefix`` the folder of Python, for a wheel's other data.
    """
    written = skipped = 0
    patterns = tuple(without)
    with zipfile.ZipFile(wheel) as package:
        for entry in package.infolist():
            place = _place(entry.filename, site, prefix)
            if entry.is_dir():
                continue
            if place is None or any(fnmatch.fnmatchcase(entry.filename, one) for one in patterns):
                skipped += entry.file_size
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(package.read(entry))
            written += entry.file_size
    return written, skipped


def _place(name: str, site: Path, prefix: Path) -> Path | None:
    """Return where a member of a wheel belongs; None when it is not needed."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name:
        raise StructureError("bad-wheel", f"程序包里有不正常的路径：{name}。请重新下载程序包。")
    if not path.parts[0].endswith(".data") or len(path.parts) < 3:
        return site.joinpath(*path.parts)
    kind, rest = path.parts[1], path.parts[2:]
    if kind in _SITE:
        return site.joinpath(*rest)
    return prefix.joinpath(*rest) if kind == _PREFIX else None


def _pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", *arguments, "--disable-pip-version-check", "--no-input"]
    done = subprocess.run(command, check=False, capture_output=True, stdin=subprocess.DEVNULL)
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        errors = [line for line in said if line.startswith("ERROR")] or said or [""]
        text = f"pip {arguments[0]} 没有完成：{errors[-1]}。请检查网络和 pip 的设置，或用 --wheels 指定已下载的程序包。"
        raise StructureError("pip-failed", text)
