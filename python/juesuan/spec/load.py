"""Loading a format folder, with the layers below it.

A folder is a layer over its ``base``: a file of the same name in the upper folder replaces the lower one, the keys
of ``format.yaml`` override one by one. So a new year holds only what differs. Formats of one's own stand in folders
that the environment variable ``JUESUAN_FORMATS`` names; they are looked into before the bundled ones.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import msgspec

from juesuan.spec.check import check_format
from juesuan.spec.classification import Classification, read_classification
from juesuan.spec.errors import SpecError
from juesuan.spec.files import FormatFile, SheetsFile
from juesuan.spec.model import Format, Table
from juesuan.spec.rules import RULES, load_rules
from juesuan.spec.source import Source, Step, read_yaml
from juesuan.spec.table import build_table

FORMATS_VARIABLE = "JUESUAN_FORMATS"
"""The environment variable with folders that hold format folders, separated as in ``PATH``."""


def workbook_folder() -> Path:
    """Return the folder with formats, codes and samples: inside an installed package or of the checkout."""
    installed = Path(__file__).resolve().parents[1] / "_workbook"
    return installed if installed.is_dir() else Path(__file__).resolve().parents[3] / "workbook"


def format_places() -> tuple[Path, ...]:
    """Return the folders that hold format folders, in the order of search: one's own, then the bundled ones."""
    own = os.environ.get(FORMATS_VARIABLE, "").split(os.pathsep)
    return (*(Path(one.strip()).resolve() for one in own if one.strip()), workbook_folder() / "formats")


def available_formats() -> list[str]:
    """Return the keys of the formats that a workbook can be made of.

    A folder that is only a layer for others has no year, and its base has none either. One whose ``format.yaml``
    is faulty counts: loading it says what is wrong.
    """
    places = format_places()
    keys = {one.parent.name for place in places for one in place.glob("*/format.yaml")}
    return sorted(key for key in keys if _is_complete(places, key))


def load_format(key: str, formats: Path | None = None, codes: Path | None = None) -> Format:
    """Load and check a format by the name of its folder, in ``formats`` or where :func:`format_places` says.

    Raises :class:`SpecError` with file and line when anything in it cannot be.
    """
    places = format_places() if formats is None else (formats,)
    return _load(key, places, codes or workbook_folder() / "codes")


@cache
def _load(key: str, places: tuple[Path, ...], codes: Path) -> Format:
    layers = _layers(places, key)
    merged = _merge([source.decode(FormatFile) for source in layers])
    lists = {
        name: [
            _find(layers, file, ("classifications", name, number), codes) for number, file in enumerate(files)
        ]
        for name, files in merged.classifications.items()
    }
    classifications = {name: read_classification(name, files) for name, files in lists.items()}
    sheets = read_yaml(_find(layers, "sheets.yaml"))
    sources = {
        table: read_yaml(_find(layers, f"table-{table}.yaml", ("tables", number)))
        for number, table in enumerate(_table_keys(layers, merged))
    }
    tables = _tables(sources, merged, classifications)
    rules = [read_yaml(one) for one in _rule_files(layers)]
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
        rules=load_rules(rules, tables, layers[0].path.parent),
        folders=tuple(source.path.parent for source in layers),
        digest=_digest(
            [one.path for one in (*layers, sheets, *sources.values(), *rules)]
            + [path for files in lists.values() for path in files]
        ),
    )
    check_format(result, sources, sheets)
    return result


def _rule_files(layers: Sequence[Source]) -> list[Path]:
    """Return the audit rules of every layer that has some, the lowest first."""
    paths = [source.path.parent / RULES for source in reversed(layers)]
    return [one for one in paths if one.is_file()]


def _is_complete(places: Sequence[Path], key: str) -> bool:
    try:
        return bool(_merge([source.decode(FormatFile) for source in _layers(places, key)]).year)
    except SpecError:
        return True


def _layers(places: Sequence[Path], key: str) -> list[Source]:
    """Return the ``format.yaml`` files from the format itself down to its lowest base."""
    found: list[Source] = []
    name = key
    while name:
        paths = [place / name / "format.yaml" for place in places]
        path = next((one for one in paths if one.is_file()), None)
        if path is None and found:
            raise found[-1].error(f"there is no format `{name}`", "base")
        source = read_yaml(path or paths[0])
        if any(one.path == source.path for one in found):
            raise found[-1].error(f"the base `{name}` comes back to itself", "base")
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


def _find(layers: Sequence[Source], name: str, asked: tuple[Step, ...] = (), *more: Path) -> Path:
    """Return a file from the uppermost layer that has it; ``asked`` is what names it in ``format.yaml``."""
    for folder in (*(source.path.parent for source in layers), *more):
        if (folder / name).is_file():
            return folder / name
    asking = next((source for source in layers if asked[:2] in source.lines), layers[0])
    message = f"the file `{name}` is in none of the layers"
    raise asking.error(message, *asked) if asked else SpecError(asking.path, 0, message)


def _table_keys(layers: Sequence[Source], merged: FormatFile) -> list[str]:
    asking = next((source for source in layers if ("tables",) in source.lines), layers[0])
    for number, key in enumerate(merged.tables):
        if key in merged.tables[:number]:
            raise asking.error(f"table `{key}` stands twice", "tables", number)
    return merged.tables


def _tables(
    sources: dict[str, Source], merged: FormatFile, classifications: dict[str, Classification]
) -> dict[str, Table]:
    return {
        key: build_table(key, source, merged.row_lists, classifications) for key, source in sources.items()
    }


def _digest(paths: Sequence[Path]) -> str:
    """Return a short hash over all files, independent of line ends."""
    whole = hashlib.sha256()
    for path in paths:
        whole.update(path.name.encode())
        whole.update(path.read_text(encoding="utf-8").encode())
    return whole.hexdigest()[:16]
