"""The list 变动的构成 of 分析: a change taken apart over items, natures and economic sections."""

from __future__ import annotations

from collections.abc import Iterator

from juesuan.analysis.line import Field, Line
from juesuan.analysis.names import part_name
from juesuan.analysis.numbers import Numbers
from juesuan.analysis.sheet import Sheet
from juesuan.analysis.split import REST, Contribution, contributions
from juesuan.analysis.where import Where, local
from juesuan.money import round_ratio
from juesuan.spec.analysis import Measure, Split
from juesuan.spec.model import Cell

SPLITS = "splits"
REST_NAME = "其他（上年没有明细，或四舍五入）"


def lay_splits(sheet: Sheet, numbers: Numbers, where: Where) -> list[str]:
    """Lay every split that last year's figures allow; return the labels of the changes that cannot be taken apart."""
    missing: list[str] = []
    for measure in numbers.format.analysis.measures.values():
        now, before = numbers.current(measure.value), numbers.prior(measure.value)
        if not measure.splits or now is None or before is None or now == before:
            continue
        laid = [
            _lay(sheet, measure, one, (now, before), number, numbers, where)
            for number, one in enumerate(measure.splits, 1)
        ]
        if not any(laid):
            missing.append(measure.label)
    return missing


def _lay(  # noqa: PLR0913 - a split and where it stands
    sheet: Sheet,
    measure: Measure,
    split: Split,
    total: tuple[int, int],
    number: int,
    numbers: Numbers,
    where: Where,
) -> bool:
    cells = {
        str(cell): (cell, part_name(numbers, parts, cell))
        for parts in split.parts
        for cell in numbers.cells(parts, last_year=True)
    }
    current = {key: numbers.now(cell) or 0 for key, (cell, _) in cells.items()}
    prior = {key: numbers.before(cell) for key, (cell, _) in cells.items()}
    known = {key: amount for key, amount in prior.items() if amount is not None}
    if not known or len(known) < len(prior) or not any(known.values()):
        return False
    found = contributions(current, known, total)
    first = sheet.next_row(SPLITS)
    for rank, one in enumerate(found, 1):
        cell, name = cells.get(one.key, (None, REST_NAME))
        head = (f"{measure.key}.{number}.{one.key or 'rest'}", name, split.label, measure.label)
        sheet.add(_line(sheet, head, one, rank, cell, (first, total), where, measure))
    return bool(found)


def _line(  # noqa: PLR0913 - a line and what it is made of
    sheet: Sheet,
    head: tuple[str, str, str, str],
    one: Contribution,
    rank: int,
    cell: Cell | None,
    span: tuple[int, tuple[int, int]],
    where: Where,
    measure: Measure,
) -> Line:
    layout, row = sheet.sections[SPLITS], sheet.next_row(SPLITS)
    first, (now, before) = span
    b, c, d = (local(layout, row, key) for key in ("current", "base", "difference"))
    change = sheet.row("changes", measure.key)
    whole = local(sheet.sections["changes"], change or 0, "difference")
    key, name, label, of = head
    fields = {
        "name": Field(name),
        "rate": Field(
            round_ratio(one.amount * 100, now - before, 2), f'=IF({whole}=0,"",ROUND({d}*100/{whole},2))'
        ),
        "judged": Field(label),
        "explained": Field(float(rank)),
        "remainder": Field(of),
        "key": Field(key),
    }
    if cell is not None and one.key != REST:
        found, prior = where.current(cell), where.prior(cell)
        fields["current"] = Field(one.current, found.formula if found else None)
        fields["base"] = Field(one.prior, prior.formula)
        fields["difference"] = Field(one.amount, f"=ROUND({b}-{c},2)")
        return Line(SPLITS, key, fields)
    above = f"{local(layout, first, 'difference')}:{local(layout, row - 1, 'difference')}"
    text = f"=ROUND({whole}-SUM({above}),2)" if row > first else f"=ROUND({whole},2)"
    fields["difference"] = Field(one.amount, text)
    return Line(SPLITS, key, fields)


def lines_of(sheet: Sheet, measure: str, number: int) -> Iterator[Line]:
    """Yield the lines of one split, the largest contribution first."""
    prefix = f"{measure}.{number}."
    yield from (one for one in sheet.lines.get(SPLITS, {}).values() if one.key.startswith(prefix))
