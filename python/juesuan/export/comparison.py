"""与核对数、上年数对比表: the book against the figures of the system and the ledger, and against last year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from juesuan import money
from juesuan.analysis.changes import Change, change
from juesuan.analysis.reasons import reasons_of
from juesuan.audit.standing import standing_of
from juesuan.audit.structural.causes import AMOUNT, RATE, changes_of, is_large, number_on_cover
from juesuan.audit.view import View
from juesuan.book.accounts import amount_cells, row_order
from juesuan.book.read_lists import CheckRow
from juesuan.compute.tails import is_exact
from juesuan.export.material import Material
from juesuan.export.naming import Namer
from juesuan.export.paper import STEP, Column, Page, Paper, Value
from juesuan.spec.model import Cell, Table

CHECKS, LAST_YEAR = "核对数对比", "上年数对比"
MAIN = "主要指标"
TO_EXPLAIN, LARGE = "须说明", "达到起点"
CHECK_COLUMNS = (
    Column("序号", 6, "count"),
    Column("表", 13, "centre"),
    Column("行", 26),
    Column("栏", 26),
    Column("系统（批复）数", 14, "money"),
    Column("账面数", 14, "money"),
    Column("本表数", 14, "money"),
    Column("差额", 11, "money"),
    Column("调整说明", 28),
)
MEASURE_COLUMNS = (
    Column("序号", 6, "count"),
    Column("表", 13, "centre"),
    Column("指标（行、栏）", 42),
    Column("上年数", 14, "money"),
    Column("本年数", 14, "money"),
    Column("增减额", 14, "money"),
    Column("增减率（%）", 11, "rate"),
    Column("情况", 10, "centre"),
    Column("是否须说明", 10, "centre"),
    Column("原因", 38),
)


@dataclass(frozen=True)
class Checked:
    """A row of 核对数: ``stands`` and the figures in 分; ``difference`` is of the approved figure, else of the ledger's."""

    row: CheckRow
    cell: Cell
    stands: int
    difference: int | None
    note: str


@dataclass(frozen=True)
class Moved:
    """A figure and that of last year, as printed; ``change`` is None where last year's is not known."""

    name: str
    prior: int | None
    current: int | None
    change: Change | None
    flag: str
    reason: str


def comparison_sheet(material: Material) -> bytes:
    """Return 对比表 as a workbook of two sheets, 核对数对比 and 上年数对比; amounts in 万元, as values."""
    paper = Paper(f"{material.unit}{material.year}年度部门决算对比表")
    _check_page(paper, material)
    _last_year_page(paper, material)
    return paper.data()


def checked_figures(material: Material) -> list[Checked]:
    """Return every figure of 核对数 beside what the book holds, and every adjustment, in the order of the tables."""
    exact = is_exact(material.read.accounts)
    order = cell_order(material)
    found = [_checked(one, one.cell, material, exact=exact) for one in material.read.lists.checks if one.cell]
    return sorted(found, key=lambda one: order.get(one.cell, len(order)))


def cell_order(material: Material) -> dict[Cell, int]:
    """Return the place of every money cell in the order of tables, rows and columns."""
    rows = material.read.accounts.rows
    cells = (
        Cell(table.key, *one)
        for table in material.form
        for one in amount_cells(table, rows.get(table.key, ()))
    )
    return {cell: number for number, cell in enumerate(cells)}


def _checked(row: CheckRow, cell: Cell, material: Material, *, exact: bool) -> Checked:
    figure = row.printed if row.printed is not None else row.ledger
    stands = material.values.get(cell, 0)
    if exact and figure is not None and figure % STEP == 0:
        stands = money.round_half_up(stands, STEP)  # every published cell is rounded on its own
    difference = None if figure is None else stands - figure
    adjusted = f"{row.kind}{money.format_wan(row.amount, None)}" if row.kind and row.amount else ""
    other = row.ledger if row.printed is not None else None
    gap = stands - other if other is not None else 0
    ledger = f"与账面数相差{money.format_wan(gap, None)}" if gap else ""
    note = "；".join(one for one in (adjusted, ledger, row.note) if one)
    return Checked(row, cell, stands, difference, note)


def _check_page(paper: Paper, material: Material) -> None:
    page = paper.page(CHECKS, [one.width for one in CHECK_COLUMNS], landscape=True)
    found = checked_figures(material)
    figures = [one for one in found if one.difference is not None]
    differing = sum(bool(one.difference) for one in figures)
    page.title(f"{material.year}年度部门决算与核对数对比表")
    page.sides(f"单位：{material.unit}", "金额单位：万元")
    page.line(
        f"核对数{len(figures)}个，一致{len(figures) - differing}个，有差额{differing}个。"
        "差额＝本表数－系统（批复）数；没有系统（批复）数的，减账面数。"
    )
    page.header(CHECK_COLUMNS, repeat=True)
    namer = Namer(material)
    for number, one in enumerate(found, 1):
        table, row, column = namer.parts(one.cell)
        values: list[Value] = [number, table, row, column, one.row.printed, one.row.ledger]
        values += [one.stands, one.difference, one.note]
        page.record(CHECK_COLUMNS, values, strong=bool(one.difference))
    if not found:
        page.line("工作簿“核对数”没有填写，没有可以核对的数。")


def _view(material: Material) -> View:
    return View(material.read.accounts, standing_of(material.values), material.read, material.source)


def main_figures(material: Material) -> list[Moved]:
    """Return the measures of the format with their change, whether it is to be explained, and the causes as entered."""
    view = _view(material)
    found = []
    for one in changes_of(view):
        if one.measure.explain == "no" and one.change is None:
            continue
        reasons = reasons_of(one.measure, view.facts.causes)
        said = "；".join(
            one.text if one.amount is None else f"{one.text}（{money.format_wan(one.amount)}）"
            for one in reasons
        )
        now, before = view.numbers.current(one.measure.value), view.numbers.prior(one.measure.value)
        flag = TO_EXPLAIN if is_large(view, one) else ""
        found.append(Moved(one.measure.label, before, now, one.change, flag, said))
    return found


def table_figures(material: Material) -> Iterator[tuple[Table, list[Moved]]]:
    """Yield the tables of which last year's figures are known, with every cell that is not zero in both years."""
    view, namer = _view(material), Namer(material)
    prior = material.read.accounts.prior
    for table in material.form:
        known = [one for one in prior if one.table == table.key]
        columns, fixed = {one.column for one in known}, {one.row for one in known}
        codes = {one for one in fixed if one not in table.fixed_rows}
        rows = codes | set(material.read.accounts.rows.get(table.key, ())) if codes else set()
        moved = []
        for row, column in amount_cells(table, sorted(rows, key=row_order)):
            cell = Cell(table.key, row, column)
            now, before = view.numbers.now(cell), view.numbers.before(cell)
            if column in columns and before is not None and (now or before):
                moved.append(_moved(view, namer, cell, now, before))
        if moved:
            yield table, moved


def _moved(view: View, namer: Namer, cell: Cell, now: int | None, before: int) -> Moved:
    made = change(now, before) if now is not None else None
    row, column = namer.parts(cell)[1], namer.line(cell)
    code = cell.row.partition("/")[0]
    causes = [one for one in view.facts.causes if one.item and one.item.partition(" ")[0] in (code, row)]
    reason = "；".join(dict.fromkeys(one.text or one.group for one in causes))
    return Moved(column, before, now, made, LARGE if _reaches(view, made) else "", reason)


def _reaches(view: View, made: Change | None) -> bool:
    """Whether a change reaches what the cover says is to be explained, in amount or in share."""
    if made is None or not made.amount:
        return False
    least, rate = number_on_cover(view, AMOUNT), number_on_cover(view, RATE)
    by_amount = least is not None and abs(made.amount) >= least * money.FEN_PER_WAN
    return by_amount or (rate is not None and made.rate is not None and abs(made.rate) >= rate)


def _last_year_page(paper: Paper, material: Material) -> None:
    page = paper.page(LAST_YEAR, [one.width for one in MEASURE_COLUMNS], landscape=True)
    view = _view(material)
    page.title(f"{material.year}年度部门决算与上年数对比表")
    page.sides(f"单位：{material.unit}", "金额单位：万元")
    least, rate = number_on_cover(view, AMOUNT), number_on_cover(view, RATE)
    page.line(
        f"增减额、增减率按印出的数计算。说明起点：变动{least}万元或{rate}%（封面）；“三公”经费等指标有变动就须说明。"
        "上年数取自工作簿“上年数”和“其他重要事项”。"
    )
    page.header(MEASURE_COLUMNS, repeat=True)
    found = list(table_figures(material))
    moved = [(MAIN, one) for one in main_figures(material)]
    moved += [(table.sheet, one) for table, figures in found for one in figures]
    for number, (where, one) in enumerate(moved, 1):
        _line(page, number, where, one)
    if not found:
        page.line("工作簿“上年数”没有填写，没有可以对比的上年数。")


def _line(page: Page, number: int, where: str, one: Moved) -> None:
    made = one.change
    state = made.direction.value if made else "本年数未填" if one.current is None else "上年数未填"
    values: list[Value] = [number, where, one.name, one.prior, one.current, made.amount if made else None]
    values += [made.rate if made else None, state, one.flag, one.reason]
    page.record(MEASURE_COLUMNS, values, strong=one.flag == TO_EXPLAIN and not one.reason)
