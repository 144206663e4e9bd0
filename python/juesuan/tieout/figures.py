"""Every number of a text and what kind of number it is: amount, percentage, count, or none that claims anything."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from juesuan.tieout.plain import Plain


class Kind(StrEnum):
    """What a number is. Only the first three claim something; the others are never checked against a cell."""

    AMOUNT = "amount"
    PERCENT = "percent"
    COUNT = "count"
    YEAR = "year"
    DATE = "date"
    ORDINAL = "ordinal"
    REFERENCE = "reference"
    LIMIT = "limit"
    MASKED = "masked"
    OTHER = "other"


CLAIMING = frozenset({Kind.AMOUNT, Kind.PERCENT, Kind.COUNT})
NUMBER = re.compile(r"(?<![\dA-Za-z.,])-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_MONEY = re.compile(r"(亿元|万元|千元|元)(?!/|／|每)")
_PER = re.compile(r"(亿元|万元|千元|元)[/／每]")
_POINTS = re.compile(r"个?百分点")
_LIMIT_BEHIND = re.compile(r"(?:（含[^）]{0,4}）)?(?:以上|以下|以内|及以上|及以下|（含）)")
_LIMIT_BEFORE = re.compile(r"(?:不超过|不低于|不高于|超过|低于|高于|大于|小于|≥|≤|>|<|＞|＜)$")
_COUNT = re.compile(
    r"(批次|人次|人|辆|台套|台|套|个项目|个团组|个单位|个|项目|项|次|批|户|家|名|所|处|件|份|起|幢|栋|艘|架|组|团组)(?!月)"
)
_YEAR = re.compile(r"年")
_REFERENCE_BEFORE = re.compile(r"[〔\[【第号文图表NOno№]$")
_MONTH_DAY = re.compile(r"(?:个月|月|日|号|时|分钟|点|季度|天|周)")
_ORDINAL_BEHIND = re.compile(r"[、．]|\.(?!\d)|）")
_TORN = re.compile(r"(?<![\d.,])\d{1,3}，\d{3}(?:\.\d+)?$")
"""The rest of a figure that a blank behind its separator tore: 1, 537.4."""
_UNITS = {"亿元": Decimal(10000), "万元": Decimal(1), "千元": Decimal("0.1"), "元": Decimal("0.0001")}


@dataclass(frozen=True)
class Figure:
    """A number in a text: ``start`` and ``end`` bound it with its unit, ``digits_end`` without.

    ``value`` is as printed, without a unit's factor; ``decimals`` counts its printed decimals.
    """

    start: int
    digits_end: int
    end: int
    value: Decimal
    decimals: int
    unit: str
    kind: Kind

    @property
    def wan(self) -> Decimal:
        """An amount in 万元."""
        return self.value * _UNITS[self.unit]

    @property
    def step(self) -> Decimal:
        """The last printed decimal's weight: of an amount in 万元, of the others in the unit printed."""
        own = Decimal(1).scaleb(-self.decimals)
        return own * _UNITS[self.unit] if self.kind is Kind.AMOUNT else own


CENT = Decimal("0.01")


def precision(figure: Figure) -> Decimal:
    """Return what an amount in 万元 may have been rounded to: whole amounts are printed without their .00 as well."""
    return figure.step if figure.unit == "亿元" else min(figure.step, CENT)


def figures(text: Plain) -> list[Figure]:
    """Return the numbers of a text in order."""
    return [_figure(text.text, match) for match in NUMBER.finditer(text.text)]


def _figure(text: str, match: re.Match[str]) -> Figure:
    digits = match[0].replace(",", "")
    start, end = match.span()
    if digits.startswith("-") and start and (text[start - 1].isdigit() or text[start - 1] in "年月日"):
        digits, start = digits[1:], start + 1  # a dash between two numbers
    value = Decimal(digits)
    decimals = len(digits.partition(".")[2])
    kind, unit_end, unit = _kind(text, start, end, decimals)
    return Figure(start, end, unit_end, value, decimals, unit, kind)


def _kind(text: str, start: int, end: int, decimals: int) -> tuple[Kind, int, str]:
    before, behind = text[max(0, start - 4) : start], text[end : end + 8]
    if "*" in behind[:1] or "*" in before[-1:] or "×" in behind[:1]:
        return Kind.MASKED, end, ""
    if decimals == 0 and (found := _reference(text, before, behind, start, end)):
        return found
    limit = _LIMIT_BEFORE.search(before) is not None
    if _PER.match(behind) or _TORN.search(text[max(0, start - 5) : end]):
        return Kind.OTHER, end, ""
    if (money := _MONEY.match(behind)) is not None:
        stop = end + money.end()
        above = _LIMIT_BEHIND.match(text[stop : stop + 8]) is not None
        return Kind.LIMIT if above or limit else Kind.AMOUNT, stop, money[1]
    if behind[:1] == "%" or behind[:2] == "％":
        above = _LIMIT_BEHIND.match(text[end + 1 : end + 9]) is not None
        return Kind.LIMIT if above or limit else Kind.PERCENT, end + 1, "%"
    if _POINTS.match(behind):
        return Kind.OTHER, end, ""
    if decimals == 0 and (count := _COUNT.match(behind)) is not None:
        above = _LIMIT_BEHIND.match(text[end + count.end() : end + count.end() + 8]) is not None
        return Kind.LIMIT if above or limit else Kind.COUNT, end + count.end(), count[1]
    return Kind.OTHER, end, ""


def _reference(text: str, before: str, behind: str, start: int, end: int) -> tuple[Kind, int, str] | None:
    """Tell dates, document numbers, ordinals and codes."""
    digits = end - start
    if digits == 4 and _YEAR.match(behind) and text[start : start + 2] in ("19", "20"):
        return Kind.YEAR, end + 1, "年"
    if (
        digits == 4
        and behind[:1] in "—-至~～"
        and re.match(r"[—\-至~～]{1,2}(?:19|20)\d\d年", text[end : end + 8])
    ):
        return Kind.YEAR, end, ""
    if _MONTH_DAY.match(behind):
        return Kind.DATE, end, ""
    if _REFERENCE_BEFORE.search(before):
        return Kind.REFERENCE, end, ""
    if (start == 0 or text[start - 1] in "。；：，（") and _ORDINAL_BEHIND.match(behind):
        return Kind.ORDINAL, end, ""
    if digits >= 5 and not _MONEY.match(behind) and not _COUNT.match(behind) and behind[:1] != "%":
        return Kind.REFERENCE, end, ""
    return None
