"""The examples do what they say, each in a Python of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

import xlwings_libreoffice

pytestmark = pytest.mark.office

PACKAGE = Path(xlwings_libreoffice.__file__).parent
EXAMPLES = PACKAGE / "examples"


def run(name: str, *arguments: object) -> str:
    done = subprocess.run(
        [sys.executable, str(EXAMPLES / name), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(PACKAGE.parent)},
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_table_and_its_chart(app: xw.App, tmp_path: Path) -> None:
    path, picture = tmp_path / "数 据.xlsx", tmp_path / "图.png"
    assert float(run("write_a_table.py", path)) == pytest.approx(2223.62)
    assert openpyxl.load_workbook(path).active["A2"].value == "2080505"
    run("draw_a_chart.py", path, picture)
    assert picture.read_bytes().startswith(b"\x89PNG")
    book = app.books.open(path)
    chart = book.sheets[0].charts["Amounts"]
    assert (chart.title, chart.chart_type) == ("Amounts by code", "bar_clustered")
    assert [series.name for series in chart.series] == ["amount"]
    book.close()


def test_an_office_that_is_open(tmp_path: Path) -> None:
    if (why_not := xlwings_libreoffice.available()) is not None:
        pytest.skip(why_not)
    own = xw.App(visible=False)
    try:
        sheet = own.books[0].sheets[0]
        sheet["B2:C3"].select()
        said = run("join_an_open_office.py", own.impl.office.process.pipe)
        assert sheet.name in said
        assert sheet["B2:C3"].color == (255, 230, 150)
        assert sheet["A1"].color is None
    finally:
        own.quit()


def test_every_example_is_run_here() -> None:
    here = Path(__file__).read_text(encoding="utf-8")
    names = {path.name for path in EXAMPLES.glob("*.py")}
    assert len(names) == 3
    assert all(f'"{name}"' in here for name in names)
