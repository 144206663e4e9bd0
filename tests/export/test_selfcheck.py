"""公开自查表: every item answered from what the workbook really holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import pytest

from juesuan.book.accounts import FILLED, NO_DATA, NOT_FILLED
from juesuan.book.file import FileBook
from juesuan.export.material import Material
from juesuan.export.selfcheck import Checked, selfcheck, selfcheck_sheet
from juesuan.export.selfcheck_look import Result
from juesuan.narrate_file import narrate_file
from juesuan.regenerate import new_book
from juesuan.spec.analysis import Analysis
from juesuan.spec.model import Cell
from juesuan.spec.selfcheck import load_selfcheck
from tests.books import book_bytes, generated_accounts
from tests.export.materials import NOW, material_of, sample
from tests.export.printed import leaves_clean, rows
from tests.report.books import row_of, sample_book, sample_copy, write_cell

FORMATS = ("sichuan-2020", "sichuan-2024", "shanghai-2024")
YES, NO, NONE, HAND = Result.YES, Result.NO, Result.NOT_APPLICABLE, Result.BY_HAND


def _answer(material: Material, key: str) -> Checked:
    """The answer to an item, found by its key."""
    checks = load_selfcheck(material.form)
    number = next(n for n, (_, one) in enumerate(checks.items) if one.key == key)
    return selfcheck(material)[number]


def _with(status: Mapping[str, str] | None = None, info: Mapping[str, str] | None = None) -> Material:
    read = sample().read
    accounts = replace(
        read.accounts,
        status={**read.accounts.status, **(status or {})},
        info={**read.accounts.info, **(info or {})},
    )
    return replace(sample(), read=replace(read, accounts=accounts))


def _changed(tmp_path: Path, sheet: str, code: str, column: int, value: str | float | None) -> Material:
    """The sample's workbook after a person typed into the row of a code, texts generated anew."""
    path = sample_copy(tmp_path)
    write_cell(path, sheet, row_of(path, code, sheet), column, value)
    if sheet != "情况说明":
        narrate_file(path, now=NOW)
    return material_of(path)


@lru_cache(maxsize=8)
def _made(form: str) -> Material:
    if form != "sichuan-2024":
        return material_of(book_bytes(f"{form}:exact:7"))
    accounts = generated_accounts(form, 7, exact=True)
    return material_of(new_book(accounts.format, accounts, {}))


# The tables


@pytest.mark.parametrize(
    ("key", "result", "words"),
    [
        ("tables", NO, "公开05表、公开07表、公开10表"),
        ("empty", YES, "公开12表、公开13表、公开14表"),
        ("fund_table", YES, "已列表公开"),
        ("basic_table", YES, "已列表公开"),
        ("items", NO, "公开02表“合计·其他收入”92.79万元没有科目"),
        ("sections", NO, "公开08表“人员经费合计·金额”4,401.27万元没有科目"),
        ("vehicles", YES, "运行维护费96.16万元"),
        ("three_budget", HAND, "没有预算数"),
        ("three_reasons", YES, "减少13.05万元"),
        ("missions", NONE, "本年没有这项支出"),
        ("receptions", YES, "国内公务接待批次5、国内公务接待人次27"),
        ("procurement", YES, "已说明"),
        ("terms", YES, "个名词"),
        ("unit_year", YES, "攀枝花市公安局交通警察支队，2020年度"),
        ("sums", HAND, "待填说明"),
        ("texts", YES, "一致"),
        ("approved", YES, "119个"),
        ("placeholders", YES, "没有发现"),
        ("deadline", HAND, "批复日期"),
        ("place", HAND, "网址"),
    ],
)
def test_the_sample(key: str, result: Result, words: str) -> None:
    found = _answer(sample(), key)
    assert found.result is result, found
    assert words in found.detail, found


def test_all_tables_filled_in() -> None:
    assert _answer(_made("sichuan-2020"), "tables").result is YES
    assert _answer(_made("sichuan-2020"), "items").result is YES
    assert _answer(_made("sichuan-2020"), "sections").result is YES


def test_an_empty_table_without_its_sentence() -> None:
    found = _answer(_with({"13": FILLED}), "empty")
    assert (found.result, "公开13表" in found.detail) == (NO, True)
    filled = dict.fromkeys(("12", "13", "14"), FILLED)
    assert "公开12表、公开13表、公开14表" in _answer(_with(filled), "empty").detail
    waiting = dict.fromkeys(("12", "13", "14"), NOT_FILLED)
    assert _answer(_with(waiting), "empty").result is NONE


def test_fund_and_basic_tables_that_wait_or_are_empty() -> None:
    assert _answer(_with({"11": NOT_FILLED}), "fund_table").result is NO
    empty = _answer(_with({"11": NO_DATA}), "fund_table")
    assert (empty.result, "空表" in empty.detail) == (YES, True)
    assert _answer(_with({"08": NOT_FILLED}), "basic_table").result is NO


@pytest.mark.parametrize("form", FORMATS)
def test_each_format_gets_an_answer_to_every_item(form: str) -> None:
    found = selfcheck(_made(form))
    assert len(found) == len(list(load_selfcheck(_made(form).form).items))
    assert all(one.result in Result and one.detail.strip() for one in found)


def test_what_a_format_does_not_have_is_not_applicable_for_that_reason() -> None:
    read = _made("sichuan-2020").read
    without = {
        key: one for key, one in read.accounts.format.tables.items() if key not in ("10", "12", "08", "11")
    }
    form = replace(read.accounts.format, tables=without, analysis=Analysis())
    material = replace(
        _made("sichuan-2020"), read=replace(read, accounts=replace(read.accounts, format=form))
    )
    for key in ("vehicles", "three_budget", "sections", "basic_table", "fund_table", "three_budget_reasons"):
        found = _answer(material, key)
        assert found.result is NONE, found
        assert found.detail.startswith("本公开格式没有"), found


# The texts and the facts


def test_a_number_that_lacks(tmp_path: Path) -> None:
    found = _answer(_changed(tmp_path, "其他重要事项", "reception_batches", 3, None), "receptions")
    assert (found.result, "国内公务接待批次" in found.detail) == (NO, True)


def test_a_number_that_an_own_text_leaves_out(tmp_path: Path) -> None:
    found = _answer(
        _changed(tmp_path, "情况说明", "reception.domestic", 4, "国内公务接待若干批。"), "receptions"
    )
    assert found.result is NO
    assert "情况说明中没有写出" in found.detail


def test_a_figure_that_lacks(tmp_path: Path) -> None:
    found = _answer(_changed(tmp_path, "其他重要事项", "procurement_goods", 3, None), "procurement")
    assert (found.result, "货物" in found.detail) == (NO, True)


def test_a_reason_that_lacks(tmp_path: Path) -> None:
    path = sample_book(
        tmp_path, {"causes": [{"measure": "收入支出总计", "text": "某事", "amount": None}]}, instead=True
    )
    material = material_of(path)
    found = _answer(material, "three_reasons")
    assert (found.result, "“三公”经费支出比上年减少13.05万元" in found.detail) == (NO, True)
    assert _answer(material, "operating_reasons").result is NO


def test_left_over_words_of_a_template(tmp_path: Path) -> None:
    found = _answer(_changed(tmp_path, "情况说明", "duties", 4, "XX局负责某某工作……"), "placeholders")
    assert found.result is NO
    assert "XX" in found.detail
    assert "某某" in found.detail


def test_another_year_in_a_text(tmp_path: Path) -> None:
    found = _answer(
        _changed(tmp_path, "情况说明", "duties", 4, "本报告是2019年度部门决算的说明。"), "unit_year"
    )
    assert (found.result, "2019年" in found.detail) == (NO, True)


def test_a_text_behind_its_table(tmp_path: Path) -> None:
    material = _changed(tmp_path, "情况说明", "income", 4, "2020年本年收入合计9999.99万元。")
    found = _answer(material, "texts")
    assert found.result is not YES
    assert "情况说明" in found.detail


def test_no_texts_yet() -> None:
    material = _made("sichuan-2020")
    for key in ("narrative", "texts", "terms"):
        assert _answer(material, key).result is NO, key


def test_a_unit_that_is_no_organ(tmp_path: Path) -> None:
    material = _changed(tmp_path, "其他重要事项", "operating_costs", 3, None)
    assert _answer(material, "operating").result is NO
    accounts = material.read.accounts
    info = {**accounts.info, "unit_kind": "事业单位"}
    other = replace(material, read=replace(material.read, accounts=replace(accounts, info=info)))
    assert _answer(other, "operating").result is NONE


def test_a_cover_that_is_not_filled_in() -> None:
    found = _answer(_with(info={"unit_name": " "}), "unit_year")
    assert (found.result, "单位全称" in found.detail) == (NO, True)


def test_the_deadline_counts_from_the_approval() -> None:
    before = replace(_with(info={"approved_on": "2021年9月1日"}), now=datetime(2021, 9, 21))  # noqa: DTZ001
    found = _answer(before, "deadline")
    assert (found.result, "最迟2021-09-21公开" in found.detail) == (HAND, True)
    late = replace(before, now=datetime(2021, 9, 22))  # noqa: DTZ001
    assert _answer(late, "deadline").result is NO
    assert _answer(_with(info={"approved_on": "2021-13-45"}), "deadline").result is HAND


@pytest.mark.parametrize(
    ("published", "result", "words"),
    [
        ("2021-09-21", YES, "2021-09-01批复，2021-09-21公开，批复后第20日。"),
        ("2021-09-01", YES, "批复当日"),
        ("2021-09-22", NO, "批复后第21日，晚于期限（2021-09-21）"),
        ("2020-09-10", NO, "公开早于批复，请核对封面的两个日期"),
        ("", HAND, "最迟2021-09-21公开"),
    ],
)
def test_the_deadline_is_judged_by_the_days_on_the_cover(published: str, result: Result, words: str) -> None:
    days = {"approved_on": "2021-09-01", "published_on": published}
    found = _answer(replace(_with(info=days), now=datetime(2021, 9, 3)), "deadline")  # noqa: DTZ001
    assert (found.result, found.place) == (result, "封面")
    assert words in found.detail


def test_approved_figures_that_differ() -> None:
    read = sample().read
    checks = [replace(one, printed=(one.printed or 0) + 10_000) for one in read.lists.checks[:1]]
    found = _answer(
        replace(sample(), read=replace(read, lists=replace(read.lists, checks=checks))), "approved"
    )
    assert (found.result, "1个不一致" in found.detail) == (NO, True)
    none = replace(sample(), read=replace(read, lists=replace(read.lists, checks=[])))
    assert _answer(none, "approved").result is HAND


# The sheet


def test_the_sheet() -> None:
    data = selfcheck_sheet(sample())
    leaves_clean(data)
    assert data == selfcheck_sheet(sample())
    found = rows(data, "部门决算公开自查表")
    assert next(one for one in found if one[0] == "1")[1:5] == [
        "完整性", "公开附表齐全，没有未填的表", "否", "还没有填完：公开05表、公开07表、公开10表。"
    ]  # fmt: skip
    answers = [one[3] for one in found if str(one[0]).isdigit()]
    assert len(answers) == len(selfcheck(sample()))
    assert found[2][0] == "，".join(f"{one.value}{answers.count(one.value)}项" for one in Result) + "。"


def test_the_paragraph_of_the_sample_book_is_where_the_tests_look(tmp_path: Path) -> None:
    path = sample_copy(tmp_path)
    at = row_of(path, "income")
    assert FileBook.open(path).grid("情况说明").text(at, 4) == ""


def test_an_amount_at_a_section_is_told() -> None:
    code, amount = Cell("03", "20402", "basic"), 1_000_000
    read = sample().read
    rows_now = {**read.accounts.rows, "03": ("204", "20402")}
    accounts = replace(read.accounts, rows=rows_now, adjustments=())
    values = {one: value for one, value in sample().values.items() if one.table != "03"} | {code: amount}
    found = _answer(replace(sample(), read=replace(read, accounts=accounts), values=values), "items")
    assert (found.result, "公开03表“20402" in found.detail) == (NO, True), found
