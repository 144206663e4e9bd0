"""Reports of other books than the sample: every format, tables to the digit, empty parts, attachments, wide tables."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from openpyxl import load_workbook

from juesuan.narrate_file import narrate_file
from juesuan.regenerate import new_book
from juesuan.spec import load_format
from juesuan.spec.model import Table
from tests.books import book_bytes, generated_accounts
from tests.report.books import WHEN, report, sample_book
from tests.report.reader import Block, W, Word, cell_text
from tests.report.test_form import check_tables, faults, small_file
from tests.report.test_tied import HEADER_TOP, printed, shown_rows

BOOKS = ("sichuan-2020:exact:7", "sichuan-2024:rounded:5", "shanghai-2024:exact:7")


@cache
def made(name: str) -> tuple[Word, bytes, list[str]]:
    """The report of a book, the book, and what is wrong with the document."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "决算.xlsx"
        path.write_bytes(book_bytes(name))
        narrate_file(path, now=WHEN)
        word, done = report(path, draft=True)
        return word, path.read_bytes(), faults(done.docx)


def tables_of(name: str) -> list[Table]:
    return list(load_format(name.split(":", maxsplit=1)[0]))


def blocks_of(word: Word, table: Table) -> list[Block]:
    """The native tables below the title of an official table, up to the next title."""
    titles = [n for n, one in enumerate(word.blocks) if one.style in ("Heading1", "Heading2")]
    own = f"、{table.title}"
    at = next(n for n in titles if word.blocks[n].text.partition("（此表")[0].endswith(own))
    end = next((n for n in titles if n > at), len(word.blocks))
    return [one for one in word.blocks[at:end] if one.rows]


def as_printed(cell: Any, zero: str) -> str:
    text = printed(cell)
    return zero if not text and "0.00" in cell.number_format and cell.value == 0 else text


@pytest.mark.parametrize("name", BOOKS)
def test_the_document_is_valid_and_within_its_pages(name: str) -> None:
    word, _, wrong = made(name)
    assert wrong == []
    check_tables(word)


@pytest.mark.parametrize("name", BOOKS)
def test_every_table_is_to_the_digit_that_of_its_sheet(name: str) -> None:
    word, data, _ = made(name)
    book = load_workbook(io.BytesIO(data), data_only=True)
    form = load_format(name.split(":", maxsplit=1)[0])
    zero = "0.00" if form.zero == "0.00" else ""
    for table in tables_of(name):
        if table.page.column_blocks:
            continue
        rows = shown_rows(book[table.sheet], table.footnote)
        expected = [text for row in rows for text in (as_printed(cell, zero) for cell in row) if text]
        (found,) = blocks_of(word, table)
        assert [text for row in found.rows[1:] for text in row if text] == expected, table.sheet


@pytest.mark.parametrize("name", BOOKS)
def test_number_unit_year_and_unit_of_amounts_are_those_of_the_sheet(name: str) -> None:
    word, data, _ = made(name)
    book = load_workbook(io.BytesIO(data), data_only=True)
    for table in tables_of(name):
        above = book[table.sheet].iter_rows(min_row=2, max_row=HEADER_TOP - 1, values_only=True)
        expected = {str(one) for row in above for one in row if one}
        assert any(one.endswith("万元") for one in expected)
        for block in blocks_of(word, table):
            assert {one for one in re.split(r"[\t\n]", block.rows[0][0] or "") if one} == expected


@pytest.mark.parametrize("name", BOOKS)
def test_amounts_stand_at_the_right_and_texts_do_not(name: str) -> None:
    word = made(name)[0]
    seen = 0
    for cell in (
        one for table in tables_of(name) for block in blocks_of(word, table) for one in cells(block)
    ):
        text = cell_text(cell) or ""
        align = cell.find(f"{W}p/{W}pPr/{W}jc").get(f"{W}val")
        amount = re.fullmatch(r"-?[\d,]+\.\d\d", text) is not None
        assert not text or (align == "right") == amount, text
        assert not amount or re.fullmatch(r"-?\d{1,3}(,\d{3})*\.\d\d", text), "thousands are parted"
        seen += amount
    assert seen > 100


def cells(block: Block) -> Iterator[Any]:
    """Yield the cells below the line above the table."""
    for row in block.element.findall(f"{W}tr")[1:]:
        yield from row.findall(f"{W}tc")


def headed(block: Block) -> list[tuple[str, ...]]:
    """The labels above each column of a wide table: the header's rows, spans laid out."""
    depth = next(n for n, row in enumerate(block.rows) if row[0] == "栏次")
    lines: list[list[str]] = []
    for row in block.element.findall(f"{W}tr")[1:depth]:
        line: list[str] = []
        for cell in row.findall(f"{W}tc"):
            span = cell.find(f"{W}tcPr/{W}gridSpan")
            text = "".join(one.text or "" for one in cell.iter(f"{W}t"))
            line += [text] * (int(span.get(f"{W}val")) if span is not None else 1)
        lines.append(line)
    return [tuple(dict.fromkeys(filter(None, one))) for one in zip(*lines, strict=True)]


@pytest.mark.parametrize("name", [BOOKS[0], BOOKS[1]])
def test_the_labels_of_a_wide_table_stand_above_their_columns(name: str) -> None:
    wide = next(one for one in tables_of(name) if one.page.column_blocks)
    labels = {one.number: one.labels[-1].replace("\n", "") for one in wide.panels[0].amounts}
    found: dict[str, str] = {}
    for block in blocks_of(made(name)[0], wide):
        numbers = next(row for row in block.rows if row[0] == "栏次")[1:]
        above = headed(block)[-len(numbers) :]
        assert len(headed(block)) == len(numbers) + 2
        found.update({str(n): one[-1] for n, one in zip(numbers, above, strict=True)})
    assert found == labels


def test_low_blocks_of_a_wide_table_stand_on_a_page_together(tmp_path: Path) -> None:
    found = generated_accounts("sichuan-2020", 3, exact=True, codes=2)
    path = tmp_path / "决算.xlsx"
    path.write_bytes(new_book(found.format, found))
    narrate_file(path, now=WHEN)
    word, done = report(path, draft=True)
    assert faults(done.docx) == []
    wide = next(one for one in found.format if one.page.column_blocks)
    blocks = blocks_of(word, wide)
    order = list(word.body)
    between = [order[order.index(one.element) - 1] for one in blocks[1:]]
    begins = [one.find(f"{W}pPr/{W}pageBreakBefore") is not None for one in between]
    assert len(blocks) > 4
    assert begins.count(False) >= len(begins) / 2
    for block in blocks:
        kept = [row.find(f".//{W}keepNext") is not None for row in block.element.findall(f"{W}tr")]
        assert kept == [True] * (len(kept) - 1) + [False]


def test_no_page_is_spent_on_one_column() -> None:
    for name in (BOOKS[0], BOOKS[1]):
        wide = next(one for one in tables_of(name) if one.page.column_blocks)
        numbers = [
            next(row for row in one.rows if row[0] == "栏次") for one in blocks_of(made(name)[0], wide)
        ]
        assert all(len(row) > 3 for row in numbers), name


# Parts and attachments with nothing in them


def after(word: Word, text: str) -> Block:
    at = next(
        n for n, one in enumerate(word.blocks) if one.text.endswith(text) and one.style.startswith("Heading")
    )
    return word.blocks[at + 1]


def test_a_part_with_nothing_in_it_says_so() -> None:
    word = made(BOOKS[0])[0]
    assert (after(word, "　附件").style, after(word, "　附件").text) == ("BodyText", "无。")
    assert word.texts("BodyText").count("无。") == 1
    assert "无。" not in made(BOOKS[2])[0].texts("BodyText")


def test_each_attachment_begins_a_page_and_an_empty_one_is_marked(tmp_path: Path) -> None:
    (tmp_path / "评价.docx").write_bytes(small_file())
    rows = [
        {"number": 1, "title": "甲报告", "text": "正文一段。"},
        {"number": 2, "title": "乙报告", "file": "评价.docx"},
        {"number": 3, "title": "丙报告"},
    ]
    word, _ = report(sample_book(tmp_path, {"attachments": rows}, instead=True), draft=True)
    titles = [one for one in word.blocks if one.style == "Heading2" and one.text.startswith("附件")]
    assert [one.text[-3:] for one in titles] == ["甲报告", "乙报告", "丙报告"]
    begins = [one.element.find(f"{W}pPr/{W}pageBreakBefore") is not None for one in titles]
    assert begins == [False, True, True], "the first one stands below the title of the part"
    assert after(word, "丙报告").text == "【待填写：请在“附件”写出这个附件的正文，或者要插入的 Word 文件。】"
    assert after(word, "丙报告").element.find(f".//{W}highlight") is not None
    assert sum("写出这个附件的正文" in one for one in word.texts("BodyText")) == 1


# Lines


def test_an_amount_keeps_its_unit_and_no_line_begins_with_what_closes() -> None:
    rules = made(BOOKS[0])[0].part("word/settings.xml")
    first = rules.find(f"{W}noLineBreaksBefore")
    last = rules.find(f"{W}noLineBreaksAfter")
    assert first.get(f"{W}lang") == last.get(f"{W}lang") == "zh-CN"
    assert set("，。、；：？！”’）》】%％万元年") <= set(first.get(f"{W}val"))
    assert set("“‘（《【") <= set(last.get(f"{W}val"))
    assert len(first.get(f"{W}val")) <= 100, "Word keeps no more"
