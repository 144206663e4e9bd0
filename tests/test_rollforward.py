"""结转下年: what stays, what is emptied, what is only shown, what is told, and what is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from juesuan.book.accounts import NOT_FILLED
from juesuan.book.file import FileBook
from juesuan.book.read_facts import read_facts
from juesuan.book.read_lists import entry_rows
from juesuan.book.sheetpart import Content
from juesuan.book.sheets import all_sections
from juesuan.findings import Finding, FindingsError, Level, StructureError
from juesuan.narrate_file import narrate_file
from juesuan.plan import read
from juesuan.regenerate import new_book, regenerate_file
from juesuan.rollforward import RolledForward, rollforward
from juesuan.rollforward_prior import NOT_CARRIED
from juesuan.rollforward_telling import told
from juesuan.sample import load_sample
from juesuan.spec import load_format
from juesuan.validate import validate_file
from tests.book.test_read_rows import changed

SAMPLE = "panzhihua-2020"
WHEN = datetime(2022, 2, 1, 8, 0)  # noqa: DTZ001 - the office's own clock
OWN_TEXT = "我支队本年收入与支出均较上年下降。"
ADDED_TEXT = "另有一段自加的说明。"
OWN_RULE = {"id": "自A", "title": "两表合计一致", "level": "提示", "text": "公开06表[合计, 合计] = 公开07表[合计, 合计]", "remedy": "请核对。"}  # fmt: skip
MOVED_RULE = {"title": "基金年末", "text": "公开11表[合计, 年末结转和结余] >= 0"}


def last_year(path: Path) -> Path:
    """The sample as a unit leaves it: own codes, own rules, own texts, tables and texts up to date."""
    sample = load_sample(SAMPLE)
    accounts = replace(
        sample.accounts,
        own_codes={"functional": {"2049901": "本单位专项"}, "economic": {"30298": "其他费用"}},
        info={**sample.accounts.info, "unit_code": "204001", "head": "张三", "preparer": "李四", "telephone": "0812"},
    )  # fmt: skip
    entries = {
        **sample.entries,
        "own": [
            {"code": "2049901", "name": "本单位专项", "classification": "功能分类"},
            {"code": "30298", "name": "其他费用", "classification": "经济分类"},
        ],
        "own_rules": [OWN_RULE, MOVED_RULE],
    }
    path.write_bytes(new_book(accounts.format, accounts, entries))
    narrate_file(path, now=WHEN)
    book = FileBook.open(path)
    section = all_sections(accounts.format)["paragraphs"]
    first, _ = entry_rows(book, section)
    grid = book.grid(section.sheet)
    key = section.column("key")
    row = next(n for n in range(first, grid.height) if grid.text(n, key) == "income")
    bottom = max(n for n in range(first, grid.height + 1) if grid.text(n, key))
    book.part(section.sheet).set_cell(row, section.column("own"), Content(OWN_TEXT))
    book.part(section.sheet).set_cell(bottom + 1, section.column("own"), Content(ADDED_TEXT))
    book.save()
    narrate_file(path, now=WHEN)
    validate_file(path, now=WHEN)
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("结转 文件夹")


@pytest.fixture(scope="module")
def last(folder: Path) -> Path:
    return last_year(folder / "我局2020.xlsx")


@pytest.fixture(scope="module")
def done(folder: Path, last: Path) -> RolledForward:
    return rollforward(last, folder / "新的" / "我局2021.xlsx", now=WHEN)


@pytest.fixture(scope="module")
def moved(folder: Path, last: Path) -> RolledForward:
    return rollforward(last, folder / "我局2021新格式.xlsx", format_key="sichuan-2024", now=WHEN)


def rows(path: Path, key: str) -> list[dict[str, Any]]:
    """The rows of a list that hold anything, by column key."""
    book = FileBook.open(path)
    form = read(book).accounts.format
    section = all_sections(form)[key]
    grid = book.grid(section.sheet)
    first, bottom = entry_rows(book, section)
    found = []
    for row in range(first, min(bottom, grid.height) + 1):
        values = {one.key: grid.value(row, n) for n, one in enumerate(section.section.columns, 1)}
        if any(value not in (None, "") for value in values.values()):
            found.append(values)
    return found


def gone(done: RolledForward) -> list[Finding]:
    return [one for one in done.findings if one.rule == NOT_CARRIED]


# what stays


def test_the_cover_is_that_of_last_year_a_year_on(done: RolledForward, last: Path) -> None:
    before, now = (read(FileBook.open(one)).accounts.info for one in (last, done.next))
    assert now["year"] == "2021"
    assert {**now, "year": ""} == {**before, "year": ""}
    assert (now["head"], now["preparer"], now["unit_code"]) == ("张三", "李四", "204001")


def test_own_codes_and_own_rules_stay_and_live(done: RolledForward) -> None:
    accounts = read(FileBook.open(done.next)).accounts
    assert accounts.own_codes["functional"] == {"2049901": "本单位专项"}
    assert accounts.own_codes["economic"] == {"30298": "其他费用"}
    found = rows(done.next, "own_rules")
    assert {key: found[0][key] for key in OWN_RULE} == OWN_RULE
    assert found[1]["text"] == MOVED_RULE["text"]
    assert [(one["kind"], one["judged"]) for one in found] == [("自定", "未评")] * 2, "formulas are written"


def test_every_table_waits_to_be_filled_in(done: RolledForward) -> None:
    accounts = read(FileBook.open(done.next)).accounts
    assert set(accounts.status.values()) == {NOT_FILLED}
    assert accounts.checks == {}
    assert accounts.adjustments == ()


def test_budget_projects_and_other_matters_keep_names_and_no_amounts(done: RolledForward, last: Path) -> None:
    before, now = rows(last, "items"), rows(done.next, "items")
    assert [(one["code"], one["name"]) for one in now] == [(one["code"], one["name"]) for one in before]
    assert not any(one["full"] or one["opening"] or one["reason"] for one in now)
    projects = rows(done.next, "projects")
    assert [one["project"] for one in projects] == [one["project"] for one in rows(last, "projects")]
    assert {value for one in projects for key, value in one.items() if key != "project"} == {None}
    assert not rows(done.next, "indicators")
    assert not rows(done.next, "receptions")
    assert not rows(done.next, "attachments")
    for key in ("amounts", "counts"):
        then = {one["code"]: one["current"] for one in rows(last, key)}
        assert {one["code"]: one["prior"] for one in rows(done.next, key)} == then
        assert not any(one["current"] is not None or one["note"] for one in rows(done.next, key))


def test_one_line_of_the_record_says_where_it_comes_from(done: RolledForward, last: Path) -> None:
    (line,) = rows(done.next, "log")
    assert (line["action"], line["name"]) == ("结转下年", f"结转自 {last.name}")
    assert line["new"] == f"上年数{len(done.prior)}格，年初数{len(done.openings)}格"
    notes = {one["note"] for one in rows(done.next, "prior")}
    assert notes == {f"结转自 {last.name}"}
    assert len(rows(done.next, "prior")) == len(done.prior)


# what is only shown


def test_causes_are_empty_and_last_years_words_stand_beside(done: RolledForward, last: Path) -> None:
    found = rows(done.next, "causes")
    measures = dict.fromkeys(one["measure"] for one in rows(last, "causes"))
    assert [one["measure"] for one in found] == list(measures)
    assert {value for one in found for key, value in one.items() if key not in ("measure", "last")} == {None}
    first = found[0]["last"]
    assert "年初结转和结余减少" in first
    assert "1221.14万元" in first
    assert first.endswith("。")
    faults: list[Finding] = []
    book = FileBook.open(done.next)
    facts = read_facts(book, read(book).accounts.format, faults)
    assert not faults
    assert all((one.text, one.group, one.amount, one.item) == ("", "", None, "") for one in facts.causes)


def test_own_texts_are_shown_and_not_taken_over(done: RolledForward) -> None:
    shown = {one["key"]: one for one in rows(done.next, "paragraphs")}
    assert shown["income"]["last"] == OWN_TEXT
    assert not any(one["own"] or one["generated"] for one in shown.values())
    assert any(f"（自加段落）{ADDED_TEXT}" in one["last"] for one in shown.values())


def test_the_report_prints_nothing_of_last_year_and_keeps_it_beside(
    done: RolledForward, tmp_path: Path
) -> None:
    book = tmp_path / "写文字.xlsx"
    book.write_bytes(done.next.read_bytes())
    before = {one["key"]: one["last"] for one in rows(book, "paragraphs")}
    first = narrate_file(book, now=WHEN)
    assert not any(OWN_TEXT in one.text or "年初结转和结余减少" in one.text for one in first.narrated.rows)
    kept = {one["key"]: one["last"] for one in rows(book, "paragraphs") if one["last"]}
    assert kept == before
    assert not narrate_file(book, now=WHEN).written, "a second time changes nothing"
    findings = validate_file(book, now=WHEN).findings
    assert [str(one) for one in findings if one.level is Level.ERROR] == []


def test_a_text_of_last_year_waits_for_its_paragraph(done: RolledForward, tmp_path: Path) -> None:
    book = tmp_path / "没有段落.xlsx"
    source = FileBook.open(done.next)
    section = all_sections(read(source).accounts.format)["paragraphs"]
    part = source.part(section.sheet)
    free = section.first + 20
    part.set_cell(free, section.column("key"), Content("items.2019999"))
    part.set_cell(free, section.column("last"), Content("上年写过的一项。"))
    book.write_bytes(source.to_bytes())
    for _ in range(2):
        narrate_file(book, now=WHEN)
        (row,) = [one for one in rows(book, "paragraphs") if one["key"] == "items.2019999"]
        assert (row["last"], row["state"]) == ("上年写过的一项。", "上年自写，本年没有这一段")
        assert not row["generated"]


# the new book works


@pytest.mark.parametrize("which", ["done", "moved"])
def test_it_is_whole_and_has_no_errors(which: str, request: pytest.FixtureRequest) -> None:
    made: RolledForward = request.getfixturevalue(which)
    again = regenerate_file(made.next, dry_run=True)
    assert (again.changes, again.findings) == ((), ())
    report = validate_file(made.next, write=False)
    assert [str(one) for one in report.findings if one.level is Level.ERROR] == []
    assert openpyxl.load_workbook(made.next)["封面"]["C8"].value is not None


def test_comparisons_are_with_last_year(done: RolledForward, tmp_path: Path) -> None:
    """This year typed as last year and a little more: the report knows both."""
    book = tmp_path / "比较.xlsx"
    sample = load_sample(SAMPLE).accounts
    now = replace(
        sample,
        prior=dict(done.prior),
        info={**sample.info, "year": "2021"},
        typed={cell: amount * 2 for cell, amount in sample.typed.items()},
        checks={},
        adjustments=tuple(replace(one, amount=2 * one.amount) for one in sample.adjustments),
    )
    book.write_bytes(new_book(now.format, now, {}))
    lines = narrate_file(book, now=WHEN).narrated.analysed.sheet.lines["changes"].values()
    by_key = {one.key: one.fields for one in lines}
    for key in ("total", "income", "expenditure", "appropriation", "general", "basic"):
        assert str(by_key[key]["rate"].value) == "100.00", key
        assert by_key[key]["judged"].value == "增加"


def test_what_is_told_at_the_end(done: RolledForward, moved: RolledForward) -> None:
    lines = told(done)
    assert lines[0] == f"已建立2021年度的工作簿：{done.next}"
    assert f"上年数{len(done.prior)}格" in lines[1]
    assert "自定审核公式2条" in lines[1]
    assert any("审核结论" in one for one in lines)
    text = "\n".join(told(moved))
    assert f"没有结转的{len(gone(moved))}项：" in text
    assert all(str(one) in text for one in moved.findings)


# another format


def test_a_rule_about_a_table_that_moved_is_told_and_not_carried(moved: RolledForward) -> None:
    assert [one["text"] for one in rows(moved.next, "own_rules")] == [OWN_RULE["text"]]
    (found,) = [one for one in gone(moved) if "自定审核公式" in one.message]
    assert MOVED_RULE["text"] in found.remedy
    assert found.sheet == "审核公式"


def test_matters_of_another_name_are_told(moved: RolledForward) -> None:
    told_ = [one.message for one in gone(moved) if one.sheet == "其他重要事项"]
    assert len(told_) == 2
    assert all("设备" in one for one in told_)


def test_sichuan_to_shanghai_carries_what_is_there_and_lists_the_rest(folder: Path, last: Path) -> None:
    made = rollforward(last, folder / "上海.xlsx", format_key="shanghai-2024")
    accounts = read(FileBook.open(made.next)).accounts
    assert accounts.format.key == "shanghai-2024"
    assert accounts.info["budget_basis"] == "年初预算数", "the default of the new format"
    before = read(FileBook.open(last)).accounts
    tables = {cell.table for cell in accounts.prior}
    assert tables == {"01", "02", "03", "04", "05", "06", "08", "09"}
    texts = [one.message for one in gone(made)]
    for sheet in ("公开05表", "公开07表", "公开09表"):
        assert any(one.startswith(sheet) and "没有对应的表" in one for one in texts)
    names = [one for one in texts if "政府采购支出总额" in one]
    assert len(names) == 1
    assert "929.19" in names[0]
    assert before.info["unit_name"] == accounts.info["unit_name"]


# refused


def refused(name: str, act: Callable[[], object]) -> str:
    with pytest.raises(StructureError) as error:
        act()
    assert error.value.name == name
    assert "请" in str(error.value)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_what_cannot_be_done_is_refused_and_nothing_is_written(last: Path, tmp_path: Path) -> None:
    target = tmp_path / "新.xlsx"
    before = last.read_bytes()
    foreign = tmp_path / "别的.xlsx"
    openpyxl.Workbook().save(foreign)
    text = tmp_path / "文字.xlsx"
    text.write_text("不是工作簿", encoding="utf-8")
    refused("not-our-book", lambda: rollforward(foreign, target))
    with pytest.raises(StructureError):
        rollforward(text, target)
    with pytest.raises(StructureError):
        rollforward(tmp_path / "没有.xlsx", target)
    refused("same-file", lambda: rollforward(last, last, overwrite=True))
    refused("bad-name", lambda: rollforward(last, tmp_path / "新.xls"))
    refused("bad-name", lambda: rollforward(last, tmp_path / f"{'长' * 300}.xlsx"))
    refused("unknown-format", lambda: rollforward(last, target, format_key="nowhere-1999"))
    assert not target.exists()
    assert last.read_bytes() == before


def test_an_existing_file_stays_unless_it_may_be_replaced(last: Path, tmp_path: Path) -> None:
    target = tmp_path / "已有.xlsx"
    target.write_bytes(b"mine")
    refused("exists", lambda: rollforward(last, target))
    assert target.read_bytes() == b"mine"
    rollforward(last, target, overwrite=True)
    assert read(FileBook.open(target)).accounts.info["year"] == "2021"
    assert [one.name for one in tmp_path.iterdir()] == ["已有.xlsx"]


@pytest.mark.parametrize("year", ["二〇二〇", "", "20", 2099])
def test_a_year_that_is_none_is_refused(last: Path, tmp_path: Path, year: str | int) -> None:
    book = tmp_path / "年度.xlsx"
    book.write_bytes(changed(last.read_bytes(), {"封面!C8": year}))
    assert "年度" in refused("bad-year", lambda: rollforward(book, tmp_path / "新.xlsx"))
    assert not (tmp_path / "新.xlsx").exists()


def test_cells_that_cannot_be_read_are_all_told(last: Path, tmp_path: Path) -> None:
    book = tmp_path / "错误.xlsx"
    cells = {"公开06表!E12": "三百", "公开06表!C9": "#REF!", "其他重要事项!C30": "很多"}
    book.write_bytes(changed(last.read_bytes(), cells))
    with pytest.raises(FindingsError) as error:
        rollforward(book, tmp_path / "新.xlsx")
    assert {one.place for one in error.value.findings} >= set(cells)
    assert not (tmp_path / "新.xlsx").exists()


def test_a_book_as_it_stands_and_not_as_it_would_be(last: Path, tmp_path: Path) -> None:
    """A derived cell that was overwritten was published so; that it is not what the leaves give is told."""
    book = tmp_path / "改写.xlsx"
    book.write_bytes(changed(last.read_bytes(), {"公开01表!C35": 99_999.5}))
    made = rollforward(book, tmp_path / "新.xlsx")
    assert 99_999_500_000 in made.prior.values()
    assert any("与重新计算的结果不同" in one.message for one in made.findings)


# hostile


def test_inserted_rows_own_sheets_and_too_many_rows(last: Path, tmp_path: Path) -> None:
    source = FileBook.open(last)
    sections = all_sections(load_format("sichuan-2020"))
    section = sections["items"]
    first, bottom = entry_rows(source, section)
    book = tmp_path / "插行 和 自己的表.xlsx"
    work = openpyxl.load_workbook(last)
    work.create_sheet("我的底稿")["A1"] = "底稿"
    sheet = work[section.sheet]
    sheet.insert_rows(bottom, 30)
    for key, moved_by in (("items", (0, 30)), ("three", (30, 30))):
        name = work.defined_names[sections[key].name]
        top, below = (int(one) for one in re.findall(r"\$(\d+)", name.attr_text))
        name.attr_text = name.attr_text.replace(f"${below}", f"${below + moved_by[1]}")
        name.attr_text = name.attr_text.replace(f"${top}", f"${top + moved_by[0]}")
    for number in range(70):
        sheet.cell(first + number, 1, f"20199{number:02d}")
        sheet.cell(first + number, 2, f"项目{number}")
    work.save(book)
    values = tmp_path / "带值.xlsx"
    _with_values(last, book, values, section.sheet)
    made = rollforward(values, tmp_path / "新.xlsx")
    assert [one.sheet for one in gone(made) if "不是决算簿的表" in one.message] == ["我的底稿"]
    assert "我的底稿" not in openpyxl.load_workbook(made.next).sheetnames
    kept = rows(made.next, "items")
    (over,) = [one for one in gone(made) if "放不下" in one.message]
    assert len(kept) + 10 == 70
    assert "没有结转10行" in over.message


def _with_values(last: Path, edited: Path, target: Path, sheet: str) -> None:
    """openpyxl drops stored values: take the edited sheet and the new one over into values as they were."""
    values = openpyxl.load_workbook(last, data_only=True)
    formulas = openpyxl.load_workbook(edited)
    for name in values.sheetnames:
        if name == sheet:
            continue
        for row in values[name].iter_rows():
            for cell in row:
                other = formulas[name][cell.coordinate]
                if isinstance(other.value, str) and other.value.startswith("="):
                    other.value = cell.value
    formulas.save(target)
