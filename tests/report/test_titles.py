"""Titles of several lines: a part's number on its own line, no character alone on the last one."""

from __future__ import annotations

from math import ceil

import pytest

from juesuan.report.fit import ems
from juesuan.report.paper import PORTRAIT, TWIPS
from juesuan.report.titles import divided, even, lines_of
from tests.report.reader import W

UNIT = "某省某市某新区直属机关事务管理与公共资源交易服务中心（某新区政府采购监督管理办公室）及所属事业单位"


def side_of(text: str, size: float) -> int:
    found = even(text, size)
    assert found == () or found[0].get(f"{W}left") == found[0].get(f"{W}right")
    return int(found[0].get(f"{W}left", "0")) if found else 0


def test_a_short_title_is_left_alone() -> None:
    assert divided("第四部分　附件", 18) == "第四部分　附件"
    assert even("第四部分　附件", 18) == ()
    assert even("", 22) == ()


def test_a_long_title_of_a_part_is_divided_behind_its_number() -> None:
    text = "第三部分　成都市高新区市政管理局2024年度部门决算情况说明"
    assert divided(text, 18) == text.replace("　", "\n")
    assert lines_of(divided(text, 18), 18) == 2
    assert even(divided(text, 18), 18) == ()


@pytest.mark.parametrize("length", range(21, len(UNIT) + 1))
def test_the_lines_of_a_long_title_are_alike(length: int) -> None:
    text, size = UNIT[:length], 22
    width = PORTRAIT.room[0] - 2 * side_of(text, size) / TWIPS
    on_a_line = int(width / size)
    assert ceil(ems(text) / on_a_line) <= lines_of(text, size)
    last = length - on_a_line * (ceil(length / on_a_line) - 1)
    assert last >= 4, "no remnant on the last line"
