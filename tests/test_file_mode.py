"""A book that Excel, WPS and people enriched: what is not meant to change keeps its bytes; an office opens the result."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree
from python_calamine import CalamineWorkbook

from juesuan.book.file import FileBook
from juesuan.compute.recompute import recompute
from juesuan.findings import StructureError
from juesuan.plan import read
from juesuan.regenerate import regenerate
from juesuan.spec.model import Cell
from juesuan.template.apply import to_fen
from tests.books import book_bytes
from tests.enriched.book import (
    EVERY_TIME,
    NOW,
    changed_parts,
    names_of,
    outline,
    result,
    stored,
    with_figure,
    with_new_code,
)
from tests.enriched.parts import LAYOUT, MAIN, OWN, SHEET, Parts, cell_at, packed, part_of, unpacked
from tests.office import convert, needs_office

FOLLOWING = {
    "公开01表": "the class of the figure, the totals",
    "公开03表": "offered from table 06",
    "公开04表": "the class of the figure, the totals",
    "公开05表": "the total of table 07",
    "公开06表": "the sums above the figure",
    "公开07表": "the row totals come from table 06",
    "核对数": "the book's own figures beside the checked ones",
    "操作记录": "what was changed",
}


# What may change


def test_a_changed_figure_touches_only_what_follows_from_it() -> None:
    before, after = with_figure(), result(with_figure)
    expected = names_of(before, *FOLLOWING, "公开09表", "审核公式") | EVERY_TIME.keys()
    assert changed_parts(before, after) == expected


def test_a_new_code_also_moves_the_comments_of_its_sheet() -> None:
    before, after = with_new_code(), result(with_new_code)
    comments = {
        "xl/comments1.xml",
        "xl/threadedComments/threadedComment1.xml",
        "xl/drawings/vmlDrawing1.vml",
    }
    expected = names_of(before, *FOLLOWING, "_juesuan", "审核公式") | EVERY_TIME.keys() | comments
    assert changed_parts(before, after) == expected


@pytest.mark.parametrize("make", [with_figure, with_new_code])
def test_the_calculation_chain_goes_with_all_that_leads_to_it(make: Callable[[], Parts]) -> None:
    parts = unpacked(result(make))
    assert not any(b"calcChain" in data for data in parts.values())
    calculation = etree.fromstring(parts["xl/workbook.xml"]).find(f"{{{MAIN}}}calcPr")
    assert dict(calculation.attrib) == {"calcId": "191029", "fullCalcOnLoad": "1"}


@pytest.mark.parametrize("make", [with_figure, with_new_code])
def test_a_second_run_changes_no_byte(make: Callable[[], Parts]) -> None:
    once = result(make)
    again = FileBook.from_bytes(once)
    outcome = regenerate(again, now=NOW)
    assert outcome.changes == ()
    assert not outcome.written
    assert again.to_bytes() == once


@pytest.mark.parametrize("sheet", list(FOLLOWING))
@pytest.mark.parametrize("make", [with_figure, with_new_code])
def test_all_but_the_cells_of_a_changed_sheet_stays(make: Callable[[], Parts], sheet: str) -> None:
    before = make()
    name = part_of(before, sheet)
    old, new = outline(before[name]), outline(unpacked(result(make))[name])
    for one in (old, new):  # the part says how far its cells reach: it may reach further now
        one.pop("dimension", None)
    if make is with_new_code and sheet == SHEET:
        assert old.keys() == new.keys()
        for moved in ("mergeCells", "conditionalFormatting", "hyperlinks", "extLst"):
            assert len(old.pop(moved)) == len(new.pop(moved))
    assert new == old


def test_cells_outside_the_tables_keep_what_they_hold() -> None:
    before, after = with_new_code(), result(with_new_code)
    layout = LAYOUT["06"]
    kept = [*range(1, layout.region_top - 1), *range(layout.sentinel, layout.empty_row + 1)]

    def cells(part: bytes) -> dict[str, bytes]:
        return {
            one.get("r"): etree.tostring(one, method="c14n")
            for one in etree.fromstring(part).iter(f"{{{MAIN}}}c")
            if cell_at(one.get("r"))[0] in kept
        }

    name = part_of(before, SHEET)
    assert cells(before[name]) == cells(unpacked(after)[name])
    assert len(cells(before[name])) > 40


@pytest.mark.office
@needs_office
def test_libreoffice_opens_and_calculates_the_results(tmp_path: Path) -> None:
    books = {}
    for make in (with_figure, with_new_code):
        books[make.__name__] = result(make)
        (tmp_path / f"{make.__name__}.xlsx").write_bytes(books[make.__name__])
    convert(
        sorted(tmp_path.glob("*.xlsx")), "xlsx:Calc MS Excel 2007 XML", tmp_path / "out", recalculate=True
    )
    for name, data in books.items():
        accounts = read(FileBook.from_bytes(data)).accounts
        opened = CalamineWorkbook.from_path(tmp_path / "out" / f"{name}.xlsx")
        assert stored(opened, accounts) == []
        computed = recompute(accounts).values
        own = opened.get_sheet_by_name(OWN).to_python(skip_empty_area=False)
        figures = [computed[Cell("06", row, "total")] for row in ("2040220", "2080505", "2210201")]
        assert [to_fen(row[1]) for row in own[:3]] == figures
        basic = computed[Cell("06", "total", "basic")]
        assert [to_fen(own[4][1]), to_fen(own[5][1])] == [basic, basic + 12_500_000]
        texts = "".join(
            data.decode()
            for part, data in unpacked((tmp_path / "out" / f"{name}.xlsx").read_bytes()).items()
            if part.startswith("xl/drawings/drawing")
        )
        assert "本表已与国库对账" in texts


def test_a_strict_workbook_is_refused() -> None:
    parts = unpacked(book_bytes("panzhihua-2020"))
    strict = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
    parts = {name: data.replace(MAIN.encode(), strict) for name, data in parts.items()}
    with pytest.raises(StructureError, match="严格的 Open XML"):
        regenerate(FileBook.from_bytes(packed(parts)))
