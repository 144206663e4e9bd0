"""``rules.yaml``: what is loaded, how layers go over each other, and every fault with the file and its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from juesuan.spec import SpecError, load_format
from juesuan.spec.load import workbook_folder
from juesuan.spec.model import Format
from juesuan.spec.rule import Rule
from tests.spec.test_refusals import CODED, CODES, FIXED, FORMAT, SHEETS, named

MARK = "<--"
TABLES = {
    "format.yaml": FORMAT.replace("[one]", "[one, two, three]"),
    "kind.csv": CODES,
    "sheets.yaml": SHEETS,
    "table-one.yaml": FIXED,
    "table-two.yaml": named(CODED, "二"),
    "table-three.yaml": named(
        FIXED.replace("rows:", "rows:\n      - {expand: kind, classes: [201]}").replace(
            "      - {key: x,", "      - {expand: kind, classes: [201]}\n      - {key: x,"
        ),
        "三",
    ),
}
HEAD = "rules:\n"


def rule(check: str, **fields: str) -> str:
    given = {
        "id": "R1",
        "title": "甲",
        "level": "error",
        "kind": "independent",
        "check": f'"{check}"',
        **fields,
    }
    return f"  - {{{', '.join(f'{key}: {value}' for key, value in given.items() if value)}}}\n"


def load(tmp_path: Path, rules: str, **layers: str) -> Format:
    """Load the small format with its ``rules.yaml``; ``layers`` are layers over it, each with a ``rules.yaml``."""
    (tmp_path / "trial").mkdir()
    for name, text in {**TABLES, "rules.yaml": rules}.items():
        (tmp_path / "trial" / name).write_text(text.lstrip("\n"), encoding="utf-8")
    base = "trial"
    for name, text in layers.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "format.yaml").write_text(f"title: 层\nbase: {base}\n", encoding="utf-8")
        if text:
            (tmp_path / name / "rules.yaml").write_text(text, encoding="utf-8")
        base = name
    return load_format(base, formats=tmp_path)


def told(error: pytest.ExceptionInfo[SpecError], layer: str = "trial") -> int:
    """Check that the error names the file of a layer, and return the line that it names."""
    file = f"{layer}/rules.yaml"
    assert str(error.value).startswith(f"{file}:"), error.value
    return int(str(error.value).removeprefix(f"{file}:").partition(":")[0])


def test_a_rule_is_what_stands_there(tmp_path: Path) -> None:
    text = """
rules:
  - id: R2
    title: 两行相等
    level: explain
    kind: by_construction
    check:
      - "one[first, x] = one[second, x]"
      - "each row of two leaves: [@row, x] <= three[first, x] + prior.one[first, y]"
    remedy: 请核对。
    source: 试
  - {id: R1, title: 结构, level: hint, kind: structural}
  - {id: R3, title: 独立而没有公式, level: error, kind: independent}
"""
    rules = load(tmp_path, text).rules
    assert list(rules) == ["R1", "R2", "R3"]
    assert rules["R1"] == Rule("R1", "结构", "hint", "structural")
    assert (rules["R3"].kind, rules["R3"].checks) == ("independent", ())
    second = rules["R2"]
    assert (second.title, second.level, second.kind) == ("两行相等", "explain", "by_construction")
    assert (second.remedy, second.source, second.own) == ("请核对。", "试", False)
    assert [one.text for one in second.checks] == [
        "one[first, x] = one[second, x]",
        "each row of two leaves: [@row, x] <= three[first, x] + prior.one[first, y]",
    ]
    assert second.tables == {"one", "two", "three"}


def test_a_table_of_last_year_does_not_count_as_one_of_the_rule(tmp_path: Path) -> None:
    rules = load(tmp_path, HEAD + rule("one[first, x] = prior.two[total, x]")).rules
    assert rules["R1"].tables == {"one"}


def test_a_table_of_a_condition_counts(tmp_path: Path) -> None:
    rules = load(tmp_path, HEAD + rule("one[first, x] = 0 when two[total, x] > 0")).rules
    assert rules["R1"].tables == {"one", "two"}


@pytest.mark.parametrize("text", ["", "rules: []\n", "# 没有\n", "drop: []\n"])
def test_a_format_may_have_no_rules(text: str, tmp_path: Path) -> None:
    assert load(tmp_path, text).rules == {}


def test_layers(tmp_path: Path) -> None:
    low = HEAD + "".join(rule(f"one[first, x] = {n}", id=f"R{n}") for n in (1, 2, 3))
    middle = "drop: [R2]\n" + HEAD + rule("one[first, y] = 1") + rule("two[total, x] = 4", id="R4")
    top = HEAD + rule("two[total, y] = 2", id="R2", level="hint")
    rules = load(tmp_path, low, middle=middle, without="", top=top).rules
    assert {key: (one.checks[0].text, one.level) for key, one in rules.items()} == {
        "R1": ("one[first, y] = 1", "error"),
        "R2": ("two[total, y] = 2", "hint"),
        "R3": ("one[first, x] = 3", "error"),
        "R4": ("two[total, x] = 4", "error"),
    }


def test_a_dropped_rule_may_stand_anew_in_the_same_file(tmp_path: Path) -> None:
    low = HEAD + rule("one[first, x] = 1")
    top = "drop: [R1]\n" + HEAD + rule("one[first, x] = 2")
    assert load(tmp_path, low, top=top).rules["R1"].checks[0].text == "one[first, x] = 2"


def test_what_is_replaced_or_dropped_need_not_fit_the_tables_above(tmp_path: Path) -> None:
    low = HEAD + rule("nine[first, x] = 1") + rule("one[ninth, x] = 1", id="R2")
    top = "drop: [R2]\n" + HEAD + rule("one[first, x] = 2")
    assert list(load(tmp_path, low, top=top).rules) == ["R1"]


def test_checks_of_a_layer_below_that_do_not_fit_are_left_out(tmp_path: Path) -> None:
    some = rule("x").replace('"x"', '["one[first, x] = 1", "nine[first, x] = 1", "one[first, y] = 2"]')
    none = rule("each row of two, column [x..z]: [@row, @col] = 1", id="R2")
    kept = "  - {id: R3, title: 甲, level: hint, kind: structural}\n"
    rules = load(tmp_path, HEAD + some + none + kept, without="", top="rules: []\n").rules
    assert {key: [one.text for one in found.checks] for key, found in rules.items()} == {
        "R1": ["one[first, x] = 1", "one[first, y] = 2"],
        "R3": [],
    }
    assert rules["R1"].tables == {"one"}


@pytest.mark.parametrize("layers", [{}, {"top": HEAD + rule("nine[first, x] = 1")}], ids=["alone", "upper"])
def test_rules_of_the_format_itself_must_fit(layers: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="there is no table `nine`") as error:
        load(tmp_path, HEAD + rule("nine[first, x] = 1"), **layers)
    assert told(error, "top" if layers else "trial") == 2


def test_a_check_of_a_layer_below_must_be_readable(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="写到末尾就断了") as error:
        load(tmp_path, HEAD + rule("one[first, x] ="), top="rules: []\n")
    assert told(error) == 2


@pytest.mark.parametrize(
    ("top", "line", "said"),
    [
        ("drop:\n  - R1\n  - R9\n", 3, "no layer below has a rule `R9`"),
        ("drop: [R1,\n  R1]\n", 2, "no layer below has a rule `R1`"),
        ("drop: [R2]\n" + HEAD + rule("one[first, x] = 2", id="R2"), 1, "no layer below has a rule `R2`"),
        (HEAD + rule("one[first, x] = 2") + rule("one[first, x] = 3"), 3, "rule `R1` stands twice"),
        ("# 上层\n" + HEAD + rule("one[ninth, x] = 2"), 3, "table `one` has no row `ninth`"),
        ("rulez: []\n", 1, "rulez"),
    ],
)
def test_a_fault_of_a_layer_is_told_in_its_file(top: str, line: int, said: str, tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=said) as error:
        load(tmp_path, HEAD + rule("one[first, x] = 1"), top=top)
    assert told(error, "top") == line


SHAPES = [
    ("rules:\n  - {id: R1, title: 甲, level: error}  # <--\n", "kind"),
    ("rules:\n  - {title: 甲, level: error, kind: structural}  # <--\n", "id"),
    ("rules:\n  - id: R1\n    title: 甲\n    level: 错误  # <--\n    kind: structural\n", "错误"),
    ("rules:\n  - id: R1\n    title: 甲\n    level: hint\n    kind: 结构  # <--\n", "结构"),
    ("rules:\n  - id: R1\n    title: 甲\n    colour: red  # <--\n    level: hint\n    kind: structural\n", "colour"),
    ("rules:\n" + rule("one[first, x] = 1", kind="structural") + "  # <--\n", "a structural rule has no check"),
    ("rules:\n  - id: R1\n    title: 甲\n    level: hint\n    kind: independent\n    check:\n      - ''  # <--\n", "写到末尾就断了"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), SHAPES, ids=[said for _, said in SHAPES])
def test_a_file_out_of_shape(text: str, said: str, tmp_path: Path) -> None:
    wanted = next(number for number, line in enumerate(text.splitlines(), 1) if MARK in line)
    with pytest.raises(SpecError, match=said) as error:
        load(tmp_path, text)
    assert told(error) in (wanted, wanted - 1)


FAULTS = [
    ("one[first, x = 1", "rule `R1`: ``: 写到末尾就断了"),
    ("one[first, x] = [second, x]", r"rule `R1`: `second, x\]`: 没有写明是哪张表"),
    ("nine[first, x] = 1", "there is no table `nine`"),
    ("one[first, x] = prior.nine[first, x]", "there is no table `nine`"),
    ("each row of nine: [@row, x] = 1", "there is no table `nine`"),
    ("one[ninth, x] = 1", "table `one` has no row `ninth`"),
    ("one[201, x] = 1", "table `one` has no row `201`"),
    ("two[first, x] = 1", "table `two` has no row `first`"),
    ("one[first, z] = 1", "table `one` has no amount column `z`"),
    ("one[first, item] = 1", "table `one` has no amount column `item`"),
    ("one[first, x] = 1 when one[ninth, x] = 0", "table `one` has no row `ninth`"),
    ("one[second..first, x] = 1", "has no rows from `second` to `first`"),
    ("one[first, y..x] = 1", "has no amount columns from `y` to `x`"),
    ("one[first, item..y] = 1", "has no amount columns from `item` to `y`"),
    ("one[first..second, x..y] = 1", "cannot span rows and columns"),
    ("two[201..202, x] = 1", "has no rows from `201` to `202`"),
    ("one[@row, x] = 1", "need `each row of"),
    ("one[first, @col] = 1", "need `each row of"),
    ("two[children, x] = 1", "need `each row of"),
    ("each row of one: [@row, @col] = 1", "@col needs `column`"),
    ("each row of one [first..ninth]: [@row, x] = 1", "table `one` has no row `ninth`"),
    ("each row of one [second..first]: [@row, x] = 1", "has no rows from `second` to `first`"),
    ("each row of two [201..202]: [@row, x] = 1", "has no rows from `201` to `202`"),
    ("each row of one, column [x..z]: [@row, @col] = 1", "has no amount columns from `x` to `z`"),
    ("each row of one, column [item]: [@row, @col] = 1", "has no amount columns from `item` to `item`"),
    ("each row of one total: [@row, x] = 1", "table `one` has no row `total`"),
    ("each row of one leaves: [@row, x] = 1", "table `one` has no rows `leaves`"),
    ("each row of one classes: [@row, x] = 1", "table `one` has no rows `classes`"),
    ("each row of one: [@row, x] = [children, x]", "table `one` has no rows `children`"),
    ("each row of one: [@row, x] = two[@row, children]", "table `two` has no columns `children`"),
]


@pytest.mark.parametrize(("check", "said"), FAULTS, ids=[check for check, _ in FAULTS])
@pytest.mark.parametrize("listed", [False, True], ids=["single", "listed"])
def test_a_faulty_check(check: str, said: str, listed: bool, tmp_path: Path) -> None:
    head = "rules:\n  - id: R1\n    title: 甲\n    level: error\n    kind: independent\n"
    good = '      - "one[first, x] = 1"\n'
    text = f'{head}    check:\n{good}      - "{check}"\n' if listed else f'{head}    check: "{check}"\n'
    with pytest.raises(SpecError, match=said) as error:
        load(tmp_path, text)
    assert told(error) == (8 if listed else 6)


@pytest.mark.parametrize(
    "check",
    [
        "two[201, x] = two[2010101, y]",
        "each row of two total, column: [@row, @col] = [children, @col]",
        "each row of two, column [x..y]: [@row, @col] = one[first, @col]",
        "each row of three parents: [@row, x] = [children, x]",
        "each row of three: [@row, 201] = [@row, children]",
        "each row of three [first..second]: [@row, x] = one[@row, x]",
        "each row of two: [@row, x] = three[first, @row]",
    ],
)
def test_what_can_be_said(check: str, tmp_path: Path) -> None:
    assert load(tmp_path, HEAD + rule(check)).rules["R1"].checks[0].text == check


def test_rules_count_for_the_identity_of_a_format(tmp_path: Path) -> None:
    digests = set()
    for number in (1, 2):
        folder = tmp_path / str(number)
        folder.mkdir()
        digests.add(load(folder, HEAD + rule(f"one[first, x] = {number}")).digest)
    assert len(digests) == 2


def test_a_rule_file_alone_is_no_format(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=r"cannot be read|no format"):
        load_format("common-rules", formats=tmp_path)
    assert (workbook_folder() / "formats" / "common" / "rules.yaml").is_file()
