"""Loading a format folder, with the layers below it.

A folder is a layer over its ``base``: a file of the same name in the upper folder replaces the lower one, the keys
of ``format.yaml`` override one by one. So a new year holds only what differs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import msgspec

from juesuan.spec.check import check_format
from juesuan.spec.classification import Classification, read_classification
from juesuan.spec.errors import SpecError
from juesuan.spec.files import FormatFile, SheetsFile
from juesuan.spec.model import Format, Table
from juesuan.spec.source import Source, read_yaml
from juesuan.spec.table import build_table


def workbook_folder() -> Path:
    """Return the folder with formats, codes and samples: inside an installed package or of the checkout."""
    installed = Path(__file__).resolve().parents[1] / "_workbook"
    return installed if installed.is_dir() else Path(__file__).resolve().parents[3] / "workbook"


def available_formats() -> list[str]:
    """Return the keys of the formats that a workbook can be made of."""
    folder = workbook_folder() / "formats"
    return sorted(one.parent.name for one in folder.glob("*/format.yaml") if _is_complete(one))


@cache
def load_format(key: str, formats: Path | None = None, codes: Path | None = None) -> Format:
    """Load and check a format by the name of its folder.

    Raises :class:`SpecError` with file and line when anything in it cannot be.
    """
    formats = formats or workbook_folder() / "formats"
    codes = codes or workbook_folder() / "codes"
    layers = _layers(formats, key)
    merged = _merge([source.decode(FormatFile) for source in layers])
    folders = tuple(source.path.parent for source in layers)
    classifications = {
        name: read_classification(name, [_find(folders, file, codes) for file in files])
        for name, files in merged.classifications.items()
    }
    sheets = read_yaml(_find(folders, "sheets.yaml"))
    sources = {table: read_yaml(_find(folders, f"table-{table}.yaml")) for table in merged.tables}
    tables = _tables(sources, merged, classifications)
    result = Format(
        key=key,
        title=merged.title,
        year=merged.year,
        unit_line=merged.unit_line,
        organisation_line=merged.organisation_line,
        zero=merged.zero or "blank",
        tables=tables,
        classifications=classifications,
        sheets=sheets.decode(SheetsFile),
        folders=folders,
        digest=_digest([*layers, sheets, *sources.values()]),
    )
    check_format(result, sources)
    return result


def _is_complete(path: Path) -> bool:
    return bool(read_yaml(path).decode(FormatFile).year)


def _layers(formats: Path, key: str) -> list[Source]:
    """Return the ``format.yaml`` files from the format itself down to its lowest base."""
    found: list[Source] = []
    name = key
    while name:
        source = read_yaml(formats / name / "format.yaml")
        if any(one.path == source.path for one in found):
            raise source.error(f"the base `{name}` comes back to itself", "base")
        found.append(source)
        name = source.decode(FormatFile).base
    return found


def _merge(layers: Sequence[FormatFile]) -> FormatFile:
    merged: dict[str, object] = {}
    for layer in reversed(layers):
        given = {name: getattr(layer, name) for name in layer.__struct_fields__ if getattr(layer, name)}
        merged.update({k: v for k, v in given.items() if k not in ("classifications", "row_lists")})
        for name in ("classifications", "row_lists"):
            merged[name] = {**_mapping(merged.get(name)), **getattr(layer, name)}
    return msgspec.convert(merged, FormatFile, from_attributes=True)


def _mapping(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _find(folders: Sequence[Path], name: str, *more: Path) -> Path:
    for folder in (*folders, *more):
        if (folder / name).is_file():
            return folder / name
    raise SpecError(folders[0] / "format.yaml", 0, f"the file `{name}` is in none of the layers")


def _tables(
    sources: dict[str, Source], merged: FormatFile, classifications: dict[str, Classification]
) -> dict[str, Table]:
    return {
        key: build_table(key, source, merged.row_lists, classifications) for key, source in sources.items()
    }


def _digest(sources: Sequence[Source]) -> str:
    """Return a short hash over all files, independent of line ends."""
    whole = hashlib.sha256()
    for source in sources:
        whole.update(source.path.name.encode())
        whole.update(source.path.read_text(encoding="utf-8").encode())
    return whole.hexdigest()[:16]
