"""``rollforward.yaml``: which tables of last year's format are a table of this one, where the titles do not say it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from juesuan.spec.files import FileStruct
from juesuan.spec.model import Format
from juesuan.spec.source import Source, read_yaml

PREDECESSORS = "rollforward.yaml"
Tables = Mapping[str, tuple[str, ...]]
"""The tables of last year's format that each table of this one follows; several are added up."""


class PredecessorsFile(FileStruct, frozen=True, kw_only=True):
    """``tables``: by the key of another format (or of a layer of it), its tables by those of this one."""

    tables: dict[str, dict[str, tuple[str, ...]]] = msgspec.field(default_factory=dict)


def predecessors(form: Format, last: Format) -> dict[str, tuple[str, ...]]:
    """Return which tables of last year's format each table of a format follows; none where it has no counterpart.

    Tables are the same in the same format, or where ``rollforward.yaml`` says so, or where the titles are the same.
    Raises SpecError with file and line when that file names what neither format has.
    """
    if form.key == last.key:
        return {key: (key,) for key in form.tables}
    declared = _declared(form, last)
    titles = {_bare(one.title): one.key for one in last}
    found: dict[str, tuple[str, ...]] = {}
    for table in form:
        same = titles.get(_bare(table.title))
        found[table.key] = declared.get(table.key, (same,) if same else ())
    return found


def _bare(title: str) -> str:
    return "".join(title.split())


def _declared(form: Format, last: Format) -> Tables:
    """Return what the uppermost layer that speaks of last year's format says, its uppermost layer first."""
    layers = [one.name for one in last.folders]
    for folder in form.folders:
        path = folder / PREDECESSORS
        source = read_yaml(path) if path.is_file() else None
        file = source.decode(PredecessorsFile) if source is not None else PredecessorsFile()
        for key in layers:
            if source is not None and key in file.tables:
                for fault in _faults(source, key, file.tables[key], form, last):
                    raise fault
                return file.tables[key]
    return {}


def _faults(source: Source, key: str, tables: Tables, form: Format, last: Format) -> Iterator[Exception]:
    for table, others in tables.items():
        at = ("tables", key, table)
        if table not in form.tables:
            yield source.error(f"there is no table `{table}`", *at)
        for number, other in enumerate(others):
            if other not in last.tables:
                yield source.error(f"the format `{last.key}` has no table `{other}`", *at, number)
