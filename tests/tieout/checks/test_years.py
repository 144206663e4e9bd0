"""The years that comparisons name."""

from __future__ import annotations

from juesuan.tieout.checks.years import check
from tests.tieout.cases import issues, nothing_known, without_year

RECEPTION = "公务接待费支出2.00万元，"


def found(text: str, section: str = "three") -> list[tuple[str, str]]:
    return [(one.rule, one.expected) for one in issues(text, section, check=check)]


def test_a_comparison_is_with_the_year_before() -> None:
    assert found(RECEPTION + "比2022年减少0.50万元。") == [("F03", "2023年")]
    assert found(RECEPTION + "与2025年相比有所减少。") == [("F03", "2023年")]


def test_the_budget_is_that_of_the_year() -> None:
    assert found(RECEPTION + "较2023年年初预算有所减少。") == [("F03", "2024年")]
    assert found(RECEPTION + "较2024年年初预算有所减少。") == []


def test_without_a_year_no_year_is_wrong() -> None:
    text = "比2022年减少0.50万元，原因是节约。"
    assert issues(text, "three", without_year(nothing_known()), check) == []


def test_an_earlier_year_may_be_compared_with_besides() -> None:
    text = RECEPTION + "比2023年减少0.50万元；比2019年（受影响前）减少1.20万元。"
    assert found(text) == []
    assert found(RECEPTION + "比2019年减少0.50万元。") == [("F03", "2023年")]


def test_a_budget_may_be_compared_with_the_one_before() -> None:
    assert found("公务接待费预算2.60万元，比2023年预算减少0.40万元。") == []
    assert found("公务接待费支出2.00万元，比2023年预算减少0.40万元。") == [("F03", "2024年")]


def test_what_is_said_of_the_next_year_is_compared_with_this_one() -> None:
    assert found("2025年度公务接待费预算较2024年度增加0.40万元。") == []


def test_the_figure_that_is_compared_with_is_last_years() -> None:
    assert found(RECEPTION + "比2023年接待支出2.50万元减少0.50万元。") == []
    assert found(RECEPTION + "比2022年接待支出2.50万元减少0.50万元。") == [("F03", "2023年")]


def test_the_general_public_budget_is_no_budget() -> None:
    assert found("比2023年一般公共预算财政拨款支出80.00万元增加20.00万元。", "general") == []


def test_what_was_carried_out_of_a_budget_is_no_budget() -> None:
    assert found(RECEPTION + "与2023年预算执行数相比减少0.50万元。") == []
