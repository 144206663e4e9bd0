"""From the file of a table to its model: expansion, numbering, and who fills which cell."""

from __future__ import annotations

from pathlib import Path

import pytest

from juesuan.spec import load_format
from juesuan.spec.model import CellKind, RowKind, Table
from tests.spec.test_refusals import CODES, FORMAT, KEY, written

LISTED = """
title: 一
sheet: 一
panels:
  - heading: 左
    line_start: 1
    columns:
      - {key: item, role: name, label: 项目}
      - {key: line, role: line, label: 行次}
      - {key: x, label: [数, 甲], number: auto}
    rows:
      - {expand: groups, derive: "[last, @col]"}
      - {blank: 2}
      - {key: last, label: 末, align: center, strong: true}
  - line_start: 9
    columns:
      - {key: y, label: 乙, number: 7}
      - {key: z, label: 丙, number: auto}
    rows:
      - {key: other, derive: {y: "[last, x]"}, ledger: {z: {flow: income, fund: [general, fund]}}}
"""
HIERARCHY = """
title: 一
sheet: 一
panels:
  - columns:
      - {key: code, role: code, label: 编码}
      - {key: name, role: name, label: 名称}
      - {key: x, label: 甲, leaf: "two[total, @row]"}
      - {key: y, label: 乙}
      - {key: sum, label: 丙, derive: "[@row, x] + [@row, y]"}
    rows:
      - {key: total, label: 合计, derive: {y: "two[total, total]"}}
      - {expand: kind, classes: [201], omit: [20102]}
"""
COLUMNS = """
title: 二
sheet: 二
panels:
  - columns:
      - {key: code, role: code, label: 编码}
      - {key: name, role: name, label: 名称}
      - {key: total, label: 合计, number: auto}
      - {expand: kind, classes: [201], number: auto, subtotal_label: 计}
      - {key: offered, label: 带出, offer: "one[total, y]"}
    rows:
      - {key: total, label: 合计}
      - {codes: kind, capacity: 20}
"""


@pytest.fixture
def listed(tmp_path: Path) -> Table:
    groups = "row_lists: {groups: [{key: a, label: 甲}, {key: b, label: 乙}]}\n"
    written(tmp_path, {"format.yaml": FORMAT + groups, "table-one.yaml": LISTED})
    return load_format(KEY, formats=tmp_path).tables["one"]


@pytest.fixture
def tables(tmp_path: Path) -> dict[str, Table]:
    written(
        tmp_path,
        {
            "format.yaml": FORMAT.replace("[one]", "[one, two]"),
            "kind.csv": CODES + "20102,寅\n20103,卯\n",
            "table-one.yaml": HIERARCHY,
            "table-two.yaml": COLUMNS,
        },
    )
    return dict(load_format(KEY, formats=tmp_path).tables)


def kinds(table: Table, row: str, kind: RowKind) -> dict[str, str]:
    found = {one.key: table.rule(row, kind, one) for one in table.panel_of(row).amounts}
    return {
        key: f"{filler.value} {text.text if text else ''}".strip() for key, (filler, text) in found.items()
    }


def test_lists_blanks_and_line_numbers(listed: Table) -> None:
    left, right = listed.panels
    assert [(row.key, row.line) for row in left.rows if not hasattr(row, "classification")] == [
        ("a", 1),
        ("b", 2),
        ("", 3),
        ("", 4),
        ("last", 5),
    ]
    assert [row.line for row in right.fixed] == [9]
    assert (left.heading, right.heading) == ("左", "")


def test_column_numbers_count_where_they_are_automatic(listed: Table) -> None:
    assert [[one.number for one in panel.amounts] for panel in listed.panels] == [["1"], ["7", "1"]]
    assert listed.panels[0].by_key["x"].labels == ("数", "甲")


def test_a_row_has_the_columns_of_its_panel(listed: Table) -> None:
    assert listed.panel_of("other") is listed.panels[1]
    with pytest.raises(KeyError):
        listed.panel_of("201")
    assert kinds(listed, "a", RowKind.FIXED) == {"x": "derived [last, @col]"}
    assert kinds(listed, "last", RowKind.FIXED) == {"x": "typed"}
    assert kinds(listed, "other", RowKind.FIXED) == {"y": "derived [last, x]", "z": "typed"}
    assert listed.fixed_rows["other"][1].ledger == {"z": {"flow": ("income",), "fund": ("general", "fund")}}


def test_rows_of_a_classification(tables: dict[str, Table]) -> None:
    table = tables["one"]
    assert [(key, row.kind) for key, (_, row) in table.fixed_rows.items()] == [
        ("total", RowKind.TOTAL),
        ("201", RowKind.PARENT),
        ("20101", RowKind.LEAF),
        ("20103", RowKind.LEAF),
    ]
    assert table.fixed_children == {"201": ("20101", "20103")}
    assert [row.strong for _, row in table.fixed_rows.values()] == [True, True, False, False]


def test_row_before_column_before_hierarchy(tables: dict[str, Table]) -> None:
    table, own = tables["one"], "derived [@row, x] + [@row, y]"
    children = "derived [children, @col]"
    assert kinds(table, "total", RowKind.TOTAL) == {
        "x": children,
        "y": "derived two[total, total]",
        "sum": own,
    }
    assert kinds(table, "201", RowKind.PARENT) == {"x": children, "y": children, "sum": own}
    assert kinds(table, "20101", RowKind.LEAF) == {"x": "derived two[total, @row]", "y": "typed", "sum": own}


def test_columns_of_a_classification(tables: dict[str, Table]) -> None:
    table = tables["two"]
    panel = table.panels[0]
    assert [one.key for one in panel.amounts] == ["total", "201", "20101", "20102", "20103", "offered"]
    assert [one.number for one in panel.amounts] == ["1", "2", "3", "4", "5", ""]
    assert panel.by_key["201"].labels == ("甲", "计")
    assert panel.by_key["20103"].labels == ("甲", "卯")
    assert table.column_children == {"201": ("20101", "20102", "20103")}
    assert kinds(table, "2010101", RowKind.LEAF) == {
        "total": "typed",
        "201": "derived [@row, children]",
        "20101": "typed",
        "20102": "typed",
        "20103": "typed",
        "offered": "offered one[total, y]",
    }
    assert kinds(table, "2010101", RowKind.PARENT)["offered"] == "derived [children, @col]"


def test_all_of_a_detail_row_is_typed(tables: dict[str, Table]) -> None:
    table = tables["two"]
    found = {table.rule("2010101/项目", RowKind.DETAIL, one)[0] for one in table.panels[0].amounts}
    assert found == {CellKind.TYPED}
