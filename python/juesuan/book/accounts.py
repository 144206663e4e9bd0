"""The accounts in memory: what people typed, which code rows there are, which adjustments were made.

Amounts are ints of 分 and are keyed by table, row and column. Nothing derived is kept here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from juesuan.spec.classification import Classification
from juesuan.spec.model import TOTAL, Cell, Format, RowKind, Table

DETAIL_MARK = "/"
TAIL = "尾差"
UNCLASSIFIED = "未分科目"
NO_DATA = "此表无数据"
NOT_FILLED = "未填"
FILLED = "已填完，空白即零"


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A visible term of a derived cell: ``kind`` is 尾差 or 未分科目, ``amount`` in 分."""

    cell: Cell
    kind: str
    amount: int
    note: str = ""


@dataclass(frozen=True)
class Accounts:
    """A unit's final accounts.

    ``typed`` holds only cells that are not blank. ``offered`` names the offered cells that still hold their
    offered formula. ``rows`` are the code rows of each code table in the order they stand, detail rows as
    ``code/text``. ``laid`` says what the last layout made of each code row (``typed``, ``auto``, ``parent``).
    ``checks`` are figures of the system, ``prior`` last year's figures, both by cell. ``own_codes`` maps a
    classification to the unit's own codes. ``info`` are the fields of the cover, ``status`` the state of each table.
    """

    format: Format
    typed: Mapping[Cell, int] = field(default_factory=dict)
    offered: frozenset[Cell] = frozenset()
    rows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    laid: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    adjustments: tuple[Adjustment, ...] = ()
    checks: Mapping[Cell, int] = field(default_factory=dict)
    prior: Mapping[Cell, int] = field(default_factory=dict)
    own_codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    info: Mapping[str, str] = field(default_factory=dict)
    status: Mapping[str, str] = field(default_factory=dict)

    def with_rows(self, rows: Mapping[str, tuple[str, ...]]) -> Accounts:
        """Return the same accounts with other code rows."""
        return replace(self, rows=rows)

    def classification(self, table: Table) -> Classification:
        """Return the code list of a code table, the unit's own codes included."""
        base = self.format.classification_of(table)
        return base.with_own(self.own_codes.get(base.key, {}))


@dataclass(frozen=True)
class RowTree:
    """The hierarchy of one table's rows: children by parent, the kind of every row."""

    children: Mapping[str, tuple[str, ...]]
    kinds: Mapping[str, RowKind]

    def kind(self, row: str) -> RowKind:
        """Return what a row is; a row that is not there counts as a leaf without amounts."""
        return self.kinds.get(row, RowKind.LEAF)


def row_tree(table: Table, rows: Iterable[str]) -> RowTree:
    """Build the hierarchy of the given code rows (or of a table's fixed economic rows) under the row 合计."""
    kinds: dict[str, RowKind] = {key: row.kind for key, (_, row) in table.fixed_rows.items()}
    children: dict[str, list[str]] = {key: list(found) for key, found in table.fixed_children.items()}
    if table.region is None:
        roots = [key for key, kind in kinds.items() if kind is RowKind.PARENT]
        return RowTree({**{k: tuple(v) for k, v in children.items()}, TOTAL: tuple(roots)}, kinds)
    codes = [row for row in rows if DETAIL_MARK not in row]
    known = set(codes)
    for code in codes:
        above = next((code[:n] for n in range(len(code) - 1, 2, -1) if code[:n] in known), TOTAL)
        children.setdefault(above, []).append(code)
    for code in codes:
        kinds[code] = RowKind.PARENT if code in children else RowKind.LEAF
    kinds.update({row: RowKind.DETAIL for row in rows if DETAIL_MARK in row})
    return RowTree({key: tuple(found) for key, found in children.items()}, kinds)


def row_order(row: str) -> tuple[str, int, str]:
    """Sort key of code rows: by code, a code before its detail lines."""
    code, mark, text = row.partition(DETAIL_MARK)
    return code, bool(mark), text


def amount_cells(table: Table, rows: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield (row, column) of every money cell of a table with the given code rows."""
    for panel in table.panels:
        for row in panel.fixed:
            for column in panel.amounts:
                yield row.key, column.key
    if table.region is not None:
        for code in rows:
            for column in table.panels[0].amounts:
                yield code, column.key
