"""The whole year's work through the buttons, in a LibreOffice without a window: from nothing to what is sent.

The tables are those that a real department published; between importing and sending stands what every year has: a
figure that somebody keyed wrongly. The same in a real window: ``tests/test_window_year.py``.
"""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from juesuan.actions import Message, Tone, action
from juesuan.book.sheets import all_sections
from juesuan.button import run_action
from juesuan.dialogs import ANSWERS
from juesuan.money import to_wan
from juesuan.sample import load_sample
from juesuan.spec.model import Cell
from tests.importing import shapes
from tests.office import needs_office
from tests.person import type_cells, type_everything_beside_the_tables

pytestmark = [pytest.mark.office, needs_office]

SAMPLE = "putuo-2024"
WRONG = Cell("05", "2010601", "basic")
TABLE = "05一般公共预算支出表"
MORE = 27.0
"""What somebody keyed too much, in 万元: 1,530.52 for 1,503.52."""
OWN_TEXTS = {
    "duties": "贯彻执行财政、税收方面的法律、法规和政策；编制年度预决算草案并组织执行；管理各项财政收支。",
    "performance.system": "本部门建立了预算绩效管理制度，按制度开展绩效目标、绩效跟踪和绩效评价工作。",
}
App = Any
Book = Any


def tables_file(folder: Path) -> Path:
    """The published tables as somebody's file, one figure keyed wrongly."""
    written = shapes.write(SAMPLE)
    table = written[WRONG.table]
    row, column = table.places[WRONG]
    table.rows[row - 1][column - 1] = to_wan(shapes.expected(SAMPLE)[WRONG]) + MORE
    return shapes.save_book(folder / "系统导出 2024.xlsx", written, names=True)


class Desk:
    """A person at the buttons: what they answer, and what they are told."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch

    def press(self, label: str, subject: Any, **answers: object) -> Message:
        given = {key: str(one) if isinstance(one, Path) else one for key, one in answers.items()}
        self._monkeypatch.setenv(ANSWERS, json.dumps(given))
        return run_action(action(label), subject)


def cell_of(book: Book, wanted: Cell) -> tuple[int, int]:
    """Where a code row and a column stand on a sheet now."""
    codes = [str(one[0]) for one in book.sheets[TABLE].range("A1:A60").options(ndim=2).value]
    return codes.index(wanted.row) + 1, 4


def paragraph(book: Book, key: str) -> tuple[str, tuple[int, int]]:
    """Sheet and cell for a person's own text of a paragraph."""
    section = all_sections(load_sample(SAMPLE).accounts.format)["paragraphs"]
    keys = book.sheets[section.sheet].range((1, section.column("key")), (200, section.column("key"))).value
    return section.sheet, (keys.index(key) + 1, section.column("own"))


def walk_to(desk: Desk, book: Book, sheet: str, at: tuple[int, int]) -> Message:
    """Press 下一个问题 until the cursor is at a cell."""
    for _ in range(60):
        told = desk.press("next", book)
        here = book.app.selection
        if (here.sheet.name, here.row, here.column) == (sheet, *at):
            return told
    raise AssertionError("the cell is not among the findings")


def test_a_year(app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, sample = Desk(monkeypatch), load_sample(SAMPLE)
    path, out = tmp_path / "普陀 & 2024.xlsx", tmp_path / "报送"
    out.mkdir()

    # a new book, the tables, and what is typed beside them
    form = {"format": sample.accounts.format.key, "year": "2024", "unit": sample.accounts.info["unit_name"]}
    assert desk.press("new", app, form=form, save_as=path).tone is Tone.INFO
    book = app.books[0]
    assert book.fullname == str(path)
    told = desk.press("import", book, files=[str(tables_file(tmp_path))])
    assert told.tone is Tone.WARNING
    assert "05一般公共预算支出表：录入12格，核对数32格，尾差1处，对不上2处" in told.text
    type_everything_beside_the_tables(book, sample)

    # the wrong figure is found, mended, and everything follows
    told = desk.press("validate", book)
    assert told.text.startswith("审核未通过")
    at = cell_of(book, WRONG)
    assert f"请先核对{TABLE}!D{at[0]}" in told.text
    assert "可能多了27.00万元" in told.text
    assert (
        "27.00" in walk_to(desk, book, TABLE, (at[0], at[1] - 1)).text
    )  # the row's total: printed otherwise
    type_cells(book, TABLE, {at: to_wan(shapes.expected(SAMPLE)[WRONG])})
    assert desk.press("regenerate", book).tone is Tone.INFO
    assert "错误0项" in desk.press("validate", book).text

    # the texts
    assert desk.press("analyse", book).tone is Tone.INFO
    told = desk.press("narrate", book)
    assert told.tone is Tone.WARNING
    assert "请写明主要职能" in "\n".join(told.details)
    refused = desk.press("export", book, folder=out, save=True)
    assert refused.tone is Tone.ERROR
    assert "还没有文字" in refused.text
    assert list(out.iterdir()) == []
    for key, text in OWN_TEXTS.items():
        sheet, place = paragraph(book, key)
        type_cells(book, sheet, {place: text})
    assert desk.press("narrate", book).tone is Tone.INFO
    assert desk.press("validate", book).text.startswith("审核通过")

    # what is sent
    report = tmp_path / "报告.docx"
    assert desk.press("report", book, save_as=report, save=True).tone is Tone.INFO
    with zipfile.ZipFile(report) as package:
        text = package.read("word/document.xml").decode()
    assert all(one in text for one in OWN_TEXTS.values())
    told = desk.press("export", book, folder=out, save=True)
    assert told.tone is Tone.INFO, told.text
    assert len(list(out.iterdir())) == 2
    assert all(str(one) in told.text for one in out.iterdir())

    # and the next year
    following = tmp_path / "普陀 2025.xlsx"
    told = desk.press("rollforward", book, form={}, save_as=following, save=True)
    assert told.tone is not Tone.ERROR, told.text
    assert "已建立2025年度的工作簿" in told.text
    assert sorted(one.name for one in app.books) == sorted([path.name, following.name])
