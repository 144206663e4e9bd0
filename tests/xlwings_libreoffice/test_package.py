"""The engine as a package of its own: built from its folder, it works without anything of this program."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import xlwings_libreoffice

PACKAGE = Path(xlwings_libreoffice.__file__).parent
PROJECT = tomllib.loads((PACKAGE / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built as ``pip install ./python/xlwings_libreoffice`` builds it."""
    folder = tmp_path_factory.mktemp("own package")
    source = folder / "source"
    shutil.copytree(PACKAGE, source, ignore=shutil.ignore_patterns("__pycache__"))
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "--quiet",
            "--no-deps",
            "--wheel-dir",
            str(folder),
            str(source),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    if done.returncode != 0 and ("hatchling" in done.stderr or "No module named pip" in done.stderr):
        pytest.skip("the build tool hatchling cannot be had here")
    assert done.returncode == 0, done.stderr
    (made,) = folder.glob("*.whl")
    return made


def test_the_wheel_holds_the_package_and_no_more(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as package:
        names = {name for name in package.namelist() if ".dist-info/" not in name}
    modules = {path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py")}
    modules = {name for name in modules if not name.startswith("examples/")}
    others = {"py.typed", "contract/members.txt"}
    assert names == {f"xlwings_libreoffice/{name}" for name in modules | others}


def test_it_works_alone(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as package:
        package.extractall(tmp_path)
    code = (
        "import sys, xlwings_libreoffice as x; x.register(); import xlwings; import xlwings_libreoffice.members;"
        "print(x.__file__, xlwings.engines.active.name, 'juesuan' in sys.modules)"
    )
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    said = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
        cwd=tmp_path,
    ).stdout.split()
    assert said == [str(tmp_path / "xlwings_libreoffice/__init__.py"), "libreoffice", "False"]


def test_it_asks_for_xlwings_alone() -> None:
    project = PROJECT["project"]
    assert (project["name"], project["license"]) == ("xlwings-libreoffice", "MIT")
    assert project["dependencies"] == ["xlwings==0.37.*"]
    assert (PACKAGE / "LICENSE").is_file()
