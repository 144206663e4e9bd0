"""The offline package: a folder, and a zip of it, that installs on Windows without administrator and internet.

Inside are the given embeddable Python, the pinned packages laid out beside it, the add-in, two commands, two notes, and
the list of hashes. The same inputs give the same bytes.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from juesuan import __version__
from juesuan.addin import sources
from juesuan.addin.embedded import Embeddable, place_libraries, read_embeddable, unpack_python
from juesuan.addin.install_source import HASHES, require_builder
from juesuan.addin.pins import Wheel, faults, pins_file, read_pins
from juesuan.addin.profile import XLAM
from juesuan.addin.wheels import download, left_out, own_wheel, unpack, wheels_in
from juesuan.findings import StructureError

_COMMANDS = ("install.cmd", "uninstall.cmd", "no-python.txt", "no-start.txt")
_NOTES = {"note-user.txt": "安装说明.txt", "note-it.txt": "致信息部门.txt"}
_DAY = (1980, 1, 1, 0, 0, 0)
_MEGABYTE = 1_000_000
_FUNCTIONS = (
    "\n  加载项带有工作表函数（JS_SHARE 等）：表里用到它们时启动 pythonw.exe，由它计算，直到 Excel 关闭；"
    "启动时装入 python 文件夹里 xlwings 的动态库。"
)
"""What the note for the IT department says besides where the add-in has worksheet functions."""


@dataclass(frozen=True)
class Bundle:
    """What was made: sizes in bytes, of the unpacked folder, of the zip, and of what was left out."""

    folder: Path
    archive: Path
    files: int
    size: int
    packed: int
    left_out: int


def bundle(
    out: Path,
    python_zip: Path,
    platform: str = "win_amd64",
    wheels: Path | None = None,
    *,
    with_udf: bool = False,
) -> Bundle:
    """Make the offline package in the folder ``out``, in place of an older one of the same version.

    ``wheels`` is a folder with the pinned wheels, and perhaps the program's own; without it pip fetches them. ``with_udf``
    adds the worksheet functions to the add-in. Raises :class:`StructureError` when an input is not what it should be;
    nothing is left then.
    """
    require_builder()
    python = read_embeddable(python_zip, platform)
    pins = pins_file(python.version, platform)
    if with_udf:
        _refuse_other_library(pins)
    name = f"决算簿-安装包-{__version__}-{platform}"
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out, prefix=".juesuan-") as work:
        packages = _packages(Path(work), pins, python.version, platform, wheels)
        root = Path(work) / name
        skipped = _lay_out(root, python, packages, with_udf=with_udf)
        sizes = [one.stat().st_size for one in _files(root)]
        _write_notes(root, python.version, len(sizes), sum(sizes), _FUNCTIONS if with_udf else "")
        write_hashes(root)
        archive = Path(work) / f"{name}.zip"
        _pack(root, archive)
        shutil.rmtree(out / name, ignore_errors=True)
        root.rename(out / name)
        archive.replace(out / archive.name)
    folder, archive = out / name, out / archive.name
    total = [one.stat().st_size for one in _files(folder)]
    return Bundle(folder, archive, len(total), sum(total), archive.stat().st_size, skipped)


def write_hashes(root: Path) -> Path:
    """Write the list of hashes: SHA-256, two spaces, path with slashes; what ``sha256sum`` reads."""
    lines = (
        f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.relative_to(root).as_posix()}\n"
        for file in _files(root)
        if file.name != HASHES
    )
    target = root / HASHES
    target.write_text("".join(lines), encoding="utf-8", newline="\n")
    return target


def _packages(work: Path, pins: Path, python: str, platform: str, given: Path | None) -> Sequence[Wheel]:
    """Return the pinned wheels and the program's own; all that is wrong with them is told at once."""
    wanted = read_pins(pins.read_text(encoding="utf-8"))
    place = work / "wheels"
    place.mkdir()
    found = wheels_in(given) if given else download(pins, place, python, platform)
    own = next((one for one in found if one.name == "juesuan"), None) or own_wheel(place)
    chosen = [one for one in found if one.name in wanted and one.version == wanted[one.name]]
    wrong = faults([*chosen, own], wanted, python, platform)
    if wrong:
        text = f"程序包不齐，没有生成安装包：{'；'.join(wrong)}。请补齐后再试，或在 {pins.name} 中写明。"
        raise StructureError("wheels-missing", text)
    return [*chosen, own]


def _refuse_other_library(pins: Path) -> None:
    """The worksheet functions name xlwings' library with the version that is installed here; the package has the pinned one."""
    pinned, here = str(read_pins(pins.read_text(encoding="utf-8"))["xlwings"]), version("xlwings")
    if pinned != here:
        text = (
            f"工作表函数要与安装包里的 xlwings {pinned} 同一版本，这里装的是 {here}，没有生成安装包。"
            f"请装上 xlwings {pinned}，或修改 {pins.name}。"
        )
        raise StructureError("wheels-missing", text)


def _lay_out(root: Path, python: Embeddable, packages: Sequence[Wheel], *, with_udf: bool) -> int:
    """Lay out everything but notes and hashes; return how many bytes were left out."""
    from juesuan.addin.xlam import build_xlam

    site = unpack_python(python, root / "python")
    without = left_out()
    skipped = sum(unpack(one.file, site, root / "python", without)[1] for one in packages)
    place_libraries(site, root / "python")
    for name in _COMMANDS:
        _write_text(root / name, _template(name), bom=False)
    build_xlam(root / XLAM, with_udf=with_udf)
    return skipped


def _template(name: str) -> str:
    return (sources.folder() / "install" / name).read_text(encoding="utf-8")


def _write_text(target: Path, text: str, *, bom: bool) -> None:
    """Write a text with the line ends of Windows; with a mark that tells Notepad that it is UTF-8."""
    data = text.replace("\r\n", "\n").replace("\n", "\r\n")
    target.write_bytes(data.encode("utf-8-sig" if bom else "utf-8"))


def _write_notes(root: Path, python: str, files: int, size: int, functions: str) -> None:
    values = {
        "version": __version__,
        "python": f"Python {python[0]}.{python[1:]}",
        "files": str(files + len(_NOTES) + 1),
        "size": str(round(size / _MEGABYTE)),
        "functions": functions,
    }
    for name, title in _NOTES.items():
        text = _template(name)
        for key, value in values.items():
            text = text.replace(f"{{{key}}}", value)
        _write_text(root / title, text, bom=True)


def _files(root: Path) -> list[Path]:
    found = (one for one in root.rglob("*") if one.is_file())
    return sorted(found, key=lambda one: one.relative_to(root).as_posix())


def _pack(root: Path, archive: Path) -> None:
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as package:
        for file in _files(root):
            entry = zipfile.ZipInfo(f"{root.name}/{file.relative_to(root).as_posix()}", _DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            package.writestr(entry, file.read_bytes())
