"""The remarks below the charts have their values in files too, the same as the formulas give."""

from __future__ import annotations

from pathlib import Path

import pytest

from juesuan.book.chart_blocks import AMOUNT, LABEL, chart_blocks
from juesuan.book.file import FileBook
from juesuan.book.sheetpart import Content
from juesuan.narrate_file import analyse_file, narrate_file
from juesuan.spec import load_format
from juesuan.template.remarks import NOTHING_YET, remark, remark_cell
from tests.narrative.made import made_bytes
from tests.office import convert, needs_office

BOOKS = [("sichuan-2024", 3), ("sichuan-2020", 4), ("shanghai-2024", 2)]


def remarks(path: Path, form: str) -> list[object]:
    """What stands below each chart."""
    grid = FileBook.open(path).grid("图表")
    places = [remark_cell(one.number) for one in chart_blocks(load_format(form))]
    assert not grid.uncalculated.intersection(places)
    return [grid.value(*at) for at in places]


def test_the_three_cases() -> None:
    pie = next(one for one in chart_blocks(load_format("sichuan-2020")) if one.is_pie)
    columns = next(one for one in chart_blocks(load_format("sichuan-2020")) if not one.is_pie)
    assert remark(pie).value == f"{pie.label}：{NOTHING_YET}"
    assert remark(pie, "各部分都是零。").value == f"{pie.label}：各部分都是零。"
    assert remark(pie, "本年收入", drawn=True).value == ""
    assert remark(columns, "有负数。").value == ""
    assert remark(columns).value == f"{columns.label}：{NOTHING_YET}"
    for key in (LABEL, AMOUNT):
        assert pie.reference(key, 1) in str(remark(pie).formula)


@pytest.mark.office
@needs_office
@pytest.mark.parametrize(("form", "seed"), BOOKS)
def test_files_hold_what_the_office_calculates(tmp_path: Path, form: str, seed: int) -> None:
    path = tmp_path / "b.xlsx"
    path.write_bytes(made_bytes(form, seed))
    narrate_file(path)
    convert([path], "xlsx", tmp_path / "calculated", recalculate=True)
    written = remarks(path, form)
    assert written == remarks(tmp_path / "calculated" / "b.xlsx", form)
    before = path.read_bytes()
    analyse_file(path)
    assert path.read_bytes() == before


def test_a_remark_that_a_person_changed_is_left_alone(tmp_path: Path) -> None:
    form, seed = BOOKS[0]
    book = FileBook.from_bytes(made_bytes(form, seed))
    book.part("图表").set_cell(*remark_cell(1), Content("我的说明"))
    path = tmp_path / "b.xlsx"
    path.write_bytes(book.to_bytes())
    narrate_file(path)
    assert remarks(path, form)[0] == "我的说明"
