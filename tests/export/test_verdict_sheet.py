"""审核情况表: verdict, counts, what is open, explained and released - on one or two pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from juesuan.audit.report import Answer, Report, Verdict, fingerprint
from juesuan.export.material import Material
from juesuan.export.verdict_sheet import NAME, counted, verdict_sheet
from juesuan.findings import Finding, Level
from tests.book.test_read_rows import changed
from tests.export.materials import material_of, sample
from tests.export.printed import leaves_clean, pages, rows, text
from tests.office import needs_office
from tests.report.books import sample_bytes

LONG = "很长的理由，写了又写，" * 300


def _finding(
    number: int, level: Level = Level.ERROR, cause: str = "", words: str = "相差0.27万元，"
) -> Finding:
    message = f"公开06表第{number}行“科目”基本支出1,503.52，公开08表合计1,503.25，{words}"
    return Finding(f"B{number % 7:02}", level, "公开06表", f"D{number}", message, "请核对公开08表301类。",
                   f"规则{number % 7}", cause=cause)  # fmt: skip


def _material(findings: Sequence[Finding], answers: dict[str, Answer] | None = None) -> Material:
    evaluated = {"independent": 33, "by_construction": 35, "structural": 16, "not_evaluated": 5}
    return replace(sample(), audit=Report(tuple(findings), answers or {}, evaluated=evaluated))


def test_the_sample() -> None:
    data = verdict_sheet(sample())
    leaves_clean(data)
    assert data == verdict_sheet(sample())
    found = text(data, NAME)
    for words in (
        "2020年度部门决算审核情况表",
        "单位：攀枝花市公安局交通警察支队",
        "审核时间：2021-09-14 15:30",
        "公开格式：四川省2020年度部门决算公开（十四张表）",
        Verdict.TO_EXPLAIN,
        "需说明|",
        "未分科目||公开08表|2格　合计5,044.97|人员经费合计·金额（4,401.27）；公用经费合计·金额（643.70）",
        "编制人：",
        "复核人：",
        "单位负责人：",
    ):
        assert words in found, words


def test_names_of_the_cover_stand_before_the_lines_to_be_signed() -> None:
    read = sample().read
    info = {**read.accounts.info, "preparer": "=甲", "reviewer": "乙", "head": "丙" * 300}
    material = replace(sample(), read=replace(read, accounts=replace(read.accounts, info=info)))
    found = text(verdict_sheet(material), NAME)
    assert "编制人：=甲" in found
    assert "复核人：乙" in found
    assert "丙" * 40 not in found


def test_everybody_has_a_line_to_sign_and_date() -> None:
    found = rows(verdict_sheet(sample()), NAME)
    at = next(n for n, row in enumerate(found) if str(row[0]).startswith("编制人："))
    labels = [str(row[0]).partition("：")[0] for row in found[at : at + 4]]
    assert labels == ["编制人", "复核人", "单位负责人", "单位（公章）"]
    for row in found[at : at + 3]:
        assert re.fullmatch("签字：＿{6,}　+日期：＿+年＿+月＿+日", str(row[3]))


def test_answers_and_releases_stand_with_their_words() -> None:
    released, explained, opened = _finding(1), _finding(2, Level.EXPLAIN), _finding(3)
    answers = {
        fingerprint(released): Answer("已批复，不再改", "张"),
        fingerprint(explained): Answer("四舍五入"),
    }
    found = text(verdict_sheet(_material([released, explained, opened], answers)), NAME)
    assert Verdict.FAILED in found
    assert "一、未处理的问题（1项）" in found
    assert "1|错误|公开06表!D3" in found
    assert "已批复，不再改|张" in found
    assert "三、已说明的问题（1项）" in found
    assert "四舍五入" in found
    assert "错误|||2|1|1" in found.replace("错误||2|1|1", "错误|||2|1|1")


def test_findings_of_one_cause_are_one_row_and_errors_stand_first() -> None:
    group = [_finding(n, cause="同一个") for n in (5, 6, 7)]
    found = text(verdict_sheet(_material([_finding(1, Level.EXPLAIN), *group])), NAME)
    assert "一、未处理的问题（4项）" in found
    assert "1|错误|公开06表!D5|（同一原因共3项）" in found
    assert "2|需说明|公开06表!D1|" in found
    assert "公开06表!D6" not in found


def test_what_does_not_fit_is_counted() -> None:
    findings = [_finding(n) for n in range(200)]
    data = verdict_sheet(_material(findings))
    listed = [row for row in rows(data, NAME) if row[1] == "错误" and row[2]]
    found = text(data, NAME)
    shown = len([row for row in listed if str(row[2]).startswith("公开06表!")])
    assert 20 < shown < 60
    assert f"此处列出{shown}行，其余{200 - shown}行：" in found
    assert "数据包 findings.json" in found


def test_a_long_reason_is_cut_and_says_so() -> None:
    one = _finding(1)
    found = text(verdict_sheet(_material([one], {fingerprint(one): Answer(LONG, "张")})), NAME)
    assert "……（全文见数据包）" in found
    assert LONG not in found


def test_most_frequent_first() -> None:
    assert counted(["甲", "乙", "乙"]) == "乙2项、甲1项"
    assert counted([f"第{n}" for n in range(9)], 2) == "第01项、第11项、其他7项"


@needs_office
def test_one_or_two_pages_however_much_there_is(tmp_path: Path) -> None:
    levels = (Level.ERROR, Level.EXPLAIN, Level.HINT)
    many = [_finding(n, levels[n % 3], words=LONG) for n in range(200)]
    settled = {fingerprint(one): Answer(LONG, "某人的很长的名字") for one in many[::2]}
    forms = {
        "none": _material([]),
        "five": _material([_finding(n) for n in range(5)]),
        "many": _material([_finding(n) for n in range(200)]),
        "long": _material(many, settled),
        "some": _material([_finding(n) for n in range(14)]),
    }
    found = pages({name: verdict_sheet(one) for name, one in forms.items()}, tmp_path)
    assert found == {"none": 1, "five": 1, "many": 2, "long": 2, "some": found["some"]}
    assert found["some"] <= 2


@pytest.mark.parametrize("count", [12])
def test_a_book_with_many_wrong_cells(count: int) -> None:
    cells = {f"公开06表!C{9 + n}": 1000.0 + n for n in range(count)}
    material = material_of(changed(sample_bytes(), cells))
    assert material.audit.verdict is Verdict.FAILED
    found = text(verdict_sheet(material), NAME)
    assert Verdict.FAILED in found
    assert "公开06表!C" in found
