"""Code rows that a table should have: the levels above a code, and those below it that another table prints (A24)."""

from __future__ import annotations

from collections.abc import Iterator

from juesuan.audit.view import View
from juesuan.findings import Level
from juesuan.spec.model import Cell, Table
from juesuan.tieout.issue import Issue

LEVELS = (3, 5, 7)


def check(view: View) -> Iterator[Issue]:
    """Find the levels that lack above a printed code, and the codes that lack below one."""
    yield from _above(view)
    yield from _below(view)


def _below(view: View) -> Iterator[Issue]:
    """A code that one table takes further down, another must not leave without a single code below it."""
    taken: dict[tuple[str, str], str] = {}
    tables = [one for one in view.tables() if one.region is not None]
    for table in tables:
        kind = view.accounts.classification(table).key
        for code in view.trees[table.key].children:
            if code.isdigit():
                taken.setdefault((kind, code), table.title)
    for table in tables:
        names = view.accounts.classification(table)
        tree = view.trees[table.key]
        for code in view.accounts.rows.get(table.key, ()):
            other = taken.get((names.key, code))
            if (
                other is None
                or tree.children.get(code)
                or other == table.title
                or not _amount(view, table, code)
            ):
                continue
            name = f"{code}{names.name(code)}" if code in names else code
            text = f"“{other}”在“{name}”下面还列有科目，这张表没有。请补上漏掉的行，或核对编码。"
            yield Issue(
                "A24",
                Level.EXPLAIN,
                text,
                None,
                0,
                0,
                "缺少下级科目",
                name,
                "",
                table.title,
                cause=table.title,
            )


def _amount(view: View, table: Table, code: str) -> bool:
    return any(
        view.standing.values.get(Cell(table.key, code, one.key)) for one in table.panel_of(code).amounts
    )


def _above(view: View) -> Iterator[Issue]:
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
