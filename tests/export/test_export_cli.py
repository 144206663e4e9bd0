"""juesuan export as a person runs it: what it prints, how it ends."""

from __future__ import annotations

from pathlib import Path

from tests.export.sent import NAME, files_in, sample_folder, shown
from tests.report.books import sample_copy, write_cell
from tests.test_cli import run


def test_it_says_where_everything_is(tmp_path: Path) -> None:
    book = sample_copy(tmp_path)
    done = run("export", book.name, "--out", "报送 材料", "--no-pdf", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    out = tmp_path / "报送 材料"
    assert shown(out) == [NAME, f"{NAME}.zip"]
    assert "有4项需说明的问题还没有说明" in done.stdout
    assert done.stdout.endswith(f"已写出：{out / NAME}\n已写出：{out / NAME}.zip\n")


def test_what_stands_in_the_way_is_listed(tmp_path: Path) -> None:
    book = sample_copy(tmp_path)
    write_cell(book, "公开06表", 12, 5, 448)
    done = run("export", book, "--out", tmp_path / "out", cwd=tmp_path)
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert all(one.startswith("[错误] ") for one in lines)
    assert any("请先点“重新计算”" in one for one in lines)
    assert done.stderr == f"共{len(lines)}项，没有写入任何改动。\n"
    assert shown(tmp_path / "out") == []
    draft = run("export", book, "--out", tmp_path / "out", "--draft", "--no-pdf", cwd=tmp_path)
    assert draft.returncode == 0
    assert shown(tmp_path / "out") == [
        NAME.replace("送审稿", "草稿"),
        NAME.replace("送审稿", "草稿") + ".zip",
    ]


def test_what_cannot_be_worked_on_is_one_line(tmp_path: Path) -> None:
    book = sample_copy(tmp_path)
    for given in (["--text", "没有.docx"], ["--last", "没有.zip"], ["--text", "定稿.doc"]):
        done = run("export", book, "--out", tmp_path / "out", *given, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.count("\n") == 1
        assert given[1] in done.stderr
    assert shown(tmp_path / "out") == []


def test_against_the_one_before(tmp_path: Path) -> None:
    before = sample_folder(tmp_path / "before")
    book = sample_copy(tmp_path)
    done = run("export", book, "--out", tmp_path / "out", "--last", before, "--no-pdf", cwd=tmp_path)
    assert done.returncode == 0
    assert f"已与“{NAME}”对照" in done.stdout
    assert "6-修改对照表.xlsx" in files_in(tmp_path / "out" / f"{NAME}（第2次）")
