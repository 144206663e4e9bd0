"""Actions on saved workbooks: each file is done, whatever becomes of the others, and told by name."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from juesuan.actions import Tone
from juesuan.book.kept import Undone
from juesuan.filemode import work
from juesuan.filemode.held import held
from juesuan.filemode.running import NOT_DONE, REFUSED, STOPPED, books_in, guarded, is_ours, run
from juesuan.filemode.work import FAILED, FINDINGS, NAMES, OK, Done, free_name, label, next_year
from juesuan.findings import Finding, FindingsError, Level, StructureError
from juesuan.narrate_file import narrate_file
from tests.book.test_read_rows import changed
from tests.books import book_bytes

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("JUESUAN_KEPT", str(tmp_path / "state" / "undo"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder named as people name them, with two workbooks of ours, one foreign, and what lies about."""
    made = tmp_path / "决算 2020 &'(终)"
    made.mkdir()
    wrong = changed(book_bytes("panzhihua-2020"), {"公开06表!E12": 448})
    (made / "我局2020.xlsx").write_bytes(wrong)
    (made / "乙局2020.xlsx").write_bytes(book_bytes("sichuan-2020:exact:7"))
    (made / "旧.xls").write_bytes(OLE + bytes(600))
    (made / "坏.xlsx").write_bytes(b"PK\3\4 cut off")
    (made / "~$我局2020.xlsx").write_bytes(b"mark of Excel")
    (made / "~$我局2020.xlsx").unlink()
    return made


def test_a_person_stops_before_the_second_file(folder: Path) -> None:
    names = ["乙局2020.xlsx", "我局2020.xlsx"]
    before = (folder / names[1]).read_bytes()
    asked: list[str] = []

    def go_on(path: Path) -> bool:
        asked.append(path.name)
        return len(asked) < 2

    first, second = run("validate", [folder / one for one in names], go_on)
    assert asked == names
    assert (first.code, first.verdict) == (OK, "审核通过")
    assert (second.code, second.verdict, second.tone) == (FAILED, STOPPED, Tone.WARNING)
    assert "没有改动" in second.lines[0]
    assert (folder / names[1]).read_bytes() == before


def test_several_files_each_by_itself(folder: Path) -> None:
    names = ["我局2020.xlsx", "坏.xlsx", "旧.xls", "没有.xlsx", "乙局2020.xlsx"]
    before = (folder / "坏.xlsx").read_bytes()
    done = run("validate", [folder / one for one in names])
    assert [one.path.name for one in done] == names
    assert [(one.code, one.verdict) for one in done] == [
        (FINDINGS, "审核未通过"),
        *[(FAILED, NOT_DONE)] * 3,
        (OK, "审核通过"),
    ]
    assert [one.tone for one in done] == [Tone.ERROR] * 4 + [Tone.INFO]
    assert "已损坏或不完整" in done[1].lines[0]
    assert ".xls" in done[2].lines[0]
    assert "不存在" in done[3].lines[0]
    assert done[0].lines[0].startswith("错误6项")
    assert any("公开06表!E12" in one for one in done[0].details)
    assert (folder / "坏.xlsx").read_bytes() == before


def test_a_folder_stands_for_the_workbooks_right_in_it(folder: Path) -> None:
    (folder / "下面").mkdir()
    shutil.copy(folder / "乙局2020.xlsx", folder / "下面" / "丙局.xlsx")
    (folder / "~$乙局2020.xlsx").write_bytes(book_bytes("sichuan-2020:exact:7"))
    assert [one.name for one in books_in(folder)] == ["乙局2020.xlsx", "我局2020.xlsx"]
    (folder / "~$乙局2020.xlsx").unlink()
    done = run("regenerate", [folder])
    assert [(one.path.name, one.verdict) for one in done] == [
        ("乙局2020.xlsx", "没有需要变动的数据"),
        ("我局2020.xlsx", "已变动35处"),
    ]
    (one,) = run("regenerate", [folder / "下面" / "..", folder.parent / "state"][1:])
    assert (one.code, one.lines) == (FAILED, ("这个文件夹里没有决算簿的工作簿。",))


def test_recompute_explain_and_take_back(folder: Path) -> None:
    book = folder / "我局2020.xlsx"
    (one,) = run("regenerate", [book])
    assert any("公开06表!C12" in line and "348.00 → 448.00" in line for line in one.details)
    recomputed = book.read_bytes()
    (one,) = run("narrate", [book])
    assert one.code == OK
    assert any(line.startswith("情况说明共") for line in one.details)
    assert book.read_bytes() != recomputed
    (one,) = run("undo", [book])
    assert one.verdict.startswith("已撤销")
    assert book.read_bytes() == recomputed
    (one,) = run("undo", [book])
    assert (one.code, one.lines) == (FAILED, ("“我局2020.xlsx”没有可以撤销的操作。",))


def test_the_report_lies_beside_and_replaces_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("juesuan.report_file.find_office", lambda: None)
    book = folder / "我局2020.xlsx"
    (one,) = run("report", [book])
    assert (one.code, one.verdict) == (FAILED, NOT_DONE)
    assert "还没有文字" in one.lines[0]
    narrate_file(book)
    finished = book.read_bytes()
    book.write_bytes(changed(finished, {"公开06表!E12": 348}))
    (one,) = run("report", [book])
    assert (one.code, one.verdict) == (FINDINGS, REFUSED)
    assert any("重新计算" in line for line in one.details)
    book.write_bytes(finished)
    (folder / "我局2020 报告.pdf").write_bytes(b"theirs")
    (one,) = run("report", [book])
    assert one.written == (folder / "我局2020 报告（2）.docx",)
    assert one.tone is Tone.WARNING
    assert any("没有生成 PDF" in line for line in one.details)
    assert not (folder / "我局2020 报告.docx").exists()
    assert (folder / "我局2020 报告.pdf").read_bytes() == b"theirs"


def test_what_goes_to_the_bureau_lies_beside(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("juesuan.report_file.find_office", lambda: None)
    monkeypatch.setattr("juesuan.export_file.find_office", lambda: None)
    book = folder / "样本2020.xlsx"
    book.write_bytes(book_bytes("panzhihua-2020"))
    narrate_file(book)
    before = {one.name for one in folder.iterdir()}
    (one,) = run("export", [book])
    assert (one.code, one.verdict) == (OK, "已生成报送材料"), one
    made, archive = one.written
    assert (made.parent, made.is_dir(), archive.suffix) == (folder, True, ".zip")
    assert {path.name for path in folder.iterdir()} - before == {made.name, archive.name}
    assert one.tone is Tone.WARNING  # 待填说明 stands
    assert any("4项需说明的问题还没有说明" in line for line in one.details)
    (one,) = run("export", [folder / "我局2020.xlsx"])
    assert (one.code, one.written) in ((FINDINGS, ()), (FAILED, ()))


def test_next_year(folder: Path) -> None:
    book = folder / "乙局2020.xlsx"
    before = book.read_bytes()
    (one,) = run("rollforward", [book])
    assert (one.code, one.verdict, one.written) == (OK, "已建立2021年度的工作簿", (folder / "乙局2021.xlsx",))
    assert is_ours(folder / "乙局2021.xlsx")
    (one,) = run("rollforward", [book])
    assert one.written == (folder / "乙局2021（2）.xlsx",)
    assert book.read_bytes() == before


def test_importing_takes_the_one_workbook_and_the_other_files(folder: Path, tmp_path: Path) -> None:
    from juesuan.create import create_book

    target = tmp_path / "新2020.xlsx"
    create_book(target, "sichuan-2020", 2020, "某局", sample="", overwrite=False)
    source = tmp_path / "公开.xlsx"
    source.write_bytes(_tables_only(book_bytes("sichuan-2020:exact:7")))
    (one,) = run("import", [source, target])
    assert one.path == target
    assert one.verdict.startswith("已导入，变动")
    assert any("公开06表" in line for line in one.details)
    (two,) = run("import", [target, folder / "我局2020.xlsx"])
    assert (two.code, two.verdict) == (FAILED, NOT_DONE)
    assert "有2个决算簿的工作簿" in two.lines[0]
    (three,) = run("import", [source])
    assert "没有决算簿的工作簿" in three.lines[0]
    (four,) = run("import", [target])
    assert "“粘贴区”也是空的" in four.lines[0]


def _tables_only(data: bytes) -> bytes:
    """The tables of a workbook as somebody's own: without the sheet that says whose it is."""
    import io

    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), data_only=True)
    for name in book.sheetnames:
        if not name.startswith("公开"):
            del book[name]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_environment_of_a_workbook(folder: Path) -> None:
    (one,) = run("doctor", [folder / "我局2020.xlsx"])
    assert one.code == OK
    assert any("√ 工作簿：" in line for line in one.details)
    (one,) = run("doctor", [folder / "旧.xls"])
    assert (one.code, one.tone) == (FAILED, Tone.ERROR)


# ---- refusals and bugs


def raising(error: Exception) -> Done:
    def work(_: Path) -> Done:
        raise error

    return guarded("validate", Path("决算.xlsx"), work)


def test_refusals_become_what_came_of_the_file() -> None:
    found = [Finding("x", Level.ERROR, "公开06表", "D12", "不是数", "请改正。")]
    one = raising(FindingsError(found))
    assert (one.code, one.verdict, one.details) == (
        FINDINGS,
        REFUSED,
        ("[错误] 公开06表!D12 不是数请改正。",),
    )
    one = raising(StructureError("locked", "正由小李打开。"))
    assert (one.code, one.lines) == (FAILED, ("正由小李打开。",))


def test_a_bug_in_one_file_is_logged_and_the_others_go_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def broken(path: Path) -> Undone:
        if path.name == "我局2020.xlsx":
            raise ZeroDivisionError("odd")
        return Undone(path, datetime(2026, 11, 27))  # noqa: DTZ001 - shown as it is

    monkeypatch.setattr("juesuan.book.kept.undo_file", broken)
    one, two = run("undo", [folder / "我局2020.xlsx", folder / "乙局2020.xlsx"])
    (log,) = tmp_path.glob("juesuan-*.log")
    assert str(log) in one.lines[0]
    assert "ZeroDivisionError: odd" in log.read_text(encoding="utf-8")
    assert "Traceback" not in one.lines[0]
    assert (one.code, two.code) == (FAILED, OK)


def test_pressed_twice(folder: Path) -> None:
    """Another process holds the workbook: it is not touched; when that process dies, it is free."""
    book = folder / "乙局2020.xlsx"
    script = (
        "import sys; from pathlib import Path; from juesuan.filemode.held import held\n"
        "with held(Path(sys.argv[1])):\n    print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(book)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        (one,) = run("validate", [book])
        assert (one.code, one.lines) == (
            FAILED,
            ("“乙局2020.xlsx”正由决算簿处理，请等它结束，结果会另外显示。",),
        )
        with held(folder / "我局2020.xlsx"):
            pass
        other.kill()
    assert run("validate", [book])[0].code == OK


def test_without_a_place_for_the_mark(folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(folder / "坏.xlsx"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with held(folder / "乙局2020.xlsx"):
        pass


# ---- names


def test_every_action_has_the_words_of_its_button() -> None:
    assert [label(one) for one in NAMES] == [
        "导入决算报表", "重新计算", "全部审核", "更新情况说明", "Word 报告", "报送材料", "结转下年", "撤销上次操作", "运行环境检查",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "following"),
    [
        ("我局2020.xlsx", "我局2021.xlsx"),
        ("2019批复2020决算（终）.xlsm", "2019批复2021决算（终）.xlsx"),
        ("决算.xlsx", "决算（下年）.xlsx"),
        ("编号12020205.xlsx", "编号12020205（下年）.xlsx"),
    ],
)
def test_the_name_of_next_year(name: str, following: str) -> None:
    assert next_year(Path("a", name)) == Path("a", following)


def test_a_name_that_is_free(tmp_path: Path) -> None:
    book = tmp_path / "a.xlsx"
    assert free_name(book, " 报告", ".docx", ".pdf").name == "a 报告.docx"
    (tmp_path / "a 报告.docx").touch()
    (tmp_path / "a 报告（2）.pdf").touch()
    assert free_name(book, " 报告", ".docx", ".pdf").name == "a 报告（3）.docx"
    assert work.WORKBOOKS == (".xlsx", ".xlsm")
