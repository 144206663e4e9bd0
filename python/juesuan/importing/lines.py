"""Rows below a header -> lines: what names the row, and its amounts by the column of the table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from juesuan.importing.grid import Grid
from juesuan.importing.headers import Group, HeadColumn
from juesuan.importing.labels import digits, is_amount, is_dash, label, norm, split_code, squeeze
from juesuan.importing.model import Place
from juesuan.importing.sections import Section, TableBook


@dataclass(frozen=True)
class Entry:
    """A cell that holds something below a column of amounts; ``columns`` is the column key in each panel."""

    value: object
    place: Place
    path: tuple[str, ...]
    columns: tuple[str | None, ...]
    aside: bool = False


@dataclass(frozen=True)
class Line:
    """A row of one group. ``parts`` are the texts of its code columns, ``panels`` those that its header allows."""

    group: int
    place: Place
    parts: tuple[str, ...]
    name: str
    detail: str
    entries: tuple[Entry, ...]
    panels: tuple[int, ...]
    unit: str = ""

    @property
    def label(self) -> str:
        """The name as it is compared."""
        return label(self.name)

    @property
    def has_code(self) -> bool:
        """Whether anything stands in the code columns."""
        return any(self.parts)


@dataclass
class _Columns:
    """The meaning of the columns of one group, found once."""

    codes: list[HeadColumn]
    names: list[HeadColumn]
    texts: list[HeadColumn]
    amounts: list[tuple[HeadColumn, tuple[str | None, ...], bool]]
    panels: tuple[int, ...] = field(default=())


def lines(section: Section, book: TableBook) -> list[Line]:
    """Return the lines of a section from top to bottom, group by group."""
    rows: dict[int, list[Line]] = {}
    for number, group in enumerate(section.groups):
        columns = _columns(group, book)
        for row in section.body:
            line = _line(section.grid, row, number, columns)
            if line is not None:
                rows.setdefault(row, []).append(line)
    found = [line for row in section.body for line in _spread(rows.get(row, []))]
    return sorted(found, key=lambda line: line.group)


def _spread(found: list[Line]) -> list[Line]:
    """Give a name that stands over several groups (公用经费合计) the amount at its end."""
    result: list[Line] = []
    for line in found:
        above = result[-1] if result else None
        bare = not line.name and not line.has_code and not line.detail
        if (
            above is not None
            and bare
            and line.entries
            and above.name
            and not above.entries
            and not above.has_code
        ):
            result[-1] = replace(above, entries=line.entries)
        else:
            result.append(line)
    return result


def _columns(group: Group, book: TableBook) -> _Columns:
    panels = book.panels_of(group)
    other = any(book.columns[panel].is_aside(one.path) for panel in panels for one in group.of("name"))
    amounts: list[tuple[HeadColumn, tuple[str | None, ...], bool]] = []
    for one in group.columns:
        if one.role in ("amount", ""):
            keys = tuple(book.column_of(panel, one.path) for panel in range(len(book.columns)))
            amounts.append(
                (one, keys, other or any(book.columns[panel].is_aside(one.path) for panel in panels))
            )
    return _Columns(
        group.of("code"), group.of("name"), group.of("text"), _unambiguous(amounts, len(book.columns)), panels
    )


def _unambiguous(
    amounts: list[tuple[HeadColumn, tuple[str | None, ...], bool]], panels: int
) -> list[tuple[HeadColumn, tuple[str | None, ...], bool]]:
    """Two columns with labels of their own that would be the same column: neither is."""
    claims: dict[tuple[int, str], set[tuple[int, int]]] = {}
    for head, keys, _ in amounts:
        for panel, key in enumerate(keys):
            if key is not None:
                claims.setdefault((panel, key), set()).add(head.at)
    doubtful = {claim for claim, cells in claims.items() if len(cells) > 1}
    return [
        (
            head,
            tuple(None if (n, key) in doubtful else key for n, key in zip(range(panels), keys, strict=True)),
            aside,
        )
        for head, keys, aside in amounts
    ]


def _line(grid: Grid, row: int, group: int, columns: _Columns) -> Line | None:
    parts, names, at = _named(grid, row, columns)
    detail = "".join(_name(grid, row, one.column) for one in columns.texts)
    entries = tuple(
        Entry(grid.value(row, head.column), grid.place(row, head.column), head.path, keys, aside)
        for head, keys, aside in columns.amounts
        if _is_entry(grid.value(row, head.column), head)
    )
    if not entries and not any(parts) and not names and not detail:
        return None
    first = at or (entries[0].place.column if entries else 1)
    return Line(group, grid.place(row, first), tuple(parts), names, detail, entries, columns.panels)


def _is_entry(value: object, head: HeadColumn) -> bool:
    """What stands below a label is meant as an amount; elsewhere only numbers count."""
    if value is None or is_dash(value):
        return False
    return head.role == "amount" or is_amount(value)


def _named(grid: Grid, row: int, columns: _Columns) -> tuple[list[str], str, int]:
    """Return code parts, name and the column where the row's name begins."""
    parts: list[str] = []
    names: list[str] = []
    at = 0
    for one in columns.codes:
        value = grid.value(row, one.column)
        code, rest = _code(value)
        parts.append(code)
        if rest and rest not in ("类", "款", "项"):
            names.append(rest)
        at = at or (one.column if value is not None else 0)
    named = [_name(grid, row, one.column) for one in columns.names]
    at = at or next((one.column for one, text in zip(columns.names, named, strict=True) if text), 0)
    name = "".join(named)
    if not any(parts):
        code, rest = split_code(name)
        if code:
            parts, name = [code], rest
    return parts, name or "".join(names), at


def _code(value: object) -> tuple[str, str]:
    """Split what stands in a code column: a code (or a part, or something that should be one) and a name."""
    whole = digits(value)
    if whole:
        return whole, ""
    code, rest = split_code(value)
    if code or not rest:
        return code, rest
    return (rest, "") if rest[0].isascii() and rest[0].isalnum() else ("", rest)


def _name(grid: Grid, row: int, column: int) -> str:
    value = grid.value(row, column)
    return "" if value is None or is_dash(value) else squeeze(value)


def joined(found: Sequence[Line], known: frozenset[str], code_names: dict[str, str]) -> list[Line]:
    """Put together lines whose name was broken over two rows (or over a page break)."""
    result: list[Line] = []
    for line in found:
        previous = next((one for one in reversed(result) if one.group == line.group), None)
        whole = _whole(previous, line, known, code_names) if previous is not None else None
        if previous is None or whole is None:
            result.append(line)
        else:
            result[_index_of(result, previous)] = whole
    return result


def _index_of(found: Sequence[Line], line: Line) -> int:
    return next(number for number in range(len(found) - 1, -1, -1) if found[number] is line)


def _whole(above: Line, line: Line, known: frozenset[str], code_names: dict[str, str]) -> Line | None:
    """Return both lines as one when the second only goes on with the first one's name."""
    if (
        line.has_code
        or not line.name
        or line.detail
        or (above.entries and line.entries)
        or line.label in known
    ):
        return None
    name = above.name + line.name
    code = "".join(above.parts)
    if above.has_code and not above.entries and line.entries:
        named = norm(code_names.get(code, "")) == norm(name)
    else:
        named = norm(code_names.get(code, "")) == norm(name) if above.has_code else above.label not in known
    if not named or (not above.has_code and label(name) not in known):
        return None
    return replace(above, name=name, entries=above.entries or line.entries)
