"""读回定稿 in a real LibreOffice: a report that Writer edited and saved, and the button in an open workbook."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from juesuan import buttons, buttons_readback
from juesuan.actions import Action, Tone
from juesuan.button import run_action
from juesuan.dialogs import ANSWERS
from juesuan.readback.file import read_back_file
from tests.office import needs_office
from tests.readback_files import (
    SAMPLE,
    WHEN,
    Name,
    edit,
    narrated,
    on_disk,
    owns,
    put_text,
    replaced,
    standing,
    text_of,
)
from xlwings_libreoffice.bridge import properties

pytestmark = [pytest.mark.office, needs_office]

READ_BACK = Action("readback", "读回定稿", "", "", "说明", "juesuan.buttons_readback:read_back")
MADE = (("sichuan-2020", 1), ("shanghai-2024", 2))


def rewritten_in_writer(app: Any, report: Path, texts: dict[str, str]) -> None:
    """Open a report in Writer, replace texts as a person does with 查找和替换, save it as .docx."""
    document = app.impl.office.desktop.loadComponentFromURL(
        report.as_uri(), "_blank", 0, properties(Hidden=True)
    )
    try:
        for old, new in texts.items():
            search = document.createReplaceDescriptor()
            search.SearchString, search.ReplaceString = old, new
            assert document.replaceAll(search) >= 1
        document.storeToURL(report.as_uri(), properties(FilterName="MS Word 2007 XML"))
    finally:
        document.close(True)


def long_rows(book: Path) -> list[tuple[str, str]]:
    found = [one.generated for one in standing(book)]
    return [
        (one.key, one.generated)
        for one in standing(book)
        if len(one.generated) > 60 and "\n" not in one.generated and found.count(one.generated) == 1
    ]


@pytest.mark.parametrize("name", [SAMPLE, *MADE])
def test_a_report_that_writer_saved(name: Name, app: Any, tmp_path: Path) -> None:
    book, report = on_disk(tmp_path, name)
    had = owns(book)
    rows = [one for one in long_rows(book) if one[0] not in had]
    chosen = [rows[1], rows[len(rows) // 2], rows[-1]]
    changed = {key: f"（写字软件改过）{text[16:]}" for key, text in chosen}
    rewritten_in_writer(app, report, {text[:16]: "（写字软件改过）" for _, text in chosen})
    done = read_back_file(report, book, now=WHEN)
    got = {key: text for key, text in owns(book).items() if key not in had}
    assert {key: got[key] for key in changed} == changed
    assert all("（写字软件改过）" in text for text in got.values())
    assert done.plan.findings == ()


def test_a_report_that_writer_only_saved_is_no_change(app: Any, tmp_path: Path) -> None:
    book, report = on_disk(tmp_path, MADE[0])
    rewritten_in_writer(app, report, {"部门": "部门"})
    done = read_back_file(report, book, now=WHEN)
    assert (done.plan.placed, done.plan.findings) == ((), ())


@pytest.fixture
def opened(app: Any, tmp_path: Path) -> Iterator[Any]:
    book, report = on_disk(tmp_path, SAMPLE)
    key, text = long_rows(book)[3]
    above, below = long_rows(book)[5]

    def insert(found: list[Any]) -> None:
        place = [one for one in found if text_of(one) == below][-1]
        from copy import deepcopy

        new = deepcopy(place)
        put_text(new, "另：新加的一段。")
        place.addnext(new)

    replaced(report, {text: f"{text}办公室补充。"})
    edit(report, insert)
    workbook = app.books.open(str(book))
    yield workbook, report, {key: f"{text}办公室补充。", f"{above}+1": "另：新加的一段。"}
    workbook.close()


def press(book: Any, report: Path, monkeypatch: pytest.MonkeyPatch, *, agreed: bool = True) -> Any:
    monkeypatch.setenv(ANSWERS, json.dumps({"files": [str(report)], "readback": agreed}))
    return run_action(READ_BACK, book)


def cells(book: Any) -> list[Any]:
    """What stands on 情况说明: rows that hold anything."""
    return [row for row in book.sheets["情况说明"].used_range.formula if any(row)]


def saved(book: Any, folder: Path) -> Path:
    book.save(str(folder / "存.xlsx"))
    return folder / "存.xlsx"


def test_the_button_shows_writes_and_can_be_taken_back(
    opened: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book, report, wanted = opened
    before = cells(book)
    refused = press(book, report, monkeypatch, agreed=False)
    assert "没有读回" in refused.text
    assert cells(book) == before
    message = press(book, report, monkeypatch)
    assert message.tone is Tone.INFO
    assert "办公室补充" in message.text
    assert "撤销上次操作" in message.text
    assert "读回定稿" in buttons.undo(book).text
    assert cells(book) == before
    press(book, report, monkeypatch)
    got = owns(saved(book, tmp_path))
    assert {key: got[key] for key in wanted} == wanted


def test_the_button_says_when_there_is_nothing(
    app: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, report = on_disk(tmp_path, MADE[0])
    book = app.books.open(str(path))
    try:
        message = press(book, report, monkeypatch)
        assert "没有要读回的" in message.text
        other = tmp_path / "报告.pdf"
        other.write_bytes(b"%PDF-1.4")
        refused = press(book, other, monkeypatch)
        assert (refused.tone, "PDF 里的段落" in refused.text) == (Tone.ERROR, True)
        monkeypatch.setenv(ANSWERS, json.dumps({}))
        assert "已取消" in run_action(READ_BACK, book).text
        assert buttons_readback.TITLE == "读回定稿"
    finally:
        book.close()


def test_an_open_workbook_and_a_file_say_the_same(
    opened: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book, report, _ = opened
    folder = tmp_path / "文件"
    folder.mkdir()
    path = folder / "决算.xlsx"
    path.write_bytes(narrated(SAMPLE)[0])
    read_back_file(report, path, now=WHEN)
    press(book, report, monkeypatch)
    assert owns(saved(book, folder)) == owns(path)
