"""The words for lists: every one leads somewhere, none to two columns, a fault is told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from juesuan.book.sheets import all_sections
from juesuan.importing.layouts import load_layouts
from juesuan.importing.lists.traits import TRAITS
from juesuan.importing.lists.words import FILE, ListsFile, load_words, row_word, unit_of, word
from juesuan.spec import SpecError, available_formats, load_format
from juesuan.spec.load import workbook_folder
from juesuan.spec.source import read_yaml

FOLDER = workbook_folder() / "layouts"
FAMILIES = read_yaml(FOLDER / FILE).decode(ListsFile).families
UNIT = {"facts": {"unit"}}
"""Columns that other people's lists have and ours do not: they say in which unit an amount is."""


@pytest.mark.parametrize("family", FAMILIES, ids=lambda one: one.key)
def test_every_word_leads_to_a_column_of_the_list(family: object) -> None:
    file = next(one for one in FAMILIES if one is family)
    layouts = [all_sections(load_format("sichuan-2020"))[key] for key in file.lists]
    columns = {one.key for layout in layouts for one in layout.section.columns if one.kind != "derived"}
    named = {*file.columns, *file.behind, *(key for need in file.needs for key in need)}
    named |= {*file.below, *(key for found in file.below.values() for key in found)}
    assert named - columns == UNIT.get(file.key, set())
    assert all(set(trait.identity) <= columns for trait in (TRAITS[key] for key in file.lists))


def test_every_code_stands_in_some_format() -> None:
    forms = [load_format(key) for key in available_formats()]
    known = {
        item[0] for form in forms for layout in all_sections(form).values() for item in layout.section.items
    }
    codes = {code for one in FAMILIES for code in one.rows}
    codes |= {code for one in FAMILIES for found in one.sums.values() for code in found}
    assert codes - known == set()


@pytest.mark.parametrize("form", available_formats())
def test_every_prepared_row_is_found_by_its_own_name(form: str) -> None:
    for family in load_words(load_format(form)).families:
        for layout in family.lists:
            for code, name in (item[:2] for item in layout.section.items):
                assert family.rows[code] == (layout.section.key, code)
                assert family.rows[row_word(name)] == (layout.section.key, code), name


def test_every_list_of_facts_can_be_imported() -> None:
    from juesuan.book.facts import SECTIONS

    assert {key for one in FAMILIES for key in one.lists} == set(SECTIONS) == set(TRAITS)


def test_a_word_for_two_columns_is_refused_with_its_line(tmp_path: Path) -> None:
    text = (FOLDER / FILE).read_text(encoding="utf-8")
    (tmp_path / FILE).write_text(
        text.replace("persons: [接待人次,", "persons: [接待单位, 接待人次,"), encoding="utf-8"
    )
    with pytest.raises(SpecError, match=r"lists\.yaml:\d+: `接待单位` stands for two columns"):
        load_words(load_format("sichuan-2020"), tmp_path)


def test_the_other_layouts_are_read_beside_it() -> None:
    assert load_layouts().foreign


@pytest.mark.parametrize(
    ("text", "bare", "unit"),
    [
        ("接待金额（元）", "接待金额", "元"),
        ("金额（单位：万元）", "金额", "万元"),
        ("金额/元", "金额", "元"),
        ("一、金额（万元）", "金额", "万元"),
        ("人 数（人次）", "人数", ""),
        ("其中：财政拨款", "财政拨款", ""),
        ("全年预算数(A)", "全年预算数", ""),
        ("元", "元", ""),
    ],
)
def test_labels_without_what_says_nothing(text: str, bare: str, unit: str) -> None:
    assert (word(text), unit_of(text)) == (bare, unit)
