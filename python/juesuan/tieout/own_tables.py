"""The tables that a report prints, as figures of the format that fits them best: the import machinery on its pages.

Formats of a province and a year come first; where none fits better, one of the usual national layouts in
``workbook/tieout/formats`` does, which no workbook can be made of.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from juesuan.importing.grid import Grid
from juesuan.importing.heads import UNITS, stated_units
from juesuan.importing.layouts import load_layouts
from juesuan.importing.model import Recognised, SourceSheet
from juesuan.importing.recognise import recognise
from juesuan.importing.titles import TitleBook, find_titles
from juesuan.spec.load import available_formats, load_beside, load_format, workbook_folder
from juesuan.spec.model import Format
from juesuan.tieout.document import Document, Paragraph, RawTable
from juesuan.tieout.own_codes import opened
from juesuan.tieout.plain import plain
from juesuan.tieout.well_read import well_read

HEAD, FOOT = 6, 3
"""So many paragraphs above and below a table may be its title, its unit, its notes."""
LONGEST_HEAD = 60
USUAL = "tieout/formats"
"""The folder of the national layouts."""


@dataclass(frozen=True)
class OwnTables:
    """What a report prints in tables. ``sheets``: a sheet for each table, named in ``recognised.*.place``.

    ``form`` has the codes that the report prints, also those that the lists of its format lack. ``usual``: it is one
    of the national layouts, so nothing is known of which tables the report must have.
    """

    form: Format
    recognised: Recognised
    sheets: tuple[SourceSheet, ...]
    usual: bool = False


def own_tables(document: Document, formats: Sequence[str] = ()) -> OwnTables | None:
    """Return the tables of a report in the format in which most figures find their cell; None when none does."""
    sheets = tuple(sheets_of(document))
    if not sheets:
        return None
    best: OwnTables | None = None
    heads = [_head_only(one) for one in sheets]
    unit = _unit(heads)
    for form, usual in _candidates(heads, formats):
        found = recognise(form, sheets, unit=unit, open_codes=True)
        if document.kind == "txt":
            found = well_read(form, found)
        one = OwnTables(form, found, sheets, usual)
        if found.figures and (best is None or _weight(one) > _weight(best)):
            best = one
    if best is None:
        return None
    form, found = opened(best.form, best.recognised, plain(document.text).text)
    return OwnTables(form, found, sheets, best.usual)


def usual_formats() -> list[str]:
    """Return the keys of the national layouts, the plainest first."""
    found = [one.parent.name for one in _usual_folder().glob("*/format.yaml")]
    return sorted(found, key=lambda one: (len(one), one))


def _usual_folder() -> Path:
    return workbook_folder() / USUAL


def _unit(heads: Sequence[Grid]) -> str:
    """Return the unit of amounts that the tables state, where all that state one state the same; else ""."""
    found = {one for grid in heads for one in stated_units(grid, grid.rows())}
    return found.pop() if len(found) == 1 and found <= set(UNITS) else ""


def _candidates(heads: Sequence[Grid], formats: Sequence[str]) -> list[tuple[Format, bool]]:
    """Return the formats (and whether they are usual ones) most of whose tables are among the printed titles."""
    forms = [(load_format(key), False) for key in formats or available_formats()]
    if not formats:
        forms += [(load_beside(key, _usual_folder()), True) for key in usual_formats()]
    if len(forms) == 1:
        return forms
    counts = [_titled(form, heads) for form, _ in forms]
    return [one for one, count in zip(forms, counts, strict=True) if count == max(counts)]


def _head_only(sheet: SourceSheet) -> Grid:
    """Return the rows of a sheet that may hold its title: above the table and its first ones."""
    return Grid(SourceSheet(sheet.file, sheet.sheet, sheet.rows[: 2 * HEAD]))


def _titled(form: Format, heads: Sequence[Grid]) -> int:
    book = TitleBook(form, load_layouts())
    return len({title.table for grid in heads for title in find_titles(grid, book)} - {""})


def _weight(one: OwnTables) -> tuple[int, int, int]:
    """Most tables, most figures; then a format whose tables are all there, then a usual one."""
    found = one.recognised
    complete = len(found.tables) == len(one.form.tables)
    rank = 1 if one.usual else 2 if complete else 0
    return len(found.tables), len(found.figures) - len(found.unplaced), rank


def sheets_of(document: Document) -> list[SourceSheet]:
    """Return a sheet for every table with the short paragraphs around it, continued tables each on their own."""
    blocks = document.blocks
    found: list[SourceSheet] = []
    for number, block in enumerate(blocks):
        if not isinstance(block, RawTable):
            continue
        rows: list[list[object]] = [
            [one] for one in _around(blocks[max(0, number - HEAD) : number][::-1])[::-1]
        ]
        above = len(rows) + 1
        merged = tuple((a + above, b + 1, c + above, d + 1) for a, b, c, d in block.merged)
        rows += [[cell or None for cell in row] for row in block.rows]
        rows += [[one] for one in _around(blocks[number + 1 : number + 1 + FOOT])]
        found.append(SourceSheet(document.name, f"第{len(found) + 1}张表", rows, merged))
    return found


def _around(blocks: Sequence[object]) -> list[str]:
    """Return the short paragraphs up to the next table."""
    return list(_short(blocks))


def _short(blocks: Sequence[object]) -> Iterator[str]:
    for one in blocks:
        if not isinstance(one, Paragraph) or len(one.text) > LONGEST_HEAD:
            return
        yield one.text
