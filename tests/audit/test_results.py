"""审核结果: what is written, what an answer does, what becomes of it when its finding is gone, the marks on the tables."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from juesuan.audit.report import Answer, Report, fingerprint
from juesuan.audit.results import (
    ARCHIVED,
    OUTDATED,
    numbered,
    outdated_edits,
    read_answers,
    read_rows,
    result_edits,
    results_section,
    verdict_of,
)
from juesuan.book.file import FileBook
from juesuan.book.layout import address
from juesuan.book.sheetpart import Content
from juesuan.findings import Finding, Level
from juesuan.plan import make_plan
from juesuan.regenerate import write_edits
from juesuan.spec import load_format
from juesuan.template.lists import ListEdits
from juesuan.template.marks import COLOURS
from tests.book.test_read_rows import changed
from tests.books import book_bytes
from tests.office import convert, needs_office

SAMPLE = "panzhihua-2020"
FORM = load_format("sichuan-2020")
WHEN = "2026-03-01 09:30:00"
SHEET = "审核结果"
LEADER = Finding(
    "A20",
    Level.ERROR,
    "公开06表",
    "D12",
    "公开06表第12行“信息化建设”基本支出0.27，公开08表合计0.00，相差0.27万元，",
    "请核对公开08表301类。",
    "基本支出一致",
    expected=0,
    actual=270_000,
    difference=270_000,
    cells=("06.2040219.basic", "08.total.amount"),
    cause="06.2040219.basic",
)
FOLLOWER = replace(LEADER, rule="A21", sheet="公开03表", cell="D12", cells=("03.2040219.basic",))
QUESTION = Finding(
    "C04",
    Level.EXPLAIN,
    "公开01表",
    "C7",
    '公开01表第7行上年数与上年"公开"数不一致，',
    "请说明。",
    cells=("01.a.b",),
)
HINT = Finding("A46", Level.HINT, "公开04表", "C9", "公开04表第9行有尾差。", "请复核。", cells=("04.a.b",))
WHOLE = Finding("table-not-filled", Level.EXPLAIN, "公开07表", "", "公开07表状态为“未填”，", "请填写。")
ALL = (LEADER, FOLLOWER, QUESTION, HINT, WHOLE)


def report(*findings: Finding, answers: dict[str, Answer] | None = None, **more: Any) -> Report:
    counts = {"independent": 3, "by_construction": 2, "structural": 1, "not_evaluated": 4}
    return Report(findings, answers or {}, evaluated=counts, **more)


def audited(data: bytes, found: Report, when: str = WHEN) -> bytes:
    book = FileBook.from_bytes(data)
    edits = ListEdits(book, FORM)
    assert result_edits(edits, found, when) or not found.findings
    write_edits(book, edits.edits)
    return book.to_bytes()


def again(data: bytes, *findings: Finding) -> bytes:
    """Audit a second time, with the answers that stand in the book."""
    answers = read_answers(FileBook.from_bytes(data), FORM)
    return audited(data, report(*findings, answers=answers))


def table(data: bytes) -> list[dict[str, object]]:
    book = FileBook.from_bytes(data)
    section = results_section(book, FORM)
    assert section is not None
    grid = book.grid(SHEET)
    keys = [one.key for one in section.section.columns]
    return [
        {key: grid.value(row, column) for column, key in enumerate(keys, 1)}
        for row in range(section.first, section.last + 1)
        if grid.value(row, 1) is not None
    ]


def place(row: int, key: str) -> str:
    """The address of a field of the n-th finding (from 0)."""
    section = results_section(FileBook.from_bytes(book_bytes(SAMPLE)), FORM)
    assert section is not None
    return f"{SHEET}!{address(section.first + row, section.column(key))}"


def log(data: bytes) -> list[list[object]]:
    return [list(row[:7]) for row in FileBook.from_bytes(data).grid("操作记录").rows[4:] if row[0]]


@pytest.fixture(scope="module")
def book() -> bytes:
    return audited(book_bytes(SAMPLE), report(*ALL))


def test_findings_of_one_cause_stand_together() -> None:
    assert [number for number, _ in numbered(ALL)] == ["1", "1.1", "2", "3", "4"]
    assert [number for number, _ in numbered((QUESTION, WHOLE))] == ["1", "2"]


def test_every_field_of_a_finding(book: bytes) -> None:
    rows = table(book)
    assert [one["number"] for one in rows] == [1, "　└ 1.1", 2, 3, 4]
    assert [one["state"] for one in rows] == ["未处理", "未处理", "未处理", "—", "未处理"]
    first = rows[0]
    assert (first["level"], first["rule"], first["table"], first["cell"]) == (
        "错误",
        "A20",
        "公开06表",
        "公开06表!D12",
    )
    assert (first["expected"], first["actual"], first["difference"]) == (0, 0.27, 0.27)
    assert str(first["message"]).endswith("相差0.27万元。")
    assert (first["mark"], rows[3]["mark"]) == ("错误|公开06表!D12", None)
    formulas = FileBook.from_bytes(book).grid(SHEET).formulas
    assert '=HYPERLINK("#\'公开06表\'!D12","公开06表!D12")' in formulas.values()
    assert '=HYPERLINK("#\'公开07表\'!A1","公开07表")' in formulas.values()


def test_the_verdict_stands_above(book: bytes) -> None:
    grid = FileBook.from_bytes(book).grid(SHEET)
    shown = {row[0]: row[1] for row in grid.rows[4:14]}
    assert shown == {
        "审核结论": "审核未通过",
        "审核时间": WHEN,
        "错误": 2,
        "需说明": 2,
        "提示": 1,
        "未处理的错误和需说明": 4,
        "已评公式（独立）": 3,
        "已评公式（构造）": 2,
        "已评公式（结构）": 1,
        "未评公式": 4,
    }


def test_a_second_audit_writes_nothing_new(book: bytes) -> None:
    source = FileBook.from_bytes(book)
    edits = ListEdits(source, FORM)
    result_edits(edits, report(*ALL), WHEN)
    assert edits.edits == {}


def test_answers_follow_their_finding(book: bytes) -> None:
    answered = changed(
        book, {place(2, "answer"): "上年数调整", place(0, "answer"): "已批复", place(0, "name"): "王某"}
    )
    later = again(answered, HINT, QUESTION, LEADER)
    rows = table(later)
    assert [(one["rule"], one["state"], one["answer"], one["name"]) for one in rows] == [
        ("A46", "—", None, None),
        ("C04", "已说明", "上年数调整", None),
        ("A20", "已解除", "已批复", "王某"),
    ]
    assert [one["mark"] for one in rows] == [None, None, None]
    assert FileBook.from_bytes(later).grid(SHEET).text(5, 2) == "审核通过"
    assert log(later) == log(book)


def test_an_error_without_a_name_is_not_released(book: bytes) -> None:
    rows = table(again(changed(book, {place(0, "answer"): "已批复"}), *ALL))
    assert (rows[0]["state"], rows[0]["answer"]) == ("未处理", "已批复")


def test_answers_to_findings_that_are_gone_go_on_record(book: bytes) -> None:
    other = replace(QUESTION, difference=100)
    answered = changed(
        book,
        {
            place(2, "answer"): "上年数调整",
            place(4, "answer"): "见附件",
            place(4, "name"): "王某",
            place(30, "answer"): "随手写的",
        },
    )
    later = again(answered, LEADER, other)
    assert [(one["rule"], one["answer"]) for one in table(later)] == [("A20", None), ("C04", None)]
    assert log(later)[len(log(book)) :] == [
        [WHEN, "全部审核", "公开01表", "C7", "审核公式C04的说明", "上年数调整", ARCHIVED],
        [
            WHEN,
            "全部审核",
            "公开07表",
            "",
            "审核公式table-not-filled的说明（解除人：王某）",
            "见附件",
            ARCHIVED,
        ],
        [WHEN, "全部审核", "", "", "审核结果第47行的说明", "随手写的", ARCHIVED],
    ]
    assert len(read_rows(FileBook.from_bytes(later), FORM)) == 2


def test_no_findings_clear_the_list(book: bytes) -> None:
    clean = audited(book, report())
    assert table(clean) == []
    assert verdict_of(FileBook.from_bytes(clean), FORM) == "审核通过"


def test_more_findings_than_the_list_holds() -> None:
    many = tuple(replace(QUESTION, cells=(f"01.a.{number}",)) for number in range(2100))
    shown = FileBook.from_bytes(audited(book_bytes(SAMPLE), report(*many))).grid(SHEET)
    assert shown.text(5, 2) == "待填说明"
    assert shown.text(6, 2) == f"{WHEN}（另有40项没有列出）"
    assert shown.height == 2076


def test_a_fingerprint_fits_into_a_cell() -> None:
    long = replace(LEADER, cells=tuple(f"07.{number}.total" for number in range(5000)))
    assert len(fingerprint(long)) < 255
    assert fingerprint(long) != fingerprint(replace(long, cells=(*long.cells[:-1], "07.x.total")))


def test_changed_data_take_the_verdict_away(book: bytes) -> None:
    source = FileBook.from_bytes(changed(book, {"公开06表!E12": 448}))
    plan = make_plan(source)
    assert [one.content for one in plan.edits[SHEET].values()] == [Content(OUTDATED)]
    write_edits(source, plan.edits)
    assert verdict_of(FileBook.from_bytes(source.to_bytes()), FORM) == OUTDATED


def test_what_was_never_audited_is_not_outdated() -> None:
    edits = ListEdits(FileBook.from_bytes(book_bytes(SAMPLE)), FORM)
    outdated_edits(edits)
    assert edits.edits == {}


def test_last_audit_of_each_rule() -> None:
    states = {("A05", 0): "错误", ("A20", 0): "通过"}
    source = FileBook.from_bytes(book_bytes(SAMPLE))
    edits = ListEdits(source, FORM)
    section = edits.sections["rules"]
    grid = source.grid(section.sheet)
    listed = [grid.text(row, 1) for row in range(section.first, grid.height + 1)]
    if "A05" not in listed:
        pytest.skip("审核公式 does not list the rules yet")
    result_edits(edits, report(states=states), WHEN)
    row = section.first + listed.index("A05")
    assert edits.edits[section.sheet][row, section.column("last")].content == Content("错误")


# the office


@pytest.mark.office
@needs_office
def test_marks_are_seen_and_leave_with_the_answer(book: bytes, tmp_path: Path) -> None:
    answered = changed(book, {place(2, "answer"): "上年数调整"})
    source = tmp_path / "in"
    source.mkdir()
    for name, data in (("open", book), ("answered", answered), ("none", book_bytes(SAMPLE))):
        (source / f"{name}.xlsx").write_bytes(data)
    convert(sorted(source.iterdir()), "html", tmp_path / "out", recalculate=True)
    colours = {
        name: [
            (tmp_path / "out" / f"{name}.html").read_text(encoding="utf-8").upper().count(f"#{one}")
            for one in COLOURS.values()
        ]
        for name in ("open", "answered", "none")
    }
    assert colours == {"open": [2, 1], "answered": [2, 0], "none": [0, 0]}
