"""The tables that a report prints itself: found by their titles, read as figures of the format that fits."""

from __future__ import annotations

from decimal import Decimal

from juesuan.money import FEN_PER_WAN
from juesuan.spec.model import Cell
from juesuan.tieout.document import Block, Document, Paragraph, RawTable
from juesuan.tieout.own_tables import own_tables, sheets_of
from juesuan.tieout.tieout import own_world, tie_out
from tests.tieout.cases import HEADINGS, TITLE

TABLE = RawTable(
    (
        ("功能分类科目编码", "科目名称", "合计", "基本支出", "项目支出"),
        ("合计", None, "100.00", "80.00", "20.00"),
        ("208", "社会保障和就业支出", "90.00", "70.00", "20.00"),
        ("20801", "人力资源和社会保障管理事务", "80.00", "60.00", "20.00"),
        ("2080101", "行政运行", "60.00", "60.00", "0.00"),
        ("2080105", "劳动保障监察", "20.00", "0.00", "20.00"),
        ("20805", "行政事业单位养老支出", "10.00", "10.00", "0.00"),
        ("2080505", "机关事业单位基本养老保险缴费支出", "10.00", "10.00", "0.00"),
        ("221", "住房保障支出", "10.00", "10.00", "0.00"),
        ("22102", "住房改革支出", "10.00", "10.00", "0.00"),
        ("2210201", "住房公积金", "10.00", "10.00", "0.00"),
    )
)
HEAD = ("一般公共预算财政拨款支出决算表", "公开06表", "编制单位：某市劳动就业局", "单位：万元")
TEXT = "2024年一般公共预算财政拨款支出{}万元，占本年支出合计的100.00%。"


def of_blocks(*blocks: Block | str) -> Document:
    return Document(
        "docx", "报告.docx", tuple(Paragraph(one) if isinstance(one, str) else one for one in blocks)
    )


def test_a_table_is_read_by_its_title_and_heads() -> None:
    found = own_tables(of_blocks(TITLE, *HEAD, TABLE), ("sichuan-2020",))
    assert found is not None
    assert set(found.recognised.tables) == {"06"}
    assert found.recognised.amounts[Cell("06", "total", "total")] == 100 * FEN_PER_WAN
    assert found.recognised.rows["06"][0] == "208"


def test_the_text_is_checked_against_the_reports_own_table() -> None:
    blocks = (*HEAD, TABLE)
    for printed, rules in (("100.00", []), ("101.00", ["D06"])):
        document = of_blocks(TITLE, HEADINGS["general"], TEXT.format(printed), "第五部分附表", *blocks)
        assert [one.rule for one in tie_out(document).issues if one.rule == "D06"] == rules


def test_the_world_of_a_report_knows_its_tables_only() -> None:
    world = own_world(of_blocks(TITLE, *HEAD, TABLE))
    known = world.current("general")
    assert known is not None
    assert known.value == Decimal(100)
    assert world.current("three") is None
    assert (world.year, world.units[0]) == (2024, "某市劳动就业局")


def test_without_tables_there_are_none() -> None:
    assert own_tables(of_blocks(TITLE, "收入若干。")) is None


def test_a_table_of_another_kind_is_no_table_of_the_format() -> None:
    other = RawTable((("指标", "目标", "完成"), ("数量", "10", "10"), ("质量", "95%", "96%")))
    assert own_tables(of_blocks(TITLE, "绩效目标完成情况", other), ("sichuan-2020",)) is None


def test_short_lines_around_a_table_belong_to_it() -> None:
    long = "这一段文字说明支出的情况，" * 6
    (sheet,) = sheets_of(of_blocks("甲", long, *HEAD, TABLE, "注：本表反映支出情况。", long))
    texts = [row[0] for row in sheet.rows if len(row) == 1]
    assert texts == [*HEAD, "注：本表反映支出情况。"]


def test_two_tables_are_two_sheets() -> None:
    first, second = sheets_of(of_blocks("甲表", TABLE, "乙表", TABLE))
    assert (first.sheet, second.sheet) == ("第1张表", "第2张表")
    assert ["乙表"] in second.rows
    assert ["甲表"] not in second.rows
