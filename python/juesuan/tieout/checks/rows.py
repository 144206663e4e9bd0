"""Code rows that a table should have: a 项 has its 款 and its 类 above it where the table prints those levels (A24)."""

from __future__ import annotations

from collections.abc import Iterator

from juesuan.audit.view import View
from juesuan.findings import Level
from juesuan.tieout.issue import Issue

LEVELS = (3, 5, 7)


def check(view: View) -> Iterator[Issue]:
    """Find the levels that lack above a printed code."""
    for table in view.tables():
        codes = [one for one in view.accounts.rows.get(table.key, ()) if "/" not in one]
        if table.region is None or not codes:
            continue
        printed = set(codes)
        names = view.accounts.classification(table)
        levels = {len(one) for one in codes}
        lacking = dict.fromkeys(
            code[:length]
            for code in codes
            for length in LEVELS
            if length < len(code) and length in levels and code[:length] not in printed
        )
        for code in lacking:
            name = f"{code}{names.name(code)}" if code in names else code
            text = f"有{code}的下级科目，没有“{name}”这一行。请补上这一行，或核对编码。"
            yield Issue(
                "A24", Level.ERROR, text, None, 0, 0, "缺少上级科目", name, "", table.title, cause=table.title
            )
