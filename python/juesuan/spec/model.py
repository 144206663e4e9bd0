"""What a loaded specification is: frozen, checked, expanded.

A cell is named by table, row and column key, never by its place on a sheet. Row keys are unique within a table;
a row belongs to one panel and has the columns of that panel.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from juesuan.spec.analysis import Analysis
from juesuan.spec.classification import Classification
from juesuan.spec.expression import CHILD_ROWS, Expression
from juesuan.spec.files import PageFile, SheetsFile
from juesuan.spec.narrative import Narrative
from juesuan.spec.rule import Rule

TOTAL = "total"
"""Key of the row 合计 of a code table."""


class Cell(NamedTuple):
    """The name of a cell."""

    table: str
    row: str
    column: str

    def __str__(self) -> str:
        return ".".join(self)


class CellKind(Enum):
    """Who fills a cell: a person, the computation, or a person from an offered formula."""

    TYPED = "typed"
    DERIVED = "derived"
    OFFERED = "offered"


class RowKind(Enum):
    """What a row is in the hierarchy of codes."""

    FIXED = "fixed"
    TOTAL = "total"
    PARENT = "parent"
    LEAF = "leaf"
    DETAIL = "detail"


Ledger = Mapping[str, tuple[str, ...]]
"""Which facts of a ledger a cell gathers: dimension to accepted values."""


@dataclass(frozen=True)
class Column:
    """A column. ``parent`` is the class column that a section column belongs to."""

    key: str
    labels: tuple[str, ...]
    role: str = "amount"
    number: str = ""
    width: float = 14
    derive: Expression | None = None
    leaf: Expression | None = None
    offer: Expression | None = None
    ledger: Ledger = field(default_factory=dict)
    parent: str | None = None
    economic: str | None = None

    @property
    def is_amount(self) -> bool:
        """Whether the column holds money."""
        return self.role == "amount"


@dataclass(frozen=True)
class Row:
    """A fixed row; ``derive`` maps column keys to derivations ("" = every column)."""

    key: str
    label: str
    kind: RowKind = RowKind.FIXED
    line: int = 0
    derive: Mapping[str, Expression] = field(default_factory=dict)
    ledger: Mapping[str, Ledger] = field(default_factory=dict)
    parent: str | None = None
    align: str = "left"
    strong: bool = False

    @property
    def is_blank(self) -> bool:
        """A row that only fills the form."""
        return not self.key


@dataclass(frozen=True)
class CodeRegion:
    """The rows that come and go: one for each code, with spare rows up to a sentinel.

    ``rows_from``: tables whose codes are taken over. ``only``: the rows are exactly those whose value here is not
    zero, nothing is typed. ``details``: the text column that makes a row a detail line under its code.
    """

    classification: str
    rows_from: tuple[str, ...] = ()
    only: Expression | None = None
    details: str | None = None
    capacity: int = 400


@dataclass(frozen=True)
class Panel:
    """A block of columns with its rows."""

    heading: str
    columns: tuple[Column, ...]
    rows: tuple[Row | CodeRegion, ...]

    @cached_property
    def amounts(self) -> tuple[Column, ...]:
        """The money columns."""
        return tuple(one for one in self.columns if one.is_amount)

    @cached_property
    def by_key(self) -> dict[str, Column]:
        """All columns by key."""
        return {one.key: one for one in self.columns}

    @cached_property
    def fixed(self) -> tuple[Row, ...]:
        """The fixed rows that carry a key."""
        return tuple(one for one in self.rows if isinstance(one, Row) and not one.is_blank)

    @property
    def region(self) -> CodeRegion | None:
        """The code region, if the panel has one."""
        return next((one for one in self.rows if isinstance(one, CodeRegion)), None)

    def role(self, role: str) -> Column | None:
        """Return the first column with a role, if any."""
        return next((one for one in self.columns if one.role == role), None)


@dataclass(frozen=True)
class Table:
    """One of the official tables."""

    key: str
    title: str
    number: str
    sheet: str
    footnote: str
    empty_sentence: str
    year_line: bool
    show_numbers: bool
    page: PageFile
    panels: tuple[Panel, ...]

    @cached_property
    def region(self) -> CodeRegion | None:
        """The code region, if the table has one (only a table of one panel can)."""
        return next((one.region for one in self.panels if one.region), None)

    @cached_property
    def fixed_rows(self) -> dict[str, tuple[Panel, Row]]:
        """Fixed rows by key, with their panel."""
        return {row.key: (panel, row) for panel in self.panels for row in panel.fixed}

    @cached_property
    def fixed_children(self) -> dict[str, tuple[str, ...]]:
        """Fixed rows that belong to a parent row (economic sections under their class)."""
        found: dict[str, list[str]] = {}
        for _, row in self.fixed_rows.values():
            if row.parent is not None:
                found.setdefault(row.parent, []).append(row.key)
        return {key: tuple(rows) for key, rows in found.items()}

    @cached_property
    def column_children(self) -> dict[str, tuple[str, ...]]:
        """Section columns by their class column."""
        found: dict[str, list[str]] = {}
        for panel in self.panels:
            for column in panel.columns:
                if column.parent is not None:
                    found.setdefault(column.parent, []).append(column.key)
        return {key: tuple(columns) for key, columns in found.items()}

    def panel_of(self, row: str) -> Panel:
        """Return the panel of a row key; code rows belong to the panel of the region; KeyError otherwise."""
        if row in self.fixed_rows:
            return self.fixed_rows[row][0]
        if self.region is None:
            raise KeyError(row)
        return self.panels[0]

    def rule(self, row: str, kind: RowKind, column: Column) -> tuple[CellKind, Expression | None]:
        """Say who fills the cell at a row of the given kind, and from what.

        An explicit derivation of the row wins over one of the column, both over the hierarchy of codes.
        """
        fixed = self.fixed_rows.get(row)
        if fixed is not None:
            derive = fixed[1].derive.get(column.key) or fixed[1].derive.get("")
            if derive is not None:
                return CellKind.DERIVED, derive
        if kind is RowKind.DETAIL:
            return CellKind.TYPED, None
        if column.derive is not None:
            return CellKind.DERIVED, column.derive
        if kind in (RowKind.PARENT, RowKind.TOTAL):
            return CellKind.DERIVED, CHILD_ROWS
        if kind is RowKind.LEAF and column.leaf is not None:
            return CellKind.DERIVED, column.leaf
        if kind is RowKind.LEAF and column.offer is not None:
            return CellKind.OFFERED, column.offer
        return CellKind.TYPED, None


@dataclass(frozen=True)
class Format:
    """A disclosure format: its tables in order, its code lists, the sheets beside them."""

    key: str
    title: str
    year: int
    unit_line: str
    organisation_line: str
    zero: str
    tables: Mapping[str, Table]
    classifications: Mapping[str, Classification] = field(repr=False)
    sheets: SheetsFile = field(repr=False)
    folders: tuple[Path, ...] = field(repr=False)
    rules: Mapping[str, Rule] = field(default_factory=dict, repr=False)
    analysis: Analysis = field(default_factory=Analysis, repr=False)
    narrative: Narrative = field(default_factory=Narrative, repr=False)
    glossary: Mapping[str, str] = field(default_factory=dict, repr=False)
    digest: str = ""

    def __iter__(self) -> Iterator[Table]:
        return iter(self.tables.values())

    def classification_of(self, table: Table) -> Classification:
        """Return the code list of a code table; KeyError for another table."""
        if table.region is None:
            raise KeyError(table.key)
        return self.classifications[table.region.classification]
