"""Templates are filled in with what the accounts hold, and it is known where every figure stands."""

from __future__ import annotations

from decimal import Decimal

import pytest

from juesuan.tieout.tieout import tie_out
from tests.tieout.filling import fill, share
from tests.tieout.made_up import LOOSE, MadeUp, made_up


@pytest.fixture(scope="module")
def accounts() -> MadeUp:
    return made_up(21, 2022, "某市文物局")


def last(template: str, accounts: MadeUp) -> str:
    return fill(template, accounts).document.text.splitlines()[-1]


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{Y}年度收、支总计{total}万元", "2022年度收、支总计53325.71万元"),
        ("{total:,}万元，{total:元}元，{total:亿}亿元", "53,325.71万元，533257100.00元，5.33亿元"),
        ("比{L}年（{total<}）{total?增加|减少}{total-}", "比2021年（50552.09）增加2773.62"),
        (
            "{total?增长|下降}{total%}%，{total%:1}%，{total%:0}%",
            "增长5.49%，5.5%，5%",
        ),  # 2773.62 of 50552.09
        ("{general?增加|减少}{general-}", "减少5379.59"),  # 31732.58 - 37112.17
        ("占{general/expenditure%}%", "占62.24%"),  # 31732.58 of 50981.68
        ("车辆{#vehicles}辆，上年{#vehicles<}辆", "车辆37辆，上年36辆"),
        ("{income.business}", "5807.33"),
        ("{U}得{~score}分", f"某市文物局得{LOOSE['score']}分"),
    ],
)
def test_a_field_is_what_the_accounts_hold(template: str, text: str, accounts: MadeUp) -> None:
    assert last(template, accounts) == text


def test_a_budget_differs_from_what_was_spent_and_its_words_go_with_it(accounts: MadeUp) -> None:
    actual, budget = accounts.current("reception"), accounts.budget("reception")
    assert actual == Decimal("248.92")
    assert budget == Decimal("252.16")  # 1.013 times
    text = last(
        "{reception@}，{reception@?大于|小于}{reception@-}，{reception@%}%，{reception@-%}%", accounts
    )
    assert text == "252.16，小于3.24，98.72%，1.28%"
    parts = [accounts.budget(one) for one in ("abroad", "purchase", "running", "reception")]
    assert sum(parts) == accounts.budget("three")


def test_a_list_has_its_members(accounts: MadeUp) -> None:
    some = last("[[income_parts|；|{o}.{n}{it}万元]]", accounts)
    assert some.count("；") == 4
    assert some.endswith("；5.其他收入10767.49万元")
    assert "事业收入0" not in some
    every = last("[[*income_parts|；|{n}{it}，占{it/income%}%]]", accounts)
    assert every.count("；") == 7
    assert "经营收入0.00，占0.00%" in every
    assert last("[[items|、|{full}]]", accounts).startswith("一般公共服务支出（类）人大事务（款）、")
    assert last("[[income_rest|、|{n}]]", accounts).split("、")[0] == "国有资本经营预算财政拨款收入"


def test_places_are_those_of_the_figures(accounts: MadeUp) -> None:
    filled = fill("# 一、{Y}年度收入\n[[income_parts|¶|{n}{it}万元]]\n截至{Y}年有车{#vehicles}辆", accounts)
    told = [(one.kind, filled.text(one)) for one in filled.spans]
    assert told[0] == ("amount", "31732.58")
    assert told[-2:] == [("year", "2022"), ("count", "37")]
    assert len(told) == 7
    paragraphs = {one.paragraph for one in filled.spans}
    assert len(paragraphs) == 6


@pytest.mark.parametrize("field", ["{no such}", "{total+}", "{missing}"])
def test_an_unknown_field_is_refused(field: str, accounts: MadeUp) -> None:
    with pytest.raises((ValueError, KeyError)):
        fill(field, accounts)


def test_the_made_up_accounts_are_those_that_are_checked_against(accounts: MadeUp) -> None:
    text = "# 一、收入支出决算总体情况说明\n{Y}年度收、支总计{total}万元。"
    sound = tie_out(fill(text, accounts).document, accounts.world)
    assert sound.issues == ()
    assert sound.coverage.counts["tied"] == 1
    other = tie_out(fill(text, made_up(24, 2022, "某市文物局")).document, accounts.world)
    assert [one.rule for one in other.issues] == ["D01"]


def test_a_share_of_nothing_is_nothing() -> None:
    assert share(Decimal(1), Decimal(8)) == Decimal("12.5")
    assert share(Decimal(1), Decimal(0)) == 0
