"""From recognised figures into accounts: leaves are typed, everything else that was printed becomes a check figure.

Tables that the source holds are replaced, the others stay as they are. What does not fit is told and not absorbed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from juesuan.book.accounts import (
    DETAIL_MARK,
    FILLED,
    NO_DATA,
    TAIL,
    UNCLASSIFIED,
    Accounts,
    Adjustment,
    amount_cells,
)
from juesuan.compute.adjust import Misfit, adjust_to
from juesuan.compute.recompute import Evaluator
from juesuan.compute.rows import complete_rows
from juesuan.findings import Finding, Level
from juesuan.importing import telling
from juesuan.importing.model import Figure, Recognised, Unplaced
from juesuan.spec.model import Cell, CellKind

EXACT, ROUNDED = "精确到分", "万元两位小数"
STEP = 10_000
"""0.01 万元 in 分."""
UNCLASSIFIED_NOTE = "来源只有合计，没有下级科目的数"


@dataclass(frozen=True)
class ImportedTable:
    """What came of one table of the source; ``typed`` and ``checks`` count figures."""

    table: str
    sheet: str
    status: str = ""
    typed: int = 0
    checks: int = 0
    tails: int = 0
    unclassified: int = 0
    misfits: int = 0
    prior: int = 0
    partial: bool = False
    """Only some cells of the table came (from a long list), the others stay as they were."""

    def __str__(self) -> str:
        counts = {
            "录入": (self.typed, "格"),
            "核对数": (self.checks, "格"),
            "尾差": (self.tails, "处"),
            "未分科目": (self.unclassified, "处"),
            "对不上": (self.misfits, "处"),
            "上年数": (self.prior, "格"),
        }
        told = "，".join(f"{name}{number}{unit}" for name, (number, unit) in counts.items() if number)
        return f"{self.sheet}：{told or self.status or '没有数'}"


@dataclass(frozen=True)
class Merged:
    """The accounts after an import (code rows complete), the tables that came, and what is to be told."""

    accounts: Accounts
    tables: tuple[ImportedTable, ...] = ()
    findings: tuple[Finding, ...] = ()
    unplaced: tuple[Unplaced, ...] = field(default=())

    @property
    def complete(self) -> bool:
        """Whether everything found its place and nothing but hints is to be told."""
        return not self.unplaced and all(one.level is Level.HINT for one in self.findings)


def merge(accounts: Accounts, found: Recognised) -> Merged:
    """Return the accounts with the tables of a source in place of what stood there."""
    return _Merge(accounts, found).result()


def merge_prior(accounts: Accounts, found: Recognised) -> Merged:
    """Return the accounts with the published tables of last year as 上年数; nothing else changes."""
    form = accounts.format
    figures = [one for one in found.figures if one.cell.table in form.tables]
    tables = [key for key in form.tables if key in found.tables or any(f.cell.table == key for f in figures)]
    prior = {cell: amount for cell, amount in accounts.prior.items() if cell.table not in tables}
    prior |= {one.cell: one.amount for one in figures}
    counts = Counter(one.cell.table for one in figures)
    told = tuple(ImportedTable(key, form.tables[key].sheet, prior=counts[key]) for key in tables)
    findings = tuple(telling.other_head(accounts, found, prior=True))
    return Merged(replace(accounts, prior=prior), told, findings, tuple(found.unplaced))


class _Merge:
    """One import: what comes from the source, what stays, and how both meet."""

    def __init__(self, accounts: Accounts, found: Recognised) -> None:
        self.before = accounts
        self.found = found
        self.form = accounts.format
        self.unplaced = list(found.unplaced)
        self.figures = {one.cell: one for one in found.figures if self._fits(one)}
        named = {*found.tables, *(cell.table for cell in self.figures)}
        self.tables = [key for key in self.form.tables if key in named]
        self.rows = {key: self._source_rows(key) for key in self.tables}

    def result(self) -> Merged:
        book = self._rows_laid()
        evaluator = Evaluator(book)
        kinds = {cell: self._kind(evaluator, cell) for cell in self.figures}
        amounts = {cell: one.amount for cell, one in self.figures.items()}
        offers = self._offers(evaluator)
        others = {cell: amount for cell, amount in self.before.typed.items() if cell.table not in self.tables}
        typed = {cell: amounts[cell] for cell, kind in kinds.items() if kind is CellKind.TYPED}
        book = replace(book, typed={**others, **typed, **offers}, offered=book.offered - offers.keys())
        printed = {
            cell: amount for cell, amount in amounts.items() if kinds[cell] in (CellKind.DERIVED, None)
        }
        printed = {cell: amount for cell, amount in printed.items() if amount or kinds[cell] is not None}
        unknown = {cell for cell in printed if self._is_unclassified(evaluator, cell)}
        adjusted, misfits = adjust_to(book, printed, unknown)
        tails = any(one.kind == TAIL and one.cell.table in self.tables for one in adjusted.adjustments)
        precision, hints = self._precision(foots=not tails and not misfits)
        if precision == EXACT:
            adjusted, misfits = _without_tails(adjusted, misfits, printed)
        adjusted = replace(adjusted, adjustments=tuple(map(self._noted, adjusted.adjustments)))
        adjusted = _settle(adjusted, offers)
        checks = self._checks(adjusted, printed, misfits)
        info = {**self.before.info, **self._info(), **({"precision": precision} if precision else {})}
        adjusted = replace(adjusted, checks=checks, info=info, status=self._status())
        findings = (
            *telling.other_head(self.before, self.found, prior=False),
            *(telling.misfit(adjusted, one, self.figures[one.cell], UNCLASSIFIED) for one in misfits),
            *hints,
            *(
                telling.unclassified(adjusted, one, self.figures[one.cell])
                for one in adjusted.adjustments
                if one.kind == UNCLASSIFIED and one.cell in printed
            ),
            *telling.other_names(self.before, self.found),
        )
        told = tuple(self._told(key, adjusted, misfits) for key in self.tables)
        return Merged(adjusted, told, findings, tuple(self.unplaced))

    # what the source says

    def _fits(self, figure: Figure) -> bool:
        """Whether the format has the cell; another one is listed (recognising should not give any)."""
        table = self.form.tables.get(figure.cell.table)
        code = figure.cell.row.partition(DETAIL_MARK)[0]
        known = table is not None and (
            figure.cell.row in table.fixed_rows
            or (table.region is not None and code in self.before.classification(table))
        )
        if known and table is not None:
            column = table.panel_of(figure.cell.row).by_key.get(figure.cell.column)
            known = column is not None and column.is_amount
        if not known:
            self.unplaced.append(telling.no_cell(figure))
        return known

    def _source_rows(self, key: str) -> tuple[str, ...]:
        """The code rows of the source, those that only a figure names included, without codes nobody knows."""
        table = self.form.tables[key]
        if table.region is None:
            return ()
        codes = self.before.classification(table)
        fixed = table.fixed_rows
        named = [cell.row for cell in self.figures if cell.table == key and cell.row not in fixed]
        rows = dict.fromkeys([*self.found.rows.get(key, ()), *named])
        return tuple(row for row in rows if row.partition(DETAIL_MARK)[0] in codes)

    def _rows_laid(self) -> Accounts:
        """The book with the rows of the source, complete; every figure counts as typed for the moment."""
        before = self.before
        others = {cell: amount for cell, amount in before.typed.items() if cell.table not in self.tables}
        return complete_rows(
            replace(
                before,
                rows={
                    **before.rows,
                    **{k: rows for k, rows in self.rows.items() if self.form.tables[k].region},
                },
                laid={key: marks for key, marks in before.laid.items() if key not in self.tables},
                typed={**others, **{cell: one.amount for cell, one in self.figures.items()}},
                offered=frozenset(one for one in before.offered if one.table not in self.tables),
                adjustments=tuple(one for one in before.adjustments if one.cell.table not in self.tables),
            )
        )

    def _kind(self, evaluator: Evaluator, cell: Cell) -> CellKind | None:
        """Who fills a cell; None when the book has no such row, because other tables give its rows."""
        if cell.row not in evaluator.trees[cell.table].kinds:
            return None
        return evaluator.rule(self.form.tables[cell.table], cell.row, cell.column)[0]

    def _offers(self, evaluator: Evaluator) -> dict[Cell, int]:
        """The offered cells that the source speaks of: printed, or blank in a row and a column that it has."""
        columns = {(cell.table, cell.column) for cell in self.figures}
        found: dict[Cell, int] = {}
        for key in self.tables:
            table = self.form.tables[key]
            rows = {*self.rows[key], *table.fixed_rows}
            for row, column in amount_cells(table, evaluator.accounts.rows.get(key, ())):
                if row not in rows or (key, column) not in columns:
                    continue
                if evaluator.rule(table, row, column)[0] is CellKind.OFFERED:
                    cell = Cell(key, row, column)
                    found[cell] = self.figures[cell].amount if cell in self.figures else 0
        return found

    def _is_unclassified(self, evaluator: Evaluator, cell: Cell) -> bool:
        """Whether a total was printed and no leaf below it in its column, nor anything there that was not placed."""
        figure = self.figures[cell]
        if not figure.amount or not _is_branch(evaluator, cell, self.figures):
            return False
        sheet = (figure.place.file, figure.place.sheet, figure.place.column)
        return all(
            (one.place.file, one.place.sheet, one.place.column) != sheet for one in self.found.unplaced
        )

    # what becomes of it

    def _noted(self, one: Adjustment) -> Adjustment:
        """Keep the note that a person gave to the adjustment of this cell."""
        if one.cell.table not in self.tables:
            return one
        notes = (old.note for old in self.before.adjustments if (old.cell, old.kind) == (one.cell, one.kind))
        note = next(notes, "") or (UNCLASSIFIED_NOTE if one.kind == UNCLASSIFIED else "")
        return replace(one, note=note)

    def _checks(
        self, book: Accounts, printed: Mapping[Cell, int], misfits: Collection[Misfit]
    ) -> dict[Cell, int]:
        others = {
            cell: amount for cell, amount in self.before.checks.items() if cell.table not in self.tables
        }
        differing = {one.cell for one in book.adjustments} | {one.cell for one in misfits}
        kept = {c: one.amount for c, one in self.figures.items() if c in book.offered}
        stay = {c: amount for c, amount in {**printed, **kept}.items() if amount or c in differing}
        return others | stay

    def _status(self) -> dict[str, str]:
        filled = {cell.table for cell, one in self.figures.items() if one.amount}
        status = dict(self.before.status)
        for key in self.tables:
            empty = key in self.found.tables and self.found.tables[key].empty and key not in filled
            status[key] = NO_DATA if empty else FILLED
        return status

    def _info(self) -> dict[str, str]:
        fields = {one.key for one in self.form.sheets.fields}
        return {
            key: text
            for key, text in self.found.info.items()
            if key in fields and text and not self.before.info.get(key)
        }

    def _precision(self, *, foots: bool) -> tuple[str, list[Finding]]:
        """The precision of the book after the import, and what is to be told about it."""
        filled = {cell.table for cell, one in self.figures.items() if one.amount}
        fine = [key for key in self.tables if key in filled and self._step(key) < STEP]
        coarse = [key for key in self.tables if key in filled and self._step(key) >= STEP]
        book = self.before.info.get("precision", "")
        if not fine and not coarse:
            return book, []
        mixed = bool(fine and coarse)
        wanted = EXACT if not coarse or (mixed and foots) else ROUNDED
        hints = [telling.mixed(self.form, fine, coarse, wanted)] if mixed else []
        if self._others_are_filled() and book and book != wanted:
            hints.append(telling.other_precision(book, wanted, ROUNDED))
            wanted = ROUNDED
        return wanted, hints

    def _step(self, key: str) -> int:
        found = self.found.tables.get(key)
        return found.step if found is not None else STEP

    def _others_are_filled(self) -> bool:
        return any(amount and cell.table not in self.tables for cell, amount in self.before.typed.items())

    def _told(self, key: str, book: Accounts, misfits: Collection[Misfit]) -> ImportedTable:
        made = Counter(one.kind for one in book.adjustments if one.cell.table == key)
        return ImportedTable(
            key,
            self.form.tables[key].sheet,
            book.status[key],
            typed=sum(1 for cell in self.figures if cell.table == key and cell in book.typed),
            checks=sum(1 for cell in book.checks if cell.table == key),
            tails=made[TAIL],
            unclassified=made[UNCLASSIFIED],
            misfits=sum(1 for one in misfits if one.cell.table == key),
        )


def _is_branch(evaluator: Evaluator, cell: Cell, figures: Collection[Cell]) -> bool:
    """Whether a cell is a sum down its own column, and the source has no figure for any leaf below it."""
    leaves = list(_leaves(evaluator, cell))
    return (
        all(one is not None and one not in figures for one in leaves)
        and evaluator.rule(evaluator.format.tables[cell.table], cell.row, cell.column)[0] is CellKind.DERIVED
    )


def _leaves(evaluator: Evaluator, cell: Cell) -> Iterator[Cell | None]:
    """Yield the leaves that a sum comes from; None where it leaves its column, or its table."""
    if cell.row not in evaluator.trees[cell.table].kinds:
        yield None
        return
    kind, expression = evaluator.rule(evaluator.format.tables[cell.table], cell.row, cell.column)
    if kind is not CellKind.DERIVED or expression is None:
        yield cell
        return
    for term in expression.terms:
        for one in evaluator.referred(cell, term):
            if (one[0], one[2]) != (cell.table, cell.column):
                yield None
            else:
                yield from _leaves(evaluator, Cell(*one))


def _without_tails(
    book: Accounts, misfits: list[Misfit], printed: Mapping[Cell, int]
) -> tuple[Accounts, list[Misfit]]:
    """In a book that is exact to the 分 nothing was rounded: a tail is a difference like any other."""
    tails = [one for one in book.adjustments if one.kind == TAIL and one.cell in printed]
    rest = tuple(one for one in book.adjustments if one not in tails)
    more = [Misfit(one.cell, printed[one.cell], printed[one.cell] - one.amount, 0) for one in tails]
    return replace(book, adjustments=rest), [*misfits, *more]


def _settle(book: Accounts, offers: Mapping[Cell, int]) -> Accounts:
    """Keep an offered formula where it gives the printed figure; type the figure otherwise."""
    evaluator = Evaluator(book)
    kept = set()
    for cell, amount in offers.items():
        expression = evaluator.rule(book.format.tables[cell.table], cell.row, cell.column)[1]
        if expression is not None and evaluator.sources(cell, expression) == amount:
            kept.add(cell)
    typed = {cell: amount for cell, amount in book.typed.items() if cell not in kept}
    return replace(book, typed=typed, offered=book.offered | kept)
