"""The lines of 分析 from typed figures: changes with their causes, shares with their sum, budgets, changes taken apart."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

import pytest

from juesuan.analysis.analyse import Analysed, analyse
from juesuan.analysis.line import SHEET_SECTIONS
from juesuan.analysis.reasons import reasons_of
from juesuan.book.facts import Facts, Project
from juesuan.book.file import FileBook
from juesuan.book.layout import Layout
from juesuan.findings import FindingsError
from juesuan.spec import load_format
from juesuan.template.build import build_template
from tests.analysis.small import FORM, WAN, budget, cause, fact, fen, numbers

TYPED = {
    "06.2040201.basic": "300",
    "06.2040219.project": "45",
    "06.2080505.basic": "155",
    "04.general.income": "500",
    "10.amount.reception": "0.55",
    "10.amount.running": "96.16",
}
PRIOR = {
    "06.total.total": "400",
    "06.2040201.total": "250",
    "06.2050201.total": "150",
    "06.total.basic": "400",
    "06.total.project": "0",
    "10.amount.reception": "0.87",
    "10.amount.abroad": "5",
    "04.income_grand.income": "0",
}
GENERAL = "一般公共预算财政拨款支出"


@lru_cache(maxsize=1)
def book() -> FileBook:
    return FileBook.from_bytes(build_template(load_format(FORM), {}))


def analysed(
    typed: Mapping[str, str] = TYPED,
    prior: Mapping[str, str] = PRIOR,
    facts: Facts | None = None,
    **status: str,
) -> Analysed:
    found = numbers(typed, prior, facts, **status)
    return analyse(found, Layout(found.format), book())


def value(found: Analysed, section: str, key: str, column: str) -> Any:
    """A field in 万元 (or percent, or a word); None for nothing."""
    placed = found.sheet.find(section, key, column)
    one = placed.field.value if placed else None
    return Decimal(one) / WAN if isinstance(one, int) else one


def keys(found: Analysed, section: str, prefix: str = "") -> list[str]:
    return [line.key for line in found.sheet.lines.get(section, {}).values() if line.key.startswith(prefix)]


# changes


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("general", (500, 400, 100, Decimal("25.00"), "增加")),
        ("reception", (Decimal("0.55"), Decimal("0.87"), Decimal("-0.32"), Decimal("-36.78"), "减少")),
        ("abroad", (0, 5, -5, Decimal("-100.00"), "不再发生")),
        ("appropriation", (500, 0, 500, None, "新增")),
        ("fund", (0, None, None, None, None)),
        ("operating_costs", (None, None, None, None, None)),
    ],
)
def test_a_measure_against_last_year(key: str, expected: tuple[Any, ...]) -> None:
    columns = ("current", "base", "difference", "rate", "judged")
    assert tuple(value(analysed(), "changes", key, one) for one in columns) == expected


def test_every_measure_has_a_line_in_the_order_of_the_format() -> None:
    assert keys(analysed(), "changes") == list(load_format(FORM).analysis.measures)


def test_what_the_causes_explain_and_leave() -> None:
    causes = (
        cause(5, GENERAL, "增人", "80.004"),
        cause(6, GENERAL, "减少会议", "-10", group="压减"),
        cause(7, GENERAL, "物价"),
        cause(8, GENERAL, "减少差旅", "-20", group="压减"),
        cause(9, "别的指标", "无关", "7"),
    )
    found = analysed(facts=Facts(causes=causes))
    assert value(found, "changes", "general", "explained") == 50
    assert value(found, "changes", "general", "remainder") == 50
    assert value(found, "changes", "general", "remainder_rate") == Decimal("50.00")
    assert value(found, "changes", "three", "explained") is None
    assert keys(found, "reasons") == ["general.增人", "general.压减", "general.物价"]
    assert value(found, "reasons", "general.压减", "current") == -30
    assert value(found, "reasons", "general.压减", "base") == 2
    assert value(found, "reasons", "general.物价", "current") is None


def test_causes_that_nobody_put_a_figure_to_come_last_and_keep_their_order() -> None:
    measure = load_format(FORM).analysis.measures["general"]
    causes = [
        cause(n, GENERAL, text, amount)
        for n, (text, amount) in enumerate([("甲", None), ("乙", "1"), ("甲", "2"), ("丁", None)])
    ]
    causes += [
        cause(8, GENERAL, amount="3", item="会议费"),
        cause(9, GENERAL, amount="4"),
        cause(10, GENERAL),
    ]
    found = reasons_of(measure, causes)
    assert [(one.name, one.amount) for one in found] == [
        ("乙", WAN), ("甲.2", 2 * WAN), ("会议费", 3 * WAN), ("其他原因", 4 * WAN), ("甲", None), ("丁", None),
    ]  # fmt: skip


def test_a_cause_more_does_not_rename_the_others() -> None:
    measure = load_format(FORM).analysis.measures["general"]
    causes = [cause(5, GENERAL, "甲", "1"), cause(6, GENERAL, "乙", "2")]
    names = {one.text: one.name for one in reasons_of(measure, causes)}
    more = {one.text: one.name for one in reasons_of(measure, [cause(4, GENERAL, "丙", "3"), *causes])}
    assert names.items() <= more.items()


# shares


def test_shares_with_their_sum_and_how_far_it_may_be_from_a_hundred() -> None:
    found = analysed()
    assert value(found, "shares", "class_parts.06.204.total", "rate") == Decimal("69.00")
    assert value(found, "shares", "class_parts.06.208.total", "rate") == Decimal("31.00")
    assert value(found, "shares", "class_parts.sum", "rate") == Decimal("100.00")
    assert value(found, "shares", "class_parts.sum", "remainder") == Decimal("0.010000")
    assert value(found, "shares", "class_parts.sum", "remainder_rate") == "符合"


def test_thirds_are_not_bent() -> None:
    parts = {f"06.{code}.basic": "1" for code in ("2040201", "2080505", "2210201")}
    found = analysed(parts, {})
    assert [value(found, "shares", key, "rate") for key in keys(found, "shares", "class_parts.06")] == [
        Decimal("33.33")
    ] * 3
    assert value(found, "shares", "class_parts.sum", "rate") == Decimal("99.99")
    assert value(found, "shares", "class_parts.sum", "explained") == Decimal("-0.01")
    assert value(found, "shares", "class_parts.sum", "remainder_rate") == "符合"


def test_no_share_of_nothing_and_none_of_what_is_not_known() -> None:
    empty = analysed({}, {})
    assert value(empty, "shares", "three_parts.10.amount.abroad", "current") == 0
    assert value(empty, "shares", "three_parts.10.amount.abroad", "rate") is None
    assert value(empty, "shares", "three_parts.sum", "rate") is None
    unknown = analysed(t10="未填")
    assert value(unknown, "shares", "three_parts.10.amount.abroad", "current") is None
    assert value(unknown, "shares", "three_parts.10.amount.reception", "rate") == Decimal("0.57")
    assert keys(analysed(), "shares", "fiscal_expenditure_parts.04.2") == [
        "fiscal_expenditure_parts.04.204.total", "fiscal_expenditure_parts.04.208.total",
    ]  # fmt: skip


# budgets


def completion(facts: Facts, key: str) -> tuple[Any, ...]:
    found = analysed(facts=facts)
    columns = ("current", "base", "difference", "rate", "judged")
    return tuple(value(found, "completions", key, one) for one in columns)


ITEM = "items.2040219"


@pytest.mark.parametrize(
    ("full", "expected"),
    [
        ("45", (45, 45, 0, Decimal("100.00"), "等于")),
        ("60", (45, 60, -15, Decimal("75.00"), "小于")),
        ("36", (45, 36, 9, Decimal("125.00"), "大于")),
        ("0", (45, 0, 45, None, "年初未安排")),
        (None, (45, None, None, None, None)),
    ],
)
def test_an_item_against_its_budget(full: str | None, expected: tuple[Any, ...]) -> None:
    assert completion(Facts(items={"2040219": budget("2040219", "7", full)}), ITEM) == expected


def test_a_budget_without_expenditure_has_a_line_too() -> None:
    found = analysed(
        facts=Facts(
            items={"2019999": budget("2019999", full="5", name="其他专项"), "x": budget("x", full="9")}
        )
    )
    assert value(found, "completions", "items.2019999", "current") == 0
    assert value(found, "completions", "items.2019999", "judged") == "小于"
    assert keys(found, "completions", "items.") == ["items.2019999", "items.2040201", ITEM, "items.2080505"]


def test_the_sum_of_the_items_is_known_when_each_of_them_is() -> None:
    items = {
        "2040201": budget("2040201", full="300"),
        "2040219": budget("2040219", full="50"),
        "2080505": budget("2080505", full="155"),
    }
    assert completion(Facts(items=items), "general") == (500, 505, -5, Decimal("99.01"), "小于")
    del items["2080505"]
    assert completion(Facts(items=items), "general")[1] is None


def test_the_stage_is_that_of_the_cover_and_else_the_whole_year() -> None:
    found = analysed(facts=Facts(items={"2040219": budget("2040219", "40", "45")}))
    assert value(found, "completions", ITEM, "remainder_rate") == "全年预算数"
    assert (
        value(found, "completions", ITEM, "explained"),
        value(found, "completions", ITEM, "remainder"),
    ) == (40, 45)


def test_a_budget_of_two_rows_needs_both() -> None:
    both = {"purchase": budget("purchase", full="0"), "running": budget("running", full="100")}
    assert completion(Facts(three=both), "car") == (
        Decimal("96.16"),
        100,
        Decimal("-3.84"),
        Decimal("96.16"),
        "小于",
    )
    assert completion(Facts(three={"running": both["running"]}), "car")[1] is None


def test_projects_by_their_names() -> None:
    made = [Project(n, name, fen(planned), None, fen(spent), None, "", "", "", "", "") for n, (name, planned, spent) in enumerate([("甲", "5", "5"), ("乙", "8", "2"), ("甲", None, "1")], 5)]  # fmt: skip
    found = analysed(facts=Facts(projects=tuple(made)))
    assert keys(found, "completions", "projects.") == ["projects.甲", "projects.乙", "projects.甲.2"]
    assert [
        value(found, "completions", key, "judged") for key in keys(found, "completions", "projects.")
    ] == ["等于", "小于", None]


# changes taken apart


def test_a_change_over_its_items_adds_up_and_the_largest_comes_first() -> None:
    found = analysed()
    lines = keys(found, "splits", "general.1.")
    assert lines == [f"general.1.06.{code}.total" for code in ("2080505", "2050201", "2040201", "2040219")]
    amounts = [value(found, "splits", key, "difference") for key in lines]
    assert amounts == [155, -150, 50, 45]
    assert sum(amounts) == value(found, "changes", "general", "difference")
    assert [value(found, "splits", key, "explained") for key in lines] == [1, 2, 3, 4]
    assert value(found, "splits", lines[0], "rate") == Decimal("155.00")


def test_what_the_parts_do_not_explain_is_a_line() -> None:
    found = analysed(prior={**PRIOR, "06.2050201.total": "120"})
    assert value(found, "splits", "general.1.rest", "difference") == -30
    assert (
        sum(value(found, "splits", key, "difference") for key in keys(found, "splits", "general.1.")) == 100
    )


def test_without_last_years_items_it_is_told_that_nothing_was_taken_apart() -> None:
    found = analysed(prior={"06.total.total": "400"})
    assert keys(found, "splits") == []
    assert "一般公共预算财政拨款支出" in found.unsplit


# the sheet


def test_a_list_that_is_full_is_a_finding() -> None:
    many = tuple(cause(n, GENERAL, f"原因{n}", "1") for n in range(5, 400))
    with pytest.raises(FindingsError) as error:
        analysed(facts=Facts(causes=many))
    (finding,) = error.value.findings
    assert (finding.rule, finding.sheet) == ("list-full", "分析")


def test_no_two_lines_of_a_list_have_one_key() -> None:
    facts = Facts(
        causes=(cause(5, GENERAL, "甲", "1"), cause(6, GENERAL, "甲", "2")),
        amounts={"operating_costs": fact("operating_costs", "1")},
    )
    found = analysed(facts=facts)
    for section in SHEET_SECTIONS:
        assert len(keys(found, section)) == len(set(keys(found, section))), section
