"""Days as people and spreadsheet programs write them, read as ``2021-09-01``."""

from __future__ import annotations

import re
from datetime import date, timedelta

from juesuan.book.grid import Grid, Position
from juesuan.book.layout import address
from juesuan.book.naming import shown
from juesuan.findings import Finding, Level

EPOCH = date(1899, 12, 30)
"""Day 0 of the numbers that Excel stores for days."""
FIRST, LAST = date(2000, 1, 1), date(2099, 12, 31)
"""Days beyond are no days of final accounts: a number that was meant otherwise, a slip."""
_DAY = re.compile(
    r"(\d{4})\s*[-/.．年]\s*(\d{1,2})\s*[-/.．月]\s*(\d{1,2})\s*日?(?:[T ]+[\d:.]+)?|(\d{4})(\d\d)(\d\d)"
)


def parse_day(value: object) -> date | None:
    """Return the day that a cell holds: a date, Excel's number of one, or a text like 2021年9月1日; else None."""
    found: date | None = None
    if isinstance(value, date):
        found = date(value.year, value.month, value.day)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        found = _from_digits(f"{value:.0f}") or (EPOCH + timedelta(int(value)) if 0 < value < 10**6 else None)
    elif isinstance(value, str):
        found = _from_digits(value.strip())
    return found if found is not None and FIRST <= found <= LAST else None


def _from_digits(text: str) -> date | None:
    match = _DAY.fullmatch(text)
    if match is None:
        return None
    try:
        return date(*(int(one) for one in match.groups() if one is not None))
    except ValueError:
        return None


def day_number(text: str) -> int | None:
    """Return Excel's number of a day that is written as a text."""
    day = parse_day(text)
    return None if day is None else (day - EPOCH).days


def read_day(grid: Grid, sheet: str, at: Position, label: str, findings: list[Finding]) -> str | None:
    """Return the day in a cell as ``2021-09-01``, nothing for a blank; None and a hint where it is no day."""
    value = grid.value(*at)
    if value is None or (isinstance(value, str) and not value.strip()):
        return ""
    day = parse_day(value)
    if day is not None:
        return day.isoformat()
    message = f"“{label}”的“{shown(value)}”不是日期，"
    remedy = "请填写 2021-9-1 这样的日期；还没有的留空。"
    findings.append(Finding("bad-date", Level.HINT, sheet, address(*at), message, remedy))
    return None
