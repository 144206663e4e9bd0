"""核对数: the figures of the bureau's system and of the ledger against the cells of the book.

An approved figure must come out as approved. So a difference that rounding could explain is still to be answered: the
book would publish another figure until it is entered as 尾差.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from juesuan.audit.evaluate import Instance
from juesuan.audit.judge import Difference
from juesuan.audit.rounding import Rounding
from juesuan.audit.view import View
from juesuan.audit.wording import amount
from juesuan.book.read_lists import CheckRow
from juesuan.compute.adjust import HALF_STEP
from juesuan.findings import Finding, Level
from juesuan.money import round_half_up
from juesuan.spec.model import Cell
from juesuan.spec.rule import Relation

CHECK, LEDGER = "check-figure", "ledger-figure"
STEP = 2 * HALF_STEP
TITLES = {CHECK: "与系统（批复）数核对", LEDGER: "与账面数核对"}
REMEDIES = {
    CHECK: "请核对录入的明细；系统（批复）数有误的，请改正“核对数”{row}。",
    LEDGER: "请核对账簿和录入的明细；账面数有误的，请改正“核对数”{row}。",
}


@dataclass(frozen=True)
class CheckedFigures:
    """``differences`` do not agree with the book, ``sound`` do (as comparisons of one cell)."""

    differences: tuple[Difference, ...]
    sound: tuple[Instance, ...]


def compare_checks(view: View, rounding: Rounding, rows: tuple[CheckRow, ...]) -> CheckedFigures:
    """Compare every figure on 核对数 with the cell that it names; tables that are not filled in are left out."""
    audited = {one.key for one in view.tables()}
    differences: list[Difference] = []
    sound: list[Instance] = []
    for row, rule, figure in _figures(rows):
        if row.cell is None or row.cell.table not in audited or row.cell in view.standing.unreadable:
            continue
        stands = view.value(row.cell)
        instance = Instance(("", ""), stands, figure, ((1, row.cell),))
        if _agrees(stands, figure, rounding):
            sound.append(instance)
        else:
            differences.append(_difference(view, rounding, row, rule, instance))
    return CheckedFigures(tuple(differences), tuple(sound))


def _figures(rows: tuple[CheckRow, ...]) -> Iterator[tuple[CheckRow, str, int]]:
    for row in rows:
        for rule, figure in ((CHECK, row.printed), (LEDGER, row.ledger)):
            if figure is not None:
                yield row, rule, figure


def _agrees(stands: int, figure: int, rounding: Rounding) -> bool:
    """Whether a cell is the figure, or prints as it: in an exact book every published cell is rounded on its own."""
    return figure in (stands, _as_printed(stands, figure, rounding))


def _as_printed(stands: int, figure: int, rounding: Rounding) -> int:
    """Return what stands in a cell as the figure beside it was printed."""
    return round_half_up(stands, STEP) if rounding.exact and figure % STEP == 0 else stands


def _difference(view: View, rounding: Rounding, row: CheckRow, rule: str, instance: Instance) -> Difference:
    cell: Cell = instance.terms[0][1]
    figure = round(instance.right)
    stands = _as_printed(round(instance.left), figure, rounding)
    figures = rounding.figures(instance) + (1 if figure and figure % STEP == 0 else 0)
    bound = HALF_STEP * figures
    gap = abs(stands - figure)
    line = f"第{row.row}行" if row.row else ""
    text = f"{view.name(cell)}{amount(stands)}，{_NAMES[rule]}{amount(figure)}，相差{amount(gap)}万元。"
    level, remedy, title = Level.ERROR, REMEDIES[rule].format(row=line), TITLES[rule]
    if gap <= bound and not rounding.exact:
        text += f"{figures}个数各自四舍五入，最多可差{amount(bound)}万元，可能是尾差。"
        level, title = Level.EXPLAIN, f"{title}（尾差未列）"
        remedy = f"请核对录入的数；确是尾差的，在“核对数”{line}选“尾差”并填调整金额，使印出的数与批复一致。"
    sheet, at = view.place(cell)
    found = Finding(
        rule,
        level,
        sheet,
        at,
        text,
        remedy,
        title,
        expected=figure,
        actual=stands,
        difference=stands - figure,
        cells=(str(cell),),
    )
    return Difference(Relation.EQ, instance, bound, found)


_NAMES = {CHECK: "系统（批复）数", LEDGER: "账面数"}
