"""From recognised figures into accounts: what is typed, checked, adjusted, and what is told instead of absorbed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from juesuan.book.accounts import FILLED, NO_DATA, TAIL, UNCLASSIFIED, Adjustment
from juesuan.compute.recompute import recompute
from juesuan.findings import Level
from juesuan.importing.into import EXACT, ROUNDED, UNCLASSIFIED_NOTE, merge
from juesuan.importing.model import Place, Unplaced
from juesuan.sample import load_sample
from tests.book.test_read_rows import reads_well
from tests.books import generated_accounts
from tests.importing.printed import at, empty, fen, printed_by, recognised, sample_printed
from tests.test_samples import ADJUSTMENTS

SIX = {
    "06.2040201.basic": "10.01",
    "06.2040202.basic": "20.02",
    "06.20402.basic": "30.03",
    "06.204.basic": "30.03",
    "06.total.basic": "30.03",
    "06.2040201.total": "10.01",
    "06.2040202.total": "20.02",
    "06.20402.total": "30.03",
    "06.204.total": "30.03",
    "06.total.total": "30.03",
}
ROWS = {"06": ("204", "20402", "2040201", "2040202")}


def six(**changed: str) -> dict:
    return {at(cell): fen(amount) for cell, amount in {**SIX, **changed}.items()}


@pytest.mark.parametrize("name", ["putuo-2024", "panzhihua-2020"])
def test_the_samples_come_out_as_printed(name: str) -> None:
    found, by_hand = sample_printed(name)
    merged = merge(empty(by_hand.format, by_hand.info["year"], by_hand.info["unit_name"]), found)
    values = recompute(merged.accounts).values
    printed = load_sample(name).printed
    assert {cell: values.get(cell, 0) for cell in printed} == printed
    made = [
        (str(one.cell), one.kind, f"{one.amount / 1_000_000:,.2f}") for one in merged.accounts.adjustments
    ]
    assert sorted(made) == ADJUSTMENTS[name]
    assert merged.complete
    assert merged.unplaced == ()
    assert merged.accounts.typed == by_hand.typed
    assert merged.accounts.rows == by_hand.rows
    checks = merged.accounts.checks
    assert {c: a for c, a in by_hand.checks.items() if a}.items() <= checks.items()
    assert {c: a for c, a in checks.items() if c not in by_hand.checks}.items() <= printed.items()


def test_a_total_without_leaves_is_unclassified_and_told_as_a_hint() -> None:
    found, by_hand = sample_printed("panzhihua-2020")
    merged = merge(empty(by_hand.format, unit=by_hand.info["unit_name"]), found)
    told = [one for one in merged.findings if one.rule == "import-unclassified"]
    assert [one.level for one in told] == [Level.HINT] * 5
    assert {cell for one in told for cell in one.cells} == {
        cell for cell, kind, _ in ADJUSTMENTS["panzhihua-2020"] if kind == UNCLASSIFIED
    }
    assert {one.note for one in merged.accounts.adjustments} == {UNCLASSIFIED_NOTE}
    for one in merged.findings:
        reads_well(one)


@pytest.mark.parametrize("seed", range(1, 6))
@pytest.mark.parametrize("exact", [True, False])
@pytest.mark.parametrize("form", ["sichuan-2020", "shanghai-2024"])
def test_what_a_ledger_gave_comes_back_from_its_print(form: str, exact: bool, seed: int) -> None:
    given = generated_accounts(form, seed, exact=exact)
    merged = merge(empty(form), printed_by(given, step=1 if exact else 10_000))
    found = merged.accounts
    assert {c: a for c, a in found.typed.items() if a} == {c: a for c, a in given.typed.items() if a}
    assert found.offered == given.offered
    assert found.rows == given.rows
    assert set(found.adjustments) == set(given.adjustments)
    assert recompute(found).values == recompute(given).values
    assert found.info["precision"] == (EXACT if exact else ROUNDED) == given.info["precision"]
    derived = {cell: amount for cell, amount in found.checks.items() if cell not in found.offered}
    assert derived == {c: a for c, a in given.checks.items() if a} or exact
    assert set(found.checks) == {c for c, a in recompute(given).values.items() if a and c not in found.typed}
    assert {key: found.status[key] for key in given.status} == given.status
    assert [one for one in merged.findings if one.level is not Level.HINT] == []
    assert merge(found, printed_by(given, step=1 if exact else 10_000)).accounts == found


def test_a_larger_difference_is_told_and_not_absorbed() -> None:
    merged = merge(empty("sichuan-2020"), recognised(six(**{"06.204.basic": "31.03"}), ROWS))
    (told,) = [one for one in merged.findings if one.cells == ("06.204.basic",)]
    assert (told.rule, told.level, told.sheet) == ("import-misfit", Level.ERROR, "公开06表")
    assert (told.expected, told.actual, told.difference) == (fen(31.03), fen(30.03), fen(1))
    assert "源.xlsx“06”C8" in told.message
    assert "31.03" in told.message
    assert "30.03" in told.message
    reads_well(told)
    assert not merged.complete
    assert merged.accounts.typed[at("06.2040201.basic")] == fen(10.01)
    assert merged.accounts.checks[at("06.204.basic")] == fen(31.03)
    assert all(one.cell != at("06.204.basic") for one in merged.accounts.adjustments)


def test_a_tail_within_its_bound_becomes_an_adjustment_only_when_figures_were_rounded() -> None:
    figures = six(**{"06.20402.basic": "30.02", "06.204.basic": "30.02", "06.total.basic": "30.02"})
    figures |= six(**{"06.20402.total": "30.02", "06.204.total": "30.02", "06.total.total": "30.02"}) | {
        cell: amount for cell, amount in figures.items() if cell.column == "basic"
    }
    rounded = merge(empty("sichuan-2020"), recognised(figures, ROWS))
    assert rounded.accounts.adjustments == (Adjustment(at("06.20402.basic"), TAIL, fen(-0.01)),)
    assert rounded.complete
    exact = merge(empty("sichuan-2020"), recognised(figures, ROWS, step=1))
    assert exact.accounts.adjustments == ()
    assert [one.rule for one in exact.findings] == ["import-misfit"]


def test_a_leaf_that_could_not_be_placed_is_no_missing_leaf() -> None:
    figures = {at("06.total.project"): fen(5), at("06.total.total"): fen(5)}
    found = recognised(figures, {"06": ("204", "20402", "2040201")})
    assert [one.kind for one in merge(empty("sichuan-2020"), found).accounts.adjustments] == [UNCLASSIFIED]
    lost = Unplaced(Place("源.xlsx", "06", 9, 3), "5元", "金额带有单位", "请只填数字。")
    merged = merge(empty("sichuan-2020"), replace(found, unplaced=(lost,)))
    assert merged.accounts.adjustments == ()
    assert [one.rule for one in merged.findings] == ["import-misfit"]
    assert merged.unplaced == (lost,)


def test_tables_that_did_not_come_stay_as_they_are() -> None:
    given = replace(
        generated_accounts("sichuan-2020", 3, exact=False), info={"year": "2020", "precision": ROUNDED}
    )
    merged = merge(given, recognised(six(), ROWS))
    others = {cell: amount for cell, amount in given.typed.items() if cell.table != "06"}
    assert {c: a for c, a in merged.accounts.typed.items() if c.table != "06"} == others
    assert {c: a for c, a in merged.accounts.checks.items() if c.table != "06"} == {
        c: a for c, a in given.checks.items() if c.table != "06"
    }
    assert [one for one in merged.accounts.adjustments if one.cell.table != "06"] == [
        one for one in given.adjustments if one.cell.table != "06"
    ]
    assert [one.table for one in merged.tables] == ["06"]
    assert merged.accounts.rows["06"] == ROWS["06"]


def test_an_offered_cell_is_typed_where_the_source_prints_another_figure() -> None:
    figures = six() | {at("03.2040201.basic"): fen(10.01), at("03.2040202.basic"): fen(25)}
    found = merge(empty("sichuan-2020"), recognised(figures, {**ROWS, "03": ("2040201", "2040202")})).accounts
    assert at("03.2040201.basic") in found.offered
    assert at("03.2040201.basic") not in found.typed
    assert found.typed[at("03.2040202.basic")] == fen(25)
    assert at("03.2040202.project") in found.offered  # the source has no such column


def test_zero_is_a_check_figure_only_where_it_differs() -> None:
    figures = six() | {at("06.total.project"): 0, at("06.204.project"): 0, at("06.2040201.project"): fen(3)}
    merged = merge(empty("sichuan-2020"), recognised(figures, ROWS))
    assert at("06.total.project") not in merged.accounts.checks
    assert merged.accounts.checks[at("06.204.project")] == 0


def test_the_state_of_a_table() -> None:
    found = recognised(six(), {**ROWS, "09": ()}, empty_tables=["11"])
    status = merge(empty("sichuan-2020"), found).accounts.status
    assert (status["06"], status["09"], status["11"], status["13"]) == (FILLED, FILLED, NO_DATA, "未填")


def test_precisions_that_differ_are_told() -> None:
    found = recognised(six() | {at("02.2040201.other"): fen("1.234567")}, ROWS)
    tables = {**found.tables, "02": replace(found.tables["02"], step=1)}
    merged = merge(empty("sichuan-2020"), replace(found, tables=tables))
    (told,) = [one for one in merged.findings if one.rule == "import-mixed-precision"]
    assert (told.level, told.sheet) == (Level.HINT, "封面")
    assert "公开02表精确到分，公开06表只有两位小数" in told.message
    reads_well(told)


def test_exact_tables_into_a_rounded_book_leave_it_rounded() -> None:
    given = generated_accounts("sichuan-2020", 3, exact=False)
    merged = merge(given, recognised(six(), ROWS, step=1))
    assert merged.accounts.info["precision"] == ROUNDED
    assert "import-mixed-precision" in {one.rule for one in merged.findings}


@pytest.mark.parametrize(
    ("info", "rule", "words"),
    [
        ({"unit_name": "另一个局"}, "import-other-unit", "“另一个局”"),
        ({"year": "2019"}, "import-other-year", "--prior"),
        ({"year": "2017"}, "import-other-year", "2017年度"),
    ],
)
def test_another_unit_or_year_is_told(info: dict[str, str], rule: str, words: str) -> None:
    merged = merge(empty("sichuan-2020"), recognised(six(), ROWS, info=info))
    (told,) = merged.findings
    assert (told.rule, told.level) == (rule, Level.EXPLAIN)
    assert words in told.message + told.remedy
    assert ("--prior" in told.remedy) == (info.get("year") == "2019")
    assert not merged.complete
    assert merged.accounts.info["year"] == "2020"
    reads_well(told)


def test_blank_fields_of_the_cover_are_filled() -> None:
    book = empty("sichuan-2020", unit="")
    merged = merge(book, recognised(six(), ROWS, info={"unit_name": "某市某局", "year": "2020"}))
    assert merged.accounts.info["unit_name"] == "某市某局"
    assert merged.findings == ()


def test_another_name_is_told_and_no_code_is_made() -> None:
    found = replace(recognised(six(), ROWS), names={"2040201": "行政运转", "204": "公共 安全支出"})
    merged = merge(empty("sichuan-2020"), found)
    (told,) = merged.findings
    assert (told.rule, told.level) == ("import-other-name", Level.HINT)
    assert "行政运转" in told.message
    reads_well(told)
    assert merged.accounts.own_codes == {}


def test_a_code_that_nobody_knows_does_not_come_in() -> None:
    figures = six() | {at("06.2999999.basic"): fen(7)}
    merged = merge(empty("sichuan-2020"), recognised(figures, {"06": (*ROWS["06"], "2999999")}))
    (told,) = merged.unplaced
    assert told.place.row == 15
    assert "2999999" not in merged.accounts.rows["06"]


def test_a_row_that_other_tables_do_not_give_is_told() -> None:
    figures = six() | {at("09.2040202.amount"): fen(7)}
    merged = merge(empty("sichuan-2020"), recognised(figures, {**ROWS, "09": ("2040202",)}))
    (told,) = merged.findings
    assert (told.rule, told.cell, told.actual) == ("import-misfit", "", 0)
    assert "由其他表带出" in told.message
    reads_well(told)


def test_a_persons_note_stays_with_the_adjustment() -> None:
    found, by_hand = sample_printed("panzhihua-2020")
    merged = merge(by_hand, found)
    assert {one.cell: one.note for one in merged.accounts.adjustments} == {
        one.cell: one.note for one in by_hand.adjustments
    }


def test_the_counts_of_a_table() -> None:
    figures = six(**{"06.20402.basic": "30.02"})
    (told,) = merge(empty("sichuan-2020"), recognised(figures, ROWS)).tables
    assert str(told) == "公开06表：录入2格，核对数8格，尾差3处"
