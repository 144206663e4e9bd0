"""Numbers of own texts: what is read as one number, what it is bound to, and that a copy of any generated text holds."""

from __future__ import annotations

from decimal import Decimal

import pytest

from juesuan.analysis.analyse import analyse
from juesuan.analysis.numbers import Numbers
from juesuan.book.layout import Layout
from juesuan.compute.recompute import recompute
from juesuan.narrative.own import Disagreement, Known, as_number, bind, disagreements, known_figures, tokens
from juesuan.narrative.paragraphs import Written, write
from juesuan.narrative.sheet import figures_of
from juesuan.narrative.world import make_world
from tests.narrative.made import NARRATED, made
from tests.narrative.quick import empty_book, facts_of

FIGURES = [
    Known("total", "8414.20", "收支总计均为", "万元"),
    Known("change", "1352.84", "收支总计各减少", "万元"),
    Known("rate", "13.85", "万元下降", "%"),
    Known("year", "2020", "", "年"),
    Known("cars", "57", "共有公务用车", "辆"),
    Known("sedans", "49", "其中轿车", "辆"),
    Known("nothing", "0", "经营收入", "万元"),
]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("支出１，２３４．５０万元", ["1234.50"]),
        ("分别为120，350万元", ["120", "350"]),
        ("2019，2020两年", ["2019", "2020"]),
        ("1,234,567.89万元", ["1234567.89"]),
        ("12,34万元", ["12", "34"]),
        ("增长４．１０％", ["4.10"]),
        ("完成100％，5批次", ["100", "5"]),
        ("2.1.3条", ["2.1"]),
        ("-12.50万元", ["12.50"]),
        ("十二万元", []),
        ("", []),
    ],
)
def test_what_is_one_number(text: str, numbers: list[str]) -> None:
    assert [one.value for one in tokens(text)] == [Decimal(one) for one in numbers]


def test_a_number_is_remembered_as_it_was_written() -> None:
    assert [one.text for one in tokens("总计８，４１４．２０万元、1,352.84万元")] == [
        "８，４１４．２０",
        "1,352.84",
    ]
    assert as_number("８，４１４．２０") == Decimal("8414.20")
    assert as_number("八千") is None


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("总计8414.2万元", {0: "total"}),
        ("总计8,414.20万", {0: "total"}),
        ("总计8414.20（含结转）", {0: "total"}),
        ("总计8414.20元", {}),
        ("里程13.85公里", {}),
        ("投入13.85万元", {}),
        ("下降13.85％", {0: "rate"}),
        ("2020年总计8414.20万元，修路3.5公里", {0: "year", 1: "total"}),
        ("共57辆，轿车49辆，摩托57台", {0: "cars", 1: "sedans"}),
        ("收支总计均为8,500.00万元", {0: "total"}),
        ("另有总计8500.00万元", {}),
        ("经营收入0万元", {0: "nothing"}),
        ("经营收入3.50万元", {0: "nothing"}),
        ("1.总计8414.20万元", {1: "total"}),
    ],
)
def test_what_a_number_is_bound_to(text: str, bound: dict[int, str]) -> None:
    """By value and unit; by the words before it where the value is another; never by the value alone under another unit."""
    assert bind(text, FIGURES) == bound


def test_of_equal_figures_the_words_before_decide() -> None:
    figures = [Known("a", "5.00", "货物支出", "万元"), Known("b", "5.00", "服务支出", "万元")]
    assert bind("服务支出5.00万元，货物支出5.00万元", figures) == {0: "b", 1: "a"}
    assert bind("各5.00万元和5.00万元", figures) == {0: "a", 1: "b"}  # no word decides: each is used once
    moved = {"a": "6.00", "b": "5.00"}
    assert disagreements("服务支出5.00万元", {0: "b"}, moved) == []
    assert disagreements("货物支出5.00万元", {0: "a"}, moved) == [Disagreement("5.00", "6.00")]


def test_the_same_words_before_two_figures_bind_neither() -> None:
    figures = [Known("a", "5.00", "甲项目支出", "万元"), Known("b", "6.00", "乙项目支出", "万元")]
    assert bind("丙项目支出7.00万元", figures) == {}


def test_a_figure_that_is_there_no_more() -> None:
    assert disagreements("轿车49辆", {0: "sedans"}, {"cars": "57"}) == [Disagreement("49", None)]


def test_figures_know_the_words_around_them() -> None:
    (one,) = known_figures("2020年，总计（均为）8414.20万元。", [(12, 19, "total")])
    assert (one.text, one.before, one.unit) == ("8414.20", "年总计均为", "万元")


def written(form: str, seed: int) -> list[Written]:
    accounts, entries = made(form, seed).accounts, made(form, seed).entries
    numbers = Numbers(accounts, recompute(accounts).values, facts_of(accounts.format, entries))
    analysed = analyse(numbers, Layout(accounts.format), empty_book(form))
    return write(accounts.format, make_world(analysed, str, accounts.format.narrative.zero))


@pytest.mark.parametrize("form", NARRATED)
def test_a_copy_of_a_generated_text_agrees_with_its_figures(form: str) -> None:
    """Whatever the paragraph: each of its figures is bound, and none of them is said to be wrong."""
    paragraphs = figures = 0
    for seed in range(20):
        for one in written(form, seed):
            known = figures_of(one)
            bound = bind(one.text, known)
            now = {figure.key: figure.text for figure in known}
            assert len(now) == len({(figure.key, figure.text) for figure in known}), one.text
            assert disagreements(one.text, bound, now) == [], one.text
            assert len(bound) >= len(known), (one.text, bound)
            paragraphs += bool(known)
            figures += len(known)
    assert paragraphs > 300
    assert figures > 1_500
