"""Single cells of lists: money, counts, dates, texts, marks. What is not clearly one is refused with a reason."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from math import isfinite

from juesuan import money
from juesuan.book.naming import plain, shown
from juesuan.importing.labels import is_dash
from juesuan.importing.lists.model import Value
from juesuan.importing.lists.words import Words
from juesuan.money import MoneyError, Unit

_DAY = re.compile(
    r"(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})|年(\d{1,2})月(\d{1,2})[日号]?)(?:[T ]?00:00(?::00)?)?"
)
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
_ERROR = re.compile(r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!)")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")

YEARS = range(1990, 2100)


class RefusedError(ValueError):
    """What a cell holds is not what the column wants: ``reason`` and ``remedy``."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.remedy = remedy


def amount(value: object, unit: str) -> int | None:
    """Read money in 元 or 万元 as 分; a stroke is nothing."""
    _check(value)
    if is_dash(value):
        return None
    try:
        return money.parse(value, Unit(unit))
    except MoneyError as error:
        reason, _, remedy = str(error).rpartition("，请")
        raise RefusedError(reason, f"请{remedy}。") from None


def count(value: object) -> int | None:
    """Read a whole number that is not negative; a stroke is nothing."""
    _check(value)
    if money.is_blank(value) or is_dash(value):
        return None
    remedy = "请填写不小于0的整数，不带单位。"
    if isinstance(value, int | float) and not isinstance(value, bool):
        if not isfinite(value) or value < 0 or value != int(value):
            raise RefusedError("不是不小于0的整数", remedy)
        return int(value)
    text = plain(value)
    whole = text.partition(".")
    if isinstance(value, str) and _GROUPED.fullmatch(whole[0]) and not whole[2].strip("0"):
        return int(whole[0].replace(",", ""))
    raise RefusedError("不是数量", remedy)


def day(value: object) -> Value | None:
    """Read a date: a real one where the cell gives one, otherwise the text as it stands."""
    _check(value)
    if money.is_blank(value):
        return None
    if isinstance(value, date):
        return _in_our_time(value.date() if isinstance(value, datetime) else value)
    text = plain(value)
    match = _DAY.fullmatch(text) or _COMPACT.fullmatch(text)
    if match is not None:
        year, month, number = (int(one) for one in match.groups() if one)
        try:
            found = date(year, month, number)
        except ValueError:
            raise RefusedError("没有这一天", "请改为真实的日期。") from None
        return _in_our_time(found)
    if not isinstance(value, str) or not re.search(r"[^\d.]", text):
        raise RefusedError("是数字，不是日期", "请把单元格格式改为日期后重填，如 2020-3-15。")
    return value.strip()


def _in_our_time(value: date) -> date:
    if value.year not in YEARS:
        raise RefusedError(f"年份{value.year}不对", "请改为真实的日期。")
    return value


def text(value: object, *, percent: bool | None = False, rate: bool = False) -> str | None:
    """Read a text; numbers as they show.

    ``percent``: whether the cell shows a percentage, None when the source does not tell; ``rate``: the row speaks of one.
    """
    _check(value)
    if money.is_blank(value):
        return None
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    if not isinstance(value, int | float):
        raise TypeError(f"not a cell value: {type(value).__name__}")
    if percent:
        return f"{value * 100:.12g}%"
    if percent is None and (0 < value < 1 or (value == 1 and rate)):
        told = f"{value * 100:.12g}%"
        raise RefusedError(
            f"看不出是{value:.15g}还是{told}", f"请把这一格改成文字，如“{told}”，或用 .xlsx 文件导入。"
        )
    return format(value, ".15g")


def mark(value: object, words: Words) -> str | None:
    """Read a tick: √, or nothing."""
    _check(value)
    given = plain(value)
    if not given or given in words.no:
        return None
    if given in words.yes:
        return "√"
    raise RefusedError("看不出是打√还是空白", "请打√，或留空。")


def show(value: object) -> str:
    """Return a cell for a message: numbers as they show, nothing for a blank one."""
    if value is None:
        return ""
    return shown(format(value, ".15g") if isinstance(value, float) else value)


def _check(value: object) -> None:
    """Refuse what is in no column: logical values, errors, formulas without a result, times."""
    if isinstance(value, bool):
        raise RefusedError(f"是逻辑值 {'TRUE' if value else 'FALSE'}", "请改填文字或数字。")
    if isinstance(value, time | timedelta):
        raise RefusedError("是时间", "请把单元格格式改为文本或数值后重填。")
    if not isinstance(value, str):
        return
    if value.lstrip().startswith("="):
        raise RefusedError("公式没有保存计算结果", "请在 Excel 或 WPS 中打开并保存来源文件后再导入。")
    if _ERROR.fullmatch(value.strip().upper()):
        raise RefusedError(f"是错误值 {value.strip()}", "请修正公式或改填内容。")
