"""The header of a table on a sheet: which rows it takes, what each column is, which columns belong together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from juesuan.importing.grid import Grid
from juesuan.importing.labels import digits, is_amount, is_dash, is_note, label, split_code, squeeze
from juesuan.importing.layouts import Words

_NUMBERED = re.compile(r"\(?\d{1,3}\)?(?:=.*)?|栏次|第\d+栏")
LABEL_ROLES = ("code", "name", "text", "line")


@dataclass(frozen=True)
class Vocabulary:
    """What can stand in the header and in the rows of one table."""

    words: Words
    header: frozenset[str]
    rows: frozenset[str]
    column_codes: frozenset[str]


@dataclass(frozen=True)
class HeadColumn:
    """A column of a sheet: what it is (code, name, text, line, or amount) and its labels from top to bottom.

    ``at`` is the cell of the lowest label; columns below the same merged cell share it.
    """

    column: int
    role: str
    path: tuple[str, ...]
    at: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Group:
    """Columns that belong together: those that name a row, and those with its amounts."""

    columns: tuple[HeadColumn, ...]

    def of(self, role: str) -> list[HeadColumn]:
        """The columns of one role, from left to right."""
        return [one for one in self.columns if one.role == role]


def is_number_row(grid: Grid, row: int) -> bool:
    """Tell whether a row is that of 栏次: it names columns by numbers."""
    texts = [squeeze(grid.value(row, column)) for column in grid.filled(row)]
    if "栏次" in texts:
        return all(_NUMBERED.fullmatch(one) or not is_amount(one) for one in texts)
    numbers = [int(one) for one in texts if one.isdigit() and len(one) <= 3]
    return (
        len(numbers) == len(texts) >= 2
        and all(b - a == 1 for a, b in pairwise(numbers))
        and (len(numbers) > 2 or numbers[0] == 1)
    )


def row_kind(grid: Grid, row: int, vocabulary: Vocabulary, *, headed: bool) -> str:
    """Say what a row is: ``numbers`` (栏次), ``note``, ``body``, ``header`` or ``other``; ``headed``: below a header."""
    columns = grid.filled(row)
    if is_number_row(grid, row):
        return "numbers"
    if is_note(grid.text(row, columns[0])) or (len(columns) == 1 and len(grid.text(row, columns[0])) > 60):
        return "note"
    if _is_code_header(grid, row, columns, vocabulary):
        return "header"
    if _is_body(grid, row, vocabulary, headed=headed):
        return "body"
    words = any(label(grid.value(row, column)) in vocabulary.header for column in columns)
    return "header" if words else "other"


def _is_code_header(grid: Grid, row: int, columns: Sequence[int], vocabulary: Vocabulary) -> bool:
    codes = [split_code(grid.value(row, column))[0] for column in columns]
    hits = sum(code in vocabulary.column_codes for code in codes if code)
    return hits >= 2 and all(
        code or not is_amount(grid.value(row, column)) for code, column in zip(codes, columns, strict=True)
    )


def _is_body(grid: Grid, row: int, vocabulary: Vocabulary, *, headed: bool) -> bool:
    columns = grid.filled(row)
    texts = {column: label(grid.value(row, column)) for column in columns}
    amounts = [
        column for column in columns if is_amount(grid.value(row, column)) or is_dash(grid.value(row, column))
    ]
    plain = [squeeze(grid.value(row, column)) for column in amounts]
    if any("." in one or "," in one or one == "0" for one in plain):
        return True
    if _has_code(grid, row, columns):
        return True
    words = [column for column in columns if column not in amounts]
    named = [column for column in words if texts[column] in vocabulary.rows]
    sums = [column for column in words if texts[column] in vocabulary.words.total_row]
    if amounts and (headed or named):
        return True
    only = [
        column
        for column in named
        if texts[column] not in vocabulary.header or texts[column] != grid.text(row, column)
    ]
    return bool(only) or (headed and len(words) == len(sums) == len(columns) == 1)


def _has_code(grid: Grid, row: int, columns: Sequence[int]) -> bool:
    """Whether a code with a name stands in a row: in one cell, or with the name in the next one."""
    for column, following in zip(columns, [*columns[1:], 0], strict=True):
        code, name = split_code(grid.value(row, column))
        if not code:
            continue
        if name:
            return True
        beside = grid.value(row, following) if following else None
        parts = [one for one in columns if one > column and len(digits(grid.value(row, one))) <= 2]
        if (beside is not None and not is_amount(beside)) or (
            parts and len(code) == 3 and following in parts
        ):
            return True
    return False


def label_paths(
    grid: Grid, rows: Sequence[int], columns: Iterable[int], *, fill: bool
) -> dict[int, tuple[tuple[str, ...], tuple[int, int]]]:
    """Return the labels above each column, merged cells seen through, and the cell of the lowest one.

    ``fill``: where a header was copied without its merged cells, a blank cell goes on with the label left of it as
    long as nothing above begins a new group; not in the last row.
    """
    last = max(columns, default=0)
    owners: dict[tuple[int, int], tuple[int, int]] = {}
    for number, row in enumerate(rows):
        for column in range(1, last + 1):
            owner = grid.owner(row, column)
            above = all(owners[n, column] == owners.get((n, column - 1)) for n in range(number))
            if fill and number < len(rows) - 1 and above and not grid.text(*owner):
                owner = owners.get((number, column - 1), owner)
            owners[number, column] = owner
    return {column: _path(grid, [owners[n, column] for n in range(len(rows))]) for column in columns}


def _path(grid: Grid, owners: Iterable[tuple[int, int]]) -> tuple[tuple[str, ...], tuple[int, int]]:
    labelled = [one for one in dict.fromkeys(owners) if label(grid.value(*one))]
    return tuple(label(grid.value(*one)) for one in labelled), labelled[-1] if labelled else (0, 0)


def role_of(path: Sequence[str], words: Words) -> str:
    """Say what a column is by its lowest label (it may be broken over several rows); "" without any label."""
    rest = list(path)
    while rest:
        endings = {"".join(rest[first:]) for first in range(len(rest))}
        for role in LABEL_ROLES:
            if endings & getattr(words, role):
                return role
        if rest[-1] in words.item or rest[-1].startswith("项目("):
            return "name"
        if rest[-1] not in words.total:
            break
        rest.pop()  # a row 合计 without amounts was taken for a header
    return "amount" if path else ""


def groups(
    grid: Grid, header: Sequence[int], body: Sequence[int], words: Words, *, fill: bool
) -> tuple[Group, ...]:
    """Return the groups of columns below a header."""
    used = sorted({column for row in body for column in grid.filled(row)} | set(_headed(grid, header)))
    paths = label_paths(grid, header, used, fill=fill)
    columns: list[HeadColumn] = []
    for column, (path, at) in paths.items():
        found = HeadColumn(column, role_of(path, words), path, at)
        role = _settled(grid, body, found, columns[-1] if columns else None)
        columns.append(HeadColumn(column, role, path, at))
    return tuple(_split(columns))


def _headed(grid: Grid, header: Iterable[int]) -> set[int]:
    return {column for row in header for column in grid.filled(row)}


def _settled(grid: Grid, body: Sequence[int], found: HeadColumn, previous: HeadColumn | None) -> str:
    """Correct the role by what stands in the column: codes below 项目, or right of a code without a label."""
    column, path, role = found.column, found.path, found.role
    held = [grid.value(row, column) for row in body if grid.text(row, column) not in ("", "类", "款", "项")]
    codes = bool(held) and all(digits(one) for one in held)
    beside_code = previous is not None and previous.role == "code"
    if role == "name" and codes:
        return "code"
    bare = not path or (previous is not None and path == previous.path[: len(path)])
    if beside_code and role in ("", "amount", "code") and bare and held:
        if all(digits(one) and len(digits(one)) <= 7 for one in held):
            return "code"
        return "name" if not any(is_amount(one) for one in held) else role
    return role


def _split(columns: Sequence[HeadColumn]) -> list[Group]:
    found: list[list[HeadColumn]] = [[]]
    for one in columns:
        if one.role in LABEL_ROLES and any(other.role in ("amount", "") for other in found[-1]):
            found.append([])
        found[-1].append(one)
    return [Group(tuple(one)) for one in found if one]
