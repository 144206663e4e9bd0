"""Written whole or not at all: failures on the way, what killed runs left, and killing for real."""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from juesuan.export import placing
from juesuan.export.placing import clean, place, ready, zip_bytes
from juesuan.findings import StructureError
from tests.export.sent import NAME, assert_whole, export, files_in, files_of_zip, fresh, sample_folder, shown
from tests.report.books import WHEN, sample_copy

FILES = {"甲.txt": b"1" * 5000, "数据包/乙.csv": b"2"}
ZIPPED = zip_bytes("材料", FILES, datetime(2021, 3, 1))  # noqa: DTZ001 - the office's own clock
DEAD = 2**22 + 7
"""More than the largest number of a process on Linux."""


def leftover(out: Path, *, ending: str = "", process: int = DEAD, host: str = "") -> Path:
    return out / f".juesuan-export-{host or placing._host()}-{process}-{'0' * 12}{ending}"


def test_a_folder_and_its_zip(tmp_path: Path) -> None:
    assert place(tmp_path, "材料", FILES, ZIPPED) == (tmp_path / "材料", tmp_path / "材料.zip")
    assert shown(tmp_path) == ["材料", "材料.zip"]
    assert files_in(tmp_path / "材料") == files_of_zip(tmp_path / "材料.zip") == FILES


@pytest.mark.parametrize("step", ["_write_file", "_rename"])
@pytest.mark.parametrize("after", range(3))
@pytest.mark.parametrize(
    ("number", "name"),
    [
        (errno.ENOSPC, "disk-full"),
        (errno.EACCES, "read-only"),
        (errno.ENAMETOOLONG, "path-too-long"),
        (errno.EIO, "save-failed"),
    ],
)
def test_a_failure_at_any_step_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, after: int, number: int, name: str
) -> None:
    real: Callable[..., None] = getattr(placing, step)
    calls = []

    def failing(*arguments: object) -> None:
        calls.append(1)
        if len(calls) > after:
            raise OSError(number, os.strerror(number))
        real(*arguments)

    monkeypatch.setattr(placing, step, failing)
    if step == "_rename" and after > 1:
        return  # there are two
    with pytest.raises(StructureError, match="“材料”没有写出") as error:
        place(tmp_path, "材料", FILES, ZIPPED)
    assert error.value.name == name
    assert shown(tmp_path) == []


def test_a_full_disk_for_real(tmp_path: Path) -> None:
    """A limit on the size of files does what a full disk does."""
    code = (
        "import resource, signal, sys; from pathlib import Path; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096));"
        "from juesuan.export.placing import place\n"
        "try: place(Path(sys.argv[1]), '材料', {'甲.txt': b'1' * 5000}, b'')\n"
        "except Exception as error: print(type(error).__name__, error.name)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["StructureError", "disk-full"]
    assert shown(tmp_path) == []


def test_what_is_there_is_never_overwritten(tmp_path: Path) -> None:
    for name in ("材料", "材料.zip"):
        out = fresh(tmp_path / "out")
        (out / name).mkdir()
        with pytest.raises(StructureError, match="没有覆盖"):
            place(out, "材料", FILES, ZIPPED)
        assert shown(out) == [name]


def test_leftovers_of_dead_runs_go_and_others_stay(tmp_path: Path) -> None:
    leftover(tmp_path).mkdir()
    (leftover(tmp_path) / "甲.txt").write_bytes(b"1")
    leftover(tmp_path, ending=".zip").write_bytes(b"half")
    working = leftover(tmp_path, process=os.getpid())
    elsewhere = leftover(tmp_path, process=1, host="abcdef")
    mine = [".juesuan-1.tmp", ".juesuan-export-notes", "我的.zip"]
    for one in (working, elsewhere):
        one.mkdir()
    for name in mine:
        (tmp_path / name).write_bytes(b"x")
    clean(tmp_path)
    assert shown(tmp_path) == sorted([working.name, elsewhere.name, *mine])
    os.utime(elsewhere, (time.time() - 7200,) * 2)
    clean(tmp_path)
    assert shown(tmp_path) == sorted([working.name, *mine])


def test_a_zip_whose_folder_was_put_in_place_follows(tmp_path: Path) -> None:
    place(tmp_path, "材料", FILES, ZIPPED)
    (tmp_path / "材料.zip").rename(leftover(tmp_path, ending=".zip"))
    clean(tmp_path)
    assert shown(tmp_path) == ["材料", "材料.zip"]
    assert (tmp_path / "材料.zip").read_bytes() == ZIPPED


def test_a_zip_whose_folder_is_another_goes(tmp_path: Path) -> None:
    place(tmp_path, "材料", FILES, ZIPPED)
    (tmp_path / "材料.zip").rename(leftover(tmp_path, ending=".zip"))
    (tmp_path / "材料" / "甲.txt").write_bytes(b"changed")
    clean(tmp_path)
    assert shown(tmp_path) == ["材料"]


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "x").write_bytes(b"x")
    out = fresh(tmp_path / "out")
    leftover(out).symlink_to(tmp_path / "mine")
    clean(out)
    assert files_in(tmp_path / "mine") == {"x": b"x"}


def test_a_place_is_made_ready(tmp_path: Path) -> None:
    assert ready(tmp_path / "甲" / "乙").is_dir()


def test_a_path_that_is_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = sample_copy(tmp_path)
    monkeypatch.setattr("juesuan.export_file.OTHER_PATH", len(str(tmp_path / "out")) + 20)
    with pytest.raises(StructureError, match="路径太长") as error:
        export(book, tmp_path / "out")
    assert error.value.name == "path-too-long"
    monkeypatch.setattr("juesuan.export_file.OTHER_PATH", len(str(tmp_path / "out")) + 50)
    done = export(book, tmp_path / "out")
    assert NAME.startswith(done.folder.name[:5])
    assert "单位名称较长" in "\n".join(done.warnings)


# ---- killing

OF_THE_WHOLE, OF_THE_WRITING = 6, 14
_WHOLE = """
import sys
from datetime import datetime
from pathlib import Path
import juesuan.export_file as one
one.find_office = lambda: None
print("开始", flush=True)
one.write_export(Path(sys.argv[1]), Path(sys.argv[2]), now=datetime.fromisoformat(sys.argv[3]))
print("完成", flush=True)
"""
_WRITING = """
import sys
from datetime import datetime
from pathlib import Path
from juesuan.export.placing import place, zip_bytes
source = Path(sys.argv[1])
files = {one.relative_to(source).as_posix(): one.read_bytes() for one in source.rglob("*") if one.is_file()}
packed = zip_bytes(source.name, files, datetime.fromisoformat(sys.argv[3]))
print("开始", flush=True)
place(Path(sys.argv[2]), source.name, files, packed)
print("完成", flush=True)
"""


def start(code: str, source: Path, out: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", code, str(source), str(out), WHEN.isoformat()]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def wait_for(process: subprocess.Popen[str], word: str) -> float:
    """Wait until a run has come so far; return when."""
    assert process.stdout is not None
    assert process.stdout.readline().strip() == word
    return time.perf_counter()


def assert_none_or_whole(out: Path) -> bool:
    """Either no export is there or a whole one; return which."""
    folder, packed = out / NAME, out / f"{NAME}.zip"
    if not folder.exists():
        assert not packed.exists()
        return False
    assert_whole(files_in(folder))
    if packed.exists():
        assert files_of_zip(packed) == files_in(folder)
    return True


@pytest.mark.parametrize(("code", "times"), [(_WHOLE, OF_THE_WHOLE), (_WRITING, OF_THE_WRITING)])
def test_killing_it_leaves_no_export_or_a_whole_one(tmp_path: Path, code: str, times: int) -> None:
    """At random moments of the whole run, and of its writing, which is short."""
    source = sample_copy(tmp_path) if code == _WHOLE else sample_folder(tmp_path)
    out = fresh(tmp_path / "out")
    with start(code, source, out) as process:
        begun = wait_for(process, "开始")
        took = wait_for(process, "完成") - begun
    assert assert_none_or_whole(out)
    chance = random.Random(2020)
    for _ in range(times):
        out = fresh(tmp_path / "out")
        with start(code, source, out) as process:
            wait_for(process, "开始")
            time.sleep(chance.uniform(0, took))
            process.send_signal(signal.SIGKILL)
        there = assert_none_or_whole(out)
        clean(out)  # as the next run does
        assert shown(out) == ([NAME, f"{NAME}.zip"] if there else [])
