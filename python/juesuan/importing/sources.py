"""Files, folders and archives -> sheets. A file that cannot be read among others is told and passed over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from juesuan.book.refusal import refuse
from juesuan.findings import StructureError
from juesuan.importing.archive import ZIP_HEADS, entries
from juesuan.importing.model import Place, SourceSheet, Unplaced
from juesuan.importing.readers import Read, is_workbook, read_bytes

MAX_FILE = 256 << 20
_NUMBER = re.compile(r"(\d+)")
_LITTER = re.compile(r"(?i)(?:\..*|~\$.*|thumbs\.db|desktop\.ini|__macosx)")
_NESTED = "是压缩包里的压缩包，没有展开"


def read_sources(paths: Sequence[Path]) -> tuple[list[SourceSheet], list[Unplaced]]:
    """Return the sheets of all sources in the order given, and what could not be read.

    Raises StructureError when there is nothing at all to import: with the reason when there is one file only.
    """
    sheets: list[SourceSheet] = []
    unplaced: list[Unplaced] = []
    failures: list[StructureError] = []
    for path in paths:
        for read in _read_path(path, failures):
            sheets += read.sheets
            unplaced += read.unplaced
    if not sheets:
        raise _nothing(paths, failures)
    return sheets, unplaced


def _nothing(paths: Sequence[Path], failures: list[StructureError]) -> StructureError:
    if len(failures) == 1:
        return failures[0]
    name = "、".join(one.name for one in paths[:3]) or "来源"
    return refuse(
        "nothing-to-import",
        name,
        "中没有可以读的表格。请选择 .xlsx、.xls、.csv 文件，或它们的文件夹、压缩包。",
    )


def _read_path(path: Path, failures: list[StructureError]) -> Iterator[Read]:
    try:
        if path.is_dir():
            files = sorted(
                (one for one in path.rglob("*") if one.is_file()), key=lambda one: _natural(one, path)
            )
            for file in files:
                name = file.relative_to(path).as_posix()
                if not _is_litter(name):
                    yield from _attempt(_content(file), f"{path.name}/{name}", failures)
        else:
            yield from _attempt(_content(path), path.name, failures)
    except OSError as error:
        raise refuse(
            "unreadable", path.name, f"打不开：{error.strerror or error}。请检查路径和权限。"
        ) from error


def _content(path: Path) -> bytes | StructureError:
    """Read a file; what cannot be read is returned, so that the others are read."""
    try:
        if path.stat().st_size > MAX_FILE:
            return refuse("too-large", path.name, f"超过 {MAX_FILE >> 20} MB，没有打开。请核实文件。")
        return path.read_bytes()
    except FileNotFoundError:
        return refuse("not-found", path.name, "找不到。请检查路径。")
    except OSError as error:
        return refuse(
            "unreadable", path.name, f"打不开：{error.strerror or error}。请关闭正在使用它的程序后再试。"
        )


def _attempt(data: bytes | StructureError, name: str, failures: list[StructureError]) -> Iterator[Read]:
    try:
        if isinstance(data, StructureError):
            raise data
        if data[:4] in ZIP_HEADS and not is_workbook(data):
            yield from _read_archive(data, name, failures)
        else:
            yield read_bytes(data, name)
    except StructureError as error:
        failures.append(error)
        yield Read(unplaced=(_passed_over(name, str(error)),))


def _read_archive(data: bytes, name: str, failures: list[StructureError]) -> Iterator[Read]:
    found = sorted(entries(data, name), key=lambda one: _pieces(one[0]))
    for inner, content in found:
        if _is_litter(inner):
            continue
        full = f"{name}/{inner}"
        if content[:4] in ZIP_HEADS and not is_workbook(content):
            error = refuse("nested-zip", full, f"{_NESTED}。请先解压。")
            failures.append(error)
            yield Read(unplaced=(_passed_over(full, str(error)),))
        else:
            yield from _attempt(content, full, failures)


def _passed_over(name: str, message: str) -> Unplaced:
    reason, _, remedy = message.removeprefix(f"“{name}”").partition("请")
    return Unplaced(
        Place(name, "", 1, 1),
        name,
        reason.rstrip("。，") or "读不出",
        f"请{remedy}" if remedy else "请核实这个文件。",
    )


def _is_litter(name: str) -> bool:
    return any(_LITTER.fullmatch(part) for part in PurePosixPath(name).parts)


def _natural(path: Path, root: Path) -> list[tuple[int, int, str]]:
    return _pieces(path.relative_to(root).as_posix())


def _pieces(name: str) -> list[tuple[int, int, str]]:
    """Sort key in which 表2 comes before 表10."""
    return [
        (0, int(one), "") if one.isdigit() else (1, 0, one.casefold()) for one in _NUMBER.split(name) if one
    ]
