"""Reading the code rows of a table: which codes stand where, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from juesuan.book.accounts import DETAIL_MARK
from juesuan.book.grid import Grid
from juesuan.book.layout import TableLayout, address
from juesuan.book.naming import plain, shown
from juesuan.findings import Finding, Level
from juesuan.spec.classification import Classification, well_formed
from juesuan.spec.model import CodeRegion


@dataclass(frozen=True)
class CodeRows:
    """Row key to sheet row, in the order in which they stand, and the names as they stand."""

    places: Mapping[str, int]
    names: Mapping[str, str]


def read_code_rows(
    grid: Grid, layout: TableLayout, codes: Classification, findings: list[Finding]
) -> CodeRows:
    """Read the region of a code table; mistakes are added to ``findings`` and their rows left out."""
    region = layout.table.region
    if region is None or layout.code_column is None:
        return CodeRows({}, {})
    reader = _Reader(grid, layout, region, codes, findings)
    places: dict[str, int] = {}
    names: dict[str, str] = {}
    for row in range(layout.region_top, min(layout.region_bottom, grid.height) + 1):
        key = None if reader.is_empty(row) else reader.key(row)
        if key is None:
            continue
        if key in places:
            reader.tell(
                "duplicate-code",
                row,
                f"科目编码 {key} 与第{places[key]}行重复，",
                "请合并到一行，清空另一行。",
            )
            continue
        places[key] = row
        names[key] = grid.text(row, reader.name_column)
    return CodeRows(places, names)


class _Reader:
    def __init__(
        self,
        grid: Grid,
        layout: TableLayout,
        region: CodeRegion,
        codes: Classification,
        findings: list[Finding],
    ) -> None:
        self.grid = grid
        self.layout = layout
        self.region = region
        self.codes = codes
        self.findings = findings
        columns = layout.panel_columns(layout.table.panels[0])
        name = layout.table.panels[0].role("name")
        self.name_column = columns[name.key] if name else 0
        self.detail_column = columns[region.details] if region.details else None
        self.amounts = [columns[one.key] for one in layout.table.panels[0].amounts]

    def tell(self, rule: str, row: int, message: str, remedy: str) -> None:
        at = address(row, self.layout.code_column or 1)
        self.findings.append(Finding(rule, Level.ERROR, self.layout.table.sheet, at, message, remedy))

    def key(self, row: int) -> str | None:
        """Return the key of a row, None for a spare row and for a row with a mistake (which is told)."""
        value = self.grid.value(row, self.layout.code_column or 1)
        detail = self.grid.text(row, self.detail_column) if self.detail_column else ""
        if value is None or not str(value).strip():
            if detail or self._typed(row):
                self.tell(
                    "amount-without-code",
                    row,
                    "这一行有内容但没有科目编码，",
                    "请补填科目编码，或清空这一行。",
                )
            return None
        if isinstance(value, int | float) and not isinstance(value, bool):
            self.tell(
                "numeric-code",
                row,
                f"科目编码 {plain(value)} 是数字，不是文本，求和公式找不到它，",
                "请把单元格格式设为“文本”后重新填写编码。",
            )
            return None
        code = plain(value)
        if not isinstance(value, str) or not well_formed(code):
            self.tell(
                "bad-code",
                row,
                f"“{shown(value)}”不是科目编码，",
                "请改为3位（类）、5位（款）或7位（项）数字。",
            )
            return None
        if code not in self.codes:
            self.tell(
                "unknown-code",
                row,
                f"科目编码 {code} 不在本格式的科目表中，",
                "请核对编码；确需使用的，请在“科目字典”登记编码和名称。",
            )
            return None
        return f"{code}{DETAIL_MARK}{detail}" if detail else code

    def is_empty(self, row: int) -> bool:
        """Whether nothing at all stands in a row (most of the region)."""
        return not any(self.grid.rows[row - 1]) and not self.grid.errors

    def _typed(self, row: int) -> bool:
        """Whether a person typed an amount into a row; zeros of prepared formulas do not count."""
        return any(
            self.grid.value(row, column) is not None and (row, column) not in self.grid.formulas
            for column in self.amounts
        )
