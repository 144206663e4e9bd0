"""The words of reports: what a heading opens, how names are compared, what is said of a faulty file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from juesuan.spec.errors import SpecError
from juesuan.spec.load import workbook_folder
from juesuan.tieout.lexicon import last_match, load_lexicon, normal
from tests.tieout.cases import HEADINGS

SOURCE = workbook_folder() / "tieout" / "lexicon.yaml"


@pytest.mark.parametrize(("key", "heading"), HEADINGS.items())
def test_headings_open_sections(key: str, heading: str) -> None:
    found = load_lexicon().section(heading)
    assert found is not None
    assert found.key == key


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("（三）“三公”经费支出决算具体情况说明", "three_detail"),
        ("二、财政拨款收入、支出决算总体情况", "appropriation"),
        ("第四部分附件", "attachment"),
        ("收入决算表", "tables"),
        ("一、主要职责", "duties"),
    ],
)
def test_other_headings_open_sections(heading: str, key: str) -> None:
    found = load_lexicon().section(heading)
    assert found is not None
    assert found.key == key


def test_other_headings_open_none() -> None:
    assert load_lexicon().section("十一、其他需要说明的问题") is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“三公”经费", "三公经费"),
        ("收、支总计", "收支总计"),
        ("收入、支出总计", "收入支出总计"),
        ("因公出国（境）费", "因公出国境费"),
        ("行政运行（项）", "行政运行"),
        ("公务 接待费", "公务接待费"),
    ],
)
def test_names_are_compared_without_marks(one: str, other: str) -> None:
    assert normal(one) == normal(other)


def test_names_of_a_section_hold_there_first() -> None:
    lexicon = load_lexicon()
    names = list(lexicon.names("income"))
    assert ("本年收入", "income") in names
    assert ("本年收入", "income") not in list(lexicon.names("basic"))
    assert ("公务接待费用", "reception") in names  # 费 is 费用 as well


def test_the_last_place_counts() -> None:
    found = last_match(re.compile("减少|增加"), "增加5万元，减少3万元")
    assert found is not None
    assert found[0] == "减少"
    assert last_match(re.compile("持平"), "增加") is None


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ('match: "三公"', 'match: "三公("', "key: three,", "no regular expression"),
        ('gap: "差', 'gap: "(差', "gap:", "no regular expression"),
        ('  budget: "(?:', '  budget: "(?:(', "  budget:", "no regular expression"),
        ("home: [total]", "home: [totals]", "home:", "there is no section `totals`"),
        ("parts: [personnel, public]", "parts: [personnel, pubic]", "whole: basic", "no subject `pubic`"),
        ("whole: reception,", "whole: receptions,", "whole: reception", "no subject `receptions`"),
        ("subject: total,", "subject: totals,", "key: total,", "no subject `totals`"),
        (
            "whole: vehicles, section: assets",
            "whole: vehicles, section: asset",
            "asset,",
            "no section `asset`",
        ),
        ("人次: mission_persons}", "人次: mission_person}", "  abroad:", "no subject `mission_person`"),
        ("part: procurement_sme", "part: sme", "part: sme", "no subject `sme`"),
        ("支出总计: [expenditure,", "支出总计: [expenditures,", "支出总计: [", "no subject `expenditures`"),
        ("covers:\n", "covers:\n  income_all: [收入]\n", "income_all", "no subject `income_all`"),
        ('"04|income_total|income"', '"04|income_total"', "fiscal_income:", "not table|row|column"),
        ("rule: D11,", "rules: D11,", "", "rules"),
    ],
)
def test_a_faulty_file_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, line: str, message: str
) -> None:
    text = SOURCE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "词典.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SpecError) as caught:
        load_lexicon(path)
    told = str(caught.value)
    assert message in told
    assert "词典.yaml" in told
    if line:
        lines = path.read_text(encoding="utf-8").splitlines()
        assert line in lines[caught.value.line - 1]
