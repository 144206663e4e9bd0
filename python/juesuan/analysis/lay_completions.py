"""The list 预算完成 of 分析: measures and items that have a budget, by the basis that the cover names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from juesuan.analysis.budget import Standing, completion
from juesuan.analysis.line import Field, Line
from juesuan.analysis.names import code_name, distinct
from juesuan.analysis.numbers import Numbers, cell_of
from juesuan.analysis.sheet import Sheet
from juesuan.analysis.where import Amount, Where, joined, local
from juesuan.book.facts import Budget, Facts, Project
from juesuan.money import round_wan
from juesuan.spec.analysis import Collection, Measure
from juesuan.spec.expression import Expression
from juesuan.spec.model import Cell

COMPLETIONS = "completions"
OPENING, FULL = "年初预算数", "全年预算数"
ITEMS = "items"
"""The word for all rows of the first list of 预算数."""


@dataclass(frozen=True)
class Planned:
    """A budget in two stages: amounts in 分 and their formulas; None where it is not known."""

    opening: int | None
    full: int | None
    opening_text: str | None
    full_text: str | None

    def chosen(self, basis: str) -> int | None:
        """Return the budget that the basis means."""
        return self.opening if basis == OPENING else self.full


def lay_completions(sheet: Sheet, numbers: Numbers, where: Where) -> None:
    """Lay the items of each collection, then the measures (some of which are their sums)."""
    spans: dict[str, tuple[int, int]] = {}
    for one in numbers.format.analysis.collections.values():
        if one.budget:
            spans[ITEMS] = _items(sheet, one, numbers, where)
    for measure in numbers.format.analysis.measures.values():
        if measure.budget == (ITEMS,):
            planned = (
                _sum_of_items(sheet, spans[ITEMS]) if ITEMS in spans else Planned(None, None, None, None)
            )
        elif measure.budget:
            planned = _planned(measure, numbers, where)
        else:
            continue
        found = where.sum_of(measure.value)
        line = _line(
            sheet,
            measure.key,
            measure.label,
            (numbers.current(measure.value), found),
            planned,
            measure.basis,
            where,
        )
        sheet.add(line)
    _projects(sheet, numbers, where)


def _projects(sheet: Sheet, numbers: Numbers, where: Where) -> None:
    """Lay the projects of 绩效: their budget is that of the whole year."""
    for key, one in project_keys(numbers.facts):
        amount = None if one.actual is None else round_wan(one.actual)
        budget = None if one.budget is None else round_wan(one.budget)
        actual, planned = (where.amount_field("projects", one.row, key) for key in ("actual", "budget"))
        found = Planned(None, budget, None, planned.formula)
        sheet.add(_line(sheet, key, one.project, (amount, actual), found, "", where))


def project_keys(facts: Facts) -> list[tuple[str, Project]]:
    """Return the projects, each with the key of its line: by its name, wherever its row goes."""
    names = distinct(one.project.strip() for one in facts.projects)
    return [(f"projects.{name}", one) for name, one in zip(names, facts.projects, strict=True)]


def item_codes(one: Collection, numbers: Numbers) -> list[str]:
    """Return the codes of a collection: the rows of the table, and those that only have a budget."""
    codes = [cell.row for cell in numbers.cells(one.rows)]
    if not one.budget:
        return codes
    more = [code for code in numbers.facts.items if len(code) == 7 and code.isdigit() and code not in codes]
    return sorted([*codes, *more])


def _items(sheet: Sheet, one: Collection, numbers: Numbers, where: Where) -> tuple[int, int]:
    first = sheet.next_row(COMPLETIONS)
    cell = cell_of(one.rows)
    for code in item_codes(one, numbers):
        at = Cell(cell.table, code, cell.column)
        budget = numbers.facts.items.get(code)
        rows = [("items", budget)] if budget else []
        name = code_name(numbers, at).lowest or (budget.name if budget else "") or code
        amount = numbers.now(at), where.current(at)
        sheet.add(
            _line(
                sheet, f"{one.key}.{code}", f"{code} {name}", amount, _of_rows(rows, where), one.basis, where
            )
        )
    return first, sheet.next_row(COMPLETIONS) - 1


def _of_rows(rows: Sequence[tuple[str, Budget]], where: Where) -> Planned:
    """Return the sum of rows of 预算数: known where every one of them is."""

    def stage(name: str) -> tuple[int | None, str | None]:
        if not rows:
            return None, None
        values = [getattr(one, name) for _, one in rows]
        text = joined([(1, where.amount_field(section, one.row, name)) for section, one in rows]).formula
        return (None if any(one is None for one in values) else sum(round_wan(one) for one in values)), text

    opening, full = stage("opening"), stage("full")
    return Planned(opening[0], full[0], opening[1], full[1])


def _planned(measure: Measure, numbers: Numbers, where: Where) -> Planned:
    rows = [("three", numbers.facts.three[code]) for code in measure.budget if code in numbers.facts.three]
    found = _of_rows(rows, where) if len(rows) == len(measure.budget) else Planned(None, None, None, None)
    if found.full is None and measure.budget_value is not None:
        stated = budget_on_table(measure.budget_value, numbers)
        text = where.sum_of(measure.budget_value)
        if stated is not None and text is not None:
            return Planned(found.opening, stated, found.opening_text, text.formula)
    return found


def budget_on_table(expression: Expression, numbers: Numbers) -> int | None:
    """Return the budget that a table states; a table on which nothing was entered states none."""
    cell = cell_of(expression.terms[0])
    column = {
        one.column
        for one in numbers.accounts.typed
        if one.table == cell.table and one.column.startswith("budget")
    }
    return numbers.current(expression) if column else None


def _sum_of_items(sheet: Sheet, span: tuple[int, int]) -> Planned:
    layout, (first, last) = sheet.sections[COMPLETIONS], span
    lines = [sheet.lines[COMPLETIONS][row] for row in range(first, last + 1)]

    def stage(column: str) -> tuple[int | None, str | None]:
        area = f"{local(layout, first, column)}:{local(layout, last, column)}"
        values = [one.fields[column].value for one in lines]
        known = [one for one in values if isinstance(one, int)]
        text = f'=IF(COUNT({area})<{len(lines)},"",ROUND(SUM({area}),2))' if lines else None
        return (sum(known) if lines and len(known) == len(lines) else None), text

    opening, full = stage("explained"), stage("remainder")
    return Planned(opening[0], full[0], opening[1], full[1])


def _line(  # noqa: PLR0913 - a line and what it is made of
    sheet: Sheet,
    key: str,
    label: str,
    amount: tuple[int | None, Amount | None],
    planned: Planned,
    basis: str,
    where: Where,
) -> Line:
    layout, row = sheet.sections[COMPLETIONS], sheet.next_row(COMPLETIONS)
    b, c, d, g, h, i = (
        local(layout, row, one)
        for one in ("current", "base", "difference", "explained", "remainder", "remainder_rate")
    )
    chosen = where.numbers.accounts.info.get(basis, "") or FULL
    budget = planned.chosen(chosen)
    actual, text = amount
    made = completion(actual, budget) if actual is not None and budget is not None else None
    return Line(COMPLETIONS, key, {
        "name": Field(label),
        "current": Field(actual, text.formula if text else None),
        "base": Field(budget, _choice(i, g, h)),
        "difference": Field(made.actual - made.budget if made else None, f'=IF(OR({b}="",{c}=""),"",ROUND({b}-{c},2))'),
        "rate": Field(made.rate if made else None, f'=IF({d}="","",IF({c}=0,"",ROUND({b}*100/{c},2)))'),
        "judged": Field(made.standing.value if made else None, _standing(b, c, d)),
        "explained": Field(planned.opening, planned.opening_text),
        "remainder": Field(planned.full, planned.full_text),
        "remainder_rate": Field(chosen, _basis(where.cover(basis)) if basis else None),
        "key": Field(key),
    })  # fmt: skip


def _basis(cover: str) -> str:
    return f'=IF({cover}="","{FULL}",{cover})'


def _choice(basis: str, opening: str, full: str) -> str:
    """The chosen stage; a blank one stays blank (a reference to it alone would give zero)."""
    return f'=IF({basis}="{OPENING}",IF({opening}="","",{opening}),IF({full}="","",{full}))'


def _standing(actual: str, budget: str, difference: str) -> str:
    none, unplanned, equal, below, above = (
        f'"{one.value}"'
        for one in (Standing.NONE, Standing.UNPLANNED, Standing.EQUAL, Standing.BELOW, Standing.ABOVE)
    )
    return (
        f'=IF({difference}="","",IF({budget}=0,IF({actual}=0,{none},{unplanned}),'
        f"IF({difference}=0,{equal},IF({difference}<0,{below},{above}))))"
    )
