"""The list 占比 of 分析: each part of each composition, and their sum with its distance from 100."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from juesuan.analysis.line import Field, Line
from juesuan.analysis.names import part_name
from juesuan.analysis.numbers import Numbers
from juesuan.analysis.shares import composition as shares_of
from juesuan.analysis.shares import share
from juesuan.analysis.sheet import Sheet
from juesuan.analysis.where import Amount, Where, local
from juesuan.spec.analysis import Composition
from juesuan.spec.model import Cell

SHARES = "shares"
SUM = "sum"
KEPT, BROKEN = "符合", "有差额"
BOUND_DIGITS = Decimal("0.000001")


def lay_shares(sheet: Sheet, numbers: Numbers, where: Where) -> None:
    """Lay the compositions of the format."""
    for one in numbers.format.analysis.compositions.values():
        cells = list(_cells(one, numbers))
        first = sheet.next_row(SHARES)
        for cell, name in cells:
            sheet.add(_part(sheet, one, (cell, name), numbers, where))
        if cells and not one.partial:
            sheet.add(_sum(sheet, one, [cell for cell, _ in cells], first, numbers, where))


def _cells(one: Composition, numbers: Numbers) -> Iterator[tuple[Cell, str]]:
    """Yield the parts that are listed, with their names."""
    for parts in one.parts:
        for cell in numbers.cells(parts):
            if one.zeros or numbers.now(cell):
                alone = one.partial and len(one.parts) == 1
                yield cell, one.label if alone else part_name(numbers, parts, cell)


def _whole(one: Composition, where: Where) -> Amount | None:
    return where.sum_of(one.whole)


def part_key(one: Composition, cell: Cell) -> str:
    """Return the key of a part's line: the composition, and what its cells differ in."""
    return f"{one.key}.{cell.table}.{cell.row}.{cell.column}"


def _part(sheet: Sheet, one: Composition, part: tuple[Cell, str], numbers: Numbers, where: Where) -> Line:
    cell, name = part
    row = sheet.next_row(SHARES)
    b, c = (local(sheet.sections[SHARES], row, key) for key in ("current", "base"))
    now, whole = numbers.now(cell), numbers.current(one.whole)
    found, total = where.current(cell), _whole(one, where)
    rate = share(now, whole) if now is not None and whole else None
    return Line(SHARES, part_key(one, cell), {
        "name": Field(name),
        "current": Field(now, found.formula if found else None),
        "base": Field(whole, total.formula if total else None),
        "rate": Field(rate, f'=IF(OR({b}="",{c}=""),"",IF({c}=0,"",ROUND({b}*100/{c},2)))'),
        "judged": Field(one.label),
        "key": Field(part_key(one, cell)),
    })  # fmt: skip


def _sum(  # noqa: PLR0913 - a composition and where it stands
    sheet: Sheet, one: Composition, cells: list[Cell], first: int, numbers: Numbers, where: Where
) -> Line:
    layout, row = sheet.sections[SHARES], sheet.next_row(SHARES)
    at = {
        key: local(layout, row, key)
        for key in ("current", "base", "difference", "rate", "explained", "remainder")
    }
    amounts, rates = (
        f"{local(layout, first, key)}:{local(layout, row - 1, key)}" for key in ("current", "rate")
    )
    parts, whole = [numbers.now(cell) for cell in cells], numbers.current(one.whole)
    known = [part for part in parts if part is not None]
    made = shares_of(known, whole) if whole else None
    rest = sum(known) - whole if whole is not None else None
    total = _whole(one, where)
    bound = made.bound.quantize(BOUND_DIGITS) if made and made.sum is not None else None
    kept = None
    if made is not None and made.deviation is not None:
        kept = KEPT if abs(made.deviation) <= (bound or 0) else BROKEN
    gap, limit = at["explained"], at["remainder"]
    return Line(SHARES, f"{one.key}.{SUM}", {
        "name": Field("合计"),
        "current": Field(sum(known), f"=ROUND(SUM({amounts}),2)"),
        "base": Field(whole, total.formula if total else None),
        "difference": Field(rest, f'=IF({at["base"]}="","",ROUND({at["current"]}-{at["base"]},2))'),
        "rate": Field(made.sum if made else None, f'=IF(COUNT({rates})=0,"",ROUND(SUM({rates}),2))'),
        "judged": Field(one.label),
        "explained": Field(made.deviation if made else None, f'=IF({at["rate"]}="","",ROUND({at["rate"]}-100,2))'),
        "remainder": Field(bound, f'=IF({at["rate"]}="","",ROUND(0.005*(COUNT({rates})-COUNTIF({rates},0))+ABS({at["difference"]})*100/ABS({at["base"]}),6))'),
        "remainder_rate": Field(kept, f'=IF({gap}="","",IF(ABS({gap})<={limit},"{KEPT}","{BROKEN}"))'),
        "key": Field(f"{one.key}.{SUM}"),
    })  # fmt: skip
