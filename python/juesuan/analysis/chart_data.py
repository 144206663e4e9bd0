"""The rows of 图表数据: what each figure draws, with the words that stand beside it.

A pie takes the parts that are not zero, the largest first; beyond ten the smallest together are 其他. The share in the
words is that of the report, and what the parts miss of the whole is a part of its own. What would be a wrong picture
(a negative or unknown amount) is not drawn: the only row says why, and the sheet 图表 repeats it below the empty figure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from juesuan.analysis.line import Field, Line
from juesuan.analysis.shares import share
from juesuan.book.chart_blocks import AMOUNT, CHART_DATA, FIGURE, LABEL, MOST_PARTS, SHARE, ChartBlock
from juesuan.template.places import quoted

OTHER, MISSING = "其他", "未列明"
HALF_STEP = 5_000
"""Half a hundredth of 万元 in 分: how far rounding takes a printed amount."""


@dataclass(frozen=True)
class Amount:
    """An amount as printed, in 分 (None: not known), and the cell on 分析 that holds it."""

    value: int | None
    at: str


@dataclass(frozen=True)
class Part:
    """A part of a whole: its share in percent as printed, and the cell on 分析 that holds the share."""

    label: str
    amount: Amount
    share: Decimal | None
    share_at: str


@dataclass(frozen=True)
class Bar:
    """An amount of one year: label such as 2019年度."""

    label: str
    amount: Amount


@dataclass(frozen=True)
class _Slice:
    label: str
    value: int
    formula: str
    share: Decimal | None
    share_formula: str = ""
    """Empty: computed from the amount and the whole."""


def pie_lines(block: ChartBlock, parts: Sequence[Part], whole: Amount) -> list[Line]:
    """Return the rows of a pie, at most ten; the rest of the block is to be empty."""
    why = _not_a_pie(parts, whole)
    if why:
        return [_told(block, why)]
    return [_slice_line(block, n, one, whole) for n, one in enumerate(_slices(parts, whole))]


def column_lines(block: ChartBlock, bars: Sequence[Bar]) -> list[Line]:
    """Return the rows of columns, last year's before this year's; a year that is not known is left out."""
    known = [(one.label, one.amount.value, one.amount.at) for one in bars if one.amount.value is not None]
    if any(value < 0 for _, value, _ in known):
        return [_told(block, "有负数，没有画图，数字见“与上年相比”。")]
    return [
        _line(block, n, {LABEL: Field(label), AMOUNT: Field(value, f"={at}")})
        for n, (label, value, at) in enumerate(known)
    ]


def _not_a_pie(parts: Sequence[Part], whole: Amount) -> str:
    """Why a whole cannot be shown as a pie; empty when it can."""
    values = [one.amount.value for one in parts]
    if whole.value is None or None in values:
        return "有的数还没有填报，没有画图。"
    if any(value is not None and value < 0 for value in (*values, _missing(parts, whole))):
        return "有负数或各部分超过合计，不能画成饼图，数字见“占比”。"
    if not any(values):
        return "各部分都是零，没有可画的。"
    return ""


def _missing(parts: Sequence[Part], whole: Amount) -> int:
    """What the parts miss of the whole, when it is more than rounding explains."""
    missing = (whole.value or 0) - sum(one.amount.value or 0 for one in parts)
    return missing if abs(missing) > HALF_STEP * (len(parts) + 1) else 0


def _slices(parts: Sequence[Part], whole: Amount) -> list[_Slice]:
    """Return the slices, the largest first, what is gathered or missing last."""
    drawn = [
        _Slice(one.label, one.amount.value, f"={one.amount.at}", one.share, f"={one.share_at}")
        for one in parts
        if one.amount.value
    ]
    drawn.sort(key=lambda one: -one.value)
    tail = list(_rest(parts, whole))
    if len(drawn) + len(tail) <= MOST_PARTS:
        return [*drawn, *tail]
    kept = MOST_PARTS - 1 - len(tail)
    return [*drawn[:kept], _gathered(drawn[kept:], whole), *tail]


def _rest(parts: Sequence[Part], whole: Amount) -> Iterator[_Slice]:
    missing = _missing(parts, whole)
    if missing:
        formula = f"={whole.at}-" + "-".join(one.amount.at for one in parts)
        yield _Slice(MISSING, missing, formula, share(missing, whole.value or 0))


def _gathered(small: Sequence[_Slice], whole: Amount) -> _Slice:
    value = sum(one.value for one in small)
    formula = "=" + "+".join(one.formula.removeprefix("=") for one in small)
    return _Slice(OTHER, value, formula, share(value, whole.value or 0))


def _slice_line(block: ChartBlock, number: int, one: _Slice, whole: Amount) -> Line:
    amount, percent = block.at(number, AMOUNT), block.at(number, SHARE)
    fields = {AMOUNT: Field(one.value, one.formula)}
    if one.share is None:  # nothing is a share of zero
        return _line(block, number, {LABEL: Field(one.label), **fields})
    words = f'={quoted(one.label + " ")}&TEXT({percent},"0.00")&"%"'
    fields[LABEL] = Field(f"{one.label} {one.share:.2f}%", words)
    fields[SHARE] = Field(one.share, one.share_formula or f"=ROUND({amount}*100/{whole.at},2)")
    return _line(block, number, fields)


def _told(block: ChartBlock, why: str) -> Line:
    return _line(block, 0, {LABEL: Field(why)})


def _line(block: ChartBlock, number: int, fields: dict[str, Field]) -> Line:
    key = f"{block.chart.key}.{number + 1}"
    return Line(CHART_DATA, key, {**fields, FIGURE: Field(block.label), "key": Field(key)})
