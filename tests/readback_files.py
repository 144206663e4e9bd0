"""Narrated workbooks with their Word reports, and hands that edit the reports: in the XML, or with Writer."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from juesuan.book.file import FileBook
from juesuan.book.identity import format_of, read_identity
from juesuan.narrate_file import narrate_file
from juesuan.narrative.sheet import Standing, paragraphs_section, read_paragraphs
from juesuan.report.attach import Attachments
from juesuan.report.document import DOCUMENT, build
from juesuan.report_file import read_report
from juesuan.tieout.read_docx import W, read_docx
from tests.report.books import sample_bytes
from tests.tieout.sound import sound_bytes

WHEN = datetime(2025, 8, 1, 9, 30)  # noqa: DTZ001 - the office's own clock
SEEDS = tuple((form, seed) for form in ("sichuan-2020", "sichuan-2024", "shanghai-2024") for seed in range(4))
SAMPLE = ("panzhihua-2020", 0)
Name = tuple[str, int]


@cache
def narrated(name: Name) -> tuple[bytes, bytes]:
    """A workbook with its texts, and the report made of it."""
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "决算.xlsx"
        book.write_bytes(sample_bytes() if name == SAMPLE else sound_bytes(*name))
        narrate_file(book, now=WHEN)
        return book.read_bytes(), report_of(book)


def report_of(book: Path) -> bytes:
    """The Word report of a workbook as it stands, without page numbers in its contents."""
    report, files, _ = read_report(book, WHEN, draft=True)
    return build(report, Attachments(DOCUMENT, files))[0]


def on_disk(folder: Path, name: Name) -> tuple[Path, Path]:
    book, report = folder / "决算.xlsx", folder / "定稿.docx"
    book.write_bytes(narrated(name)[0])
    report.write_bytes(narrated(name)[1])
    return book, report


def standing(book: Path) -> list[Standing]:
    source = FileBook.open(book)
    section = paragraphs_section(source, format_of(read_identity(source)))
    assert section is not None
    return read_paragraphs(source, section)


def owns(book: Path) -> dict[str, str]:
    """The own texts by key; those of added paragraphs by the key above and their number."""
    found: dict[str, str] = {}
    above, count = "", 0
    for one in standing(book):
        above, count = (one.key, 0) if one.key else (above, count + 1)
        if one.own:
            found[one.key or f"{above}+{count}"] = one.own
    return found


def paragraphs(path: Path) -> list[str]:
    """The paragraphs of a Word file outside tables, blank ones left out."""
    return [one.text.strip() for one in read_docx(path).paragraphs if one.text.strip()]


def edit(report: Path, change: Callable[[list[Any]], None]) -> None:
    """Let somebody change the paragraphs of the body, in place."""
    source = zipfile.ZipFile(io.BytesIO(report.read_bytes()))
    parts = {name: source.read(name) for name in source.namelist()}
    root = etree.fromstring(parts[DOCUMENT])
    body = root.find(f"{W}body")
    assert body is not None
    change(body.findall(f"{W}p"))
    parts[DOCUMENT] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    with zipfile.ZipFile(report, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in parts.items():
            target.writestr(name, data)


def text_of(paragraph: Any) -> str:
    return "".join(one.text or "" for one in paragraph.iter(f"{W}t"))


def put_text(paragraph: Any, text: str) -> None:
    """Give a paragraph another text, in its first run."""
    texts = list(paragraph.iter(f"{W}t"))
    texts[0].text = text
    for one in texts[1:]:
        one.text = ""


def replaced(report: Path, texts: Mapping[str, str]) -> None:
    """Replace whole paragraphs of the report's text (the last of equal ones: the contents come first)."""

    def change(found: list[Any]) -> None:
        for old, new in texts.items():
            put_text([one for one in found if text_of(one) == old][-1], new)

    edit(report, change)
