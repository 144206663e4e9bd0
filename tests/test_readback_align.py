"""Two versions of a text: which paragraph stands for which, and how a change is shown."""

from __future__ import annotations

from random import Random

import pytest

from juesuan.readback.align import Line, Link, align, alike, squeezed
from juesuan.readback.telling import window

A = "2020年本年收入合计7976.02万元，其中：一般公共预算财政拨款收入7602.53万元，占95.32%。"
B = "2020年本年支出合计8414.20万元，其中：基本支出5044.97万元，占59.96%；项目支出3369.23万元，占40.04%。"
C = "本部门严格执行中央八项规定，从严控制公务接待，全年没有安排因公出国（境）。"
D = "人员经费主要包括：基本工资、津贴补贴、奖金、住房公积金、离休费、抚恤金等。"
NEW = "经市政府批准，另有专项债券用于道路改造。"


def links(old: list[str | Line], new: list[str | Line]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    sides = [[one if isinstance(one, Line) else Line(one) for one in side] for side in (old, new)]
    return [(one.old, one.new) for one in align(*sides)]


PAIRED = [((0,), (0,)), ((1,), (1,)), ((2,), (2,))]
CASES: dict[str, tuple[list[str | Line], list[str | Line], list[tuple[tuple[int, ...], tuple[int, ...]]]]] = {
    "equal": ([A, B, C], [A, B, C], PAIRED),
    "blanks": ([A, B, C], [f"　　{A}", B.replace("：", "： "), C], PAIRED),
    "one edited": ([A, B, C], [A, B.replace("8414.20", "8414.30"), C], PAIRED),
    "all edited": ([A, B, C], [A[:30], B[5:], C + NEW], PAIRED),
    "one rewritten": ([A, B, C], [A, NEW, C], PAIRED),
    "added": ([A, B], [A, NEW, B], [((0,), (0,)), ((), (1,)), ((1,), (2,))]),
    "added beside an edited one": ([A, B], [A[:-5], NEW, B], [((0,), (0,)), ((), (1,)), ((1,), (2,))]),
    "gone": ([A, B, C], [A, C], [((0,), (0,)), ((1,), ()), ((2,), (1,))]),
    "divided": ([A, B, C], [A, B[:30], B[30:], C], [((0,), (0,)), ((1,), (1, 2)), ((2,), (3,))]),
    "merged": ([A, B, C], [A + B, C], [((0, 1), (0,)), ((2,), (1,))]),
    "divided in three": ([C + D + A, B], [C, D, A, B], [((0,), (0, 1, 2)), ((1,), (3,))]),
    "a place filled in": (
        [A, Line("【待填写】", open=True), B],
        [A, C, D, B],
        [((0,), (0,)), ((1,), (1, 2)), ((2,), (3,))],
    ),
    "no choice but in order": ([A, C, D, B], [A, NEW, NEW + "又", B], [((n,), (n,)) for n in range(4)]),
    "left alone": (
        [A, C, D, B],
        [A, NEW, B],
        [((0,), (0,)), ((1,), ()), ((2,), ()), ((), (1,)), ((3,), (2,))],
    ),
    "a heading is no text": (
        [A, Line("（一）总体情况", heading=True), B],
        [A, NEW, B],
        [((0,), (0,)), ((1,), ()), ((), (1,)), ((2,), (2,))],
    ),
    "nothing": ([], [A], [((), (0,))]),
}


@pytest.mark.parametrize("name", CASES)
def test_which_stands_for_which(name: str) -> None:
    old, new, wanted = CASES[name]
    assert links(old, new) == wanted


@pytest.mark.parametrize("seed", range(60))
def test_every_paragraph_is_there_once_and_in_order(seed: int) -> None:
    random = Random(seed)
    old = [random.choice((A, B, C, D)) + str(random.randint(0, 99)) for _ in range(random.randint(0, 30))]
    new: list[str] = []
    for text in old:
        kind = random.random()
        if kind < 0.1:
            continue
        cut = len(text) // 2
        new += [text[:cut], text[cut:]] if kind < 0.2 else [text[: cut + 9]] if kind < 0.4 else [text]
        new += [NEW] if kind > 0.9 else []
    found: list[Link] = align([Line(one) for one in old], [Line(one) for one in new])
    assert [n for one in found for n in one.old] == list(range(len(old)))
    assert [n for one in found for n in one.new] == list(range(len(new)))
    assert all(min(len(one.old), len(one.new)) <= 1 for one in found)
    same = {squeezed(one) for one in old if old.count(one) == 1} & {one for one in new if new.count(one) == 1}
    kept = {
        old[one.old[0]]
        for one in found
        if len(one.old) == 1 == len(one.new) and old[one.old[0]] == new[one.new[0]]
    }
    assert same == kept & same


def test_how_alike() -> None:
    assert alike(A, A) == 1
    assert alike(A, f"{A}又") > 0.9
    assert alike(A, C) < 0.2
    assert alike("", "") == 1


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("增加5.04万元，增长6.00%。", "增加5.14万元，增长6.00%。", ("增加5.04万元，增长6.00%。", "增加5.14万元，增长6.00%。")),
        ("甲" * 40 + "1,234.50万元" + "乙" * 40, "甲" * 40 + "1,234.60万元" + "乙" * 40,
         (f"…{'甲' * 10}1,234.50万元{'乙' * 8}…", f"…{'甲' * 10}1,234.60万元{'乙' * 8}…")),
        ("完。", "完。另有说明。", ("完。", "完。另有说明。")),
        ("", "新写的。", ("", "新写的。")),
    ],
)  # fmt: skip
def test_what_is_shown_of_a_change(before: str, after: str, shown: tuple[str, str]) -> None:
    assert window(before, after) == shown
