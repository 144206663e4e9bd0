"""The two days on the cover: written by hand, stored by a spreadsheet program, lacking in older workbooks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import msgspec
import pytest

from juesuan.book.file import FileBook
from juesuan.book.read_days import day_number, parse_day
from juesuan.book.sheets import COVER, COVER_LABEL, cover_row, field_name
from juesuan.narrate_file import narrate_file
from juesuan.regenerate import new_book, regenerate_file
from juesuan.rollforward import rollforward
from juesuan.spec.load import load_format
from juesuan.spec.model import Format
from juesuan.template.reading import read
from juesuan.validate import validate_file
from tests.book.test_read_rows import changed
from tests.books import accounts, book_bytes

FORM = load_format("sichuan-2020")
APPROVED = f"{COVER}!C{cover_row(FORM, 'approved_on')}"
PUBLISHED = f"{COVER}!C{cover_row(FORM, 'published_on')}"


@pytest.mark.parametrize(
    ("value", "day"),
    [
        (date(2021, 9, 1), date(2021, 9, 1)),
        (datetime(2021, 9, 1, 8, 30), date(2021, 9, 1)),  # noqa: DTZ001 - as xlwings gives it
        (44440.0, date(2021, 9, 1)),
        (20210901.0, date(2021, 9, 1)),
        ("2021年9月1日", date(2021, 9, 1)),
        ("2021-09-01", date(2021, 9, 1)),
        ("2021/9/1", date(2021, 9, 1)),
        ("2021.9.1", date(2021, 9, 1)),
        ("20210901", date(2021, 9, 1)),
        ("2021-09-01 00:00:00", date(2021, 9, 1)),
        ("2021-13-45", None),
        ("九月一日", None),
        ("1921-09-01", None),
        (12.0, None),
        (True, None),
        (1e12, None),
        ("", None),
        (None, None),
    ],
)
def test_a_day(value: object, day: date | None) -> None:
    assert parse_day(value) == day


def test_the_number_of_a_day() -> None:
    assert day_number("2021-09-01") == 44440
    assert day_number("待定") is None


def info(data: bytes) -> tuple[str, str]:
    found = read(FileBook.from_bytes(data))
    return found.accounts.info.get("approved_on", "-"), found.accounts.info.get("published_on", "-")


def test_days_on_the_cover_are_read() -> None:
    data = book_bytes("panzhihua-2020")
    assert info(data) == ("", "")
    assert info(changed(data, {APPROVED: "2021年9月1日", PUBLISHED: 44450})) == ("2021-09-01", "2021-09-11")


def test_what_is_no_day_is_a_hint() -> None:
    book = FileBook.from_bytes(changed(book_bytes("panzhihua-2020"), {APPROVED: "九月"}))
    (found,) = read(book).findings
    assert (found.rule, found.place) == ("bad-date", APPROVED)
    assert "“批复日期”的“九月”不是日期" in found.message


def test_the_next_year_begins_without_them(tmp_path: Path) -> None:
    last, following = tmp_path / "2020.xlsx", tmp_path / "2021.xlsx"
    last.write_bytes(changed(book_bytes("panzhihua-2020"), {APPROVED: 44440, PUBLISHED: 44450}))
    rollforward(last, following)
    assert info(following.read_bytes()) == ("", "")


def older(form: Format) -> Format:
    """The format as it was before its cover had the optional fields."""
    fields = [one for one in form.sheets.fields if not one.optional]
    sheets = msgspec.structs.replace(form.sheets, fields=fields)
    return replace(form, sheets=sheets, digest=f"{form.digest} before")


def test_an_older_workbook_without_them_works_as_before(tmp_path: Path) -> None:
    path, following = tmp_path / "旧.xlsx", tmp_path / "下年.xlsx"
    form = older(FORM)
    path.write_bytes(new_book(form, replace(accounts("sichuan-2020:exact:7"), format=form)))
    labels = cover_labels(path)
    assert "批复日期" not in labels
    assert field_name("approved_on") not in FileBook.open(path).defined_names()
    assert info(path.read_bytes()) == ("-", "-")
    regenerate_file(path)
    narrate_file(path)
    validate_file(path)
    assert cover_labels(path) == labels
    rollforward(path, following)
    assert "批复日期" in cover_labels(following)
    assert info(following.read_bytes()) == ("", "")


def cover_labels(path: Path) -> list[str]:
    grid = FileBook.open(path).grid(COVER)
    return [grid.text(row, COVER_LABEL) for row in range(1, grid.height + 1)]
