"""修改对照表 of two reports and of two workbooks: what is different, all of it, and nothing else."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from juesuan.book.file import FileBook
from juesuan.compare_file import compare_files
from juesuan.export.revisions import FIGURES, TEXTS
from juesuan.findings import StructureError
from juesuan.readback.file import read_back_file
from juesuan.regenerate import regenerate_file
from tests.export.printed import leaves_clean
from tests.office import convert, needs_office
from tests.readback_files import (
    SAMPLE,
    WHEN,
    edit,
    narrated,
    on_disk,
    put_text,
    replaced,
    report_of,
    standing,
    text_of,
)
from tests.report.books import write_cell
from tests.test_cli import run

MADE = ("sichuan-2024", 1)


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """The same report twice."""
    _, report = on_disk(tmp_path, MADE)
    old = tmp_path / "原来的.docx"
    old.write_bytes(report.read_bytes())
    return old, report


def sheet(path: Path, name: str) -> list[list[Any]]:
    """The rows of a sheet that are numbered."""
    rows = load_workbook(io.BytesIO(path.read_bytes())).active.parent[name].iter_rows(values_only=True)
    return [list(row) for row in rows if isinstance(row[0], int)]


def of(pair: tuple[Path, Path]) -> Path:
    return pair[0].with_name("修改对照表.xlsx")


def test_the_same_report_twice(pair: tuple[Path, Path]) -> None:
    done = compare_files(*pair, of(pair))
    assert (done.changes.count, done.notes) == (0, ())
    assert (sheet(of(pair), FIGURES), sheet(of(pair), TEXTS)) == ([], [])
    leaves_clean(of(pair).read_bytes())


def test_paragraphs_changed_added_and_gone(pair: tuple[Path, Path]) -> None:
    texts = list(_long(pair[0].with_name("决算.xlsx")))[:3]

    def change(found: list[Any]) -> None:
        places = {text_of(one): one for one in found}
        put_text(places[texts[0]], texts[0].replace("万元", "亿元", 1))
        places[texts[1]].getparent().remove(places[texts[1]])
        put_text(places[texts[2]], f"{texts[2]}另有说明。")

    edit(pair[1], change)
    done = compare_files(*pair, of(pair))
    assert [(one.kind, one.before) for one in done.changes.texts] == [
        ("修改", texts[0]),
        ("删去", texts[1]),
        ("修改", texts[2]),
    ]
    rows = sheet(of(pair), TEXTS)
    assert [row[1] for row in rows] == ["修改", "删去", "修改"]
    assert all(row[2] for row in rows)
    rich = load_workbook(of(pair), rich_text=True)[TEXTS]
    new = [
        "".join(str(run) for run in cell.value if getattr(run, "font", None) and run.font.b)
        for cell in _rich(rich)
    ]
    assert [one for one in new if one] == ["亿", "另有说明。"]


def _rich(rich: Any) -> Iterator[Any]:
    yield from (
        cell for row in rich.iter_rows() for cell in row if type(cell.value).__name__ == "CellRichText"
    )


def _long(book: Path) -> Iterator[str]:
    found = [one.generated for one in standing(book)]
    yield from (one for one in found if len(one) > 60 and found.count(one) == 1 and "\n" not in one)


def test_a_figure_of_a_table_that_was_edited_in_the_report(pair: tuple[Path, Path]) -> None:
    def change(found: list[Any]) -> None:
        body = found[0].getparent()
        table = next(one for one in body if one.tag.endswith("}tbl") and "收入" in "".join(one.itertext()))
        cell = next(
            one for one in table.iter(found[0].tag) if text_of(one).replace(",", "").replace(".", "").isdigit()
            and "." in text_of(one)
        )  # fmt: skip
        seen.append(text_of(cell))
        put_text(cell, "1.23")

    seen: list[str] = []
    edit(pair[1], change)
    done = compare_files(*pair, of(pair))
    assert [one.after for one in done.changes.figures] == [1_230_000]
    row = sheet(of(pair), FIGURES)[0]
    assert [row[1], row[2], row[5], row[6]] == ["修改", row[2], float(seen[0].replace(",", "")), 1.23]


@needs_office
def test_a_report_and_its_pdf_differ_only_where_the_pdf_breaks_paragraphs(tmp_path: Path) -> None:
    _, report = on_disk(tmp_path, SAMPLE)
    convert([report], "pdf", tmp_path)
    done = compare_files(report, report.with_suffix(".pdf"), tmp_path / "对照.xlsx")
    assert done.changes.figures == ()
    assert len(done.changes.texts) <= 8
    assert {one.before[:20] for one in done.changes.texts if one.kind == "删去"} == set()
    assert any("一份是 PDF" in one for one in done.notes)


def test_two_workbooks(tmp_path: Path) -> None:
    book, report = on_disk(tmp_path, MADE)
    old = tmp_path / "原.xlsx"
    old.write_bytes(book.read_bytes())
    text = next(_long(book))
    replaced(report, {text: f"{text}另有说明。"})
    read_back_file(report, book, now=WHEN)
    done = compare_files(old, book, tmp_path / "对照.xlsx")
    assert [(one.kind, one.before, one.after) for one in done.changes.texts] == [
        ("修改", text, f"{text}另有说明。")
    ]
    assert done.changes.figures == ()
    assert sheet(tmp_path / "对照.xlsx", TEXTS)[0][2].startswith("第")


def test_figures_of_two_workbooks(tmp_path: Path) -> None:
    book, _ = on_disk(tmp_path, SAMPLE)
    old = tmp_path / "原.xlsx"
    old.write_bytes(book.read_bytes())
    source = FileBook.open(book)
    at = next(
        (row, 5) for row in range(8, 40) if isinstance(source.grid("公开06表").value(row, 5), float)
        and (row, 5) not in source.grid("公开06表").formulas
    )  # fmt: skip
    before = float(str(source.grid("公开06表").value(*at)))
    write_cell(book, "公开06表", *at, before + 1)
    regenerate_file(book, now=WHEN)
    done = compare_files(old, book, tmp_path / "对照.xlsx")
    assert {one.difference for one in done.changes.figures} <= {1_000_000, -1_000_000}
    rows = sheet(tmp_path / "对照.xlsx", FIGURES)
    assert any(row[2] == "公开06表" and row[7] == 1 for row in rows)


def test_what_cannot_be_compared_is_said_and_nothing_is_written(tmp_path: Path) -> None:
    book, report = on_disk(tmp_path, MADE)
    out = tmp_path / "对照.xlsx"
    other = tmp_path / "另.xlsx"
    other.write_bytes(narrated(SAMPLE)[0])
    (tmp_path / "旧.doc").write_bytes(b"x")
    for one, two, target, words in [
        (book, report, out, "一个是工作簿，一个是报告"),
        (book, other, out, "公开格式不同"),
        (report, tmp_path / "没有.docx", out, "没有找到文件"),
        (report, tmp_path / "旧.doc", out, "不能对照"),
        (book, book, book, "不能写到要对照的文件自己上面"),
        (book, book, tmp_path / "对照.docx", "扩展名不是 .xlsx"),
    ]:
        with pytest.raises(StructureError, match=words):
            compare_files(one, two, target)
    assert not out.exists()


def test_the_command(pair: tuple[Path, Path]) -> None:
    done = run("compare", *pair, "--out", of(pair), cwd=pair[0].parent)
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "附表数字和文字都没有变动。")
    done = run("compare", pair[0], pair[0].with_name("无.docx"), "--out", of(pair), cwd=pair[0].parent)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_the_report_of_the_workbook_is_the_same_as_before(tmp_path: Path) -> None:
    book, report = on_disk(tmp_path, MADE)
    again = tmp_path / "再.docx"
    again.write_bytes(report_of(book))
    assert compare_files(report, again, tmp_path / "对照.xlsx").changes.count == 0
