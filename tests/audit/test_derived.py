"""Derived cells that were written over, and values that nobody calculated.

In the sample 公开06表 row 12 is 2040219, C is 合计, D and E are typed; row 8 is the class 204.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from juesuan.audit.derived import expected_formulas, overwritten
from juesuan.audit.view import View
from juesuan.compute.recompute import recompute
from juesuan.compute.rows import complete_rows
from juesuan.findings import Finding, Level
from juesuan.spec.model import Cell, RowKind
from tests.audit.views import bare, reads_well, view_of
from tests.book.test_read_rows import Cells, Formula
from tests.books import accounts


def told(view: View) -> list[Finding]:
    computed = recompute(complete_rows(view.accounts)).values
    found = list(overwritten(view, expected_formulas(view), computed))
    for one in found:
        reads_well(one)
        assert one.level is Level.ERROR
    return found


def stored(view: View, place: Cell) -> Formula:
    """The formula of a cell as it stands, and its value."""
    value = view.standing.values[place] / 1_000_000
    return Formula(view.standing.formulas[place], value)


# ---- written over


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (400, "公式被改写成数400.00万元，重新计算应为348.00万元"),
        (348, "公式被改写成数348.00万元，与重新计算的结果相同，但以后不再随录入项变动"),
        (Formula("=D12+E12+1", 349), "公式被改为“=D12+E12+1”，现在是349.00万元，重新计算应为348.00万元"),
        (Formula("=E12", None), "公式被改为“=E12”，重新计算应为348.00万元"),
        (None, "公式被清除，现在是空白，重新计算应为348.00万元"),
        ("待核", "公式被改写成“待核”，重新计算应为348.00万元"),
    ],
)
def test_a_derived_cell_that_was_written_over(value: float | str | Formula | None, words: str) -> None:
    found = [one for one in told(view_of({"公开06表!C12": value})) if one.rule == "derived-overwritten"]
    assert [one.place for one in found] == ["公开06表!C12"]
    assert words in found[0].message
    assert found[0].message.startswith("公开06表第12行“2040219 信息化建设”合计是自动计算项，")
    assert (found[0].expected, found[0].cells) == (348_000_000, ("06.2040219.total",))
    assert "请点“重新计算”恢复公式" in found[0].remedy


def test_a_total_that_was_written_over() -> None:
    place = _place(view_of(), Cell("08", "public", "amount"))
    (found,) = told(view_of({place: 700}))  # 合计 is what it should be: nothing is to be said of it
    assert (found.rule, found.place) == ("derived-overwritten", place)


def test_a_sum_over_a_cell_that_was_written_over_is_not_stale() -> None:
    view = view_of()
    was = view.standing.values[Cell("06", "20402", "project")] / 1_000_000
    cells: Cells = {_place(view, Cell("06", "20402", "project")): was + 52}
    above = [Cell("06", row, "total") for row in ("20402", "204", "total")]
    above += [Cell("06", row, "project") for row in ("204", "total")]
    cells |= more(view, above, 52)
    (found,) = told(view_of(cells))
    assert (found.rule, found.cells) == ("derived-overwritten", ("06.20402.project",))


def more(view: View, cells: Sequence[Cell], amount: float) -> Cells:
    """These formulas with values that are so much larger."""
    found: Cells = {}
    for cell in cells:
        was = stored(view, cell)
        assert isinstance(was.value, float)
        found[_place(view, cell)] = Formula(was.text, was.value + amount)
    return found


def _place(view: View, cell: Cell) -> str:
    return "!".join(view.place(cell))


def test_the_same_formula_in_another_hand() -> None:
    view = view_of()
    was = stored(view, Cell("06", "2040219", "total"))
    assert told(view_of({"公开06表!C12": Formula(was.text.lower().replace(",", ", "), 348)})) == []


# ---- stale


def test_a_value_that_was_not_calculated() -> None:
    (found,) = told(
        view_of({"公开06表!C12": stored(view_of(), Cell("06", "2040219", "total"))._replace(value=9)})
    )[:1]
    assert (found.rule, found.place) == ("derived-stale", "公开06表!C12")
    assert "合计显示的是旧数9.00万元，公式的结果应为348.00万元，保存本簿的程序没有重新计算" in found.message


def test_a_typed_cell_that_was_changed_without_calculating() -> None:
    (found,) = told(view_of({"公开06表!E12": 350}))
    assert found.rule == "derived-stale"
    assert {"06.2040219.total", "06.20402.project"} <= set(found.cells)
    assert "有3个自动计算项没有按公式重新算过（在公开06表、公开09表，如公开06表第9行" in found.message


@pytest.mark.parametrize("text", ["３４８．００", "348"])
def test_a_sum_that_does_not_count_a_text_is_calculated(text: str) -> None:
    """As Excel and LibreOffice leave it: SUM leaves the text out."""
    view = view_of()
    below = [Cell("06", "2040219", "total"), Cell("09", "2040219", "amount")]
    below += [Cell("06", row, "project") for row in ("20402", "204", "total")]
    below += [Cell("06", row, "total") for row in ("20402", "204", "total")]
    cells: Cells = {"公开06表!E12": text, **more(view, below, -348)}
    stale = [cell for one in told(view_of(cells)) for cell in one.cells]
    assert [one for one in stale if one[:2] in ("06", "09")] == []


def test_many_stale_values_are_one_finding() -> None:
    view = view_of()
    cells: Cells = {
        _place(view, cell): Formula(formula, None)
        for cell, formula in view.standing.formulas.items()
        if cell.table in {"03", "06"} and cell.column == "total"
    }
    (found,) = told(view_of(cells))
    assert found.rule == "derived-stale"
    assert f"有{len(cells)}个自动计算项没有按公式重新算过（在公开03表、公开06表，如公开0" in found.message
    assert "还没有算出结果" in found.message
    assert (len(found.cells), found.actual, found.difference) == (len(cells), None, None)


# ---- what waits for 重新计算


def test_a_new_code_waits_for_its_formulas() -> None:
    row = 26 + 20  # beyond the spare rows that hold formulas
    found = told(view_of({f"公开06表!A{row}": "229", f"公开06表!E{row}": 5}))
    assert {one.rule for one in found} == {"derived-stale"}
    assert any("06.229.total" in one.cells for one in found)


def test_a_code_that_got_codes_below_it_waits_for_its_sums() -> None:
    name = "sichuan-2020:exact:7"
    view = view_of(name=name)
    section = next(
        one
        for one in view.accounts.rows["06"]
        if len(one) == 5 and view.trees["06"].kind(one) is RowKind.LEAF
    )
    item, spare = f"{section}88", len(view.accounts.rows["06"]) + 8
    cells: Cells = {
        f"公开06表!A{spare}": item,
        f"公开06表!E{spare}": 1,
        "科目字典!A6": item,
        "科目字典!B6": "新项",
    }
    view = view_of(cells, name)
    assert view.trees["06"].kind(section) is RowKind.PARENT
    found = told(view)
    assert "derived-overwritten" not in {one.rule for one in found}
    assert any(f"06.{section}.project" in one.cells for one in found)


def test_an_adjustment_that_is_not_a_term_yet() -> None:
    cells: Cells = {
        "核对数!B125": "公开01表", "核对数!C125": 5, "核对数!D125": "金额",
        "核对数!I125": "尾差", "核对数!J125": 0.005,
    }  # fmt: skip
    view = view_of(cells)
    assert len(view.accounts.adjustments) == len(view_of().accounts.adjustments) + 1
    assert told(view) == []


def test_what_is_right_and_what_stands_on_no_sheet() -> None:
    assert told(view_of()) == []
    assert told(bare(accounts("panzhihua-2020"))) == []
    assert told(replace(view_of(), source=None)) == []
