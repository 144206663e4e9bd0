"""The tables that a report prints against a workbook, cell by cell, and the budgets that a workbook states."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from juesuan.analysis.analyse import Analysed
from juesuan.analysis.lay_completions import COMPLETIONS, FULL, OPENING
from juesuan.analysis.line import Line
from juesuan.analysis.numbers import cell_of
from juesuan.findings import Level
from juesuan.importing.figures import STEP_FEN
from juesuan.money import FEN_PER_WAN, format_wan, round_wan
from juesuan.spec.model import Cell
from juesuan.tieout.issue import Issue
from juesuan.tieout.own_tables import OwnTables
from juesuan.tieout.world import Known, World

DIFFERS, MISSING = "table-differs", "table-missing"
STEP_OF_WAN = FEN_PER_WAN // 100
"""0.01 万元 in 分."""
SHEET_OF_BUDGETS = "预算数"
REDO = "请核对哪一个对：工作簿对，就用工作簿重新印这张表；表对，就改正工作簿。"


def budgets_of(analysed: Analysed) -> Mapping[str, Mapping[str, Known]]:
    """Return the budgets of a workbook by subject and stage (see ``World.budgets``): those of measures and items."""
    found: dict[str, Mapping[str, Known]] = {}
    form = analysed.numbers.format
    for line in analysed.sheet.lines.get(COMPLETIONS, {}).values():
        known = _stages(line)
        if not known:
            continue
        key, _, code = line.key.partition(".")
        collection = form.analysis.collections.get(key) if code else None
        if collection is not None:
            cell = cell_of(collection.rows)
            found[f"{key}:{cell.table}|{code}|{cell.column}"] = known
        elif line.key in form.analysis.measures:
            found[line.key] = known
    return found


def _stages(line: Line) -> dict[str, Known]:
    """Return the budgets of a line of 预算完成 that are known; the chosen one stands under ""."""
    basis = str(line.fields["remainder_rate"].value or "")
    found = {}
    for stage, column, name in (
        ("", "base", basis),
        ("年初", "explained", OPENING),
        ("全年", "remainder", FULL),
    ):
        value = line.fields[column].value
        if isinstance(value, int):
            place = f"{SHEET_OF_BUDGETS}“{line.fields['name'].value}”{name}"
            found[stage] = Known(Decimal(value) / FEN_PER_WAN, place)
    return found


def compare(own: OwnTables, world: World) -> Iterator[Issue]:
    """Compare every printed figure with the workbook's, and look for figures of the workbook that are not printed."""
    for figure in own.recognised.figures:
        value = _as_printed(own, world, figure.cell)
        if value != figure.amount:
            yield _differs(world, figure.cell, value, figure.amount)
    for key in own.recognised.tables:
        if not _unread(own, key):
            yield from _missing(own, world, key)


def _as_printed(own: OwnTables, world: World, cell: Cell) -> int:
    """Return the workbook's figure with the decimals of the printed table, in 分; a blank is nothing."""
    value = world.numbers.values.get(cell, 0) if world.numbers is not None else 0
    return value if own.recognised.tables[cell.table].step == STEP_FEN else round_wan(value)


def _differs(world: World, cell: Cell, value: int, printed: int) -> Issue:
    name = world.cell_name(cell)
    expected, actual, gap = (_shown(one) for one in (value, printed, abs(value - printed)))
    text = f"{name}：报告的附表印为{actual}，工作簿为{expected}，相差{gap}。{REDO}"
    return _issue(world, DIFFERS, cell, text, (name, expected, actual))


def _missing(own: OwnTables, world: World, key: str) -> Iterator[Issue]:
    """Yield the figures of the workbook that a table does not print: a row left out (once), a cell left blank."""
    printed = [one.cell for one in own.recognised.figures if one.cell.table == key]
    cells, columns = set(printed), {one.column for one in printed}
    rows = {one.row for one in printed} | set(own.recognised.rows.get(key, ()))
    told: set[str] = set()
    for cell in world.numbers.values if world.numbers is not None else ():
        value = _as_printed(own, world, cell) if cell.table == key else 0
        if not value or cell in cells or cell.column not in columns or "/" in cell.row or cell.row in told:
            continue
        name = world.cell_name(cell)
        if cell.row in rows:
            text = f"{name}：工作簿为{_shown(value)}，报告的附表这一格空着。{REDO}"
        else:
            told.add(cell.row)
            text = f"{name}：工作簿为{_shown(value)}，报告的附表没有这一行。{REDO}"
        yield _issue(world, MISSING, cell, text, (name, _shown(value), ""))


def _unread(own: OwnTables, key: str) -> bool:
    """Tell whether something of a table found no cell: what is missing there may only not have been recognised."""
    sheets = {sheet for _, sheet in own.recognised.tables[key].sheets}
    return any(one.place.sheet in sheets for one in own.recognised.unplaced)


def _issue(world: World, rule: str, cell: Cell, text: str, shown: tuple[str, str, str]) -> Issue:
    title = world.form.tables[cell.table].title if world.form is not None else ""
    claim, expected, actual = shown
    return Issue(
        rule,
        Level.ERROR,
        text,
        claim=claim,
        expected=expected,
        actual=actual,
        place=title,
        cause=f"附表{title}",
        cells=(cell,),
    )


def _shown(amount: int) -> str:
    return f"{format_wan(amount, None if amount % STEP_OF_WAN else 2)}万元"
