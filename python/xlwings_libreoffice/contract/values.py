# ruff: noqa: S101, D103, DTZ001, FBT003 - tests
# mypy: disable-error-code="union-attr"
"""What goes into cells comes out of them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
import xlwings as xw


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (1, 1.0),
        (0.1, 0.1),
        (-1503.52, -1503.52),
        (123456789.123456, 123456789.123456),
        (2**53, float(2**53)),
        (Decimal("12.25"), 12.25),
        (np.int64(7), 7.0),
        (np.float64(7.5), 7.5),
        (float("nan"), None),
        (pd.NaT, None),
        ("一般公共预算", "一般公共预算"),
        (" 空格 ", " 空格 "),
        ("a\nb", "a\nb"),
        (True, True),
        (False, False),
        (np.bool_(True), True),
        (None, None),
        ("", None),
        (dt.datetime(2024, 2, 29, 13, 5, 7), dt.datetime(2024, 2, 29, 13, 5, 7)),
        (dt.date(2024, 2, 29), dt.datetime(2024, 2, 29)),
        (pd.Timestamp("2024-02-29 13:05:07"), dt.datetime(2024, 2, 29, 13, 5, 7)),
        (np.datetime64("2024-02-29T13:05:07"), dt.datetime(2024, 2, 29, 13, 5, 7)),
    ],
)
def test_a_value_comes_back(sheet: xw.Sheet, written: object, read: object) -> None:
    sheet["B2"].value = written
    got = sheet["B2"].value
    assert got == read
    assert type(got) is type(read)


def test_a_block_comes_back_with_its_types(sheet: xw.Sheet) -> None:
    moment = dt.datetime(2020, 12, 31)
    block = [[1.0, "文", None], [True, moment, 2.5], [None, False, "x"]]
    sheet["C3"].value = block
    assert sheet["C3:E5"].options(ndim=2).value == block
    assert sheet["C3:E3"].value == block[0]
    assert sheet["C3:C5"].value == [1.0, True, None]
    assert sheet["C3:C3"].options(ndim=2).value == [[1.0]]


def test_none_clears_a_cell(sheet: xw.Sheet) -> None:
    sheet["A1:B1"].value = [1, 2]
    sheet["A1"].value = [[None, 5]]
    assert sheet["A1:B1"].value == [None, 5.0]
    assert sheet["A1"].formula == ""


def test_a_scalar_fills_the_range(sheet: xw.Sheet) -> None:
    sheet["A1:B3"].value = 7
    assert sheet["A1:B3"].value == [[7.0, 7.0]] * 3


def test_numbers_can_be_read_as_int(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [1, 2.6]
    assert sheet["A1:B1"].options(numbers=int).value == [1, 3]


def test_empty_and_dates_options(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [dt.datetime(2020, 1, 2), None]
    assert sheet["A1:B1"].options(dates=dt.date, empty="-").value == [dt.date(2020, 1, 2), "-"]


def test_errors_are_none_unless_asked_for(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [
        ["=1/0", "=NA()", '="a"+1', '=INDIRECT("nowhere!A1")', "=10^308*10", "=nosuchfunction(1)"]
    ]
    assert sheet["A1:F1"].value == [None] * 6
    assert sheet["A1:F1"].options(err_to_str=True).value == [
        "#DIV/0!",
        "#N/A",
        "#VALUE!",
        "#REF!",
        "#NUM!",
        "#NAME?",
    ]


def test_codes_stay_text_in_text_cells(sheet: xw.Sheet) -> None:
    sheet["A1:A4"].number_format = "@"
    sheet["A1"].options(transpose=True).value = ["2080505", "007", "=A1", 301]
    assert sheet["A1:A4"].value == ["2080505", "007", "=A1", "301"]
    assert sheet["B1"].value is None
    sheet["B1"].formula = "=A1&A2"
    assert sheet["B1"].value == "2080505007"


def test_an_apostrophe_makes_text(sheet: xw.Sheet) -> None:
    sheet["A1"].value = "'00123"
    assert sheet["A1"].value == "00123"


def test_a_number_takes_the_place_of_a_boolean(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [True, 3]
    sheet["A1"].value = [1, 4]
    assert sheet["A1:B1"].value == [1.0, 4.0]
    assert type(sheet["A1"].value) is float


def test_a_date_brings_its_format(sheet: xw.Sheet) -> None:
    sheet["A1"].value = dt.date(2020, 1, 2)
    assert "yy" in sheet["A1"].number_format
    sheet["A2"].number_format = "yyyy/mm"
    sheet["A2"].value = dt.date(2020, 1, 2)
    assert sheet["A2"].number_format == "yyyy/mm"


def test_what_no_cell_can_hold_is_refused(sheet: xw.Sheet) -> None:
    with pytest.raises(TypeError):
        sheet["A1"].value = object()


def test_data_frames(sheet: xw.Sheet) -> None:
    frame = pd.DataFrame(
        {"编码": ["301", "302"], "金额": [1.5, np.nan], "日期": pd.to_datetime(["2020-01-01", "2021-02-03"])}
    )
    sheet["B2"].options(index=False).value = frame
    assert sheet["B2"].expand().address == "$B$2:$D$4"
    got = sheet["B2:D4"].options(pd.DataFrame, index=False).value
    assert list(got.columns) == list(frame.columns)
    assert got["编码"].tolist() == ["301", "302"]
    assert got["金额"].tolist()[0] == 1.5
    assert pd.isna(got["金额"].tolist()[1])
    assert got["日期"].tolist() == frame["日期"].tolist()
    sheet["G2"].value = frame.set_index("编码")[["金额"]].fillna(0)
    assert sheet["G2"].expand().options(pd.DataFrame).value.loc["302", "金额"] == 0


def test_numpy_arrays_and_dictionaries(sheet: xw.Sheet) -> None:
    sheet["A1"].value = np.arange(6).reshape(2, 3)
    assert sheet["A1:C2"].options(np.array).value.tolist() == [[0, 1, 2], [3, 4, 5]]
    sheet["E1"].value = {"a": 1.0, "b": 2.0}
    assert sheet["E1:F2"].options(dict).value == {"a": 1.0, "b": 2.0}


def test_text_cells_among_others(sheet: xw.Sheet) -> None:
    sheet["A1:A3"].number_format = "@"
    sheet["C1:C3"].number_format = "#,##0.00"
    sheet["A1"].value = [[2080505, "行政运行", 1.5], ["301", "x", "=C1*2"], ["=A1", None, True]]
    assert sheet["A1:C3"].value == [["2080505", "行政运行", 1.5], ["301", "x", 3.0], ["=A1", None, True]]
    assert [sheet[cell].number_format for cell in ("A1", "B1", "C1")] == ["@", "General", "#,##0.00"]


def test_notes_outlive_what_is_written_around_them(sheet: xw.Sheet) -> None:
    sheet["B2"].add_note("请核对")
    sheet["A1:C3"].value = [[1, "=A1", None], ["x", "=A1+1", 3], [None, None, None]]
    sheet["B2"].formula = "=A1+2"
    assert sheet["B2"].note.text == "请核对"
    assert sheet["B2"].value == 3
