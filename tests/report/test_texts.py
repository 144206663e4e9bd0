"""What people wrote comes out to the letter, or is refused with the cell named; an outdated report is not made."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from juesuan.findings import FindingsError, StructureError
from juesuan.regenerate import new_book
from juesuan.sample import load_sample
from tests.report.books import (
    GENERATED,
    SAMPLE,
    report,
    row_of,
    sample_book,
    sample_copy,
    sample_report,
    write_cell,
    write_own,
)

HOSTILE = (
    "A&B ‹局> <w:t>&amp;]]></w:t>",
    "=cmd|'/c calc'!A1",
    "很长的名称" * 60,
    "表情😀和生僻字𠮷",
    "从右到左\u202e\u200f的标记\u202c",
    "{{ 变量 }} {% x %} %s",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_an_own_text_comes_out_to_the_letter(text: str, tmp_path: Path) -> None:
    path = sample_copy(tmp_path)
    write_own(path, "duties", text)
    document, _ = report(path)
    assert text in document.texts("BodyText")


def test_the_lines_of_an_own_text_are_paragraphs(tmp_path: Path) -> None:
    path = sample_copy(tmp_path)
    write_own(path, "duties", "第一段。\n\n　　第二段。")
    document, _ = report(path)
    texts = document.texts("BodyText")
    at = texts.index("第一段。")
    assert texts[at + 1] == "第二段。"


def test_an_own_text_stands_in_place_of_the_generated_one(tmp_path: Path) -> None:
    path = sample_copy(tmp_path)
    write_own(path, "reception.foreign", "本单位没有外事接待。")
    document, _ = report(path)
    texts = document.texts("BodyText")
    assert "本单位没有外事接待。" in texts
    assert not any(one.startswith("外事接待支出") for one in texts)


@pytest.mark.parametrize("text", HOSTILE)
def test_names_and_indicators_come_out_to_the_letter(text: str, tmp_path: Path) -> None:
    more = {
        "projects": [
            {"project": text, "budget": 10_000, "actual": 10_000, "objective": text, "result": text}
        ],
        "indicators": [
            {
                "project": text,
                "first": "产出",
                "second": "数量",
                "third": text,
                "target": text,
                "actual": text,
            }
        ],
        "attachments": [{"number": 3, "title": text, "text": text}],
    }
    document, _ = report(sample_book(tmp_path, more))
    form = next(one for one in document.tables if (one.rows[0][0] or "").endswith(text))
    assert [one for row in form.rows for one in row if one is not None].count(text) == 6
    assert text in document.texts("BodyText")
    assert any(one.endswith(text) for one in document.texts("Heading2"))


def test_a_value_without_its_unit_gets_it(tmp_path: Path) -> None:
    more = {
        "projects": [{"project": "甲", "budget": 10_000}],
        "indicators": [
            {
                "project": "甲",
                "first": "产出",
                "second": "数量",
                "third": "次数",
                "unit": "次",
                "target": "12",
                "actual": "12次",
            }
        ],
    }
    document, _ = report(sample_book(tmp_path, more))
    form = next(one for one in document.tables if (one.rows[0][0] or "").endswith("　甲"))
    assert form.rows[-1][-2:] == ("12次", "12次")
    assert [one for one in form.rows[3] if one][-3:] == ["0.01", "执行数：", "—"]


def test_a_control_character_is_refused_with_its_cell(tmp_path: Path) -> None:
    path = sample_copy(tmp_path)
    write_own(path, "duties", "坏字符标记。")
    escape_in_strings(path, "坏字符标记", "坏_x0001_字符")
    with pytest.raises(FindingsError) as error:
        report(path)
    (finding,) = [one for one in error.value.findings if one.rule == "bad-character"]
    assert (finding.sheet, finding.cell) == ("情况说明", f"D{row_of(path, 'duties')}")
    assert "U+0001" in finding.message
    assert not (tmp_path / "报告.docx").exists()


def escape_in_strings(path: Path, text: str, other: str) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {one: archive.read(one) for one in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data.replace(text.encode(), other.encode()))


# Outdated, missing, draft


def test_a_report_of_tables_that_were_not_recomputed_is_refused(tmp_path: Path) -> None:
    path = sample_copy(tmp_path)
    write_cell(path, "公开06表", row_of(path, "2040201", "公开06表"), 4, 4000)
    with pytest.raises(FindingsError) as error:
        report(path)
    rules = {one.rule for one in error.value.findings}
    assert {"table-outdated", "text-outdated"} <= rules
    assert not (tmp_path / "报告.docx").exists()


def test_an_own_text_with_a_wrong_figure_is_refused(tmp_path: Path) -> None:
    path = sample_copy(tmp_path)
    write_own(path, "total", "2020年度收、支总计均为1.23万元。")
    with pytest.raises(FindingsError) as error:
        report(path)
    assert {"own-text"} == {one.rule for one in error.value.findings if one.level.value == "error"}
    assert not (tmp_path / "报告.docx").exists()


def test_a_generated_text_that_was_overwritten_is_refused(tmp_path: Path) -> None:
    path = sample_copy(tmp_path)
    write_own(path, "income", "2020年本年收入合计9999.99万元。", GENERATED)
    with pytest.raises(FindingsError) as error:
        report(path)
    assert "text-outdated" in {one.rule for one in error.value.findings}


def test_a_draft_is_made_all_the_same_and_says_so(tmp_path: Path) -> None:
    path = sample_copy(tmp_path)
    write_own(path, "total", "2020年度收、支总计均为1.23万元。")
    document, done = report(path, draft=True)
    assert document.texts("Draft") == ["草　稿"]
    assert "2020年度收、支总计均为1.23万元。" in document.texts("BodyText")
    assert any("1.23" in one for one in done.warnings)


def test_the_finished_report_is_no_draft() -> None:
    assert sample_report()[0].texts("Draft") == []


def test_a_paragraph_that_is_to_be_written_is_marked_and_told(tmp_path: Path) -> None:
    path = sample_copy(tmp_path)
    write_own(path, "work", None)
    document, done = report(path)
    marked = [one for one in document.texts("BodyText") if one.startswith("【待填写：")]
    assert marked == ["【待填写：请写明本年重点工作完成情况。】"]
    assert [one.rule for one in done.findings if one.rule.startswith("text")] == ["text-missing"]


def test_a_workbook_without_texts_is_refused(tmp_path: Path) -> None:
    sample = load_sample(SAMPLE)
    path = tmp_path / "决算.xlsx"
    path.write_bytes(new_book(sample.accounts.format, sample.accounts, sample.entries))
    with pytest.raises(StructureError, match=r"情况说明.*还没有文字.*更新情况说明"):
        report(path)


def test_a_figure_that_cannot_be_drawn_is_replaced_by_the_reason(tmp_path: Path) -> None:
    sample = load_sample("putuo-2024")
    assert not sample.accounts.format.analysis.charts
    from juesuan.narrate_file import narrate_file
    from juesuan.spec import load_format
    from tests.narrative.made import made_bytes

    path = tmp_path / "决算.xlsx"
    path.write_bytes(made_bytes("sichuan-2020", 4))  # a book without any figures
    for name in ("评价2.docx",):
        from tests.report.test_form import small_file

        (tmp_path / name).write_bytes(small_file())
    narrate_file(path)
    document, _ = report(path, draft=True)
    captions = document.texts("Caption")
    assert len(captions) == len(load_format("sichuan-2020").analysis.charts)
    assert len(document.charts) < len(captions)
    reasons = [
        one for one in document.texts("BodyText") if re.search("没有画图|没有可画的|不能画成饼图", one)
    ]
    assert len(reasons) == len(captions) - len(document.charts)
