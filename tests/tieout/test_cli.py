"""``juesuan tieout``: exit codes, JSON, the marked copy, one line for what cannot be done."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from juesuan import cli
from tests.tieout.files import RIGHT, WRONG, pdf_bytes, report_docx, report_lines

CAUSE = "主要变动原因：人员增加。"
DONE, FINDINGS, FAILED = 0, 1, 2


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    path = tmp_path / "决算 报告.docx"
    path.write_bytes(report_docx(WRONG + CAUSE))
    return path


@pytest.fixture
def right(tmp_path: Path) -> Path:
    path = tmp_path / "报告.pdf"
    path.write_bytes(pdf_bytes([report_lines(RIGHT + CAUSE)]))
    return path


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        cli.main(["tieout", *map(str, arguments)])
    told = capsys.readouterr()
    assert isinstance(ended.value.code, int)
    return ended.value.code, told.out, told.err


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def test_a_report_in_order(right: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, right)
    assert (code, err) == (DONE, "")
    assert out.splitlines()[:2] == ["核对通过", "错误0项，需说明0项，提示0项"]
    assert names(right.parent) == ["报告.pdf"]


def test_an_error_is_told_and_marked_in_a_copy(wrong: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = wrong.read_bytes()
    code, out, _ = run(capsys, wrong)
    assert code == FINDINGS
    assert out.startswith("核对未通过\n")
    assert "应为11.11%" in out
    assert out.splitlines()[-1] == f"已写出：{wrong.with_name('决算 报告（核对）.docx')}"
    assert names(wrong.parent) == ["决算 报告.docx", "决算 报告（核对）.docx"]
    assert wrong.read_bytes() == before


def test_a_second_copy_gets_another_name(wrong: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, wrong)
    first = wrong.with_name("决算 报告（核对）.docx").read_bytes()
    run(capsys, wrong)
    assert "决算 报告（核对2）.docx" in names(wrong.parent)
    assert wrong.with_name("决算 报告（核对）.docx").read_bytes() == first


def test_json_on_standard_output_stands_alone(wrong: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, wrong, "--json", "-")
    found = json.loads(out)
    assert (code, found["verdict"], found["counts"]["error"]) == (FINDINGS, "核对未通过", 1)
    assert "已写出" in err


def test_json_in_a_file(right: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, right, "--json", tmp_path / "结果.json")
    assert code == DONE
    assert out.startswith("核对通过")
    assert json.loads((tmp_path / "结果.json").read_text("utf-8"))["coverage"]["figures"] == 3


def test_where_the_marked_copy_goes(wrong: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, wrong, "--marked", tmp_path / "给领导.docx")[0] == FINDINGS
    assert names(tmp_path) == ["决算 报告.docx", "给领导.docx"]


def test_no_copy(wrong: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, wrong, "--no-marked")[0] == FINDINGS
    assert names(wrong.parent) == ["决算 报告.docx"]


def test_a_text_has_no_marked_copy_and_that_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "报告.txt"
    path.write_text("\n".join(report_lines(WRONG + CAUSE, width=200)), encoding="utf-8")
    code, out, _ = run(capsys, path)
    assert code == FINDINGS
    assert "文本文件不能加标注" in out
    assert names(tmp_path) == ["报告.txt"]
    code, out, err = run(capsys, path, "--marked", tmp_path / "标注.txt")
    assert (code, out) == (FAILED, "")
    assert "文本文件不能加标注" in err


def test_a_lock_beside_the_report_hinders_only_the_copy(
    wrong: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong.with_name("~$决算 报告（核对）.docx").touch()
    code, out, _ = run(capsys, wrong)
    assert code == FINDINGS
    assert "没有写标注的副本：" in out
    assert not wrong.with_name("决算 报告（核对）.docx").exists()


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["没有.docx"], "没有找到文件"),
        (["决算 报告.docx", "--marked", "决算 报告.docx"], "不能写到报告自己上面"),
        (["决算 报告.docx", "--marked", "标注.pdf"], "扩展名与报告不同"),
        (["决算 报告.docx", "--json", "决算 报告.docx"], "自己上面"),
        (["决算 报告.docx", "--json", "一.docx", "--marked", "一.docx"], "同一个文件"),
        (["决算 报告.docx", "--book", "没有.xlsx"], "没有找到工作簿"),
        (["决算 报告.docx", "--book", "决算 报告.docx"], "不是表格"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_writes_nothing(
    arguments: list[str],
    why: str,
    wrong: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(wrong.parent)
    code, out, err = run(capsys, *arguments)
    assert (code, out, err.count("\n")) == (FAILED, "", 1)
    assert why in err
    assert names(wrong.parent) == ["决算 报告.docx"]
