"""The worksheet functions: what a cell shows, the same as 分析 and 情况说明 have it, and what it says of mistakes."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from juesuan import udf, udf_sentence
from juesuan.analysis.changes import change
from juesuan.analysis.shares import share
from juesuan.money import parse, round_wan
from juesuan.spec import available_formats, load_format
from juesuan.udf import JS_CHANGE, JS_CHANGE_RATE, JS_CODE_NAME, JS_EXPLAIN, JS_SHARE, JS_SUBTOTAL

ITEM = "一般公共预算财政拨款支出"


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (1, 3, 33.33),
        (2.005, 4.01, 50.12),  # both as printed: 2.01 of 4.01
        (-1, 8, -12.5),
        (0, 8, 0),
        ("１，２３４．５０", " 2,469 ", 50),
        ("(1)", 8, -12.5),
        (1, 0, ""),
        (1, 0.004, ""),  # printed as zero
        (None, 8, ""),
        ("　", 8, ""),
        (1, None, ""),
    ],
)
def test_a_share(part: object, whole: object, shown: object) -> None:
    assert JS_SHARE(part, whole) == shown


@pytest.mark.parametrize(
    ("decimals", "shown"), [(0, 33), (1, 33.3), (4.0, 33.3333), (None, 33.33), ("", 33.33)]
)
def test_decimals(decimals: object, shown: float) -> None:
    assert JS_SHARE(1, 3, decimals) == shown
    assert JS_CHANGE_RATE(4, 3, decimals) == shown


@pytest.mark.parametrize(("now", "before"), [(1503.52, 1503.25), (0.1, 0.3), (5, -2), (0, 7), (7, 0), (0, 0)])
def test_a_change_is_that_of_the_analysis(now: float, before: float) -> None:
    fen, last = parse(now), parse(before)
    assert fen is not None
    assert last is not None
    found = change(fen, last)
    assert parse(JS_CHANGE(now, before)) == found.amount
    rate = JS_CHANGE_RATE(now, before)
    assert rate == ("" if found.rate is None else float(found.rate))
    whole = share(round_wan(fen), round_wan(last))
    assert JS_SHARE(now, before) == ("" if whole is None else float(whole))


def test_figures_are_taken_as_printed() -> None:
    assert JS_CHANGE(10.005, 10.004) == 0.01
    assert JS_CHANGE_RATE(10.005, 10.004) == 0.1
    assert JS_CHANGE(0.1 + 0.2, 0.3) == 0


@pytest.mark.parametrize(("now", "before"), [(None, 1), (1, None), ("", ""), (None, None)])
def test_a_blank_is_not_zero(now: object, before: object) -> None:
    assert JS_CHANGE(now, before) == ""
    assert JS_CHANGE_RATE(now, before) == ""
    assert JS_EXPLAIN(now, before, ITEM) == ""


@pytest.mark.parametrize(
    ("args", "shown"),
    [
        (("2040201",), "行政运行"),
        ((2040201.0,), "行政运行"),
        ((" 301 ",), "工资福利支出"),
        (("30101", "经济分类"), "基本工资"),
        (("30101", "经济"), "基本工资"),
        (("201", "functional"), "一般公共服务支出"),
        (("2040201", None, "sichuan-2020"), "行政运行"),
        ((None,), ""),
    ],
)
def test_the_name_of_a_code(args: tuple[Any, ...], shown: str) -> None:
    assert JS_CODE_NAME(*args) == shown


CODES = [["201"], ["20103"], ["2010301"], ["2010302"], ["合计"], [None], ["202"], ["20201"]]
AMOUNTS = [[6], [6], [1.5], ["４．５"], [99], [99], [7], [7]]


@pytest.mark.parametrize(
    ("parent", "shown"),
    [("201", 6), ("20103", 6), (201.0, 6), (None, 13), ("202", 7), ("203", ""), ("2010301", "")],
)
def test_a_subtotal_counts_no_amount_twice(parent: object, shown: object) -> None:
    assert JS_SUBTOTAL(CODES, AMOUNTS, parent) == shown


def test_subtotals_are_exact_and_blanks_are_left_out() -> None:
    assert JS_SUBTOTAL([["20101"]] * 3, [[0.1], [0.2], [None]], "201") == 0.3
    assert JS_SUBTOTAL([["20101"]], [[None]], "201") == ""
    assert JS_SUBTOTAL("20101", 5, "201") == 5


@pytest.mark.parametrize(
    ("now", "before", "shown"),
    [
        (3, 2, f"与上年相比，{ITEM}增加1.00万元，增长50.00%。"),
        (2, 3, f"与上年相比，{ITEM}减少1.00万元，下降33.33%。"),
        (2, 2.004, f"与上年相比，{ITEM}持平。"),
        (2, 0, f"与上年相比，{ITEM}增加2.00万元，上年没有发生。"),
        (0, 2, f"与上年相比，{ITEM}减少2.00万元，下降100.00%，本年没有发生。"),
        (0, 0, "与上年持平，两年均未发生。"),
        (1234.5, 1000, f"与上年相比，{ITEM}增加234.50万元，增长23.45%。"),
    ],
)
def test_a_sentence(now: float, before: float, shown: str) -> None:
    assert JS_EXPLAIN(now, before, ITEM) == shown


def test_a_cause_follows_a_change_and_nothing_else() -> None:
    assert JS_EXPLAIN(3, 2, "支出", "人员增加。").endswith("增长50.00%。主要变动原因：人员增加。")
    assert JS_EXPLAIN(3, 2, "支出", "人员增加", "shanghai-2024").endswith("主要原因：人员增加。")
    assert JS_EXPLAIN(2, 2, "支出", "人员增加") == "与上年相比，支出持平。"
    assert JS_EXPLAIN(3, 2, "支出", "。") == JS_EXPLAIN(3, 2, "支出")


@pytest.mark.parametrize("form", available_formats())
def test_the_words_are_those_of_the_format(form: str) -> None:
    """Each variant of the narrative's own sentence, with 上 for the year."""
    variants = load_format(form).narrative.sentences[udf_sentence.CHANGE].variants
    pairs = {
        "增加": (3, 2),
        "减少": (2, 3),
        "持平": (2, 2),
        "新增": (2, 0),
        "不再发生": (0, 2),
        "两年均无": (0, 0),
    }
    assert {*pairs, "未知"} == set(variants)
    for key, (now, before) in pairs.items():
        found = change(now * 1_000_000, before * 1_000_000)
        values = {
            "last_year": "上",
            "name": "支出",
            "change": f"{Decimal(abs(now - before)):.2f}",
            "rate": "" if found.rate is None else f"{abs(found.rate):.2f}",
        }
        pieces = variants[key].pieces
        expected = "".join(one if isinstance(one, str) else values[one.path[0]] for one in pieces)
        assert JS_EXPLAIN(now, before, "支出", None, form) == expected


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: JS_SHARE("abc", 1), "部分内容“abc”不是金额，请改填数字或留空。"),
        (lambda: JS_SHARE(1, "12万元"), "总数内容“12万元”带有单位，请只填数字，单位应写在表头。"),
        (lambda: JS_SHARE("#N/A", 1), "部分是错误值 #N/A，请修正公式或改填数字。"),
        (lambda: JS_CHANGE(True, 1), "本年数是逻辑值 TRUE，请改填数字。"),
        (lambda: JS_CHANGE(1, 10**9), "上年数达到或超过10亿万元，请核对金额和单位。"),
        (lambda: JS_CHANGE([[1, 2]], 1), "应该只选一个单元格，请改选。"),
        (lambda: JS_SHARE(1, 3, 7), "小数位数应是0到6的整数，请改写。"),
        (lambda: JS_SHARE(1, 3, "二"), "小数位数应是0到6的整数，请改写。"),
        (lambda: JS_CODE_NAME("999"), "科目编码“999”不在功能分类或经济分类科目表里，请核对编码。"),
        (lambda: JS_CODE_NAME("301", "功能分类"), "科目编码“301”不在功能分类科目表里，请核对编码。"),
        (lambda: JS_CODE_NAME("301", "政府"), "没有“政府”这种分类，请写“功能分类”或“经济分类”。"),
        (lambda: JS_CODE_NAME("#REF!"), "引用的单元格是错误值 #REF!，请先修正。"),
        (lambda: JS_SUBTOTAL([["201"], ["202"]], [[1]]), "编码有2格，金额有1格，请选一样多的行。"),
        (
            lambda: JS_SUBTOTAL([["20101"]], [["多"]], "201"),
            "第1行的金额内容“多”不是金额，请改填数字或留空。",
        ),
        (lambda: JS_EXPLAIN(1, 2, ""), "没有写明是哪个项目，请在第三个参数里写项目的名称。"),
        (lambda: JS_EXPLAIN(-1, 0, "支出"), "上年为零而本年为负数，没有合适的句子，请自己写。"),
    ],
)
def test_a_mistake_is_told_in_the_cell(call: Any, words: str) -> None:
    assert call() == f"错误：{words}"


def test_an_unknown_format_names_those_there_are() -> None:
    told = JS_CODE_NAME("201", None, "beijing-1999")
    assert told.startswith("错误：没有公开格式“beijing-1999”，请从这些中选一个：")
    assert "sichuan-2020" in told


def test_a_bug_is_logged_once_and_told_with_its_number(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def broken(*_: object) -> None:
        raise RuntimeError("a bug of the test")

    monkeypatch.setattr(udf, "change", broken)
    first, second = JS_CHANGE(1, 2), JS_CHANGE(3, 4)
    assert first == second
    (log,) = tmp_path.glob("juesuan-*.log")
    assert log.stem.removeprefix("juesuan-") in first
    assert "a bug of the test" in log.read_text(encoding="utf-8")


def test_the_module_is_light_and_needs_no_windows() -> None:
    code = (
        "import sys, juesuan.udf as u; assert u.JS_SHARE(1, 4) == 25; "
        "print(sorted({'openpyxl', 'lark', 'yaml', 'docx', 'lxml', 'juesuan.spec.load', 'win32com'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.stdout.strip() == "[]"


def test_buttons_do_without_it() -> None:
    code = "import sys, juesuan.buttons, juesuan.button; print('juesuan.udf' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "False"
