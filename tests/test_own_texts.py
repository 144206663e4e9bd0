"""Own texts at every audit: what the checks of 文表核对 find in them is told once, at their cell, and sound ones stay quiet."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from juesuan.book.file import FileBook
from juesuan.book.identity import format_of, read_identity
from juesuan.book.sheetpart import Content
from juesuan.findings import Finding, Level
from juesuan.narrate_check import text_findings
from juesuan.narrative.sheet import Standing, paragraphs_section, read_paragraphs
from juesuan.own_texts import own_text_issues
from juesuan.template.reading import read
from juesuan.validate import validate_file
from tests.readback_files import SAMPLE, SEEDS, WHEN, Name, narrated

Make = Callable[[Standing], str | None]
REWORDED = ("据统计，{}", "{}以上数据取自决算报表。", "经核对，{}特此说明。")
RATE = re.compile(r"(增加|减少)([\d,.]+万元)，(增长|下降)")


def with_owns(name: Name, make: Make) -> tuple[FileBook, dict[str, int]]:
    """A workbook in which a person rewrote paragraphs; the rows by key."""
    book = FileBook.from_bytes(narrated(name)[0])
    section = paragraphs_section(book, format_of(read_identity(book)))
    assert section is not None
    part, rows = book.part(section.sheet), {}
    for one in read_paragraphs(book, section):
        text = make(one)
        if text is not None and text != one.generated:
            at = (one.row, section.column("own"))
            part.set_cell(*at, Content(text), part.style(*at))
            rows[one.key] = one.row
    return FileBook.from_bytes(book.to_bytes()), rows


def told(book: FileBook) -> list[Finding]:
    return [one for one in text_findings(book, read(book)) if one.rule.startswith("own-text")]


def only(key: str, change: Callable[[str], str]) -> Make:
    return lambda one: change(one.generated) if one.key == key else None


def long_key(name: Name, pattern: re.Pattern[str]) -> str:
    book = FileBook.from_bytes(narrated(name)[0])
    section = paragraphs_section(book, format_of(read_identity(book)))
    assert section is not None
    return next(
        one.key for one in read_paragraphs(book, section) if one.figures and pattern.search(one.generated)
    )


@pytest.mark.parametrize("name", [SAMPLE, *SEEDS])
@pytest.mark.parametrize("words", REWORDED)
def test_reworded_paragraphs_raise_no_alarm(words: str, name: Name) -> None:
    book, rows = with_owns(
        name, lambda one: words.format(one.generated) if one.figures and len(one.generated) > 50 else None
    )
    assert len(rows) > 15
    assert {one.rule for one in told(book)} <= {"own-text-untied"}


@pytest.mark.parametrize("name", [SAMPLE, *SEEDS])
def test_a_turned_direction_is_an_error_at_its_cell(name: Name) -> None:
    key = long_key(name, RATE)

    def turned(text: str) -> str:
        return RATE.sub(
            lambda one: f"{'减少' if one[1] == '增加' else '增加'}{one[2]}，{one[3]}", text, count=1
        )

    book, rows = with_owns(name, only(key, turned))
    found = [one for one in told(book) if one.level is Level.ERROR]
    assert found
    assert {(one.sheet, one.cell) for one in found} == {("情况说明", f"D{rows[key]}")}
    assert all(one.rule.startswith("own-text-") and one.cells == (f"text.{key}",) for one in found)


@pytest.mark.parametrize(
    ("added", "rule", "level"),
    [
        ("与上年相比增加（减少）的主要原因是项目增加。", "own-text-F06", Level.ERROR),
        ("原因是XXX。", "own-text-F06", Level.ERROR),
    ],
)
def test_what_was_left_of_a_template_is_told(added: str, rule: str, level: Level) -> None:
    key = long_key(SEEDS[0], RATE)
    book, rows = with_owns(SEEDS[0], only(key, lambda text: text + added))
    assert [(one.rule, one.level, one.cell) for one in told(book) if one.rule != "own-text-untied"] == [
        (rule, level, f"D{rows[key]}")
    ]


@pytest.mark.parametrize("name", SEEDS[:6])
def test_a_figure_that_is_off_is_told_once(name: Name) -> None:
    """The number is bound to its figure: what would be calculated with it waits until it is mended."""
    key = long_key(name, RATE)
    book, _ = with_owns(
        name, only(key, lambda text: RATE.sub(lambda one: f"{one[1]}1{one[2]}，{one[3]}", text, count=1))
    )
    assert [one.rule for one in told(book)] == ["own-text"]


INCOME = re.compile(r"本年收入合计[\d,.]+万元")


@pytest.mark.parametrize("name", [SAMPLE, SEEDS[0], SEEDS[4]])
def test_a_figure_of_another_paragraph_is_checked_too(name: Name) -> None:
    """It repeats no figure of its own paragraph: only 文表核对 knows it."""
    key, source = long_key(name, RATE), long_key(name, INCOME)
    assert key != source
    texts: dict[str, str] = {}
    with_owns(name, lambda one: texts.setdefault(one.key, one.generated) and None)
    said = INCOME.search(texts[source])
    assert said is not None
    right, _ = with_owns(name, only(key, lambda text: f"{text}{said[0]}。"))
    assert key not in _keys(told(right))
    digit = "8" if said[0][-3] != "8" else "3"
    wrong, _ = with_owns(name, only(key, lambda text: f"{text}{said[0][:-3]}{digit}万元。"))
    assert [one.level for one in told(wrong) if one.cells == (f"text.{key}",)] == [Level.ERROR]


def _keys(findings: list[Finding]) -> set[str]:
    return {one.removeprefix("text.") for finding in findings for one in finding.cells}


def test_without_own_texts_nothing_is_loaded_and_nothing_is_said() -> None:
    book = FileBook.from_bytes(narrated(SEEDS[0])[0])
    assert own_text_issues(book, read(book)) == []


def test_the_function_alone_gives_what_the_audit_tells(tmp_path: Path) -> None:
    key = long_key(SEEDS[1], RATE)
    book, rows = with_owns(SEEDS[1], only(key, lambda text: f"{text}原因是XXX。"))
    alone = own_text_issues(book, read(book))
    assert [one.rule for one in alone] == ["own-text-F06"]
    path = tmp_path / "决算.xlsx"
    path.write_bytes(book.to_bytes())
    report = validate_file(path, now=WHEN)
    assert [one for one in report.findings if one.rule == "own-text-F06"] == alone
    assert any("XXX" in str(row) for row in FileBook.open(path).grid("审核结果").rows)
    assert alone[0].cell == f"D{rows[key]}"


def test_the_checks_load_no_reader_of_pdf() -> None:
    code = (
        "import sys, juesuan.narrate_check as n\n"
        "assert not [m for m in sys.modules if m.startswith('juesuan.tieout')]\n"
        "import juesuan.own_texts\n"
        "print([m for m in ('pdfplumber', 'pdfminer', 'pandas', 'docx', 'rich') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
