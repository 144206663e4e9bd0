"""Worksheet functions for a person's own formulas: shares, changes, names of codes, subtotals, a sentence about a change.

Optional: ``juesuan addin build --with-udf`` puts wrappers into Excel's add-in that call these functions over xlwings.
What a cell shows comes from where 分析 and 情况说明 have it: amounts of 万元 as printed (two decimals), rounded half-up by
absolute value, in the words of the format's ``narrative.yaml``. A blank amount is not known, and gives a blank result.
Whatever is wrong is told in the cell, as a Chinese text that begins with 错误; no exception reaches the sheet.

The docstrings of the functions are the help that Excel shows; xlwings reads names, defaults and help of the arguments
from their annotations (its decorator does nothing where there is no Excel).
"""
# ruff: noqa: N802, D400, D415 - the functions' names and help are Excel's

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, wraps
from typing import Annotated, Any, TypeVar, cast

import xlwings

from juesuan.analysis.changes import Change, change
from juesuan.analysis.shares import DIGITS
from juesuan.bugs import log_bug
from juesuan.money import MoneyError, is_blank, parse, round_ratio, round_wan, to_wan

CATEGORY = "决算簿"
FORMAT = "sichuan-2024"
"""The format whose words and code lists are used when none is named."""
ERROR = "错误："
MOST_DIGITS = 6
CELL_ERRORS = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A")
_CELL = {"err_to_str": True}
_Function = TypeVar("_Function", bound=Callable[..., Any])

Now = Annotated[Any, {"doc": "本年数，万元", **_CELL}]
Before = Annotated[Any, {"doc": "上年数，万元", **_CELL}]
Decimals = Annotated[Any, {"doc": "保留几位小数，0到6，不写为2", **_CELL}]
FormatKey = Annotated[Any, {"doc": f"公开格式，不写为{FORMAT}", **_CELL}]


class UdfError(ValueError):
    """What a person wrote cannot be worked with; the text is Chinese and says what to do."""


def told(function: _Function) -> _Function:
    """Turn what is wrong into a text for the cell; a bug is logged and told with its number."""

    @wraps(function)
    def guarded(*arguments: Any) -> Any:
        try:
            return function(*arguments)
        except UdfError as error:
            return f"{ERROR}{error}"
        except Exception as error:  # noqa: BLE001 - not hidden: it is told, and logged with its number
            return f"{ERROR}程序出了意外的错误（编号 {_logged(function.__name__, repr(error))}），请告诉维护人员。"

    return guarded  # type: ignore[return-value]


@cache
def _logged(name: str, _: str) -> str:
    """Log the exception that is being handled, once: a sheet asks a thousand times."""
    return log_bug([name])[0]


@xlwings.func(category=CATEGORY)
@told
def JS_SHARE(
    part: Annotated[Any, {"doc": "部分的数，万元", **_CELL}],
    whole: Annotated[Any, {"doc": "总数，万元", **_CELL}],
    decimals: Decimals = None,
) -> Any:
    """占比（%）：两个数先按印出的两位小数取数，再相除、四舍五入。有一个没填，或总数为零时，结果为空。"""
    one, all_of_it, digits = _amount(part, "部分"), _amount(whole, "总数"), _digits(decimals)
    if one is None or not all_of_it or not round_wan(all_of_it):
        return ""
    return float(round_ratio(round_wan(one) * 100, round_wan(all_of_it), digits))


@xlwings.func(category=CATEGORY)
@told
def JS_CHANGE(now: Now, before: Before) -> Any:
    """比上年增加的数（万元，减少为负数）：按印出的两位小数相减。有一个没填时，结果为空。"""
    found = _change(now, before)
    return "" if found is None else to_wan(found.amount)


@xlwings.func(category=CATEGORY)
@told
def JS_CHANGE_RATE(now: Now, before: Before, decimals: Decimals = None) -> Any:
    """比上年增长的百分比（%，下降为负数）。有一个没填，或上年为零时，结果为空。"""
    found, digits = _change(now, before), _digits(decimals)
    if found is None or found.rate is None:
        return ""
    return float(
        found.rate if digits == DIGITS else round_ratio(found.amount * 100, abs(found.prior), digits)
    )


@xlwings.func(category=CATEGORY)
@told
def JS_CODE_NAME(
    code: Annotated[Any, {"doc": "科目编码：3、5或7位数字", **_CELL}],
    kind: Annotated[Any, {"doc": "功能分类或经济分类，不写时按编码判断", **_CELL}] = None,
    format: FormatKey = None,  # noqa: A002 - as it is called in Excel
) -> Any:
    """科目名称：功能分类和支出经济分类（本单位自己加的科目不在内）。编码没填时，结果为空。"""
    wanted = _text(code)
    if not wanted:
        return ""
    lists = _format(format).classifications
    keys = _kinds(_text(kind))
    for one in keys:
        if one in lists and wanted in lists[one]:
            return lists[one].name(wanted)
    raise UdfError(f"科目编码“{wanted}”不在{'或'.join(KINDS[one] for one in keys)}科目表里，请核对编码。")


@xlwings.func(category=CATEGORY)
@told
def JS_SUBTOTAL(
    codes: Annotated[Any, {"doc": "科目编码所在的一列", "ndim": 2, **_CELL}],
    amounts: Annotated[Any, {"doc": "金额所在的一列，与编码一样多行，万元", "ndim": 2, **_CELL}],
    parent: Annotated[Any, {"doc": "上级科目编码；不写时为全部科目", **_CELL}] = None,
) -> Any:
    """下级科目的合计（万元）：只加没有下级的明细科目，类、款的小计不会重复相加。没有数时，结果为空。"""
    rows, figures, above = _column(codes), _column(amounts), _text(parent)
    if len(rows) != len(figures):
        raise UdfError(f"编码有{len(rows)}格，金额有{len(figures)}格，请选一样多的行。")
    listed = [_code(one) for one in rows]
    below = {one for one in listed if one.isdigit() and one.startswith(above) and one != above}
    found = [
        _amount(figure, f"第{number}行的金额")
        for number, (one, figure) in enumerate(zip(listed, figures, strict=True), 1)
        if one in below and not any(other != one and other.startswith(one) for other in below)
    ]
    given = [one for one in found if one is not None]
    return to_wan(sum(given)) if given else ""


@xlwings.func(category=CATEGORY)
@told
def JS_EXPLAIN(
    now: Now,
    before: Before,
    item: Annotated[Any, {"doc": "项目的名称，例如：一般公共预算财政拨款支出", **_CELL}],
    cause: Annotated[Any, {"doc": "变动原因，可以不写", **_CELL}] = None,
    format: FormatKey = None,  # noqa: A002 - as it is called in Excel
) -> Any:
    """说明与上年相比的变动的一句话，用语与“情况说明”相同。本年数或上年数没填时，结果为空。"""
    from juesuan.udf_sentence import sentence

    found, name = _change(now, before), _text(item)
    if found is None:
        return ""
    if not name:
        raise UdfError("没有写明是哪个项目，请在第三个参数里写项目的名称。")
    text = sentence(_format(format), found, name, _text(cause))
    if not text:
        raise UdfError("上年为零而本年为负数，没有合适的句子，请自己写。")
    return text


KINDS = {"functional": "功能分类", "economic": "经济分类"}


def _kinds(text: str) -> Sequence[str]:
    """Return the lists that a person means: the key of one, its word or the beginning of it; all when blank."""
    if not text:
        return tuple(KINDS)
    found = [key for key, word in KINDS.items() if text in (key, word, word[:2], f"支出{word}")]
    if not found:
        raise UdfError(f"没有“{text}”这种分类，请写“功能分类”或“经济分类”。")
    return found


def _change(now: Any, before: Any) -> Change | None:
    current, prior = _amount(now, "本年数"), _amount(before, "上年数")
    return None if current is None or prior is None else change(current, prior)


def _amount(value: Any, name: str) -> int | None:
    """Return an amount in 分; None when blank."""
    try:
        return parse(_single(value))
    except MoneyError as error:
        raise UdfError(f"{name}{error}。") from error


def _digits(value: Any) -> int:
    value = _single(value)
    if is_blank(value):
        return DIGITS
    digits = value if isinstance(value, int | float) and not isinstance(value, bool) else -1
    if digits != int(digits) or not 0 <= digits <= MOST_DIGITS:
        raise UdfError(f"小数位数应是0到{MOST_DIGITS}的整数，请改写。")
    return int(digits)


def _code(value: Any) -> str:
    """Return a code as text; a cell may hold it as a number."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if is_blank(value) else str(value).strip()


def _text(value: Any) -> str:
    text = _code(_single(value))
    if text in CELL_ERRORS:
        raise UdfError(f"引用的单元格是错误值 {text}，请先修正。")
    return text


def _single(value: Any) -> Any:
    """Return the only value of an argument; UdfError for an area of several cells."""
    if isinstance(value, list | tuple):
        cells = _column(value)
        if len(cells) != 1:
            raise UdfError("应该只选一个单元格，请改选。")
        return cells[0]
    return value


def _column(value: Any) -> list[Any]:
    """Return the cells of an area row by row."""
    rows = value if isinstance(value, list | tuple) else [value]
    return [cell for row in rows for cell in (row if isinstance(row, list | tuple) else [row])]


def _format(value: Any) -> Any:
    from juesuan.spec import available_formats, load_format

    key = _text(value) or FORMAT
    if key not in available_formats():
        raise UdfError(f"没有公开格式“{key}”，请从这些中选一个：{'、'.join(available_formats())}。")
    return load_format(key)


def serve(clsid: str) -> None:
    """Answer Excel until it is closed (Windows only): what the add-in starts, with the id that it waits for."""
    from juesuan.calling import keep_foreign_excel_alive

    keep_foreign_excel_alive()
    cast("Callable[[str], None]", xlwings.serve)(clsid)
