"""Rules about the sheet 预算数: what was planned, and why something else was spent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from juesuan.audit.structural.beside import (
    figure,
    free_place,
    grouped_by,
    is_unreadable,
    joined,
    place_of,
    tell,
)
from juesuan.audit.structural.meaning import (
    GENERAL,
    code_tables,
    column_of,
    expense_name,
    public_expenses,
    wan,
    with_figures,
)
from juesuan.audit.view import View, requirement
from juesuan.book.facts import Budget
from juesuan.findings import Finding, Level
from juesuan.money import round_wan
from juesuan.spec.classification import well_formed
from juesuan.spec.model import Cell, RowKind, Table
from juesuan.spec.rule import Rule

ITEMS, THREE = "items", "three"
BASIS = {ITEMS: "budget_basis", THREE: "budget_basis_three"}
"""The field of the cover that says which budget each list is measured by."""
NAMES = {ITEMS: "一般公共预算财政拨款支出", THREE: "“三公”经费"}
OPENING, FULL = "年初预算数", "全年预算数"


@dataclass(frozen=True)
class Line:
    """What was spent at a cell of a table (None: not known), what is entered for it, and the budget to measure it by."""

    code: str
    name: str
    cell: Cell
    spent: int | None
    entered: Budget | None
    planned: int | None


def basis_of(view: View, section: str) -> str:
    """Return which budget the cover chooses for a list; the whole year's unless it says otherwise."""
    return OPENING if view.accounts.info.get(BASIS[section]) == OPENING else FULL


def _stage(view: View, section: str) -> str:
    """Return the column of the chosen budget."""
    return "opening" if basis_of(view, section) == OPENING else "full"


def _entered(view: View, section: str) -> dict[str, Budget]:
    return dict(view.facts.items if section == ITEMS else view.facts.three)


def _lines(view: View, section: str) -> Iterator[Line]:
    yield from _item_lines(view) if section == ITEMS else _three_lines(view)


def _item_lines(view: View) -> Iterator[Line]:
    """Yield the lowest codes of the general budget's table, and the codes that only have a budget."""
    table, column = _general(view)
    if table is None:
        return
    tree = view.trees[table.key]
    codes = [row for row, kind in tree.kinds.items() if kind is RowKind.LEAF]
    codes += [one for one in view.facts.items if well_formed(one) and one not in codes]
    for code in codes:
        cell = Cell(table.key, code, column)
        entered = view.facts.items.get(code)
        name = view.row_name(cell) if code in tree.kinds or entered is None else f"{code} {entered.name}"
        planned = getattr(entered, _stage(view, ITEMS)) if entered else None
        yield Line(code, name.strip(), cell, figure(view, cell), entered, planned)


def _general(view: View) -> tuple[Table | None, str]:
    """Return the table of the general budget by codes, and its column of basic and project expenditure together."""
    for table in code_tables(view.format, GENERAL):
        if column_of(table, flow="expenditure", nature="basic") is not None:
            total = next((one.key for one in table.panels[0].amounts if one.derive is not None), "")
            return (table, total) if total else (None, "")
    return None, ""


def _three_lines(view: View) -> Iterator[Line]:
    """Yield the lines of the public expenses; the table states the whole year's budget too."""
    for table in public_expenses(view.format)[:1]:
        for code, entered in view.facts.three.items():
            if code not in table.panel_of("amount").by_key:
                continue
            cell = Cell(table.key, "amount", code)
            planned = getattr(entered, _stage(view, THREE))
            if planned is None and basis_of(view, THREE) == FULL:
                planned = _stated(view, cell)
            yield Line(code, entered.name or code, cell, figure(view, cell), entered, planned)


def _stated(view: View, cell: Cell) -> int | None:
    """Return the budget that the table states; a table without any budget states none."""
    columns = view.format.tables[cell.table].panel_of(cell.row).amounts
    budgets = [Cell(cell.table, cell.row, one.key) for one in columns if one.key.startswith("budget_")]
    own = cell._replace(column=f"budget_{cell.column}")
    return (
        figure(view, own) if own in budgets and any(one in view.standing.values for one in budgets) else None
    )


@requirement("D09")
def budgets(view: View, rule: Rule) -> Iterator[Finding]:
    """Where budgets are entered, whatever was spent has one; those of the public expenses are those of their table.

    Source: rules.csv D09 完成预算% = 决算/预算; 预算=0 不得写完成%. A budget that is lacking is explained: without it the
    report gives no rate. That no rate is written over a zero budget is the report's.
    """
    for section in (ITEMS, THREE):
        yield from _lacking(view, rule, section)
    tables = public_expenses(view.format)
    for code, one in view.facts.three.items():
        cells = [Cell(table.key, "amount", f"budget_{code}") for table in tables]
        stated = [view.standing.values[cell] for cell in cells if cell in view.standing.values]
        if one.full is None or not cells or cells[0] not in view.standing.values:
            continue
        if round_wan(one.full) in {round_wan(stated[0]), round_wan(sum(stated))}:
            continue
        place = place_of(view, THREE, one.row, "full")
        message = (
            f"{place[0]}“{one.name or code}”{FULL}{wan(one.full)}，{expense_name(view, cells[0])}{wan(stated[0])}，"
            f"相差{wan(abs(one.full - stated[0]))}，"
        )
        remedy = "请核对：表中的预算数是全年预算数，两处应一致。"
        found = tell(rule, place, message, remedy, [f"three.{code}.full", cells[0]])
        yield with_figures(found, stated[0], one.full)


def _lacking(view: View, rule: Rule, section: str) -> Iterator[Finding]:
    """Tell once which lines of a list have expenditure and no budget, where the list has been begun."""
    entered = _entered(view, section)
    if all(one.opening is None and one.full is None for one in entered.values()):
        return
    lines = [one for one in _lines(view, section) if one.spent and one.planned is None]
    lines = [one for one in lines if not _unreadable(view, section, one)]
    if not lines:
        return
    basis, stage = basis_of(view, section), _stage(view, section)
    first = lines[0].entered
    place = (
        place_of(view, section, first.row, stage)
        if first is not None
        else free_place(view, section, [one.row for one in entered.values()], "code")
    )
    names = joined([f"{one.name}{wan(one.spent or 0)}" for one in lines])
    message = f"{place[0]}已填{NAMES[section]}的预算，而{names}有支出，没有{basis}，"
    remedy = f"请补填{basis}；没有安排预算的请填0。"
    if all(getattr(one, stage) is None for one in entered.values()):
        remedy = f"请补填{basis}，或在封面改选“预算数”口径。"
    found = tell(rule, place, message, remedy, [one.cell for one in lines], level=Level.EXPLAIN)
    yield replace(found, actual=sum(one.spent or 0 for one in lines))


def _unreadable(view: View, section: str, line: Line) -> bool:
    if line.entered is None:
        return False
    return is_unreadable(view, place_of(view, section, line.entered.row, _stage(view, section)))


@requirement("D10")
def reasons(view: View, rule: Rule) -> Iterator[Finding]:
    """Where something else was spent than planned, the reason is given.

    Source: rules.csv D10 “大于/小于/等于预算数”与数字方向一致; 不等时须有原因. The words lack, they are not wrong: it is to be
    explained. Where nobody has entered anything for the public expenses yet, it is one hint.
    """
    for section in (ITEMS, THREE):
        lines = [one for one in _lines(view, section) if _unreasoned(one)]
        entered = _entered(view, section).values()
        begun = any(one.reason or one.opening is not None or one.full is not None for one in entered)
        found = [_reason(view, rule, section, one) for one in lines]
        if found and not begun:
            names = joined([f"{one.name}{_apart(one)}" for one in lines])
            message = (
                f"{found[0].sheet}没有填写{NAMES[section]}的预算和差异原因，而决算数与预算数不同（{names}），"
            )
            remedy = "请在编写情况说明之前，写明决算数与预算数差异的原因。"
            yield tell(
                rule,
                _reason_place(view, section, lines[0]),
                message,
                remedy,
                [one.cell for one in lines],
                level=Level.HINT,
            )
            continue
        yield from grouped_by(found, f"D10.{section}")


def _unreasoned(line: Line) -> bool:
    if line.spent is None or line.planned is None or (line.entered is not None and line.entered.reason):
        return False
    return round_wan(line.spent) != round_wan(line.planned)


def _apart(line: Line) -> str:
    """Say by how much more or less was spent than planned."""
    difference = (line.spent or 0) - (line.planned or 0)
    return f"{'多' if difference > 0 else '少'}{wan(abs(difference))}"


def _reason_place(view: View, section: str, line: Line) -> tuple[str, str]:
    return place_of(view, section, line.entered.row if line.entered else 1, "reason")


def _reason(view: View, rule: Rule, section: str, line: Line) -> Finding:
    place = _reason_place(view, section, line)
    message = (
        f"{place[0]}“{line.name}”{basis_of(view, section)}{wan(line.planned or 0)}，"
        f"决算数{wan(line.spent or 0)}，{_apart(line)}，没有写原因，"
    )
    found = tell(rule, place, message, cells=[line.cell], level=Level.EXPLAIN)
    return with_figures(found, line.planned or 0, line.spent or 0)
