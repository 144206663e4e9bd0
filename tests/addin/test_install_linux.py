"""Installing on Linux: a real LibreOffice with a profile of its own, and a folder of user data of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from juesuan.addin import install_linux as module
from juesuan.addin.install_cli import Machine, install_here
from juesuan.addin.install_linux import install_linux, uninstall_linux
from juesuan.addin.install_steps import Place
from juesuan.addin.oxt_install import uninstall_oxt
from juesuan.addin.profile import current_profile
from juesuan.book import kept
from juesuan.findings import StructureError
from tests.addin.profiles import AccountDoor, MemoryRegistry, tree
from tests.book.test_read_rows import changed
from tests.books import book_bytes


@pytest.mark.office
@pytest.mark.parametrize("activated", [False, True], ids=["", "in a virtual environment"])
def test_the_extension_and_the_entries_come_and_go(
    activated: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if activated:  # the office would take its Python from there
        monkeypatch.setenv("PATH", os.pathsep.join((str(Path(sys.prefix, "bin")), os.environ["PATH"])))
    share, office = tmp_path / "王 share", tmp_path / "office 用户"
    (tmp_path / "build").mkdir()
    assert install_linux(tmp_path / "build", sys.executable, share, office)
    entries = [name for name in tree(share) if name.endswith(".desktop")]
    assert len(entries) > 5
    assert uninstall_linux(share, office)
    assert not [name for name in tree(share) if name.endswith(".desktop")]
    assert not uninstall_oxt(office)


def test_without_libreoffice_the_entries_are_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "has_office", lambda: False)
    share = tmp_path / "share"
    assert not install_linux(tmp_path, sys.executable, share)
    assert [name for name in tree(share) if name.endswith("juesuan.desktop")]
    assert uninstall_linux(share)
    assert not uninstall_linux(share)


def test_a_program_that_is_not_there_and_a_dry_run(tmp_path: Path) -> None:
    profile = current_profile({"HOME": str(tmp_path)}, "linux")
    here = Machine(profile, AccountDoor(MemoryRegistry()), Path(sys.executable))
    with pytest.raises(StructureError, match="没有改动任何内容"):
        install_here(str(tmp_path / "没有" / "pythonw.exe"), Place.XLSTART, machine=here)
    told = install_here(None, Place.XLSTART, dry_run=True, machine=here)
    assert any(str(tmp_path / ".local" / "share" / "applications") in line for line in told)
    assert tree(tmp_path) == {}


@pytest.mark.office
def test_uninstalling_takes_the_copies_of_workbooks_too_and_says_so(tmp_path: Path) -> None:
    book = tmp_path / "我局.xlsx"
    book.write_bytes(changed(book_bytes("panzhihua-2020"), {"公开06表!E12": 448}))
    home = tmp_path / "王 home"
    settings = {"HOME": home, "XDG_STATE_HOME": home / "state", "XDG_DATA_HOME": home / "share"}
    env = {key: value for key, value in os.environ.items() if key != kept.FOLDER_VARIABLE}
    env |= {key: str(value) for key, value in settings.items()}

    def said(*arguments: str) -> str:
        command = [sys.executable, "-m", "juesuan", *arguments]
        return subprocess.run(command, env=env, capture_output=True, encoding="utf-8", check=True).stdout

    said("regenerate", str(book))
    after = book.read_bytes()
    assert len(list((home / "state" / "juesuan" / "undo").iterdir())) == 1
    assert "1份旧工作簿也已删除" in said("addin", "uninstall")
    assert not (home / "state" / "juesuan").exists()
    assert book.read_bytes() == after
    assert said("addin", "uninstall").splitlines()[-1] == "没有装过决算簿，没有改动任何内容。"
