"""The tables that a report prints, as figures of the format that fits them best: the import machinery on its pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from juesuan.importing.model import Recognised, SourceSheet
from juesuan.importing.recognise import recognise
from juesuan.spec.load import available_formats, load_format
from juesuan.spec.model import Format
from juesuan.tieout.document import Document, Paragraph, RawTable

HEAD, FOOT = 6, 3
"""So many paragraphs above and below a table may be its title, its unit, its notes."""
LONGEST_HEAD = 60


@dataclass(frozen=True)
class OwnTables:
    """What a report prints in tables. ``pages`` tells where each sheet name stands, for ``recognised.*.place``."""

    form: Format
    recognised: Recognised
    sheets: tuple[SourceSheet, ...]


def own_tables(document: Document, formats: Sequence[str] = ()) -> OwnTables | None:
    """Return the tables of a report in the format in which most figures find their cell; None when none does."""
    sheets = tuple(sheets_of(document))
    if not sheets:
        return None
    best: OwnTables | None = None
    for key in formats or available_formats():
        form = load_format(key)
        found = recognise(form, sheets)
        if found.figures and (best is None or _weight(found) > _weight(best.recognised)):
            best = OwnTables(form, found, sheets)
    return best


def _weight(found: Recognised) -> tuple[int, int]:
    return len(found.tables), len(found.figures) - len(found.unplaced)


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
        rows += [[cell or None for cell in row] for row in block.rows]
        rows += [[one] for one in _around(blocks[number + 1 : number + 1 + FOOT])]
        found.append(SourceSheet(document.name, f"第{len(found) + 1}张表", rows))
    return found


def _around(blocks: Sequence[object]) -> list[str]:
    """Return the short paragraphs up to the next table."""
    texts = []
    for one in blocks:
        if not isinstance(one, Paragraph) or len(one.text) > LONGEST_HEAD:
            break
        texts.append(one.text)
    return texts
