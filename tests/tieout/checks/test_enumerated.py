"""Numbered batches of guests against the counts and the money before them."""

from __future__ import annotations

import pytest

from juesuan.findings import Level
from juesuan.tieout.checks.enumerated import check
from tests.tieout.cases import issues, nothing_known

HEAD = "国内公务接待{}批次，{}人次，共计支出{}万元，具体内容包括："
LIST = "（1）外地同行来访学习，12人，0.80万元；（2）上级单位检查指导，20人，1.20万元。"


def found(batches: str, persons: str, money: str, rest: str = LIST) -> list[str]:
    text = HEAD.format(batches, persons, money) + rest
    return [one.expected for one in issues(text, "three", nothing_known(), check)]


def test_a_list_that_fits() -> None:
    assert found("2", "32", "2.00") == []


def test_persons_and_money_that_do_not_add_up() -> None:
    assert found("2", "42", "2.00") == ["32人次"]
    assert found("2", "32", "2.50") == ["2.00万元"]
    assert found("2", "32", "2.01") == []  # each rounded on its own


def test_batches_that_are_not_those_of_the_list() -> None:
    (one,) = issues(HEAD.format("3", "32", "2.00") + LIST, "three", nothing_known(), check)
    assert (one.rule, one.level, one.expected) == ("D16", Level.EXPLAIN, "2批次")
    assert "写3批次，下面列了2批" in one.message
    assert found("1", "32", "2.00") == ["2批次"]
    assert found("1", "99", "9.00") == ["2批次"]


def test_a_list_of_the_chief_batches_is_left_alone() -> None:
    assert found("9", "320", "20.00") == []


@pytest.mark.parametrize(
    "rest",
    [
        "（1）外地同行来访学习；（2）上级单位检查指导。",  # without figures
        "外地同行来访12人，0.80万元；上级单位检查15人，1.20万元。",  # without numbers
        "（1）外地同行来访12人，0.80万元；（3）上级单位检查20人，1.20万元。",  # not a list that counts on
    ],
)
def test_other_lists_are_left_alone(rest: str) -> None:
    assert found("2", "99", "9.00", rest) == []


def test_other_sections_are_left_alone() -> None:
    text = "开展督查5批次，99人次：（1）甲县12人；（2）乙县20人。"
    assert issues(text, "procurement", nothing_known(), check) == []
