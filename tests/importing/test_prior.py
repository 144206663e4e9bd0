"""Last year's published tables become 上年数, and nothing else changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from juesuan.book.file import FileBook
from juesuan.importing.into import merge_prior
from juesuan.plan import read
from tests.book.test_read_rows import changed, reads_well
from tests.books import accounts, book_bytes
from tests.importing.printed import at, empty, fen, printed_by, recognised
from tests.importing.test_import_file import blank_book, bring, log
from tests.importing.test_into import ROWS, six


def test_every_printed_figure_is_last_years() -> None:
    book = empty("sichuan-2020")
    merged = merge_prior(book, recognised(six() | {at("01.other.amount"): 0}, ROWS, info={"year": "2019"}))
    assert merged.accounts.prior == six() | {at("01.other.amount"): 0}
    assert merged.accounts.typed == book.typed
    assert merged.findings == ()
    assert [str(one) for one in merged.tables] == ["公开01表：上年数1格", "公开06表：上年数10格"]


@pytest.mark.parametrize(("year", "words"), [("2020", "请不要加 --prior"), ("2018", "应取自2019年度")])
def test_another_year_is_told(year: str, words: str) -> None:
    (told,) = merge_prior(empty("sichuan-2020"), recognised(six(), ROWS, info={"year": year})).findings
    assert told.rule == "import-other-year"
    assert words in told.message + told.remedy
    reads_well(told)


def test_only_the_sheet_of_last_year_is_written(tmp_path: Path) -> None:
    path = tmp_path / "决算.xlsx"
    path.write_bytes(book_bytes("panzhihua-2020"))
    before = FileBook.open(path)
    old = read(before).accounts
    done = bring(path, recognised(six(), ROWS, info={"year": "2019"}), prior=True)
    assert done.written
    assert done.complete
    after = FileBook.open(path)
    new = read(after).accounts
    assert new.prior == {c: a for c, a in old.prior.items() if c.table != "06"} | six()
    assert (new.typed, new.checks, new.adjustments, new.info) == (
        old.typed,
        old.checks,
        old.adjustments,
        old.info,
    )
    skip = {"上年数", "操作记录"}
    for name in before.sheet_names():
        if name not in skip:
            assert after.part(name).to_bytes() == before.part(name).to_bytes(), name
    assert [line[:4] for line in log(path)] == [["2026-03-01 09:30:00", "导入决算报表", "公开06表", ""]]
    (row,) = [cells for cells in after.grid("上年数").rows if cells[0] == "06.204.basic"]
    assert row[:6] == ["06.204.basic", "公开06表", "204 公共安全支出", "基本支出", 30.03, "源.xlsx"]


def test_a_second_time_changes_nothing(tmp_path: Path) -> None:
    path = blank_book("sichuan-2020", tmp_path / "决算.xlsx")
    found = printed_by(accounts("sichuan-2020:rounded:3"))
    found_again = printed_by(accounts("sichuan-2020:rounded:3"))
    assert bring(path, found, prior=True).written
    assert read(FileBook.open(path)).accounts.prior == found.amounts
    before = path.read_bytes()
    second = bring(path, found_again, prior=True)
    assert (second.written, second.changes) == (False, ())
    assert path.read_bytes() == before


def test_mistakes_in_the_tables_do_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "决算.xlsx"
    path.write_bytes(changed(book_bytes("panzhihua-2020"), {"公开06表!D10": "四千"}))
    assert bring(path, recognised({at("06.total.total"): fen(7000)}), prior=True).written
    assert read(FileBook.open(path)).accounts.prior[at("06.total.total")] == fen(7000)
