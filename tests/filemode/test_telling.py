"""What stands in the box fits on a small screen; the whole is in a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from juesuan.actions import Tone
from juesuan.filemode.telling import LINE, MOST_DETAILS, MOST_LINES, _height, keep_whole, told
from juesuan.filemode.work import FAILED, FINDINGS, Done

FINDING = (
    "公开06表!D12 第12行“行政运行”基本支出1,503.52，公开08表合计1,503.25，相差0.27万元。请核对公开08表301类。"
)


def done(name: str, findings: int = 0, code: int = 0) -> Done:
    tone = Tone.ERROR if code else Tone.INFO
    details = tuple(f"{number} {FINDING}" for number in range(1, findings + 1))
    return Done(
        Path("/表", name), tone, "审核未通过" if code else "审核通过", ("错误3项。",), details, code=code
    )


def test_one_file_that_fits() -> None:
    written = Done(Path("a.xlsx"), Tone.INFO, "已生成报告", written=(Path("/表/a 报告.docx"),))
    message, cut = told("Word 报告", [written])
    assert (message.title, message.text, message.tone, cut) == (
        "Word 报告", "【a.xlsx】已生成报告\n已写出：/表/a 报告.docx", Tone.INFO, False,
    )  # fmt: skip


def test_several_files_are_counted_and_the_worst_gives_the_tone() -> None:
    files = [done("a.xlsx"), done("b.xlsx", 2, FINDINGS), done("c.xls", 0, FAILED), done("d.xlsx")]
    message, cut = told("全部审核", files)
    first, _, rest = message.text.partition("\n\n")
    assert first == "全部审核：4个文件，2个完成，1个有错误要改正，1个没有做成。"
    assert [line[1] for line in rest.splitlines() if line.startswith("【")] == list("abcd")
    assert (message.tone, cut) == (Tone.ERROR, False)
    assert message.text.count(FINDING) == 2


@pytest.mark.parametrize(("files", "findings"), [(1, 15), (1, 400), (2, 40), (5, 40), (30, 3)])
def test_it_fits_on_a_small_screen(files: int, findings: int) -> None:
    message, cut = told("全部审核", [done(f"{number}.xlsx", findings, FINDINGS) for number in range(files)])
    lines = message.text.splitlines()
    assert sum(map(_height, lines)) <= MOST_LINES + 2 * min(files, 6) + 6
    shown = [line for line in lines if FINDING[:20] in line]
    assert min(files, 6) <= len(shown) <= MOST_DETAILS
    assert cut
    assert f"……共{findings}项。" in lines
    assert sum(FINDING in line for line in message.details) == files * findings


def test_a_long_finding_is_shortened_and_whole_in_the_file() -> None:
    long = "很" * 300
    message, cut = told("全部审核", [Done(Path("a.xlsx"), Tone.INFO, "好", details=(long,))])
    assert long not in message.text
    assert cut
    path = keep_whole(message)
    assert path is not None
    try:
        data = path.read_bytes()
        assert data.startswith(b"\xef\xbb\xbf")  # Notepad
        assert data.decode("utf-8-sig").split("\r\n")[:2] == ["【a.xlsx】好", long]
    finally:
        path.unlink()


def test_no_place_for_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "none"))
    assert keep_whole(told("全部审核", [done("a.xlsx")])[0]) is None


def test_the_height_of_a_line() -> None:
    assert [_height(one) for one in ("", "表" * LINE, "表" * (LINE + 1), "a" * 2 * LINE)] == [1, 1, 2, 1]
