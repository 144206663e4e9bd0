"""Which members of xlwings the engine has: made from the classes, so that the README cannot fall behind.

``python -m xlwings_libreoffice.members`` prints the table.
"""

from __future__ import annotations

import inspect
import sys
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from . import (
    apps,
    book_sheets,
    books,
    chart_parts,
    charts,
    names,
    notes,
    pictures,
    range_formats,
    ranges,
    shapes,
    sheets,
    views,
)
from .guard import is_refusal

CLASSES: dict[str, type] = {
    "App": apps.App,
    "Books": books.Books,
    "Book": books.Book,
    "Sheets": book_sheets.Sheets,
    "Sheet": sheets.Sheet,
    "Range": ranges.Range,
    "Font": range_formats.Font,
    "Names": names.Names,
    "Name": names.Name,
    "Note": notes.Note,
    "FreezePanes": views.FreezePanes,
    "PageSetup": views.PageSetup,
    "Pictures": pictures.Pictures,
    "Picture": pictures.Picture,
    "Shapes": shapes.Shapes,
    "Shape": shapes.Shape,
    "Charts": charts.Charts,
    "Chart": charts.Chart,
    "ChartAxis": chart_parts.ChartAxis,
    "ChartLegend": chart_parts.ChartLegend,
    "ChartSeriesCollection": chart_parts.ChartSeriesCollection,
    "ChartSeries": chart_parts.ChartSeries,
}
WHOLE_CLASSES_MISSING = (
    *("AutoFilter", "Border", "Borders", "Characters", "Comment", "ConditionalFormat", "ConditionalFormats"),
    *("DataValidation", "PivotTable", "PivotTables", "Table", "Tables"),
)
"""What stands behind members that are not supported (`Range.borders`, `Sheet.tables`, …)."""

_BASE = "xlwings.base_classes"


class Member(NamedTuple):
    """A member of an xlwings class: ``state`` is ``supported``, ``partly`` or ``not``; ``note`` says what lacks."""

    owner: str
    name: str
    state: str
    note: str


def members() -> Iterator[Member]:
    """All members of the classes that the engine has, as ``xlwings.base_classes`` names them."""
    for owner, cls in CLASSES.items():
        wanted = {
            name
            for base in cls.__mro__
            if base.__module__ == _BASE
            for name, member in vars(base).items()
            if not name.startswith("_") and not inspect.iscoroutinefunction(member)
        }
        for name in sorted(wanted):
            yield _member(owner, name, inspect.getattr_static(cls, name))


def _member(owner: str, name: str, member: object) -> Member:
    if is_refusal(member):
        return Member(owner, name, "not", "")
    function = member.fget if isinstance(member, property) else member
    note = str(getattr(function, "__partly__", ""))
    return Member(owner, name, "partly" if note else "supported", note)


def counts() -> Counter[str]:
    """How many members there are in each state."""
    return Counter(member.state for member in members())


def table() -> str:
    """The members of each class by state, and what the partly supported ones lack, in Markdown."""
    found = list(members())
    rows = ["| Object | Supported | Partly | Not supported |", "|---|---|---|---|"]
    for owner in CLASSES:
        cells = [
            ", ".join(member.name for member in found if (member.owner, member.state) == (owner, state))
            or "-"
            for state in ("supported", "partly", "not")
        ]
        rows.append(f"| `{owner}` | {' | '.join(cells)} |")
    rows += ["", "| Partly | |", "|---|---|"]
    rows += [f"| `{member.owner}.{member.name}` | {member.note} |" for member in found if member.note]
    missing = ", ".join(f"`{name}`" for name in WHOLE_CLASSES_MISSING)
    number = counts()
    rows += [
        "",
        f"{number['supported']} members are supported, {number['partly']} partly, {number['not']} not; "
        f"of the classes behind the latter nothing is there: {missing}.",
    ]
    return "\n".join(rows)


if __name__ == "__main__":
    sys.stdout.write(table() + "\n")
