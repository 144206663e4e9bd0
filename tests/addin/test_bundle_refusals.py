"""The offline package: what is refused, and how a wheel is laid out."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from juesuan.addin import sources
from juesuan.addin.bundle import bundle
from juesuan.addin.embedded import module_path, read_embeddable
from juesuan.addin.pins import pins_file
from juesuan.addin.wheels import left_out, unpack, wheels_in
from juesuan.findings import StructureError
from tests.addin.profiles import tree
from tests.addin.standin import AMD64, PINS, PLATFORM, X86, stand_in

# What is refused


@pytest.mark.parametrize(
    ("without", "kind", "name"),
    [
        ("python311.dll", AMD64, "not-embeddable"),
        ("pythonw.exe", AMD64, "not-embeddable"),
        ("", X86, "wrong-machine"),
    ],
)
def test_another_python_is_refused(tmp_path: Path, without: str, kind: int, name: str) -> None:
    file = stand_in(tmp_path, kind, without)
    with pytest.raises(StructureError, match="Windows embeddable package") as told:
        bundle(tmp_path / "out", file)
    assert told.value.name == name
    assert not (tmp_path / "out").exists()


def test_what_is_no_zip_or_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"no zip")
    for name in ("x.zip", "nothing.zip"):
        with pytest.raises(StructureError, match=name):
            read_embeddable(tmp_path / name, PLATFORM)


def test_a_python_without_pins_is_told_with_those_that_have_some() -> None:
    with pytest.raises(StructureError, match="没有 cp312 win_amd64 的程序包清单；现有：cp311 win_amd64"):
        pins_file("312", PLATFORM)
    assert module_path("312").startswith("python312.zip\r\n")


def test_missing_wheels_are_all_told_and_nothing_is_left(tmp_path: Path, complete: Path) -> None:
    some = tmp_path / "wheels"
    shutil.copytree(complete, some)
    for one in wheels_in(some):
        if one.name in {"lxml", "tzdata"}:
            one.file.unlink()
    with pytest.raises(StructureError, match=r"缺少 lxml 6.*缺少 tzdata.*pandas 需要 tzdata") as told:
        bundle(tmp_path / "out", stand_in(tmp_path), PLATFORM, some)
    assert told.value.name == "wheels-missing"
    assert list((tmp_path / "out").iterdir()) == []


def test_a_wheel_that_would_write_elsewhere_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bad.whl", "w") as package:
        package.writestr("../outside.py", "x")
    with pytest.raises(StructureError, match="不正常的路径"):
        unpack(tmp_path / "bad.whl", tmp_path / "site", tmp_path)
    assert not (tmp_path / "outside.py").exists()


def test_a_wheel_is_laid_out_as_an_installer_does(tmp_path: Path) -> None:
    names = (
        "a/x.py",
        "a/tests/t.py",
        "a-1.data/purelib/b.py",
        "a-1.data/data/c.dll",
        "a-1.data/scripts/d.py",
        "Run.exe",
    )
    with zipfile.ZipFile(tmp_path / "a.whl", "w") as package:
        for name in names:
            package.writestr(name, name)
    written, skipped = unpack(tmp_path / "a.whl", tmp_path / "p" / "site", tmp_path / "p", left_out())
    assert {n for n, data in tree(tmp_path / "p").items() if data is not None} == {
        "site/a/x.py",
        "site/b.py",
        "c.dll",
    }
    assert (written, skipped) == (6 + 21 + 19, 12 + 21 + 7)


def test_the_command_line_tells_in_one_line(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "juesuan", "addin", "bundle", "--python", str(tmp_path / "无.zip")]
    done = subprocess.run([*command, "--out", str(tmp_path)], capture_output=True, check=False)
    assert done.returncode == 2
    assert done.stderr.decode().count("\n") == 1
    assert "无.zip" in done.stderr.decode()


def test_pins_and_patterns_lie_with_the_sources() -> None:
    assert (sources.folder() / "install" / "left-out.txt").is_file()
    assert "juesuan" not in PINS
    assert not any("://" in one.read_text("utf-8") for one in (sources.folder() / "install").iterdir())
