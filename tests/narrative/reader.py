"""A reader of reports that knows nothing of how they are made: the numbers of a text, and what cells it says they come from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

ORDINAL = re.compile(r"^\d+[.、](?!\d)|（\d+）|图\d+(?=：)|附件\d+(?=[　。])")
"""``1.`` and ``1、`` at the head, （1） before one of several, and the names of figures and attachments: they count, they measure nothing."""
NUMBER = re.compile(r"(?<![\d.])\d+(?:,\d{3})*(?:\.\d+)?")


def numbers(text: str) -> Iterator[tuple[str, int]]:
    """Yield amounts, rates, counts and years as they are printed, and where; numerals in Chinese are none."""
    hidden = ORDINAL.sub(lambda match: "＿" * len(match[0]), text)
    yield from ((match[0], match.start()) for match in NUMBER.finditer(hidden))


def as_value(text: str) -> Decimal:
    """A printed number without its sign."""
    return abs(Decimal(text.replace(",", "")))


def two_decimals(value: float) -> Decimal:
    """A cell as it is printed: half-up, without its sign."""
    return abs(Decimal(repr(value))).quantize(Decimal("0.01"), ROUND_HALF_UP)


def sources(text: str) -> Iterator[tuple[str, str]]:
    """Yield what 数字取自 says: a number as printed, and the cell (``分析!B6``) that it comes from."""
    for piece in text.split("；") if text else ():
        shown, _, cell = piece.partition(" ← ")
        yield from ((one, cell) for one in shown.split("、"))
