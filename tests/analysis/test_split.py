"""A change split over its parts: exact, ranked, what is left over told."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from juesuan.analysis.split import REST, Contribution, contributions
from juesuan.money import round_wan

WAN = 1_000_000


def test_parts_are_ranked_by_what_they_changed() -> None:
    found = contributions(
        {"a": 5 * WAN, "b": 1 * WAN, "c": 2 * WAN},
        {"a": 4 * WAN, "b": 3 * WAN, "c": 2 * WAN},
        (8 * WAN, 9 * WAN),
    )
    assert found == (Contribution("b", WAN, 3 * WAN), Contribution("a", 5 * WAN, 4 * WAN))
    assert [one.amount for one in found] == [-2 * WAN, WAN]


def test_new_and_gone_parts_count() -> None:
    found = contributions({"new": WAN}, {"gone": 3 * WAN}, (WAN, 3 * WAN))
    assert [(one.key, one.amount) for one in found] == [("gone", -3 * WAN), ("new", WAN)]


def test_what_the_parts_do_not_explain_is_a_line() -> None:
    found = contributions({"a": WAN}, {"a": WAN}, (3 * WAN, 2 * WAN))
    assert found == (Contribution(REST, 2 * WAN, WAN),)


amounts = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(-(10**12), 10**12), max_size=8)


@given(amounts, amounts, st.integers(-(10**12), 10**12), st.integers(-(10**12), 10**12))
def test_contributions_add_up_to_the_printed_change(
    current: dict[str, int], prior: dict[str, int], now: int, before: int
) -> None:
    found = contributions(current, prior, (now, before))
    assert sum(one.amount for one in found) == round_wan(now) - round_wan(before)
    assert all(one.amount for one in found)
