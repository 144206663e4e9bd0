"""The states of the tables: one finding for each table that is not audited, or was called filled in and is empty."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from juesuan.audit.view import View
from juesuan.book.accounts import FILLED, NO_DATA, NOT_FILLED
from juesuan.book.layout import address
from juesuan.book.sheets import CONTENTS, CONTENTS_STATUS, contents_row
from juesuan.findings import Finding, Level
from juesuan.spec.model import Table

NOT_FILLED_RULE, EMPTY_RULE = "table-not-filled", "table-filled-empty"


def status_findings(view: View) -> Iterator[Finding]:
    """Yield what is to be said of the tables' states; accounts without states (imported tables) have nothing to say."""
    typed = Counter(cell.table for cell, amount in view.accounts.typed.items() if amount)
    held = {cell.table for cell, amount in view.standing.values.items() if amount}
    for table in view.format:
        status = view.accounts.status.get(table.key)
        if status in ("", NOT_FILLED):
            yield _not_filled(view, table, status, typed[table.key])
        elif status == FILLED and table.key not in held:
            message = f"{table.sheet}状态为“{FILLED}”，但没有一个金额，"
            remedy = f"请核对：本年没有数据的，在{_state_at(view, table)}选“{NO_DATA}”；有数的，请补填。"
            yield Finding(EMPTY_RULE, Level.HINT, table.sheet, "", message, remedy, "已填完的表没有金额")


def _not_filled(view: View, table: Table, status: str, typed: int) -> Finding:
    state = f"状态为“{NOT_FILLED}”" if status else "还没有选择状态"
    if typed:
        still = f"状态仍为“{NOT_FILLED}”" if status else state
        message = f"{table.sheet}已录入{typed}个数，{still}，本表和用到它的审核公式没有审核，"
        remedy = f"请在填完后把{_state_at(view, table)}改为“{FILLED}”。"
    else:
        message = f"{table.sheet}{state}，本表和用到它的审核公式没有审核，"
        remedy = f"请填写本表后把{_state_at(view, table)}改为“{FILLED}”，本年没有数据的选“{NO_DATA}”；无从得知的，请说明。"
    title = "表未填完" if typed else "表未填"
    return Finding(NOT_FILLED_RULE, Level.EXPLAIN, table.sheet, "", message, remedy, title)


def _state_at(view: View, table: Table) -> str:
    return f"“{CONTENTS}”{address(contents_row(view.format, table.sheet), CONTENTS_STATUS)}"
