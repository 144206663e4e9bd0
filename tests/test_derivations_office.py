"""Whatever derivation loads means the same to Python and to an office."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from python_calamine import CalamineWorkbook

from juesuan.book.accounts import Accounts
from juesuan.compute.rows import complete_rows
from juesuan.regenerate import new_book
from juesuan.spec import SpecError, load_format
from juesuan.spec.model import Cell, Format
from tests.enriched.book import stored
from tests.office import convert, needs_office
from tests.third import CODES, FORMAT, KEY, OWN_SHEETS

# Whatever derivation loads is calculated alike


CODE_COLUMNS = """\
panels:
  - columns:
      - {key: code, role: code, label: [科目, 编码]}
      - {key: name, role: name, label: [科目, 名称]}
"""
ABC = "".join(f"      - {{key: {key}, label: [数, {key}]}}\n" for key in "abc")
BESIDE = {
    "A": f"title: 甲\nsheet: 1 甲\n{CODE_COLUMNS}{ABC}    rows:\n"
    "      - {codes: activity, capacity: 30}\n      - {key: total, label: 合计}\n",
    "B": f"title: 乙\nsheet: 2 乙\n{CODE_COLUMNS}{ABC}    rows:\n"
    "      - {key: total, label: 合计}\n      - {codes: activity, rows_from: [A], capacity: 30}\n",
    "F": """\
title: 丙
sheet: 3 丙
panels:
  - columns:
      - {key: item, role: name, label: 项目}
      - {key: p, label: p}
      - {key: q, label: q}
      - {key: r, label: r}
    rows:
      - {key: f1, label: 一}
      - {key: f2, label: 二}
      - {key: f3, label: 三}
      - {key: "501", label: 巡护}
  - columns:
      - {key: item, role: name, label: 项目}
      - {key: p, label: p}
      - {key: s, label: s}
    rows:
      - {key: g1, label: 甲}
      - {key: g2, label: 乙}
""",
}
ROWS = ["@row", "@row?", "total", "501", "501?", "50301", "f1", "f3?", "f2..f3", "g1", "g1..g2", "children"]
COLUMNS = ["@col", "@col?", "a", "b", "a..c", "b..c", "p", "q", "q?", "p..r", "p..s", "s", "s?", "total?"]


def derivation(random: Random) -> str:
    text = ""
    for _ in range(random.choice((1, 1, 2, 3))):
        sign = random.choice("+-") if text else random.choice(("", "-"))
        table = random.choice(("A", "B", "F", "F", ""))
        text += f" {sign} {table}[{random.choice(ROWS)}, {random.choice(COLUMNS)}]"
    return text.strip()


def beside(folder: Path, rows: list[str], columns: list[str]) -> Format:
    """A format with rows of table X and columns of code table C that hold the given derivations."""
    folder = folder / KEY
    folder.mkdir(parents=True)
    x = "".join(f'      - {{key: x{n}, label: 行{n}, derive: "{one}"}}\n' for n, one in enumerate(rows))
    c = "".join(f"      - {{key: c{n}, label: [数, c{n}], {one}}}\n" for n, one in enumerate(columns))
    fixed = "panels:\n  - columns:\n      - {key: item, role: name, label: 项目}\n      - {key: a, label: a}\n      - {key: p, label: p}\n"
    texts = BESIDE | {
        "X": f"title: 丁\nsheet: 4 丁\n{fixed}    rows:\n      - {{key: typed, label: 录入}}\n{x}",
        "C": f"title: 戊\nsheet: 5 戊\n{CODE_COLUMNS}      - {{key: a, label: [数, a]}}\n{c}    rows:\n"
        "      - {key: total, label: 合计}\n      - {codes: activity, rows_from: [A], capacity: 30}\n",
    }
    for key, text in texts.items():
        (folder / f"table-{key}.yaml").write_text(text, encoding="utf-8")
    (folder / "sheets.yaml").write_text(OWN_SHEETS, encoding="utf-8")
    (folder / "activity.csv").write_text(CODES, encoding="utf-8")
    described = FORMAT.replace("base: common\n", "").replace(
        "[summary, activity, projects]", "[A, B, F, X, C]"
    )
    (folder / "format.yaml").write_text(described, encoding="utf-8")
    return load_format(KEY, formats=folder.parent)


def loads(folder: Path, rows: list[str], columns: list[str]) -> bool:
    try:
        beside(folder, rows, columns)
    except SpecError:
        return False
    return True


def drawn(folder: Path, random: Random) -> Format:
    """A format of fifty drawn derivations that the check accepts one by one."""
    rows: list[str] = []
    columns: list[str] = []
    for attempt in range(600):
        text, kind = derivation(random), random.choice(("derive", "leaf", "offer"))
        if len(rows) < 30 and loads(folder / f"x{attempt}", [text], []):
            rows.append(text)
        elif len(columns) < 20 and loads(folder / f"c{attempt}", [], [f'{kind}: "{text}"']):
            columns.append(f'{kind}: "{text}"')
        if len(rows) == 30 and len(columns) == 20:
            return beside(folder / "all", rows, columns)
    raise AssertionError("too few derivations are accepted")


@pytest.mark.office
@needs_office
def test_every_derivation_that_loads_means_the_same_to_the_office(tmp_path: Path) -> None:
    random = Random(2031)
    form = drawn(tmp_path / "drawn", random)
    leaves = ("501", "50201", "5030101", "5030102", "50302")
    chosen = {"A": leaves[:4], "B": leaves[1:], "C": leaves[:1]}
    typed = {Cell(key, code, "a"): random.randrange(10**9) for key, codes in chosen.items() for code in codes}
    for column in "bc":
        typed |= {
            Cell(key, code, column): random.randrange(-(10**9), 10**9) for key in "AB" for code in chosen[key]
        }
    for key in "FX":
        for panel in form.tables[key].panels:
            for row, column in ((row.key, column.key) for row in panel.fixed for column in panel.amounts):
                if not row.startswith("x"):
                    typed[Cell(key, row, column)] = random.randrange(10**9)
    ours = complete_rows(Accounts(form, typed=typed, rows=chosen))
    (tmp_path / "drawn.xlsx").write_bytes(new_book(form, ours))
    convert([tmp_path / "drawn.xlsx"], "xlsx:Calc MS Excel 2007 XML", tmp_path / "out", recalculate=True)
    assert stored(CalamineWorkbook.from_path(tmp_path / "out" / "drawn.xlsx"), ours) == []
