"""The pieces of a formula's text, in Excel's grammar or LibreOffice's.

Cell references and texts in quotes are spelled the same in both, so a formula falls into a *skeleton* (functions,
separators, sheet names) and *slots* (references, texts, error values). Two formulas with the same skeleton are
translated the same way: the office translates one of them, the others are filled in here.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from .addresses import COLUMNS, ROWS, column_letters, column_number, quote_sheet

SLOT = "\x00"

ERRORS = ("#N/A", "#DIV/0!", "#VALUE!", "#REF!", "#NUM!", "#NULL!", "#NAME?")

_TOKEN = re.compile(
    r"""
      (?P<text>"(?:[^"]|"")*")
    | (?P<name>'(?:[^']|'')*'[!.]?)
    | (?P<error>\#N/A|\#DIV/0!|\#VALUE!|\#REF!|\#NUM!|\#NULL!|\#NAME\?)
    | (?P<cell>(?<![\w$])\$?[A-Z]{1,3}\$?[0-9]{1,7}(?![\w(.!]))
    """,
    re.VERBOSE,
)
_SHIFTED = re.compile(
    r"""
      (?P<text>"(?:[^"]|"")*")
    | (?P<name>'(?:[^']|'')*'!?)
    | (?P<columns>(?<![\w$.:])\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}(?![\w(.!:]))
    | (?P<rows>(?<![\w$.:])\$?[0-9]{1,7}:\$?[0-9]{1,7}(?![\w(.!:]))
    | (?P<cell>(?<![\w$])\$?[A-Za-z]{1,3}\$?[0-9]{1,7}(?![\w(.!]))
    """,
    re.VERBOSE,
)
_END = re.compile(r"(\$?)([A-Za-z]*)(\$?)([0-9]*)")
_LOST = re.compile(r"(?:\$?(?:'(?:[^']|'')*'|[^\W\d][\w]*)\.)?\$?(?:[A-Z]{1,3}\$?\#REF!|\#REF!\$?[0-9]+)")
_LOST_IN_EXCEL = re.compile(r"(?:'(?:[^']|'')*'|[\w.]+)!#REF!")
_OUTSIDE_TEXT = re.compile(r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'!?|[^"\']+')
_UNQUOTED_SHEET = re.compile(r"(?<![\w.'\]])([\w.]+)!")
_FUTURE = re.compile(r"\b_xl(?:fn|ws|udf)\.(?:_xlws\.)?")
_BOOLEAN_CALL = re.compile(r"\b(TRUE|FALSE)\(\)")


class Pieces(NamedTuple):
    """A formula taken apart."""

    skeleton: str
    slots: tuple[str, ...]

    def fill(self, slots: tuple[str, ...]) -> str:
        """The skeleton with other slots."""
        parts = self.skeleton.split(SLOT)
        return parts[0] + "".join(slot + part for slot, part in zip(slots, parts[1:], strict=True))


def take_apart(formula: str) -> Pieces:
    """The skeleton and slots of a formula."""
    slots: list[str] = []

    def slot(match: re.Match[str]) -> str:
        if match["name"] is not None:
            return match[0]
        slots.append(match[0])
        return SLOT

    return Pieces(_TOKEN.sub(slot, formula), tuple(slots))


def shift(formula: str, rows: int, columns: int) -> str:
    """The formula as it reads when copied so many rows down and columns to the right (Excel's grammar)."""

    def moved(match: re.Match[str]) -> str:
        if match["text"] is not None or match["name"] is not None:
            return match[0]
        ends = [_move_end(end, rows, columns) for end in match[0].split(":")]
        return "#REF!" if None in ends else ":".join(end for end in ends if end is not None)

    return _SHIFTED.sub(moved, formula)


def _move_end(end: str, rows: int, columns: int) -> str | None:
    match = _END.fullmatch(end)
    if match is None:
        return end
    column_mark, letters, row_mark, row = match.groups()
    if not letters:  # a whole row: its mark was read as the column's
        row_mark, column_mark = column_mark or row_mark, ""
    if letters and not column_mark:
        number = column_number(letters) + columns
        if not 1 <= number <= COLUMNS:
            return None
        letters = column_letters(number)
    if row and not row_mark:
        number = int(row) + rows
        if not 1 <= number <= ROWS:
            return None
        row = str(number)
    return f"{column_mark}{letters}{row_mark}{row}"


def mend_lost_references(formula: str) -> str:
    """A deleted cell is ``$Sheet1.A#REF!`` in LibreOffice, ``Sheet1!#REF!`` in Excel; both become ``#REF!``."""
    return _LOST_IN_EXCEL.sub("#REF!", _LOST.sub("#REF!", formula)) if "#REF!" in formula else formula


def as_excel_writes(formula: str) -> str:
    """Excel's own spelling of what LibreOffice prints in Excel's grammar."""

    def spell(match: re.Match[str]) -> str:
        part = match[0]
        if part[0] in "\"'":
            return part
        part = _UNQUOTED_SHEET.sub(lambda found: quote_sheet(found[1]) + "!", part)
        part = _BOOLEAN_CALL.sub(r"\1", _FUTURE.sub("", part))
        return part.replace("~", ",")

    return _OUTSIDE_TEXT.sub(spell, formula)


_BOOLEAN_FUNCTIONS = frozenset(
    [
        "AND",
        "OR",
        "NOT",
        "XOR",
        "TRUE",
        "FALSE",
        "EXACT",
        "ISBLANK",
        "ISERR",
        "ISERROR",
        "ISEVEN",
        "ISFORMULA",
        "ISLOGICAL",
        "ISNA",
        "ISNONTEXT",
        "ISNUMBER",
        "ISODD",
        "ISREF",
        "ISTEXT",
    ]
)
_DATE_FUNCTIONS = frozenset(
    ["TODAY", "NOW", "DATE", "DATEVALUE", "EDATE", "EOMONTH", "WORKDAY", "WORKDAY.INTL"]
)
_CALL = re.compile(r"=([A-Z][A-Z0-9.]*)\(")


def result_kind(formula: str) -> str | None:
    """``"boolean"`` or ``"date"`` when the outermost part of a formula gives that, else ``None``."""
    depth = 0
    closed_early = False
    text = _QUOTED.sub("", formula)
    for position, letter in enumerate(text[1:], 1):
        if letter in "({":
            depth += 1
        elif letter in ")}":
            depth -= 1
            closed_early = closed_early or (depth == 0 and position < len(text) - 1)
        elif depth == 0 and letter in "<>=":
            return "boolean"
    call = _CALL.match(text)
    if call is None or closed_early:
        return None
    if call[1] in _BOOLEAN_FUNCTIONS:
        return "boolean"
    return "date" if call[1] in _DATE_FUNCTIONS else None


_QUOTED = re.compile(r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'')
