"""Every faulty specification is refused with the file and the line of the fault.

Each case is the smallest format that has the fault; ``<--`` marks the line that must be told.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from juesuan.book.sheets import CONTENTS, COVER, IDENTITY
from juesuan.book.undo import UNDO
from juesuan.spec import SpecError, load_format
from juesuan.spec.check import RESERVED_SHEETS

KEY = "trial"
MARK = "<--"

FORMAT = """
title: 试
year: 2031
tables: [one]
classifications: {kind: [kind.csv]}
"""
CODES = "code,name\n201,甲\n20101,子\n2010101,丑\n202,乙\n"
SHEETS = """
fields: [{key: unit_name, label: 单位}, {key: year, label: 年度}]
lists: {status: [未填]}
before: []
after:
  - key: beside
    sheet: 其他
    title: 其他
    purpose: 其他
    sections:
      - {key: checks, columns: [&key {key: key, label: 键}, &table {key: table, label: 表}, &row {key: row, label: 行},
         &column {key: column, label: 栏}, {key: printed, label: 数}, {key: computed, label: 数}, {key: difference, label: 差},
         {key: kind, label: 种类}, {key: adjustment, label: 调整}, {key: note, label: 说明}]}
      - {key: prior, columns: [*key, *table, *row, *column, {key: amount, label: 数}]}
      - {key: log, columns: [{key: time, label: 时}, {key: action, label: 作}, {key: sheet, label: 表},
         {key: cell, label: 格}, {key: name, label: 名}, {key: old, label: 旧}, {key: new, label: 新}]}
"""
FIXED = """
title: 一
sheet: 一
panels:
  - columns:
      - {key: item, role: name, label: 项目}
      - {key: x, label: 甲}
      - {key: y, label: 乙}
    rows:
      - {key: first, label: 一}
      - {key: second, label: 二}
"""
CODED = """
title: 一
sheet: 一
panels:
  - columns:
      - {key: code, role: code, label: 编码}
      - {key: name, role: name, label: 名称}
      - {key: x, label: 甲}
      - {key: y, label: 乙}
    rows:
      - {key: total, label: 合计}
      - {codes: kind}
"""


@dataclass(frozen=True)
class Case:
    """``files`` replace the ones above; the first of them with the mark is the faulty one."""

    name: str
    message: str
    files: dict[str, str]


def table(case: str, message: str, text: str, **others: str) -> Case:
    """A case in the table ``one``; more tables may follow."""
    tables = {f"table-{key}.yaml": other for key, other in others.items()}
    listed = FORMAT.replace("[one]", f"[{', '.join(['one', *others])}]")
    return Case(case, message, {"format.yaml": listed, "table-one.yaml": text, **tables})


def fixed(case: str, message: str, *rows: str, columns: tuple[str, ...] = (), **others: str) -> Case:
    """A case in a row or a column that is added to the fixed table."""
    return table(case, message, added(FIXED, rows, columns), **others)


def coded(case: str, message: str, *rows: str, columns: tuple[str, ...] = (), **others: str) -> Case:
    """A case in a row or a column that is added to the code table."""
    return table(case, message, added(CODED, rows, columns), **others)


def added(text: str, rows: tuple[str, ...], columns: tuple[str, ...]) -> str:
    for column in columns:
        text = text.replace("    rows:\n", f"      - {column}\n    rows:\n")
    return text + "".join(f"      - {row}\n" for row in rows)


def named(text: str, name: str) -> str:
    return text.replace("sheet: 一", f"sheet: {name}").replace("title: 一", "title: 另")


def only(region: str) -> str:
    """The code table with another line for its code rows."""
    return CODED.replace("{codes: kind}", region)


TWO_PANELS = """
title: 一
sheet: 一
panels:
  - columns:
      - {key: code, role: code, label: 编码}
      - {key: name, role: name, label: 名称}
      - {key: x, label: 甲}
    rows:
      - {codes: kind}  # <--
  - columns:
      - {key: y, label: 乙}
    rows:
      - {key: first, label: 一}
"""

SHAPE = [
    table("unknown key", "unknown field `colour`", FIXED + "colour: red  # <--\n"),
    fixed("unknown key in a row", "unknown field `sum`", "{key: third, sum: 1}  # <--"),
    fixed("unknown word for a choice", "Invalid enum value 'middle'", "{key: third, align: middle}  # <--"),
    table("a list instead of a mapping", "Expected `object`, got `array`", "- title: 一  # <--\n"),
    table("a text instead of a list", "Expected `array`, got `str`", "title: 一\nsheet: 一\npanels: all  # <--\n"),
    table("a required key is missing", "missing required field `sheet`", "title: 一  # <--\npanels: []\n"),
    table("key twice", "key `sheet` stands twice", FIXED + "sheet: 二  # <--\n"),
    table("key twice in a row", "key `label` stands twice", FIXED + "      - key: third\n        label: 三\n        label: 四  # <--\n"),
    table("not YAML", "not YAML", "title: 一\nsheet: [一\npanels: []  # <--\n"),
    table("tabs", "not YAML", "title: 一\n\tsheet: 一  # <--\n"),
    table("unknown anchor", "not YAML: found undefined alias", "title: *other  # <--\n"),
    Case("a word for a number", "Expected `int`, got `str`", {"format.yaml": FORMAT.replace("2031", "今年  # <--")}),
    Case("unknown key in format.yaml", "unknown field `province`", {"format.yaml": FORMAT + "province: 川  # <--\n"}),
    Case("unknown key in sheets.yaml", "unknown field `colour`", {"sheets.yaml": SHEETS + "colour: red  # <--\n"}),
]  # fmt: skip

FILES = [
    Case("the file of a table is missing", "`table-two.yaml` is in none of the layers", {"format.yaml": FORMAT.replace("[one]", "\n  - one\n  - two  # <--")}),
    Case("table twice", "table `one` stands twice", {"format.yaml": FORMAT.replace("[one]", "\n  - one\n  - one  # <--")}),
    Case("a code list is missing", "`more.csv` is in none of the layers", {"format.yaml": FORMAT.replace("[kind.csv]}", "[kind.csv,\n  more.csv]}  # <--")}),
    Case("unknown base", "there is no format `nowhere`", {"format.yaml": FORMAT + "base: nowhere  # <--\n"}),
    Case("base of itself", "the base `trial` comes back to itself", {"format.yaml": FORMAT + f"base: {KEY}  # <--\n"}),
    Case("bases in a loop", "the base `trial` comes back to itself", {"format.yaml": FORMAT + "base: lower\n", "../lower/format.yaml": "title: 下\nbase: trial  # <--\n"}),
]  # fmt: skip

CODE_LISTS = [
    Case("a code of four digits", "`2010,丙` is no code with a name", {"kind.csv": f"code,name,note\n201,甲,\n2010,丙,{MARK}\n"}),
    Case("a code with letters", "`2O1,甲` is no code", {"kind.csv": f"code,name,note\n2O1,甲,{MARK}\n"}),
    Case("full-width digits", "`２０１,甲` is no code", {"kind.csv": f"code,name,note\n２０１,甲,{MARK}\n"}),
    Case("a code without name", "`201,` is no code with a name", {"kind.csv": f"code,name,note\n201,,{MARK}\n"}),
    Case("no heading", "is no code with a name", {"kind.csv": f"201,甲,\n202,乙,{MARK}\n"}),
    Case("a code twice in a file", "code `201` stands twice", {"kind.csv": f"code,name,note\n201,甲,\n202,乙,\n201,丙,{MARK}\n"}),
    Case("a code without the one above", "`20201` has no code `202` above it", {"kind.csv": f"code,name,note\n201,甲,\n20201,丙,{MARK}\n"}),
]  # fmt: skip

KEYS = [
    fixed("row twice", "row key `first` stands twice", "{key: first, label: 又}  # <--"),
    fixed("column twice", "column key `x` stands twice", columns=("{key: x, label: 又}  # <--",)),
    table("row in two panels", "row key `first` stands twice", FIXED + FIXED.split("panels:\n")[1].replace("{key: first, label: 一}", "{key: first, label: 一}  # <--").replace("{key: second, label: 二}", "{key: third, label: 三}")),
    fixed("row key with a point", "only letters, digits and _", "{key: a.b, label: 三}  # <--"),
    fixed("column key with a hyphen", "only letters, digits and _", columns=("{key: a-b, label: 丙}  # <--",)),
    fixed("row without key", "a row needs a key", "{label: 三}  # <--"),
    fixed("column without key", "a column needs a key", columns=("{label: 丙}  # <--",)),
    fixed("unknown row list", "no row list or classification `groups`", "{expand: groups}  # <--"),
    fixed("class that is not there", "classification `kind` has no 209", "{expand: kind, classes: [201, 209]}  # <--"),
    fixed("section where a class is meant", "classification `kind` has no 20101", "{expand: kind, classes: [20101]}  # <--"),
    fixed("class without sections", "class `202` has no sections", "{expand: kind}  # <--"),
    fixed("figures of a column that is not there", "row `third`: no amount column `z`", "{key: third, ledger: {z: {flow: income}}}  # <--"),
    table("sheet twice", "sheet `一` stands twice", FIXED, two=FIXED.replace("sheet: 一", "sheet: 一  # <--")),
    table("sheet twice but for case", "sheet `t1` stands twice", named(FIXED, "T1"), two=named(FIXED, "t1  # <--")),
    table("sheet of every book", f"sheet `{COVER}` stands twice", named(FIXED, f"{COVER}  # <--")),
    table("sheet beside the tables", "sheet `其他` stands twice", named(FIXED, "其他  # <--")),
    table("name that no sheet can have", "cannot be the name of a sheet", named(FIXED, "收入/支出  # <--")),
    table("name too long for a sheet", "cannot be the name of a sheet", named(FIXED, "表" * 32 + "  # <--")),
]  # fmt: skip

REFERENCES = [
    fixed("unknown table", "no table `09`", '{key: third, derive: "09[first, x]"}  # <--'),
    fixed("unknown row", "table `one` has no row `fourth`", '{key: third, derive: "[fourth, @col]"}  # <--'),
    fixed("unknown column", "table `one` has no amount column `z`", '{key: third, derive: "[first, z]"}  # <--'),
    fixed("a column of texts", "table `one` has no amount column `item`", '{key: third, derive: "[first, item]"}  # <--'),
    fixed("derivation of an unknown column", "row `third`: no amount column `z`", '{key: third, derive: {z: "[first, x]"}}  # <--'),
    table("the line of the column, not of the row", "no amount column `z`", FIXED + '      - key: third\n        derive:\n          x: "[first, y]"\n          y: "[first, z]"  # <--\n'),
    fixed("unknown row for a whole column", "table `two` has no row `first`", columns=('{key: z, label: 丙, derive: "two[@row, x]"}  # <--',), two=named(FIXED, "二").replace("key: first", "key: other")),
    fixed("unknown column where the row may be missing", "table `two` has no column z", columns=('{key: z, label: 丙, derive: "two[@row?, z]"}  # <--',), two=named(FIXED, "二").replace("key: first", "key: other")),
    fixed("code that is not in the list", "table `two` has no row `209`", '{key: third, derive: "two[209, x]"}  # <--', two=named(CODED, "二")),
    fixed("codes of a table without codes", "table `one` has no row with codes", two=named(added(CODED, (), ('{key: z, label: 丙, leaf: "one[@row, x]"}  # <--',)), "二")),
    fixed("span of rows backwards", "has no rows from `second` to `first`", '{key: third, derive: "[second..first, @col]"}  # <--'),
    fixed("span of columns backwards", "has no amount columns from `y` to `x`", columns=('{key: z, label: 丙, derive: "[@row, y..x]"}  # <--',)),
    fixed("span that begins at a text", "has no amount columns from `item` to `y`", columns=('{key: z, label: 丙, derive: "[@row, item..y]"}  # <--',)),
    fixed("span of unknown rows", "has no rows from `first` to `ninth`", '{key: third, derive: "[first..ninth, @col]"}  # <--'),
    fixed("several rows and columns", "several rows take one column", '{key: third, derive: {x: "[first..second, x..y]"}}  # <--'),
    fixed("children of a row that has none", "row `third` has no child rows", '{key: third, derive: "[children, @col]"}  # <--'),
    fixed("children of another table", "has no child rows in table `two`", '{key: third, derive: "two[children, @col]"}  # <--', two=named(CODED, "二")),
    fixed("columns without children", "column `x` of table `one` has no child columns", '{key: third, derive: {x: "[first, children]"}}  # <--'),
    table("class column without sections", "column `202` of table `one` has no child columns", FIXED.replace("    rows:", "      - {expand: kind, classes: [202]}  # <--\n    rows:")),
    fixed("total that nothing adds up to", "one.total.x needs a derivation", "{key: total, label: 合计}  # <--"),
    coded("one certain code in a code table", "@row", columns=('{key: z, label: 丙, derive: "two[201, x]"}  # <--',), two=named(CODED, "二")),
    coded("several looked-up columns subtracted", "subtracted one by one", columns=('{key: z, label: 丙, leaf: "- two[@row, x..y]"}  # <--',), two=named(CODED, "二")),
]  # fmt: skip

SYNTAX = [
    fixed("no brackets", "cannot be read at `first`", '{key: third, derive: "first"}  # <--'),
    fixed("no sign between", "cannot be read at `[second, x]`", '{key: third, derive: "[first, x] [second, x]"}  # <--'),
    fixed("a number", "cannot be read at", '{key: third, derive: "[first, x] + 1"}  # <--'),
    fixed("one side only", "cannot be read at", '{key: third, derive: "[first]"}  # <--'),
    fixed("full-width comma", "cannot be read at", '{key: third, derive: "[first，x]"}  # <--'),
    fixed("no key", "neither a key, a span nor", '{key: third, derive: "[@table, x]"}  # <--'),
    fixed("the inner name of leaves", "neither a key, a span nor", '{key: third, derive: "[#leaf, x]"}  # <--'),
    fixed("column", "cannot be read at", columns=("{key: z, label: 丙, derive: sum}  # <--",)),
    coded("leaf", "cannot be read at", columns=("{key: z, label: 丙, leaf: sum}  # <--",)),
    coded("offer", "cannot be read at", columns=("{key: z, label: 丙, offer: sum}  # <--",)),
    table("only", "cannot be read at", only("{codes: kind, only: sum}  # <--")),
]  # fmt: skip

CODE_ROWS = [
    table("no column for the code", "code rows need a column for the code", only("{codes: kind}  # <--").replace("role: code", "role: text")),
    table("no column for the name", "one for the name", only("{codes: kind}  # <--").replace("role: name", "role: text")),
    table("two panels", "has one panel only", TWO_PANELS),
    coded("two places", "one place for code rows", "{codes: kind}  # <--"),
    table("unknown classification", "no classification `other`", only("{codes: other}  # <--")),
    coded("row key like a code", "`201` is taken for a code", '{key: "201", label: 其中}  # <--'),
    table("rows from a table without codes", "rows_from: `two` is no other code table", only("{codes: kind, rows_from: [two]}  # <--"), two=named(FIXED, "二")),
    table("rows from an unknown table", "rows_from: `two` is no other code table", only("codes: kind\n        rows_from:\n          - two  # <--")),
    table("rows from itself", "rows_from: `one` is no other code table", only("{codes: kind, rows_from: [one]}  # <--")),
    table("rows from each other", "in a circle", only("{codes: kind, rows_from: [two]}  # <--"), two=named(only("{codes: kind, rows_from: [one]}"), "二")),
    table("only from a table without codes", "only: table `two` has no such code rows", only('{codes: kind, only: "two[@row, x]"}  # <--'), two=named(FIXED, "二")),
    table("only of one certain row", "only: one reference like", only('{codes: kind, only: "two[total, x]"}  # <--'), two=named(CODED, "二")),
    table("only of two references", "only: one reference like", only('{codes: kind, only: "two[@row, x] + two[@row, y]"}  # <--'), two=named(CODED, "二")),
    table("only of an unknown column", "table `two` has no amount column `z`", only('{codes: kind, only: "two[@row, z]"}  # <--'), two=named(CODED, "二")),
    table("only and rows_from", "there can be no rows_from", only('{codes: kind, rows_from: [two], only: "two[@row, x]"}  # <--'), two=named(CODED, "二")),
    table("details in an unknown column", "details: no text column `project`", only("{codes: kind, details: project}  # <--")),
    table("details in a column of money", "details: no text column `x`", only("{codes: kind, details: x}  # <--")),
    table("details that sums would count", "would count its detail rows twice", only("{codes: kind, details: text}  # <--").replace("      - {key: x,", "      - {key: text, role: text, label: 项目}\n      - {key: x,")),
    table("no room", "capacity: 1 to", only("{codes: kind, capacity: 0}  # <--")),
    table("too much room", "capacity: 1 to", only("{codes: kind, capacity: 9999}  # <--")),
]  # fmt: skip

OTHER_CODES = {
    "format.yaml": FORMAT.replace("[one]", "[one, two]").replace("{kind:", "{other: [kind.csv], kind:"),
    "table-two.yaml": named(CODED, "二"),
}
CODE_ROWS += [
    Case("rows of another classification", "has codes of another classification", OTHER_CODES | {"table-one.yaml": only("{codes: other, rows_from: [two]}  # <--")}),
    Case("only of another classification", "has no such code rows", OTHER_CODES | {"table-one.yaml": only('{codes: other, only: "two[@row, x]"}  # <--')}),
]  # fmt: skip

LOOPS = [
    fixed("a cell from itself", "loop: one.third.x -> one.third.x", '{key: third, derive: "[third, @col]"}  # <--'),
    fixed("within a table", "derived cells in a loop", '{key: third, derive: "[fourth, @col]"}', '{key: fourth, derive: "[third, @col]"}  # <--'),
    fixed("two columns", "derived cells in a loop", columns=('{key: z, label: 丙, derive: "[@row, w]"}', '{key: w, label: 丁, derive: "[@row, z]"}  # <--')),
    fixed("over three tables", "one.third.x -> two.third.x -> three.third.x -> one.third.x", '{key: third, derive: {x: "two[third, x]"}}', two=named(added(FIXED, ('{key: third, derive: {x: "three[third, x]"}}',), ()), "二"), three=named(added(FIXED, ('{key: third, derive: {x: "one[third, x]"}}  # <--',), ()), "三")),
    coded("through the children", "derived cells in a loop", columns=('{key: z, label: 丙, leaf: "[total, @col]"}  # <--',)),
    coded("through the code rows of two tables", "derived cells in a loop", columns=('{key: z, label: 丙, leaf: "two[@row, z]"}',), two=named(added(CODED, (), ('{key: z, label: 丙, offer: "one[@row, z]"}  # <--',)), "二")),
    fixed("through a hierarchy of fixed codes", "derived cells in a loop", "{key: total, label: 合计}", "{expand: kind, classes: [201]}", columns=('{key: z, label: 丙, leaf: "[total, @col]"}  # <--',)),
]  # fmt: skip

BESIDE = [
    Case("no field for the unit", "no cover field `unit_name`", {"sheets.yaml": SHEETS.replace("fields: [{key: unit_name, label: 单位}, ", "fields: [").replace("label: 年度}]", "label: 年度}]  # <--")}),
    Case("no list of states", "no list `status`", {"sheets.yaml": SHEETS.replace("{status: [未填]}", "{other: [未填]}  # <--")}),
    Case("no log", "no section `log`", {"sheets.yaml": SHEETS.replace("fields:", "# the whole file\nfields:", 1).replace("key: log", "key: book").replace("fields: [", "fields: [  # <--\n  ")}),
    Case("no column for the difference", "no column in the section `checks` `difference`", {"sheets.yaml": SHEETS.replace("{key: difference,", "{key: gap,").replace("fields: [", "fields: [  # <--\n  ")}),
    Case("unknown list", "there is no list `kinds`", {"sheets.yaml": SHEETS.replace("{key: year, label: 年度}", "\n  {key: year, label: 年度, list: kinds}  # <--\n  ")}),
    Case("field and section of one name", "`year` of a cover field or a section stands twice", {"sheets.yaml": SHEETS + "      - {key: year, columns: []}  # <--\n"}),
    Case("room above another list", "only the last list of a sheet can have room", {"sheets.yaml": SHEETS.replace("{key: prior,", "{key: prior, room: 5,  # <--\n        ")}),
]  # fmt: skip

CASES = [*SHAPE, *FILES, *CODE_LISTS, *KEYS, *REFERENCES, *SYNTAX, *CODE_ROWS, *LOOPS, *BESIDE]


def written(folder: Path, files: dict[str, str]) -> Path:
    """Write a format over the small one, and return its folder."""
    target = folder / KEY
    defaults = {"format.yaml": FORMAT, "kind.csv": CODES, "sheets.yaml": SHEETS, "table-one.yaml": FIXED}
    for name, text in (defaults | files).items():
        path = (target / name).resolve()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.lstrip("\n"), encoding="utf-8")
    return target


def marked(folder: Path, files: dict[str, str]) -> tuple[Path, int]:
    """Where the mark stands."""
    found = [
        (path, number)
        for name in files
        for path in [(folder / name).resolve()]
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if MARK in line
    ]
    assert len(found) == 1, "a case marks one line"
    return found[0]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_fault_is_told_with_its_line(case: Case, tmp_path: Path) -> None:
    folder = written(tmp_path, case.files)
    with pytest.raises(SpecError) as error:
        load_format(KEY, formats=tmp_path)
    path, line = marked(folder, case.files)
    assert case.message in str(error.value)
    assert (error.value.path.resolve(), error.value.line) == (path, line), str(error.value)
    assert str(error.value).startswith(f"{path.parent.name}/{path.name}:{line}: ")


@pytest.mark.parametrize("text", [FIXED, CODED])
def test_without_a_fault_the_small_format_loads(text: str, tmp_path: Path) -> None:
    written(tmp_path, {"table-one.yaml": text})
    assert list(load_format(KEY, formats=tmp_path).tables) == ["one"]


def test_names_of_cases_differ() -> None:
    assert len({case.name for case in CASES}) == len(CASES)


# Faults of a whole file


@pytest.mark.parametrize("name", ["table-one.yaml", "kind.csv", "format.yaml"])
def test_another_encoding_is_told_with_the_first_line_that_shows_it(name: str, tmp_path: Path) -> None:
    folder = written(tmp_path, {})
    text = (folder / name).read_text(encoding="utf-8")
    (folder / name).write_bytes(text.encode("gb18030"))
    lines = [one.encode("gb18030").decode("utf-8", "replace") for one in text.splitlines()]
    line = next(number for number, one in enumerate(lines, 1) if "\N{REPLACEMENT CHARACTER}" in one)
    with pytest.raises(SpecError, match="is not UTF-8") as error:
        load_format(KEY, formats=tmp_path)
    assert (error.value.path.name, error.value.line) == (name, line)


def test_a_mark_before_the_text_and_foreign_line_ends_do_no_harm(tmp_path: Path) -> None:
    folder = written(tmp_path, {"table-one.yaml": FIXED})
    for path in folder.iterdir():
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_format(KEY, formats=tmp_path).tables["one"].title == "一"


def test_a_format_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=r"trial/format\.yaml: cannot be read"):
        load_format(KEY, formats=tmp_path)


def test_control_characters_are_no_yaml(tmp_path: Path) -> None:
    written(tmp_path, {"table-one.yaml": "title: \x01\n"})
    with pytest.raises(SpecError, match=r"trial/table-one\.yaml: not YAML"):
        load_format(KEY, formats=tmp_path)


def test_no_file_with_the_sheets(tmp_path: Path) -> None:
    (written(tmp_path, {}) / "sheets.yaml").unlink()
    with pytest.raises(SpecError, match=r"trial/format\.yaml: the file `sheets.yaml` is in none"):
        load_format(KEY, formats=tmp_path)


def test_reserved_sheets_are_those_of_the_book() -> None:
    assert set(RESERVED_SHEETS) == {COVER, CONTENTS, IDENTITY, UNDO}
