"""Money: the one place where amounts are read, rounded and printed.

An amount is a Python ``int`` of 分 (0.01 元), so every sum is exact; 万元 and 元 exist only in what a
spreadsheet cell holds and in what is printed. Reading guesses nothing: what is not clearly one amount is a
:class:`MoneyError`, whose Chinese text stands behind the name of the cell in a finding.
"""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from decimal import Decimal
from enum import StrEnum
from math import isfinite
from typing import Final

FEN_PER_YUAN: Final = 100
FEN_PER_WAN: Final = 1_000_000
LIMIT_WAN: Final = 10**9
"""Amounts of this many 万元 or more, of either sign, are refused."""

_LIMIT_FEN: Final = LIMIT_WAN * FEN_PER_WAN
_WAN_PLACES: Final = 6
_YUAN_PLACES: Final = 2
_LEAST_PLACES: Final = 2
_CLIP: Final = 20
_SMALLEST_PLAIN: Final = -12

# Zero-width characters, and the direction marks that the Windows calculator puts around a copied number.
_INVISIBLE: Final = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff"
_BLANK: Final = _INVISIBLE + (
    " \t\n\v\f\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008"
    "\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
_PLAIN: Final = str.maketrans("０１２３４５６７８９．，＋－−–（）￥", "0123456789.,+---()¥")
_AMOUNT: Final = re.compile(
    r"""(?!.*¥.*¥)                                          # one currency sign at most
        (?P<lead>[-+]?¥?|¥[-+])
        (?P<number>(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|[0-9]+) # 1,234 or 1234
          (?:\.[0-9]+)?|\.[0-9]+)                           # .5, as some accounting systems write it
        ¥?""",
    re.VERBOSE,
)
_UNIT_WORDS: Final = "十百千万亿元圆整"
_CELL_ERROR: Final = re.compile(r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!)|ERR:[0-9]{3}")


class MoneyError(ValueError):
    """What a cell holds is not an amount.

    The text is a Chinese phrase about the content that can stand behind ``公开06表!D12``.
    """


class Unit(StrEnum):
    """The unit in which a sheet states its amounts; the value is the word in its heading."""

    WAN = "万元"
    YUAN = "元"

    @property
    def places(self) -> int:
        """Decimal places from this unit down to one 分."""
        return _WAN_PLACES if self is Unit.WAN else _YUAN_PLACES


def is_blank(value: object) -> bool:
    """Tell whether a cell holds nothing: None, or text of spaces and invisible characters only."""
    return value is None or (isinstance(value, str) and not value.strip(_BLANK))


def parse(value: object, unit: Unit = Unit.WAN) -> int | None:
    """Read a cell's value, stated in ``unit``, as 分; a blank cell is None, which is not zero.

    Numbers are taken exactly, floats at Excel's 15 significant digits. Text may be full-width, signed,
    grouped by thousands, in an accountant's parentheses and carry one ¥.

    Raises MoneyError when the content is no amount, has a part smaller than one 分 or reaches ``LIMIT_WAN``,
    TypeError when ``value`` is of a kind that no spreadsheet gives (a bug of the caller).
    """
    if is_blank(value):
        return None
    number = _from_text(value.strip(_BLANK)) if isinstance(value, str) else _from_number(value)
    return _to_fen(number, unit)


def to_wan(fen: int) -> float:
    """Turn 分 into the nearest float of 万元, for writing into a cell; `parse` reads it back unchanged."""
    return fen / FEN_PER_WAN  # the quotient of two ints is rounded correctly, and only once


def round_half_up(fen: int, step: int) -> int:
    """Round 分 to a multiple of ``step`` 分, halves away from zero, as Excel's ROUND does.

    Raises ValueError when ``step`` is not positive.
    """
    if step <= 0:
        raise ValueError(f"step must be positive, not {step}")
    return _nearest(fen, step) * step


def round_wan(fen: int, digits: int = 2) -> int:
    """Round 分 to what is printed in 万元 with ``digits`` decimals; the result is still in 分.

    Raises ValueError when ``digits`` is not within 0 to 6.
    """
    if not 0 <= digits <= _WAN_PLACES:
        raise ValueError(f"digits must be within 0 to {_WAN_PLACES}, not {digits}")
    return round_half_up(fen, 10 ** (_WAN_PLACES - digits))


def round_ratio(numerator: int, denominator: int, digits: int) -> Decimal:
    """Round the exact quotient of two ints half-up (by absolute value) to ``digits`` decimals.

    The quotient has no unit; for a share in percent the caller multiplies the numerator by 100. The result
    has exactly ``digits`` decimals and is never a negative zero.

    Raises ZeroDivisionError when ``denominator`` is zero, ValueError when ``digits`` is negative.
    """
    if digits < 0:
        raise ValueError(f"digits must not be negative: {digits}")
    if denominator == 0:
        raise ZeroDivisionError("the ratio's denominator is zero")
    scaled = numerator * 10**digits
    return Decimal(f"{_nearest(-scaled if denominator < 0 else scaled, abs(denominator))}E-{digits}")


def format_wan(fen: int, digits: int | None = 2, *, thousands: bool = True) -> str:
    """Print 分 as 万元 without the unit: ``1,503.52``.

    With fixed ``digits`` (0 to 6) the amount is rounded half-up; None prints it exactly, with as many
    decimals as it needs and at least two. What is printed as zero has no sign.

    Raises ValueError when ``digits`` is not within 0 to 6.
    """
    printed = fen if digits is None else round_wan(fen, digits)
    whole, rest = divmod(abs(printed), FEN_PER_WAN)
    decimals = f"{rest:0{_WAN_PLACES}d}"
    decimals = decimals.rstrip("0").ljust(_LEAST_PLACES, "0") if digits is None else decimals[:digits]
    sign = "-" if printed < 0 else ""
    return f"{sign}{whole:{',' if thousands else ''}d}{'.' if decimals else ''}{decimals}"


def _nearest(numerator: int, divisor: int) -> int:
    """Divide by a positive int and round half-up by absolute value."""
    size = (2 * abs(numerator) + divisor) // (2 * divisor)
    return -size if numerator < 0 else size


def _from_number(value: object) -> Decimal:
    """Take a cell value that is not text as an exact number, in the cell's own unit."""
    if isinstance(value, bool):
        raise MoneyError(f"是逻辑值 {'TRUE' if value else 'FALSE'}，请改填数字")
    if isinstance(value, date):
        raise MoneyError("是日期，请把单元格格式改为数值后重填")
    if isinstance(value, time | timedelta):
        raise MoneyError("是时间，请把单元格格式改为数值后重填")
    if not isinstance(value, int | float | Decimal):
        raise TypeError(f"not a cell value: {type(value).__name__}")
    finite = value.is_finite() if isinstance(value, Decimal) else isinstance(value, int) or isfinite(value)
    if not finite:
        raise MoneyError("不是有效的数值，请重新填写")
    return Decimal(format(value, ".15g")) if isinstance(value, float) else Decimal(value)


def _from_text(text: str) -> Decimal:
    """Take text without blanks at its ends as an exact number, in the cell's own unit."""
    if _CELL_ERROR.fullmatch(text.upper()):
        raise MoneyError(f"是错误值 {text}，请修正公式或改填数字")
    number = _signed(text.translate(_PLAIN))
    if number is not None:
        return number
    if not set(text).isdisjoint(_INVISIBLE):
        raise MoneyError(f"内容“{_shown(text)}”含有看不见的字符，请重新录入")
    bare = text.rstrip(_UNIT_WORDS).rstrip(_BLANK)
    if bare != text and _signed(bare.translate(_PLAIN)) is not None:
        raise MoneyError(f"内容“{_shown(text)}”带有单位，请只填数字，单位应写在表头")
    raise MoneyError(f"内容“{_shown(text)}”不是金额，请改填数字或留空")


def _signed(text: str) -> Decimal | None:
    """Read half-width text as a number; None when it is not exactly one."""
    parenthesised = text.startswith("(") and text.endswith(")")
    match = _AMOUNT.fullmatch(text[1:-1] if parenthesised else text)
    if match is None:
        return None
    lead = match["lead"].replace("¥", "")
    if parenthesised and lead:
        return None
    sign = "-" if parenthesised else lead
    return Decimal(sign + match["number"].replace(",", ""))


def _to_fen(number: Decimal, unit: Unit) -> int:
    """Shift a finite number of ``unit`` to whole 分, untouched by the decimal context's precision."""
    if not number:
        return 0
    limit = _LIMIT_FEN // 10**unit.places
    if not -limit < number < limit:
        raise MoneyError("达到或超过10亿万元，请核对金额和单位")
    negative, digits, exponent = number.as_tuple()
    shift = int(exponent) + unit.places
    if shift < 0:
        if any(digits[shift:]):  # digits below one 分
            raise MoneyError(f"有小于1分的尾数（{_plain(number)}{unit.value}），请四舍五入到分")
        digits, shift = digits[:shift], 0
    size: int = int("".join(map(str, digits))) * 10**shift
    return -size if negative else size


def _plain(number: Decimal) -> str:
    """Show a number as it would be typed; one that is all but zero as Excel shows it, ``2.77556E-17``."""
    return _shown(f"{number:f}") if number.adjusted() >= _SMALLEST_PLAIN else f"{number:.6G}"


def _shown(text: str) -> str:
    """Show a cell's text on one line of a message, not at length."""
    line = " ".join(text.split())
    return line if len(line) <= _CLIP else f"{line[:_CLIP]}…"
