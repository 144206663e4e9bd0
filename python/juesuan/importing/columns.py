"""Which column of a panel a path of header labels means.

Labels are compared without order (预算数/小计 is 小计/预算数), exactly or through declared synonyms. A path that could
mean two columns means none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import combinations, pairwise

from juesuan.importing.labels import label, split_code
from juesuan.importing.layouts import LayoutFile, Layouts
from juesuan.spec.model import Panel, Table

_SUM = "合计"
_LONGEST = 6
Signature = tuple[str, ...]


class ColumnBook:
    """The amount columns of one panel, to be found by a path of labels."""

    def __init__(
        self, table: Table, panel: Panel, layouts: Layouts, layout: LayoutFile | None = None
    ) -> None:
        self.layouts = layouts
        self.title = label(table.title)
        self.panel = panel
        self.own = {label(one): label(one) for column in panel.amounts for one in column.labels}
        self.paths = {
            column.key: tuple(self.own[label(one)] for one in column.labels) for column in panel.amounts
        }
        headings = {heading(one.heading) for one in table.panels} | {
            label(one.heading) for one in table.panels
        }
        self.dropped = (layouts.words.neutral | headings) - set(self.own) - {""}
        self.mapped = {
            tuple(label(one) for one in there.split("/")): tuple(label(one) for one in here.split("/"))
            for there, here in (layout.columns if layout else {}).items()
        }
        self.aside = frozenset(map(label, layout.aside)) if layout else frozenset()

    @cached_property
    def is_single(self) -> bool:
        """Whether there is only one amount column."""
        return len(self.paths) == 1

    @cached_property
    def _exact(self) -> dict[Signature, list[str]]:
        return _index((_signature(path), key) for key, path in self.paths.items())

    @cached_property
    def _short(self) -> dict[Signature, list[str]]:
        return _index((self._shortened(path), key) for key, path in self.paths.items())

    @cached_property
    def _codes(self) -> dict[str, str]:
        return {one.economic: one.key for one in self.panel.amounts if one.economic}

    def is_aside(self, path: Sequence[str]) -> bool:
        """Tell whether a declared layout says that the public table has no such column."""
        return not self.aside.isdisjoint(path)

    def find(self, path: Sequence[str]) -> str | None:
        """Return the key of the column, None when there is none or more than one."""
        labels = tuple(one for one in map(label, path) if one)[-_LONGEST:]
        if not labels or self.is_aside(labels):
            return None
        coded = self._by_code(labels)
        if coded is not None:
            return coded or None
        labels = self.mapped.get(labels, labels)
        bare = tuple(one for one in labels if one not in self.dropped)
        if not bare and self.is_single:
            return next(iter(self.paths))
        found = {key for one in (*_joins(bare), *_joins(labels)) for key in self._match(one)}
        if len(found) == 1:
            return found.pop()
        close = {key for one in _joins(bare) for key in self._subset(one)} if not found else set()
        return close.pop() if len(close) == 1 else None

    def _by_code(self, labels: Sequence[str]) -> str | None:
        """The column of the deepest code in a path; "" when that code has no column, None without any code."""
        codes = [code for code, _ in map(split_code, labels) if code] if self._codes else []
        return self._codes.get(max(codes, key=len), "") if codes else None

    def _match(self, path: Sequence[str]) -> list[str]:
        known = self._known(path)
        if known is None:
            return []
        exact = self._exact.get(_signature(known), [])
        return exact or self._short.get(self._shortened(known), [])

    def _subset(self, path: Sequence[str]) -> list[str]:
        """Columns whose labels hold all of these: for headers that lost the label of their group."""
        known = self._known(path)
        if not known:
            return []
        return [key for key, labels in self.paths.items() if set(known) <= {self._sum(one) for one in labels}]

    def _known(self, path: Sequence[str]) -> Signature | None:
        """Return the panel's own words for the labels; None when one of them is unknown or means several."""
        found: list[str] = []
        for one in path:
            meant = self._meant(one)
            if len(meant) != 1:
                return None
            found += meant
        return tuple(found)

    def _meant(self, word: str) -> set[str]:
        if word in self.own:
            return {self._sum(word)}
        found = {self._sum(one) for one in self.own if word in self.layouts.column_words(self.title, one)}
        return found or ({_SUM} if word in self.layouts.words.total else set())

    def _sum(self, word: str) -> str:
        return _SUM if word in self.layouts.words.total else word

    def _shortened(self, path: Sequence[str]) -> Signature:
        """Without the words for a sum, unless nothing else is left: 本年支出/合计 is 本年支出."""
        words = [self._sum(one) for one in path]
        rest = [one for one in words if one != _SUM and not one.endswith(_SUM)]
        return _signature(rest or words[-1:])

    def words(self) -> frozenset[str]:
        """All words that can stand in this panel's header."""
        synonyms = [self.layouts.column_words(self.title, one) for one in self.own]
        headings = {label(self.panel.heading), heading(self.panel.heading)} - {""}
        mapped = [frozenset(one) for one in self.mapped]
        return frozenset(headings).union(*synonyms, *mapped, self.aside)


def heading(text: str) -> str:
    """Return a panel's heading without （续）."""
    return label(text).partition("(")[0]


def _signature(path: Sequence[str]) -> Signature:
    return tuple(sorted(_SUM if one == _SUM else one for one in path))


def _index(pairs: Iterator[tuple[Signature, str]]) -> dict[Signature, list[str]]:
    found: dict[Signature, list[str]] = {}
    for signature, key in pairs:
        found.setdefault(signature, []).append(key)
    return found


def _joins(path: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield a path with any neighbours joined: a label may have been broken over several rows."""
    for count in range(len(path)):
        for cuts in combinations(range(1, len(path)), len(path) - 1 - count):
            edges = (0, *cuts, len(path))
            yield tuple("".join(path[a:b]) for a, b in pairwise(edges))
