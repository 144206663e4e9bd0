"""The amounts that the analysis speaks of, as printed (two decimals of 万元, in 分), this year and last.

What is not known is None, and no zero: a fact that nobody entered, a cell of a table that is not filled in, last year's
figure that does not stand on 上年数.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from juesuan.book.accounts import NOT_FILLED, Accounts, RowTree, row_tree
from juesuan.book.facts import Facts
from juesuan.compute.recompute import span_columns, span_rows
from juesuan.money import round_wan
from juesuan.spec.analysis import COLUMN_WORD, FACTS, ROW_WORDS
from juesuan.spec.expression import Expression, Pick, Term
from juesuan.spec.model import Cell, Format, RowKind, Table

LENGTHS = {"classes": 3, "sections": 5, "items": 7}
"""The length of the codes that a word for rows means."""


@dataclass(frozen=True)
class Numbers:
    """``values`` are all money cells of the tables in 分 (recomputed or as they stand); typed blanks are absent."""

    accounts: Accounts
    values: Mapping[Cell, int]
    facts: Facts

    @property
    def format(self) -> Format:
        """The format of the accounts."""
        return self.accounts.format

    @cached_property
    def trees(self) -> Mapping[str, RowTree]:
        """The hierarchy of every table's rows."""
        return {one.key: row_tree(one, self.accounts.rows.get(one.key, ())) for one in self.format}

    @cached_property
    def _prior_rows(self) -> Mapping[str, frozenset[str]]:
        """The code rows that last year's figures name, by table."""
        found: dict[str, set[str]] = {}
        for cell in self.accounts.prior:
            if cell.row not in self.format.tables[cell.table].fixed_rows:
                found.setdefault(cell.table, set()).add(cell.row)
        return {key: frozenset(rows) for key, rows in found.items()}

    def current(self, expression: Expression) -> int | None:
        """Return this year's amount; None when a figure of it is not known."""
        return _sum(expression, self._now)

    def prior(self, expression: Expression) -> int | None:
        """Return last year's amount; None when a figure of it is not known."""
        return _sum(expression, self._before)

    def now(self, cell: Cell) -> int | None:
        """Return this year's figure of a cell as printed; None in a table that is not filled in."""
        if cell.table == FACTS:
            fact = self.facts.fact(cell.row)
            return None if fact is None or fact.current is None else round_wan(fact.current)
        value = self.values.get(cell)
        if not value and self.accounts.status.get(cell.table) == NOT_FILLED:
            return value if value == 0 and cell in self.accounts.typed else None
        return round_wan(value or 0)

    def before(self, cell: Cell) -> int | None:
        """Return last year's figure of a cell as printed.

        A code that last year's figures do not name counts as nothing where they name codes of the table.
        """
        if cell.table == FACTS:
            fact = self.facts.fact(cell.row)
            return None if fact is None or fact.prior is None else round_wan(fact.prior)
        value = self.accounts.prior.get(cell)
        if value is None:
            coded = cell.row not in self.format.tables[cell.table].fixed_rows
            return 0 if coded and self._prior_rows.get(cell.table) else None
        return round_wan(value)

    def _now(self, term: Term) -> int | None:
        return self.now(cell_of(term))

    def _before(self, term: Term) -> int | None:
        return self.before(cell_of(term))

    def cells(self, parts: Term, *, last_year: bool = False) -> Iterator[Cell]:
        """Yield the cells that parts name, in the order of the table; ``last_year``: codes of both years."""
        if parts.table == FACTS:
            yield cell_of(parts)
            return
        table = self.format.tables[parts.table or ""]
        for row in self._rows(table, parts, last_year=last_year):
            for column in self._columns(table, parts):
                yield Cell(table.key, row, column)

    def _rows(self, table: Table, parts: Term, *, last_year: bool) -> tuple[str, ...]:
        if parts.row.pick is Pick.SPAN:
            rows = span_rows(table, *parts.row.keys)
            return tuple(one for one in rows if table.fixed_rows[one][1].kind is not RowKind.PARENT)
        word = parts.row.keys[0]
        if table.region is None or word not in ROW_WORDS:
            return parts.row.keys
        tree = self.trees[table.key]
        codes = [one for one in self.accounts.rows.get(table.key, ()) if "/" not in one]
        if last_year:
            known = self._prior_rows.get(table.key, frozenset())
            gone = known - set(codes)
            leaves = {
                one for one in gone if not any(one != other and other.startswith(one) for other in known)
            }
            codes = sorted({*codes, *(leaves if word == "leaves" else gone)})
        if word == "leaves":
            return tuple(one for one in codes if tree.kinds.get(one, RowKind.LEAF) is RowKind.LEAF)
        return tuple(one for one in codes if len(one) == LENGTHS[word])

    def _columns(self, table: Table, parts: Term) -> tuple[str, ...]:
        if parts.column.pick is Pick.SPAN:
            return span_columns(table, *parts.column.keys)
        if parts.column.keys == (COLUMN_WORD,):
            return tuple(one for group in table.column_children.values() for one in group)
        return parts.column.keys


def cell_of(term: Term) -> Cell:
    """Return the only cell of a term; facts stand in a table of their own."""
    return Cell(term.table or "", term.row.keys[0], term.column.keys[0])


def _sum(expression: Expression, figure: Callable[[Term], int | None]) -> int | None:
    total = 0
    for term in expression.terms:
        value = figure(term)
        if value is None:
            return None
        total += term.sign * value
    return total
