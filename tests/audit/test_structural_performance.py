"""D23, D24 and D25: the projects of 绩效."""

from __future__ import annotations

import pytest

from juesuan.findings import Level
from tests.audit.beside import PERFORMANCE, WAN, cell, fact, facts, row
from tests.audit.views import alone, bare, told, view_of
from tests.book.test_read_rows import Cells
from tests.books import accounts

RULES = ("D23", "D24", "D25")


def project(number: int, **amounts: float | str | None) -> Cells:
    return {row("projects", number, key): amount for key, amount in amounts.items()}


def test_the_sample_agrees() -> None:
    assert [one for key in RULES for one in told(view_of(), key)] == []
    assert [one for key in RULES for one in told(bare(accounts("panzhihua-2020")), key)] == []


# ---- D23


def test_marks_that_are_not_the_declared_number() -> None:
    words = ("其他重要事项“编制绩效目标的项目（个）”12个，“绩效”“开展绩效管理的项目”中打√的11个，相差1个",)
    found = alone(view_of(facts(perf_targets=12)), "D23", Level.EXPLAIN, fact("perf_targets"), *words)
    assert found.cells == ("facts.perf_targets.current=12", "listed=11")
    view = view_of({row("managed", 0, "assessed"): None})
    alone(view, "D23", Level.EXPLAIN, fact("perf_assessed"), "打√的10个")


def test_projects_that_are_not_the_declared_number() -> None:
    found = told(view_of(facts(perf_self=6)), "D23")
    assert [one.message.partition("，")[2] for one in found] == [
        "“绩效”“开展绩效管理的项目”中打√的5个，相差1个，",
        "“绩效”“项目”列了5个，相差1个，",
    ]
    assert {one.place for one in found} == {fact("perf_self")}


def test_marks_of_no() -> None:
    assert told(view_of({row("managed", 0, "self"): "否", row("managed", 5, "self"): "×"}), "D23") == []


@pytest.mark.parametrize(
    "cells",
    [
        facts(perf_monitored=4),  # nothing is marked there
        facts(perf_assessed=None, perf_targets=None, perf_self=None),
        facts(perf_self="五个"),
        {row("managed", number, "targets"): None for number in range(11)},
    ],
)
def test_numbers_that_cannot_be_compared(cells: Cells) -> None:
    assert told(view_of(cells), "D23") == []


def test_ratings_that_are_not_all() -> None:
    name = "shanghai-2024:exact:3"
    rows = {code: one.row for code, one in view_of(name=name).facts.counts.items()}

    def there(**numbers: int) -> list[str]:
        view = view_of({f"其他重要事项!C{rows[code]}": number for code, number in numbers.items()}, name)
        return [one.message for one in told(view, "D23")]

    rated = {"perf_excellent": 3, "perf_good": 1, "perf_passed": 0, "perf_failed": 0}
    assert there(perf_self=4, **rated) == []
    (message,) = there(perf_self=5, **rated)
    assert "合计4个，相差1个" in message
    (message,) = there(perf_problems=3, perf_solved=1, perf_open=1)
    assert "“绩效自评发现的问题（个）”3个" in message


# ---- D24


def test_more_spent_than_planned() -> None:
    words = (
        "绩效第7行“红绿灯智能交通管控系统维护费”执行数210.00万元，大于“全年预算数”208.84万元，多1.16万元",
    )
    found = alone(view_of(project(1, actual=210)), "D24", Level.ERROR, row("projects", 1, "actual"), *words)
    assert (found.expected, found.actual, found.difference) == (208_840_000, 210 * WAN, 1_160_000)
    assert found.cells == (
        "projects.红绿灯智能交通管控系统维护费.actual",
        "projects.红绿灯智能交通管控系统维护费.budget",
    )


def test_appropriations_that_are_more_than_the_whole() -> None:
    at = row("projects", 2, "budget_appropriation")
    view = view_of(project(2, budget_appropriation=161))
    alone(view, "D24", Level.ERROR, at, "全年预算数其中财政拨款161.00万元，大于“全年预算数”160.00万元")
    at = row("projects", 2, "actual_appropriation")
    view = view_of(project(2, actual=150))
    alone(view, "D24", Level.ERROR, at, "执行数其中财政拨款160.00万元，大于“执行数”150.00万元")


def test_all_of_a_projects_mistakes_are_told() -> None:
    view = view_of(project(3, budget=10))
    assert [one.place for one in told(view, "D24")] == [
        row("projects", 3, key) for key in ("budget_appropriation", "actual")
    ]


def test_projects_without_figures() -> None:
    for cells in (
        project(0, budget=None),
        project(0, actual=None),
        project(0, actual=1047.8004),
        project(0, budget="约1000"),
    ):
        assert told(view_of(cells), "D24") == [], cells


# ---- D25


def test_projects_that_spent_more_than_all() -> None:
    words = ("绩效5个项目的执行数合计3,908.84万元，大于公开03表", "项目支出3,369.23万元，多539.61万元")
    view = view_of(project(0, actual=3400))
    found = alone(view, "D25", Level.HINT, row("projects", 0, "actual"), *words)
    assert (found.expected, found.actual) == (3_369_230_000, 3_908_840_000)
    assert found.cells == ("03.total.project",)


def test_projects_that_spent_all() -> None:
    """3,369.23 less the other four is 2,860.39; 0.03 is within the rounding of six figures."""
    assert told(view_of(project(0, actual=2860.42)), "D25") == []
    assert len(told(view_of(project(0, actual=2860.43)), "D25")) == 1
    assert told(view_of({cell("03.total.project"): None}), "D25") != []
    unfilled: Cells = {cell("03.total.project"): None, "目录!D8": "未填"}
    assert told(view_of(unfilled), "D25") == []


@pytest.mark.parametrize("form", ["shanghai-2024", "sichuan-2024"])
def test_the_table_is_found_in_every_format(form: str) -> None:
    from juesuan.audit.structural.performance import _project_expenditure

    assert str(_project_expenditure(view_of(name=f"{form}:exact:3"))) == "03.total.project"


def test_the_sheet() -> None:
    assert row("projects", 0, "actual").startswith(f"{PERFORMANCE}!D")
