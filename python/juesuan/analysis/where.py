"""Where the figures of the analysis stand in the workbook, as formulas: a cell of this year, of last year, a fact.

A formula piece gives the amount as printed (``ROUND(…,2)``), or an empty text where it is not known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from juesuan.analysis.numbers import Numbers, cell_of
from juesuan.book.grid import GridSource
from juesuan.book.layout import Layout, address, column_letter, quote_sheet
from juesuan.book.read_lists import entry_rows
from juesuan.book.sheets import COVER, COVER_VALUE, SectionLayout, all_sections, cover_row
from juesuan.spec.analysis import FACTS
from juesuan.spec.expression import Expression
from juesuan.spec.model import Cell
from juesuan.template.places import Places, prior_range, quoted


@dataclass(frozen=True)
class Amount:
    """A figure in formulas: ``text`` gives it, ``blank`` is a condition under which it is not known ("" never)."""

    text: str
    blank: str = ""

    @property
    def formula(self) -> str:
        """The formula of a cell that shows the figure."""
        return f'=IF({self.blank},"",{self.text})' if self.blank else f"={self.text}"


class Where:
    """Addresses of figures in one workbook."""

    def __init__(self, numbers: Numbers, layout: Layout, source: GridSource) -> None:
        self.numbers = numbers
        self.source = source
        self.sections = all_sections(numbers.format)
        prior = prior_range(layout, entry_rows(source, self.sections["prior"]))
        bottoms = {key: one.sentinel for key, one in layout.tables.items() if one.table.region is not None}
        self.places = Places(layout, bottoms, prior)
        self.form = numbers.format

    def current(self, cell: Cell) -> Amount | None:
        """Return this year's figure of a cell; None where it is not known and nothing would make it known by itself."""
        if cell.table == FACTS:
            return self._fact(cell.row, "current")
        if self.numbers.now(cell) is None:
            return None
        table = self.form.tables[cell.table]
        if cell.row in table.fixed_rows:
            return Amount(f"ROUND({self.places.cell(cell)},2)")
        return Amount(f"ROUND({self.places.lookup(cell.table, quoted(cell.row), cell.column)},2)")

    def prior(self, cell: Cell) -> Amount:
        """Return last year's figure of a cell, looked up by its key on 上年数."""
        if cell.table == FACTS:
            return self._fact(cell.row, "prior")
        keys, amounts = self.places.prior
        key = quoted(str(cell))
        found = f"ROUND(SUMIF({keys},{key},{amounts}),2)"
        coded = cell.row not in self.form.tables[cell.table].fixed_rows
        return Amount(found, "" if coded else f"COUNTIF({keys},{key})=0")

    def sum_of(self, expression: Expression, *, last_year: bool = False) -> Amount | None:
        """Return the figure of a sum of cells."""
        found: list[tuple[int, Amount]] = []
        for term in expression.terms:
            cell = cell_of(term)
            one = self.prior(cell) if last_year else self.current(cell)
            if one is None:
                return None
            found.append((term.sign, one))
        return joined(found)

    def field(self, section: str, row: int, column: str) -> str:
        """Return the absolute address of a field of a list."""
        layout = self.sections[section]
        return f"{quote_sheet(layout.sheet)}!${column_letter(layout.column(column))}${row}"

    def amount_field(self, section: str, row: int, column: str) -> Amount:
        """Return the figure that a person entered in a list."""
        at = self.field(section, row, column)
        return Amount(f"ROUND({at},2)", f'{at}=""')

    def column(self, section: str, column: str) -> str:
        """Return the absolute range of a column of a list."""
        layout = self.sections[section]
        first, last = entry_rows(self.source, layout)
        letter = column_letter(layout.column(column))
        return f"{quote_sheet(layout.sheet)}!${letter}${first}:${letter}${last}"

    def cover(self, key: str) -> str:
        """Return the address of a field of the cover."""
        return f"{quote_sheet(COVER)}!${column_letter(COVER_VALUE)}${cover_row(self.form, key)}"

    def _fact(self, code: str, column: str) -> Amount:
        fact = self.numbers.facts.fact(code)
        if fact is None:
            return Amount('""', "TRUE")
        section = "amounts" if code in self.numbers.facts.amounts else "counts"
        return self.amount_field(section, fact.row, column)


def joined(parts: Sequence[tuple[int, Amount]]) -> Amount:
    """Return the signed sum of figures: not known where one of them is not."""
    if len(parts) == 1 and parts[0][0] > 0:
        return parts[0][1]
    text = "".join(("-" if sign < 0 else "+" if n else "") + one.text for n, (sign, one) in enumerate(parts))
    blanks = [one.blank for _, one in parts if one.blank]
    return Amount(
        f"ROUND({text},2)", blanks[0] if len(blanks) == 1 else f"OR({','.join(blanks)})" if blanks else ""
    )


def local(section: SectionLayout, row: int, column: str) -> str:
    """Return the address of a field on its own sheet."""
    return address(row, section.column(column))
