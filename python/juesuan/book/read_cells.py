"""Reading single money cells: exact amounts, and a finding at the cell for what is none, or none for a formula."""

from __future__ import annotations

from juesuan import money
from juesuan.book.grid import Grid
from juesuan.book.layout import address
from juesuan.book.naming import shown
from juesuan.findings import Finding, Level

AS_NUMBER = "请把单元格格式设为“数值”后用半角数字重新录入。"
_WIDE = frozenset("０１２３４５６７８９．，")
NOISE = 1e-9
"""万元: what the result of a formula may be off by binary arithmetic, a thousandth of a 分."""


def read_amount(grid: Grid, sheet: str, row: int, column: int, findings: list[Finding]) -> int | None:
    """Return the amount of a typed cell in 分, None when blank; a mistake is added to ``findings``.

    A text that reads as an amount counts; that no sum of the sheet counts it is a hint.
    """
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
        amount = money.parse(value)
    except money.MoneyError as error:
        what, _, remedy = str(error).rpartition("，请")
        findings.append(
            Finding("bad-amount", Level.ERROR, sheet, address(row, column), f"{what}，", f"请{remedy}。")
        )
        return None
    if isinstance(value, str) and amount is not None:
        findings.append(text_amount(sheet, address(row, column), value, amount))
    return amount


def text_amount(sheet: str, cell: str, content: str, amount: int) -> Finding:
    """Return the hint that an amount is a text: 重新计算 counts it, the sums of Excel do not."""
    message = f"“{shown(content)}”{is_text(content)}，重新计算时按{money.format_wan(amount)}万元算，Excel 的求和公式不计它，"
    return Finding("text-amount", Level.HINT, sheet, cell, message, AS_NUMBER)


def is_text(content: str) -> str:
    """Return the words that a content is a text."""
    return f"是文本{'' if _WIDE.isdisjoint(content) else '（含全角数字）'}，不是数字"
