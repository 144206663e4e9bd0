"""图表, 操作记录, 关于 and 运行环境检查."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import juesuan
from juesuan import buttons
from juesuan.actions import Tone, action
from juesuan.button import run_action
from juesuan.spec import available_formats, load_format
from tests.books import book_bytes
from tests.office import needs_office
from tests.test_live import add_100, add_a_code, typing

Book = Any


@pytest.fixture
def book(app: Any, tmp_path: Path) -> Iterator[Book]:
    path = tmp_path / "决算.xlsx"
    path.write_bytes(book_bytes("panzhihua-2020"))
    opened = app.books.open(str(path))
    yield opened
    opened.close()


@pytest.mark.office
@needs_office
def test_the_charts_are_those_of_the_figures_now(book: Book) -> None:
    typing(book.sheets["公开06表"], add_100)
    message = run_action(action("charts"), book)
    assert message.tone is Tone.INFO, message.text
    assert message.title == "图表"
    assert book.sheets.active.name == "图表"
    amounts = [row[0] for row in book.sheets["分析"].range("B1:B300").options(ndim=2).value]
    assert 8070.77 in [round(one, 2) for one in amounts if isinstance(one, float)]
    assert "撤销" in message.text
    again = run_action(action("charts"), book)
    assert "撤销" not in again.text  # nothing was left to do
    assert "已撤销" in buttons.undo(book).text


@pytest.mark.office
@needs_office
def test_a_format_without_figures(app: Any, tmp_path: Path) -> None:
    path = tmp_path / "普陀.xlsx"
    path.write_bytes(book_bytes("putuo-2024"))
    book = app.books.open(str(path))
    try:
        assert "情况说明里没有图" in run_action(action("charts"), book).text
    finally:
        book.close()


@pytest.mark.office
@needs_office
def test_the_log_is_shown_at_its_last_line(book: Book) -> None:
    sheet = book.sheets["操作记录"]
    assert "还没有记录" in run_action(action("log"), book).text
    typing(book.sheets["公开06表"], add_a_code)
    buttons.regenerate(book)
    sheet.visible = False
    book.sheets["公开01表"].activate()
    message = run_action(action("log"), book)
    assert sheet.visible
    assert book.sheets.active.name == "操作记录"
    row = book.app.selection.row
    assert sheet.range((row, 2)).value == "重新计算"
    assert sheet.range((row + 1, 1)).value is None
    assert "最后一次：" in message.text
    assert "“重新计算”" in message.text


def test_about_says_where_things_are() -> None:
    message = run_action(action("about"), None)
    assert message.tone is Tone.INFO
    assert juesuan.__version__ in message.text
    assert "MIT" in message.text
    assert all(load_format(key).title in message.text for key in available_formats())
    assert f"Python {sys.version.split()[0]}" in message.text
    assert "xlwings 0." in message.text
    assert str(Path(juesuan.__file__).parent) in message.text
    assert "日志" in message.text


def test_the_environment_is_checked_without_a_workbook() -> None:
    message = run_action(action("doctor"), None)
    assert message.title == "运行环境检查"
    assert "Python" in message.text


@pytest.mark.office
@needs_office
def test_the_workbook_in_front_is_checked_too(app: Any, book: Book) -> None:
    message = run_action(action("doctor"), app)
    assert f"√ 工作簿：{book.fullname}" in message.text
    assert "√ 工作簿所在文件夹：" in message.text
    assert "正打开着" not in message.text  # that the person has it open is no fault


@pytest.mark.office
@needs_office
def test_a_workbook_of_somebody_else_in_front_is_no_fault(app: Any, tmp_path: Path) -> None:
    other = app.books.add()
    try:
        other.save(str(tmp_path / "工资.xlsx"))
        message = run_action(action("doctor"), app)
    finally:
        other.close()
    assert "“工资.xlsx”不是决算簿的工作簿" in message.text
    assert "× 工作簿" not in message.text


@pytest.mark.office
@needs_office
def test_a_workbook_that_was_never_saved_is_not_looked_for(app: Any) -> None:
    new = app.books.add()
    try:
        new.sheets[0].name = "_juesuan"
        message = run_action(action("doctor"), app)
    finally:
        new.close()
    assert "没有保存在本机的文件夹里，没有检查它" in message.text
