"""A format with the codes that a report prints: other years and places have codes and names that the lists do not have."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from juesuan.importing.model import Recognised
from juesuan.spec.classification import Classification
from juesuan.spec.model import Format, Panel, Row, RowKind, Table
from juesuan.tieout.plain import plain

ENDING = 14
"""So many characters of a name may stand in a line that was not read with it."""


def opened(form: Format, found: Recognised, words: str) -> tuple[Format, Recognised]:
    """Return the format with the printed codes, and what was found with the figures that have a cell in it.

    ``words`` are the plain text of the report outside its tables: a printed name is taken where the list has none, or
    where the text uses it (the names of another year).
    """
    coded = {one.classification for one in (table.region for table in form) if one is not None}
    lists = {
        key: _named(names, found.names, words) if key in coded else names
        for key, names in form.classifications.items()
    }
    printed: dict[str, list[str]] = {}
    for figure in found.figures:
        printed.setdefault(figure.cell.table, []).append(figure.cell.row)
    tables = {table.key: _widened(table, printed.get(table.key, []), found.names, words) for table in form}
    wide = replace(form, classifications=lists, tables=tables)
    figures = tuple(one for one in found.figures if _has(tables[one.cell.table], one.cell.row))
    return wide, replace(found, figures=figures)


def _bare(name: str) -> str:
    return plain(name).text


def _has(table: Table, row: str) -> bool:
    return table.region is not None or row in table.fixed_rows


def _named(names: Classification, printed: Mapping[str, str], words: str) -> Classification:
    own: dict[str, str] = {}
    for code, name in printed.items():
        listed = names.name(code) if code in names else ""
        if not listed:
            own[code] = _whole(name, words)
        elif _bare(name) != _bare(listed) and f"{_bare(name)}（" in words:
            own[code] = name
    return names.with_own(own)


def _whole(name: str, words: str) -> str:
    """Return a name with the end that the text gives it, where its line was not read to the end."""
    if f"{_bare(name)}（" in words:
        return name
    ends = {
        one[1]
        for one in re.finditer(rf"{re.escape(_bare(name))}([^（）。；：，]{{1,{ENDING}}})（[类款项]）", words)
    }
    return f"{name}{ends.pop()}" if len(ends) == 1 else name


def _widened(table: Table, rows: list[str], names: Mapping[str, str], words: str) -> Table:
    """Return a table of economic codes with the printed ones that it lacks, and with their printed names."""
    if table.region is not None:
        return table
    lacking = sorted({one for one in rows if one not in table.fixed_rows and one.isdigit()})
    panels = tuple(_panel(panel, lacking, names, words) for panel in table.panels)
    return replace(table, panels=panels) if panels != table.panels else table


def _panel(panel: Panel, lacking: list[str], names: Mapping[str, str], words: str) -> Panel:
    known = {row.key for row in panel.fixed if row.kind in (RowKind.PARENT, RowKind.LEAF)}
    rows = [_renamed(row, names, words) if isinstance(row, Row) else row for row in panel.rows]
    for code in lacking:
        if code[:3] not in known:
            continue
        at = max(
            number
            for number, row in enumerate(rows)
            if isinstance(row, Row) and row.key.startswith(code[:3]) and row.key < code
        )
        rows.insert(at + 1, Row(code, names.get(code, code), RowKind.LEAF, parent=code[:3]))
    return replace(panel, rows=tuple(rows))


def _renamed(row: Row, names: Mapping[str, str], words: str) -> Row:
    """Return a row of a code under the name that the report prints and uses."""
    name = names.get(row.key, "")
    coded = row.kind in (RowKind.PARENT, RowKind.LEAF)
    if not coded or not name or _bare(name) == _bare(row.label) or _bare(name) not in words:
        return row
    return replace(row, label=name)
