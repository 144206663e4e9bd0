"""Exports for the tests: the sample's, made once without an office, and the books that they are made of."""

from __future__ import annotations

import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from unittest.mock import patch

from juesuan.export.file_names import DATA, MANIFEST
from juesuan.export_file import ExportDone, write_export
from tests.report.books import WHEN, sample_copy

NAME = "攀枝花市公安局交通警察支队_2020年度决算公开_送审稿"


@contextmanager
def no_office() -> Iterator[None]:
    """A computer without Word and LibreOffice: no PDF, no page numbers, and much faster."""
    with patch("juesuan.export_file.find_office", return_value=None):
        yield


def export(book: Path, out: Path, **options: Any) -> ExportDone:
    with no_office():
        return write_export(book, out, **{"now": WHEN, **options})


@lru_cache(maxsize=1)
def sample_files() -> dict[str, bytes]:
    """Every file of the sample's export by its path below the folder."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        done = export(sample_copy(folder), folder / "out")
        assert done.folder.name == NAME
        return files_in(done.folder)


def sample_folder(folder: Path) -> Path:
    """Write the sample's export anew."""
    for name, data in sample_files().items():
        path = folder / NAME / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder / NAME


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def files_of_zip(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert {one.partition("/")[0] for one in names} == {path.stem}
        return {one.partition("/")[2]: archive.read(one) for one in names}


def assert_whole(files: dict[str, bytes]) -> None:
    """Every file is there with the hash and size of the manifest, and no other."""
    place = f"{DATA}/{MANIFEST}"
    listed = {one["path"]: one for one in json.loads(files[place])["files"]}
    assert listed.keys() | {place} == files.keys()
    for name, one in listed.items():
        assert (len(files[name]), sha256(files[name]).hexdigest()) == (one["size"], one["sha256"]), name


def shown(out: Path) -> list[str]:
    """What a person sees in a folder."""
    return sorted(one.name for one in out.iterdir()) if out.is_dir() else []


def fresh(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder
