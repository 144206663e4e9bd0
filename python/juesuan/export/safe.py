"""Text that leaves the book stays text: what begins like a formula can start nothing in Excel, WPS or LibreOffice.

The rule of CSV is the well-known one (OWASP, "CSV injection"): an apostrophe before the text. It can be taken back
without loss (:func:`plain_text`), because a text that already looks guarded gets one apostrophe more. Cells of a
workbook need no second character: they are strings with the mark that a person's own apostrophe would leave.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell

GUARD = "'"
STARTERS = "=+-@\t\r\n＝＋－＠"
"""What a formula, or a field that a program takes apart, begins with; full width too: input methods make it so."""
NUMBER = re.compile(r"[+-]?[0-9]{1,3}(?:,?[0-9]{3})*(?:\.[0-9]+)?%?|[+-]?[0-9]+(?:\.[0-9]+)?%?")
"""A text that is a number in itself starts no formula: a negative amount stays what it is."""
INVISIBLE = ("Cf", "Cc")
"""Categories of characters that nobody sees: marks of direction, joiners, control characters."""
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Characters that XML has no place for."""


def is_formula_like(text: str) -> bool:
    """Say whether a program could take a text for a formula; spaces and invisible characters before it do not count."""
    seen = text
    while (
        seen and seen[0] not in "\t\r\n" and (seen[0].isspace() or unicodedata.category(seen[0]) in INVISIBLE)
    ):
        seen = seen[1:]
    return bool(seen) and seen[0] in STARTERS and not NUMBER.fullmatch(text)


def safe_text(text: str) -> str:
    """Return a text as a CSV field may hold it: with an apostrophe before it where it looks like a formula."""
    return f"{GUARD}{text}" if is_formula_like(text.lstrip(GUARD)) else text


def plain_text(text: str) -> str:
    """Return what :func:`safe_text` was given."""
    return text[1:] if text.startswith(GUARD) and is_formula_like(text.lstrip(GUARD)) else text


def put_text(cell: Cell, text: str) -> None:
    """Write a text into an openpyxl cell as a string, whatever it looks like (``=1+1``, ``#N/A``, ``-5``)."""
    cell.value = CONTROL.sub("\ufffd", text)
    cell.data_type = "s"
    if is_formula_like(text):
        cell.quotePrefix = True
