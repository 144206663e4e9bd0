"""Where a paragraph stands: contents are left out, headings open sections, sentences are no headings."""

from __future__ import annotations

import pytest

from juesuan.tieout.document import Document, Paragraph
from juesuan.tieout.lexicon import load_lexicon
from juesuan.tieout.sections import Located, located
from tests.tieout.cases import HEADINGS, TITLE, of_lines


def read(*lines: str) -> list[Located]:
    return located(of_lines(*lines), load_lexicon())


def sections(*lines: str) -> list[tuple[str, str]]:
    """Text and section of every paragraph that is no heading."""
    return [(one.plain.text, one.section.key) for one in read(*lines) if not one.heading]


def test_a_sentence_belongs_to_the_heading_above_it() -> None:
    found = sections(TITLE, HEADINGS["income"], "收入若干。", HEADINGS["basic"], "支出若干。")
    assert found == [(TITLE, ""), ("收入若干。", "income"), ("支出若干。", "basic")]


def test_the_innermost_heading_that_says_something_counts() -> None:
    found = read(
        "第二部分部门决算情况说明",
        "七、“三公”经费财政拨款支出决算情况说明",
        "（二）“三公”经费财政拨款支出决算具体情况说明",
        "1.总的情况",
        "支出若干。",
    )
    assert found[-1].section.key == "three_detail"
    assert found[-1].title == "1.总的情况"
    assert len(found[-1].path) == 4


def test_a_heading_of_the_same_rank_closes_the_one_before() -> None:
    found = read("（一）机关运行经费", "甲。", "（二）其他情况", "乙。")
    assert [one.section.key for one in found] == ["operating_costs", "operating_costs", "", ""]


@pytest.mark.parametrize("part", ["第三部分名词解释", "第四部分附件", "第五部分附表"])
def test_glossary_attachments_and_tables_hold_all_of_theirs(part: str) -> None:
    first, inside = (
        read(part, "一、政府性基金预算支出决算情况说明", "支出若干。")[0],
        read(part, "一、收入决算情况说明", "支出若干。")[-1],
    )
    assert inside.section.key == first.section.key
    assert inside.section.key in ("glossary", "attachment", "tables")


@pytest.mark.parametrize(
    "text",
    [
        "一、收入决算情况说明",
        "（一）机关运行经费支出情况",
        "3.公务接待费",
        "第二部分 部门决算情况说明",
    ],
)
def test_headings(text: str) -> None:
    assert read(text)[0].heading


@pytest.mark.parametrize(
    "text",
    [
        "1.行政运行支出60.00万元",
        "一、基本支出：主要用于人员工资。",
        "（一）减少会议，节约开支",
        "2.劳动保障监察。",
        "公务接待费支出情况",
        "一、本单位全年组织开展了若干次面向全市各类用人单位和求职人员的现场招聘活动以及政策宣讲活动和技能培训",
    ],
)
def test_sentences_are_no_headings(text: str) -> None:
    assert not read(text)[0].heading


def test_a_style_of_word_makes_a_heading() -> None:
    blocks = (Paragraph("公务接待费支出情况", level=3), Paragraph("支出若干。"))
    found = located(Document("docx", "一.docx", blocks), load_lexicon())
    assert [one.heading for one in found] == [True, False]


def test_the_caption_of_a_picture_is_told_apart() -> None:
    assert [one.caption for one in read("图1：收入决算结构图", "收入结构见图1。")] == [True, False]


CONTENTS = ["目　录", "一、收入决算情况说明", "二、支出决算情况说明"]
BODY = ["一、收入决算情况说明", "本年收入若干。", "二、支出决算情况说明", "本年支出若干。"]


def test_contents_are_left_out() -> None:
    found = read(*CONTENTS, *BODY)
    assert [one.plain.text for one in found] == BODY


def test_contents_with_page_numbers_are_left_out() -> None:
    contents = ["目录", "一、收入决算情况说明........3", "二、支出决算的情况说明……5"]
    assert [one.plain.text for one in read(*contents, *BODY)] == BODY


def test_contents_of_word_are_left_out() -> None:
    blocks = [Paragraph("一、收入决算情况说明3", level=-1), *map(Paragraph, BODY)]
    found = located(Document("docx", "一.docx", tuple(blocks)), load_lexicon())
    assert [one.plain.text for one in found] == BODY


def test_without_contents_nothing_is_left_out() -> None:
    assert [one.plain.text for one in read(TITLE, *BODY)] == [TITLE, *BODY]
