"""What is said of the distance to the budget."""

from __future__ import annotations

import pytest

from juesuan.findings import Level
from juesuan.tieout.checks.against_budget import check
from tests.tieout.cases import issues

RECEPTION = "公务接待费支出2.00万元，"


def found(text: str, section: str = "three") -> list[tuple[str, str]]:
    return [(one.rule, one.expected) for one in issues(text, section, check=check)]


BUDGETED = "公务接待费年初预算2.60万元，支出决算2.00万元，完成预算76.92%，决算数{}预算数{}。"


@pytest.mark.parametrize(
    ("word", "same", "expected"),
    [
        ("小于", "", []),
        ("低于", "", []),
        ("大于", "", ["小于"]),
        ("超过", "", ["小于"]),
        ("与", "持平", ["小于"]),
        ("与", "基本持平", ["小于"]),
        ("等于", "", ["小于"]),
        ("大于（小于）", "", []),  # told as a branch that was not cut
    ],
)
def test_the_final_figure_and_the_budget(word: str, same: str, expected: list[str]) -> None:
    text = BUDGETED.format(word, same)
    assert [one.expected for one in issues(text, "three", check=check)] == expected


def test_a_figure_that_met_the_budget() -> None:
    text = "公务用车运行维护费预算6.00万元，决算6.00万元，完成预算100%，决算数{}。"
    assert found(text.format("与预算数持平"), "three") == []
    assert found(text.format("等于预算数"), "three") == []
    assert found(text.format("小于预算数"), "three") == [("D10", "等于")]


def test_the_percentage_says_which_is_larger_where_the_budget_is_not_printed() -> None:
    assert found(RECEPTION + "完成预算76.92%，决算数小于预算数。") == []
    assert found(RECEPTION + "完成预算76.92%，决算数大于预算数。") == [("D10", "小于")]
    assert found(RECEPTION + "完成预算100%，决算数大于预算数。") == [("D10", "等于")]


def test_the_difference_from_the_budget_is_that_of_both_figures() -> None:
    text = "公务接待费年初预算2.60万元，支出决算2.00万元，比预算{}。"
    (one,) = issues(text.format("减少0.80万元"), "three", check=check)
    assert (one.rule, one.level, one.expected) == ("D10", Level.EXPLAIN, "小于预算0.60万元")
    (other,) = issues(text.format("增加0.60万元"), "three", check=check)
    assert other.expected == "小于预算0.60万元"
