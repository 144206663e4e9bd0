"""The figures in a real LibreOffice: a button, saving and reopening leave them bound to their rows."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from juesuan import buttons
from juesuan.book.chart_blocks import AMOUNT, LABEL, chart_blocks
from juesuan.spec import load_format
from tests.books import book_bytes
from tests.office import needs_office
from tests.test_live import add_a_code, typing

pytestmark = [pytest.mark.office, needs_office]

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
FORMAT = "sichuan-2020"


def bound(book: Any) -> list[tuple[int, int]]:
    """First and last row of what each chart on 图表 draws; all stand on 分析."""
    found = []
    charts = book.sheets["图表"].api.getCharts()
    for name in charts.getElementNames():
        for one in charts.getByName(name).getRanges():
            assert book.sheets[one.Sheet].name == "分析"
            assert (one.StartColumn, one.EndColumn) == (0, 1)
            found.append((one.StartRow + 1, one.EndRow + 1))
    return found


def test_charts_survive_a_button_saving_and_reopening(app: Any, tmp_path: Path) -> None:
    path = tmp_path / "决算.xlsx"
    path.write_bytes(book_bytes("panzhihua-2020"))
    blocks = chart_blocks(load_format(FORMAT))
    wanted = [(block.first, block.first + block.drawn - 1) for block in blocks]
    book = app.books.open(str(path))
    assert bound(book) == wanted
    typing(book.sheets["公开06表"], add_a_code)
    assert "增加科目行" in buttons.regenerate(book).text
    pie = blocks[1]
    book.sheets["分析"].range((pie.first, 1)).value = [["甲 60.00%", 60], ["乙 40.00%", 40]]
    assert bound(book) == wanted
    book.save()
    book.close()
    book = app.books.open(str(path))
    try:
        assert bound(book) == wanted
        remarks = [one for row in book.sheets["图表"].range("B4:D60").value for one in row if one]
        assert not any(str(one).startswith(pie.label) for one in remarks)
        assert len(remarks) == len(blocks) - 1
    finally:
        book.close()
    with zipfile.ZipFile(path) as package:
        for number, block in enumerate(blocks, 1):
            chart = etree.fromstring(package.read(f"xl/charts/chart{number}.xml"))
            references = {one.text for one in chart.iter(C + "f")}
            assert references == {block.reference(LABEL), block.reference(AMOUNT)}
            kind = "pieChart" if block.is_pie else "barChart"
            assert chart.find(f".//{C}{kind}") is not None
            assert [one.get("val") for one in chart.iter(C + "plotVisOnly")] == ["0"]


def test_inserted_rows_move_what_is_drawn(app: Any, tmp_path: Path) -> None:
    path = tmp_path / "插入.xlsx"
    path.write_bytes(book_bytes("panzhihua-2020"))
    blocks = chart_blocks(load_format(FORMAT))
    book = app.books.open(str(path))
    try:
        book.sheets["分析"].range("20:22").insert("down")
        assert bound(book) == [(block.first + 3, block.first + 2 + block.drawn) for block in blocks]
    finally:
        book.close()
