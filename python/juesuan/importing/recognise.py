"""Sheets -> the figures of a format's tables. What cannot be placed is listed; nothing is guessed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from juesuan.importing.figures import STEP_FEN, Placer
from juesuan.importing.gather import Gathered, gather
from juesuan.importing.heads import UNITS
from juesuan.importing.layouts import Layouts, load_layouts
from juesuan.importing.lines import joined
from juesuan.importing.model import Figure, FoundTable, Recognised, SourceSheet, Unplaced
from juesuan.importing.rowkeys import code_names
from juesuan.spec.model import Format, Table


@dataclass
class _Result:
    tables: dict[str, FoundTable] = field(default_factory=dict)
    figures: list[Figure] = field(default_factory=list)
    rows: dict[str, tuple[str, ...]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    unplaced: list[Unplaced] = field(default_factory=list)


def recognise(
    form: Format, sheets: Sequence[SourceSheet], *, unit: str = "", open_codes: bool = False
) -> Recognised:
    """Find the tables of a format in sheets of any source.

    ``unit`` (元 or 万元) counts only where the sheets do not state one. ``open_codes``: codes count that the lists of
    the format do not have; figures may then stand in rows that its tables lack, ``names`` has those of every code.
    Raises ValueError for another unit.
    """
    if unit not in ("", "元", "万元"):
        raise ValueError(f"no such unit: {unit}")
    layouts = load_layouts()
    found, info, unplaced = gather(form, layouts, sheets, open_codes=open_codes)
    result = _Result(unplaced=list(unplaced))
    for table in form:
        if table.key in found:
            _table((form, layouts, unit, open_codes), table, found[table.key], result)
    order = {(one.file, one.sheet): number for number, one in reversed(list(enumerate(sheets)))}
    result.unplaced.sort(
        key=lambda one: (order.get((one.place.file, one.place.sheet), -1), one.place.row, one.place.column)
    )
    return Recognised(
        tables=result.tables,
        figures=tuple(result.figures),
        rows=result.rows,
        names=result.names,
        info=info,
        unplaced=tuple(result.unplaced),
    )


def _table(
    context: tuple[Format, Layouts, str, bool], table: Table, found: Gathered, result: _Result
) -> None:
    form, layouts, unit, open_codes = context
    classification = form.classification_of(table) if table.region else None
    names = dict(code_names(table, classification))
    lines = joined(found.lines, found.book.vocabulary.rows, names)
    lines = [replace(one, unit=one.unit or unit) for one in lines]
    placed = Placer(found.book, layouts, classification, open_codes).place(lines)
    unknown = any(one.entries and one.unit not in UNITS for one in lines)
    if unknown and any(one.amount for one in placed.figures.values()):
        result.unplaced.append(_without_unit(found, [one.unit for one in lines]))
        return
    result.unplaced += placed.unplaced
    result.figures += placed.figures.values()
    if table.region is not None:
        result.rows[table.key] = tuple(placed.rows)
    for code, name in placed.names.items():
        result.names.setdefault(code, name)
    stated = next((one for one in (*(one.unit for one in lines), found.unit, unit) if one in UNITS), "")
    empty = found.empty and not any(one.amount for one in placed.figures.values())
    step = placed.step if placed.figures or stated != "元" else STEP_FEN
    result.tables[table.key] = FoundTable(table.key, tuple(found.sheets), stated, empty, step)


def _without_unit(found: Gathered, units: Sequence[str]) -> Unplaced:
    if "?" in units:
        reason = "来源写明的金额单位不止一个，或不是元、万元，这张表没有导入"
        return Unplaced(found.place, found.title, reason, "请把来源改成以元或万元为单位，并只写一个单位。")
    remedy = "请在来源的表头写明“单位：万元”或“单位：元”，或在导入时指定单位。"
    return Unplaced(found.place, found.title, "来源没有写明金额单位，这张表没有导入", remedy)
