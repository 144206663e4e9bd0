"""Tables as DataFrames: what analysis, lists and exports work with.

Amounts are ints of 分 in and out; ``wan=True`` gives 万元 for people. pandas is imported only here and where a
button needs it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from juesuan.book.accounts import DETAIL_MARK, Accounts, amount_cells
from juesuan.book.layout import column_label, row_label
from juesuan.money import FEN_PER_WAN
from juesuan.spec.model import Cell

if TYPE_CHECKING:
    import pandas as pd


def table_frame(
    accounts: Accounts, values: Mapping[Cell, int], table: str, *, wan: bool = False
) -> pd.DataFrame:
    """Return one table in long form: row, label, column, heading, amount (blank cells are missing)."""
    import pandas as pd

    form = accounts.format.tables[table]
    names = accounts.classification(form).codes if form.region else {}
    rows = []
    for row, column in amount_cells(form, accounts.rows.get(table, ())):
        code = row.partition(DETAIL_MARK)[0]
        label = row_label(form, row, {row: names[code].name} if code in names else {})
        amount = values.get(Cell(table, row, column))
        heading = column_label(form.panel_of(row).by_key[column])
        rows.append((row, label, column, heading, amount))
    frame = pd.DataFrame(rows, columns=["row", "label", "column", "heading", "amount"])
    frame["amount"] = frame["amount"].astype("Int64")
    if wan:
        frame["amount"] = frame["amount"].astype("Float64") / FEN_PER_WAN
    return frame


def wide_frame(accounts: Accounts, values: Mapping[Cell, int], table: str) -> pd.DataFrame:
    """Return one table as people read it, in 万元: a line a row, a column a heading."""
    frame = table_frame(accounts, values, table, wan=True)
    order = list(dict.fromkeys(frame["heading"]))
    rows = list(dict.fromkeys(zip(frame["row"], frame["label"], strict=True)))
    wide = frame.set_index(["row", "label", "heading"])["amount"].unstack("heading")
    return wide.reindex(index=rows, columns=order).reset_index(level="row", drop=True)


def typed_from_frame(frame: pd.DataFrame, table: str) -> dict[Cell, int]:
    """Return typed cells from a frame with row, column and amount in 分; missing amounts stay blank."""
    given = frame.dropna(subset=["amount"])
    return {
        Cell(table, str(row), str(column)): int(amount)
        for row, column, amount in zip(given["row"], given["column"], given["amount"], strict=True)
    }
