"""Which numbers claim something, and which are dates, numbers of documents, ordinals, limits or masks."""

from __future__ import annotations

from decimal import Decimal

import pytest

from juesuan.tieout.figures import CLAIMING, Figure, Kind, figures
from juesuan.tieout.plain import plain


def read(text: str) -> list[Figure]:
    return figures(plain(text))


def one(text: str) -> Figure:
    (found,) = read(text)
    return found


@pytest.mark.parametrize(
    ("text", "wan", "step"),
    [
        ("支出12.50万元", "12.50", "0.01"),
        ("支出１２．５０ 万元", "12.50", "0.01"),
        ("支出1,234.5万元", "1234.5", "0.1"),
        ("支出125000元", "12.5", "0.0001"),
        ("支出125,000.00元", "12.5", "0.000001"),
        ("支出1.25亿元", "12500", "100"),
        ("支出125千元", "12.5", "0.1"),
        ("结余-3.20万元", "-3.20", "0.01"),
        ("支出0万元", "0", "1"),
    ],
)
def test_amounts_are_counted_in_wan(text: str, wan: str, step: str) -> None:
    found = one(text)
    assert found.kind is Kind.AMOUNT
    assert (found.wan, found.step) == (Decimal(wan), Decimal(step))


@pytest.mark.parametrize(
    ("text", "kind", "unit"),
    [
        ("增长7.14%", Kind.PERCENT, "%"),
        ("增长７．１４％", Kind.PERCENT, "%"),
        ("接待8批次", Kind.COUNT, "批次"),
        ("接待56人次", Kind.COUNT, "人次"),
        ("共有车辆5辆", Kind.COUNT, "辆"),
        ("设备3台套", Kind.COUNT, "台套"),
        ("出国团组2个", Kind.COUNT, "个"),
    ],
)
def test_percentages_and_counts(text: str, kind: Kind, unit: str) -> None:
    found = one(text)
    assert (found.kind, found.unit) == (kind, unit)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("2024年度", [Kind.YEAR]),
        ("2021—2024年", [Kind.YEAR, Kind.YEAR]),
        ("截至12月31日", [Kind.DATE, Kind.DATE]),
        ("为期3个月", [Kind.DATE]),
        ("第2季度", [Kind.DATE]),
        ("川财发〔2024〕15号", [Kind.REFERENCE, Kind.DATE]),
        ("按财预［2024］文办理", [Kind.OTHER]),
        ("第3次会议", [Kind.REFERENCE]),
        ("见表2", [Kind.REFERENCE]),
        ("科目2080101", [Kind.REFERENCE]),
        ("1.基本支出", [Kind.ORDINAL]),
        ("（2）项目支出", [Kind.ORDINAL]),
        ("包括：1、会议费；2、培训费", [Kind.ORDINAL, Kind.ORDINAL]),
    ],
)
def test_dates_document_numbers_and_ordinals_claim_nothing(text: str, kinds: list[Kind]) -> None:
    assert [found.kind for found in read(text)] == kinds
    assert not CLAIMING & set(kinds)


@pytest.mark.parametrize(
    "text",
    [
        "单价50万元以上的设备",
        "单价100万元（含）以上设备",
        "标准不超过5万元",
        "比例不低于60%",
        "人数在20人以下",
        "完成率超过95%",
        "降幅>10%",
    ],
)
def test_limits_claim_nothing(text: str) -> None:
    assert [found.kind for found in read(text)] == [Kind.LIMIT]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("支出12*万元", Kind.MASKED),
        ("提高0.5个百分点", Kind.OTHER),
        ("补助300元/人", Kind.OTHER),
        ("补助300元每人", Kind.OTHER),
        ("编号A123", None),
    ],
)
def test_masks_points_and_rates_claim_nothing(text: str, kind: Kind | None) -> None:
    assert [found.kind for found in read(text)] == ([kind] if kind else [])


def test_an_amount_after_an_ordinal_is_read() -> None:
    kinds = [(found.value, found.kind) for found in read("1.会议费2.00万元")]
    assert kinds == [(Decimal(1), Kind.ORDINAL), (Decimal("2.00"), Kind.AMOUNT)]


def test_a_dash_between_numbers_is_no_minus() -> None:
    assert [found.value for found in read("第3-5项")][1] == Decimal(5)
    assert one("差额-5.00万元").value == Decimal("-5.00")
