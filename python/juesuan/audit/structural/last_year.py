"""Rules about last year's figures: the sheet 上年数, and what other sheets say of last year."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from juesuan.audit.structural.beside import place_of, tell
from juesuan.audit.structural.meaning import (
    CAPITAL,
    FUND,
    ORGANS,
    code_tables,
    column_of,
    public_expenses,
    references,
    table_with,
    tail_level,
    wan,
    with_figures,
)
from juesuan.audit.view import View, requirement
from juesuan.book.accounts import DETAIL_MARK, Accounts
from juesuan.book.naming import describe
from juesuan.book.sheets import all_sections
from juesuan.compute.recompute import Evaluator
from juesuan.findings import Finding, Level
from juesuan.money import round_wan
from juesuan.spec.classification import ancestors
from juesuan.spec.expression import Pick
from juesuan.spec.model import Cell, CellKind, Format
from juesuan.spec.rule import Rule

_OPENING = re.compile(r"年初[^，。；、]{0,12}结转")
_FUNDS = (
    ("一般公共预算", "opening_general"),
    ("政府性基金", "opening_fund"),
    ("国有资本经营", "opening_capital"),
    ("财政拨款", "opening"),
)
"""Words in a cause to the row of the appropriation table that they mean, the narrowest first."""


def _prior_place(view: View, cell: Cell) -> tuple[str, str]:
    """Return where last year's figure of a cell stands."""
    if view.read is not None:
        for row, one in view.read.lists.prior_rows.items():
            if one == cell:
                return place_of(view, "prior", row, "amount")
    return all_sections(view.format)["prior"].sheet, ""


def _name(view: View, cell: Cell) -> str:
    """Return how a person calls a cell of last year, whose row need not stand in this year's table."""
    table = view.format.tables[cell.table]
    names: Mapping[str, str] = {}
    if table.region is not None:
        codes = view.accounts.classification(table)
        code = cell.row.partition(DETAIL_MARK)[0]
        names = {cell.row: codes.name(code)} if code in codes else {}
    sheet, row, column = describe(view.format, cell, names)
    return f"{sheet}“{row}”{column}"


@requirement("C03-gone")
def gone(view: View, rule: Rule) -> Iterator[Finding]:
    """A fund's money that was left last year is carried over in a row of this year.

    Source: rules.csv C03 11(Y).逐项年初 = 11(Y-1).逐项年末, for the codes that have no row any more (and the same for the
    table of state capital). Only the lowest codes of last year are told.
    """
    audited = {one.key for one in view.tables()}
    for table in (*code_tables(view.format, FUND), *code_tables(view.format, CAPITAL)):
        closing = column_of(table, flow="closing")
        if table.key not in audited or closing is None:
            continue
        left = {
            cell.row: amount
            for cell, amount in view.accounts.prior.items()
            if cell.table == table.key and cell.column == closing.key and cell.row not in table.fixed_rows
        }
        above = {one for row in left for one in ancestors(row)}
        now = set(view.accounts.rows.get(table.key, ()))
        for row, amount in left.items():
            if amount and row not in above | now:
                cell = Cell(table.key, row, closing.key)
                message = f"上年{_name(view, cell)}{wan(amount)}，本年{table.sheet}没有科目{row}这一行，年初数没有承接，"
                remedy = "请补填这一科目的年初结转和结余；科目已调整、资金已收回的，请说明。"
                found = tell(rule, _prior_place(view, cell), message, remedy, (cell,))
                yield with_figures(found, amount, 0)


@requirement("C04")
def published(view: View, rule: Rule) -> Iterator[Finding]:
    """What this book says of last year is what was published then.

    Source: rules.csv C04 本期公开的上年数 = 上期公开数(…三公各项/机关运行经费); D20 and D16 name the cells: operating costs
    of organs are 公用经费合计 (at most, for other units), receptions at home and abroad are 公务接待费.
    """
    costs = table_with(view.format, "public")
    if costs is not None:
        cell = Cell(costs.key, "public", costs.panel_of("public").amounts[0].key)
        all_organs = view.accounts.info.get("unit_kind") in ORGANS
        yield from _compare(view, rule, ("operating_costs",), cell, equal=all_organs)
    for table in public_expenses(view.format)[:1]:
        cell = Cell(table.key, "amount", "reception")
        yield from _compare(view, rule, ("reception_domestic", "reception_foreign"), cell, equal=True)


def _compare(view: View, rule: Rule, codes: tuple[str, ...], cell: Cell, *, equal: bool) -> Iterator[Finding]:
    given = [view.facts.amounts[one] for one in codes if one in view.facts.amounts]
    figures = [one.prior for one in given]
    published_figure = view.accounts.prior.get(cell)
    if published_figure is None or len(given) < len(codes) or any(one is None for one in figures):
        return
    said = sum(one for one in figures if one is not None)
    difference = said - published_figure
    if not difference or (difference < 0 and not equal):
        return
    names = "、".join(one.name or one.code for one in given)
    both = "合计" if len(codes) > 1 else ""
    place = place_of(view, "amounts", given[0].row, "prior")
    message = (
        f"{place[0]}“{names}”上年数{both}{wan(said)}，"
        f"上年数{_name(view, cell)}{wan(published_figure)}，相差{wan(difference)}，"
    )
    remedy = "请核对上年公开的数；口径不同的，请说明。"
    level = tail_level(rule, difference, len(codes) + 1 if len(codes) > 1 else 0)
    found = tell(rule, place, message, remedy, (cell,), level=level)
    yield with_figures(found, published_figure, said)


@requirement("C05")
def prior_sums(view: View, rule: Rule) -> Iterator[Finding]:
    """Last year's totals meet and are the sums of their parts, wherever all the figures are known.

    Source: rules.csv C05 上年总计 = 本年总计 ± 增减额: before changes are worked out, that is a demand on 上年数 itself.
    The rows of last year's code tables need not all be known, so sums over code rows are not made.
    """
    prior = view.accounts.prior
    for table in view.format:
        if not {"income_grand", "expenditure_grand"} <= table.fixed_rows.keys():
            continue
        left, right = (
            Cell(table.key, row, table.panel_of(row).amounts[0].key)
            for row in ("income_grand", "expenditure_grand")
        )
        if left in prior and right in prior and prior[left] != prior[right]:
            message = (
                f"上年数{_name(view, left)}收入方{wan(prior[left])}，支出方{wan(prior[right])}，"
                f"收支不平，相差{wan(prior[left] - prior[right])}，"
            )
            yield _sum_finding(view, rule, message, left, prior[right], [left, right])
    rows: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for cell in prior:
        if cell.row not in view.format.tables[cell.table].fixed_rows:
            rows[cell.table][cell.row] = None
    evaluator = Evaluator(Accounts(view.format, rows={key: tuple(found) for key, found in rows.items()}))
    for cell, amount in prior.items():
        parts = _parts(evaluator, cell)
        known = [(sign, one) for sign, one in parts if one in prior]
        if not parts or len(known) < len(parts):
            continue
        total = sum(sign * prior[one] for sign, one in parts)
        if total != amount:
            message = (
                f"上年数{_name(view, cell)}{wan(amount)}，各项合计{wan(total)}，相差{wan(amount - total)}，"
            )
            held = [one for _, one in parts if prior[one]]
            yield _sum_finding(view, rule, message, cell, total, [cell, *held])


def _parts(evaluator: Evaluator, cell: Cell) -> list[tuple[int, Cell]]:
    """Return what a cell of last year is the sum of; nothing where its parts need not all be known."""
    table = evaluator.format.tables[cell.table]
    kind, expression = evaluator.rule(table, cell.row, cell.column)
    if kind is not CellKind.DERIVED or expression is None:
        return []
    if table.region is not None and any(term.row.pick is Pick.CHILDREN for term in expression.terms):
        return []
    return list(references(evaluator, cell, expression))


def _sum_finding(  # noqa: PLR0913 - a finding has these parts
    view: View, rule: Rule, message: str, cell: Cell, expected: int, cells: list[Cell]
) -> Finding:
    prior = view.accounts.prior
    amount = prior[cell]
    rounded = all(prior[one] == round_wan(prior[one]) for one in cells)
    level = tail_level(rule, amount - expected, len(cells), rounded=rounded)
    remedy = "请与上年公开的决算表核对，改正“上年数”。"
    if level is Level.HINT:
        message, remedy = f"{message}在四舍五入的尾差之内，", "请核对；上年公开的表就是如此的，不必处理。"
    found = tell(rule, _prior_place(view, cell), message, remedy, cells, level=level)
    return with_figures(found, expected, amount)


@requirement("C07")
def opening_change(view: View, rule: Rule) -> Iterator[Finding]:
    """A change of the money carried over at the beginning, given as a cause, is the one that the tables show.

    Source: rules.csv C07 年初结转变动写进原因时 = 年初(Y)-年初(Y-1); seed T16 (off by 0.01). Rows of one measure that speak
    of the same money are taken together.
    """
    given: defaultdict[tuple[str, Cell], list[tuple[int, int]]] = defaultdict(list)
    for one in view.facts.causes:
        cell = _opening(view.format, f"{one.measure} {one.text} {one.item}")
        if cell is not None and one.amount is not None:
            given[one.measure, cell].append((one.row, one.amount))
    audited = {one.key for one in view.tables()}
    for (_, cell), rows in given.items():
        if cell.table in audited:
            yield from _opening_finding(view, rule, cell, rows)


def _opening(form: Format, text: str) -> Cell | None:
    """Return the cell of the carried-over money that a text speaks of."""
    if not _OPENING.search(text):
        return None
    table, row = table_with(form, "surplus_used", "opening"), "opening"
    word = next(((fund, key) for fund, key in _FUNDS if fund in text), None)
    if word is not None:
        table, row = table_with(form, "opening_general"), word[1]
    if table is None:
        return None
    return Cell(table.key, row, table.panel_of(row).amounts[0].key)


def _opening_finding(view: View, rule: Rule, cell: Cell, rows: list[tuple[int, int]]) -> Iterator[Finding]:
    place = place_of(view, "causes", rows[0][0], "amount")
    lines = "、".join(f"第{row}行" for row, _ in rows)
    said, now = sum(amount for _, amount in rows), view.value(cell)
    before = view.accounts.prior.get(cell)
    name = _name(view, cell)
    head = f"{place[0]}{lines}年初结转的影响金额{'合计' if len(rows) > 1 else ''}{wan(said)}，"
    if before is None:
        message = f"{head}“上年数”没有{name}，无法核对，"
        yield tell(rule, place, message, "请在“上年数”补填这一格。", (cell,), level=Level.HINT)
        return
    change = now - before
    difference = said - change
    if not difference:
        return
    sums = f"{name}本年{wan(now)}、上年{wan(before)}，变动{wan(change)}，"
    if said == -change:
        message, remedy = f"{head}{sums}正负号相反，", "请改正：增加填正数，减少填负数。"
        level = Level(rule.level)
    else:
        message, remedy = (
            f"{head}{sums}相差{wan(difference)}，",
            "请核对影响金额；其中含有别的因素的，请分行填写或说明。",
        )
        level = tail_level(rule, difference, 3)
    found = tell(rule, place, message, remedy, (cell,), level=level)
    yield with_figures(found, change, said)
