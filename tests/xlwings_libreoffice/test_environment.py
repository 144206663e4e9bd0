"""What an office is started with: nothing of ours, and a locale in which it can read a Chinese path."""

from __future__ import annotations

import locale
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from xlwings_libreoffice import environment
from xlwings_libreoffice.environment import UTF_8, office_environment, other_pythons

SCRIPT = """
import sys
import xlwings_libreoffice
xlwings_libreoffice.register()
import xlwings as xw
with xw.App(visible=False) as app:
    book = app.books.open(sys.argv[1])
    book.sheets[0]["A1"].value = 2
    book.save()
"""


def test_nothing_of_ours_reaches_the_office(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "/ours")
    monkeypatch.setenv("URE_BOOTSTRAP", "/ours")
    monkeypatch.setenv("SHOWN", "1")
    monkeypatch.delenv("SAL_USE_VCLPLUGIN", raising=False)
    assert not {"PYTHONPATH", "URE_BOOTSTRAP"} & set(office_environment())
    assert office_environment()["SHOWN"] == "1"
    assert office_environment()["SAL_USE_VCLPLUGIN"] == "svp"
    assert "SAL_USE_VCLPLUGIN" not in office_environment(window=True)


@pytest.mark.parametrize(
    ("codeset", "changed"), [("UTF-8", False), ("utf8", False), ("ANSI_X3.4-1968", True)]
)
def test_the_locale_is_changed_only_where_it_must_be(
    codeset: str, changed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "as it was")
    monkeypatch.setattr(environment.sys, "platform", "linux")
    monkeypatch.setattr(locale, "nl_langinfo", lambda _: codeset)
    assert office_environment()["LC_ALL"] == (UTF_8 if changed else "as it was")


def test_a_python_before_the_systems_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = {name: tmp_path / name / "bin" for name in ("venv", "own", "shim", "none", "system")}
    for folder in kinds.values():
        folder.mkdir(parents=True)
    (tmp_path / "system" / "lib" / "python3.11").mkdir(parents=True)
    (tmp_path / "system" / "lib" / "python3.11" / "os.py").touch()
    monkeypatch.setattr(environment, "_SYSTEM", {kinds["system"]})
    for name in ("own", "shim", "system"):
        (kinds[name] / "python3").touch()
    (kinds["venv"] / "python3").symlink_to(kinds["system"] / "python3")
    (tmp_path / "venv" / "pyvenv.cfg").touch()
    (tmp_path / "own" / "lib" / "python3.12").mkdir(parents=True)
    (tmp_path / "own" / "lib" / "python3.12" / "os.py").touch()
    path = [str(kinds[name]) for name in ("none", "venv", "shim", "own", "system")]
    monkeypatch.setattr(environment.sys, "platform", "linux")
    monkeypatch.setenv("PATH", os.pathsep.join(path))
    assert other_pythons() == [str(kinds["venv"]), str(kinds["own"])]
    assert office_environment()["PATH"].split(os.pathsep) == [path[0], path[2], path[4]]
    monkeypatch.setenv("PATH", os.pathsep.join(reversed(path)))
    assert other_pythons() == []


@pytest.mark.office
@pytest.mark.parametrize("name", ["C", "xx_XX.UTF-8"], ids=["not UTF-8", "not installed"])
def test_a_chinese_path_opens_under_any_locale(name: str, tmp_path: Path) -> None:
    path = tmp_path / "决算 套表.xlsx"
    openpyxl.Workbook().save(path)
    packages = str(Path(environment.__file__).resolve().parents[1])
    subprocess.run(
        [sys.executable, "-X", "utf8", "-c", SCRIPT, str(path)],
        check=True,
        env=os.environ | {"LC_ALL": name, "PYTHONPATH": packages},
        timeout=300,
    )
    assert openpyxl.load_workbook(path).active["A1"].value == 2
