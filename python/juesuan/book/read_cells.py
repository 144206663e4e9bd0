"""Reading single money cells: exact amounts, or a finding at the cell."""

from __future__ import annotations

from juesuan import money
from juesuan.book.grid import Grid
from juesuan.book.layout import address
from juesuan.findings import Finding, Level

NOISE = 1e-9
"""万元: what the result of a formula may be off by binary arithmetic, a thousandth of a 分."""


def read_amount(grid: Grid, sheet: str, row: int, column: int, findings: list[Finding]) -> int | None:
    """Return the amount of a typed cell in 分, None when blank; a mistake is added to ``findings``."""
    at = (row, column)
    if at in grid.uncalculated:
        findings.append(
            Finding(
                "formula-without-value",
                Level.ERROR,
                sheet,
                address(row, column),
                f"公式“{grid.formulas[at]}”还没有计算结果，",
                "请用 Excel 或 WPS 打开本簿保存一次再试，或改填数字。",
            )
        )
        return None
    value = grid.value(row, column)
    if at in grid.formulas and isinstance(value, float) and abs(value - round(value, 6)) <= NOISE:
        value = round(value, 6)
    try:
        return money.parse(value)
    except money.MoneyError as error:
        what, _, remedy = str(error).rpartition("，请")
        findings.append(
            Finding("bad-amount", Level.ERROR, sheet, address(row, column), f"{what}，", f"请{remedy}。")
        )
        return None
