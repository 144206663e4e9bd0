"""Amounts that are texts: counted by 重新计算, not by the sums of a spreadsheet program; told by both."""

from __future__ import annotations

from pathlib import Path

import pytest

from juesuan.audit.audit import audit_book
from juesuan.book.file import FileBook
from juesuan.findings import Finding, Level
from juesuan.regenerate import regenerate_file
from tests.audit.views import reads_well
from tests.book.test_read_rows import changed
from tests.books import book_bytes

PLACES = {
    "公开06表!E12": "３４８．００",
    "公开10表!K8": "９６．１６",  # a table that is not filled in yet
    "上年数!E5": "５１．８",
    "核对数!E7": "８４１４．２０",
    "预算数!D6": "４,２３３．５４",
    "其他重要事项!C6": "643.70",
}


def audited(cells: dict[str, float | str]) -> list[Finding]:
    found = audit_book(FileBook.from_bytes(changed(book_bytes("panzhihua-2020"), dict(cells)))).findings
    return [one for one in found if "是文本" in one.message]


@pytest.mark.parametrize("place", PLACES)
def test_the_audit_names_the_cell_once(place: str) -> None:
    (found,) = audited({place: PLACES[place]})
    assert (found.rule, found.level, found.place) == ("A42", Level.ERROR, place)
    assert f"“{PLACES[place]}”是文本" in found.message
    assert "求和公式不计它" in found.message
    assert found.remedy == "请把单元格格式设为“数值”后用半角数字重新录入。"
    reads_well(found)


def test_a_blank_text_is_no_amount() -> None:
    assert audited({"公开06表!E12": "　", "预算数!D6": " "}) == []


def test_recomputing_tells_it_and_changes_nothing_typed(tmp_path: Path) -> None:
    path = tmp_path / "决算.xlsx"
    path.write_bytes(changed(book_bytes("panzhihua-2020"), {"公开06表!E12": "１，３４８．００"}))
    outcome = regenerate_file(path)
    (found,) = outcome.findings
    assert (found.rule, found.level, found.place) == ("text-amount", Level.HINT, "公开06表!E12")
    assert "重新计算时按1,348.00万元算，Excel 的求和公式不计它" in found.message
    book = FileBook.open(path)
    assert book.grid("公开06表").value(12, 5) == "１，３４８．００"
    assert book.grid("公开06表").value(12, 3) == 1348
