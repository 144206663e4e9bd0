"""The lines of 审核公式: every formula with the value that Python finds for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from juesuan.audit.evaluate import Instance, Outcome, RuleEvaluator, rounded
from juesuan.audit.formulas.compiled import (
    DIFFERS,
    FITS,
    MARKS,
    UNKNOWN,
    Compiled,
    compile_rule,
    row_word,
)
from juesuan.audit.formulas.pieces import ACROSS, Piece, link_column
from juesuan.audit.formulas.terms import Terms
from juesuan.audit.formulas.words import check_words
from juesuan.book.accounts import DETAIL_MARK, NOT_FILLED, Accounts, RowTree
from juesuan.book.layout import Layout, column_letter, quote_sheet
from juesuan.book.sheets import SectionLayout
from juesuan.money import FEN_PER_WAN
from juesuan.spec.model import TOTAL, Cell, Format, RowKind
from juesuan.spec.rule import RULE_KINDS, Rule
from juesuan.template.places import CannotCompileError, Places, address, prior_range, quoted, rows_seen

LEVELS = {"error": "错误", "explain": "需说明", "hint": "提示"}
OWN = "自定"
Value = float | int | str
Rows = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class RuleLine:
    """One line: a check of a rule, or a part (``chunk``) of one; ``left``, ``right``, ``difference`` in 分.

    A single comparison has both sides and their difference (None: not evaluated). Of many comparisons,
    ``count`` do not hold, ``difference`` is the largest amount by which one does not, ``first`` and ``place`` (sheet
    and address) say where. ``judged``: 符合, 有差额 or 未评.
    """

    rule: Rule
    compiled: Compiled
    text: str
    judged: str
    left: Fraction | None = None
    right: Fraction | None = None
    difference: int | None = None
    count: int | None = None
    position: int | None = None
    first: str = ""
    place: tuple[str, str] | None = field(default=None)

    @property
    def id(self) -> str:
        """The rule's id, with the number of the check and of the part where there are several: ``A27-2（1/4）``."""
        check = f"-{self.compiled.number + 1}" if len(self.rule.checks) > 1 else ""
        part = f"（{self.compiled.chunk}/{self.compiled.chunks}）" if self.compiled.chunks > 1 else ""
        return f"{self.rule.id}{check}{part}"

    @property
    def level(self) -> str:
        """The word for the level."""
        return LEVELS[self.rule.level]

    @property
    def kind(self) -> str:
        """The word for the kind."""
        return OWN if self.rule.own else RULE_KINDS[self.rule.kind]

    def fields(self, section: SectionLayout, row: int) -> dict[str, tuple[Value | None, str | None]]:
        """Return value and formula of every calculated field when the line stands in a row of a list."""
        marks = {mark: f"${column_letter(section.column(key))}{row}" for key, mark in MARKS.items()}
        shown = self._values()
        found: dict[str, tuple[Value | None, str | None]] = {}
        for key, value in shown.items():
            formula = self.compiled.formulas.get(key) or (self._link() if key == "cell" else None)
            for mark, at in marks.items():
                formula = formula.replace(mark, at) if formula else formula
            found[key] = (value, formula)
        return found

    def _values(self) -> dict[str, Value | None]:
        place = "!".join(self.place) if self.place else ""
        many = self.count is not None
        empty = None if many else ""
        return {
            "left": empty if self.left is None else float(self.left / FEN_PER_WAN),
            "right": empty if self.right is None else float(self.right / FEN_PER_WAN),
            "difference": "" if self.difference is None else self.difference / FEN_PER_WAN,
            "count": self.count,
            "first": self.first if many else None,
            "cell": place or ("" if many else None),
            "judged": self.judged,
            "position": ("" if self.position is None else self.position) if many else None,
        }

    def _link(self) -> str | None:
        """The link of a single comparison: to the first cell that it names."""
        if self.place is None:
            return None
        sheet, at = self.place
        return f"=HYPERLINK({quoted(f'#{quote_sheet(sheet)}!{at}')},{quoted(f'{sheet}!{at}')})"


def rule_lines(  # noqa: PLR0913 - the accounts, how they stand, and what may differ from a new book
    form: Format,
    layout: Layout,
    accounts: Accounts,
    values: Mapping[Cell, int],
    *,
    rules: Iterable[Rule] | None = None,
    prior: tuple[str, str] | None = None,
    rows: Rows | None = None,
) -> list[RuleLine]:
    """Return the lines of the arithmetic rules (of the format, unless others are given), evaluated on ``values``.

    ``rows``: where the code rows stand, when they do not stand one below the other; ``prior``: the addresses of keys
    and amounts on 上年数. Raises CannotCompileError.
    """
    places = Places(
        layout,
        {
            table.key: rows_seen(layout[table.key], len(accounts.rows.get(table.key, ())))
            for table in form
            if table.region is not None
        },
        prior or prior_range(layout),
    )
    stand = {table.key: dict(layout[table.key].rows(accounts.rows.get(table.key, ()))) for table in form}
    for key, found in (rows or {}).items():
        stand[key].update(found)
    maker = _Maker(accounts, values, places, stand)
    wanted = form.rules.values() if rules is None else rules
    return [
        line for rule in wanted for number in range(len(rule.checks)) for line in maker.lines(rule, number)
    ]


class _LiveEvaluator(RuleEvaluator):
    """Evaluates with the hierarchy that the formulas see: children are the codes with just two digits more.

    In a book whose codes are complete (重新计算 completes them) that is the hierarchy of the rows.
    """

    def __init__(self, accounts: Accounts, values: Mapping[Cell, int]) -> None:
        super().__init__(accounts, values)
        for table in accounts.format:
            if table.region is not None:
                tree = self.evaluator.trees[table.key]
                self.evaluator.trees[table.key] = _live_tree(tree, accounts.rows.get(table.key, ()))


def _live_tree(tree: RowTree, rows: Iterable[str]) -> RowTree:
    codes = [row for row in rows if DETAIL_MARK not in row]
    children: dict[str, list[str]] = {}
    above: set[str] = set()
    for code in codes:
        children.setdefault(code[:-2] if len(code) > 3 else TOTAL, []).append(code)
        above.update(code[:n] for n in range(len(code) - 2, 2, -1))
    kinds = {code: RowKind.PARENT if code in above else RowKind.LEAF for code in codes}
    return RowTree({key: tuple(found) for key, found in children.items()}, {**tree.kinds, **kinds})


class _Maker:
    def __init__(
        self,
        accounts: Accounts,
        values: Mapping[Cell, int],
        places: Places,
        stand: Mapping[str, Mapping[str, int]],
    ) -> None:
        self.accounts = accounts
        self.form = accounts.format
        self.places = places
        self.stand = stand
        self.terms = Terms.of(accounts.format, places)
        self.evaluator = _LiveEvaluator(accounts, values)

    def lines(self, rule: Rule, number: int) -> list[RuleLine]:
        """Return the lines of one check."""
        outcome = self.evaluator.outcome(rule, number)
        compiled = compiled_lines(rule, number, self.terms)
        text = check_words(rule.checks[number], self.form)
        unfilled = any(self.accounts.status.get(key) == NOT_FILLED for key in rule.tables)
        if rule.checks[number].domain is None:
            return [self._single(rule, compiled[0], text, outcome, unfilled=unfilled)]
        groups = _grouped(outcome, compiled, self.form)
        return [
            self._many(rule, one, text, group, unfilled=unfilled)
            for one, group in zip(compiled, groups, strict=True)
        ]

    def _single(
        self, rule: Rule, compiled: Compiled, text: str, outcome: Outcome, *, unfilled: bool
    ) -> RuleLine:
        check = outcome.check
        place = self._named_cell(outcome)
        if not outcome.instances:
            return RuleLine(rule, compiled, text, UNKNOWN, place=place)
        one = outcome.instances[0]
        difference = rounded(one.difference)
        judged = FITS if check.comparison.relation.holds(difference) else DIFFERS
        return RuleLine(
            rule,
            compiled,
            text,
            UNKNOWN if unfilled else judged,
            Fraction(one.left),
            Fraction(one.right),
            difference,
            place=place,
        )

    def _named_cell(self, outcome: Outcome) -> tuple[str, str] | None:
        """The first cell of a single comparison that stands on a sheet."""
        for _, item in outcome.check.comparison.sides():
            if item.prior:
                continue
            for found in self.evaluator.evaluator.referred(("", "", ""), item.term):
                cell = Cell(*found)
                row = self.stand[cell.table].get(cell.row)
                if row is not None and self.terms.cells(Cell("", "", ""), item.term):
                    layout = self.places.layout[cell.table]
                    return layout.table.sheet, address(row, layout.column(cell.row, cell.column))
        return None

    def _many(
        self, rule: Rule, compiled: Compiled, text: str, instances: list[Instance], *, unfilled: bool
    ) -> RuleLine:
        check = rule.checks[compiled.number]
        table = self.form.tables[check.domain.table if check.domain else ""]
        layout = self.places.layout[table.key]
        relation = check.comparison.relation
        broken: dict[int, str] = {}
        largest = 0
        for one in instances:
            difference = rounded(one.difference)
            if not relation.holds(difference):
                row, column = one.own
                at = layout.column(row, link_column(check, table, row, column))
                broken[at * ACROSS + self.stand[table.key][row]] = row
                largest = max(largest, abs(difference))
        position = min(broken, default=None)
        counts_evaluated = all(piece.evaluated for piece in compiled.pieces)
        judged = DIFFERS if broken else UNKNOWN if counts_evaluated and not instances else FITS
        return RuleLine(
            rule,
            compiled,
            text,
            UNKNOWN if unfilled else judged,
            difference=largest,
            count=len(broken),
            position=position,
            first=row_word(table, broken[position]) if position is not None else "",
            place=(table.sheet, address(position % ACROSS, position // ACROSS))
            if position is not None
            else None,
        )


def _grouped(outcome: Outcome, compiled: list[Compiled], form: Format) -> list[list[Instance]]:
    """Divide the comparisons among the lines that cover them."""
    groups: list[list[Instance]] = [[] for _ in compiled]
    if len(compiled) == 1:
        return [list(outcome.instances)]
    table = form.tables[outcome.check.domain.table if outcome.check.domain else ""]
    owner: dict[tuple[str, str], int] = {}
    for number, line in enumerate(compiled):
        for piece in line.pieces:
            owner.update(((row, piece.column), number) for row in _rows_of(piece))
    for one in outcome.instances:
        row, column = one.own
        groups[owner[row if row in table.fixed_rows else "", column]].append(one)
    return groups


def _rows_of(piece: Piece) -> tuple[str, ...]:
    return ("",) if piece.rows is None else piece.rows


_compiled: dict[tuple[object, ...], list[Compiled]] = {}
_KEPT = 4096


def compiled_lines(rule: Rule, number: int, terms: Terms) -> list[Compiled]:
    """Return the lines of a check; made once for the same addresses."""
    places = terms.places
    key = (
        terms.form.key,
        terms.form.digest,
        rule.checks[number],
        rule.tables,
        number,
        tuple(places.bottoms.items()),
        places.prior,
    )
    if key not in _compiled:
        if len(_compiled) >= _KEPT:
            _compiled.clear()
        _compiled[key] = compile_rule(rule, number, terms)
    return _compiled[key]


__all__ = ["CannotCompileError", "RuleLine", "compiled_lines", "rule_lines"]
