"""Amounts: what holds for all of them."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import reduce
from operator import add

import pytest
from hypothesis import example, find, given
from hypothesis import strategies as st

from juesuan.money import (
    FEN_PER_WAN,
    FEN_PER_YUAN,
    MoneyError,
    Unit,
    format_wan,
    is_blank,
    parse,
    round_half_up,
    round_ratio,
    round_wan,
    to_wan,
)
from tests.amounts import AMOUNTS, EDGES, FULL_WIDTH, LIMIT_FEN, accepted, refusal

# --- properties: amounts come back -------------------------------------------------------------------------


@given(AMOUNTS)
@example(LIMIT_FEN - 1)
@example(1 - LIMIT_FEN)
def test_a_cell_gives_back_what_was_written(fen: int) -> None:
    assert parse(to_wan(fen)) == fen
    assert to_wan(fen) == float(Fraction(fen, FEN_PER_WAN))


@given(AMOUNTS)
def test_yuan_and_wan_agree(fen: int) -> None:
    yuan = Decimal(fen) / FEN_PER_YUAN
    assert parse(yuan, Unit.YUAN) == fen == parse(float(yuan), Unit.YUAN) == parse(f"{yuan:,.2f}", Unit.YUAN)


@given(AMOUNTS, st.booleans())
def test_exact_print_comes_back(fen: int, thousands: bool) -> None:
    text = format_wan(fen, digits=None, thousands=thousands)
    assert re.fullmatch(r"-?[0-9,]+\.[0-9]{2,6}", text)
    assert ("," in text) is (thousands and abs(fen) >= 1000 * FEN_PER_WAN)
    assert parse(text) == fen
    assert parse(text.translate(FULL_WIDTH)) == fen
    assert parse(text.replace("-", "−")) == fen
    assert parse(f"\u3000{text}\u200b") == fen


@given(AMOUNTS)
def test_parentheses_mean_minus(fen: int) -> None:
    text = format_wan(abs(fen), digits=None)
    for written in (f"({text})", f"（{text}）", f"({text})".translate(FULL_WIDTH), f"(¥{text})"):
        assert parse(written) == -abs(fen)


@given(AMOUNTS, st.integers(1, 999))
def test_a_part_below_one_fen_is_refused(fen: int, thousandths: int) -> None:
    sign = "-" if fen < 0 else ""
    whole, rest = divmod(abs(fen), FEN_PER_WAN)
    assert "小于1分" in refusal(f"{sign}{whole}.{rest:06d}{thousandths:03d}")
    assert "小于1分" in refusal(Decimal(fen).scaleb(-6) + Decimal(thousandths).scaleb(-9))


@given(st.integers(LIMIT_FEN, 10**40), st.booleans())
@example(LIMIT_FEN, False)
def test_from_the_limit_on_all_is_refused(fen: int, negative: bool) -> None:
    signed = -fen if negative else fen
    assert "10亿万元" in refusal(format_wan(signed, digits=None))
    assert "10亿万元" in refusal(to_wan(signed))


# --- properties: sums in floats ----------------------------------------------------------------------------


@given(st.lists(st.integers(0, LIMIT_FEN // 4 - 1), min_size=2, max_size=4))
@example([100_000, 200_000])
@example([100_000] * 3)
def test_a_short_float_sum_has_no_tail(column: list[int]) -> None:
    # Four terms of one sign err by less than half a unit of the fifteenth digit, so this holds always.
    assert parse(reduce(add, map(to_wan, column))) == sum(column)


@given(st.lists(st.integers(-(10**6), 10**6).map(lambda cents: cents * 10_000), min_size=2, max_size=60))
@example([100_000] * 10)
@example([300_000, -100_000, -200_000])
@example([10_000] * 1000)
def test_a_long_float_sum_is_exact_inside_fifteen_digits_and_never_wrong(column: list[int]) -> None:
    total = reduce(add, map(to_wan, column))
    exact = sum(column)
    error = abs(Fraction(total) - Fraction(exact, FEN_PER_WAN))
    place = Decimal(total).adjusted() - 14 if total else 0
    if error < Fraction(10) ** place / 2:
        assert parse(total) == exact
    else:
        try:
            assert parse(total) == exact
        except MoneyError as refused:
            assert "小于1分" in str(refused)  # noqa: PT017


def test_both_kinds_of_float_sums_occur() -> None:
    assert 0.1 + 0.2 != 0.3
    assert reduce(add, [0.1] * 10) != 1.0
    assert parse(reduce(add, [0.1] * 10)) == FEN_PER_WAN
    assert "小于1分" in refusal(reduce(add, [0.01] * 1000))
    assert sum([parse(0.01) or 0] * 1000) == 10 * FEN_PER_WAN


# --- properties: rounding ----------------------------------------------------------------------------------


@given(st.integers(-(10**18), 10**18), st.integers(0, 12))
@example(5, 1)
@example(-5, 1)
@example(-15, 1)
def test_rounding_agrees_with_the_decimal_module(fen: int, power: int) -> None:
    expected = Decimal(fen).quantize(Decimal(1).scaleb(power), rounding=ROUND_HALF_UP)
    assert round_half_up(fen, 10**power) == int(expected)
    if power <= 6:
        assert round_wan(fen, 6 - power) == int(expected)


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**7))
def test_rounding_goes_to_the_nearest_multiple_and_from_the_middle_outward(fen: int, step: int) -> None:
    rounded = round_half_up(fen, step)
    assert rounded % step == 0
    assert 2 * abs(rounded - fen) <= step
    assert 2 * abs(rounded - fen) < step or abs(rounded) > abs(fen)
    assert round_half_up(-fen, step) == -rounded


@given(st.integers(-(10**12), 10**12), st.integers(-(10**6), 10**6).filter(bool), st.integers(0, 6))
@example(1, 8, 2)
@example(-1, 8, 2)
def test_a_ratio_is_the_nearest_and_from_the_middle_outward(
    numerator: int, denominator: int, digits: int
) -> None:
    rounded = round_ratio(numerator, denominator, digits)
    assert rounded.as_tuple().exponent == -digits
    assert not (rounded == 0 and rounded.is_signed())
    exact = Fraction(numerator, denominator)
    error = abs(Fraction(rounded) - exact)
    half = Fraction(1, 2 * 10**digits)
    assert error < half or (error == half and abs(Fraction(rounded)) > abs(exact))


@given(AMOUNTS, st.integers(0, 6))
def test_print_is_what_rounding_says(fen: int, digits: int) -> None:
    text = format_wan(fen, digits)
    assert Decimal(text.replace(",", "")) * FEN_PER_WAN == round_wan(fen, digits)
    assert len(text.partition(".")[2]) == digits
    assert not re.fullmatch(r"-[0.,]*", text)


# --- properties: nothing else is read ----------------------------------------------------------------------

# The grammar once more, on the characters as they stand; amounts here are exact fractions.
D, C, P = "[0-9０-９]", "[,，]", "[.．]"
NUMBER = f"(?:(?:[1-9１-９]{D}{{0,2}}(?:{C}{D}{D}{D})+|{D}+)(?:{P}{D}+)?|{P}{D}+)"
MINUS, PLUS, YEN, BLANK = "[-－−–]", "[+＋]", "[¥￥]", "[\\s\u200b-\u200f\u202a-\u202e\u2060\ufeff]*"
SIGN = f"(?:{MINUS}|{PLUS})?"
FORMS = (
    f"{SIGN}{YEN}?{NUMBER}",
    f"{SIGN}{NUMBER}{YEN}",
    f"{YEN}{SIGN}{NUMBER}",
    f"[(（]{YEN}?{NUMBER}[)）]",
    f"[(（]{NUMBER}{YEN}[)）]",
)
GRAMMAR = re.compile(f"{BLANK}(?:{'|'.join(FORMS)}){BLANK}")


def reading(text: str) -> Fraction | None:
    """Read text in 分 by the test's own grammar, None when it is no amount."""
    if not GRAMMAR.fullmatch(text):
        return None
    number = "".join("." if char == "．" else str(int(char)) if char.isdigit() else char for char in text)
    value = Fraction("".join(re.findall(r"[0-9.]", number))) * FEN_PER_WAN
    return -value if re.search("[-－−–(（]", text) else value


ALPHABET = "0123456789０５９.．,，-－−–—+＋()（）¥￥ \u3000\u200b%eE元万_a٣②"
NEAR_AMOUNTS = st.builds(
    lambda text, place, count, extra: (
        text[: place % (len(text) + 1)] + extra + text[place % (len(text) + 1) + count :]
    ),
    st.one_of(*(st.from_regex(form, fullmatch=True) for form in FORMS), AMOUNTS.map(format_wan)),
    st.integers(0, 40),
    st.integers(0, 2),
    st.sampled_from(["", *ALPHABET]),
)
TEXTS = st.one_of(NEAR_AMOUNTS, st.text(ALPHABET, max_size=8), st.text(max_size=12))


@given(TEXTS)
@example("1,234.50")
@example("(-5)")
@example("٣")
def test_text_is_read_as_the_grammar_says_or_refused(text: str) -> None:
    expected = reading(text)
    if is_blank(text):
        assert parse(text) is None
    elif expected is None:
        assert refusal(text)
    elif abs(expected) >= LIMIT_FEN:
        assert "10亿万元" in refusal(text)
    elif expected.denominator != 1:
        assert "小于1分" in refusal(text)
    else:
        assert parse(text) == expected


@pytest.mark.parametrize(
    "kind",
    [
        lambda text: accepted(text) and "," in text and (parse(text) or 0) < 0,
        lambda text: accepted(text) and "（" in text,
        lambda text: accepted(text) and "¥" in text and "." in text,
        lambda text: reading(text) is None and any(char.isdigit() for char in text) and "," in text,
        lambda text: reading(text) is None and text.count(".") > 1,
        lambda text: reading(text) is not None and not accepted(text),
    ],
)
def test_the_texts_tried_are_of_every_kind(kind: object) -> None:
    assert callable(kind)
    assert kind(find(TEXTS, kind))


@given(TEXTS, st.text(ALPHABET, min_size=1, max_size=200))
def test_a_refusal_is_one_short_line(text: str, more: str) -> None:
    for content in (text, more, text + more):
        if not is_blank(content) and not accepted(content):
            message = refusal(content)
            assert message.startswith(("内容“", "是", "有", "达到"))
            assert len(message.splitlines()) == 1
            assert len(message) <= 50


@pytest.mark.parametrize("fen", EDGES)
def test_the_edges_go_all_the_way_round(fen: int) -> None:
    exact = format_wan(fen, digits=None)
    assert {parse(to_wan(fen)), parse(exact), parse(exact.translate(FULL_WIDTH))} == {fen}
