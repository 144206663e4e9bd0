"""Derived cells as they stand: what was written over a formula, and values that were not calculated again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from juesuan.audit.standing import Standing
from juesuan.audit.structural.meaning import references, wan
from juesuan.audit.view import View
from juesuan.book.grid import Grid
from juesuan.book.naming import shown
from juesuan.book.read import same_formula
from juesuan.compute.recompute import Evaluator
from juesuan.compute.rows import PARENT
from juesuan.findings import Finding, Level
from juesuan.spec.expression import Expression
from juesuan.spec.model import TOTAL, Cell, CellKind, RowKind
from juesuan.template.formulas import FormulaWriter
from juesuan.template.lists import adjustment_range

OVERWRITTEN, STALE = "derived-overwritten", "derived-stale"
_TITLES = {OVERWRITTEN: "自动计算项被改写", STALE: "自动计算项没有重新计算"}
_FEW = 3
"""So many sheets with stale cells are named."""
_ADJUSTMENT = re.compile(r"\+SUMIFS\([^()]*,\"([^\"]+)\"\)$")


def expected_formulas(view: View) -> dict[Cell, str]:
    """Return the formula that each derived cell should hold where it stands now; nothing without a workbook."""
    if view.read is None or view.source is None:
        return {}
    adjusted = [one.cell for one in view.accounts.adjustments]
    writer = FormulaWriter(
        view.read.layout, dict(view.trees), adjusted, adjustment_range(view.source, view.format)
    )
    evaluator = Evaluator(view.accounts)
    found: dict[Cell, str] = {}
    for cell, (_, (row, _)) in view.standing.places.items():
        kind, expression = evaluator.rule(view.format.tables[cell.table], cell.row, cell.column)
        if kind is CellKind.DERIVED and expression is not None:
            found[cell] = writer.formula(cell, row, expression)
    return found


def overwritten(view: View, expected: Mapping[Cell, str], computed: Mapping[Cell, int]) -> Iterator[Finding]:
    """Yield each derived cell that does not hold its formula, then one finding of those whose value is not the formula's.

    ``expected`` are the formulas, ``computed`` the recomputed values. A cell of a row that was not laid out yet as
    what it is now (a new code, a code that got codes below it) waits for 重新计算 and was not written over. A value is
    stale when it is not what its formula gives from the cells beside it: the sum over an overwritten cell is not. One
    that is what 重新计算 gives all the same is right, and what its sources hold is told there.
    """
    stale: list[Cell] = []
    sheet = _Local(view)
    for cell, formula in expected.items():
        expression = sheet.derivation(cell)
        if expression is None:
            continue
        stands = view.standing.formulas.get(cell)
        same = stands == formula or same_formula(stands, formula)
        if same or _kin(stands, formula):
            right = view.standing.values.get(cell) == computed.get(cell, 0)
            if not right and not sheet.holds(cell, expression, adjusted=same):
                stale.append(cell)
        elif _is_laid(view, cell):
            yield _overwritten(view, cell, computed.get(cell, 0))
        elif view.value(cell) != computed.get(cell, 0):
            stale.append(cell)
    if stale:
        yield _stale(view, stale, computed)


def _kin(one: str | None, other: str | None) -> bool:
    """Whether two formulas are the same but for the term of an adjustment, which 重新计算 adds or takes away."""
    if one is None or other is None:
        return False
    bare_one, bare_other = (_ADJUSTMENT.sub("", text.strip()) for text in (one, other))
    return same_formula(bare_one, bare_other)


def _is_laid(view: View, cell: Cell) -> bool:
    """Whether the last layout gave the row of a cell the formulas that it should have now."""
    if cell.row in view.format.tables[cell.table].fixed_rows:
        return True
    mark = view.accounts.laid.get(cell.table, {}).get(cell.row)
    if mark is None:
        return False
    is_parent = view.trees[cell.table].kind(cell.row) is RowKind.PARENT
    return (mark == PARENT) == is_parent


class _Local:
    """What the formulas of the sheet give from the values that stand beside them."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.evaluator = Evaluator(view.accounts)
        self.standing: Standing = view.standing
        self.adjusted: dict[Cell, int] = {}
        for one in view.accounts.adjustments:
            self.adjusted[one.cell] = self.adjusted.get(one.cell, 0) + one.amount

    def derivation(self, cell: Cell) -> Expression | None:
        """Return what a derived cell of the sheet is made of; None for any other cell."""
        if cell not in self.standing.places:
            return None
        table = self.view.format.tables[cell.table]
        kind, expression = self.evaluator.rule(table, cell.row, cell.column)
        return expression if kind is CellKind.DERIVED else None

    def holds(self, cell: Cell, expression: Expression, *, adjusted: bool) -> bool:
        """Whether a cell shows what its formula gives; ``adjusted``: its adjustment is a term of it.

        An amount that is a text counts for ``+`` and not for a sum: either result is the formula's (rule A42 tells it).
        """
        values = self.standing.values
        if cell not in values:
            return False
        total, texts = (self.adjusted.get(cell, 0) if adjusted else 0), 0
        for sign, one in references(self.evaluator, cell, expression):
            if one in self.standing.unreadable:
                return True  # told there
            if one in values and not _skips_a_level(cell, one):
                total += sign * values[one]
                texts += sign * values[one] if isinstance(_content(self.view, one), str) else 0
        return values[cell] in (total, total - texts)


def _skips_a_level(cell: Cell, part: Cell) -> bool:
    """Whether the live sum leaves a code out because the row between them is not there."""
    if cell.table != part.table or not part.row.isdigit() or cell.row == part.row:
        return False
    if cell.row == TOTAL:
        return len(part.row) > 3
    return cell.row.isdigit() and len(part.row) - len(cell.row) > 2


def _overwritten(view: View, cell: Cell, computed: int) -> Finding:
    value = view.standing.values.get(cell)
    stands = view.standing.formulas.get(cell)
    if stands is not None:
        now = f"公式被改为“{shown(stands)}”" + (f"，现在是{wan(value)}" if value is not None else "")
    elif value is not None:
        now = f"公式被改写成数{wan(value)}"
    elif cell in view.standing.unreadable:
        now = f"公式被改写成“{shown(_content(view, cell))}”"
    else:
        now = "的公式被清除，现在是空白"
    same = "，与重新计算的结果相同，但以后不再随录入项变动" if value == computed else ""
    gives = "" if same else f"，重新计算应为{wan(computed)}"
    return _finding(
        view,
        OVERWRITTEN,
        [cell],
        f"{view.name(cell)}是自动计算项，{now.removeprefix('的')}{gives}{same}，",
        "请点“重新计算”恢复公式；结果与批复数不一致的，请核对录入项，或在“核对数”登记调整。",
        computed,
    )


def _content(view: View, cell: Cell) -> object:
    sheet, at = view.standing.places[cell]
    grid: Grid | None = view.source.grid(sheet) if view.source is not None else None
    return grid.value(*at) if grid is not None else ""


def _stale(view: View, cells: list[Cell], computed: Mapping[Cell, int]) -> Finding:
    first = cells[0]
    value = view.standing.values.get(first)
    shows = "还没有算出结果" if value is None else f"显示的是旧数{wan(value)}"
    one = f"{view.name(first)}{shows}，公式的结果应为{wan(computed.get(first, 0))}"
    if len(cells) > 1:
        sheets = list(dict.fromkeys(view.place(cell)[0] for cell in cells))
        where = "、".join(sheets[:_FEW]) + (f"等{len(sheets)}张表" if len(sheets) > _FEW else "")
        one = f"有{len(cells)}个自动计算项没有按公式重新算过（在{where}，如{one}）"
    return _finding(
        view,
        STALE,
        cells,
        f"{one}，保存本簿的程序没有重新计算，",
        "请用 Excel 或 WPS 打开本簿，点“重新计算”后保存，再审核。",
        computed.get(first, 0),
    )


def _finding(  # noqa: PLR0913 - a finding has these parts
    view: View, rule: str, cells: list[Cell], message: str, remedy: str, expected: int
) -> Finding:
    sheet, at = view.place(cells[0])
    actual = view.standing.values.get(cells[0])
    return Finding(
        rule,
        Level.ERROR,
        sheet,
        at,
        message,
        remedy,
        _TITLES[rule],
        expected=expected,
        actual=actual,
        difference=None if actual is None else actual - expected,
        cells=tuple(map(str, cells)),
    )
