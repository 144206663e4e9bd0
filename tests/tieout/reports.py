"""Reports for the tests: made-up accounts as Word files of the project, read back."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

from juesuan.narrate_file import narrate_file
from juesuan.report.attach import Attachments
from juesuan.report.document import DOCUMENT, build
from juesuan.report_file import read_report
from juesuan.tieout.document import Document, Paragraph
from juesuan.tieout.read import read_report_file
from juesuan.tieout.world import World
from juesuan.tieout_file import book_world
from tests.tieout.sound import sound_bytes

WHEN = datetime(2025, 8, 1, 9, 30)  # noqa: DTZ001 - the office's own clock
FORMATS = ("sichuan-2020", "sichuan-2024", "shanghai-2024")


@cache
def narrated_bytes(form: str, seed: int) -> bytes:
    """The workbook of a made-up book after 更新情况说明."""
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "决算.xlsx"
        book.write_bytes(sound_bytes(form, seed))
        narrate_file(book, now=WHEN)
        return book.read_bytes()


@cache
def world_of_book(form: str, seed: int) -> World:
    """What the workbook knows: last year and the budgets as well."""
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "决算.xlsx"
        book.write_bytes(narrated_bytes(form, seed))
        return book_world(book)


@cache
def report_bytes(form: str, seed: int) -> bytes:
    """The Word report of a made-up book, without page numbers in its contents."""
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "决算.xlsx"
        book.write_bytes(narrated_bytes(form, seed))
        report, files, _ = read_report(book, WHEN, draft=True)
        return build(report, Attachments(DOCUMENT, files))[0]


@cache
def report_document(form: str, seed: int) -> Document:
    """The report read back, without the paragraphs that only a person can write."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "报告.docx"
        path.write_bytes(report_bytes(form, seed))
        document = read_report_file(path)
    blocks = [one for one in document.blocks if not isinstance(one, Paragraph) or "【待填写" not in one.text]
    return replace(document, blocks=tuple(blocks))


def with_text(document: Document, block: int, text: str) -> Document:
    """The document with the text of one block replaced."""
    paragraph = document.blocks[block]
    assert isinstance(paragraph, Paragraph)
    blocks = list(document.blocks)
    blocks[block] = replace(paragraph, text=text)
    return replace(document, blocks=tuple(blocks))
