"""What the comparison of the doors sees, and what it overlooks on purpose."""

from __future__ import annotations

from juesuan.book.file import FileBook
from juesuan.book.sheetpart import Content
from juesuan.book.sheets import all_sections
from juesuan.findings import FindingsError
from juesuan.plan import make_plan
from juesuan.spec import load_format
from tests.at_work import OWN, disturbed
from tests.doors import differing
from tests.narrative.made import made_bytes

FORM, SEED = "shanghai-2024", 2
SECTIONS = all_sections(load_format(FORM))


def changed(sheet: str, row: int, column: int, content: Content) -> list[str]:
    """What is found between a book and the same one with another cell."""
    plain, other = (FileBook.from_bytes(made_bytes(FORM, SEED)) for _ in range(2))
    other.part(sheet).set_cell(row, column, content)
    found, count = differing(plain, FileBook.from_bytes(other.to_bytes()))
    assert count > 2000
    return found


def test_any_other_cell_is_seen() -> None:
    assert len(changed("01收支总表", 300, 1, Content("x"))) == 1
    assert len(changed("情况说明", 40, 2, Content("另一段"))) == 1
    log = SECTIONS["log"]
    assert len(changed(log.sheet, log.first, log.column("time"), Content("2025-01-01 08:00:00"))) == 1


def test_another_formula_and_another_value_are_seen() -> None:
    sheet, at = next(
        (content.layout.table.sheet, content.position(cell))
        for content in make_plan(FileBook.from_bytes(made_bytes(FORM, SEED))).contents.values()
        for cell, one in content.amounts.items()
        if one.formula and one.value
    )
    assert len(changed(sheet, *at, Content(123.45))) == 2
    assert len(changed(sheet, *at, Content(123.45, "=1+1"))) == 2


def test_the_books_are_at_work() -> None:
    """Most of them have something to compute anew, some are refused, some have own texts."""
    changes, refused, own = 0, 0, 0
    for seed in range(20):
        book = FileBook.from_bytes(disturbed(FORM, seed))
        section = SECTIONS["paragraphs"]
        grid = book.grid(section.sheet)
        texts = [grid.text(row, section.column("own")) for row in range(section.first, grid.height + 1)]
        own += any(texts)
        assert any(texts) == (seed % 5 == OWN)
        try:
            changes += bool(make_plan(book).changes)
        except FindingsError:
            refused += 1
    assert changes >= 12
    assert refused >= 1
    assert own == 4
