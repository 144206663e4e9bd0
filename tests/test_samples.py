"""The bundled samples: what they type gives back every figure that their sources printed, and claims no more."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from juesuan.book.accounts import FILLED, NO_DATA, NOT_FILLED, TAIL, UNCLASSIFIED
from juesuan.compute.recompute import Evaluator, recompute
from juesuan.money import format_wan, parse
from juesuan.sample import Sample, available_samples, load_sample
from juesuan.spec.errors import SpecError
from juesuan.spec.load import workbook_folder
from juesuan.spec.model import Cell, CellKind, Column, Table

PANZHIHUA, PUTUO = "panzhihua-2020", "putuo-2024"
SAMPLES = workbook_folder() / "samples"

ADJUSTMENTS = {
    PANZHIHUA: [
        ("02.total.other", UNCLASSIFIED, "92.79"),
        ("03.total.project", UNCLASSIFIED, "144.59"),
        ("05.total.fund_project", UNCLASSIFIED, "298.84"),
        ("08.personnel.amount", UNCLASSIFIED, "4,401.27"),
        ("08.public.amount", UNCLASSIFIED, "643.70"),
    ],
    PUTUO: [
        ("01.208.amount", TAIL, "-0.01"),
        ("02.total.appropriation", TAIL, "-0.01"),
        ("03.total.basic", TAIL, "-0.01"),
        ("04.208.general", TAIL, "-0.01"),
        ("05.total.basic", TAIL, "-0.01"),
        ("06.301.amount", TAIL, "-0.01"),
        ("06.302.amount", TAIL, "-0.02"),
    ],
}
STATUS = {
    PANZHIHUA: {
        FILLED: ["01", "02", "03", "04", "06", "08", "09", "11"],
        NOT_FILLED: ["05", "07", "10"],
        NO_DATA: ["12", "13", "14"],
    },
    PUTUO: {FILLED: ["01", "02", "03", "04", "05", "06", "07"], NO_DATA: ["08", "09"]},
}
SIZES = {PANZHIHUA: (29, 126, 20), PUTUO: (54, 195, 16)}
"""Typed cells, printed figures, figures of the year before."""

both = pytest.mark.parametrize("name", [PANZHIHUA, PUTUO])


@pytest.fixture(scope="module")
def shared() -> Path:
    """Return the reference folder: beside the checkout, or where JUESUAN_SHARED says."""
    beside = Path(__file__).resolve().parents[2] / "shared"
    folder = Path(os.environ.get("JUESUAN_SHARED") or beside)
    if not folder.is_dir():
        pytest.skip(f"no reference folder at {folder}; JUESUAN_SHARED may name another")
    return folder


@pytest.fixture(scope="module")
def known(shared: Path) -> dict[str, Any]:
    """Return the record of what can be known of the Panzhihua tables."""
    found: dict[str, Any] = json.loads((shared / "domain" / "panzhihua_2020.json").read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def panzhihua() -> Sample:
    return load_sample(PANZHIHUA)


@pytest.fixture(scope="module")
def putuo() -> Sample:
    return load_sample(PUTUO)


def records(name: str, file: str) -> list[dict[str, str]]:
    with (SAMPLES / name / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def at(text: str) -> Cell:
    return Cell(*text.split("."))


def fen(text: str) -> int:
    amount = parse(text)
    assert amount is not None
    return amount


# Both samples


def test_both_are_bundled() -> None:
    assert available_samples() == [PANZHIHUA, PUTUO]


@both
def test_every_printed_figure_comes_out_as_printed(name: str) -> None:
    sample = load_sample(name)
    values = recompute(sample.accounts).values
    assert {cell: values.get(cell, 0) for cell in sample.printed} == sample.printed
    assert sample.misfits == ()


@both
def test_the_adjustments_are_these_and_no_others(name: str) -> None:
    made = load_sample(name).accounts.adjustments
    assert sorted((str(one.cell), one.kind, format_wan(one.amount)) for one in made) == ADJUSTMENTS[name]
    assert all(bool(one.note) == (one.kind == UNCLASSIFIED) for one in made)


@both
def test_every_table_has_its_status(name: str) -> None:
    expected = {table: status for status, tables in STATUS[name].items() for table in tables}
    assert load_sample(name).accounts.status == expected


@both
def test_nothing_got_lost_between_the_files_and_the_accounts(name: str) -> None:
    sample = load_sample(name)
    accounts = sample.accounts
    assert (len(accounts.typed), len(sample.printed), len(accounts.prior)) == SIZES[name]
    rows = {table: set(rows) for table, rows in accounts.rows.items()}
    for cell in (*accounts.typed, *sample.printed):
        table = accounts.format.tables[cell.table]
        assert cell.row in table.fixed_rows or cell.row in rows[cell.table], cell


@both
def test_typed_figures_are_as_printed_and_check_figures_are_the_others(name: str) -> None:
    sample = load_sample(name)
    accounts = sample.accounts
    rule = Evaluator(accounts).rule
    for cell, amount in accounts.typed.items():
        assert sample.printed.get(cell, amount) == amount, cell
        assert rule(accounts.format.tables[cell.table], cell.row, cell.column)[0] is CellKind.TYPED, cell
    follows = {at("05.total.fund_project")} if name == PANZHIHUA else set()
    assert set(accounts.checks) == set(sample.printed) - set(accounts.typed) - follows
    for cell in accounts.checks:
        kind = rule(accounts.format.tables[cell.table], cell.row, cell.column)[0]
        assert kind is CellKind.DERIVED or cell in accounts.offered, cell


@both
def test_offered_cells_keep_their_formula(name: str) -> None:
    accounts = load_sample(name).accounts
    parents = {row[:length] for row in accounts.rows["03"] for length in (3, 5)}
    leaves = {row for row in accounts.rows["03"] if row not in parents}
    assert leaves
    assert accounts.offered == {Cell("03", row, column) for row in leaves for column in ("basic", "project")}


@both
def test_the_files_are_utf8_with_plain_line_ends(name: str) -> None:
    for path in (SAMPLES / name).iterdir():
        raw = path.read_bytes()
        assert b"\r" not in raw
        assert not raw.startswith(b"\xef\xbb\xbf")
        assert raw.decode("utf-8").endswith("\n")


# Faults in a sample's files are told with file and line


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(SAMPLES / PANZHIHUA, tmp_path / PANZHIHUA)
    return tmp_path


@pytest.mark.parametrize(
    ("file", "line", "message"),
    [
        ("typed.csv", "15,opening,amount,1.00", "no table `15`"),
        ("typed.csv", "01,openings,amount,1.00", "no row `openings`"),
        ("typed.csv", "06,2049998,basic,1.00", "no row `2049998`"),
        ("typed.csv", "06,2040201,basics,1.00", "no amount column `basics`"),
        ("typed.csv", "06,2040201,name,1.00", "no amount column `name`"),
        ("typed.csv", "01,opening,amount,1.00", "stands twice"),
        ("typed.csv", "01,closing,amount,", "no amount"),
        ("typed.csv", "01,closing,amount,一百", "不是金额"),
        ("typed.csv", "06,204,basic,1.00", "06.204.basic is derived"),
        ("printed.csv", "01,openings,amount,1.00,published", "no row `openings`"),
        ("prior.csv", "06,total,amount,1.00,无", "no amount column `amount`"),
    ],
)
def test_a_faulty_line_is_told_with_its_place(copy: Path, file: str, line: str, message: str) -> None:
    path = copy / PANZHIHUA / file
    lines = [*path.read_text("utf-8").splitlines(), line]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(SpecError, match=re.escape(message)) as caught:
        load_sample(PANZHIHUA, copy)
    assert (caught.value.path, caught.value.line) == (path, len(lines))


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("  scope: 本级", "  scopes: 本级", "scopes"),
        ('"14": 此表无数据', '"14": 空', '"14"'),
        ('"14": 此表无数据', '"15": 此表无数据', "status:"),
        ("    row: personnel", "    row: personal", "row: personal"),
        ("title:", "titles:", "titles:"),
    ],
)
def test_a_faulty_sample_file_is_told_with_its_place(copy: Path, old: str, new: str, line: str) -> None:
    path = copy / PANZHIHUA / "sample.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SpecError) as caught:
        load_sample(PANZHIHUA, copy)
    near = path.read_text("utf-8").splitlines()[max(caught.value.line - 2, 0) : caught.value.line + 1]
    assert caught.value.path == path
    assert any(line in one for one in near)


def test_a_figure_that_the_sources_do_not_give_is_a_misfit(copy: Path) -> None:
    path = copy / PANZHIHUA / "printed.csv"
    text = path.read_text("utf-8")
    path.write_text(text.replace("06,total,basic,5044.97", "06,total,basic,5044.90"), encoding="utf-8")
    misfit, *_ = load_sample(PANZHIHUA, copy).misfits
    assert (str(misfit.cell), misfit.printed, misfit.computed) == (
        "06.total.basic",
        5044_900_000,
        5044_970_000,
    )


# Panzhihua: against the record of what can be known


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


# Putuo: against the text of the published report

AMOUNT = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})*\.\d{2}(?![\d.])")
CODE_LINE = re.compile(r"^\s*(\d{3})(?:\s+(\d{2}))?(?:\s+(\d{2}))?\s+(\S+)\s+(.+)$")
EXCEPTIONS: Counter[str] = Counter()
"""Amounts of the tables' text that are not cells of the tables, and the other way round: none."""


@pytest.fixture(scope="module")
def tables_text(shared: Path) -> str:
    """Return the second part of the report: its nine tables."""
    text = (shared / "reference" / "putuo-finance-bureau-2024.txt").read_text("utf-8")
    part = text[text.rindex("第二部分") : text.rindex("第三部分")]
    assert part.count("单位：万元") == 9
    return part


@pytest.mark.shared
def test_the_amounts_are_those_of_the_report(tables_text: str) -> None:
    in_report = Counter(AMOUNT.findall(tables_text))
    in_file = Counter(one["amount"] for one in records(PUTUO, "printed.csv"))
    assert in_report - in_file == EXCEPTIONS
    assert in_file - in_report == EXCEPTIONS
    assert in_report.total() == 195


@pytest.mark.shared
def test_the_rows_of_table_05_are_those_of_the_report(tables_text: str, putuo: Sample) -> None:
    title = "一般公共预算财政拨款支出决算表"
    text = tables_text[tables_text.index(title) : tables_text.index("一般公共预算财政拨款基本支出决算表")]
    in_report = {}
    for line in text.splitlines():
        if match := CODE_LINE.match(line):
            in_report["".join(filter(None, match.groups()[:3]))] = match[5].split()
    in_file: dict[str, list[str]] = {}
    for one in records(PUTUO, "printed.csv"):
        if one["table"] == "05" and one["row"] != "total":
            in_file.setdefault(one["row"], []).append(one["amount"])
    assert in_report == in_file
    assert tuple(in_report) == putuo.accounts.rows["05"]


def test_the_codes_of_putuo_have_names(putuo: Sample) -> None:
    for table in putuo.accounts.format:
        if table.region is not None:
            names = putuo.accounts.classification(table)
            assert all(names.name(row) for row in putuo.accounts.rows[table.key])
