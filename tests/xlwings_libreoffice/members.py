"""The table of members in the README, made from the classes."""

from __future__ import annotations

import inspect

from xlwings_libreoffice import apps, books, names, notes, range_formats, ranges, sheets, views

CLASSES = {
    "App": apps.App,
    "Books": books.Books,
    "Book": books.Book,
    "Sheets": sheets.Sheets,
    "Sheet": sheets.Sheet,
    "Range": ranges.Range,
    "Font": range_formats.Font,
    "Names": names.Names,
    "Name": names.Name,
    "Note": notes.Note,
    "FreezePanes": views.FreezePanes,
    "PageSetup": views.PageSetup,
}


def table() -> str:
    """Supported and unsupported members of each class, as a table."""
    rows = ["| Object | Supported | Not supported |", "|---|---|---|"]
    for title, cls in CLASSES.items():
        base = next(base for base in cls.__mro__ if base.__module__ == "xlwings.base_classes")
        wanted = [
            name
            for name, member in vars(base).items()
            if not name.startswith("_") and not inspect.iscoroutinefunction(member)
        ]
        missing = [name for name in wanted if is_refusal(vars(cls).get(name))]
        have = [name for name in wanted if name not in missing]
        rows.append(f"| `{title}` | {', '.join(sorted(have))} | {', '.join(sorted(missing)) or '-'} |")
    return "\n".join(rows)


def is_refusal(member: object) -> bool:
    """Whether a member only says that it is not supported."""
    function = member.fget if isinstance(member, property) else member
    return getattr(function, "__name__", "") == "refuse"
