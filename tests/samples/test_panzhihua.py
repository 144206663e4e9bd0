"""The Panzhihua sample against the record of what can be known of its tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from juesuan.compute.recompute import recompute
from juesuan.sample import Sample
from juesuan.spec.model import Cell, Column, Table
from tests.samples.known import PANZHIHUA, at, fen, records


class Entry(NamedTuple):
    """One leaf of the record: the path of its labels, its value, and how sure it is."""

    path: tuple[str, ...]
    value: str | None
    status: str


class Part(NamedTuple):
    """Where a part of the record belongs: rows of ``panel`` of a table, and the column when it names rows only.

    ``group`` is the first label of the columns meant; ``row`` the row when the part names columns only.
    """

    path: tuple[str, ...]
    table: str
    panel: int | None = None
    column: str = ""
    group: str = ""
    row: str = ""


PARTS = (
    Part(("01", "year2020", "收入"), "01", panel=0, column="金额"),
    Part(("01", "year2020", "支出"), "01", panel=1, column="金额"),
    Part(("02", "rows"), "02"),
    Part(("02", "by_function"), "02"),
    Part(("03", "rows"), "03"),
    Part(("03", "rows_fiscal_part"), "06"),
    Part(("03", "rows_fund"), "11"),
    Part(("04", "收入"), "04", panel=0, column="金额"),
    Part(("04", "支出"), "04", panel=1),
    Part(("04", "支出合计行"), "04", panel=1),
    Part(("05", "rows"), "05"),
    Part(("06", "rows"), "06"),
    Part(("07", "row_totals"), "07", column="合计"),
    Part(("08", "rows"), "08", column="金额"),
    Part(("09", "rows"), "09"),
    Part(("10", "rows", "2020决算数"), "10", group="决算数", row="amount"),
    Part(("10", "rows", "2020预算数"), "10", group="预算数", row="amount"),
    Part(("11", "rows"), "11"),
)
ROW_NAMES = {
    ("04", "  一般公共预算财政拨款"): "opening_general",
    ("04", "  政府性基金预算财政拨款"): "opening_fund",
    ("04", "  国有资本经营预算财政拨款"): "opening_capital",
    ("08", "人员经费合计(301+303)"): "personnel",
    ("08", "公用经费合计(302+310等)"): "public",
    ("08", "总计"): "total",
}
COLUMN_NAMES = {("10", "车 小计"): "小计"}
NO_CELL = {("05", "人员经费(301+303)"), ("05", "各经济科目")}
"""Rows of the record that no table has: a sum over two classes, and "everything else"."""

NO_PART = {
    "03 decomposition_of_项目支出": 3,  # compared on its own
    "07 economic_columns": 1,  # all economic columns at once: unknown
    "09 projects_known": 8,  # projects whose codes are not known
    "11 projects": 2,
    "narrative_only 机关运行经费": 1,
    "narrative_only 政府采购": 6,
    "narrative_only 车辆": 3,
    "narrative_only 接待": 2,
    "narrative_only 人员(附件1)": 4,
}
"""Parts of the record that are no cells of the tables, and how many entries each has."""

SURE = ("published", "derived", "zero_stated", "zero_derived")
STATED = ("published", "zero_stated")
STATED_BESIDES = {
    # 五（二）: the classes of the general public budget that the report names with 0万元
    "04.201.general": "0.00",
    "04.205.general": "0.00",
    "04.206.general": "0.00",
    "04.207.general": "0.00",
    "04.210.general": "0.00",
    # 附件1: 财政资金收入总计数
    "04.income_total.income": "8269.61",
    # 九: 国有资本经营预算拨款支出0万元
    "13.total.expenditure": "0.00",
    "14.total.total": "0.00",
    # follows: all basic expenditure comes from the general public budget
    "05.total.fund_project": "298.84",
}
"""Figures in printed.csv that the record does not mark as printed."""

PRIOR = {
    "01 year2019 收入总计/支出总计": ["01.income_grand.amount", "01.expenditure_grand.amount"],
    "01 year2019 年初结转和结余": ["01.opening.amount"],
    "01 year2019 其中:财政拨款年初结转": ["04.opening.income"],
    "01 year2019 本年收入合计": ["01.income_total.amount"],
    "01 year2019 年末结转和结余": ["01.closing.amount"],
    "01 year2019 本年支出合计": ["01.expenditure_total.amount"],
    "01 year2019 其中:财政拨款支出": ["04.expenditure_total.total"],
    "04 year2019 总计": ["04.income_grand.income", "04.expenditure_grand.total"],
    "04 year2019 年初财政拨款结转和结余": ["04.opening.income"],
    "04 year2019 本年收入合计": ["04.income_total.income"],
    "04 year2019 一般公共预算财政拨款支出": ["04.expenditure_total.general"],
    "04 year2019 政府性基金预算财政拨款支出": ["04.expenditure_total.fund"],
    "04 year2019 年末财政拨款结转和结余": ["04.closing.total"],
    "06 year2019 合计": ["06.total.total"],
    "08 year2019 公用经费(机关运行经费)": ["08.public.amount"],
    "10 rows 2019决算数 合计": ["10.amount.total"],
    "10 rows 2019决算数 车": ["10.amount.vehicles"],
    "10 rows 2019决算数 接待": ["10.amount.reception"],
    "10 rows 2019决算数 出国": ["10.amount.abroad"],
    "narrative_only 机关运行经费 2019": ["08.public.amount"],
    # no cell holds these two
    "01 year2019 其中:非财政年初结转": [],
    "01 year2019 其中:非财政支出": [],
}


def leaves(tree: object, path: tuple[str, ...] = ()) -> Iterator[Entry]:
    """Yield every value of the record with its path."""
    if not isinstance(tree, dict):
        return
    if "value" in tree and "status" in tree:
        yield Entry(path, tree["value"], tree["status"])
        return
    for key, below in tree.items():
        yield from leaves(below, (*path, key))


def row_key(table: Table, part: Part, label: str) -> str:
    """Return our row for a label: one of ROW_NAMES, the code it begins with, or the first row labelled so."""
    if named := part.row or ROW_NAMES.get((part.table, label)):
        return named
    head = label.split(maxsplit=1)[0]
    if head.isdigit():
        return head
    panels = table.panels if part.panel is None else (table.panels[part.panel],)
    return next(row.key for panel in panels for row in panel.fixed if row.label == head)


def column_key(table: Table, part: Part, row: str, label: str) -> str:
    """Return our column for a label: its own labels joined, or its last one."""
    wanted = COLUMN_NAMES.get((part.table, label), label)

    def fits(column: Column) -> bool:
        in_group = not part.group or column.labels[0] == part.group
        return in_group and wanted in (" ".join(column.labels), column.labels[-1])

    (found,) = [column.key for column in table.panel_of(row).amounts if fits(column)]
    return found


def cells_of(known: dict[str, Any], sample: Sample) -> Iterator[tuple[Cell, Entry]]:
    """Yield our cell for every entry of PARTS."""
    for part in PARTS:
        table = sample.accounts.format.tables[part.table]
        tree = known["tables"]
        for step in part.path:
            tree = tree[step]
        for entry in leaves(tree):
            labels = (entry.path[0], part.column) if part.column else entry.path
            labels = ("", *labels) if part.row else labels
            if (part.table, labels[0]) not in NO_CELL:
                row = row_key(table, part, labels[0])
                yield Cell(part.table, row, column_key(table, part, row, labels[1])), entry


@pytest.mark.shared
def test_every_sure_figure_of_the_record_comes_out(known: dict[str, Any], panzhihua: Sample) -> None:
    values = recompute(panzhihua.accounts).values
    compared: Counter[str] = Counter()
    for cell, entry in cells_of(known, panzhihua):
        if entry.status in SURE:
            assert values.get(cell, 0) == fen(str(entry.value)), (cell, entry)
            compared[entry.status] += 1
    assert compared == {"published": 94, "derived": 151, "zero_stated": 38, "zero_derived": 66}


@pytest.mark.shared
def test_what_is_not_sure_is_left_blank(known: dict[str, Any], panzhihua: Sample) -> None:
    typed = panzhihua.accounts.typed
    unsure = {cell: entry.status for cell, entry in cells_of(known, panzhihua) if entry.status not in SURE}
    assert Counter(unsure.values()) == {"bounded": 35, "unknown": 26}
    assert not unsure.keys() & typed.keys()
    sure = {cell for cell, entry in cells_of(known, panzhihua) if entry.status in SURE}
    assert typed.keys() <= sure


def test_a_zero_is_typed_only_where_the_report_states_it(panzhihua: Sample) -> None:
    zeros = {str(cell) for cell, amount in panzhihua.accounts.typed.items() if not amount}
    assert zeros == {"10.amount.abroad", "10.amount.purchase"}


@pytest.mark.shared
def test_printed_figures_are_those_of_the_record(known: dict[str, Any], panzhihua: Sample) -> None:
    stated = {c: fen(str(e.value)) for c, e in cells_of(known, panzhihua) if e.status in STATED}
    besides = {at(cell): fen(amount) for cell, amount in STATED_BESIDES.items()}
    assert len(stated) == 117
    assert not stated.keys() & besides.keys()
    assert panzhihua.printed == stated | besides


@pytest.mark.shared
def test_project_expenditure_splits_as_in_the_record(known: dict[str, Any], panzhihua: Sample) -> None:
    general, fund, rest = (
        fen(str(e.value)) for e in leaves(known["tables"]["03"]["decomposition_of_项目支出"])
    )
    values = recompute(panzhihua.accounts).values
    made = {one.cell: one.amount for one in panzhihua.accounts.adjustments}
    assert general == values[at("06.total.project")]
    assert fund == values[at("11.total.project")]
    assert rest == made[at("03.total.project")]


@pytest.mark.shared
def test_the_year_before_is_that_of_the_record(known: dict[str, Any], panzhihua: Sample) -> None:
    of_2019 = {" ".join(one.path): one for one in leaves(known["tables"]) if "2019" in " ".join(one.path)}
    assert of_2019.keys() == PRIOR.keys()
    expected: dict[Cell, int] = {}
    for label, cells in PRIOR.items():
        for cell in map(at, cells):
            amount = fen(str(of_2019[label].value))
            assert expected.setdefault(cell, amount) == amount
    assert panzhihua.accounts.prior == expected
    assert all(one["note"] for one in records(PANZHIHUA, "prior.csv"))


@pytest.mark.shared
def test_no_part_of_the_record_is_passed_over(known: dict[str, Any]) -> None:
    covered = {part.path for part in PARTS}
    rest = Counter(
        " ".join(one.path[:2])
        for one in leaves(known["tables"])
        if not any(one.path[: len(path)] == path for path in covered) and "2019" not in " ".join(one.path)
    )
    assert rest == NO_PART
