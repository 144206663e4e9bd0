"""The command line from outside: what it prints, what it leaves behind, how it ends."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from juesuan import __version__, cli
from juesuan.book.file import FileBook
from juesuan.regenerate import regenerate_file
from tests.book.test_read_rows import changed
from tests.books import book_bytes

ROOT = Path(__file__).parents[1]


def run(*arguments: object, cwd: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run juesuan as a person does."""
    env = {key: value for key, value in os.environ.items() if key not in ("COLUMNS", "FORCE_COLOR")}
    env |= {"PYTHONPATH": str(ROOT / "python"), "PYTHONDONTWRITEBYTECODE": "1", **settings}
    command = [sys.executable, "-m", "juesuan", *map(str, arguments)]
    return subprocess.run(
        command, cwd=cwd, env=env, capture_output=True, encoding="utf-8", timeout=120, check=False
    )


def files(folder: Path) -> dict[str, bytes]:
    """Everything below a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def rows(path: Path, sheet: str) -> dict[object, list[object]]:
    """The rows of a sheet by what stands first in them."""
    found = (
        [value for value in row if value not in ("", None)] for row in FileBook.open(path).grid(sheet).rows
    )
    return {row[0]: row[1:] for row in found if row}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """The Panzhihua sample, whose 项目支出 of 2040219 (公开06表!E12) went from 348 to 448."""
    path = tmp_path / "决算.xlsx"
    path.write_bytes(changed(book_bytes("panzhihua-2020"), {"公开06表!E12": 448}))
    return path


# ---- new


@pytest.mark.parametrize(
    ("form", "year", "tables", "title"),
    [
        ("sichuan-2020", 2031, 14, "四川省2020年度部门决算公开（十四张表）"),
        ("shanghai-2024", None, 9, "上海市2024年度部门决算公开（九张表）"),
        ("sichuan-2024", None, 13, "四川省2024年度部门决算公开（十三张表）"),
    ],
)
def test_new(tmp_path: Path, form: str, year: int | None, tables: int, title: str) -> None:
    path = tmp_path / "套表.xlsx"
    options = ["--year", year] if year else []
    done = run("new", "套表.xlsx", "--format", form, *options, "--unit", "某某市财政局", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "已建立：套表.xlsx\n", "")
    assert list(files(tmp_path)) == ["套表.xlsx"]
    cover = rows(path, "封面")
    assert title in cover
    assert (cover["单位全称"][0], cover["年度"][0]) == ("某某市财政局", year or 2024)
    assert sum(row[-1:] == ["未填"] for row in rows(path, "目录").values()) == tables
    assert load_workbook(path, read_only=True).sheetnames[:2] == ["封面", "目录"]
    assert regenerate_file(path).changes == ()
    assert regenerate_file(path).written is False


def test_new_from_a_sample_over_an_old_file(tmp_path: Path) -> None:
    path = tmp_path / "样 本.xlsx"
    path.write_bytes(b"old")
    done = run("new", "样 本.xlsx", "--sample", "putuo-2024", "--overwrite", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "已建立：样 本.xlsx\n", "")
    assert path.read_bytes() == book_bytes("putuo-2024")


# ---- regenerate


def test_what_would_change_is_shown_and_nothing_written(book: Path) -> None:
    before = files(book.parent)
    done = run("regenerate", book, "--dry-run", cwd=book.parent)
    assert (done.returncode, done.stderr) == (0, "")
    assert files(book.parent) == before
    shown = [
        [one.strip() for one in line.split("│")[1:-1]] for line in done.stdout.splitlines() if "│" in line
    ]
    assert ["公开06表!C12", "2040219 信息化建设·合计", "348.00", "448.00"] in shown
    assert [
        "公开01表!C7",
        "一、一般公共预算财政拨款收入·金额",
        "7,970.77",
        "8,070.77",
    ] not in shown  # it was typed
    assert ["公开01表!F33", "本年支出合计·金额", "8,414.20", "8,514.20"] in shown
    assert "…" not in done.stdout
    assert re.search(rf"\n将变动 {len(shown)} 处（没有写入）。\n$", done.stdout)


def test_the_second_run_finds_nothing_to_do(book: Path) -> None:
    first = run("regenerate", book, cwd=book.parent)
    assert (first.returncode, first.stderr) == (0, "")
    assert re.search(r"\n已变动 \d+ 处。\n$", first.stdout)
    assert list(files(book.parent)) == ["决算.xlsx"]
    assert rows(book, "公开06表")["2040219"] == ["信息化建设", 448, 448]
    after = book.read_bytes()
    second = run("regenerate", book, cwd=book.parent)
    assert (second.returncode, second.stdout, second.stderr) == (0, "没有需要变动的数据。\n", "")
    assert book.read_bytes() == after


def test_what_a_person_typed_is_shown_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    odd = "[red]改写[/red]:x:" + "的一段很长的文字" * 20
    path.write_bytes(changed(book_bytes("panzhihua-2020"), {"公开06表!C12": odd}))
    told = run("regenerate", path, "--dry-run", cwd=tmp_path, COLUMNS="40").stdout
    cells = [line.split("│")[3].strip() for line in told.splitlines() if line.count("│") == 5]
    assert odd in "".join(cells)


def test_new_in_an_odd_path(tmp_path: Path) -> None:
    unit = "甲 & 乙 <局> 'x' \"y\""
    path = tmp_path / "报送 材料 & '底稿'" / "[2020] 决算.xlsx"
    assert run("new", path, "--unit", unit, cwd=tmp_path).stdout == f"已建立：{path}\n"
    assert rows(path, "封面")["单位全称"][0] == unit
    assert rows(path, "公开02表")[f"编制单位：{unit}"] == ["2020年度", "单位：万元"]


@pytest.mark.parametrize(
    "name",
    [
        "it's 'A' \"B\" $HOME %PATH% ;#!.xlsx",
        "二〇二〇年度【终稿】—[b]改.XLSX",
    ],
)
def test_odd_paths(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "报送 材料 & '底稿'" / "[2020]"
    folder.mkdir(parents=True)
    (folder / name).write_bytes(book_bytes("putuo-2024"))
    done = run("regenerate", name, cwd=folder)
    assert (done.returncode, done.stdout, done.stderr) == (0, "没有需要变动的数据。\n", "")
    assert list(files(folder)) == [name]


# ---- the others


def test_demo(tmp_path: Path) -> None:
    done = run("demo", "--out", "输出 结果", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    made = sorted((tmp_path / "输出 结果").iterdir())
    assert len([one for one in made if one.suffix == ".xlsx"]) == 2
    assert len([one for one in made if one.suffix == ".docx"]) == 1
    assert all(str(path) in done.stdout for path in made)
    made = [one for one in made if one.suffix == ".xlsx"]
    book, tables = sorted(made, key=lambda path: "仅数值" in path.name)
    assert regenerate_file(book, dry_run=True).changes == ()
    values = FileBook.open(tables)
    sheets = [f"公开{number:02}表" for number in range(1, 15)]
    assert [name for name in values.sheet_names() if name.startswith("公开")] == sheets
    assert not any(values.grid(name).formulas for name in values.sheet_names())
    for path in made:
        assert rows(path, "公开06表")["合计"][0] == 7970.77
    texts = [str(row[2]) for row in FileBook.open(book).grid("情况说明").rows if len(row) > 2]
    assert any("收、支总计各减少1352.84万元，下降13.85%" in text for text in texts)


def test_doctor(tmp_path: Path) -> None:
    done = run("doctor", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    for title in ("Python", "程序包", "公开格式", "当前文件夹", "文字编码", "表格软件", "中文字体"):
        assert any(re.match(rf"[√！] {title}：.", line) for line in lines), title
    assert files(tmp_path) == {}


def test_doctor_in_a_folder_that_may_not_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(**_: object) -> object:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", full)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        cli.main(["doctor"])
    assert ended.value.code == 0
    told = capsys.readouterr().out
    assert "！ 当前文件夹：" in told
    assert "不能写入" in told
    assert "   办法：请把工作簿放到可以写入的文件夹。" in told


def test_run_py_takes_paths_from_where_the_person_stands(tmp_path: Path) -> None:
    book = tmp_path / "决算.xlsx"
    book.write_bytes(book_bytes("panzhihua-2020"))
    (tmp_path / "juesuan.py").write_text("raise SystemExit(9)", encoding="utf-8")
    (tmp_path / "typer.py").write_text("raise SystemExit(9)", encoding="utf-8")
    command = [sys.executable, str(ROOT / "run.py"), "regenerate", "决算.xlsx", "--dry-run"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "没有需要变动的数据" in done.stdout


def test_version(tmp_path: Path) -> None:
    done = run("--version", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"juesuan {__version__}\n", "")


@pytest.mark.parametrize("arguments", [["--help"], ["regenerate", "--help"], []])
def test_help(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert ended.value.code == (0 if arguments else 2)
    told = capsys.readouterr()
    assert "重新计算" in told.out
    assert told.err == ""


# ---- wrong usage: one line that helps, and exit code 2

USAGE = [
    (
        ["regenerat", "b.xlsx"],
        "没有命令“regenerat”；请从这些中选一个：new、import、regenerate、validate、analyse、narrate、report、export、tieout、readback、compare、rollforward、demo、doctor、undo、addin、menus",
    ),
    (["b.xlsx"], "没有命令“b.xlsx”"),
    (["regenerate"], "没有写明工作簿（.xlsx）；请用 juesuan regenerate --help 查看写法。"),
    (["new"], "没有写明要建立的工作簿（.xlsx）"),
    (["regenerate", "b.xlsx", "--dryrun"], "没有选项 --dryrun；请用 juesuan regenerate --help"),
    (["--verison"], "没有选项 --verison；请用 juesuan --help"),
    (["regenerate", "我的", "决算.xlsx"], "多出了内容 决算.xlsx，文件名中有空格时请加引号"),
    (["new", "b.xlsx", "--format"], "选项 --format 的写法不对，多了或少了内容"),
    (["new", "b.xlsx", "--year", "二〇二〇"], "选项 --year（年度）的内容不对"),
    (["new", "b.xlsx", "--year", "20"], "年度“20”不对；请填写四位数的年度，如 2020。"),
]


@pytest.mark.parametrize(("arguments", "words"), USAGE, ids=[" ".join(one[0]) for one in USAGE])
def test_wrong_usage(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    told = capsys.readouterr()
    assert ended.value.code == 2
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert words in told.err
    assert files(tmp_path) == {}


def test_wrong_usage_from_outside(tmp_path: Path) -> None:
    done = run("regenerate", cwd=tmp_path, COLUMNS="20")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "没有写明工作簿（.xlsx）；请用 juesuan regenerate --help 查看写法。\n"


# ---- a bug


def test_a_bug_is_told_on_one_line_and_logged(
    book: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("06.nobody.project")

    monkeypatch.setattr("juesuan.regenerate.regenerate_file", broken)
    monkeypatch.setattr(tempfile, "tempdir", str(book.parent))
    before = book.read_bytes()
    with pytest.raises(SystemExit) as ended:
        cli.main(["regenerate", str(book)])
    told = capsys.readouterr()
    assert (ended.value.code, told.out) == (2, "")
    assert told.err.count("\n") == 1
    assert "程序出了意外的错误（编号 " in told.err
    (log,) = book.parent.glob("*.log")
    assert str(log) in told.err
    assert "06.nobody.project" in log.read_text(encoding="utf-8")
    assert book.read_bytes() == before
