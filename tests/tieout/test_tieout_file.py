"""文表核对 against a workbook: its figures are the truth, the report's own tables are compared with it cell by cell."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

from juesuan.findings import StructureError
from juesuan.narrate_file import narrate_file
from juesuan.regenerate import quiet
from juesuan.report_file import read_report, with_pages
from juesuan.tieout.compare_book import DIFFERS, MISSING
from juesuan.tieout.issue import Issue
from juesuan.tieout.places import Square, places_of
from juesuan.tieout.tieout import TiedOut
from juesuan.tieout_file import book_world, tie_out_file
from juesuan.tieout_mark import marked_name, write_marked
from tests.tieout.files import TITLE, report_docx
from tests.tieout.sound import sound_bytes

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    from openxml_audit import OpenXmlValidator

WHEN = datetime(2025, 8, 1, 9, 30)  # noqa: DTZ001 - the office's own clock
FORMATS = ("sichuan-2020", "sichuan-2024", "shanghai-2024")
AMOUNT = re.compile(r"<w:t[^>]*>([\d,]+\.\d\d)</w:t>")


@cache
def made(form: str, seed: int = 1) -> tuple[bytes, bytes]:
    """A narrated workbook and its Word report."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "决算.xlsx"
        book.write_bytes(sound_bytes(form, seed))
        narrate_file(book, now=WHEN)
        report, files, _ = read_report(book, WHEN, draft=True)
        return book.read_bytes(), with_pages(report, files, None, quiet)[0]


def changed(data: bytes, change: Callable[[str], str]) -> bytes:
    """A Word file with its text changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/document.xml":
                before = content.decode()
                content = change(before).encode()
                assert content.decode() != before
            new.writestr(name, content)
    return target.getvalue()


def put(folder: Path, form: str, change: Callable[[str], str] | None = None) -> tuple[Path, Path]:
    """A report (changed) and its workbook as files."""
    book, report = folder / "决算.xlsx", folder / "报告.docx"
    workbook, text = made(form)
    book.write_bytes(workbook)
    report.write_bytes(changed(text, change) if change else text)
    return report, book


def of_tables(done: TiedOut) -> list[Issue]:
    return [one for one in done.issues if one.rule in (DIFFERS, MISSING)]


@pytest.mark.parametrize("form", FORMATS)
def test_a_report_of_the_workbook_holds(form: str, tmp_path: Path) -> None:
    done = tie_out_file(*put(tmp_path, form))
    assert [one for one in done.issues if one.rule != "F06"] == []  # nobody filled in the duties of the unit
    assert done.own is not None
    assert len(done.own.recognised.figures) > 100
    assert done.coverage.counts["tied"] > 30


def test_a_printed_figure_that_differs_is_told_at_its_cell(tmp_path: Path) -> None:
    def change(text: str) -> str:
        found = [one for one in AMOUNT.finditer(text) if one[1] != "0.00"]
        last = found[len(found) // 2]
        return f"{text[: last.start(1)]}9,999,999.99{text[last.end(1) :]}"

    done = tie_out_file(*put(tmp_path, "sichuan-2020", change))
    (one,) = of_tables(done)
    assert (one.rule, one.actual) == (DIFFERS, "9,999,999.99万元")
    assert one.place in one.message
    assert one.expected in one.message
    place = places_of(done).of(one)
    assert isinstance(place, Square)
    assert place.exact
    assert place.table.rows[place.row][place.column] == "9,999,999.99"


def test_a_row_left_out_is_told_once(tmp_path: Path) -> None:
    code = ""

    def change(text: str) -> str:
        nonlocal code
        rows = list(re.finditer(r"<w:tr[ >](?:(?!</w:tr>).)*</w:tr>", text, re.DOTALL))
        for row in rows:
            cells = re.findall(r"<w:t[^>]*>([^<]*)</w:t>", row[0])
            if (
                cells
                and re.fullmatch(r"2\d{6}", cells[0])
                and any(re.fullmatch(r"[1-9][\d,]*\.\d\d", x) for x in cells)
            ):
                code = cells[0]
                return text[: row.start()] + text[row.end() :]
        raise AssertionError

    done = tie_out_file(*put(tmp_path, "sichuan-2020", change))
    (one,) = of_tables(done)
    assert (one.rule, one.cells[0].row) == (MISSING, code)
    assert "没有这一行" in one.message


def test_a_cell_left_blank_is_told(tmp_path: Path) -> None:
    def change(text: str) -> str:
        found = [one for one in AMOUNT.finditer(text) if one[1] != "0.00"]
        last = found[len(found) // 2]
        return text[: last.start(1)] + text[last.end(1) :]

    (one,) = of_tables(tie_out_file(*put(tmp_path, "sichuan-2020", change)))
    assert (one.rule, one.actual) == (MISSING, "")
    assert "这一格空着" in one.message


def test_the_budgets_of_the_workbook_are_known_by_stage(tmp_path: Path) -> None:
    _, book = put(tmp_path, "sichuan-2020")
    world = book_world(book)
    assert world.numbers is not None
    basis = world.numbers.accounts.info["budget_basis"]
    subjects = [one for one in world.budgets if one.startswith("items:")]
    assert subjects
    for subject in subjects:
        fact = world.numbers.facts.items[subject.split("|")[1]]
        told = {
            word: world.budget(subject, word) for word in ("", "年初预算为", "全年预算数为", "调整预算为")
        }
        chosen = fact.opening if basis == "年初预算数" else fact.full
        wanted = (chosen, fact.opening, fact.full, fact.full)
        assert [one and int(one.value * 1_000_000) for one in told.values()] == list(wanted)
        assert told[""] is None or basis in told[""].place


def test_a_budget_in_the_text_that_is_not_the_workbooks(tmp_path: Path) -> None:
    def change(text: str) -> str:
        return re.sub(r"((?:年初|全年)预算数?为(?:<[^>]*>)*)[\d,]+\.\d\d", r"\g<1>7654321.09", text, count=1)

    done = tie_out_file(*put(tmp_path, "shanghai-2024", change))
    assert any(one.actual == "7654321.09万元" and "预算数" in one.message for one in done.issues)


def test_another_year_is_refused(tmp_path: Path) -> None:
    _, book = put(tmp_path, "sichuan-2020")
    report = tmp_path / "别的.docx"
    report.write_bytes(report_docx())
    with pytest.raises(StructureError, match=r"2024年度的报告.*2020年度的，没有核对") as error:
        tie_out_file(report, book)
    assert error.value.name == "other-year"


def test_another_unit_and_missing_tables_are_noted(tmp_path: Path) -> None:
    _, book = put(tmp_path, "sichuan-2024")
    report = tmp_path / "别的.docx"
    report.write_bytes(report_docx())
    notes = tie_out_file(report, book).document.notes
    assert TITLE.startswith("某市水务局")
    assert "报告里没有找到附表，附表没有与工作簿逐格核对。" in notes


def test_a_workbook_that_is_not_there(tmp_path: Path) -> None:
    report, _ = put(tmp_path, "sichuan-2020")
    with pytest.raises(StructureError, match="没有找到工作簿"):
        tie_out_file(report, tmp_path / "没有.xlsx")


def test_steps_are_told(tmp_path: Path) -> None:
    told: list[str] = []
    tie_out_file(*put(tmp_path, "sichuan-2020"), progress=told.append)
    assert told == ["读取报告", "读取工作簿", "核对文字", "核对附表"]


# The marked copy as a file


def test_a_copy_never_takes_a_name_that_is_taken(tmp_path: Path) -> None:
    report = tmp_path / "报告.docx"
    assert marked_name(report).name == "报告（核对）.docx"
    (tmp_path / "报告（核对）.docx").touch()
    assert marked_name(report).name == "报告（核对2）.docx"
    assert marked_name(tmp_path / "报告（核对）.docx").name == "报告（核对2）.docx"


def test_the_marked_report_is_a_file_of_its_own(tmp_path: Path) -> None:
    report, book = put(tmp_path, "sichuan-2020", lambda text: AMOUNT.sub("<w:t>8.88</w:t>", text, count=1))
    before = report.read_bytes()
    done = tie_out_file(report, book)
    write_marked(report, done, tmp_path / "标注.docx", now=WHEN)
    assert report.read_bytes() == before
    assert tie_out_file(tmp_path / "标注.docx", book).issues == done.issues
    assert [str(one) for one in OpenXmlValidator().validate(str(tmp_path / "标注.docx")).errors] == []


@pytest.mark.parametrize(("target", "why"), [("报告.docx", "自己上面"), ("标注.pdf", "扩展名与报告不同")])
def test_where_a_marked_copy_cannot_go(target: str, why: str, tmp_path: Path) -> None:
    report, _ = put(tmp_path, "sichuan-2020")
    done = tie_out_file(report)
    with pytest.raises(StructureError, match=why):
        write_marked(report, done, tmp_path / target)
