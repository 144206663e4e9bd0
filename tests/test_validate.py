"""全部审核 on files and from the command line: what is told, what is written, how it ends."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from juesuan import cli
from juesuan.audit.report import Verdict
from juesuan.audit.results import read_rows, verdict_of
from juesuan.book.file import FileBook
from juesuan.regenerate import regenerate_file
from juesuan.spec import load_format
from juesuan.validate import NOT_HELD, findings_on, table_of, validate_file
from tests.book.test_read_rows import changed
from tests.books import book_bytes
from tests.test_cli import files, run

FORM = load_format("sichuan-2020")
NOW = datetime(2026, 3, 1, 9, 30, 0)  # noqa: DTZ001 - the office clock has no zone
CLEAN = "sichuan-2020:exact:7"
ANSWER, NAME = "L", "M"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """The Panzhihua sample, whose 项目支出 of 2040219 (公开06表!E12) went from 348 to 448; nothing calculated since."""
    path = tmp_path / "决算.xlsx"
    path.write_bytes(changed(book_bytes("panzhihua-2020"), {"公开06表!E12": 448}))
    return path


def answered(path: Path, *, errors: bool) -> None:
    """Answer every 需说明 in a workbook, and release every error."""
    cells: dict[str, object] = {}
    for one in read_rows(FileBook.open(path), FORM):
        if one.level == "需说明" or (errors and one.level == "错误"):
            cells[f"审核结果!{ANSWER}{one.row}"] = "已经批复，不再改动"
        if errors and one.level == "错误":
            cells[f"审核结果!{NAME}{one.row}"] = "王某某"
    path.write_bytes(changed(path.read_bytes(), cells))


def validate(*arguments: object, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        cli.main(["validate", *map(str, arguments)])
    told = capsys.readouterr()
    return int(str(ended.value.code)), told.out, told.err


def test_the_results_are_written_and_nothing_else(book: Path) -> None:
    before = FileBook.open(book)
    report = validate_file(book, now=NOW)
    after = FileBook.open(book)
    assert report.verdict is Verdict.FAILED
    rows = read_rows(after, FORM)
    assert [(one.rule, one.message.rstrip("。，")) for one in rows] == [
        (one.title if one.rule.islower() else one.rule, one.message.rstrip("。，")) for one in report.findings
    ]
    assert not any(one.rule.isascii() and one.rule.islower() for one in rows)  # people see no names of ours
    assert verdict_of(after, FORM) == "审核未通过"
    for name in before.sheet_names():
        if name not in ("审核结果", "审核公式"):
            assert before.package.read(before._sheets[name]) == after.package.read(after._sheets[name]), name


def test_every_row_has_its_look_and_its_height(book: Path) -> None:
    report = validate_file(book, now=NOW)
    part = FileBook.open(book).part("审核结果")
    rows = [one.row for one in read_rows(FileBook.open(book), FORM)]
    assert len(rows) == len(report.findings)
    heights = {int(one.get("r")): float(one.get("ht", 0)) for one in part._row_elements().values()}
    assert all(heights[row] >= 18 for row in rows)
    assert any(heights[row] > 30 for row in rows)


def test_without_writing(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = files(book.parent)
    code, told, _ = validate(book, "--no-write", capsys=capsys)
    assert code == 1
    assert told.startswith("审核未通过\n")
    assert files(book.parent) == before


def test_a_file_that_cannot_be_written_is_told(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lock = book.with_name(f".~lock.{book.name}#")
    lock.write_text(",王某,,", encoding="utf-8")
    before = files(book.parent)
    code, told, error = validate(book, "--json", "-", capsys=capsys)
    assert code == 1
    assert json.loads(told)["verdict"] == "审核未通过"
    assert "正由“王某”打开" in error
    assert error.endswith("审核结果没有写进工作簿，只在这里列出。\n")
    assert files(book.parent) == before


def test_what_the_terminal_says(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = validate_file(book, now=NOW)
    code, told, error = validate(book, capsys=capsys)
    assert (code, error) == (1, "")
    lines = told.splitlines()
    counts = report.counts
    assert lines[0] == "审核未通过"
    assert lines[1] == f"错误{counts['error']}项，需说明{counts['explain']}项，提示{counts['hint']}项"
    assert lines[2].startswith("评了")
    assert f"独立{report.evaluated['independent']}，" in lines[2]
    assert len(lines) == 3 + len(report.findings)
    assert any("公开06表!" in line and "[错误]" in line and "448.00" in line for line in lines[3:])
    assert [line for line in lines[3:] if line.startswith("    ")] == [
        line for line in lines[3:] if "." in line.split()[0]
    ]


def test_answered_and_released(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    validate_file(book, now=NOW)
    answered(book, errors=False)
    code, told, _ = validate(book, capsys=capsys)
    assert (code, told.splitlines()[0]) == (1, "审核未通过")
    assert "（未处理0）" in told.splitlines()[1]
    assert "〔已说明：已经批复，不再改动〕" in told
    answered(book, errors=True)
    code, told, _ = validate(book, "--json", "-", capsys=capsys)
    shown = json.loads(told)
    assert (code, shown["verdict"]) == (0, "审核通过")
    assert {one["released_by"] for one in shown["findings"] if one["level"] == "error"} == {"王某某"}
    code, told, _ = validate(book, capsys=capsys)
    assert code == 0
    assert "〔已解除：已经批复，不再改动（王某某）〕" in told
    assert verdict_of(FileBook.open(book), FORM) == "审核通过"


def test_recalculating_takes_the_verdict_away(book: Path) -> None:
    validate_file(book, now=NOW)
    regenerate_file(book)
    assert verdict_of(FileBook.open(book), FORM) == "数据已变动，请重新审核"
    validate_file(book, now=NOW)
    assert verdict_of(FileBook.open(book), FORM) in list(Verdict)


def test_the_json_is_as_published(book: Path, tmp_path: Path) -> None:
    target = tmp_path / "结果.json"
    done = run("validate", book, "--json", target, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("审核未通过\n")
    shown = json.loads(target.read_text(encoding="utf-8"))
    assert list(shown) == ["verdict", "counts", "rules", "findings"]
    assert list(shown["counts"]) == ["error", "explain", "hint"]
    assert {"independent", "by_construction", "not_evaluated"} <= set(shown["rules"])
    wanted = {
        "rule",
        "level",
        "table",
        "cell",
        "title",
        "message",
        "expected",
        "actual",
        "difference",
        "remedy",
    }
    assert all(wanted <= set(one) for one in shown["findings"])
    first = next(one for one in shown["findings"] if one["difference"])
    assert first["cell"].startswith(f"{first['table']}!")
    assert first["level"] in ("error", "explain", "hint")


def test_one_table(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = validate_file(book, write=False)
    wanted = findings_on(report, table_of(FileBook.open(book), "6"))
    assert 0 < len(wanted) < len(report.findings)
    code, told, _ = validate(book, "--no-write", "--table", "公开06表", "--json", "-", capsys=capsys)
    shown = json.loads(told)
    assert (code, len(shown["findings"]), shown["counts"]) == (1, len(wanted), report.counts)
    code, told, _ = validate(book, "--no-write", "--table", "公开06表", capsys=capsys)
    assert told.splitlines()[3].startswith("公开06表：错误")
    assert len(told.splitlines()) == 4 + len(wanted)


def test_a_clean_book(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "b.xlsx"
    path.write_bytes(book_bytes(CLEAN))
    report = validate_file(path, now=NOW)
    code, told, error = validate(path, capsys=capsys)
    assert (code, error) == (0, "")
    assert told.splitlines()[0] == report.verdict
    assert report.counts["error"] == 0


REFUSED = [
    (["missing.xlsx"], "missing.xlsx"),
    (["决算.xlsx", "--table", "公开66表"], "没有表“公开66表”；请从这些中选一个：公开01表、"),
    (["决算.xlsx", "--json", "决算.xlsx"], "JSON 不能写到工作簿 决算.xlsx 自己上面"),
    (["决算.xlsx", "--json", "没有/结果.json"], "所在的文件夹"),
    ([], "没有写明工作簿（.xlsx）"),
]


@pytest.mark.parametrize(("arguments", "words"), REFUSED, ids=[" ".join(one[0]) for one in REFUSED])
def test_what_cannot_be_done(
    book: Path,
    arguments: list[str],
    words: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(book.parent)
    before = files(book.parent)
    code, told, error = validate(*arguments, capsys=capsys)
    assert (code, told, error.count("\n")) == (2, "", 1)
    assert words in error
    assert files(book.parent) == before


def test_a_format_without_a_place_for_results(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("juesuan.validate", "juesuan.audit.results"):
        monkeypatch.setattr(f"{module}.results_section", lambda *_: None)
    before = book.read_bytes()
    told: list[str] = []
    report = validate_file(book, tell=told.append)
    assert told == [NOT_HELD]
    assert report.findings
    assert book.read_bytes() == before


def test_a_sheet_that_is_gone_is_told(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    opened = FileBook.open(book)
    names = opened.package.read("xl/workbook.xml").replace("公开12表".encode(), "十二".encode())
    opened.package.write("xl/workbook.xml", names)
    opened.package.save(book)
    code, told, error = validate(book, capsys=capsys)
    assert (code, told, error.count("\n")) == (2, "", 1)
    assert "公开12表" in error
