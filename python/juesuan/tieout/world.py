"""What is known of the accounts: the figures of a workbook, or of the tables that the report itself prints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from juesuan.analysis.names import CodeName, code_name, part_name
from juesuan.analysis.numbers import Numbers
from juesuan.money import FEN_PER_WAN
from juesuan.spec.analysis import FACTS, Measure
from juesuan.spec.expression import Expression, Term
from juesuan.spec.model import Cell, Format
from juesuan.tieout.lexicon import Lexicon, normal

CLASS = 3
"""The length of a class's code."""
STAGES = {"年初": "年初", "全年": "全年", "调整": "全年"}
"""What a text calls a budget, and the stage that is meant."""
TAILS = ("支出", "收入")
"""Words that a name may have or lack at its end."""


@dataclass(frozen=True)
class Known:
    """A figure that is known: an amount in 万元 as printed (two decimals), or a count, and where it stands."""

    value: Decimal
    place: str
    cell: Cell | None = None


@dataclass(frozen=True)
class Member:
    """One of the things that a section lists: its subject key, how it is called, its figure."""

    subject: str
    name: str
    known: Known | None


@dataclass(frozen=True)
class World:
    """``numbers`` is None where a report prints no tables and no workbook is given: then only arithmetic is checked."""

    lexicon: Lexicon
    form: Format | None = None
    numbers: Numbers | None = None
    year: int | None = None
    units: tuple[str, ...] = ()
    """The names of the unit, whole and short."""
    budgets: Mapping[str, Mapping[str, Known]] = field(default_factory=dict)
    """The budgets that a workbook states, by subject and stage: 年初, 全年, and "" for the one that its cover names."""

    def current(self, subject: str) -> Known | None:
        """Return this year's figure of a subject; None when it is not known."""
        return self._figure(subject, last_year=False)

    def prior(self, subject: str) -> Known | None:
        """Return last year's figure of a subject; None when it is not known."""
        return self._figure(subject, last_year=True)

    def budget(self, subject: str, said: str = "") -> Known | None:
        """Return the budget of a subject where a workbook states it or a table prints it; ``said`` may name the stage."""
        if subject in self.budgets:
            stage = next((one for word, one in STAGES.items() if word in said), "")
            return self.budgets[subject].get(stage)
        measure = self._measures.get(subject)
        if measure is None or measure.budget_value is None:
            return None
        return self._sum(measure.budget_value, last_year=False)

    @property
    def _known_numbers(self) -> Numbers:
        if self.numbers is None:
            raise ValueError("nothing is known of the accounts")
        return self.numbers

    @property
    def _measures(self) -> Mapping[str, Measure]:
        return self.form.analysis.measures if self.form else {}

    def _figure(self, subject: str, *, last_year: bool) -> Known | None:
        if self.form is None or self.numbers is None:
            return None
        if ":" in subject:
            table, row, column = subject.partition(":")[2].split("|")
            return self._known([Cell(table, row, column)], last_year=last_year)
        measure = self.form.analysis.measures.get(subject)
        if measure is not None:
            return self._sum(measure.value, last_year=last_year)
        if subject in self.lexicon.cells:
            return self._extra(self.lexicon.cells[subject], last_year=last_year)
        fact = self.numbers.facts.fact(subject)
        if fact is None:
            return None
        value = fact.prior if last_year else fact.current
        if value is None:
            return None
        money = subject in {one.code for one in self.numbers.facts.amounts.values()}
        return Known(Decimal(value) / FEN_PER_WAN if money else Decimal(value), f"其他重要事项“{fact.name}”")

    def _extra(self, text: str, *, last_year: bool) -> Known | None:
        """Return the figure of a cell that the lexicon names, where the format has it."""
        table, row, column = text.split("|")
        known = self._known_numbers.format.tables.get(table)
        if known is None or row not in known.fixed_rows or column not in known.panel_of(row).by_key:
            return None
        return self._known([Cell(table, row, column)], last_year=last_year)

    def _sum(self, expression: Expression, *, last_year: bool) -> Known | None:
        cells = [Cell(term.table or "", term.row.keys[0], term.column.keys[0]) for term in expression.terms]
        value = (
            self._known_numbers.prior(expression) if last_year else self._known_numbers.current(expression)
        )
        if value is None or not self._is_there(cells):
            return None
        return Known(Decimal(value) / FEN_PER_WAN, self._place(cells), cells[0] if len(cells) == 1 else None)

    def _known(self, cells: list[Cell], *, last_year: bool) -> Known | None:
        value = self._known_numbers.before(cells[0]) if last_year else self._known_numbers.now(cells[0])
        if value is None or not self._is_there(cells):
            return None
        return Known(Decimal(value) / FEN_PER_WAN, self._place(cells), cells[0])

    def _is_there(self, cells: Iterable[Cell]) -> bool:
        """Tables that the report does not print say nothing."""
        status = self._known_numbers.accounts.status
        return all(one.table == FACTS or status.get(one.table, "") != "" for one in cells)

    def _place(self, cells: Iterable[Cell]) -> str:
        return "、".join(self.cell_name(one) for one in cells)

    def value(self, cell: Cell) -> Decimal | None:
        """Return what a cell prints, in 万元."""
        if self.numbers is None:
            return None
        value = self._known_numbers.now(cell)
        return None if value is None else Decimal(value) / FEN_PER_WAN

    def cell_name(self, cell: Cell) -> str:
        """Return how a cell is told: table, row and column in the words of the form."""
        if cell.table == FACTS:
            fact = self._known_numbers.facts.fact(cell.row)
            return f"其他重要事项“{fact.name if fact else cell.row}”"
        table = self._known_numbers.format.tables[cell.table]
        panel = table.panel_of(cell.row)
        if cell.row in table.fixed_rows:
            row = table.fixed_rows[cell.row][1].label
        else:
            row = code_name(self._known_numbers, cell).lowest or cell.row
        column = panel.by_key[cell.column].labels[-1] if len(panel.amounts) > 1 else ""
        return f"{table.title}“{row}”{column}" if row else f"{table.title}“{column}”"

    # What sections list

    def members(self, keys: Iterable[str]) -> Iterator[Member]:
        """Yield what the lists of a section name: compositions and collections of the format."""
        if self.form is None or self.numbers is None:
            return
        for key in keys:
            composition = self.form.analysis.compositions.get(key)
            collection = self.form.analysis.collections.get(key)
            parts: tuple[Term, ...] = (
                composition.parts if composition else (collection.rows,) if collection else ()
            )
            for term in parts:
                present = list(self._known_numbers.cells(term))
                for cell in present:
                    yield self._member(key, term, cell)
                if term.row.keys == ("classes",):
                    yield from self._absent(key, term, {cell.row for cell in present})

    def _absent(self, key: str, term: Term, present: set[str]) -> Iterator[Member]:
        """Yield the classes that have no row: nothing was spent on them."""
        table = self._known_numbers.format.tables[term.table or ""]
        if self._known_numbers.accounts.status.get(table.key, "") == "":
            return
        names = self._known_numbers.format.classification_of(table)
        for code in names.codes:
            if len(code) == CLASS and code not in present:
                place = f"{table.title}（没有“{names.name(code)}”这一行）"
                yield Member(
                    f"{key}:{table.key}|{code}|{term.column.keys[0]}",
                    names.name(code),
                    Known(Decimal(0), place),
                )

    def _member(self, key: str, term: Term, cell: Cell) -> Member:
        subject = f"{key}:{cell.table}|{cell.row}|{cell.column}"
        known = None if cell.table == FACTS else self._known([cell], last_year=False)
        return Member(subject, part_name(self._known_numbers, term, cell), known)

    @cached_property
    def items(self) -> Mapping[str, tuple[tuple[CodeName, str], ...]]:
        """The items that the tables print, by the normal form of their name: full name and subject."""
        found: dict[str, list[tuple[CodeName, str]]] = {}
        if self.form is not None and self.numbers is not None:
            for key, collection in self.form.analysis.collections.items():
                for cell in self._known_numbers.cells(collection.rows):
                    name = code_name(self._known_numbers, cell)
                    subject = f"{key}:{cell.table}|{cell.row}|{cell.column}"
                    found.setdefault(normal(name.lowest), []).append((name, subject))
        return {name: tuple(those) for name, those in found.items()}

    @cached_property
    def coded(self) -> Mapping[str, tuple[tuple[CodeName, str], ...]]:
        """Every code row of the tables of items, whatever its level, by the normal form of its name."""
        found: dict[str, list[tuple[CodeName, str]]] = {}
        if self.form is not None and self.numbers is not None:
            for key, collection in self.form.analysis.collections.items():
                table, column = collection.rows.table or "", collection.rows.column.keys[0]
                for row in self.numbers.accounts.rows.get(table, ()):
                    name = code_name(self.numbers, Cell(table, row, column))
                    subject = f"{key}:{table}|{row}|{column}"
                    found.setdefault(normal(name.lowest), []).append((name, subject))
        return {name: tuple(those) for name, those in found.items()}


def forms(lexicon: Lexicon, name: str) -> set[str]:
    """Return the ways in which a member of a table is called in a text, all in normal form."""
    bare = normal(name)
    found = {bare, *lexicon.members.get(bare, ())}
    for one in tuple(found):
        for tail in TAILS:
            if one.endswith(tail) and len(one) > len(tail) + 1:
                found |= {one.removesuffix(tail), one + tail}
    return found
