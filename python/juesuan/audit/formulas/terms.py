"""References, sides and comparisons as formula text: for one row, for a run of fixed rows, or for all code rows at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from fractions import Fraction

from juesuan.book.accounts import Accounts
from juesuan.compute.recompute import Evaluator
from juesuan.money import FEN_PER_WAN
from juesuan.spec.classification import well_formed
from juesuan.spec.expression import Pick, Selector, Term
from juesuan.spec.model import TOTAL, Cell, Format, Table
from juesuan.spec.rule import Comparison, Item, Relation, Side
from juesuan.template.places import CannotCompileError, Places

BROKEN = {
    Relation.EQ: "<>0",
    Relation.LE: ">0",
    Relation.GE: "<0",
    Relation.LT: ">=0",
    Relation.GT: "<=0",
}
HELD = {
    Relation.EQ: "=0",
    Relation.LE: "<=0",
    Relation.GE: ">=0",
    Relation.LT: "<0",
    Relation.GT: ">0",
}
Render = Callable[[Item], str]
"""Gives the text of what an item refers to, empty for nothing."""


def side_text(side: Side, render: Render) -> str:
    """Return a side as a sum; ``0`` for nothing."""
    text = "".join(_with_factor(item.factor, render(item)) for item in side.items)
    if side.constant:
        text += ("-" if side.constant < 0 else "+") + number(abs(side.constant) / FEN_PER_WAN)
    return text.removeprefix("+") or "0"


def difference_text(comparison: Comparison, render: Render) -> str:
    """Return left minus right, rounded as the rules compare it."""
    turned = Side(
        tuple(replace(one, factor=sign * one.factor) for sign, one in comparison.sides()),
        comparison.left.constant - comparison.right.constant,
    )
    return f"ROUND({side_text(turned, render)},6)"


def _with_factor(factor: Fraction, text: str) -> str:
    if not text or not factor:
        return ""
    sign = "-" if factor < 0 else "+"
    size = abs(factor)
    if size == 1:
        return f"-({text})" if sign == "-" and ("+" in text or "-" in text) else sign + text
    return f"{sign}({text})*{size.numerator}" + (f"/{size.denominator}" if size.denominator != 1 else "")


def number(value: Fraction) -> str:
    """Return a number of a formula, exactly."""
    with localcontext() as context:
        context.prec = 40
        written = Decimal(value.numerator) / Decimal(value.denominator)
    if Fraction(written) == value:
        return f"{written.normalize():f}"
    return f"{value.numerator}/{value.denominator}"


@dataclass(frozen=True)
class Terms:
    """Turns items into text."""

    form: Format
    places: Places
    evaluator: Evaluator

    @classmethod
    def of(cls, form: Format, places: Places) -> Terms:
        """Return the renderer of a format; the code rows are not known here."""
        return cls(form, places, Evaluator(Accounts(form)))

    # one row

    def single(self, own: Cell) -> Render:
        """Return what renders an item for one fixed row (or for none)."""
        return lambda item: self._single(own, item)

    def _single(self, own: Cell, item: Item) -> str:
        if item.prior:
            keys, amounts = self.places.prior
            return "+".join(f'SUMIF({keys},"{one}",{amounts})' for one in self.prior_cells(own, item))
        table = self._table(item)
        if item.term.row.pick is Pick.CHILDREN and table.region is not None:
            if own.row != TOTAL:
                raise CannotCompileError("这里的“下级”只能用于科目行和合计行")
            columns = self._columns(own, item.term, table)
            return "+".join(self.places.lookup(table.key, '"???"', one) for one in columns)
        cells = self.cells(own, item.term)
        fixed = [one for one in cells if one.row in table.fixed_rows]
        parts = [self.places.sum(fixed)] if fixed else []
        parts += [
            self.places.lookup(one.table, f'"{one.row}"', one.column)
            for one in cells
            if one.row not in table.fixed_rows
        ]
        return "+".join(parts)

    def known(self, own: Cell, items: Sequence[Item]) -> list[str]:
        """Return the conditions that last year's figures are known, for one row."""
        keys, amounts = self.places.prior
        cells = dict.fromkeys(one for item in items if item.prior for one in self.prior_cells(own, item))
        return [f'(COUNTIFS({keys},"{one}",{amounts},"<>")>0)' for one in cells]

    def cells(self, own: Cell, term: Term) -> list[Cell]:
        """Return the cells that a term refers to from a fixed row and that can exist; code rows by their code."""
        table = self.form.tables[term.table or own.table]
        return [one for one in self._raw(own, term) if self._can_exist(table, one)]

    def prior_cells(self, own: Cell, item: Item) -> list[Cell]:
        """Return last year's cells of an item; those that cannot exist too: they are never known."""
        if item.term.row.pick is Pick.CHILDREN:
            raise CannotCompileError("上年数不能用“下级”")
        return list(self._raw(own, item.term))

    def _raw(self, own: Cell, term: Term) -> Iterator[Cell]:
        plain = replace(term, column=replace(term.column, optional=False))
        yield from (Cell(*one) for one in self.evaluator.referred(own, plain))

    def _can_exist(self, table: Table, cell: Cell) -> bool:
        if cell.row not in table.fixed_rows and (table.region is None or not well_formed(cell.row)):
            return False
        return any(one.key == cell.column for one in table.panel_of(cell.row).amounts)

    # all code rows of a table at once

    def region(self, table: Table, column: str) -> Render:
        """Return what renders an item for the code rows of a table, as a column of numbers."""
        own = Cell(table.key, "", column)
        return lambda item: self._region_item(table, own, item)

    def _region_item(self, table: Table, own: Cell, item: Item) -> str:
        target = self._table(item)
        row = item.term.row.pick
        if item.prior:
            keys, amounts = self.places.prior
            return "+".join(
                f"SUMIF({keys},{key},{amounts})" for key in self._prior_keys(table, own, item, target)
            )
        if row is not Pick.OWN_ROW and row is not Pick.CHILDREN and item.term.column.pick is not Pick.OWN_ROW:
            return self._single(own, item)
        codes = self.places.codes(table.key)
        if item.term.column.pick is Pick.OWN_ROW:
            return self._by_key(table, own, item, target)
        columns = self._columns(own, item.term, target)
        if row is Pick.CHILDREN:
            if target.region is None:
                raise CannotCompileError(f"{target.sheet}没有科目行，不能用“下级”")
            return "+".join(self.places.lookup(target.key, f'{codes}&"??"', one) for one in columns)
        if target is table:
            at = self.places.layout[table.key]
            return "+".join(self.places.region(table.key, at.column("", one)) for one in columns)
        if target.region is not None:
            return "+".join(self.places.lookup(target.key, f'{codes}&""', one) for one in columns)
        return "+".join(
            f'({codes}="{key}")*{self.places.cell(Cell(target.key, key, one))}'
            for one in columns
            for key, (panel, _) in target.fixed_rows.items()
            if well_formed(key) and one in panel.by_key
        )

    def _by_key(self, table: Table, own: Cell, item: Item, target: Table) -> str:
        """The columns of another table whose keys are this table's codes."""
        if item.term.row.pick in (Pick.OWN_ROW, Pick.CHILDREN):
            raise CannotCompileError("行和栏不能同时取自本行")
        codes = self.places.codes(table.key)
        keys = dict.fromkeys(one.key for panel in target.panels for one in panel.amounts)
        found = []
        for key in keys:
            if well_formed(key):
                one = replace(item, term=replace(item.term, column=Selector(Pick.KEY, (key,))))
                text = self._single(own, one)
                found += [f'({codes}="{key}")*({text})'] if text else []
        return "+".join(found)

    def known_region(self, table: Table, column: str, items: Sequence[Item]) -> list[str]:
        """Return the conditions that last year's figures are known, for all code rows."""
        own = Cell(table.key, "", column)
        keys, amounts = self.places.prior
        found = dict.fromkeys(
            key
            for item in items
            if item.prior
            for key in self._prior_keys(table, own, item, self._table(item))
        )
        return [f'(COUNTIFS({keys},{key},{amounts},"<>")>0)' for key in found]

    def _prior_keys(self, table: Table, own: Cell, item: Item, target: Table) -> list[str]:
        if item.term.column.pick is Pick.OWN_ROW:
            raise CannotCompileError("上年数的栏不能取自本行")
        if item.term.row.pick is not Pick.OWN_ROW:
            return [f'"{one}"' for one in self.prior_cells(own, item)]
        codes = self.places.codes(table.key)
        return [f'"{target.key}."&{codes}&".{one}"' for one in self._columns(own, item.term, target)]

    def _columns(self, own: Cell, term: Term, target: Table) -> list[str]:
        """Return the columns of a term that code rows of the target have."""
        known = {one.key for panel in target.panels for one in panel.amounts}
        plain = replace(term, row=Selector(Pick.KEY, ("",)), column=replace(term.column, optional=False))
        return [one.column for one in self._raw(own, plain) if one.column in known]

    def _table(self, item: Item) -> Table:
        return self.form.tables[item.term.table or ""]
