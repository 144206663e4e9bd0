"""Derivations: a signed sum of references to other cells, as the format folders write it.

::

    [@row, basic] + [@row, project]        two columns of the same row
    [general..other, @col]                 the rows from general to other, same column
    [children, @col]                       the child rows in the code hierarchy
    [@row, children]                       the child columns (columns that stand for economic codes)
    06[@row, total] + 11[@row, total]      the row with the same key in other tables
    08[@row?, amount]                      the same, nothing where that table has no such row
    07[total, @row]                        the column of table 07 whose key is this row's key

A row of a code table that is not there counts as nothing; a fixed row or a column must exist.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum


class Pick(Enum):
    """How a row or a column is chosen."""

    KEY = "key"
    OWN_ROW = "@row"
    OWN_COLUMN = "@col"
    CHILDREN = "children"
    SPAN = "span"


@dataclass(frozen=True, slots=True)
class Selector:
    """One side of a reference; ``keys`` holds the key, or first and last of a span."""

    pick: Pick
    keys: tuple[str, ...] = ()
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """``sign`` (+1 or -1) times the cells at ``row`` and ``column`` of ``table`` (None: the own table)."""

    sign: int
    table: str | None
    row: Selector
    column: Selector


@dataclass(frozen=True, slots=True)
class Expression:
    """A derivation and the place where it is written (for messages)."""

    terms: tuple[Term, ...]
    text: str
    file: str = ""
    line: int = 0


class ExpressionError(ValueError):
    """The text is no derivation; the message says what is wrong and where."""


_TERM = re.compile(r"\s*([+-])?\s*(\w+)?\s*\[\s*([^\[\],]+?)\s*,\s*([^\[\],]+?)\s*\]\s*")
_KEY = re.compile(r"\w+")


def parse_expression(text: str, file: str = "", line: int = 0) -> Expression:
    """Read a derivation; raise ExpressionError with the place of the mistake."""
    terms: list[Term] = []
    position = 0
    while position < len(text):
        match = _TERM.match(text, position)
        if match is None or (terms and match[1] is None):
            raise ExpressionError(f"derivation `{text}` cannot be read at `{text[position:].strip()}`")
        sign = -1 if match[1] == "-" else 1
        terms.append(Term(sign, match[2], _selector(match[3], text), _selector(match[4], text)))
        position = match.end()
    if not terms:
        raise ExpressionError("derivation is empty")
    return Expression(tuple(terms), text.strip(), file, line)


def _selector(text: str, whole: str) -> Selector:
    optional = text.endswith("?")
    text = text.removesuffix("?")
    if text in ("@row", "@col", "children"):
        return Selector(Pick(text), (), optional)
    first, dots, last = text.partition("..")
    keys = (first, last) if dots else (first,)
    if not all(_KEY.fullmatch(key) for key in keys):
        raise ExpressionError(
            f"derivation `{whole}`: `{text}` is neither a key, a span nor @row/@col/children"
        )
    return Selector(Pick.SPAN if dots else Pick.KEY, keys, optional)


CHILD_ROWS = parse_expression("[children, @col]")
"""What a parent row of a code hierarchy holds unless the specification says otherwise."""
