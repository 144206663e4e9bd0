"""How a long table lies over its pages: rows are shared out, no note and no column stands alone."""

from __future__ import annotations

import pytest

from juesuan.report.fit import INSIDE, SLACK, Need, blocks, ems, lines_in, shared
from juesuan.report.paging import SURE, Room, counts, even_height, stacked

PAGE = Room(page=400, first=40, last=15)


def test_rows_go_on_the_next_page_where_one_is_full() -> None:
    assert counts([100] * 9, PAGE) == [3, 4, 2]
    assert counts([100] * 3, PAGE) == [3]


def test_a_note_without_room_takes_a_page_of_its_own() -> None:
    assert counts([90] * 4, Room(400, 40, 15)) == [4, 0]
    assert counts([90] * 4, Room(400, 25, 15)) == [4]


def test_a_row_higher_than_a_page_is_a_page() -> None:
    assert counts([20, 900, 20], PAGE) == [1, 1, 1]


@pytest.mark.parametrize("rows", range(20, 160, 3))
def test_the_last_page_is_no_remnant_in_any_office(rows: int) -> None:
    heights = [14.0] * rows
    height = even_height([(heights, PAGE)], 14.0, 20.0)
    assert 14 <= height <= 20
    offices = [PAGE.part(one) for one in (SURE, 0.965, 0.975, 0.985, 1.0)]
    least = max(len(counts(heights, one)) for one in offices)
    for room in offices:
        found = counts([height] * rows, room)
        assert len(found) <= least
        assert len(found) == 1 or found[-1] >= max(found) * 0.3, found


def test_texts_that_just_fit_a_line_may_take_two() -> None:
    one, two = [14.0] * 72, [14.0 if n % 3 else 25.0 for n in range(72)]
    height = even_height([(two, PAGE), (one, PAGE)], 14.0, 20.0)
    for rows in (one, two):
        found = counts([max(height, least) for least in rows], PAGE)
        assert found[-1] >= max(found) * 0.3, found


def test_low_blocks_stand_on_a_page_together_and_notes_with_the_last() -> None:
    assert stacked([100, 100, 100, 100], PAGE, 10) == [False, False, False, True]
    assert stacked([160, 160], Room(400, 40, 0), 10) == [False, False]
    assert stacked([160, 160], Room(400, 40, 30), 10) == [False, True]


def test_a_code_in_a_column_of_its_own_width_takes_a_line() -> None:
    (width,) = shared([Need(ems("2120807"), ems("2120807"), 1)], 60, 9) or (0,)
    assert lines_in("2120807", ems("2120807") * 9 * SLACK + INSIDE, 9) == 1
    assert lines_in("2120807", width, 9) == 1
    assert lines_in("21208075", ems("2120807") * 9 * SLACK + INSIDE, 9) == 2
    assert lines_in("城乡社区支出", 6 * 9 * SLACK + INSIDE, 9) == 1
    assert lines_in("城乡社区支出", 5.5 * 9 * SLACK + INSIDE, 9) == 2
    assert lines_in("甲\n乙", 90, 9) == 2


def needs(count: int) -> list[Need]:
    return [Need(4, 4, 4)] * count


def widths_of(count: int, size: float = 10) -> float:
    return count * (4 * size * 1.04 + 5)


def test_a_group_stays_together_where_its_page_is_well_filled_without_it() -> None:
    groups = ["", "甲", "甲", "甲", "乙", "乙", "乙"]
    assert blocks(needs(7), 1, groups, widths_of(6), 10) == [[0, 1, 2, 3], [0, 4, 5, 6]]


def test_a_page_is_not_left_to_one_column_for_the_sake_of_a_group() -> None:
    groups = ["", "合计", *["甲"] * 8]
    assert blocks(needs(10), 1, groups, widths_of(6), 10) == [[0, 1, 2, 3, 4, 5], [0, 6, 7, 8, 9]]
