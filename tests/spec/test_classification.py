"""Code lists: levels, parents, later files over earlier ones, a unit's own codes."""

from __future__ import annotations

from pathlib import Path

import pytest

from juesuan.spec import available_formats, load_format
from juesuan.spec.classification import (
    Classification,
    Code,
    ancestors,
    parent,
    read_classification,
    well_formed,
)

FIRST = """\
code,name,level,budget,confidence,note
201,一般公共服务支出,类,,high,
20101,人大事务,款,一般公共预算,medium,推断
2010101,行政运行,项,一般公共预算,low,
208,社会保障和就业支出,类,,high,
"""
SECOND = """\
code,name
20101,人大事务（2024）
2010102,一般行政管理事务
"""
THIRD = """\
code,name,confidence
20101,人大事务（2026）,high
"""


def read(folder: Path, *texts: str) -> Classification:
    files = [folder / f"{number}.csv" for number in range(len(texts))]
    for path, text in zip(files, texts, strict=True):
        path.write_text(text, encoding="utf-8")
    return read_classification("functional", files)


@pytest.mark.parametrize(
    ("code", "above", "all_above"),
    [("201", None, ()), ("20101", "201", ("201",)), ("2010101", "20101", ("20101", "201"))],
)
def test_above(code: str, above: str | None, all_above: tuple[str, ...]) -> None:
    assert parent(code) == above
    assert ancestors(code) == all_above


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("201", True),
        ("20101", True),
        ("2010101", True),
        ("", False),
        ("20", False),
        ("2010", False),
        ("201010", False),
        ("20101011", False),
        ("20A", False),
        ("２０１", False),
        ("²01", False),
        (" 201", False),
    ],
)
def test_the_form_of_a_code(text: str, expected: bool) -> None:
    assert well_formed(text) is expected


def test_levels_and_names(tmp_path: Path) -> None:
    codes = read(tmp_path, FIRST)
    assert list(codes.codes) == ["201", "20101", "2010101", "208"]
    assert [one.level for one in codes.codes.values()] == ["类", "款", "项", "类"]
    assert codes.name("20101") == "人大事务"
    assert "20101" in codes
    assert "20102" not in codes
    with pytest.raises(KeyError):
        codes.name("20102")


def test_later_files_correct_only_the_columns_that_they_have(tmp_path: Path) -> None:
    codes = read(tmp_path, FIRST, SECOND).codes
    assert codes["20101"] == Code("20101", "人大事务（2024）", "medium", "一般公共预算", "推断")
    assert codes["2010101"].name == "行政运行"
    assert codes["2010102"] == Code("2010102", "一般行政管理事务")
    codes = read(tmp_path, FIRST, SECOND, THIRD).codes
    assert codes["20101"] == Code("20101", "人大事务（2026）", "high", "一般公共预算", "推断")


def test_an_empty_field_corrects_nothing(tmp_path: Path) -> None:
    codes = read(tmp_path, FIRST, "code,name,confidence,note\n20101,人大事务,,\n").codes
    assert (codes["20101"].confidence, codes["20101"].note) == ("medium", "推断")


def test_a_later_file_may_bring_codes_below_an_earlier_one(tmp_path: Path) -> None:
    codes = read(tmp_path, FIRST, "code,name\n2080505,养老保险缴费\n20805,养老\n").codes
    assert list(codes)[-3:] == ["208", "20805", "2080505"]


def test_sections_of_classes_in_the_order_asked_for(tmp_path: Path) -> None:
    codes = read(tmp_path, FIRST + "20801,人力资源管理,款,,high,\n")
    assert [one.code for one in codes.sections_of(["208", "201"])] == ["208", "20801", "201", "20101"]


def test_own_codes_are_added_and_marked(tmp_path: Path) -> None:
    codes = read(tmp_path, FIRST)
    own = codes.with_own({"2019988": "本市专项支出", "20101": "人大"})
    assert list(own.codes) == ["201", "20101", "2010101", "2019988", "208"]
    assert own.codes["2019988"] == Code("2019988", "本市专项支出", own=True)
    assert own.codes["20101"].own
    assert own.name("20101") == "人大"
    assert not codes.codes["20101"].own
    assert codes.with_own({}) is codes


def test_marks_quotes_and_line_ends(tmp_path: Path) -> None:
    text = '\ufeffcode,name\r\n201,"服务, ""一般"""\r\n\r\n202,外交\r\n'
    (tmp_path / "list.csv").write_bytes(text.encode())
    codes = read_classification("functional", [tmp_path / "list.csv"])
    assert [one.name for one in codes.codes.values()] == ['服务, "一般"', "外交"]


@pytest.mark.parametrize("key", available_formats())
def test_the_bundled_lists_hold_every_code_above_another(key: str) -> None:
    for codes in load_format(key).classifications.values():
        assert all(above in codes for code in codes.codes for above in ancestors(code))
        assert all(one.name == one.name.strip() for one in codes.codes.values())
