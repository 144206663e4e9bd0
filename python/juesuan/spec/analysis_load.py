"""``analysis.yaml``: what the report compares, divides and measures against the budget, and which figures it draws.

A *measure* is an amount that is compared with last year and, where it has a budget, with that. A *composition* divides a
whole into parts. A *collection* is a list of measures, one for each row of a code table. Amounts are written as in
derivations (``01[income_grand, amount]``); the facts of 其他重要事项 stand in a table of their own: ``facts[procurement,
current]``. Of several rows or columns only *parts* may speak: ``01[general..other, amount]``, ``06[classes, total]``.

A file of a layer below need not fit the tables of the format: what names a cell that is not there is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from juesuan.spec.analysis import (
    COLUMN_WORD,
    FACTS,
    ROW_WORDS,
    Analysis,
    ChartFile,
    Collection,
    Composition,
    Explain,
    Measure,
    Split,
)
from juesuan.spec.expression import Expression, ExpressionError, Pick, Selector, Term, parse_expression
from juesuan.spec.files import FileStruct
from juesuan.spec.model import Table
from juesuan.spec.rules import column_faults, row_faults
from juesuan.spec.source import Source, Step

ANALYSIS = "analysis.yaml"
F = TypeVar("F")
Keyed = TypeVar("Keyed", Measure, Composition, Collection)


class SplitFile(FileStruct, frozen=True, kw_only=True):
    """A way to take a change apart: ``parts`` add up to the measure."""

    label: str
    parts: list[str]


class MeasureFile(FileStruct, frozen=True, kw_only=True):
    """An amount that is compared.

    ``explain``: whether a change needs a cause (auto: above the materiality of the cover). ``budget``: its rows on 预算数
    (codes of the second list, or ``items``: all of the first). ``basis``: the field of the cover that says which budget.
    ``budget_value``: where else the budget stands. ``name``: how the report calls it (default the label).
    """

    key: str
    label: str
    value: str
    name: str = ""
    explain: Explain = "no"
    budget: tuple[str, ...] = ()
    basis: str = ""
    budget_value: str = ""
    splits: tuple[SplitFile, ...] = ()


class CompositionFile(FileStruct, frozen=True, kw_only=True):
    """A whole and its parts; ``partial``: the parts named are not all of it; ``zeros``: parts of nothing are listed too."""

    key: str
    label: str
    whole: str
    parts: list[str]
    partial: bool = False
    zeros: bool = False


class CollectionFile(FileStruct, frozen=True, kw_only=True):
    """A measure for each row; with ``budget`` those of the first list of 预算数 belong to them by code."""

    key: str
    label: str
    rows: str
    budget: bool = False
    basis: str = ""


class AnalysisFile(FileStruct, frozen=True, kw_only=True):
    """``analysis.yaml``."""

    measures: tuple[MeasureFile, ...] = ()
    compositions: tuple[CompositionFile, ...] = ()
    collections: tuple[CollectionFile, ...] = ()
    charts: tuple[ChartFile, ...] = ()


def load_analysis(
    source: Source, tables: Mapping[str, Table], facts: Sequence[str], *, own: bool
) -> Analysis:
    """Return the analysis of a format; SpecError with file and line for what cannot be.

    ``facts`` are the codes of 其他重要事项. Without ``own`` the file is one of a layer below.
    """
    return _Loader(source, tables, facts, own=own).load(source.decode(AnalysisFile))


class _Loader:
    def __init__(
        self, source: Source, tables: Mapping[str, Table], facts: Sequence[str], *, own: bool
    ) -> None:
        self.source = source
        self.tables = tables
        self.facts = facts
        self.own = own

    def load(self, file: AnalysisFile) -> Analysis:
        measures = self._fitting("measures", file.measures, self._measure)
        compositions = self._fitting("compositions", file.compositions, self._composition)
        collections = self._fitting("collections", file.collections, self._collection)
        self._unique([*file.measures, *file.compositions, *file.collections])
        charts: dict[str, ChartFile] = {}
        for number, one in enumerate(file.charts):
            if one.key in charts or bool(one.composition) == bool(one.measure):
                raise self.source.error(
                    f"chart `{one.key}` stands twice, or has not just one of composition and measure",
                    "charts",
                    number,
                )
            if one.composition in compositions or one.measure in measures:
                charts[one.key] = one
            elif self.own:
                raise self.source.error(f"chart `{one.key}` draws what is not there", "charts", number)
        return Analysis(measures, compositions, collections, charts)

    def _unique(self, every: Sequence[MeasureFile | CompositionFile | CollectionFile]) -> None:
        keys = [one.key for one in every]
        for key in keys:
            if keys.count(key) > 1:
                raise self.source.error(f"the key `{key}` stands twice in the analysis")

    def _fitting(
        self, name: str, files: Sequence[F], make: Callable[[F, tuple[Step, ...]], Keyed]
    ) -> dict[str, Keyed]:
        found: dict[str, Keyed] = {}
        for number, one in enumerate(files):
            try:
                made = make(one, (name, number))
            except _MisfitError as error:
                if self.own:
                    raise self.source.error(str(error), *error.at) from None
                continue
            found[made.key] = made
        return found

    def _measure(self, file: MeasureFile, at: tuple[Step, ...]) -> Measure:
        splits = []
        for number, one in enumerate(file.splits):
            steps = (*at, "splits", number, "parts")
            try:
                parts = tuple(self._parts(text, (*steps, n)) for n, text in enumerate(one.parts))
                splits.append(Split(one.label, parts))
            except _MisfitError:
                if self.own:
                    raise
        return Measure(
            file.key,
            file.label,
            self._amount(file.value, (*at, "value")),
            file.name or file.label,
            file.explain,
            tuple(file.budget),
            file.basis,
            self._amount(file.budget_value, (*at, "budget_value")) if file.budget_value else None,
            tuple(splits),
        )

    def _composition(self, file: CompositionFile, at: tuple[Step, ...]) -> Composition:
        parts = tuple(self._parts(text, (*at, "parts", n)) for n, text in enumerate(file.parts))
        whole = self._amount(file.whole, (*at, "whole"))
        return Composition(file.key, file.label, whole, parts, file.partial, file.zeros)

    def _collection(self, file: CollectionFile, at: tuple[Step, ...]) -> Collection:
        return Collection(
            file.key, file.label, self._parts(file.rows, (*at, "rows")), file.budget, file.basis
        )

    def _amount(self, text: str, at: tuple[Step, ...]) -> Expression:
        expression = self._expression(text, at)
        for term in expression.terms:
            fault = next(self._faults(term, several=False), "")
            if fault:
                raise _MisfitError(f"`{text}`: {fault}", at)
        return expression

    def _parts(self, text: str, at: tuple[Step, ...]) -> Term:
        expression = self._expression(text, at)
        if len(expression.terms) != 1:
            raise self.source.error(f"`{text}`: parts are one reference", *at)
        fault = next(self._faults(expression.terms[0], several=True), "")
        if fault:
            raise _MisfitError(f"`{text}`: {fault}", at)
        return expression.terms[0]

    def _expression(self, text: str, at: tuple[Step, ...]) -> Expression:
        try:
            return parse_expression(text, str(self.source.path), self.source.line(*at))
        except ExpressionError as error:
            raise self.source.error(str(error), *at) from None

    def _faults(self, term: Term, *, several: bool) -> Iterator[str]:
        """Yield what in a reference is not there, or more than one cell where one is meant."""
        if term.table == FACTS:
            if term.row.pick is not Pick.KEY or term.row.keys[0] not in self.facts:
                yield f"其他重要事项 has no `{','.join(term.row.keys)}`"
            if term.column != Selector(Pick.KEY, ("current",)):
                yield "a fact is named with the column `current`"
            return
        table = self.tables.get(term.table or "")
        if table is None:
            yield f"there is no table `{term.table}`"
            return
        picks = (term.row.pick, term.column.pick)
        if any(one in (Pick.OWN_ROW, Pick.OWN_COLUMN, Pick.CHILDREN) for one in picks):
            yield "@row, @col and children have no meaning here"
            return
        word = term.row.keys[0] if term.row.pick is Pick.KEY and table.region is not None else ""
        if word in ROW_WORDS:
            if not several:
                yield "several rows where one cell is meant"
        else:
            yield from row_faults(table, term.row, told=True)
        if term.column.keys == (COLUMN_WORD,) and several and table.column_children:
            return
        if not several and Pick.SPAN in picks:
            yield "several cells where one is meant"
        yield from column_faults(table, term.column)


class _MisfitError(ValueError):
    """A reference that does not fit the tables, and where it is written."""

    def __init__(self, message: str, at: tuple[Step, ...]) -> None:
        super().__init__(message)
        self.at = at
