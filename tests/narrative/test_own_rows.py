"""Rows of 情况说明 from one regeneration to the next: own texts stay with their paragraph, added rows with their neighbour."""

from __future__ import annotations

from collections.abc import Sequence

from juesuan.book.sheetpart import Content
from juesuan.narrative.paragraphs import Written
from juesuan.narrative.render import Mark
from juesuan.narrative.sheet import (
    ADDED,
    DIFFERS,
    GENERATED,
    MISSING,
    ORPHAN,
    OWN,
    Row,
    Standing,
    digest_of,
    figures_of,
    rows_of,
    state_text,
)


def paragraph(key: str, amount: str = "", *, missing: str = "") -> Written:
    """A paragraph with one figure: 甲支出348.00万元。"""
    if missing:
        return Written(key, "text", "一", "", (), missing)
    text = f"{key}支出{amount}万元。" if amount else f"{key}没有支出。"
    marks = (Mark(len(key) + 2, len(key) + 2 + len(amount), f"{key}.amount", "分析!B6"),) if amount else ()
    return Written(key, "text", "一", text, marks)


def standing(rows: Sequence[Row], own: dict[str, str] | None = None) -> list[Standing]:
    """The rows as they stand on the sheet after being written, with what people type into them by key."""
    found = []
    for at, row in enumerate(rows, 5):
        text = (own or {}).get(row.written.key, row.own)
        digest = digest_of(row.own) if row.own else ""
        known = tuple(figures_of(row.written))
        typed = Content(text or None)
        found.append(Standing(at, row.written.key, row.written.section, row.written.text, text, known, row.bound, digest, typed))  # fmt: skip
    return found


def added(text: str) -> Standing:
    return Standing(0, "", "", "", text, typed=Content(text))


def shown(rows: Sequence[Row]) -> list[tuple[str, str, str]]:
    return [(one.written.key, one.own, state_text(one)) for one in rows]


FIRST = [paragraph("甲", "348.00"), paragraph("乙", "52.00"), paragraph("丙", "3.88")]
TEXT = "甲项目支出348.00万元，修路3.5公里。"


def test_without_own_texts_everything_is_generated() -> None:
    rows = rows_of(FIRST, [])
    assert [one.state for one in rows] == [GENERATED] * 3
    assert rows_of(FIRST, standing(rows)) == rows


def test_an_own_text_is_marked_and_unmarked_with_its_figure() -> None:
    rows = rows_of(FIRST, standing(rows_of(FIRST, []), {"甲": TEXT}))
    assert shown(rows)[0] == ("甲", TEXT, OWN)
    for amount, state in (
        ("400.00", f"{DIFFERS}：348.00应为400.00"),
        ("3.50", f"{DIFFERS}：348.00应为3.50"),
        ("348.00", OWN),
    ):
        rows = rows_of([paragraph("甲", amount), *FIRST[1:]], standing(rows))
        assert shown(rows)[0] == ("甲", TEXT, state)


def test_a_text_written_after_the_figure_had_changed_is_bound_to_what_it_was_written_beside() -> None:
    """The sheet showed 348.00 when the person wrote; the next regeneration finds 400.00."""
    old = standing(rows_of(FIRST, []), {"甲": TEXT})
    rows = rows_of([paragraph("甲", "400.00"), *FIRST[1:]], old)
    assert shown(rows)[0][2] == f"{DIFFERS}：348.00应为400.00"


def test_a_text_that_is_written_anew_is_bound_anew() -> None:
    rows = rows_of(FIRST, standing(rows_of(FIRST, []), {"甲": TEXT}))
    rows = rows_of([paragraph("甲", "400.00"), *FIRST[1:]], standing(rows))
    rows = rows_of([paragraph("甲", "400.00"), *FIRST[1:]], standing(rows, {"甲": "甲项目支出400.00万元。"}))
    assert shown(rows)[0][2] == OWN


def test_a_paragraph_that_vanishes_leaves_its_text_at_the_end_and_takes_it_back() -> None:
    rows = rows_of(FIRST, standing(rows_of(FIRST, []), {"甲": TEXT}))
    for _ in range(3):  # however often nothing is there
        rows = rows_of(FIRST[1:], standing(rows))
        assert shown(rows) == [("乙", "", GENERATED), ("丙", "", GENERATED), ("甲", TEXT, ORPHAN)]
    assert shown(rows_of(FIRST, standing(rows)))[0] == ("甲", TEXT, OWN)
    back = rows_of([paragraph("甲", "400.00"), *FIRST[1:]], standing(rows))
    assert shown(back)[0] == ("甲", TEXT, f"{DIFFERS}：348.00应为400.00")
    assert len(back) == 3


def test_a_figure_that_is_not_known_for_a_while() -> None:
    """The paragraph is still there but says nothing: the mark stays as long as it says nothing."""
    rows = rows_of(FIRST, standing(rows_of(FIRST, []), {"甲": TEXT}))
    for _ in range(3):
        rows = rows_of([paragraph("甲", missing="请填写。"), *FIRST[1:]], standing(rows))
        assert shown(rows)[0] == ("甲", TEXT, f"{DIFFERS}：348.00已没有对应的数")
    assert shown(rows_of(FIRST, standing(rows)))[0][2] == OWN


def test_a_text_in_a_paragraph_that_waits_is_bound_when_its_figures_come() -> None:
    waiting = [paragraph("甲", missing="请填写。")]
    rows = rows_of(waiting, standing(rows_of(waiting, []), {"甲": TEXT}))
    rows = rows_of(waiting, standing(rows))
    assert shown(rows) == [("甲", TEXT, OWN)]
    rows = rows_of(FIRST[:1], standing(rows))
    assert shown(rows) == [("甲", TEXT, OWN)]
    rows = rows_of([paragraph("甲", "400.00")], standing(rows))
    assert shown(rows) == [("甲", TEXT, f"{DIFFERS}：348.00应为400.00")]


def test_blanks_are_no_text_and_a_text_taken_away_is_generated_again() -> None:
    rows = rows_of(FIRST, standing(rows_of(FIRST, []), {"甲": TEXT}))
    rows = rows_of(FIRST, standing(rows, {"甲": ""}))
    assert shown(rows)[0] == ("甲", "", GENERATED)
    assert state_text(rows_of([paragraph("丁", missing="请填写。")], [])[0]) == f"{MISSING}：请填写。"


# rows that people added


def test_added_rows_stay_behind_their_neighbour() -> None:
    rows = standing(rows_of(FIRST, []))
    with_added = [added("前言"), rows[0], added("甲之一"), added("甲之二"), *rows[1:], added("后记")]
    found = rows_of(FIRST, with_added)
    expected = ["前言", "甲", "甲之一", "甲之二", "乙", "丙", "后记"]
    assert [one.own or one.written.key for one in found] == expected
    assert [one.state for one in found if one.own] == [ADDED] * 4
    assert rows_of(FIRST, standing(found)) == found
    more = [paragraph("新", "1.00"), *FIRST]
    assert [one.own or one.written.key for one in rows_of(more, standing(found))] == [
        "前言",
        "新",
        *expected[1:],
    ]


def test_when_the_neighbour_goes_the_one_before_it_is_the_neighbour() -> None:
    rows = standing(rows_of(FIRST, []))
    found = rows_of([FIRST[0], FIRST[2]], [*rows[:2], added("乙的补充"), rows[2]])
    assert [one.own or one.written.key for one in found] == ["甲", "乙的补充", "丙"]


def test_with_a_text_that_is_kept_at_the_end_go_the_rows_behind_it() -> None:
    rows = standing(rows_of(FIRST, []), {"乙": "乙支出52.00万元。"})
    found = rows_of([FIRST[0], FIRST[2]], [*rows[:2], added("乙的补充"), rows[2]])
    assert [one.own or one.written.key for one in found] == ["甲", "丙", "乙支出52.00万元。", "乙的补充"]
    back = rows_of(FIRST, standing(found))
    assert [one.own or one.written.key for one in back] == ["甲", "乙支出52.00万元。", "乙的补充", "丙"]


def test_first_of_all_goes() -> None:
    rows = standing(rows_of(FIRST, []))
    found = rows_of(FIRST[1:], [rows[0], added("甲的补充"), *rows[1:]])
    assert [one.own or one.written.key for one in found] == ["甲的补充", "乙", "丙"]
