"""Which figures are known: what nobody entered is unknown and no zero, this year and last."""

from __future__ import annotations

from decimal import Decimal

import pytest

from juesuan.analysis.names import bare, code_name, distinct, part_name
from juesuan.analysis.numbers import Numbers
from juesuan.book.facts import Facts
from juesuan.spec.expression import parse_expression
from juesuan.spec.model import Cell
from tests.analysis.small import WAN, cells, fact, fen, numbers

TYPED = {
    "06.2040201.basic": "300.125",
    "06.2040219.project": "48.004",
    "06.2080505.basic": "20",
    "04.general.income": "368.13",
    "10.amount.reception": "0.55",
}


def now(found: Numbers, cell: str) -> int | None:
    return found.now(Cell(*cell.split(".")))


def before(found: Numbers, cell: str) -> int | None:
    return found.before(Cell(*cell.split(".")))


def total(found: Numbers, text: str, *, last_year: bool = False) -> int | None:
    expression = parse_expression(text, "test", 1)
    return found.prior(expression) if last_year else found.current(expression)


# this year


def test_a_figure_is_what_is_printed_of_it() -> None:
    found = numbers(TYPED)
    assert now(found, "06.2040201.basic") == fen("300.13")
    assert now(found, "06.2040219.total") == fen("48.00")
    assert now(found, "06.total.total") == fen(
        "368.13"
    )  # the exact sum 368.129, printed; not the sum of the printed
    assert total(found, "06[total, basic] - 06[total, project]") == fen("320.13") - fen("48.00")  # type: ignore[operator]


def test_a_blank_of_a_table_that_is_filled_in_is_zero_and_of_another_it_is_unknown() -> None:
    assert now(numbers(TYPED), "08.personnel.amount") == 0
    assert now(numbers(TYPED, t08="未填"), "08.personnel.amount") is None
    assert now(numbers({**TYPED, "08.30101.amount": "5"}, t08="未填"), "08.personnel.amount") == 5 * WAN
    assert total(numbers(TYPED, t08="未填"), "06[total, basic] - 08[personnel, amount]") is None


def test_a_typed_zero_is_known_even_in_a_table_that_is_not_filled_in() -> None:
    assert now(numbers({**TYPED, "10.amount.abroad": "0"}, t10="未填"), "10.amount.abroad") == 0
    assert now(numbers(TYPED, t10="未填"), "10.amount.abroad") is None
    assert now(numbers(TYPED, t10="未填"), "10.amount.reception") == fen("0.55")


def test_a_fact_that_nobody_entered_is_unknown() -> None:
    known = Facts(
        amounts={
            "operating_costs": fact("operating_costs", "643.704", None),
            "procurement": fact("procurement", "0"),
        }
    )
    found = numbers(TYPED, facts=known)
    assert now(found, "facts.operating_costs.current") == fen("643.70")
    assert before(found, "facts.operating_costs.current") is None
    assert now(found, "facts.procurement.current") == 0
    assert now(found, "facts.procurement_sme.current") is None


# last year


def test_last_year_of_a_fixed_row_is_known_only_where_it_stands() -> None:
    found = numbers(TYPED, {"04.general.income": "400", "04.opening.income": "0"})
    assert before(found, "04.general.income") == 400 * WAN
    assert before(found, "04.opening.income") == 0
    assert before(found, "04.fund.income") is None
    assert total(found, "04[general, income] - 04[fund, income]", last_year=True) is None


def test_a_code_that_last_year_does_not_name_was_nothing_where_it_names_codes() -> None:
    found = numbers(TYPED, {"06.2040201.total": "250", "06.total.total": "300"})
    assert before(found, "06.2040201.total") == 250 * WAN
    assert before(found, "06.2080505.total") == 0
    assert before(found, "11.2120802.expenditure") is None  # of 公开11表 no code is known
    assert before(numbers(TYPED, {"06.total.total": "300"}), "06.2040201.total") is None


def test_the_codes_of_both_years() -> None:
    prior = {
        "06.2040201.total": "250",
        "06.20402.total": "260",
        "06.2050201.total": "10",
        "06.205.total": "10",
    }
    found = numbers(TYPED, prior)
    leaves = parse_expression("06[leaves, total]", "test", 1).terms[0]
    classes = parse_expression("06[classes, total]", "test", 1).terms[0]
    assert [one.row for one in found.cells(leaves)] == ["2040201", "2040219", "2080505"]
    assert [one.row for one in found.cells(leaves, last_year=True)] == [
        "2040201",
        "2040219",
        "2050201",
        "2080505",
    ]
    assert [one.row for one in found.cells(classes)] == ["204", "208"]
    assert [one.row for one in found.cells(classes, last_year=True)] == ["204", "205", "208"]


def test_parts_of_fixed_rows_leave_out_the_sums_among_them() -> None:
    parts = parse_expression("08[30101..30199, amount]", "test", 1).terms[0]
    rows = [one.row for one in numbers(TYPED).cells(parts)]
    assert rows[0] == "30101"
    assert "301" not in rows
    assert all(len(row) == 5 for row in rows)
    sections = parse_expression("07[total, sections]", "test", 1).terms[0]
    assert len({one.column for one in numbers(TYPED).cells(sections)}) > 60


# names


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("一、一般公共预算财政拨款收入", "一般公共预算财政拨款收入"),
        ("（二）项目支出", "项目支出"),
        ("其中：货物", "货物"),
        ("按用途：机要通信用车", "机要通信用车"),
        ("公务接待费", "公务接待费"),
    ],
)
def test_a_name_without_its_numbering(label: str, name: str) -> None:
    assert bare(label) == name


def test_names_that_tell_things_apart() -> None:
    assert distinct(["甲", "乙", "甲", "甲", ""]) == ["甲", "乙", "甲.2", "甲.3", ""]
    assert distinct(reversed(["甲", "乙"])) == ["乙", "甲"]


def test_a_code_is_called_by_what_is_above_it_too() -> None:
    found = numbers(TYPED)
    name = code_name(found, Cell("06", "2040219", "total"))
    assert (name.class_name, name.section_name, name.item_name) == ("公共安全支出", "公安", "信息化建设")
    assert code_name(found, Cell("06", "20402", "total")).lowest == "公安"
    assert code_name(found, Cell("06", "9990101", "total")).lowest == ""


@pytest.mark.parametrize(
    ("parts", "cell", "name"),
    [
        ("06[classes, total]", "06.204.total", "公共安全支出"),
        ("03[total, basic..subsidy]", "03.total.project", "项目支出"),
        ("01[general..other, amount]", "01.general.amount", "一般公共预算财政拨款收入"),
        ("10[amount, abroad]", "10.amount.abroad", "因公出国（境）费"),
    ],
)
def test_what_a_part_is_called(parts: str, cell: str, name: str) -> None:
    term = parse_expression(parts, "test", 1).terms[0]
    assert part_name(numbers(TYPED), term, Cell(*cell.split("."))) == name


def test_the_accounts_of_these_tests() -> None:
    assert cells({"06.total.total": "1.5"}) == {Cell("06", "total", "total"): 1_500_000}
    assert fen("0.004") == int(Decimal("0.004") * WAN)
