"""Amounts for the tests, and whether they are read."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st

from juesuan.money import (
    FEN_PER_WAN,
    LIMIT_WAN,
    MoneyError,
    Unit,
    parse,
)

LIMIT_FEN = LIMIT_WAN * FEN_PER_WAN
FULL_WIDTH = str.maketrans("0123456789.,-+()", "０１２３４５６７８９．，－＋（）")

AMOUNTS = st.one_of(
    st.integers(-LIMIT_FEN + 1, LIMIT_FEN - 1),
    st.integers(-9_999_999, 9_999_999),
    st.integers(-(10**7), 10**7).map(lambda cents: cents * 10_000),  # two decimals of 万元, as printed
)
EDGES = (0, 1, -1, 999_999, 1_000_000, LIMIT_FEN - 1, -LIMIT_FEN + 1, 123_456_789_123_456)


def refusal(value: object, unit: Unit = Unit.WAN) -> str:
    """Return the text with which a value is refused."""
    with pytest.raises(MoneyError) as caught:
        parse(value, unit)
    return str(caught.value)


def accepted(text: str) -> bool:
    try:
        return parse(text) is not None
    except MoneyError:
        return False
