"""Rules about the sheet 绩效: how many projects, and their money."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from juesuan.audit.structural.beside import Entry, check_most, check_sum, entry, fact, figure, of_cell, tell
from juesuan.audit.structural.meaning import column_of, wan, with_figures
from juesuan.audit.view import View, requirement
from juesuan.book.facts import Project
from juesuan.book.naming import plain, shown
from juesuan.compute.adjust import HALF_STEP
from juesuan.findings import Finding
from juesuan.spec.model import TOTAL, Cell
from juesuan.spec.rule import Rule

MARKED = {
    "perf_assessed": "assessed",
    "perf_targets": "targets",
    "perf_monitored": "monitored",
    "perf_self": "self",
}
"""The code of a declared number to the column of the list where the projects are marked."""
PARTS = {
    "perf_self": ("perf_excellent", "perf_good", "perf_passed", "perf_failed"),
    "perf_problems": ("perf_solved", "perf_open"),
}
"""Numbers that some formats break down."""
NO_MARK = frozenset({"", "0", "-", "—", "/", "×", "x", "X", "否", "无"})
PIECES = "个"


@requirement("D23")
def numbers_of_projects(view: View, rule: Rule) -> Iterator[Finding]:
    """The declared numbers of projects are those of the list, and each project assessed by the unit itself is described and rated.

    Source: rules.csv D23 声明的项目个数 = 列举个数 = 绩效表张数. A column of the list without any mark says nothing.
    """
    for code, column in MARKED.items():
        declared = fact(view, code, PIECES)
        marks = sum(plain(getattr(one, column)) not in NO_MARK for one in view.facts.managed)
        if declared.value is not None and marks and declared.value != marks:
            yield _number(rule, declared, f"“开展绩效管理的项目”中打√的{marks}个", marks)
    declared, described = (
        fact(view, "perf_self", PIECES),
        sum(bool(one.project) for one in view.facts.projects),
    )
    if declared.value is not None and described and declared.value != described:
        yield _number(rule, declared, f"“项目”列了{described}个", described)
    for whole, parts in PARTS.items():
        given = [fact(view, one, PIECES) for one in parts if one in view.facts.counts]
        yield from check_sum(view, rule, fact(view, whole, PIECES), given)


def _number(rule: Rule, declared: Entry, listed: str, number: int) -> Finding:
    message = (
        f"{declared.title}{declared.shown()}，“绩效”{listed}，相差{abs((declared.value or 0) - number)}个，"
    )
    return tell(rule, declared.place, message, cells=[declared.cell, f"listed={number}"])


@requirement("D24")
def money_of_projects(view: View, rule: Rule) -> Iterator[Finding]:
    """No project spent more than planned, and its appropriations are part of its money.

    Source: rules.csv D24 绩效表: 其中财政拨款+其它资金=合计; 执行数≤预算数.
    """
    for one in view.facts.projects:
        for part, limit in (
            ("budget_appropriation", "budget"),
            ("actual", "budget"),
            ("actual_appropriation", "actual"),
        ):
            yield from check_most(rule, _money(view, one, part), _money(view, one, limit))


LABELS = {
    "budget": "全年预算数",
    "budget_appropriation": "全年预算数其中财政拨款",
    "actual": "执行数",
    "actual_appropriation": "执行数其中财政拨款",
}


def _money(view: View, project: Project, column: str) -> Entry:
    found = entry(
        view, "projects", project.row, column, LABELS[column], getattr(project, column), project.project
    )
    title = f"{found.place[0]}第{project.row}行“{shown(project.project)}”{LABELS[column]}"
    return replace(found, title=title)


@requirement("D25")
def spent_on_projects(view: View, rule: Rule) -> Iterator[Finding]:
    """The projects described spent together no more than all project expenditure.

    Source: rules.csv D25 绩效项目执行数之和 ≤ 项目支出(03).
    """
    cell = _project_expenditure(view)
    given = [one for one in view.facts.projects if one.actual is not None]
    limit = figure(view, cell) if cell is not None else None
    if cell is None or limit is None or not given:
        return
    total = sum(one.actual or 0 for one in given)
    if total - limit <= HALF_STEP * (len(given) + 1):
        return
    place = _money(view, given[0], "actual").place
    name = of_cell(view, cell, limit).title
    message = f"{place[0]}{len(given)}个项目的执行数合计{wan(total)}，大于{name}{wan(limit)}，多{wan(total - limit)}，"
    yield with_figures(tell(rule, place, message, cells=[cell]), limit, total)


def _project_expenditure(view: View) -> Cell | None:
    """Return the project expenditure of all money: the table whose columns ask for no fund."""
    for table in view.format:
        column = column_of(table, flow="expenditure", nature="project") if table.region is not None else None
        if column is not None and "fund" not in column.ledger:
            return Cell(table.key, TOTAL, column.key)
    return None
