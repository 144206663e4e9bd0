"""What a structural rule looks at, and the registry of these rules: one published requirement, one function."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from juesuan.analysis.numbers import Numbers
from juesuan.audit.standing import Standing
from juesuan.book.accounts import FILLED, NOT_FILLED, Accounts, RowTree, row_tree
from juesuan.book.facts import Facts
from juesuan.book.grid import GridSource
from juesuan.book.layout import address, column_label, row_label
from juesuan.book.read import ReadBook
from juesuan.book.read_facts import read_facts
from juesuan.book.read_lists import CheckRow
from juesuan.findings import Finding, Level
from juesuan.spec.model import Cell, Format, Table
from juesuan.spec.rule import Rule
from juesuan.template.lists import code_names


@dataclass(frozen=True)
class View:
    """A workbook (or, without ``read`` and ``source``, bare accounts such as a report's own tables) to be audited."""

    accounts: Accounts
    standing: Standing
    read: ReadBook | None = None
    source: GridSource | None = None

    @property
    def format(self) -> Format:
        """The format of the accounts."""
        return self.accounts.format

    @cached_property
    def trees(self) -> Mapping[str, RowTree]:
        """The hierarchy of every table's rows."""
        return {one.key: row_tree(one, self.accounts.rows.get(one.key, ())) for one in self.format}

    @cached_property
    def check_rows(self) -> tuple[CheckRow, ...]:
        """The rows of 核对数; bare accounts have their check figures only."""
        if self.read is not None:
            return tuple(self.read.lists.checks)
        return tuple(CheckRow(0, cell, printed) for cell, printed in self.accounts.checks.items())

    @cached_property
    def _beside(self) -> tuple[Facts, tuple[Finding, ...]]:
        faults: list[Finding] = []
        found = read_facts(self.source, self.format, faults) if self.source is not None else Facts()
        return found, tuple(faults)

    @property
    def facts(self) -> Facts:
        """What the sheets beside the tables say; nothing where there is no workbook."""
        return self._beside[0]

    @property
    def fact_faults(self) -> tuple[Finding, ...]:
        """The cells of these sheets that cannot be read."""
        return self._beside[1]

    @cached_property
    def numbers(self) -> Numbers:
        """The amounts as the report prints them, of this year and the last."""
        return Numbers(self.accounts, self.standing.values, self.facts)

    def is_closed(self, table: str) -> bool:
        """Whether a table is not filled in (a blank state too): its blank cells are not zero."""
        return self.accounts.status.get(table, FILLED) in (NOT_FILLED, "")

    def tables(self) -> Iterator[Table]:
        """Yield the tables that are filled in, or declared empty: the others are not audited."""
        yield from (one for one in self.format if not self.is_closed(one.key))

    def value(self, cell: Cell) -> int:
        """Return what a cell holds in 分; nothing counts as zero."""
        return self.standing.values.get(cell, 0)

    def place(self, cell: Cell) -> tuple[str, str]:
        """Return sheet and address of a cell, ("公开06表", "D12"); the address is empty where it stands nowhere."""
        if cell in self.standing.places:
            sheet, at = self.standing.places[cell]
            return sheet, address(*at)
        return self.format.tables[cell.table].sheet, ""

    @cached_property
    def _names(self) -> Mapping[str, Mapping[str, str]]:
        return {one.key: code_names(self.accounts, one.key) for one in self.format}

    def row_name(self, cell: Cell) -> str:
        """Return how a person calls the row of a cell."""
        return row_label(self.format.tables[cell.table], cell.row, self._names[cell.table])

    def column_name(self, cell: Cell) -> str:
        """Return how a person calls the column of a cell."""
        return column_label(self.format.tables[cell.table].panel_of(cell.row).by_key[cell.column])

    def name(self, cell: Cell) -> str:
        """Return how a person calls a cell: ``公开06表第12行“2040201 行政运行”基本支出``."""
        sheet, _ = self.place(cell)
        line = f"第{self.standing.places[cell][1][0]}行" if cell in self.standing.places else ""
        return f"{sheet}{line}“{self.row_name(cell)}”{self.column_name(cell)}"


Look = Callable[[View, Rule], Iterator[Finding]]
"""Yields a finding for each place that does not meet the rule."""

REQUIREMENTS: dict[str, Look] = {}
"""The structural rules by the id under which ``rules.yaml`` names them."""


def requirement(identifier: str) -> Callable[[Look], Look]:
    """Register a function as the structural rule of an id; its docstring names the published source."""

    def register(look: Look) -> Look:
        if identifier in REQUIREMENTS:
            raise ValueError(f"two functions for rule {identifier}")
        REQUIREMENTS[identifier] = look
        return look

    return register


def finding(  # noqa: PLR0913 - a finding has these parts
    view: View, rule: Rule, cell: Cell, message: str, remedy: str = "", *, level: Level | None = None
) -> Finding:
    """Return the finding of a rule at a cell; ``message`` ends with 。 or ，, the remedy is the rule's unless given."""
    sheet, at = view.place(cell)
    return Finding(
        rule.id,
        level or Level(rule.level),
        sheet,
        at,
        message,
        remedy or rule.remedy,
        rule.title,
        cells=(str(cell),),
    )
