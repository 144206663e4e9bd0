"""Codes and names that a report prints and the lists of its format do not have."""

from __future__ import annotations

from juesuan.importing.model import Figure, Place, Recognised
from juesuan.spec.load import load_beside, workbook_folder
from juesuan.spec.model import Cell
from juesuan.tieout.own_codes import opened
from juesuan.tieout.own_tables import USUAL, usual_formats

FORM = load_beside("national", workbook_folder() / USUAL)
AT = Place("一", "一", 1, 1)


def found(**names: str) -> Recognised:
    figures = tuple(
        Figure(Cell("06", code[1:], "amount"), 100, AT) for code in names if code.startswith("_3")
    )
    return Recognised(names={code[1:]: name for code, name in names.items()}, figures=figures)


def test_an_unknown_code_gets_its_printed_name() -> None:
    form, _ = opened(FORM, found(_2130314="防汛"), "")
    assert form.classifications["functional"].name("2130314") == "防汛"


def test_a_name_of_another_year_counts_where_the_text_uses_it() -> None:
    old = found(_210="医疗卫生与计划生育支出")
    for text, name in (
        ("医疗卫生与计划生育支出（类）9.00万元", "医疗卫生与计划生育支出"),
        ("", "卫生健康支出"),
    ):
        assert opened(FORM, old, text)[0].classifications["functional"].name("210") == name


def test_a_name_that_was_cut_is_completed_by_the_text() -> None:
    form, _ = opened(
        FORM, found(_2140199="其他公路水路"), "交通运输支出（类）公路水路运输（款）其他公路水路运输支出（项）"
    )
    assert form.classifications["functional"].name("2140199") == "其他公路水路运输支出"


def test_economic_codes_of_another_year_become_rows() -> None:
    names = {"_30314": "采暖补贴", "_30311": "住房公积金"}
    form, seen = opened(FORM, found(**names), "住房公积金、采暖补贴")
    table = form.tables["06"]
    assert table.fixed_rows["30314"][1].parent == "303"
    assert table.fixed_rows["30311"][1].label == "住房公积金"
    assert "30314" in table.fixed_children["303"]
    assert len(seen.figures) == 2


def test_a_code_of_a_class_that_the_table_lacks_has_no_cell() -> None:
    _, seen = opened(FORM, found(_30401="企业政策性补贴"), "")
    assert seen.figures == ()


def test_the_usual_formats_load_the_plainest_first() -> None:
    keys = usual_formats()
    assert keys[0] == "national"
    for key in keys:
        assert len(load_beside(key, workbook_folder() / USUAL).tables) == 9
