"""The bundled samples: what they type gives back every figure that their sources printed, and claims no more."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from juesuan.book.accounts import FILLED, NO_DATA, NOT_FILLED, TAIL, UNCLASSIFIED
from juesuan.compute.recompute import Evaluator, recompute
from juesuan.money import format_wan
from juesuan.sample import available_samples, load_sample
from juesuan.spec.errors import SpecError
from juesuan.spec.model import Cell, CellKind
from tests.samples.known import PANZHIHUA, PUTUO, SAMPLES, at

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
