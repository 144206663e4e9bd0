"""Rows of sums are no entries: they are left out, and compared with what the rows give."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from juesuan import money
from juesuan.findings import Finding, Level
from juesuan.importing.lists.known import ITEMS
from juesuan.importing.lists.model import Given, ListRow
from juesuan.importing.lists.rows import Sum


def without_parents(rows: Sequence[ListRow]) -> tuple[list[ListRow], list[ListRow]]:
    """Return the rows without codes that have others below them, and those: their amounts are sums."""
    codes = {str(row.value("code")) for row in rows if row.list == ITEMS}
    above = {code[:n] for code in codes for n in range(3, len(code))}
    parents = [row for row in rows if row.list == ITEMS and row.value("code") in above]
    return [row for row in rows if row not in parents], parents


@dataclass
class Checker:
    """Compares the sums of one list, page after page; ``rows`` and ``sums`` are added as they are read."""

    rows: list[ListRow]
    sums: list[Sum]
    parents: list[ListRow]

    def findings(self) -> Iterator[Finding]:
        """Yield a finding for each sum that the rows do not give."""
        for row in self.parents:
            code = str(row.value("code"))
            below = [
                one for one in self.rows if one.list == ITEMS and str(one.value("code")).startswith(code)
            ]
            for key, given in row.cells.items():
                if key in ("opening", "full"):
                    yield from _compared(given, [_added(below, key)], f"科目 {code} 的数", counted=False)
        before = 0
        for one in self.sums:
            rows, since = self._above(one, before)
            if one.codes and not rows:
                continue
            for key, given in one.amounts.items():
                counted = key in ("persons", "number")
                name = "这一行的数" if one.codes else "合计"
                yield from _compared(given, [_added(rows, key), _added(since, key)], name, counted=counted)
            before = before if one.codes else one.row

    def _above(self, one: Sum, before: int) -> tuple[list[ListRow], list[ListRow]]:
        """The rows that a sum may mean: all above it (all, when it stands first), or those since the last sum."""
        if one.codes:
            named = [row for row in self.rows if row.value("code") in one.codes]
            return named, named
        above = [row for row in self.rows if row.place.row < one.row] or self.rows
        since = [row for row in above if row.place.row > before]
        return above, since


def _added(rows: Sequence[ListRow], key: str) -> int:
    return sum(value for row in rows if isinstance(value := row.value(key), int))


def _compared(given: Given, sums: Sequence[int], name: str, *, counted: bool) -> Iterator[Finding]:
    amount = given.value
    if not isinstance(amount, int) or amount in sums:
        return
    if counted:
        printed, summed, unit = str(amount), str(sums[0]), ""
    else:
        printed, summed = (money.format_wan(one, None) for one in (amount, sums[0]))
        unit = "万元"
    message = f"清单 {given.place} {name}是{printed}{unit}，各行相加为{summed}{unit}，"
    remedy = "请核对清单有没有漏行、重行或写错的数。"
    if counted:
        yield Finding("list-total", Level.EXPLAIN, "", "", message, remedy)
        return
    yield Finding(
        "list-total", Level.EXPLAIN, "", "", message, remedy,
        expected=amount, actual=sums[0], difference=amount - sums[0],
    )  # fmt: skip
