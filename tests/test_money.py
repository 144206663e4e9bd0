"""Amounts: what is read, what is refused, how it is rounded and printed, case by case."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, localcontext

import pytest

from juesuan.money import (
    FEN_PER_WAN,
    FEN_PER_YUAN,
    LIMIT_WAN,
    Unit,
    format_wan,
    is_blank,
    parse,
    round_half_up,
    round_ratio,
    round_wan,
)
from tests.amounts import LIMIT_FEN, refusal


def test_the_units_fit_together() -> None:
    assert FEN_PER_WAN == 10_000 * FEN_PER_YUAN
    assert parse(1) == FEN_PER_WAN
    assert parse(1, Unit.YUAN) == FEN_PER_YUAN
    assert LIMIT_WAN == 1_000_000_000


# --- what is read ------------------------------------------------------------------------------------------


BLANKS = {
    "空单元格": None,
    "空文本": "",
    "空格": "  ",
    "全角空格": "\u3000",
    "网页粘贴的不间断空格": "\xa0",
    "零宽字符": "\u200b\ufeff",
    "换行和制表符": "\r\n\t",
}


@pytest.mark.parametrize("value", BLANKS.values(), ids=BLANKS)
def test_blank_is_not_zero(value: object) -> None:
    assert is_blank(value)
    assert parse(value) is None
    assert parse(value, Unit.YUAN) is None


def test_every_unicode_space_is_blank() -> None:
    spaces = [chr(code) for code in range(sys.maxunicode + 1) if chr(code).isspace()]
    assert len(spaces) > 20
    assert [space for space in spaces if not is_blank(space)] == []


@pytest.mark.parametrize("value", [0, 0.0, "0", "0.00", "-0", False, "-", "x", float("nan")])
def test_what_holds_something_is_not_blank(value: object) -> None:
    assert not is_blank(value)


WAN_CASES: dict[str, tuple[object, int]] = {
    # 数值单元格
    "整数": (12, 12_000_000),
    "零": (0, 0),
    "负零": (-0.0, 0),
    "两位小数": (1503.52, 1_503_520_000),
    "精确到分": (0.000001, 1),
    "六位小数的负数": (-1503.524567, -1_503_524_567),
    "浮点尾差": (0.1 + 0.2, 300_000),
    "浮点尾差相减": (4.35 - 1.10, 3_250_000),
    "十五位有效数字": (123456789.123456, 123_456_789_123_456),
    "十六位才露出的尾数": (123456789.12345601, 123_456_789_123_456),
    "十进制数": (Decimal("1503.524567"), 1_503_524_567),
    "带多余零的十进制数": (Decimal("1.2300000000"), 1_230_000),
    "科学记数的十进制数": (Decimal("1.5E+3"), 1_500_000_000),
    "指数很大的零": (Decimal("0E+999999"), 0),
    "上限之内": (999_999_999.999999, LIMIT_FEN - 1),
    # 文本单元格
    "文本型数字": ("1503.52", 1_503_520_000),
    "文本前后有空格": ("\u3000 1503.52\xa0", 1_503_520_000),
    "计算器粘贴的方向符": ("\u202d1503.52\u202c", 1_503_520_000),
    "千分位": ("1,234,567.89", 1_234_567_890_000),
    "全角": ("１，２３４．５０", 1_234_500_000),
    "半角全角混用": ("1，234.５", 1_234_500_000),
    "前导零": ("007.50", 7_500_000),
    "省略整数位": (".50", 500_000),
    "省略整数位的负数": ("-.5", -500_000),
    "正号": ("+12", 12_000_000),
    "全角正号": ("＋12", 12_000_000),
    "负号": ("-12.5", -12_500_000),
    "全角负号": ("－12.5", -12_500_000),
    "数学负号": ("−12.5", -12_500_000),
    "短横线负号": ("–12.5", -12_500_000),
    "文本负零": ("-0.00", 0),
    "括号负数": ("(1,234.50)", -1_234_500_000),
    "全角括号负数": ("（1,234.50）", -1_234_500_000),
    "括号里的零": ("(0.00)", 0),
    "人民币符号": ("¥1,234.50", 1_234_500_000),
    "全角人民币符号": ("￥1,234.50", 1_234_500_000),
    "人民币符号在后": ("1,234.50￥", 1_234_500_000),
    "负号在人民币符号前": ("-¥12", -12_000_000),
    "负号在人民币符号后": ("¥-12", -12_000_000),
    "括号和人民币符号": ("(¥12)", -12_000_000),
    "文本末尾多余的零": ("1.230000000000000000000000000000", 1_230_000),
}


@pytest.mark.parametrize(("value", "fen"), WAN_CASES.values(), ids=WAN_CASES)
def test_a_cell_in_wan_is_read(value: object, fen: int) -> None:
    result = parse(value)
    assert result == fen
    assert type(result) is int


YUAN_CASES: dict[str, tuple[object, int]] = {
    "整数元": (15_035_245, 1_503_524_500),
    "角分": (15035245.67, 1_503_524_567),
    "千分位文本": ("15,035,245.67", 1_503_524_567),
    "括号负数": ("（0.01）", -1),
    "上限之内": (9_999_999_999_999.99, LIMIT_FEN - 1),
}


@pytest.mark.parametrize(("value", "fen"), YUAN_CASES.values(), ids=YUAN_CASES)
def test_a_cell_in_yuan_is_read(value: object, fen: int) -> None:
    assert parse(value, Unit.YUAN) == fen


def test_the_decimal_context_of_the_caller_changes_nothing() -> None:
    with localcontext() as context:
        context.prec = 3
        assert parse("123,456,789.123456") == 123_456_789_123_456
        assert round_ratio(2 * 10**12, 3, 2) == Decimal("666666666666.67")


# --- what is refused ---------------------------------------------------------------------------------------


NOT_AMOUNTS = (
    "-", "—", "——", "/", "无", "合计", "¥", "()", "(-)", "+", ".", ",",
    "12.3.4", "12..3", "5.", "1.2,3", "1,23", "12,34", "1234,567", "1,,234", ",123", "0,123", "1,234,56",
    "1 234", "- 5", "¥ 5", "1\u3000234", "( 5 )", "1\n2",
    "12%", "１２％", "1e3", "1E+3", "0x10", "1_000", "nan", "inf", "Infinity", "12a", "O.5", "$5", "'5",
    "=1+2", "--5", "+-5", "5-", "5–10", "—5", "‐5", "(-5)", "-(5)", "(5", "5)", "((5))", "¥¥5", "¥5¥", "¥(5)",
    "-¥-5", "٣", "①", "²", "五", "壹佰", "１。５", "TRUE", "2020-12-31",
)  # fmt: skip


@pytest.mark.parametrize("text", NOT_AMOUNTS)
def test_nothing_is_guessed(text: str) -> None:
    assert refusal(text) == f"内容“{' '.join(text.split())}”不是金额，请改填数字或留空"


REFUSALS: dict[str, tuple[object, str]] = {
    "逻辑值真": (True, "是逻辑值 TRUE，请改填数字"),
    "逻辑值假": (False, "是逻辑值 FALSE，请改填数字"),
    "日期": (date(2020, 12, 31), "是日期，请把单元格格式改为数值后重填"),
    "日期时间": (datetime(2020, 12, 31, tzinfo=UTC), "是日期，请把单元格格式改为数值后重填"),
    "时间": (time(8, 30), "是时间，请把单元格格式改为数值后重填"),
    "时长": (timedelta(hours=30), "是时间，请把单元格格式改为数值后重填"),
    "非数": (float("nan"), "不是有效的数值，请重新填写"),
    "无穷大": (float("-inf"), "不是有效的数值，请重新填写"),
    "十进制非数": (Decimal("sNaN"), "不是有效的数值，请重新填写"),
    "小于一分": (12.3456789, "有小于1分的尾数（12.3456789万元），请四舍五入到分"),
    "小于一分的文本": ("0.0000005", "有小于1分的尾数（0.0000005万元），请四舍五入到分"),
    "小于一分的十进制数": (Decimal("-0.0000001"), "有小于1分的尾数（-0.0000001万元），请四舍五入到分"),
    "相减留下的尾数": (0.3 - 0.1 - 0.2, "有小于1分的尾数（-2.77556E-17万元），请四舍五入到分"),
    "小得写不下": (Decimal("1E-999999"), "有小于1分的尾数（1E-999999万元），请四舍五入到分"),
    "长尾数": ("1.0000000000000000000001", "有小于1分的尾数（1.000000000000000000…万元），请四舍五入到分"),
    "上限": (LIMIT_WAN, "达到或超过10亿万元，请核对金额和单位"),
    "负的上限": (-LIMIT_WAN, "达到或超过10亿万元，请核对金额和单位"),
    "上限文本": ("1,000,000,000.00", "达到或超过10亿万元，请核对金额和单位"),
    "极大": (1e300, "达到或超过10亿万元，请核对金额和单位"),
    "极大的整数": (10**5000, "达到或超过10亿万元，请核对金额和单位"),
    "极大的十进制数": (Decimal("1E+999999"), "达到或超过10亿万元，请核对金额和单位"),
    "十五位时到上限": (999_999_999.9999999, "达到或超过10亿万元，请核对金额和单位"),
    "带万元": ("12万元", "内容“12万元”带有单位，请只填数字，单位应写在表头"),
    "带元": ("1,234.50 元", "内容“1,234.50 元”带有单位，请只填数字，单位应写在表头"),
    "带亿元": ("１.5亿元", "内容“１.5亿元”带有单位，请只填数字，单位应写在表头"),
    "带元整": ("¥100元整", "内容“¥100元整”带有单位，请只填数字，单位应写在表头"),
    "只有单位": ("万元", "内容“万元”不是金额，请改填数字或留空"),
    "看不见的字符": ("1\u200b234", "内容“1\u200b234”含有看不见的字符，请重新录入"),
    "长文本": ("本" * 50, f"内容“{'本' * 20}…”不是金额，请改填数字或留空"),
    "表格软件的错误": ("Err:502", "是错误值 Err:502，请修正公式或改填数字"),
}


@pytest.mark.parametrize(("value", "message"), REFUSALS.values(), ids=REFUSALS)
def test_a_refusal_says_what_is_wrong(value: object, message: str) -> None:
    assert refusal(value) == message


@pytest.mark.parametrize(
    "text", ["#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", " #n/a "]
)
def test_an_error_value_is_named(text: str) -> None:
    assert refusal(text) == f"是错误值 {text.strip()}，请修正公式或改填数字"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (15035245.675, "有小于1分的尾数（15035245.675元），请四舍五入到分"),
        (LIMIT_WAN * 10_000, "达到或超过10亿万元，请核对金额和单位"),
    ],
)
def test_a_refusal_in_yuan_speaks_of_yuan(value: object, message: str) -> None:
    assert refusal(value, Unit.YUAN) == message


@pytest.mark.parametrize("value", [b"1", [1], object(), 1j])
def test_what_no_spreadsheet_gives_is_a_bug_and_not_a_finding(value: object) -> None:
    with pytest.raises(TypeError):
        parse(value)


# --- rounding and printing ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fen", "digits", "rounded"),
    [
        (1_503_524_999, 2, 1_503_520_000),
        (1_503_525_000, 2, 1_503_530_000),
        (-1_503_525_000, 2, -1_503_530_000),
        (2_675_000, 2, 2_680_000),  # 2.675 as a float is less than that
        (4_999, 2, 0),
        (-5_000, 2, -10_000),
        (500_000, 0, 1_000_000),
        (1_234_567, 6, 1_234_567),
    ],
)
def test_wan_is_rounded_half_up(fen: int, digits: int, rounded: int) -> None:
    assert round_wan(fen, digits) == rounded


@pytest.mark.parametrize(
    ("numerator", "denominator", "digits", "text"),
    [
        (100 * 1, 3, 2, "33.33"),
        (100 * 2, 3, 2, "66.67"),
        (100 * 1, 8, 2, "12.50"),
        (1, 8, 2, "0.13"),
        (-1, 8, 2, "-0.13"),
        (1, -8, 2, "-0.13"),
        (-1, -8, 2, "0.13"),
        (0, -7, 2, "0.00"),
        (-1, 1000, 2, "0.00"),
        (5, 2, 0, "3"),
        (100 * 10**40, 3 * 10**40, 4, "33.3333"),
    ],
)
def test_a_ratio_is_rounded_exactly(numerator: int, denominator: int, digits: int, text: str) -> None:
    assert str(round_ratio(numerator, denominator, digits)) == text


@pytest.mark.parametrize(
    ("fen", "digits", "text"),
    [
        (1_503_520_000, 2, "1,503.52"),
        (1_503_525_000, 2, "1,503.53"),
        (-1_503_525_000, 2, "-1,503.53"),
        (0, 2, "0.00"),
        (-4_999, 2, "0.00"),
        (-5_000, 2, "-0.01"),
        (999_995_000, 2, "1,000.00"),
        (1_234_567_500_000, 0, "1,234,568"),
        (-400_000, 0, "0"),
        (1_503_524_567, 6, "1,503.524567"),
        (1_503_000_000, None, "1,503.00"),
        (1_503_500_000, None, "1,503.50"),
        (1_503_524_560, None, "1,503.52456"),
        (-1, None, "-0.000001"),
        (0, None, "0.00"),
        (LIMIT_FEN - 1, None, "999,999,999.999999"),
    ],
)
def test_wan_is_printed(fen: int, digits: int | None, text: str) -> None:
    assert format_wan(fen, digits) == text
    assert format_wan(fen, digits, thousands=False) == text.replace(",", "")


def test_two_digits_are_printed_unless_said_otherwise() -> None:
    assert format_wan(1_503_524_567) == "1,503.52"
    assert round_wan(1_503_524_567) == 1_503_520_000


def test_wrong_arguments_are_bugs() -> None:
    for digits in (-1, 7):
        with pytest.raises(ValueError, match="digits"):
            round_wan(1, digits)
        with pytest.raises(ValueError, match="digits"):
            format_wan(1, digits)
    for step in (0, -100):
        with pytest.raises(ValueError, match="step"):
            round_half_up(1, step)
    with pytest.raises(ValueError, match="digits"):
        round_ratio(1, 3, -1)
    for numerator in (0, 1):
        with pytest.raises(ZeroDivisionError):
            round_ratio(numerator, 0, 2)


def test_the_module_is_light() -> None:
    code = "import sys, juesuan.money; print(sorted({'pandas', 'openpyxl', 'xlwings'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
