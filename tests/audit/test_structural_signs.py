"""D14 and D30: the signs of causes, and that one cause has one amount."""

from __future__ import annotations

import pytest

from juesuan.findings import Level
from tests.audit.beside import WAN, cause, row
from tests.audit.test_structural_causes import (
    CARS,
    GENERAL,
    RECEPTION,
    ROWS,
    THREE,
    TOTAL,
)
from tests.audit.views import alone, bare, told, view_of
from tests.book.test_read_rows import Cells
from tests.books import accounts

NEXT = len(ROWS)


def amount(number: int) -> str:
    return row("causes", number, "amount")


def test_the_sample_is_right() -> None:
    assert [one for key in ("D14", "D30") for one in told(view_of(), key)] == []
    assert [one for key in ("D14", "D30") for one in told(bare(accounts("panzhihua-2020")), key)] == []


# ---- D14


def test_less_with_a_positive_amount() -> None:
    words = ("变动原因第6行“减少项目经费”的影响金额177.83万元是正数，与文字的方向相反", "减少填负数")
    found = alone(view_of({amount(1): 177.83}), "D14", Level.ERROR, amount(1), *words)
    assert (found.actual, found.cells) == (177_830_000, ("causes.收入支出总计.指挥中心弱电项目经费",))


def test_more_with_a_negative_amount() -> None:
    alone(
        view_of({amount(3): -17.9}), "D14", Level.ERROR, amount(3), "“增加项目经费”的影响金额-17.90万元是负数"
    )


@pytest.mark.parametrize(("text", "value"), [("取消培训", 3), ("压减会议费", 3), ("核减基数", 3), ("下降", 3), ("新增编制", -3), ("追加经费", -3), ("上升", -3), ("增长", -3)])  # fmt: skip
def test_the_words(text: str, value: float) -> None:
    cells = cause(NEXT, measure="人员经费", text=text, amount=value)
    (found,) = told(view_of(cells), "D14")
    assert found.place == amount(NEXT)
    assert told(view_of({**cells, amount(NEXT): -value}), "D14") == []


@pytest.mark.parametrize("text", ["上年减少的人员本年补齐", "人员减少后补齐", "不再新增"])
def test_words_that_only_stand_inside(text: str) -> None:
    for value in (5, -5):
        assert told(view_of(cause(NEXT, measure="人员经费", text=text, amount=value)), "D14") == []


def test_causes_that_go_the_other_way() -> None:
    cells: Cells = {**cause(NEXT, measure=RECEPTION, text="来访增多", amount=0.2)}
    words = ("“公务接待费支出”所列原因合计增加0.20万元，而公务接待费支出比上年减少0.32万元，方向相反",)
    found = alone(view_of(cells), "D14", Level.EXPLAIN, amount(NEXT), *words)  # another cause may outweigh it
    assert (found.expected, found.actual) == (-320_000, 200_000)
    cells[row("causes", ROWS.index(RECEPTION), "text")] = None
    cells[row("causes", ROWS.index(RECEPTION), "measure")] = None
    alone(view_of(cells), "D14", Level.ERROR, amount(NEXT), "方向相反")


def test_a_wrong_sign_may_turn_all_causes_around() -> None:
    found = told(view_of({amount(0): 1221.14}), "D14")
    assert [(one.place, one.level) for one in found] == [(amount(0), Level.EXPLAIN)]


# ---- D30


def test_one_cause_with_two_amounts() -> None:
    words = (
        "变动原因“指挥中心弱电项目经费”的影响金额不同：",
        "“收入支出总计”中-177.83万元、“财政拨款收入支出总计”中-177.38万元、“一般公共预算财政拨款支出”中-177.83万元（第6行、第14行、第21行），",
        "确实不同的，请说明",
    )
    found = alone(view_of({amount(9): -177.38}), "D30", Level.EXPLAIN, amount(9), *words)
    assert (found.expected, found.actual) == (-177_830_000, -177_380_000)


def test_one_item_with_two_amounts() -> None:
    cells = cause(9, text="弱电项目")
    assert told(view_of(cells), "D30") == []
    found = alone(view_of({**cells, amount(9): -170}), "D30", Level.EXPLAIN, amount(9))
    assert found.cells == ("causes.弱电项目",)
    assert told(view_of({**cells, amount(9): -170, row("causes", 9, "item"): None}), "D30") == []


def test_one_text_for_several_items() -> None:
    cells = {
        **cause(NEXT, measure=TOTAL, text="按进度支付", amount=-5, item="甲项目"),
        **cause(NEXT + 1, measure=GENERAL, text="按进度支付", amount=-6, item="乙项目"),
    }
    assert told(view_of(cells), "D30") == []
    cells[row("causes", NEXT + 1, "item")] = "甲 项目"
    (found,) = told(view_of(cells), "D30")
    assert (found.expected, found.actual) == (-5 * WAN, -6 * WAN)


def test_several_rows_of_one_item_are_added_up() -> None:
    cells = {
        **cause(NEXT, measure=TOTAL, text="增人", amount=10, item="工资"),
        **cause(NEXT + 1, measure=TOTAL, text="增资", amount=20, item="工资"),
        **cause(NEXT + 2, measure=GENERAL, text="增人增资", amount=30, item="工资"),
    }
    assert told(view_of(cells), "D30") == []
    assert len(told(view_of({**cells, amount(NEXT + 2): 31}), "D30")) == 1
    cells.update(cause(NEXT + 2, text="增人", amount=10))  # 增资 is left out there
    assert told(view_of(cells), "D30") == []


def test_the_public_expenses_and_their_parts_share_a_cause() -> None:
    texts = {THREE: -13.05, CARS: -12.73, RECEPTION: -0.32}
    cells: Cells = {}
    for number, (measure, value) in enumerate(texts.items(), NEXT):
        cells = {**cells, **cause(number, measure=measure, text="疫情影响", amount=value)}
    assert told(view_of(cells), "D30") == []
    cells = {**cells, **cause(NEXT + 3, measure=TOTAL, text="疫情影响", amount=-20)}
    assert told(view_of(cells), "D30") == []
