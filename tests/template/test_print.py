"""Printed pages of a workbook: columns that do not fit onto one page go on whole, never one by itself."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from juesuan.book.layout import Layout
from juesuan.spec.load import load_format
from juesuan.template.styles import Frame
from tests.books import book_bytes
from tests.office import convert, needs_office

BOOKS = {
    "sichuan-2020": "panzhihua-2020",
    "sichuan-2024": "sichuan-2024:exact:7",
    "shanghai-2024": "putuo-2024",
}


@pytest.mark.office
@needs_office
def test_each_block_of_columns_is_one_page(tmp_path: Path) -> None:
    for key, name in BOOKS.items():
        (tmp_path / f"{key}.xlsx").write_bytes(book_bytes(name))
    convert(sorted(tmp_path.glob("*.xlsx")), "pdf", tmp_path)
    found = {}
    for key in BOOKS:
        command = ["pdftotext", "-layout", str(tmp_path / f"{key}.pdf"), "-"]
        text = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout
        pages = [page.split("\n", 1)[0].replace(" ", "") for page in text.split("\f")]
        for table in load_format(key):
            if table.page.column_blocks:
                blocks = len(Frame(Layout(load_format(key))[table.key]).blocks)
                found[key] = (pages.count(table.title), blocks)
    assert found == {"sichuan-2020": (9, 9), "sichuan-2024": (9, 9)}
