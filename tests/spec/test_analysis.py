"""``analysis.yaml``: what is loaded, how layers go over each other, and every fault with the file and its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from juesuan.spec import SpecError, load_format
from juesuan.spec.expression import Pick
from juesuan.spec.load import MEASURES
from juesuan.spec.model import Format
from tests.spec.test_refusals import SHEETS
from tests.spec.test_rules import TABLES

MARK = "<--"
FACTS = (
    "      - {key: amounts, columns: [{key: code, label: 代号}], items: [[costs, 经费], [buying, 采购]]}\n"
)
FILES = {
    **TABLES,
    "sheets.yaml": SHEETS.replace("{status: [未填]}", "{status: [未填], measures: [甲]}") + FACTS,
}


def load(tmp_path: Path, text: str, *, name: str = "analysis.yaml", **layers: str) -> Format:
    """Load the small format with a file of its report; ``layers`` are layers over it, each with such a file (or none)."""
    (tmp_path / "trial").mkdir()
    for file, content in {**FILES, name: text}.items():
        (tmp_path / "trial" / file).write_text(content.lstrip("\n"), encoding="utf-8")
    base = "trial"
    for key, content in layers.items():
        (tmp_path / key).mkdir()
        (tmp_path / key / "format.yaml").write_text(f"title: 层\nbase: {base}\n", encoding="utf-8")
        if content:
            (tmp_path / key / name).write_text(content, encoding="utf-8")
        base = key
    return load_format(base, formats=tmp_path)


def refused(tmp_path: Path, text: str, said: str, *, name: str = "analysis.yaml") -> None:
    """Check that a file is refused with what is said, at the marked line."""
    wanted = next(number for number, line in enumerate(text.splitlines(), 1) if MARK in line)
    with pytest.raises(SpecError) as error:
        load(tmp_path, text, name=name)
    assert said in str(error.value)
    assert str(error.value).startswith(f"trial/{name}:{wanted}: "), error.value


WHOLE = """\
measures:
  - key: all
    label: 合计数
    name: 本年合计
    value: "two[total, x] - one[first, x]"
    explain: auto
    budget: [items]
    basis: budget_basis
    budget_value: "one[first, y]"
    splits:
      - {label: 按科目, parts: ["two[leaves, x]", "one[first..second, x]"]}
  - {key: costs, label: 经费, value: "facts[costs, current]"}
compositions:
  - {key: classes, label: 结构, whole: "two[total, x]", parts: ["two[classes, x]"], zeros: true}
  - {key: bought, label: 采购, whole: "facts[costs, current]", parts: ["facts[buying, current]"], partial: true}
  - {key: sections, label: 经济分类, whole: "three[first, 201]", parts: ["three[first, sections]"]}
collections:
  - {key: items, label: 项级, rows: "two[items, x]", budget: true, basis: budget_basis}
charts:
  - {key: pie, title: 结构, composition: classes}
  - {key: bars, title: 变动, measure: all}
"""


def test_an_analysis_is_what_stands_there(tmp_path: Path) -> None:
    found = load(tmp_path, WHOLE).analysis
    first, costs = found.measures.values()
    assert (first.key, first.label, first.name, first.explain) == ("all", "合计数", "本年合计", "auto")
    assert [(one.sign, one.table, one.row.keys) for one in first.value.terms] == [
        (1, "two", ("total",)),
        (-1, "one", ("first",)),
    ]
    assert (first.budget, first.basis) == (("items",), "budget_basis")
    assert first.budget_value is not None
    (split,) = first.splits
    assert [one.row.pick for one in split.parts] == [Pick.KEY, Pick.SPAN]
    assert (costs.name, costs.explain, costs.budget_value, costs.splits) == ("经费", "no", None, ())
    assert [(one.zeros, one.partial) for one in found.compositions.values()] == [
        (True, False),
        (False, True),
        (False, False),
    ]
    (items,) = found.collections.values()
    assert (items.rows.row.keys, items.budget, items.basis) == (("items",), True, "budget_basis")
    assert [(one.composition, one.measure) for one in found.charts.values()] == [("classes", ""), ("", "all")]


def test_the_measures_are_the_list_of_causes(tmp_path: Path) -> None:
    assert load(tmp_path, WHOLE).sheets.lists[MEASURES] == ["合计数", "经费"]


def test_without_measures_the_list_is_that_of_the_sheets(tmp_path: Path) -> None:
    assert load(tmp_path, "collections: []\n").sheets.lists[MEASURES] == ["甲"]


MEASURE = "measures:\n  - key: m\n    label: 甲\n"
VALUES = [
    ("nine[first, x]", "there is no table `nine`"),
    ("one[ninth, x]", "`one[ninth, x]`: table `one` has no row `ninth`"),
    ("one[first, z]", "table `one` has no amount column `z`"),
    ("one[first, item]", "table `one` has no amount column `item`"),
    ("one[first..second, x]", "several cells where one is meant"),
    ("one[first, x..y]", "several cells where one is meant"),
    ("two[leaves, x]", "several rows where one cell is meant"),
    ("three[first, sections]", "table `three` has no amount column `sections`"),
    ("one[@row, x]", "@row, @col and children have no meaning here"),
    ("one[first, @col]", "@row, @col and children have no meaning here"),
    ("two[children, x]", "@row, @col and children have no meaning here"),
    ("facts[nothing, current]", "其他重要事项 has no `nothing`"),
    ("facts[costs, prior]", "a fact is named with the column `current`"),
    ("one[first, x] one[second, x]", "cannot be read at"),
    ("one[first，x]", "cannot be read at"),
]


@pytest.mark.parametrize(("value", "said"), VALUES, ids=[value for value, _ in VALUES])
def test_a_faulty_amount(value: str, said: str, tmp_path: Path) -> None:
    refused(tmp_path, f'{MEASURE}    value: "{value}"  # {MARK}\n', said)


def test_the_line_of_another_budget(tmp_path: Path) -> None:
    text = f'{MEASURE}    value: "one[first, x]"\n    budget_value: "one[ninth, x]"  # {MARK}\n'
    refused(tmp_path, text, "has no row `ninth`")


PARTS = [
    ("one[first, x] + one[second, x]", "parts are one reference"),
    ("one[second..first, x]", "has no rows from `second` to `first`"),
    ("one[leaves, x]", "table `one` has no row `leaves`"),
    ("one[first, sections]", "table `one` has no amount column `sections`"),
    ("two[leaves, z]", "table `two` has no amount column `z`"),
    ("nine[leaves, x]", "there is no table `nine`"),
]


@pytest.mark.parametrize(("parts", "said"), PARTS, ids=[parts for parts, _ in PARTS])
def test_faulty_parts(parts: str, said: str, tmp_path: Path) -> None:
    text = (
        'compositions:\n  - key: c\n    label: 甲\n    whole: "one[first, x]"\n    parts:\n'
        f'      - "one[first, x]"\n      - "{parts}"  # {MARK}\n'
    )
    refused(tmp_path, text, said)


def test_the_line_of_a_part_of_a_split(tmp_path: Path) -> None:
    text = (
        f'{MEASURE}    value: "one[first, x]"\n    splits:\n      - label: 按行\n        parts:\n'
        f'          - "one[first..ninth, x]"  # {MARK}\n'
    )
    refused(tmp_path, text, "has no row `ninth`")


OTHERS = [
    ("unknown key", f"{MEASURE}    colour: red  # {MARK}\n    value: x\n", "unknown field `colour`"),
    ("a required key is missing", f"measures:\n  - key: m  # {MARK}\n", "missing required field `label`"),
    ("unknown word", f'{MEASURE}    explain: ever  # {MARK}\n    value: "one[first, x]"\n', "'ever'"),
    ("rows of a collection", f'collections:\n  - key: c\n    label: 甲\n    rows: "two[items, z]"  # {MARK}\n', "has no amount column `z`"),
    ("a chart of nothing", f"charts:\n  - {{key: a, title: 甲, measure: m}}  # {MARK}\n", "draws what is not there"),
    ("a chart of two things", f"charts:\n  - {{key: a, title: 甲, measure: m, composition: c}}  # {MARK}\n", "not just one of"),
    ("a chart of neither", f"charts:\n  - {{key: a, title: 甲}}  # {MARK}\n", "not just one of"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), [one[1:] for one in OTHERS], ids=[one[0] for one in OTHERS])
def test_a_file_out_of_shape(text: str, said: str, tmp_path: Path) -> None:
    refused(tmp_path, text, said)


def test_a_key_twice(tmp_path: Path) -> None:
    text = WHOLE.replace("key: items,", "key: classes,")
    with pytest.raises(SpecError, match="the key `classes` stands twice in the analysis"):
        load(tmp_path, text)


def test_a_chart_twice(tmp_path: Path) -> None:
    refused(tmp_path, WHOLE + f"  - {{key: pie, title: 又, measure: all}}  # {MARK}\n", "`pie` stands twice")


# Layers


def test_the_uppermost_file_counts_as_a_whole(tmp_path: Path) -> None:
    top = 'measures:\n  - {key: new, label: 新, value: "one[first, x]"}\n'
    assert list(load(tmp_path, WHOLE, middle="", top=top).analysis.measures) == ["new"]


def test_what_does_not_fit_in_a_file_of_a_layer_below_is_left_out(tmp_path: Path) -> None:
    text = """\
measures:
  - {key: gone, label: 甲, value: "nine[first, x]"}
  - key: kept
    label: 乙
    value: "one[first, x]"
    splits:
      - {label: 没有的, parts: ["one[ninth, x]"]}
      - {label: 有的, parts: ["one[first..second, x]"]}
  - {key: fact, label: 丙, value: "facts[nothing, current]"}
compositions:
  - {key: off, label: 丁, whole: "one[first, x]", parts: ["one[ninth, x]"]}
collections:
  - {key: away, label: 戊, rows: "one[leaves, x]"}
charts:
  - {key: pie, title: 图, composition: off}
  - {key: bars, title: 图, measure: kept}
"""
    found = load(tmp_path, text, top="").analysis
    assert list(found.measures) == ["kept"]
    assert [one.label for one in found.measures["kept"].splits] == ["有的"]
    assert (found.compositions, found.collections, list(found.charts)) == ({}, {}, ["bars"])


def test_a_file_of_a_layer_below_must_be_readable(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=r"trial/analysis\.yaml:4: .*cannot be read"):
        load(tmp_path, f'{MEASURE}    value: "one[first"\n', top="")


def test_an_analysis_counts_for_the_identity_of_a_format(tmp_path: Path) -> None:
    digests = set()
    for number, label in enumerate("甲乙"):
        folder = tmp_path / str(number)
        folder.mkdir()
        text = f'measures:\n  - {{key: m, label: {label}, value: "one[first, x]"}}\n'
        digests.add(load(folder, text).digest)
    assert len(digests) == 2
