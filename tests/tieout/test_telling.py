"""A tie-out in words and as data: the verdict first, causes together, what could not be checked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from juesuan.findings import Level
from juesuan.tieout.document import Document, Paragraph
from juesuan.tieout.issue import Issue
from juesuan.tieout.result import to_json
from juesuan.tieout.telling import clipped, coverage_of, lines_of, message_of, quoted, told, unchecked
from juesuan.tieout.tieout import TiedOut, tie_out
from tests.tieout.files import HEADING, TITLE, WRONG

CAUSE = "主要变动原因：人员增加。"
KEYS = ["rule", "level", "page", "section", "quote", "claim", "expected", "actual", "message"]


def done(*texts: str, kind: str = "docx", page: int = 0) -> TiedOut:
    """A report of the title, the first heading and some paragraphs, tied out."""
    blocks = tuple(
        Paragraph(text, page=page, line=number) for number, text in enumerate((TITLE, HEADING, *texts), 1)
    )
    assert kind in ("docx", "pdf", "txt")
    return tie_out(Document(kind, "报告.docx", blocks))  # type: ignore[arg-type]


def test_the_verdict_stands_first_then_counts_and_coverage() -> None:
    lines = lines_of(done(WRONG + CAUSE))
    assert lines[0] == "核对未通过"
    assert lines[1] == "错误1项，需说明0项，提示0项"
    assert lines[2].startswith("文字中有3个数：")
    assert "不相符1个" in lines[2]
    assert lines[3].startswith("依据：只有文字")


def test_an_issue_says_where_what_and_the_right_value() -> None:
    (one,) = told(done(WRONG + CAUSE))
    assert (one.number, one.head) == ("1", "1 [错误]")
    assert one.text.startswith(f"“{HEADING}”，原文“增长12.00%”：")
    assert "应为11.11%" in one.text


@pytest.mark.parametrize(("kind", "place"), [("pdf", "第7页“"), ("txt", "第3行“"), ("docx", "“一、")])
def test_the_place_is_told_as_the_file_knows_it(kind: str, place: str) -> None:
    (one,) = told(done(WRONG + CAUSE, kind=kind, page=7 if kind == "pdf" else 0))
    assert one.place.startswith(place)


def test_issues_of_one_cause_are_numbered_below_the_first() -> None:
    report = done(WRONG + CAUSE)
    issues = tuple(
        Issue("A02", Level.HINT, f"第{number}项", place="收入决算表", cause="尾差") for number in range(3)
    )
    found = list(told(TiedOut(report.document, (*report.issues, *issues), report.claims, report.coverage)))
    assert [one.number for one in found] == ["1", "2", "2.1", "2.2"]
    assert str(found[2]) == "    2.1 [提示] 附表“收入决算表”：第1项"


def test_a_message_that_lacks_the_right_value_gets_it() -> None:
    assert message_of(Issue("X", Level.ERROR, "写错了。", expected="1.00万元")) == "写错了。应为：1.00万元。"
    assert message_of(Issue("X", Level.ERROR, "应为1.00万元。", expected="1.00万元")) == "应为1.00万元。"


def test_coverage_adds_up_and_a_wrong_figure_was_checked() -> None:
    counts = coverage_of(done(WRONG + CAUSE))
    assert counts["wrong"] == 1
    assert counts["figures"] == sum(counts[one] for one in ("tied", "recomputed", "wrong", "untied"))


def test_what_could_not_be_checked_is_counted_by_reason_and_listed() -> None:
    report = done(
        "某某工作开展了12个项目，检查了30户，增设了8个，培训500人次，走访20户，下发7份，督办6件，办结5件。"
    )
    assert len(unchecked(report)) == report.coverage.counts["figures"] == 8
    lines = lines_of(report)
    start = lines.index("未能核对的数：")
    assert lines[start + 1] == "  数量，没有可比的数：8个"
    assert "：某某工作开展了12个" in lines[start + 2]
    assert lines[-1] == "    ……其余2个略。"
    assert len(to_json(report)["untied"]) == 8


def test_json_has_what_the_contract_says() -> None:
    report = done(WRONG + CAUSE, kind="pdf", page=7)
    found = json.loads(json.dumps(to_json(report, "决算.xlsx"), ensure_ascii=False))
    assert found["verdict"] == "核对未通过"
    assert found["counts"] == {"error": 1, "explain": 0, "hint": 0}
    assert found["basis"] == "依据：工作簿“决算.xlsx”。"
    (one,) = found["findings"]
    assert [key for key in one if key in KEYS] == KEYS
    assert (one["rule"], one["level"], one["page"], one["section"]) == ("C05", "error", 7, HEADING)
    assert (one["quote"], one["expected"], one["actual"]) == ("增长12.00%", "11.11%", "12.00%")


def test_a_quote_inside_quotes_and_a_long_one() -> None:
    assert quoted("（一）“三公”经费") == "“（一）‘三公’经费”"
    assert quoted(" ") == ""
    assert clipped("一" * 50 + "，支出1.00万元", 8) == "…支出1.00万元"


def test_notes_of_the_reading_are_told(tmp_path: Path) -> None:
    report = done(WRONG + CAUSE)
    noted = TiedOut(
        Document("docx", "报告.docx", report.document.blocks, notes=("文件中有2条批注。",)),
        report.issues,
        report.claims,
        report.coverage,
    )
    assert "注意：文件中有2条批注。" in lines_of(noted)
