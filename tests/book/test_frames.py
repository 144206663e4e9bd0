"""Tables go out as DataFrames and come back."""

from __future__ import annotations

import pytest

from juesuan.book.frames import table_frame, typed_from_frame, wide_frame
from juesuan.compute.recompute import recompute
from tests.books import accounts


def test_the_typed_cells_of_a_table_come_back() -> None:
    sample = accounts("panzhihua-2020")
    frame = table_frame(sample, sample.typed, "06")
    typed = {cell: amount for cell, amount in sample.typed.items() if cell.table == "06"}
    assert len(typed) > 5
    assert typed_from_frame(frame, "06") == typed


def test_a_table_as_people_read_it() -> None:
    sample = accounts("panzhihua-2020")
    wide = wide_frame(sample, recompute(sample).values, "06")
    assert list(wide.columns) == ["合计", "基本支出", "项目支出"]
    assert list(wide.loc["合计"]) == pytest.approx([7970.77, 5044.97, 2925.8])
