"""Own texts: to which figure each number belongs, and that they are kept to the letter and marked exactly when one is off."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from juesuan.book.file import FileBook
from juesuan.book.sheetpart import Content
from juesuan.book.sheets import all_sections
from juesuan.money import format_wan, round_ratio, round_wan
from juesuan.narrate import plan_narrative
from juesuan.narrate_file import narrate_file, write_narrated
from juesuan.narrative.own import Disagreement, Known, bind, disagreements, tokens
from juesuan.spec import load_format
from tests.books import book_bytes
from tests.narrative.report import Report

SAMPLE = "panzhihua-2020"
FIGURES = [
    Known("income", "8362.40", "本年收入合计", "万元"),
    Known("expenditure", "8362.40", "本年支出合计", "万元"),
    Known("rate", "13.85", "收支总计各减少万元下降", "%"),
    Known("vehicles", "57", "共有公务用车", "辆"),
]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("总计8,414.20万元", ["8414.20"]),
        ("总计８４１４．２０万元", ["8414.20"]),
        ("下降13.85%，修路3.5公里", ["13.85", "3.5"]),
        ("第1、2项共1,200辆", ["1", "2", "1200"]),
        ("一是增加；二是减少", []),
    ],
)
def test_the_numbers_of_a_text(text: str, values: list[str]) -> None:
    assert [one.value for one in tokens(text)] == [Decimal(value) for value in values]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("下降13.85%", {0: "rate"}),
        ("支出合计8,362.40万元", {0: "expenditure"}),
        ("收入合计8362.40万元，支出合计8362.40万元", {0: "income", 1: "expenditure"}),
        ("支出合计8362.40万元，收入合计8362.40万元", {0: "expenditure", 1: "income"}),
        (
            "本年收入合计8362.04万元",
            {0: "income"},
        ),  # another value, but these words stand before one figure only
        ("修路3.5公里，投入8.00万元", {}),
        ("车57辆", {0: "vehicles"}),
        ("楼57层", {}),
    ],
)
def test_to_which_figure_a_number_belongs(text: str, expected: Mapping[int, str]) -> None:
    assert bind(text, FIGURES) == expected


def test_a_number_is_compared_with_its_own_figure_only() -> None:
    text = "支出合计8362.40万元"
    now = {"income": "8362.40", "expenditure": "9000.00"}
    assert disagreements(text, bind(text, FIGURES), now) == [Disagreement("8362.40", "9000.00")]
    assert disagreements(text, bind(text, FIGURES), {"income": "8362.40"}) == [Disagreement("8362.40", None)]
    assert disagreements(text, bind(text, FIGURES), {"expenditure": "8,362.40"}) == []


# In a workbook

OWN = "一般公共预算财政拨款支出7970.77万元，比2019年减少342.83万元（4.12%）；另修路3.5公里。"
SAID = ("7970.77", "342.83", "4.12")
ITEM = "执法办案支出1914.60万元，完成全年预算100%。"
COLUMNS = [one.key for one in all_sections(load_format("sichuan-2020"))["paragraphs"].section.columns]
KEY = COLUMNS.index("key")
LAST_YEAR = 8_313_600_000
ELSEWHERE = 7970.77 - 1914.60
"""What stands under the other items, in 万元."""


def find(path: Path, key: str) -> tuple[int, list[object]]:
    """Return the row of a paragraph and its cells."""
    for number, row in enumerate(Report(path.read_bytes()).rows("情况说明"), 1):
        if len(row) > KEY and row[KEY] == key:
            return number, list(row)
    raise KeyError(key)


def put(path: Path, cells: Mapping[tuple[str, int, int], object]) -> None:
    book = FileBook.open(path, for_writing=True)
    for (sheet, row, column), value in cells.items():
        book.part(sheet).set_cell(row, column, Content(value))  # type: ignore[arg-type]
    book.save()


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "决算.xlsx"
    path.write_bytes(book_bytes(SAMPLE))
    narrate_file(path)
    return path


def item_row(path: Path, code: str) -> int:
    return next(n for n, row in enumerate(Report(path.read_bytes()).rows("公开06表"), 1) if row[0] == code)


def spare_row(path: Path) -> int:
    return next(
        n for n, row in enumerate(Report(path.read_bytes()).rows("公开06表"), 1) if n > 7 and row[0] is None
    )


def test_fifty_regenerations(book: Path) -> None:
    """The figures change, come back, or stay; what is expected is reckoned here from the typed amounts alone."""
    row, _ = find(book, "general")
    item, _ = find(book, "item.2040220")
    put(book, {("情况说明", row, 4): OWN, ("情况说明", item, 4): ITEM})
    at, other = item_row(book, "2040220"), item_row(book, "2040202")
    marked = 0
    for turn in range(50):
        enforcement = (1914.60, 1914.60, 2014.60, 1800.00, 1914.61)[turn % 5]
        administration = (605.80, 505.80, 605.80, 605.80)[turn % 4]
        reception = (0.10, 0.20)[turn % 2]
        put(book, {("公开06表", at, 5): enforcement, ("公开06表", other, 5): administration,
                   ("其他重要事项", 54, 4): reception})  # fmt: skip
        narrate_file(book)
        total = round((ELSEWHERE - 605.80 + administration + enforcement) * 1e6)
        change = round_wan(total) - LAST_YEAR
        rate = round_ratio(abs(change) * 100, LAST_YEAR, 2)
        now = (format_wan(total, thousands=False), format_wan(abs(change), thousands=False), f"{rate}")
        off = [f"{said}应为{figure}" for said, figure in zip(SAID, now, strict=True) if said != figure]
        _, cells = find(book, "general")
        assert cells[3] == OWN
        assert cells[4] == (f"自写，有数不符：{'；'.join(off)}" if off else "自写"), turn
        marked += bool(off)
        _, cells = find(book, "item.2040220")
        assert cells[3] == ITEM
        spent = round_ratio(round(enforcement * 1e6) * 100, 1_914_600_000, 2)
        off = [f"1914.60应为{enforcement:.2f}"] if enforcement != 1914.60 else []
        off += [f"100应为{spent}"] if spent != 100 else []
        assert cells[4] == (f"自写，有数不符：{'；'.join(off)}" if off else "自写"), turn
    assert 10 < marked < 45


def test_an_own_text_follows_its_paragraph_when_rows_move(book: Path) -> None:
    row, _ = find(book, "item.2210201")
    put(book, {("情况说明", row, 4): "住房公积金335.37万元。"})
    narrate_file(book)
    spare = spare_row(book)
    put(book, {("公开06表", spare, 1): "2100101", ("公开06表", spare, 4): 12.34})
    narrate_file(book)
    moved, cells = find(book, "item.2210201")
    assert moved > row
    assert cells[3:5] == ["住房公积金335.37万元。", "自写"]
    assert find(book, "item.2100101")[1][3] is None


def test_a_text_whose_paragraph_is_gone_is_kept_and_comes_back(book: Path) -> None:
    row, _ = find(book, "item.2080801")
    put(book, {("情况说明", row, 4): "死亡抚恤3.88万元，用于家属。"})
    narrate_file(book)
    at = item_row(book, "2080801")
    budget = load_workbook(book)["预算数"]
    planned = next(row for row in range(6, 66) if budget.cell(row, 1).value == "2080801")
    put(book, {("公开06表", at, 1): None, ("公开06表", at, 2): None, ("公开06表", at, 4): None,
               ("预算数", planned, 1): None, ("预算数", planned, 4): None})  # fmt: skip
    narrate_file(book)
    _, cells = find(book, "item.2080801")
    assert cells[3:5] == ["死亡抚恤3.88万元，用于家属。", "自写，原段落已没有"]
    spare = spare_row(book)
    put(book, {("公开06表", spare, 1): "2080801", ("公开06表", spare, 4): 3.88})
    narrate_file(book)
    _, cells = find(book, "item.2080801")
    assert cells[3:5] == ["死亡抚恤3.88万元，用于家属。", "自写"]


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+增加", "第一段\n第二段", "🙂 办公", "A&B ‹局> “引号”", "长" * 5_000, "  前后有空格  "],
)
def test_a_text_is_kept_to_the_letter(text: str) -> None:
    book = FileBook.from_bytes(book_bytes(SAMPLE))
    write_narrated(book, plan_narrative(book))
    book = FileBook.from_bytes(book.to_bytes())
    grid = book.grid("情况说明")
    row = next(at for at in range(5, grid.height + 1) if grid.text(at, KEY + 1) == "capital")
    book.part("情况说明").set_cell(row, 4, Content(text))
    book = FileBook.from_bytes(book.to_bytes())
    write_narrated(book, plan_narrative(book))
    assert FileBook.from_bytes(book.to_bytes()).grid("情况说明").value(row, 4) == text


def test_a_row_that_somebody_added_stays_behind_its_neighbour(book: Path) -> None:
    last = max(one.row for one in Report(book.read_bytes()).paragraphs)
    put(book, {("情况说明", last + 1, 4): "另附说明一段。"})
    narrate_file(book)
    narrate_file(book)
    sheet = load_workbook(book)["情况说明"]
    assert [sheet.cell(last + 1, n).value for n in (4, 5)] == ["另附说明一段。", "自加段落"]
    assert sheet.cell(last + 2, 4).value is None
