"""Which code rows a book has: typed ones, those taken over, the parents of both."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from juesuan.book.accounts import Accounts
from juesuan.compute.rows import AUTO, PARENT, TYPED, complete_rows
from juesuan.spec.model import Cell
from tests.compute.small import SICHUAN, book, cell, change, form_of, typed, values, without_row

OFFICE, POLICE, PENSION = "2040201", "2040220", "2080505"


def rows(accounts: Accounts, table: str) -> list[str]:
    return list(accounts.rows[table])


# Parents


def test_parents_are_added_in_the_order_of_codes() -> None:
    found = book({f"06 {PENSION} basic": "3", f"06 {OFFICE} basic": "1"})
    assert rows(found, "06") == ["204", "20402", OFFICE, "208", "20805", PENSION]
    assert found.laid["06"] == {
        "204": PARENT,
        "20402": PARENT,
        OFFICE: TYPED,
        "208": PARENT,
        "20805": PARENT,
        PENSION: TYPED,
    }


def test_a_unit_may_stop_at_a_section_or_at_a_class() -> None:
    found = book({"06 20402 basic": "1", "06 213 project": "2"})
    assert rows(found, "06") == ["204", "20402", "213"]
    assert (found.laid["06"]["20402"], found.laid["06"]["213"]) == (TYPED, TYPED)


def test_a_section_with_an_item_below_it_becomes_a_parent() -> None:
    found = change(book({"06 20402 basic": "1"}), {"06 20402 basic": None, f"06 {OFFICE} basic": "1"})
    assert complete_rows(found).laid["06"] == {"204": PARENT, "20402": PARENT, OFFICE: TYPED}


def test_parents_go_with_their_last_child() -> None:
    found = without_row(book({f"06 {OFFICE} basic": "1", f"06 {PENSION} basic": "1"}), "06", PENSION)
    assert rows(complete_rows(found), "06") == ["204", "20402", OFFICE]


def test_a_typed_code_stays_though_it_holds_nothing() -> None:
    found = change(book({f"06 {OFFICE} basic": "1"}), {f"06 {OFFICE} basic": None})
    assert rows(complete_rows(found), "06") == ["204", "20402", OFFICE]


# Rows taken over


def test_rows_are_taken_over_from_several_tables() -> None:
    found = book(
        {
            f"06 {OFFICE} basic": "1",
            "11 2120802 project": "2",
            "13 2239901 basic": "3",
            "02 2080501 other": "4",
        }
    )
    assert rows(found, "03") == ["204", "20402", OFFICE, "212", "21208", "2120802", "223", "22399", "2239901"]
    assert found.laid["03"][OFFICE] == AUTO
    assert rows(found, "07") == rows(found, "06")
    assert rows(found, "02") == ["208", "20805", "2080501"]


def test_a_row_taken_over_goes_when_its_table_has_it_no_longer() -> None:
    before = book({f"06 {OFFICE} basic": "1", f"06 {PENSION} basic": "1"})
    assert PENSION in rows(before, "03")
    after = complete_rows(without_row(before, "06", PENSION))
    assert rows(after, "03") == rows(after, "07") == ["204", "20402", OFFICE]


def test_a_row_taken_over_stays_where_something_was_typed() -> None:
    before = book({f"06 {OFFICE} basic": "1", f"06 {PENSION} basic": "1"})
    noted = change(before, {f"03 {PENSION} operating": "0"})
    after = complete_rows(without_row(noted, "06", PENSION))
    assert rows(after, "03") == ["204", "20402", OFFICE, "208", "20805", PENSION]
    assert after.laid["03"][PENSION] == TYPED
    assert PENSION not in rows(after, "07")


def test_what_another_table_has_anyway_is_not_the_persons_row() -> None:
    found = book({f"06 {OFFICE} basic": "1", f"03 {OFFICE} operating": "2"})
    assert found.laid["03"][OFFICE] == AUTO
    gone = complete_rows(without_row(without_row(found, "06", OFFICE), "03", OFFICE))
    assert rows(gone, "03") == []


# Rows with an amount in another table


def test_only_rows_with_an_amount() -> None:
    found = book({f"06 {OFFICE} basic": "1", f"06 {POLICE} project": "2", f"06 {PENSION} project": "0"})
    assert rows(found, "09") == ["204", "20402", POLICE]
    assert found.laid["09"] == {"204": PARENT, "20402": PARENT, POLICE: AUTO}


def test_parents_whose_children_cancel_out_stand_above_them() -> None:
    found = book({f"06 {OFFICE} project": "5", f"06 {POLICE} project": "-5"})
    assert rows(found, "09") == ["204", "20402", OFFICE, POLICE]
    assert values(found, "09 204 amount") == {"09 204 amount": "0"}


def test_nothing_is_typed_where_only_rows_with_an_amount_stand() -> None:
    found = typed({f"06 {POLICE} project": "2"})
    stray = replace(found, rows={**found.rows, "09": (OFFICE,)})
    assert rows(complete_rows(stray), "09") == ["204", "20402", POLICE]


ONLY = """
title: 一
sheet: 一
panels:
  - columns:
      - {key: code, role: code, label: 编码}
      - {key: name, role: name, label: 名称}
      - {key: x, label: 甲, derive: "offered[@row, x]"}
    rows: [{key: total, label: 合计}, {codes: kind, only: "offered[@row, x]"}]
"""
OFFERED = """
title: 二
sheet: 二
panels:
  - columns:
      - {key: code, role: code, label: 编码}
      - {key: name, role: name, label: 名称}
      - {key: x, label: 甲, offer: "typed[@row, x]"}
    rows: [{key: total, label: 合计}, {codes: kind, rows_from: [typed]}]
"""
TYPED_TABLE = """
title: 三
sheet: 三
panels:
  - columns:
      - {key: code, role: code, label: 编码}
      - {key: name, role: name, label: 名称}
      - {key: x, label: 甲}
    rows: [{key: total, label: 合计}, {codes: kind}]
"""


def test_rows_with_an_amount_that_is_only_offered(tmp_path: Path) -> None:
    """The offer of a row that is new counts at once, whatever the order of the tables."""
    form = form_of(tmp_path, only=ONLY, offered=OFFERED, typed=TYPED_TABLE)
    found = book({"typed 2010101 x": "1", "typed 20102 x": "0"}, form)
    assert rows(found, "offered") == ["201", "20101", "2010101", "20102"]
    assert rows(found, "only") == ["201", "20101", "2010101"]
    assert complete_rows(found) == found


# Detail rows


def test_details_stand_below_their_code_and_are_kept() -> None:
    lines = {f"09 {POLICE}/装备 amount": "1.5", f"09 {POLICE}/信息 amount": "0.5"}
    found = book({f"06 {POLICE} project": "2", **lines})
    assert rows(found, "09") == ["204", "20402", POLICE, f"{POLICE}/信息", f"{POLICE}/装备"]
    assert found.laid["09"][f"{POLICE}/信息"] == TYPED
    assert values(found, f"09 {POLICE} amount", "09 total amount") == {
        f"09 {POLICE} amount": "2",
        "09 total amount": "2",
    }


def test_details_keep_their_code_when_its_amount_is_gone() -> None:
    found = change(
        book({f"06 {POLICE} project": "2", f"09 {POLICE}/装备 amount": "2"}), {f"06 {POLICE} project": "0"}
    )
    assert rows(complete_rows(found), "09") == ["204", "20402", POLICE, f"{POLICE}/装备"]


# Offered cells


def test_leaves_that_are_new_hold_their_offer() -> None:
    found = book({f"06 {OFFICE} basic": "1", "02 2080501 other": "4"})
    assert found.offered == {cell(f"03 {OFFICE} basic"), cell(f"03 {OFFICE} project")}
    assert values(found, f"03 {OFFICE} basic") == {f"03 {OFFICE} basic": "1"}


def test_what_a_person_typed_over_an_offer_is_not_offered_again() -> None:
    found = change(book({f"06 {OFFICE} basic": "1"}), {f"03 {OFFICE} basic": "1.5"})
    again = complete_rows(found)
    assert again.offered == {cell(f"03 {OFFICE} project")}
    assert values(again, f"03 {OFFICE} basic") == {f"03 {OFFICE} basic": "1.5"}


def test_an_offer_that_a_person_cleared_stays_cleared() -> None:
    found = book({f"06 {OFFICE} basic": "1"})
    cleared = replace(found, offered=found.offered - {cell(f"03 {OFFICE} basic")})
    assert complete_rows(cleared).offered == {cell(f"03 {OFFICE} project")}


def test_parents_have_no_offer_and_get_it_when_their_children_are_gone() -> None:
    found = book({f"06 {OFFICE} basic": "1"})
    assert cell("03 20402 basic") not in found.offered
    above = change(without_row(found, "06", OFFICE), {"06 20402 basic": "1"})
    above = complete_rows(without_row(above, "03", OFFICE))
    assert rows(above, "03") == ["204", "20402"]
    assert above.offered == {cell("03 20402 basic"), cell("03 20402 project")}


# Always


CODES = [code for code in SICHUAN.classifications["functional"].codes if code.startswith(("204", "208"))]


@settings(max_examples=25, deadline=None)
@given(
    st.dictionaries(
        st.tuples(
            st.sampled_from(["02", "06", "11", "13"]),
            st.sampled_from(CODES),
            st.sampled_from(["basic", "project", "income"]),
        ),
        st.integers(-3, 3),
        max_size=12,
    )
)
def test_complete_rows_are_complete(figures: dict[tuple[str, str, str], int]) -> None:
    cells = {
        Cell(*one): amount
        for one, amount in figures.items()
        if one[2] in SICHUAN.tables[one[0]].panels[0].by_key
    }
    keys = {one.table for one in cells}
    given_rows = {key: tuple({one.row: None for one in cells if one.table == key}) for key in keys}
    found = complete_rows(Accounts(SICHUAN, typed=cells, rows=given_rows))
    assert complete_rows(found) == found
    for key, codes in found.rows.items():
        assert list(codes) == sorted(codes)
        assert set(codes) == set(found.laid[key])
        assert set(given_rows.get(key, ())) <= set(codes)
