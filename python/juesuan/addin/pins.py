"""The packages of the offline package: pinned versions, and the check that they are all that is needed on Windows."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename
from packaging.version import Version

from juesuan.addin.sources import folder
from juesuan.findings import StructureError


@dataclass(frozen=True)
class Wheel:
    """A wheel: a package as one file; ``tags`` are the systems that it is for, ``needs`` what it says it needs."""

    file: Path
    name: str
    version: Version
    tags: frozenset[str]
    needs: tuple[Requirement, ...]


def pins_file(python: str, platform: str) -> Path:
    """Return the file of pins for a Python (``311``) and a platform; :class:`StructureError` when there is none."""
    file = folder() / "install" / f"pins-cp{python}-{platform}.txt"
    if not file.is_file():
        have = "、".join(
            one.stem.removeprefix("pins-").replace("-", " ") for one in sorted(file.parent.glob("pins-*.txt"))
        )
        text = f"没有 cp{python} {platform} 的程序包清单；现有：{have}。请换用相应版本的嵌入式 Python。"
        raise StructureError("no-pins", text)
    return file


def read_pins(text: str) -> dict[str, Version]:
    """Return the pinned version of every package by its normalised name; ``#`` begins a comment."""
    lines = (line.split("#")[0].strip() for line in text.splitlines())
    pairs = (line.split("==") for line in lines if line)
    return {canonicalize_name(name): Version(version) for name, version in pairs}


def read_wheel(file: Path) -> Wheel:
    """Read a wheel's name and metadata."""
    name, version, _, tags = parse_wheel_filename(file.name)
    with zipfile.ZipFile(file) as package:
        inside = next(one for one in package.namelist() if one.endswith(".dist-info/METADATA"))
        needs = message_from_bytes(package.read(inside)).get_all("Requires-Dist") or []
    return Wheel(file, name, version, frozenset(str(tag) for tag in tags), tuple(map(Requirement, needs)))


def environment(python: str, platform: str) -> dict[str, str]:
    """Return the values of markers (PEP 508) on the machines that the package is for, not on this one."""
    if platform != "win_amd64":
        raise StructureError("no-pins", f"还不能为 {platform} 生成安装包；请用 win_amd64。")
    version = f"{python[0]}.{python[1:]}"
    return {
        "implementation_name": "cpython",
        "implementation_version": f"{version}.0",
        "os_name": "nt",
        "platform_machine": "AMD64",
        "platform_python_implementation": "CPython",
        "platform_release": "10",
        "platform_system": "Windows",
        "platform_version": "10",
        "python_full_version": f"{version}.0",
        "python_version": version,
        "sys_platform": "win32",
        "extra": "",
    }


def accepted(tags: Iterable[str], python: str, platform: str) -> bool:
    """Return whether a wheel runs there: made for it, for its stable interface, or for every system."""
    number = int(python[1:])
    pure = {"py3-none-any", "py2.py3-none-any", f"py{python}-none-any", f"cp{python}-none-any"}
    stable = {f"cp3{minor}-abi3-{platform}" for minor in range(2, number + 1)}
    built = {f"cp{python}-cp{python}-{platform}", f"cp{python}-none-{platform}", f"py3-none-{platform}"}
    return bool((pure | stable | built) & set(tags))


def faults(wheels: Iterable[Wheel], pins: Mapping[str, Version], python: str, platform: str) -> list[str]:
    """Return in Chinese what is wrong with a set of wheels: not as pinned, for another system, something missing."""
    have = {wheel.name: wheel for wheel in wheels}
    found = [
        f"缺少 {name} {version}"
        for name, version in pins.items()
        if name not in have or have[name].version != version
    ]
    found += [
        f"{one.file.name} 不能用于 {platform}"
        for one in have.values()
        if not accepted(one.tags, python, platform)
    ]
    values = environment(python, platform)
    for wheel in have.values():
        for need in wheel.needs:
            if need.marker is not None and not need.marker.evaluate(values):
                continue
            other = have.get(canonicalize_name(need.name))
            if other is None or not need.specifier.contains(other.version, prereleases=True):
                found.append(f"{wheel.name} 需要 {need.name}{need.specifier}")
    return found
