"""Shares, changes and completion: exact ties go up, nothing is cut, nothing stands over zero."""

from __future__ import annotations

from decimal import Decimal

import pytest

from juesuan.analysis.budget import Standing, completion
from juesuan.analysis.changes import Direction, change
from juesuan.analysis.shares import composition, share

WAN = 1_000_000


def wan(text: str) -> int:
    return int(Decimal(text) * WAN)


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [
        ("7970.77", "8362.40", "95.32"),
        ("298.84", "8362.40", "3.57"),
        ("25.33", "618.37", "4.10"),  # printed as 4.09, cut
        ("1", "800", "0.13"),  # 0.125: an exact tie
        ("-1", "800", "-0.13"),
        ("0", "8362.40", "0.00"),
    ],
)
def test_a_share_is_rounded_half_up(part: str, whole: str, percent: str) -> None:
    assert share(wan(part), wan(whole)) == Decimal(percent)


def test_no_share_of_nothing() -> None:
    assert share(0, 0) is None
    assert composition([0, 0], 0).sum is None


def test_shares_are_not_bent_to_make_a_hundred() -> None:
    thirds = composition([wan("1"), wan("1"), wan("1")], wan("3"))
    assert [str(one) for one in thirds.shares] == ["33.33"] * 3
    assert thirds.deviation == Decimal("-0.01")
    assert abs(thirds.deviation) <= thirds.bound


def test_shares_come_from_printed_figures() -> None:
    """0.004 万元 prints as 0.00."""
    assert composition([wan("0.004")], wan("1")).shares == (Decimal("0.00"),)


@pytest.mark.parametrize(
    ("current", "prior", "amount", "rate", "direction"),
    [
        ("8414.20", "9767.04", "-1352.84", "-13.85", Direction.DOWN),
        ("643.70", "618.37", "25.33", "4.10", Direction.UP),
        ("1", "1", "0", "0.00", Direction.SAME),
        ("1", "0", "1", None, Direction.NEW),
        ("0", "1", "-1", "-100.00", Direction.GONE),
        ("0", "0", "0", None, Direction.NONE),
        ("-1", "-2", "1", "50.00", Direction.UP),
        ("0.004", "0", "0", None, Direction.NONE),
    ],
)
def test_changes(current: str, prior: str, amount: str, rate: str | None, direction: Direction) -> None:
    found = change(wan(current), wan(prior))
    assert (found.amount, found.direction) == (wan(amount), direction)
    assert found.rate == (None if rate is None else Decimal(rate))


@pytest.mark.parametrize(
    ("actual", "budget", "rate", "standing"),
    [
        ("96.71", "186.48", "51.86", Standing.BELOW),
        ("999.99", "1000", "100.00", Standing.BELOW),
        ("110", "100", "110.00", Standing.ABOVE),
        ("5", "5", "100.00", Standing.EQUAL),
        ("5", "0", None, Standing.UNPLANNED),
        ("0", "0", None, Standing.NONE),
    ],
)
def test_completion(actual: str, budget: str, rate: str | None, standing: Standing) -> None:
    found = completion(wan(actual), wan(budget))
    assert found.rate == (None if rate is None else Decimal(rate))
    assert found.standing is standing
