"""Loading a format folder, with the layers below it.

A folder is a layer over its ``base``: a file of the same name in the upper folder replaces the lower one, the keys
of ``format.yaml`` override one by one. So a new year holds only what differs. Formats of one's own stand in folders
that the environment variable ``JUESUAN_FORMATS`` names; they are looked into before the bundled ones.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import msgspec.structs

from juesuan.spec.analysis import Analysis
from juesuan.spec.analysis_load import ANALYSIS, load_analysis
from juesuan.spec.check import check_format
from juesuan.spec.classification import Classification, read_classification
from juesuan.spec.errors import SpecError
from juesuan.spec.files import FormatFile, SheetFile, SheetsFile, fact_codes
from juesuan.spec.glossary import GLOSSARY, read_glossary
from juesuan.spec.model import Format, Table
from juesuan.spec.narrative import NARRATIVE, Narrative, load_narrative, roots_of
from juesuan.spec.rules import RULES, load_rules
from juesuan.spec.source import Source, Step, read_yaml
from juesuan.spec.table import build_table

MEASURES = "measures"
"""The drop-down list of 变动原因."""
BY_ENTRY = ("classifications", "row_lists", "cover", "items")
"""Keys of ``format.yaml`` that a layer overrides entry by entry."""
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


def load_beside(key: str, folder: Path) -> Format:
    """Load a format of ``folder``, which is no place for workbooks' formats; its bases may stand in either.

    Raises :class:`SpecError` as :func:`load_format` does.
    """
    return _load(key, (folder, *format_places()), workbook_folder() / "codes")


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
    sheets_file = _with_own(sheets.decode(SheetsFile), merged, layers)
    analysis, narrative, glossary, beside = _report(layers, tables, sheets_file)
    result = Format(
        key=key,
        title=merged.title,
        year=merged.year,
        unit_line=merged.unit_line,
        organisation_line=merged.organisation_line,
        zero=merged.zero or "blank",
        tables=tables,
        classifications=classifications,
        sheets=_with_measures(sheets_file, analysis),
        rules=load_rules(rules, tables, layers[0].path.parent),
        analysis=analysis,
        narrative=narrative,
        glossary=glossary,
        folders=tuple(source.path.parent for source in layers),
        digest=_digest(
            [one.path for one in (*layers, sheets, *sources.values(), *rules)]
            + beside
            + [path for files in lists.values() for path in files]
        ),
    )
    check_format(result, sources, sheets)
    return result


def _report(
    layers: Sequence[Source], tables: Mapping[str, Table], sheets: SheetsFile
) -> tuple[Analysis, Narrative, dict[str, str], list[Path]]:
    """Load what the report is made from, each file of the uppermost layer that has it; and the paths of the files."""
    found = {
        name: next((one for one in (source.path.parent / name for source in layers) if one.is_file()), None)
        for name in (ANALYSIS, NARRATIVE, GLOSSARY)
    }
    own = layers[0].path.parent
    analysis, narrative = Analysis(), Narrative()
    path = found[ANALYSIS]
    if path is not None:
        analysis = load_analysis(read_yaml(path), tables, fact_codes(sheets), own=path.parent == own)
    path = found[NARRATIVE]
    if path is not None:
        roots, codes = roots_of(analysis), [*fact_codes(sheets), *analysis.charts]
        narrative = load_narrative(read_yaml(path), roots, codes, own=path.parent == own)
    glossary = [source.path.parent / GLOSSARY for source in reversed(layers)]
    terms = read_glossary([one for one in glossary if one.is_file()])
    for number, term in enumerate(narrative.terms):
        if term not in terms:
            raise read_yaml(path or own).error(f"the glossary does not have `{term}`", "terms", number)
    paths = [one for one in (found[ANALYSIS], found[NARRATIVE]) if one is not None]
    return analysis, narrative, terms, [*paths, *(one for one in glossary if one.is_file())]


def _with_own(sheets: SheetsFile, merged: FormatFile, layers: Sequence[Source]) -> SheetsFile:
    """Return the sheets with the values of the cover and the prepared entries that the format has of its own."""
    fields = {one.key: one for one in sheets.fields}
    for key, value in merged.cover.items():
        known = sheets.lists.get(fields[key].list, [value]) if key in fields else []
        if value not in known:
            raise _asking(layers, "cover", key).error(
                f"the cover has no `{key}`, or not `{value}`", "cover", key
            )
    given = {one.key for sheet in (*sheets.before, *sheets.after) for one in sheet.sections if one.items}
    for key in merged.items:
        if key not in given:
            message = f"no list `{key}` has prepared entries"
            raise _asking(layers, "items", key).error(message, "items", key)
    replace = msgspec.structs.replace

    def own(sheet: SheetFile) -> SheetFile:
        found = [replace(one, items=merged.items.get(one.key, one.items)) for one in sheet.sections]
        return replace(sheet, sections=found)

    return replace(
        sheets,
        fields=[replace(one, value=merged.cover.get(one.key, one.value)) for one in sheets.fields],
        before=[own(one) for one in sheets.before],
        after=[own(one) for one in sheets.after],
    )


def _asking(layers: Sequence[Source], *steps: Step) -> Source:
    """Return the uppermost ``format.yaml`` that says something."""
    return next((source for source in layers if steps in source.lines), layers[0])


def _with_measures(sheets: SheetsFile, analysis: Analysis) -> SheetsFile:
    """Return the sheets with the measures of the format as the drop-down list of 变动原因."""
    if not analysis.measures:
        return sheets
    labels = [one.label for one in analysis.measures.values()]
    return msgspec.structs.replace(sheets, lists={**sheets.lists, MEASURES: labels})


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
        merged.update({k: v for k, v in given.items() if k not in BY_ENTRY})
        for name in BY_ENTRY:
            merged[name] = {**_mapping(merged.get(name)), **getattr(layer, name)}
    return msgspec.convert(merged, FormatFile, from_attributes=True)


def _mapping(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _find(layers: Sequence[Source], name: str, asked: tuple[Step, ...] = (), *more: Path) -> Path:
    """Return a file from the uppermost layer that has it; ``asked`` is what names it in ``format.yaml``."""
    for folder in (*(source.path.parent for source in layers), *more):
        if (folder / name).is_file():
            return folder / name
    asking = _asking(layers, *asked[:2])
    message = f"the file `{name}` is in none of the layers"
    raise asking.error(message, *asked) if asked else SpecError(asking.path, 0, message)


def _table_keys(layers: Sequence[Source], merged: FormatFile) -> list[str]:
    asking = _asking(layers, "tables")
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
