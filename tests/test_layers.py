"""Layers of formats (a folder holds only what differs) and layers of the program (imports run one way)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

import juesuan
from juesuan.book.layout import Layout
from juesuan.spec import Format, SpecError, available_formats, load_format
from juesuan.spec.load import FORMATS_VARIABLE, workbook_folder
from juesuan.spec.source import Source

BASE = "sichuan-2020"
BUNDLED = workbook_folder() / "formats"

# A format over another


LAYER = f"""\
base: {BASE}
title: 某市2020年度部门决算公开
unit_line: 金额单位：万元
"""
TABLE_14 = """\
number: 公开14表
title: 国有资本经营预算财政拨款支出决算表
sheet: 公开14表
footnote: 注：本市另作说明。
panels:
  - columns:
      - {key: code, role: code, label: [项目, 科目编码], width: 11}
      - {key: name, role: name, label: [项目, 科目名称], width: 36}
      - {key: total, label: 合计, number: auto, derive: "13[@row, expenditure]"}
      - {key: basic, label: 其中：基本支出, number: auto, derive: "13[@row, basic]"}
      - {key: project, label: 其中：项目支出, number: auto, derive: "13[@row, project]"}
    rows:
      - {key: total, label: 合计}
      - {codes: functional, only: "13[@row, expenditure]"}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(FORMATS_VARIABLE, str(tmp_path))
    return tmp_path


def write(folder: Path, key: str, **files: str) -> Format:
    target = folder / key
    target.mkdir()
    for name, text in files.items():
        (target / f"{name.replace('_', '-')}.yaml").write_text(text, encoding="utf-8")
    return load_format(key)


def differing(one: Format, other: Format) -> set[str]:
    return {field.name for field in fields(Format) if getattr(one, field.name) != getattr(other, field.name)}


def test_a_layer_holds_only_what_differs(folder: Path) -> None:
    base, layer = load_format(BASE), write(folder, "city", format=LAYER, table_14=TABLE_14)
    assert differing(base, layer) == {"key", "title", "unit_line", "tables", "folders", "digest"}
    assert (layer.unit_line, layer.year) == ("金额单位：万元", 2020)
    assert list(layer.tables) == list(base.tables)
    assert [key for key in base.tables if layer.tables[key] != base.tables[key]] == ["14"]
    assert layer.tables["14"].footnote == "注：本市另作说明。"
    assert layer.folders == (folder / "city", BUNDLED / BASE, BUNDLED / "common")
    old, new = Layout(base).tables, Layout(layer).tables
    assert {key for key in old if old[key] != new[key]} == {"14"}


def test_a_layer_can_be_chosen_though_it_names_no_year(folder: Path) -> None:
    write(folder, "city", format=LAYER, table_14=TABLE_14)
    assert available_formats() == ["city", "shanghai-2024", BASE, "sichuan-2024"]


def test_layers_over_layers(folder: Path) -> None:
    write(folder, "city", format=LAYER, table_14=TABLE_14)
    later = write(
        folder,
        "city-2021",
        format="base: city\nyear: 2021\ntables: ['01', '02', '03', '04', '06', '11', '13', '14']\n"
        "classifications:\n  functional: [functional_2020.csv, functional_observed_2024_2026.csv]\n",
    )
    assert (later.year, later.unit_line, later.title) == (2021, "金额单位：万元", "某市2020年度部门决算公开")
    assert list(later.tables) == ["01", "02", "03", "04", "06", "11", "13", "14"]
    assert later.tables["14"].footnote == "注：本市另作说明。"
    assert later.classifications["economic"] == load_format(BASE).classifications["economic"]
    assert later.classifications["functional"] != load_format(BASE).classifications["functional"]


def test_a_row_list_is_replaced_whole_and_others_stay(folder: Path) -> None:
    lists = (
        "row_lists:\n  classes: [{key: '201', label: 一、一般公共服务支出}, {key: '234', label: 二、抗疫}]\n"
    )
    layer = write(folder, "short", format=LAYER + lists)
    assert [row.key for row in layer.tables["01"].panels[1].fixed][:3] == ["201", "234", "expenditure_total"]
    assert layer.tables["03"] == load_format(BASE).tables["03"]


def test_a_fault_that_a_layer_makes_below_is_told_where_it_shows(folder: Path) -> None:
    """Table 13 without a column that table 14 of the base reads."""
    text = (BUNDLED / BASE / "table-13.yaml").read_text(encoding="utf-8")
    with pytest.raises(SpecError, match="has no amount column `expenditure`") as error:
        write(folder, "city", format=LAYER, table_13=text.replace("key: expenditure", "key: spent"))
    assert error.value.path.parent == BUNDLED / BASE
    named = error.value.path.read_text(encoding="utf-8").splitlines()[error.value.line - 1]
    assert "expenditure]" in named


def test_the_digest_tells_formats_apart_and_knows_the_code_lists(folder: Path) -> None:
    one = write(folder, "one", format=LAYER)
    assert one.digest != load_format(BASE).digest
    (folder / "two").mkdir()
    codes = (workbook_folder() / "codes" / "functional_2020.csv").read_bytes()
    (folder / "two" / "functional_2020.csv").write_bytes(codes.replace("外交支出".encode(), b"X"))
    two = write_into(folder / "two", LAYER)
    assert two.classifications["functional"].name("202") == "X"
    assert two.digest != one.digest


def write_into(target: Path, text: str) -> Format:
    (target / "format.yaml").write_text(text, encoding="utf-8")
    return load_format(target.name)


def test_a_faulty_folder_is_listed_and_says_what_is_wrong(folder: Path) -> None:
    (folder / "broken").mkdir()
    (folder / "broken" / "format.yaml").write_text("title: [\n", encoding="utf-8")
    assert "broken" in available_formats()
    with pytest.raises(SpecError, match=r"broken/format\.yaml:2: not YAML"):
        load_format("broken")


def test_the_line_of_something_unknown_is_that_of_what_holds_it() -> None:
    source = Source(Path("x.yaml"), {}, {(): 1, ("rows",): 4, ("rows", 0): 5})
    assert source.line("rows", 0, "key", "deeper") == 5
    assert source.line("other") == 1


# Imports run one way


SHARED = {"money", "findings", "__version__"}
"""What everything may use."""
MAY_USE = {
    "spec": {"spec"},
    "book": {"spec", "book"},
    "compute": {"spec", "book", "compute"},
    "ledger": {"spec", "book", "compute", "ledger"},
    "template": {"spec", "book", "compute", "template", "plan"},
    "importing": {"spec", "book", "compute", "ledger", "template", "importing"},
    "analysis": {"spec", "book", "compute", "template", "analysis"},
    "narrative": {"spec", "book", "compute", "template", "analysis", "narrative"},
    "audit": {"spec", "book", "compute", "template", "analysis", "audit"},
    "report": {"spec", "book", "compute", "template", "analysis", "narrative", "report"},
    "tieout": {"spec", "book", "compute", "template", "analysis", "importing", "audit", "tieout"},
    "export": {"spec", "book", "compute", "template", "analysis", "narrative", "audit", "report", "export"},
    "money": set(),
    "findings": set(),
}
"""What each part of the program may use besides, from below to above; parts that are not named stand above all."""
ROOT = Path(juesuan.__file__).parent


def imported(path: Path, package: str) -> Iterator[tuple[int, str]]:
    """Yield line and part (the name after ``juesuan.``) of every import of the program in a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            start = f"{package}." if node.level else ""
            names = [f"{start}{node.module or ''}.{alias.name}".replace("..", ".") for alias in node.names]
        else:
            continue
        for name in names:
            head, _, rest = name.partition(".")
            if head == "juesuan" and rest:
                yield node.lineno, rest.partition(".")[0]


def offences(root: Path) -> list[str]:
    """Every import that runs upwards, as ``file:line uses part``."""
    found = []
    for path in sorted(root.rglob("*.py")):
        part = path.relative_to(root).parts[0].removesuffix(".py")
        if part not in MAY_USE:
            continue
        package = ".".join(("juesuan", *path.relative_to(root).parts[:-1]))
        for line, used in imported(path, package):
            if used not in MAY_USE[part] | SHARED:
                found.append(f"{path.relative_to(root).as_posix()}:{line} uses {used}")
    return found


def test_imports_run_one_way() -> None:
    assert offences(ROOT) == []


def test_every_part_is_there() -> None:
    parts = {path.name.removesuffix(".py") for path in ROOT.iterdir()}
    assert MAY_USE.keys() <= parts


@pytest.mark.parametrize(
    ("file", "text", "offence"),
    [
        ("spec/load.py", "from juesuan.book.grid import Grid", "spec/load.py:1 uses book"),
        ("spec/model.py", "import json\nimport juesuan.compute.rows", "spec/model.py:2 uses compute"),
        ("book/read.py", "def late():\n    from juesuan import template", "book/read.py:2 uses template"),
        ("book/deep/x.py", "from juesuan.export.tables import x", "book/deep/x.py:1 uses export"),
        ("compute/rows.py", "from juesuan.regenerate import new_book", "compute/rows.py:1 uses regenerate"),
        ("compute/rows.py", "from juesuan.template.formulas import F", "compute/rows.py:1 uses template"),
        ("money.py", "from juesuan.findings import Finding", ""),
        ("money.py", "from juesuan.spec import Format", "money.py:1 uses spec"),
        ("compute/rows.py", "from .recompute import recompute", ""),
        ("template/x.py", "from juesuan import money, __version__", ""),
        ("cli.py", "from juesuan.template.build import build_template", ""),
    ],
)
def test_an_import_that_runs_upwards_is_found(tmp_path: Path, file: str, text: str, offence: str) -> None:
    path = tmp_path / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    assert offences(tmp_path) == ([offence] if offence else [])


def test_the_engine_for_libreoffice_knows_nothing_of_the_program() -> None:
    engine = ROOT.parent / "xlwings_libreoffice"
    files = sorted(engine.rglob("*.py"))
    assert files
    assert [
        f"{path.name}:{line}" for path in files for line, _ in imported(path, "xlwings_libreoffice")
    ] == []
