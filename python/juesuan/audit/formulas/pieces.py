"""The comparisons of a check as pieces of formula: one row, a run of fixed rows, or all code rows of a column.

A piece says how many comparisons do not hold, the largest difference among them, and where the first one stands
(column times a million plus row; ``NOWHERE`` or more when all hold). No ``IF`` over ranges is used: only SUMPRODUCT
calculates with ranges in every spreadsheet program without being told to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from juesuan.audit.evaluate import domain_columns, domain_rows
from juesuan.audit.formulas.terms import BROKEN, HELD, Render, Terms, difference_text
from juesuan.book.accounts import row_tree
from juesuan.spec.expression import Pick
from juesuan.spec.model import Cell, Table
from juesuan.spec.rule import Check, Domain, Item, Relation
from juesuan.template.places import Places

ACROSS = 1_000_000
NOWHERE = 1_000_000_000
LENGTHS = {"classes": 3, "sections": 5, "items": 7}


@dataclass(frozen=True)
class Piece:
    """A part of a check's comparisons: the own column, and the fixed rows (None: all code rows)."""

    column: str
    rows: tuple[str, ...] | None
    count: str
    largest: str
    position: str
    evaluated: str = ""
    """How many comparisons were made; only where last year's figures decide that."""


def link_column(check: Check, table: Table, row: str, column: str) -> str:
    """Return the column that a comparison is shown at: its own one, or the first that it names in its row."""
    if column:
        return column
    amounts = [one.key for one in table.panel_of(row).amounts]
    for _, item in check.comparison.sides():
        term = item.term
        if not item.prior and term.table == table.key and term.row.pick is Pick.OWN_ROW:
            named = term.column.keys[:1]
            if named and named[0] in amounts:
                return named[0]
    return amounts[0]


class Pieces:
    """Makes the pieces of a check over a domain."""

    def __init__(self, check: Check, domain: Domain, terms: Terms) -> None:
        self.check = check
        self.domain = domain
        self.terms = terms
        self.places: Places = terms.places
        self.table: Table = terms.form.tables[domain.table]
        self.layout = self.places.layout[self.table.key]
        self.items: tuple[Item, ...] = tuple(item for _, item in check.comparison.sides())
        self.counts_evaluated = any(item.prior for item in check.items())

    def make(self) -> Iterator[Piece]:
        """Yield the pieces, column by column."""
        fixed = domain_rows(self.table, self.domain, (), row_tree(self.table, ()))
        codes = self.table.region is not None and self.domain.subset not in ("total", "span")
        groups = [self._columns(row) for row in [*fixed, *([""] if codes else [])]]
        for column in dict.fromkeys(one for group in groups for one in group):
            rows = [row for row in fixed if column in self._columns(row)]
            for run in self._runs(rows):
                yield from self._fixed(run, column)
            if codes and column in self._columns(""):
                yield self._region(column)

    def _columns(self, row: str) -> tuple[str, ...]:
        return ("",) if self.domain.columns is None else domain_columns(self.table, row, self.domain)

    def _runs(self, rows: Sequence[str]) -> list[list[str]]:
        """Split rows into runs that stand below each other in one panel."""
        runs: list[list[str]] = []
        for row in rows:
            above = runs[-1][-1] if runs else None
            if (
                above is not None
                and self.layout.fixed[above] == self.layout.fixed[row] - 1
                and self.layout.panel_number(above) == self.layout.panel_number(row)
            ):
                runs[-1].append(row)
            else:
                runs.append([row])
        return runs

    # code rows

    def _region(self, column: str) -> Piece:
        codes = self.places.codes(self.table.key)
        length = LENGTHS.get(self.domain.subset, 0)
        mask = [f"(LEN({codes})={length})" if length else f'({codes}<>"")']
        details = self.places.details(self.table)
        if details:
            mask.append(f'({details}="")')
        if self.domain.subset in ("parents", "leaves"):
            sign = ">" if self.domain.subset == "parents" else "="
            mask.append(f'(COUNTIF({codes},{codes}&"??*"){sign}0)')
        mask += self.terms.known_region(self.table, column, self.items)
        render = self.terms.region(self.table, column)
        return self._vector(column, None, mask, render, codes, self._across("", column))

    def _across(self, row: str, column: str) -> int:
        return self.layout.column(row, link_column(self.check, self.table, row, column)) * ACROSS

    def _vector(  # noqa: PLR0913 - what a column of comparisons consists of
        self,
        column: str,
        rows: tuple[str, ...] | None,
        mask: list[str],
        render: Render,
        span: str,
        across: int,
    ) -> Piece:
        relation = self.check.comparison.relation
        mask = [*mask, *self._when(render)]
        difference = difference_text(self.check.comparison, render)
        factors = "".join(f"{one}*" for one in mask)
        broken = f"{factors}({difference}{BROKEN[relation]})"
        return Piece(
            column,
            rows,
            f"SUMPRODUCT({broken if mask else f'1*{broken}'})",
            f"SUMPRODUCT(MAX({factors}{_size(relation, difference)}))",
            f"{across}+SUMPRODUCT(MIN(ROW({span})+{NOWHERE}*({broken}=0)))",
            f"SUMPRODUCT({factors}1)" if self.counts_evaluated and mask else "",
        )

    def _when(self, render: Render) -> list[str]:
        return [f"({difference_text(one, render)}{HELD[one.relation]})" for one in self.check.when]

    # fixed rows

    def _fixed(self, run: list[str], column: str) -> Iterator[Piece]:
        """Yield a run of fixed rows as one piece where their references run along with them, else row by row."""
        vector = _Along(self, run, column)
        if len(run) > 1 and not self.counts_evaluated and vector.fits:
            place = self.layout.column(run[0], link_column(self.check, self.table, run[0], column))
            span = self.places.down(
                self.table.key, place, self.layout.fixed[run[0]], self.layout.fixed[run[-1]]
            )
            yield self._vector(column, tuple(run), [], vector.render, span, place * ACROSS)
            return
        for row in run:
            yield self._single(row, column)

    def _single(self, row: str, column: str) -> Piece:
        own = Cell(self.table.key, row, column)
        render = self.terms.single(own)
        relation = self.check.comparison.relation
        mask = [*self.terms.known(own, self.items), *self._when(render)]
        difference = difference_text(self.check.comparison, render)
        factors = "".join(f"{one}*" for one in mask)
        broken = f"{factors}({difference}{BROKEN[relation]})"
        place = self._across(row, column) + self.layout.fixed[row]
        return Piece(
            column,
            (row,),
            broken if mask else f"1*{broken}",
            f"{factors}{_size(relation, difference)}",
            f"IF({broken},{place},{NOWHERE})",
            "*".join(["1", *mask]) if self.counts_evaluated else "",
        )


def _size(relation: Relation, difference: str) -> str:
    """Return the size of a difference where the relation does not hold, nothing above zero where it does."""
    if relation is Relation.EQ:
        return f"ABS({difference})"
    return f"-{difference}" if relation in (Relation.GE, Relation.GT) else difference


class _Along:
    """Renders items for a run of fixed rows: every reference a range beside it, a look-up of its codes, or one cell."""

    def __init__(self, pieces: Pieces, run: list[str], column: str) -> None:
        self.pieces = pieces
        self.terms = pieces.terms
        self.places = pieces.places
        self.owns = [Cell(pieces.table.key, row, column) for row in run]

    @property
    def fits(self) -> bool:
        """Whether every reference runs along, and one of them at least differs from row to row."""
        try:
            for item in self.pieces.check.items():
                self._item(item)
        except LookupError:
            return False
        items = [item for _, item in self.pieces.check.comparison.sides()]
        first, second = self.owns[0], self.owns[-1]
        return any(self.terms.cells(first, one.term) != self.terms.cells(second, one.term) for one in items)

    def render(self, item: Item) -> str:
        """Return the text of an item."""
        return self._item(item)

    def _item(self, item: Item) -> str:
        if item.prior or item.term.row.pick is Pick.CHILDREN:
            raise LookupError
        found = [self.terms.cells(own, item.term) for own in self.owns]
        if all(one == found[0] for one in found):
            return self.terms.single(self.owns[0])(item)
        if len({len(one) for one in found}) != 1:
            raise LookupError
        return "+".join(self._strand([cells[n] for cells in found]) for n in range(len(found[0])))

    def _strand(self, cells: list[Cell]) -> str:
        """One cell for each row: below each other on a sheet, or found by code."""
        first = cells[0]
        table = self.terms.form.tables[first.table]
        if any(one.table != first.table for one in cells):
            raise LookupError
        if all(one.row in table.fixed_rows for one in cells):
            at = self.places.layout[first.table]
            rows = [at.fixed[one.row] for one in cells]
            columns = {at.column(one.row, one.column) for one in cells}
            if len(columns) == 1 and rows == list(range(rows[0], rows[0] + len(rows))):
                return self.places.down(first.table, columns.pop(), rows[0], rows[-1])
            raise LookupError
        if any(one.row in table.fixed_rows or one.column != first.column for one in cells):
            raise LookupError
        return self.places.lookup(
            first.table, "{" + ";".join(f'"{one.row}"' for one in cells) + "}", first.column
        )
