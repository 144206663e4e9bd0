"""结转下年 between formats: tables follow by title or by ``rollforward.yaml``; what is not known is no zero."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from juesuan.book.accounts import FILLED, NO_DATA, NOT_FILLED, UNCLASSIFIED, Accounts, Adjustment
from juesuan.book.file import FileBook
from juesuan.book.sheets import all_sections
from juesuan.compute.rows import complete_rows
from juesuan.regenerate import new_book
from juesuan.rollforward import _fit_prior, carry
from juesuan.rollforward_openings import open_balances, opening_pairs
from juesuan.rollforward_prior import NOT_CARRIED, Prior, compared_cells
from juesuan.rollforward_tables import Matching
from juesuan.spec import SpecError, available_formats, load_format
from juesuan.spec.load import FORMATS_VARIABLE
from juesuan.spec.model import Cell, Format
from juesuan.spec.predecessors import predecessors

WAN = 1_000_000
OLD, NEW, CITY = "sichuan-2020", "sichuan-2024", "shanghai-2024"
MEANT = {
    (OLD, NEW): {
        **{key: (key,) for key in ("01", "02", "03", "04", "05", "06", "07", "08", "09")},
        "10": ("11",),
        "11": ("13",),
        "12": ("14",),
        "13": ("10", "12"),
    },
    (CITY, NEW): {
        **{key: (key,) for key in ("01", "02", "03", "04")},
        "06": ("05",),
        "08": ("06",),
        "10": ("08",),
        "11": ("09",),
        "13": ("07",),
    },
    (OLD, CITY): {
        **{key: (key,) for key in ("01", "02", "03", "04")},
        "05": ("06",),
        "06": ("08",),
        "07": ("10", "12"),
        "08": ("11",),
        "09": ("13",),
    },
}
"""What each table follows, by hand."""


@pytest.mark.parametrize("pair", MEANT, ids="-".join)
def test_tables_follow_by_their_meaning(pair: tuple[str, str]) -> None:
    last, form = (load_format(one) for one in pair)
    assert {key: found for key, found in predecessors(form, last).items() if found} == MEANT[pair]


@pytest.mark.parametrize("form", available_formats())
def test_a_format_follows_itself(form: str) -> None:
    loaded = load_format(form)
    assert predecessors(loaded, loaded) == {key: (key,) for key in loaded.tables}


@pytest.mark.parametrize("form", available_formats())
def test_every_opening_cell_knows_its_closing_one(form: str) -> None:
    loaded = load_format(form)
    pairs = opening_pairs(loaded, {})
    assert {str(one): str(other) for one, other in pairs.items() if one.table in ("01", "04")} == {
        "01.opening.amount": "01.closing.amount",
        "04.opening.income": "04.closing.total",
        "04.opening_general.income": "04.closing.general",
        "04.opening_fund.income": "04.closing.fund",
        "04.opening_capital.income": "04.closing.capital",
    }
    codes = {one: other for one, other in pairs.items() if one.table not in ("01", "04")}
    assert len(codes) == 2
    assert all(other == one._replace(column="closing") for one, other in codes.items())
    assert all(one.column == "opening" for one in codes)


def layer(folder: Path, key: str, base: str, text: str = "") -> Format:
    (folder / key).mkdir()
    (folder / key / "format.yaml").write_text(f"base: {base}\ntitle: {key}\n", encoding="utf-8")
    if text:
        (folder / key / "rollforward.yaml").write_text(text, encoding="utf-8")
    return load_format(key)


def test_layers_say_it_for_those_above_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FORMATS_VARIABLE, str(tmp_path))
    last, form = layer(tmp_path, "city-2020", OLD), layer(tmp_path, "city-2024", NEW)
    assert predecessors(form, last)["13"] == ("10", "12")
    own = layer(tmp_path, "town-2024", NEW, 'tables: {city-2020: {"13": ["10"]}}\n')
    assert predecessors(own, last)["13"] == ("10",)
    assert predecessors(own, load_format(OLD))["13"] == ("10", "12")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('tables:\n  sichuan-2020:\n    "99": ["10"]\n', ":3: there is no table `99`"),
        ('tables:\n  sichuan-2020:\n    "13": ["10", "99"]\n', ":3: the format `sichuan-2020` has no table `99`"),
        ("table: {}\n", ":1:"),
    ],
)  # fmt: skip
def test_a_faulty_file_is_refused_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, told: str
) -> None:
    monkeypatch.setenv(FORMATS_VARIABLE, str(tmp_path))
    form = layer(tmp_path, "town-2024", NEW, text)
    with pytest.raises(SpecError, match=r"town-2024/rollforward\.yaml") as error:
        predecessors(form, load_format(OLD))
    assert told in str(error.value)


# what is not known is no zero


def book(form: str, typed: dict[str, int], status: dict[str, str], **more: object) -> FileBook:
    loaded = load_format(form)
    cells = {Cell(*key.split(".")): amount for key, amount in typed.items()}
    rows: dict[str, tuple[str, ...]] = {}
    for cell in cells:
        if cell.row not in loaded.tables[cell.table].fixed_rows:
            rows[cell.table] = (*rows.get(cell.table, ()), cell.row)
    accounts = Accounts(
        loaded,
        typed=cells,
        rows=rows,
        info={"year": "2020", "precision": "精确到分"},
        status=dict.fromkeys(loaded.tables, FILLED) | status,
    )
    accounts = complete_rows(replace(accounts, **more))  # type: ignore[arg-type]
    own = [
        {"code": code, "name": name, "classification": "功能分类"}
        for code, name in accounts.own_codes.get("functional", {}).items()
    ]
    return FileBook.from_bytes(new_book(loaded, accounts, {"own": own}))


def test_two_tables_are_added_up_and_a_blank_one_makes_the_sum_unknown() -> None:
    typed = {"10.amount.reception": 3 * WAN, "12.amount.reception": 2 * WAN, "10.amount.budget_abroad": WAN}
    both = carry(book(OLD, typed, {}), NEW)
    prior = both.accounts.prior
    assert prior[Cell("13", "amount", "reception")] == 5 * WAN
    assert prior[Cell("13", "amount", "total")] == 5 * WAN
    assert prior[Cell("13", "amount", "budget_abroad")] == WAN
    assert prior[Cell("13", "amount", "abroad")] == 0, "known, and compared with"
    empty = carry(book(OLD, {"10.amount.reception": 3 * WAN}, {"12": NO_DATA}), NEW)
    assert empty.accounts.prior[Cell("13", "amount", "reception")] == 3 * WAN
    blank = carry(book(OLD, {"10.amount.reception": 3 * WAN}, {"12": NOT_FILLED}), NEW)
    assert not [cell for cell in blank.accounts.prior if cell.table == "13"]
    assert any(one.rule == NOT_CARRIED and one.sheet == "公开12表" for one in blank.findings)


def test_blanks_of_a_table_that_was_not_filled_in_are_not_zero() -> None:
    known = carry(book(OLD, {"02.2040201.other": WAN}, {}))
    open_ = carry(book(OLD, {"02.2040201.other": WAN}, {"01": NOT_FILLED}))
    zero, figure = Cell("01", "closing", "amount"), Cell("01", "income_grand", "amount")
    assert known.accounts.prior[zero] == 0
    assert zero not in open_.accounts.prior
    assert open_.accounts.prior[figure] == WAN


def test_money_without_a_code_leaves_the_codes_unknown() -> None:
    total = Cell("08", "302", "amount")
    unknown = Adjustment(total, UNCLASSIFIED, 5 * WAN, "来源只有合计")
    made = carry(book(OLD, {"08.30201.amount": WAN}, {}, adjustments=(unknown,)))
    assert made.accounts.prior[total] == 6 * WAN
    assert Cell("08", "30202", "amount") not in made.accounts.prior
    assert Cell("08", "personnel", "amount") in compared_cells(load_format(OLD))
    assert made.accounts.prior[Cell("08", "personnel", "amount")] == 0


def test_money_without_a_code_is_opened_without_one() -> None:
    total = Cell("11", "total", "closing")
    unknown = Adjustment(total, UNCLASSIFIED, 5 * WAN)
    made = carry(book(OLD, {"11.2120801.closing": WAN}, {}, adjustments=(unknown,)))
    accounts = made.accounts
    assert accounts.typed[Cell("11", "2120801", "opening")] == WAN
    assert [(one.cell, one.kind, one.amount) for one in accounts.adjustments] == [
        (Cell("11", "total", "opening"), UNCLASSIFIED, 5 * WAN)
    ]


def test_a_code_that_this_year_does_not_have_is_told() -> None:
    own = {"functional": {"2129977": "本单位基金项目"}}
    kept = carry(book(OLD, {"11.2129977.closing": WAN}, {}, own_codes=own))
    assert not [one for one in kept.findings if one.rule == NOT_CARRIED]
    assert kept.accounts.typed[Cell("11", "2129977", "opening")] == WAN
    form = load_format(OLD)
    figures = {Cell("11", row, "closing"): 2 * WAN for row in ("2129977", "21299", "212", "total")}
    opened = open_balances(Accounts(form), Prior(figures))
    assert not opened.cells
    (code, *others) = opened.findings
    assert (code.sheet, "科目2129977有年末数2.00万元" in code.message) == ("公开11表", True)
    assert ["公开11表“合计”年初结转和结余上年年末2.00万元" in one.message for one in others] == [True]


def test_too_many_figures_leave_out_sections_of_single_codes() -> None:
    form = load_format(OLD)
    table = form.tables["07"]
    columns = [one.key for one in table.panels[0].amounts]
    figures = {
        Cell("07", f"20{number:05d}", column): WAN for number in range(90) for column in columns
    }  # fmt: skip
    totals = {Cell("07", "total", column): WAN for column in columns}
    prior = Prior({**figures, **totals})
    section = all_sections(form)["prior"]
    room = section.last - section.first + 1 + section.section.room
    assert len(prior.figures) > room
    _fit_prior(Matching(form, form), prior)
    assert totals.keys() <= prior.figures.keys()
    assert Cell("07", "2000001", "total") in prior.figures
    assert len(prior.figures) <= room
    assert "放不下" in prior.findings[0].message
