"""The export before this one: found beside it or given, read from its 数据包, checked against its manifest."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath

from juesuan import money
from juesuan.export.data import CELLS, PARAGRAPHS
from juesuan.export.file_names import DATA
from juesuan.export.manifest import PLACE, Manifest, read_manifest
from juesuan.export.resource import read_csv
from juesuan.findings import StructureError
from juesuan.spec.model import Cell

MOST_BYTES = 64 << 20
Reader = Callable[[str], bytes]


@dataclass(frozen=True)
class Sent:
    """An export that was made before: amounts in 分, paragraphs as key and text."""

    path: Path
    manifest: Manifest
    cells: dict[Cell, int]
    paragraphs: tuple[tuple[str, str], ...]


class _NoExportError(Exception):
    """Not an export, or not a whole one; the text says which, in Chinese."""


def read_sent(path: Path) -> Sent:
    """Read an export from its folder or zip; StructureError where it is none, or was changed since."""
    try:
        return _read(path)
    except _NoExportError as error:
        text = f"“{path.name}”{error}。请选本程序写出的“…年度决算公开_送审稿”文件夹或压缩包。"
        raise StructureError("not-an-export", text) from error


def last_sent(out: Path, unit: str, code: str, year: str) -> tuple[Sent | None, tuple[str, ...]]:
    """Return the latest export of a unit and year in a folder that was no draft, and remarks on those left aside."""
    best: Sent | None = None
    remarks = []
    for path, manifest in _exports(out):
        if manifest.draft or not is_same(manifest, unit, code, year):
            continue
        if best is not None and best.manifest.round >= manifest.round:
            continue
        try:
            best = _read(path)
        except _NoExportError as error:
            remarks.append(f"“{path.name}”{error}，没有用来对照。")
    return best, tuple(remarks)


def is_same(manifest: Manifest, unit: str, code: str, year: str) -> bool:
    """Whether an export is of the same unit and year; a code that both have decides over the name."""
    same = manifest.code == code if manifest.code and code else manifest.unit == unit
    return same and manifest.year == year


def _exports(out: Path) -> Iterator[tuple[Path, Manifest]]:
    """Yield the exports in a folder, folders before zips."""
    found = [one for one in out.iterdir() if not one.name.startswith(".")] if out.is_dir() else []
    for path in sorted(found, key=lambda one: (not one.is_dir(), one.name)):
        if path.is_dir() or path.suffix.lower() == ".zip":
            try:
                with _Opened(path) as read:
                    yield path, _manifest(read)
            except _NoExportError:
                continue


def _read(path: Path) -> Sent:
    with _Opened(path) as read:
        manifest = _manifest(read)
        rows = list(_rows(read, manifest, CELLS))
        texts = list(_rows(read, manifest, PARAGRAPHS))
    try:
        cells = {
            Cell(one["table"], one["row"], one["column"]): money.parse(one["amount"]) or 0 for one in rows
        }
        paragraphs = tuple((one["key"], one["text"]) for one in texts)
    except (KeyError, money.MoneyError) as error:
        raise _NoExportError("的数据包里有读不出的内容") from error
    return Sent(path, manifest, cells, paragraphs)


def _manifest(read: Reader) -> Manifest:
    try:
        return read_manifest(read(PLACE))
    except ValueError as error:
        raise _NoExportError("不是本程序写出的报送材料") from error


def _rows(read: Reader, manifest: Manifest, name: str) -> Iterator[dict[str, str]]:
    place = f"{DATA}/{name}"
    data = read(place)
    if sha256(data).hexdigest() != manifest.files.get(place):
        raise _NoExportError(f"里的“{place}”写出后被改动过")
    try:
        yield from read_csv(data)
    except ValueError as error:
        raise _NoExportError(f"里的“{place}”读不出来") from error


class _Opened:
    """A folder or a zip as a reader of its files; whatever cannot be read is no export."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.archive: zipfile.ZipFile | None = None

    def __enter__(self) -> Reader:
        if self.path.is_dir():
            return self._from_folder
        try:
            self.archive = zipfile.ZipFile(self.path)
        except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError) as error:
            gone = isinstance(error, FileNotFoundError)
            raise _NoExportError("不存在" if gone else "打不开，或不是压缩包") from error
        return self._from_zip

    def __exit__(self, *_: object) -> None:
        if self.archive is not None:
            self.archive.close()

    def _from_folder(self, name: str) -> bytes:
        try:
            path = self.path / name
            if path.stat().st_size > MOST_BYTES:
                raise _NoExportError(f"里的“{name}”异常庞大")
            return path.read_bytes()
        except OSError as error:
            raise _NoExportError(f"里没有“{name}”，或读不出来") from error

    def _from_zip(self, name: str) -> bytes:
        archive = self.archive
        if archive is None:
            raise ValueError("the zip is not open")
        for entry in archive.infolist():
            parts = PurePosixPath(entry.filename).parts
            if "/".join(parts[1:]) == name:
                try:
                    return _unpacked(archive, entry)
                except (OSError, ValueError, RuntimeError, NotImplementedError, EOFError,
                        zipfile.BadZipFile, zlib.error) as error:  # fmt: skip
                    raise _NoExportError(f"里的“{name}”读不出来") from error
        raise _NoExportError(f"里没有“{name}”")


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as stream:
        data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise _NoExportError(f"里的“{entry.filename}”异常庞大")
    return data
