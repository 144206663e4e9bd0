"""The adjustments of a book, put together by kind and table."""

from __future__ import annotations

from dataclasses import dataclass

from juesuan import money
from juesuan.book.accounts import Adjustment
from juesuan.book.layout import column_label, row_label
from juesuan.export.material import Material
from juesuan.template.lists import code_names


@dataclass(frozen=True)
class AdjustedTable:
    """The adjustments of one kind in one table: how many, their sum in 万元, and each cell with its amount."""

    kind: str
    sheet: str
    count: int
    total: str
    cells: tuple[str, ...]


def adjustment_rows(material: Material) -> list[AdjustedTable]:
    """Return the adjustments by kind and table, in the order of the tables."""
    accounts = material.read.accounts
    groups: dict[tuple[str, str], list[Adjustment]] = {}
    for table in material.form:
        for one in accounts.adjustments:
            if one.cell.table == table.key:
                groups.setdefault((one.kind, table.key), []).append(one)
    found = []
    for (kind, key), group in groups.items():
        table = material.form.tables[key]
        names = code_names(accounts, key)
        cells = tuple(
            f"{row_label(table, one.cell.row, names)}·"
            f"{column_label(table.panel_of(one.cell.row).by_key[one.cell.column])}"
            f"（{money.format_wan(one.amount, None)}）"
            for one in group
        )
        total = money.format_wan(sum(one.amount for one in group), None)
        found.append(AdjustedTable(kind, table.sheet, len(group), total, cells))
    return found
