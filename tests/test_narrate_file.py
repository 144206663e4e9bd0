"""变动分析 and 更新情况说明 of a workbook file: what is written, what is refused, what is left alone; and from the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

import pytest

from juesuan.book.accounts import Accounts
from juesuan.book.file import FileBook
from juesuan.findings import FindingsError, StructureError
from juesuan.narrate_file import Done, analyse_file, narrate_file
from juesuan.regenerate import new_book
from juesuan.spec import load_format
from juesuan.spec.load import FORMATS_VARIABLE
from tests import third
from tests.book.test_read_rows import changed, reads_well
from tests.books import book_bytes
from tests.narrative.report import Report
from tests.test_cli import files, run

SAMPLE = "panzhihua-2020"
WHEN = datetime(2021, 3, 1, 9, 30)  # noqa: DTZ001 - the office's own clock
ACTIONS: Mapping[str, Callable[..., Done]] = {"analyse": analyse_file, "narrate": narrate_file}
LAKE = {
    "format.yaml": third.FORMAT,
    "table-summary.yaml": third.SUMMARY,
    "table-activity.yaml": third.ACTIVITY,
    "table-projects.yaml": third.PROJECTS,
    "activity.csv": third.CODES,
}
both = pytest.mark.parametrize("name", ACTIONS)

BAD: Mapping[str, tuple[str, str, str]] = {
    "变动原因!D6": ("约1221", "bad-amount", "“约1221”不是金额"),
    "预算数!D6": ("4233.54万元", "bad-amount", "带有单位"),
    "其他重要事项!C26": ("57.5", "bad-count", "“57.5”不是数量"),
    "绩效!B6": ("#REF!", "bad-amount", "错误值 #REF!"),
    "公开06表!E12": ("待定", "bad-amount", "“待定”不是金额"),
}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "决算.xlsx"
    path.write_bytes(book_bytes(SAMPLE))
    return path


def altered(path: Path, cells: Mapping[str, str | float]) -> bytes:
    """Change cells of a file; return it as it is then."""
    path.write_bytes(changed(path.read_bytes(), cells))
    return path.read_bytes()


def log(path: Path, action: str) -> list[list[object]]:
    return [
        list(row) for row in FileBook.open(path).grid("操作记录").rows if len(row) > 1 and row[1] == action
    ]


# what is written


def test_the_analysis_is_written_and_no_text(book: Path) -> None:
    done = analyse_file(book, now=WHEN)
    assert done.written
    report = Report(book.read_bytes())
    assert report.line("total")["本年数"] == 8414.2
    assert not any(one.generated for one in report.paragraphs)
    assert [row[0] for row in log(book, "变动分析")] == ["2021-03-01 09:30:00"]


def test_the_report_is_written_with_the_analysis(book: Path) -> None:
    done = narrate_file(book, now=WHEN)
    assert done.written
    report = Report(book.read_bytes())
    assert report.line("total")["增减率（%）"] == -13.85
    assert "下降13.85%" in report["total"].generated
    assert len(report.paragraphs) == len(done.narrated.rows) > 120
    assert len(log(book, "更新情况说明")) == done.narrated.changed


@both
def test_a_second_time_the_file_is_not_touched(name: str, book: Path) -> None:
    ACTIONS[name](book, now=WHEN)
    before, stamp = book.read_bytes(), book.stat().st_mtime_ns
    done = ACTIONS[name](book)
    assert not done.written
    assert (book.read_bytes(), book.stat().st_mtime_ns) == (before, stamp)


def test_the_tables_are_recomputed_first(book: Path) -> None:
    altered(book, {"公开06表!E12": 448})
    done = narrate_file(book, now=WHEN)
    assert {one.sheet for one in done.recomputed} >= {"公开06表", "公开03表"}
    assert "支出决算为448.00万元" in Report(book.read_bytes())["item.2040219"].generated
    assert FileBook.open(book).grid("公开06表").value(7, 3) == 8070.77


def test_only_what_changes_is_written_the_next_time(book: Path) -> None:
    narrate_file(book, now=WHEN)
    altered(book, {"其他重要事项!C26": 58})
    done = narrate_file(book, now=WHEN)
    changed_keys = {one.written.key for one in done.narrated.rows if "58辆" in one.written.text}
    assert changed_keys == {"car.purchase", "assets"}
    assert done.narrated.changed == 2
    assert [row[4] for row in log(book, "更新情况说明")[-2:]] == ["第二部分 七（二）", "第二部分 十（三）"]


def test_what_people_typed_is_as_it_was(book: Path) -> None:
    sheets = ("封面", "预算数", "变动原因", "其他重要事项", "绩效", "附件", "上年数", "公开06表")
    before = {name: FileBook.open(book).grid(name).rows for name in sheets}
    narrate_file(book, now=WHEN)
    assert {name: FileBook.open(book).grid(name).rows for name in sheets} == before


# what is refused


@both
@pytest.mark.parametrize("cell", BAD)
def test_a_cell_that_cannot_be_read_refuses_everything(name: str, cell: str, book: Path) -> None:
    value, rule, words = BAD[cell]
    before = altered(book, {cell: value})
    with pytest.raises(FindingsError) as error:
        ACTIONS[name](book)
    (finding,) = error.value.findings
    assert (finding.rule, finding.place) == (rule, cell)
    assert words in finding.message
    reads_well(finding)
    assert book.read_bytes() == before


def test_all_mistakes_are_told_at_once(book: Path) -> None:
    altered(book, {cell: value for cell, (value, _, _) in BAD.items() if not cell.startswith("公开")})
    with pytest.raises(FindingsError) as error:
        narrate_file(book)
    assert {one.place for one in error.value.findings} == {
        cell for cell in BAD if not cell.startswith("公开")
    }


@pytest.fixture
def lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A book of a format that has tables and nothing to say about them."""
    folder = tmp_path / "formats" / third.KEY
    folder.mkdir(parents=True)
    for name, text in LAKE.items():
        (folder / name).write_text(text, encoding="utf-8")
    monkeypatch.setenv(FORMATS_VARIABLE, str(tmp_path / "formats"))
    form = load_format(third.KEY)
    path = tmp_path / "湖.xlsx"
    path.write_bytes(new_book(form, Accounts(form, info={"unit_name": "湖区管理站", "year": "2031"})))
    return path


@both
def test_a_format_without_a_narrative(name: str, lake: Path) -> None:
    before = lake.read_bytes()
    with pytest.raises(StructureError, match="没有分析和情况说明的内容"):
        ACTIONS[name](lake)
    assert lake.read_bytes() == before


@both
@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04 torn"])
def test_what_is_no_workbook(name: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    with pytest.raises(StructureError):
        ACTIONS[name](path)
    assert path.read_bytes() == content


# from the command line


@both
def test_done(name: str, book: Path) -> None:
    first = run(name, book, cwd=book.parent)
    assert (first.returncode, first.stderr) == (0, "")
    assert "收入支出总计减少1,352.84万元，其中已说明-1,465.87万元，未说明113.03万元" in first.stdout
    before = files(book.parent)
    again = run(name, book, cwd=book.parent)
    assert again.returncode == 0
    assert files(book.parent) == before
    assert list(before) == ["决算.xlsx"]


def test_what_is_to_be_done_is_told(book: Path) -> None:
    run("narrate", book, cwd=book.parent)
    row = Report(book.read_bytes())["total"].row
    altered(book, {f"情况说明!D{row}": "总计9000.00万元，收、支总计均为8414.20万元。", "公开06表!E12": 348.5})
    altered(
        book, {f"情况说明!D{Report(book.read_bytes())['item.2040219'].row}": "信息化建设支出348.00万元。"}
    )
    told = run("narrate", book, cwd=book.parent).stdout
    assert "第二部分 五（三）：自写的文字有数不符：348.00应为348.50。" in told
    assert "“预算数”没有填写，没有算完成率：“三公”经费支出" in told
    assert "“上年数”没有下列指标的上年数，没有作比较：" in told
    for line in told.splitlines():
        assert line.endswith(("。", "）。")), line
        assert "None" not in line


@both
def test_findings_are_listed_and_nothing_is_written(name: str, book: Path) -> None:
    altered(book, {"变动原因!D6": "约1221", "变动原因!D7": "-"})
    before = files(book.parent)
    done = run(name, book, cwd=book.parent)
    assert done.returncode == 1
    assert "变动原因!D6" in done.stdout
    assert "变动原因!D7" in done.stdout
    assert done.stderr == "共2项，没有写入任何改动。\n"
    assert files(book.parent) == before


@both
def test_one_clear_line_about_a_format_without_a_narrative(name: str, lake: Path) -> None:
    before = lake.read_bytes()
    done = run(name, lake, cwd=lake.parent, **{FORMATS_VARIABLE: str(lake.parent / "formats")})
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert "湖区管理站2031年度决算" in done.stderr
    assert lake.read_bytes() == before


@both
def test_a_file_that_is_not_there(name: str, tmp_path: Path) -> None:
    done = run(name, "没有.xlsx", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert files(tmp_path) == {}
