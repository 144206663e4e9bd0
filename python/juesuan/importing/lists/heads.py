"""The header of a list: which family it is, what each of its columns says, in which unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from juesuan.book.naming import plain
from juesuan.book.sheets import SectionLayout
from juesuan.importing.grid import Grid
from juesuan.importing.heads import is_meta
from juesuan.importing.labels import is_amount
from juesuan.importing.lists.words import Family, Words, unit_of, word


@dataclass(frozen=True)
class Head:
    """A header: its rows, the columns of the sheet by what they say, units that stand in labels.

    ``behind`` are columns whose text is put behind that of another one, ``aside`` columns that nobody misses.
    """

    family: Family
    rows: tuple[int, ...]
    columns: Mapping[str, int]
    behind: Mapping[int, str] = field(default_factory=dict)
    aside: tuple[int, ...] = ()
    ignored: frozenset[int] = frozenset()
    labels: Mapping[int, str] = field(default_factory=dict)
    units: Mapping[int, str] = field(default_factory=dict)
    own: bool = False

    @property
    def known(self) -> frozenset[int]:
        """The columns that somebody looks at."""
        return frozenset(self.columns.values()) | set(self.behind) | set(self.aside) | self.ignored


@dataclass(frozen=True)
class _Label:
    """The texts above one column, from top to bottom."""

    column: int
    path: tuple[str, ...]

    @property
    def shown(self) -> str:
        return "".join(self.path)


def find_head(grid: Grid, row: int, words: Words) -> Head | None:
    """Return the header that begins in a row, None when none does."""
    if not _may_be_header(grid, row) or not _names_columns(grid, row, words) or is_meta(grid, row):
        return None
    one = _best(grid, (row,), words)
    below = row + 1
    if below > grid.height or not _may_be_header(grid, below, least=1):
        return one
    two = _best(grid, (row, below), words)
    if two is None:
        return one
    if one is None:
        single = _best(grid, (below,), words)
        return two if single is None or len(two.columns) > len(single.columns) else None
    says = any(column in two.columns.values() for column in grid.filled(below))
    return two if says and len(two.columns) >= len(one.columns) else one


def _names_columns(grid: Grid, row: int, words: Words) -> bool:
    """Whether a word of a header stands in a row or in the one below: most rows of a long sheet say none."""
    rows = [one for one in (row, row + 1) if one <= grid.height]
    return any(word(grid.value(one, column)) in words.header for one in rows for column in grid.filled(one))


def _may_be_header(grid: Grid, row: int, least: int = 2) -> bool:
    columns = grid.filled(row)
    texts = [grid.value(row, column) for column in columns]
    return len(texts) >= least and all(isinstance(one, str) and not is_amount(one) for one in texts)


def _best(grid: Grid, rows: tuple[int, ...], words: Words) -> Head | None:
    labels = _labels(grid, rows)
    found = [one for family in words.families if (one := _match(rows, labels, family, words))]
    return max(found, key=lambda one: len(one.columns), default=None)


def _labels(grid: Grid, rows: Sequence[int]) -> list[_Label]:
    """The texts above each column; an upper one spreads over the columns to its right that have a lower one only."""
    last = max(max(grid.filled(row), default=0) for row in rows)
    found: list[_Label] = []
    upper = ""
    for column in range(1, last + 1):
        texts = [_shown(grid, row, column) for row in rows]
        if len(rows) > 1:
            upper = texts[0] or (upper if texts[1] else "")
            texts = [upper, *texts[1:]] if texts[1] else [texts[0]]
        path = tuple(dict.fromkeys(one for one in texts if one))
        if path:
            found.append(_Label(column, path))
    return found


def _shown(grid: Grid, row: int, column: int) -> str:
    return plain(grid.value(*grid.owner(row, column)))


def _match(rows: tuple[int, ...], labels: Sequence[_Label], family: Family, words: Words) -> Head | None:
    columns: dict[str, tuple[int, int]] = {}
    behind: dict[int, str] = {}
    aside: list[int] = []
    ignored: set[int] = set()
    before = ""
    for label in labels:
        key, rank = _column(label, family, words, before)
        if not key:
            last = word(label.path[-1])
            if last in family.behind:
                behind[label.column] = family.behind[last]
            elif last in words.ignored:
                ignored.add(label.column)
            elif last in family.aside:
                aside.append(label.column)
            continue
        before = key if key in family.below else before
        if key not in columns or rank < columns[key][1]:
            columns[key] = label.column, rank
    found = {key: column for key, (column, _) in columns.items()}
    found |= {key: column for column, key in behind.items() if key not in found}
    behind = {column: key for column, key in behind.items() if found[key] != column}
    if len(found) < family.least or any(not one & found.keys() for one in family.needs):
        return None
    shown = {one.column: one.shown for one in labels}
    units = {one.column: unit for one in labels for unit in map(unit_of, one.path) if unit}
    own = any(list(shown.values()) == _own(layout) for layout in family.lists)
    return Head(family, rows, found, behind, tuple(aside), frozenset(ignored), shown, units, own)


def _own(layout: SectionLayout) -> list[str]:
    return [plain(one.label) for one in layout.section.columns]


def _column(label: _Label, family: Family, words: Words, before: str) -> tuple[str, int]:
    """What a column says: a word of its own, or one that says which only below or behind another column."""
    path = [word(one) for one in label.path]
    above = [family.columns[one][0] for one in path[:-1] if one in family.columns]
    for key in (*reversed(above), *([before] if len(path) == 1 else [])):
        if path[-1] in family.below.get(key, {}):
            return family.below[key][path[-1]], 0
    if path[-1] in family.columns:
        return family.columns[path[-1]]
    if path[-1] in words.totals and len(path) > 1 and path[-2] in family.columns:
        return family.columns[path[-2]]
    joined = word("".join(label.path))
    return family.columns.get(joined, ("", 0))
