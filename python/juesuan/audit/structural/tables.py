"""Rules about whole tables: their fixed rows, the numbers of these, and tables without data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from juesuan.audit.structural.meaning import references, row_finding, rule_of, wan
from juesuan.audit.view import View, finding, requirement
from juesuan.book.accounts import NO_DATA
from juesuan.book.layout import address, table_layout
from juesuan.book.naming import plain
from juesuan.compute.recompute import Evaluator
from juesuan.findings import Finding, Level
from juesuan.spec.expression import Pick
from juesuan.spec.model import TOTAL, Cell, CellKind, Table
from juesuan.spec.rule import Rule


@requirement("A07")
def fixed_rows(view: View, rule: Rule) -> Iterator[Finding]:
    """Every class of expenditure has a row in the tables whose rows are the classes: its amount would be missing there.

    Source: rules.csv A07 支出项名称与顺序 = 该年度固定行. Names and order themselves are part of the form: a book with
    other ones is not read at all.
    """
    audited = {one.key for one in view.tables()}
    told: dict[tuple[str, str], list[str]] = defaultdict(list)
    for target in view.format:
        for source, column in _taken_over(target):
            if {target.key, source} <= audited:
                for row in view.trees[source].children.get(TOTAL, ()):
                    missing = row[:3] not in target.fixed_rows
                    if missing and view.value(Cell(source, row, column)) and row in view.trees[source].kinds:
                        told[source, row].append(f"{target.sheet}\n{column}")
    for (source, row), found in told.items():
        table = view.format.tables[source]
        sheets = "、".join(dict.fromkeys(one.partition("\n")[0] for one in found))
        cell = Cell(source, row, found[0].partition("\n")[2])
        amount = view.value(cell)
        message = f"{wan(amount)}，{row[:3]}类在{sheets}没有对应的行，这笔数不会计入那里，"
        remedy = "请核对科目：该类不在本格式的固定行之内，一般不用于部门决算。"
        made = row_finding(view, rule, table, row, message, remedy)
        yield replace(made, actual=amount, cells=(str(cell),), cause=f"class-without-row.{row[:3]}")


def _taken_over(target: Table) -> set[tuple[str, str]]:
    """Return the code tables and columns from which a table takes its rows one by one: 01.204 ← 03.204.total."""
    found: set[tuple[str, str]] = set()
    for _, row in target.fixed_rows.values():
        if row.key.isdigit() and len(row.key) == 3:
            for expression in row.derive.values():
                for term in expression.terms:
                    if term.table and term.row.pick is Pick.OWN_ROW and term.column.pick is Pick.KEY:
                        found.add((term.table, term.column.keys[0]))
    return found


@requirement("A08")
def line_numbers(view: View, rule: Rule) -> Iterator[Finding]:
    """The line numbers (行次) run on without gap or double, from the left half to the right.

    Source: rules.csv A08 行次连续、不重号; 左栏与右栏行次衔接.
    """
    if view.source is None:
        return
    for table in view.tables():
        layout = table_layout(table)
        grid = view.source.grid(table.sheet)
        wrong: list[tuple[int, int, int]] = []
        for number, panel in enumerate(table.panels):
            column = panel.role("line")
            if column is None:
                continue
            at = layout.panel_columns(panel)[column.key]
            rows = [(layout.fixed[one.key], one.line) for one in panel.fixed]
            rows += [(place, one.line) for of, place, one in layout.blanks if of == number]
            wrong += [
                (row, at, line) for row, line in rows if line and plain(grid.value(row, at)) != str(line)
            ]
        if wrong:
            row, at, line = min(wrong, key=lambda one: (one[1], one[0]))
            now = grid.text(row, at) or "空白"
            more = f"（本表共{len(wrong)}处）" if len(wrong) > 1 else ""
            message = f"{table.sheet}第{row}行的行次应为{line}，现在是“{now}”{more}，行次不连续，"
            remedy = f"请把行次改回{line}。" if len(wrong) == 1 else "请改回原来的行次，左右两栏应连续编号。"
            yield Finding(
                rule.id, Level(rule.level), table.sheet, address(row, at), message, remedy, rule.title
            )


@requirement("B28")
def no_data(view: View, rule: Rule) -> Iterator[Finding]:
    """A table that is declared to have no data has none, and nothing that comes from it alone has any.

    Source: rules.csv B28 四川附表目录标“此表无数据”的表, 04 对应列必须为0.
    """
    empty = [one for one in view.format if view.accounts.status.get(one.key) == NO_DATA]
    if not empty:
        return
    keys = frozenset(one.key for one in empty)
    evaluator = Evaluator(view.accounts)
    elsewhere: dict[str, list[tuple[Cell, int, str]]] = defaultdict(list)
    audited = {one.key for one in view.tables()}
    for cell, amount, what in _amounts(view):
        if cell.table in audited - keys:
            source = _only_from(view, evaluator, cell, keys)
            if source:
                elsewhere[source].append((cell, amount, what))
    for table in empty:
        cause = f"no-data.{table.key}"
        own = _own(view, table)
        if own:
            yield replace(_told(view, rule, table, own), cause=cause)
            continue
        above = _taken_from(view, table)
        for cell, amount, what in [*above, *elsewhere[table.key]]:
            why = "取自" if (cell, amount, what) not in above else "应列入"
            message = f"{table.sheet}标为“此表无数据”，而{why}该表的{view.name(cell)}{what}{wan(amount)}，"
            remedy = (
                f"请核对：有数的，补填{table.sheet}并在“目录”改状态；没有的，改正{view.place(cell)[0]}的数。"
            )
            yield replace(finding(view, rule, cell, message, remedy), expected=0, actual=amount, cause=cause)


def _amounts(view: View) -> Iterator[tuple[Cell, int, str]]:
    """Yield what is not zero on the sheets, and what is printed of cells that are zero there."""
    for cell, amount in view.standing.values.items():
        if amount:
            yield cell, amount, "为"
    for cell, amount in view.accounts.checks.items():
        if amount and not view.value(cell):
            yield cell, amount, "的系统（批复）数为"


def _only_from(view: View, evaluator: Evaluator, cell: Cell, keys: frozenset[str]) -> str:
    """Return the empty table that a derived cell takes all of its amount from; nothing when there is none."""
    if cell.row not in view.trees[cell.table].kinds:
        return ""
    kind, expression = rule_of(view, cell)
    if kind is not CellKind.DERIVED or expression is None:
        return ""
    tables = {one.table for _, one in references(evaluator, cell, expression)}
    return min(tables) if tables and tables <= keys else ""


def _own(view: View, table: Table) -> list[Cell]:
    """Return the cells of an empty table that hold an amount, those that somebody typed first."""
    found = [cell for cell, amount in view.standing.values.items() if amount and cell.table == table.key]
    typed = [one for one in found if rule_of(view, one)[0] is CellKind.TYPED]
    return typed or found


def _told(view: View, rule: Rule, table: Table, cells: list[Cell]) -> Finding:
    first = cells[0]
    amount = view.value(first)
    more = f"等{len(cells)}个数" if len(cells) > 1 else ""
    message = f"{table.sheet}标为“此表无数据”，而{view.name(first)}为{wan(amount)}{more}，"
    remedy = f"请核对：确有数据的，在“目录”把{table.sheet}的状态改为“已填完，空白即零”；没有的，清空这些数。"
    made = finding(view, rule, first, message, remedy)
    return replace(made, expected=0, actual=amount, cells=tuple(map(str, cells)))


def _taken_from(view: View, table: Table) -> list[tuple[Cell, int, str]]:
    """Return the total of another table whose rows ought to stand in this one, when it is not zero."""
    only = table.region.only if table.region is not None else None
    found: list[tuple[Cell, int, str]] = []
    for term in only.terms if only is not None else ():
        if term.table and term.column.pick is Pick.KEY and view.accounts.status.get(term.table) != NO_DATA:
            cell = Cell(term.table, TOTAL, term.column.keys[0])
            if view.value(cell):
                found.append((cell, view.value(cell), "为"))
    return found
