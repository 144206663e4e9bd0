"""The unit and the year of a report, and the section of a text that is about one thing only."""

from __future__ import annotations

import pytest

from juesuan.tieout.document import Document, Paragraph
from juesuan.tieout.lexicon import load_lexicon
from juesuan.tieout.sections import Located, located
from juesuan.tieout.tieout import title_of


def of(*lines: str) -> Document:
    return Document("txt", "说明.txt", tuple(Paragraph(text, line=at) for at, text in enumerate(lines, 1)))


def placed(*lines: str) -> list[Located]:
    return located(of(*lines), load_lexicon())


@pytest.mark.parametrize(
    ("lines", "unit", "year"),
    [
        (["某县水利局2021年度部门决算"], "某县水利局", 2021),
        (["某县水利局", "2021年度部门决算公开"], "某县水利局", 2021),
        (["某县文联关于“三公”经费2015年决算的说明"], "某县文联", 2015),
        (["2018年度决算总收入90.00万元，比2017年度决算总收入80.00万元增加10.00万元。"], "", 2018),
        (["2017年公务接待费决算0.50万元，与2016年决算相比增加0.50万元。"], "", None),
        (["某法院", "2017年度“三公”经费决算情况说明", "与2016年决算相比减少0.80万元。"], "", 2017),
        (["一、2022年“三公”经费预算安排情况", "二、2021年“三公”经费决算情况"], "", 2021),
        (["公务接待费和公务用车购置及运行维护费（以下简称“三公”经费）2019年决算支出情况如下："], "", 2019),
        (["一、收支增减情况说明", "2018年度决算总收入90.00万元。"], "", 2018),
        (["第三部分情况说明", "收入增加。"], "", None),
    ],
)
def test_the_title(lines: list[str], unit: str, year: int | None) -> None:
    assert title_of(of(*lines)) == (unit, year)


def test_an_unnumbered_title_opens_the_section_of_a_notice() -> None:
    title, text, heading, more = placed(
        "2020年全县“三公”经费决算情况", "决算总额5.00万元。", "一、公务接待费", "支出2.00万元。"
    )
    assert title.heading
    assert [one.section.key for one in (text, heading, more)] == ["three", "three", "three"]
    assert more.path == ("2020年全县“三公”经费决算情况", "一、公务接待费")


@pytest.mark.parametrize(
    "lines",
    [
        ["某局2020年度部门决算", "本年收入9.00万元。"],
        ["“三公”经费决算8.00万元", "公务接待费2.00万元。"],
        ["“三公”经费由财政局汇总，情况如下：", "公务接待费2.00万元。"],
        ["一、部门概况", "“三公”经费决算情况", "公务接待费2.00万元。"],
    ],
)
def test_other_lines_open_none(lines: list[str]) -> None:
    assert not placed(*lines)[-1].section.key.startswith("three")


def test_a_part_closes_the_title_before_it() -> None:
    found = placed("某局“三公”经费决算情况", "第三部分名词解释", "一、基本支出", "指日常支出。")
    assert found[-1].section.key == "glossary"
